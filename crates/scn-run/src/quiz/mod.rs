//! An attempt at a quiz: which questions are asked, in which order, and the effect of answering. No
//! input or output.

mod draw;
mod result;

use scn_story::{Answer, Question, Quiz, ShowAnswers, Story};
use thiserror::Error;

use crate::phrases::catalogue::guest;
use crate::text::{Resolver, ShownBlock, Text};
use crate::versions::{Versions, same_question};
use crate::{Part, QuizEvent};
pub use draw::AskedQuestions;
use draw::{answers_in_order, draw_questions};
use result::{AttemptRecord, DrawnQuestion, required_correct};
pub use result::{PrincipleAnswers, QuizResult};

/// An attempt at a quiz.
///
/// # Examples
///
/// ```
/// use scn_run::QuizSession;
/// use scn_story::{Answer, Question, Quiz, Story};
///
/// let answer = |id: &str, right| Answer { id: id.to_owned(), right, ..Answer::default() };
/// let question = Question {
///     id: "balance".to_owned(),
///     answers: vec![answer("to-anybody", false), answer("to-the-holder", true)],
///     ..Question::default()
/// };
/// let quiz = Quiz { id: "privacy".to_owned(), questions: vec![question], ..Quiz::default() };
///
/// let mut session = QuizSession::start(&Story::default(), &quiz, 7, None);
/// assert_eq!(session.current_question().map(|asked| asked.total), Some(1));
/// let verdict = session.answer(&["to-the-holder".to_owned()])?;
/// assert!(verdict.right && session.result().passed);
/// # Ok::<(), scn_run::AnswerError>(())
/// ```
#[derive(Clone, Debug)]
pub struct QuizSession<'q> {
    quiz: &'q Quiz,
    seed: u64,
    learner: String,
    /// The questions drawn, in the order asked.
    questions: Vec<&'q Question>,
    /// The answers picked so far, by id: one list for each of the first questions.
    picked: Vec<Vec<String>>,
    /// How many questions must be answered correctly to pass.
    needed: usize,
    /// How many hints of the current question have been shown.
    hinted: usize,
    events: Vec<QuizEvent>,
}

/// A question as it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionView {
    /// Its id.
    pub question: String,
    /// The number of the question, counted from 1.
    pub number: usize,
    /// The number of questions in the attempt.
    pub total: usize,
    /// The question text.
    pub stem: Text,
    /// What is shown between the question text and the answers.
    pub body: Vec<ShownBlock>,
    /// How the question is answered.
    pub form: AnswerForm,
    /// The answers, in the order shown: ids and texts. Empty for a short answer.
    pub answers: Vec<(String, Text)>,
    /// The hints shown so far.
    pub hints: Vec<Text>,
    /// How many hints have not been shown yet.
    pub hints_left: usize,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerForm {
    /// By picking the only answer that is correct.
    One,
    /// By picking one answer of several that are correct.
    AnyOne,
    /// By picking every answer that is correct.
    Several,
    /// By typing a short answer.
    Typed,
}

impl AnswerForm {
    fn of(question: &Question) -> Self {
        let right = question.answers.iter().filter(|answer| answer.right).count();
        match (question.accept.is_empty(), question.any_one, right) {
            (false, _, _) => Self::Typed,
            (true, true, _) => Self::AnyOne,
            (true, false, 2..) => Self::Several,
            (true, false, _) => Self::One,
        }
    }

    /// Returns whether several answers can be picked.
    #[must_use]
    pub fn takes_several(self) -> bool {
        self == Self::Several
    }
}

/// The feedback on an answered question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the answer was correct.
    pub right: bool,
    /// Every answer that was picked or is correct, in the order shown. If one of several was enough
    /// and was picked, only that one.
    pub answers: Vec<AnswerFeedback>,
    /// The feedback on a short answer.
    pub typed: Option<TypedFeedback>,
}

/// The feedback on a short answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedFeedback {
    /// What was typed.
    pub typed: String,
    /// What is accepted.
    pub accepted: Vec<String>,
    /// The author's reason; empty if none was given.
    pub because: Text,
}

/// The feedback on one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerFeedback {
    /// Its id.
    pub answer: String,
    /// The text.
    pub text: Text,
    /// Whether it was picked.
    pub picked: bool,
    /// Whether it is correct.
    pub right: bool,
    /// The author's reason; empty if none was given.
    pub because: Text,
}

