//! Lowers situations, choices, outcomes and endings.

use scn_source::Place;
use scn_story as story;
use scn_story::{OutcomeWhen, RunResult, Target};
use scn_syntax::ast;

use super::{Lowering, TextOwner};
use crate::findings;

impl<'a> Lowering<'_, 'a> {
    /// Lowers the situation at `index`. `outcomes` is the number of outcomes before it, and is
    /// advanced.
    pub(super) fn lower_situation(
        &mut self,
        index: usize,
        situation: &ast::Situation<'a>,
        outcomes: &mut usize,
    ) -> story::Situation {
        self.situation = Some(index);
        self.owner = TextOwner::Node(index);
        if situation.choices.is_empty() && situation.next.is_empty() {
            self.findings.push(findings::no_choices::in_situation(self.file(), situation));
        }
        let set = self.lower_changes(&situation.set);
        let body = self.lower_body(&situation.body);
        let hints = situation.hints.iter().map(|hint| self.lower_fixed(hint)).collect();
        let ask = situation.ask.as_ref();
        let ask = ask.map(|ask| story::Ask { id: ask.id.text.to_owned(), text: self.lower_fixed(&ask.text) });
        let mut choices = Vec::with_capacity(situation.choices.len());
        for (at, choice) in situation.choices.iter().enumerate() {
            let id = self.scope.choice_id(index, at).to_owned();
            choices.push(self.lower_choice(id, choice, outcomes));
        }
        let next = self.lower_next(&situation.next);
        self.situation = None;
        story::Situation {
            id: situation.id.text.to_owned(),
            title: situation.title.on_one_line(),
            set,
            body,
            hints,
            ask,
            choices,
            next,
        }
    }

    fn lower_next(&mut self, lines: &[ast::NextLine<'a>]) -> Vec<story::NextCase> {
        let mut cases = Vec::with_capacity(lines.len());
        for line in lines {
            let when = match &line.when {
                ast::NextCondition::Always | ast::NextCondition::Otherwise(_) => None,
                ast::NextCondition::If(condition) => Some(self.lower_condition(condition)),
            };
            cases.extend(self.lower_target(&line.target).map(|to| story::NextCase { when, to }));
        }
        cases
    }

    fn lower_choice(&mut self, id: String, choice: &ast::Choice<'a>, outcomes: &mut usize) -> story::Choice {
        let label = self.lower_fixed(&choice.label);
        let when = choice.when.as_ref().map(|condition| self.lower_condition(condition));
        let needs = choice.needs.as_ref().map(|condition| self.lower_condition(condition));
        let locked = choice.locked.as_ref().map(|locked| self.lower_fixed(locked));
        if let Some(locked) = choice.locked.as_ref().filter(|_| choice.needs.is_none()) {
            self.findings.push(findings::unreachable_text::locked(self.file(), locked));
        }
        let hints = choice.hints.iter().map(|hint| self.lower_fixed(hint)).collect();
        if let Some(finding) = findings::bad_chance::finding(self.file(), choice) {
            self.report_broken(finding);
        }
        if choice.outcomes.is_empty() {
            // Already reported by the parser.
            self.is_sound = false;
        }
        let mut list = Vec::with_capacity(choice.outcomes.len());
        for outcome in &choice.outcomes {
            self.owner = TextOwner::Outcome(*outcomes);
            *outcomes += 1;
            list.push(self.lower_outcome(outcome));
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

    fn lower_outcome(&mut self, outcome: &ast::Outcome<'a>) -> story::Outcome {
        let when = match &outcome.when {
            ast::OutcomeCondition::Always => OutcomeWhen::Always,
            ast::OutcomeCondition::If(condition) => OutcomeWhen::If(self.lower_condition(condition)),
            ast::OutcomeCondition::Chance { numerator, denominator, .. } => OutcomeWhen::Chance {
                numerator: u32::try_from(numerator.value).unwrap_or_default(),
                denominator: u32::try_from(denominator.value).unwrap_or_default(),
            },
            ast::OutcomeCondition::Otherwise(_) => OutcomeWhen::Otherwise,
            ast::OutcomeCondition::Broken(_) => {
                self.is_sound = false;
                OutcomeWhen::Always
            }
        };
        let body = self.lower_body(&outcome.body);
        let links = self.lower_links(outcome);
        let feedback = outcome.feedback.iter().map(|text| self.lower_fixed(text)).collect();
        let set = self.lower_changes(&outcome.set);
        let detour = outcome.detour.as_ref().and_then(|target| self.lower_detour(target));
        if outcome.next.is_empty() {
            self.findings.push(findings::missing_next::finding(self.file(), outcome));
        }
        let next = self.lower_next(&outcome.next);
        story::Outcome { when, body, links, feedback, set, detour, next }
    }

    fn lower_links(&mut self, outcome: &ast::Outcome<'a>) -> Vec<story::Link> {
        let mut links: Vec<story::Link> = Vec::with_capacity(outcome.links.len());
        let mut places: Vec<(String, Place)> = Vec::new();
        for link in &outcome.links {
            let because = self.lower_fixed(&link.because);
            for name in &link.principles {
                let Some(principle) = self.resolve_principle(name) else { continue };
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
    fn lower_detour(&mut self, target: &ast::Target<'a>) -> Option<String> {
        // `Detour: again` and `Detour: return` are invalid; the parser reports them.
        let Some(Target::Node(id)) = self.lower_target(target) else {
            self.is_sound = false;
            return None;
        };
        if let (Some(ending), ast::Target::Node(name)) = (self.scope.ending_header(&id), target) {
            self.report_broken(findings::type_mismatch::detour_to_ending(self.file(), name, ending));
            return None;
        }
        Some(id)
    }

    fn lower_target(&mut self, target: &ast::Target<'a>) -> Option<Target> {
        match target {
            ast::Target::Node(name) => self.resolve_node(name).map(Target::Node),
            ast::Target::Again(_) => Some(Target::Again),
            ast::Target::Return(_) => Some(Target::Return),
            ast::Target::Broken(_) => {
                self.is_sound = false;
                None
            }
        }
    }

    /// Lowers an ending. `index` is its index among all nodes.
    pub(super) fn lower_ending(&mut self, index: usize, ending: &ast::Ending<'a>) -> story::Ending {
        self.owner = TextOwner::Node(index);
        let body = self.lower_body(&ending.body);
        let result = match ending.result.map(|word| (word.text, word)) {
            Some(("passed", _)) => RunResult::Passed,
            Some(("failed", _)) => RunResult::Failed,
            // The parser has reported a missing `Result:`. Where a run ends does not depend on it.
            Some(("mixed", _)) | None => RunResult::Mixed,
            Some((_, word)) => {
                self.findings.push(findings::out_of_range::unknown_result(self.file(), &word));
                RunResult::Mixed
            }
        };
        story::Ending { id: ending.id.text.to_owned(), title: ending.title.on_one_line(), result, body }
    }
}
