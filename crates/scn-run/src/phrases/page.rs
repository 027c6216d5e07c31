//! Sentences of a page in a browser, and all phrases that such a page needs, as data.

use scn_story::{Callout, MediaKind, RunResult};
use serde_json::{Value, json};

use super::catalogue::guest;
use super::words::{band_word, rating_word, status_word};
use super::{
    Forms, Language, OR, Phrase, QUOTED, callout_word, course, debrief, media_word, quiz, result_word, resumed, run,
    screen, web,
};
use crate::{AnswerForm, Band, Part, RatingLevel, ResumeQuizError, Status};

/// The position after the end, with the number of decisions made.
pub const THE_END_AFTER: Forms = Forms {
    none: "The end, after 0 decisions",
    one: "The end, after 1 decision",
    many: "The end, after {count} decisions",
};

/// The heading of the brief.
pub const BRIEF: Phrase = Phrase::new("What this is about");

/// The heading of the outcome of the last choice.
pub const OUTCOME: Phrase = Phrase::new("What came of it");

/// The heading of the choices.
pub const CHOICES: Phrase = Phrase::new("What do you do?");

/// Before the reason of a locked choice.
pub const LOCKED: Phrase = Phrase::new("Locked:");

/// The reason of a locked choice whose author gives none.
pub const NOT_ON_OFFER: Phrase = Phrase::new("not on offer now");

/// About a choice that a timer would make, on a page without timers.
pub const TIME_LIMIT: Phrase = Phrase::new("where a clock runs, taken by itself after {seconds} s");

/// The button that undoes the last choice.
pub const BACK: Phrase = Phrase::new("Back");

/// The button that shows a hint.
pub const HINT: Phrase = Phrase::new("Hint");

/// The button that starts the scenario again.
pub const RESTART: Phrase = Phrase::new("Restart");

/// The name of the three buttons together.
pub const RUN: Phrase = Phrase::new("Run");

/// Making a choice, in the help.
pub const HELP_CHOOSE: Phrase = Phrase::new("make that choice");

/// A hint, in the help.
pub const HELP_HINT: Phrase = Phrase::new("show a hint");

/// Starting again, in the help.
pub const HELP_RESTART: Phrase = Phrase::new("start the scenario again");

/// A page of a lesson that has several.
pub const LESSON_PAGE: Phrase = Phrase::new("Lesson, page {page} of {pages}");

/// A lesson that has one page.
pub const LESSON: Phrase = Phrase::new("Lesson");

/// The button that goes to the page before.
pub const PREVIOUS_PAGE: Phrase = Phrase::new("Previous page");

/// The button that goes to the next page.
pub const NEXT_PAGE: Phrase = Phrase::new("Next page");

/// The button that goes to the list of all parts.
pub const ALL_PARTS: Phrase = Phrase::new("All parts");

/// The list of all parts, in a list of what can be opened.
pub const COURSE: Phrase = Phrase::new("Course: all parts");

/// The button that gives an answer.
pub const ANSWER: Phrase = Phrase::new("Answer");

/// The button was pressed, and no answer is marked.
pub const MARK_AN_ANSWER: Phrase = Phrase::new("Choose an answer first.");

/// The button that goes to the next question.
pub const NEXT_QUESTION: Phrase = Phrase::new("Next question");

/// The button that goes to the result.
pub const TO_THE_RESULT: Phrase = Phrase::new("Result");

/// The button that begins a new attempt at a quiz.
pub const TRY_AGAIN: Phrase = Phrase::new("Try again");