/// Why a question could not be answered. The attempt is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AnswerError {
    /// All questions have been answered, or the attempt was left.
    #[error("no question is asked now")]
    Over,
    /// No answer was picked.
    #[error("no answer is picked")]
    Nothing,
    /// It is not an answer of the question.
    #[error("`{answer}` is not an answer to `{question}`; its answers are {}", scn_text::named_ids(.known))]
    Unknown {
        /// The question's id.
        question: String,
        /// The id that was picked.
        answer: String,
        /// The ids of the answers, in the order shown.
        known: Vec<String>,
    },
}

/// Why an attempt cannot be resumed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ResumeQuizError {
    /// The record does not begin with the start of an attempt.
    #[error("the record does not begin with the start of a quiz")]
    NoStart,
    /// The record is of another quiz.
    #[error("the record is of the quiz `{0}`")]
    Another(String),
    /// All questions have been answered.
    #[error("it is already over")]
    Over,
    /// The quiz has fewer questions than the attempt needs correct answers.
    #[error("the quiz has changed, and this attempt can no longer be passed")]
    TooFew,
}

/// A resumed attempt.
#[derive(Clone, Debug)]
pub struct ResumedQuiz<'q> {
    /// The attempt, with its earlier events and those added by resuming.
    pub session: QuizSession<'q>,
    /// How many of its questions were removed from the quiz. They are not asked, and their answers
    /// do not count.
    pub gone: usize,
    /// How many questions are asked again, because their text or answers have changed.
    pub again: usize,
    /// How many questions are new in this attempt: they replace others, or the quiz now asks more.
    pub added: usize,
}

impl<'q> QuizSession<'q> {
    /// Starts a first attempt: draws the questions and asks the first. The draw depends only on the
    /// seed and on ids. `learner` is the value of `{learner}`; `None` for a guest.
    #[must_use]
    pub fn start(story: &Story, quiz: &'q Quiz, seed: u64, learner: Option<&str>) -> Self {
        Self::start_again(story, quiz, seed, learner, &AskedQuestions::default())
    }

    /// Starts an attempt after others. Questions that have been asked least often are drawn first.
    #[must_use]
    pub fn start_again(
        story: &Story,
        quiz: &'q Quiz,
        seed: u64,
        learner: Option<&str>,
        before: &AskedQuestions,
    ) -> Self {
        let questions = draw_questions(quiz, seed, quiz.draw, before);
        let started = QuizEvent::Started {
            pack: story.pack.name.clone(),
            digest: story.pack.digest.clone(),
            quiz: quiz.id.clone(),
            seed,
            questions: questions.iter().map(|question| question.id.clone()).collect(),
        };
        let learner = learner.unwrap_or_else(|| guest()).to_owned();
        let needed = required_correct(quiz, questions.len());
        let mut session =
            Self { quiz, seed, learner, questions, picked: Vec::new(), needed, hinted: 0, events: vec![started] };
        session.ask_next();
        session
    }

    /// Begins the attempt that a record begins, given as its first event. Returns `None` if these
    /// questions cannot be drawn in this order.
    pub(crate) fn from_start(story: &Story, quiz: &'q Quiz, start: &QuizEvent) -> Option<Self> {
        let QuizEvent::Started { digest, seed, questions: ids, .. } = start else { return None };
        let none = AskedQuestions::default();
        let mut questions = draw_questions(quiz, *seed, None, &none);
        questions.retain(|question| ids.contains(&question.id));
        let is_drawn = questions.iter().map(|question| &question.id).eq(ids)
            && ids.len() == draw_questions(quiz, *seed, quiz.draw, &none).len()
            && *digest == story.pack.digest;
        let needed = required_correct(quiz, questions.len());
        let mut session = Self {
            quiz,
            seed: *seed,
            learner: guest().to_owned(),
            questions,
            picked: Vec::new(),
            needed,
            hinted: 0,
            events: vec![start.clone()],
        };
        session.ask_next();
        is_drawn.then_some(session)
    }

