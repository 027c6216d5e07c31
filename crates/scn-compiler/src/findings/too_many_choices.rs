//! `too-many-choices`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

/// A situation with more choices than a learner can weigh against each other.
pub(crate) fn finding(file: FileId, situation: &ast::Situation<'_>, count: usize, most: usize) -> Finding {
    let message = format!("`{}` has {count} choices, and more than {most} are hard to compare", situation.id.text);
    Finding::at(Name::TooManyChoices, file, situation.header, message)
        .with_help("keep the two to four that people hesitate between, or split it into two decisions")
}
