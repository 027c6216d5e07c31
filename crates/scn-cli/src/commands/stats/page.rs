//! Lines of text that fit a width.

use scn_text::wrap::{columns, prose_at_blanks};

/// The smallest width; anything narrower is unreadable.
const NARROWEST: usize = 30;

/// Text wrapped to a width.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) text: String,
    pub(super) width: usize,
}

impl Page {
    pub(super) fn new(width: usize) -> Self {
        Self { text: String::new(), width: width.max(NARROWEST) }
    }

    /// Adds a line with this indent. A line that is too long is continued below, indented by two
    /// more.
    pub(super) fn add_line(&mut self, indent: usize, text: &str) {
        let (first, rest) = (" ".repeat(indent), " ".repeat(indent + 2));
        for line in prose_at_blanks(&scn_text::sanitize_line(text), self.width, &first, &rest) {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    pub(super) fn blank_line(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Adds a table. It has as many columns side by side as fit the width; the other columns follow
    /// below, with the first column repeated.
    pub(super) fn add_table(&mut self, indent: usize, rows: &[Vec<String>]) {
        let show_row = |row: &Vec<String>| row.iter().map(|cell| scn_text::sanitize_line(cell).into_owned()).collect();
        let rows: Vec<Vec<String>> = rows.iter().map(show_row).collect();
        let count = rows.iter().map(Vec::len).max().unwrap_or(0);
        let column_width =
            |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| columns(cell)).max().unwrap_or(0);
        let first = column_width(0);
        let mut first_column = 1;
        while first_column < count {
            let mut end_column = first_column + 1;
            let mut sum = indent + first + 2 + column_width(first_column);
            while end_column < count && sum + 2 + column_width(end_column) <= self.width {
                sum += 2 + column_width(end_column);
                end_column += 1;
            }
            if 1 < first_column {
                self.blank_line();
            }
            for row in &rows {
                let mut line = " ".repeat(indent);
                for at in std::iter::once(0).chain(first_column..end_column) {
                    let cell = row.get(at).map(String::as_str).unwrap_or_default();
                    line.push_str(cell);
                    line.push_str(&" ".repeat(column_width(at) - columns(cell) + 2));
                }
                self.text.push_str(line.trim_end());
                self.text.push('\n');
            }
            first_column = end_column;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Page;

    #[test]
    fn a_table_that_is_too_wide_continues_below() {
        let mut page = Page::new(30);
        let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
        page.add_table(0, &[row(["", "one-two-three", "four", "five-six-seven"]), row(["care", "a", "b", "c"])]);
        assert_eq!(page.text, "      one-two-three  four\ncare  a              b\n\n      five-six-seven\ncare  c\n");
    }
}
