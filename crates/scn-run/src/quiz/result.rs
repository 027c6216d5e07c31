//! The result of an attempt at a quiz, folded from its record.

use scn_story::{Question, Quiz};

use crate::QuizEvent;
use crate::versions::{Versions, same_answers, same_question};

/// The result of an attempt at a quiz.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuizResult {
    /// The number of questions that it asks.
    pub asked: u32,
    /// The number of questions answered.
    pub answered: u32,
    /// The number of questions answered with exactly the correct answers.
    pub right: u32,
    /// The number of correct answers required to pass.
    pub needed: u32,
    /// Whether all questions were answered.
    pub ended: bool,
    /// Whether it has ended with at least the required number of correct answers.
    pub passed: bool,
    /// How many of the answered questions are still in the quiz with the same text.
    pub still_there: u32,
    /// For each principle that some question of the attempt checks, how the questions about it were
    /// answered, in order of first occurrence.
    pub principles: Vec<PrincipleAnswers>,
}

/// How the questions that check a principle were answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipleAnswers {
    /// The principle's id.
    pub principle: String,
    /// The number of questions answered.
    pub answered: u32,
    /// How many of them were answered correctly.
    pub right: u32,
}

impl QuizResult {
    /// Judges the record of an attempt by the current quiz. An answer is judged by the current key
    /// if its question and answers still have the same text; so a corrected key re-scores it.
    /// Otherwise it is judged by the key of the version in which it was given. The pass mark is the
    /// highest one during the attempt, so an edit cannot turn a failed attempt into a passed one,
    /// except by correcting the key.
    #[must_use]
    pub fn from_events(versions: &Versions<'_>, quiz: &Quiz, events: &[QuizEvent]) -> Self {
        let record = AttemptRecord::from_events(versions, quiz, events);
        Self::from_drawn(&record.asked, record.needed, record.ended, quiz)
    }

    pub(super) fn from_drawn(asked: &[DrawnQuestion<'_>], needed: usize, ended: bool, quiz: &Quiz) -> Self {
        let to_u32 = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let mut still_there = 0;
        let mut answered: Vec<(&Question, bool)> = Vec::new();
        for drawn in asked {
            let (Some(was), Some(picked)) = (drawn.question, &drawn.picked) else { continue };
            let current = same_question(quiz, was).and_then(|is| Some((is, same_answers(was, picked, is)?)));
            still_there += usize::from(current.is_some());
            let (question, picked) = current.unwrap_or_else(|| (was, picked.clone()));
            answered.push((question, question.is_right(&picked)));
        }
        let right = answered.iter().filter(|(_, right)| *right).count();
        let mut principles: Vec<PrincipleAnswers> = Vec::new();
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
                    None => principles.push(PrincipleAnswers { principle: principle.clone(), answered: 1, right }),
                }
            }
        }
        // An attempt without answers proves nothing, unless there is nothing to answer.
        let any = !asked.is_empty() || quiz.questions.is_empty();
        Self {
            asked: to_u32(asked.len()),
            answered: to_u32(answered.len()),
            right: to_u32(right),
            needed: to_u32(needed),
            ended,
            passed: ended && any && needed <= right,
            still_there: to_u32(still_there),
            principles,
        }
    }
}

/// Returns how many of `asked` questions must be answered correctly.
pub(super) fn required_correct(quiz: &Quiz, asked: usize) -> usize {
    quiz.pass.and_then(|pass| usize::try_from(pass).ok()).unwrap_or(asked).min(asked)
}

/// A record, read with the versions of the quiz in which it was made.
pub(super) struct AttemptRecord<'q> {
    /// The questions of the attempt, in the order drawn.
    pub(super) asked: Vec<DrawnQuestion<'q>>,
    /// The highest pass mark so far.
    pub(super) needed: usize,
    pub(super) ended: bool,
}

