//! `single-choice`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

use super::label_line;

/// A situation with a single choice, where nothing is decided.
pub(crate) fn finding(file: FileId, situation: &ast::Situation<'_>, choice: &ast::Choice<'_>) -> Finding {
    let id = situation.id.text;
    let message = format!("`{id}` has only one choice, `{}`, so there is nothing to decide", label_line(choice));
    Finding::at(Name::SingleChoice, file, situation.header, message)
        .with_help("write another choice that a sensible person could make, or continue with `Next:` and no choice")
}
