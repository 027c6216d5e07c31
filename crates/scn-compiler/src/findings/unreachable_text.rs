//! `unreachable-text`.

use scn_source::{FileId, Finding, Name, Place, Span};
use scn_syntax::ast;

use super::{shorten_text, text_line};

/// The `Locked:` text of a choice that cannot be locked.
pub(crate) fn locked(file: FileId, text: &ast::Text<'_>) -> Finding {
    let words = text_line(text);
    Finding::at(Name::UnreachableText, file, text.span, format!("this text is never shown: `{words}`"))
        .with_help("add the `[needs …]` that locks the choice, or remove the text; `[if …]` hides a choice instead")
}

/// Text that no run shows, although its node is reached. `wanted` is set if the text is shown when
/// the condition holds; otherwise it is shown when the condition does not hold.
pub(crate) fn finding(file: FileId, span: Span, words: &str, condition: Span, wanted: bool) -> Finding {
    let words = shorten_text(words).replace('`', "'");
    let message = format!("this text is never shown: `{words}`");
    let finding = Finding::at(Name::UnreachableText, file, span, message);
    if wanted {
        finding
            .with_help("change the condition, or make it true on some way here")
            .with_related(Place { file, span: condition }, "false in every run that reaches this point")
    } else {
        finding
            .with_help("change the condition so that it can be false, or remove the text")
            .with_related(Place { file, span: condition }, "true in every run that reaches this point")
    }
}

/// A passage that no `Show:` shows.
pub(crate) fn passage(file: FileId, passage: &ast::Passage<'_>) -> Finding {
    let id = passage.id.text;
    Finding::at(Name::UnreachableText, file, passage.header, format!("no line shows the passage `{id}`"))
        .with_help(format!("write `Show: {id}` in a situation, an outcome or an ending, or remove the passage"))
}
