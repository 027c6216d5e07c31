//! What came of a try, folded from its record.

use scn_story::{Question, Quiz};

use crate::QuizEvent;
use crate::versions::{Versions, same_answers, same_question};

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
    /// How many of the questions answered are still in the quiz, in the same words.
    pub still_there: u32,
    /// How many were right of those that check a principle, for each that some question of the try
    /// checks, in the order met.
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
    /// Judges the record of a try by a quiz as it is now. An answer is judged by today's key where
    /// its question still asks and offers the same, in the same words: a corrected key judges it
    /// anew. Else it is judged by the key of the version that it was given in. What passing takes
    /// is the most that it took while the try went on: no edit makes a try pass that did not, but
    /// for a corrected key.
    #[must_use]
    pub fn of(versions: &Versions<'_>, quiz: &Quiz, events: &[QuizEvent]) -> Self {
        let record = Record::of(versions, quiz, events);
        Self::judged(&record.asked, record.needed, record.ended, quiz)
    }

    pub(super) fn judged(asked: &[Drawn<'_>], needed: usize, ended: bool, quiz: &Quiz) -> Self {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let mut still_there = 0;
        let mut answered: Vec<(&Question, bool)> = Vec::new();
        for drawn in asked {
            let (Some(was), Some(picked)) = (drawn.question, &drawn.picked) else { continue };
            let now = same_question(quiz, was).and_then(|is| Some((is, same_answers(was, picked, is)?)));
            still_there += usize::from(now.is_some());
            let (question, picked) = now.unwrap_or_else(|| (was, picked.clone()));
            answered.push((question, question.answers.iter().all(|it| it.right == picked.contains(&it.id))));
        }
        let right = answered.iter().filter(|(_, right)| *right).count();
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
        let any = !asked.is_empty() || quiz.questions.is_empty();
        Self {
            asked: count(asked.len()),
            answered: count(answered.len()),
            right: count(right),
            needed: count(needed),
            ended,
            passed: ended && any && needed <= right,
            still_there: count(still_there),
            principles,
        }
    }
}

/// How many of so many questions must be right.
pub(super) fn needed(quiz: &Quiz, asked: usize) -> usize {
    quiz.pass.and_then(|pass| usize::try_from(pass).ok()).unwrap_or(asked).min(asked)
}

/// A record, read with the versions of the quiz that it was made in.
pub(super) struct Record<'q> {
    /// The questions of the try, in the order drawn.
    pub(super) asked: Vec<Drawn<'q>>,
    /// The most that passing took so far.
    pub(super) needed: usize,
    pub(super) ended: bool,
}

/// A question of a try.
#[derive(Clone, Debug)]
pub(super) struct Drawn<'q> {
    /// Its id, in the version that the record goes on in.
    pub(super) id: String,
    /// The question as it was when it was answered, or else drawn. Absent where that version is not
    /// kept, and today's quiz has none of that id.
    pub(super) question: Option<&'q Question>,
    /// The ids of the answers picked last; absent while it has not been answered.
    pub(super) picked: Option<Vec<String>>,
}

impl<'q> Record<'q> {
    pub(super) fn of(versions: &Versions<'q>, quiz: &'q Quiz, events: &[QuizEvent]) -> Self {
        let mut record = Self { asked: Vec::new(), needed: 0, ended: false };
        let mut own_id = quiz.id.as_str();
        // The quiz as it was in the version at hand; where that is not kept, as it is now.
        let version = |digest: &str, id: &str| {
            let found = versions.get(digest).and_then(|story| story.quizzes.iter().find(|it| it.id == id));
            found.unwrap_or(quiz)
        };
        let mut then = quiz;
        for event in events {
            match event {
                QuizEvent::Started { digest, questions, quiz, .. } => {
                    own_id = quiz;
                    then = version(digest, own_id);
                    for id in questions {
                        if record.asked.iter().all(|asked| asked.id != *id) {
                            record.asked.push(Drawn::new(then, id));
                        }
                    }
                    record.needed = needed(then, record.asked.len());
                }
                QuizEvent::Answered { question, answers } => {
                    if let Some(asked) = record.asked.iter_mut().find(|asked| asked.id == *question) {
                        *asked = Drawn { picked: Some(answers.clone()), ..Drawn::new(then, question) };
                    }
                }
                QuizEvent::Resumed { digest, questions, kept } => {
                    then = version(digest, own_id);
                    if !questions.is_empty() {
                        record.go_on_with(then, questions, *kept);
                    }
                    record.needed = record.needed.max(needed(then, record.asked.len()));
                }
                QuizEvent::Ended => record.ended = true,
                QuizEvent::Asked { .. } | QuizEvent::Left => {}
            }
        }
        record
    }

    /// The try goes on with other questions: the first `kept` have been answered, and keep their
    /// answers.
    fn go_on_with(&mut self, then: &'q Quiz, questions: &[String], kept: u32) {
        let kept = usize::try_from(kept).unwrap_or(usize::MAX);
        let before = std::mem::take(&mut self.asked);
        for (at, id) in questions.iter().enumerate() {
            let mut drawn = Drawn::new(then, id);
            if at < kept {
                let answered = before.iter().find_map(|was| drawn.question.and_then(|is| was.carried(is)));
                // Where versions are not kept, ids are all there is.
                let by_id = || before.iter().find(|was| was.id == *id).and_then(|was| was.picked.clone());
                drawn.picked = answered.or_else(by_id);
            }
            self.asked.push(drawn);
        }
    }
}

impl<'q> Drawn<'q> {
    fn new(quiz: &'q Quiz, id: &str) -> Self {
        let question = quiz.questions.iter().find(|question| question.id == id);
        Self { id: id.to_owned(), question, picked: None }
    }

    /// The answers that were picked, as answers of a question of another version, where that is the
    /// same.
    pub(super) fn carried(&self, is: &Question) -> Option<Vec<String>> {
        let was = self.question.filter(|was| crate::versions::is_same_question(was, is))?;
        same_answers(was, self.picked.as_ref()?, is)
    }
}
