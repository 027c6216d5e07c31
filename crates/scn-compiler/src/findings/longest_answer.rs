//! `longest-answer`.

use scn_source::{Finding, Name, Place};

use super::{add_related, format_expected};
use crate::lints::PatternCounts;

/// The highest-rated choices of a pack are the longest more often than by chance. `hits` are those
/// choices, at least one.
pub(crate) fn finding(hits: &[Place], counted: PatternCounts) -> Option<Finding> {
    let (first, others) = hits.split_first()?;
    let message = format!(
        "in {} of {} decisions the highest-rated choice is the longest; by chance it would be {}",
        hits.len(),
        counted.decisions,
        format_expected(counted.expected)
    );
    let finding = Finding::new(Name::LongestAnswer, *first, message)
        .with_help("shorten the best choices or make the others as long, so that the length gives nothing away")
        .with_label("the first of them");
    Some(add_related(finding, others, "here too the longest choice is rated highest"))
}

/// The right answers of a pack's quizzes are the longest more often than by chance. `hits` are
/// those answers, at least one.
pub(crate) fn in_questions(hits: &[Place], counted: PatternCounts) -> Option<Finding> {
    let (first, others) = hits.split_first()?;
    let message = format!(
        "in {} of {} questions the right answer is the longest; by chance it would be {}",
        hits.len(),
        counted.decisions,
        format_expected(counted.expected)
    );
    let finding = Finding::new(Name::LongestAnswer, *first, message)
        .with_help("shorten the right answers (their reasons belong in `Because:`), or make the wrong ones as long")
        .with_label("the first of them");
    Some(add_related(finding, others, "here too the longest answer is right"))
}
