//! What a screen shows at a moment.

use anstyle::Style;

use scn_text::wrap::measure;

/// How many columns and rows there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
}

impl Size {
    /// The smallest that a frame is laid out for. On a smaller screen what does not fit is cut off.
    pub const LEAST: Self = Self { columns: 20, rows: 5 };

    /// This size, or the least.
    pub(super) fn at_least(self) -> Self {
        Self { columns: self.columns.max(Self::LEAST.columns), rows: self.rows.max(Self::LEAST.rows) }
    }
}

/// A row: words after words, each in a style. Nothing in it moves a terminal's cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The words.
    pub runs: Vec<(Style, String)>,
}

impl Row {
    /// A row of words in one style.
    pub(super) fn of(style: Style, words: impl Into<String>) -> Self {
        Self { runs: vec![(style, words.into())] }
    }

    /// The words without their styles and without blanks at the end.
    #[must_use]
    pub fn plain(&self) -> String {
        let words: String = self.runs.iter().map(|(_, words)| words.as_str()).collect();
        words.trim_end().to_owned()
    }

    /// How many columns it takes.
    pub(super) fn width(&self) -> usize {
        self.runs.iter().map(|(_, words)| measure(words)).sum()
    }

    pub(super) fn push(&mut self, style: Style, words: impl Into<String>) {
        self.runs.push((style, words.into()));
    }

    /// The row behind some blanks.
    pub(super) fn behind(mut self, blanks: usize) -> Self {
        if 0 < blanks {
            self.runs.insert(0, (Style::new(), " ".repeat(blanks)));
        }
        self
    }

    /// As much of it as fits.
    pub(super) fn cut(mut self, columns: usize) -> Self {
        let mut left = columns;
        for (_, words) in &mut self.runs {
            let mut end = 0;
            for (at, c) in words.char_indices() {
                let next = at + c.len_utf8();
                if left < measure(words.get(..next).unwrap_or_default()) {
                    break;
                }
                end = next;
            }
            words.truncate(end);
            left -= measure(words).min(left);
        }
        self
    }
}

/// A whole screen. The cursor is not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Its rows, from the top; as many as the screen has.
    pub rows: Vec<Row>,
}

impl Frame {
    /// The words of all rows without their styles, a line each.
    #[must_use]
    pub fn plain(&self) -> String {
        self.rows.iter().map(|row| row.plain() + "\n").collect()
    }
}
