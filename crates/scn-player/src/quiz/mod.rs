//! A try of a quiz: which questions are asked, in which order, and what answering them does. No input, no output.

mod result;

use scn_story::{Answer, Question, Quiz, Story};
use thiserror::Error;

use crate::text::{GUEST, Resolver, ShownBlock, Text};
use crate::{QuizEvent, random, script};
pub use result::{Checked, QuizResult};

/// A try of a quiz.
#[derive(Clone, Debug)]
pub struct QuizSession<'q> {
    quiz: &'q Quiz,
    seed: u64,
    learner: String,
    /// The questions drawn, in the order asked.
    questions: Vec<&'q Question>,
    /// How many of them have been answered, the first ones.
    answered: usize,
    events: Vec<QuizEvent>,
}

/// A question as it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its id.
    pub question: String,
    /// Which of those asked it is, from 1.
    pub number: usize,
    /// How many are asked.
    pub of: usize,
    /// What is asked.
    pub stem: Text,
    /// Whether more than one answer is right.
    pub several: bool,
    /// The answers, in the order shown: ids and texts.
    pub answers: Vec<(String, Text)>,
}

/// What came of answering a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether exactly the right answers were picked.
    pub right: bool,
    /// Every answer that was picked or is right, in the order shown.
    pub told: Vec<Told>,
}

/// What is told of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its id.
    pub answer: String,
    /// What it says.
    pub text: Text,
    /// Whether it was picked.
    pub picked: bool,
    /// Whether it is right.
    pub right: bool,
    /// Why; empty where the author gave no reason.
    pub because: Text,
}

/// Why a question could not be answered so. The try is as it was.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AnswerError {
    /// All questions have been answered, or the try was left.
    #[error("no question is asked now")]
    Over,
    /// No answer was picked.
    #[error("no answer is picked")]
    Nothing,
    /// It is none of the answers.
    #[error("`{answer}` is no answer to `{question}`; there is {}", script::names(.known))]
    Unknown {
        /// The question's id.
        question: String,
        /// What was picked.
        answer: String,
        /// The ids of the answers, in the order shown.
        known: Vec<String>,
    },
}

/// Why a try cannot be gone on with.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum QuizPickUpError {
    /// The record does not begin with the beginning of a try.
    #[error("the record does not begin with the start of a quiz")]
    NoStart,
    /// It is a try of another quiz.
    #[error("the record is of the quiz `{0}`")]
    Another(String),
}

/// A try gone on with.
#[derive(Clone, Debug)]
pub struct QuizPickedUp<'q> {
    /// The try, with the events it had, and what was added by going on.
    pub session: QuizSession<'q>,
    /// How many of its questions the quiz no longer has; they are not asked.
    pub gone: usize,
    /// How many questions are asked again, since an answer that was picked is no longer there.
    pub again: usize,
}

impl<'q> QuizSession<'q> {
    /// Begins a try: draws the questions, and asks the first. What is drawn is a function of the seed and of names. The learner's name stands
    /// for `{learner}`; a guest has none.
    #[must_use]
    pub fn start(story: &Story, quiz: &'q Quiz, seed: u64, learner: Option<&str>) -> Self {
        let questions = drawn(quiz, seed);
        let started = QuizEvent::Started {
            pack: story.pack.name.clone(),
            digest: story.pack.digest.clone(),
            quiz: quiz.id.clone(),
            seed,
            questions: questions.iter().map(|question| question.id.clone()).collect(),
        };
        let learner = learner.unwrap_or(GUEST).to_owned();
        let mut this = Self { quiz, seed, learner, questions, answered: 0, events: vec![started] };
        this.ask();
        this
    }

