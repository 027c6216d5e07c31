//! `no-outcome`.

use scn_source::{FileId, Finding, Name, Place, Run};
use scn_syntax::ast::{self, OutcomeCondition};

use super::label_line;

/// A choice that some run makes while none of its outcomes holds.
pub(crate) fn finding(file: FileId, choice: &ast::Choice<'_>, run: Run) -> Finding {
    let message =
        format!("a run makes the choice `{}`, but the conditions of all its outcomes are false", label_line(choice));
    let mut finding = Finding::at(Name::NoOutcome, file, choice.header, message)
        .with_help("add `Outcome [otherwise]: …` as the last one, for all remaining cases")
        .with_run(run);
    for outcome in choice.outcomes.iter().take(super::LISTED) {
        if let OutcomeCondition::If(condition) = &outcome.when {
            finding = finding.with_related(Place { file, span: condition.span }, "false in this run");
        }
    }
    finding
}
