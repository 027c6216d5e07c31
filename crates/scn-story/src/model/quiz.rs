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
    /// Its introduction, shown before the first question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<Block>,
    /// How many of its questions are asked in an attempt; absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub draw: Option<u32>,
    /// How many of the questions asked must be answered correctly; absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub pass: Option<u32>,
    /// Whether its questions are asked in an order drawn once per attempt.
    #[serde(default, skip_serializing_if = "is_default")]
    pub any_order: bool,
    /// The pack it comes from, if that is another pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its questions, in source order.
    pub questions: Vec<Question>,
}

/// A question of a quiz. It is answered correctly if exactly its right answers are picked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// Its id, unique in the quiz.
    pub id: String,
    /// The question text.
    pub stem: Vec<Span>,
    /// Ids of the principles it checks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<String>,
    /// Whether its answers are shown in an order drawn once per attempt.
    #[serde(default, skip_serializing_if = "is_default")]
    pub any_order: bool,
    /// Its answers, in source order.
    pub answers: Vec<Answer>,
}

/// An answer of a question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// Its id, written or derived from the text; unique in the question.
    pub id: String,
    /// Whether it is right.
    pub right: bool,
    /// Its text.
    pub text: Vec<Span>,
    /// Why it is right or wrong; shown after the question has been answered. Empty if nothing was
    /// written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Span>,
}
