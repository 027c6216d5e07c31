//! What a store of records does, whatever it keeps them in.

use scn_run::{Attempt, Event, LessonEvent, Log, Part, QuizEvent};
use thiserror::Error;

/// Keeps what learners did. What is given to it is confirmed when the call comes back without an
/// error: it is then there whatever happens to the process or to the machine's power. With an error
/// nothing of what was given is there, and everything from before is.
pub trait Store {
    /// Keeps a story in its JSON form, by its digest, so that what was done in it can always be
    /// told. One that is there stays as it is.
    ///
    /// # Errors
    /// When it cannot be written.
    fn keep_story(&mut self, digest: &str, json: &str) -> Result<(), StoreError>;

    /// A story that was kept, as JSON.
    ///
    /// # Errors
    /// When it cannot be read.
    fn story(&self, digest: &str) -> Result<Option<String>, StoreError>;

    /// Begins an attempt, with the events that it has so far. A learner who is not known becomes
    /// so.
    ///
    /// # Errors
    /// When it cannot be written, or an attempt of this id is there.
    fn begin(&mut self, attempt: &Attempt) -> Result<(), StoreError>;

    /// Adds further events to an attempt that has `expected` of them. The same call again, after an
    /// error that left open whether it had been done, does it once.
    ///
    /// # Errors
    /// [`StoreError::Elsewhere`] when somebody else has added other events, [`StoreError::Gone`]
    /// when the attempt is not there; otherwise when they cannot be written.
    fn append(&mut self, attempt: &str, expected: usize, further: &Log) -> Result<(), StoreError>;

    /// The attempts that a filter lets through, in the order in which they were begun.
    ///
    /// # Errors
    /// When they cannot be read.
    fn attempts(&self, filter: &Filter<'_>) -> Result<Vec<Attempt>, StoreError>;

    /// All learners, in the order in which they became known, each once: names that are [the
    /// same](crate::is_same_name) are one learner's, and told as first given.
    ///
    /// # Errors
    /// When they cannot be read.
    fn learners(&self) -> Result<Vec<Learner>, StoreError>;

    /// Takes away all that is kept of a learner, under any spelling of the name, the name with it,
    /// and nothing else.
    ///
    /// # Errors
    /// When it cannot be written.
    fn forget(&mut self, learner: &str) -> Result<Forgotten, StoreError>;

    /// Writes anew which pack some attempts are of: its name and its places.
    ///
    /// # Errors
    /// When it cannot be written.
    fn settle(&mut self, attempts: &[Attempt]) -> Result<(), StoreError>;
}

/// Which attempts are wanted; all of them where nothing is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'f> {
    /// Those of a learner.
    pub learner: Option<&'f str>,
    /// Those at a part.
    pub part: Option<&'f Part>,
}

/// A learner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learner {
    /// The name.
    pub name: String,
    /// What stands for the learner where the name must not be told: drawn at random when the
    /// learner became known, and gone when forgotten.
    pub account: String,
}

/// What was taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// How many learners: one, or none where nothing was there.
    pub learners: usize,
    /// How many attempts.
    pub attempts: usize,
    /// How many events in them.
    pub events: usize,
}

/// Why records cannot be kept or given back. None of these holds a learner's name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// There is no more space.
    #[error("there is no space left on the disk")]
    Full,
    /// Nothing can be written there.
    #[error("nothing may be written there")]
    ReadOnly,
    /// Another process is writing for longer than is waited.
    #[error("another process holds the records, and did not let go of them")]
    Busy,
    /// The file is something else.
    #[error("the file holds no records of scn")]
    NotRecords,
    /// It was made by a later version.
    #[error("the records are of version {found}, made by a later scn; up to version {known} is known here")]
    Later {
        /// Its version.
        found: i64,
        /// The last one known here.
        known: i64,
    },
    /// What is read is not what was written.
    #[error("the file of records is damaged: {0}")]
    Damaged(String),
    /// It cannot be opened where it should lie.
    #[error("the records cannot be opened: {0}")]
    Place(String),
    /// Somebody else goes on with the same attempt.
    #[error("it has been gone on with elsewhere")]
    Elsewhere,
    /// The attempt is not there (any more).
    #[error("it is no longer among the records")]
    Gone,
    /// Something else, in the words of what failed.
    #[error("the records cannot be used: {0}")]
    Other(String),
}

/// The digests of the stories that events say they happen in, in order.
#[must_use]
pub fn digests(log: &Log) -> Vec<&str> {
    let mut digests = Vec::new();
    match log {
        Log::Lesson(events) => digests.extend(events.iter().filter_map(|it| match &it.event {
            LessonEvent::Opened { digest, .. } => Some(digest.as_str()),
            LessonEvent::Read => None,
        })),
        Log::Quiz(events) => digests.extend(events.iter().filter_map(|it| match &it.event {
            QuizEvent::Started { digest, .. } | QuizEvent::Resumed { digest, .. } => Some(digest.as_str()),
            QuizEvent::Asked { .. } | QuizEvent::Answered { .. } | QuizEvent::Left | QuizEvent::Ended => None,
        })),
        Log::Scenario(events) => digests.extend(events.iter().filter_map(|it| match &it.event {
            Event::Started { digest, .. } | Event::Resumed { digest, .. } => Some(digest.as_str()),
            Event::Shown { .. }
            | Event::Chosen { .. }
            | Event::Resolved { .. }
            | Event::Hinted { .. }
            | Event::Voted { .. }
            | Event::Undone { .. }
            | Event::Saved
            | Event::Ended(_) => None,
        })),
    }
    digests
}
