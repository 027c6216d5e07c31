//! `reading-level`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

/// The school grade that everybody at work should be able to read.
pub(crate) const GRADE: f64 = 9.0;

/// Tools differ by this many grades on the same text, so nothing is reported within this margin.
pub(crate) const MARGIN: f64 = 2.0;

/// A situation that is hard to read, with its Flesch–Kincaid grade.
pub(crate) fn finding(file: FileId, situation: &ast::Situation<'_>, grade: f64, words: u32) -> Finding {
    let message = format!(
        "`{}` reads at grade {grade:.1}, over {words} words; the goal is {GRADE:.0}, and more than {:.0} is reported",
        situation.id.text,
        GRADE + MARGIN
    );
    Finding::at(Name::ReadingLevel, file, situation.header, message)
        .with_help("split long sentences, and use the shorter of two words")
}
