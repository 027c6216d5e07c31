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
        Position::First => ("comes first", "here too the first is rated highest"),
        Position::Middle => ("stands in the middle", "here too one in the middle is rated highest"),
        Position::Last => ("comes last", "here too the last is rated highest"),
    };
    let message = format!(
        "in {} of {} decisions the highest-rated choice {stands}; chance would give {}",
        hits.len(),
        counted.decisions,
        format_expected(counted.expected)
    );
    let finding = Finding::new(Name::AnswerPosition, *first, message)
        .with_help("write `shuffle = true` under `[pack]` in `scn.toml`: then every run draws an order of its own")
        .with_label("the first of them");
    let finding = match edit {
        Some(edit) => {
            finding.with_fix(false, "have choices shown in an order drawn once a run", edit.place, edit.text.clone())
        }
        None => finding,
    };
    Some(add_related(finding, others, too))
}
