//! Where principles are tested, and which outcomes some run takes.

use std::collections::BTreeSet;

use scn_story::{NodeIx, OutcomeIx};

use super::graph::{Graph, NONE};

/// Returns, for each principle, the situations with a moment where, among the possible outcomes of
/// the choices on offer, one upholds it and one breaks it. In source order.
pub(super) fn tested_at(graph: &Graph<'_>) -> Vec<Vec<NodeIx>> {
    let mut tested: Vec<BTreeSet<NodeIx>> = vec![BTreeSet::new(); graph.machine.principles().len()];
    for (state, node) in (0..).zip(&graph.nodes) {
        let outcomes = graph.step_range(state).map(|at| graph.moves[at as usize].outcome).filter(|it| *it != NONE);
        let (mut upheld, mut broken) = (BTreeSet::new(), BTreeSet::new());
        for (principle, rating) in outcomes.flat_map(|outcome| graph.machine.outcome_links(OutcomeIx(outcome))) {
            if *rating < 0 { &mut broken } else { &mut upheld }.insert(principle.index());
        }
        for principle in upheld.intersection(&broken) {
            tested[*principle].insert(*node);
        }
    }
    tested.into_iter().map(|nodes| nodes.into_iter().collect()).collect()
}

/// Returns, for each outcome, whether some run takes it.
pub(super) fn taken_outcomes(graph: &Graph<'_>) -> Vec<bool> {
    let mut flags = vec![false; graph.machine.outcome_count()];
    for step in graph.moves.iter().filter(|step| step.outcome != NONE) {
        flags[step.outcome as usize] = true;
    }
    flags
}