    /// Resumes an attempt from its record, in the current story. An answer still counts if its
    /// question still exists with the same text and the same answers. A question that was changed
    /// is asked again, and a question that was removed is replaced by another, so that passing
    /// never takes less than it did before.
    ///
    /// # Errors
    ///
    /// When the record has no beginning, is of another quiz or has ended, or the quiz no longer has
    /// as many questions as passing requires.
    pub fn resume(
        versions: &Versions<'_>,
        quiz: &'q Quiz,
        events: Vec<QuizEvent>,
        learner: Option<&str>,
    ) -> Result<ResumedQuiz<'q>, ResumeQuizError> {
        let Some(QuizEvent::Started { seed, .. }) = events.first() else { return Err(ResumeQuizError::NoStart) };
        let seed = *seed;
        let recorded_id = events.iter().rev().find_map(QuizEvent::quiz_id).unwrap_or_default().to_owned();
        let is_renamed = recorded_id != quiz.id;
        if is_renamed && !is_same_quiz(versions, &recorded_id, quiz, &events) {
            return Err(ResumeQuizError::Another(recorded_id));
        }
        let record = AttemptRecord::from_events(versions, quiz, &events);
        let learner = learner.unwrap_or_else(|| guest()).to_owned();
        if record.ended {
            return Err(ResumeQuizError::Over);
        }
        let continued = ContinuedAttempt::from_record(&record.asked, quiz, seed);
        let needed = record.needed.max(required_correct(quiz, continued.questions.len()));
        if continued.questions.len() < needed {
            return Err(ResumeQuizError::TooFew);
        }
        let digest = &versions.current().pack.digest;
        let is_as_before = continued.is_unchanged_from(&record.asked) && record.needed == needed;
        let was_left = !matches!(events.last(), Some(QuizEvent::Started { .. }));
        let ContinuedAttempt { questions, picked, gone, again, added } = continued;
        let kept_count = u32::try_from(picked.len()).unwrap_or(u32::MAX);
        let mut session = Self { quiz, seed, learner, questions, picked, needed, hinted: 0, events };
        if was_left || !is_as_before || is_renamed {
            let question_ids = || session.questions.iter().map(|question| question.id.clone()).collect();
            let (questions, kept) = if is_as_before { (Vec::new(), 0) } else { (question_ids(), kept_count) };
            session.events.push(QuizEvent::Resumed {
                digest: digest.clone(),
                questions,
                kept,
                quiz: is_renamed.then(|| quiz.id.clone()),
            });
        }
        session.ask_next();
        Ok(ResumedQuiz { session, gone, again, added })
    }

    /// Returns the quiz.
    #[must_use]
    pub fn quiz(&self) -> &'q Quiz {
        self.quiz
    }

    /// Returns the introduction of the quiz.
    #[must_use]
    pub fn intro_text(&self) -> Vec<ShownBlock> {
        self.text_resolver().resolve_body(&self.quiz.text)
    }

    /// Returns the events so far.
    #[must_use]
    pub fn events(&self) -> &[QuizEvent] {
        &self.events
    }

    /// Returns the question that waits for an answer.
    #[must_use]
    pub fn current_question(&self) -> Option<QuestionView> {
        let question = self.current_drawn()?;
        let answer_text = |answer: &Answer| (answer.id.clone(), self.text_resolver().resolve_text(&answer.text));
        Some(QuestionView {
            question: question.id.clone(),
            number: self.picked.len() + 1,
            total: self.questions.len(),
            stem: self.text_resolver().resolve_text(&question.stem),
            body: self.text_resolver().resolve_body(&question.body),
            form: AnswerForm::of(question),
            answers: answers_in_order(question, self.quiz, self.seed).into_iter().map(answer_text).collect(),
            hints: question.hints.iter().take(self.hinted).map(|it| self.text_resolver().resolve_text(it)).collect(),
            hints_left: question.hints.len().saturating_sub(self.hinted),
        })
    }

    /// Shows the next hint of the current question. Returns `None` if no hint is left.
    pub fn next_hint(&mut self) -> Option<Text> {
        let question = self.current_drawn()?;
        let hint = self.text_resolver().resolve_text(question.hints.get(self.hinted)?);
        self.hinted += 1;
        let number = u32::try_from(self.hinted).unwrap_or(u32::MAX);
        self.events.push(QuizEvent::Hinted { question: question.id.clone(), hint: number });
        Some(hint)
    }

    /// Answers the current question by ids of its answers, or by the words of a short answer, and
    /// asks the next; after the last question the attempt ends.
    ///
    /// # Errors
    ///
    /// When no question waits, nothing was picked, or something was picked that is not one of its
    /// answers.
    pub fn answer(&mut self, picked: &[String]) -> Result<Verdict, AnswerError> {
        let question = self.current_drawn().ok_or(AnswerError::Over)?;
        if !question.accept.is_empty() {
            return self.answer_in_words(question, picked);
        }
        let answers = answers_in_order(question, self.quiz, self.seed);
        if let Some(unknown) = picked.iter().find(|id| answers.iter().all(|answer| answer.id != **id)) {
            let answer_ids = answers.iter().map(|answer| answer.id.clone()).collect();
            return Err(AnswerError::Unknown {
                question: question.id.clone(),
                answer: unknown.clone(),
                known: answer_ids,
            });
        }
        if picked.is_empty() {
            return Err(AnswerError::Nothing);
        }
        let verdict = self.verdict(question, picked);
        let picked = answers.iter().filter(|answer| picked.contains(&answer.id)).map(|it| it.id.clone());
        let answers: Vec<String> = picked.collect();
        self.record_answer(question, answers);
        Ok(self.shown(verdict))
    }

    /// Returns the whole feedback on an answer that is not a short one.
    fn verdict(&self, question: &Question, picked: &[String]) -> Verdict {
        let all_feedback = answers_in_order(question, self.quiz, self.seed).into_iter().map(|answer| AnswerFeedback {
            answer: answer.id.clone(),
            text: self.text_resolver().resolve_text(&answer.text),
            picked: picked.contains(&answer.id),
            right: answer.right,
            because: self.text_resolver().resolve_text(&answer.because),
        });
        let right = question.is_right(picked);
        let is_enough = right && question.any_one;
        let feedback = all_feedback.filter(|it| it.picked || it.right && !is_enough).collect();
        Verdict { right, answers: feedback, typed: None }
    }

    /// Returns the whole feedback on a short answer.
    fn verdict_on_words(&self, question: &Question, given: &[String]) -> Verdict {
        let typed = TypedFeedback {
            typed: given.join(" "),
            accepted: question.accept.clone(),
            because: self.text_resolver().resolve_text(&question.because),
        };
        Verdict { right: question.is_right(given), answers: Vec::new(), typed: Some(typed) }
    }

    /// Returns what is shown of the feedback on an answer during the attempt.
    fn shown(&self, verdict: Verdict) -> Verdict {
        match self.quiz.show_answers {
            ShowAnswers::Always => verdict,
            ShowAnswers::AfterPassing | ShowAnswers::Never => Verdict { answers: Vec::new(), typed: None, ..verdict },
        }
    }

    /// Returns the questions of a passed attempt with the whole feedback on their answers, if the quiz
    /// shows it only then.
    #[must_use]
    pub fn review(&self) -> Vec<(Text, Verdict)> {
        if self.quiz.show_answers != ShowAnswers::AfterPassing || !self.result().passed {
            return Vec::new();
        }
        let answered = self.questions.iter().zip(&self.picked);
        let feedback = answered.map(|(question, given)| {
            let is_typed = !question.accept.is_empty();
            let verdict = if is_typed { self.verdict_on_words(question, given) } else { self.verdict(question, given) };
            (self.text_resolver().resolve_text(&question.stem), verdict)
        });
        feedback.collect()
    }

    /// Answers a question by typed words.
    fn answer_in_words(&mut self, question: &'q Question, typed: &[String]) -> Result<Verdict, AnswerError> {
        let words = typed.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            return Err(AnswerError::Nothing);
        }
        let given = vec![words];
        let verdict = self.verdict_on_words(question, &given);
        self.record_answer(question, given);
        Ok(self.shown(verdict))
    }

    fn record_answer(&mut self, question: &Question, answers: Vec<String>) {
        self.picked.push(answers.clone());
        self.events.push(QuizEvent::Answered { question: question.id.clone(), answers });
        self.ask_next();
    }

    /// Leaves the attempt unfinished. Does nothing if it has ended or was left.
    pub fn leave(&mut self) {
        if !matches!(self.events.last(), Some(QuizEvent::Ended | QuizEvent::Left)) {
            self.events.push(QuizEvent::Left);
        }
    }

    /// Returns the current result of the attempt.
    #[must_use]
    pub fn result(&self) -> QuizResult {
        let mut picked = self.picked.iter();
        let to_drawn = |question: &&'q Question| DrawnQuestion {
            id: question.id.clone(),
            question: Some(question),
            picked: picked.next().cloned(),
        };
        let drawn_questions: Vec<DrawnQuestion<'q>> = self.questions.iter().map(to_drawn).collect();
        let ended = matches!(self.events.last(), Some(QuizEvent::Ended));
        QuizResult::from_drawn(&drawn_questions, self.needed, ended, self.quiz)
    }

    fn current_drawn(&self) -> Option<&'q Question> {
        match self.events.last() {
            Some(QuizEvent::Ended | QuizEvent::Left) => None,
            Some(_) | None => self.questions.get(self.picked.len()).copied(),
        }
    }

    fn ask_next(&mut self) {
        self.hinted = 0;
        match self.questions.get(self.picked.len()) {
            Some(question) => {
                let answers =
                    answers_in_order(question, self.quiz, self.seed).iter().map(|answer| answer.id.clone()).collect();
                self.events.push(QuizEvent::Asked { question: question.id.clone(), answers });
            }
            None => self.events.push(QuizEvent::Ended),
        }
    }

    fn text_resolver(&self) -> Resolver<'_> {
        Resolver { run_state: None, learner: &self.learner }
    }
}

