//! Lints of the writing: choices that are easy to guess, texts that are hard to read, and debriefs
//! without content. Errors in names and in runs are reported elsewhere.
//!
//! `labels` compares choices with each other, `prose` checks individual texts, `answers` checks all
//! decisions of a pack together, and `runs` uses the proof. `words` holds the word lists of
//! languages, `measure` and `syllables` count, `tail` computes the probability of chance results,
//! `worth` rates choices, and `quick` finds cases that need no search. The page of each finding
//! gives the evidence and the thresholds.

mod answers;
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

pub(crate) use answers::{Counted, Decision, Position};
pub(crate) use prose::{GRADE, MARGIN};

use rustc_hash::FxHashMap;
use scn_prover::Proof;
use scn_source::{FileId, Finding, Name};
use scn_story::Machine;
use scn_syntax::ast;

use crate::lower::Lowered;
use crate::manifest::Manifest;
use crate::scope::PackNames;
use labels::Label;
use words::Words;
use worth::Weights;

/// Lints that need word lists, or that support English only.
const LISTED: &[Name] = &[
    Name::AllOfTheAbove,
    Name::NegativeQuestion,
    Name::AbsoluteWords,
    Name::PrincipleEcho,
    Name::TellingFirst,
    Name::ReadingLevel,
    Name::LongSentence,
];

/// The facts about a pack that the lints need.
pub(crate) struct Asked<'a> {
    /// The word lists of its language, if there are any.
    words: Option<&'static Words>,
    /// The first part of its language tag.
    language: String,
    english: bool,
    /// Whether choices are shown in an order drawn once per run.
    shuffle: bool,
    weights: Weights<'a>,
    /// The words with a meaning of their own in each principle's title, by the principle's id.
    titles: FxHashMap<&'a str, Vec<String>>,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(manifest: &Manifest, names: &PackNames<'a>) -> Self {
        let language = words::primary(manifest.language.as_deref());
        let lists = Words::of(&language);
        let mut asked = Self {
            words: lists,
            english: language == "en",
            shuffle: manifest.shuffle,
            weights: Weights::default(),
            titles: FxHashMap::default(),
            language,
        };
        for known in names.principles_in_order() {
            let id = known.item.id.text;
            // A weight out of range has been reported; the nearest valid weight is used.
            asked.weights.insert(id, known.item.weight.map_or(1, |weight| weight.value.clamp(1, 5)));
            if let Some(lists) = lists {
                let title = words::folded(known.item.title.text);
                let mut about: Vec<String> = Vec::new();
                for word in words::words(&title).filter(|word| !lists.empty.contains(word)) {
                    if !about.iter().any(|known| known == word) {
                        about.push(word.to_owned());
                    }
                }
                asked.titles.insert(id, about);
            }
        }
        asked
    }

    /// Returns the lints that are skipped because the language is not supported; `None` if all of
    /// them run.
    pub(crate) fn unlisted(&self) -> Option<Unlisted> {
        let off = |name: &Name| match self.words {
            None => true,
            Some(_) => *name == Name::ReadingLevel && !self.english,
        };
        let names: Vec<Name> = LISTED.iter().copied().filter(off).collect();
        (!names.is_empty()).then(|| Unlisted { language: self.language.clone(), names })
    }
}

/// Lints that are skipped because the pack's language is not supported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlisted {
    /// The language, as the first part of its tag.
    pub language: String,
    /// The lints.
    pub names: Vec<Name>,
}

/// Returns the findings and the decisions of one scenario. `proved` holds its machine and proof,
/// unless the scenario has errors.
pub(crate) fn scenario(
    asked: &Asked<'_>,
    names: &PackNames<'_>,
    scenario: &ast::Scenario<'_>,
    lowered: &Lowered,
    proved: Option<(&Machine, &Proof)>,
) -> (Vec<Finding>, Vec<Decision>) {
    let file = lowered.file;
    let mut findings = Vec::new();
    prose::lint(asked, file, scenario, &mut findings);
    // In a scenario with errors, a choice may be missing or incomplete.
    let Some((machine, proof)) = proved else { return (findings, Vec::new()) };
    let label = |choice: &ast::Choice<'_>| Label::new(choice);
    let labels: Vec<Vec<Label>> = scenario.situations.iter().map(|it| it.choices.iter().map(label).collect()).collect();
    for (situation, labels) in scenario.situations.iter().zip(&labels) {
        labels::lint(asked, names, file, situation, labels, &mut findings);
    }
    let quick = quick::Quick::new(machine);
    flat::lint(file, scenario, &lowered.scenario, &quick, &mut findings);
    let proved = runs::Proved { names, file, scenario, machine, proof, labels: &labels };
    runs::lint(asked, &proved, &quick, &mut findings);
    (findings, answers::decisions(file, scenario, &lowered.scenario, &labels, &asked.weights))
}

/// Reports patterns over all scenarios together. Must not be called if a scenario has errors,
/// because its decisions are not known then.
pub(crate) fn pack(asked: &Asked<'_>, manifest: &Manifest, decisions: &[Decision], findings: &mut Vec<Finding>) {
    answers::report(decisions, !asked.shuffle, manifest.shuffle_edit.as_ref(), findings);
}

/// Reports patterns over all quizzes together. Reports nothing if one of them has syntax errors,
/// because a question or an answer may be missing.
pub(crate) fn quizzes(quizzes: &[(FileId, &ast::Quiz<'_>)], findings: &mut Vec<Finding>) {
    if quizzes.iter().all(|(_, quiz)| !quiz.broken) {
        answers::questions(quizzes, findings);
    }
}
