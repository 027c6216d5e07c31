//! The states found so far. Each is stored once and identified by its number, in the order of
//! discovery.
//!
//! Each row stores a state: its bits and its location, a node together with the open detours
//! (`rows.rs`). The states they were first reached from are stored separately (`parents.rs`). The
//! outcome through which a state was reached is not stored: the runs that a proof shows need few of
//! them, and playing the parent again finds it (`successors.rs`). An index finds the rows: by hash
//! (`hash.rs`) while the possible combinations far outnumber the states found, by position
//! (`dense.rs`) otherwise.

use rustc_hash::FxHashMap;
use scn_story::{Bits, Machine, NodeIx, State};

use crate::dense::DenseIndex;
use crate::hash::HashIndex;
use crate::parents::Parents;
use crate::rows::Rows;

/// The number of a state.
pub(crate) type StateIx = u32;

/// Upper bound on the states stored: each entry of the hash index must keep at least one bit for
/// the hash.
pub(crate) const MOST_STATES: u64 = (1 << 30) + (1 << 29) - 2;

/// Marks a missing state number.
pub(crate) const NONE: StateIx = u32::MAX;

/// Lookup result for a state that is stored but whose number was not looked up.
pub(crate) const KNOWN: u32 = u32::MAX;

/// All states found so far.
#[derive(Debug)]
pub(crate) struct StateTable<B> {
    rows: Rows<B>,
    parents: Parents,
    index: Index,
    locations: Locations,
    /// Whether switching to the dense index may still be tried.
    may_be_dense: bool,
    /// Lookup key of each item of the last batch: a hash or a position.
    keys: Vec<u64>,
    /// For each item of the last batch: its state number plus one, `KNOWN`, or 0 if the first
    /// lookup did not find it.
    found: Vec<u32>,
}

#[derive(Debug)]
enum Index {
    Hash(HashIndex),
    Dense(DenseIndex),
}

/// A state to be looked up or stored.
#[derive(Clone, Debug)]
pub(crate) struct LookupItem<B> {
    pub(crate) bits: B,
    pub(crate) place: u32,
    /// The outcome that leads to it.
    pub(crate) via: u32,
}

/// Numbers the locations: first every node outside all detours, then those found inside detours.
#[derive(Debug, Default)]
pub(crate) struct Locations {
    nodes: u32,
    inside: Vec<(NodeIx, u32)>,
    known: FxHashMap<(NodeIx, u32), u32>,
}

impl Locations {
    /// Creates the locations of a machine with this many nodes.
    pub(crate) fn new(nodes: usize) -> Self {
        Self { nodes: NodeIx::at(nodes).0, ..Self::default() }
    }

    #[inline]
    pub(crate) fn number_of(&mut self, node: NodeIx, stack: u32) -> u32 {
        if stack == 0 {
            return node.0;
        }
        self.number_inside(node, stack)
    }

    #[inline(never)]
    fn number_inside(&mut self, node: NodeIx, stack: u32) -> u32 {
        let (nodes, inside) = (self.nodes, &mut self.inside);
        *self.known.entry((node, stack)).or_insert_with(|| {
            inside.push((node, stack));
            nodes.saturating_add(u32::try_from(inside.len() - 1).unwrap_or(u32::MAX))
        })
    }

    /// Returns the number of a location found before.
    pub(crate) fn known_number(&self, node: NodeIx, stack: u32) -> Option<u32> {
        if stack == 0 { Some(node.0) } else { self.known.get(&(node, stack)).copied() }
    }

    #[inline]
    pub(crate) fn node_and_stack(&self, number: u32) -> (NodeIx, u32) {
        match number.checked_sub(self.nodes) {
            None => (NodeIx(number), 0),
            Some(at) => self.inside.get(at as usize).copied().unwrap_or_default(),
        }
    }

    /// Returns the number of locations.
    pub(crate) fn len(&self) -> usize {
        self.nodes as usize + self.inside.len()
    }
}

