//! The shortest run to what a run shows.
//!
//! Distances to the goal are worked out backwards, for all states at once. Then the run is walked with the one interpreter, from the start: at each moment
//! the first outcome in source order after which the distance is one less. So of equally short runs it is the first in source order, and it
//! is a run: what the sets say is checked step by step against what really happens.

use scn_story::{ChoiceIx, Machine, Moment, NodeIx, OutcomeIx, Silent, State, Step};

use super::diagram::{Done, Fun, plus};
use super::world::{Sets, World, set_at};
use crate::{RunStep, Witness};

/// Where something is seen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) place: usize,
    pub(crate) states: Fun,
    /// Seen while this outcome happens there; `None`: seen there without a choice.
    pub(crate) by: Option<OutcomeIx>,
}

/// A run, and the nodes that it comes through.
#[derive(Debug)]
pub(crate) struct Walked {
    pub(crate) run: Witness,
    pub(crate) nodes: Vec<NodeIx>,
}

/// A chain of situations that go on by themselves is never followed further than this.
const LONGEST_CHAIN: usize = 1 << 20;

struct Walk<'w, 'm> {
    world: &'w mut World<'m>,
    parts: &'w [Part],
    distances: Sets,
    steps: Vec<RunStep>,
    nodes: Vec<NodeIx>,
}

impl World<'_> {
    /// The shortest run that shows one of these; `None` where none does.
    pub(crate) fn run(&mut self, parts: &[Part]) -> Done<Option<Walked>> {
        let goal: Vec<(usize, Fun)> =
            parts.iter().map(|part| (part.place, plus(part.states, u32::from(part.by.is_some())))).collect();
        let distances = self.distances(&goal, true, None)?;
        let machine = self.rules.machine;
        let mut walk = Walk { world: self, parts, distances, steps: Vec::new(), nodes: Vec::new() };
        let mut state = machine.start::<Vec<u64>>(&mut Silent);
        machine.reduce(&mut state);
        Ok(walk.from(machine, state).map(|()| Walked { run: Witness { steps: walk.steps }, nodes: walk.nodes }))
    }

    /// The number of a state's place, and the numbers of its values, each of its class.
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

    fn shows(&self, state: &State<Vec<u64>>, by: Option<OutcomeIx>) -> bool {
        let Some((place, values)) = self.world.numbers(state) else { return false };
        let diagrams = &self.world.rules.frame.diagrams;
        let mut parts = self.parts.iter().filter(|part| part.place == place && part.by == by);
        parts.any(|part| diagrams.at(part.states, &values).is_some())
    }

    fn from(&mut self, machine: &Machine, mut state: State<Vec<u64>>) -> Option<()> {
        let mut left = self.distance(&state)?;
        let mut open = Vec::new();
        for _ in 0..LONGEST_CHAIN {
            self.nodes.push(state.node);
            if left == 0 && self.shows(&state, None) {
                return Some(());
            }
            state = match machine.moment(state.node) {
                Moment::Ending(_) => return None,
                Moment::GoesOn => match machine.go_on(&state, &mut Silent, &self.world.stacks) {
                    Step::To(mut next) => {
                        machine.reduce(&mut next);
                        next
                    }
                    Step::Stopped(_) => return None,
                },
                Moment::Choices => {
                    machine.offers(&state, &mut open, &mut Silent);
                    left = left.checked_sub(1)?;
                    match self.choose(machine, &state, &open, left)? {
                        Some(next) => next,
                        None => return Some(()),
                    }
                }
            };
        }
        None
    }

    /// Makes the first choice with an outcome after which so much is left; `Some(None)` where the outcome itself is what is to be shown.
    fn choose(
        &mut self,
        machine: &Machine,
        state: &State<Vec<u64>>,
        open: &[ChoiceIx],
        left: u32,
    ) -> Option<Option<State<Vec<u64>>>> {
        let mut outcomes = Vec::new();
        for choice in open.iter().copied() {
            let chosen = machine.choose(state, open, choice, &mut outcomes, &mut Silent);
            for outcome in outcomes.iter().copied() {
                if left == 0 && self.shows(state, Some(outcome)) {
                    self.take(machine, choice, outcome);
                    return Some(None);
                }
                if let Step::To(mut next) = machine.take(&chosen, outcome, &mut self.world.stacks, &mut Silent) {
                    machine.reduce(&mut next);
                    if self.distance(&next) == Some(left) {
                        self.take(machine, choice, outcome);
                        return Some(Some(next));
                    }
                }
            }
        }
        None
    }

    fn take(&mut self, machine: &Machine, choice: ChoiceIx, outcome: OutcomeIx) {
        self.steps.push(RunStep::Choose(choice));
        if machine.is_chance(choice) {
            let position = machine.choice_of(outcome).map_or(0, |(_, position)| position);
            self.steps.push(RunStep::Draw(u32::try_from(position + 1).unwrap_or(u32::MAX)));
        }
    }
}