/// A question of an attempt.
#[derive(Clone, Debug)]
pub(super) struct DrawnQuestion<'q> {
    /// Its id in the version in which the record continues.
    pub(super) id: String,
    /// The question as it was when it was answered, or else drawn. Absent if that version is not
    /// available and the current quiz has no question with this id.
    pub(super) question: Option<&'q Question>,
    /// The ids of the answers picked last; absent if it has not been answered.
    pub(super) picked: Option<Vec<String>>,
}

impl<'q> AttemptRecord<'q> {
    pub(super) fn from_events(versions: &Versions<'q>, quiz: &'q Quiz, events: &[QuizEvent]) -> Self {
        let mut record = Self { asked: Vec::new(), needed: 0, ended: false };
        let mut own_id = quiz.id.as_str();
        // The quiz in the given version, or the current quiz if that version is not available.
        let find_version = |digest: &str, id: &str| {
            let found_quiz =
                versions.story_by_digest(digest).and_then(|story| story.quizzes.iter().find(|it| it.id == id));
            found_quiz.unwrap_or(quiz)
        };
        let mut quiz_version = quiz;
        for event in events {
            match event {
                QuizEvent::Started { digest, questions, quiz, .. } => {
                    own_id = quiz;
                    quiz_version = find_version(digest, own_id);
                    for id in questions {
                        if record.asked.iter().all(|asked| asked.id != *id) {
                            record.asked.push(DrawnQuestion::new(quiz_version, id));
                        }
                    }
                    record.needed = required_correct(quiz_version, record.asked.len());
                }
                QuizEvent::Answered { question, answers } => {
                    if let Some(asked) = record.asked.iter_mut().find(|asked| asked.id == *question) {
                        *asked = DrawnQuestion {
                            picked: Some(answers.clone()),
                            ..DrawnQuestion::new(quiz_version, question)
                        };
                    }
                }
                QuizEvent::Resumed { digest, questions, kept, quiz } => {
                    own_id = quiz.as_deref().unwrap_or(own_id);
                    quiz_version = find_version(digest, own_id);
                    if !questions.is_empty() {
                        record.continue_with(quiz_version, questions, *kept);
                    }
                    record.needed = record.needed.max(required_correct(quiz_version, record.asked.len()));
                }
                QuizEvent::Ended => record.ended = true,
                QuizEvent::Asked { .. } | QuizEvent::Hinted { .. } | QuizEvent::Left => {}
            }
        }
        record
    }

    /// Continues the attempt with other questions: the first `kept` have been answered and keep
    /// their answers.
    fn continue_with(&mut self, then: &'q Quiz, questions: &[String], kept: u32) {
        let kept_count = usize::try_from(kept).unwrap_or(usize::MAX);
        let earlier_questions = std::mem::take(&mut self.asked);
        for (at, id) in questions.iter().enumerate() {
            let mut drawn = DrawnQuestion::new(then, id);
            if at < kept_count {
                let answered =
                    earlier_questions.iter().find_map(|was| drawn.question.and_then(|is| was.picked_answers_in(is)));
                // If versions are not available, ids are the only way to match.
                let find_by_id =
                    || earlier_questions.iter().find(|was| was.id == *id).and_then(|was| was.picked.clone());
                drawn.picked = answered.or_else(find_by_id);
            }
            self.asked.push(drawn);
        }
    }
}

impl<'q> DrawnQuestion<'q> {
    fn new(quiz: &'q Quiz, id: &str) -> Self {
        let question = quiz.questions.iter().find(|question| question.id == id);
        Self { id: id.to_owned(), question, picked: None }
    }

    /// Returns the picked answers as answers of a question of another version, if the two questions
    /// are the same.
    pub(super) fn picked_answers_in(&self, is: &Question) -> Option<Vec<String>> {
        let earlier_question = self.question.filter(|was| crate::versions::is_same_question(was, is))?;
        same_answers(earlier_question, self.picked.as_ref()?, is)
    }
}
