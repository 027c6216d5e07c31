//! A state: the position of a run, and its values in as few bits as their ranges need.

use std::fmt::Debug;
use std::hash::Hash;

use super::{Machine, NodeIx, SlotIx};

/// Storage for the bits of a state: an array where few words suffice (small and fast to hash), a
/// vector otherwise.
pub trait Bits: Clone + Debug + PartialEq + Eq + Hash + AsRef<[u64]> + AsMut<[u64]> + Send + Sync {
    /// Returns all zeros with room for `words` words. An array has a fixed length, which must
    /// suffice.
    fn zero(words: usize) -> Self;
}

impl<const N: usize> Bits for [u64; N] {
    fn zero(_: usize) -> Self {
        [0; N]
    }
}

impl Bits for Vec<u64> {
    fn zero(words: usize) -> Self {
        vec![0; words]
    }
}

/// A state of a run: its node, the open detours, and its values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State<B> {
    /// The current node.
    pub node: NodeIx,
    /// The outcomes whose `Next:` waits for a `return`, as an index into [`Stacks`](super::Stacks);
    /// 0 means none.
    pub stack: u32,
    /// Values and marks.
    pub bits: B,
}

/// The position of a value, which lies entirely within one word. The stored number is the value
/// minus the lowest value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) word: u32,
    pub(super) shift: u32,
    /// As many ones as the slot has bits, not shifted.
    pub(super) mask: u64,
    pub(super) low: i64,
    pub(super) high: i64,
    pub(super) start: u64,
}

impl Slot {
    /// Returns the number of bits needed for the values from `low` to `high`, at least one.
    pub(super) fn bit_count(low: i64, high: i64) -> u32 {
        (u64::BITS - high.abs_diff(low).leading_zeros()).max(1)
    }
}

impl Machine {
    /// Returns the number of bits that a state needs: no bit at this place or beyond is ever set.
    #[must_use]
    pub fn bit_count(&self) -> usize {
        let end =
            |slot: &Slot| slot.word as usize * u64::BITS as usize + (slot.shift + slot.mask.count_ones()) as usize;
        self.slots.iter().map(end).max().unwrap_or_default()
    }

    pub(super) fn slot_at(&self, slot: SlotIx) -> Slot {
        // A slot index is only ever created by `build.rs`, for the list it indexes.
        self.slots.get(slot.0 as usize).copied().unwrap_or(Slot {
            word: 0,
            shift: 0,
            mask: 0,
            low: 0,
            high: 0,
            start: 0,
        })
    }

    pub(super) fn raw_value(&self, bits: &[u64], slot: SlotIx) -> u64 {
        let slot = self.slot_at(slot);
        bits.get(slot.word as usize).map_or(0, |word| word >> slot.shift & slot.mask)
    }

    pub(super) fn set_raw(&self, bits: &mut [u64], slot: SlotIx, raw: u64) {
        let slot = self.slot_at(slot);
        if let Some(word) = bits.get_mut(slot.word as usize) {
            *word = *word & !(slot.mask << slot.shift) | (raw & slot.mask) << slot.shift;
        }
    }
}
