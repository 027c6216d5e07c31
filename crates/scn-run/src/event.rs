//! The event log of a run: what happened, by ids, in order.
//!
//! Everything else is folded from it. It holds no score, and no text but the words that the learner
//! wrote: the others come from the version of the story that was played. Events are never removed:
//! a choice that is undone stays in the log and no longer counts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Earlier;

/// An event in a run. In JSON: one object whose `event` is the variant in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Event {
    /// The run began.
    Started {
        /// The pack's name.
        pack: String,
        /// The pack's digest, which identifies the exact story that was played.
        digest: String,
        /// The scenario's id.
        scenario: String,
        /// The seed from which chance and the order of choices are drawn.
        seed: u64,
    },
    /// A situation or ending was shown.
    Shown {
        /// Its id.
        at: String,
        /// The ids of the choices on offer, in the order shown.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        choices: Vec<String>,
        /// The ids of the choices shown but locked.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        locked: Vec<String>,
    },
    /// A choice was made.
    Chosen {
        /// The situation's id.
        at: String,
        /// The choice's id.
        choice: String,
        /// Whether the timer made it, by `[after n seconds]`.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        timed: bool,
        /// The label that it had, if the current story has another label under this id. No record
        /// stores this; it is filled in when events of an earlier version are read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earlier: Option<Earlier>,
    },
    /// The outcome of the choice was decided.
    Resolved {
        /// The outcome, from 1; 0 if it cannot be decided which outcome of the current story it is.
        /// No record stores 0; it is filled in when events of an earlier version are read.
        outcome: u32,
        /// Whether the current story words it differently. No record stores this; it is filled in
        /// when events of an earlier version are read.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        reworded: bool,
    },
    /// A hint was shown.
    Hinted {
        /// The situation's id.
        at: String,
        /// The choice that the hint is about; absent for one about the situation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        choice: Option<String>,
        /// Which of its hints, from 1.
        hint: u32,
    },
    /// The learner, or a group, answered a question in words of their own.
    Wrote {
        /// The situation's id.
        at: String,
        /// The question's id.
        ask: String,
        /// The words; empty if earlier words are taken back.
        words: String,
        /// The question as it was written, if the current story does not ask it there; empty if it
        /// is not known. No record stores this; it is filled in when events of an earlier version
        /// are read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        question: Option<String>,
    },
    /// A group voted, before a choice was made for it.
    Voted {
        /// The situation's id.
        at: String,
        /// The number of votes for each choice that got any, in the order shown.
        votes: Vec<Votes>,
    },
    /// The last choice that still counted was undone. The choices on offer are shown again next.
    Undone {
        /// The id of the situation that the run went back to.
        at: String,
    },
    /// The run was saved, to be resumed.
    Saved,
    /// The run was resumed. The choices on offer are shown next.
    Resumed {
        /// The digest of the story that it continues in.
        digest: String,
        /// How many of the choices that counted still count, from the first. The others can no
        /// longer be made in this story.
        kept: u32,
        /// The id of the scenario in that story, if the story is another one than before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scenario: Option<String>,
    },
    /// The run stopped. A run that was left can continue by being resumed; no other can.
    Ended(Ended),
}

impl Event {
    /// Returns the id of the situation or ending shown.
    pub(crate) fn shown_node(&self) -> Option<&str> {
        match self {
            Self::Shown { at, .. } => Some(at),
            Self::Started { .. }
            | Self::Chosen { .. }
            | Self::Resolved { .. }
            | Self::Hinted { .. }
            | Self::Wrote { .. }
            | Self::Voted { .. }
            | Self::Undone { .. }
            | Self::Saved
            | Self::Resumed { .. }
            | Self::Ended(_) => None,
        }
    }

    /// Returns the id of the scenario in the story in which the run begins or continues with this
    /// event. `None` if it is the same as before.
    pub(crate) fn scenario_id(&self) -> Option<&str> {
        self.story().and_then(|(_, scenario)| scenario)
    }

    /// Returns the digest of the story in which the run begins or continues with this event.
    #[must_use]
    pub fn story_digest(&self) -> Option<&str> {
        self.story().map(|(digest, _)| digest)
    }

    /// Returns the digest of the story in which the run begins or continues with this event, and the
    /// id of its scenario there if it is not the same as before.
    fn story(&self) -> Option<(&str, Option<&str>)> {
        match self {
            Self::Started { digest, scenario, .. } => Some((digest, Some(scenario))),
            Self::Resumed { digest, scenario, .. } => Some((digest, scenario.as_deref())),
            Self::Shown { .. }
            | Self::Chosen { .. }
            | Self::Resolved { .. }
            | Self::Hinted { .. }
            | Self::Wrote { .. }
            | Self::Voted { .. }
            | Self::Undone { .. }
            | Self::Saved
            | Self::Ended(_) => None,
        }
    }
}

/// The number of votes for a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Votes {
    /// The choice's id.
    pub choice: String,
    /// The number of votes.
    pub count: u32,
}

/// Why a run stopped. In JSON: the other fields of the event's object; its `how` is the variant in
/// kebab case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "how", rename_all = "kebab-case")]
pub enum Ended {
    /// At an ending.
    Ending {
        /// The ending's id.
        at: String,
    },
    /// At a situation with no choice on offer.
    DeadEnd {
        /// The situation's id.
        at: String,
    },
    /// At a choice with no outcome whose condition holds.
    NoOutcome {
        /// The situation's id.
        at: String,
        /// The choice's id.
        choice: String,
    },
    /// In a cycle of situations without choices, or a chain of them longer than anybody would read.
    Loop {
        /// The id of the situation where the cycle closed.
        at: String,
    },
    /// Where no `Next:` says how to continue, or a `return` has no detour to return from.
    Nowhere {
        /// The situation's id.
        at: String,
    },
    /// It was left unfinished.
    Left {
        /// The situation's id.
        at: String,
    },
}

impl Ended {
    /// Returns the id of the situation or ending where the run stopped.
    #[must_use]
    pub fn node_id(&self) -> &str {
        match self {
            Self::Ending { at }
            | Self::DeadEnd { at }
            | Self::NoOutcome { at, .. }
            | Self::Loop { at }
            | Self::Nowhere { at }
            | Self::Left { at } => at,
        }
    }
}
