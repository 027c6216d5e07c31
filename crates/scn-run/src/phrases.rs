//! Sentences that learners read in all front ends.

use scn_story::RunResult;

use crate::session::titled;
use crate::{Ended, Playable, RecordError};

/// Note on a decision that upholds one principle and breaks another.
pub const TRADE: &str = "This choice traded one principle for another.";

/// Note on a group decision where no choice had the most votes, or another choice was made.
pub const BY_THE_TRAINER: &str = "The trainer decided.";

/// Ends a sentence with a title: adds a full stop unless the title ends with punctuation.
#[must_use]
pub fn closed(title: &str) -> String {
    let has_sign = title.trim_end().ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।', '։', '።']);
    if has_sign { title.to_owned() } else { format!("{title}.") }
}

/// Returns the result of a run as a word.
#[must_use]
pub fn result_word(result: RunResult) -> &'static str {
    match result {
        RunResult::Passed => "passed",
        RunResult::Failed => "failed",
        RunResult::Mixed => "mixed",
    }
}

/// Explains why a run stopped without an ending; `None` if it reached one.
#[must_use]
pub fn ended_words(playable: &Playable<'_>, ended: &Ended) -> Option<String> {
    let title = |at: &str| titled(playable.scenario().title_of(at).unwrap_or_default(), at);
    let why = match ended {
        Ended::Ending { .. } => return None,
        Ended::Left { .. } => return Some("The run was left unfinished.".to_owned()),
        Ended::DeadEnd { .. } => "no choice is on offer".to_owned(),
        Ended::NoOutcome { .. } => "nothing is written that could come of this choice".to_owned(),
        Ended::Loop { at } => {
            format!("from “{}” on it goes by itself, and comes to no choice and no ending", title(at))
        }
        Ended::Nowhere { .. } => "it does not say how it goes on".to_owned(),
    };
    Some(format!("The story stops here: {why}. That is a mistake in the story and not yours."))
}

/// Said when the events of a run cannot be recorded.
#[must_use]
pub fn run_not_recorded(error: &RecordError) -> String {
    format!("From here on this run is not kept: {error}. You can play on; keeping is tried again after each choice.")
}

/// Said when a run is recorded again.
pub const RUN_RECORDED_AGAIN: &str = "This run is kept again, all of it.";

/// Said when the events of a quiz cannot be recorded.
#[must_use]
pub fn quiz_not_recorded(error: &RecordError) -> String {
    format!("From here on this quiz is not kept: {error}. You can go on; keeping is tried again after each answer.")
}

/// Said when a quiz is recorded again.
pub const QUIZ_RECORDED_AGAIN: &str = "This quiz is kept again, all of it.";

/// Said when it cannot be recorded that a lesson was read.
#[must_use]
pub fn lesson_not_recorded(error: &RecordError) -> String {
    format!("That you read this is not kept: {error}.")
}

/// Shown on a full screen as long as events are not recorded.
#[must_use]
pub fn not_recorded_yet(error: &RecordError) -> String {
    format!("Not kept: {error}. With your next step it is tried again.")
}

/// Shown when a run could not be given a name.
#[must_use]
pub fn not_saved(error: &RecordError) -> String {
    format!("Not kept: {error}.")
}
