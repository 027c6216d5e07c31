//! `no-questions`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

/// A quiz without questions.
pub(crate) fn finding(file: FileId, quiz: &ast::Quiz<'_>) -> Finding {
    Finding::at(Name::NoQuestions, file, quiz.header, format!("the quiz `{}` has no questions", quiz.id.text))
        .with_help("write below it `Question id: what is asked`, with its answers as `Right: …` and `Wrong: …`")
}
