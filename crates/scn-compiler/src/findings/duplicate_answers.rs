//! `duplicate-answers`.

use scn_source::{FileId, Finding, Name, Place, Span};
use scn_syntax::ast;

use super::shorten_text;

/// Two answers of a question with the same text.
pub(crate) fn same_answer(file: FileId, header: Span, first: Span, text: &str) -> Finding {
    duplicate_finding(file, header, first, format!("two answers both say `{}`", quotable_text(text)))
        .with_help("say how this one differs, or remove it")
}

/// Two questions of a quiz with the same text.
pub(crate) fn same_question(file: FileId, header: Span, first: Span, text: &str) -> Finding {
    duplicate_finding(file, header, first, format!("two questions both ask `{}`", quotable_text(text)))
        .with_help("say how this question differs, or remove it")
}

/// Two words after an `Accept:` between which no answer can differ.
pub(crate) fn same_accepted(file: FileId, answer: &ast::Name<'_>, first: Span) -> Finding {
    let message = format!(
        "`{}` is accepted already: letter case, accents, spaces and a full stop at the end make no difference",
        quotable_text(answer.text)
    );
    duplicate_finding(file, answer.span, first, message).with_help("remove one of the two")
}

fn duplicate_finding(file: FileId, header: Span, first: Span, message: String) -> Finding {
    Finding::at(Name::DuplicateAnswers, file, header, message)
        .with_related(Place { file, span: first }, "the first of them")
}

/// Replaces backquotes, which would end the quotation in the message.
fn quotable_text(text: &str) -> String {
    shorten_text(text).replace('`', "'")
}
