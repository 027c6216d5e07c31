//! Conditions, changes and marks in the form that steps use: words and masks instead of slots, and
//! lists instead of trees.
//!
//! A condition is a list of tests. Each test asks one question about the state and names the next
//! test for either answer. So `and`, `or` and `not` cost nothing, and evaluation ends with the
//! first answer that decides the condition, as in the tree that it is made from (`CondNode`). The
//! trees are kept for code that analyses conditions instead of evaluating them.

use super::bits::Slot;
use super::{Change, CondNode, IndexRange, Machine, NodeIx, SlotIx, slice_of};
use crate::SiteId;

/// Used as the next test: the condition holds.
pub(super) const YES: u32 = u32::MAX;
/// Used as the next test: the condition does not hold.
pub(super) const NO: u32 = u32::MAX - 1;

/// A question about a state, and the next test for either answer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Test {
    /// Whether the field is between `low` and `low + span`.
    Field { word: u32, shift: u32, mask: u64, low: u64, span: u64, then: u32, otherwise: u32 },
    /// A question that no single field answers: the node of a tree.
    Tree { root: u32, then: u32, otherwise: u32 },
}

/// A change, ready to be applied.
#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    /// Sets a field to raw bits; both are already shifted into place.
    Put { word: u32, field: u64, raw: u64 },
    /// Adds, cutting off at 0 and `top`. `by` is at most `top + 1` in either direction, which is
    /// cut off just as any larger amount would be.
    Add { word: u32, shift: u32, mask: u64, top: i64, by: i64, site: SiteId },
}

/// Bits to be set in one word; no bits for a mark that nothing reads.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mark {
    pub(super) word: u32,
    pub(super) bits: u64,
}

impl Mark {
    #[inline]
    pub(super) fn set(self, bits: &mut [u64]) {
        if let Some(word) = bits.get_mut(self.word as usize) {
            *word |= self.bits;
        }
    }

    #[inline]
    pub(super) fn is_set(self, bits: &[u64]) -> bool {
        bits.get(self.word as usize).is_some_and(|word| word & self.bits != 0)
    }
}

/// Tests, in which each condition has an entry point.
#[derive(Debug, Default)]
pub(super) struct TestList(pub(super) Vec<Test>);

impl TestList {
    /// Adds the tests of a tree and returns the entry point.
    pub(super) fn add_tree(&mut self, trees: &[CondNode], slots: &[Slot], root: u32) -> u32 {
        self.add_branch(trees, slots, root, YES, NO)
    }

    /// Builds from the last operand to the first, since each needs the tests that follow it.
    fn add_branch(&mut self, trees: &[CondNode], slots: &[Slot], root: u32, then: u32, otherwise: u32) -> u32 {
        let test = match trees.get(root as usize).copied() {
            None => return otherwise,
            Some(CondNode::Constant(value)) => return if value { then } else { otherwise },
            Some(CondNode::And { first, count }) => {
                let parts = (first..first + count).rev();
                return parts.fold(then, |next, part| self.add_branch(trees, slots, part, next, otherwise));
            }
            Some(CondNode::Or { first, count }) => {
                let parts = (first..first + count).rev();
                return parts.fold(otherwise, |next, part| self.add_branch(trees, slots, part, then, next));
            }
            Some(CondNode::Not(inner)) => return self.add_branch(trees, slots, inner, otherwise, then),
            Some(CondNode::Between { slot, low, high, inside }) => {
                let (then, otherwise) = if inside { (then, otherwise) } else { (otherwise, then) };
                match slots.get(slot.0 as usize) {
                    None => Test::Tree { root, then, otherwise },
                    Some(slot) => {
                        let Slot { word, shift, mask, .. } = *slot;
                        Test::Field { word, shift, mask, low, span: high - low, then, otherwise }
                    }
                }
            }
            Some(CondNode::At(_) | CondNode::Ended | CondNode::Result(_) | CondNode::Slots { .. }) => {
                Test::Tree { root, then, otherwise }
            }
        };
        self.0.push(test);
        u32::try_from(self.0.len() - 1).unwrap_or(NO)
    }
}

