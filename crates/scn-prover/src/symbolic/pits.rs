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

use super::diagram::{EMPTY, Fun};
use super::purse::{Done, Spent};
use super::runs::{By, Part};
use super::world::{Sets, World, put_at, set_at};
use crate::Trap;

/// Maximum number of minimal closed sets. Large numbers arise from values that a trap keeps
/// constant, each of which makes a trap of its own.
const MOST_CLOSED: usize = 256;

/// Maximum number of states tried in total.
const MOST_TRIES: usize = 4096;

impl World<'_> {
    /// Returns the traps among the reached states, ordered by the source position of their entry.
    pub(crate) fn traps(&mut self, reached: &Sets) -> Done<Vec<Trap>> {
        let free = self.can_stop(reached)?;
        let mut trapped: Sets = Vec::new();
        for place in 0..self.places.len() {
            let here = self.rules.frame.diagrams.without(set_at(reached, place), set_at(&free, place))?;
            put_at(&mut trapped, place, here);
        }
        let mut left = trapped.clone();
        let mut found: BTreeSet<Vec<NodeIx>> = BTreeSet::new();
        let (mut closed, mut tries) = (0, 0);
        while let Some((mut place, _)) = first(&left) {
            let mut among = left.clone();
            loop {
                tries += 1;
                let one = self.rules.frame.diagrams.pick(set_at(&among, place)).ok_or(Spent::Bound)?;
                let one = [(place, self.rules.frame.diagrams.point(&one)?)];
                let ahead = self.spread(&one, None)?;
                let behind = self.distances(&one, false, Some(reached))?;
                let mut beyond: Sets = Vec::new();
                for place in 0..self.places.len() {
                    let (there, back) = (set_at(&ahead, place), set_at(&behind, place));
                    put_at(&mut beyond, place, self.rules.frame.diagrams.without(there, back)?);
                }
                for place in 0..self.places.len() {
                    let rest = self.rules.frame.diagrams.without(set_at(&left, place), set_at(&behind, place))?;
                    put_at(&mut left, place, rest);
                }
                match first(&beyond) {
                    Some((next, _)) => (place, among) = (next, beyond),
                    None => {
                        closed += 1;
                        let places = (0_usize..).zip(&ahead).filter(|(_, states)| **states != EMPTY);
                        let mut nodes: Vec<NodeIx> = places.map(|(place, _)| self.node_of(place)).collect();
                        nodes.sort_unstable();
                        nodes.dedup();
                        found.insert(nodes);
                        break;
                    }
                }
                if MOST_TRIES < tries {
                    return Err(Spent::Bound);
                }
            }
            if MOST_CLOSED < closed {
                return Err(Spent::Bound);
            }
        }
        self.entered(&trapped, found)
    }

    /// Computes the runs into the traps with these sets of situations.
    fn entered(&mut self, trapped: &Sets, found: BTreeSet<Vec<NodeIx>>) -> Done<Vec<Trap>> {
        // For each situation, the trapped states from which a run can reach it.
        let mut leads: BTreeMap<NodeIx, Sets> = BTreeMap::new();
        if !found.is_empty() {
            let mut goals: BTreeMap<NodeIx, Vec<(usize, Fun)>> = BTreeMap::new();
            for (place, states) in (0_usize..).zip(trapped).filter(|(_, states)| **states != EMPTY) {
                goals.entry(self.node_of(place)).or_default().push((place, *states));
            }
            for (node, goal) in goals {
                leads.insert(node, self.distances(&goal, false, Some(trapped))?);
            }
        }
        let mut traps = Vec::new();
        for nodes in found {
            let mut parts = Vec::new();
            for (place, states) in (0_usize..).zip(trapped).filter(|(_, states)| **states != EMPTY) {
                if nodes.binary_search(&self.node_of(place)).is_err() {
                    continue;
                }
                let mut states = *states;
                for (node, leads) in &leads {
                    let diagrams = &mut self.rules.frame.diagrams;
                    states = match nodes.binary_search(node) {
                        Ok(_) => diagrams.and(states, set_at(leads, place))?,
                        Err(_) => diagrams.without(states, set_at(leads, place))?,
                    };
                }
                if states != EMPTY {
                    parts.push(Part { place, states, by: By::Itself });
                }
            }
            let walked = self.run(&parts)?.ok_or(Spent::Bound)?;
            let is_entry = |state: &&State<Vec<u64>>| {
                let here = self.numbers(state).is_some_and(|(place, values)| {
                    self.rules.frame.diagrams.at(set_at(trapped, place), &values).is_some()
                });
                here && nodes.binary_search(&state.node).is_ok()
            };
            let entry = walked.moments.iter().find(is_entry).ok_or(Spent::Bound)?.node;
            traps.push(Trap { entry, run: walked.run, nodes });
        }
        traps.sort_by(|a, b| (a.entry, &a.nodes).cmp(&(b.entry, &b.nodes)));
        Ok(traps)
    }
}

/// Returns the first nonempty set with its location.
fn first(sets: &Sets) -> Option<(usize, super::diagram::Fun)> {
    (0..).zip(sets).find(|(_, states)| **states != EMPTY).map(|(place, states)| (place, *states))
}