/// Returns all phrases that a page needs to show a run from the lines of the [wire](crate::wire),
/// lessons, quizzes and a course: an object of texts. A name in braces is a place to fill, and a
/// phrase about a number has the forms `none`, `one` and `many`. Words for values are keyed as the
/// wire writes these values.
#[must_use]
pub fn page_phrases() -> Value {
    let mut phrases = json!({
        "language": Language::current().tag(),
        "decision": run::DECISION.text(),
        "decision_of": run::DECISION_OF.text(),
        "the_end_after": THE_END_AFTER,
        "brief": BRIEF.text(),
        "outcome": OUTCOME.text(),
        "choices": CHOICES.text(),
        "you_chose": run::YOU_CHOSE.text(),
        "feedback": run::FEEDBACK.text(),
        "status": run::STATUS.text(),
        "status_changed": run::STATUS_CHANGED.text(),
        "status_of": run::STATUS_OF.text(),
        "status_of_changed": run::STATUS_OF_CHANGED.text(),
        "status_between": run::STATUS_BETWEEN.text(),
        "status_between_changed": run::STATUS_BETWEEN_CHANGED.text(),
        "asked": run::ASKED.text(),
        "you_wrote": run::YOU_WROTE.text(),
        "result": run::RESULT.text(),
        "locked": LOCKED.text(),
        "not_on_offer": NOT_ON_OFFER.text(),
        "time_limit": TIME_LIMIT.text(),
        "hint": run::HINT.text(),
        "hint_about": run::HINT_ABOUT.text(),
        "debrief": debrief::DEBRIEF.text(),
        "trade": debrief::TRADE.text(),
        "profile": debrief::HOW_YOU_HANDLED.text(),
        "handled": debrief::HANDLED,
        "source": debrief::SOURCE.text(),
        "button_back": BACK.text(),
        "button_hint": HINT.text(),
        "button_restart": RESTART.text(),
        "run": RUN.text(),
        "help_choose": HELP_CHOOSE.text(),
        "help_back": run::HELP_BACK.text(),
        "help_hint": HELP_HINT.text(),
        "help_restart": HELP_RESTART.text(),
    });
    let results = [RunResult::Passed, RunResult::Mixed, RunResult::Failed];
    let callouts = [Callout::Note, Callout::Tip, Callout::Remember, Callout::Warning];
    let media = [MediaKind::Image, MediaKind::Audio, MediaKind::Video];
    let bands = [Band::NotEnough, Band::NeedsAttention, Band::Mixed, Band::Consistent];
    for (name, words) in [
        ("results", words_by_value(&results, result_word)),
        ("callouts", words_by_value(&callouts, callout_word)),
        ("media", words_by_value(&media, media_word)),
        ("bands", words_by_value(&bands, band_word)),
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
    let ratings = (-2_i8..=2).map(|rating| (rating.to_string(), rating_word(RatingLevel::from_rating(rating)).into()));
    json!({
        "guest": guest(),
        "stopped": {
            "left": run::STOPPED_LEFT.text(),
            "dead-end": run::STOPPED_DEAD_END.text(),
            "no-outcome": run::STOPPED_NO_OUTCOME.text(),
            "loop": run::STOPPED_LOOP.text(),
            "nowhere": run::STOPPED_NOWHERE.text(),
        },
        "given": ratings.collect::<serde_json::Map<String, Value>>(),
        "closing": debrief::CLOSING.text(),
        "reworded_label": run::REWORDED_LABEL.text(),
    })
}

/// Returns the phrases about lessons, quizzes and a course.
fn part_phrases() -> Value {
    json!({
        "lesson_page": LESSON_PAGE.text(),
        "lesson": LESSON.text(),
        "previous_page": PREVIOUS_PAGE.text(),
        "next_page": NEXT_PAGE.text(),
        "all_parts": ALL_PARTS.text(),
        "course": COURSE.text(),
        "course_profile": debrief::HOW_YOU_HANDLED.text(),
        "answer": ANSWER.text(),
        "mark_an_answer": MARK_AN_ANSWER.text(),
        "type_an_answer": screen::TYPE_AN_ANSWER.text(),
        "next_question": NEXT_QUESTION.text(),
        "to_the_result": TO_THE_RESULT.text(),
        "quiz_result": quiz::RESULT.text(),
        "answers": quiz::ANSWERS.text(),
        "try_again": TRY_AGAIN.text(),
    })
}

/// Returns the phrases of which the view of a quiz consists.
fn quiz_phrases() -> Value {
    let feedback = |picked, right| [false, true].map(|explained| quiz::answer_feedback(picked, right, explained));
    let ([right, right_because], [wrong, wrong_because]) = (feedback(true, true), feedback(true, false));
    let [missed, missed_because] = feedback(false, true);
    json!({
        "questions": quiz::QUESTIONS,
        "it_must_be_right": quiz::IT_MUST_BE_RIGHT.text(),
        "all_must_be_right": quiz::ALL_MUST_BE_RIGHT.text(),
        "some_must_be_right": quiz::SOME_MUST_BE_RIGHT.text(),
        "answered": quiz::ANSWERED.text(),
        "question": quiz::QUESTION.text(),
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
        "principle_result": quiz::PRINCIPLE_RESULT.text(),
        "shown_after_passing": quiz::SHOWN_AFTER_PASSING.text(),
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
        "statuses": words_by_value(&[Status::NotBegun, Status::Begun, Status::Done], status_word),
        "edited_since": course::EDITED_SINCE.text(),
        "replaced": course::REPLACED.text(),
        "started_again": course::STARTED_AGAIN.text(),
        "tries_left": course::TRIES_LEFT,
        "optional": course::OPTIONAL.text(),
        "course_completed": course::YOU_HAVE_COMPLETED.text(),
        "done_count": course::DONE_COUNT.text(),
        "next": course::NEXT.text(),
        "also_available": course::ALSO_AVAILABLE.text(),
        "to_complete": course::TO_COMPLETE.text(),
        "read_lesson": course::READ_LESSON.text(),
        "pass_quiz": course::PASS_QUIZ.text(),
        "quiz_used_up": course::QUIZ_USED_UP.text(),
        "no_tries_left": course::NO_TRIES_LEFT.text(),
        "pass_scenario": course::PASS_SCENARIO.text(),
        "pass_some": course::PASS_SOME,
        "handle_principle": course::HANDLE_PRINCIPLE.text(),
        "quoted": QUOTED.text(),
        "or": OR.text(),
        "read": course::READ.text(),
        "quiz_passed": course::QUIZ_PASSED.text(),
        "quiz_not_passed": course::QUIZ_NOT_PASSED.text(),
        "rejudged": course::REJUDGED.text(),
        "came_to": course::CAME_TO.text(),
        "came_to_nothing": course::CAME_TO_NOTHING.text(),
        "principle_handled": debrief::PRINCIPLE_HANDLED,
    })
}

/// Returns the phrases about an attempt that is resumed.
fn resumed_phrases() -> Value {
    json!({
        "resuming_quiz": resumed::RESUMING_QUIZ.text(),
        "questions_gone": resumed::QUESTIONS_GONE,
        "asked_again": resumed::ASKED_AGAIN,
        "questions_added": resumed::QUESTIONS_ADDED,
        "quiz_begins_anew": resumed::QUIZ_BEGINS_ANEW.text(),
        "resume_refused": {
            "no_start": resumed::refusal(&ResumeQuizError::NoStart),
            "another": resumed::refusal(&ResumeQuizError::Another("{quiz}".to_owned())),
            "over": resumed::refusal(&ResumeQuizError::Over),
            "too_few": resumed::refusal(&ResumeQuizError::TooFew),
        },
        "run_begins_anew": resumed::RUN_BEGINS_ANEW.text(),
        "other_id": resumed::OTHER_ID.text(),
        "left_at_removed_part": resumed::LEFT_AT_REMOVED_PART.text(),
        "continues": resumed::CONTINUES.text(),
        "leads_elsewhere": resumed::LEADS_ELSEWHERE.text(),
        "unclear_choice": resumed::UNCLEAR_CHOICE.text(),
        "other_situation": resumed::OTHER_SITUATION.text(),
        "other_outcome": resumed::OTHER_OUTCOME.text(),
        "unclear_outcome": resumed::UNCLEAR_OUTCOME.text(),
        "choices_gone": resumed::CHOICES_GONE,
        "situation_changed": resumed::SITUATION_CHANGED.text(),
        "choice_reworded": resumed::CHOICE_REWORDED.text(),
        "outcome_reworded": resumed::OUTCOME_REWORDED.text(),
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
