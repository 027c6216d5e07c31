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
    /// How many attempts a learner has at most; absent: any number. An attempt that was left and is
    /// resumed is one. Once the quiz is passed, there is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub tries: Option<u32>,
    /// When the learner sees which answers are right, and why.
    #[serde(default, skip_serializing_if = "is_default")]
    pub show_answers: ShowAnswers,
    /// Whether its questions are asked in an order drawn once per attempt.
    #[serde(default, skip_serializing_if = "is_default")]
    pub any_order: bool,
    /// The pack it comes from, if that is another pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its questions, in source order.
    pub questions: Vec<Question>,
}

/// When the learner sees which answers are right, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ShowAnswers {
    /// After each question.
    #[default]
    Always,
    /// Once the quiz is passed. Before that, only whether an answer was right.
    AfterPassing,
    /// Never; only whether an answer was right.
    Never,
}

/// A question of a quiz. It is answered correctly if exactly its right answers are picked; with
/// `any_one` if one of them is; with `accept` if one of these words is typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// Its id, unique in the quiz.
    pub id: String,
    /// The question text.
    pub stem: Vec<Span>,
    /// Ids of the principles it checks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<String>,
    /// What is shown between the question text and the answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub body: Vec<Block>,
    /// Hints on request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<Vec<Span>>,
    /// Whether its answers are shown in an order drawn once per attempt.
    #[serde(default, skip_serializing_if = "is_default")]
    pub any_order: bool,
    /// Whether one right answer of several is enough.
    #[serde(default, skip_serializing_if = "is_default")]
    pub any_one: bool,
    /// The short answers that are right, for a question that the learner answers in words. It has no
    /// `answers` then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<String>,
    /// Why the short answers are right; shown after the question has been answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Span>,
    /// Its answers, in source order.
    pub answers: Vec<Answer>,
}

impl Question {
    /// Returns whether an answer is right. `given` are the ids of the answers that were picked; for a
    /// short answer, the words that were typed.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_story::Question;
    ///
    /// let question = Question { accept: vec!["Café au lait".to_owned()], ..Question::default() };
    /// assert!(question.is_right(&["cafe au lait".to_owned()]));
    /// assert!(!question.is_right(&["tea".to_owned()]));
    /// ```
    #[must_use]
    pub fn is_right(&self, given: &[String]) -> bool {
        let is_picked = |answer: &Answer| given.contains(&answer.id);
        match given {
            [typed] if !self.accept.is_empty() => {
                let typed = scn_text::fold_answer(typed);
                self.accept.iter().any(|accepted| scn_text::fold_answer(accepted) == typed)
            }
            _ if !self.accept.is_empty() => false,
            // Several were picked if the question asked for all of them then.
            _ if self.any_one => {
                let mut picked = self.answers.iter().filter(|answer| is_picked(answer)).peekable();
                picked.peek().is_some() && picked.all(|answer| answer.right)
            }
            _ => self.answers.iter().all(|answer| answer.right == is_picked(answer)),
        }
    }
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
