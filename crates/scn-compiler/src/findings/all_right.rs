//! `all-right`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

/// A question whose answers are all right, or that has only one.
pub(crate) fn finding(file: FileId, question: &ast::Question<'_>) -> Finding {
    let message = match question.answers.as_slice() {
        [_] => format!("the question `{}` has only one answer, so there is nothing to decide", question.id.text),
        _ => format!("every answer of the question `{}` is right, so there is nothing to decide", question.id.text),
    };
    Finding::at(Name::AllRight, file, question.header, message)
        .with_help("write at least one `Wrong: answer` that a person who does not know might give")
}
