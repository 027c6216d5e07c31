//! Prints the debrief to a page.

use std::io::{self, Write};

use super::page::PageWriter;
use crate::content::written_lines;
use crate::debrief::{band_line, block_line};
use crate::line::Line;
use scn_run::phrases::debrief as phrase;
use scn_run::{Debrief, DebriefBlock};
use scn_text::styled::Role;

impl<W: Write> PageWriter<'_, W> {
    /// Prints the decisions with their reasons, the profile, and the closing sentence; nothing if
    /// nothing was decided.
    pub(super) fn print_debrief(&mut self, debrief: &Debrief) -> io::Result<()> {
        if debrief.decisions.is_empty() {
            return Ok(());
        }
        self.write_heading(phrase::DEBRIEF.text(), '━')?;
        let mut rest = String::new();
        let mut profile = false;
        for block in debrief.blocks() {
            if let DebriefBlock::Decision { number, .. } = block {
                rest = " ".repeat(format!("{number}. ").len());
            }
            if let DebriefBlock::Principle { .. } = block
                && !profile
            {
                self.write_heading(phrase::HOW_YOU_HANDLED.text(), '─')?;
                profile = true;
            }
            self.debrief_block(&block, &rest)?;
        }
        if profile {
            self.write_paragraph(Role::Text, phrase::CLOSING.text())?;
        }
        Ok(())
    }

    /// Prints a block; what belongs to a decision is indented by `rest`.
    fn debrief_block(&mut self, block: &DebriefBlock<'_>, rest: &str) -> io::Result<()> {
        match block {
            DebriefBlock::Decision { number, title } => {
                self.write_gap()?;
                let styled = self.new_styled();
                if title.is_empty() {
                    return self.write_wrapped(
                        "",
                        rest,
                        &styled.with_words(Role::Heading, &phrase::untitled_decision(*number)),
                    );
                }
                self.write_wrapped(&format!("{number}. "), rest, &styled.with_words(Role::Heading, title))
            }
            DebriefBlock::Wrote { question, words } => {
                written_lines(question, words).iter().try_for_each(|line| self.write_below(rest, line))
            }
            DebriefBlock::Votes { votes, by_trainer } => {
                self.print_votes(rest, votes)?;
                if *by_trainer {
                    self.write_below(rest, &Line::from_words(Role::Text, phrase::BY_THE_TRAINER.text()))
                } else {
                    Ok(())
                }
            }
            DebriefBlock::Principle { title, score } => {
                self.write_gap()?;
                let title = self.new_styled().with_words(Role::Label, title);
                self.write_wrapped("", "", &title)?;
                let cells = (!self.look.plain).then_some(["█", "░"]);
                let styled = band_line(*score, cells).to_styled(self.look);
                self.write_wrapped("  ", "  ", &styled)
            }
            DebriefBlock::Asks(blocks) => blocks.iter().try_for_each(|block| self.print_block("  ", block)),
            DebriefBlock::Chosen { .. }
            | DebriefBlock::SituationChanged
            | DebriefBlock::Judgement { .. }
            | DebriefBlock::Trade
            | DebriefBlock::Feedback(_)
            | DebriefBlock::Source(_) => {
                let indent = if matches!(block, DebriefBlock::Source(_)) { "  " } else { rest };
                block_line(block).map_or(Ok(()), |line| self.write_below(indent, &line))
            }
        }
    }

    /// Writes a line at an indent, below a title.
    fn write_below(&mut self, indent: &str, line: &Line) -> io::Result<()> {
        let styled = line.to_styled(self.look);
        self.write_wrapped(&format!("{indent}{}", line.mark), &format!("{indent}  "), &styled)
    }
}
