//! Whether only the last decision of a run decides its result.

use std::collections::{BTreeMap, VecDeque};

use rustc_hash::FxHashSet;
use scn_story::{ChoiceIx, Machine, RunResult};

use super::graph::{NONE, StepTarget};
use super::view::GraphView;
use super::{TextLengths, explore_runs};
use crate::{Limits, Witness};

/// The number of decisions before the last one that a scenario must have to be reported.
const EARLIER: u32 = 2;

/// The decision that alone decides the result of every run.
#[derive(Clone, Debug)]
pub struct LastDecision {
    /// The choices that end a run, each with the result of every run that it ends.
    pub results: Vec<(ChoiceIx, RunResult)>,
    /// The shortest run to such a decision.
    pub run: Witness,
}

/// Returns the last decision, if the result of each run depends on it alone.
///
/// A decision is a moment with at least two choices on offer. It is a last one if one of its
/// choices ends the run without another decision. The result depends on last decisions alone if
///
/// - runs have different results, and each run makes at least two decisions before its last one: a
///   scenario with two decisions is a short one on purpose;
/// - a choice that ends a run gives the same result in every run that it ends;
/// - at every last decision there are choices for all results that any run has.
///
/// Then nothing that was done before can change which results can still be had. Returns `None` if
/// this does not hold, or if there are more states than the limits allow.
#[must_use]
pub fn last_decision(machine: &Machine, limits: &Limits<'_>) -> Option<LastDecision> {
    let graph = explore_runs(machine, &TextLengths::default(), limits);
    if !graph.complete {
        return None;
    }
    let view = GraphView::new(&graph, None);
    let all: FxHashSet<RunResult> = (0..graph.len() as u32).filter_map(|state| graph.result_of(state)).collect();
    if all.len() < 2 {
        return None;
    }
    let fewest = fewest_decisions_before(&view);
    let mut results: BTreeMap<u32, RunResult> = BTreeMap::new();
    let mut earliest = None;
    for state in (0..graph.len() as u32).filter(|state| is_decision(&view, *state)) {
        let mut had: FxHashSet<RunResult> = FxHashSet::default();
        for (_, step) in view.steps_from(state) {
            let StepTarget::State(to) = step.to else { continue };
            let Some(result) = result_ahead(&view, to) else { continue };
            had.insert(result?);
            if *results.entry(step.choice).or_insert(result?) != result? {
                return None;
            }
        }
        if had.is_empty() {
            continue;
        }
        if had != all || fewest[state as usize] < EARLIER {
            return None;
        }
        // States are numbered by the length of the shortest run to them.
        earliest.get_or_insert(state);
    }
    let results = results.into_iter().map(|(choice, result)| (ChoiceIx(choice), result)).collect();
    Some(LastDecision { results, run: graph.run_to(earliest?) })
}

/// Whether at least two choices are on offer.
fn is_decision(view: &GraphView<'_, '_>, state: u32) -> bool {
    let mut choices = view.steps_from(state).map(|(_, step)| step.choice).filter(|choice| *choice != NONE);
    choices.next().is_some_and(|first| choices.any(|other| other != first))
}

/// Follows runs from a state until each meets a decision or an ending. Returns the result of
/// those that end: `Some(None)` if there are different ones.
fn result_ahead(view: &GraphView<'_, '_>, from: u32) -> Option<Option<RunResult>> {
    let mut result: Option<Option<RunResult>> = None;
    let (mut seen, mut waiting) = (FxHashSet::from_iter([from]), vec![from]);
    while let Some(state) = waiting.pop() {
        if let Some(found) = view.graph.result_of(state) {
            result = Some(match result {
                None => Some(found),
                Some(known) => known.filter(|known| *known == found),
            });
        } else if !is_decision(view, state) {
            waiting.extend(targets(view, state).filter(|to| seen.insert(*to)));
        }
    }
    result
}

/// Returns the least number of decisions that a run makes before each state.
fn fewest_decisions_before(view: &GraphView<'_, '_>) -> Vec<u32> {
    let mut fewest = vec![u32::MAX; view.graph.len()];
    let mut waiting = VecDeque::from([(0, 0)]);
    while let Some((state, decisions)) = waiting.pop_front() {
        if fewest[state as usize] <= decisions {
            continue;
        }
        fewest[state as usize] = decisions;
        // A step without a decision costs nothing, so it is followed first.
        if is_decision(view, state) {
            waiting.extend(targets(view, state).map(|to| (to, decisions + 1)));
        } else {
            targets(view, state).for_each(|to| waiting.push_front((to, decisions)));
        }
    }
    fewest
}

fn targets(view: &GraphView<'_, '_>, state: u32) -> impl Iterator<Item = u32> {
    view.steps_from(state).filter_map(|(_, step)| match step.to {
        StepTarget::State(to) => Some(to),
        StepTarget::NoOutcome | StepTarget::Nowhere | StepTarget::Beyond => None,
    })
}
