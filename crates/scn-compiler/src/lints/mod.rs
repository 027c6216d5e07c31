//! Lints of the writing: choices that are easy to guess, texts that are hard to read, and debriefs
//! without content. Errors in names and in runs are reported elsewhere.
//!
//! `labels` compares choices with each other, `prose` checks individual texts, `answers` checks all
//! decisions of a pack together, `runs` and `results` use the proof, and `time` compares time
//! limits with the time to read. `words` holds the word lists of languages, `measure` and
//! `syllables` count, `tail` computes the probability of chance results, `worth` rates choices, and
//! `quick` finds cases that need no search. The page of each finding gives the evidence and the
//! thresholds.

mod absolute;
mod answers;
mod context;
mod counted;
mod flat;
mod labels;
mod measure;
mod prose;
mod quick;
mod results;
mod runs;
mod similar;
mod syllables;
mod tail;
mod time;
mod words;
mod worth;

pub use context::SkippedLints;

pub(crate) use answers::Decision;
pub(crate) use context::LintContext;
pub(crate) use counted::{PatternCounts, Position};

use scn_prover::Proof;
use scn_source::{FileId, Finding};
use scn_story::Machine;
use scn_syntax::ast;

use crate::lowered::Lowered;
use crate::manifest::Manifest;
use crate::pack_names::PackNames;
use labels::Label;

/// Returns the findings and the decisions of one scenario. `proved` holds its machine and proof,
/// unless the scenario has errors.
pub(crate) fn lint_scenario(
    context: &LintContext<'_>,
    names: &PackNames<'_>,
    scenario: &ast::Scenario<'_>,
    lowered: &Lowered,
    proved: Option<(&Machine, &Proof)>,
) -> (Vec<Finding>, Vec<Decision>) {
    let file = lowered.file;
    let mut findings = Vec::new();
    prose::lint(context, file, scenario, &mut findings);
    // In a scenario with errors, a choice may be missing or incomplete.
    let Some((machine, proof)) = proved else { return (findings, Vec::new()) };
    let to_label = |choice: &ast::Choice<'_>| Label::new(choice);
    let labels: Vec<Vec<Label>> =
        scenario.situations.iter().map(|it| it.choices.iter().map(to_label).collect()).collect();
    for (situation, labels) in scenario.situations.iter().zip(&labels) {
        labels::lint(context, names, file, situation, labels, &mut findings);
        time::lint(context, file, situation, &mut findings);
    }
    let quick = quick::MachineFacts::new(machine);
    flat::lint(file, scenario, &lowered.scenario, &quick, &mut findings);
    let proved = runs::ProvedScenario { names, file, scenario, machine, proof, labels: &labels };
    runs::lint(context, &proved, &quick, &mut findings);
    (findings, answers::decisions(file, scenario, &lowered.scenario, &labels, &context.weights))
}

/// Reports patterns over all scenarios together. Must not be called if a scenario has errors,
/// because its decisions are not known then.
pub(crate) fn lint_pack(
    context: &LintContext<'_>,
    manifest: &Manifest,
    decisions: &[Decision],
    findings: &mut Vec<Finding>,
) {
    answers::report_patterns(decisions, !context.shuffle, manifest.shuffle_edit.as_ref(), findings);
}

/// Reports patterns over all quizzes together. Reports nothing if one of them has syntax errors,
/// because a question or an answer may be missing.
pub(crate) fn lint_quizzes(
    context: &LintContext<'_>,
    quizzes: &[(FileId, &ast::Quiz<'_>)],
    findings: &mut Vec<Finding>,
) {
    labels::lint_answers(context, quizzes, findings);
    if quizzes.iter().all(|(_, quiz)| !quiz.broken) {
        answers::report_questions(quizzes, findings);
    }
}
