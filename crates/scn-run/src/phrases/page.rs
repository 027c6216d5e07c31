//! Sentences of a page in a browser, and all phrases that such a page needs, as data.

use scn_story::{Callout, MediaKind, RunResult};
use serde_json::{Value, json};

use super::{Forms, callout_word, debrief, media_word, quiz, result_word, run, screen, web};
use crate::Band;

/// The position after the end, with the number of decisions made.
pub const THE_END_AFTER: Forms = Forms {
    none: "The end, after 0 decisions",
    one: "The end, after 1 decision",
    many: "The end, after {count} decisions",
};

/// The heading of the brief.
pub const BRIEF: &str = "What this is about";

/// The heading of the outcome of the last choice.
pub const OUTCOME: &str = "What came of it";

/// The heading of the choices.
pub const CHOICES: &str = "What do you do?";

/// Before the reason of a locked choice.
pub const LOCKED: &str = "Locked:";

/// The reason of a locked choice whose author gives none.
pub const NOT_ON_OFFER: &str = "not on offer now";

/// About a choice that a timer would make, on a page without timers.
pub const TIME_LIMIT: &str = "where a clock runs, taken by itself after {seconds} s";

/// The button that undoes the last choice.
pub const BACK: &str = "Back";

/// The button that shows a hint.
pub const HINT: &str = "Hint";

/// The button that starts the scenario again.
pub const RESTART: &str = "Restart";

/// The name of the three buttons together.
pub const RUN: &str = "Run";

/// Making a choice, in the help.
pub const HELP_CHOOSE: &str = "make that choice";

/// A hint, in the help.
pub const HELP_HINT: &str = "show a hint";

/// Starting again, in the help.
pub const HELP_RESTART: &str = "start the scenario again";

/// A page of a lesson that has several.
pub const LESSON_PAGE: &str = "Lesson, page {page} of {pages}";

/// A lesson that has one page.
pub const LESSON: &str = "Lesson";

/// The button that goes to the page before.
pub const PREVIOUS_PAGE: &str = "Previous page";

/// The button that goes to the next page.
pub const NEXT_PAGE: &str = "Next page";

/// The button that goes to the list of all parts.
pub const ALL_PARTS: &str = "All parts";

/// The list of all parts, in a list of what can be opened.
pub const COURSE: &str = "Course: all parts";

/// The button that gives an answer.
pub const ANSWER: &str = "Answer";

/// The button was pressed, and no answer is marked.
pub const MARK_AN_ANSWER: &str = "Choose an answer first.";

/// The button that goes to the next question.
pub const NEXT_QUESTION: &str = "Next question";

/// The button that goes to the result.
pub const TO_THE_RESULT: &str = "Result";

/// The button that begins a new attempt at a quiz.
pub const TRY_AGAIN: &str = "Try again";

/// Returns all phrases that a page needs to show a run from the lines of the [wire](crate::wire),
/// lessons, quizzes and a course: an object of texts. A name in braces is a place to fill, and a
/// phrase about a number has the forms `none`, `one` and `many`. Words for values are keyed as the
/// wire writes these values.
#[must_use]
pub fn page_phrases() -> Value {
    let mut phrases = json!({
        "decision": run::DECISION,
        "decision_of": run::DECISION_OF,
        "the_end_after": THE_END_AFTER,
        "brief": BRIEF,
        "outcome": OUTCOME,
        "choices": CHOICES,
        "you_chose": run::YOU_CHOSE,
        "feedback": run::FEEDBACK,
        "status": run::STATUS,
        "status_changed": run::STATUS_CHANGED,
        "status_of": run::STATUS_OF,
        "status_of_changed": run::STATUS_OF_CHANGED,
        "status_between": run::STATUS_BETWEEN,
        "status_between_changed": run::STATUS_BETWEEN_CHANGED,
        "asked": run::ASKED,
        "you_wrote": run::YOU_WROTE,
        "result": run::RESULT,
        "locked": LOCKED,
        "not_on_offer": NOT_ON_OFFER,
        "time_limit": TIME_LIMIT,
        "hint": run::HINT,
        "hint_about": run::HINT_ABOUT,
        "debrief": debrief::DEBRIEF,
        "trade": debrief::TRADE,
        "profile": debrief::HOW_YOU_HANDLED,
        "handled": debrief::HANDLED,
        "source": debrief::SOURCE,
        "button_back": BACK,
        "button_hint": HINT,
        "button_restart": RESTART,
        "run": RUN,
        "help_choose": HELP_CHOOSE,
        "help_back": run::HELP_BACK,
        "help_hint": HELP_HINT,
        "help_restart": HELP_RESTART,
    });
    let results = [RunResult::Passed, RunResult::Mixed, RunResult::Failed];
    let callouts = [Callout::Note, Callout::Tip, Callout::Remember, Callout::Warning];
    let media = [MediaKind::Image, MediaKind::Audio, MediaKind::Video];
    let bands = [Band::NotEnough, Band::NeedsAttention, Band::Mixed, Band::Consistent];
    for (name, words) in [
        ("results", words_by_value(&results, result_word)),
        ("callouts", words_by_value(&callouts, callout_word)),
        ("media", words_by_value(&media, media_word)),
        ("bands", words_by_value(&bands, Band::as_str)),
    ] {
        phrases[name] = words;
    }
    for more in [part_phrases(), web::web_phrases()] {
        if let (Some(all), Value::Object(more)) = (phrases.as_object_mut(), more) {
            all.extend(more);
        }
    }
    phrases
}

/// Returns the phrases about lessons, quizzes and a course.
fn part_phrases() -> Value {
    json!({
        "lesson_page": LESSON_PAGE,
        "lesson": LESSON,
        "previous_page": PREVIOUS_PAGE,
        "next_page": NEXT_PAGE,
        "all_parts": ALL_PARTS,
        "course": COURSE,
        "course_profile": debrief::HOW_YOU_HANDLED,
        "answer": ANSWER,
        "mark_an_answer": MARK_AN_ANSWER,
        "type_an_answer": screen::TYPE_AN_ANSWER,
        "next_question": NEXT_QUESTION,
        "to_the_result": TO_THE_RESULT,
        "quiz_result": quiz::RESULT,
        "answers": quiz::ANSWERS,
        "try_again": TRY_AGAIN,
    })
}

/// Returns the word for each value, by the value as it is written in JSON.
fn words_by_value<T: Copy + serde::Serialize>(values: &[T], word: impl Fn(T) -> &'static str) -> Value {
    let keyed = values.iter().filter_map(|value| {
        let key = serde_json::to_value(value).ok()?;
        Some((key.as_str()?.to_owned(), Value::from(word(*value))))
    });
    Value::Object(keyed.collect())
}

#[cfg(test)]
mod tests {
    use super::page_phrases;

    #[test]
    fn values_are_named_as_on_the_wire() {
        let phrases = page_phrases();
        assert_eq!(phrases["results"]["passed"], "passed");
        assert_eq!(phrases["callouts"]["remember"], "Remember");
        assert_eq!(phrases["media"]["audio"], "Audio");
        assert_eq!(phrases["bands"]["needs-attention"], "needs attention");
        for (group, size) in [("results", 3), ("callouts", 4), ("media", 3), ("bands", 4)] {
            assert_eq!(phrases[group].as_object().map(serde_json::Map::len), Some(size), "{group}");
        }
    }

    #[test]
    fn forms_of_a_number_are_data() {
        let forms = serde_json::json!({
            "none": "{band}, no decision",
            "one": "{band}, 1 decision",
            "many": "{band}, {count} decisions",
        });
        assert_eq!(page_phrases()["handled"], forms);
    }
}
