//! `duplicate-answers`.

use scn_source::{FileId, Finding, Name, Place, Span};

use super::short;

/// Two answers of a question with the same text.
pub(crate) fn answer(file: FileId, header: Span, first: Span, text: &str) -> Finding {
    told(file, header, first, format!("two answers both say `{}`", quotable(text)))
        .help("say what is different about this one, or take it out")
}

/// Two questions of a quiz with the same text.
pub(crate) fn question(file: FileId, header: Span, first: Span, text: &str) -> Finding {
    told(file, header, first, format!("two questions both ask `{}`", quotable(text)))
        .help("say in the question what is different about this one, or take it out")
}

fn told(file: FileId, header: Span, first: Span, message: String) -> Finding {
    Finding::at(Name::DuplicateAnswers, file, header, message).related(Place { file, span: first }, "the first of them")
}

/// Replaces backquotes, which would end the quotation in the message.
fn quotable(text: &str) -> String {
    short(text).replace('`', "'")
}
