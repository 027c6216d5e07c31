//! Tries of quizzes.

use scn_story::{Answer, Question, Quiz, Story};

use super::counterpart::{Counterpart, counterpart};
use super::run::now_id;
use super::Versions;
use crate::QuizEvent;

/// A quiz of an earlier version beside that of now.
enum Questions<'s> {
    Current,
    Known { before: &'s Quiz, now: &'s Quiz },
    Unknown,
}

impl<'s> Questions<'s> {
    fn new(quiz: &str, digest: &str, now: &'s Story, versions: &'s Versions) -> Self {
        if digest == now.pack.digest {
            return Self::Current;
        }
        let Some(earlier) = versions.get(digest) else { return Self::Unknown };
        let before = earlier.quizzes.iter().find(|it| it.id == quiz);
        let now = counterpart(&earlier.quizzes, &now.quizzes, quiz).found().filter(|it| it.id == quiz);
        match (before, now) {
            (Some(before), Some(now)) => Self::Known { before, now },
            _ => Self::Unknown,
        }
    }

    fn found(&self, question: &str) -> Counterpart<'s, Question> {
        match self {
            Self::Known { before, now } => counterpart(&before.questions, &now.questions, question),
            Self::Current | Self::Unknown => Counterpart::Undecided,
        }
    }

    fn question(&self, question: &str) -> String {
        match self {
            Self::Current => question.to_owned(),
            Self::Known { .. } | Self::Unknown => now_id(self.found(question), question, false),
        }
    }

    fn answers(&self, question: &str, answers: &[String]) -> Vec<String> {
        let before = match self {
            Self::Current => return answers.to_vec(),
            Self::Known { before, .. } => before.questions.iter().find(|it| it.id == question),
            Self::Unknown => None,
        };
        let of = |answer: &String| -> String {
            let found: Counterpart<'_, Answer> = match (before, self.found(question).found()) {
                (Some(before), Some(now)) => counterpart(&before.answers, &now.answers, answer),
                _ => Counterpart::Undecided,
            };
            now_id(found, answer, false)
        };
        answers.iter().map(of).collect()
    }
}

/// The events of a try as the story of now reads them: as many, with the ids of now. A question or an answer
/// that cannot be decided has an empty id, which none has.
#[must_use]
pub fn carried_try(events: &[QuizEvent], now: &Story, versions: &Versions) -> Vec<QuizEvent> {
    let Some(QuizEvent::Started { quiz, .. }) = events.first() else { return events.to_vec() };
    let mut of = Questions::Current;
    let carry = |event: &QuizEvent| {
        if let QuizEvent::Started { digest, .. } | QuizEvent::Resumed { digest } = event {
            of = Questions::new(quiz, digest, now, versions);
        }
        match event {
            QuizEvent::Started { pack, digest, quiz, seed, questions } => QuizEvent::Started {
                pack: pack.clone(),
                digest: digest.clone(),
                quiz: quiz.clone(),
                seed: *seed,
                questions: questions.iter().map(|question| of.question(question)).collect(),
            },
            QuizEvent::Asked { question, answers } => {
                QuizEvent::Asked { question: of.question(question), answers: of.answers(question, answers) }
            }
            QuizEvent::Answered { question, answers } => {
                QuizEvent::Answered { question: of.question(question), answers: of.answers(question, answers) }
            }
            QuizEvent::Left | QuizEvent::Resumed { .. } | QuizEvent::Ended => event.clone(),
        }
    };
    events.iter().map(carry).collect()
}
