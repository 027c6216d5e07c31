//! The questions about the runs of a scenario that its proof left open, in the author's words.

use std::collections::BTreeSet;

use scn_prover::{Proof, Question, StrayReturn};
use scn_source::{Place, Span};
use scn_story::SiteId;
use scn_syntax::ast;

use crate::lowered::Lowered;

/// A question without an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OpenQuestion {
    pub(crate) span: Span,
    /// The question as a clause: 'whether …'.
    pub(crate) words: String,
    pub(crate) place: Place,
}

/// Describes the open questions of a proof, in the order of their places. A condition of a passage
/// has a question for each place where the passage is shown; it is listed once.
pub(crate) fn describe(scenario: &ast::Scenario<'_>, lowered: &Lowered, proof: &Proof) -> Vec<OpenQuestion> {
    if proof.open.is_empty() {
        return Vec::new();
    }
    let writer = QuestionWriter { lowered, scenario, choices: choices(scenario), outcomes: outcomes(scenario) };
    let described: BTreeSet<OpenQuestion> = proof
        .open
        .iter()
        .filter_map(|question| writer.describe(*question))
        .map(|(span, words)| OpenQuestion { span, words, place: Place { file: lowered.file, span } })
        .collect();
    described.into_iter().collect()
}

fn choices<'s, 'a>(scenario: &'s ast::Scenario<'a>) -> Vec<&'s ast::Choice<'a>> {
    scenario.situations.iter().flat_map(|situation| &situation.choices).collect()
}

fn outcomes<'s, 'a>(scenario: &'s ast::Scenario<'a>) -> Vec<&'s ast::Outcome<'a>> {
    choices(scenario).into_iter().flat_map(|choice| &choice.outcomes).collect()
}

struct QuestionWriter<'w, 'a> {
    lowered: &'w Lowered,
    scenario: &'w ast::Scenario<'a>,
    choices: Vec<&'w ast::Choice<'a>>,
    outcomes: Vec<&'w ast::Outcome<'a>>,
}

impl QuestionWriter<'_, '_> {
    fn describe(&self, question: Question) -> Option<(Span, String)> {
        let choice = |index: usize| self.choices.get(index).map(|choice| choice.header);
        let outcome = |index: usize| self.outcomes.get(index).map(|outcome| outcome.header);
        let (span, words) = match question {
            Question::Enters(node) => return self.describe_node(node.index(), "whether a run reaches"),
            Question::DeadEnd(node) => {
                return self.describe_node(node.index(), "whether a run finds no choice on offer in");
            }
            Question::Offers(at) => (choice(at.index())?, "whether this choice is ever on offer"),
            Question::Locks(at) => (choice(at.index())?, "whether this choice is ever shown locked"),
            Question::NoOutcome(at) => (choice(at.index())?, "whether this choice can have no outcome"),
            Question::Takes(at) => (outcome(at.index())?, "whether a run gets this outcome"),
            Question::Holds(site) => (self.site(site)?, "whether this is ever true"),
            Question::Fails(site) => (self.site(site)?, "whether this is ever false"),
            Question::Saturates(site) => (self.site(site)?, "whether this change is ever cut off"),
            Question::StrayReturn(StrayReturn::Outcome(at)) => {
                (outcome(at.index())?, "whether a run returns here outside of a detour")
            }
            Question::StrayReturn(StrayReturn::Node(node)) => {
                let situation = self.scenario.situations.get(node.index())?;
                (situation.header, "whether a run returns here outside of a detour")
            }
            Question::Trap => (self.scenario.header, "whether a run can get into an endless loop"),
            Question::Tests(_) => (self.scenario.header, "whether a run tests each principle that it links"),
            Question::Avoids(_) => (self.scenario.header, "whether every run faces each principle that it tests"),
        };
        Some((span, words.to_owned()))
    }

    fn describe_node(&self, node: usize, question: &str) -> Option<(Span, String)> {
        let situations = self.scenario.situations.iter().map(|it| (it.header, it.id.text));
        let endings = self.scenario.endings.iter().map(|it| (it.header, it.id.text));
        let (span, id) = situations.chain(endings).nth(node)?;
        Some((span, format!("{question} `{id}`")))
    }

    fn site(&self, site: SiteId) -> Option<Span> {
        self.lowered.sites.get(site.0 as usize).map(|site| site.span)
    }
}
