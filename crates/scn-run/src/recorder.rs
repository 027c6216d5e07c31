//! Recording a run while it is played.

use thiserror::Error;

use crate::Event;

/// Why a record could not be kept, in plain words and without the learner's name. Everything
/// confirmed before is safe.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct KeepError(pub String);

/// The owner of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A guest: nothing is recorded.
    Guest,
    /// A learner, by name.
    Learner(String),
}

impl Holder {
    /// Returns the learner's name, if there is one.
    #[must_use]
    pub fn learner(&self) -> Option<&str> {
        match self {
            Self::Learner(name) => Some(name),
            Self::Guest => None,
        }
    }
}

/// Records the events of a run as they happen. A front end passes each event once, in order, after
/// carrying out what it records. If recording fails, it passes the event again with the next one.
pub trait Keeper {
    /// Returns the current owner of the record.
    fn holder(&self) -> &Holder;

    /// Records further events. When this returns, they are confirmed: they survive a crash of this
    /// process or a power failure.
    ///
    /// # Errors
    ///
    /// When they cannot be recorded. In that case none of them is confirmed.
    fn keep(&mut self, events: &[Event]) -> Result<(), KeepError>;

    /// Records a guest's run under a name from now on, including everything that has happened so
    /// far.
    ///
    /// # Errors
    ///
    /// When it cannot be recorded; the run stays a guest's.
    fn adopt(&mut self, name: &str, events: &[Event]) -> Result<(), KeepError>;

    /// Returns the shell command that resumes this run, if there is one.
    fn way_back(&self) -> Option<String>;

    /// Returns whether a run can be recorded under a name at all.
    fn can_adopt(&self) -> bool;

    /// Returns whether a guest's run is recorded once the course that it is part of is recorded
    /// under a name.
    fn is_kept_later(&self) -> bool {
        false
    }
}

/// Records nothing: for a guest's run when there is no store.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unkept;

impl Keeper for Unkept {
    fn holder(&self) -> &Holder {
        &Holder::Guest
    }

    fn keep(&mut self, _: &[Event]) -> Result<(), KeepError> {
        Ok(())
    }

    fn adopt(&mut self, _: &str, _: &[Event]) -> Result<(), KeepError> {
        Err(KeepError("there is nowhere to keep it".to_owned()))
    }

    fn way_back(&self) -> Option<String> {
        None
    }

    fn can_adopt(&self) -> bool {
        false
    }
}