impl Machine {
    /// Returns whether the condition whose tests begin at `entry` holds.
    #[inline(never)]
    pub(super) fn evaluate_tests(&self, entry: u32, node: NodeIx, bits: &[u64]) -> bool {
        let mut test_index = entry;
        loop {
            test_index = match self.tests.get(test_index as usize) {
                None => return test_index == YES,
                Some(Test::Field { word, shift, mask, low, span, then, otherwise }) => {
                    let raw = bits.get(*word as usize).map_or(0, |word| word >> shift & mask);
                    if raw.wrapping_sub(*low) <= *span { *then } else { *otherwise }
                }
                Some(Test::Tree { root, then, otherwise }) => {
                    if self.holds(*root, node, bits) {
                        *then
                    } else {
                        *otherwise
                    }
                }
            };
        }
    }

    /// Builds the flat forms of all changes and marks.
    pub(super) fn flatten(&mut self) {
        self.ops = self.changes.iter().map(|change| self.to_op(change)).collect();
        let slots = self.nodes.iter().map(|node| node.visited);
        let visited: Vec<Mark> = slots.map(|slot| self.mark_for(slot)).collect();
        for (node, mark) in self.nodes.iter_mut().zip(visited) {
            node.mark = mark;
        }
        for at in 0..self.choices.len() {
            let Some(choice) = self.choices.get(at) else { continue };
            let chosen = self.mark_for(choice.chosen);
            let used = if choice.once { chosen } else { Mark::default() };
            let principles = slice_of(&self.linked, &choice.linked).unwrap_or_default();
            let faced = principles.iter().map(|principle| self.faced.get(principle.index()).copied().flatten());
            let faces: Vec<Mark> = faced.map(|slot| self.mark_for(slot)).collect();
            let faces = self.add_marks(faces);
            if let Some(choice) = self.choices.get_mut(at) {
                (choice.used, choice.mark, choice.faces) = (used, chosen, faces);
            }
        }
        for at in 0..self.outcomes.len() {
            let Some(outcome) = self.outcomes.get(at) else { continue };
            let links = slice_of(&self.links, &outcome.links).unwrap_or_default();
            let marks: Vec<Mark> = links
                .iter()
                .map(|(principle, rating)| {
                    let marks = if *rating < 0 { &self.broke } else { &self.upheld };
                    self.mark_for(marks.get(principle.index()).copied().flatten())
                })
                .collect();
            let marks = self.add_marks(marks);
            if let Some(outcome) = self.outcomes.get_mut(at) {
                outcome.marks = marks;
            }
        }
    }

    fn to_op(&self, change: &Change) -> Op {
        match *change {
            Change::Put { slot, raw } => {
                let Slot { word, shift, mask, .. } = self.slot_at(slot);
                Op::Put { word, field: mask << shift, raw: (raw & mask) << shift }
            }
            Change::Add { slot, by, site } => {
                let Slot { word, shift, mask, low, high, .. } = self.slot_at(slot);
                // No range is wider than 2^53.
                let top = i64::try_from(high.abs_diff(low)).unwrap_or(i64::MAX - 1);
                Op::Add { word, shift, mask, top, by: by.clamp(-top - 1, top + 1), site }
            }
        }
    }

    fn mark_for(&self, slot: Option<SlotIx>) -> Mark {
        slot.map_or_else(Mark::default, |slot| {
            let Slot { word, shift, .. } = self.slot_at(slot);
            Mark { word, bits: 1 << shift }
        })
    }

    /// Adds marks to the common list, combining those of the same word, and returns their range.
    fn add_marks(&mut self, marks: Vec<Mark>) -> IndexRange {
        let first = self.marks.len();
        for mark in marks.into_iter().filter(|mark| mark.bits != 0) {
            let added = self.marks.get_mut(first..).unwrap_or_default();
            match added.iter_mut().find(|known| known.word == mark.word) {
                Some(known) => known.bits |= mark.bits,
                None => self.marks.push(mark),
            }
        }
        super::build::index_range(first, self.marks.len())
    }
}
