//! Tables: in columns where there is room for them, else each row as a list of its cells, every cell behind its heading.

use std::io::{self, Write};
use std::ops::Range;

use pulldown_cmark::Alignment;

use super::super::wrap::{lines, widest_word};
use super::{Role, Styled, Writer, measure};

/// A column is not made narrower than this by wrapping what stands in it.
const LEAST: usize = 10;
/// Between two columns.
const GAP: usize = 2;
/// A heading longer than this is not said again in full with every row.
const HEADING: usize = 60;

/// A table, as far as it has been read.
pub(in crate::terminal) struct Table {
    alignments: Vec<Alignment>,
    /// Its rows; the first are the headings.
    rows: Vec<Vec<Styled>>,
    /// Where the last cell ends in the source.
    pub(super) read: usize,
}

impl Table {
    pub(in crate::terminal) fn new(alignments: Vec<Alignment>) -> Self {
        Self { alignments, rows: Vec::new(), read: 0 }
    }

    pub(in crate::terminal) fn new_row(&mut self) {
        self.rows.push(Vec::new());
    }

    pub(in crate::terminal) fn cell(&mut self, cell: Styled, end: usize) {
        if let Some(row) = self.rows.last_mut() {
            row.push(cell);
            self.read = self.read.max(end);
        }
    }

    /// The reader leaves out what stands behind the last column (as GitHub's form of Markdown says); here it is one more cell, as it was
    /// written.
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

impl<W: Write> Writer<'_, '_, W> {
    pub(in crate::terminal) fn table(&mut self, table: &Table) -> io::Result<()> {
        self.separate(true)?;
        let room = self.page.width().saturating_sub(measure(&self.rest));
        let widths = if self.page.look.plain { None } else { widths(table, room) };
        match widths {
            Some(widths) => self.columns(table, &widths)?,
            None => self.items(table)?,
        }
        self.written(true);
        Ok(())
    }

    fn columns(&mut self, table: &Table, widths: &[usize]) -> io::Result<()> {
        let (mut first, rest) = self.prefixes();
        let wrapped: Vec<Vec<Vec<Range<usize>>>> = table
            .rows
            .iter()
            .map(|row| row.iter().zip(widths).map(|(cell, width)| lines(&cell.text, *width, *width)).collect())
            .collect();
        let parted = wrapped.iter().flatten().any(|cell| 1 < cell.len());
        for (at, (row, lines)) in table.rows.iter().zip(&wrapped).enumerate() {
            if 1 < at && parted {
                self.page.blank(&rest)?;
            }
            let height = lines.iter().map(Vec::len).max().unwrap_or(0).max(1);
            for line in 0..height {
                let cells = row.iter().zip(lines).map(|(cell, lines)| (cell, lines.get(line).cloned()));
                let styled = self.row(cells, &table.alignments, widths);
                self.page.verbatim(&first, &rest, &styled)?;
                first.clone_from(&rest);
            }
            if at == 0 {
                let under: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
                let under = self.page.styled().say(Role::Aside, &under.join(&" ".repeat(GAP)));
                self.page.verbatim(&rest, &rest, &under)?;
            }
        }
        Ok(())
    }

    /// A line of a row.
    fn row<'c>(
        &mut self,
        cells: impl Iterator<Item = (&'c Styled, Option<Range<usize>>)>,
        alignments: &[Alignment],
        widths: &[usize],
    ) -> Styled {
        let mut styled = self.styled();
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

    fn items(&mut self, table: &Table) -> io::Result<()> {
        let Some((headings, rows)) = table.rows.split_first() else { return Ok(()) };
        let long = headings.iter().any(|heading| HEADING < heading.text.chars().count());
        let short: Vec<Styled> = headings.iter().map(|heading| self.shortened(heading)).collect();
        if long || rows.is_empty() {
            self.list_row(headings.iter().map(|heading| (None, heading)))?;
        }
        for row in rows {
            let cells = row.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty());
            self.list_row(cells.map(|(at, cell)| (short.get(at), cell)))?;
        }
        Ok(())
    }

    /// A heading, cut where it is long.
    fn shortened(&self, heading: &Styled) -> Styled {
        let end = heading.text.char_indices().nth(HEADING).map_or(heading.text.len(), |(at, _)| at);
        let styled = self.page.styled().part(heading, 0..end);
        if end < heading.text.len() { styled.say(Role::Text, "…") } else { styled }
    }

    fn list_row<'c>(&mut self, cells: impl Iterator<Item = (Option<&'c Styled>, &'c Styled)>) -> io::Result<()> {
        let (first, rest) = self.prefixes();
        let bullet = if self.page.look.plain { "-" } else { "•" };
        let mut mark = format!("{first}{bullet} ");
        for (heading, cell) in cells {
            let mut styled = self.styled();
            if let Some(heading) = heading.filter(|heading| !heading.text.is_empty()) {
                styled = styled.part(heading, 0..heading.text.len()).say(Role::Text, ": ");
            }
            self.page.put(&mark, &format!("{rest}    "), &styled.part(cell, 0..cell.text.len()))?;
            mark = format!("{rest}  ");
        }
        Ok(())
    }
}

/// How wide each column is made; `None` where there is no room for them.
fn widths(table: &Table, room: usize) -> Option<Vec<usize>> {
    let columns = table.alignments.len();
    // No column is narrower than 1, and what has no column has no place.
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
    // The wider columns are cut to one width, the widest with which all fit.
    (1..=room).rev().map(capped).find(|widths| fits(widths))
}