/// Returns whether a quiz is the one that was recorded under another id.
fn is_same_quiz(versions: &Versions<'_>, recorded_id: &str, quiz: &Quiz, events: &[QuizEvent]) -> bool {
    let digest = events.iter().rev().find_map(QuizEvent::story_digest).unwrap_or_default();
    let counterpart = versions.counterpart_of(digest, &Part::Quiz(recorded_id.to_owned()));
    counterpart.is_some_and(|(part, _)| part.id() == quiz.id)
}

/// The state in which an attempt continues in the current quiz.
struct ContinuedAttempt<'q> {
    /// Its questions: first those whose answers still count, then those to be asked.
    questions: Vec<&'q Question>,
    /// The answers that still count, by current ids.
    picked: Vec<Vec<String>>,
    gone: usize,
    again: usize,
    added: usize,
}

impl<'q> ContinuedAttempt<'q> {
    fn from_record(asked: &[DrawnQuestion<'_>], quiz: &'q Quiz, seed: u64) -> Self {
        let mut continued = Self { questions: Vec::new(), picked: Vec::new(), gone: 0, again: 0, added: 0 };
        let none = AskedQuestions::default();
        let pool = draw_questions(quiz, seed, None, &none);
        for was in asked {
            let matching = was.question.and_then(|question| same_question(quiz, question));
            if let Some((is, picked)) = matching.and_then(|is| Some((is, was.picked_answers_in(is)?)))
                && continued.questions.iter().all(|other| other.id != is.id)
            {
                continued.questions.push(is);
                continued.picked.push(picked);
            }
        }
        for was in asked {
            let unchanged = was.question.and_then(|question| same_question(quiz, question));
            let current = unchanged.or_else(|| pool.iter().find(|question| question.id == was.id).copied());
            match current {
                Some(is) if continued.questions.iter().any(|other| other.id == is.id) => {
                    // Its answer still counts, or it is already asked.
                    continued.gone += usize::from(was.picked.is_some() && unchanged.is_none());
                }
                Some(is) => {
                    continued.questions.push(is);
                    continued.again += usize::from(was.picked.is_some());
                }
                None => continued.gone += 1,
            }
        }
        // As many questions as the attempt had, and no fewer than a new attempt asks.
        let count = asked.len().max(draw_questions(quiz, seed, quiz.draw, &none).len());
        for question in pool {
            if continued.questions.len() < count && continued.questions.iter().all(|other| other.id != question.id) {
                continued.questions.push(question);
                continued.added += 1;
            }
        }
        continued
    }

    /// Returns whether the same questions are asked under the same ids, and the same answers count.
    fn is_unchanged_from(&self, asked: &[DrawnQuestion<'_>]) -> bool {
        let (done, ahead): (Vec<&DrawnQuestion<'_>>, Vec<_>) = asked.iter().partition(|it| it.picked.is_some());
        let earlier_order = done.iter().chain(&ahead);
        self.questions.iter().map(|it| &it.id).eq(earlier_order.map(|it| &it.id))
            && self.picked.iter().eq(done.iter().filter_map(|it| it.picked.as_ref()))
    }
}

#[cfg(test)]
mod tests;
