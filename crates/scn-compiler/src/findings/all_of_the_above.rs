//! `all-of-the-above`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

use super::label_line;

/// A choice that refers to the other choices instead of naming an action.
pub(crate) fn finding(file: FileId, choice: &ast::Choice<'_>) -> Finding {
    let message = format!("`{}` points at other choices, and nobody can do that", label_line(choice));
    Finding::at(Name::AllOfTheAbove, file, choice.header, message)
        .with_help("say what somebody would do; choices stand in any order, and some are not always there")
}
