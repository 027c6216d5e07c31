//! The record of a run: what happened, by ids, in order.
//!
//! Everything else is a fold over it. It holds no score and no text: a corrected story re-scores an
//! old run. Nothing is ever taken out of it: a choice that is undone stays, and counts for nothing
//! from then on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Earlier;

/// Something that happened in a run. In JSON: one object, its `event` the variant in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Event {
    /// The run began.
    Started {
        /// The pack's name.
        pack: String,
        /// The pack's digest: which story exactly was played.
        digest: String,
        /// The scenario's id.
        scenario: String,
        /// The seed that chance and the order of choices are drawn from.
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
        /// Whether the clock took it, by `[after n seconds]`.
        #[serde(default, skip_serializing_if = "is_false")]
        timed: bool,
        /// What it said, where the story of now does not say so under this id. No record holds it:
        /// it is found when events of an earlier version are read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earlier: Option<Earlier>,
    },
    /// The choice came out so.
    Resolved {
        /// The outcome, from 1.
        outcome: u32,
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
    /// A group was asked, before a choice was made for it.
    Voted {
        /// The situation's id.
        at: String,
        /// How many were for each choice that anybody was for, in the order shown.
        votes: Vec<Votes>,
    },
    /// The last choice that still counted was undone. What is on offer again is shown next.
    Undone {
        /// The id of the situation come back to.
        at: String,
    },
    /// The run was saved, to be resumed.
    Saved,
    /// The run was resumed. What is on offer is shown next.
    Resumed {
        /// The digest of the story that it goes on in.
        digest: String,
        /// How many of the choices that counted go on counting, the first ones. The others can no
        /// longer be made in this story.
        kept: u32,
    },
    /// The run stopped. Only one that was left can go on, by being resumed.
    Ended(Ended),
}

impl Event {
    /// The id of the situation or ending shown.
    pub(crate) fn shown(&self) -> Option<&str> {
        match self {
            Self::Shown { at, .. } => Some(at),
            Self::Started { .. }
            | Self::Chosen { .. }
            | Self::Resolved { .. }
            | Self::Hinted { .. }
            | Self::Voted { .. }
            | Self::Undone { .. }
            | Self::Saved
            | Self::Resumed { .. }
            | Self::Ended(_) => None,
        }
    }

    /// The digest of the story in which the run begins or goes on here.
    pub(crate) fn story(&self) -> Option<&str> {
        match self {
            Self::Started { digest, .. } | Self::Resumed { digest, .. } => Some(digest),
            Self::Shown { .. }
            | Self::Chosen { .. }
            | Self::Resolved { .. }
            | Self::Hinted { .. }
            | Self::Voted { .. }
            | Self::Undone { .. }
            | Self::Saved
            | Self::Ended(_) => None,
        }
    }
}

/// How many were for a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Votes {
    /// The choice's id.
    pub choice: String,
    /// How many.
    pub count: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
pub(crate) fn is_false(it: &bool) -> bool {
    !it
}

/// Why a run stopped. In JSON: the rest of the event's object, its `how` the variant in kebab case.
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
    /// At a choice none of whose outcomes holds.
    NoOutcome {
        /// The situation's id.
        at: String,
        /// The choice's id.
        choice: String,
    },
    /// In situations without choices that lead to one another for ever, or for longer than anybody
    /// would read.
    Loop {
        /// The id of the situation where they came round.
        at: String,
    },
    /// Where no `Next:` says how it goes on, or a `return` has no detour to return from.
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
    /// The id of the situation or ending where the run stopped.
    #[must_use]
    pub fn at(&self) -> &str {
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
