//! The state from which each state was first reached, in little more than one byte per state.
//!
//! States are numbered in the order in which they are found, and expanded in the order of their
//! numbers. So of two states, the later one was reached from the same parent or a later one, and
//! usually from a nearby one. One byte stores the difference to the previous state's parent. If the
//! difference is too large for a byte, or at regular intervals, the parent's number itself is
//! stored.

use crate::table::StateIx;

/// A full parent number is stored for every `EVERY`th state, which bounds how many bytes have to be
/// added up.
const EVERY: usize = 64;

/// Marks a difference that does not fit in a byte.
const FAR: u8 = u8::MAX;

/// For each state, in order, the state from which it was first reached.
#[derive(Debug, Default)]
pub(crate) struct Parents {
    /// Difference between each state's parent and that of the previous state.
    later: Vec<u8>,
    /// Parents of the states whose number is divisible by `EVERY`.
    marks: Vec<StateIx>,
    /// States whose difference does not fit in a byte, in order, each with its parent.
    far: Vec<(StateIx, StateIx)>,
    last: StateIx,
    /// States that a situation without choices led to, and the start, as one bit each. Their parents
    /// are the states stored before them.
    chained: Vec<u64>,
}

impl Parents {
    /// Adds the parent of the next state. It must not be lower than the parent of the previous
    /// state.
    #[inline]
    pub(crate) fn push(&mut self, parent: StateIx) {
        debug_assert!(self.last <= parent, "states are played in order");
        let number = self.later.len();
        let later = u8::try_from(parent.saturating_sub(self.last)).unwrap_or(FAR);
        self.later.push(later);
        if number.is_multiple_of(EVERY) {
            self.marks.push(parent);
        } else if later == FAR {
            self.far.push((StateIx::try_from(number).unwrap_or(StateIx::MAX), parent));
        }
        self.last = parent;
    }

    /// Adds the next state, to which a situation without choices led, or the start.
    pub(crate) fn push_chained(&mut self) {
        let number = self.later.len();
        if self.chained.len() <= number / 64 {
            self.chained.resize(number / 64 + 1, 0);
        }
        if let Some(word) = self.chained.last_mut() {
            *word |= 1 << (number % 64);
        }
        self.push(self.last);
    }

    /// Returns whether a state was added with `push_chained`.
    pub(crate) fn is_chained(&self, state: StateIx) -> bool {
        self.chained.get(state as usize / 64).is_some_and(|word| word >> (state % 64) & 1 == 1)
    }

    /// Returns the parent of a state.
    pub(crate) fn parent_of(&self, state: StateIx) -> Option<StateIx> {
        let index = state as usize;
        let mark = index / EVERY;
        let mut parent = *self.marks.get(mark)?;
        let later = self.later.get(mark * EVERY + 1..=index)?;
        // Start from the last of them whose parent is stored in full.
        let start = match later.iter().rposition(|later| *later == FAR) {
            None => 0,
            Some(place) => {
                let number = StateIx::try_from(mark * EVERY + 1 + place).ok()?;
                let far_index = self.far.binary_search_by_key(&number, |(number, _)| *number).ok()?;
                parent = self.far.get(far_index)?.1;
                place + 1
            }
        };
        Some(later.iter().skip(start).fold(parent, |parent, later| parent + StateIx::from(*later)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_are_those_that_were_pushed() {
        // Differences of all sizes, including the largest that fits in a byte, next to each other
        // and at the marks.
        let steps = [0, 1, 1, 0, 254, 255, 256, 3, 0, 70_000, 1, 255, 255, 0];
        let mut parents = Parents::default();
        let mut pushed = Vec::new();
        let mut parent = 0;
        for at in 0..5_000_usize {
            parent += steps[at * at % 97 % steps.len()];
            parents.push(parent);
            pushed.push(parent);
            assert_eq!(parents.last, parent);
        }
        assert!(EVERY < parents.far.len());
        let found: Vec<_> = (0..5_000).filter_map(|state| parents.parent_of(state)).collect();
        assert_eq!(found, pushed);
        assert_eq!(parents.parent_of(5_000), None);
    }

    #[test]
    fn chained_states_are_those_that_were_pushed_as_such() {
        let mut parents = Parents::default();
        let is_chained = |at: u32| at == 0 || at % 7 == 3 || (700..=900).contains(&at);
        for at in 0..1_000 {
            if is_chained(at) { parents.push_chained() } else { parents.push(at / 2) }
        }
        assert!((0..1_100).all(|at| parents.is_chained(at) == (at < 1_000 && is_chained(at))));
    }
}
