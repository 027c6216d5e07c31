//! `telling-first`.

use scn_source::{FileId, Finding, Name, Span};

/// An outcome that passes judgement before it says what happens.
pub(crate) fn finding(file: FileId, span: Span, opening: &str) -> Finding {
    let message = format!("`{opening}` judges the choice before the learner sees what happens");
    Finding::at(Name::TellingFirst, file, span, message)
        .with_help("describe what happens; why it was good or bad belongs after `Upholds` or `Breaks`, for the debrief")
}
