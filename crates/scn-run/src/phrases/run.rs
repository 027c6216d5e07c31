//! Sentences of a run: its opening, choosing, hints, going back, and its end.

use super::{Forms, Phrase, compose, fill, translate};
use crate::{ChoiceView, MeterValue, Progress, RecordOwner, StatusValue, plain_text};

/// How long a scenario takes.
pub const ABOUT_MINUTES: Forms = Forms::new("About 1 minute.", "About {count} minutes.");

/// A scenario in a list, with how long it takes.
pub const SCENARIO_WITH_MINUTES: Forms = Forms::new("{title} (about 1 minute)", "{title} (about {count} minutes)");

/// Who plays. `kept` names what is kept of a guest's run.
#[must_use]
pub fn who_plays(owner: &RecordOwner, kept: Option<&str>) -> String {
    match (owner, kept) {
        (RecordOwner::Learner(name), _) => compose("You are playing as {name}.", &[("name", &name)]),
        (RecordOwner::Guest, None) => translate("You are playing as a guest: this run is not saved.").to_owned(),
        (RecordOwner::Guest, Some(kept)) => {
            compose("You are playing as a guest: this run is not saved, except for {kept}.", &[("kept", &kept)])
        }
    }
}

/// Who plays, for a guest's run that is part of a course.
pub const GUEST_IN_COURSE: Phrase =
    Phrase::new("You are playing as a guest: this run is saved with the course once you give a name.");

/// How to get help.
pub const TYPE_FOR_HELP: Phrase = Phrase::new("Type ? for help.");

/// The position of a scene in its run, where nothing is known about how many decisions follow.
pub const DECISION: Phrase = Phrase::new("Decision {decision}");

/// The position of a scene in its run, with a lower bound on its decisions.
pub const DECISION_OF: Phrase = Phrase::new("Decision {decision} of at least {least}");

/// The position of a scene in its run.
#[must_use]
pub fn decision_number(progress: Progress) -> String {
    let decision = progress.decision.to_string();
    match progress.at_least.filter(|least| progress.decision < *least) {
        Some(least) => fill(DECISION_OF.text(), &[("decision", &decision), ("least", &least.to_string())]),
        None => fill(DECISION.text(), &[("decision", &decision)]),
    }
}

/// Before the label of the choice made.
pub const YOU_CHOSE: Phrase = Phrase::new("You chose:");

/// Before the label of the choice made by a group.
pub const CHOSEN: Phrase = Phrase::new("Chosen:");

/// Before the feedback on an outcome.
pub const FEEDBACK: Phrase = Phrase::new("Feedback:");

/// A value that is always shown.
pub const STATUS: Phrase = Phrase::new("{title}: {value}");

/// A value that is always shown and has changed.
pub const STATUS_CHANGED: Phrase = Phrase::new("{title}: {value} (was {before})");

/// The value of a meter from 0 that is always shown.
pub const STATUS_OF: Phrase = Phrase::new("{title}: {value} of {high}");

/// The value of a meter from 0 that is always shown and has changed.
pub const STATUS_OF_CHANGED: Phrase = Phrase::new("{title}: {value} of {high} (was {before})");

/// The value of another meter that is always shown.
pub const STATUS_BETWEEN: Phrase = Phrase::new("{title}: {value}, from {low} to {high}");

/// The value of another meter that is always shown and has changed.
pub const STATUS_BETWEEN_CHANGED: Phrase = Phrase::new("{title}: {value}, from {low} to {high} (was {before})");

/// Returns a value that is always shown, in words.
#[must_use]
pub fn status(shown: &StatusValue) -> String {
    let bounds = shown.meter.map(|meter| (meter.low.to_string(), meter.high.to_string()));
    let phrase = match (&shown.meter, &shown.before) {
        (None, None) => STATUS.text(),
        (None, Some(_)) => STATUS_CHANGED.text(),
        (Some(MeterValue { low: 0, .. }), None) => STATUS_OF.text(),
        (Some(MeterValue { low: 0, .. }), Some(_)) => STATUS_OF_CHANGED.text(),
        (Some(_), None) => STATUS_BETWEEN.text(),
        (Some(_), Some(_)) => STATUS_BETWEEN_CHANGED.text(),
    };
    let (low, high) = bounds.unwrap_or_default();
    let before = shown.before.as_deref().unwrap_or_default();
    fill(
        phrase,
        &[("title", &shown.title), ("value", &shown.value), ("low", &low), ("high", &high), ("before", before)],
    )
}

/// Before the result of an ending.
pub const RESULT: Phrase = Phrase::new("Result:");

