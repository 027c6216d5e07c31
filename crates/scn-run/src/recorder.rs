//! Who records what a learner does.

use thiserror::Error;

use crate::{Attempt, Event, LessonEvent, Part, QuizEvent, Stories};

/// Why something could not be recorded, in plain words and without the learner's name. What was
/// confirmed before is safe.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct RecordError(pub String);

/// Whose a record is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordOwner {
    /// Nobody's: it is gone once the program ends.
    Guest,
    /// A learner, by name.
    Learner(String),
}

impl RecordOwner {
    /// The learner's name, if there is one.
    #[must_use]
    pub fn learner_name(&self) -> Option<&str> {
        match self {
            Self::Learner(name) => Some(name),
            Self::Guest => None,
        }
    }

    /// Whether it is nobody's.
    #[must_use]
    pub fn is_guest(&self) -> bool {
        *self == Self::Guest
    }
}

/// Events to record, of the kind that their part has.
#[derive(Clone, Copy, Debug)]
pub enum Events<'e> {
    /// Of a lesson.
    Lesson(&'e [LessonEvent]),
    /// Of a quiz.
    Quiz(&'e [QuizEvent]),
    /// Of a scenario.
    Scenario(&'e [Event]),
}

impl<'e> Events<'e> {
    /// How many there are.
    #[must_use]
    pub fn len(self) -> usize {
        match self {
            Self::Lesson(events) => events.len(),
            Self::Quiz(events) => events.len(),
            Self::Scenario(events) => events.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Those from a position on.
    #[must_use]
    pub fn after(self, position: usize) -> Self {
        match self {
            Self::Lesson(events) => Self::Lesson(events.get(position..).unwrap_or_default()),
            Self::Quiz(events) => Self::Quiz(events.get(position..).unwrap_or_default()),
            Self::Scenario(events) => Self::Scenario(events.get(position..).unwrap_or_default()),
        }
    }
}

impl<'e> From<&'e [LessonEvent]> for Events<'e> {
    fn from(events: &'e [LessonEvent]) -> Self {
        Self::Lesson(events)
    }
}

impl<'e> From<&'e [QuizEvent]> for Events<'e> {
    fn from(events: &'e [QuizEvent]) -> Self {
        Self::Quiz(events)
    }
}

impl<'e> From<&'e [Event]> for Events<'e> {
    fn from(events: &'e [Event]) -> Self {
        Self::Scenario(events)
    }
}

/// Records the attempts of one learner at the parts of one pack, as they happen. Those of a guest
/// are there as long as the recorder is, and no longer.
///
/// A front end does not call [`record`](Self::record) itself: a [`Recording`](crate::Recording)
/// knows which events are confirmed and tries again what failed.
pub trait Recorder {
    /// Whose the attempts are now.
    fn owner(&self) -> &RecordOwner;

    /// Begins an attempt at a part; returns its id. It is recorded with its first events.
    fn begin(&mut self, part: &Part) -> String;

    /// Records the events of an attempt from a position on, in place of what was there and not
    /// confirmed: a call that failed can be made again, with more. Once this returns without an
    /// error, all of the attempt is confirmed: it is there whatever happens to this process or the
    /// machine's power.
    ///
    /// # Errors
    /// When they cannot be recorded. None of them is then confirmed.
    fn record(&mut self, attempt: &str, from: usize, events: Events<'_>) -> Result<(), RecordError>;

    /// Whether an attempt was continued elsewhere, by another process, and is therefore recorded as
    /// an attempt of its own, from its first event on. Its id stays valid here.
    fn is_separate(&self, _attempt: &str) -> bool {
        false
    }

    /// Records a guest's attempts under a name from now on, those so far included.
    ///
    /// # Errors
    /// When they cannot be recorded; they are a guest's as before.
    fn save_as(&mut self, name: &str) -> Result<(), RecordError>;

    /// Whether attempts can be recorded under a name at all.
    fn can_save_as(&self) -> bool;

    /// The command that resumes what is recorded, where there is one.
    fn resume_command(&self) -> Option<String>;

    /// The command that issues a certificate of a completed course, where there is one.
    fn certificate_command(&self) -> Option<String> {
        None
    }

    /// All attempts so far, the earliest first; also what could not be recorded.
    fn attempts(&self) -> &[Attempt];

    /// The stories that these attempts were made in, by digest, as far as they are recorded.
    fn stories(&self) -> &Stories;

    /// What the next attempt draws from.
    fn seed(&mut self) -> u64;
}

/// Records nothing: a guest's run, where there is nowhere to record one.
#[derive(Clone, Copy, Debug, Default)]
pub struct NullRecorder;

impl Recorder for NullRecorder {
    fn owner(&self) -> &RecordOwner {
        &RecordOwner::Guest
    }

    fn begin(&mut self, _: &Part) -> String {
        String::new()
    }

    fn record(&mut self, _: &str, _: usize, _: Events<'_>) -> Result<(), RecordError> {
        Ok(())
    }

    fn save_as(&mut self, _: &str) -> Result<(), RecordError> {
        Err(RecordError("there is nowhere to save it".to_owned()))
    }

    fn can_save_as(&self) -> bool {
        false
    }

    fn resume_command(&self) -> Option<String> {
        None
    }

    fn attempts(&self) -> &[Attempt] {
        &[]
    }

    fn stories(&self) -> &Stories {
        static NONE: Stories = Stories::new();
        &NONE
    }

    fn seed(&mut self) -> u64 {
        0
    }
}
