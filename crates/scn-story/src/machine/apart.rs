//! A machine with fewer of the conditions in its texts.
//!
//! What a text shows changes nothing that happens. So a machine that judges fewer of these
//! conditions has the same runs, and its states need hold only what the others read.

use std::ops::Range;

use super::Machine;
use crate::Site;

impl Machine {
    /// The same machine, which of the conditions in the texts of situations, endings and outcomes
    /// judges only those that are wanted, and those that decide whether a wanted one is judged.
    /// What is not read for them is not part of a state.
    #[must_use]
    pub fn reading(&self, wanted: &dyn Fn(Site) -> bool) -> Self {
        let mut machine = self.clone();
        let Range { start, end } = machine.brief.clone();
        for (at, block) in (0_u32..).zip(&mut machine.texts) {
            // The brief is judged before the first state.
            if (start..end).contains(&at) {
                continue;
            }
            block.inline.retain(|judged| wanted(judged.site));
            let inline = !block.inline.is_empty();
            block.when = block.when.filter(|(judged, _)| inline || wanted(judged.site));
        }
        machine.find_live();
        machine.quicken();
        machine
    }

    /// Whether states of this machine hold nothing that states of the other, made from the same
    /// one, do not hold.
    #[must_use]
    pub fn holds_no_more_than(&self, other: &Self) -> bool {
        self.live.iter().zip(&other.live).all(|(own, others)| own & !others == 0)
    }
}
