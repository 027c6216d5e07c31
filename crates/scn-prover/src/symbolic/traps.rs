//! Moments that a run can enter and never leave.
//!
//! A state from which no stop is reachable is trapped, and so is everything reachable from it. If
//! every state reachable from a trapped state can return to it, the reachable states form a minimal
//! closed set; a state that leads there belongs to this set or to no minimal closed set. Otherwise
//! the states ahead that cannot return contain a minimal closed set, and the search continues among
//! them. The situations of a minimal closed set form a trap. (A. Xie and P. A. Beerel, 'Implicit
//! enumeration of strongly connected components', ICCAD 1999, for the components that nothing leads
//! out of.)
//!
//! A run is in a trap as soon as its state is trapped and it can still reach every situation of the
//! trap and no other situation.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{NodeIx, State};

use super::budget::{Budgeted, Exhausted};
use super::diagram::{EMPTY, NodeRef};
use super::runs::{GoalPart, Trigger};
use super::transition_system::{StateSets, TransitionSystem, put_at, set_at};
use crate::Trap;

/// Maximum number of minimal closed sets. Large numbers arise from values that a trap keeps
/// constant, each of which makes a trap of its own.
const MOST_CLOSED: usize = 256;

/// Maximum number of states tried in total.
const MOST_TRIES: usize = 4096;

impl TransitionSystem<'_> {
    /// Returns the traps among the reached states, ordered by the source position of their entry.
    pub(crate) fn find_traps(&mut self, reached: &StateSets) -> Budgeted<Vec<Trap>> {
        let free = self.can_stop(reached)?;
        let mut trapped: StateSets = Vec::new();
        for location in 0..self.locations.len() {
            let trapped_here =
                self.rules.context.diagrams.exclude(set_at(reached, location), set_at(&free, location))?;
            put_at(&mut trapped, location, trapped_here);
        }
        let mut remaining = trapped.clone();
        let mut trap_nodes: BTreeSet<Vec<NodeIx>> = BTreeSet::new();
        let (mut closed, mut tries) = (0, 0);
        while let Some((mut location, _)) = first_nonempty(&remaining) {
            let mut among = remaining.clone();
            loop {
                tries += 1;
                let tuple =
                    self.rules.context.diagrams.least_tuple(set_at(&among, location)).ok_or(Exhausted::Bound)?;
                let seed = [(location, self.rules.context.diagrams.single_tuple(&tuple)?)];
                let ahead = self.reachable_from(&seed, None)?;
                let backward = self.distances_to(&seed, false, Some(reached))?;
                let mut escaping: StateSets = Vec::new();
                for location in 0..self.locations.len() {
                    let (there, back) = (set_at(&ahead, location), set_at(&backward, location));
                    put_at(&mut escaping, location, self.rules.context.diagrams.exclude(there, back)?);
                }
                for location in 0..self.locations.len() {
                    let remaining_here = self
                        .rules
                        .context
                        .diagrams
                        .exclude(set_at(&remaining, location), set_at(&backward, location))?;
                    put_at(&mut remaining, location, remaining_here);
                }
                match first_nonempty(&escaping) {
                    Some((next, _)) => (location, among) = (next, escaping),
                    None => {
                        closed += 1;
                        let places = (0_usize..).zip(&ahead).filter(|(_, states)| **states != EMPTY);
                        let mut nodes: Vec<NodeIx> = places.map(|(location, _)| self.node_of(location)).collect();
                        nodes.sort_unstable();
                        nodes.dedup();
                        trap_nodes.insert(nodes);
                        break;
                    }
                }
                if MOST_TRIES < tries {
                    return Err(Exhausted::Bound);
                }
            }
            if MOST_CLOSED < closed {
                return Err(Exhausted::Bound);
            }
        }
        self.trap_runs(&trapped, trap_nodes)
    }

    /// Computes the runs into the traps with these sets of situations.
    fn trap_runs(&mut self, trapped: &StateSets, found: BTreeSet<Vec<NodeIx>>) -> Budgeted<Vec<Trap>> {
        // For each situation, the trapped states from which a run can reach it.
        let mut leads: BTreeMap<NodeIx, StateSets> = BTreeMap::new();
        if !found.is_empty() {
            let mut goals: BTreeMap<NodeIx, Vec<(usize, NodeRef)>> = BTreeMap::new();
            for (location, states) in (0_usize..).zip(trapped).filter(|(_, states)| **states != EMPTY) {
                goals.entry(self.node_of(location)).or_default().push((location, *states));
            }
            for (node, goal) in goals {
                leads.insert(node, self.distances_to(&goal, false, Some(trapped))?);
            }
        }
        let mut traps = Vec::new();
        for nodes in found {
            let mut parts = Vec::new();
            for (location, states) in (0_usize..).zip(trapped).filter(|(_, states)| **states != EMPTY) {
                if nodes.binary_search(&self.node_of(location)).is_err() {
                    continue;
                }
                let mut states = *states;
                for (node, leads) in &leads {
                    let diagrams = &mut self.rules.context.diagrams;
                    states = match nodes.binary_search(node) {
                        Ok(_) => diagrams.restrict(states, set_at(leads, location))?,
                        Err(_) => diagrams.exclude(states, set_at(leads, location))?,
                    };
                }
                if states != EMPTY {
                    parts.push(GoalPart { location, states, by: Trigger::Itself });
                }
            }
            let walked = self.shortest_run(&parts)?.ok_or(Exhausted::Bound)?;
            let is_entry = |state: &&State<Vec<u64>>| {
                let is_trapped = self.state_numbers(state).is_some_and(|(location, values)| {
                    self.rules.context.diagrams.value_at(set_at(trapped, location), &values).is_some()
                });
                is_trapped && nodes.binary_search(&state.node).is_ok()
            };
            let entry = walked.moments.iter().find(is_entry).ok_or(Exhausted::Bound)?.node;
            traps.push(Trap { entry, run: walked.run, nodes });
        }
        traps.sort_by(|a, b| (a.entry, &a.nodes).cmp(&(b.entry, &b.nodes)));
        Ok(traps)
    }
}

/// Returns the first nonempty set with its location.
fn first_nonempty(sets: &StateSets) -> Option<(usize, super::diagram::NodeRef)> {
    (0..).zip(sets).find(|(_, states)| **states != EMPTY).map(|(location, states)| (location, *states))
}
