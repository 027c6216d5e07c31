//! `reading-level`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

use crate::craft::{GRADE, MARGIN};
use crate::pack::at;

/// A situation that is hard to read, with its Flesch–Kincaid grade.
pub(crate) fn finding(file: FileId, situation: &ast::Situation<'_>, grade: f64, words: u32) -> Finding {
    let message = format!(
        "`{}` reads at grade {grade:.1}, over {words} words; {GRADE:.0} is meant, and more than {:.0} is told",
        situation.id.text,
        GRADE + MARGIN
    );
    at(Name::ReadingLevel, file, situation.header, message)
        .help("make two sentences of one, and take the shorter word where there are two")
}
