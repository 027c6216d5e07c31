//! Runs that share their beginnings.
//!
//! The run that shows one thing is usually the run that shows another, plus a step. Each step is
//! stored once, with the step before it: the runs of a chain of n situations take n steps, not n
//! squared.

use std::fmt;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use scn_story::{ChoiceIx, NodeIx};

/// A step of a run, as a person would replay it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RunStep {
    /// Makes this choice.
    Choose(ChoiceIx),
    /// Chance draws this outcome of the choice just made, counted from 1. Present only where chance
    /// decides.
    Draw(u32),
}

/// The end of a run: the index of its last step plus one, or 0 if it has no steps.
pub(crate) type End = u32;

/// Runs, as the steps of all of them.
#[derive(Debug, Default)]
pub struct RunTree {
    /// Each step, with the end of the run before it, which is never larger than its own index.
    steps: Vec<(End, RunStep)>,
}

impl RunTree {
    /// Returns each step with the end of the run before it: 0, or the index of an earlier step plus
    /// one.
    pub fn steps(&self) -> impl Iterator<Item = (u32, RunStep)> {
        self.steps.iter().copied()
    }

    fn steps_to(&self, mut end: End) -> Vec<RunStep> {
        let mut steps = Vec::new();
        while let Some((before, step)) = (end as usize).checked_sub(1).and_then(|at| self.steps.get(at)) {
            steps.push(*step);
            end = *before;
        }
        steps.reverse();
        steps
    }
}

/// A run. In a complete proof, it is a shortest one: one with the fewest choices. Among those it is
/// the first in source order (choice by choice, then outcome by outcome), unless the states were
/// found by a sweep (see `bounds/README.md`).
///
/// Copies share the steps. Two values are equal if they have the same steps.
#[derive(Clone, Default)]
pub struct Witness {
    tree: Arc<RunTree>,
    end: End,
}

impl Witness {
    /// Returns the steps from the start; empty if the start of the run already shows it. Takes time
    /// proportional to their number.
    #[must_use]
    pub fn steps(&self) -> Vec<RunStep> {
        self.tree.steps_to(self.end)
    }

    /// Returns the runs with which this one shares its steps.
    #[must_use]
    pub fn tree(&self) -> &Arc<RunTree> {
        &self.tree
    }

    /// Returns the end of the run in its tree: 0, or the index of its last step plus one.
    #[must_use]
    pub fn end(&self) -> u32 {
        self.end
    }
}

impl From<Vec<RunStep>> for Witness {
    fn from(steps: Vec<RunStep>) -> Self {
        let mut runs = RunCollection::default();
        let end = runs.add(&steps);
        runs.finish().run(end)
    }
}

impl PartialEq for Witness {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.tree, &other.tree) && self.end == other.end || self.steps() == other.steps()
    }
}

impl Eq for Witness {}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.steps()).finish()
    }
}

/// Runs to which more are added. A step after the same steps is stored once.
#[derive(Debug, Default)]
pub(crate) struct RunCollection {
    tree: RunTree,
    known: FxHashMap<(End, RunStep), End>,
}

impl RunCollection {
    /// Extends a run by a step.
    pub(crate) fn step(&mut self, before: End, step: RunStep) -> End {
        let steps = &mut self.tree.steps;
        *self.known.entry((before, step)).or_insert_with(|| {
            steps.push((before, step));
            u32::try_from(steps.len()).unwrap_or(u32::MAX)
        })
    }

    /// Adds a run.
    pub(crate) fn add(&mut self, steps: &[RunStep]) -> End {
        steps.iter().fold(0, |end, step| self.step(end, *step))
    }

    /// Ends the collection.
    pub(crate) fn finish(self) -> FinishedRuns {
        FinishedRuns(Arc::new(self.tree))
    }
}

/// Runs to which none are added any more.
pub(crate) struct FinishedRuns(Arc<RunTree>);

impl FinishedRuns {
    /// Returns the run with this end.
    pub(crate) fn run(&self, end: End) -> Witness {
        Witness { tree: Arc::clone(&self.0), end }
    }
}

/// For each node, whether some run enters it, and a shortest run that does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entered {
    runs: Vec<Option<Witness>>,
}

impl Entered {
    /// Creates a value for this many nodes, none of which is entered.
    #[must_use]
    pub fn none(nodes: usize) -> Self {
        Self { runs: vec![None; nodes] }
    }

    /// Returns the number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// Returns the number of nodes that some run enters.
    pub(crate) fn count(&self) -> usize {
        self.runs.iter().filter(|run| run.is_some()).count()
    }

    /// Returns whether there are no nodes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Returns whether some run enters a node.
    #[must_use]
    pub fn has(&self, node: NodeIx) -> bool {
        self.runs.get(node.index()).is_some_and(Option::is_some)
    }

    /// Returns the shortest run that enters a node, or `None` if no run does.
    #[must_use]
    pub fn run_to(&self, node: NodeIx) -> Option<Witness> {
        self.runs.get(node.index()).cloned().flatten()
    }

    /// Records that this run enters a node.
    pub fn enter(&mut self, node: NodeIx, run: Witness) {
        if let Some(entered) = self.runs.get_mut(node.index()) {
            *entered = Some(run);
        }
    }
}
