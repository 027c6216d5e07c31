//! Records a run while it is played in line mode, and reports problems to the player.

use std::io::{self, BufRead, Write};

use super::Face;
use super::input::{Line, read_line};
use scn_run::Holder;
use scn_text::styled::Role;

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
        let asks = self.options.interactive && self.keeping.can_adopt();
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
