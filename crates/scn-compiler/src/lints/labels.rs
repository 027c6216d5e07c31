//! The labels of choices, and what their wording gives away.

use scn_source::{FileId, Finding};
use scn_syntax::ast;

use super::absolute;
use super::context::LintContext;
use super::similar::{ComparedLabel, Similar, similar_to_earlier};
use super::words::{WordLists, fold_text, split_words};
use crate::findings;
use crate::length::Length;
use crate::pack_names::PackNames;
use crate::plain_text::plain_text;

/// Maximum number of choices that a learner can compare.
const MOST: usize = 5;

/// A label is reported as too long if it is more than `UNEVEN` times as long as the shortest one,
/// and longer by at least `LONGER` tenths of a word.
const UNEVEN: u64 = 2;
const LONGER: u64 = 40;

/// Number of words shared with a principle's title that make an echo, provided that they are half
/// of the title's words with a meaning of their own.
const ECHO: usize = 2;

/// Maximum number of bytes of a label that are read. Nobody reads more on a button, and the limit
/// keeps long labels from slowing down the check.
const READ: usize = 4096;

/// The label of a choice, prepared for the lints.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    /// The text in lower case, as in the word lists.
    folded: String,
    /// Its length.
    pub(crate) length: Length,
    /// Its length in characters.
    pub(crate) characters: usize,
}

impl Label {
    /// Returns the label of a choice.
    pub(crate) fn new(choice: &ast::Choice<'_>) -> Self {
        Self::of_text(&choice.label)
    }

    /// Returns the label of any text that is chosen among others, such as an answer.
    pub(crate) fn of_text(label: &ast::Text<'_>) -> Self {
        let text = plain_text(label, READ);
        let characters = if text.is_ascii() { text.len() } else { text.chars().count() };
        let written = label.parts.iter().map(|part| match part {
            ast::TextPart::Words(part) | ast::TextPart::Literal(part) => split_words(part.text).count(),
            ast::TextPart::Value(_) => 1,
            ast::TextPart::Space | ast::TextPart::If(_) => 0,
        });
        let length = Length::of_text(&text);
        let length = match length.characters() {
            0 => {
                // The words of a label that was cut are counted in the source text.
                let is_cut = READ <= label.span.range().len();
                Length::default().and_words(if is_cut { written.sum() } else { split_words(&text).count() })
            }
            _ => length,
        };
        Self { folded: fold_text(&text), length, characters }
    }

    fn to_words(&self) -> Vec<&str> {
        split_words(&self.folded).collect()
    }
}

/// Checks the labels of a situation's choices against each other.
pub(crate) fn lint(
    context: &LintContext<'_>,
    names: &PackNames<'_>,
    file: FileId,
    situation: &ast::Situation<'_>,
    labels: &[Label],
    findings: &mut Vec<Finding>,
) {
    let choices = &situation.choices;
    match choices.len() {
        0 => return,
        // It goes on after the learner has written.
        1 if situation.ask.is_some() => {}
        1 => {
            findings.extend(choices.first().map(|choice| findings::single_choice::finding(file, situation, choice)));
        }
        2..=MOST => {}
        count => findings.push(findings::too_many_choices::finding(file, situation, count, MOST)),
    }
    report_uneven(file, situation, labels, findings);
    let label_words: Vec<Vec<&str>> = labels.iter().map(Label::to_words).collect();
    report_duplicates(context, file, choices, labels, &label_words, findings);
    let Some(lists) = context.words else { return };
    let telling: Vec<bool> =
        label_words.iter().map(|words| words.iter().any(|word| lists.telltale.contains(word))).collect();
    if telling.contains(&true) {
        report_references(lists, file, choices, &label_words, findings);
    }
    if 1 < choices.len() {
        if telling.contains(&true) {
            report_absolute(context, lists, file, choices, &label_words, findings);
        }
        report_echoes(context, names, file, choices, &label_words, findings);
    }
}

fn report_uneven(file: FileId, situation: &ast::Situation<'_>, labels: &[Label], findings: &mut Vec<Finding>) {
    let by_length = || labels.iter().map(|label| label.length.weight()).enumerate();
    // The first of several equally long ones.
    let Some((longest, most)) = by_length().min_by_key(|(_, length)| std::cmp::Reverse(*length)) else { return };
    let Some((shortest, least)) = by_length().min_by_key(|(_, length)| *length) else { return };
    if UNEVEN * least < most && LONGER <= most - least {
        let choice_at = |at: usize| situation.choices.get(at).map(|choice| (choice, labels[at].length));
        if let Some((longest, shortest)) = choice_at(longest).zip(choice_at(shortest)) {
            findings.push(findings::uneven_choices::finding(file, longest, shortest));
        }
    }
}

