//! Runs that end without having faced a principle: the difference between `tested` and
//! `guaranteed`.

use scn_story::{ChoiceIx, PrincipleIx};

use super::Least;
use super::graph::{Graph, NONE, To};
use super::view::View;
use super::walk::{Best, Heaviest, heaviest};
use crate::Witness;

/// Returns the shortest run that reaches an ending without having faced the principle: without
/// making a choice while an outcome of a choice on offer linked it. Returns `None` if there is
/// none, or if none was found within the bound.
pub(super) fn run(graph: &Graph<'_>, principle: PrincipleIx) -> Option<Witness> {
    let links = |choice: u32| choice != NONE && graph.machine.linked(ChoiceIx(choice)).contains(&principle);
    let mut keep = vec![true; graph.moves.len()];
    for state in 0..graph.len() as u32 {
        if graph.range(state).any(|at| links(graph.moves[at as usize].choice)) {
            graph.range(state).for_each(|at| keep[at as usize] = false);
        }
    }
    shortest(&View::new(graph, Some(keep))).1
}

/// Returns the least number of choices in a run to an ending, and the shortest run (the first in
/// source order among equally short ones).
pub(super) fn shortest(view: &View<'_, '_>) -> (Least, Option<Witness>) {
    let weight = |at: u32| -i128::from(view.graph.moves[at as usize].choice != NONE);
    match heaviest(view, &|_, at| weight(at)) {
        Heaviest::None => (Least::NoRun, None),
        Heaviest::Run(best) => {
            let run = along(view, &best, &weight).map(|moves| view.graph.witness(&moves));
            (Least::Sum(u64::try_from(-best.weight).unwrap_or_default()), run)
        }
        // Steps whose weight is zero or negative gain nothing from a loop.
        Heaviest::Round(_) | Heaviest::Unknown => (Least::Unknown, None),
    }
}

/// Returns the steps of the run to an ending with the greatest sum of weights, and of the first in
/// source order among equally heavy ones. No weight may be positive.
pub(super) fn heaviest_run(view: &View<'_, '_>, weight: &dyn Fn(u32) -> i128) -> Option<Vec<u32>> {
    let Heaviest::Run(best) = heaviest(view, &|_, at| weight(at)) else { return None };
    along(view, &best, weight)
}

fn along(view: &View<'_, '_>, best: &Best, weight: &dyn Fn(u32) -> i128) -> Option<Vec<u32>> {
    let mut moves = Vec::new();
    let mut state = 0;
    // A step that preserves the best weight ahead gets closer to an ending: by a choice, or along a
    // chain of situations that leads to one.
    while view.graph.result(state).is_none() && moves.len() <= view.graph.len() {
        let (at, to) = view.moves(state).find_map(|(at, step)| match step.to {
            To::State(to) => {
                let ahead = best.ahead(to)? + weight(at);
                (Some(ahead) == best.ahead(state)).then_some((at, to))
            }
            To::NoOutcome | To::Nowhere | To::Beyond => None,
        })?;
        moves.push(at);
        state = to;
    }
    Some(moves)
}
