//! The successors of each state, stored compactly.
//!
//! The successors of a state are stored one after another, each as its difference to the previous
//! one (the first as its difference to the state itself), in a variable-length encoding of seven
//! bits per byte. States are closed in the order of their numbers.

use crate::table::StateIx;

/// The edges of the explored graph, without the self-loops of states.
#[derive(Debug, Default)]
pub(crate) struct Edges {
    bytes: Vec<u8>,
    /// Where each state's successors end in `bytes`.
    ends: Vec<u32>,
    last: StateIx,
}

impl Edges {
    fn current_source(&self) -> StateIx {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// Adds a successor of the current state.
    pub(crate) fn add(&mut self, target: StateIx) {
        let source = self.current_source();
        if self.is_fresh() {
            self.last = source;
        }
        if target == self.last || target == source {
            return;
        }
        let difference = i64::from(target) - i64::from(self.last);
        self.last = target;
        let mut remaining = (difference << 1 ^ difference >> 63).unsigned_abs();
        while 0x7f < remaining {
            self.bytes.push((remaining & 0x7f) as u8 | 0x80);
            remaining >>= 7;
        }
        self.bytes.push(remaining as u8);
    }

    fn is_fresh(&self) -> bool {
        self.bytes.len() == self.ends.last().map_or(0, |end| *end as usize)
    }

    /// Finishes the current state. Returns false if the list is full.
    pub(crate) fn close_state(&mut self) -> bool {
        match u32::try_from(self.bytes.len()) {
            Ok(end) => {
                self.ends.push(end);
                true
            }
            Err(_) => false,
        }
    }

    /// Returns the successors of a state other than itself, in the order in which they were added.
    pub(crate) fn successors_of(&self, state: StateIx) -> Successors<'_> {
        let start =
            (state as usize).checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        let end = self.ends.get(state as usize).map_or(start, |end| *end as usize);
        Successors { bytes: self.bytes.get(start..end).unwrap_or_default(), last: state }
    }
}

/// Iterator over the successors of a state.
#[derive(Clone, Debug)]
pub(crate) struct Successors<'e> {
    bytes: &'e [u8],
    last: StateIx,
}

impl Iterator for Successors<'_> {
    type Item = StateIx;

    fn next(&mut self) -> Option<StateIx> {
        let (mut raw, mut shift) = (0_u64, 0);
        loop {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            raw |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let difference = (raw >> 1) as i64 ^ -((raw & 1) as i64);
        self.last = u32::try_from(i64::from(self.last) + difference).ok()?;
        Some(self.last)
    }
}
