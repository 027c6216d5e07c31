//! `all-of-the-above`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

use super::label_line;

/// A choice that refers to the other choices instead of naming an action.
pub(crate) fn finding(file: FileId, choice: &ast::Choice<'_>) -> Finding {
    let message = format!("`{}` refers to other choices and is not something a person can do", label_line(choice));
    Finding::at(Name::AllOfTheAbove, file, choice.header, message)
        .with_help("say what a person would do; choices can be shown in any order, and some may not be shown at all")
}
