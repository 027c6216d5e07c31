//! Sentences of a quiz.

use super::Forms;
use crate::QuizResult;

/// How many questions there are.
pub const QUESTIONS: Forms = Forms::new("1 question.", "{count} questions.");

/// How many questions there are, how many must be right, and how many are answered: a sentence for
/// each.
#[must_use]
pub fn questions(result: &QuizResult) -> String {
    let mut sentences = vec![QUESTIONS.about(result.asked)];
    sentences.push(match (result.needed, result.asked) {
        (needed, asked) if needed == asked && asked == 1 => "It must be right.".to_owned(),
        (needed, asked) if needed == asked => "All must be right.".to_owned(),
        (needed, _) => format!("{needed} must be right."),
    });
    if result.answered != 0 {
        sentences.push(format!("{} answered so far.", result.answered));
    }
    sentences.join(" ")
}

/// The heading of a question.
#[must_use]
pub fn question(number: usize, of: usize) -> String {
    format!("Question {number} of {of}")
}

/// How many answers to choose.
#[must_use]
pub fn how_to_answer(several: bool) -> &'static str {
    if several { "Choose every answer that is right." } else { "Choose one answer." }
}

/// Asks for an answer.
#[must_use]
pub fn answer_prompt(several: bool) -> &'static str {
    match several {
        true => "Your answer (such as 1 3, q to leave): ",
        false => "Your answer (a number, q to leave): ",
    }
}

/// Several answers to a question that has one.
pub const ONLY_ONE: &str = "Only one answer is right here: choose one.";

/// What can be typed.
#[must_use]
pub fn type_an_answer(answers: usize, several: bool) -> String {
    if several {
        format!("Type the numbers of the right answers, from 1 to {answers}, or q to leave.")
    } else {
        format!("Type the number of an answer, from 1 to {answers}, or q to leave.")
    }
}

/// Words that are not one of the answers.
#[must_use]
pub fn no_such_answer(words: &str) -> String {
    format!("“{words}” is not one of the answers here.")
}

/// Whether an answer was right.
#[must_use]
pub fn verdict(right: bool) -> &'static str {
    if right { "Right." } else { "Not right." }
}

/// Whether an answer is right that was chosen, or wrongly not chosen. `explained`: whether the
/// author says why.
#[must_use]
pub fn answer_feedback(picked: bool, right: bool, explained: bool) -> &'static str {
    match (picked, right, explained) {
        (true, true, true) => "You chose “{answer}”, which is {!right}: {because}",
        (true, true, false) => "You chose “{answer}”, which is {!right}.",
        (true, false, true) => "You chose “{answer}”, which is {!wrong}: {because}",
        (true, false, false) => "You chose “{answer}”, which is {!wrong}.",
        (false, true, true) => "You did not choose “{answer}”, which is {!right}: {because}",
        (false, true, false) => "You did not choose “{answer}”, which is {!right}.",
        (false, false, true) => "You did not choose “{answer}”, which is {!wrong}: {because}",
        (false, false, false) => "You did not choose “{answer}”, which is {!wrong}.",
    }
}

/// The heading of the result.
pub const RESULT: &str = "Result";

/// Whether a quiz was passed, and how many answers were right. `all`: whether all must be.
#[must_use]
pub fn result(passed: bool, all: bool) -> &'static str {
    match (passed, all) {
        (true, true) => "{!Passed}: {right} of {asked} right.",
        (true, false) => "{!Passed}: {right} of {asked} right ({needed} needed).",
        (false, true) => "{!Not passed}: {right} of {asked} right.",
        (false, false) => "{!Not passed}: {right} of {asked} right ({needed} needed).",
    }
}

/// How many answers about a principle were right.
pub const PRINCIPLE_RESULT: &str = "{principle}: {right} of {answered} right";
