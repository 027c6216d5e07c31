//! Prints a scene to a page.

use std::io::{self, Write};

use super::blocks;
use super::group;
use super::page::PageWriter;
use crate::content::locked_line;
use scn_run::phrases::{result_word, run};
use scn_run::{Lock, Passage, Scene, ShownBlock};
use scn_text::styled::Role;

/// The number of cells in the bar of a value.
const STATUS_CELLS: usize = 10;

/// What separates a value from its bar.
const STATUS_GAP: &str = "  ";

impl<W: Write> PageWriter<'_, W> {
    /// Prints the passages. How an outcome rates principles is left for the debrief.
    pub(super) fn print_passages(&mut self, scene: &Scene) -> io::Result<()> {
        for passage in &scene.passages {
            match passage {
                Passage::Brief(body) => self.print_body(body)?,
                Passage::Outcome { body, feedback, .. } => {
                    self.print_body(body)?;
                    for text in feedback {
                        self.write_gap()?;
                        let styled = self
                            .new_styled()
                            .with_words(Role::Label, run::FEEDBACK.text())
                            .with_words(Role::Text, " ")
                            .with_text(Role::Text, text);
                        self.write_wrapped("", "  ", &styled)?;
                    }
                }
                Passage::Situation { title, body, .. } => {
                    if !title.is_empty() {
                        self.write_heading(title, '─')?;
                    }
                    self.print_body(body)?;
                }
                Passage::Ending { title, result, body, .. } => {
                    self.write_heading(title, '─')?;
                    self.print_body(body)?;
                    self.write_gap()?;
                    let styled = self
                        .new_styled()
                        .with_words(Role::Label, run::RESULT.text())
                        .with_words(Role::Text, " ")
                        .with_words(Role::Text, result_word(*result));
                    self.write_wrapped("", "  ", &styled)?;
                }
            }
        }
        Ok(())
    }

    /// Prints the values that the learner sees all the time: all of them, or those that have changed.
    /// Each is text, so that a screen reader says the change once; a bar follows if there is room.
    pub(super) fn print_status(&mut self, scene: &Scene, only_changed: bool) -> io::Result<()> {
        let mut shown = scene.status.iter().filter(|it| !only_changed || it.before.is_some()).peekable();
        if shown.peek().is_some() {
            self.write_gap()?;
        }
        for value in shown {
            let words = run::status(value);
            let room = self.room_after(&words).saturating_sub(STATUS_GAP.len() + STATUS_CELLS);
            let mut styled = self.new_styled().with_words(Role::Label, &words);
            if let Some(meter) = value.meter.filter(|_| !self.look.plain && 0 < room) {
                let full = meter.full_cells(STATUS_CELLS);
                let bar = "█".repeat(full) + &"░".repeat(STATUS_CELLS - full);
                styled = styled.with_words(Role::Text, STATUS_GAP).with_words(Role::Middling, &bar);
            }
            self.write_wrapped("", "  ", &styled)?;
        }
        Ok(())
    }

    /// Prints the progress of the run, and the choices; those on offer are numbered.
    pub(super) fn print_choices(&mut self, scene: &Scene) -> io::Result<()> {
        if scene.ended.is_none() {
            self.write_paragraph(Role::Aside, &run::decision_number(scene.progress))?;
        }
        self.write_gap()?;
        let digits = scene.on_offer().count().to_string().len();
        let mut number = 0;
        let mut timed = Vec::new();
        let indent = " ".repeat(digits + 4);
        for view in &scene.choices {
            match &view.lock {
                Lock::Open => {
                    number += 1;
                    let styled = self.new_styled().with_text(Role::Text, &view.label);
                    if self.is_large() {
                        if 1 < number {
                            self.write_gap()?;
                        }
                        self.write_beside(&group::draw_number(number, digits), &styled)?;
                    } else {
                        self.write_wrapped(&format!("  {number:>digits$}. "), &indent, &styled)?;
                    }
                    timed.extend(view.after.map(|seconds| (number, seconds)));
                }
                Lock::Locked(why) => {
                    let styled = locked_line(&view.label, why.as_ref()).to_styled(self.look);
                    if self.is_large() {
                        self.write_gap()?;
                    }
                    self.write_wrapped(&format!("  {:>digits$}  ", "-"), &indent, &styled)?;
                }
            }
        }
        for (number, seconds) in timed {
            let words = run::LIMIT_NOT_APPLIED.fill(seconds, &[("number", &number.to_string())]);
            self.write_paragraph(Role::Aside, &words)?;
        }
        Ok(())
    }

    pub(super) fn print_body(&mut self, body: &[ShownBlock]) -> io::Result<()> {
        let mut previous = None;
        for block in body {
            if previous.is_none_or(|before| block.is_apart_from(before)) {
                self.write_gap()?;
            }
            self.print_block("", block)?;
            previous = Some(block);
        }
        Ok(())
    }

    /// Prints a block with an indent.
    pub(super) fn print_block(&mut self, indent: &str, block: &ShownBlock) -> io::Result<()> {
        let indented = |more: &str| format!("{indent}{more}");
        if let ShownBlock::Speech { speaker, direction, text } = block {
            let direction = direction.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
            let styled =
                self.new_styled().with_words(Role::Speaker, speaker).with_words(Role::Text, &format!("{direction}: "));
            let styled = styled.with_text(Role::Text, text);
            return self.write_wrapped(&indented("  "), &indented("    "), &styled);
        }
        let room = self.room_after(indent);
        for laid in blocks::lay_out_block(block, self.look, room).unwrap_or_default() {
            let (first, rest) = (indented(&laid.first), indented(&laid.rest));
            if laid.whole {
                self.write_verbatim(&first, &rest, &laid.styled)?;
            } else {
                self.write_wrapped(&first, &rest, &laid.styled)?;
            }
        }
        Ok(())
    }
}
