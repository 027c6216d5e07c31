//! Sentences of a course: where the learner is, what is done, and what is next.

use scn_story::RunResult;

use super::words::{band_word, status_word};
use super::{Forms, Phrase, QUOTED, compose, end_sentence, fill, list_any, result_word, translate};
use crate::{Band, CourseState, Part, PartState, QuizResult, RecordOwner, Status};

/// Who learns. `can_save`: whether it can be kept under a name; `asks`: whether by typing one.
#[must_use]
pub fn who_learns(owner: &RecordOwner, can_save: bool, asks: bool) -> String {
    match owner {
        RecordOwner::Learner(learner) => compose("You are learning as {learner}.", &[("learner", &learner)]),
        RecordOwner::Guest if can_save && asks => translate(
            "You are learning as a guest: your progress is lost when you leave. Type n to save it under a name.",
        )
        .to_owned(),
        RecordOwner::Guest if can_save => translate(
            "You are learning as a guest: your progress is not saved. Use `--learner NAME` to save it under a name.",
        )
        .to_owned(),
        RecordOwner::Guest => translate("You are learning as a guest: your progress is not saved.").to_owned(),
    }
}

/// What a part is, at the start of a line.
#[must_use]
pub fn kind(part: &Part) -> &'static str {
    match part {
        Part::Lesson(_) => translate("Lesson"),
        Part::Quiz(_) => translate("Quiz"),
        Part::Scenario(_) => translate("Scenario"),
    }
}

/// A part in a list.
#[must_use]
pub fn part_in_list(part: &Part) -> &'static str {
    match part {
        Part::Lesson(_) => translate("Lesson: {title}"),
        Part::Quiz(_) => translate("Quiz: {title}"),
        Part::Scenario(_) => translate("Scenario: {title}"),
    }
}

/// A part in a list, with how far it is.
#[must_use]
pub fn part_with_status(part: &Part) -> &'static str {
    match part {
        Part::Lesson(_) => translate("Lesson: {title}, {status}"),
        Part::Quiz(_) => translate("Quiz: {title}, {status}"),
        Part::Scenario(_) => translate("Scenario: {title}, {status}"),
    }
}

/// A part that was edited after it was done, in a list of remarks.
pub const EDITED_SINCE: Phrase = Phrase::new("edited since");

/// A part that has the id of a former part, in a list of remarks.
pub const REPLACED: Phrase = Phrase::new("it has replaced another part with this id");

/// A part that is done and was started again, in a list of remarks.
pub const STARTED_AGAIN: Phrase = Phrase::new("started again");

/// How many tries of a quiz are left, in a list of remarks.
pub const TRIES_LEFT: Forms = Forms { none: "no try left", one: "1 try left", many: "{count} tries left" };
/// A part without which the course can be completed, in a list of remarks.
pub const OPTIONAL: Phrase = Phrase::new("optional");

/// How far a part is, and whether it waits to be resumed: remarks with semicolons between them.
#[must_use]
pub fn how_far(state: &PartState) -> String {
    let remarks = [
        (state.optional && !state.passed, OPTIONAL.text()),
        (state.edited, EDITED_SINCE.text()),
        (state.replaced && state.status == Status::NotBegun, REPLACED.text()),
        (state.open.is_some() && state.result.is_some(), STARTED_AGAIN.text()),
    ];
    let result = state.result.as_deref().unwrap_or(status_word(state.status));
    let remarks = remarks.into_iter().filter(|(applies, _)| *applies).map(|(_, remark)| remark.to_owned());
    let tries = state.tries_left.map(|tries| TRIES_LEFT.about(tries));
    [result.to_owned()].into_iter().chain(remarks).chain(tries).collect::<Vec<_>>().join("; ")
}

/// The learner has completed a course.
pub const YOU_HAVE_COMPLETED: Phrase = Phrase::new("You have completed this course.");

/// The same, to somebody else.
pub const LEARNER_HAS_COMPLETED: Phrase = Phrase::new("The learner has completed this course.");

/// How many parts are done.
pub const DONE_COUNT: Phrase = Phrase::new("Done: {done} of {total}.");

/// The part that is next, with a title that ends the sentence.
pub const NEXT: Phrase = Phrase::new("Next: {number}. {title}");