    /// Goes on with a try from its record, in the story as it is now: questions that the quiz no longer has are not asked, and one is asked
    /// again if an answer that was picked is no longer there. A try that has ended stays so.
    ///
    /// # Errors
    /// When the record has no beginning, or is of another quiz.
    pub fn pick_up(
        story: &Story,
        quiz: &'q Quiz,
        events: Vec<QuizEvent>,
        learner: Option<&str>,
    ) -> Result<QuizPickedUp<'q>, QuizPickUpError> {
        let Some(QuizEvent::Started { quiz: of, seed, questions: drawn, .. }) = events.first() else {
            return Err(QuizPickUpError::NoStart);
        };
        if *of != quiz.id {
            return Err(QuizPickUpError::Another(of.clone()));
        }
        let seed = *seed;
        let record = result::Record::of(quiz, &events);
        let gone = drawn.len().saturating_sub(record.asked.len());
        let again = record.asked.iter().filter(|asked| asked.unreadable).count();
        // What has been answered comes first, the rest in the order drawn.
        let (done, ahead): (Vec<_>, Vec<_>) = record.asked.iter().partition(|asked| asked.picked.is_some());
        let (ended, left) = (record.ended, !matches!(events.last(), Some(QuizEvent::Started { .. })));
        let answered = done.len();
        let questions = done.into_iter().chain(if ended { Vec::new() } else { ahead }).map(|it| it.question).collect();
        let learner = learner.unwrap_or(GUEST).to_owned();
        let mut session = Self { quiz, seed, learner, questions, answered, events };
        if !ended {
            if left {
                session.events.push(QuizEvent::Resumed { digest: story.pack.digest.clone() });
            }
            session.ask();
        }
        Ok(QuizPickedUp { session, gone, again })
    }

    /// The quiz.
    #[must_use]
    pub fn quiz(&self) -> &'q Quiz {
        self.quiz
    }

    /// What the quiz is about.
    #[must_use]
    pub fn text(&self) -> Vec<ShownBlock> {
        self.resolver().body(&self.quiz.text)
    }

    /// What has happened so far.
    #[must_use]
    pub fn events(&self) -> &[QuizEvent] {
        &self.events
    }

    /// The question that waits for an answer.
    #[must_use]
    pub fn asked(&self) -> Option<Asked> {
        let question = self.now()?;
        let right = question.answers.iter().filter(|answer| answer.right).count();
        let text = |answer: &Answer| (answer.id.clone(), self.resolver().text(&answer.text));
        Some(Asked {
            question: question.id.clone(),
            number: self.answered + 1,
            of: self.questions.len(),
            stem: self.resolver().text(&question.stem),
            several: 1 < right,
            answers: shown(question, self.quiz, self.seed).into_iter().map(text).collect(),
        })
    }

    /// Answers the question that waits, by ids of its answers, and asks the next; after the last one the try ends.
    ///
    /// # Errors
    /// When there is no question, nothing was picked, or something that is none of its answers.
    pub fn answer(&mut self, picked: &[String]) -> Result<Verdict, AnswerError> {
        let question = self.now().ok_or(AnswerError::Over)?;
        let answers = shown(question, self.quiz, self.seed);
        if let Some(unknown) = picked.iter().find(|id| answers.iter().all(|answer| answer.id != **id)) {
            let known = answers.iter().map(|answer| answer.id.clone()).collect();
            return Err(AnswerError::Unknown { question: question.id.clone(), answer: unknown.clone(), known });
        }
        if picked.is_empty() {
            return Err(AnswerError::Nothing);
        }
        let told = answers.iter().map(|answer| Told {
            answer: answer.id.clone(),
            text: self.resolver().text(&answer.text),
            picked: picked.contains(&answer.id),
            right: answer.right,
            because: self.resolver().text(&answer.because),
        });
        let told: Vec<Told> = told.filter(|told| told.picked || told.right).collect();
        let verdict = Verdict { right: told.iter().all(|told| told.picked == told.right), told };
        let answers = answers.iter().filter(|answer| picked.contains(&answer.id)).map(|it| it.id.clone()).collect();
        self.events.push(QuizEvent::Answered { question: question.id.clone(), answers });
        self.answered += 1;
        self.ask();
        Ok(verdict)
    }

    /// Leaves the try unfinished. Nothing happens to one that has ended or was left.
    pub fn leave(&mut self) {
        if !matches!(self.events.last(), Some(QuizEvent::Ended | QuizEvent::Left)) {
            self.events.push(QuizEvent::Left);
        }
    }

    /// How the try stands.
    #[must_use]
    pub fn result(&self) -> QuizResult {
        QuizResult::of(self.quiz, &self.events)
    }

    fn now(&self) -> Option<&'q Question> {
        match self.events.last() {
            Some(QuizEvent::Ended | QuizEvent::Left) => None,
            Some(_) | None => self.questions.get(self.answered).copied(),
        }
    }

    fn ask(&mut self) {
        match self.questions.get(self.answered) {
            Some(question) => {
                let answers = shown(question, self.quiz, self.seed).iter().map(|answer| answer.id.clone()).collect();
                self.events.push(QuizEvent::Asked { question: question.id.clone(), answers });
            }
            None => self.events.push(QuizEvent::Ended),
        }
    }

    fn resolver(&self) -> Resolver<'_> {
        Resolver { seen: None, learner: &self.learner }
    }
}

/// The questions that a try asks, in order. Each at most once; where two have one id, which only a story from elsewhere has, the first is meant.
fn drawn(quiz: &Quiz, seed: u64) -> Vec<&Question> {
    let mut questions: Vec<&Question> = Vec::new();
    for question in &quiz.questions {
        if questions.iter().all(|other| other.id != question.id) {
            questions.push(question);
        }
    }
    let count = quiz.draw.and_then(|draw| usize::try_from(draw).ok()).unwrap_or(usize::MAX);
    if count < questions.len() {
        // No id has a blank in it, so that this is a draw of its own.
        let key = |question: &&Question| random::order(seed, &format!("{} draw", quiz.id), &question.id);
        let mut keys: Vec<u64> = questions.iter().map(key).collect();
        keys.sort_unstable();
        let bound = keys.get(count).copied().unwrap_or(u64::MAX);
        questions.retain(|question| key(question) < bound);
    }
    if quiz.any_order {
        questions.sort_by_key(|question| random::order(seed, &quiz.id, &question.id));
    }
    questions
}

/// The answers of a question, in the order shown.
fn shown<'q>(question: &'q Question, quiz: &Quiz, seed: u64) -> Vec<&'q Answer> {
    let mut answers: Vec<&Answer> = question.answers.iter().collect();
    if question.any_order {
        let scope = format!("{} {}", quiz.id, question.id);
        answers.sort_by_key(|answer| random::order(seed, &scope, &answer.id));
    }
    answers
}

#[cfg(test)]
mod tests;
