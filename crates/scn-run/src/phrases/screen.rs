//! Sentences that only a full screen shows: its commands, notes, menus, help and map.

use crate::{CourseState, Part, RecordOwner, Recording};

use super::{Forms, Phrase, compose, end_sentence, fill, result_word, translate};

/// The position after the end.
pub const THE_END: Phrase = Phrase::new("The end");

/// Asks which scenario to play.
pub const WHICH_SCENARIO: Phrase = Phrase::new("Which scenario?");

/// Before the label of a choice that the timer made.
pub const TIME_RAN_OUT: Phrase = Phrase::new("Time ran out:");

/// What follows the ending.
pub const THE_DEBRIEF: Phrase = Phrase::new("the debrief");

/// What follows the help and the map.
pub const GO_ON: Phrase = Phrase::new("continue");

/// Shows a hint.
pub const HINT_COMMAND: Phrase = Phrase::new("hint");

/// Answers a question in words.
pub const WRITE: Phrase = Phrase::new("write");

/// The title of the page where a question is answered in words.
pub const IN_YOUR_OWN_WORDS: Phrase = Phrase::new("In your own words");

/// The label of the field for these words.
pub const YOUR_WORDS: Phrase = Phrase::new("Your words");

/// How to answer in words.
pub const HOW_TO_WRITE: Phrase =
    Phrase::new("You can leave it out: go back with esc. An empty field takes back what you wrote before.");

/// What the learner wrote is recorded.
pub const WORDS_NOTED: Phrase = Phrase::new("Your words are noted.");

/// Goes back.
pub const BACK: Phrase = Phrase::new("back");

/// Shows the map.
pub const MAP_COMMAND: Phrase = Phrase::new("map");

/// Saves the run.
pub const SAVE: Phrase = Phrase::new("save");

/// Leaves.
pub const QUIT: Phrase = Phrase::new("quit");

/// Shows the help.
pub const HELP_COMMAND: Phrase = Phrase::new("help");

/// There is more to read.
pub const MORE: Phrase = Phrase::new("more");

/// Chooses an option.
pub const CHOOSE: Phrase = Phrase::new("choose");

/// Marks an option of several.
pub const MARK: Phrase = Phrase::new("mark");

/// Ends typing or marking.
pub const DONE: Phrase = Phrase::with_context("ends typing or marking", "done");

/// The keys that have names.
#[must_use]
pub fn keys() -> Keys {
    Keys { enter: translate("enter"), escape: translate("esc"), space: translate("space"), arrows: translate("arrows") }
}

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
pub const UNFOCUSED: Phrase = Phrase::new("Press a number, or move to an option with the arrow keys first.");

/// A key without effect.
#[must_use]
pub fn no_effect(sign: char) -> String {
    compose("{sign} does nothing here. Press ? for help.", &[("sign", &sign)])
}

/// A choice was undone.
#[must_use]
pub fn undone(label: &str) -> String {
    compose("Undone: “{label}”", &[("label", &label)])
}

/// Nothing can be undone after the end.
pub const OVER: Phrase = Phrase::new("The run is over: nothing can be undone.");

/// Nothing can be undone at the start.
pub const AT_THE_START: Phrase = Phrase::new("This is the start: there is nothing to undo.");

/// There are no hints about the choice that has the focus.
pub const NO_HINT_ABOUT_THIS: Phrase = Phrase::new("There is no hint about this.");

/// The timer made a choice.
#[must_use]
pub fn time_is_up(label: &str) -> String {
    compose("Time is up: “{label}” was chosen automatically.", &[("label", &label)])
}

/// The time that is left, said at some points.
pub const SECONDS_LEFT: Forms = Forms::new("1 second left.", "{count} seconds left.");

/// The time that is left, shown all the time.
#[must_use]
pub fn countdown(seconds: u64) -> String {
    compose("{seconds} s left ", &[("seconds", &seconds)])
}

/// What happens when the time is over.
#[must_use]
pub fn then_taken(number: usize) -> String {
    compose("then {number} is chosen", &[("number", &number)])
}

/// The same in a narrow place.
#[must_use]
pub fn then(number: usize) -> String {
    compose("then {number}", &[("number", &number)])
}

/// Time limits do not apply.
pub const LIMITS_OFF: Phrase = Phrase::new("Time limits are off.");

/// The title of the help.
pub const HELP: Phrase = Phrase::new("Help");

/// About time limits, in the help.
pub const HELP_LIMITS: Phrase = Phrase::new(
    "If a situation has a time limit, the time left is shown. When it runs out, a choice is made automatically. The clock stops while this help, the map or a question is shown. `--no-time` turns time limits off.",
);