/// Finds choices with the same or nearly the same label.
fn report_duplicates(
    context: &LintContext<'_>,
    file: FileId,
    choices: &[ast::Choice<'_>],
    labels: &[Label],
    all: &[Vec<&str>],
    findings: &mut Vec<Finding>,
) {
    let to_compare = choices.iter().zip(labels).zip(all).map(|((choice, label), words)| ComparedLabel {
        words,
        folded: &label.folded,
        conditional: choice.when.is_some(),
    });
    let to_compare: Vec<ComparedLabel<'_>> = to_compare.collect();
    for (choice, similar) in choices.iter().zip(similar_to_earlier(context.words, &to_compare)) {
        findings.extend(similar.and_then(|similar| {
            Some(match similar {
                Similar::Same(first) => findings::duplicate_choices::same_label(file, choices.get(first)?, choice),
                Similar::Nearly(first) => findings::duplicate_choices::similar_label(file, choices.get(first)?, choice),
            })
        }));
    }
}

/// Whether a choice refers to other choices.
fn refers_to_others(lists: &WordLists, words: &[&str]) -> bool {
    lists.whole_choice.is_exactly(words) || lists.in_a_choice.find(words, None).is_some()
}

/// Finds choices that refer to other choices.
fn report_references(
    lists: &WordLists,
    file: FileId,
    choices: &[ast::Choice<'_>],
    all: &[Vec<&str>],
    findings: &mut Vec<Finding>,
) {
    for (choice, words) in choices.iter().zip(all) {
        if refers_to_others(lists, words) {
            findings.push(findings::all_of_the_above::finding(file, choice));
        }
    }
}

/// Finds answers that refer to other answers of a question whose answers are shown in any order.
pub(crate) fn lint_answers(
    context: &LintContext<'_>,
    quizzes: &[(FileId, &ast::Quiz<'_>)],
    findings: &mut Vec<Finding>,
) {
    let Some(lists) = context.words else { return };
    for (file, quiz) in quizzes {
        for answer in quiz.questions.iter().filter(|it| it.any_order.is_some()).flat_map(|it| &it.answers) {
            let label = Label::of_text(&answer.text);
            let words = label.to_words();
            let refers = refers_to_others(lists, &words)
                || lists.answer_start.at_start(&words).is_some()
                || names_letters(lists, &words);
            if refers {
                findings.push(findings::answer_refers::finding(*file, answer));
            }
        }
    }
}

/// Whether an answer consists of the letters of other answers: `a, b and d`.
fn names_letters(lists: &WordLists, words: &[&str]) -> bool {
    let is_letter = |word: &&&str| matches!(word.as_bytes(), [b'a'..=b'h']);
    let letters = words.iter().filter(is_letter).count();
    1 < letters && words.iter().all(|word| is_letter(&word) || lists.empty.contains(word))
}

/// Finds absolute words in some of the choices, unless all choices have one. The `all` in `all of
/// the above` is reported as a reference to other choices instead.
fn report_absolute(
    context: &LintContext<'_>,
    lists: &WordLists,
    file: FileId,
    choices: &[ast::Choice<'_>],
    all: &[Vec<&str>],
    findings: &mut Vec<Finding>,
) {
    let matches: Vec<Option<(usize, usize)>> =
        all.iter().map(|words| lists.absolute.find(words, Some(&lists.not_absolute))).collect();
    if matches.iter().all(Option::is_some) {
        return;
    }
    for ((choice, words), found) in choices.iter().zip(all).zip(&matches) {
        let found = found.filter(|(at, _)| !context.english || absolute::carries_claim(words, *at));
        if let Some(phrase) = found.and_then(|(at, length)| words.get(at..at + length))
            && !refers_to_others(lists, words)
        {
            findings.push(findings::absolute_words::finding(file, choice, &phrase.join(" ")));
        }
    }
}

/// Finds choices that repeat the title of a principle they uphold, where no other choice does.
fn report_echoes(
    context: &LintContext<'_>,
    names: &PackNames<'_>,
    file: FileId,
    choices: &[ast::Choice<'_>],
    all: &[Vec<&str>],
    findings: &mut Vec<Finding>,
) {
    for (at, (choice, own)) in choices.iter().zip(all).enumerate() {
        let links = choice.outcomes.iter().flat_map(|outcome| &outcome.links).filter(|link| 0 < link.rating);
        let mut reported: Vec<&str> = Vec::new();
        for name in links.flat_map(|link| &link.principles) {
            let Some(id) = names.meant_principle(name.text).filter(|id| !reported.contains(id)) else { continue };
            reported.push(id);
            let Some(title) = context.titles.get(id) else { continue };
            let count_shared = |words: &[&str]| title.iter().filter(|word| words.contains(&word.as_str())).count();
            let is_echo = |words: &[&str]| ECHO <= count_shared(words) && title.len() <= 2 * count_shared(words);
            let other_labels = || all.iter().enumerate().filter(|(other, _)| *other != at);
            if is_echo(own) && !other_labels().any(|(_, words)| is_echo(words)) {
                let words: Vec<&str> = title.iter().map(String::as_str).filter(|word| own.contains(word)).collect();
                findings.push(findings::principle_echo::finding(file, choice, id, &words, names.principle_place(id)));
            }
        }
    }
}
