//! Records a run while it is played in line mode, and reports problems to the player.

use std::io::{self, BufRead, Write};

use super::Face;
use super::input::{Line, read_line};
use scn_run::{RecordOwner, phrases};
use scn_text::styled::Role;

impl<R: BufRead, W: Write> Face<'_, '_, '_, R, W> {
    /// Records new events, and prints a warning if that fails.
    pub(super) fn keep(&mut self) -> io::Result<()> {
        let recorded = self.recording.record(self.session.events());
        match recorded.words(phrases::run_not_recorded, phrases::RUN_RECORDED_AGAIN) {
            Some(words) => self.page.paragraph(Role::Warning, &words),
            None => Ok(()),
        }
    }

    /// Prints, at the end of a guest's run, that it was not recorded.
    pub(super) fn kept(&mut self) -> io::Result<()> {
        let words = match (self.recording.owner(), &self.options.keeps) {
            (RecordOwner::Learner(_), _) => return Ok(()),
            // The course asks when it is left.
            (RecordOwner::Guest, _) if self.recording.is_saved_with_course() => return Ok(()),
            (RecordOwner::Guest, None) => "You played as a guest: nothing of this run was kept.".to_owned(),
            (RecordOwner::Guest, Some(kept)) => {
                format!("You played as a guest: nothing of this run was kept but {kept}.")
            }
        };
        self.page.paragraph(Role::Aside, &words)
    }

    /// At the end, lets a guest at a terminal give a name under which to record the run.
    pub(super) fn offer_to_keep(&mut self) -> io::Result<()> {
        let asks = self.options.interactive && self.recording.can_save_as();
        if *self.recording.owner() != RecordOwner::Guest || !asks {
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
            match self.recording.save_as(&line, self.session.events()) {
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
