//! Determines which choice a `Choose:` step of a test refers to.
//!
//! This depends on the choices available when the step is reached, so the steps are followed from
//! situation to situation. Conditions are not evaluated: every choice that could be available
//! counts, and choices that this cannot distinguish are reported as several.

use std::collections::BTreeSet;

use scn_compiler::{ChoicePosition, ScenarioNames};
use scn_source::Span;
use scn_syntax::ast;

use super::target_name;

/// Returns, for each step of a test, the choices that it may refer to; none for an `Expect:`.
pub(super) fn resolve_steps(
    scenario: &ast::Scenario<'_>,
    names: &ScenarioNames<'_>,
    test: &ast::Test<'_>,
) -> Vec<Vec<ChoicePosition>> {
    let map = ChoiceGraph { scenario, names };
    let first = scenario.start.map_or(Some(0), |start| map.situation_index(names.node_header(start.text)));
    let mut current = map.follow_without_choices(first);
    let mut resolved = Vec::with_capacity(test.steps.len());
    for step in &test.steps {
        let ast::TestStep::Choose { choice, outcome } = step else {
            resolved.push(Vec::new());
            continue;
        };
        let mut candidates: Vec<ChoicePosition> =
            current.iter().flat_map(|at| names.resolve_choosable(*at, choice.text)).collect();
        if candidates.is_empty() {
            // The test fails here, or an earlier step is broken, so any choice with this name is
            // possible.
            candidates =
                (0..scenario.situations.len()).flat_map(|at| names.resolve_choosable(at, choice.text)).collect();
        }
        current = map.follow_without_choices(
            candidates.iter().flat_map(|at| map.targets_of_choice(*at, outcome.map(|it| it.value))),
        );
        resolved.push(candidates);
    }
    resolved
}

struct ChoiceGraph<'m, 'a> {
    scenario: &'m ast::Scenario<'a>,
    names: &'m ScenarioNames<'a>,
}

impl ChoiceGraph<'_, '_> {
    /// Returns the position of the situation with this header; `None` for an ending.
    fn situation_index(&self, header: Option<Span>) -> Option<usize> {
        self.scenario.situations.iter().position(|it| Some(it.header) == header)
    }

    fn targets_of(&self, target: &ast::Target<'_>, from: usize) -> Vec<usize> {
        match target {
            ast::Target::Node(_) => {
                let name = target_name(target);
                name.and_then(|name| self.situation_index(self.names.node_header(name.text))).into_iter().collect()
            }
            ast::Target::Again(_) => vec![from],
            ast::Target::Return(_) => self.after_detours(),
            ast::Target::Broken(_) => Vec::new(),
        }
    }

    /// Returns where a `return` can lead: the target after every outcome that opens a detour.
    fn after_detours(&self) -> Vec<usize> {
        let mut targets = Vec::new();
        for (at, situation) in self.scenario.situations.iter().enumerate() {
            for outcome in situation.choices.iter().flat_map(|choice| &choice.outcomes) {
                let next = outcome.next.iter().filter(|_| outcome.detour.is_some()).map(|line| &line.target);
                // A `return` after a detour leads where other detours lead, and those are included
                // too.
                for target in next.filter(|it| matches!(it, ast::Target::Node(_) | ast::Target::Again(_))) {
                    targets.extend(self.targets_of(target, at));
                }
            }
        }
        targets
    }

    /// Returns where a choice can lead.
    fn targets_of_choice(&self, (at, choice): ChoicePosition, outcome: Option<i64>) -> Vec<usize> {
        let choice = self.scenario.situations.get(at).and_then(|it| it.choices.get(choice));
        let outcomes = choice.into_iter().flat_map(|it| (1_i64..).zip(&it.outcomes));
        let outcomes_taken = outcomes.filter(|(number, _)| outcome.is_none_or(|outcome| outcome == *number));
        let targets = outcomes_taken.flat_map(|(_, it)| {
            let next = it.next.iter().filter(|_| it.detour.is_none()).map(|line| &line.target);
            it.detour.iter().chain(next)
        });
        targets.flat_map(|target| self.targets_of(target, at)).collect()
    }

    /// Returns these situations, and all those that situations without choices lead on to.
    fn follow_without_choices(&self, from: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let mut to_do: Vec<usize> = from.into_iter().collect();
        let mut reached = BTreeSet::new();
        while let Some(at) = to_do.pop() {
            if reached.insert(at) {
                let next = self.scenario.situations.get(at).into_iter().flat_map(|it| &it.next);
                to_do.extend(next.flat_map(|next| self.targets_of(&next.target, at)));
            }
        }
        reached
    }
}
