//! Attempts of learners at the parts of a pack. Records are kept by attempt.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Ended, Event};

/// A point in time: milliseconds since the start of 1970 in UTC. The caller that keeps the record
/// supplies it; nothing here reads a clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct At(pub i64);

/// An event with the time at which it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamped<E> {
    /// The time. In JSON it is `when`, because `at` is the place of many events.
    #[serde(rename = "when")]
    pub at: At,
    /// The event.
    #[serde(flatten)]
    pub event: E,
}

/// One attempt of a learner at one part of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its id: a UUID.
    pub id: String,
    /// The learner it belongs to.
    pub learner: String,
    /// The pack's name.
    pub pack: String,
    /// The locations of the pack, oldest first, if it has no name of its own; else empty. The
    /// caller that keeps the record defines the form of a location, for example a path.
    pub places: Vec<String>,
    /// Digest of the story version this attempt was last resumed in.
    pub digest: String,
    /// The part.
    pub part: Part,
    /// What happened.
    pub log: Log,
}

/// A part of a pack that a learner goes through, by its id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "id", rename_all = "lowercase")]
pub enum Part {
    /// A lesson.
    Lesson(String),
    /// A quiz.
    Quiz(String),
    /// A scenario.
    Scenario(String),
}

impl Part {
    /// Returns its id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Lesson(id) | Self::Quiz(id) | Self::Scenario(id) => id,
        }
    }

    /// Returns its kind as a word: `lesson`, `quiz` or `scenario`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Lesson(_) => "lesson",
            Self::Quiz(_) => "quiz",
            Self::Scenario(_) => "scenario",
        }
    }
}

/// The events of an attempt, by the kind of its part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Log {
    /// The reading of a lesson.
    Lesson(Vec<Stamped<LessonEvent>>),
    /// An attempt at a quiz.
    Quiz(Vec<Stamped<QuizEvent>>),
    /// A run of a scenario.
    Scenario(Vec<Stamped<Event>>),
}

impl<E: Clone> Stamped<E> {
    /// The events of a log, without their moments.
    #[must_use]
    pub fn events(log: &[Self]) -> Vec<E> {
        log.iter().map(|stamped| stamped.event.clone()).collect()
    }
}

impl Log {
    /// No events, of the kind that a part has.
    #[must_use]
    pub fn empty(part: &Part) -> Self {
        match part {
            Part::Lesson(_) => Self::Lesson(Vec::new()),
            Part::Quiz(_) => Self::Quiz(Vec::new()),
            Part::Scenario(_) => Self::Scenario(Vec::new()),
        }
    }

    /// How many events there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Lesson(events) => events.len(),
            Self::Quiz(events) => events.len(),
            Self::Scenario(events) => events.len(),
        }
    }

    /// Whether nothing has happened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether nothing more can come.
    #[must_use]
    pub fn is_over(&self) -> bool {
        match self {
            Self::Lesson(events) => events.iter().any(|it| it.event == LessonEvent::Read),
            Self::Quiz(events) => events.last().is_some_and(|it| it.event == QuizEvent::Ended),
            Self::Scenario(events) => {
                let last = events.last().map(|it| &it.event);
                matches!(last, Some(Event::Ended(ended)) if !matches!(ended, Ended::Left { .. }))
            }
        }
    }

    /// Returns the part in the story in which the attempt last continued, whose id an edit may have
    /// changed. `None` if the events do not name it.
    #[must_use]
    pub fn last_part(&self) -> Option<Part> {
        match self {
            Self::Lesson(log) => log.iter().rev().find_map(|it| match &it.event {
                LessonEvent::Opened { lesson, .. } => Some(Part::Lesson(lesson.clone())),
                LessonEvent::Read => None,
            }),
            Self::Quiz(log) => log.iter().rev().find_map(|it| it.event.quiz_id()).map(|id| Part::Quiz(id.to_owned())),
            Self::Scenario(log) => {
                log.iter().rev().find_map(|it| it.event.scenario_id()).map(|id| Part::Scenario(id.to_owned()))
            }
        }
    }

    /// The events from a position on.
    #[must_use]
    pub fn after(&self, position: usize) -> Self {
        match self {
            Self::Lesson(log) => Self::Lesson(log.get(position..).unwrap_or_default().to_vec()),
            Self::Quiz(log) => Self::Quiz(log.get(position..).unwrap_or_default().to_vec()),
            Self::Scenario(log) => Self::Scenario(log.get(position..).unwrap_or_default().to_vec()),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

/// An event in the reading of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum LessonEvent {
    /// The lesson was opened, or resumed after an edit.
    Opened {
        /// The pack's name.
        pack: String,
        /// The pack's digest.
        digest: String,
        /// The lesson's id.
        lesson: String,
    },
    /// The learner reached the end.
    Read,
}

impl LessonEvent {
    /// Returns the digest of the story in which the reading begins or continues with this event.
    #[must_use]
    pub fn story_digest(&self) -> Option<&str> {
        match self {
            Self::Opened { digest, .. } => Some(digest),
            Self::Read => None,
        }
    }
}

/// An event in an attempt at a quiz. It does not record whether an answer was correct; that is
/// computed from the events, so a corrected answer key re-scores old attempts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum QuizEvent {
    /// The attempt began.
    Started {
        /// The pack's name.
        pack: String,
        /// The pack's digest.
        digest: String,
        /// The quiz's id.
        quiz: String,
        /// The seed from which the questions and their order are drawn.
        seed: u64,
        /// The ids of the questions drawn, in the order asked.
        questions: Vec<String>,
    },
    /// A question was asked.
    Asked {
        /// Its id.
        question: String,
        /// The ids of its answers, in the order shown.
        answers: Vec<String>,
    },
    /// It was answered.
    Answered {
        /// The question's id.
        question: String,
        /// The ids of the answers picked; for a short answer, the words that were typed.
        answers: Vec<String>,
    },
    /// A hint was shown.
    Hinted {
        /// The question's id.
        question: String,
        /// Which of its hints, from 1.
        hint: u32,
    },
    /// The attempt was left unfinished.
    Left,
    /// It was resumed.
    Resumed {
        /// The digest of the story that it continues in.
        digest: String,
        /// The ids of the questions that it continues with; empty if they are unchanged.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        questions: Vec<String>,
        /// How many of these, counted from the first, have been answered. Answers to other
        /// questions no longer count.
        #[serde(default, skip_serializing_if = "is_none")]
        kept: u32,
        /// The id of the quiz in that story, if it has another one than before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quiz: Option<String>,
    },
    /// All questions were answered.
    Ended,
}

impl QuizEvent {
    /// Returns the digest of the story in which the attempt begins or continues with this event.
    #[must_use]
    pub fn story_digest(&self) -> Option<&str> {
        match self {
            Self::Started { digest, .. } | Self::Resumed { digest, .. } => Some(digest),
            Self::Asked { .. } | Self::Answered { .. } | Self::Hinted { .. } | Self::Left | Self::Ended => None,
        }
    }

    /// Returns the id of the quiz in the story in which the attempt begins or continues with this
    /// event. `None` if it is the same as before.
    pub(crate) fn quiz_id(&self) -> Option<&str> {
        match self {
            Self::Started { quiz, .. } => Some(quiz),
            Self::Resumed { quiz, .. } => quiz.as_deref(),
            Self::Asked { .. } | Self::Answered { .. } | Self::Hinted { .. } | Self::Left | Self::Ended => None,
        }
    }
}
