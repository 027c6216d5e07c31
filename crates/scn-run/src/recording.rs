//! How much of a run is recorded while it is played, and what whoever plays reads about it.

use crate::recorder::{Holder, KeepError, Keeper};
use crate::session::Session;

/// A keeper, and how much it has confirmed.
#[expect(missing_debug_implementations, reason = "a keeper has none")]
pub struct Keeping<'k> {
    keeper: &'k mut dyn Keeper,
    confirmed: usize,
    /// Why the last attempt to keep something failed.
    failed: Option<KeepError>,
}

impl<'k> Keeping<'k> {
    /// What stands before the last `resumed` was kept when it happened.
    pub fn new(keeper: &'k mut dyn Keeper, session: &Session<'_>) -> Self {
        Self { keeper, confirmed: session.kept_before(), failed: None }
    }

    /// Whose the record is now.
    #[must_use]
    pub fn holder(&self) -> &Holder {
        self.keeper.holder()
    }

    /// The command that resumes the run, where there is one.
    #[must_use]
    pub fn way_back(&self) -> Option<String> {
        self.keeper.way_back()
    }

    /// Whether a run can be kept under a name at all.
    #[must_use]
    pub fn can_adopt(&self) -> bool {
        self.keeper.can_adopt()
    }

    /// Whether a guest's run is kept once the course that it is part of is kept under a name.
    #[must_use]
    pub fn is_kept_later(&self) -> bool {
        self.keeper.is_kept_later()
    }

    /// Whether all that happened is confirmed.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.failed.is_none()
    }

    /// Keeps what is new. Gives what is to be said: of a failure the first time, and of its end.
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

    /// Keeps a guest's run under a name, all of it.
    ///
    /// # Errors
    /// When it cannot be kept; it is a guest's as before.
    pub fn adopt(&mut self, name: &str, session: &Session<'_>) -> Result<(), KeepError> {
        self.keeper.adopt(name, session.events())?;
        self.confirmed = session.events().len();
        self.failed = None;
        Ok(())
    }
}
