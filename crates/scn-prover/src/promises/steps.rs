//! The steps from a state, labelled with choice and outcome. They are recomputed with the machine,
//! since the graph stores only where steps lead.

use scn_story::{Bits, ChoiceIx, Moment, OutcomeIx, Silent, Stacks, Step};

use super::Stop;
use crate::RunStep;
use crate::explore::Explored;
use crate::table::StateIx;

/// A step that can be taken from a state.
#[derive(Clone, Copy, Debug)]
pub(super) struct LabelledStep {
    /// The choice and its outcome; `None` if a situation without choices continues.
    pub(super) by: Option<(ChoiceIx, Option<OutcomeIx>)>,
    pub(super) to: StepTarget,
}

/// Where a step leads.
#[derive(Clone, Copy, Debug)]
pub(super) enum StepTarget {
    State(StateIx),
    Stops(Stop),
}

/// Recomputes the steps of an explored graph.
pub(super) struct StepFinder<'e, 'm, B> {
    explored: &'e Explored<'m, B>,
    stacks: Stacks,
    open: Vec<ChoiceIx>,
    outcomes: Vec<OutcomeIx>,
}

impl<'e, 'm, B: Bits> StepFinder<'e, 'm, B> {
    pub(super) fn new(explored: &'e Explored<'m, B>) -> Self {
        // The exploration has seen every stack there is, so no new numbers are assigned.
        Self { explored, stacks: explored.notes.stacks.clone(), open: Vec::new(), outcomes: Vec::new() }
    }

    /// Returns the steps from a state, in source order. If the run stops at the state itself, that
    /// is the only step.
    pub(super) fn steps_of(&mut self, at: StateIx) -> Vec<LabelledStep> {
        let machine = self.explored.machine;
        let Some(state) = self.explored.table.state(at) else { return Vec::new() };
        let stop_only = |stop| vec![LabelledStep { by: None, to: StepTarget::Stops(stop) }];
        match machine.moment(state.node) {
            Moment::Ending(_) => return stop_only(Stop::Ending),
            Moment::GoesOn => {
                let target = match machine.go_on(&state, &mut Silent, &self.stacks) {
                    Step::To(next) => self.find_target(at, next),
                    Step::Stopped(_) => Some(StepTarget::Stops(Stop::Nowhere)),
                };
                return target.map(|to| LabelledStep { by: None, to }).into_iter().collect();
            }
            Moment::Choices => {}
        }
        machine.offers(&state, &mut self.open, &mut Silent);
        if self.open.is_empty() {
            return stop_only(Stop::DeadEnd);
        }
        let mut steps = Vec::new();
        for choice in std::mem::take(&mut self.open) {
            let mut outcomes = std::mem::take(&mut self.outcomes);
            machine.offers(&state, &mut self.open, &mut Silent);
            let chosen = machine.choose(&state, &self.open, choice, &mut outcomes, &mut Silent);
            if outcomes.is_empty() {
                steps.push(LabelledStep { by: Some((choice, None)), to: StepTarget::Stops(Stop::NoOutcome(choice)) });
            }
            for outcome in outcomes.iter().copied() {
                let target = match machine.take_outcome(&chosen, outcome, &mut self.stacks, &mut Silent) {
                    Step::To(next) => self.find_target(at, next),
                    Step::Stopped(_) => Some(StepTarget::Stops(Stop::Nowhere)),
                };
                steps.extend(target.map(|to| LabelledStep { by: Some((choice, Some(outcome))), to }));
            }
            self.outcomes = outcomes;
        }
        steps
    }

    /// Finds the state that a step from `at` leads to: one of its successors in the graph, or `at`
    /// itself, since the graph leaves out self-loops.
    fn find_target(&self, at: StateIx, mut next: scn_story::State<B>) -> Option<StepTarget> {
        self.explored.machine.reduce(&mut next);
        let is_target = |at: &StateIx| self.explored.table.state(*at).as_ref() == Some(&next);
        self.explored.edges.successors_of(at).chain([at]).find(is_target).map(StepTarget::State)
    }

    /// Returns the steps along a path of states in which each state is a successor of the previous
    /// one.
    pub(super) fn path_steps(&mut self, states: &[StateIx]) -> Vec<RunStep> {
        let mut run = Vec::new();
        for (from, to) in states.iter().zip(states.iter().skip(1)) {
            let step =
                self.steps_of(*from).into_iter().find(|step| matches!(step.to, StepTarget::State(at) if at == *to));
            if let Some((choice, outcome)) = step.and_then(|step| step.by) {
                self.push_step(choice, outcome, &mut run);
            }
        }
        run
    }

    /// Appends a choice and its outcome as a person would replay them.
    pub(super) fn push_step(&self, choice: ChoiceIx, outcome: Option<OutcomeIx>, run: &mut Vec<RunStep>) {
        let machine = self.explored.machine;
        run.push(RunStep::Choose(choice));
        if let Some((_, position)) = outcome.filter(|_| machine.is_chance(choice)).and_then(|it| machine.choice_of(it))
        {
            run.push(RunStep::Draw(u32::try_from(position + 1).unwrap_or(u32::MAX)));
        }
    }
}
