//! Hash index of states: a table of 32-bit entries with linear probing.
//!
//! An entry holds a row's number plus one in its low bits. The remaining bits hold a part of the
//! state's hash, so that most probes are decided without reading a row.

use scn_story::Bits;

use crate::rows::Rows;
use crate::table::{IndexSlot, LookupItem, StateIx};

const FIRST_BITS: u32 = 6;

#[derive(Debug)]
pub(crate) struct HashIndex {
    entries: Vec<u32>,
    /// The table has two to this power entries.
    size: u32,
}

impl HashIndex {
    pub(crate) fn new() -> Self {
        Self { entries: vec![0; 1 << FIRST_BITS], size: FIRST_BITS }
    }

    /// Returns the minimum number of entries for this many states.
    pub(crate) fn size_for(states: usize) -> usize {
        (states + states / 3).next_power_of_two()
    }

    /// Returns whether this many states exceed the capacity.
    pub(crate) fn is_full(&self, states: usize) -> bool {
        1_usize << self.size < Self::size_for(states)
    }

    pub(crate) fn state_key(&self, words: &[u64], place: u32) -> u64 {
        hash_state(words, place)
    }

    fn first_position(&self, key: u64) -> usize {
        (key >> (u64::BITS - self.size)) as usize
    }

    fn entry_at(&self, at: usize) -> u32 {
        self.entries.get(at).copied().unwrap_or_default()
    }

    fn number_mask(&self) -> u32 {
        (1_u32 << self.size) - 1
    }

    /// Reads the first entry of each state and then the row it refers to, without waiting for one
    /// memory access before starting the next.
    pub(crate) fn look_up<B: Bits>(
        &self,
        rows: &Rows<B>,
        items: &[LookupItem<B>],
        keys: &mut Vec<u64>,
        found: &mut Vec<u32>,
    ) {
        keys.clear();
        keys.extend(items.iter().map(|item| hash_state(item.bits.as_ref(), item.place)));
        found.clear();
        found.extend(keys.iter().map(|key| self.entry_at(self.first_position(*key))));
        let mask = self.number_mask();
        let last = rows.len().saturating_sub(1);
        for ((item, key), found) in items.iter().zip(keys.iter()).zip(found.iter_mut()) {
            let number = *found & mask;
            // Avoid branching on the entry: the branch would be mispredicted about half the time
            // and would wait for memory before the next lookup starts. An empty entry is therefore
            // treated as an entry of the last row.
            let differs = rows.difference((number.wrapping_sub(1) as usize).min(last), &item.bits, item.place);
            let differs = differs | *found & !mask ^ (*key as u32) << self.size;
            *found = number & u32::from(differs == 0).wrapping_neg();
        }
    }

    pub(crate) fn find_slot<B: Bits>(&self, rows: &Rows<B>, key: u64, bits: &B, place: u32) -> IndexSlot {
        let wrap = self.entries.len() - 1;
        let mask = self.number_mask();
        let tag = (key as u32) << self.size;
        let mut position = self.first_position(key);
        loop {
            let entry = self.entry_at(position);
            if entry == 0 {
                return IndexSlot::Free(position);
            }
            if entry & !mask == tag {
                let number = (entry & mask) - 1;
                if rows.difference(number as usize, bits, place) == 0 {
                    return IndexSlot::Taken(number);
                }
            }
            position = (position + 1) & wrap;
        }
    }

    pub(crate) fn insert(&mut self, spot: usize, key: u64, number: StateIx) {
        let tag = (key as u32) << self.size;
        if let Some(entry) = self.entries.get_mut(spot) {
            *entry = tag | (number + 1);
        }
    }

    /// Grows the table until it can hold this many states, and inserts the existing rows again.
    pub(crate) fn grow<B: Bits>(&mut self, rows: &Rows<B>, states: usize) {
        while self.is_full(states) {
            self.size += if self.size < 16 { 2 } else { 1 };
        }
        self.entries = Vec::new();
        self.entries = vec![0; 1 << self.size];
        let wrap = self.entries.len() - 1;
        for (number, (bits, place)) in (1_u32..).zip(rows.iter()) {
            let hash = hash_state(bits.as_ref(), place);
            let mut position = (hash >> (u64::BITS - self.size)) as usize;
            while let Some(entry) = self.entries.get_mut(position) {
                if *entry == 0 {
                    *entry = (hash as u32) << self.size | number;
                    break;
                }
                position = (position + 1) & wrap;
            }
        }
    }
}

/// Computes a hash whose high bits select the entry and whose low bits are the tag. Both halves of
/// a wide product are combined, so every input bit counts. The location number is first spread over
/// the whole word: locations and bits are both small numbers, and merely adding them would give
/// many states the same hash.
#[inline]
fn hash_state(words: &[u64], place: u32) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    const MIX: u64 = 0xd1b5_4a32_d192_ed03;
    let mut hash = u64::from(place).wrapping_add(1).wrapping_mul(MIX);
    for word in words {
        let wide = u128::from(hash ^ word).wrapping_mul(u128::from(ODD));
        hash = (wide as u64 ^ (wide >> 64) as u64).wrapping_add(MIX);
    }
    let wide = u128::from(hash ^ MIX).wrapping_mul(u128::from(ODD));
    wide as u64 ^ (wide >> 64) as u64
}