/// A part that can still be done after the course, with a title that ends the sentence.
pub const ALSO_AVAILABLE: Phrase = Phrase::new("Also available: {number}. {title}");

/// How far a course is, and what is next. `completed` is the sentence about its completion.
#[must_use]
pub fn progress(state: &CourseState, next: Option<(usize, &PartState)>, completed: &str) -> String {
    let first = match (state.complete, state.done_count(), state.parts.len()) {
        (true, _, _) => completed.to_owned(),
        (false, done, total) => fill(DONE_COUNT.text(), &[("done", &done.to_string()), ("total", &total.to_string())]),
    };
    let Some((number, part)) = next else { return first };
    let phrase = if state.complete { ALSO_AVAILABLE.text() } else { NEXT.text() };
    let second = fill(phrase, &[("number", &number.to_string()), ("title", &end_sentence(&part.title))]);
    format!("{first} {second}")
}

/// What is missing for the completion of a course.
pub const TO_COMPLETE: Phrase = Phrase::new("To complete the course: {missing}.");

/// What is missing for the completion of a course.
#[must_use]
pub fn to_complete(missing: &[String]) -> String {
    fill(TO_COMPLETE.text(), &[("missing", &missing.join("; "))])
}

/// A lesson that is to be read.
pub const READ_LESSON: Phrase = Phrase::new("read “{title}”");

/// A lesson that is to be read.
#[must_use]
pub fn read_lesson(title: &str) -> String {
    fill(READ_LESSON.text(), &[("title", title)])
}

/// A quiz that is to be passed.
pub const PASS_QUIZ: Phrase = Phrase::new("pass the quiz “{title}”");

/// A quiz that is to be passed.
#[must_use]
pub fn pass_quiz(title: &str) -> String {
    fill(PASS_QUIZ.text(), &[("title", title)])
}

/// A quiz that can no longer be passed.
pub const QUIZ_USED_UP: Phrase = Phrase::new("pass the quiz “{title}”, for which you have no try left");

/// A quiz that can no longer be passed.
#[must_use]
pub fn quiz_used_up(title: &str) -> String {
    fill(QUIZ_USED_UP.text(), &[("title", title)])
}

/// Why a quiz cannot be opened.
pub const NO_TRIES_LEFT: Phrase =
    Phrase::new("You have used all your tries at the quiz “{title}”. Ask the people who run this course what to do.");

/// Why a quiz cannot be opened.
#[must_use]
pub fn no_tries_left(title: &str) -> String {
    fill(NO_TRIES_LEFT.text(), &[("title", title)])
}

/// A scenario that is to be passed.
pub const PASS_SCENARIO: Phrase = Phrase::new("pass the scenario “{title}”");

/// A scenario that is to be passed.
#[must_use]
pub fn pass_scenario(title: &str) -> String {
    fill(PASS_SCENARIO.text(), &[("title", title)])
}

/// Some of several scenarios that are to be passed; how many.
pub const PASS_SOME: Forms = Forms::new("pass one more scenario: {titles}", "pass {count} more scenarios: {titles}");

/// Some of several scenarios that are to be passed.
#[must_use]
pub fn pass_some(needed: usize, titles: &[&str]) -> String {
    let titles: Vec<String> = titles.iter().map(|title| fill(QUOTED.text(), &[("title", title)])).collect();
    PASS_SOME.fill(needed, &[("titles", &list_any(&titles))])
}

/// A principle that is to be handled better. `band`: at least what; `now`: how it was handled.
pub const HANDLE_PRINCIPLE: Phrase = Phrase::new("reach at least “{band}” for “{title}” (so far: “{now}”)");

/// A principle that is to be handled better. `band`: at least what; `now`: how it was handled.
#[must_use]
pub fn handle_principle(title: &str, band: Band, now: Band) -> String {
    let (band, now) = (band_word(band), band_word(now));
    fill(HANDLE_PRINCIPLE.text(), &[("title", title), ("band", band), ("now", now)])
}

/// Before the command that issues a certificate.
pub const FOR_A_CERTIFICATE: Phrase = Phrase::new("For a certificate of completion:");

/// Asks for a part. `next`: the number of the part that is next.
#[must_use]
pub fn part_prompt(next: Option<usize>) -> String {
    match next {
        Some(number) => compose("Enter for {number}, a number, ? for help, or q to leave: ", &[("number", &number)]),
        None => translate("a number, ? for help, or q to leave: ").to_owned(),
    }
}