/// The keys and what they do; `hints` is what is said about hints, `save` about saving.
#[must_use]
pub fn help<'h>(arrows: &'h str, hints: &'h str, save: &'h str) -> [(&'h str, &'h str); 12] {
    [
        ("1 2 3", translate("make the choice with this number")),
        ("a c d", translate("make the choice with this letter, shown beside the number")),
        (arrows, translate("move through the text and the choices")),
        (keys().enter, translate("make the choice marked >")),
        (keys().space, translate("show more of the text")),
        ("h", hints),
        ("w", translate("answer in your own words, where a situation asks for them")),
        (
            "b",
            translate(
                "back: undo the last choice, as far back as the start. It stays in the record, but does not count",
            ),
        ),
        ("m", translate("the map: what you have seen so far")),
        ("s", save),
        ("q", super::run::HELP_QUIT.text()),
        ("?", super::run::HELP_HELP.text()),
    ]
}

/// The hints that are left, in the help.
#[must_use]
pub fn hints_left(left: usize, is_any_shown: bool) -> String {
    match left {
        0 if is_any_shown => translate("a hint (there is none left here)").to_owned(),
        0 => translate("a hint (there is none here)").to_owned(),
        left => compose("a hint, about the marked choice if there is one ({left} left here)", &[("left", &left)]),
    }
}

