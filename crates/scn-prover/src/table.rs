//! The states met so far, each stored once and known by its number, in the order of meeting.
//!
//! A list of rows holds the states: the bits, the place (a node together with the detours that the
//! run is in), and the outcome that led there; the states that they were first met from are in a
//! list of their own (`parents.rs`). An index finds them: `hash.rs` where the combinations that
//! could be are many more than those met, `dense.rs` where not.

use rustc_hash::FxHashMap;
use scn_story::{Bits, Machine, NodeIx, OutcomeIx, State};

use crate::dense::Dense;
use crate::hash::Hash;
use crate::parents::Parents;

/// The number of a state.
pub(crate) type StateIx = u32;

/// More states than this are never stored: entries of the hash index keep at least one bit for the
/// hash.
pub(crate) const MOST_STATES: u64 = (1 << 30) + (1 << 29) - 2;

/// Stands for 'none' where the number of a state is stored.
pub(crate) const NONE: StateIx = u32::MAX;

/// Stands for 'none' where an outcome is stored.
const NO_OUTCOME: u32 = u32::MAX;

/// Among what was looked for: a state that is stored, whose number was not looked up.
pub(crate) const KNOWN: u32 = u32::MAX;

/// All states met so far.
#[derive(Debug)]
pub(crate) struct Table<B> {
    rows: Vec<Row<B>>,
    parents: Parents,
    index: Index,
    places: Places,
    /// Whether the dense index may still be tried.
    may_be_dense: bool,
    /// What each state looked for is looked up by: a hash or a position.
    keys: Vec<u64>,
    /// One more than the number of each state looked for; `KNOWN`; or 0 where the first look did
    /// not find it.
    found: Vec<u32>,
}

#[derive(Debug)]
enum Index {
    Hash(Hash),
    Dense(Dense),
}

/// A state. With one word of bits it is a quarter of a cache line, so that looking at it waits for
/// memory once.
#[derive(Debug)]
pub(crate) struct Row<B> {
    pub(crate) bits: B,
    pub(crate) place: u32,
    /// The outcome that led there when it was first met; `NO_OUTCOME` where a situation went on by
    /// itself, and at the start.
    via: u32,
}

/// A state to be looked up or stored.
#[derive(Clone, Debug)]
pub(crate) struct Item<B> {
    pub(crate) bits: B,
    pub(crate) place: u32,
    /// The outcome that leads there.
    pub(crate) via: u32,
}

/// Places by number: first every node outside all detours, then what is met inside them.
#[derive(Debug, Default)]
pub(crate) struct Places {
    nodes: u32,
    inside: Vec<(NodeIx, u32)>,
    known: FxHashMap<(NodeIx, u32), u32>,
}

impl Places {
    /// The places of so many nodes.
    pub(crate) fn new(nodes: usize) -> Self {
        Self { nodes: NodeIx::at(nodes).0, ..Self::default() }
    }

    #[inline]
    pub(crate) fn number(&mut self, node: NodeIx, stack: u32) -> u32 {
        if stack == 0 {
            return node.0;
        }
        self.inside(node, stack)
    }

    #[inline(never)]
    fn inside(&mut self, node: NodeIx, stack: u32) -> u32 {
        let (nodes, inside) = (self.nodes, &mut self.inside);
        *self.known.entry((node, stack)).or_insert_with(|| {
            inside.push((node, stack));
            nodes.saturating_add(u32::try_from(inside.len() - 1).unwrap_or(u32::MAX))
        })
    }

    /// The number of a place met before.
    pub(crate) fn known(&self, node: NodeIx, stack: u32) -> Option<u32> {
        if stack == 0 { Some(node.0) } else { self.known.get(&(node, stack)).copied() }
    }

    #[inline]
    pub(crate) fn name(&self, number: u32) -> (NodeIx, u32) {
        match number.checked_sub(self.nodes) {
            None => (NodeIx(number), 0),
            Some(at) => self.inside.get(at as usize).copied().unwrap_or_default(),
        }
    }

    /// How many places there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes as usize + self.inside.len()
    }
}

impl<B: Bits> Table<B> {
    /// An empty table for a machine of so many nodes.
    pub(crate) fn new(nodes: usize) -> Self {
        Self {
            rows: Vec::new(),
            parents: Parents::default(),
            index: Index::Hash(Hash::new()),
            places: Places::new(nodes),
            may_be_dense: true,
            keys: Vec::new(),
            found: Vec::new(),
        }
    }

    /// How many states are stored.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The state of a number; `None` for a number not given yet.
    #[inline]
    pub(crate) fn state(&self, at: StateIx) -> Option<State<B>> {
        let row = self.rows.get(at as usize)?;
        let (node, stack) = self.places.name(row.place);
        Some(State { node, stack, bits: row.bits.clone() })
    }

    /// The node that a state is at.
    pub(crate) fn node(&self, at: StateIx) -> NodeIx {
        self.rows.get(at as usize).map(|row| self.places.name(row.place).0).unwrap_or_default()
    }

    /// The state that a state was first met from; `None` for the first of all.
    pub(crate) fn parent(&self, at: StateIx) -> Option<StateIx> {
        // What a situation goes on to by itself is stored next.
        match self.via(at) {
            Some(_) => self.parents.of(at),
            None => at.checked_sub(1),
        }
    }

