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
pub(crate) struct Again<'e, 'm, B> {
    explored: &'e Explored<'m, B>,
    stacks: Stacks,
    open: Vec<ChoiceIx>,
    found: Found<B>,
}

/// The successors of one state.
#[derive(Debug)]
struct Found<B> {
    states: Vec<State<B>>,
    open: Vec<ChoiceIx>,
}

impl<B: Bits> Observer<B> for Found<B> {}

impl<B: Bits> Expander<B> for Found<B> {
    fn offered(&mut self, choice: ChoiceIx, offer: Offer) {
        if offer == Offer::Open {
            self.open.push(choice);
        }
    }

    fn leads(&mut self, _: OutcomeIx, node: NodeIx, stack: u32, bits: B) {
        self.states.push(State { node, stack, bits });
    }

    fn wants_text(&self, _: OutcomeIx) -> bool {
        false
    }
}

impl<'e, 'm, B: Bits> Again<'e, 'm, B> {
    pub(crate) fn new(explored: &'e Explored<'m, B>) -> Self {
        // All stacks are known by now, so no new numbers are assigned.
        let stacks = explored.notes.stacks.clone();
        Self { explored, stacks, open: Vec::new(), found: Found { states: Vec::new(), open: Vec::new() } }
    }

    /// Writes the successors of a state to `targets`, in order, and returns the choices on offer
    /// there. For a state whose edges were not all processed, both are empty.
    pub(crate) fn of(&mut self, at: StateIx, targets: &mut Vec<StateIx>) -> &[ChoiceIx] {
        targets.clear();
        self.found.states.clear();
        self.found.open.clear();
        let explored = self.explored;
        let machine: &Machine = explored.machine;
        if let Some(state) = explored.table.state(at).filter(|_| at < explored.closed()) {
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
        targets.extend(self.found.states.iter().filter_map(|state| explored.table.find(state)));
        &self.found.open
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
        let mut again = Again::new(self);
        let mut targets = Vec::new();
        for at in 0..self.closed() {
            if (at as usize).is_multiple_of(BETWEEN) && !self.limits.go_on(0) {
                self.interrupted = true;
                return None;
            }
            if wanted(at) {
                again.of(at, &mut targets);
                targets.iter().for_each(|target| edges.add(*target));
            }
            if !edges.close() {
                return None;
            }
        }
        Some(edges)
    }
}
