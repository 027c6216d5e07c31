//! Sentences of a quiz.

use super::{Forms, Phrase, compose, fill, translate};
use crate::{AnswerForm, QuizResult};

/// How many questions there are.
pub const QUESTIONS: Forms = Forms::new("1 question.", "{count} questions.");

/// The only question must be answered correctly.
pub const IT_MUST_BE_RIGHT: Phrase = Phrase::new("It must be right.");

/// All questions must be answered correctly.
pub const ALL_MUST_BE_RIGHT: Phrase = Phrase::new("All must be right.");

/// Some questions must be answered correctly.
pub const SOME_MUST_BE_RIGHT: Phrase = Phrase::new("{needed} must be right.");

/// How many questions are answered.
pub const ANSWERED: Phrase = Phrase::new("{count} answered so far.");

/// How many questions there are, how many must be right, and how many are answered: a sentence for
/// each.
#[must_use]
pub fn questions(result: &QuizResult) -> String {
    let mut sentences = vec![QUESTIONS.about(result.asked)];
    sentences.push(match (result.needed, result.asked) {
        (needed, asked) if needed == asked && asked == 1 => IT_MUST_BE_RIGHT.text().to_owned(),
        (needed, asked) if needed == asked => ALL_MUST_BE_RIGHT.text().to_owned(),
        (needed, _) => fill(SOME_MUST_BE_RIGHT.text(), &[("needed", &needed.to_string())]),
    });
    if result.answered != 0 {
        sentences.push(fill(ANSWERED.text(), &[("count", &result.answered.to_string())]));
    }
    sentences.join(" ")
}

/// The heading of a question.
pub const QUESTION: Phrase = Phrase::new("Question {number} of {total}");

/// The heading of a question.
#[must_use]
pub fn question(number: usize, of: usize) -> String {
    fill(QUESTION.text(), &[("number", &number.to_string()), ("total", &of.to_string())])
}

/// How to answer.
#[must_use]
pub fn how_to_answer(form: AnswerForm) -> &'static str {
    match form {
        AnswerForm::One => translate("Choose one answer."),
        AnswerForm::AnyOne => translate("Choose one answer. More than one is right, and one is enough."),
        AnswerForm::Several => translate("Choose every answer that is right."),
        AnswerForm::Typed => translate("Type your answer."),
    }
}

/// Asks for an answer.
#[must_use]
pub fn answer_prompt(form: AnswerForm) -> &'static str {
    match form {
        AnswerForm::One | AnswerForm::AnyOne => translate("Your answer (a number, q to leave): "),
        AnswerForm::Several => translate("Your answer (such as 1 3, q to leave): "),
        AnswerForm::Typed => translate("Your answer (q to leave): "),
    }
}

/// That there are hints, after how to answer.
pub const HINT_KEY: Phrase = Phrase::new(" Type h for a hint.");

/// The label of the field for a short answer.
pub const YOUR_ANSWER: Phrase = Phrase::new("Your answer");

/// Several answers to a question that has one.
pub const ONLY_ONE: Phrase = Phrase::new("Only one answer is right here: choose one.");

/// Several answers to a question of which one answer is enough.
pub const ONE_IS_ENOUGH: Phrase = Phrase::new("One answer is enough here: choose one.");

/// What can be typed.
#[must_use]
pub fn type_an_answer(answers: usize, form: AnswerForm) -> String {
    match form {
        AnswerForm::Several => compose(
            "Type the numbers of the right answers, from 1 to {answers}, or q to leave.",
            &[("answers", &answers)],
        ),
        AnswerForm::One | AnswerForm::AnyOne => {
            compose("Type the number of an answer, from 1 to {answers}, or q to leave.", &[("answers", &answers)])
        }
        AnswerForm::Typed => translate("Type your answer in a few words, or q to leave.").to_owned(),
    }
}

/// Words that are not one of the answers.
#[must_use]
pub fn no_such_answer(words: &str) -> String {
    compose("“{words}” is not one of the answers here.", &[("words", &words)])
}

/// Whether an answer was right.
#[must_use]
pub fn verdict(right: bool) -> &'static str {
    if right { translate("Right.") } else { translate("Not right.") }
}

/// A short answer, and whether it is right. `explained`: whether the author says why.
#[must_use]
pub fn typed_feedback(right: bool, explained: bool) -> &'static str {
    match (right, explained) {
        (true, true) => translate("You answered “{answer}”, which is {!right}: {because}"),
        (true, false) => translate("You answered “{answer}”, which is {!right}."),
        (false, _) => translate("You answered “{answer}”, which is {!wrong}."),
    }
}

/// What is accepted, after a wrong short answer. `explained`: whether the author says why.
#[must_use]
pub fn accepted(several: bool, explained: bool) -> &'static str {
    match (several, explained) {
        (false, true) => translate("The right answer is {accepted}: {because}"),
        (false, false) => translate("The right answer is {accepted}."),
        (true, true) => translate("Right answers are {accepted}: {because}"),
        (true, false) => translate("Right answers are {accepted}."),
    }
}

/// Whether an answer is right that was chosen, or wrongly not chosen. `explained`: whether the
/// author says why.
#[must_use]
pub fn answer_feedback(picked: bool, right: bool, explained: bool) -> &'static str {
    match (picked, right, explained) {
        (true, true, true) => translate("You chose “{answer}”, which is {!right}: {because}"),
        (true, true, false) => translate("You chose “{answer}”, which is {!right}."),
        (true, false, true) => translate("You chose “{answer}”, which is {!wrong}: {because}"),
        (true, false, false) => translate("You chose “{answer}”, which is {!wrong}."),
        (false, true, true) => translate("You did not choose “{answer}”, which is {!right}: {because}"),
        (false, true, false) => translate("You did not choose “{answer}”, which is {!right}."),
        (false, false, true) => translate("You did not choose “{answer}”, which is {!wrong}: {because}"),
        (false, false, false) => translate("You did not choose “{answer}”, which is {!wrong}."),
    }
}

/// After the result of a quiz that was not passed and shows its answers only then.
pub const SHOWN_AFTER_PASSING: Phrase = Phrase::new("Which answers are right is shown once you have passed.");

/// The heading of the answers of a passed quiz.
pub const ANSWERS: Phrase = Phrase::new("The answers");

/// The heading of the result.
pub const RESULT: Phrase = Phrase::new("Result");

/// Whether a quiz was passed, and how many answers were right. `all`: whether all must be.
#[must_use]
pub fn result(passed: bool, all: bool) -> &'static str {
    match (passed, all) {
        (true, true) => translate("{!Passed}: {right} of {asked} right."),
        (true, false) => translate("{!Passed}: {right} of {asked} right ({needed} needed)."),
        (false, true) => translate("{!Not passed}: {right} of {asked} right."),
        (false, false) => translate("{!Not passed}: {right} of {asked} right ({needed} needed)."),
    }
}

/// How many answers about a principle were right.
pub const PRINCIPLE_RESULT: Phrase = Phrase::new("{principle}: {right} of {answered} right");