    /// The outcome by which a state was first met; `None` where a situation went on by itself, and
    /// at the start.
    pub(crate) fn via(&self, at: StateIx) -> Option<OutcomeIx> {
        self.rows.get(at as usize).map(|row| row.via).filter(|via| *via != NO_OUTCOME).map(OutcomeIx)
    }

    /// The places of the states.
    pub(crate) fn places(&mut self) -> &mut Places {
        &mut self.places
    }

    /// Looks for many states at once, so that the waits for memory overlap, and makes room for so
    /// many. What came of it is `looked`.
    pub(crate) fn look(&mut self, machine: &Machine, items: &[Item<B>]) {
        self.prepare(machine, items.len());
        match &self.index {
            Index::Hash(hash) => hash.look(&self.rows, items, &mut self.keys, &mut self.found),
            Index::Dense(dense) => dense.look(items, &mut self.keys, &mut self.found),
        }
    }

    /// One more than the number of the state at `at` in the list last looked for, or `KNOWN`; 0: it
    /// may be new.
    #[inline]
    pub(crate) fn looked(&self, at: usize) -> u32 {
        self.found.get(at).copied().unwrap_or_default()
    }

    /// The number of the state at `at` in the list last looked for, where it was `KNOWN`.
    pub(crate) fn number_looked(&self, at: usize, item: &Item<B>) -> Option<StateIx> {
        // The keys are gone where the index has changed since.
        let key = self.keys.get(at).copied().unwrap_or_else(|| self.key(item.bits.as_ref(), item.place));
        match self.spot(key, &item.bits, item.place) {
            Spot::Taken(number) => Some(number),
            Spot::Free(_) => None,
        }
    }

    /// The number of the state at `at` in the list last looked for, and whether it is new; a new
    /// one, met from `parent`, which is no earlier than any before, is stored only while fewer than
    /// `most` are, else `None`.
    pub(crate) fn insert_looked(
        &mut self,
        at: usize,
        item: &Item<B>,
        parent: StateIx,
        most: u64,
    ) -> Option<(StateIx, bool)> {
        let key = self.keys.get(at).copied();
        let key = key.unwrap_or_else(|| self.key(item.bits.as_ref(), item.place));
        self.insert_by(key, item, parent, most)
    }

    /// The same for the first state of all, and for what the state stored last goes on to by
    /// itself.
    pub(crate) fn insert_next(&mut self, machine: &Machine, state: &State<B>, most: u64) -> Option<(StateIx, bool)> {
        let place = self.places.number(state.node, state.stack);
        self.prepare(machine, 1);
        let key = self.key(state.bits.as_ref(), place);
        let item = Item { bits: state.bits.clone(), place, via: NO_OUTCOME };
        self.insert_by(key, &item, self.parents.last(), most)
    }

    #[inline]
    fn insert_by(&mut self, key: u64, item: &Item<B>, parent: StateIx, most: u64) -> Option<(StateIx, bool)> {
        let spot = match self.spot(key, &item.bits, item.place) {
            Spot::Taken(number) => return Some((number, false)),
            Spot::Free(spot) => spot,
        };
        if most.min(MOST_STATES) <= self.rows.len() as u64 {
            return None;
        }
        let number = u32::try_from(self.rows.len()).ok()?;
        self.rows.push(Row { bits: item.bits.clone(), place: item.place, via: item.via });
        self.parents.push(parent);
        match &mut self.index {
            Index::Hash(hash) => hash.fill(spot, key, number),
            Index::Dense(dense) => dense.fill(spot, number),
        }
        Some((number, true))
    }

    /// The number of a state that is stored.
    pub(crate) fn find(&self, state: &State<B>) -> Option<StateIx> {
        let place = self.places.known(state.node, state.stack)?;
        match self.spot(self.key(state.bits.as_ref(), place), &state.bits, place) {
            Spot::Taken(number) => Some(number),
            Spot::Free(_) => None,
        }
    }

    fn key(&self, bits: &[u64], place: u32) -> u64 {
        match &self.index {
            Index::Hash(hash) => hash.key(bits, place),
            Index::Dense(dense) => dense.key(bits, place),
        }
    }

    #[inline]
    fn spot(&self, key: u64, bits: &B, place: u32) -> Spot {
        match &self.index {
            Index::Hash(hash) => hash.spot(&self.rows, key, bits, place),
            Index::Dense(dense) => dense.spot(key),
        }
    }

    /// Makes room for so many more states, and chooses the index. What was looked up by the old one
    /// is forgotten.
    fn prepare(&mut self, machine: &Machine, more: usize) {
        let states = self.rows.len() + more;
        match &mut self.index {
            Index::Dense(dense) => {
                if dense.keeps_up(machine, &self.places, Hash::size_for(states)) {
                    return;
                }
                self.may_be_dense = false;
                self.keys.clear();
                // The old index is freed before the new one is filled.
                self.index = Index::Hash(Hash::new());
            }
            Index::Hash(hash) if !hash.is_full(states) => return,
            Index::Hash(_) => {
                let size = Hash::size_for(states);
                let dense = Some(()).filter(|()| self.may_be_dense);
                if let Some(mut dense) = dense.and_then(|()| Dense::new(machine, &self.places, size)) {
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

/// Where a state is, or would be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Spot {
    /// It has this number.
    Taken(StateIx),
    /// It is not stored; its place in the index.
    Free(usize),
}
