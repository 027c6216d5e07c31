//! `no-choices`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

/// A situation without choices and without `Next:`.
pub(crate) fn in_situation(file: FileId, situation: &ast::Situation<'_>) -> Finding {
    let id = situation.id.text;
    Finding::at(
        Name::NoChoices,
        file,
        situation.header,
        format!("a run that reaches `{id}` cannot continue: `{id}` has neither choices nor a `Next:`"),
    )
    .with_help("add a `Choice:`, continue with `Next:`, or make it an `Ending` if the run should stop here")
}

/// A scenario without situations.
pub(crate) fn in_scenario(file: FileId, scenario: &ast::Scenario<'_>) -> Finding {
    let id = scenario.id.text;
    Finding::at(
        Name::NoChoices,
        file,
        scenario.header,
        format!("the scenario `{id}` has no situation, so there is nothing to decide"),
    )
    .with_help("add one below it: `Situation the-start: where it begins`")
}
