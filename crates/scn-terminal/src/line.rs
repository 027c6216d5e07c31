//! Lines of words in roles: what every front end in a terminal can show.

use scn_run::{Text, Words};
use scn_text::styled::{Look, Role, StyledText};

/// Words in roles, with a mark before them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Line {
    /// The mark before the first line; the other lines are indented by its width.
    pub(crate) mark: String,
    /// The words.
    pub(crate) words: Vec<(Role, Text)>,
    /// Whether it follows the previous line without a blank line.
    pub(crate) tight: bool,
}

impl Line {
    /// Creates a line of words in one role.
    #[must_use]
    pub fn from_words(role: Role, words: &str) -> Self {
        Self::default().add_words(role, words)
    }

    /// Adds words in a role.
    #[must_use]
    pub fn add_words(self, role: Role, words: &str) -> Self {
        self.add_text(role, &vec![Words { text: words.to_owned(), ..Words::default() }])
    }

    /// Adds a text in a role.
    #[must_use]
    pub fn add_text(mut self, role: Role, text: &Text) -> Self {
        self.words.push((role, text.clone()));
        self
    }

    /// Sets the mark before the words.
    #[must_use]
    pub fn with_mark(mut self, mark: &str) -> Self {
        mark.clone_into(&mut self.mark);
        self
    }

    /// Drops the blank line above.
    #[must_use]
    pub fn without_gap(mut self) -> Self {
        self.tight = true;
        self
    }

    pub(crate) fn to_styled(&self, look: Look) -> StyledText {
        self.words.iter().fold(StyledText::new(look), |styled, (role, text)| styled.with_text(*role, text))
    }
}
