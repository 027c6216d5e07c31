//! `always possible`: whether a moment that meets the condition can be reached from every moment.

use scn_story::{Bits, ConditionRef, NodeIx};

use super::{Refutation, Verdict, is_flagged, set_flag};
use crate::edges::Edges;
use crate::explore::Explored;
use crate::table::StateIx;

pub(super) fn prove_always_possible<B: Bits>(explored: &Explored<'_, B>, claim: ConditionRef) -> Verdict {
    let mut open: Vec<bool> = explored.all_states().map(|at| explored.meets_condition(claim, at)).collect();
    let mut to_do: Vec<StateIx> = explored.all_states().filter(|at| is_flagged(&open, *at)).collect();
    let predecessors = Predecessors::new(&explored.edges, open.len());
    while let Some(at) = to_do.pop() {
        to_do.extend(predecessors.predecessors_of(at).iter().copied().filter(|from| set_flag(&mut open, *from)));
    }
    // The lowest number belongs to the shortest run.
    let Some(at) = explored.all_states().find(|at| !is_flagged(&open, *at)) else { return Verdict::Kept };
    let reachable = nodes_reachable_from(explored, at);
    Verdict::Refuted(Refutation::Stuck { run: explored.run_to(at), at: explored.table.node(at), within: reachable })
}

/// Returns the nodes that runs can still reach from a state, including its own.
fn nodes_reachable_from<B: Bits>(explored: &Explored<'_, B>, from: StateIx) -> Vec<NodeIx> {
    let mut visited = vec![false; explored.table.len()];
    let mut to_do = vec![from];
    let mut nodes = vec![false; explored.machine.node_count()];
    set_flag(&mut visited, from);
    while let Some(at) = to_do.pop() {
        set_flag(&mut nodes, explored.table.node(at).0);
        to_do.extend(explored.edges.successors_of(at).filter(|next| set_flag(&mut visited, *next)));
    }
    (0..nodes.len()).map(NodeIx::at).filter(|node| is_flagged(&nodes, node.0)).collect()
}

/// The reversed edges of the graph: the predecessors of each state, as consecutive lists.
struct Predecessors {
    sources: Vec<StateIx>,
    /// The end of each state's list.
    ends: Vec<usize>,
}

impl Predecessors {
    /// Builds the lists with a counting sort: counts the edges by target, then places each source
    /// in the room reserved for its target.
    fn new(edges: &Edges, states: usize) -> Self {
        let all_edges = || {
            (0..states as u64)
                .filter_map(|at| StateIx::try_from(at).ok())
                .flat_map(|from| edges.successors_of(from).map(move |to| (from, to)))
        };
        let mut starts = vec![0; states];
        let mut edge_count = 0;
        for (_, to) in all_edges() {
            if let Some(count) = starts.get_mut(to as usize) {
                *count += 1;
                edge_count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        let mut sources = vec![0; edge_count];
        for (from, to) in all_edges() {
            if let Some(start) = starts.get_mut(to as usize) {
                if let Some(place) = sources.get_mut(*start) {
                    *place = from;
                }
                *start += 1;
            }
        }
        // Each start has moved to the end of its list.
        Self { sources, ends: starts }
    }

    fn predecessors_of(&self, at: StateIx) -> &[StateIx] {
        let start = (at as usize).checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(at as usize).copied().unwrap_or(start);
        self.sources.get(start..end).unwrap_or_default()
    }
}
