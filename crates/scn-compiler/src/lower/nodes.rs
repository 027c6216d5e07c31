//! Lowers situations, choices, outcomes and endings.

use scn_source::Place;
use scn_story as story;
use scn_story::{OutcomeWhen, RunResult, Target};
use scn_syntax::ast;

use super::{Lower, Owner};
use crate::findings;

impl<'a> Lower<'_, 'a> {
    /// Lowers the situation at `index`. `outcomes` is the number of outcomes before it, and is
    /// advanced.
    pub(super) fn situation(
        &mut self,
        index: usize,
        situation: &ast::Situation<'a>,
        outcomes: &mut usize,
    ) -> story::Situation {
        self.here = Some(index);
        self.owner = Owner::Node(index);
        if situation.choices.is_empty() && situation.next.is_empty() {
            self.findings.push(findings::no_choices::situation(self.file(), situation));
        }
        let set = self.changes(&situation.set);
        let body = self.body(&situation.body);
        let hints = situation.hints.iter().map(|hint| self.fixed(hint)).collect();
        let mut choices = Vec::with_capacity(situation.choices.len());
        for (at, choice) in situation.choices.iter().enumerate() {
            let id = self.scope.choice_id(index, at).to_owned();
            choices.push(self.choice(id, choice, outcomes));
        }
        let mut next = Vec::with_capacity(situation.next.len());
        for case in &situation.next {
            let when = match &case.when {
                ast::NextWhen::Always | ast::NextWhen::Otherwise(_) => None,
                ast::NextWhen::If(condition) => Some(self.cond(condition)),
            };
            if let Some(to) = self.target(&case.target) {
                next.push(story::NextCase { when, to });
            }
        }
        self.here = None;
        story::Situation {
            id: situation.id.text.to_owned(),
            title: situation.title.on_one_line(),
            set,
            body,
            hints,
            choices,
            next,
        }
    }

    fn choice(&mut self, id: String, choice: &ast::Choice<'a>, outcomes: &mut usize) -> story::Choice {
        let label = self.fixed(&choice.label);
        let when = choice.when.as_ref().map(|condition| self.cond(condition));
        let needs = choice.needs.as_ref().map(|condition| self.cond(condition));
        let locked = choice.locked.as_ref().map(|locked| self.fixed(locked));
        let hints = choice.hints.iter().map(|hint| self.fixed(hint)).collect();
        if let Some(finding) = findings::bad_chance::finding(self.file(), choice) {
            self.broken(finding);
        }
        if choice.outcomes.is_empty() {
            // Already reported by the parser.
            self.whole = false;
        }
        let mut list = Vec::with_capacity(choice.outcomes.len());
        for outcome in &choice.outcomes {
            self.owner = Owner::Outcome(*outcomes);
            *outcomes += 1;
            list.push(self.outcome(outcome));
        }
        let after = choice.after.map(|after| u32::try_from(after.value).unwrap_or(u32::MAX));
        story::Choice {
            id,
            written: choice.id.is_some(),
            label,
            when,
            needs,
            locked,
            once: choice.once.is_some(),
            after,
            hints,
            outcomes: list,
        }
    }

    fn outcome(&mut self, outcome: &ast::Outcome<'a>) -> story::Outcome {
        let when = match &outcome.when {
            ast::OutcomeWhen::Always => OutcomeWhen::Always,
            ast::OutcomeWhen::If(condition) => OutcomeWhen::If(self.cond(condition)),
            ast::OutcomeWhen::Chance { numerator, denominator, .. } => OutcomeWhen::Chance {
                numerator: u32::try_from(numerator.value).unwrap_or_default(),
                denominator: u32::try_from(denominator.value).unwrap_or_default(),
            },
            ast::OutcomeWhen::Otherwise(_) => OutcomeWhen::Otherwise,
            ast::OutcomeWhen::Broken(_) => {
                self.whole = false;
                OutcomeWhen::Always
            }
        };
        let body = self.body(&outcome.body);
        let links = self.links(outcome);
        let feedback = outcome.feedback.iter().map(|text| self.fixed(text)).collect();
        let set = self.changes(&outcome.set);
        let detour = outcome.detour.as_ref().and_then(|target| self.detour(target));
        let next = match &outcome.next {
            Some(target) => self.target(target),
            None => {
                self.findings.push(findings::missing_next::finding(self.file(), outcome));
                None
            }
        };
        story::Outcome { when, body, links, feedback, set, detour, next }
    }

    fn links(&mut self, outcome: &ast::Outcome<'a>) -> Vec<story::Link> {
        let mut links: Vec<story::Link> = Vec::new();
        let mut places: Vec<(String, Place)> = Vec::new();
        for link in &outcome.links {
            let because = self.fixed(&link.because);
            for name in &link.principles {
                let Some(principle) = self.principle_id(name) else { continue };
                self.links.insert(principle.clone());
                let place = self.place(name.span);
                if let Some((_, earlier)) = places.iter().find(|(known, _)| *known == principle) {
                    // A name that was resolved to the nearest one may mean something else.
                    if name.text == principle {
                        self.findings.push(findings::duplicate_name::linked_twice(place, name.text, *earlier));
                    }
                    continue;
                }
                places.push((principle.clone(), place));
                links.push(story::Link { principle, rating: link.rating, because: because.clone() });
            }
        }
        links
    }

    /// Lowers the target of a detour, which must be a situation.
    fn detour(&mut self, target: &ast::Target<'a>) -> Option<String> {
        // `Detour: again` and `Detour: return` are invalid; the parser reports them.
        let Some(Target::Node(id)) = self.target(target) else {
            self.whole = false;
            return None;
        };
        if let (Some(ending), ast::Target::Node(name)) = (self.scope.ending(&id), target) {
            self.broken(findings::type_mismatch::detour_to_ending(self.file(), name, ending));
            return None;
        }
        Some(id)
    }

    fn target(&mut self, target: &ast::Target<'a>) -> Option<Target> {
        match target {
            ast::Target::Node(name) => self.node(name).map(Target::Node),
            ast::Target::Again(_) => Some(Target::Again),
            ast::Target::Return(_) => Some(Target::Return),
            ast::Target::Broken(_) => {
                self.whole = false;
                None
            }
        }
    }

    /// Lowers an ending. `index` is its index among all nodes.
    pub(super) fn ending(&mut self, index: usize, ending: &ast::Ending<'a>) -> story::Ending {
        self.owner = Owner::Node(index);
        let body = self.body(&ending.body);
        let result = match ending.result.map(|word| (word.text, word)) {
            Some(("passed", _)) => RunResult::Passed,
            Some(("failed", _)) => RunResult::Failed,
            // The parser has reported a missing `Result:`. Where a run ends does not depend on it.
            Some(("mixed", _)) | None => RunResult::Mixed,
            Some((_, word)) => {
                self.findings.push(findings::out_of_range::result(self.file(), &word));
                RunResult::Mixed
            }
        };
        story::Ending { id: ending.id.text.to_owned(), title: ending.title.on_one_line(), result, body }
    }
}
