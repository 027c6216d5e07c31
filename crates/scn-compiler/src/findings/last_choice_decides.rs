//! `last-choice-decides`.

use scn_source::{FileId, Finding, Name, Run};
use scn_story::{ChoiceIx, RunResult};
use scn_syntax::ast;

use super::label_line;

/// A scenario in which the last decision alone decides the result. `results` are the choices that
/// end runs, each with its result; `run` is the shortest run to such a decision.
pub(crate) fn finding(
    file: FileId,
    scenario: &ast::Scenario<'_>,
    results: &[(ChoiceIx, RunResult)],
    run: Run,
) -> Finding {
    let written: Vec<&ast::Choice<'_>> = scenario.situations.iter().flat_map(|it| &it.choices).collect();
    let first_with = |wanted: RunResult| {
        let (choice, _) = results.iter().find(|(_, result)| *result == wanted)?;
        Some(format!("`{}` ends as `{}`", label_line(written.get(choice.index())?), wanted.as_str()))
    };
    let kinds = [RunResult::Passed, RunResult::Mixed, RunResult::Failed];
    let examples: Vec<String> = kinds.into_iter().filter_map(first_with).collect();
    let message = format!(
        "the last decision of `{}` alone decides its result: whatever was chosen before, {}",
        scenario.id.text,
        super::join_words(examples, "and")
    );
    Finding::at(Name::LastChoiceDecides, file, scenario.header, message)
        .with_help(
            "let earlier choices count: change a meter or a flag in their outcomes, and write the last `Next` or choice with `[if …]`",
        )
        .with_run(run)
}
