//! `no-right-answer`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

/// A question without a right answer.
pub(crate) fn finding(file: FileId, question: &ast::Question<'_>) -> Finding {
    let id = question.id.text;
    let (message, help) = if question.answers.is_empty() {
        (
            format!("the question `{id}` has no answers"),
            "write at least one `Right: answer` and one `Wrong: answer` below it",
        )
    } else {
        (
            format!("no answer of the question `{id}` is right"),
            "change `Wrong` to `Right` before each answer that is right",
        )
    };
    Finding::at(Name::NoRightAnswer, file, question.header, message).with_help(help)
}
