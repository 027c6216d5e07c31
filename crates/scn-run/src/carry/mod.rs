//! Reads what was recorded in an earlier version of a story in the version of now.
//!
//! A record holds ids. An id of now may be that of another choice, situation, question or answer
//! than it was, so each is looked for by what the version that was played says, and what it says
//! today. Nothing is ever read as another: where it cannot be decided, the event says so.

mod asked;
mod counterpart;
mod items;
mod run;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::is_false;
pub use counterpart::Counterpart;
pub(crate) use counterpart::composed;
pub use items::written as words_as_written;
pub use run::{Nodes, carried_run};

/// What a choice said when it was made, where the story of now does not say it under the same id,
/// or its situation has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Earlier {
    /// Its words as they were written; a value stands in braces.
    pub label: String,
    /// What has become of it.
    pub fate: Fate,
    /// Whether the title or the text of its situation is another one now.
    #[serde(default, skip_serializing_if = "is_false")]
    pub situation_changed: bool,
}

/// What has become of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It is there, in the same words.
    Holds,
    /// It is there, and its words have changed.
    Reworded,
    /// Its situation asks something else now, or has changed so that the same words may mean
    /// something else.
    Replaced,
    /// It is no longer there.
    Gone,
    /// It cannot be decided which choice of now it is, if any.
    Undecided,
}

/// The name of a thing that cannot be decided: no id is empty.
const UNDECIDED: &str = "";
