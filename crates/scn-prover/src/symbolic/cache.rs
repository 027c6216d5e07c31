//! The two tables used by the diagrams: the existing nodes, and the results of operations.

use super::diagram::{NodeRef, ValueRun};

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
    Preimage,
}

/// The key of a cached result: the operation and up to four numbers.
pub(super) type CacheKey = [u32; 5];

const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix_hash(hash: u64, word: u64) -> u64 {
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

    fn entry_index(&self, asked: CacheKey) -> usize {
        let pack_pair = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
        let [op, a, b, c, d] = asked;
        let hash = mix_hash(mix_hash(mix_hash(u64::from(op), pack_pair(a, b)), pack_pair(c, d)), ODD);
        hash as usize & (self.entries.len() - 1)
    }

    pub(super) fn look_up(&self, asked: CacheKey) -> Option<NodeRef> {
        let [op, a, b, c, d, node, add, _] = *self.entries.get(self.entry_index(asked))?;
        ([op, a, b, c, d] == asked).then_some(NodeRef { node, add })
    }

    pub(super) fn insert(&mut self, asked: CacheKey, fun: NodeRef) {
        let location = self.entry_index(asked);
        let [op, a, b, c, d] = asked;
        if let Some(entry) = self.entries.get_mut(location) {
            *entry = [op, a, b, c, d, fun.node, fun.add, 0];
        }
    }

    /// Grows the cache in proportion to the number of nodes.
    pub(super) fn make_room(&mut self, nodes: usize) {
        if self.entries.len() < nodes * 2 && self.entries.len() < MOST_ENTRIES {
            let old = std::mem::take(&mut self.entries);
            self.entries = vec![[Op::None as u32; 8]; old.len() * 4];
            for [op, a, b, c, d, node, add, _] in old {
                self.insert([op, a, b, c, d], NodeRef { node, add });
            }
        }
    }
}

/// Finds nodes by their contents.
#[derive(Debug)]
pub(super) struct UniqueTable {
    /// Node numbers; 0 marks a free entry, since node 0 is never looked up.
    entries: Vec<u32>,
    len: usize,
}

/// A free entry of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct FreeEntry(usize);

impl UniqueTable {
    pub(super) fn new() -> Self {
        Self { entries: vec![0; 1 << 8], len: 0 }
    }

    fn hash_runs(level: u32, runs: &[ValueRun]) -> u64 {
        runs.iter().fold(mix_hash(ODD, u64::from(level)), |hash, run| {
            let [end, node, add] = run.as_words();
            mix_hash(mix_hash(hash, u64::from(end) | u64::from(node) << 32), u64::from(add))
        })
    }

    /// Returns the node with these runs, or the entry where it is to be inserted.
    pub(super) fn find_node<'r>(
        &self,
        level: u32,
        runs: &[ValueRun],
        node: impl Fn(u32) -> Option<(u32, &'r [ValueRun])>,
    ) -> Result<u32, FreeEntry> {
        let wrap = self.entries.len() - 1;
        let mut index = Self::hash_runs(level, runs) as usize & wrap;
        loop {
            match self.entries.get(index).copied() {
                Some(0) | None => return Err(FreeEntry(index)),
                Some(number) if node(number) == Some((level, runs)) => return Ok(number),
                Some(_) => index = (index + 1) & wrap,
            }
        }
    }

    /// Inserts a new node at its entry.
    pub(super) fn insert<'r>(
        &mut self,
        location: FreeEntry,
        number: u32,
        node: impl Fn(u32) -> Option<(u32, &'r [ValueRun])>,
    ) {
        if let Some(entry) = self.entries.get_mut(location.0) {
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
            let mut index = Self::hash_runs(level, runs) as usize & wrap;
            while let Some(entry) = self.entries.get_mut(index) {
                if *entry == 0 {
                    *entry = number;
                    break;
                }
                index = (index + 1) & wrap;
            }
        }
    }
}
