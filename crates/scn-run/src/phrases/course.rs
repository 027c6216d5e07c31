//! Sentences of a course: where the learner is, what is done, and what is next.

use scn_story::RunResult;
use scn_text::{counted, listed};

use super::{end_sentence, result_word};
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

/// How far a part is, and whether it waits to be resumed.
#[must_use]
pub fn how_far(state: &PartState) -> String {
    let mut words = state.result.as_deref().unwrap_or(state.status.as_str()).to_owned();
    if state.edited {
        words.push_str("; edited since");
    }
    if state.replaced && state.status == Status::NotBegun {
        words.push_str("; it has replaced another part with this id");
    }
    if state.open.is_some() && state.result.is_some() {
        words.push_str("; started again");
    }
    match state.tries_left {
        None => {}
        Some(0) => words.push_str("; no try left"),
        Some(1) => words.push_str("; 1 try left"),
        Some(tries) => words.push_str(&format!("; {tries} tries left")),
    }
    words
}

/// How far a course is, and what is next. `who_has` begins a sentence about its completion.
#[must_use]
pub fn progress(state: &CourseState, next: Option<(usize, &PartState)>, who_has: &str) -> String {
    let (done, of) = (state.done_count(), state.parts.len());
    match (state.complete, next) {
        (true, None) => format!("{who_has} completed this course."),
        (true, Some((number, part))) => {
            format!("{who_has} completed this course. Also available: {number}. {}", end_sentence(&part.title))
        }
        (false, Some((number, part))) => format!("Done: {done} of {of}. Next: {number}. {}", end_sentence(&part.title)),
        (false, None) => format!("Done: {done} of {of}."),
    }
}

/// Begins a sentence to the learner about the completion of a course.
pub const YOU_HAVE: &str = "You have";

/// Begins a sentence about a learner to somebody else.
pub const THE_LEARNER_HAS: &str = "The learner has";

/// What is missing for the completion of a course.
#[must_use]
pub fn to_complete(missing: &[String]) -> String {
    format!("To complete the course: {}.", missing.join("; "))
}

/// A lesson that is to be read.
#[must_use]
pub fn read_lesson(title: &str) -> String {
    format!("read “{title}”")
}

/// A quiz that is to be passed.
#[must_use]
pub fn pass_quiz(title: &str) -> String {
    format!("pass the quiz “{title}”")
}

/// A quiz that can no longer be passed.
#[must_use]
pub fn quiz_used_up(title: &str) -> String {
    format!("pass the quiz “{title}”, for which you have no try left")
}

/// Why a quiz cannot be opened.
#[must_use]
pub fn no_tries_left(title: &str) -> String {
    format!("You have used all your tries at the quiz “{title}”. Ask the people who run this course what to do.")
}

/// A scenario that is to be passed.
#[must_use]
pub fn pass_scenario(title: &str) -> String {
    format!("pass the scenario “{title}”")
}

/// Some of several scenarios that are to be passed.
#[must_use]
pub fn pass_some(needed: usize, titles: &[&str]) -> String {
    let more = if needed == 1 { "one more scenario".to_owned() } else { counted(needed, "more scenario") };
    let titles: Vec<String> = titles.iter().map(|title| format!("“{title}”")).collect();
    format!("pass {more}: {}", listed(&titles, "or"))
}

/// Before the command that issues a certificate.
pub const FOR_A_CERTIFICATE: &str = "For a certificate of completion:";

/// Asks for a part. `next`: the number of the part that is next.
#[must_use]
pub fn part_prompt(next: Option<usize>) -> String {
    let enter = next.map(|number| format!("Enter for {number}, ")).unwrap_or_default();
    format!("{enter}a number, ? for help, or q to leave: ")
}

/// Words that are not one of the parts.
#[must_use]
pub fn no_such_part(words: &str) -> String {
    format!("“{words}” is not one of the parts here.")
}

/// Begins the help.
pub const HELP: &str = "You can type:";

/// The key that goes on with what is next, in the help.
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

/// How a quiz came out.
#[must_use]
pub fn quiz_result(result: &QuizResult) -> String {
    let how = if result.passed { "passed" } else { "not passed" };
    format!("{} of {} right, {how}", result.right, result.asked)
}

/// A result that today's key judges differently: how it is judged now, and how it was.
#[must_use]
pub fn rejudged(today: &str, was: &str) -> String {
    format!("{today} (in an earlier version: {was})")
}

/// How a scenario came out.
#[must_use]
pub fn came_to(title: &str, result: RunResult) -> String {
    format!("reached “{title}”, {}", result_word(result))
}

/// A scenario that came out at an ending that was removed.
pub const CAME_TO_NOTHING: &str = "reached an ending that no longer exists";

/// Before the description of an image in a lesson.
pub const IMAGE: &str = "[Image: ";
