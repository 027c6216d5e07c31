//! Lines of words in roles: what every front end in a terminal can show.

use std::borrow::Cow;
use std::fmt::Display;

use scn_run::phrases::{PhrasePart, phrase_parts};
use scn_run::{Text, Words};
use scn_text::styled::{Look, Role, StyledText};
use scn_text::wrap::display_width;

/// A value in a phrase.
#[derive(Clone, Debug)]
pub(crate) struct PhraseValue<'v> {
    name: &'static str,
    role: Role,
    text: Cow<'v, [Words]>,
}

impl<'v> PhraseValue<'v> {
    /// Creates a value that is words or a number.
    pub(crate) fn from_words(name: &'static str, role: Role, words: impl Display) -> Self {
        Self { name, role, text: Cow::Owned(vec![Words::plain(words.to_string())]) }
    }

    /// Creates a value that is a styled text.
    pub(crate) fn from_text(name: &'static str, role: Role, text: &'v [Words]) -> Self {
        Self { name, role, text: Cow::Borrowed(text) }
    }
}

/// The least width of the column of keys in a help.
const KEY_COLUMN: usize = 6;

/// Returns a line for each key and what it does, with the keys in a column that the longest fits.
pub(crate) fn explain_keys(keys: &[(&str, &str)]) -> Vec<Line> {
    let width = keys.iter().map(|(key, _)| display_width(key)).max().unwrap_or_default().max(KEY_COLUMN);
    let explain = |(key, meaning): &(&str, &str)| {
        let indent = " ".repeat(width.saturating_sub(display_width(key)));
        Line::from_words(Role::Text, meaning).with_mark(&format!("{indent}{key}  ")).without_gap()
    };
    keys.iter().map(explain).collect()
}

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

    /// Creates a line of a phrase whose own words are in one role, and its marked words in another.
    pub(crate) fn from_phrase(phrase: &str, role: Role, marked: Role, values: &[PhraseValue<'_>]) -> Self {
        phrase_parts(phrase).fold(Self::default(), |line, part| match part {
            PhrasePart::Words(words) => line.add_words(role, words),
            PhrasePart::Marked(words) => line.add_words(marked, words),
            PhrasePart::Value(name) => match values.iter().find(|value| value.name == name) {
                Some(value) => line.add_text(value.role, &value.text),
                None => line,
            },
        })
    }

    /// Adds words in a role.
    #[must_use]
    pub fn add_words(self, role: Role, words: &str) -> Self {
        self.add_text(role, &[Words::plain(words)])
    }

    /// Adds a text in a role.
    #[must_use]
    pub fn add_text(mut self, role: Role, text: &[Words]) -> Self {
        self.words.push((role, text.to_vec()));
        self
    }

    /// Adds the words of another line.
    pub(crate) fn add_line(mut self, other: Self) -> Self {
        self.words.extend(other.words);
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
