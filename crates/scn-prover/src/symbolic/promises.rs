//! Decides promises with state sets: the questions that `crate::claims` asks about the explored
//! graph, asked about all states at once.
//!
//! The condition of a promise is evaluated at every moment, and merged states agree on it
//! (`classes.rs`), so the condition becomes a set at each location. `never` and `possible` ask
//! whether this set contains a reached state. `always possible` asks whether everything reached can
//! reach this set, by searching backwards from it. `inevitable` is in `avoid.rs`.

use scn_story::{ConditionRef, Machine, NodeIx, PromiseKind, SiteId, ViewTest};

use super::budget::{Budgeted, Exhausted};
use super::diagram::{ALL, EMPTY, NodeRef};
use super::runs::{GoalPart, Trigger, WalkedRun};
use super::transition_system::{StateSets, TransitionSystem, put_at, set_at};
use super::{InitialState, Merge};
use crate::{Limits, NearestMoment, Promises, Refutation, Verdict};

/// Decides whether each promise is kept without exploring the states one by one. The verdict is
/// [`Verdict::Open`] for a promise that the limits do not suffice for. Verdicts in `known`, from an
/// unfinished exploration of the same machine, are used as they are unless they are open.
pub(crate) fn prove_promises_with_sets(
    machine: &Machine,
    asked: &[(PromiseKind, SiteId)],
    limits: &Limits<'_>,
    merge: Merge,
    known: &[Verdict],
) -> Budgeted<Promises> {
    let (mut system, InitialState { start, .. }) = TransitionSystem::build(machine, limits, merge)?;
    let reached = system.reachable_from(&[start], None)?;
    let mut verdicts = Vec::with_capacity(asked.len());
    for (at, (kind, site)) in asked.iter().enumerate() {
        let known_verdict = known.get(at).filter(|verdict| **verdict != Verdict::Open);
        verdicts.push(match (known_verdict, machine.condition_at(*site)) {
            (Some(known), _) => known.clone(),
            (None, None) => Verdict::Open,
            (None, Some(claim)) => match system.prove_promise(*kind, claim, start, &reached) {
                Ok(verdict) => verdict,
                Err(Exhausted::Bound) => Verdict::Open,
                Err(Exhausted::Interrupted) => return Err(Exhausted::Interrupted),
            },
        });
    }
    let complete = verdicts.iter().all(|verdict| *verdict != Verdict::Open);
    Ok(Promises { states: system.count_states(&reached), complete, verdicts })
}

