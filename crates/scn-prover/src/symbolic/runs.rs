//! Finds the shortest run that demonstrates something.
//!
//! Distances to the goal are computed backwards, for all states at once. Then the one interpreter
//! walks the run from the start: at each moment it takes the first outcome in source order after
//! which the distance is one less. The run is therefore the first in source order among those of
//! equal length, and it is a real run: what the sets say is checked step by step against what
//! actually happens.

use scn_story::{ChoiceIx, Machine, Moment, OutcomeIx, Silent, State, Step};

use super::budget::Budgeted;
use super::diagram::{NodeRef, add_to};
use super::transition_system::{StateSets, TransitionSystem, set_at};
use crate::{RunStep, Witness};

/// Where an observation is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GoalPart {
    pub(crate) location: usize,
    pub(crate) states: NodeRef,
    pub(crate) by: Trigger,
}

/// When an observation is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// At the moment itself.
    Itself,
    /// While this outcome happens.
    Outcome(OutcomeIx),
    /// When this choice is made and has no outcome.
    NoOutcome(ChoiceIx),
}

/// A run to an observation.
#[derive(Debug)]
pub(crate) struct WalkedRun {
    pub(crate) run: Witness,
    /// The moments it passes through, including the last.
    pub(crate) moments: Vec<State<Vec<u64>>>,
    /// The last moment it reaches.
    pub(crate) last: State<Vec<u64>>,
    /// When the observation is made there.
    pub(crate) by: Trigger,
}

/// Maximum length to which a chain of situations without choices is followed.
const LONGEST_CHAIN: usize = 1 << 20;

/// The result of making a choice.
enum ChoiceResult {
    Leads(State<Vec<u64>>),
    /// The choice itself demonstrates what is wanted.
    Shows(Trigger),
}

struct RunWalk<'w, 'm> {
    system: &'w mut TransitionSystem<'m>,
    machine: &'m Machine,
    parts: &'w [GoalPart],
    distances: StateSets,
    steps: Vec<RunStep>,
    moments: Vec<State<Vec<u64>>>,
}

impl<'m> TransitionSystem<'m> {
    /// Returns the shortest run that demonstrates one of these, or `None` if there is none.
    pub(crate) fn shortest_run(&mut self, parts: &[GoalPart]) -> Budgeted<Option<WalkedRun>> {
        self.shortest_run_within(parts, None)
    }

    /// The same, through the states in `within` only, which must contain those of the parts.
    pub(crate) fn shortest_run_within(
        &mut self,
        parts: &[GoalPart],
        within: Option<&StateSets>,
    ) -> Budgeted<Option<WalkedRun>> {
        let state = self.start_state().0;
        self.prepare_walk(parts, within)?.walk_from(state)
    }

    /// Returns the shortest path from a state back to itself through the states in `within`, which
    /// must contain it, or `None` if there is none.
    pub(crate) fn shortest_cycle_from(
        &mut self,
        state: &State<Vec<u64>>,
        within: &StateSets,
    ) -> Budgeted<Option<Witness>> {
        let Some(part) = self.single_state(state)? else { return Ok(None) };
        let parts = [part];
        let mut walk = self.prepare_walk(&parts, Some(within))?;
        let Some(next) = walk.nearest_step(state)? else { return Ok(None) };
        Ok(walk.walk_from(next)?.map(|walked| walked.run))
    }

    /// Returns the set of a single state with its location.
    pub(crate) fn single_state(&mut self, state: &State<Vec<u64>>) -> Budgeted<Option<GoalPart>> {
        let Some((location, values)) = self.state_numbers(state) else { return Ok(None) };
        Ok(Some(GoalPart { location, states: self.rules.context.diagrams.single_tuple(&values)?, by: Trigger::Itself }))
    }

    fn prepare_walk<'w>(&'w mut self, parts: &'w [GoalPart], within: Option<&StateSets>) -> Budgeted<RunWalk<'w, 'm>> {
        let goal: Vec<(usize, NodeRef)> = parts
            .iter()
            .map(|part| (part.location, add_to(part.states, u32::from(part.by != Trigger::Itself))))
            .collect();
        let distances = self.distances_to(&goal, true, within)?;
        let machine = self.rules.machine;
        Ok(RunWalk { system: self, machine, parts, distances, steps: Vec::new(), moments: Vec::new() })
    }

    /// Returns the number of a state's location and the numbers of its values, each replaced by the
    /// representative of its class.
    pub(crate) fn state_numbers(&self, state: &State<Vec<u64>>) -> Option<(usize, Vec<u32>)> {
        let location = self.known_location(state.node, state.stack)?;
        let rules = &self.rules;
        let space = &rules.context.space;
        let class_number = |(level, slot): (u32, &usize)| {
            let number = space.number_of(level, rules.machine.raw_at(&state.bits, *slot));
            let table = rules.classes.representatives(state.node, level);
            table.and_then(|table| table.get(number as usize).copied()).unwrap_or(number)
        };
        Some((location, (0_u32..).zip(space.slots_by_level()).map(class_number).collect()))
    }
}

impl RunWalk<'_, '_> {
    fn distance_of(&self, state: &State<Vec<u64>>) -> Option<u32> {
        let (location, values) = self.system.state_numbers(state)?;
        self.system.rules.context.diagrams.value_at(set_at(&self.distances, location), &values)
    }

