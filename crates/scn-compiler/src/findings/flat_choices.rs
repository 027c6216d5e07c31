//! `flat-choices`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

/// A situation whose choices differ only in their text.
pub(crate) fn finding(file: FileId, situation: &ast::Situation<'_>) -> Finding {
    let message = format!("the choices of `{}` differ only in their words", situation.id.text);
    Finding::at(Name::FlatChoices, file, situation.header, message).with_help(
        "let them differ in what they uphold or break, in what they set, or in where they lead; or write it without a choice",
    )
}