impl<B: Bits> StateTable<B> {
    /// Creates an empty table for a machine.
    pub(crate) fn new(machine: &Machine) -> Self {
        Self {
            rows: Rows::new(machine),
            parents: Parents::default(),
            index: Index::Hash(HashIndex::new()),
            locations: Locations::new(machine.node_count()),
            may_be_dense: true,
            keys: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Returns the number of states stored.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns the state with this number, or `None` if the number is not in use yet.
    #[inline]
    pub(crate) fn state(&self, at: StateIx) -> Option<State<B>> {
        let (bits, place) = self.rows.get(at as usize)?;
        let (node, stack) = self.locations.node_and_stack(place);
        Some(State { node, stack, bits })
    }

    /// Returns the node of a state.
    pub(crate) fn node(&self, at: StateIx) -> NodeIx {
        self.rows.place(at as usize).map(|place| self.locations.node_and_stack(place).0).unwrap_or_default()
    }

    /// Returns the state from which this state was first reached, or `None` for the first state.
    pub(crate) fn parent(&self, at: StateIx) -> Option<StateIx> {
        // The successor of a situation without choices is stored right after it.
        match self.parents.is_chained(at) {
            false => self.parents.parent_of(at),
            true => at.checked_sub(1),
        }
    }

    /// Returns whether a situation without choices led to a state. This also holds for the start.
    pub(crate) fn is_chained(&self, at: StateIx) -> bool {
        self.parents.is_chained(at)
    }

    /// Returns the table of locations.
    pub(crate) fn locations(&mut self) -> &mut Locations {
        &mut self.locations
    }

    /// Looks up a batch of states at once, so that the waits for memory overlap, and reserves room
    /// for all of them. Read the results with `lookup_result`.
    pub(crate) fn look_up_batch(&mut self, machine: &Machine, items: &[LookupItem<B>]) {
        self.make_room(machine, items.len());
        match &self.index {
            Index::Hash(hash) => hash.look_up(&self.rows, items, &mut self.keys, &mut self.found),
            Index::Dense(dense) => dense.look_up(items, &mut self.keys, &mut self.found),
        }
    }

    /// Returns the result for item `at` of the last batch: its state number plus one, `KNOWN`, or 0
    /// if the state may be new.
    #[inline]
    pub(crate) fn lookup_result(&self, at: usize) -> u32 {
        self.found.get(at).copied().unwrap_or_default()
    }

    /// Returns the state number of item `at` of the last batch, where its result was `KNOWN`.
    pub(crate) fn looked_up_number(&self, at: usize, item: &LookupItem<B>) -> Option<StateIx> {
        // The keys are cleared when the index changes.
        let key = self.keys.get(at).copied().unwrap_or_else(|| self.state_key(item.bits.as_ref(), item.place));
        match self.find_slot(key, &item.bits, item.place) {
            IndexSlot::Taken(number) => Some(number),
            IndexSlot::Free(_) => None,
        }
    }

    /// Inserts item `at` of the last batch. Returns its state number and whether it is new. A new
    /// state is stored only while fewer than `most` are stored; otherwise returns `None`. `parent`,
    /// the state it was reached from, must not be lower than any earlier parent.
    pub(crate) fn insert_looked_up(
        &mut self,
        at: usize,
        item: &LookupItem<B>,
        parent: StateIx,
        most: u64,
    ) -> Option<(StateIx, bool)> {
        let key = self.keys.get(at).copied();
        let key = key.unwrap_or_else(|| self.state_key(item.bits.as_ref(), item.place));
        self.insert_by(key, (&item.bits, item.place), Some(parent), most)
    }

    /// Like `insert_looked_up`, for the very first state and for the successor of the state stored
    /// last, if that is at a situation without choices.
    pub(crate) fn insert_next(&mut self, machine: &Machine, state: &State<B>, most: u64) -> Option<(StateIx, bool)> {
        let place = self.locations.number_of(state.node, state.stack);
        self.make_room(machine, 1);
        let key = self.state_key(state.bits.as_ref(), place);
        self.insert_by(key, (&state.bits, place), None, most)
    }

    #[inline]
    fn insert_by(
        &mut self,
        key: u64,
        (bits, place): (&B, u32),
        parent: Option<StateIx>,
        most: u64,
    ) -> Option<(StateIx, bool)> {
        let spot = match self.find_slot(key, bits, place) {
            IndexSlot::Taken(number) => return Some((number, false)),
            IndexSlot::Free(spot) => spot,
        };
        if most.min(MOST_STATES) <= self.rows.len() as u64 {
            return None;
        }
        let number = u32::try_from(self.rows.len()).ok()?;
        self.rows.push(bits, place);
        match parent {
            Some(parent) => self.parents.push(parent),
            None => self.parents.push_chained(),
        }
        match &mut self.index {
            Index::Hash(hash) => hash.insert(spot, key, number),
            Index::Dense(dense) => dense.insert(spot, number),
        }
        Some((number, true))
    }

    /// Returns the number of a stored state.
    pub(crate) fn find_state(&self, state: &State<B>) -> Option<StateIx> {
        let place = self.locations.known_number(state.node, state.stack)?;
        match self.find_slot(self.state_key(state.bits.as_ref(), place), &state.bits, place) {
            IndexSlot::Taken(number) => Some(number),
            IndexSlot::Free(_) => None,
        }
    }

    fn state_key(&self, bits: &[u64], place: u32) -> u64 {
        match &self.index {
            Index::Hash(hash) => hash.state_key(bits, place),
            Index::Dense(dense) => dense.state_key(bits, place),
        }
    }

    #[inline]
    fn find_slot(&self, key: u64, bits: &B, place: u32) -> IndexSlot {
        match &self.index {
            Index::Hash(hash) => hash.find_slot(&self.rows, key, bits, place),
            Index::Dense(dense) => dense.find_slot(key),
        }
    }

    /// Makes room for `more` additional states and selects the index. If the index changes, the
    /// lookup results of the old one are discarded.
    fn make_room(&mut self, machine: &Machine, more: usize) {
        let states = self.rows.len() + more;
        match &mut self.index {
            Index::Dense(dense) => {
                if dense.keeps_up(machine, &self.locations, HashIndex::size_for(states)) {
                    return;
                }
                self.may_be_dense = false;
                self.keys.clear();
                // Free the old index before filling the new one.
                self.index = Index::Hash(HashIndex::new());
            }
            Index::Hash(hash) if !hash.is_full(states) => return,
            Index::Hash(_) => {
                let size = HashIndex::size_for(states);
                let dense = Some(()).filter(|()| self.may_be_dense);
                if let Some(mut dense) = dense.and_then(|()| DenseIndex::new(machine, &self.locations, size)) {
                    self.keys.clear();
                    dense.fill_from(&self.rows);
                    self.index = Index::Dense(dense);
                    return;
                }
            }
        }
        if let Index::Hash(hash) = &mut self.index {
            hash.grow(&self.rows, states);
        }
    }
}

/// Result of searching the index for a state.
#[derive(Clone, Copy, Debug)]
pub(crate) enum IndexSlot {
    /// The state is stored under this number.
    Taken(StateIx),
    /// The state is not stored; this is its slot in the index.
    Free(usize),
}
