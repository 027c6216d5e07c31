//! Moments that a run can enter and never leave.
//!
//! A state is trapped when no state where a run can stop is reachable from it. Trapped states lead to trapped states only, so every run in
//! them comes at last to a component with no way out: those components are the traps.

use std::collections::BTreeMap;

use scn_story::{Bits, NodeIx};

use crate::Trap;
use crate::explore::{Explored, NONE};
use crate::table::StateIx;

/// The traps of a completely explored scenario, by the entry's place in the source.
pub(crate) fn traps<B: Bits>(explored: &Explored<'_, B>) -> Vec<Trap> {
    let trapped = trapped(explored);
    if trapped.is_empty() {
        return Vec::new();
    }
    let mut first: BTreeMap<Vec<NodeIx>, StateIx> = BTreeMap::new();
    for component in closed_components(explored, &trapped) {
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
                at = explored.parent(state);
            }
            Trap { entry, run: explored.run_to(state), nodes }
        })
        .collect();
    traps.sort_by(|a, b| (a.entry, &a.nodes).cmp(&(b.entry, &b.nodes)));
    traps
}

/// The states from which no stop is reachable, in the order of their numbers.
fn trapped<B: Bits>(explored: &Explored<'_, B>) -> Vec<StateIx> {
    let edges = &explored.edges;
    let mut free = explored.stops.clone();
    let is = |free: &[bool], state: StateIx| free.get(state as usize).copied().unwrap_or(true);
    let set = |free: &mut [bool], state: StateIx| {
        if let Some(free) = free.get_mut(state as usize) {
            *free = true;
        }
    };
    let count = u32::try_from(free.len()).unwrap_or(u32::MAX);
    // Most steps lead to a higher number, so one sweep down settles nearly all states.
    let mut left = Vec::new();
    for state in (0..count).rev() {
        if is(&free, state) {
            continue;
        }
        if edges.of(state).any(|target| is(&free, target)) {
            set(&mut free, state);
        } else {
            left.push(state);
        }
    }
    if left.is_empty() {
        return left;
    }
    left.reverse();
    // What is left is settled backwards along its own steps, each looked at once.
    let mut before: Vec<(StateIx, StateIx)> = Vec::new();
    let mut ready = Vec::new();
    for state in left.iter().copied() {
        if edges.of(state).any(|target| is(&free, target)) {
            ready.push(state);
        } else {
            before.extend(edges.of(state).map(|target| (target, state)));
        }
    }
    if ready.is_empty() {
        return left;
    }
    before.sort_unstable();
    for state in &ready {
        set(&mut free, *state);
    }
    while let Some(state) = ready.pop() {
        let from = before.partition_point(|(target, _)| *target < state);
        for (_, source) in before.get(from..).unwrap_or_default().iter().take_while(|(target, _)| *target == state) {
            if !is(&free, *source) {
                set(&mut free, *source);
                ready.push(*source);
            }
        }
    }
    left.retain(|state| !is(&free, *state));
    left
}

/// What the search for components knows of a state.
#[derive(Clone, Copy)]
struct Known {
    /// When it was met; `NONE` before.
    met: u32,
    /// The earliest met state still open that it is known to lead to.
    low: u32,
    /// Its component; `NONE` while open.
    component: u32,
}

/// The components of the trapped states that nothing leads out of: Tarjan's search, with its own stack.
fn closed_components<B: Bits>(explored: &Explored<'_, B>, trapped: &[StateIx]) -> Vec<Vec<StateIx>> {
    let place = |state: StateIx| trapped.binary_search(&state).unwrap_or_default();
    let mut known = vec![Known { met: NONE, low: NONE, component: NONE }; trapped.len()];
    let get = |known: &[Known], at: usize| known.get(at).copied().unwrap_or(Known { met: 0, low: 0, component: 0 });
    let mut components: Vec<(Vec<StateIx>, bool)> = Vec::new();
    let (mut clock, mut open, mut path) = (0, Vec::new(), Vec::new());
    for root in 0..trapped.len() {
        if get(&known, root).met != NONE {
            continue;
        }
        let mut enter = Some(root);
        loop {
            if let Some(at) = enter.take() {
                if let Some(known) = known.get_mut(at) {
                    *known = Known { met: clock, low: clock, component: NONE };
                }
                clock += 1;
                open.push(at);
                path.push((at, explored.edges.of(trapped.get(at).copied().unwrap_or_default())));
            }
            let Some((at, targets)) = path.last_mut() else { break };
            let at = *at;
            if let Some(target) = targets.next() {
                let target = place(target);
                let there = get(&known, target);
                if there.met == NONE {
                    enter = Some(target);
                } else if there.component == NONE {
                    lower(&mut known, at, there.met);
                }
                continue;
            }
            path.pop();
            let done = get(&known, at);
            if let Some((above, _)) = path.last() {
                lower(&mut known, *above, done.low);
            }
            if done.low == done.met {
                let from = open.iter().rposition(|other| *other == at).unwrap_or_default();
                let number = u32::try_from(components.len()).unwrap_or(NONE);
                let members = open.split_off(from);
                for member in &members {
                    if let Some(known) = known.get_mut(*member) {
                        known.component = number;
                    }
                }
                let states: Vec<StateIx> = members.iter().filter_map(|member| trapped.get(*member).copied()).collect();
                let closed = states
                    .iter()
                    .all(|state| explored.edges.of(*state).all(|target| get(&known, place(target)).component == number));
                components.push((states, closed));
            }
        }
    }
    components.into_iter().filter(|(_, closed)| *closed).map(|(states, _)| states).collect()
}

fn lower(known: &mut [Known], at: usize, low: u32) {
    if let Some(known) = known.get_mut(at) {
        known.low = known.low.min(low);
    }
}
