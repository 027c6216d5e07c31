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
    let message = format!("no run that makes the choice `{label}` comes to this outcome");
    let finding = Finding::at(Name::UnreachableOutcome, file, outcome.header, message);
    match why {
        UntakenCause::Never(span) => finding
            .with_help("change its condition, or bring about on some way here what it asks for")
            .with_related(Place { file, span }, "never holds when it is asked"),
        UntakenCause::Before(span) => finding
            .with_help("put it before the outcome that is always taken, or give that one a condition that can fail")
            .with_related(Place { file, span }, "taken every time before this one is asked"),
        UntakenCause::NothingLeft => {
            finding.with_help("take it out, or change the conditions before it so that they leave something over")
        }
    }
}
