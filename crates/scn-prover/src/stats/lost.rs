//! The choices that put the best ending out of reach.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{ChoiceIx, Machine, OutcomeIx, RunResult};

use super::graph::{NONE, To};
use super::view::View;
use super::{Best, Lost};

/// Orders results; a higher value is better.
fn worth(result: RunResult) -> u8 {
    match result {
        RunResult::Failed => 0,
        RunResult::Mixed => 1,
        RunResult::Passed => 2,
    }
}

/// Names a loss by its choice alone (with `NONE` as the outcome) if the choice has at most one
/// outcome, and by choice and outcome otherwise.
pub(super) fn named(machine: &Machine, choice: u32, outcome: u32) -> (u32, u32) {
    let is_only = machine.outcomes_of(ChoiceIx(choice)).count() <= 1;
    (choice, if is_only { NONE } else { outcome })
}

/// Returns the best result that some run reaches, and every step that leads from a state where it
/// can still be reached to one where it cannot. Returns `None` if no run ends, or if the bound
/// hides whether there is a better result.
pub(super) fn best(view: &View<'_, '_>) -> Option<Best> {
    let endings = view.sets.iter().flat_map(|set| &set.states).filter_map(|state| view.graph.result(*state));
    let result = endings.max_by_key(|result| worth(*result))?;
    if !view.graph.complete && result != RunResult::Passed {
        return None;
    }
    // Anything may lie beyond the bound.
    let goal = |state: u32| {
        view.graph.result(state) == Some(result) || view.moves(state).any(|(_, step)| step.to == To::Beyond)
    };
    let leads = view.leads_to(&goal);
    struct Met {
        first: Option<(u32, u32)>,
        always: bool,
        ends: bool,
    }
    let mut met: BTreeMap<(u32, u32), Met> = BTreeMap::new();
    for state in (0..view.graph.len() as u32).filter(|state| leads[*state as usize]) {
        for (at, step) in view.moves(state).filter(|(_, step)| step.choice != NONE) {
            let lost = match step.to {
                To::State(to) => !leads[to as usize],
                To::NoOutcome | To::Nowhere => true,
                To::Beyond => false,
            };
            let ends = match step.to {
                To::State(to) => view.graph.result(to).is_some() || view.is_dead_end(to),
                To::NoOutcome | To::Nowhere => true,
                To::Beyond => false,
            };
            let name = named(view.graph.machine, step.choice, step.outcome);
            let known = met.entry(name).or_insert(Met { first: None, always: true, ends: true });
            if lost {
                known.first.get_or_insert((state, at));
                known.ends &= ends;
            } else {
                known.always = false;
            }
        }
    }
    let kept: BTreeSet<u32> = met.iter().filter(|(_, met)| !met.always).map(|((choice, _), _)| *choice).collect();
    let lost = met.into_iter().filter_map(|((choice, outcome), met)| {
        let (state, at) = met.first?;
        let mut run = view.graph.run_to(state);
        run.steps.extend(view.graph.witness(&[at]).steps);
        let outcome = (outcome != NONE).then_some(OutcomeIx(outcome));
        // A choice that has no outcome in one run is the same choice that has one in another.
        let always = met.always && (outcome.is_some() || !kept.contains(&choice));
        // Beyond the bound, the choice may be made without losing the result.
        let always = always && view.graph.complete;
        Some(Lost { choice: ChoiceIx(choice), outcome, always, ends: met.ends, run })
    });
    Some(Best { result, lost: lost.collect() })
}
