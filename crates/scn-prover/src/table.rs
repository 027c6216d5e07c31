//! The states met so far, each stored once and known by its number, in the order of meeting.
//!
//! A list of rows holds the states: the bits, the place (a node together with the detours that the run is in), and the state that it was
//! first met from. A table of 32-bit entries finds them. An entry is a row's number plus one in its low bits and a piece of the state's hash
//! in the bits that the number does not need, so that most probes are settled without looking at a row.

use rustc_hash::FxHashMap;
use scn_story::{Bits, NodeIx, State};

/// The number of a state.
pub(crate) type StateIx = u32;

/// More states than this are never stored: entries keep at least one bit for the hash.
pub(crate) const MOST_STATES: u64 = (1 << 30) + (1 << 29) - 2;

const FIRST_BITS: u32 = 6;

/// Stands for 'none' where the number of a state is stored.
pub(crate) const NONE: StateIx = u32::MAX;

/// All states met so far.
#[derive(Debug)]
pub(crate) struct Table<B> {
    rows: Vec<Row<B>>,
    entries: Vec<u32>,
    /// There are two to the power of this many entries.
    size: u32,
    place_names: Places,
    /// Entries looked at ahead of their use.
    ahead: Vec<u32>,
}

/// A state. With one word of bits it is a quarter of a cache line, so that looking at it waits for memory once.
#[derive(Debug)]
struct Row<B> {
    bits: B,
    place: u32,
    /// The state that it was first met from; `NONE` for the first of all.
    parent: StateIx,
}

/// Places by number: first every node outside all detours, then what is met inside them.
#[derive(Debug)]
struct Places {
    nodes: u32,
    inside: Vec<(NodeIx, u32)>,
    known: FxHashMap<(NodeIx, u32), u32>,
}

impl Places {
    fn number(&mut self, node: NodeIx, stack: u32) -> u32 {
        if stack == 0 {
            return node.0;
        }
        let (nodes, inside) = (self.nodes, &mut self.inside);
        *self.known.entry((node, stack)).or_insert_with(|| {
            inside.push((node, stack));
            nodes.saturating_add(u32::try_from(inside.len() - 1).unwrap_or(u32::MAX))
        })
    }

    fn name(&self, number: u32) -> (NodeIx, u32) {
        match number.checked_sub(self.nodes) {
            None => (NodeIx(number), 0),
            Some(at) => self.inside.get(at as usize).copied().unwrap_or_default(),
        }
    }
}

/// What a state is looked up by: the number of its place, and a hash of all of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    place: u32,
    hash: u64,
}

impl<B: Bits> Table<B> {
    /// An empty table for a machine of so many nodes.
    pub(crate) fn new(nodes: usize) -> Self {
        Self {
            rows: Vec::new(),
            entries: vec![0; 1 << FIRST_BITS],
            size: FIRST_BITS,
            place_names: Places { nodes: NodeIx::at(nodes).0, inside: Vec::new(), known: FxHashMap::default() },
            ahead: Vec::new(),
        }
    }

    /// How many states are stored.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The state of a number; `None` for a number not given yet.
    pub(crate) fn state(&self, at: StateIx) -> Option<State<B>> {
        let row = self.rows.get(at as usize)?;
        let (node, stack) = self.place_names.name(row.place);
        Some(State { node, stack, bits: row.bits.clone() })
    }

    /// The node that a state is at.
    pub(crate) fn node(&self, at: StateIx) -> NodeIx {
        self.rows.get(at as usize).map(|row| self.place_names.name(row.place).0).unwrap_or_default()
    }

    /// The state that a state was first met from; `None` for the first of all.
    pub(crate) fn parent(&self, at: StateIx) -> Option<StateIx> {
        self.rows.get(at as usize).map(|row| row.parent).filter(|parent| *parent != NONE)
    }

    /// What a state is looked up by.
    pub(crate) fn key(&mut self, state: &State<B>) -> Key {
        let place = self.place_names.number(state.node, state.stack);
        Key { place, hash: hash(state.bits.as_ref(), place) }
    }

    fn entry(&self, at: usize) -> u32 {
        self.entries.get(at).copied().unwrap_or_default()
    }

    fn first_place(&self, key: Key) -> usize {
        (key.hash >> (u64::BITS - self.size)) as usize
    }

    /// Looks at everything that looking these keys up will need, without waiting for one before asking for the next: the waits for memory
    /// then overlap. What it gives means nothing.
    pub(crate) fn warm(&mut self, keys: impl Iterator<Item = Key>) -> u64 {
        let mut ahead = std::mem::take(&mut self.ahead);
        ahead.clear();
        ahead.extend(keys.map(|key| self.entry(self.first_place(key))));
        let number_mask = (1_u32 << self.size) - 1;
        let mut sum = 0;
        for entry in &ahead {
            // An empty entry, or one with another tag, is followed to some row or none: that is cheaper than a branch on it.
            let number = (entry & number_mask).wrapping_sub(1) as usize;
            sum ^= u64::from(self.rows.get(number).map_or(0, |row| row.place));
        }
        self.ahead = ahead;
        sum
    }

    /// The number of a state, and whether it is new; a new one, met from `parent`, is stored only while fewer than `most` are, else `None`.
    pub(crate) fn insert(&mut self, bits: &B, key: Key, parent: StateIx, most: u64) -> Option<(StateIx, bool)> {
        let wrap = self.entries.len() - 1;
        let number_mask = (1_u32 << self.size) - 1;
        let tag = (key.hash as u32) << self.size;
        let mut at = self.first_place(key);
        loop {
            let entry = self.entry(at);
            if entry == 0 {
                break;
            }
            if entry & !number_mask == tag {
                let number = (entry & number_mask) - 1;
                if self.rows.get(number as usize).is_some_and(|row| row.place == key.place && row.bits == *bits) {
                    return Some((number, false));
                }
            }
            at = (at + 1) & wrap;
        }
        if most.min(MOST_STATES) <= self.rows.len() as u64 {
            return None;
        }
        let number = u32::try_from(self.rows.len()).ok()?;
        self.rows.push(Row { bits: bits.clone(), place: key.place, parent });
        if let Some(entry) = self.entries.get_mut(at) {
            *entry = tag | (number + 1);
        }
        if self.entries.len() / 4 * 3 <= self.rows.len() {
            self.grow();
        }
        Some((number, true))
    }

    fn grow(&mut self) {
        self.size += if self.size < 16 { 2 } else { 1 };
        self.entries = Vec::new();
        self.entries.resize(1 << self.size, 0);
        let wrap = self.entries.len() - 1;
        for (number, row) in (1_u32..).zip(&self.rows) {
            let hash = hash(row.bits.as_ref(), row.place);
            let mut at = (hash >> (u64::BITS - self.size)) as usize;
            while let Some(entry) = self.entries.get_mut(at) {
                if *entry == 0 {
                    *entry = (hash as u32) << self.size | number;
                    break;
                }
                at = (at + 1) & wrap;
            }
        }
    }
}

/// A hash whose high bits choose the entry and whose low bits are the tag; both halves of a wide product, so that every bit counts. The place
/// is spread over the whole word first: places and bits are both small numbers, and what only adds them makes one hash of many states.
fn hash(words: &[u64], place: u32) -> u64 {
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
