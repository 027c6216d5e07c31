//! `duplicate-choices`.

use scn_source::{FileId, Finding, Name, Place};
use scn_syntax::ast;

use super::label_line;

/// Two choices with the same label.
pub(crate) fn same_label(file: FileId, first: &ast::Choice<'_>, choice: &ast::Choice<'_>) -> Finding {
    let message = format!("two choices of this situation both say `{}`", label_line(choice));
    Finding::at(Name::DuplicateChoices, file, choice.header, message)
        .with_help("say how this one differs, or remove it")
        .with_related(Place { file, span: first.header }, "the first of them")
}

/// Two choices with labels that are easily confused.
pub(crate) fn similar_label(file: FileId, first: &ast::Choice<'_>, choice: &ast::Choice<'_>) -> Finding {
    let message = format!("`{}` is hard to distinguish from `{}`", label_line(choice), label_line(first));
    Finding::at(Name::DuplicateChoices, file, choice.header, message)
        .with_help("put what is different first, or remove one of the two")
        .with_related(Place { file, span: first.header }, "the similar choice is here")
}
