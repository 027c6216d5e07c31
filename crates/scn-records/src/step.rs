//! Events of attempts whose earlier events the caller knows, so that nothing has to be read.

use scn_run::{Log, Part};

use crate::rows::{Row, to_rows};
use crate::{Database, StoreError};

/// Events that begin an attempt, or continue it.
#[derive(Clone, Debug)]
pub struct Step {
    /// The number of the learner, who exists.
    pub learner: i64,
    /// The account that identifies the learner. Together with the number it belongs to nobody else,
    /// also after the learner is forgotten.
    pub account: String,
    /// The id of the attempt.
    pub attempt: String,
    /// What there is of the attempt before these events.
    pub after: StepAfter,
    /// The events: at least one. Those that continue an attempt name no story.
    pub events: Log,
}

/// What there is of an attempt.
#[derive(Clone, Debug)]
pub enum StepAfter {
    /// Nothing: the attempt begins.
    Nothing {
        /// The pack's name.
        pack: String,
        /// The locations of the pack, if it has no name of its own.
        places: Vec<String>,
        /// The digest of the story.
        digest: String,
        /// The part.
        part: Part,
    },
    /// This many events.
    Events(usize),
}

/// A step with its events as rows.
pub(crate) struct StepRows<'s> {
    pub(crate) step: &'s Step,
    pub(crate) rows: Vec<Row>,
}

impl Database {
    /// Stores several steps, of one attempt each. Returns for each step whether it was stored; the
    /// effect is then that of [`Store::begin_attempt`](crate::Store::begin_attempt) or
    /// [`Store::append_events`](crate::Store::append_events). One that was not stored does not fit
    /// to what is stored, and those two say why. PostgreSQL stores all in one statement.
    ///
    /// # Errors
    ///
    /// If they cannot be written. Nothing is stored then, unless the error is
    /// [`StoreError::Unreachable`]: whether they were stored is unknown then.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_records::{Database, Step, StepAfter, StoreError, add_learner};
    /// use scn_run::{At, Event, Log, Part, Stamped};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let mut database = Database::open(&folder.path().join("records.db").to_string_lossy())?;
    /// let learner = database.transact(|open| add_learner(open, "Thandi", "17"))?;
    /// let after = StepAfter::Nothing {
    ///     pack: "customer-privacy".to_owned(),
    ///     places: Vec::new(),
    ///     digest: "sha256:00".to_owned(),
    ///     part: Part::Scenario("lost-laptop".to_owned()),
    /// };
    /// let events = Log::Scenario(vec![Stamped { at: At(1_700_000_000_000), event: Event::Saved }]);
    /// let attempt = "0b6d6c3e-6f5c-4c0e-9f5e-3d1f1a1c2b7a".to_owned();
    /// let first = Step { learner, account: "17".to_owned(), attempt, after, events };
    /// assert_eq!(database.store_steps(&[&first])?, [true]);
    ///
    /// let second = Step { after: StepAfter::Events(1), ..first };
    /// assert_eq!(database.store_steps(&[&second])?, [true]);
    /// assert_eq!(database.store_steps(&[&second])?, [false], "there are two events now");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn store_steps<'s>(&mut self, steps: &[&'s Step]) -> Result<Vec<bool>, StoreError> {
        let with_rows = |step: &&'s Step| Ok(StepRows { step, rows: to_rows(&step.events)? });
        let steps: Vec<StepRows<'s>> = steps.iter().map(with_rows).collect::<Result<_, StoreError>>()?;
        match self {
            Self::Sqlite(store) => store.store_steps(&steps),
            Self::Postgres(store) => store.store_steps(&steps),
        }
    }
}
