//! Sentences of the page that plays a pack in a browser, which the preview does not show.

use serde_json::{Value, json};

use super::Forms;

/// The link that leads past what comes before the story.
pub const SKIP: &str = "Skip to the story";

/// What is read where scripts are switched off.
pub const NO_SCRIPT: &str = "This page needs JavaScript to play. Switch it on, and load the page again.";

/// The story cannot be played.
const CANNOT_PLAY: &str = "This page cannot be played: {reason}";

/// Something went wrong that should not.
const WENT_WRONG: &str =
    "Something went wrong, and what you did last may not count. Load the page again. The reason: {reason}";

/// Nothing is kept.
const GUEST_NOTE: &str =
    "Nothing that you do here is kept once you close this page, unless you keep it under a name or as a file.";

/// Nothing can be kept on this device.
const GUEST_NOTE_NO_STORAGE: &str = "This browser keeps nothing for this page. What you do here is lost once you close it, unless you save it as a file.";

/// What is done is kept under a name.
const KEPT_AS: &str = "Your progress is kept on this device under the name {name}.";

/// The heading of the ways to keep what was done.
const KEEP: &str = "Keep your progress";

/// The label of the field for a name.
const YOUR_NAME: &str = "Your name";

/// Under the field for a name.
const NAME_NOTE: &str = "Anyone who uses this browser can read what is kept under it.";

/// The button that keeps what was done under a name.
const KEEP_UNDER_NAME: &str = "Keep it on this device";

/// The button was pressed, and there is no name.
const TYPE_A_NAME: &str = "Type a name first.";

/// The name has progress of its own.
const NAME_TAKEN: &str = "There is progress under this name already. Go on as {name}, or choose another name.";

/// The button that saves what was done as a file.
const SAVE_FILE: &str = "Save it as a file";

/// The button that reads such a file.
const OPEN_FILE: &str = "Go on from a file";

/// The progress was saved as a file.
const FILE_SAVED: &str = "The file {file} was saved. With “Go on from a file” you continue from it.";

/// The progress was read from a file.
const FILE_OPENED: Forms = Forms {
    none: "There is nothing in this file that you have not done here.",
    one: "1 part was read from the file.",
    many: "{count} parts were read from the file.",
};

/// The file cannot be read.
const FILE_REFUSED: &str = "This file cannot be used: {reason}";

/// The file is not a record.
const NOT_A_RECORD: &str = "it is not a record that was saved from a page of this kind.";

/// The file is a record of another pack.
const OTHER_PACK: &str = "it is a record of another course, {pack}.";

/// The file is too large.
const FILE_TOO_LARGE: &str = "it is too large for a record.";

/// The record contains what the story does not allow.
const NOT_POSSIBLE: &str = "what it contains does not fit this course.";

/// The button that goes on with what is kept under a name.
const GO_ON_AS: &str = "Go on as {name}";

/// The heading of the names under which something is kept.
const KEPT_NAMES: &str = "Kept on this device";

/// The button that deletes what is kept under a name.
const FORGET_NAME: &str = "Forget {name}";

/// Asked before it is deleted.
const FORGET_SURE: &str = "Forget everything that is kept under the name {name}? This cannot be undone.";

/// It was deleted.
const FORGOTTEN: &str = "Nothing is kept under the name {name} any more.";

/// The button of a question that does it.
const YES_FORGET: &str = "Forget it";

/// The button of a question that leaves everything as it is.
const CANCEL: &str = "Cancel";

/// The button that stops keeping under a name, on a shared device.
const LEAVE_NAME: &str = "Stop: somebody else is next";

/// The storage of the browser is full.
const STORAGE_FULL: &str =
    "Your progress cannot be kept on this device: its storage is full. Save it as a file, so that nothing is lost.";

/// The storage of the browser refuses.
const STORAGE_FAILED: &str =
    "Your progress cannot be kept on this device just now. Save it as a file, so that nothing is lost.";

/// What is kept under a name cannot be read.
const STORAGE_DAMAGED: &str =
    "A part of what was kept under this name cannot be read. It is left as it is, and everything else was read.";

/// Another window goes on with the same name.
const OTHER_WINDOW: &str = "You have opened this course in another window. This one no longer saves. Close it, or load it again to go on here.";

/// It was saved.
const SAVED: &str = "Saved.";

/// The button that begins a scenario that has ended again.
const PLAY_AGAIN: &str = "Play again";

/// The button that prints the page.
const PRINT: &str = "Print";

/// The button that saves the transcript.
const SAVE_TRANSCRIPT: &str = "Save as text";

/// The button that shows the page of completion.
const COMPLETION: &str = "Completion";

/// The title of the page of completion.
const COMPLETION_TITLE: &str = "Course completed";

