//! `missing-text` where only the compiler can tell; the parser reports the others.

use scn_source::{FileId, Finding, Name, Span};
use scn_syntax::ast;

use crate::pack::at;

/// A pack with nothing in it. The finding stands at the start of its first file.
pub(crate) fn pack(file: FileId) -> Finding {
    at(Name::MissingText, file, Span::default(), "there is nothing here yet: no scenario, no principle and no lesson")
        .help("begin with a line like `Scenario first-day: A friendly question`; `scn new DIR` writes a whole pack to start from")
}

/// A lesson without text.
pub(crate) fn lesson(file: FileId, lesson: &ast::Lesson<'_>) -> Finding {
    let message = format!("the lesson `{}` has no text", lesson.id.text);
    at(Name::MissingText, file, lesson.header, message).help("write what the learner is to read below it")
}
