//! The open detours of a run, as stacks of outcomes. Each stack is stored only once, so that a
//! state holds a single number.

use rustc_hash::FxHashMap;

use super::{Goal, Machine, NodeIx, OutcomeIx};

/// All stacks seen so far. Number 0 is the empty stack; numbers are assigned in the order in which
/// stacks are first seen.
#[derive(Clone, Debug, Default)]
pub struct Stacks {
    frames: Vec<(u32, OutcomeIx)>,
    known: FxHashMap<(u32, OutcomeIx), u32>,
}

impl Stacks {
    /// Creates a value that contains only the empty stack.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the stack `below` with `outcome` on top.
    pub fn push(&mut self, below: u32, outcome: OutcomeIx) -> u32 {
        let frames = &mut self.frames;
        *self.known.entry((below, outcome)).or_insert_with(|| {
            frames.push((below, outcome));
            u32::try_from(frames.len()).unwrap_or(u32::MAX)
        })
    }

    /// Returns the stack below the top and the outcome on top, or `None` for the empty stack.
    #[must_use]
    pub fn pop(&self, stack: u32) -> Option<(u32, OutcomeIx)> {
        self.frames.get((stack as usize).checked_sub(1)?).copied()
    }

    /// Returns the number of outcomes on a stack.
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

impl Machine {
    /// Returns the open detours after an outcome has opened its own in those of `stack`.
    ///
    /// In a machine for proofs, detours after which a run continues alike are one. An outcome that
    /// continues with `return` adds nothing inside another detour: when its own ends, so does the
    /// other.
    pub fn open_detour(&self, stack: u32, outcome: OutcomeIx, stacks: &mut Stacks) -> u32 {
        let Some(opener) = self.outcomes.get(outcome.index()) else { return stack };
        match opener.frame {
            Some(frame) => stacks.push(stack, frame),
            None if stack == 0 => stacks.push(stack, outcome),
            None => stack,
        }
    }

    /// Determines the outcome that replaces each one that opens a detour. Where a run continues at
    /// one node, whatever its state, only that node matters.
    pub(super) fn find_frames(&mut self) {
        let mut frames: FxHashMap<NodeIx, OutcomeIx> = FxHashMap::default();
        for at in 0..self.outcomes.len() {
            let Some(outcome) = self.outcomes.get(at).filter(|outcome| outcome.detour.is_some()) else { continue };
            let frame = match outcome.next {
                Goal::Node(node) => Some(*frames.entry(node).or_insert(OutcomeIx::at(at))),
                Goal::Again => {
                    let node = self.node_of(outcome.choice).unwrap_or_default();
                    Some(*frames.entry(node).or_insert(OutcomeIx::at(at)))
                }
                Goal::Return => None,
                Goal::Nowhere | Goal::Cases { .. } => outcome.frame,
            };
            if let Some(outcome) = self.outcomes.get_mut(at) {
                outcome.frame = frame;
            }
        }
    }
}
