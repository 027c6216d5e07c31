//! What only the author sees of a quiz: its rules, and all of its questions.

use scn_run::{QuizEvent, Text};
use scn_story::{Question, Quiz, ShowAnswers, Span, Story};
use serde::Serialize;

use crate::shown::{principle_title, sanitize_text};

/// The rules and questions of a quiz.
#[derive(Debug, Serialize)]
pub(crate) struct PoolView {
    /// The rules, as sentences.
    rules: Vec<String>,
    questions: Vec<PoolQuestion>,
}

/// A question, and what became of it in the attempt.
#[derive(Debug, Serialize)]
struct PoolQuestion {
    id: String,
    stem: Text,
    state: QuestionState,
    /// The titles of the principles that it checks.
    checks: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum QuestionState {
    /// It was drawn and has not been asked yet.
    Waiting,
    /// It waits for an answer.
    Asked,
    Right,
    Wrong,
    /// It was not drawn.
    Left,
}

impl PoolView {
    pub(crate) fn new(story: &Story, quiz: &Quiz, events: &[QuizEvent]) -> Self {
        let question = |question: &Question| PoolQuestion {
            id: question.id.clone(),
            stem: sanitize_text(vec![scn_run::Words::plain(Span::fixed_words(&question.stem))]),
            state: question_state(question, events),
            checks: question.checks.iter().map(|id| principle_title(story, id)).collect(),
        };
        Self { rules: rules(quiz), questions: quiz.questions.iter().map(question).collect() }
    }
}

/// Returns what became of a question in the latest version of an attempt.
fn question_state(question: &Question, events: &[QuizEvent]) -> QuestionState {
    let mut state = QuestionState::Left;
    for event in events {
        match event {
            QuizEvent::Started { questions, .. } | QuizEvent::Resumed { questions, .. } if !questions.is_empty() => {
                let is_drawn = questions.contains(&question.id);
                if !is_drawn {
                    state = QuestionState::Left;
                } else if state == QuestionState::Left {
                    state = QuestionState::Waiting;
                }
            }
            QuizEvent::Asked { question: id, .. } if *id == question.id => state = QuestionState::Asked,
            QuizEvent::Answered { question: id, answers } if *id == question.id => {
                let is_right = question.is_right(answers);
                state = if is_right { QuestionState::Right } else { QuestionState::Wrong };
            }
            QuizEvent::Started { .. }
            | QuizEvent::Resumed { .. }
            | QuizEvent::Asked { .. }
            | QuizEvent::Answered { .. }
            | QuizEvent::Hinted { .. }
            | QuizEvent::Left
            | QuizEvent::Ended => {}
        }
    }
    state
}

/// Returns the rules of a quiz, as sentences.
fn rules(quiz: &Quiz) -> Vec<String> {
    let total = quiz.questions.len();
    let drawn = quiz.draw.and_then(|draw| usize::try_from(draw).ok()).unwrap_or(total).min(total);
    let order = if quiz.any_order { "in an order drawn for each attempt" } else { "in the order written" };
    let asks = match drawn == total {
        true => format!("Asks all of its {}, {order}.", scn_text::counted(total, "question")),
        false => format!("Asks {drawn} of its {total} questions, {order}; those asked least often come first."),
    };
    let pass = match quiz.pass {
        Some(pass) => format!("{pass} must be right to pass."),
        None => "All must be right to pass.".to_owned(),
    };
    let tries = match quiz.tries {
        Some(tries) => format!("Can be tried {} until it is passed.", scn_text::counted(u64::from(tries), "time")),
        None => "Can be tried as often as one likes.".to_owned(),
    };
    let shows = match quiz.show_answers {
        ShowAnswers::Always => "Shows after each question which answers are right, and why.",
        ShowAnswers::AfterPassing => "Shows which answers are right once it is passed.",
        ShowAnswers::Never => "Never shows which answers are right.",
    };
    vec![asks, pass, tries, shows.to_owned()]
}
