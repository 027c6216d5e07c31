//! The writing itself: what makes choices easy to guess, texts hard to read and debriefs empty.
//! Names and runs are the others' affair.
//!
//! `labels` looks at choices side by side, `prose` at texts one by one, `answers` at all decisions
//! of a pack together, `runs` at what the proof knows. `words` holds what is known of languages,
//! `measure` and `syllables` count, `tail` knows what chance does, `worth` what a choice is rated,
//! `quick` where there is nothing to look for. Evidence and thresholds are told on the page of each
//! finding.

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

/// Lints that need lists of words, or know English only.
const LISTED: &[Name] = &[
    Name::AllOfTheAbove,
    Name::NegativeQuestion,
    Name::AbsoluteWords,
    Name::PrincipleEcho,
    Name::TellingFirst,
    Name::ReadingLevel,
    Name::LongSentence,
];

/// What the lints need to know of a pack.
pub(crate) struct Asked<'a> {
    /// What is known of its language.
    words: Option<&'static Words>,
    /// The first part of its language's tag.
    language: String,
    english: bool,
    /// Whether its choices are shown in an order drawn once a run.
    shuffle: bool,
    weights: Weights<'a>,
    /// The words of each principle's title that are about something, by its id.
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
            // One out of range has been reported, and counts as the nearest that is not.
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

    /// What is not looked for, as nothing is known of the language; `None` where all is looked for.
    pub(crate) fn unlisted(&self) -> Option<Unlisted> {
        let off = |name: &Name| match self.words {
            None => true,
            Some(_) => *name == Name::ReadingLevel && !self.english,
        };
        let names: Vec<Name> = LISTED.iter().copied().filter(off).collect();
        (!names.is_empty()).then(|| Unlisted { language: self.language.clone(), names })
    }
}

/// Lints that are off because nothing is known of the pack's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlisted {
    /// The language, as the first part of its tag.
    pub language: String,
    /// The lints.
    pub names: Vec<Name>,
}

/// What is found in one scenario, and its decisions. `proved`: its machine and what is known of its
/// runs, where it is whole.
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
    // Of a scenario that is not whole a choice may be missing, or half of one.
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

/// What is found in all scenarios together. Nothing, where one of them is not whole: its decisions
/// are not known.
pub(crate) fn pack(asked: &Asked<'_>, manifest: &Manifest, decisions: &[Decision], findings: &mut Vec<Finding>) {
    answers::report(decisions, !asked.shuffle, manifest.shuffle_edit.as_ref(), findings);
}

/// What is found in all quizzes together. Nothing, where one of them was not understood: a question
/// or an answer may be missing.
pub(crate) fn quizzes(quizzes: &[(FileId, &ast::Quiz<'_>)], findings: &mut Vec<Finding>) {
    if quizzes.iter().all(|(_, quiz)| !quiz.broken) {
        answers::questions(quizzes, findings);
    }
}
