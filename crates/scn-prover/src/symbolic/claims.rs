//! Decides promises with state sets: the questions that `crate::claims` asks about the explored
//! graph, asked about all states at once.
//!
//! The condition of a promise is evaluated at every moment, and merged states agree on it
//! (`classes.rs`), so the condition becomes a set at each location. `never` and `possible` ask
//! whether this set contains a reached state. `always possible` asks whether everything reached can
//! reach this set, by searching backwards from it. `inevitable` is in `avoid.rs`.

use scn_story::{Claim, Machine, NodeIx, PromiseKind, Site, ViewTest};

use super::diagram::{ALL, EMPTY, Fun};
use super::purse::{Done, Spent};
use super::runs::{By, Part, Walked};
use super::world::{Sets, World, put_at, set_at};
use super::{Begun, Merge};
use crate::{Limits, Nearest, Promises, Refutation, Verdict};

/// Decides whether each promise is kept without exploring the states one by one. The verdict is
/// [`Verdict::Open`] for a promise that the limits do not suffice for. Verdicts in `known`, from an
/// unfinished exploration of the same machine, are used as they are unless they are open.
pub(crate) fn promises(
    machine: &Machine,
    asked: &[(PromiseKind, Site)],
    limits: &Limits<'_>,
    merge: Merge,
    known: &[Verdict],
) -> Done<Promises> {
    let (mut world, Begun { start, .. }) = World::of(machine, limits, merge)?;
    let reached = world.spread(&[start], None)?;
    let mut verdicts = Vec::with_capacity(asked.len());
    for (at, (kind, site)) in asked.iter().enumerate() {
        let known = known.get(at).filter(|verdict| **verdict != Verdict::Open);
        verdicts.push(match (known, machine.claim(*site)) {
            (Some(known), _) => known.clone(),
            (None, None) => Verdict::Open,
            (None, Some(claim)) => match world.promise(*kind, claim, start, &reached) {
                Ok(verdict) => verdict,
                Err(Spent::Bound) => Verdict::Open,
                Err(Spent::Ended) => return Err(Spent::Ended),
            },
        });
    }
    let complete = verdicts.iter().all(|verdict| *verdict != Verdict::Open);
    Ok(Promises { states: world.count(&reached), complete, verdicts })
}

