//! Why no run reaches a node: what rules out each transition to it.

use rustc_hash::FxHashMap;
use scn_prover::Question;
use scn_source::{Place, Span};
use scn_story::{ChoiceIx, NextCase, OutcomeIx, Target};
use scn_syntax::ast;

use super::{IndexedChoice, Reporter, indexed_choices, is_set, target_span};
use crate::findings::unreachable_node::UnreachableCause;

/// What rules out one transition.
enum Obstacle {
    /// Its source is itself unreachable.
    SourceUnreachable(Span, String),
    /// A condition never holds, an earlier one always does, or a detour never returns.
    Condition(Span, String),
}

/// A line of the scenario that leads to a node.
#[derive(Clone, Copy)]
enum Way<'s, 'a> {
    /// A `Next:` of a situation, by its number.
    Case(usize, usize),
    /// The `Detour:` of an outcome, or one of its `Next:` lines, by the number of the outcome within
    /// its choice.
    Outcome(IndexedChoice<'s, 'a>, usize, Option<usize>),
}

/// The lines that lead to each node, in the order written. Targets are compared as resolved, which
/// is not always as they are spelled.
pub(super) struct Ways<'s, 'a> {
    by_target: FxHashMap<&'s str, Vec<Way<'s, 'a>>>,
}

impl<'s, 'a> Ways<'s, 'a> {
    pub(super) fn new(scenario: &'s ast::Scenario<'a>, lowered: &'s scn_story::Scenario) -> Self {
        let mut ways = Self { by_target: FxHashMap::default() };
        let story = &lowered.situations;
        for (node, (_, story)) in scenario.situations.iter().zip(story).enumerate() {
            for (case, next) in story.next.iter().enumerate() {
                ways.add(&next.to, Way::Case(node, case));
            }
        }
        for (at, story) in indexed_choices(scenario).zip(story.iter().flat_map(|it| &it.choices)) {
            for (offset, (_, story)) in at.choice.outcomes.iter().zip(&story.outcomes).enumerate() {
                if let Some(detour) = &story.detour {
                    ways.by_target.entry(detour).or_default().push(Way::Outcome(at, offset, None));
                }
                for (case, next) in story.next.iter().enumerate() {
                    ways.add(&next.to, Way::Outcome(at, offset, Some(case)));
                }
            }
        }
        ways
    }

    fn add(&mut self, target: &'s Target, way: Way<'s, 'a>) {
        match target {
            Target::Node(id) => self.by_target.entry(id).or_default().push(way),
            Target::Again | Target::Return => {}
        }
    }
}

impl Reporter<'_, '_> {
    /// Returns why no run reaches the node with this id, and what rules out each transition to it.
    pub(super) fn ways_to(&self, ways: &Ways<'_, '_>, id: &str) -> (UnreachableCause, Vec<(Place, String)>) {
        let ways = ways.by_target.get(id).map(Vec::as_slice).unwrap_or_default();
        let obstacles: Vec<Obstacle> = ways.iter().filter_map(|way| self.obstacle(*way)).collect();
        let cause = if obstacles.is_empty() {
            UnreachableCause::NoTransition
        } else if obstacles.iter().any(|against| matches!(against, Obstacle::Condition(..))) {
            UnreachableCause::RuledOut
        } else {
            UnreachableCause::SourceUnreachable
        };
        let to_place = |against| match against {
            Obstacle::SourceUnreachable(span, message) | Obstacle::Condition(span, message) => {
                (self.place(span), message)
            }
        };
        (cause, obstacles.into_iter().map(to_place).collect())
    }

    fn obstacle(&self, way: Way<'_, '_>) -> Option<Obstacle> {
        match way {
            Way::Case(node, case) => {
                let situation = self.scenario.situations.get(node)?;
                Some(self.case_obstacle(node, case, situation))
            }
            Way::Outcome(at, offset, case) => {
                let story = self.lowered.scenario.situations.get(at.node)?;
                let first = at.choice_in_situation;
                let cases = story.choices.get(first)?.outcomes.get(offset)?.next.as_slice();
                let outcome = at.choice.outcomes.get(offset)?;
                Some(self.outcome_obstacle(at, offset, outcome, case.map(|case| (case, cases))))
            }
        }
    }

