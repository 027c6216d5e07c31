//! Index of states by position. The declared ranges of the values that are still read map each
//! combination of values to a number below the product of their sizes. A list of that length holds
//! the number of each state, so no hash and no comparison is needed. Most lookups only ask whether
//! a state is known. One bit per position answers that; the bits take 32 times less memory than the
//! numbers, so they stay in the cache.
//!
//! The position is a sum: the first position of the location, plus each field's value times the
//! product of the ranges of the preceding fields. A field's value is the sum of its bits, so the
//! position is a sum over bits. It can therefore be computed from small tables eight bits at a
//! time, wherever fields begin and end.

use rustc_hash::FxHashMap;
use scn_story::{Bits, Field, Machine};

use crate::rows::Rows;
use crate::table::{IndexSlot, Locations, LookupItem, StateIx};

/// Number of bits looked up at once.
const WIDTH: u32 = 8;

/// Lists of up to `SMALL` positions count as small, those of more than `LARGE` as large; see
/// `is_worth_it`.
const SMALL: usize = 1 << 21;
const LARGE: usize = 1 << 24;

#[derive(Debug)]
pub(crate) struct DenseIndex {
    /// For each position, the number of its state plus one, or 0 if it has none.
    numbers: Vec<u32>,
    /// One bit per position: whether it has a state.
    known: Vec<u64>,
    locations: Vec<LocationPositions>,
    chunks: Vec<Chunk>,
    /// Partial positions for each value of a chunk's bits, `1 << WIDTH` per chunk.
    sums: Vec<u32>,
    /// Layouts computed so far.
    layouts: FxHashMap<Vec<Field>, Layout>,
}

/// How the fields of a location form a position.
#[derive(Clone, Copy, Debug)]
struct Layout {
    chunks: u32,
    chunks_end: u32,
    /// Number of combinations.
    product: usize,
}

/// The positions of a location.
#[derive(Clone, Copy, Debug)]
struct LocationPositions {
    first: u32,
    chunks: u32,
    chunks_end: u32,
}

/// Some bits of one word, and where their partial positions begin in `sums`.
#[derive(Clone, Copy, Debug)]
struct Chunk {
    word: u32,
    shift: u32,
    sums: u32,
}

impl DenseIndex {
    /// Creates an empty index for all nodes and the locations found so far. Returns `None` if a
    /// hash index with `hash_size` entries is better.
    pub(crate) fn new(machine: &Machine, places: &Locations, hash_size: usize) -> Option<Self> {
        let mut index = Self {
            numbers: Vec::new(),
            known: Vec::new(),
            locations: Vec::new(),
            chunks: Vec::new(),
            sums: Vec::new(),
            layouts: FxHashMap::default(),
        };
        let length = index.add_locations(machine, places, hash_size)?;
        // Zeroed allocation: pages that are never touched cost nothing.
        index.numbers = vec![0; length];
        index.known = vec![0; length.div_ceil(64)];
        Some(index)
    }

    /// Assigns positions to the locations found since the last call. Returns false if there are so
    /// many that a hash index with `hash_size` entries is better; this index must not be used any
    /// more then.
    #[inline]
    pub(crate) fn keeps_up(&mut self, machine: &Machine, places: &Locations, hash_size: usize) -> bool {
        if self.locations.len() == places.len() {
            return true;
        }
        let Some(length) = self.add_locations(machine, places, hash_size) else { return false };
        self.numbers.resize(length, 0);
        self.known.resize(length.div_ceil(64), 0);
        true
    }

    /// Returns the resulting number of positions, or `None` if there are too many.
    fn add_locations(&mut self, machine: &Machine, places: &Locations, hash_size: usize) -> Option<usize> {
        let mut length = self.numbers.len();
        for number in self.locations.len()..places.len() {
            let fields: Vec<Field> = machine.fields(places.node_and_stack(u32::try_from(number).ok()?).0).collect();
            let layout = match self.layouts.get(&fields) {
                Some(layout) => *layout,
                None => {
                    let layout = self.make_layout(&fields, hash_size)?;
                    self.layouts.insert(fields, layout);
                    layout
                }
            };
            let Layout { chunks, chunks_end, product } = layout;
            self.locations.push(LocationPositions { first: u32::try_from(length).ok()?, chunks, chunks_end });
            length = product.checked_add(length).filter(|length| is_worth_it(*length, hash_size))?;
        }
        Some(length)
    }

