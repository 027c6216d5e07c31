//! Converts state numbers to runs that a person can replay.

use scn_story::{Bits, Machine, OutcomeIx};

use crate::explore::{Explored, Mark, Then};
use crate::table::StateIx;
use crate::{RunStep, Witness};

impl<B: Bits> Explored<'_, B> {
    /// Returns the shortest run to a state.
    pub(crate) fn run_to(&self, state: StateIx) -> Witness {
        self.run_of(Mark { state: Some(state), then: Then::Nothing })
    }

    /// Returns the run that a mark represents.
    pub(crate) fn run_of(&self, mark: Mark) -> Witness {
        let mut steps = Vec::new();
        match mark.then {
            Then::Nothing => {}
            Then::Chose(choice) => steps.push(RunStep::Choose(choice)),
            Then::Took(outcome) => backwards(self.machine, outcome, &mut steps),
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
