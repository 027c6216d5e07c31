//! What all runs together say about how a scenario is written: choices that rule out the best
//! result long before the end, and principles that some run hardly tests.

use rustc_hash::FxHashSet;
use scn_story::{Machine, PrincipleIx};

use super::graph::{Graph, NONE, StepTarget};
use super::view::GraphView;
use super::{BestResult, Minimum, TextLengths, explore_runs, lost, profile, unfaced};
use crate::{Limits, Witness};

/// Observations over all runs.
#[derive(Clone, Debug)]
pub struct LintStats {
    /// The best result of any run, and the choices after which it is always out of reach while
    /// there is still something to choose. `None` if no run ends.
    pub best: Option<BestResult>,
    /// The least number of choices in a run that ends.
    pub decisions: Minimum,
    /// For each requested principle, the least number of decisions that count towards it in a run
    /// that ends, with the shortest such run. `None` if no run ends.
    pub least: Vec<Option<(u64, Witness)>>,
}

/// Follows all runs. `asked` lists the principles to count decisions for. Returns `None` if there
/// are more states than the limits allow, since nothing can be said then.
#[must_use]
pub fn early(machine: &Machine, asked: &[PrincipleIx], limits: &Limits<'_>) -> Option<LintStats> {
    let graph = explore_runs(machine, &TextLengths::default(), limits);
    if !graph.complete {
        return None;
    }
    let view = GraphView::new(&graph, None);
    let count_choice = |at: u32| i128::from(graph.moves[at as usize].choice != NONE);
    Some(LintStats {
        best: best_lost_early(&view),
        decisions: profile::least_sum(&view, &|_, at| count_choice(at)),
        least: asked.iter().map(|principle| least_decisions(&graph, &view, *principle)).collect(),
    })
}

/// Returns the best result, with those choices of [`lost::best_result`] that rule it out whenever
/// they are made, and that leave something to choose.
fn best_lost_early(view: &GraphView<'_, '_>) -> Option<BestResult> {
    let mut best = lost::best_result(view)?;
    let has_choice = |state: u32| view.steps_from(state).any(|(_, step)| step.choice != NONE);
    let goes_on = view.can_reach(&has_choice);
    let is_best = |state: u32| view.graph.result_of(state) == Some(best.result);
    let leads = view.can_reach(&is_best);
    let hopeful = (0..view.graph.len() as u32).filter(|state| leads[*state as usize]);
    let mut early: FxHashSet<(u32, u32)> = FxHashSet::default();
    for (_, step) in hopeful.flat_map(|state| view.steps_from(state)) {
        match step.to {
            StepTarget::State(to) if goes_on[to as usize] => {
                early.insert(lost::loss_name(view.graph.machine, step.choice, step.outcome));
            }
            StepTarget::State(_) | StepTarget::NoOutcome | StepTarget::Nowhere | StepTarget::Beyond => {}
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
fn least_decisions(graph: &Graph<'_>, view: &GraphView<'_, '_>, principle: PrincipleIx) -> Option<(u64, Witness)> {
    let points = profile::principle_points(graph, principle);
    let is_counted = |at: u32| 0 < points[at as usize].1;
    // One decision that counts weighs more than all choices of any shortest run.
    let decision_weight = graph.len() as i128 + 1;
    let step_weight =
        |at: u32| -i128::from(graph.moves[at as usize].choice != NONE) - decision_weight * i128::from(is_counted(at));
    let moves = unfaced::heaviest_run(view, &step_weight)?;
    let decisions = moves.iter().filter(|at| is_counted(**at)).fold(0, |sum, _| sum + 1);
    Some((decisions, graph.to_witness(&moves)))
}