    fn make_layout(&mut self, fields: &[Field], hash_size: usize) -> Option<Layout> {
        let mut product = 1_usize;
        // For each word, what each bit that is read adds to the position.
        let mut words: Vec<[u32; 64]> = Vec::new();
        for field in fields {
            if words.len() <= field.word {
                words.resize(field.word + 1, [0; 64]);
            }
            let bits = words.get_mut(field.word).into_iter().flatten().skip(field.shift as usize);
            for (power, bit) in bits.take(field.bits as usize).enumerate() {
                *bit = u32::try_from((product as u64).checked_shl(u32::try_from(power).ok()?)?).ok()?;
            }
            product = product.checked_mul(usize::try_from(field.values).ok()?)?;
            if !is_worth_it(product, hash_size) {
                return None;
            }
        }
        let chunks = self.chunks.len();
        for (word, bits) in (0..).zip(&words) {
            let mut shift = 0;
            while let Some(skip) = bits.iter().skip(shift).position(|bit| *bit != 0) {
                shift += skip;
                self.chunks.push(Chunk {
                    word,
                    shift: u32::try_from(shift).ok()?,
                    sums: u32::try_from(self.sums.len()).ok()?,
                });
                // The sum of a value is that of the value without its lowest bit, which is smaller, and
                // of that bit. Values outside their range are never looked up, so their sums may be
                // anything.
                let first = self.sums.len();
                self.sums.push(0);
                for value in 1..1_usize << WIDTH {
                    let lowest = bits.get(shift + value.trailing_zeros() as usize).copied().unwrap_or_default();
                    let others = self.sums.get(first + (value & (value - 1))).copied().unwrap_or_default();
                    self.sums.push(others.wrapping_add(lowest));
                }
                shift += WIDTH as usize;
            }
        }
        let to_u32 = |at: usize| u32::try_from(at).ok();
        Some(Layout { chunks: to_u32(chunks)?, chunks_end: to_u32(self.chunks.len())?, product })
    }

    /// Returns the position of a state.
    #[inline]
    pub(crate) fn state_key(&self, bits: &[u64], place: u32) -> u64 {
        let Some(place) = self.locations.get(place as usize) else { return 0 };
        let chunks = self.chunks.get(place.chunks as usize..place.chunks_end as usize).unwrap_or_default();
        let position = chunks.iter().fold(place.first, |sum, chunk| {
            let word = bits.get(chunk.word as usize).copied().unwrap_or_default();
            let value = word >> chunk.shift & ((1 << WIDTH) - 1);
            let offset = self.sums.get(chunk.sums as usize + value as usize).copied().unwrap_or_default();
            sum.wrapping_add(offset)
        });
        position.into()
    }

    /// Returns the number of the state at a position plus one, or 0 if there is none.
    #[inline]
    pub(crate) fn number_at(&self, key: u64) -> u32 {
        self.numbers.get(key as usize).copied().unwrap_or_default()
    }

    #[inline]
    fn known_bit(&self, key: u64) -> u64 {
        self.known.get(key as usize / 64).copied().unwrap_or_default() >> (key % 64) & 1
    }

    /// Determines which states are known.
    pub(crate) fn look_up<B: Bits>(&self, items: &[LookupItem<B>], keys: &mut Vec<u64>, found: &mut Vec<u32>) {
        keys.clear();
        keys.extend(items.iter().map(|item| self.state_key(item.bits.as_ref(), item.place)));
        found.clear();
        found.extend(keys.iter().map(|key| {
            // Either 0 or `KNOWN`.
            self.known_bit(*key).wrapping_neg() as u32
        }));
    }

    pub(crate) fn find_slot(&self, key: u64) -> IndexSlot {
        // The number is far away in memory, so read it only if there is one.
        match self.known_bit(key) {
            0 => IndexSlot::Free(key as usize),
            _ => IndexSlot::Taken(self.number_at(key).saturating_sub(1)),
        }
    }

    pub(crate) fn insert(&mut self, spot: usize, number: StateIx) {
        if let Some(entry) = self.numbers.get_mut(spot) {
            *entry = number + 1;
        }
        if let Some(word) = self.known.get_mut(spot / 64) {
            *word |= 1 << (spot % 64);
        }
    }

    /// Inserts all states.
    pub(crate) fn fill_from<B: Bits>(&mut self, rows: &Rows<B>) {
        for (number, (bits, place)) in (0..).zip(rows.iter()) {
            let key = self.state_key(bits.as_ref(), place);
            self.insert(key as usize, number);
        }
    }
}

/// Returns whether `length` positions are better than a hash index with `hash_size` entries: if
/// they take little more memory than it does, or little memory at all.
fn is_worth_it(length: usize, hash_size: usize) -> bool {
    length <= hash_size / 2 * 3
        || length <= LARGE.min(hash_size.saturating_mul(4))
        || length <= SMALL.min(hash_size.saturating_mul(8))
}
