//! Sentences of a quiz.

use scn_text::counted;

use crate::{AnswerForm, QuizResult};

/// How many questions there are, how many must be right, and how many are answered.
#[must_use]
pub fn questions(result: &QuizResult) -> String {
    let questions = counted(result.asked, "question");
    let needed = match (result.needed, result.asked) {
        (needed, asked) if needed == asked && asked == 1 => "It must be right.".to_owned(),
        (needed, asked) if needed == asked => "All must be right.".to_owned(),
        (needed, _) => format!("{needed} must be right."),
    };
    let answered = if result.answered == 0 { String::new() } else { format!(" {} answered so far.", result.answered) };
    format!("{questions}. {needed}{answered}")
}

/// The heading of a question.
#[must_use]
pub fn question(number: usize, of: usize) -> String {
    format!("Question {number} of {of}")
}

/// How to answer.
#[must_use]
pub fn how_to_answer(form: AnswerForm) -> &'static str {
    match form {
        AnswerForm::One => "Choose one answer.",
        AnswerForm::AnyOne => "Choose one answer. More than one is right, and one is enough.",
        AnswerForm::Several => "Choose every answer that is right.",
        AnswerForm::Typed => "Type your answer.",
    }
}

/// Asks for an answer.
#[must_use]
pub fn answer_prompt(form: AnswerForm) -> &'static str {
    match form {
        AnswerForm::One | AnswerForm::AnyOne => "Your answer (a number, q to leave): ",
        AnswerForm::Several => "Your answer (such as 1 3, q to leave): ",
        AnswerForm::Typed => "Your answer (q to leave): ",
    }
}

/// That there are hints, after how to answer.
pub const HINT_KEY: &str = " Type h for a hint.";

/// The label of the field for a short answer.
pub const YOUR_ANSWER: &str = "Your answer";

/// Several answers to a question that has one.
pub const ONLY_ONE: &str = "Only one answer is right here: choose one.";

/// Several answers to a question of which one answer is enough.
pub const ONE_IS_ENOUGH: &str = "One answer is enough here: choose one.";

/// What can be typed.
#[must_use]
pub fn type_an_answer(answers: usize, form: AnswerForm) -> String {
    match form {
        AnswerForm::Several => format!("Type the numbers of the right answers, from 1 to {answers}, or q to leave."),
        AnswerForm::One | AnswerForm::AnyOne => {
            format!("Type the number of an answer, from 1 to {answers}, or q to leave.")
        }
        AnswerForm::Typed => "Type your answer in a few words, or q to leave.".to_owned(),
    }
}

/// Words that are not one of the answers, before what can be typed.
#[must_use]
pub fn no_such_answer(words: &str, possible: &str) -> String {
    format!("“{words}” is not one of the answers here. {possible}")
}

/// Whether an answer was right.
#[must_use]
pub fn verdict(right: bool) -> &'static str {
    if right { "Right." } else { "Not right." }
}

/// Before the words of an answer, in quotes.
#[must_use]
pub fn answer_was(picked: bool) -> &'static str {
    if picked { "You chose “" } else { "You did not choose “" }
}

/// Before the words of a short answer, in quotes.
pub const YOU_ANSWERED: &str = "You answered “";

/// After a wrong short answer: what is accepted.
#[must_use]
pub fn accepted(answers: &[String]) -> String {
    let quoted: Vec<String> = answers.iter().map(|answer| format!("“{answer}”")).collect();
    match quoted.as_slice() {
        [only] => format!("The right answer is {only}"),
        several => format!("Right answers are {}", several.join(", ")),
    }
}

/// After the words of an answer, before whether it is right.
pub const WHICH_IS: &str = "”, which is ";

/// Whether an answer is right, in a word.
#[must_use]
pub fn right_or_wrong(right: bool) -> &'static str {
    if right { "right" } else { "wrong" }
}

/// After the result of a quiz that was not passed and shows its answers only then.
pub const SHOWN_AFTER_PASSING: &str = "Which answers are right is shown once you have passed.";

/// The heading of the answers of a passed quiz.
pub const ANSWERS: &str = "The answers";

/// The heading of the result.
pub const RESULT: &str = "Result";

/// Whether the quiz was passed.
#[must_use]
pub fn passed(passed: bool) -> &'static str {
    if passed { "Passed" } else { "Not passed" }
}

/// How many answers were right, after whether the quiz was passed.
#[must_use]
pub fn right_of_asked(result: &QuizResult) -> String {
    let needed = if result.needed == result.asked { String::new() } else { format!(" ({} needed)", result.needed) };
    format!(": {} of {} right{needed}.", result.right, result.asked)
}

/// How many answers about a principle were right, after its title.
#[must_use]
pub fn right_of_answered(right: u32, answered: u32) -> String {
    format!(": {right} of {answered} right")
}
