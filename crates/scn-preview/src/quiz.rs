//! Quizzes, question by question.

use scn_run::phrases::{quiz as phrase, resumed};
use scn_run::{
    AnswerFeedback, AnswerForm, AskedQuestions, QuestionView, QuizEvent, QuizResult, QuizSession, ResumeQuizError,
    Text, TypedFeedback, Verdict, Versions, Words, plain_text,
};
use scn_story::{Quiz, ShowAnswers, Story};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::pool::PoolView;
use crate::shown::{phrase_text, principle_title, sanitize_text, shown_json, shown_title};

/// Where an author is in a quiz.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuizPlace {
    /// The seed for a new attempt.
    seed: u64,
    /// The attempt before the question that is shown; empty for a new one.
    record: Vec<QuizEvent>,
    /// The number of hints shown for the question.
    hints: u32,
    /// The answers picked for the question, by id, or the words typed; absent if it waits for one.
    answer: Option<Vec<String>>,
    /// Whether the result is shown after the last answer.
    done: bool,
}

impl QuizPlace {
    /// Returns the digest of the story in which the attempt was last continued.
    pub(crate) fn digest(&self) -> Option<&str> {
        self.record.iter().rev().find_map(|event| match event {
            QuizEvent::Started { digest, .. } | QuizEvent::Resumed { digest, .. } => Some(digest.as_str()),
            QuizEvent::Asked { .. }
            | QuizEvent::Answered { .. }
            | QuizEvent::Hinted { .. }
            | QuizEvent::Left
            | QuizEvent::Ended => None,
        })
    }
}

/// A quiz: a question, the feedback on an answer, or the result.
#[derive(Debug, Serialize)]
pub(crate) struct QuizView {
    id: String,
    title: String,
    /// The introduction; shown before the first answer.
    text: Value,
    /// How many questions there are and how many must be right, as sentences.
    rules: String,
    /// Why no attempt can begin.
    refusal: Option<String>,
    /// The question that waits for an answer, or that the feedback is about.
    question: Option<Question>,
    feedback: Option<Feedback>,
    /// Whether the feedback is about the last question.
    last: bool,
    result: Option<ResultView>,
    /// What only the author sees.
    pool: PoolView,
    /// How the place differs from the requested one.
    notice: Option<String>,
    /// Whether a new attempt has begun with this request.
    begins: bool,
    /// The attempt so far.
    events: Vec<QuizEvent>,
}

#[derive(Debug, Serialize)]
struct Question {
    id: String,
    heading: String,
    stem: Text,
    body: Value,
    /// How to answer, as a sentence.
    how: &'static str,
    form: &'static str,
    answers: Vec<Value>,
    hints: Vec<Text>,
    hints_left: usize,
}

/// Sentences about an answer.
#[derive(Debug, Serialize)]
struct Feedback {
    right: bool,
    lines: Vec<Text>,
}

#[derive(Debug, Serialize)]
struct ResultView {
    passed: bool,
    lines: Vec<Text>,
    /// Why no answers are shown.
    note: Option<&'static str>,
    /// The questions with the whole feedback, if it is shown only now.
    review: Vec<Value>,
}

impl QuizView {
    /// Returns the quiz at a place. `refusal` is why no new attempt can begin; `asked` is which
    /// questions other attempts have asked.
    pub(crate) fn new(
        versions: &Versions<'_>,
        quiz: &Quiz,
        place: &QuizPlace,
        refusal: Option<String>,
        asked: &AskedQuestions,
    ) -> Self {
        let story = versions.current();
        let Opened { mut session, begins, mut notices } = open_session(versions, quiz, place, asked);
        let refusal = refusal.filter(|_| begins);
        if !begins {
            for _ in 0..place.hints {
                session.next_hint();
            }
        }
        let is_first = session.result().answered == 0;
        let rules = phrase::questions(&session.result());
        let mut question = session.current_question();
        let mut verdict = None;
        if let (Some(answer), false) = (&place.answer, begins) {
            match session.answer(answer) {
                Ok(given) => verdict = Some(given),
                Err(_) => notices.push(ANSWER_GONE.to_owned()),
            }
        }
        let next_question = session.current_question();
        if place.done && verdict.is_some() && next_question.is_some() {
            // An edit has added questions.
            verdict = None;
            question = next_question.clone();
            notices.push(MORE_QUESTIONS.to_owned());
        }
        let is_over = question.is_none() || place.done && verdict.is_some();
        let shows_question = refusal.is_none() && !is_over;
        let events = if refusal.is_some() { Vec::new() } else { session.events().to_vec() };
        Self {
            id: quiz.id.clone(),
            title: shown_title(&quiz.title, &quiz.id),
            text: shown_json(&if is_first && verdict.is_none() { session.intro_text() } else { Vec::new() }),
            rules,
            question: question.as_ref().filter(|_| shows_question).map(Question::new),
            last: next_question.is_none(),
            feedback: verdict.filter(|_| shows_question).map(|it| Feedback::new(&it)),
            result: (is_over && refusal.is_none()).then(|| ResultView::new(story, &session)),
            refusal: refusal.map(|words| scn_text::sanitize_lines(&words).into_owned()),
            pool: PoolView::new(story, quiz, &events),
            notice: (!notices.is_empty()).then(|| scn_text::sanitize_lines(&notices.join(" ")).into_owned()),
            begins,
            events,
        }
    }
}

