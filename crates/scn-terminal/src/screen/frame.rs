//! The content of a screen at one moment.

use anstyle::Style;

use scn_text::wrap::display_width;

/// The size of a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
}

impl Size {
    /// The smallest size for which frames are laid out. A smaller screen cuts off the rest.
    pub const LEAST: Self = Self { columns: 20, rows: 5 };

    /// Returns this size, or the smallest supported one in each dimension.
    pub(super) fn at_least(self) -> Self {
        Self { columns: self.columns.max(Self::LEAST.columns), rows: self.rows.max(Self::LEAST.rows) }
    }
}

/// A row of text in styled runs. It contains nothing that moves a terminal's cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The runs.
    pub runs: Vec<(Style, String)>,
}

impl Row {
    /// Creates a row of words in one style.
    pub(super) fn from_words(style: Style, words: impl Into<String>) -> Self {
        Self { runs: vec![(style, words.into())] }
    }

    /// Returns the words without styles and without trailing spaces.
    #[must_use]
    pub fn plain_text(&self) -> String {
        let words: String = self.runs.iter().map(|(_, words)| words.as_str()).collect();
        words.trim_end().to_owned()
    }

    /// Returns the width in columns.
    pub(super) fn width(&self) -> usize {
        self.runs.iter().map(|(_, words)| display_width(words)).sum()
    }

    pub(super) fn push(&mut self, style: Style, words: impl Into<String>) {
        self.runs.push((style, words.into()));
    }

    /// Indents the row.
    pub(super) fn indented_by(mut self, blanks: usize) -> Self {
        if 0 < blanks {
            self.runs.insert(0, (Style::new(), " ".repeat(blanks)));
        }
        self
    }

    /// Returns as much of the row as fits.
    pub(super) fn cut_to(mut self, columns: usize) -> Self {
        let mut columns_left = columns;
        for (_, words) in &mut self.runs {
            let mut end = 0;
            for (at, c) in words.char_indices() {
                let next = at + c.len_utf8();
                if columns_left < display_width(words.get(..next).unwrap_or_default()) {
                    break;
                }
                end = next;
            }
            words.truncate(end);
            columns_left -= display_width(words).min(columns_left);
        }
        self
    }
}

/// The content of a whole screen. The cursor is hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// The rows from the top, as many as the screen has.
    pub rows: Vec<Row>,
}

impl Frame {
    /// Returns the words of all rows without styles, one row on each line.
    #[must_use]
    pub fn plain_text(&self) -> String {
        self.rows.iter().map(|row| row.plain_text() + "\n").collect()
    }
}
