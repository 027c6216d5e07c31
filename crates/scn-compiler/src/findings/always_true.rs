//! `always-true`.

use scn_source::{FileId, Finding, Name, Span};

use super::short;

/// A condition that is true in every run.
pub(crate) fn finding(file: FileId, span: Span, words: &str) -> Finding {
    let words = short(words);
    Finding::at(Name::AlwaysTrue, file, span, format!("`{words}` holds every time it is asked"))
        .help("take the condition out, or ask for something that can fail here")
}