/// What saving does, in the help.
#[must_use]
pub fn help_save(recording: &Recording<'_>) -> &'static str {
    match (recording.owner(), recording.can_save_as()) {
        (RecordOwner::Guest, false) if recording.is_saved_with_course() => {
            translate("save and leave (a guest's run is saved with the course)")
        }
        (RecordOwner::Guest, true) => translate("save the run under a name, and leave"),
        (RecordOwner::Guest, false) => translate("save and leave (nothing can be saved here)"),
        (RecordOwner::Learner(_), _) => super::run::HELP_SAVE.text(),
    }
}

/// The title of the map.
pub const MAP: Phrase = Phrase::new("Map of this run");

/// The map cannot be shown.
pub const NO_MAP: Phrase = Phrase::new("The path to this point cannot be shown.");

/// The current position.
pub const YOU_ARE_HERE: Phrase = Phrase::new("{title} (you are here)");

/// A position that was left by undoing.
pub const UNDONE: Phrase = Phrase::new("{title} (undone)");

/// Before a choice that was undone.
pub const UNDONE_CHOICE: Phrase = Phrase::new("Undone:");

/// The title of the question for a name.
pub const KEEP_THIS_RUN: Phrase = Phrase::new("Save this run");

/// The label of the field for a name.
pub const YOUR_NAME: Phrase = Phrase::new("Your name");

/// A name was not typed.
pub const TYPE_A_NAME: Phrase = Phrase::new("Type a name, or press Escape to go back.");

/// What a name is for, before leaving.
pub const NAME_AND_LEAVE: Phrase = Phrase::new("The run is saved under this name, and you can resume it later.");

/// What a name is for, after the end.
pub const NAME_AND_GO_ON: Phrase = Phrase::new("The run is saved under this name.");

/// Names are not checked.
pub const NAMES_ARE_NOT_CHECKED: Phrase =
    Phrase::new("Nobody checks who you are on this machine: use the same name each time.");

/// The title of the question whether to leave.
pub const LEAVE_THE_RUN: Phrase = Phrase::new("Leave the run?");

/// What leaving loses.
pub const LEAVING_LOSES: Phrase = Phrase::new("If you leave now, this run is not saved.");

/// Continues the run.
pub const ITEM_GO_ON: Phrase = Phrase::new("Continue");

/// Gives the run a name, and leaves it.
pub const ITEM_KEEP_AND_LEAVE: Phrase = Phrase::new("Save this run under a name, and leave");

/// Gives the run a name.
pub const ITEM_KEEP: Phrase = Phrase::new("Save this run under a name");

/// Shows the map.
pub const ITEM_MAP: Phrase = Phrase::new("Look at the map of this run");

/// Plays the scenario again.
pub const ITEM_AGAIN: Phrase = Phrase::new("Play again");

/// Leaves.
pub const ITEM_LEAVE: Phrase = Phrase::new("Leave");

/// Leaves, and loses the run.
pub const ITEM_LEAVE_AND_LOSE: Phrase = Phrase::new("Leave without saving this run");

/// Before the command that resumes the run, in the account.
pub const TO_RESUME: Phrase = Phrase::new("To resume it:");

/// The ending of a run and its result, in the account: a sentence for each.
#[must_use]
pub fn ended_with(title: &str, result: scn_story::RunResult) -> String {
    compose("Ending: {title} Result: {result}.", &[("title", &end_sentence(title)), ("result", &result_word(result))])
}

/// A run that was left, in the account, by the number of decisions made.
pub const LEFT_AFTER: Forms = Forms {
    none: "The run was left unfinished, before the first decision.",
    one: "The run was left unfinished, after 1 decision.",
    many: "The run was left unfinished, after {count} decisions.",
};

/// Leaves a run that is part of a course.
pub const ITEM_TO_THE_COURSE: Phrase = Phrase::new("Back to the course");

/// Who learns. `can_save`: whether it can be saved under a name.
#[must_use]
pub fn who_learns(owner: &RecordOwner, can_save: bool) -> String {
    match owner {
        RecordOwner::Learner(learner) => compose("You are learning as {learner}.", &[("learner", &learner)]),
        RecordOwner::Guest if can_save => {
            translate("You are learning as a guest: nothing is saved once you leave. Press n to save it under a name.")
                .to_owned()
        }
        RecordOwner::Guest => translate("You are learning as a guest: nothing is saved.").to_owned(),
    }
}

/// How much of a course is done, beside its title.
#[must_use]
pub fn parts_done(state: &CourseState) -> String {
    compose("{done} of {total} done", &[("done", &state.done_count()), ("total", &state.parts.len())])
}

/// An option of a menu, with its status.
pub const OPTION_WITH_STATUS: Phrase = Phrase::new("{label}, {status}");

/// The position of a part in its course.
#[must_use]
pub fn part_position(part: &Part, number: usize, total: usize) -> String {
    let phrase = match part {
        Part::Lesson(_) => translate("Lesson, part {number} of {total}"),
        Part::Quiz(_) => translate("Quiz, part {number} of {total}"),
        Part::Scenario(_) => translate("Scenario, part {number} of {total}"),
    };
    fill(phrase, &[("number", &number.to_string()), ("total", &total.to_string())])
}

/// Saves what was done in a course under a name.
pub const NAME_COMMAND: Phrase = Phrase::new("name");

/// Leaves a part of a course.
pub const LEAVE_COMMAND: Phrase = Phrase::new("leave");

/// Gives an answer to a question.
pub const ANSWER: Phrase = Phrase::new("answer");

/// What follows the feedback on an answer.
pub const NEXT_QUESTION: Phrase = Phrase::new("next question");

/// What follows the feedback on the last answer.
pub const THE_RESULT: Phrase = Phrase::new("the result");

/// No short answer was typed.
pub const TYPE_AN_ANSWER: Phrase = Phrase::new("Type an answer first.");

/// No answer is marked.
pub const MARK_AN_ANSWER: Phrase = Phrase::new("Mark an answer first: press its number or letter.");

/// The title of the question for a name in a course.
pub const KEEP_WHAT_YOU_DID: Phrase = Phrase::new("Save what you did");

/// What a name is for in a course.
pub const NAME_OF_LEARNER: Phrase =
    Phrase::new("What you have done so far, and what you do from now on, is saved under this name.");

/// The title of the question whether to leave a course.
pub const LEAVE_THE_COURSE: Phrase = Phrase::new("Leave the course?");

/// What leaving a course loses.
pub const LEAVING_LOSES_ALL: Phrase = Phrase::new("If you leave now, nothing of what you did is saved.");

/// Gives a name to what was done, and leaves the course.
pub const ITEM_KEEP_ALL_AND_LEAVE: Phrase = Phrase::new("Save what you did under a name, and leave");

/// Leaves the course, and loses what was done.
pub const ITEM_LEAVE_AND_LOSE_ALL: Phrase = Phrase::new("Leave without saving what you did");

/// The keys of the list of parts, and what they do. `can_name`: whether a name can be given.
#[must_use]
pub fn course_help(arrows: &str, can_name: bool) -> Vec<(&str, &str)> {
    let name = can_name.then_some(("n", super::course::HELP_NAME.text()));
    [
        ("1 2 3", translate("that part, whether it is done or not")),
        (arrows, translate("go through the list")),
        (keys().enter, translate("the part marked >")),
    ]
    .into_iter()
    .chain(name)
    .chain([("q", translate("leave the course")), ("?", super::run::HELP_HELP.text())])
    .collect()
}

/// The keys of a lesson, and what they do.
#[must_use]
pub fn lesson_help(arrows: &str) -> Vec<(&str, &str)> {
    vec![
        (arrows, translate("go through the text")),
        (keys().space, translate("show more of the text")),
        (keys().enter, translate("show more of the text, and at its end go back to the course")),
        ("q", translate("go back to the course. A lesson counts as read once you have seen its end")),
        ("?", super::run::HELP_HELP.text()),
    ]
}

/// The keys of a quiz, and what they do.
#[must_use]
pub fn quiz_help(arrows: &str) -> Vec<(&str, &str)> {
    vec![
        (
            "1 2 3",
            translate("go to the answer of this number. Where several can be right: mark it, or take the mark away"),
        ),
        ("a b c", translate("the same by the letter beside the number")),
        (arrows, translate("go through the text and the answers")),
        (
            keys().space,
            translate("show more of the text. Where several can be right: mark the answer at >, or take the mark away"),
        ),
        (keys().enter, translate("give the answer at >, or the marked ones, and go on")),
        ("q", translate("go back to the course. You can go on with the quiz another time")),
        ("?", super::run::HELP_HELP.text()),
    ]
}
