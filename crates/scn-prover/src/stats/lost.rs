//! The choices that put the best ending out of reach.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{ChoiceIx, Machine, OutcomeIx, RunResult};

use super::graph::{NONE, StepTarget};
use super::view::GraphView;
use super::{BestResult, LosingChoice};
use crate::Witness;

/// Orders results; a higher value is better.
fn result_rank(result: RunResult) -> u8 {
    match result {
        RunResult::Failed => 0,
        RunResult::Mixed => 1,
        RunResult::Passed => 2,
    }
}

/// Names a loss by its choice alone (with `NONE` as the outcome) if the choice has at most one
/// outcome, and by choice and outcome otherwise.
pub(super) fn loss_name(machine: &Machine, choice: u32, outcome: u32) -> (u32, u32) {
    let is_only = machine.outcomes_of(ChoiceIx(choice)).count() <= 1;
    (choice, if is_only { NONE } else { outcome })
}

/// Returns the best result that some run reaches, and every step that leads from a state where it
/// can still be reached to one where it cannot. Returns `None` if no run ends, or if the bound
/// hides whether there is a better result.
pub(super) fn best_result(view: &GraphView<'_, '_>) -> Option<BestResult> {
    let endings = view.components.iter().flat_map(|set| &set.states).filter_map(|state| view.graph.result_of(*state));
    let result = endings.max_by_key(|result| result_rank(*result))?;
    if !view.graph.complete && result != RunResult::Passed {
        return None;
    }
    // Anything may lie beyond the bound.
    let is_goal = |state: u32| {
        view.graph.result_of(state) == Some(result)
            || view.steps_from(state).any(|(_, step)| step.to == StepTarget::Beyond)
    };
    let leads = view.can_reach(&is_goal);
    struct SeenOutcome {
        first: Option<(u32, u32)>,
        always: bool,
        ends: bool,
    }
    let mut outcomes_seen: BTreeMap<(u32, u32), SeenOutcome> = BTreeMap::new();
    for state in (0..view.graph.len() as u32).filter(|state| leads[*state as usize]) {
        for (at, step) in view.steps_from(state).filter(|(_, step)| step.choice != NONE) {
            let lost = match step.to {
                StepTarget::State(to) => !leads[to as usize],
                StepTarget::NoOutcome | StepTarget::Nowhere => true,
                StepTarget::Beyond => false,
            };
            let ends = match step.to {
                StepTarget::State(to) => view.graph.result_of(to).is_some() || view.is_dead_end(to),
                StepTarget::NoOutcome | StepTarget::Nowhere => true,
                StepTarget::Beyond => false,
            };
            let name = loss_name(view.graph.machine, step.choice, step.outcome);
            let entry = outcomes_seen.entry(name).or_insert(SeenOutcome { first: None, always: true, ends: true });
            if lost {
                entry.first.get_or_insert((state, at));
                entry.ends &= ends;
            } else {
                entry.always = false;
            }
        }
    }
    let sometimes_kept: BTreeSet<u32> =
        outcomes_seen.iter().filter(|(_, met)| !met.always).map(|((choice, _), _)| *choice).collect();
    let lost = outcomes_seen.into_iter().filter_map(|((choice, outcome), met)| {
        let (state, at) = met.first?;
        let steps = [view.graph.run_to(state).steps(), view.graph.to_witness(&[at]).steps()].concat();
        let run = Witness::from(steps);
        let outcome = (outcome != NONE).then_some(OutcomeIx(outcome));
        // A choice that has no outcome in one run is the same choice that has one in another.
        let always = met.always && (outcome.is_some() || !sometimes_kept.contains(&choice));
        // Beyond the bound, the choice may be made without losing the result.
        let always = always && view.graph.complete;
        Some(LosingChoice { choice: ChoiceIx(choice), outcome, always, ends: met.ends, run })
    });
    Some(BestResult { result, lost: lost.collect() })
}