    fn case_obstacle(&self, node: usize, case: usize, situation: &ast::Situation<'_>) -> Obstacle {
        let source_id = situation.id.text;
        let span = situation.next.get(case).map_or(situation.header, |next| target_span(&next.target));
        if self.is_never_entered(node) {
            return Obstacle::SourceUnreachable(
                span,
                format!("`{source_id}` leads here, but no run reaches `{source_id}`"),
            );
        }
        let cases = self.lowered.scenario.situations.get(node).map(|it| it.next.as_slice()).unwrap_or_default();
        self.unmet_case(cases, case, &format!("in every run that reaches `{source_id}`"))
            .unwrap_or_else(|| self.other_obstacle(span, "the lines before this one cover every case"))
    }

    /// Returns what rules out a transition if no single condition does. `cause` is what remains if
    /// every question has an answer.
    fn other_obstacle(&self, span: Span, cause: &str) -> Obstacle {
        let cause = if self.proof.is_settled() { cause } else { "no run gets there by this line" };
        Obstacle::Condition(span, cause.to_owned())
    }

    /// Returns the condition that keeps a case from being followed; `None` if no single one does.
    fn unmet_case(&self, cases: &[NextCase], case: usize, where_false: &str) -> Option<Obstacle> {
        let evaluated = |at: usize| {
            let when = cases.get(at).and_then(|next| next.when.as_ref())?;
            Some((self.site_span(when.site)?, when.site))
        };
        for before in 0..case {
            if let Some((span, _)) = evaluated(before).filter(|(_, site)| self.is_always_true(*site)) {
                let message = "always true, so the lines after it are never evaluated".to_owned();
                return Some(Obstacle::Condition(span, message));
            }
        }
        let (span, site) = evaluated(case)?;
        self.is_always_false(site).then(|| Obstacle::Condition(span, format!("false {where_false}")))
    }

    /// Returns what rules out the `Detour:` of an outcome, or one case of its `Next:`.
    fn outcome_obstacle(
        &self,
        at: IndexedChoice<'_, '_>,
        offset: usize,
        outcome: &ast::Outcome<'_>,
        case: Option<(usize, &[NextCase])>,
    ) -> Obstacle {
        let source_id = self.scenario.situations.get(at.node).map(|it| it.id.text).unwrap_or_default();
        let target = match case {
            None => outcome.detour.as_ref(),
            Some((case, _)) => outcome.next.get(case).map(|line| &line.target),
        };
        let span = target.map_or(outcome.header, target_span);
        if self.is_never_entered(at.node) {
            return Obstacle::SourceUnreachable(
                span,
                format!("`{source_id}` leads here, but no run reaches `{source_id}`"),
            );
        }
        if self.proof.excludes(Question::Offers(ChoiceIx::at(at.index))) {
            let locked = is_set(&self.proof.locked, at.index);
            let cause = if locked { at.choice.needs.as_ref() } else { at.choice.when.as_ref() };
            let span = cause.map_or(at.choice.header, |condition| condition.span);
            return Obstacle::Condition(span, format!("false in every run that reaches `{source_id}`"));
        }
        if self.proof.excludes(Question::Takes(OutcomeIx::at(at.first_outcome + offset))) {
            let span = match &outcome.when {
                ast::OutcomeCondition::If(condition) => condition.span,
                ast::OutcomeCondition::Otherwise(span) | ast::OutcomeCondition::Broken(span) => *span,
                ast::OutcomeCondition::Always | ast::OutcomeCondition::Chance { .. } => outcome.header,
            };
            return Obstacle::Condition(span, "no run gets this outcome".to_owned());
        }
        if let Some(obstacle) =
            case.and_then(|(case, cases)| self.unmet_case(cases, case, "in every run that gets this outcome"))
        {
            return obstacle;
        }
        // The outcome is taken, so the missing step is the return from its detour.
        match &outcome.detour {
            Some(detour) => self.other_obstacle(target_span(detour), "no run returns from this detour"),
            None => self.other_obstacle(span, "the lines before this one cover every case"),
        }
    }
}
