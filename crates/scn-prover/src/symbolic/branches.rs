//! Conditions of changes and targets: splits a step into parts in which each of them has the same
//! result.
//!
//! A transition has one effect on all of its states. So the states of a step are split by every
//! condition that is evaluated before the next moment, whichever detours are open there. Where a
//! `return` leads depends on the open detours. Its step is therefore split by the conditions after
//! every detour that it may close.

use scn_story::{CaseView, GoalView, NodeIx, OutcomeIx};

use super::budget::{Budgeted, Exhausted};
use super::diagram::EMPTY;
use super::rules::TransitionRules;
use super::step_effects::{MOST_PARTS, Observations, StepEffects};

impl TransitionRules<'_> {
    /// Splits a step by the case that is followed after it, in order. A part without a case leads
    /// nowhere. Corresponds to the interpreter's `first_case`.
    pub(super) fn split_by_cases(
        &mut self,
        step: &StepEffects,
        cases: &[CaseView],
        node: NodeIx,
        observations: &mut Observations,
    ) -> Budgeted<Vec<(StepEffects, GoalView)>> {
        let point = self.eval_point(node);
        let mut parts = Vec::with_capacity(cases.len());
        let mut remaining = step.clone();
        for case in cases {
            let holding = match &case.when {
                None => remaining.guard,
                Some(cond) => remaining.evaluate(&mut self.context, cond, point, observations)?,
            };
            parts.push((remaining.restricted_to(holding), case.to));
            remaining.guard = self.context.diagrams.exclude(remaining.guard, holding)?;
        }
        if remaining.guard != EMPTY {
            parts.push((remaining, GoalView::Nowhere));
        }
        Ok(parts)
    }

    /// Splits a step that leads to `goal`, from `node` or by a choice of it, so that all states of
    /// a part do the same until the next moment.
    pub(super) fn split_by_goal(
        &mut self,
        step: StepEffects,
        goal: GoalView,
        node: NodeIx,
    ) -> Budgeted<Vec<StepEffects>> {
        match goal {
            GoalView::Nowhere => Ok(vec![step]),
            GoalView::Node(target) => self.split_by_entry(step, target),
            GoalView::Again => self.split_by_entry(step, node),
            GoalView::Return => {
                let mut parts = vec![step];
                for opener in self.branching.clone() {
                    let mut split = Vec::new();
                    for part in parts {
                        self.split_by_opener(&part, opener, &mut split)?;
                    }
                    if MOST_PARTS < split.len() {
                        return Err(Exhausted::Bound);
                    }
                    parts = split;
                }
                Ok(parts)
            }
        }
    }

    fn split_by_opener(&mut self, step: &StepEffects, opener: OutcomeIx, split: &mut Vec<StepEffects>) -> Budgeted<()> {
        let own = self.own_node(opener);
        let cases = self.cases_after(opener).to_vec();
        for (part, goal) in self.split_by_cases(step, &cases, own, &mut Observations::default())? {
            match goal {
                _ if part.guard == EMPTY => {}
                GoalView::Node(target) => split.extend(self.split_by_entry(part, target)?),
                GoalView::Again => split.extend(self.split_by_entry(part, own)?),
                // Where another `return` leads depends on the other openers only.
                GoalView::Return | GoalView::Nowhere => split.push(part),
            }
        }
        Ok(())
    }

    /// Splits a step by the conditions of the changes that a node makes when it is entered.
    pub(super) fn split_by_entry(&mut self, step: StepEffects, target: NodeIx) -> Budgeted<Vec<StepEffects>> {
        if !self.changes_conditionally(target) {
            return Ok(vec![step]);
        }
        let point = self.eval_point(target);
        let groups = self.context.view.nodes.get(target.index()).map(|node| node.set.clone()).unwrap_or_default();
        let guards = step.split_by_groups(&mut self.context, &groups, point)?;
        Ok(guards.into_iter().map(|guard| step.restricted_to(guard)).collect())
    }

    /// Returns where a step leads after the detour of an outcome, and observes the conditions that
    /// decide it. The step must be a part that `split_by_goal` returned.
    pub(super) fn goal_after(
        &mut self,
        step: &StepEffects,
        opener: OutcomeIx,
        observations: &mut Observations,
    ) -> Budgeted<GoalView> {
        let cases = self.cases_after(opener).to_vec();
        let parts = self.split_by_cases(step, &cases, self.own_node(opener), observations)?;
        let followed = parts.iter().find(|(part, _)| part.guard == step.guard);
        Ok(followed.map_or(GoalView::Nowhere, |(_, goal)| *goal))
    }

    /// Returns whether a condition decides where a run continues after the detour of an outcome, or
    /// what changes as it does.
    pub(super) fn is_branching(&self, opener: OutcomeIx) -> bool {
        let opens = self.context.view.outcomes.get(opener.index()).is_some_and(|outcome| outcome.detour.is_some());
        opens
            && self.cases_after(opener).iter().any(|case| {
                case.when.is_some()
                    || match case.to {
                        GoalView::Node(target) => self.changes_conditionally(target),
                        GoalView::Again => self.changes_conditionally(self.own_node(opener)),
                        GoalView::Return | GoalView::Nowhere => false,
                    }
            })
    }

    fn changes_conditionally(&self, node: NodeIx) -> bool {
        let node = self.context.view.nodes.get(node.index());
        node.is_some_and(|node| node.set.iter().any(|group| group.when.is_some()))
    }

    fn cases_after(&self, opener: OutcomeIx) -> &[CaseView] {
        self.context.view.outcomes.get(opener.index()).map(|outcome| outcome.next.as_slice()).unwrap_or_default()
    }

    /// Returns the situation of an outcome.
    pub(super) fn own_node(&self, outcome: OutcomeIx) -> NodeIx {
        let choice = self.machine.choice_of(outcome).map(|(choice, _)| choice);
        choice.and_then(|choice| self.machine.node_of(choice)).unwrap_or_default()
    }
}
