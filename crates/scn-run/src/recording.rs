//! Tracks how much of a run is recorded while it is played, and reports problems to the player.

use crate::recorder::{Holder, KeepError, Keeper};
use crate::session::Session;

/// A recorder, and the number of events that it has confirmed.
#[expect(missing_debug_implementations, reason = "a keeper has none")]
pub struct Keeping<'k> {
    keeper: &'k mut dyn Keeper,
    confirmed: usize,
    /// Why the last attempt to record something failed.
    failed: Option<KeepError>,
}

impl<'k> Keeping<'k> {
    /// Events before the last `resumed` have been recorded by an earlier session.
    pub fn new(keeper: &'k mut dyn Keeper, session: &Session<'_>) -> Self {
        Self { keeper, confirmed: session.kept_before(), failed: None }
    }

    /// Returns the current owner of the record.
    #[must_use]
    pub fn holder(&self) -> &Holder {
        self.keeper.holder()
    }

    /// Returns the shell command that resumes this run, if there is one.
    #[must_use]
    pub fn way_back(&self) -> Option<String> {
        self.keeper.way_back()
    }

    /// Returns whether a run can be recorded under a name at all.
    #[must_use]
    pub fn can_adopt(&self) -> bool {
        self.keeper.can_adopt()
    }

    /// Returns whether a guest's run is recorded once the course that it is part of is recorded
    /// under a name.
    #[must_use]
    pub fn is_kept_later(&self) -> bool {
        self.keeper.is_kept_later()
    }

    /// Returns whether all events so far are confirmed.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.failed.is_none()
    }

    /// Records new events. Returns a message for the player when recording first fails, and when it
    /// works again.
    pub fn keep(&mut self, session: &Session<'_>) -> Option<String> {
        let new = session.events().get(self.confirmed..).unwrap_or_default();
        if new.is_empty() {
            return None;
        }
        match self.keeper.keep(new) {
            Ok(()) => {
                self.confirmed += new.len();
                self.failed.take().map(|_| "This run is kept again, all of it.".to_owned())
            }
            Err(error) => {
                let known = self.failed.as_ref() == Some(&error);
                let words = format!(
                    "From here on this run is not kept: {error}. You can play on; keeping is tried again after each choice."
                );
                self.failed = Some(error);
                (!known).then_some(words)
            }
        }
    }

    /// Records a guest's whole run under a name.
    ///
    /// # Errors
    ///
    /// When it cannot be recorded; the run stays a guest's.
    pub fn adopt(&mut self, name: &str, session: &Session<'_>) -> Result<(), KeepError> {
        self.keeper.adopt(name, session.events())?;
        self.confirmed = session.events().len();
        self.failed = None;
        Ok(())
    }
}
