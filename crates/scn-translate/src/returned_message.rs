//! What translators return, in one type for all formats.

use thiserror::Error;

/// A translation that came back.
///
/// It belongs to the message with the same context and the same words. A target that is empty says
/// nothing: it never replaces a translation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// The context, if the file has it.
    pub context: Option<String>,
    /// The words that were translated.
    pub source: String,
    /// The translation, or an empty text.
    pub target: String,
    /// Whether a tool or a translator doubts the translation. Tools that drop states doubt nothing:
    /// the words that were doubtful when they were sent out are so still.
    pub doubtful: bool,
    /// The line at which it begins, from 1.
    pub line: usize,
    /// The id of the unit in XLIFF. It names the message where a tool has dropped the context: see
    /// [`ReturnedFile::restore_contexts`].
    pub id: Option<String>,
}

/// A translation that came back and cannot be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: the translation of `{name}` cannot be taken: {problem}")]
pub struct Refused {
    /// The line at which what is wrong begins, from 1.
    pub line: usize,
    /// Its context or its id.
    pub name: String,
    /// What is wrong with it.
    pub problem: RefusedProblem,
}

/// What is wrong with a translation.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RefusedProblem {
    /// An element within the words, which a tool has put there.
    #[error("it contains the element `{0}`, which plain words cannot hold; remove its tags")]
    Inline(String),
    /// A unit whose words are missing.
    #[error("it has no source")]
    NoSource,
    /// Two translations for one language.
    #[error("it has two of `{0}`")]
    Twice(&'static str),
    /// A unit in a place where XLIFF has none.
    #[error("it is inside of another unit")]
    Nested,
    /// Some of its sentences are translated, others not.
    #[error("only a part of it is translated")]
    Incomplete,
    /// A line of a table that has more cells than there are columns.
    #[error("its row has more cells than the header, so that words would be lost; put quotes around cells")]
    Cells,
    /// Several forms of a plural.
    #[error("it has plural forms")]
    Plural,
}

/// A file that came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReturnedFile {
    /// Its translations, in order. Those without words are there, too.
    pub messages: Vec<Returned>,
    /// Those that cannot be taken.
    pub refused: Vec<Refused>,
}