impl World<'_> {
    fn promise(&mut self, kind: PromiseKind, claim: Claim, start: (usize, Fun), reached: &Sets) -> Done<Verdict> {
        let has = self.having(&self.rules.machine.view_claim(claim))?;
        match kind {
            PromiseKind::Never => self.never(&has, reached),
            PromiseKind::Possible => self.possible(&has, claim, reached),
            PromiseKind::AlwaysPossible => self.always_possible(&has, reached),
            PromiseKind::Inevitable => self.inevitable(&has, start),
        }
    }

    /// Returns, for each node, the states there that meet a condition.
    pub(super) fn having(&mut self, test: &ViewTest) -> Done<Vec<Fun>> {
        let mut has = Vec::with_capacity(self.nodes.len());
        for node in 0..self.nodes.len() {
            let spot = self.rules.spot(NodeIx::at(node));
            has.push(self.rules.frame.holds(test, spot)?);
        }
        Ok(has)
    }

    /// Returns the set that applies at a location, from sets given per node.
    fn here(&self, by_node: &[Fun], place: usize) -> Fun {
        by_node.get(self.node_of(place).index()).copied().unwrap_or(EMPTY)
    }

    /// Returns those of the given states that are in sets given per node.
    fn among(&mut self, states: &Sets, by_node: &[Fun]) -> Done<Sets> {
        let mut among = Sets::new();
        for place in 0..self.places.len() {
            let both = self.and(set_at(states, place), self.here(by_node, place))?;
            put_at(&mut among, place, both);
        }
        Ok(among)
    }

    /// Returns those of the given states that are outside sets given per node.
    pub(super) fn outside(&mut self, states: &Sets, by_node: &[Fun]) -> Done<Sets> {
        let mut outside = Sets::new();
        for place in 0..self.places.len() {
            let here = self.here(by_node, place);
            let rest = self.rules.frame.diagrams.without(set_at(states, place), here)?;
            put_at(&mut outside, place, rest);
        }
        Ok(outside)
    }

    /// Returns the shortest run to one of some states. If there were none, that would be a bug
    /// here; nothing is claimed then.
    pub(super) fn run_to(&mut self, parts: &[Part], within: Option<&Sets>) -> Done<Walked> {
        self.run_within(parts, within)?.ok_or(Spent::Bound)
    }

    fn never(&mut self, has: &[Fun], reached: &Sets) -> Done<Verdict> {
        let met = parts(&self.among(reached, has)?);
        if met.is_empty() {
            return Ok(Verdict::Kept);
        }
        let Walked { run, last, .. } = self.run_to(&met, None)?;
        Ok(Verdict::Refuted(Refutation::Met { run, at: last.node }))
    }

    fn possible(&mut self, has: &[Fun], claim: Claim, reached: &Sets) -> Done<Verdict> {
        if !parts(&self.among(reached, has)?).is_empty() {
            return Ok(Verdict::Kept);
        }
        Ok(Verdict::Refuted(Refutation::Unmet(self.nearest(claim, reached)?)))
    }

    fn nearest(&mut self, claim: Claim, reached: &Sets) -> Done<Nearest> {
        let machine = self.rules.machine;
        let conjuncts = machine.conjuncts(claim);
        let mut some = Vec::with_capacity(conjuncts.len());
        // For each number, the states that meet at least that many of the conditions processed so
        // far: those that already did, and those that met one condition less and also meet the
        // current one.
        let mut at_least = vec![vec![ALL; self.nodes.len()]];
        for part in &conjuncts {
            let has = self.having(&machine.view_claim(*part))?;
            some.push(!parts(&self.among(reached, &has)?).is_empty());
            at_least.push(vec![EMPTY; self.nodes.len()]);
            for number in (1..at_least.len()).rev() {
                for (node, has) in has.iter().enumerate() {
                    let of = |number: usize| at_least.get(number).and_then(|sets| sets.get(node)).copied();
                    let (before, less) = (of(number).unwrap_or(EMPTY), of(number - 1).unwrap_or(EMPTY));
                    let now = self.and(less, *has)?;
                    let now = self.min(before, now)?;
                    if let Some(place) = at_least.get_mut(number).and_then(|sets| sets.get_mut(node)) {
                        *place = now;
                    }
                }
            }
        }
        for most in at_least.iter().rev() {
            let nearest = parts(&self.among(reached, most)?);
            if !nearest.is_empty() {
                let Walked { run, last, .. } = self.run_to(&nearest, None)?;
                let met = conjuncts.iter().map(|part| machine.claim_holds(*part, &last)).collect();
                return Ok(Nearest { parts: some, run, at: last.node, met });
            }
        }
        Err(Spent::Bound)
    }

    fn always_possible(&mut self, has: &[Fun], reached: &Sets) -> Done<Verdict> {
        let goal: Vec<(usize, Fun)> = (0..).zip(self.among(reached, has)?).collect();
        let open = self.distances(&goal, false, Some(reached))?;
        let mut stuck = Sets::new();
        for place in 0..self.places.len() {
            let rest = self.rules.frame.diagrams.without(set_at(reached, place), set_at(&open, place))?;
            put_at(&mut stuck, place, rest);
        }
        let stuck = parts(&stuck);
        if stuck.is_empty() {
            return Ok(Verdict::Kept);
        }
        let Walked { run, last, .. } = self.run_to(&stuck, None)?;
        let there = self.part_of(&last)?.ok_or(Spent::Bound)?;
        let ahead = self.spread(&[(there.place, there.states)], None)?;
        let mut within: Vec<NodeIx> = parts(&ahead).iter().map(|part| self.node_of(part.place)).collect();
        within.sort_unstable();
        within.dedup();
        Ok(Verdict::Refuted(Refutation::Stuck { run, at: last.node, within }))
    }
}

/// Returns the nonempty sets with their locations.
pub(super) fn parts(sets: &Sets) -> Vec<Part> {
    let filled = (0..).zip(sets).filter(|(_, states)| **states != EMPTY);
    filled.map(|(place, states)| Part { place, states: *states, by: By::Itself }).collect()
}
