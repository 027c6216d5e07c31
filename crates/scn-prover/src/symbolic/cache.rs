//! The two tables used by the diagrams: the existing nodes, and the results of operations.

use super::diagram::{Fun, Run};

/// Operations whose results are cached.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub(super) enum Op {
    /// Marks an entry that was never written.
    None = 0,
    Min,
    And,
    Without,
    Image,
    Before,
}

/// The key of a cached result: the operation and up to four numbers.
pub(super) type Asked = [u32; 5];

const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(hash: u64, word: u64) -> u64 {
    let wide = u128::from(hash ^ word).wrapping_mul(u128::from(ODD));
    wide as u64 ^ (wide >> 64) as u64
}

/// A cache of operation results. A newer result replaces an older one with the same hash; results
/// that were dropped are computed again.
#[derive(Debug)]
pub(super) struct Cache {
    entries: Vec<[u32; 8]>,
}

const FIRST_ENTRIES: usize = 1 << 10;
const MOST_ENTRIES: usize = 1 << 21;

impl Cache {
    pub(super) fn new() -> Self {
        Self { entries: vec![[Op::None as u32; 8]; FIRST_ENTRIES] }
    }

    fn place(&self, asked: Asked) -> usize {
        let pair = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
        let [op, a, b, c, d] = asked;
        let hash = mix(mix(mix(u64::from(op), pair(a, b)), pair(c, d)), ODD);
        hash as usize & (self.entries.len() - 1)
    }

    pub(super) fn get(&self, asked: Asked) -> Option<Fun> {
        let [op, a, b, c, d, node, add, _] = *self.entries.get(self.place(asked))?;
        ([op, a, b, c, d] == asked).then_some(Fun { node, add })
    }

    pub(super) fn put(&mut self, asked: Asked, fun: Fun) {
        let place = self.place(asked);
        let [op, a, b, c, d] = asked;
        if let Some(entry) = self.entries.get_mut(place) {
            *entry = [op, a, b, c, d, fun.node, fun.add, 0];
        }
    }

    /// Grows the cache in proportion to the number of nodes.
    pub(super) fn make_room(&mut self, nodes: usize) {
        if self.entries.len() < nodes * 2 && self.entries.len() < MOST_ENTRIES {
            let old = std::mem::take(&mut self.entries);
            self.entries = vec![[Op::None as u32; 8]; old.len() * 4];
            for [op, a, b, c, d, node, add, _] in old {
                self.put([op, a, b, c, d], Fun { node, add });
            }
        }
    }
}

/// Finds nodes by their contents.
#[derive(Debug)]
pub(super) struct Unique {
    /// Node numbers; 0 marks a free entry, since node 0 is never looked up.
    entries: Vec<u32>,
    len: usize,
}

/// A free entry of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Free(usize);

impl Unique {
    pub(super) fn new() -> Self {
        Self { entries: vec![0; 1 << 8], len: 0 }
    }

    fn hash(level: u32, runs: &[Run]) -> u64 {
        runs.iter().fold(mix(ODD, u64::from(level)), |hash, run| {
            let [end, node, add] = run.words();
            mix(mix(hash, u64::from(end) | u64::from(node) << 32), u64::from(add))
        })
    }

    /// Returns the node with these runs, or the entry where it is to be inserted.
    pub(super) fn find<'r>(
        &self,
        level: u32,
        runs: &[Run],
        node: impl Fn(u32) -> Option<(u32, &'r [Run])>,
    ) -> Result<u32, Free> {
        let wrap = self.entries.len() - 1;
        let mut at = Self::hash(level, runs) as usize & wrap;
        loop {
            match self.entries.get(at).copied() {
                Some(0) | None => return Err(Free(at)),
                Some(number) if node(number) == Some((level, runs)) => return Ok(number),
                Some(_) => at = (at + 1) & wrap,
            }
        }
    }

    /// Inserts a new node at its entry.
    pub(super) fn put<'r>(&mut self, place: Free, number: u32, node: impl Fn(u32) -> Option<(u32, &'r [Run])>) {
        if let Some(entry) = self.entries.get_mut(place.0) {
            *entry = number;
        }
        self.len += 1;
        if self.len * 2 < self.entries.len() {
            return;
        }
        let old = std::mem::take(&mut self.entries);
        self.entries = vec![0; old.len() * 4];
        let wrap = self.entries.len() - 1;
        for number in old.into_iter().filter(|number| *number != 0) {
            let Some((level, runs)) = node(number) else { continue };
            let mut at = Self::hash(level, runs) as usize & wrap;
            while let Some(entry) = self.entries.get_mut(at) {
                if *entry == 0 {
                    *entry = number;
                    break;
                }
                at = (at + 1) & wrap;
            }
        }
    }
}
