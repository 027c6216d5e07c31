//! Sentences about recording a run, and about giving it a name.

use super::{Phrase, compose, translate};
use crate::{RecordError, RecordOwner};

/// The events of a run cannot be recorded.
#[must_use]
pub fn run_not_recorded(error: &RecordError) -> String {
    compose(
        "From here on, this run is not saved: {error}. You can keep playing; saving is tried again after each choice.",
        &[("error", &error)],
    )
}

/// A run is recorded again.
pub const RUN_RECORDED_AGAIN: Phrase = Phrase::new("This run is being saved again, and nothing is missing.");

/// A run was continued elsewhere, and is recorded as a run of its own.
pub const RUN_SEPARATE: Phrase = Phrase::new(
    "This run was also continued elsewhere, for example in another window. What you do here is saved as a run of its own, from its beginning, and nothing is missing.",
);

/// The events of a quiz cannot be recorded.
#[must_use]
pub fn quiz_not_recorded(error: &RecordError) -> String {
    compose(
        "From here on, this quiz is not saved: {error}. You can continue; saving is tried again after each answer.",
        &[("error", &error)],
    )
}

/// A quiz is recorded again.
pub const QUIZ_RECORDED_AGAIN: Phrase = Phrase::new("This quiz is being saved again, and nothing is missing.");

/// An attempt at a quiz was continued elsewhere, and is recorded as an attempt of its own.
pub const QUIZ_SEPARATE: Phrase = Phrase::new(
    "This quiz was also continued elsewhere, for example in another window. Your answers here are saved as an attempt of their own, from its beginning, and nothing is missing.",
);

/// A lesson was also read elsewhere.
pub const LESSON_SEPARATE: Phrase = Phrase::new(
    "This lesson was also read elsewhere, for example in another window. It is saved that you read it here.",
);

/// It cannot be recorded that a lesson was read.
#[must_use]
pub fn lesson_not_recorded(error: &RecordError) -> String {
    compose("It could not be saved that you read this: {error}.", &[("error", &error)])
}

/// Shown on a full screen as long as events are not recorded.
#[must_use]
pub fn not_recorded_yet(error: &RecordError) -> String {
    compose("Not saved: {error}. Saving is tried again with your next step.", &[("error", &error)])
}

/// A run could not be given a name, on a full screen.
#[must_use]
pub fn not_saved(error: &RecordError) -> String {
    compose("Not saved: {error}.", &[("error", &error)])
}

/// A run could not be given a name, in line mode.
#[must_use]
pub fn run_not_saved(error: &RecordError) -> String {
    compose(
        "The run could not be saved: {error}. Type another name, or press Enter to discard the run.",
        &[("error", &error)],
    )
}

/// What is done in a course could not be given a name.
#[must_use]
pub fn course_not_saved(error: &RecordError) -> String {
    compose(
        "Your progress could not be saved: {error}. Type another name, or press Enter to cancel.",
        &[("error", &error)],
    )
}

/// Asks for a name.
pub const NAME_PROMPT: Phrase = Phrase::new("Name: ");

/// The run has a name.
pub const RUN_SAVED: Phrase = Phrase::new("This run is saved.");

/// Under which name a run is kept.
#[must_use]
pub fn saved_as(name: &str) -> String {
    compose("Saved under the name {name}.", &[("name", &name)])
}

/// A guest's run was not kept. `kept` names what is.
#[must_use]
pub fn guest_played(kept: Option<&str>) -> String {
    match kept {
        None => translate("You played as a guest: this run was not saved.").to_owned(),
        Some(kept) => compose("You played as a guest: this run was not saved, except for {kept}.", &[("kept", &kept)]),
    }
}

/// Whether a run was kept, in the account of a full screen.
#[must_use]
pub fn was_kept(owner: &RecordOwner, kept: Option<&str>) -> String {
    match owner {
        RecordOwner::Learner(name) => compose("It is saved under the name {name}.", &[("name", &name)]),
        RecordOwner::Guest => guest_played(kept),
    }
}

/// Offers to keep a guest's run at its end.
pub const OFFER_TO_KEEP: Phrase = Phrase::new(
    "You played as a guest: this run is not saved yet. To save it, type a name; to discard it, press Enter.",
);

/// Asks for a name before a run is saved.
pub const NAME_TO_SAVE: Phrase =
    Phrase::new("Under which name should this run be saved? Press Enter to keep playing instead.");

/// A guest's run cannot be saved, in line mode.
pub const CANNOT_SAVE: Phrase = Phrase::new(
    "You are playing as a guest, so nothing can be saved. To leave, type q: you will see how to come back to this point.",
);

/// A guest's run cannot be saved, on a full screen.
pub const NOWHERE_TO_KEEP: Phrase = Phrase::new("You are a guest, and this run cannot be saved. Press q to leave.");
