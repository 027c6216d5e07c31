//! The contract of a store of records, whatever it stores them in.

use scn_run::{Attempt, Log, Part};
use thiserror::Error;

/// Stores what learners did. Data is confirmed when a call returns without an error: from then on
/// it survives a crash of the process and a power failure. If a call returns an error, nothing of
/// its data is stored, and everything stored before is kept.
///
/// # Examples
///
/// ```
/// use scn_records::{Filter, Sqlite, Store};
/// use scn_run::{At, Attempt, Event, Log, Part, Stamped};
///
/// let folder = tempfile::tempdir()?;
/// let mut store = Sqlite::open(&folder.path().join("records.db"))?;
///
/// let mut attempt = Attempt {
///     id: "0b6d6c3e-6f5c-4c0e-9f5e-3d1f1a1c2b7a".to_owned(),
///     learner: "Thandi".to_owned(),
///     pack: "customer-privacy".to_owned(),
///     places: Vec::new(),
///     digest: "sha256:00".to_owned(),
///     part: Part::Scenario("lost-laptop".to_owned()),
///     log: Log::Scenario(Vec::new()),
/// };
/// store.begin_attempt(&attempt)?;
/// let saved = Log::Scenario(vec![Stamped { at: At(1_700_000_000_000), event: Event::Saved }]);
/// store.append_events(&attempt.id, 0, &saved)?;
///
/// attempt.log = saved;
/// let filter = Filter { learner: Some("thandi"), ..Filter::default() };
/// assert_eq!(store.attempts(&filter)?, [attempt]);
/// assert_eq!(store.forget_learner("Thandi")?.events, 1);
/// assert!(store.learners()?.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Store {
    /// Stores a story as JSON under its digest, so that what was done in it can always be
    /// interpreted. A story that is already stored is not changed.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    fn store_story(&mut self, digest: &str, json: &str) -> Result<(), StoreError>;

    /// Returns a stored story as JSON.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    fn load_story(&self, digest: &str) -> Result<Option<String>, StoreError>;

    /// Begins an attempt with its events so far. Adds the learner if the name is new.
    ///
    /// # Errors
    ///
    /// If it cannot be written, or an attempt with this id exists.
    fn begin_attempt(&mut self, attempt: &Attempt) -> Result<(), StoreError>;

    /// Appends events to an attempt that has `expected` events. If they continue it in another
    /// story, its digest and the id of its part become those of that story. Repeating a call after
    /// an error that left its effect open stores the events only once.
    ///
    /// # Errors
    ///
    /// [`StoreError::Elsewhere`] if another process has appended other events, [`StoreError::Gone`]
    /// if the attempt does not exist; other errors if the events cannot be written.
    fn append_events(&mut self, attempt: &str, expected: usize, further: &Log) -> Result<(), StoreError>;

    /// Returns the attempts that match a filter, in the order in which they were begun.
    ///
    /// # Errors
    ///
    /// If they cannot be read.
    fn attempts(&self, filter: &Filter<'_>) -> Result<Vec<Attempt>, StoreError>;

    /// Returns all learners, in the order in which they were added, each once: names that are [the
    /// same](crate::is_same_name) belong to one learner and are returned as first given.
    ///
    /// # Errors
    ///
    /// If they cannot be read.
    fn learners(&self) -> Result<Vec<Learner>, StoreError>;

    /// Deletes everything stored about a learner, under any spelling of the name, including the
    /// name, and nothing else.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    fn forget_learner(&mut self, learner: &str) -> Result<Forgotten, StoreError>;

    /// Updates the pack of some attempts: its name and its locations.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    fn update_packs(&mut self, attempts: &[Attempt]) -> Result<(), StoreError>;
}

/// Selects attempts; the default selects all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'f> {
    /// Selects the attempts of a learner.
    pub learner: Option<&'f str>,
    /// Selects the attempts at a part.
    pub part: Option<&'f Part>,
    /// Selects the attempt with an id.
    pub id: Option<&'f str>,
}

/// A learner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learner {
    /// The name.
    pub name: String,
    /// An account that identifies the learner where the name must not appear: drawn at random when
    /// the learner was added, and deleted when the learner is forgotten.
    pub account: String,
}

/// The amount of deleted data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// The number of learners: one, or zero if there was nothing to delete.
    pub learners: usize,
    /// The number of attempts.
    pub attempts: usize,
    /// The number of their events.
    pub events: usize,
}

/// The reason why records cannot be stored or read. No variant contains a learner's name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// There is no space left.
    #[error("there is no space left on the disk")]
    Full,
    /// The file or folder is read-only.
    #[error("writing is not allowed there")]
    ReadOnly,
    /// Another process is writing, and does not finish within the time limit.
    #[error("another process has locked the records")]
    Busy,
    /// The file contains something else.
    #[error("the file does not contain records of scn")]
    NotRecords,
    /// The file was created by a later version.
    #[error("the records have version {found}, written by a later scn; this scn reads versions up to {known}")]
    Later {
        /// Its version.
        found: i64,
        /// The latest version known here.
        known: i64,
    },
    /// The data read is not what was written.
    #[error("the file of records is damaged: {0}")]
    Damaged(String),
    /// The file cannot be opened in this place.
    #[error("the records cannot be opened: {0}")]
    Place(String),
    /// Another process continues the same attempt.
    #[error("it was continued elsewhere")]
    Elsewhere,
    /// The attempt does not exist, or no longer exists.
    #[error("it is no longer in the records")]
    Gone,
    /// The server of the database cannot be reached, or has ended the connection. Whether the last
    /// change was made is unknown.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// Another error, in the words of its source.
    #[error("the records cannot be used: {0}")]
    Other(String),
}

/// Returns the digests of the story versions in which the events happened, in order.
#[must_use]
pub fn digests(log: &Log) -> Vec<&str> {
    match log {
        Log::Lesson(events) => events.iter().filter_map(|it| it.event.story_digest()).collect(),
        Log::Quiz(events) => events.iter().filter_map(|it| it.event.story_digest()).collect(),
        Log::Scenario(events) => events.iter().filter_map(|it| it.event.story_digest()).collect(),
    }
}
