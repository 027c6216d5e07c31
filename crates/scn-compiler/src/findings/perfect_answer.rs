//! `perfect-answer`.

use scn_source::{Finding, Name, Place};

use super::add_related;

/// In most decisions of a pack, one choice is best on every principle. `hits` are those choices, at
/// least one.
pub(crate) fn finding(hits: &[Place], decisions: usize) -> Option<Finding> {
    let (first, others) = hits.split_first()?;
    let message = format!("in {} of {decisions} decisions one choice is best on every principle", hits.len());
    let finding = Finding::new(Name::PerfectAnswer, *first, message)
        .with_help("let good choices cost something: link a decision to two principles, and let each choice serve one of them better")
        .with_label("the first of them has no disadvantage");
    Some(add_related(finding, others, "this one has no disadvantage either"))
}
