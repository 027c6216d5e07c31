//! `always-true`.

use scn_source::{FileId, Finding, Name, Span};

use super::shorten_text;

/// A condition that is true in every run.
pub(crate) fn finding(file: FileId, span: Span, words: &str) -> Finding {
    let words = shorten_text(words);
    Finding::at(Name::AlwaysTrue, file, span, format!("`{words}` is always true here"))
        .with_help("remove the condition, or write one that can be false here")
}
