//! A machine with fewer of the conditions in its texts.
//!
//! Showing a text changes nothing that happens. So a machine that evaluates fewer of these
//! conditions has the same runs, and its states hold only values that the remaining conditions
//! read.

use std::ops::Range;

use super::Machine;
use crate::SiteId;

impl Machine {
    /// Returns a copy of the machine that evaluates, of the conditions in the texts of situations,
    /// endings and outcomes, only those that `wanted` selects, and those that decide whether a
    /// selected one is evaluated. Values that none of the remaining conditions reads are no longer
    /// part of a state.
    #[must_use]
    pub fn with_text_conditions(&self, wanted: &dyn Fn(SiteId) -> bool) -> Self {
        let mut machine = self.clone();
        let Range { start, end } = machine.brief.clone();
        for (at, block) in (0_u32..).zip(&mut machine.texts) {
            // The brief is evaluated before the first state.
            if (start..end).contains(&at) {
                continue;
            }
            block.inline.retain(|judged| wanted(judged.site));
            // Those before a selected one decide whether it is evaluated.
            if block.inline.is_empty() {
                let last = block.when.iter().rposition(|(judged, _)| wanted(judged.site));
                block.when.truncate(last.map_or(0, |last| last + 1));
            }
        }
        machine.find_live();
        machine.build_quick_forms();
        machine
    }

    /// Returns whether states of this machine hold only values that states of `other` hold too.
    /// Both must be made from the same machine.
    #[must_use]
    pub fn holds_no_more_than(&self, other: &Self) -> bool {
        self.live.iter().zip(&other.live).all(|(own, others)| own & !others == 0)
    }
}
