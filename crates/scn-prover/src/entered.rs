//! The nodes that runs enter, with a shortest run to each.
//!
//! The run to one node is usually the run to another node plus one step. Runs therefore share their
//! beginnings: each step is stored with the step before it. A chain of n nodes takes n steps, not n
//! squared.

use scn_story::NodeIx;

use crate::{RunStep, Witness};

/// For each node, whether some run enters it, and a shortest run that does.
///
/// Two values are equal if they contain the same runs.
#[derive(Clone, Debug, Default)]
pub struct Entered {
    /// For each node, the last step of its run.
    runs: Vec<Option<End>>,
    /// Every step, with the step before it.
    steps: Vec<(End, RunStep)>,
}

/// The end of a run: the index of its last step plus one, or 0 if it has no steps.
pub(crate) type End = u32;

impl Entered {
    /// Creates a value for this many nodes, none of which is entered.
    #[must_use]
    pub fn none(nodes: usize) -> Self {
        Self { runs: vec![None; nodes], steps: Vec::new() }
    }

    /// Returns the number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// Returns whether there are no nodes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Returns whether some run enters a node.
    #[must_use]
    pub fn has(&self, node: NodeIx) -> bool {
        self.end(node).is_some()
    }

    /// Returns the shortest run that enters a node, or `None` if no run does. Takes time
    /// proportional to its length.
    #[must_use]
    pub fn run_to(&self, node: NodeIx) -> Option<Witness> {
        let mut at = self.end(node)?;
        let mut steps = Vec::new();
        while let Some((before, step)) = (at as usize).checked_sub(1).and_then(|at| self.steps.get(at)) {
            steps.push(*step);
            at = *before;
        }
        steps.reverse();
        Some(Witness { steps })
    }

    /// Records that this run enters a node.
    pub fn enter(&mut self, node: NodeIx, run: &Witness) {
        let run_end = run.steps.iter().fold(0, |end, step| self.step(end, *step));
        self.end_at(node, run_end);
    }

    fn end(&self, node: NodeIx) -> Option<End> {
        self.runs.get(node.index()).copied().flatten()
    }

    /// Sets the end of the run to a node.
    pub(crate) fn end_at(&mut self, node: NodeIx, end: End) {
        if let Some(run) = self.runs.get_mut(node.index()) {
            *run = Some(end);
        }
    }

    /// Extends a run by a step.
    pub(crate) fn step(&mut self, end: End, step: RunStep) -> End {
        self.steps.push((end, step));
        u32::try_from(self.steps.len()).unwrap_or(u32::MAX)
    }
}

impl PartialEq for Entered {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && (0..self.len()).map(NodeIx::at).all(|node| self.run_to(node) == other.run_to(node))
    }
}

impl Eq for Entered {}
