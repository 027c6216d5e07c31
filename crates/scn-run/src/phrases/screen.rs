//! Sentences that only a full screen shows: its commands, notes, menus, help and map.

use crate::{CourseState, Part, RecordOwner, Recording};

use super::{Forms, end_sentence, fill, result_word};

/// The position after the end.
pub const THE_END: &str = "The end";

/// Asks which scenario to play.
pub const WHICH_SCENARIO: &str = "Which scenario?";

/// Before the label of a choice that the timer made.
pub const TIME_RAN_OUT: &str = "Time ran out:";

/// What follows the ending.
pub const THE_DEBRIEF: &str = "the debrief";

/// What follows the help and the map.
pub const GO_ON: &str = "continue";

/// Shows a hint.
pub const HINT_COMMAND: &str = "hint";

/// Answers a question in words.
pub const WRITE: &str = "write";

/// The title of the page where a question is answered in words.
pub const IN_YOUR_OWN_WORDS: &str = "In your own words";

/// The label of the field for these words.
pub const YOUR_WORDS: &str = "Your words";

/// How to answer in words.
pub const HOW_TO_WRITE: &str =
    "You can leave it out: go back with esc. An empty field takes back what you wrote before.";

/// What the learner wrote is recorded.
pub const WORDS_NOTED: &str = "Your words are noted.";

/// Goes back.
pub const BACK: &str = "back";

/// Shows the map.
pub const MAP_COMMAND: &str = "map";

/// Saves the run.
pub const SAVE: &str = "save";

/// Leaves.
pub const QUIT: &str = "quit";

/// Shows the help.
pub const HELP_COMMAND: &str = "help";

/// There is more to read.
pub const MORE: &str = "more";

/// Chooses an option.
pub const CHOOSE: &str = "choose";

/// Marks an option of several.
pub const MARK: &str = "mark";

/// Ends typing or marking.
pub const DONE: &str = "done";

/// The keys that have names.
pub const KEYS: Keys = Keys { enter: "enter", escape: "esc", space: "space", arrows: "arrows" };

/// The names of keys.
#[derive(Clone, Copy, Debug)]
pub struct Keys {
    /// Enter.
    pub enter: &'static str,
    /// Escape.
    pub escape: &'static str,
    /// The space bar.
    pub space: &'static str,
    /// The arrow keys.
    pub arrows: &'static str,
}

/// No option has the focus.
pub const UNFOCUSED: &str = "Press a number, or move to an option with the arrow keys first.";

/// A key without effect.
#[must_use]
pub fn no_effect(sign: char) -> String {
    format!("{sign} does nothing here. Press ? for help.")
}

/// A choice was undone.
#[must_use]
pub fn undone(label: &str) -> String {
    format!("Undone: “{label}”")
}

/// Nothing can be undone after the end.
pub const OVER: &str = "The run is over: nothing can be undone.";

/// Nothing can be undone at the start.
pub const AT_THE_START: &str = "This is the start: there is nothing to undo.";

/// There are no hints about the choice that has the focus.
pub const NO_HINT_ABOUT_THIS: &str = "There is no hint about this.";

/// The timer made a choice.
#[must_use]
pub fn time_is_up(label: &str) -> String {
    format!("Time is up: “{label}” was chosen automatically.")
}

/// The time that is left, said at some points.
pub const SECONDS_LEFT: Forms = Forms::new("1 second left.", "{count} seconds left.");

/// The time that is left, shown all the time.
#[must_use]
pub fn countdown(seconds: u64) -> String {
    format!("{seconds} s left ")
}

/// What happens when the time is over.
#[must_use]
pub fn then_taken(number: usize) -> String {
    format!("then {number} is chosen")
}

/// The same in a narrow place.
#[must_use]
pub fn then(number: usize) -> String {
    format!("then {number}")
}

/// Time limits do not apply.
pub const LIMITS_OFF: &str = "Time limits are off.";

/// The title of the help.
pub const HELP: &str = "Help";

/// About time limits, in the help.
pub const HELP_LIMITS: &str = "If a situation has a time limit, the time left is shown. When it runs out, a choice is made automatically. The clock stops while this help, the map or a question is shown. `--no-time` turns time limits off.";

