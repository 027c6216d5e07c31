//! `telling-first`.

use scn_source::{FileId, Finding, Name, Span};

/// An outcome that passes judgement before it says what happens.
pub(crate) fn finding(file: FileId, span: Span, opening: &str) -> Finding {
    let message = format!("`{opening}` judges the choice before anything has come of it");
    Finding::at(Name::TellingFirst, file, span, message)
        .with_help("tell what happens; why it was good or bad belongs behind `Upholds` or `Breaks`, for the debrief")
}
