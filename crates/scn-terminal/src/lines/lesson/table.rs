//! Lays out tables: in columns if there is room, else each row as a list of its cells, each cell
//! after its heading.

use std::ops::Range;

use pulldown_cmark::Alignment;

use super::super::blocks::PrefixedText;
use super::{Role, StyledText, display_width};
use scn_text::styled::Look;
use scn_text::wrap::{widest_word, wrap_lines};

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
    rows: Vec<Vec<StyledText>>,
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

    pub(in crate::lines) fn add_cell(&mut self, cell: StyledText, end: usize) {
        if let Some(row) = self.rows.last_mut() {
            row.push(cell);
            self.read = self.read.max(end);
        }
    }

    /// Ends a row. The parser drops text after the last column (as GitHub Flavored Markdown
    /// specifies); here it becomes one more cell, as written.
    pub(super) fn end_row(&mut self, unread: &str, words: StyledText) {
        let unread = unread.trim_matches(|c: char| c == '|' || c.is_whitespace());
        if let Some(row) = self.rows.last_mut()
            && !unread.is_empty()
            && self.alignments.len() <= row.len()
        {
            row.push(words.with_words(Role::Text, unread));
        }
    }
}

impl Table {
    /// Creates a table from its rows; the first contains the headings.
    pub(in crate::lines) fn from_rows(alignments: Vec<Alignment>, rows: Vec<Vec<StyledText>>) -> Self {
        Self { alignments, rows, read: 0 }
    }

    /// Lays out the table: in columns if there is room and lines may be drawn, else as a list.
    pub(in crate::lines) fn lay_out(&self, look: Look, room: usize) -> Vec<PrefixedText> {
        match if look.plain { None } else { column_widths(self, room) } {
            Some(widths) => self.lay_out_columns(look, &widths),
            None => self.lay_out_items(look),
        }
    }

    fn lay_out_columns(&self, look: Look, widths: &[usize]) -> Vec<PrefixedText> {
        let mut out = Vec::new();
        let wrapped: Vec<Vec<Vec<Range<usize>>>> = self
            .rows
            .iter()
            .map(|row| row.iter().zip(widths).map(|(cell, width)| wrap_lines(&cell.text, *width, *width)).collect())
            .collect();
        let parted = wrapped.iter().flatten().any(|cell| 1 < cell.len());
        for (at, (row, lines)) in self.rows.iter().zip(&wrapped).enumerate() {
            if 1 < at && parted {
                out.push(PrefixedText::verbatim_text(StyledText::new(look)));
            }
            let height = lines.iter().map(Vec::len).max().unwrap_or(0).max(1);
            for line in 0..height {
                let cells = row.iter().zip(lines).map(|(cell, lines)| (cell, lines.get(line).cloned()));
                out.push(PrefixedText::verbatim_text(row_line(look, cells, &self.alignments, widths)));
            }
            if at == 0 {
                let underline: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
                out.push(PrefixedText::verbatim_text(
                    StyledText::new(look).with_words(Role::Aside, &underline.join(&" ".repeat(GAP))),
                ));
            }
        }
        out
    }

    fn lay_out_items(&self, look: Look) -> Vec<PrefixedText> {
        let Some((headings, rows)) = self.rows.split_first() else { return Vec::new() };
        let mut out = Vec::new();
        let long = headings.iter().any(|heading| HEADING < heading.text.chars().count());
        let short: Vec<StyledText> = headings.iter().map(|heading| shorten_heading(look, heading)).collect();
        if long || rows.is_empty() {
            add_list_row(look, headings.iter().map(|heading| (None, heading)), &mut out);
        }
        for row in rows {
            let cells = row.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty());
            add_list_row(look, cells.map(|(at, cell)| (short.get(at), cell)), &mut out);
        }
        out
    }
}

/// Lays out one line of a row.
fn row_line<'c>(
    look: Look,
    cells: impl Iterator<Item = (&'c StyledText, Option<Range<usize>>)>,
    alignments: &[Alignment],
    widths: &[usize],
) -> StyledText {
    let mut styled = StyledText::new(look);
    let mut blanks = 0;
    for ((cell, range), (alignment, width)) in cells.zip(alignments.iter().zip(widths)) {
        let range = range.unwrap_or(0..0);
        let space_left = width.saturating_sub(display_width(cell.text.get(range.clone()).unwrap_or_default()));
        let padding = match alignment {
            Alignment::None | Alignment::Left => 0,
            Alignment::Center => space_left / 2,
            Alignment::Right => space_left,
        };
        if !range.is_empty() {
            styled = styled.with_words(Role::Text, &" ".repeat(blanks + padding)).with_part(cell, range);
            blanks = 0;
        } else {
            blanks += padding;
        }
        blanks += space_left - padding + GAP;
    }
    styled
}

/// Returns a heading, cut if it is long.
fn shorten_heading(look: Look, heading: &StyledText) -> StyledText {
    let end = heading.text.char_indices().nth(HEADING).map_or(heading.text.len(), |(at, _)| at);
    let styled = StyledText::new(look).with_part(heading, 0..end);
    if end < heading.text.len() { styled.with_words(Role::Text, "…") } else { styled }
}

fn add_list_row<'c>(
    look: Look,
    cells: impl Iterator<Item = (Option<&'c StyledText>, &'c StyledText)>,
    out: &mut Vec<PrefixedText>,
) {
    let bullet = if look.plain { "-" } else { "•" };
    let mut mark = format!("{bullet} ");
    for (heading, cell) in cells {
        let mut styled = StyledText::new(look);
        if let Some(heading) = heading.filter(|heading| !heading.text.is_empty()) {
            styled = styled.with_part(heading, 0..heading.text.len()).with_words(Role::Text, ": ");
        }
        let first = std::mem::replace(&mut mark, "  ".to_owned());
        out.push(PrefixedText::with_prefixes(first, "    ", styled.with_part(cell, 0..cell.text.len())));
    }
}

/// Computes the column widths; `None` if the table does not fit.
fn column_widths(table: &Table, room: usize) -> Option<Vec<usize>> {
    let columns = table.alignments.len();
    // Every column needs a width of at least 1, and a row with too many cells cannot be shown in
    // columns.
    if room < columns * (1 + GAP) || table.rows.iter().any(|row| columns < row.len()) {
        return None;
    }
    let max_over_rows = |cell: &dyn Fn(&StyledText) -> usize, at: usize| {
        table.rows.iter().filter_map(|row| row.get(at)).map(cell).max().unwrap_or(0).max(1)
    };
    let natural: Vec<usize> = (0..columns).map(|at| max_over_rows(&|cell| display_width(&cell.text), at)).collect();
    let least: Vec<usize> = natural
        .iter()
        .enumerate()
        .map(|(at, natural)| max_over_rows(&|cell| widest_word(&cell.text), at).max(LEAST.min(*natural)))
        .collect();
    let gaps = GAP * columns.saturating_sub(1);
    let widths_capped_at = |cap: usize| -> Vec<usize> {
        natural.iter().zip(&least).map(|(natural, least)| (*natural).min(cap).max(*least)).collect()
    };
    let fits = |widths: &[usize]| widths.iter().sum::<usize>() + gaps <= room;
    // Wide columns are cut to the same width, the largest with which all fit.
    (1..=room).rev().map(widths_capped_at).find(|widths| fits(widths))
}
