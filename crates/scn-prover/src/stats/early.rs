//! What all runs together say about how a scenario is written: choices that rule out the best
//! result long before the end, and principles that some run hardly tests.

use rustc_hash::FxHashSet;
use scn_story::{Machine, PrincipleIx};

use super::graph::{Graph, NONE, To};
use super::view::View;
use super::{Best, Least, Texts, follow, lost, profile, unfaced};
use crate::{Limits, Witness};

/// Observations over all runs.
#[derive(Clone, Debug)]
pub struct Early {
    /// The best result of any run, and the choices after which it is always out of reach while
    /// there is still something to choose. `None` if no run ends.
    pub best: Option<Best>,
    /// The least number of choices in a run that ends.
    pub decisions: Least,
    /// For each requested principle, the least number of decisions that count towards it in a run
    /// that ends, with the shortest such run. `None` if no run ends.
    pub least: Vec<Option<(u64, Witness)>>,
}

/// Follows all runs. `asked` lists the principles to count decisions for. Returns `None` if there
/// are more states than the limits allow, since nothing can be said then.
#[must_use]
pub fn early(machine: &Machine, asked: &[PrincipleIx], limits: &Limits<'_>) -> Option<Early> {
    let graph = follow(machine, &Texts::default(), limits);
    if !graph.complete {
        return None;
    }
    let view = View::new(&graph, None);
    let chosen = |at: u32| i128::from(graph.moves[at as usize].choice != NONE);
    Some(Early {
        best: best(&view),
        decisions: profile::least(&view, &|_, at| chosen(at)),
        least: asked.iter().map(|principle| least(&graph, &view, *principle)).collect(),
    })
}

/// Returns the best result, with those choices of [`lost::best`] that rule it out whenever they are
/// made, and that leave something to choose.
fn best(view: &View<'_, '_>) -> Option<Best> {
    let mut best = lost::best(view)?;
    let chooses = |state: u32| view.moves(state).any(|(_, step)| step.choice != NONE);
    let goes_on = view.leads_to(&chooses);
    let is_best = |state: u32| view.graph.result(state) == Some(best.result);
    let leads = view.leads_to(&is_best);
    let hopeful = (0..view.graph.len() as u32).filter(|state| leads[*state as usize]);
    let mut early: FxHashSet<(u32, u32)> = FxHashSet::default();
    for (_, step) in hopeful.flat_map(|state| view.moves(state)) {
        match step.to {
            To::State(to) if goes_on[to as usize] => {
                early.insert(lost::named(view.graph.machine, step.choice, step.outcome));
            }
            To::State(_) | To::NoOutcome | To::Nowhere | To::Beyond => {}
        }
    }
    best.lost.retain(|lost| {
        let outcome = lost.outcome.map_or(NONE, |outcome| outcome.0);
        lost.always && early.contains(&(lost.choice.0, outcome))
    });
    Some(best)
}

/// Returns the least number of decisions that count towards a principle, and the shortest run with
/// that number.
fn least(graph: &Graph<'_>, view: &View<'_, '_>, principle: PrincipleIx) -> Option<(u64, Witness)> {
    let points = profile::points(graph, principle);
    let counts = |at: u32| 0 < points[at as usize].1;
    // One decision that counts weighs more than all choices of any shortest run.
    let one = graph.len() as i128 + 1;
    let weight = |at: u32| -i128::from(graph.moves[at as usize].choice != NONE) - one * i128::from(counts(at));
    let moves = unfaced::heaviest_run(view, &weight)?;
    let decisions = moves.iter().filter(|at| counts(**at)).fold(0, |sum, _| sum + 1);
    Some((decisions, graph.witness(&moves)))
}
