//! Recomputes the edges of stored states. Most questions about the graph can be answered without
//! them, so they are kept only on request.

use scn_story::{
    Bits, ChoiceIx, Expander, Machine, Moment, NodeIx, Observer, Offer, OutcomeIx, Silent, Stacks, State, Step,
};

use crate::edges::Edges;
use crate::explore::Explored;
use crate::limits::BETWEEN;
use crate::table::StateIx;

/// Recomputes the successors of one state after another.
#[derive(Debug)]
pub(crate) struct SuccessorFinder<'e, 'm, B> {
    explored: &'e Explored<'m, B>,
    stacks: Stacks,
    open: Vec<ChoiceIx>,
    found: FoundSuccessors<B>,
}

/// The successors of one state.
#[derive(Debug)]
struct FoundSuccessors<B> {
    states: Vec<State<B>>,
    /// The outcomes that lead to them, if the moment has choices.
    outcomes: Vec<OutcomeIx>,
    open: Vec<ChoiceIx>,
}

impl<B: Bits> Observer<B> for FoundSuccessors<B> {}

impl<B: Bits> Expander<B> for FoundSuccessors<B> {
    fn choice_offered(&mut self, choice: ChoiceIx, offer: Offer) {
        if offer == Offer::Open {
            self.open.push(choice);
        }
    }

    fn outcome_leads(&mut self, outcome: OutcomeIx, node: NodeIx, stack: u32, bits: B) {
        self.outcomes.push(outcome);
        self.states.push(State { node, stack, bits });
    }

    fn wants_text(&self, _: OutcomeIx) -> bool {
        false
    }
}

impl<'e, 'm, B: Bits> SuccessorFinder<'e, 'm, B> {
    pub(crate) fn new(explored: &'e Explored<'m, B>) -> Self {
        // All stacks are known by now, so no new numbers are assigned.
        let stacks = explored.notes.stacks.clone();
        let found = FoundSuccessors { states: Vec::new(), outcomes: Vec::new(), open: Vec::new() };
        Self { explored, stacks, open: Vec::new(), found }
    }

    /// Writes the successors of a state to `targets`, in order, and returns the choices on offer
    /// there. For a state whose edges were not all processed, both are empty.
    pub(crate) fn successors_of(&mut self, at: StateIx, targets: &mut Vec<StateIx>) -> &[ChoiceIx] {
        targets.clear();
        self.expand_state(at, at < self.explored.closed_count());
        targets.extend(self.found.states.iter().filter_map(|state| self.explored.table.find_state(state)));
        &self.found.open
    }

    /// Returns the outcome through which a state was first reached: the first of its parent that
    /// leads to it. `None` if a situation without choices led to it, and for the start.
    pub(crate) fn outcome_into(&mut self, at: StateIx) -> Option<OutcomeIx> {
        let table = &self.explored.table;
        let parent = table.parent(at).filter(|_| !table.is_chained(at))?;
        let target = table.state(at)?;
        self.expand_state(parent, true);
        let mut found = self.found.states.iter().zip(&self.found.outcomes);
        found.find(|(state, _)| **state == target).map(|(_, outcome)| *outcome)
    }

    /// Computes the successors of a state; none if it is not `wanted`.
    fn expand_state(&mut self, at: StateIx, wanted: bool) {
        self.found.states.clear();
        self.found.outcomes.clear();
        self.found.open.clear();
        let explored = self.explored;
        let machine: &Machine = explored.machine;
        if let Some(state) = explored.table.state(at).filter(|_| wanted) {
            match machine.moment(state.node) {
                Moment::Ending(_) => {}
                Moment::GoesOn => match machine.go_on(&state, &mut Silent, &self.stacks) {
                    Step::To(mut next) => {
                        machine.reduce(&mut next);
                        self.found.states.push(next);
                    }
                    Step::Stopped(_) => {}
                },
                Moment::Choices => machine.expand(&state, &mut self.open, &mut self.stacks, &mut self.found),
            }
        }
    }
}

impl<B: Bits> Explored<'_, B> {
    /// Stores the edges of all states in `edges`. Returns false if they do not fit or the
    /// watch interrupted it.
    pub(crate) fn keep_edges(&mut self) -> bool {
        self.edges_of(|_| true).map(|edges| self.edges = edges).is_some()
    }

    /// Returns the edges of the states that `wanted` selects, or `None` if they do not fit or the
    /// watch interrupted it.
    pub(crate) fn edges_of(&mut self, wanted: impl Fn(StateIx) -> bool) -> Option<Edges> {
        let mut edges = Edges::default();
        let mut finder = SuccessorFinder::new(self);
        let mut targets = Vec::new();
        for at in 0..self.closed_count() {
            if (at as usize).is_multiple_of(BETWEEN) && !self.limits.report(0) {
                self.interrupted = true;
                return None;
            }
            if wanted(at) {
                finder.successors_of(at, &mut targets);
                targets.iter().for_each(|target| edges.add(*target));
            }
            if !edges.close_state() {
                return None;
            }
        }
        Some(edges)
    }
}
