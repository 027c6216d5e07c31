//! Migrates records made in an earlier version of a story to the current version.
//!
//! A record holds ids. An id may now belong to another choice, situation, question or answer, so
//! each item is matched by its text in the version that was played and in the current one. An item
//! is never taken for another: if its counterpart cannot be decided, the event says so.

mod asked;
mod counterpart;
mod items;
mod outcomes;
mod run;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use counterpart::Counterpart;
pub(crate) use counterpart::to_nfc;
pub use items::text_as_written as words_as_written;
pub(crate) use outcomes::{UNDECIDED_OUTCOME, outcome_text, outcomes_with_text};
pub use run::{ScenarioVersions, migrate_run};

/// The earlier label of a choice, if the current story has another label under this id or its
/// situation has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Earlier {
    /// Its label as it was written; values are in braces.
    pub label: String,
    /// How the choice has changed.
    pub fate: Fate,
    /// Whether the title or the text of its situation has been replaced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub situation_changed: bool,
}

/// How a choice has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It still exists, with the same label.
    Holds,
    /// It still exists, with another label.
    Reworded,
    /// Its situation asks something else now, or has changed so that the same label may mean
    /// something else.
    Replaced,
    /// It no longer exists.
    Gone,
    /// It cannot be decided which current choice it is, if any.
    Undecided,
}

/// The id of an item whose counterpart cannot be decided. No real id is empty.
const UNDECIDED: &str = "";
