//! Records a run while it is played in line mode, and reports problems to the player.

use std::io::{self, BufRead, Write};

use super::Face;
use super::input::{Line, read_line};
use super::styled::Role;
use crate::keeper::{Holder, KeepError, Keeper};
use crate::session::Session;

/// A recorder, and the number of events that it has confirmed.
pub(crate) struct Keeping<'k> {
    keeper: &'k mut dyn Keeper,
    confirmed: usize,
    /// Why the last attempt to record something failed.
    failed: Option<KeepError>,
}

impl<'k> Keeping<'k> {
    /// Events before the last `resumed` have been recorded by an earlier session.
    pub(crate) fn new(keeper: &'k mut dyn Keeper, session: &Session<'_>) -> Self {
        Self { keeper, confirmed: session.kept_before(), failed: None }
    }

    pub(crate) fn holder(&self) -> &Holder {
        self.keeper.holder()
    }

    pub(crate) fn way_back(&self) -> Option<String> {
        self.keeper.way_back()
    }

    pub(crate) fn can_adopt(&self) -> bool {
        self.keeper.can_adopt()
    }

    pub(crate) fn is_kept_later(&self) -> bool {
        self.keeper.is_kept_later()
    }

    /// Returns whether all events so far are confirmed.
    pub(crate) fn is_whole(&self) -> bool {
        self.failed.is_none()
    }

    /// Records new events. Returns a message for the player when recording first fails, and when it
    /// works again.
    pub(crate) fn keep(&mut self, session: &Session<'_>) -> Option<String> {
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
    pub(crate) fn adopt(&mut self, name: &str, session: &Session<'_>) -> Result<(), KeepError> {
        self.keeper.adopt(name, session.events())?;
        self.confirmed = session.events().len();
        self.failed = None;
        Ok(())
    }
}

impl<R: BufRead, W: Write> Face<'_, '_, R, W> {
    /// Records new events, and prints a warning if that fails.
    pub(super) fn keep(&mut self) -> io::Result<()> {
        match self.keeping.keep(&self.session) {
            Some(words) => self.page.paragraph(Role::Warning, &words),
            None => Ok(()),
        }
    }

    /// Prints, at the end of a guest's run, that it was not recorded.
    pub(super) fn kept(&mut self) -> io::Result<()> {
        let words = match (self.keeping.holder(), &self.options.keeps) {
            (Holder::Learner(_), _) => return Ok(()),
            // The course asks when it is left.
            (Holder::Guest, _) if self.keeping.is_kept_later() => return Ok(()),
            (Holder::Guest, None) => "You played as a guest: nothing of this run was kept.".to_owned(),
            (Holder::Guest, Some(kept)) => format!("You played as a guest: nothing of this run was kept but {kept}."),
        };
        self.page.paragraph(Role::Aside, &words)
    }

    /// At the end, lets a guest at a terminal give a name under which to record the run.
    pub(super) fn offer_to_keep(&mut self) -> io::Result<()> {
        let asks = self.options.interactive && self.keeping.keeper.can_adopt();
        if *self.keeping.holder() != Holder::Guest || !asks {
            return self.kept();
        }
        let words = "You played as a guest: so far nothing of this run is kept. To keep it, type the name to keep it under; press Enter \
                     to let it go.";
        self.page.paragraph(Role::Text, words)?;
        if self.keep_under_a_name()? { Ok(()) } else { self.kept() }
    }

    /// Prompts for a name until the run is recorded under one. Returns `false` if none is given.
    pub(super) fn keep_under_a_name(&mut self) -> io::Result<bool> {
        loop {
            self.page.prompt("Name: ")?;
            let line = match read_line(self.input, self.options.interrupt) {
                Ok(Line::Read(line)) => line,
                Ok(Line::End | Line::Interrupted) | Err(_) => {
                    self.page.end_prompt()?;
                    return Ok(false);
                }
            };
            if line.is_empty() {
                return Ok(false);
            }
            match self.keeping.adopt(&line, &self.session) {
                Ok(()) => {
                    self.page.paragraph(Role::Text, "This run is kept.")?;
                    return Ok(true);
                }
                Err(error) => {
                    let words =
                        format!("It could not be kept: {error}. Type another name, or press Enter to let it go.");
                    self.page.paragraph(Role::Warning, &words)?;
                }
            }
        }
    }
}
