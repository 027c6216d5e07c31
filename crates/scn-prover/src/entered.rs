//! Which nodes runs enter, and a shortest run to each.
//!
//! The run to a node is most often that to another and a step more. So runs are kept with their
//! beginnings shared, each step with the one before it: in a chain of so many nodes that is as many
//! steps, not the square of them.

use scn_story::NodeIx;

use crate::{RunStep, Witness};

/// For each node, whether some run enters it, and a shortest one that does.
///
/// Two are equal when they have the same runs.
#[derive(Clone, Debug, Default)]
pub struct Entered {
    /// For each node, how its run ends.
    runs: Vec<Option<End>>,
    /// Every step, after the end of what came before it.
    steps: Vec<(End, RunStep)>,
}

/// How a run ends: one more than the number of its last step; 0 with none.
pub(crate) type End = u32;

impl Entered {
    /// So many nodes, none of which is entered.
    #[must_use]
    pub fn none(nodes: usize) -> Self {
        Self { runs: vec![None; nodes], steps: Vec::new() }
    }

    /// Of how many nodes it tells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// Whether it tells of no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Whether some run enters a node.
    #[must_use]
    pub fn has(&self, node: NodeIx) -> bool {
        self.end(node).is_some()
    }

    /// The shortest run that enters a node; `None` where none does. Takes time in proportion to its
    /// length.
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

    /// Says that this run enters a node.
    pub fn enter(&mut self, node: NodeIx, run: &Witness) {
        let end = run.steps.iter().fold(0, |end, step| self.step(end, *step));
        self.end_at(node, end);
    }

    fn end(&self, node: NodeIx) -> Option<End> {
        self.runs.get(node.index()).copied().flatten()
    }

    /// Says how the run to a node ends.
    pub(crate) fn end_at(&mut self, node: NodeIx, end: End) {
        if let Some(run) = self.runs.get_mut(node.index()) {
            *run = Some(end);
        }
    }

    /// A run goes on by a step.
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