impl TransitionSystem<'_> {
    fn prove_promise(
        &mut self,
        kind: PromiseKind,
        claim: ConditionRef,
        start: (usize, NodeRef),
        reached: &StateSets,
    ) -> Budgeted<Verdict> {
        let meeting = self.states_meeting(&self.rules.machine.view_condition(claim))?;
        match kind {
            PromiseKind::Never => self.prove_never(&meeting, reached),
            PromiseKind::Possible => self.prove_possible(&meeting, claim, reached),
            PromiseKind::AlwaysPossible => self.prove_always_possible(&meeting, reached),
            PromiseKind::Inevitable => self.prove_inevitable(&meeting, start),
        }
    }

    /// Returns, for each node, the states there that meet a condition.
    pub(super) fn states_meeting(&mut self, test: &ViewTest) -> Budgeted<Vec<NodeRef>> {
        let mut sets = Vec::with_capacity(self.nodes.len());
        for node in 0..self.nodes.len() {
            let point = self.rules.eval_point(NodeIx::at(node));
            sets.push(self.rules.context.states_where(test, point)?);
        }
        Ok(sets)
    }

    /// Returns the set that applies at a location, from sets given per node.
    fn set_at_location(&self, by_node: &[NodeRef], location: usize) -> NodeRef {
        by_node.get(self.node_of(location).index()).copied().unwrap_or(EMPTY)
    }

    /// Returns those of the given states that are in sets given per node.
    fn restrict_to(&mut self, states: &StateSets, by_node: &[NodeRef]) -> Budgeted<StateSets> {
        let mut among = StateSets::new();
        for location in 0..self.locations.len() {
            let intersection = self.restrict(set_at(states, location), self.set_at_location(by_node, location))?;
            put_at(&mut among, location, intersection);
        }
        Ok(among)
    }

    /// Returns those of the given states that are outside sets given per node.
    pub(super) fn states_outside(&mut self, states: &StateSets, by_node: &[NodeRef]) -> Budgeted<StateSets> {
        let mut outside = StateSets::new();
        for location in 0..self.locations.len() {
            let excluded = self.set_at_location(by_node, location);
            let remaining = self.rules.context.diagrams.exclude(set_at(states, location), excluded)?;
            put_at(&mut outside, location, remaining);
        }
        Ok(outside)
    }

    /// Returns the shortest run to one of some states. If there were none, that would be a bug
    /// here; nothing is claimed then.
    pub(super) fn run_to(&mut self, parts: &[GoalPart], within: Option<&StateSets>) -> Budgeted<WalkedRun> {
        self.shortest_run_within(parts, within)?.ok_or(Exhausted::Bound)
    }

    fn prove_never(&mut self, has: &[NodeRef], reached: &StateSets) -> Budgeted<Verdict> {
        let parts_met = nonempty_parts(&self.restrict_to(reached, has)?);
        if parts_met.is_empty() {
            return Ok(Verdict::Kept);
        }
        let WalkedRun { run, last, .. } = self.run_to(&parts_met, None)?;
        Ok(Verdict::Refuted(Refutation::Met { run, at: last.node }))
    }

    fn prove_possible(&mut self, has: &[NodeRef], claim: ConditionRef, reached: &StateSets) -> Budgeted<Verdict> {
        if !nonempty_parts(&self.restrict_to(reached, has)?).is_empty() {
            return Ok(Verdict::Kept);
        }
        Ok(Verdict::Refuted(Refutation::Unmet(self.nearest_moment(claim, reached)?)))
    }

    fn nearest_moment(&mut self, claim: ConditionRef, reached: &StateSets) -> Budgeted<NearestMoment> {
        let machine = self.rules.machine;
        let conjuncts = machine.conjuncts(claim);
        let mut some = Vec::with_capacity(conjuncts.len());
        // For each number, the states that meet at least that many of the conditions processed so
        // far: those that already did, and those that met one condition less and also meet the
        // current one.
        let mut at_least = vec![vec![ALL; self.nodes.len()]];
        for part in &conjuncts {
            let meeting = self.states_meeting(&machine.view_condition(*part))?;
            some.push(!nonempty_parts(&self.restrict_to(reached, &meeting)?).is_empty());
            at_least.push(vec![EMPTY; self.nodes.len()]);
            for number in (1..at_least.len()).rev() {
                for (node, has) in meeting.iter().enumerate() {
                    let set_for = |number: usize| at_least.get(number).and_then(|sets| sets.get(node)).copied();
                    let (before, less) = (set_for(number).unwrap_or(EMPTY), set_for(number - 1).unwrap_or(EMPTY));
                    let updated = self.restrict(less, *has)?;
                    let updated = self.min(before, updated)?;
                    if let Some(place) = at_least.get_mut(number).and_then(|sets| sets.get_mut(node)) {
                        *place = updated;
                    }
                }
            }
        }
        for most in at_least.iter().rev() {
            let nearest = nonempty_parts(&self.restrict_to(reached, most)?);
            if !nearest.is_empty() {
                let WalkedRun { run, last, .. } = self.run_to(&nearest, None)?;
                let met_conditions = conjuncts.iter().map(|part| machine.condition_holds(*part, &last)).collect();
                return Ok(NearestMoment { parts: some, run, at: last.node, met: met_conditions });
            }
        }
        Err(Exhausted::Bound)
    }

    fn prove_always_possible(&mut self, has: &[NodeRef], reached: &StateSets) -> Budgeted<Verdict> {
        let goal: Vec<(usize, NodeRef)> = (0..).zip(self.restrict_to(reached, has)?).collect();
        let open = self.distances_to(&goal, false, Some(reached))?;
        let mut stuck = StateSets::new();
        for location in 0..self.locations.len() {
            let remaining = self.rules.context.diagrams.exclude(set_at(reached, location), set_at(&open, location))?;
            put_at(&mut stuck, location, remaining);
        }
        let stuck = nonempty_parts(&stuck);
        if stuck.is_empty() {
            return Ok(Verdict::Kept);
        }
        let WalkedRun { run, last, .. } = self.run_to(&stuck, None)?;
        let there = self.single_state(&last)?.ok_or(Exhausted::Bound)?;
        let ahead = self.reachable_from(&[(there.location, there.states)], None)?;
        let mut reachable_nodes: Vec<NodeIx> =
            nonempty_parts(&ahead).iter().map(|part| self.node_of(part.location)).collect();
        reachable_nodes.sort_unstable();
        reachable_nodes.dedup();
        Ok(Verdict::Refuted(Refutation::Stuck { run, at: last.node, within: reachable_nodes }))
    }
}

/// Returns the nonempty sets with their locations.
pub(super) fn nonempty_parts(sets: &StateSets) -> Vec<GoalPart> {
    let filled = (0..).zip(sets).filter(|(_, states)| **states != EMPTY);
    filled.map(|(location, states)| GoalPart { location, states: *states, by: Trigger::Itself }).collect()
}
