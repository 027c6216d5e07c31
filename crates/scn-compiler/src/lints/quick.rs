//! Facts that are certain without following any run, so that no search is needed.
//!
//! All answers are one-sided: a positive answer holds whatever the conditions evaluate to. After a
//! negative answer, the runs must be followed.

use std::collections::VecDeque;

use scn_story::{CaseView, ChoiceIx, GoalView, Machine, NodeIx, OutcomeIx, PrincipleIx, RunResult, View};

/// A machine with its data view.
pub(crate) struct MachineFacts<'m> {
    machine: &'m Machine,
    view: View,
}

impl<'m> MachineFacts<'m> {
    pub(crate) fn new(machine: &'m Machine) -> Self {
        Self { machine, view: machine.view() }
    }

    /// Whether some condition reads whether the choice was made.
    pub(crate) fn is_read(&self, choice: ChoiceIx) -> bool {
        self.view.choices.get(choice.index()).is_some_and(|it| it.chosen.is_some())
    }

    fn nodes(&self) -> impl Iterator<Item = NodeIx> + use<> {
        (0..self.machine.node_count()).map(NodeIx::at)
    }

    /// Whether a choice is on offer whenever its situation is reached.
    fn is_sure(&self, choice: ChoiceIx) -> bool {
        self.view.choices.get(choice.index()).is_some_and(|it| it.when.is_none() && it.needs.is_none() && !it.once)
    }

    /// Whether every situation has some path to an ending with the given result that no condition
    /// can close.
    pub(crate) fn stays_open(&self, result: RunResult) -> bool {
        let mut open: Vec<bool> = self.nodes().map(|node| self.machine.result(node) == Some(result)).collect();
        loop {
            let mut changed = false;
            // Stories mostly go forwards, so iterating backwards settles most nodes in one round.
            for node in self.nodes().collect::<Vec<_>>().into_iter().rev() {
                if !open[node.index()] && self.leads_to_open(node, &open) {
                    open[node.index()] = true;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        self.nodes().all(|node| open[node.index()] || self.machine.result(node).is_some())
    }

    fn leads_to_open(&self, node: NodeIx, open: &[bool]) -> bool {
        let is_open = |goal: GoalView| match goal {
            GoalView::Node(node) => open[node.index()],
            GoalView::Again | GoalView::Return | GoalView::Nowhere => false,
        };
        let outcome_at = |at: OutcomeIx| self.view.outcomes.get(at.index());
        let lead_to_open = |cases: &[CaseView]| {
            cases.last().is_some_and(|last| last.when.is_none()) && cases.iter().all(|it| is_open(it.to))
        };
        let by_choice = self.machine.choices_of(node).any(|choice| {
            let outcomes_of_choice = || self.machine.outcomes_of(choice).filter_map(outcome_at);
            self.is_sure(choice)
                && outcomes_of_choice().last().is_some_and(|last| last.when.is_none())
                && outcomes_of_choice().all(|it| it.detour.is_none() && lead_to_open(&it.next))
        });
        let cases = self.view.nodes.get(node.index()).map(|it| it.cases.as_slice()).unwrap_or_default();
        by_choice || lead_to_open(cases)
    }

    /// Whether every run to an ending makes at least `least` decisions that count towards a
    /// principle.
    pub(crate) fn tests_often(&self, principle: PrincipleIx, least: u32) -> bool {
        // The fewest decisions before each node. A detour may return after any outcome that opens
        // one.
        let mut fewest: Vec<Option<u32>> = vec![None; self.machine.node_count()];
        let mut after_detours: Vec<NodeIx> = Vec::new();
        for (at, outcome) in self.view.outcomes.iter().enumerate().filter(|(_, outcome)| outcome.detour.is_some()) {
            let home = self.machine.choice_of(OutcomeIx::at(at)).and_then(|(choice, _)| self.machine.node_of(choice));
            after_detours.extend(outcome.next.iter().filter_map(|case| match case.to {
                GoalView::Node(node) => Some(node),
                GoalView::Again => home,
                GoalView::Return | GoalView::Nowhere => None,
            }));
        }
        let mut waiting = VecDeque::from([self.machine.start_node()]);
        fewest[self.machine.start_node().index()] = Some(0);
        while let Some(node) = waiting.pop_front() {
            let Some(before) = fewest[node.index()] else { continue };
            let decisions_after = before + u32::from(self.always_counts(node, principle));
            let mut reach = |to: NodeIx| {
                if fewest[to.index()].is_none_or(|known| decisions_after < known) {
                    fewest[to.index()] = Some(decisions_after);
                    waiting.push_back(to);
                }
            };
            let mut follow = |goal: GoalView| match goal {
                GoalView::Node(to) => reach(to),
                GoalView::Return => after_detours.iter().copied().for_each(&mut reach),
                GoalView::Again | GoalView::Nowhere => {}
            };
            for choice in self.machine.choices_of(node) {
                for outcome in self.machine.outcomes_of(choice).filter_map(|it| self.view.outcomes.get(it.index())) {
                    match outcome.detour {
                        Some(detour) => follow(GoalView::Node(detour)),
                        None => outcome.next.iter().for_each(|case| follow(case.to)),
                    }
                }
            }
            let cases = self.view.nodes.get(node.index()).map(|it| it.cases.as_slice()).unwrap_or_default();
            cases.iter().for_each(|case| follow(case.to));
        }
        let endings = self.nodes().filter(|node| self.machine.result(*node).is_some());
        endings.filter_map(|node| fewest[node.index()]).all(|decisions| least <= decisions)
    }

    /// Whether a decision at a situation counts towards a principle whatever the conditions
    /// evaluate to: either two choices that are always on offer cannot have the same rating, or
    /// chance decides between outcomes with different ratings.
    fn always_counts(&self, node: NodeIx, principle: PrincipleIx) -> bool {
        let rating_of = |outcome: OutcomeIx| {
            self.machine.outcome_links(outcome).iter().find(|(of, _)| *of == principle).map_or(0, |(_, rating)| *rating)
        };
        let sure_choices = || self.machine.choices_of(node).filter(|choice| self.is_sure(*choice));
        let ratings_of = |choice: ChoiceIx| self.machine.outcomes_of(choice).map(rating_of).collect::<Vec<i8>>();
        let sure_ratings: Vec<(bool, Vec<i8>)> =
            sure_choices().map(|choice| (self.machine.is_chance(choice), ratings_of(choice))).collect();
        sure_ratings.iter().enumerate().any(|(at, (chance, own))| {
            let differs = own.iter().any(|rating| Some(rating) != own.first());
            let is_apart = |other: &Vec<i8>| own.iter().all(|rating| !other.contains(rating));
            (*chance && differs) || sure_ratings.iter().take(at).any(|(_, other)| is_apart(other))
        })
    }
}
