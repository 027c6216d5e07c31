//! Moments that a run can enter and never leave.
//!
//! A state is trapped if no state where a run can stop is reachable from it. All successors of a
//! trapped state are trapped, so every run through trapped states eventually reaches a strongly
//! connected component that nothing leads out of. The situations of each such component form a
//! trap. A run is in a trap as soon as its state is trapped and it can still reach every situation
//! of the trap and no other situation. This depends only on what lies ahead, so it is the same
//! however finely states are distinguished: also by values that only texts read, or with symbolic
//! state sets.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use scn_story::{Bits, NodeIx};

use crate::edges::{Edges, Successors};
use crate::explore::Explored;
use crate::table::{NONE, StateIx, StateTable};

/// A trap, with the state at which the shortest run reaches it.
pub(crate) struct FoundTrap {
    pub(crate) nodes: Vec<NodeIx>,
    pub(crate) entry: NodeIx,
    pub(crate) at: StateIx,
}

/// Returns the traps of a completely explored scenario, ordered by the source position of their
/// entry. Returns `None` if the watch interrupted it, or if there are too many edges to decide.
pub(crate) fn find_traps<B: Bits>(explored: &mut Explored<'_, B>) -> Option<Vec<FoundTrap>> {
    let Some(free) = unsettled_by_last_successor(explored) else { return Some(Vec::new()) };
    let edges = explored.edges_of(|state| !is_free(&free, state))?;
    let trapped = find_trapped(&edges, free);
    let mut sets = NodeSets::new();
    let mut closed = sets.closed_sets(&trapped, &explored.table);
    let ahead = sets.reachable_sets(&trapped, &edges, &explored.table);
    let mut traps = Vec::with_capacity(closed.len());
    // States are numbered in the order of the shortest runs that reach them.
    for (at, set) in (0..).zip(&ahead) {
        if closed.is_empty() {
            break;
        }
        if !closed.remove(set) {
            continue;
        }
        let nodes = sets.nodes_in(*set);
        let mut entry = explored.table.node(at);
        let mut previous = explored.table.parent(at);
        while let Some(state) = previous.filter(|state| !is_free(&trapped.free, *state)) {
            let node = explored.table.node(state);
            if nodes.binary_search(&node).is_ok() {
                entry = node;
            }
            previous = explored.table.parent(state);
        }
        traps.push(FoundTrap { entry, at, nodes: nodes.to_vec() });
    }
    traps.sort_by(|a, b| (a.entry, &a.nodes).cmp(&(b.entry, &b.nodes)));
    Some(traps)
}

/// The trapped states, grouped by component; each component comes after all that it leads to.
struct Trapped {
    /// For each state, whether a run can still stop.
    free: Vec<bool>,
    /// The states, those of a component next to each other.
    states: Vec<StateIx>,
    /// For each component, the end of its states and whether it is closed: nothing leads out of it.
    components: Vec<(usize, bool)>,
}

impl Trapped {
    /// Iterates over the components in order, each with whether it is closed.
    fn iter_components(&self) -> impl Iterator<Item = (&[StateIx], bool)> {
        let starts = std::iter::once(0).chain(self.components.iter().map(|(end, _)| *end));
        starts
            .zip(&self.components)
            .map(|(start, (end, closed))| (self.states.get(start..*end).unwrap_or_default(), *closed))
    }
}

/// The number of a set of nodes.
type SetIx = u32;

/// The empty set of nodes.
const NO_NODE: SetIx = 0;

/// Replaces every set that has more nodes than any trap or contains a node that is in no trap.
const TOO_MANY: SetIx = SetIx::MAX;

/// Sets of nodes, each stored once.
#[derive(Debug)]
struct NodeSets {
    all: Vec<Vec<NodeIx>>,
    numbers: BTreeMap<Vec<NodeIx>, SetIx>,
    /// Results of unions computed so far.
    joined: FxHashMap<(SetIx, SetIx), SetIx>,
    /// The nodes of all traps, and the size of the largest trap.
    in_traps: BTreeSet<NodeIx>,
    most: usize,
}

impl NodeSets {
    fn new() -> Self {
        Self {
            all: vec![Vec::new()],
            numbers: BTreeMap::from([(Vec::new(), NO_NODE)]),
            joined: FxHashMap::default(),
            in_traps: BTreeSet::new(),
            most: 0,
        }
    }

    /// Returns the nodes of a set in source order.
    fn nodes_in(&self, set: SetIx) -> &[NodeIx] {
        self.all.get(set as usize).map(Vec::as_slice).unwrap_or_default()
    }

