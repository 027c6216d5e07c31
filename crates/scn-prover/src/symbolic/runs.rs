//! Finds the shortest run that demonstrates something.
//!
//! Distances to the goal are computed backwards, for all states at once. Then the one interpreter
//! walks the run from the start: at each moment it takes the first outcome in source order after
//! which the distance is one less. The run is therefore the first in source order among those of
//! equal length, and it is a real run: what the sets say is checked step by step against what
//! actually happens.

use scn_story::{ChoiceIx, Machine, Moment, OutcomeIx, Silent, State, Step};

use super::diagram::{Fun, plus};
use super::purse::Done;
use super::world::{Sets, World, set_at};
use crate::{RunStep, Witness};

/// Where an observation is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) place: usize,
    pub(crate) states: Fun,
    pub(crate) by: By,
}

/// When an observation is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// At the moment itself.
    Itself,
    /// While this outcome happens.
    Outcome(OutcomeIx),
    /// When this choice is made and has no outcome.
    NoOutcome(ChoiceIx),
}

/// A run to an observation.
#[derive(Debug)]
pub(crate) struct Walked {
    pub(crate) run: Witness,
    /// The moments it passes through, including the last.
    pub(crate) moments: Vec<State<Vec<u64>>>,
    /// The last moment it reaches.
    pub(crate) last: State<Vec<u64>>,
    /// When the observation is made there.
    pub(crate) by: By,
}

/// Maximum length to which a chain of situations without choices is followed.
const LONGEST_CHAIN: usize = 1 << 20;

/// The result of making a choice.
enum Chosen {
    Leads(State<Vec<u64>>),
    /// The choice itself demonstrates what is wanted.
    Shows(By),
}

struct Walk<'w, 'm> {
    world: &'w mut World<'m>,
    machine: &'m Machine,
    parts: &'w [Part],
    distances: Sets,
    steps: Vec<RunStep>,
    moments: Vec<State<Vec<u64>>>,
}

impl<'m> World<'m> {
    /// Returns the shortest run that demonstrates one of these, or `None` if there is none.
    pub(crate) fn run(&mut self, parts: &[Part]) -> Done<Option<Walked>> {
        self.run_within(parts, None)
    }

    /// The same, through the states in `within` only, which must contain those of the parts.
    pub(crate) fn run_within(&mut self, parts: &[Part], within: Option<&Sets>) -> Done<Option<Walked>> {
        let state = self.start().0;
        self.walk(parts, within)?.from(state)
    }

    /// Returns the shortest path from a state back to itself through the states in `within`, which
    /// must contain it, or `None` if there is none.
    pub(crate) fn way_round(&mut self, state: &State<Vec<u64>>, within: &Sets) -> Done<Option<Witness>> {
        let Some(part) = self.part_of(state)? else { return Ok(None) };
        let parts = [part];
        let mut walk = self.walk(&parts, Some(within))?;
        let Some(next) = walk.nearest_step(state)? else { return Ok(None) };
        Ok(walk.from(next)?.map(|walked| walked.run))
    }

    /// Returns the set of a single state with its location.
    pub(crate) fn part_of(&mut self, state: &State<Vec<u64>>) -> Done<Option<Part>> {
        let Some((place, values)) = self.numbers(state) else { return Ok(None) };
        Ok(Some(Part { place, states: self.rules.frame.diagrams.point(&values)?, by: By::Itself }))
    }

    fn walk<'w>(&'w mut self, parts: &'w [Part], within: Option<&Sets>) -> Done<Walk<'w, 'm>> {
        let goal: Vec<(usize, Fun)> =
            parts.iter().map(|part| (part.place, plus(part.states, u32::from(part.by != By::Itself)))).collect();
        let distances = self.distances(&goal, true, within)?;
        let machine = self.rules.machine;
        Ok(Walk { world: self, machine, parts, distances, steps: Vec::new(), moments: Vec::new() })
    }

    /// Returns the number of a state's location and the numbers of its values, each replaced by the
    /// representative of its class.
    pub(crate) fn numbers(&self, state: &State<Vec<u64>>) -> Option<(usize, Vec<u32>)> {
        let place = self.known_place(state.node, state.stack)?;
        let rules = &self.rules;
        let space = &rules.frame.space;
        let number = |(level, slot): (u32, &usize)| {
            let number = space.number(level, rules.machine.raw_at(&state.bits, *slot));
            let table = rules.classes.of(state.node, level);
            table.and_then(|table| table.get(number as usize).copied()).unwrap_or(number)
        };
        Some((place, (0_u32..).zip(space.slots()).map(number).collect()))
    }
}

