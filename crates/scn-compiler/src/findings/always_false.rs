//! `always-false`.

use scn_source::{FileId, Finding, Name, Span};

use super::shorten_text;

/// A condition of a change or of a target that is false in every run.
pub(crate) fn finding(file: FileId, span: Span, words: &str, changes: bool) -> Finding {
    let words = shorten_text(words);
    let effect = if changes { "this `Set` never changes anything" } else { "this `Next` is never followed" };
    Finding::at(Name::AlwaysFalse, file, span, format!("`{words}` is always false here, so {effect}"))
        .with_help("remove the line, or write a condition that can be true here")
}
