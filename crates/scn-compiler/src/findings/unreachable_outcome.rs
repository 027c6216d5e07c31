//! `unreachable-outcome`.

use scn_source::{FileId, Finding, Name, Place, Span};
use scn_syntax::ast;

use super::label_line;

/// Why no run takes an outcome.
#[derive(Clone, Copy, Debug)]
pub(crate) enum UntakenCause {
    /// Its own condition is false whenever it is evaluated.
    Never(Span),
    /// An earlier outcome always applies.
    Before(Span),
    /// The earlier outcomes together cover every case.
    NothingLeft,
}

/// An outcome that no run takes, although its choice is on offer.
pub(crate) fn finding(
    file: FileId,
    choice: &ast::Choice<'_>,
    outcome: &ast::Outcome<'_>,
    why: UntakenCause,
) -> Finding {
    let label = label_line(choice);
    let message = format!("no run that makes the choice `{label}` gets this outcome");
    let finding = Finding::at(Name::UnreachableOutcome, file, outcome.header, message);
    match why {
        UntakenCause::Never(span) => finding
            .with_help("change its condition, or make it true on some way here")
            .with_related(Place { file, span }, "false every time it is evaluated"),
        UntakenCause::Before(span) => finding
            .with_help("put it before the outcome that always applies, or give that one a condition that can be false")
            .with_related(Place { file, span }, "this outcome always applies first"),
        UntakenCause::NothingLeft => {
            finding.with_help("remove it, or change the conditions before it so that some case is left")
        }
    }
}
