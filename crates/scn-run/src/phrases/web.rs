//! Sentences of the page that plays a pack in a browser, which the preview does not show.

use serde_json::{Value, json};

use super::{Forms, Phrase};

/// The link that leads past what comes before the story.
pub const SKIP: Phrase = Phrase::new("Skip to the story");

/// What is read where scripts are switched off.
pub const NO_SCRIPT: Phrase = Phrase::new("This page needs JavaScript to play. Switch it on, and load the page again.");

/// The story cannot be played.
const CANNOT_PLAY: Phrase = Phrase::new("This page cannot be played: {reason}");

/// Something went wrong that should not.
const WENT_WRONG: Phrase =
    Phrase::new("Something went wrong, and what you did last may not count. Load the page again. The reason: {reason}");

/// Nothing is kept.
const GUEST_NOTE: Phrase = Phrase::new(
    "Nothing that you do here is kept once you close this page, unless you keep it under a name or as a file.",
);

/// Nothing can be kept on this device.
const GUEST_NOTE_NO_STORAGE: Phrase = Phrase::new(
    "This browser keeps nothing for this page. What you do here is lost once you close it, unless you save it as a file.",
);

/// What is done is kept under a name.
const KEPT_AS: Phrase = Phrase::new("Your progress is kept on this device under the name {name}.");

/// The heading of the ways to keep what was done.
const KEEP: Phrase = Phrase::new("Keep your progress");

/// The label of the field for a name.
const YOUR_NAME: Phrase = Phrase::new("Your name");

/// Under the field for a name.
const NAME_NOTE: Phrase = Phrase::new("Anyone who uses this browser can read what is kept under it.");

/// The button that keeps what was done under a name.
const KEEP_UNDER_NAME: Phrase = Phrase::new("Keep it on this device");

/// The button was pressed, and there is no name.
const TYPE_A_NAME: Phrase = Phrase::new("Type a name first.");

/// The name has progress of its own.
const NAME_TAKEN: Phrase =
    Phrase::new("There is progress under this name already. Go on as {name}, or choose another name.");

/// The button that saves what was done as a file.
const SAVE_FILE: Phrase = Phrase::new("Save it as a file");

/// The button that reads such a file.
const OPEN_FILE: Phrase = Phrase::new("Go on from a file");

/// The progress was saved as a file.
const FILE_SAVED: Phrase = Phrase::new("The file {file} was saved. With “Go on from a file” you continue from it.");

/// The progress was read from a file.
const FILE_OPENED: Forms = Forms {
    none: "There is nothing in this file that you have not done here.",
    one: "1 part was read from the file.",
    many: "{count} parts were read from the file.",
};

/// The file cannot be read.
const FILE_REFUSED: Phrase = Phrase::new("This file cannot be used: {reason}");

/// The file is not a record.
const NOT_A_RECORD: Phrase = Phrase::new("it is not a record that was saved from a page of this kind.");

/// The file is a record of another pack.
const OTHER_PACK: Phrase = Phrase::new("it is a record of another course, {pack}.");

/// The file is too large.
const FILE_TOO_LARGE: Phrase = Phrase::new("it is too large for a record.");

/// The record contains what the story does not allow.
const NOT_POSSIBLE: Phrase = Phrase::new("what it contains does not fit this course.");

/// The button that goes on with what is kept under a name.
const GO_ON_AS: Phrase = Phrase::new("Go on as {name}");

/// The heading of the names under which something is kept.
const KEPT_NAMES: Phrase = Phrase::new("Kept on this device");

/// The button that deletes what is kept under a name.
const FORGET_NAME: Phrase = Phrase::new("Forget {name}");

/// Asked before it is deleted.
const FORGET_SURE: Phrase = Phrase::new("Forget everything that is kept under the name {name}? This cannot be undone.");

/// It was deleted.
const FORGOTTEN: Phrase = Phrase::new("Nothing is kept under the name {name} any more.");

/// The button of a question that does it.
const YES_FORGET: Phrase = Phrase::new("Forget it");

/// The button of a question that leaves everything as it is.
const CANCEL: Phrase = Phrase::new("Cancel");

/// The button that stops keeping under a name, on a shared device.
const LEAVE_NAME: Phrase = Phrase::new("Stop: somebody else is next");

/// The storage of the browser is full.
const STORAGE_FULL: Phrase = Phrase::new(
    "Your progress cannot be kept on this device: its storage is full. Save it as a file, so that nothing is lost.",
);

/// The storage of the browser refuses.
const STORAGE_FAILED: Phrase =
    Phrase::new("Your progress cannot be kept on this device just now. Save it as a file, so that nothing is lost.");

/// What is kept under a name cannot be read.
const STORAGE_DAMAGED: Phrase = Phrase::new(
    "A part of what was kept under this name cannot be read. It is left as it is, and everything else was read.",
);

/// Another window goes on with the same name.
const OTHER_WINDOW: Phrase = Phrase::new(
    "You have opened this course in another window. This one no longer saves. Close it, or load it again to go on here.",
);

/// It was saved.
const SAVED: Phrase = Phrase::new("Saved.");

/// The button that begins a scenario that has ended again.
const PLAY_AGAIN: Phrase = Phrase::new("Play again");

/// The button that prints the page.
const PRINT: Phrase = Phrase::new("Print");

/// The button that saves the transcript.
const SAVE_TRANSCRIPT: Phrase = Phrase::new("Save as text");

/// The button that shows the page of completion.
const COMPLETION: Phrase = Phrase::new("Completion");

/// The title of the page of completion.
const COMPLETION_TITLE: Phrase = Phrase::new("Course completed");

