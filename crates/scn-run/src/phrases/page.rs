//! Sentences of a page in a browser, and all phrases that such a page needs, as data.

use scn_story::{Callout, MediaKind, RunResult};
use serde_json::{Value, json};

use super::{
    Forms, OR, QUOTED, callout_word, course, debrief, media_word, quiz, result_word, resumed, run, screen, web,
};
use crate::{AnswerForm, Band, GUEST, Part, RatingLevel, ResumeQuizError, Status};

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
    let of_parts = [part_phrases(), quiz_phrases(), course_phrases(), resumed_phrases()];
    for more in of_parts.into_iter().chain([run_phrases(), web::web_phrases()]) {
        if let (Some(all), Value::Object(more)) = (phrases.as_object_mut(), more) {
            all.extend(more);
        }
    }
    phrases
}

/// Returns the phrases that a run itself needs, where the page and not the wire plays it: why it
/// stopped, and those of the debrief. Ratings are keyed by their number.
fn run_phrases() -> Value {
    let ratings = (-2_i8..=2).map(|rating| (rating.to_string(), RatingLevel::from_rating(rating).as_str().into()));
    json!({
        "guest": GUEST,
        "stopped": {
            "left": run::STOPPED_LEFT,
            "dead-end": run::STOPPED_DEAD_END,
            "no-outcome": run::STOPPED_NO_OUTCOME,
            "loop": run::STOPPED_LOOP,
            "nowhere": run::STOPPED_NOWHERE,
        },
        "given": ratings.collect::<serde_json::Map<String, Value>>(),
        "closing": debrief::CLOSING,
        "reworded_label": run::REWORDED_LABEL,
    })
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

/// Returns the phrases of which the view of a quiz consists.
fn quiz_phrases() -> Value {
    let feedback = |picked, right| [false, true].map(|explained| quiz::answer_feedback(picked, right, explained));
    let ([right, right_because], [wrong, wrong_because]) = (feedback(true, true), feedback(true, false));
    let [missed, missed_because] = feedback(false, true);
    json!({
        "questions": quiz::QUESTIONS,
        "it_must_be_right": quiz::IT_MUST_BE_RIGHT,
        "all_must_be_right": quiz::ALL_MUST_BE_RIGHT,
        "some_must_be_right": quiz::SOME_MUST_BE_RIGHT,
        "answered": quiz::ANSWERED,
        "question": quiz::QUESTION,
        "how_to_answer": {
            "one": quiz::how_to_answer(AnswerForm::One),
            "any-one": quiz::how_to_answer(AnswerForm::AnyOne),
            "several": quiz::how_to_answer(AnswerForm::Several),
            "typed": quiz::how_to_answer(AnswerForm::Typed),
        },
        "right": quiz::verdict(true),
        "not_right": quiz::verdict(false),
        "quiz_feedback": {
            "typed_right": quiz::typed_feedback(true, false),
            "typed_right_because": quiz::typed_feedback(true, true),
            "typed_wrong": quiz::typed_feedback(false, false),
            "accepted": quiz::accepted(false, false),
            "accepted_because": quiz::accepted(false, true),
            "accepted_several": quiz::accepted(true, false),
            "accepted_several_because": quiz::accepted(true, true),
            "chose_right": right,
            "chose_right_because": right_because,
            "chose_wrong": wrong,
            "chose_wrong_because": wrong_because,
            "missed": missed,
            "missed_because": missed_because,
        },
        "quiz_results": {
            "passed": quiz::result(true, true),
            "passed_needed": quiz::result(true, false),
            "not_passed": quiz::result(false, true),
            "not_passed_needed": quiz::result(false, false),
        },
        "principle_result": quiz::PRINCIPLE_RESULT,
        "shown_after_passing": quiz::SHOWN_AFTER_PASSING,
    })
}

/// Returns the phrases about how far a learner is in a course.
fn course_phrases() -> Value {
    let title = |part: fn(String) -> Part| course::part_in_list(&part(String::new()));
    json!({
        "part_titles": {
            "lesson": title(Part::Lesson),
            "quiz": title(Part::Quiz),
            "scenario": title(Part::Scenario),
        },
        "statuses": words_by_value(&[Status::NotBegun, Status::Begun, Status::Done], Status::as_str),
        "edited_since": course::EDITED_SINCE,
        "replaced": course::REPLACED,
        "started_again": course::STARTED_AGAIN,
        "tries_left": course::TRIES_LEFT,
        "optional": course::OPTIONAL,
        "course_completed": course::YOU_HAVE_COMPLETED,
        "done_count": course::DONE_COUNT,
        "next": course::NEXT,
        "also_available": course::ALSO_AVAILABLE,
        "to_complete": course::TO_COMPLETE,
        "read_lesson": course::READ_LESSON,
        "pass_quiz": course::PASS_QUIZ,
        "quiz_used_up": course::QUIZ_USED_UP,
        "no_tries_left": course::NO_TRIES_LEFT,
        "pass_scenario": course::PASS_SCENARIO,
        "pass_some": course::PASS_SOME,
        "handle_principle": course::HANDLE_PRINCIPLE,
        "quoted": QUOTED,
        "or": OR,
        "read": course::READ,
        "quiz_passed": course::QUIZ_PASSED,
        "quiz_not_passed": course::QUIZ_NOT_PASSED,
        "rejudged": course::REJUDGED,
        "came_to": course::CAME_TO,
        "came_to_nothing": course::CAME_TO_NOTHING,
        "principle_handled": debrief::PRINCIPLE_HANDLED,
    })
}

/// Returns the phrases about an attempt that is resumed.
fn resumed_phrases() -> Value {
    json!({
        "resuming_quiz": resumed::RESUMING_QUIZ,
        "questions_gone": resumed::QUESTIONS_GONE,
        "asked_again": resumed::ASKED_AGAIN,
        "questions_added": resumed::QUESTIONS_ADDED,
        "quiz_begins_anew": resumed::QUIZ_BEGINS_ANEW,
        "resume_refused": {
            "no_start": ResumeQuizError::NoStart.to_string(),
            "another": ResumeQuizError::Another("{quiz}".to_owned()).to_string(),
            "over": ResumeQuizError::Over.to_string(),
            "too_few": ResumeQuizError::TooFew.to_string(),
        },
        "run_begins_anew": resumed::RUN_BEGINS_ANEW,
        "other_id": resumed::OTHER_ID,
        "left_at_removed_part": resumed::LEFT_AT_REMOVED_PART,
        "continues": resumed::CONTINUES,
        "leads_elsewhere": resumed::LEADS_ELSEWHERE,
        "unclear_choice": resumed::UNCLEAR_CHOICE,
        "other_situation": resumed::OTHER_SITUATION,
        "other_outcome": resumed::OTHER_OUTCOME,
        "unclear_outcome": resumed::UNCLEAR_OUTCOME,
        "choices_gone": resumed::CHOICES_GONE,
        "situation_changed": resumed::SITUATION_CHANGED,
        "choice_reworded": resumed::CHOICE_REWORDED,
        "outcome_reworded": resumed::OUTCOME_REWORDED,
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
