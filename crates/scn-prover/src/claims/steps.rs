//! The steps from a state with what they are: the machine is asked again, since the graph holds
//! only where steps lead.

use scn_story::{Bits, ChoiceIx, Moment, OutcomeIx, Silent, Stacks, Step};

use super::Stop;
use crate::RunStep;
use crate::explore::Explored;
use crate::table::StateIx;

/// A step that can be taken from a state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Labelled {
    /// The choice and its outcome; `None` where a situation goes on by itself.
    pub(super) by: Option<(ChoiceIx, Option<OutcomeIx>)>,
    pub(super) to: To,
}

/// Where a step leads.
#[derive(Clone, Copy, Debug)]
pub(super) enum To {
    State(StateIx),
    Stops(Stop),
}

/// Steps of an explored graph, found again.
pub(super) struct Steps<'e, 'm, B> {
    explored: &'e Explored<'m, B>,
    stacks: Stacks,
    open: Vec<ChoiceIx>,
    outcomes: Vec<OutcomeIx>,
}

impl<'e, 'm, B: Bits> Steps<'e, 'm, B> {
    pub(super) fn new(explored: &'e Explored<'m, B>) -> Self {
        // The exploration has met every stack that there is, so no new numbers are given.
        Self { explored, stacks: explored.notes.stacks.clone(), open: Vec::new(), outcomes: Vec::new() }
    }

    /// The steps from a state, in source order. Where a run stops at the state itself that is the
    /// one step.
    pub(super) fn of(&mut self, at: StateIx) -> Vec<Labelled> {
        let machine = self.explored.machine;
        let Some(state) = self.explored.table.state(at) else { return Vec::new() };
        let stops = |stop| vec![Labelled { by: None, to: To::Stops(stop) }];
        match machine.moment(state.node) {
            Moment::Ending(_) => return stops(Stop::Ending),
            Moment::GoesOn => {
                let to = match machine.go_on(&state, &mut Silent, &self.stacks) {
                    Step::To(next) => self.find(at, next),
                    Step::Stopped(_) => Some(To::Stops(Stop::Nowhere)),
                };
                return to.map(|to| Labelled { by: None, to }).into_iter().collect();
            }
            Moment::Choices => {}
        }
        machine.offers(&state, &mut self.open, &mut Silent);
        if self.open.is_empty() {
            return stops(Stop::DeadEnd);
        }
        let mut steps = Vec::new();
        for choice in std::mem::take(&mut self.open) {
            let mut outcomes = std::mem::take(&mut self.outcomes);
            machine.offers(&state, &mut self.open, &mut Silent);
            let chosen = machine.choose(&state, &self.open, choice, &mut outcomes, &mut Silent);
            if outcomes.is_empty() {
                steps.push(Labelled { by: Some((choice, None)), to: To::Stops(Stop::NoOutcome(choice)) });
            }
            for outcome in outcomes.iter().copied() {
                let to = match machine.take(&chosen, outcome, &mut self.stacks, &mut Silent) {
                    Step::To(next) => self.find(at, next),
                    Step::Stopped(_) => Some(To::Stops(Stop::Nowhere)),
                };
                steps.extend(to.map(|to| Labelled { by: Some((choice, Some(outcome))), to }));
            }
            self.outcomes = outcomes;
        }
        steps
    }

    /// The number of a state that a step from `at` leads to: that of one of the graph's steps, or
    /// `at` itself, whose steps to itself the graph leaves out.
    fn find(&self, at: StateIx, mut next: scn_story::State<B>) -> Option<To> {
        self.explored.machine.reduce(&mut next);
        let is_it = |at: &StateIx| self.explored.table.state(*at).as_ref() == Some(&next);
        self.explored.edges.of(at).chain([at]).find(is_it).map(To::State)
    }

    /// The steps of a way through states each of which a step leads to from the one before.
    pub(super) fn way(&mut self, states: &[StateIx]) -> Vec<RunStep> {
        let mut run = Vec::new();
        for (from, to) in states.iter().zip(states.iter().skip(1)) {
            let step = self.of(*from).into_iter().find(|step| matches!(step.to, To::State(at) if at == *to));
            if let Some((choice, outcome)) = step.and_then(|step| step.by) {
                self.told(choice, outcome, &mut run);
            }
        }
        run
    }

    /// A choice and its outcome as a person would replay them.
    pub(super) fn told(&self, choice: ChoiceIx, outcome: Option<OutcomeIx>, run: &mut Vec<RunStep>) {
        let machine = self.explored.machine;
        run.push(RunStep::Choose(choice));
        if let Some((_, position)) = outcome.filter(|_| machine.is_chance(choice)).and_then(|it| machine.choice_of(it))
        {
            run.push(RunStep::Draw(u32::try_from(position + 1).unwrap_or(u32::MAX)));
        }
    }
}
