//! Moments that a run can enter and never leave.
//!
//! What cannot come to a stop is trapped. From any trapped state, all that runs come to is trapped too; if each of that comes back to the state, it is a
//! smallest closed set, and whatever leads to it is in no other one or in none. Else what is ahead and does not come back holds a smaller one: go
//! there. (A. Xie and P. A. Beerel, 'Implicit enumeration of strongly connected components', ICCAD 1999, for the components with no way out.)

use std::collections::BTreeMap;

use scn_story::NodeIx;

use super::diagram::EMPTY;
use super::purse::{Done, Spent};
use super::runs::{By, Part};
use super::world::{Sets, World, put_at, set_at};
use crate::Trap;

/// More smallest closed sets than this are not looked for: they come from values that a trap holds fixed, each a trap of its own.
const MOST_CLOSED: usize = 256;

/// So many states are tried in all.
const MOST_TRIES: usize = 4096;

impl World<'_> {
    /// The traps among the states that runs come to, by the entry's place in the source.
    pub(crate) fn traps(&mut self, reached: &Sets) -> Done<Vec<Trap>> {
        let free = self.can_stop(reached)?;
        let mut left: Sets = Vec::new();
        for place in 0..self.places.len() {
            let trapped = self.rules.frame.diagrams.without(set_at(reached, place), set_at(&free, place))?;
            put_at(&mut left, place, trapped);
        }
        let mut found: BTreeMap<Vec<NodeIx>, Vec<Part>> = BTreeMap::new();
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
                        let parts: Vec<Part> =
                            places.map(|(place, states)| Part { place, states: *states, by: By::Itself }).collect();
                        let mut nodes: Vec<NodeIx> = parts.iter().map(|part| self.node_of(part.place)).collect();
                        nodes.sort_unstable();
                        nodes.dedup();
                        found.entry(nodes).or_default().extend(parts);
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
        let mut traps = Vec::new();
        for (nodes, parts) in found {
            let walked = self.run(&parts)?.ok_or(Spent::Bound)?;
            let entry =
                walked.nodes.iter().copied().find(|node| nodes.binary_search(node).is_ok()).ok_or(Spent::Bound)?;
            traps.push(Trap { entry, run: walked.run, nodes });
        }
        traps.sort_by(|a, b| (a.entry, &a.nodes).cmp(&(b.entry, &b.nodes)));
        Ok(traps)
    }
}

/// The first place where there is something.
fn first(sets: &Sets) -> Option<(usize, super::diagram::Fun)> {
    (0..).zip(sets).find(|(_, states)| **states != EMPTY).map(|(place, states)| (place, *states))
}
