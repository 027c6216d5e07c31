//! `unreachable-choice`.

use scn_source::{FileId, Finding, Name, Place};
use scn_syntax::ast;

use super::label_line;

/// A choice that is never on offer. `locked` is set if some run shows it, but its `[needs]` never
/// holds.
pub(crate) fn finding(file: FileId, choice: &ast::Choice<'_>, situation: &str, locked: bool) -> Finding {
    let label = label_line(choice);
    let (message, help, cause) = if locked {
        (
            format!(
                "the choice `{label}` is always locked: its `[needs]` is false in every run that reaches `{situation}`"
            ),
            "require less, or let the learner earn it on the way here",
            choice.needs.as_ref(),
        )
    } else {
        (
            format!(
                "the choice `{label}` is never on offer: its `[if]` is false in every run that reaches `{situation}`"
            ),
            "change the condition, or make it true on some way here",
            choice.when.as_ref(),
        )
    };
    let finding = Finding::at(Name::UnreachableChoice, file, choice.header, message).with_help(help);
    match cause {
        Some(condition) => {
            finding.with_related(Place { file, span: condition.span }, "false in every run that reaches this point")
        }
        None => finding,
    }
}