    fn number_of(&mut self, nodes: Vec<NodeIx>) -> SetIx {
        if let Some(number) = self.numbers.get(&nodes) {
            return *number;
        }
        let number = SetIx::try_from(self.all.len()).unwrap_or(TOO_MANY);
        self.all.push(nodes.clone());
        self.numbers.insert(nodes, number);
        number
    }

    /// Returns the sets of nodes of the closed components.
    fn closed_sets<B: Bits>(&mut self, trapped: &Trapped, table: &StateTable<B>) -> BTreeSet<SetIx> {
        let mut closed = BTreeSet::new();
        for (states, _) in trapped.iter_components().filter(|(_, closed)| *closed) {
            let nodes = nodes_of(states, table);
            self.most = self.most.max(nodes.len());
            self.in_traps.extend(&nodes);
            closed.insert(self.number_of(nodes));
        }
        closed
    }

    /// Returns, for each trapped state, the set of nodes that runs can reach from it, including its
    /// own. All other states get the empty set.
    fn reachable_sets<B: Bits>(&mut self, trapped: &Trapped, edges: &Edges, table: &StateTable<B>) -> Vec<SetIx> {
        let mut ahead = vec![NO_NODE; if trapped.states.is_empty() { 0 } else { trapped.free.len() }];
        for (states, _) in trapped.iter_components() {
            let nodes = nodes_of(states, table);
            let in_traps = nodes.len() <= self.most && nodes.iter().all(|node| self.in_traps.contains(node));
            let mut reachable = if in_traps { self.number_of(nodes) } else { TOO_MANY };
            // The sets of all other components it leads to are known by now; that of this component
            // itself is still empty.
            for target in states.iter().flat_map(|state| edges.successors_of(*state)) {
                reachable = self.unite(reachable, ahead.get(target as usize).copied().unwrap_or(NO_NODE));
            }
            for state in states {
                if let Some(ahead) = ahead.get_mut(*state as usize) {
                    *ahead = reachable;
                }
            }
        }
        ahead
    }

    fn unite(&mut self, a: SetIx, b: SetIx) -> SetIx {
        if a == TOO_MANY || b == TOO_MANY {
            return TOO_MANY;
        }
        if a == b || b == NO_NODE {
            return a;
        }
        let pair = (a.min(b), a.max(b));
        if let Some(joined) = self.joined.get(&pair) {
            return *joined;
        }
        let combined: BTreeSet<NodeIx> = self.nodes_in(a).iter().chain(self.nodes_in(b)).copied().collect();
        let joined = if self.most < combined.len() { TOO_MANY } else { self.number_of(combined.into_iter().collect()) };
        self.joined.insert(pair, joined);
        joined
    }
}

/// Returns the nodes of some states, without duplicates, in source order.
fn nodes_of<B: Bits>(states: &[StateIx], table: &StateTable<B>) -> Vec<NodeIx> {
    let mut nodes: Vec<NodeIx> = states.iter().map(|state| table.node(*state)).collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

/// Finds the states from which a stop is reached by repeatedly following the last successor, which
/// is the case for most states. Returns `None` if it is the case for all.
///
/// The last successor usually has a higher number, so going through the states in descending order
/// settles nearly all of them without recomputing their edges.
fn unsettled_by_last_successor<B: Bits>(explored: &Explored<'_, B>) -> Option<Vec<bool>> {
    let count = explored.closed_count();
    let mut free = vec![false; count as usize];
    let leads_to_stop = |free: &[bool], state| match explored.last_successor(state) {
        None => true,
        Some(ahead) => free.get(ahead as usize) == Some(&true),
    };
    let mut remaining = Vec::new();
    for state in (0..count).rev() {
        if leads_to_stop(&free, state) {
            set_free(&mut free, state);
        } else {
            remaining.push(state);
        }
    }
    loop {
        let count_before = remaining.len();
        remaining.retain(|state| {
            let leads = leads_to_stop(&free, *state);
            if leads {
                set_free(&mut free, *state);
            }
            !leads
        });
        // A pass that frees only a few states costs more than computing all edges.
        if count_before - remaining.len() <= count_before / 8 {
            break;
        }
    }
    (!remaining.is_empty()).then_some(free)
}

/// Finds the components of the trapped states. `free` says for each state whether it is already
/// known that a run can stop from there.
fn find_trapped(edges: &Edges, mut free: Vec<bool>) -> Trapped {
    let remaining = sweep_free(edges, &mut free);
    let index = vec![NONE; if remaining.is_empty() { 0 } else { free.len() }];
    let trapped = Trapped { free, states: Vec::new(), components: Vec::new() };
    // `NONE` itself is not the number of a component.
    let mut search = TrapSearch { edges, trapped, index, clock: 0, component: NONE - 1, open: Vec::new() };
    for state in remaining {
        search.search_from(state);
    }
    search.trapped
}

/// Marks as free all states that repeated passes can free. Returns the others, in the order of
/// their numbers.
fn sweep_free(edges: &Edges, free: &mut [bool]) -> Vec<StateIx> {
    let count = u32::try_from(free.len()).unwrap_or(u32::MAX);
    let mut remaining: Vec<StateIx> = (0..count).filter(|state| !is_free(free, *state)).collect();
    loop {
        let count_before = remaining.len();
        // Most edges lead to a higher number, so descending order settles most states.
        for state in remaining.iter().rev().copied() {
            if edges.successors_of(state).any(|target| is_free(free, target)) {
                set_free(free, state);
            }
        }
        remaining.retain(|state| !is_free(free, *state));
        // A pass that frees only a few states costs more than the search.
        if count_before - remaining.len() <= count_before / 8 {
            return remaining;
        }
    }
}

fn is_free(free: &[bool], state: StateIx) -> bool {
    free.get(state as usize).copied().unwrap_or(true)
}

fn set_free(free: &mut [bool], state: StateIx) {
    if let Some(free) = free.get_mut(state as usize) {
        *free = true;
    }
}

/// Searches for strongly connected components with Tarjan's algorithm, in Pearce's variant that
/// needs one number per state (D. J. Pearce, 'A space-efficient algorithm for finding strongly
/// connected components', 2016), with an explicit stack.
///
/// A component is complete only after every component it leads to. When it is complete, it is
/// therefore known whether its states are free: exactly if one of its edges leads to a free state.
struct TrapSearch<'e> {
    edges: &'e Edges,
    trapped: Trapped,
    /// For each state: `NONE` before it is visited. While its component is open, the visiting time
    /// of the earliest state that it is known to reach. Afterwards, the number of its component.
    /// These numbers are counted down from the top, so each of them is higher than every visiting
    /// time.
    index: Vec<u32>,
    clock: u32,
    component: u32,
    /// States that were visited, are not in a complete component, and are not on the path.
    open: Vec<StateIx>,
}

