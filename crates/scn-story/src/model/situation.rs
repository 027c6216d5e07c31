//! Situations, and what they ask.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Block, Change, Choice, Cond, Span, Target};

/// A moment of decision, or one that continues by itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Situation {
    /// Its id.
    pub id: String,
    /// Its title; empty if it has none, and nothing is shown in its place.
    pub title: String,
    /// Changes applied on entering, before its body is shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<Change>,
    /// The text shown on entering.
    pub body: Vec<Block>,
    /// Hints on request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<Vec<Span>>,
    /// A question that the learner can answer in words of their own. Nothing depends on the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<Ask>,
    /// Its choices, in source order. Empty: the run continues with the first case of `next` that
    /// holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Where it leads by itself if it has no choices: the first case that holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<NextCase>,
}

/// A case of where a situation without choices, or an outcome, leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NextCase {
    /// The condition of the case; absent: always (the only or the last case).
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub when: Option<Cond>,
    /// Where it leads; never `again` in a situation.
    pub to: Target,
}

/// A question that the learner can answer in words of their own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ask {
    /// Its id.
    pub id: String,
    /// The question.
    pub text: Vec<Span>,
}
