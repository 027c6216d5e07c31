//! The writing itself: what makes choices easy to guess, texts hard to read and debriefs empty.
//! Names and runs are the others' affair.
//!
//! `labels` looks at choices side by side, `prose` at texts one by one, `answers` at all decisions
//! of a pack together, `runs` at what the proof knows. `words` holds what is known of languages,
//! `measure` and `syllables` count, `tail` knows what chance does, `worth` what a choice is rated,
//! `quick` where there is nothing to look for. Evidence and thresholds are told on the page of each
//! finding.

mod answers;
mod context;
mod counted;
mod flat;
mod labels;
mod measure;
mod prose;
mod quick;
mod runs;
mod syllables;
mod tail;
mod words;
mod worth;

pub use context::SkippedLints;

pub(crate) use answers::Decision;
pub(crate) use context::LintContext;
pub(crate) use counted::{Counted, Position};

use scn_prover::Proof;
use scn_source::{FileId, Finding};
use scn_story::Machine;
use scn_syntax::ast;

use crate::lowered::Lowered;
use crate::manifest::Manifest;
use crate::scope::PackNames;
use labels::Label;

/// What is found in one scenario, and its decisions. `proved`: its machine and what is known of its
/// runs, where it is whole.
pub(crate) fn scenario(
    context: &LintContext<'_>,
    names: &PackNames<'_>,
    scenario: &ast::Scenario<'_>,
    lowered: &Lowered,
    proved: Option<(&Machine, &Proof)>,
) -> (Vec<Finding>, Vec<Decision>) {
    let file = lowered.file;
    let mut findings = Vec::new();
    prose::lint(context, file, scenario, &mut findings);
    // Of a scenario that is not whole a choice may be missing, or half of one.
    let Some((machine, proof)) = proved else { return (findings, Vec::new()) };
    let label = |choice: &ast::Choice<'_>| Label::new(choice);
    let labels: Vec<Vec<Label>> = scenario.situations.iter().map(|it| it.choices.iter().map(label).collect()).collect();
    for (situation, labels) in scenario.situations.iter().zip(&labels) {
        labels::lint(context, names, file, situation, labels, &mut findings);
    }
    let quick = quick::Quick::new(machine);
    flat::lint(file, scenario, &lowered.scenario, &quick, &mut findings);
    let proved = runs::Proved { names, file, scenario, machine, proof, labels: &labels };
    runs::lint(context, &proved, &quick, &mut findings);
    (findings, answers::decisions(file, scenario, &lowered.scenario, &labels, &context.weights))
}

/// What is found in all scenarios together. Nothing, where one of them is not whole: its decisions
/// are not known.
pub(crate) fn pack(
    context: &LintContext<'_>,
    manifest: &Manifest,
    decisions: &[Decision],
    findings: &mut Vec<Finding>,
) {
    answers::report(decisions, !context.shuffle, manifest.shuffle_edit.as_ref(), findings);
}

/// What is found in all quizzes together. Nothing, where one of them was not understood: a question
/// or an answer may be missing.
pub(crate) fn quizzes(quizzes: &[(FileId, &ast::Quiz<'_>)], findings: &mut Vec<Finding>) {
    if quizzes.iter().all(|(_, quiz)| !quiz.broken) {
        answers::questions(quizzes, findings);
    }
}
