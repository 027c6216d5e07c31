//! Moments that a run can enter and never leave.
//!
//! A state is trapped when no state where a run can stop is reachable from it. Trapped states lead to trapped states only, so every run in
//! them comes at last to a component with no way out: those components are the traps.

use std::collections::BTreeMap;

use scn_story::{Bits, NodeIx};

use crate::Trap;
use crate::edges::{Edges, Successors};
use crate::explore::Explored;
use crate::table::{NONE, StateIx};

/// The traps of a completely explored scenario, by the entry's place in the source; `None` where it was ended, or there are
/// too many steps to tell.
pub(crate) fn traps<B: Bits>(explored: &mut Explored<'_, B>) -> Option<Vec<Trap>> {
    let mut first: BTreeMap<Vec<NodeIx>, StateIx> = BTreeMap::new();
    let Some(free) = forward(explored) else { return Some(Vec::new()) };
    let edges = explored.edges_of(|state| !is(&free, state))?;
    for component in closed_components(&edges, free) {
        let mut nodes: Vec<NodeIx> = component.iter().map(|state| explored.table.node(*state)).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let earliest = component.iter().copied().min().unwrap_or_default();
        first.entry(nodes).and_modify(|known| *known = earliest.min(*known)).or_insert(earliest);
    }
    let mut traps: Vec<Trap> = first
        .into_iter()
        .map(|(nodes, state)| {
            let mut entry = explored.table.node(state);
            let mut at = Some(state);
            while let Some(state) = at {
                let node = explored.table.node(state);
                if nodes.binary_search(&node).is_ok() {
                    entry = node;
                }
                at = explored.table.parent(state);
            }
            Trap { entry, run: explored.run_to(state), nodes }
        })
        .collect();
    traps.sort_by(|a, b| (a.entry, &a.nodes).cmp(&(b.entry, &b.nodes)));
    Some(traps)
}

/// Which states lead to a stop by going on and on to the last of the states that they lead to, as most do; `None` where all do.
///
/// That state has most often a higher number, so that going down settles nearly all without working out their steps again.
fn forward<B: Bits>(explored: &Explored<'_, B>) -> Option<Vec<bool>> {
    let count = explored.closed();
    let mut free = vec![false; count as usize];
    let leads = |free: &[bool], state| match explored.ahead(state) {
        None => true,
        Some(ahead) => free.get(ahead as usize) == Some(&true),
    };
    let mut left = Vec::new();
    for state in (0..count).rev() {
        if leads(&free, state) {
            set(&mut free, state);
        } else {
            left.push(state);
        }
    }
    loop {
        let before = left.len();
        left.retain(|state| {
            let leads = leads(&free, *state);
            if leads {
                set(&mut free, *state);
            }
            !leads
        });
        // A sweep that frees little is dearer than working out all steps.
        if before - left.len() <= before / 8 {
            break;
        }
    }
    (!left.is_empty()).then_some(free)
}

/// The trapped components that nothing leads out of; `free` says for each state whether a run can stop there.
fn closed_components(edges: &Edges, mut free: Vec<bool>) -> Vec<Vec<StateIx>> {
    let left = sweep(edges, &mut free);
    if left.is_empty() {
        return Vec::new();
    }
    let index = vec![NONE; free.len()];
    let (open, closed) = (Vec::new(), Vec::new());
    // `NONE` itself is no component's number.
    let mut search = Search { edges, free, index, clock: 0, component: NONE - 1, open, closed };
    for state in left {
        search.from(state);
    }
    search.closed
}

/// Frees what sweeps can, and gives what is left, in the order of the numbers.
fn sweep(edges: &Edges, free: &mut [bool]) -> Vec<StateIx> {
    let count = u32::try_from(free.len()).unwrap_or(u32::MAX);
    let mut left: Vec<StateIx> = (0..count).filter(|state| !is(free, *state)).collect();
    loop {
        let before = left.len();
        // Most steps lead to a higher number, so going down settles most states.
        for state in left.iter().rev().copied() {
            if edges.of(state).any(|target| is(free, target)) {
                set(free, state);
            }
        }
        left.retain(|state| !is(free, *state));
        // A sweep that frees little is dearer than the search.
        if before - left.len() <= before / 8 {
            return left;
        }
    }
}

