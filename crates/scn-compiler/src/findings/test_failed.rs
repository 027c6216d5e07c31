//! `test-failed`.

use scn_prover::{FailureReason, ScriptFailure, Stop};
use scn_source::{FileId, Finding, Name, Place, Span};
use scn_story::{ChoiceIx, Machine, Offer, Silent};
use scn_syntax::ast;

use super::{join_and, shorten_text};
use crate::choice_labels::Labels;
use crate::context::Context;
use crate::run_text::named_run;

/// Creates the finding for a test that fails.
pub(crate) struct FailedTest<'f, 'a> {
    pub(crate) context: &'f Context<'f>,
    pub(crate) file: FileId,
    pub(crate) scenario: &'f ast::Scenario<'a>,
    pub(crate) machine: &'f Machine,
    pub(crate) test: &'f ast::Test<'a>,
    pub(crate) labels: &'f Labels,
}

impl FailedTest<'_, '_> {
    /// Returns the finding at the step that fails. `facts` are the actual facts in place of the
    /// expected ones.
    pub(crate) fn finding(&self, failure: &ScriptFailure, facts: &[String]) -> Option<Finding> {
        let step = self.test.steps.get(failure.step)?;
        let (span, does) = match step {
            ast::TestStep::Choose { choice, outcome: None } => {
                (choice.span, format!("chooses `{}`", quotable_text(choice.text)))
            }
            ast::TestStep::Choose { choice, outcome: Some(number) } => {
                (choice.span, format!("chooses `{}, outcome {}`", quotable_text(choice.text), number.value))
            }
            ast::TestStep::Expect(condition) => {
                let words = self.context.sources.slice(Place { file: self.file, span: condition.span });
                (condition.span, format!("expects `{}`", quotable_text(words)))
            }
        };
        let (instead, help) = self.reason_words(step, failure, facts);
        let title = quotable_text(self.test.title.text);
        let finding =
            Finding::at(Name::TestFailed, self.file, span, format!("the test `{title}` {does}, but {instead}"))
                .with_help(help)
                .with_run(named_run(self.machine, &failure.run));
        Some(match self.failing_node_header(failure) {
            Some(header) => {
                finding.with_related(Place { file: self.file, span: header }, "the run has reached this point")
            }
            None => finding,
        })
    }

    /// Says what happens in place of what a step expects, and how to change that.
    fn reason_words(&self, step: &ast::TestStep<'_>, failure: &ScriptFailure, facts: &[String]) -> (String, String) {
        let node = self.machine.node_id(failure.state.node);
        let position = if self.machine.result(failure.state.node).is_some() {
            format!("the run has ended at `{node}`")
        } else {
            format!("the run is at `{node}`")
        };
        let join_ids = |choices: &[ChoiceIx]| join_and(choices.iter().map(|choice| self.machine.choice_id(*choice)));
        match &failure.reason {
            FailureReason::Expected => (facts.join(" and "), self.expected_help(failure)),
            FailureReason::NotOnOffer(open) => {
                let ended = self.machine.result(failure.state.node).is_some();
                let help = match open.as_slice() {
                    [] if ended => {
                        "there are no choices after an ending: remove the step, or lead the run elsewhere before it"
                            .to_owned()
                    }
                    [] => "nothing is on offer there".to_owned(),
                    [only] => format!("only `{}` is on offer there", self.machine.choice_id(*only)),
                    several => format!("on offer there are {}", join_ids(several)),
                };
                (format!("{position}, {}", self.how_it_is_found(step, failure, ended)), help)
            }
            FailureReason::Several(several) => (
                format!("{position}, where the labels of {} choices start with this", several.len()),
                format!(
                    "write more of the label, or the id: {}",
                    super::join_or(several.iter().map(|it| self.machine.choice_id(*it)))
                ),
            ),
            FailureReason::NotThatOutcome(choice, possible) => {
                let numbers: Vec<String> = possible.iter().map(|number| format!("outcome {number}")).collect();
                let hint = match numbers.as_slice() {
                    [] => "none of its outcomes is possible there".to_owned(),
                    numbers => format!("only {} is possible there", super::join_or(numbers.iter().map(String::as_str))),
                };
                (
                    format!("{position}, where this outcome of `{}` is not possible", self.machine.choice_id(*choice)),
                    hint,
                )
            }
            FailureReason::Over(Stop::NoOutcome(choice)) => (
                format!(
                    "the run stops: the conditions of all outcomes of `{}` are false",
                    self.machine.choice_id(*choice)
                ),
                "give the choice an `Outcome [otherwise]: …`".to_owned(),
            ),
            FailureReason::Over(Stop::Nowhere | Stop::Ending | Stop::DeadEnd) => (
                format!("the run stops: nothing leads on from `{node}`"),
                "add a `Next:` there that leads on".to_owned(),
            ),
            FailureReason::GoesRound => (
                format!("the run never reaches a moment of decision: it loops at `{node}` by itself forever"),
                "let one of the situations there lead out of the loop".to_owned(),
            ),
        }
    }

    /// The help for an expectation that is not met.
    fn expected_help(&self, failure: &ScriptFailure) -> String {
        let drawn = failure.run.steps().iter().any(|step| matches!(step, scn_prover::RunStep::Draw(_)));
        if drawn && self.test.steps.iter().any(|step| matches!(step, ast::TestStep::Choose { outcome: None, .. })) {
            "it must be true whatever chance decides; to test one way, name it: `Choose: …, outcome 2`".to_owned()
        } else {
            "change the story or the expectation, whichever is not as you intended".to_owned()
        }
    }

    /// Says why a choice is not on offer in the run.
    fn how_it_is_found(&self, step: &ast::TestStep<'_>, failure: &ScriptFailure, ended: bool) -> String {
        let ast::TestStep::Choose { choice: written, .. } = step else { return String::new() };
        if ended {
            return "where there is nothing more to choose".to_owned();
        }
        let mut choices = self.machine.choices_of(failure.state.node);
        let start = Labels::fold_text(written.text);
        let choice = choices.find(|choice| {
            let label = self.labels.label_of(*choice).unwrap_or_default();
            self.machine.choice_id(*choice) == written.text || label.starts_with(&start)
        });
        match choice.map(|choice| self.machine.offer(&failure.state, choice, &mut Silent)) {
            Some(Offer::Hidden) => "where it is hidden: its `[if]` is false".to_owned(),
            Some(Offer::Used) => "where it has already been used".to_owned(),
            Some(Offer::Locked) => "where it is locked: its `[needs]` is false".to_owned(),
            Some(Offer::Open) | None => "where that is not on offer".to_owned(),
        }
    }

    fn failing_node_header(&self, failure: &ScriptFailure) -> Option<Span> {
        node_header(self.scenario, failure.state.node.index())
    }
}

/// The header of a situation or ending, given its index among all nodes.
pub(super) fn node_header(scenario: &ast::Scenario<'_>, node: usize) -> Option<Span> {
    let situation = scenario.situations.get(node).map(|it| it.header);
    situation.or_else(|| {
        node.checked_sub(scenario.situations.len()).and_then(|at| scenario.endings.get(at)).map(|it| it.header)
    })
}

/// Text of the author for use between backquotes in a message.
pub(super) fn quotable_text(words: &str) -> String {
    shorten_text(words).replace('`', "'")
}
