//! `negative-question`.

use scn_source::{FileId, Finding, Name, Span};

/// A question to the learner that contains a negation.
pub(crate) fn finding(file: FileId, span: Span, word: &str) -> Finding {
    let message = format!("`{word}` turns this question round, and it is easily read over");
    Finding::at(Name::NegativeQuestion, file, span, message).with_help("ask what to do, and not what to leave")
}
