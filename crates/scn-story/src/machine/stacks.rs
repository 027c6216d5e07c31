//! The detours that a run is in: stacks of outcomes, each stack stored once, so that a state holds
//! one number.

use rustc_hash::FxHashMap;

use super::OutcomeIx;

/// All stacks met so far. Number 0 is the empty one; numbers are given in the order of meeting.
#[derive(Clone, Debug, Default)]
pub struct Stacks {
    frames: Vec<(u32, OutcomeIx)>,
    known: FxHashMap<(u32, OutcomeIx), u32>,
}

impl Stacks {
    /// Only the empty stack.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The stack `below` with `outcome` on top.
    pub fn push(&mut self, below: u32, outcome: OutcomeIx) -> u32 {
        let frames = &mut self.frames;
        *self.known.entry((below, outcome)).or_insert_with(|| {
            frames.push((below, outcome));
            u32::try_from(frames.len()).unwrap_or(u32::MAX)
        })
    }

    /// The stack below the top, and the outcome on top; `None` for the empty stack.
    #[must_use]
    pub fn pop(&self, stack: u32) -> Option<(u32, OutcomeIx)> {
        self.frames.get((stack as usize).checked_sub(1)?).copied()
    }

    /// How many outcomes are on a stack.
    #[must_use]
    pub fn depth(&self, mut stack: u32) -> usize {
        let mut depth = 0;
        while let Some((below, _)) = self.pop(stack) {
            stack = below;
            depth += 1;
        }
        depth
    }
}
