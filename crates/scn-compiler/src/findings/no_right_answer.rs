//! `no-right-answer`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

/// A question without a right answer.
pub(crate) fn finding(file: FileId, question: &ast::Question<'_>) -> Finding {
    let id = question.id.text;
    let (message, help) = if question.answers.is_empty() {
        (
            format!("the question `{id}` has no answers"),
            "write below it at least one `Right: answer` and one `Wrong: answer`",
        )
    } else {
        (
            format!("no answer of the question `{id}` is right"),
            "write `Right` in place of `Wrong` before each answer that is",
        )
    };
    Finding::at(Name::NoRightAnswer, file, question.header, message).with_help(help)
}
