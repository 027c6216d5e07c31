//! Why no run reaches a node: what rules out each transition to it.

use scn_source::{Place, Span};
use scn_story::Target;
use scn_syntax::ast;

use super::{ChoiceAt, Reached, Reporter, choices, flag, target_span};
use crate::findings::unreachable_node::Why;

/// What rules out one transition.
enum Against {
    /// Its source is itself unreachable.
    Beyond(Span, String),
    /// A condition never holds, an earlier one always does, or a detour never returns.
    Condition(Span, String),
}

impl Reporter<'_, '_> {
    /// Returns why no run reaches the node with this id, and what rules out each transition to it.
    pub(super) fn ways_to(&self, id: &str) -> (Why, Vec<(Place, String)>) {
        let mut against = Vec::new();
        // Targets are compared as resolved, which is not always as they are spelled.
        let leads = |target: Option<&Target>| matches!(target, Some(Target::Node(to)) if to == id);
        let story = &self.lowered.scenario.situations;
        for (node, (situation, story)) in self.scenario.situations.iter().zip(story).enumerate() {
            for (case, _) in story.next.iter().enumerate().filter(|(_, case)| leads(Some(&case.to))) {
                against.push(self.against_case(node, case, situation));
            }
        }
        for (at, story) in choices(self.scenario).zip(story.iter().flat_map(|it| &it.choices)) {
            for (offset, (outcome, story)) in at.choice.outcomes.iter().zip(&story.outcomes).enumerate() {
                let by_detour = story.detour.as_deref() == Some(id);
                if by_detour || leads(story.next.as_ref()) {
                    against.push(self.against_outcome(at, offset, outcome, by_detour));
                }
            }
        }
        let why = if against.is_empty() {
            Why::Nothing
        } else if against.iter().any(|against| matches!(against, Against::Condition(..))) {
            Why::RuledOut
        } else {
            Why::Beyond
        };
        let place = |against| match against {
            Against::Beyond(span, message) | Against::Condition(span, message) => (self.place(span), message),
        };
        (why, against.into_iter().map(place).collect())
    }

    fn against_case(&self, node: usize, case: usize, situation: &ast::Situation<'_>) -> Against {
        let from = situation.id.text;
        let span = situation.next.get(case).map_or(situation.header, |next| target_span(&next.target));
        if !self.proof.is_reached(node) {
            return Against::Beyond(span, format!("`{from}` leads here, but no run comes to `{from}`"));
        }
        let story = self.lowered.scenario.situations.get(node);
        let judged = |at: usize| {
            let when = story.and_then(|it| it.next.get(at)).and_then(|next| next.when.as_ref())?;
            let site = when.site.0 as usize;
            Some((self.site_span(when.site)?, flag(&self.proof.held, site), flag(&self.proof.failed, site)))
        };
        for before in 0..case {
            if let Some((span, true, false)) = judged(before) {
                return Against::Condition(span, "always holds, so the lines after it are never asked".to_owned());
            }
        }
        match judged(case) {
            Some((span, false, true)) => {
                Against::Condition(span, format!("no run that comes to `{from}` sees this hold"))
            }
            Some(_) | None => {
                Against::Condition(span, "the lines before this one leave nothing over for it".to_owned())
            }
        }
    }

    fn against_outcome(
        &self,
        at: ChoiceAt<'_, '_>,
        offset: usize,
        outcome: &ast::Outcome<'_>,
        by_detour: bool,
    ) -> Against {
        let from = self.scenario.situations.get(at.node).map(|it| it.id.text).unwrap_or_default();
        let target = if by_detour { outcome.detour.as_ref() } else { outcome.next.as_ref() };
        let span = target.map_or(outcome.header, target_span);
        if !self.proof.is_reached(at.node) {
            return Against::Beyond(span, format!("`{from}` leads here, but no run comes to `{from}`"));
        }
        if !flag(&self.proof.offered, at.index) {
            let locked = flag(&self.proof.locked, at.index);
            let cause = if locked { at.choice.needs.as_ref() } else { at.choice.when.as_ref() };
            let span = cause.map_or(at.choice.header, |condition| condition.span);
            return Against::Condition(span, format!("no run that comes to `{from}` sees this hold"));
        }
        if !flag(&self.proof.taken, at.first_outcome + offset) {
            let span = match &outcome.when {
                ast::OutcomeWhen::If(condition) => condition.span,
                ast::OutcomeWhen::Otherwise(span) | ast::OutcomeWhen::Broken(span) => *span,
                ast::OutcomeWhen::Always | ast::OutcomeWhen::Chance { .. } => outcome.header,
            };
            return Against::Condition(span, "no run comes to this outcome".to_owned());
        }
        // The outcome is taken, so the missing step is the return from its detour.
        let detour = outcome.detour.as_ref().map_or(span, target_span);
        Against::Condition(detour, "no run returns from this detour".to_owned())
    }
}
