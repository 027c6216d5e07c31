//! `answer-refers`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

use super::answer_line;

/// An answer that refers to other answers of a question with `[any order]`.
pub(crate) fn finding(file: FileId, answer: &ast::Answer<'_>) -> Finding {
    let message = format!(
        "`{}` refers to other answers, but `[any order]` shows the answers of this question in any order",
        answer_line(answer)
    );
    Finding::at(Name::AnswerRefers, file, answer.header, message)
        .with_help("say in the answer itself what it means, or remove `[any order]` from the question")
}
