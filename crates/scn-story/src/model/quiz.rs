//! Quizzes as data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Block, Span, is_default};

/// Questions with answers that are right or wrong.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quiz {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about, shown before the first question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<Block>,
    /// How many of its questions a try asks; absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub draw: Option<u32>,
    /// How many of those that are asked must be right; absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub pass: Option<u32>,
    /// Whether its questions are asked in an order drawn once a try.
    #[serde(default, skip_serializing_if = "is_default")]
    pub any_order: bool,
    /// The pack it comes from, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its questions, in the order written.
    pub questions: Vec<Question>,
}

/// A question of a quiz. It is right when exactly its right answers are picked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// Its id, unique in the quiz.
    pub id: String,
    /// What is asked.
    pub stem: Vec<Span>,
    /// Ids of the principles it checks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<String>,
    /// Whether its answers are shown in an order drawn once a try.
    #[serde(default, skip_serializing_if = "is_default")]
    pub any_order: bool,
    /// Its answers, in the order written.
    pub answers: Vec<Answer>,
}

/// An answer of a question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// Its id, written or derived from the text; unique in the question.
    pub id: String,
    /// Whether it is right.
    pub right: bool,
    /// What it says.
    pub text: Vec<Span>,
    /// Why it is right or wrong: told after the question has been answered. Empty where nothing was
    /// written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Span>,
}
