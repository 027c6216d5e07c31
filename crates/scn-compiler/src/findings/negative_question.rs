//! `negative-question`.

use scn_source::{FileId, Finding, Name, Span};

/// A question to the learner that contains a negation.
pub(crate) fn finding(file: FileId, span: Span, word: &str) -> Finding {
    let message = format!("`{word}` reverses this question, and a reader can easily miss it");
    Finding::at(Name::NegativeQuestion, file, span, message).with_help("ask what to do, not what to avoid")
}
