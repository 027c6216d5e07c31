//! Sentences of a course: where the learner is, what is done, and what is next.

use scn_story::RunResult;
use scn_text::listed;

use super::{Forms, OR, QUOTED, end_sentence, fill, result_word};
use crate::{CourseState, Part, PartState, QuizResult, RecordOwner, Status};

/// Who learns. `can_save`: whether it can be kept under a name; `asks`: whether by typing one.
#[must_use]
pub fn who_learns(owner: &RecordOwner, can_save: bool, asks: bool) -> String {
    match owner {
        RecordOwner::Learner(learner) => format!("You are learning as {learner}."),
        RecordOwner::Guest if can_save && asks => {
            "You are learning as a guest: your progress is lost when you leave. Type n to save it under a name."
                .to_owned()
        }
        RecordOwner::Guest if can_save => {
            "You are learning as a guest: your progress is not saved. Use `--learner NAME` to save it under a name."
                .to_owned()
        }
        RecordOwner::Guest => "You are learning as a guest: your progress is not saved.".to_owned(),
    }
}

/// What a part is, at the start of a line.
#[must_use]
pub fn kind(part: &Part) -> &'static str {
    match part {
        Part::Lesson(_) => "Lesson",
        Part::Quiz(_) => "Quiz",
        Part::Scenario(_) => "Scenario",
    }
}

/// A part in a list.
#[must_use]
pub fn part_in_list(part: &Part) -> &'static str {
    match part {
        Part::Lesson(_) => "Lesson: {title}",
        Part::Quiz(_) => "Quiz: {title}",
        Part::Scenario(_) => "Scenario: {title}",
    }
}

/// A part in a list, with how far it is.
#[must_use]
pub fn part_with_status(part: &Part) -> &'static str {
    match part {
        Part::Lesson(_) => "Lesson: {title}, {status}",
        Part::Quiz(_) => "Quiz: {title}, {status}",
        Part::Scenario(_) => "Scenario: {title}, {status}",
    }
}

/// A part that was edited after it was done, in a list of remarks.
pub const EDITED_SINCE: &str = "edited since";

/// A part that has the id of a former part, in a list of remarks.
pub const REPLACED: &str = "it has replaced another part with this id";

/// A part that is done and was started again, in a list of remarks.
pub const STARTED_AGAIN: &str = "started again";

/// How many tries of a quiz are left, in a list of remarks.
pub const TRIES_LEFT: Forms = Forms { none: "no try left", one: "1 try left", many: "{count} tries left" };
/// A part without which the course can be completed, in a list of remarks.
pub const OPTIONAL: &str = "optional";

/// How far a part is, and whether it waits to be resumed: remarks with semicolons between them.
#[must_use]
pub fn how_far(state: &PartState) -> String {
    let remarks = [
        (state.optional && !state.passed, OPTIONAL),
        (state.edited, EDITED_SINCE),
        (state.replaced && state.status == Status::NotBegun, REPLACED),
        (state.open.is_some() && state.result.is_some(), STARTED_AGAIN),
    ];
    let result = state.result.as_deref().unwrap_or(state.status.as_str());
    let remarks = remarks.into_iter().filter(|(applies, _)| *applies).map(|(_, remark)| remark.to_owned());
    let tries = state.tries_left.map(|tries| TRIES_LEFT.about(tries));
    [result.to_owned()].into_iter().chain(remarks).chain(tries).collect::<Vec<_>>().join("; ")
}

/// The learner has completed a course.
pub const YOU_HAVE_COMPLETED: &str = "You have completed this course.";

/// The same, to somebody else.
pub const LEARNER_HAS_COMPLETED: &str = "The learner has completed this course.";

/// How many parts are done.
pub const DONE_COUNT: &str = "Done: {done} of {total}.";

/// The part that is next, with a title that ends the sentence.
pub const NEXT: &str = "Next: {number}. {title}";

/// A part that can still be done after the course, with a title that ends the sentence.
pub const ALSO_AVAILABLE: &str = "Also available: {number}. {title}";

/// How far a course is, and what is next. `completed` is the sentence about its completion.
#[must_use]
pub fn progress(state: &CourseState, next: Option<(usize, &PartState)>, completed: &str) -> String {
    let first = match (state.complete, state.done_count(), state.parts.len()) {
        (true, _, _) => completed.to_owned(),
        (false, done, total) => fill(DONE_COUNT, &[("done", &done.to_string()), ("total", &total.to_string())]),
    };
    let Some((number, part)) = next else { return first };
    let phrase = if state.complete { ALSO_AVAILABLE } else { NEXT };
    let second = fill(phrase, &[("number", &number.to_string()), ("title", &end_sentence(&part.title))]);
    format!("{first} {second}")
}

/// What is missing for the completion of a course.
pub const TO_COMPLETE: &str = "To complete the course: {missing}.";

/// What is missing for the completion of a course.
#[must_use]
pub fn to_complete(missing: &[String]) -> String {
    fill(TO_COMPLETE, &[("missing", &missing.join("; "))])
}

/// A lesson that is to be read.
pub const READ_LESSON: &str = "read “{title}”";

/// A lesson that is to be read.
#[must_use]
pub fn read_lesson(title: &str) -> String {
    fill(READ_LESSON, &[("title", title)])
}

/// A quiz that is to be passed.
pub const PASS_QUIZ: &str = "pass the quiz “{title}”";

/// A quiz that is to be passed.
#[must_use]
pub fn pass_quiz(title: &str) -> String {
    fill(PASS_QUIZ, &[("title", title)])
}

/// A quiz that can no longer be passed.
pub const QUIZ_USED_UP: &str = "pass the quiz “{title}”, for which you have no try left";