/// A locked choice in a list.
pub const LOCKED: Phrase = Phrase::new("{label} (locked)");

/// A locked choice in a list, with the reason.
pub const LOCKED_SINCE: Phrase = Phrase::new("{label} (locked: {why})");

/// A locked choice that the learner tried to make.
pub const IS_LOCKED: Phrase = Phrase::new("“{label}” is locked.");

/// A locked choice that the learner tried to make, with the reason.
pub const IS_LOCKED_SINCE: Phrase = Phrase::new("“{label}” is locked: {why}");

/// A choice that has been made and cannot be made again.
pub const USED: Phrase = Phrase::new("That choice can be made only once, and you have made it.");

/// The numbers of the choices on offer.
#[must_use]
pub fn number_range(choices: usize) -> String {
    match choices {
        1 => "1".to_owned(),
        2 => translate("1 or 2").to_owned(),
        many => compose("1 to {many}", &[("many", &many)]),
    }
}

/// Asks for a choice.
#[must_use]
pub fn choice_prompt(range: &str) -> String {
    compose("Your choice ({range}, ? for help): ", &[("range", &range)])
}

/// Words that are the start of several choices, by their numbers.
#[must_use]
pub fn several_choices(numbers: &[String]) -> String {
    compose(
        "Several choices start like that: {numbers}. Type more words, or the number.",
        &[("numbers", &numbers.join(", "))],
    )
}

/// Words that are not one of the choices.
#[must_use]
pub fn no_such_choice(words: &str) -> String {
    compose("“{words}” is not one of the choices here.", &[("words", &words)])
}

/// What can be typed instead.
#[must_use]
pub fn type_a_choice(range: &str, hints_left: usize) -> String {
    match hints_left {
        0 => compose("Type {range}, or the first words of a choice, ? for help, or q to leave.", &[("range", &range)]),
        _ => compose(
            "Type {range}, or the first words of a choice, h for a hint, ? for help, or q to leave.",
            &[("range", &range)],
        ),
    }
}

/// Begins the help.
#[must_use]
pub fn help_with_choices(range: &str) -> String {
    compose("Type {range}, or the first words of a choice, then Enter. You can also type:", &[("range", &range)])
}

/// The hints that are left, in the help.
#[must_use]
pub fn hints_left(left: usize, is_any_shown: bool) -> String {
    match left {
        0 if is_any_shown => translate("a hint (there is none left)").to_owned(),
        0 => translate("a hint (there is none here)").to_owned(),
        left => compose("a hint ({left} left here)", &[("left", &left)]),
    }
}

/// A hint about a choice, in the help.
pub const HINT_ABOUT_ONE: Phrase = Phrase::new("a hint about choice 1, and so on");

/// Going back, in the help.
pub const HELP_BACK: Phrase = Phrase::new("undo the last choice");

/// Saving, in the help.
pub const HELP_SAVE: Phrase = Phrase::new("save the run and leave");

/// Leaving, in the help.
pub const HELP_QUIT: Phrase = Phrase::new("leave the run");

/// The help itself, in the help.
pub const HELP_HELP: Phrase = Phrase::new("this help");

/// Nothing can be undone.
pub const AT_THE_START: Phrase = Phrase::new("You are at the start: there is no choice to undo.");

/// A choice was undone. `made`: how many had been made.
#[must_use]
pub fn taken_back(made: u32) -> String {
    match made {
        1 => translate("Your first choice is undone, and does not count.").to_owned(),
        number => compose("Your choice at decision {number} is undone, and does not count.", &[("number", &number)]),
    }
}

/// Before a question that the learner can answer in words of their own.
pub const ASKED: Phrase = Phrase::new("In your own words:");

/// How to answer such a question.
pub const HOW_TO_WRITE: Phrase = Phrase::new("To answer, type w and your words. You can also leave it out.");

/// Before what the learner has written.
pub const YOU_WROTE: Phrase = Phrase::new("You wrote:");

/// The learner asked to write, and wrote nothing.
pub const WRITE_AFTER_W: Phrase = Phrase::new("Type your words after the w, such as: w I would wait.");

/// What the learner wrote is noted.
pub const WRITTEN: Phrase =
    Phrase::new("Your words are noted. To change them, type w and the new ones; w - takes them back.");

/// What the learner had written is taken back.
pub const WORDS_TAKEN_BACK: Phrase = Phrase::new("Your words are taken back.");

/// There is nothing to write about.
pub const NOTHING_TO_WRITE: Phrase = Phrase::new("Nothing is asked here that you can answer in your own words.");