/// Who has completed what, on the page of completion.
const COMPLETED_BY: Phrase = Phrase::new("{name} has completed all required parts of this course on {date}.");

/// The same without a name.
const COMPLETED: Phrase = Phrase::new("All required parts of this course were completed on {date}.");

/// What the page of completion is not.
const NOT_SIGNED: Phrase = Phrase::new(
    "This sheet is not signed and proves nothing. A signed certificate can be made from the saved file with scn.",
);

/// The version of the course, on the page of completion.
const OF_VERSION: Phrase = Phrase::new("Version {version}");

/// The digest of the course, on the page of completion.
const OF_DIGEST: Phrase = Phrase::new("Content {digest}");

/// The heading of the clock's settings.
const CLOCK: Phrase = Phrase::new("Time limits");

/// What time limits do here.
const CLOCK_NOTE: Phrase = Phrase::new(
    "In this scenario some choices are made for you when time runs out. That is off, unless you switch it on.",
);

/// The values of the clock's setting, by the factor.
const CLOCK_OFF: Phrase = Phrase::new("Off: take all the time you need");

/// Time as the author wrote it.
const CLOCK_ON: Phrase = Phrase::new("On");

/// More time.
const CLOCK_LONGER: Phrase = Phrase::new("On, with {factor} times as much time");

/// The time that remains.
const TIME_LEFT: Forms = Forms { none: "Time is up.", one: "1 second left.", many: "{count} seconds left." };

/// A choice was made by the clock.
const TIME_RAN_OUT: Phrase = Phrase::new("Time ran out, so a choice was made for you.");

/// The heading of the switch for single keys.
const SINGLE_KEYS: Phrase = Phrase::new("Choose with the number keys");

/// The heading of the settings.
const HELP: Phrase = Phrase::new("Help and settings");

/// How the page is used.
const HELP_WORDS: Phrase = Phrase::new(
    "Read, and press one of the choices. “Back” takes your last choice back. “All parts” leads to the list of everything in this course; what you have begun is kept there.",
);

/// The field for words of one's own.
const OWN_WORDS_NOTE: Phrase =
    Phrase::new("You can leave this empty. It changes nothing in the story, and it is kept with your progress.");

/// What a learner wrote was noted.
const WORDS_NOTED: Phrase = Phrase::new("Your words are noted.");

/// The names of the kinds of parts in the title of a place.
const PLACE: Phrase = Phrase::new("{part} · {course}");

/// Returns the phrases of the page that plays a pack in a browser.
pub(super) fn web_phrases() -> Value {
    let mut phrases = json!({
        "cannot_play": CANNOT_PLAY.text(),
        "went_wrong": WENT_WRONG.text(),
        "guest_note": GUEST_NOTE.text(),
        "guest_note_no_storage": GUEST_NOTE_NO_STORAGE.text(),
        "kept_as": KEPT_AS.text(),
        "keep": KEEP.text(),
        "your_name": YOUR_NAME.text(),
        "name_note": NAME_NOTE.text(),
        "keep_under_name": KEEP_UNDER_NAME.text(),
        "type_a_name": TYPE_A_NAME.text(),
        "name_taken": NAME_TAKEN.text(),
        "save_file": SAVE_FILE.text(),
        "open_file": OPEN_FILE.text(),
        "file_saved": FILE_SAVED.text(),
        "file_opened": FILE_OPENED,
        "file_refused": FILE_REFUSED.text(),
        "not_a_record": NOT_A_RECORD.text(),
        "other_pack": OTHER_PACK.text(),
        "file_too_large": FILE_TOO_LARGE.text(),
        "not_possible": NOT_POSSIBLE.text(),
        "go_on_as": GO_ON_AS.text(),
        "kept_names": KEPT_NAMES.text(),
        "forget_name": FORGET_NAME.text(),
        "forget_sure": FORGET_SURE.text(),
        "forgotten": FORGOTTEN.text(),
        "yes_forget": YES_FORGET.text(),
        "cancel": CANCEL.text(),
        "leave_name": LEAVE_NAME.text(),
        "storage_full": STORAGE_FULL.text(),
        "storage_failed": STORAGE_FAILED.text(),
        "storage_damaged": STORAGE_DAMAGED.text(),
        "other_window": OTHER_WINDOW.text(),
        "saved": SAVED.text(),
    });
    let more = json!({
        "play_again": PLAY_AGAIN.text(),
        "print": PRINT.text(),
        "save_transcript": SAVE_TRANSCRIPT.text(),
        "completion": COMPLETION.text(),
        "completion_title": COMPLETION_TITLE.text(),
        "sheet_for": COMPLETED_BY.text(),
        "sheet": COMPLETED.text(),
        "not_signed": NOT_SIGNED.text(),
        "of_version": OF_VERSION.text(),
        "of_digest": OF_DIGEST.text(),
        "clock": CLOCK.text(),
        "clock_note": CLOCK_NOTE.text(),
        "clock_off": CLOCK_OFF.text(),
        "clock_on": CLOCK_ON.text(),
        "clock_longer": CLOCK_LONGER.text(),
        "time_left": TIME_LEFT,
        "time_ran_out": TIME_RAN_OUT.text(),
        "single_keys": SINGLE_KEYS.text(),
        "help": HELP.text(),
        "help_words": HELP_WORDS.text(),
        "own_words_note": OWN_WORDS_NOTE.text(),
        "words_noted": WORDS_NOTED.text(),
        "place": PLACE.text(),
    });
    if let (Some(all), Value::Object(more)) = (phrases.as_object_mut(), more) {
        all.extend(more);
    }
    phrases
}