/// A quiz that can no longer be passed.
#[must_use]
pub fn quiz_used_up(title: &str) -> String {
    fill(QUIZ_USED_UP, &[("title", title)])
}

/// Why a quiz cannot be opened.
pub const NO_TRIES_LEFT: &str =
    "You have used all your tries at the quiz “{title}”. Ask the people who run this course what to do.";

/// Why a quiz cannot be opened.
#[must_use]
pub fn no_tries_left(title: &str) -> String {
    fill(NO_TRIES_LEFT, &[("title", title)])
}

/// A scenario that is to be passed.
pub const PASS_SCENARIO: &str = "pass the scenario “{title}”";

/// A scenario that is to be passed.
#[must_use]
pub fn pass_scenario(title: &str) -> String {
    fill(PASS_SCENARIO, &[("title", title)])
}

/// Some of several scenarios that are to be passed; how many.
pub const PASS_SOME: Forms = Forms::new("pass one more scenario: {titles}", "pass {count} more scenarios: {titles}");

/// Some of several scenarios that are to be passed.
#[must_use]
pub fn pass_some(needed: usize, titles: &[&str]) -> String {
    let titles: Vec<String> = titles.iter().map(|title| fill(QUOTED, &[("title", title)])).collect();
    PASS_SOME.fill(needed, &[("titles", &listed(&titles, OR))])
}

/// A principle that is to be handled better. `band`: at least what; `now`: how it was handled.
pub const HANDLE_PRINCIPLE: &str = "reach at least “{band}” for “{title}” (so far: “{now}”)";

/// A principle that is to be handled better. `band`: at least what; `now`: how it was handled.
#[must_use]
pub fn handle_principle(title: &str, band: &str, now: &str) -> String {
    fill(HANDLE_PRINCIPLE, &[("title", title), ("band", band), ("now", now)])
}

/// Before the command that issues a certificate.
pub const FOR_A_CERTIFICATE: &str = "For a certificate of completion:";

/// Asks for a part. `next`: the number of the part that is next.
#[must_use]
pub fn part_prompt(next: Option<usize>) -> String {
    match next {
        Some(number) => format!("Enter for {number}, a number, ? for help, or q to leave: "),
        None => "a number, ? for help, or q to leave: ".to_owned(),
    }
}

/// Words that are not one of the parts.
#[must_use]
pub fn no_such_part(words: &str) -> String {
    format!("“{words}” is not one of the parts here.")
}

/// Begins the help.
pub const HELP: &str = "You can type:";

/// The key that opens the next part, in the help.
pub const HELP_ENTER: (&str, &str) = ("Enter", "start or resume the next part");

/// What a number does, in the help.
pub const HELP_NUMBER: &str = "start that part, even if it is done already";

/// What `l` does, in the help.
pub const HELP_LIST: &str = "the list of all parts";

/// What `n` does, in the help.
pub const HELP_NAME: &str = "save your progress under a name";

/// What `q` does, in the help.
pub const HELP_QUIT: &str = "leave";

/// Asks for a name.
pub const TYPE_THE_NAME: &str = "Type a name to save your progress under, or press Enter to cancel.";

/// What is done has a name.
pub const SAVED: &str = "Your progress so far is saved, and everything from now on is saved too.";

/// The input ended.
pub const INPUT_ENDED: &str = "The input has ended.";

/// The learner interrupted.
pub const INTERRUPTED: &str = "Interrupted.";

/// Before a guest is asked for a name at the end.
pub const NOTHING_KEPT_YET: &str = "You learned as a guest: your progress is not saved yet.";

/// What a guest did was not kept.
pub const NOTHING_KEPT: &str = "You learned as a guest: your progress was not saved.";

/// Asks to show the next screen of a lesson.
#[must_use]
pub fn screen_prompt(number: usize, of: usize) -> String {
    format!("Screen {number} of {of}: Enter for more, q to leave: ")
}

/// A scenario that cannot be played, and why.
#[must_use]
pub fn cannot_be_played(why: &str) -> String {
    format!("This cannot be played: {why}.")
}

/// The headings of the columns of a learner's progress.
pub const COLUMNS: [&str; 5] = ["No.", "Part", "Title", "Progress", "Attempts"];

/// A lesson that was read, as a result.
pub const READ: &str = "read";

/// How a quiz came out that was passed.
pub const QUIZ_PASSED: &str = "{right} of {asked} right, passed";

/// How a quiz came out that was not passed.
pub const QUIZ_NOT_PASSED: &str = "{right} of {asked} right, not passed";

/// How a quiz came out.
#[must_use]
pub fn quiz_result(result: &QuizResult) -> String {
    let phrase = if result.passed { QUIZ_PASSED } else { QUIZ_NOT_PASSED };
    fill(phrase, &[("right", &result.right.to_string()), ("asked", &result.asked.to_string())])
}

/// A result that today's key judges differently: how it is judged now, and how it was.
pub const REJUDGED: &str = "{today} (in an earlier version: {was})";

/// A result that today's key judges differently: how it is judged now, and how it was.
#[must_use]
pub fn rejudged(today: &str, was: &str) -> String {
    fill(REJUDGED, &[("today", today), ("was", was)])
}

/// How a scenario came out.
pub const CAME_TO: &str = "reached “{title}”, {result}";

/// How a scenario came out.
#[must_use]
pub fn came_to(title: &str, result: RunResult) -> String {
    fill(CAME_TO, &[("title", title), ("result", result_word(result))])
}

/// A scenario that came out at an ending that was removed.
pub const CAME_TO_NOTHING: &str = "reached an ending that no longer exists";

/// An image in a lesson.
pub const IMAGE: &str = "[Image: {description}]";

/// The title of a link or of an image in a lesson, after its words.
pub const LINK_TITLE: &str = "(“{title}”)";