impl Walk<'_, '_> {
    fn distance(&self, state: &State<Vec<u64>>) -> Option<u32> {
        let (place, values) = self.world.numbers(state)?;
        self.world.rules.frame.diagrams.at(set_at(&self.distances, place), &values)
    }

    fn shows(&self, state: &State<Vec<u64>>, by: By) -> bool {
        let Some((place, values)) = self.world.numbers(state) else { return false };
        let diagrams = &self.world.rules.frame.diagrams;
        let mut parts = self.parts.iter().filter(|part| part.place == place && part.by == by);
        parts.any(|part| diagrams.at(part.states, &values).is_some())
    }

    /// Walks from a state to the observation to be demonstrated.
    fn from(mut self, mut state: State<Vec<u64>>) -> Done<Option<Walked>> {
        let machine = self.machine;
        let Some(mut left) = self.distance(&state) else { return Ok(None) };
        for _ in 0..LONGEST_CHAIN {
            self.world.rules.frame.diagrams.purse.work(1)?;
            self.moments.push(state.clone());
            if left == 0 && self.shows(&state, By::Itself) {
                return Ok(Some(self.walked(state, By::Itself)));
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
                    match self.choose(&state, left)? {
                        None => return Ok(None),
                        Some(Chosen::Leads(next)) => next,
                        Some(Chosen::Shows(by)) => return Ok(Some(self.walked(state, by))),
                    }
                }
            };
        }
        Ok(None)
    }

    fn walked(self, last: State<Vec<u64>>, by: By) -> Walked {
        Walked { run: Witness { steps: self.steps }, moments: self.moments, last, by }
    }

    fn goes_on(&self, state: &State<Vec<u64>>) -> Option<State<Vec<u64>>> {
        match self.machine.go_on(state, &mut Silent, &self.world.stacks) {
            Step::To(mut next) => {
                self.machine.reduce(&mut next);
                Some(next)
            }
            Step::Stopped(_) => None,
        }
    }

    /// Makes the first choice with an outcome after which the distance is `left`, or which
    /// demonstrates what is wanted.
    fn choose(&mut self, state: &State<Vec<u64>>, left: u32) -> Done<Option<Chosen>> {
        let machine = self.machine;
        let (mut open, mut outcomes) = (Vec::new(), Vec::new());
        machine.offers(state, &mut open, &mut Silent);
        for choice in open.iter().copied() {
            let chosen = machine.choose(state, &open, choice, &mut outcomes, &mut Silent);
            self.world.rules.frame.diagrams.purse.work(1 + outcomes.len() as u64)?;
            if left == 0 && outcomes.is_empty() && self.shows(state, By::NoOutcome(choice)) {
                self.steps.push(RunStep::Choose(choice));
                return Ok(Some(Chosen::Shows(By::NoOutcome(choice))));
            }
            for outcome in outcomes.iter().copied() {
                if left == 0 && self.shows(state, By::Outcome(outcome)) {
                    self.take(choice, outcome);
                    return Ok(Some(Chosen::Shows(By::Outcome(outcome))));
                }
                if let Step::To(mut next) = machine.take(&chosen, outcome, &mut self.world.stacks, &mut Silent) {
                    machine.reduce(&mut next);
                    if self.distance(&next) == Some(left) {
                        self.take(choice, outcome);
                        return Ok(Some(Chosen::Leads(next)));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Makes the step after which the least distance is left (the first in source order of several)
    /// and returns the state it leads to.
    fn nearest_step(&mut self, state: &State<Vec<u64>>) -> Done<Option<State<Vec<u64>>>> {
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
                if let Step::To(mut next) = machine.take(&chosen, outcome, &mut self.world.stacks, &mut Silent) {
                    machine.reduce(&mut next);
                    let left = self.distance(&next);
                    least = least.into_iter().chain(left).min();
                }
            }
        }
        let Some(least) = least else { return Ok(None) };
        Ok(match self.choose(state, least)? {
            Some(Chosen::Leads(next)) => Some(next),
            Some(Chosen::Shows(_)) | None => None,
        })
    }

    fn take(&mut self, choice: ChoiceIx, outcome: OutcomeIx) {
        self.steps.push(RunStep::Choose(choice));
        if self.machine.is_chance(choice) {
            let position = self.machine.choice_of(outcome).map_or(0, |(_, position)| position);
            self.steps.push(RunStep::Draw(u32::try_from(position + 1).unwrap_or(u32::MAX)));
        }
    }
}