fn is(free: &[bool], state: StateIx) -> bool {
    free.get(state as usize).copied().unwrap_or(true)
}

fn set(free: &mut [bool], state: StateIx) {
    if let Some(free) = free.get_mut(state as usize) {
        *free = true;
    }
}

/// The search for components: Tarjan's, in the form by Pearce that needs one number a state (D. J. Pearce, 'A space-efficient algorithm for
/// finding strongly connected components', 2016), with its own stack.
///
/// A component is complete only after all that it leads to. So whether one is free is known when it is complete: then and only then one of its
/// steps leads to a free state.
struct Search<'e> {
    edges: &'e Edges,
    free: Vec<bool>,
    /// For each state: `NONE` before it is met; the earliest state met, by the time of meeting, that it is known to lead to while its component
    /// is open; then the number of its component, counted down from the top, so that every such number is higher than every time.
    index: Vec<u32>,
    clock: u32,
    component: u32,
    /// Met, not in a complete component, and not on the path.
    open: Vec<StateIx>,
    /// The trapped components that nothing leads out of.
    closed: Vec<Vec<StateIx>>,
}

/// A state on the path of the search.
struct Visit<'e> {
    state: StateIx,
    /// Whether nothing met earlier was found to be in the same component.
    root: bool,
    targets: Successors<'e>,
}

impl<'e> Search<'e> {
    fn index(&self, state: StateIx) -> u32 {
        self.index.get(state as usize).copied().unwrap_or_default()
    }

    fn put(&mut self, state: StateIx, index: u32) {
        if let Some(place) = self.index.get_mut(state as usize) {
            *place = index;
        }
    }

    fn meet(&mut self, state: StateIx) -> Visit<'e> {
        self.put(state, self.clock);
        self.clock += 1;
        Visit { state, root: true, targets: self.edges.of(state) }
    }

    fn from(&mut self, root: StateIx) {
        if self.index(root) != NONE {
            return;
        }
        let mut path = vec![self.meet(root)];
        while let Some(at) = path.last_mut() {
            match at.targets.next() {
                Some(target) if is(&self.free, target) => {}
                Some(target) if self.index(target) == NONE => {
                    let visit = self.meet(target);
                    path.push(visit);
                }
                Some(target) => self.lower(at, target),
                None => {
                    let (state, root) = (at.state, at.root);
                    path.pop();
                    if root {
                        self.complete(state);
                    } else {
                        self.open.push(state);
                    }
                    if let Some(above) = path.last_mut() {
                        self.lower(above, state);
                    }
                }
            }
        }
    }

    fn lower(&mut self, at: &mut Visit<'e>, target: StateIx) {
        let index = self.index(target);
        if index < self.index(at.state) {
            self.put(at.state, index);
            at.root = false;
        }
    }

    fn complete(&mut self, root: StateIx) {
        let first = self.index(root);
        let from = self.open.iter().rposition(|state| self.index(*state) < first).map_or(0, |below| below + 1);
        let mut members = self.open.split_off(from);
        members.push(root);
        self.clock = first;
        let (edges, number) = (self.edges, self.component);
        let leads = |to: &dyn Fn(StateIx) -> bool| members.iter().any(|state| edges.of(*state).any(to));
        if leads(&|target| is(&self.free, target)) {
            members.iter().for_each(|state| set(&mut self.free, *state));
            return;
        }
        members.iter().for_each(|state| self.put(*state, number));
        self.component = number.saturating_sub(1);
        if !leads(&|target| self.index(target) != number) {
            self.closed.push(members);
        }
    }
}
