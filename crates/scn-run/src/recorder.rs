//! Who keeps the record of a run while it is played.

use thiserror::Error;

use crate::Event;

/// Why a record could not be kept, in plain words and without the learner's name. What was
/// confirmed before is safe.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct KeepError(pub String);

/// Whose the record is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Nobody's: nothing is kept.
    Guest,
    /// A learner's, by name.
    Learner(String),
}

impl Holder {
    /// The learner's name, if there is one.
    #[must_use]
    pub fn learner(&self) -> Option<&str> {
        match self {
            Self::Learner(name) => Some(name),
            Self::Guest => None,
        }
    }
}

/// Keeps the events of a run as they happen. A face gives each event once, in order, after what it
/// records has been done, and gives it again with the next where keeping failed.
pub trait Keeper {
    /// Whose the record is now.
    fn holder(&self) -> &Holder;

    /// Keeps further events. Once this comes back they are confirmed: whatever happens to this
    /// process or the machine's power, they are there.
    ///
    /// # Errors
    /// When they cannot be kept. None of them is then confirmed.
    fn keep(&mut self, events: &[Event]) -> Result<(), KeepError>;

    /// Keeps a guest's run under a name from now on, all that happened so far included.
    ///
    /// # Errors
    /// When it cannot be kept; it is a guest's as before.
    fn adopt(&mut self, name: &str, events: &[Event]) -> Result<(), KeepError>;

    /// The command by which the run is gone on with, where there is one.
    fn way_back(&self) -> Option<String>;

    /// Whether a run can be kept under a name at all.
    fn can_adopt(&self) -> bool;

    /// Whether a guest's run is kept once the course that it is part of is kept under a name.
    fn is_kept_later(&self) -> bool {
        false
    }
}

/// Keeps nothing: a guest's run, where there is nowhere to keep one.
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
