//! `missing-next`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

/// An outcome without a target.
pub(crate) fn finding(file: FileId, outcome: &ast::Outcome<'_>) -> Finding {
    Finding::at(Name::MissingNext, file, outcome.header, "this outcome does not say what comes next")
        .with_help("end it with `Next:` and a situation, an ending, or `again`; inside a detour also `return`")
        .with_label("it has no `Next:`")
}
