//! `missing-reason`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

use super::join_and;

/// A link to principles without a reason.
pub(crate) fn finding(file: FileId, link: &ast::Link<'_>) -> Finding {
    let does = match link.rating {
        2.. => "upholds",
        ..=-2 => "breaks",
        1 => "partly upholds",
        -1 | 0 => "partly breaks",
    };
    let names = join_and(link.principles.iter().map(|name| name.text));
    let message = format!("no reason is given why this {does} {names}");
    Finding::at(Name::MissingReason, file, link.line, message)
        .with_help("write after the colon what the learner should know afterwards; the debrief shows it")
}

/// An answer of a quiz without a reason for being right or wrong.
pub(crate) fn answer_without_reason(file: FileId, answer: &ast::Answer<'_>) -> Finding {
    let verdict = if answer.right { "right" } else { "wrong" };
    Finding::at(Name::MissingReason, file, answer.header, format!("no reason is given why this answer is {verdict}"))
        .with_help("write below it `Because:` and what the learner should know afterwards; it is shown once the question is answered")
}

/// A short answer of a quiz without a reason.
pub(crate) fn short_answer_without_reason(file: FileId, accept: &ast::Accept<'_>) -> Finding {
    Finding::at(Name::MissingReason, file, accept.line, "no reason is given why this answer is right")
        .with_help("write below it `Because:` and what the learner should know afterwards; it is shown once the question is answered")
}
