//! What stands on a sheet.

use scn_run::{ShownBlock, Text, Words};
use scn_text::styled::Role;

/// A piece of a sheet, which is filled into lines anew at every width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A heading, underlined.
    Heading(String),
    /// A block of a body.
    Block(ShownBlock),
    /// Words.
    Line(Line),
}

/// Words in roles, behind a mark.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Line {
    /// What stands before the first of its lines; the others are indented as far.
    pub(super) mark: String,
    /// The words.
    pub(super) words: Vec<(Role, Text)>,
    /// Whether it follows what is above it without a blank line.
    pub(super) tight: bool,
}

impl Line {
    /// Words in one role.
    #[must_use]
    pub fn say(role: Role, words: &str) -> Self {
        Self::default().and(role, words)
    }

    /// Adds words in a role.
    #[must_use]
    pub fn and(self, role: Role, words: &str) -> Self {
        self.text(role, &vec![Words { text: words.to_owned(), ..Words::default() }])
    }

    /// Adds a text in a role.
    #[must_use]
    pub fn text(mut self, role: Role, text: &Text) -> Self {
        self.words.push((role, text.clone()));
        self
    }

    /// The same words behind a mark.
    #[must_use]
    pub fn behind(mut self, mark: &str) -> Self {
        mark.clone_into(&mut self.mark);
        self
    }

    /// The same without a blank line above.
    #[must_use]
    pub fn tight(mut self) -> Self {
        self.tight = true;
        self
    }
}

impl From<Line> for Part {
    fn from(line: Line) -> Self {
        Self::Line(line)
    }
}
