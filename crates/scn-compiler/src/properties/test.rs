//! Runs tests.

use scn_prover::{ScriptStep, Wanted, run_script};
use scn_source::Finding;
use scn_story::{ChoiceIx, Machine, TestStep};
use scn_syntax::ast;

use super::PropertyResult;
use super::why::why;
use crate::context::Context;
use crate::findings::test_failed;
use crate::lowered::Lowered;
use crate::scope::Labels;

pub(super) struct Runner<'r, 'a> {
    pub(super) context: &'r Context<'r>,
    pub(super) scenario: &'r ast::Scenario<'a>,
    pub(super) lowered: &'r Lowered,
    pub(super) machine: &'r Machine,
    pub(super) labels: &'r Labels,
}

impl Runner<'_, '_> {
    /// Runs the test with the given index.
    pub(super) fn run(&self, at: usize) -> (PropertyResult, Option<Finding>) {
        let Some((test, written)) = self.lowered.scenario.tests.get(at).zip(self.scenario.tests.get(at)) else {
            return (PropertyResult::NotRun, None);
        };
        let mut script = Vec::with_capacity(test.steps.len());
        for step in &test.steps {
            script.push(match step {
                TestStep::Expect(cond) => ScriptStep::Expect(cond.site),
                TestStep::Choose { choice, outcome } => {
                    let wanted = self.wanted(choice);
                    // A choice that does not exist has already been reported.
                    if wanted == Wanted::default() {
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
                .claim(cond.site)
                .map(|claim| why(self.machine, &failure.state, claim, &cond.expr, true))
                .unwrap_or_default(),
            Some(TestStep::Choose { .. }) | None => Vec::new(),
        };
        let told = test_failed::Failed {
            context: self.context,
            file: self.lowered.file,
            scenario: self.scenario,
            machine: self.machine,
            test: written,
            labels: self.labels,
        };
        (PropertyResult::Fails, told.finding(&failure, &facts))
    }

    /// Returns the choices of the scenario that the text of a `Choose:` can refer to.
    fn wanted(&self, words: &str) -> Wanted {
        let choices = || (0..self.machine.choice_count()).map(ChoiceIx::at);
        let start = Labels::folded(words);
        let labels = |is: &dyn Fn(&str) -> bool| {
            choices().filter(|choice| self.labels.of(*choice).is_some_and(is)).collect::<Vec<_>>()
        };
        Wanted {
            by_id: choices().filter(|choice| self.machine.choice_id(*choice) == words).collect(),
            by_start: labels(&|label| label.starts_with(&start)),
            by_label: labels(&|label| label == start),
        }
    }
}
