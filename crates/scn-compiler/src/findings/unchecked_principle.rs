//! `unchecked-principle`.

use scn_source::{Finding, Name, Place};

/// A principle that no question of the pack's quizzes checks.
pub(crate) fn finding(place: Place, id: &str) -> Finding {
    Finding::new(Name::UncheckedPrinciple, place, format!("no quiz question in the pack checks `{id}`"))
        .with_help(format!("write a question about it, with `Checks: {id}` below its header"))
}
