//! `all-of-the-above`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

use super::label;

/// A choice that points at the other choices instead of saying what is done.
pub(crate) fn finding(file: FileId, choice: &ast::Choice<'_>) -> Finding {
    let message = format!("`{}` points at other choices, and nobody can do that", label(choice));
    Finding::at(Name::AllOfTheAbove, file, choice.header, message)
        .help("say what somebody would do; choices stand in any order, and some are not always there")
}
