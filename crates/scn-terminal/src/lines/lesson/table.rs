//! Lays out tables: in columns if there is room, else each row as a list of its cells, each cell
//! after its heading.

use std::ops::Range;

use pulldown_cmark::Alignment;

use super::super::blocks::Laid;
use super::{Role, Styled, measure};
use scn_text::styled::Look;
use scn_text::wrap::{lines, widest_word};

/// Wrapping does not make a column narrower than this.
const LEAST: usize = 10;
/// The number of spaces between two columns.
const GAP: usize = 2;
/// A heading longer than this is shortened when it is repeated with every row.
const HEADING: usize = 60;

/// A table, as far as it has been parsed.
pub(in crate::lines) struct Table {
    alignments: Vec<Alignment>,
    /// The rows; the first contains the headings.
    rows: Vec<Vec<Styled>>,
    /// The end of the last cell in the source.
    pub(super) read: usize,
}

impl Table {
    pub(in crate::lines) fn new(alignments: Vec<Alignment>) -> Self {
        Self { alignments, rows: Vec::new(), read: 0 }
    }

    pub(in crate::lines) fn new_row(&mut self) {
        self.rows.push(Vec::new());
    }

    pub(in crate::lines) fn cell(&mut self, cell: Styled, end: usize) {
        if let Some(row) = self.rows.last_mut() {
            row.push(cell);
            self.read = self.read.max(end);
        }
    }

    /// Ends a row. The parser drops text after the last column (as GitHub Flavored Markdown
    /// specifies); here it becomes one more cell, as written.
    pub(super) fn row_ends(&mut self, unread: &str, words: Styled) {
        let unread = unread.trim_matches(|c: char| c == '|' || c.is_whitespace());
        if let Some(row) = self.rows.last_mut()
            && !unread.is_empty()
            && self.alignments.len() <= row.len()
        {
            row.push(words.say(Role::Text, unread));
        }
    }
}

impl Table {
    /// Creates a table from its rows; the first contains the headings.
    pub(in crate::lines) fn of(alignments: Vec<Alignment>, rows: Vec<Vec<Styled>>) -> Self {
        Self { alignments, rows, read: 0 }
    }

    /// Lays out the table: in columns if there is room and lines may be drawn, else as a list.
    pub(in crate::lines) fn laid(&self, look: Look, room: usize) -> Vec<Laid> {
        match if look.plain { None } else { widths(self, room) } {
            Some(widths) => self.columns(look, &widths),
            None => self.items(look),
        }
    }

    fn columns(&self, look: Look, widths: &[usize]) -> Vec<Laid> {
        let mut out = Vec::new();
        let wrapped: Vec<Vec<Vec<Range<usize>>>> = self
            .rows
            .iter()
            .map(|row| row.iter().zip(widths).map(|(cell, width)| lines(&cell.text, *width, *width)).collect())
            .collect();
        let parted = wrapped.iter().flatten().any(|cell| 1 < cell.len());
        for (at, (row, lines)) in self.rows.iter().zip(&wrapped).enumerate() {
            if 1 < at && parted {
                out.push(Laid::whole(Styled::new(look)));
            }
            let height = lines.iter().map(Vec::len).max().unwrap_or(0).max(1);
            for line in 0..height {
                let cells = row.iter().zip(lines).map(|(cell, lines)| (cell, lines.get(line).cloned()));
                out.push(Laid::whole(row_line(look, cells, &self.alignments, widths)));
            }
            if at == 0 {
                let under: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
                out.push(Laid::whole(Styled::new(look).say(Role::Aside, &under.join(&" ".repeat(GAP)))));
            }
        }
        out
    }

    fn items(&self, look: Look) -> Vec<Laid> {
        let Some((headings, rows)) = self.rows.split_first() else { return Vec::new() };
        let mut out = Vec::new();
        let long = headings.iter().any(|heading| HEADING < heading.text.chars().count());
        let short: Vec<Styled> = headings.iter().map(|heading| shortened(look, heading)).collect();
        if long || rows.is_empty() {
            list_row(look, headings.iter().map(|heading| (None, heading)), &mut out);
        }
        for row in rows {
            let cells = row.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty());
            list_row(look, cells.map(|(at, cell)| (short.get(at), cell)), &mut out);
        }
        out
    }
}

/// Lays out one line of a row.
fn row_line<'c>(
    look: Look,
    cells: impl Iterator<Item = (&'c Styled, Option<Range<usize>>)>,
    alignments: &[Alignment],
    widths: &[usize],
) -> Styled {
    let mut styled = Styled::new(look);
    let mut blanks = 0;
    for ((cell, range), (alignment, width)) in cells.zip(alignments.iter().zip(widths)) {
        let range = range.unwrap_or(0..0);
        let left = width.saturating_sub(measure(cell.text.get(range.clone()).unwrap_or_default()));
        let before = match alignment {
            Alignment::None | Alignment::Left => 0,
            Alignment::Center => left / 2,
            Alignment::Right => left,
        };
        if !range.is_empty() {
            styled = styled.say(Role::Text, &" ".repeat(blanks + before)).part(cell, range);
            blanks = 0;
        } else {
            blanks += before;
        }
        blanks += left - before + GAP;
    }
    styled
}

/// Returns a heading, cut if it is long.
fn shortened(look: Look, heading: &Styled) -> Styled {
    let end = heading.text.char_indices().nth(HEADING).map_or(heading.text.len(), |(at, _)| at);
    let styled = Styled::new(look).part(heading, 0..end);
    if end < heading.text.len() { styled.say(Role::Text, "…") } else { styled }
}

fn list_row<'c>(look: Look, cells: impl Iterator<Item = (Option<&'c Styled>, &'c Styled)>, out: &mut Vec<Laid>) {
    let bullet = if look.plain { "-" } else { "•" };
    let mut mark = format!("{bullet} ");
    for (heading, cell) in cells {
        let mut styled = Styled::new(look);
        if let Some(heading) = heading.filter(|heading| !heading.text.is_empty()) {
            styled = styled.part(heading, 0..heading.text.len()).say(Role::Text, ": ");
        }
        let first = std::mem::replace(&mut mark, "  ".to_owned());
        out.push(Laid::behind(first, "    ", styled.part(cell, 0..cell.text.len())));
    }
}

/// Computes the column widths; `None` if the table does not fit.
fn widths(table: &Table, room: usize) -> Option<Vec<usize>> {
    let columns = table.alignments.len();
    // Every column needs a width of at least 1, and a row with too many cells cannot be shown in
    // columns.
    if room < columns * (1 + GAP) || table.rows.iter().any(|row| columns < row.len()) {
        return None;
    }
    let of = |cell: &dyn Fn(&Styled) -> usize, at: usize| {
        table.rows.iter().filter_map(|row| row.get(at)).map(cell).max().unwrap_or(0).max(1)
    };
    let natural: Vec<usize> = (0..columns).map(|at| of(&|cell| measure(&cell.text), at)).collect();
    let least: Vec<usize> = natural
        .iter()
        .enumerate()
        .map(|(at, natural)| of(&|cell| widest_word(&cell.text), at).max(LEAST.min(*natural)))
        .collect();
    let gaps = GAP * columns.saturating_sub(1);
    let capped = |cap: usize| -> Vec<usize> {
        natural.iter().zip(&least).map(|(natural, least)| (*natural).min(cap).max(*least)).collect()
    };
    let fits = |widths: &[usize]| widths.iter().sum::<usize>() + gaps <= room;
    // Wide columns are cut to the same width, the largest with which all fit.
    (1..=room).rev().map(capped).find(|widths| fits(widths))
}
