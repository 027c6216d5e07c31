//! What came of a try, folded from its record.

use scn_story::{Question, Quiz};

use crate::QuizEvent;

/// What came of a try of a quiz.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuizResult {
    /// How many questions it asks.
    pub asked: u32,
    /// How many have been answered.
    pub answered: u32,
    /// How many were answered with exactly the right answers.
    pub right: u32,
    /// How many must be right.
    pub needed: u32,
    /// Whether all questions were answered.
    pub ended: bool,
    /// Whether it has ended with as many right as are needed.
    pub passed: bool,
    /// How many were right of those that check a principle, for each that some question of the try checks, in the order met.
    pub principles: Vec<Checked>,
}

/// How the questions that check a principle were answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The principle's id.
    pub principle: String,
    /// How many have been answered.
    pub answered: u32,
    /// How many of them were right.
    pub right: u32,
}

impl QuizResult {
    /// Judges a record by the quiz as it is now, corrected or not. A question that the quiz no longer has counts for nothing, and so does, in
    /// a try that has ended, one of which an answer that was picked is no longer there.
    #[must_use]
    pub fn of(quiz: &Quiz, events: &[QuizEvent]) -> Self {
        let record = Record::of(quiz, events);
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let answered: Vec<(&Question, bool)> = record
            .asked
            .iter()
            .filter_map(|asked| {
                let picked = asked.picked?;
                let right = asked.question.answers.iter().all(|answer| answer.right == picked.contains(&answer.id));
                Some((asked.question, right))
            })
            .collect();
        let asked = count(if record.ended { answered.len() } else { record.asked.len() });
        let right = count(answered.iter().filter(|(_, right)| *right).count());
        let needed = quiz.pass.unwrap_or(asked).min(asked);
        let mut principles: Vec<Checked> = Vec::new();
        for (question, right) in &answered {
            for (at, principle) in question.checks.iter().enumerate() {
                if question.checks.get(..at).is_some_and(|before| before.contains(principle)) {
                    continue;
                }
                let right = u32::from(*right);
                match principles.iter_mut().find(|checked| checked.principle == *principle) {
                    Some(checked) => {
                        checked.answered += 1;
                        checked.right += right;
                    }
                    None => principles.push(Checked { principle: principle.clone(), answered: 1, right }),
                }
            }
        }
        // Nothing can be shown by answering nothing, unless there is nothing to answer.
        let any = 0 < asked || quiz.questions.is_empty();
        Self {
            asked,
            answered: count(answered.len()),
            right,
            needed,
            ended: record.ended,
            passed: record.ended && any && needed <= right,
            principles,
        }
    }
}

/// A record as the quiz of now reads it.
pub(super) struct Record<'q, 'e> {
    /// The questions drawn that the quiz still has.
    pub(super) asked: Vec<Drawn<'q, 'e>>,
    pub(super) ended: bool,
}

pub(super) struct Drawn<'q, 'e> {
    pub(super) question: &'q Question,
    /// The ids of the answers picked last; absent where there are none that can be judged.
    pub(super) picked: Option<&'e [String]>,
    /// Whether something was picked that the question no longer has.
    pub(super) unreadable: bool,
}

impl<'q, 'e> Record<'q, 'e> {
    pub(super) fn of(quiz: &'q Quiz, events: &'e [QuizEvent]) -> Self {
        let mut record = Self { asked: Vec::new(), ended: false };
        for event in events {
            match event {
                QuizEvent::Started { questions, .. } => {
                    for id in questions {
                        let known = quiz.questions.iter().find(|question| question.id == *id);
                        let doubled = record.asked.iter().any(|asked| asked.question.id == *id);
                        if let (Some(question), false) = (known, doubled) {
                            record.asked.push(Drawn { question, picked: None, unreadable: false });
                        }
                    }
                }
                QuizEvent::Answered { question, answers } => {
                    if let Some(asked) = record.asked.iter_mut().find(|asked| asked.question.id == *question) {
                        let known = |id: &String| asked.question.answers.iter().any(|answer| answer.id == *id);
                        asked.unreadable = !answers.iter().all(known);
                        asked.picked = (!asked.unreadable).then_some(answers);
                    }
                }
                QuizEvent::Ended => record.ended = true,
                QuizEvent::Asked { .. } | QuizEvent::Left | QuizEvent::Resumed { .. } => {}
            }
        }
        record
    }
}