/// Words that are not one of the parts.
#[must_use]
pub fn no_such_part(words: &str) -> String {
    compose("“{words}” is not one of the parts here.", &[("words", &words)])
}

/// Begins the help.
pub const HELP: Phrase = Phrase::new("You can type:");

/// The key that opens the next part, in the help.
#[must_use]
pub fn help_enter() -> (&'static str, &'static str) {
    (translate("Enter"), translate("start or resume the next part"))
}

/// What a number does, in the help.
pub const HELP_NUMBER: Phrase = Phrase::new("start that part, even if it is done already");

/// What `l` does, in the help.
pub const HELP_LIST: Phrase = Phrase::new("the list of all parts");

/// What `n` does, in the help.
pub const HELP_NAME: Phrase = Phrase::new("save your progress under a name");

/// What `q` does, in the help.
pub const HELP_QUIT: Phrase = Phrase::new("leave");

/// Asks for a name.
pub const TYPE_THE_NAME: Phrase = Phrase::new("Type a name to save your progress under, or press Enter to cancel.");

/// What is done has a name.
pub const SAVED: Phrase = Phrase::new("Your progress so far is saved, and everything from now on is saved too.");

/// The input ended.
pub const INPUT_ENDED: Phrase = Phrase::new("The input has ended.");

/// The learner interrupted.
pub const INTERRUPTED: Phrase = Phrase::new("Interrupted.");

/// Before a guest is asked for a name at the end.
pub const NOTHING_KEPT_YET: Phrase = Phrase::new("You learned as a guest: your progress is not saved yet.");

/// What a guest did was not kept.
pub const NOTHING_KEPT: Phrase = Phrase::new("You learned as a guest: your progress was not saved.");

/// Asks to show the next screen of a lesson.
#[must_use]
pub fn screen_prompt(number: usize, of: usize) -> String {
    compose("Screen {number} of {of}: Enter for more, q to leave: ", &[("number", &number), ("of", &of)])
}

/// A scenario that cannot be played, and why.
#[must_use]
pub fn cannot_be_played(why: &str) -> String {
    compose("This cannot be played: {why}.", &[("why", &why)])
}

/// The headings of the columns of a learner's progress.
#[must_use]
pub fn columns() -> [&'static str; 5] {
    [translate("No."), translate("Part"), translate("Title"), translate("Progress"), translate("Attempts")]
}

/// A lesson that was read, as a result.
pub const READ: Phrase = Phrase::with_context("a lesson", "read");

/// How a quiz came out that was passed.
pub const QUIZ_PASSED: Phrase = Phrase::new("{right} of {asked} right, passed");

/// How a quiz came out that was not passed.
pub const QUIZ_NOT_PASSED: Phrase = Phrase::new("{right} of {asked} right, not passed");

/// How a quiz came out.
#[must_use]
pub fn quiz_result(result: &QuizResult) -> String {
    let phrase = if result.passed { QUIZ_PASSED.text() } else { QUIZ_NOT_PASSED.text() };
    fill(phrase, &[("right", &result.right.to_string()), ("asked", &result.asked.to_string())])
}

/// A result that today's key judges differently: how it is judged now, and how it was.
pub const REJUDGED: Phrase = Phrase::new("{today} (in an earlier version: {was})");

/// A result that today's key judges differently: how it is judged now, and how it was.
#[must_use]
pub fn rejudged(today: &str, was: &str) -> String {
    fill(REJUDGED.text(), &[("today", today), ("was", was)])
}

/// How a scenario came out.
pub const CAME_TO: Phrase = Phrase::new("reached “{title}”, {result}");

/// How a scenario came out.
#[must_use]
pub fn came_to(title: &str, result: RunResult) -> String {
    fill(CAME_TO.text(), &[("title", title), ("result", result_word(result))])
}

/// A scenario that came out at an ending that was removed.
pub const CAME_TO_NOTHING: Phrase = Phrase::new("reached an ending that no longer exists");

/// An image in a lesson.
pub const IMAGE: Phrase = Phrase::new("[Image: {description}]");

/// The title of a link or of an image in a lesson, after its words.
pub const LINK_TITLE: Phrase = Phrase::new("(“{title}”)");
