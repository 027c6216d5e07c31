//! What a message says in a file for translators who do not work in PO.

use thiserror::Error;

use crate::po::{Message, PoFile};

/// The languages of a file, and what it is a translation of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// The language of the source, as a BCP 47 tag such as `en`.
    pub source_language: &'a str,
    /// The language of the translation.
    pub target_language: &'a str,
    /// The name of what is translated, for people, such as that of a pack.
    pub original: &'a str,
}

/// How far a translation is. The words in files are those of XLIFF 1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// There is no translation, `new`.
    New,
    /// Somebody has to look at it, `needs-review-translation`.
    NeedsReview,
    /// It is done, `translated`.
    Translated,
}

impl State {
    /// Returns the state of a message.
    #[must_use]
    pub fn of(message: &Message) -> Self {
        if message.translations.iter().all(String::is_empty) {
            Self::New
        } else if message.is_fuzzy() {
            Self::NeedsReview
        } else {
            Self::Translated
        }
    }

    /// Returns its word in XLIFF 1.2 and in CSV.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::NeedsReview => "needs-review-translation",
            Self::Translated => "translated",
        }
    }
}

/// Why messages cannot be written in a format.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the message “{source_text}”{}: {problem}", in_context(context.as_ref()))]
pub struct ExportError {
    /// The context of the message.
    pub context: Option<String>,
    /// The words of the message.
    pub source_text: String,
    /// What is wrong with it.
    pub problem: ExportProblem,
}

/// What is wrong with a message.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ExportProblem {
    /// A plural, for which the format has no place.
    #[error("it has plural forms, which only a PO file has")]
    Plural,
    /// A character that XML does not have.
    #[error("XML cannot contain the character U+{:04X}", u32::from(*.0))]
    Character(char),
}

fn in_context(context: Option<&String>) -> String {
    context.map(|context| format!(" (`{context}`)")).unwrap_or_default()
}

/// A message as these formats have it.
#[derive(Debug)]
pub(crate) struct Unit<'a> {
    pub(crate) message: &'a Message,
    pub(crate) target: &'a str,
    pub(crate) state: State,
    /// The words that were translated, if they differ from the source.
    pub(crate) old_source: Option<&'a str>,
    /// What scn says to translators.
    pub(crate) comment: String,
    /// What translators say to each other.
    pub(crate) remarks: String,
}

/// Returns the messages that the source has, in order.
///
/// # Errors
///
/// Returns the first message that has a plural.
pub(crate) fn units(file: &PoFile) -> Result<Vec<Unit<'_>>, ExportError> {
    file.current().map(unit).collect()
}

fn unit(message: &Message) -> Result<Unit<'_>, ExportError> {
    if message.source.plural.is_some() {
        return Err(refuse(message, ExportProblem::Plural));
    }
    let old_source = message.previous.as_ref().map(|source| source.text.as_str());
    Ok(Unit {
        message,
        target: message.translations.first().map_or("", String::as_str),
        state: State::of(message),
        old_source: old_source.filter(|old| *old != message.source.text),
        comment: message.extracted.join("\n"),
        remarks: message.comments.join("\n"),
    })
}

pub(crate) fn refuse(message: &Message, problem: ExportProblem) -> ExportError {
    ExportError { context: message.source.context.clone(), source_text: message.source.text.clone(), problem }
}
