//! Whether every run can always still end, judging only by what is possible whatever the values.
//!
//! It costs one look at each line that leads somewhere. So it also answers where there are too many
//! variables for sets of their values, as in a hub of a thousand visits.

use scn_story::{CaseView, GoalView, Machine, NodeIx, View};

/// Returns whether some stop can be reached from every node, in every state.
///
/// It can from an ending, and from a node if some choice can always be made there whose outcomes
/// all lead to such nodes, or if the node leads only to such nodes by itself. Where a detour
/// returns to is not followed, so the answer may be `false` though no run is trapped.
pub(crate) fn can_always_end(machine: &Machine) -> bool {
    nodes_that_can_end(machine).into_iter().all(|can_end| can_end)
}

/// Returns for each node whether some stop can be reached from it in every state.
pub(crate) fn nodes_that_can_end(machine: &Machine) -> Vec<bool> {
    let view = machine.view();
    let mut ways = Ways { waiting: vec![Vec::new(); machine.node_count()], missing: Vec::new(), can_end: Vec::new() };
    let mut found: Vec<NodeIx> = Vec::new();
    for node in (0..machine.node_count()).map(NodeIx::at) {
        ways.can_end.push(machine.result(node).is_some());
        if machine.result(node).is_some() {
            found.push(node);
            continue;
        }
        for targets in ways_from(machine, &view, node) {
            if ways.add(node, targets) {
                found.push(node);
            }
        }
    }
    while let Some(node) = found.pop() {
        ways.settle(node, &mut found);
    }
    ways.can_end
}

/// Ways from nodes to a stop, and how many of the nodes that they lead to are not known to have
/// one.
struct Ways {
    /// For each node, the ways that lead to it.
    waiting: Vec<Vec<usize>>,
    /// For each way, the node at which it begins, and the number of targets that are missing.
    missing: Vec<(NodeIx, usize)>,
    /// For each node, whether a run can always end from there.
    can_end: Vec<bool>,
}

impl Ways {
    /// Adds a way. Returns whether it leads only to stops, which its node did not yet have.
    fn add(&mut self, node: NodeIx, mut targets: Vec<NodeIx>) -> bool {
        targets.sort_unstable();
        targets.dedup();
        for target in &targets {
            if let Some(waiting) = self.waiting.get_mut(target.index()) {
                waiting.push(self.missing.len());
            }
        }
        self.missing.push((node, targets.len()));
        targets.is_empty() && self.mark(node)
    }

    fn mark(&mut self, node: NodeIx) -> bool {
        self.can_end.get_mut(node.index()).is_some_and(|can_end| !std::mem::replace(can_end, true))
    }

    /// Continues from a node from which a run can always end, to those that lead to it.
    fn settle(&mut self, node: NodeIx, found: &mut Vec<NodeIx>) {
        let waiting = self.waiting.get_mut(node.index()).map(std::mem::take).unwrap_or_default();
        for way in waiting {
            let Some((from, missing)) = self.missing.get_mut(way) else { continue };
            *missing -= 1;
            let (from, is_whole) = (*from, *missing == 0);
            if is_whole && self.mark(from) {
                found.push(from);
            }
        }
    }
}

/// Returns the ways that can always be taken from a node, each with all the nodes that it may lead
/// to.
fn ways_from(machine: &Machine, view: &View, node: NodeIx) -> Vec<Vec<NodeIx>> {
    let mut choices = machine.choices_of(node).peekable();
    if choices.peek().is_none() {
        let cases = view.nodes.get(node.index()).map(|node| node.cases.as_slice()).unwrap_or_default();
        return targets(cases, node).into_iter().collect();
    }
    let is_always_open = |choice: &scn_story::ChoiceIx| {
        let choice = view.choices.get(choice.index());
        choice.is_some_and(|choice| choice.when.is_none() && choice.needs.is_none() && !choice.once)
    };
    let targets_of = |choice: scn_story::ChoiceIx| {
        let mut all = Vec::new();
        for outcome in machine.outcomes_of(choice) {
            let outcome = view.outcomes.get(outcome.index()).filter(|outcome| outcome.detour.is_none())?;
            all.extend(targets(&outcome.next, node)?);
        }
        Some(all)
    };
    choices.filter(is_always_open).filter_map(targets_of).collect()
}

/// Returns where the first case that holds can lead; `None` if that is where a detour was opened.
fn targets(cases: &[CaseView], node: NodeIx) -> Option<Vec<NodeIx>> {
    let mut targets = Vec::new();
    for case in cases {
        match case.to {
            GoalView::Node(to) => targets.push(to),
            GoalView::Again => targets.push(node),
            GoalView::Return => return None,
            // The run stops.
            GoalView::Nowhere => {}
        }
        if case.when.is_none() {
            break;
        }
    }
    Some(targets)
}
