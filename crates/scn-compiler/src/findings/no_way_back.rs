//! `no-way-back`.

use scn_source::{FileId, Finding, Name, Run};
use scn_story::RunResult;
use scn_syntax::ast;

use super::label_line;

/// A choice, or one outcome of it, after which the best result can no longer be reached although
/// the story continues. `run` is the shortest run that contains it.
pub(crate) fn finding(
    file: FileId,
    choice: &ast::Choice<'_>,
    outcome: Option<&ast::Outcome<'_>>,
    best: RunResult,
    run: Run,
) -> Finding {
    let best = best.as_str();
    let (span, comes) = match outcome {
        Some(outcome) => (outcome.header, ", with this outcome,"),
        None => (choice.header, ""),
    };
    let message = format!(
        "after `{}`{comes} no run can reach an ending that is `{best}`, although there is more to choose",
        label_line(choice)
    );
    Finding::at(Name::NoWayBack, file, span, message)
        .with_help("let a later choice repair it, or end the story here")
        .with_run(run)
}
