//! Whether only the last decision of a run decides its result.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use scn_story::{ChoiceIx, Machine, RunResult};

use super::graph::{NONE, StepTarget};
use super::view::GraphView;
use super::{TextLengths, explore_runs};
use crate::{Limits, Witness};

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
/// A decision is a moment with at least two choices on offer. It is a last one if one of its choices
/// ends the run without another decision. The result depends on last decisions alone if
///
/// - runs have different results, and each run makes a decision before its last one;
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
    let (first, ends_at_once) = decisions_ahead(&view, 0);
    if all.len() < 2 || ends_at_once.is_some() {
        return None;
    }
    let mut results: BTreeMap<u32, RunResult> = BTreeMap::new();
    let mut earliest = None;
    for state in (0..graph.len() as u32).filter(|state| is_decision(&view, *state)) {
        let mut had: FxHashSet<RunResult> = FxHashSet::default();
        for (_, step) in view.steps_from(state) {
            let StepTarget::State(to) = step.to else { continue };
            let (_, Some(result)) = decisions_ahead(&view, to) else { continue };
            had.insert(result?);
            if *results.entry(step.choice).or_insert(result?) != result? {
                return None;
            }
        }
        if had.is_empty() {
            continue;
        }
        if had != all || first.contains(&state) {
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

/// Follows runs from a state until each comes to a decision or an end. Returns the decisions, and
/// the result of those that end: `Some(None)` if there are different ones.
fn decisions_ahead(view: &GraphView<'_, '_>, from: u32) -> (FxHashSet<u32>, Option<Option<RunResult>>) {
    let (mut decisions, mut result) = (FxHashSet::default(), None::<Option<RunResult>>);
    let (mut seen, mut waiting) = (FxHashSet::from_iter([from]), vec![from]);
    while let Some(state) = waiting.pop() {
        if let Some(found) = view.graph.result_of(state) {
            result = Some(match result {
                None => Some(found),
                Some(known) => known.filter(|known| *known == found),
            });
        } else if is_decision(view, state) {
            decisions.insert(state);
        } else {
            let targets = view.steps_from(state).filter_map(|(_, step)| match step.to {
                StepTarget::State(to) => Some(to),
                StepTarget::NoOutcome | StepTarget::Nowhere | StepTarget::Beyond => None,
            });
            waiting.extend(targets.filter(|to| seen.insert(*to)));
        }
    }
    (decisions, result)
}