/// Who has completed what, on the page of completion.
const COMPLETED_BY: &str = "{name} has completed all required parts of this course on {date}.";

/// The same without a name.
const COMPLETED: &str = "All required parts of this course were completed on {date}.";

/// What the page of completion is not.
const NOT_SIGNED: &str =
    "This sheet is not signed and proves nothing. A signed certificate can be made from the saved file with scn.";

/// The version of the course, on the page of completion.
const OF_VERSION: &str = "Version {version}";

/// The digest of the course, on the page of completion.
const OF_DIGEST: &str = "Content {digest}";

/// The heading of the clock's settings.
const CLOCK: &str = "Time limits";

/// What time limits do here.
const CLOCK_NOTE: &str =
    "In this scenario some choices are made for you when time runs out. That is off, unless you switch it on.";

/// The values of the clock's setting, by the factor.
const CLOCK_OFF: &str = "Off: take all the time you need";

/// Time as the author wrote it.
const CLOCK_ON: &str = "On";

/// More time.
const CLOCK_LONGER: &str = "On, with {factor} times as much time";

/// The time that remains.
const TIME_LEFT: Forms = Forms { none: "Time is up.", one: "1 second left.", many: "{count} seconds left." };

/// A choice was made by the clock.
const TIME_RAN_OUT: &str = "Time ran out, so a choice was made for you.";

/// The heading of the switch for single keys.
const SINGLE_KEYS: &str = "Choose with the number keys";

/// The heading of the settings.
const HELP: &str = "Help and settings";

/// How the page is used.
const HELP_WORDS: &str = "Read, and press one of the choices. “Back” takes your last choice back. “All parts” leads to the list of everything in this course; what you have begun is kept there.";

/// The field for words of one's own.
const OWN_WORDS_NOTE: &str =
    "You can leave this empty. It changes nothing in the story, and it is kept with your progress.";

/// What a learner wrote was noted.
const WORDS_NOTED: &str = "Your words are noted.";

/// The names of the kinds of parts in the title of a place.
const PLACE: &str = "{part} · {course}";

/// Returns the phrases of the page that plays a pack in a browser.
pub(super) fn web_phrases() -> Value {
    let mut phrases = json!({
        "cannot_play": CANNOT_PLAY,
        "went_wrong": WENT_WRONG,
        "guest_note": GUEST_NOTE,
        "guest_note_no_storage": GUEST_NOTE_NO_STORAGE,
        "kept_as": KEPT_AS,
        "keep": KEEP,
        "your_name": YOUR_NAME,
        "name_note": NAME_NOTE,
        "keep_under_name": KEEP_UNDER_NAME,
        "type_a_name": TYPE_A_NAME,
        "name_taken": NAME_TAKEN,
        "save_file": SAVE_FILE,
        "open_file": OPEN_FILE,
        "file_saved": FILE_SAVED,
        "file_opened": FILE_OPENED,
        "file_refused": FILE_REFUSED,
        "not_a_record": NOT_A_RECORD,
        "other_pack": OTHER_PACK,
        "file_too_large": FILE_TOO_LARGE,
        "not_possible": NOT_POSSIBLE,
        "go_on_as": GO_ON_AS,
        "kept_names": KEPT_NAMES,
        "forget_name": FORGET_NAME,
        "forget_sure": FORGET_SURE,
        "forgotten": FORGOTTEN,
        "yes_forget": YES_FORGET,
        "cancel": CANCEL,
        "leave_name": LEAVE_NAME,
        "storage_full": STORAGE_FULL,
        "storage_failed": STORAGE_FAILED,
        "storage_damaged": STORAGE_DAMAGED,
        "other_window": OTHER_WINDOW,
        "saved": SAVED,
    });
    let more = json!({
        "play_again": PLAY_AGAIN,
        "print": PRINT,
        "save_transcript": SAVE_TRANSCRIPT,
        "completion": COMPLETION,
        "completion_title": COMPLETION_TITLE,
        "sheet_for": COMPLETED_BY,
        "sheet": COMPLETED,
        "not_signed": NOT_SIGNED,
        "of_version": OF_VERSION,
        "of_digest": OF_DIGEST,
        "clock": CLOCK,
        "clock_note": CLOCK_NOTE,
        "clock_off": CLOCK_OFF,
        "clock_on": CLOCK_ON,
        "clock_longer": CLOCK_LONGER,
        "time_left": TIME_LEFT,
        "time_ran_out": TIME_RAN_OUT,
        "single_keys": SINGLE_KEYS,
        "help": HELP,
        "help_words": HELP_WORDS,
        "own_words_note": OWN_WORDS_NOTE,
        "words_noted": WORDS_NOTED,
        "place": PLACE,
    });
    if let (Some(all), Value::Object(more)) = (phrases.as_object_mut(), more) {
        all.extend(more);
    }
    phrases
}