    fn is_shown_by(&self, state: &State<Vec<u64>>, by: Trigger) -> bool {
        let Some((location, values)) = self.system.state_numbers(state) else { return false };
        let diagrams = &self.system.rules.context.diagrams;
        let mut parts = self.parts.iter().filter(|part| part.location == location && part.by == by);
        parts.any(|part| diagrams.value_at(part.states, &values).is_some())
    }

    /// Walks from a state to the observation to be demonstrated.
    fn walk_from(mut self, mut state: State<Vec<u64>>) -> Budgeted<Option<WalkedRun>> {
        let machine = self.machine;
        let Some(mut left) = self.distance_of(&state) else { return Ok(None) };
        for _ in 0..LONGEST_CHAIN {
            self.system.rules.context.diagrams.budget.spend(1)?;
            self.moments.push(state.clone());
            if left == 0 && self.is_shown_by(&state, Trigger::Itself) {
                return Ok(Some(self.finish(state, Trigger::Itself)));
            }
            state = match machine.moment(state.node) {
                Moment::Ending(_) => return Ok(None),
                Moment::GoesOn => match self.goes_on(&state) {
                    Some(next) => next,
                    None => return Ok(None),
                },
                Moment::Choices => {
                    let Some(less) = left.checked_sub(1) else { return Ok(None) };
                    left = less;
                    match self.choose_nearest(&state, left)? {
                        None => return Ok(None),
                        Some(ChoiceResult::Leads(next)) => next,
                        Some(ChoiceResult::Shows(by)) => return Ok(Some(self.finish(state, by))),
                    }
                }
            };
        }
        Ok(None)
    }

    fn finish(self, last: State<Vec<u64>>, by: Trigger) -> WalkedRun {
        WalkedRun { run: Witness::from(self.steps), moments: self.moments, last, by }
    }

    fn goes_on(&self, state: &State<Vec<u64>>) -> Option<State<Vec<u64>>> {
        match self.machine.go_on(state, &mut Silent, &self.system.stacks) {
            Step::To(mut next) => {
                self.machine.reduce(&mut next);
                Some(next)
            }
            Step::Stopped(_) => None,
        }
    }

    /// Makes the first choice with an outcome after which the distance is `left`, or which
    /// demonstrates what is wanted.
    fn choose_nearest(&mut self, state: &State<Vec<u64>>, left: u32) -> Budgeted<Option<ChoiceResult>> {
        let machine = self.machine;
        let (mut open, mut outcomes) = (Vec::new(), Vec::new());
        machine.offers(state, &mut open, &mut Silent);
        for choice in open.iter().copied() {
            let chosen = machine.choose(state, &open, choice, &mut outcomes, &mut Silent);
            self.system.rules.context.diagrams.budget.spend(1 + outcomes.len() as u64)?;
            if left == 0 && outcomes.is_empty() && self.is_shown_by(state, Trigger::NoOutcome(choice)) {
                self.steps.push(RunStep::Choose(choice));
                return Ok(Some(ChoiceResult::Shows(Trigger::NoOutcome(choice))));
            }
            for outcome in outcomes.iter().copied() {
                if left == 0 && self.is_shown_by(state, Trigger::Outcome(outcome)) {
                    self.push_steps(choice, outcome);
                    return Ok(Some(ChoiceResult::Shows(Trigger::Outcome(outcome))));
                }
                if let Step::To(mut next) = machine.take_outcome(&chosen, outcome, &mut self.system.stacks, &mut Silent)
                {
                    machine.reduce(&mut next);
                    if self.distance_of(&next) == Some(left) {
                        self.push_steps(choice, outcome);
                        return Ok(Some(ChoiceResult::Leads(next)));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Makes the step after which the least distance is left (the first in source order of several)
    /// and returns the state it leads to.
    fn nearest_step(&mut self, state: &State<Vec<u64>>) -> Budgeted<Option<State<Vec<u64>>>> {
        let machine = self.machine;
        match machine.moment(state.node) {
            Moment::Ending(_) => return Ok(None),
            Moment::GoesOn => return Ok(self.goes_on(state)),
            Moment::Choices => {}
        }
        let (mut open, mut outcomes) = (Vec::new(), Vec::new());
        machine.offers(state, &mut open, &mut Silent);
        let mut least: Option<u32> = None;
        for choice in open.iter().copied() {
            let chosen = machine.choose(state, &open, choice, &mut outcomes, &mut Silent);
            for outcome in outcomes.iter().copied() {
                if let Step::To(mut next) = machine.take_outcome(&chosen, outcome, &mut self.system.stacks, &mut Silent)
                {
                    machine.reduce(&mut next);
                    let distance = self.distance_of(&next);
                    least = least.into_iter().chain(distance).min();
                }
            }
        }
        let Some(least) = least else { return Ok(None) };
        Ok(match self.choose_nearest(state, least)? {
            Some(ChoiceResult::Leads(next)) => Some(next),
            Some(ChoiceResult::Shows(_)) | None => None,
        })
    }

    fn push_steps(&mut self, choice: ChoiceIx, outcome: OutcomeIx) {
        self.steps.push(RunStep::Choose(choice));
        if self.machine.is_chance(choice) {
            let position = self.machine.choice_of(outcome).map_or(0, |(_, position)| position);
            self.steps.push(RunStep::Draw(u32::try_from(position + 1).unwrap_or(u32::MAX)));
        }
    }
}
