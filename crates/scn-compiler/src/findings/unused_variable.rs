//! `unused-variable`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

use super::variable_word;

/// A variable that no condition and no text reads. `is_set` says whether anything sets it.
pub(crate) fn finding(file: FileId, variable: &ast::Variable<'_>, is_set: bool) -> Finding {
    let (what, id) = (variable_word(variable), variable.id.text);
    let message = if is_set {
        format!("the {what} `{id}` is set, but no condition and no text reads it")
    } else {
        format!("nothing uses the {what} `{id}`")
    };
    Finding::at(Name::UnusedVariable, file, variable.header, message)
        .with_help(format!("read it in a condition or show it with `{{{id}}}`, or remove it"))
}
