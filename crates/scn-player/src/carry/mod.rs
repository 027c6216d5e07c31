//! Reads what was recorded in an earlier version of a story in the version of now.
//!
//! A record holds ids. An id of now may be that of another choice, situation, question or answer than
//! it was, so each is looked for by what the version that was played says, and what it says today.
//! Nothing is ever read as another: where it cannot be decided, the event says so.

mod counterpart;
mod items;
mod run;

use schemars::JsonSchema;
use scn_story::Story;
use serde::{Deserialize, Serialize};

use crate::{Attempt, Log, Stories};
pub use counterpart::Counterpart;
pub use items::written as words_as_written;
pub use run::{Nodes, carried_run};

/// What a choice said when it was made, where the story of now does not say it under the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Earlier {
    /// Its words as they were written; a value stands in braces.
    pub label: String,
    /// What has become of it.
    pub fate: Fate,
}

/// What has become of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It is there, and its words have changed.
    Reworded,
    /// It is no longer there.
    Gone,
    /// It cannot be decided which choice of now it is, if any.
    Undecided,
}

/// The name of a thing that cannot be decided: no id is empty.
const UNDECIDED: &str = "";

/// An attempt at a scenario as the story of now reads it: as many events as it has, each with the ids of now. A record
/// is kept as it was made; this is for looking at it, and for going on. Other attempts are given back as they are.
#[must_use]
pub fn carried(attempt: &Attempt, now: &Story, versions: &Stories) -> Attempt {
    let mut carried = attempt.clone();
    match &mut carried.log {
        // Quizzes are compared where they are judged.
        Log::Lesson(_) | Log::Quiz(_) => {}
        Log::Scenario(log) => {
            let events: Vec<_> = log.iter().map(|it| it.event.clone()).collect();
            log.iter_mut().zip(carried_run(&events, now, versions)).for_each(|(it, event)| it.event = event);
        }
    }
    carried
}