/// A state on the path of the search.
struct Visit<'e> {
    state: StateIx,
    /// Whether no earlier state was found to be in the same component.
    root: bool,
    targets: Successors<'e>,
}

impl<'e> TrapSearch<'e> {
    fn index_of(&self, state: StateIx) -> u32 {
        self.index.get(state as usize).copied().unwrap_or_default()
    }

    fn set_index(&mut self, state: StateIx, index: u32) {
        if let Some(place) = self.index.get_mut(state as usize) {
            *place = index;
        }
    }

    fn visit(&mut self, state: StateIx) -> Visit<'e> {
        self.set_index(state, self.clock);
        self.clock += 1;
        Visit { state, root: true, targets: self.edges.successors_of(state) }
    }

    fn search_from(&mut self, root: StateIx) {
        if self.index_of(root) != NONE {
            return;
        }
        let mut path = vec![self.visit(root)];
        while let Some(at) = path.last_mut() {
            match at.targets.next() {
                Some(target) if is_free(&self.trapped.free, target) => {}
                Some(target) if self.index_of(target) == NONE => {
                    let visit = self.visit(target);
                    path.push(visit);
                }
                Some(target) => self.lower_index(at, target),
                None => {
                    let (state, root) = (at.state, at.root);
                    path.pop();
                    if root {
                        self.complete_component(state);
                    } else {
                        self.open.push(state);
                    }
                    if let Some(above) = path.last_mut() {
                        self.lower_index(above, state);
                    }
                }
            }
        }
    }

    fn lower_index(&mut self, at: &mut Visit<'e>, target: StateIx) {
        let index = self.index_of(target);
        if index < self.index_of(at.state) {
            self.set_index(at.state, index);
            at.root = false;
        }
    }

    fn complete_component(&mut self, root: StateIx) {
        let first = self.index_of(root);
        let first_member =
            self.open.iter().rposition(|state| self.index_of(*state) < first).map_or(0, |below| below + 1);
        let mut members = self.open.split_off(first_member);
        members.push(root);
        self.clock = first;
        let (edges, number) = (self.edges, self.component);
        let any_edge = |to: &dyn Fn(StateIx) -> bool| members.iter().any(|state| edges.successors_of(*state).any(to));
        if any_edge(&|target| is_free(&self.trapped.free, target)) {
            members.iter().for_each(|state| set_free(&mut self.trapped.free, *state));
            return;
        }
        members.iter().for_each(|state| self.set_index(*state, number));
        self.component = number.saturating_sub(1);
        let is_closed = !any_edge(&|target| self.index_of(target) != number);
        self.trapped.states.extend(members);
        self.trapped.components.push((self.trapped.states.len(), is_closed));
    }
}