/// The keys and what they do; `hints` is what is said about hints, `save` about saving.
#[must_use]
pub fn help<'h>(arrows: &'h str, hints: &'h str, save: &'h str) -> [(&'h str, &'h str); 12] {
    [
        ("1 2 3", "make the choice with this number"),
        ("a c d", "make the choice with this letter, shown beside the number"),
        (arrows, "move through the text and the choices"),
        (KEYS.enter, "make the choice marked >"),
        (KEYS.space, "show more of the text"),
        ("h", hints),
        ("w", "answer in your own words, where a situation asks for them"),
        ("b", "back: undo the last choice, as far back as the start. It stays in the record, but does not count"),
        ("m", "the map: what you have seen so far"),
        ("s", save),
        ("q", super::run::HELP_QUIT),
        ("?", super::run::HELP_HELP),
    ]
}

/// The hints that are left, in the help.
#[must_use]
pub fn hints_left(left: usize, is_any_shown: bool) -> String {
    match left {
        0 if is_any_shown => "a hint (there is none left here)".to_owned(),
        0 => "a hint (there is none here)".to_owned(),
        left => format!("a hint, about the marked choice if there is one ({left} left here)"),
    }
}

/// What saving does, in the help.
#[must_use]
pub fn help_save(recording: &Recording<'_>) -> &'static str {
    match (recording.owner(), recording.can_save_as()) {
        (RecordOwner::Guest, false) if recording.is_saved_with_course() => {
            "save and leave (a guest's run is saved with the course)"
        }
        (RecordOwner::Guest, true) => "save the run under a name, and leave",
        (RecordOwner::Guest, false) => "save and leave (nothing can be saved here)",
        (RecordOwner::Learner(_), _) => super::run::HELP_SAVE,
    }
}

/// The title of the map.
pub const MAP: &str = "Map of this run";

/// The map cannot be shown.
pub const NO_MAP: &str = "The path to this point cannot be shown.";

/// The current position.
pub const YOU_ARE_HERE: &str = "{title} (you are here)";

/// A position that was left by undoing.
pub const UNDONE: &str = "{title} (undone)";

/// Before a choice that was undone.
pub const UNDONE_CHOICE: &str = "Undone:";

/// The title of the question for a name.
pub const KEEP_THIS_RUN: &str = "Save this run";

/// The label of the field for a name.
pub const YOUR_NAME: &str = "Your name";

/// A name was not typed.
pub const TYPE_A_NAME: &str = "Type a name, or press Escape to go back.";

/// What a name is for, before leaving.
pub const NAME_AND_LEAVE: &str = "The run is saved under this name, and you can resume it later.";

/// What a name is for, after the end.
pub const NAME_AND_GO_ON: &str = "The run is saved under this name.";

/// Names are not checked.
pub const NAMES_ARE_NOT_CHECKED: &str = "Nobody checks who you are on this machine: use the same name each time.";

/// The title of the question whether to leave.
pub const LEAVE_THE_RUN: &str = "Leave the run?";

/// What leaving loses.
pub const LEAVING_LOSES: &str = "If you leave now, this run is not saved.";

/// Continues the run.
pub const ITEM_GO_ON: &str = "Continue";

/// Gives the run a name, and leaves it.
pub const ITEM_KEEP_AND_LEAVE: &str = "Save this run under a name, and leave";

/// Gives the run a name.
pub const ITEM_KEEP: &str = "Save this run under a name";

/// Shows the map.
pub const ITEM_MAP: &str = "Look at the map of this run";

/// Plays the scenario again.
pub const ITEM_AGAIN: &str = "Play again";

/// Leaves.
pub const ITEM_LEAVE: &str = "Leave";

/// Leaves, and loses the run.
pub const ITEM_LEAVE_AND_LOSE: &str = "Leave without saving this run";

/// Before the command that resumes the run, in the account.
pub const TO_RESUME: &str = "To resume it:";

/// The ending of a run and its result, in the account: a sentence for each.
#[must_use]
pub fn ended_with(title: &str, result: scn_story::RunResult) -> String {
    format!("Ending: {} Result: {}.", end_sentence(title), result_word(result))
}

/// A run that was left, in the account, by the number of decisions made.
pub const LEFT_AFTER: Forms = Forms {
    none: "The run was left unfinished, before the first decision.",
    one: "The run was left unfinished, after 1 decision.",
    many: "The run was left unfinished, after {count} decisions.",
};

/// Leaves a run that is part of a course.
pub const ITEM_TO_THE_COURSE: &str = "Back to the course";

/// Who learns. `can_save`: whether it can be saved under a name.
#[must_use]
pub fn who_learns(owner: &RecordOwner, can_save: bool) -> String {
    match owner {
        RecordOwner::Learner(learner) => format!("You are learning as {learner}."),
        RecordOwner::Guest if can_save => {
            "You are learning as a guest: nothing is saved once you leave. Press n to save it under a name.".to_owned()
        }
        RecordOwner::Guest => "You are learning as a guest: nothing is saved.".to_owned(),
    }
}

/// How much of a course is done, beside its title.
#[must_use]
pub fn parts_done(state: &CourseState) -> String {
    format!("{} of {} done", state.done_count(), state.parts.len())
}

/// An option of a menu, with its status.
pub const OPTION_WITH_STATUS: &str = "{label}, {status}";

/// The position of a part in its course.
#[must_use]
pub fn part_position(part: &Part, number: usize, total: usize) -> String {
    let phrase = match part {
        Part::Lesson(_) => "Lesson, part {number} of {total}",
        Part::Quiz(_) => "Quiz, part {number} of {total}",
        Part::Scenario(_) => "Scenario, part {number} of {total}",
    };
    fill(phrase, &[("number", &number.to_string()), ("total", &total.to_string())])
}

/// Saves what was done in a course under a name.
pub const NAME_COMMAND: &str = "name";

/// Leaves a part of a course.
pub const LEAVE_COMMAND: &str = "leave";

/// Gives an answer to a question.
pub const ANSWER: &str = "answer";

/// What follows the feedback on an answer.
pub const NEXT_QUESTION: &str = "next question";

/// What follows the feedback on the last answer.
pub const THE_RESULT: &str = "the result";

/// No short answer was typed.
pub const TYPE_AN_ANSWER: &str = "Type an answer first.";

/// No answer is marked.
pub const MARK_AN_ANSWER: &str = "Mark an answer first: press its number or letter.";

/// The title of the question for a name in a course.
pub const KEEP_WHAT_YOU_DID: &str = "Save what you did";

/// What a name is for in a course.
pub const NAME_OF_LEARNER: &str = "What you have done so far, and what you do from now on, is saved under this name.";

/// The title of the question whether to leave a course.
pub const LEAVE_THE_COURSE: &str = "Leave the course?";

/// What leaving a course loses.
pub const LEAVING_LOSES_ALL: &str = "If you leave now, nothing of what you did is saved.";

/// Gives a name to what was done, and leaves the course.
pub const ITEM_KEEP_ALL_AND_LEAVE: &str = "Save what you did under a name, and leave";

/// Leaves the course, and loses what was done.
pub const ITEM_LEAVE_AND_LOSE_ALL: &str = "Leave without saving what you did";

/// The keys of the list of parts, and what they do. `can_name`: whether a name can be given.
#[must_use]
pub fn course_help(arrows: &str, can_name: bool) -> Vec<(&str, &str)> {
    let name = can_name.then_some(("n", super::course::HELP_NAME));
    [
        ("1 2 3", "that part, whether it is done or not"),
        (arrows, "go through the list"),
        (KEYS.enter, "the part marked >"),
    ]
    .into_iter()
    .chain(name)
    .chain([("q", "leave the course"), ("?", super::run::HELP_HELP)])
    .collect()
}

/// The keys of a lesson, and what they do.
#[must_use]
pub fn lesson_help(arrows: &str) -> Vec<(&str, &str)> {
    vec![
        (arrows, "go through the text"),
        (KEYS.space, "show more of the text"),
        (KEYS.enter, "show more of the text, and at its end go back to the course"),
        ("q", "go back to the course. A lesson counts as read once you have seen its end"),
        ("?", super::run::HELP_HELP),
    ]
}

/// The keys of a quiz, and what they do.
#[must_use]
pub fn quiz_help(arrows: &str) -> Vec<(&str, &str)> {
    vec![
        ("1 2 3", "go to the answer of this number. Where several can be right: mark it, or take the mark away"),
        ("a b c", "the same by the letter beside the number"),
        (arrows, "go through the text and the answers"),
        (KEYS.space, "show more of the text. Where several can be right: mark the answer at >, or take the mark away"),
        (KEYS.enter, "give the answer at >, or the marked ones, and go on"),
        ("q", "go back to the course. You can go on with the quiz another time"),
        ("?", super::run::HELP_HELP),
    ]
}
