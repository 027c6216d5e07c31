//! Runs tests.

use scn_prover::{ScriptStep, WantedChoices, run_script};
use scn_source::Finding;
use scn_story::{ChoiceIx, Machine, TestStep};
use scn_syntax::ast;

use super::PropertyResult;
use super::why::explain_condition;
use crate::choice_labels::Labels;
use crate::context::Context;
use crate::findings::test_failed;
use crate::lowered::Lowered;

pub(super) struct TestRunner<'r, 'a> {
    pub(super) context: &'r Context<'r>,
    pub(super) scenario: &'r ast::Scenario<'a>,
    pub(super) lowered: &'r Lowered,
    pub(super) machine: &'r Machine,
    pub(super) labels: &'r Labels,
}

impl TestRunner<'_, '_> {
    /// Runs the test with the given index.
    pub(super) fn run_test(&self, at: usize) -> (PropertyResult, Option<Finding>) {
        let Some((test, written)) = self.lowered.scenario.tests.get(at).zip(self.scenario.tests.get(at)) else {
            return (PropertyResult::NotRun, None);
        };
        let mut script = Vec::with_capacity(test.steps.len());
        for step in &test.steps {
            script.push(match step {
                TestStep::Expect(cond) => ScriptStep::Expect(cond.site),
                TestStep::Choose { choice, outcome } => {
                    let wanted = self.matching_choices(choice);
                    // A choice that does not exist has already been reported.
                    if wanted == WantedChoices::default() {
                        return (PropertyResult::NotRun, None);
                    }
                    ScriptStep::Choose { wanted, outcome: *outcome }
                }
            });
        }
        let Err(failure) = run_script(self.machine, &script) else { return (PropertyResult::Holds, None) };
        let facts = match test.steps.get(failure.step) {
            Some(TestStep::Expect(cond)) => self
                .machine
                .condition_at(cond.site)
                .map(|claim| explain_condition(self.machine, &failure.state, claim, &cond.expr, true))
                .unwrap_or_default(),
            Some(TestStep::Choose { .. }) | None => Vec::new(),
        };
        let failed_test = test_failed::FailedTest {
            context: self.context,
            file: self.lowered.file,
            scenario: self.scenario,
            machine: self.machine,
            test: written,
            labels: self.labels,
        };
        (PropertyResult::Fails, failed_test.finding(&failure, &facts))
    }

    /// Returns the choices of the scenario that the text of a `Choose:` can refer to.
    fn matching_choices(&self, words: &str) -> WantedChoices {
        let all_choices = || (0..self.machine.choice_count()).map(ChoiceIx::at);
        let start = Labels::fold_text(words);
        let with_label = |is: &dyn Fn(&str) -> bool| {
            all_choices().filter(|choice| self.labels.label_of(*choice).is_some_and(is)).collect::<Vec<_>>()
        };
        WantedChoices {
            by_id: all_choices().filter(|choice| self.machine.choice_id(*choice) == words).collect(),
            by_start: with_label(&|label| label.starts_with(&start)),
            by_label: with_label(&|label| label == start),
        }
    }
}
