//! Whether promises are kept, by sets: what `crate::claims` asks of the explored graph, asked of
//! all states at once.
//!
//! A promise asks its condition at every moment, and states taken for one answer it alike
//! (`classes.rs`). So with the condition as a set at each place: `never` and `possible` ask whether
//! a reached state is in it; `always possible`, whether a spread backwards from it covers all that
//! is reached; `inevitable` is in `avoid.rs`.

use scn_story::{Claim, Machine, NodeIx, PromiseKind, Site, ViewTest};

use super::diagram::{ALL, EMPTY, Fun};
use super::purse::{Done, Spent};
use super::runs::{By, Part, Walked};
use super::world::{Sets, World, put_at, set_at};
use super::{Begun, Merge};
use crate::{Limits, Nearest, Promises, Refutation, Verdict};

/// Says of each promise whether it is kept, without walking the states one by one;
/// [`Verdict::Open`] where the limits do not suffice for it. What `known`, the verdicts of an
/// unfinished exploration of the same machine, says already is not asked again.
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

    /// For each node, the states there that meet a condition.
    pub(super) fn having(&mut self, test: &ViewTest) -> Done<Vec<Fun>> {
        let mut has = Vec::with_capacity(self.nodes.len());
        for node in 0..self.nodes.len() {
            let spot = self.rules.spot(NodeIx::at(node));
            has.push(self.rules.frame.holds(test, spot)?);
        }
        Ok(has)
    }

    /// The states that a place has of some sets by node.
    fn here(&self, by_node: &[Fun], place: usize) -> Fun {
        by_node.get(self.node_of(place).index()).copied().unwrap_or(EMPTY)
    }

    /// Of some states, those in sets by node.
    fn among(&mut self, states: &Sets, by_node: &[Fun]) -> Done<Sets> {
        let mut among = Sets::new();
        for place in 0..self.places.len() {
            let both = self.and(set_at(states, place), self.here(by_node, place))?;
            put_at(&mut among, place, both);
        }
        Ok(among)
    }

    /// Of some states, those outside sets by node.
    pub(super) fn outside(&mut self, states: &Sets, by_node: &[Fun]) -> Done<Sets> {
        let mut outside = Sets::new();
        for place in 0..self.places.len() {
            let here = self.here(by_node, place);
            let rest = self.rules.frame.diagrams.without(set_at(states, place), here)?;
            put_at(&mut outside, place, rest);
        }
        Ok(outside)
    }

    /// The shortest run to one of some states. That there is none would be a fault here: then
    /// nothing is claimed.
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
        // For each number, the states that meet at least so many of the conditions looked at: those
        // that did before, and those that did of one less and meet this one.
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

/// The places where there is something, and what.
pub(super) fn parts(sets: &Sets) -> Vec<Part> {
    let filled = (0..).zip(sets).filter(|(_, states)| **states != EMPTY);
    filled.map(|(place, states)| Part { place, states: *states, by: By::Itself }).collect()
}