/// There are too many characters.
#[must_use]
pub fn too_many_words(most: usize) -> String {
    compose("That is longer than {most} characters, so it was not noted. Shorten it, please.", &[("most", &most)])
}

/// What `w` does, in the help.
pub const HELP_WRITE: Phrase = Phrase::new("answers the question in your own words");

/// Before a hint.
pub const HINT: Phrase = Phrase::new("Hint:");

/// Before a hint about a choice.
pub const HINT_ABOUT: Phrase = Phrase::new("Hint about “{choice}”:");

/// Before a hint. `about`: the choice that it is about.
#[must_use]
pub fn hint(about: Option<&ChoiceView>) -> String {
    match about {
        Some(view) => fill(HINT_ABOUT.text(), &[("choice", &plain_text(&view.label))]),
        None => HINT.text().to_owned(),
    }
}

/// There are no more hints.
pub const NO_FURTHER_HINT: Phrase = Phrase::new("There are no more hints here.");

/// There are no more hints about a choice.
pub const NO_FURTHER_HINT_ABOUT_THIS: Phrase = Phrase::new("There are no more hints about this choice.");

/// A hint was requested about something that is not a choice.
#[must_use]
pub fn no_choice_to_hint_at(about: &str) -> String {
    compose("There is no choice “{about}” here to give a hint about.", &[("about", &about)])
}

/// A time limit in seconds that does not apply in line mode.
pub const LIMIT_NOT_APPLIED: Forms = Forms::new(
    "Note: this situation has a time limit of 1 second, after which choice {number} is taken. It does not apply here: \
     take your time.",
    "Note: this situation has a time limit of {count} seconds, after which choice {number} is taken. It does not apply \
     here: take your time.",
);

/// A time limit in seconds that is switched off.
pub const LIMIT_SWITCHED_OFF: Forms = Forms::new(
    "Note: this situation has a time limit of 1 second, after which choice {number} is taken. Time limits are off: \
     take your time.",
    "Note: this situation has a time limit of {count} seconds, after which choice {number} is taken. Time limits are \
     off: take your time.",
);

/// The label of a choice that has been changed since it was made.
pub const REWORDED_LABEL: Phrase = Phrase::new("{earlier} (now: {label})");

/// Why a run stopped: it was left.
pub const STOPPED_LEFT: Phrase = Phrase::new("The run was left unfinished.");

/// Why a run stopped: no choice is on offer.
pub const STOPPED_DEAD_END: Phrase =
    Phrase::new("The story stops here: no choice is on offer. This is a mistake in the story, not yours.");

/// Why a run stopped: no outcome applies to the choice.
pub const STOPPED_NO_OUTCOME: Phrase =
    Phrase::new("The story stops here: no outcome applies to this choice. This is a mistake in the story, not yours.");

/// Why a run stopped: situations without choices lead to each other.
pub const STOPPED_LOOP: Phrase = Phrase::new(
    "The story stops here: from “{title}” on it repeats by itself, and never reaches a choice or an ending. This is \
                                a mistake in the story, not yours.",
);

/// Why a run stopped: nothing says where it continues.
pub const STOPPED_NOWHERE: Phrase =
    Phrase::new("The story stops here: it does not say what comes next. This is a mistake in the story, not yours.");

/// The run was saved.
pub const SAVED: Phrase = Phrase::new("The run is saved.");

/// The run was left.
pub const LEFT: Phrase = Phrase::new("The run is left unfinished.");

/// The input ended before the run.
pub const INPUT_ENDED: Phrase = Phrase::new("The input has ended, and the run is left unfinished.");

/// The run was interrupted.
pub const INTERRUPTED: Phrase = Phrase::new("Interrupted: the run is left unfinished.");

/// Before the command that resumes a run or a course.
pub const TO_RESUME: Phrase = Phrase::new("To continue from here:");

/// Before the options that come back to the same point of a run.
pub const TO_COME_BACK: Phrase = Phrase::new("To come back to this point, play it again with:");

/// Asks which scenario to play.
#[must_use]
pub fn scenario_prompt(scenarios: usize) -> String {
    compose("Which scenario (1 to {scenarios}, q to leave): ", &[("scenarios", &scenarios)])
}

/// Words that are not one of the scenarios.
#[must_use]
pub fn no_such_scenario(words: &str) -> String {
    compose("“{words}” is not one of the scenarios here.", &[("words", &words)])
}

/// Words that are the start of several scenarios.
pub const SEVERAL_SCENARIOS: Phrase = Phrase::new("Several scenarios start like that. Type more words, or the number.");
