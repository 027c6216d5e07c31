//! What an attempt asks: which questions, and in which order.

use std::collections::BTreeMap;

use scn_story::{Answer, Question, Quiz};

use super::result::AttemptRecord;
use crate::versions::{Versions, same_question};
use crate::{QuizEvent, random};

/// How often each question of a quiz has been asked in earlier attempts, by its current id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedQuestions(BTreeMap<String, u32>);

impl AskedQuestions {
    /// Adds the questions that were asked in an attempt, given by its record.
    pub fn add_attempt(&mut self, versions: &Versions<'_>, quiz: &Quiz, events: &[QuizEvent]) {
        let is_asked =
            |id: &str| events.iter().any(|event| matches!(event, QuizEvent::Asked { question, .. } if question == id));
        for drawn in AttemptRecord::from_events(versions, quiz, events).asked {
            let current = drawn.question.and_then(|was| same_question(quiz, was));
            if let Some(current) = current.filter(|_| drawn.picked.is_some() || is_asked(&drawn.id)) {
                *self.0.entry(current.id.clone()).or_default() += 1;
            }
        }
    }

    fn count(&self, question: &Question) -> u32 {
        self.0.get(&question.id).copied().unwrap_or(0)
    }
}

/// Returns the questions that an attempt asks, in order, each at most once. If two have the same
/// id, which is possible only in a foreign story, the first is used. `draw` is the number of
/// questions; all if `None`. Those that were asked least often `before` are drawn first.
pub(super) fn draw_questions<'q>(
    quiz: &'q Quiz,
    seed: u64,
    draw: Option<u32>,
    before: &AskedQuestions,
) -> Vec<&'q Question> {
    let mut questions: Vec<&Question> = Vec::new();
    for question in &quiz.questions {
        if questions.iter().all(|other| other.id != question.id) {
            questions.push(question);
        }
    }
    let count = draw.and_then(|draw| usize::try_from(draw).ok()).unwrap_or(usize::MAX);
    if count < questions.len() {
        // Ids contain no spaces, so this key is distinct from that of the order below.
        let draw_key = |question: &&Question| {
            let key = random::order_key(seed, &format!("{} draw", quiz.id), &question.id);
            (before.count(question), key)
        };
        let mut keys: Vec<(u32, u64)> = questions.iter().map(draw_key).collect();
        keys.sort_unstable();
        let bound = keys.get(count).copied().unwrap_or((u32::MAX, u64::MAX));
        questions.retain(|question| draw_key(question) < bound);
    }
    if quiz.any_order {
        questions.sort_by_key(|question| random::order_key(seed, &quiz.id, &question.id));
    }
    questions
}

/// Returns the answers of a question, in the order shown.
pub(super) fn answers_in_order<'q>(question: &'q Question, quiz: &Quiz, seed: u64) -> Vec<&'q Answer> {
    let mut answers: Vec<&Answer> = question.answers.iter().collect();
    if question.any_order {
        let scope = format!("{} {}", quiz.id, question.id);
        answers.sort_by_key(|answer| random::order_key(seed, &scope, &answer.id));
    }
    answers
}
