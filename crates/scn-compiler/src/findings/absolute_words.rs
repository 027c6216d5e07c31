//! `absolute-words`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

/// A choice with an absolute word, beside choices without one.
pub(crate) fn finding(file: FileId, choice: &ast::Choice<'_>, word: &str) -> Finding {
    let message =
        format!("`{word}` allows no exception, which gives this choice away when the others have no such word");
    Finding::at(Name::AbsoluteWords, file, choice.header, message)
        .with_help("say what a person would really do; few people do anything without exception")
}
