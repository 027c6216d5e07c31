//! Converts state numbers to runs that a person can replay.

use rustc_hash::FxHashMap;
use scn_story::{Bits, Machine, NodeIx, OutcomeIx};

use crate::entered::{End, Entered};
use crate::explore::{Explored, LastStep, RunMark};
use crate::table::StateIx;
use crate::{RunStep, Witness};

impl<B: Bits> Explored<'_, B> {
    /// Returns the shortest run to a state.
    pub(crate) fn run_to(&self, state: StateIx) -> Witness {
        self.run_of(RunMark { state: Some(state), then: LastStep::Nothing })
    }

    /// Collects the nodes that some run enters, with a shortest run to each.
    pub(crate) fn entered(&self) -> Entered {
        let mut entered = Entered::none(self.first_at.len());
        let mut known: FxHashMap<StateIx, End> = FxHashMap::default();
        let mut way = Vec::new();
        let mut steps = Vec::new();
        for (node, first) in (0..).map(NodeIx).zip(&self.first_at) {
            let Some(first) = *first else { continue };
            // Go back to a state whose run is already stored, then forward from there.
            let (mut at, mut end) = (Some(first), 0);
            while let Some(state) = at {
                if let Some(known) = known.get(&state) {
                    end = *known;
                    break;
                }
                way.push(state);
                at = self.table.parent(state);
            }
            while let Some(state) = way.pop() {
                self.steps_into(state, &mut steps);
                end = steps.drain(..).rev().fold(end, |end, step| entered.step(end, step));
                known.insert(state, end);
            }
            entered.end_at(node, end);
        }
        entered
    }

    /// Returns the run that a mark represents.
    pub(crate) fn run_of(&self, mark: RunMark) -> Witness {
        let mut steps = Vec::new();
        match mark.then {
            LastStep::Nothing => {}
            LastStep::Chose(choice) => steps.push(RunStep::Choose(choice)),
            LastStep::Took(outcome) => backwards(self.machine, outcome, &mut steps),
        }
        let mut at = mark.state;
        while let Some(state) = at {
            self.steps_into(state, &mut steps);
            at = self.table.parent(state);
        }
        steps.reverse();
        Witness { steps }
    }

    /// Appends the steps through which a state was first reached, last step first. Appends nothing
    /// for the start and for the successor of a situation without choices.
    pub(crate) fn steps_into(&self, state: StateIx, steps: &mut Vec<RunStep>) {
        if let Some(outcome) = self.table.via(state) {
            backwards(self.machine, outcome, steps);
        }
    }
}

/// Appends the steps that take an outcome, last step first.
fn backwards(machine: &Machine, outcome: OutcomeIx, steps: &mut Vec<RunStep>) {
    let Some((choice, position)) = machine.choice_of(outcome) else { return };
    if machine.is_chance(choice) {
        steps.push(RunStep::Draw(u32::try_from(position + 1).unwrap_or(u32::MAX)));
    }
    steps.push(RunStep::Choose(choice));
}
