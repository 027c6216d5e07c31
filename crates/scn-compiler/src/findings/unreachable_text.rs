//! `unreachable-text`.

use scn_source::{FileId, Finding, Name, Place, Span};

use super::shorten_text;

/// Text that no run shows, although its node is reached. `wanted` is set if the text is shown when
/// the condition holds; otherwise it is shown when the condition does not hold.
pub(crate) fn finding(file: FileId, span: Span, words: &str, condition: Span, wanted: bool) -> Finding {
    let words = shorten_text(words).replace('`', "'");
    let message = format!("these words are never shown: `{words}`");
    let finding = Finding::at(Name::UnreachableText, file, span, message);
    if wanted {
        finding
            .with_help("change the condition, or bring about on some way here what it asks for")
            .with_related(Place { file, span: condition }, "no run that comes here sees this hold")
    } else {
        finding
            .with_help("change the condition so that it can fail, or take the words out")
            .with_related(Place { file, span: condition }, "every run that comes here sees this hold")
    }
}
