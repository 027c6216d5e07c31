//! Runs that end without having faced a principle: the difference between `tested` and
//! `guaranteed`.

use scn_story::{ChoiceIx, PrincipleIx};

use super::Minimum;
use super::graph::{Graph, NONE, StepTarget};
use super::view::GraphView;
use super::walk::{Heaviest, HeaviestRun, find_heaviest};
use crate::Witness;

/// Returns the shortest run that reaches an ending without having faced the principle: without
/// making a choice while an outcome of a choice on offer linked it. Returns `None` if there is
/// none, or if none was found within the bound.
pub(super) fn shortest_unfaced(graph: &Graph<'_>, principle: PrincipleIx) -> Option<Witness> {
    let links_principle =
        |choice: u32| choice != NONE && graph.machine.linked_principles(ChoiceIx(choice)).contains(&principle);
    let mut keep = vec![true; graph.moves.len()];
    for state in 0..graph.len() as u32 {
        if graph.step_range(state).any(|at| links_principle(graph.moves[at as usize].choice)) {
            graph.step_range(state).for_each(|at| keep[at as usize] = false);
        }
    }
    shortest_run(&GraphView::new(graph, Some(keep))).1
}

/// Returns the least number of choices in a run to an ending, and the shortest run (the first in
/// source order among equally short ones).
pub(super) fn shortest_run(view: &GraphView<'_, '_>) -> (Minimum, Option<Witness>) {
    let step_weight = |at: u32| -i128::from(view.graph.moves[at as usize].choice != NONE);
    match find_heaviest(view, &|_, at| step_weight(at)) {
        Heaviest::None => (Minimum::NoRun, None),
        Heaviest::Run(best) => {
            let run = follow_heaviest(view, &best, &step_weight).map(|moves| view.graph.to_witness(&moves));
            (Minimum::Sum(u64::try_from(-best.weight).unwrap_or_default()), run)
        }
        // Steps whose weight is zero or negative gain nothing from a loop.
        Heaviest::Round(_) | Heaviest::Unknown => (Minimum::Unknown, None),
    }
}

/// Returns the steps of the run to an ending with the greatest sum of weights, and of the first in
/// source order among equally heavy ones. No weight may be positive.
pub(super) fn heaviest_run(view: &GraphView<'_, '_>, weight: &dyn Fn(u32) -> i128) -> Option<Vec<u32>> {
    let Heaviest::Run(best) = find_heaviest(view, &|_, at| weight(at)) else { return None };
    follow_heaviest(view, &best, weight)
}

fn follow_heaviest(view: &GraphView<'_, '_>, best: &HeaviestRun, weight: &dyn Fn(u32) -> i128) -> Option<Vec<u32>> {
    let mut moves = Vec::new();
    let mut state = 0;
    // A step that preserves the best weight ahead gets closer to an ending: by a choice, or along a
    // chain of situations that leads to one.
    while view.graph.result_of(state).is_none() && moves.len() <= view.graph.len() {
        let (at, to) = view.steps_from(state).find_map(|(at, step)| match step.to {
            StepTarget::State(to) => {
                let ahead = best.weight_ahead(to)? + weight(at);
                (Some(ahead) == best.weight_ahead(state)).then_some((at, to))
            }
            StepTarget::NoOutcome | StepTarget::Nowhere | StepTarget::Beyond => None,
        })?;
        moves.push(at);
        state = to;
    }
    Some(moves)
}
