//! The record of a run while it is played in lines: kept as it grows, and what whoever plays is
//! told of it.

use std::io::{self, BufRead, Write};

use super::Face;
use super::input::{Line, read_line};
use super::styled::Role;
use crate::keeper::{Holder, KeepError, Keeper};
use crate::session::Session;

/// A keeper, and how much it has confirmed.
pub(crate) struct Keeping<'k> {
    keeper: &'k mut dyn Keeper,
    confirmed: usize,
    /// Why the last attempt to keep something failed.
    failed: Option<KeepError>,
}

impl<'k> Keeping<'k> {
    /// What stands before the last `resumed` was kept when it happened.
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

    /// Whether all that happened is confirmed.
    pub(crate) fn is_whole(&self) -> bool {
        self.failed.is_none()
    }

    /// Keeps what is new. Gives what is to be said: of a failure the first time, and of its end.
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

    /// Keeps a guest's run under a name, all of it.
    pub(crate) fn adopt(&mut self, name: &str, session: &Session<'_>) -> Result<(), KeepError> {
        self.keeper.adopt(name, session.events())?;
        self.confirmed = session.events().len();
        self.failed = None;
        Ok(())
    }
}

impl<R: BufRead, W: Write> Face<'_, '_, R, W> {
    /// Keeps what is new, and says so where it cannot be kept.
    pub(super) fn keep(&mut self) -> io::Result<()> {
        match self.keeping.keep(&self.session) {
            Some(words) => self.page.paragraph(Role::Warning, &words),
            None => Ok(()),
        }
    }

    /// What a guest is told at the end.
    pub(super) fn kept(&mut self) -> io::Result<()> {
        let words = match (self.keeping.holder(), &self.options.keeps) {
            (Holder::Learner(_), _) => return Ok(()),
            // The course says it when it is left.
            (Holder::Guest, _) if self.keeping.is_kept_later() => return Ok(()),
            (Holder::Guest, None) => "You played as a guest: nothing of this run was kept.".to_owned(),
            (Holder::Guest, Some(kept)) => format!("You played as a guest: nothing of this run was kept but {kept}."),
        };
        self.page.paragraph(Role::Aside, &words)
    }

    /// At the end a guest who answers at a terminal may still give a name to keep the run under.
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

    /// Asks for a name until the run is kept under one; `false` where none is given.
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
