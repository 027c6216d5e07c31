//! `answer-position`.

use scn_source::{Finding, Name, Place};

use super::{add_related, format_expected};
use crate::lints::{PatternCounts, Position};
use crate::manifest::ShuffleEdit;

/// The highest-rated choices of a pack are at one position more often than by chance. `hits` are
/// those choices, at least one.
pub(crate) fn finding(
    hits: &[Place],
    position: Position,
    counted: PatternCounts,
    edit: Option<&ShuffleEdit>,
) -> Option<Finding> {
    let (first, others) = hits.split_first()?;
    let (stands, too) = match position {
        Position::First => ("comes first", "here too the first choice is rated highest"),
        Position::Middle => ("is in the middle", "here too a middle choice is rated highest"),
        Position::Last => ("comes last", "here too the last choice is rated highest"),
    };
    let message = format!(
        "in {} of {} decisions the highest-rated choice {stands}; by chance it would be {}",
        hits.len(),
        counted.decisions,
        format_expected(counted.expected)
    );
    let finding = Finding::new(Name::AnswerPosition, *first, message)
        .with_help(
            "write `shuffle = true` under `[pack]` in `scn.toml`, so that each run shows the choices in a random order",
        )
        .with_label("the first of them");
    let finding = match edit {
        Some(edit) => finding.with_fix(
            false,
            "show the choices in an order that is drawn once per run",
            edit.place,
            edit.text.clone(),
        ),
        None => finding,
    };
    Some(add_related(finding, others, too))
}
