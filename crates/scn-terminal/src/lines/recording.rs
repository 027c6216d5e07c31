//! Records a run while it is played in line mode, and reports problems to the player.

use std::io::{self, BufRead, Write};

use super::LineUi;
use super::input::{InputLine, read_line};
use scn_run::phrases::recording as phrase;
use scn_text::styled::Role;

impl<R: BufRead, W: Write> LineUi<'_, '_, '_, R, W> {
    /// Records new events, and prints a warning if that fails.
    pub(super) fn record_progress(&mut self) -> io::Result<()> {
        let recorded = self.recording.record(self.session.events());
        match recorded.words(phrase::run_not_recorded, phrase::RUN_RECORDED_AGAIN.text(), phrase::RUN_SEPARATE.text()) {
            Some(words) => self.page.write_paragraph(Role::Warning, &words),
            None => Ok(()),
        }
    }

    /// Prints, at the end of a guest's run, that it was not recorded.
    pub(super) fn print_not_recorded(&mut self) -> io::Result<()> {
        // The course asks when it is left.
        if !self.recording.owner().is_guest() || self.recording.is_saved_with_course() {
            return Ok(());
        }
        let words = phrase::guest_played(self.options.keeps.as_deref());
        self.page.write_paragraph(Role::Aside, &words)
    }

    /// At the end, lets a guest at a terminal give a name under which to record the run.
    pub(super) fn offer_to_keep(&mut self) -> io::Result<()> {
        let asks = self.options.interactive && self.recording.can_save_as();
        if !self.recording.owner().is_guest() || !asks {
            return self.print_not_recorded();
        }
        self.page.write_paragraph(Role::Text, phrase::OFFER_TO_KEEP.text())?;
        if self.keep_under_a_name()? { Ok(()) } else { self.print_not_recorded() }
    }

    /// Prompts for a name until the run is recorded under one. Returns `false` if none is given.
    pub(super) fn keep_under_a_name(&mut self) -> io::Result<bool> {
        loop {
            self.page.write_prompt(phrase::NAME_PROMPT.text())?;
            let line = match read_line(self.input, self.options.interrupt) {
                Ok(InputLine::Read(line)) => line,
                Ok(InputLine::End | InputLine::Interrupted) | Err(_) => {
                    self.page.end_prompt()?;
                    return Ok(false);
                }
            };
            if line.is_empty() {
                return Ok(false);
            }
            match self.recording.save_as(&line, self.session.events()) {
                Ok(()) => {
                    self.page.write_paragraph(Role::Text, phrase::RUN_SAVED.text())?;
                    return Ok(true);
                }
                Err(error) => {
                    self.page.write_paragraph(Role::Warning, &phrase::run_not_saved(&error))?;
                }
            }
        }
    }
}
