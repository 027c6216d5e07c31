//! `always possible`: whether a moment that meets the condition can be reached from every moment.

use scn_story::{Bits, Claim, NodeIx};

use super::{Refutation, Verdict, is, set};
use crate::edges::Edges;
use crate::explore::Explored;
use crate::table::StateIx;

pub(super) fn always_possible<B: Bits>(explored: &Explored<'_, B>, claim: Claim) -> Verdict {
    let mut open: Vec<bool> = explored.all().map(|at| explored.holds(claim, at)).collect();
    let mut to_do: Vec<StateIx> = explored.all().filter(|at| is(&open, *at)).collect();
    let before = Before::new(&explored.edges, open.len());
    while let Some(at) = to_do.pop() {
        to_do.extend(before.of(at).iter().copied().filter(|from| set(&mut open, *from)));
    }
    // The lowest number belongs to the shortest run.
    let Some(at) = explored.all().find(|at| !is(&open, *at)) else { return Verdict::Kept };
    let within = within(explored, at);
    Verdict::Refuted(Refutation::Stuck { run: explored.run_to(at), at: explored.table.node(at), within })
}

/// Returns the nodes that runs can still reach from a state, including its own.
fn within<B: Bits>(explored: &Explored<'_, B>, from: StateIx) -> Vec<NodeIx> {
    let mut met = vec![false; explored.table.len()];
    let mut to_do = vec![from];
    let mut nodes = vec![false; explored.machine.node_count()];
    set(&mut met, from);
    while let Some(at) = to_do.pop() {
        set(&mut nodes, explored.table.node(at).0);
        to_do.extend(explored.edges.of(at).filter(|next| set(&mut met, *next)));
    }
    (0..nodes.len()).map(NodeIx::at).filter(|node| is(&nodes, node.0)).collect()
}

/// The reversed edges of the graph: the predecessors of each state, as consecutive lists.
struct Before {
    sources: Vec<StateIx>,
    /// The end of each state's list.
    ends: Vec<usize>,
}

impl Before {
    /// Builds the lists with a counting sort: counts the edges by target, then places each source
    /// in the room reserved for its target.
    fn new(edges: &Edges, states: usize) -> Self {
        let steps = || {
            (0..states as u64)
                .filter_map(|at| StateIx::try_from(at).ok())
                .flat_map(|from| edges.of(from).map(move |to| (from, to)))
        };
        let mut starts = vec![0; states];
        let mut all = 0;
        for (_, to) in steps() {
            if let Some(count) = starts.get_mut(to as usize) {
                *count += 1;
                all += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        let mut sources = vec![0; all];
        for (from, to) in steps() {
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

    fn of(&self, at: StateIx) -> &[StateIx] {
        let start = (at as usize).checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(at as usize).copied().unwrap_or(start);
        self.sources.get(start..end).unwrap_or_default()
    }
}
