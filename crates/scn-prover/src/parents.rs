//! Which state each state was first met from, in little more than a byte a state.
//!
//! States are numbered as they are met, from states in the order of their numbers: so of two states
//! the later was met from the same or a later one, and mostly from one close by. Kept is how much
//! later, in a byte; where that is more, or it is time, the number itself.

use crate::table::StateIx;

/// So often the number itself is kept: so many bytes are added up at most.
const EVERY: usize = 64;

/// Stands for a distance that is more than a byte holds.
const FAR: u8 = u8::MAX;

/// For each state, in order, the one that it was first met from.
#[derive(Debug, Default)]
pub(crate) struct Parents {
    /// How much later it is than that of the state before.
    later: Vec<u8>,
    /// The parents of every state whose number `EVERY` divides.
    marks: Vec<StateIx>,
    /// States whose distance is too much for a byte, in order, each with its parent.
    far: Vec<(StateIx, StateIx)>,
    last: StateIx,
}

impl Parents {
    /// The next state was met from `parent`, which is no earlier than that of the state before.
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

    /// The parent of the state before the next.
    pub(crate) fn last(&self) -> StateIx {
        self.last
    }

    /// The parent of a state.
    pub(crate) fn of(&self, state: StateIx) -> Option<StateIx> {
        let at = state as usize;
        let mark = at / EVERY;
        let mut parent = *self.marks.get(mark)?;
        let later = self.later.get(mark * EVERY + 1..=at)?;
        // From the last of them that is kept whole.
        let from = match later.iter().rposition(|later| *later == FAR) {
            None => 0,
            Some(place) => {
                let number = StateIx::try_from(mark * EVERY + 1 + place).ok()?;
                let found = self.far.binary_search_by_key(&number, |(number, _)| *number).ok()?;
                parent = self.far.get(found)?.1;
                place + 1
            }
        };
        Some(later.iter().skip(from).fold(parent, |parent, later| parent + StateIx::from(*later)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_are_those_that_were_pushed() {
        // Steps of all sizes, the largest that a byte holds among them, next to each other and at
        // the marks.
        let steps = [0, 1, 1, 0, 254, 255, 256, 3, 0, 70_000, 1, 255, 255, 0];
        let mut parents = Parents::default();
        let mut pushed = Vec::new();
        let mut parent = 0;
        for at in 0..5_000_usize {
            parent += steps[at * at % 97 % steps.len()];
            parents.push(parent);
            pushed.push(parent);
            assert_eq!(parents.last(), parent);
        }
        assert!(EVERY < parents.far.len());
        let found: Vec<_> = (0..5_000).filter_map(|state| parents.of(state)).collect();
        assert_eq!(found, pushed);
        assert_eq!(parents.of(5_000), None);
    }
}