/// The answer to a question cannot be given any more, because the question was edited.
const ANSWER_GONE: &str = "The answer that you gave is no longer there, so the question is asked again.";

/// The quiz asks more than before.
const MORE_QUESTIONS: &str = "The quiz now asks more questions.";

/// An attempt that is continued or begun.
struct Opened<'q> {
    session: QuizSession<'q>,
    begins: bool,
    notices: Vec<String>,
}

fn open_session<'q>(versions: &Versions<'_>, quiz: &'q Quiz, place: &QuizPlace, asked: &AskedQuestions) -> Opened<'q> {
    let begin = |notices| {
        let session = QuizSession::start_again(versions.current(), quiz, place.seed, None, asked);
        Opened { session, begins: true, notices }
    };
    if place.record.is_empty() {
        return begin(Vec::new());
    }
    match QuizSession::resume(versions, quiz, place.record.clone(), None) {
        Ok(resumed_quiz) => {
            let notices = resumed::quiz_changes(&resumed_quiz);
            Opened { session: resumed_quiz.session, begins: false, notices }
        }
        // It had no questions.
        Err(ResumeQuizError::Over) => begin(Vec::new()),
        Err(error @ (ResumeQuizError::NoStart | ResumeQuizError::Another(_) | ResumeQuizError::TooFew)) => {
            begin(vec![resumed::quiz_begins_anew(&error)])
        }
    }
}

impl Question {
    fn new(asked: &QuestionView) -> Self {
        let answer = |(id, text): &(String, Text)| json!({"id": id, "text": sanitize_text(text.clone())});
        Self {
            id: asked.question.clone(),
            heading: phrase::question(asked.number, asked.total),
            stem: sanitize_text(asked.stem.clone()),
            body: shown_json(&asked.body),
            how: phrase::how_to_answer(asked.form),
            form: form_name(asked.form),
            answers: asked.answers.iter().map(answer).collect(),
            hints: asked.hints.iter().cloned().map(sanitize_text).collect(),
            hints_left: asked.hints_left,
        }
    }
}

/// Returns the name of a way to answer, by which the page chooses its fields.
fn form_name(form: AnswerForm) -> &'static str {
    match form {
        AnswerForm::One => "one",
        AnswerForm::AnyOne => "any-one",
        AnswerForm::Several => "several",
        AnswerForm::Typed => "typed",
    }
}

impl Feedback {
    fn new(verdict: &Verdict) -> Self {
        let mut lines = vec![vec![Words { strong: true, ..Words::plain(phrase::verdict(verdict.right)) }]];
        lines.extend(verdict.answers.iter().map(answer_feedback));
        lines.extend(verdict.typed.iter().flat_map(|typed| typed_feedback(typed, verdict.right)));
        Self { right: verdict.right, lines: lines.into_iter().map(sanitize_text).collect() }
    }
}

fn answer_feedback(feedback: &AnswerFeedback) -> Text {
    let is_explained = !plain_text(&feedback.because).trim().is_empty();
    let values = [("answer", feedback.text.clone()), ("because", feedback.because.clone())];
    phrase_text(phrase::answer_feedback(feedback.picked, feedback.right, is_explained), &values)
}

fn typed_feedback(feedback: &TypedFeedback, right: bool) -> Vec<Text> {
    let is_explained = !plain_text(&feedback.because).trim().is_empty();
    let accepted: Vec<String> = feedback.accepted.iter().map(|answer| format!("“{answer}”")).collect();
    let values = [
        ("answer", vec![Words::plain(feedback.typed.clone())]),
        ("accepted", vec![Words::plain(accepted.join(", "))]),
        ("because", feedback.because.clone()),
    ];
    let mut lines = vec![phrase_text(phrase::typed_feedback(right, is_explained), &values)];
    if !right {
        lines.push(phrase_text(phrase::accepted(1 < accepted.len(), is_explained), &values));
    }
    lines
}

impl ResultView {
    fn new(story: &Story, session: &QuizSession<'_>) -> Self {
        let result = session.result();
        let review = session.review();
        let is_hidden = review.is_empty() && session.quiz().show_answers == ShowAnswers::AfterPassing;
        let reviewed = |(stem, verdict): &(Text, Verdict)| json!({"stem": sanitize_text(stem.clone()), "lines": Feedback::new(verdict).lines});
        Self {
            passed: result.passed,
            lines: result_lines(story, &result).into_iter().map(sanitize_text).collect(),
            note: is_hidden.then_some(phrase::SHOWN_AFTER_PASSING),
            review: review.iter().map(reviewed).collect(),
        }
    }
}

/// Returns whether a quiz was passed, and how the questions about each principle were answered.
fn result_lines(story: &Story, result: &QuizResult) -> Vec<Text> {
    let number = |value: u32| vec![Words::plain(value.to_string())];
    let values = [("right", number(result.right)), ("asked", number(result.asked)), ("needed", number(result.needed))];
    let mut lines = vec![phrase_text(phrase::result(result.passed, result.needed == result.asked), &values)];
    lines.extend(result.principles.iter().map(|checked| {
        let title = Words { strong: true, ..Words::plain(principle_title(story, &checked.principle)) };
        let values =
            [("principle", vec![title]), ("right", number(checked.right)), ("answered", number(checked.answered))];
        phrase_text(phrase::PRINCIPLE_RESULT, &values)
    }));
    lines
}
