//! `always-true`.

use scn_source::{FileId, Finding, Name, Span};

use super::shorten_text;

/// A condition that is true in every run.
pub(crate) fn finding(file: FileId, span: Span, words: &str) -> Finding {
    let words = shorten_text(words);
    Finding::at(Name::AlwaysTrue, file, span, format!("`{words}` holds every time it is asked"))
        .with_help("take the condition out, or ask for something that can fail here")
}
