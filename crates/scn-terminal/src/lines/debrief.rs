//! Prints the debrief to a page.

use std::io::{self, Write};

use super::page::PageWriter;
use scn_run::phrases::{debrief as phrase, run};
use scn_run::{Band, Debrief, DebriefBlock, RatingLevel, Score};
use scn_text::styled::Role;

/// The number of cells in a bar.
pub(crate) const CELLS: u32 = 10;

impl<W: Write> PageWriter<'_, W> {
    /// Prints the decisions with their reasons, the profile, and the closing sentence; nothing if
    /// nothing was decided.
    pub(super) fn print_debrief(&mut self, debrief: &Debrief) -> io::Result<()> {
        if debrief.decisions.is_empty() {
            return Ok(());
        }
        self.write_heading(phrase::DEBRIEF, '━')?;
        let mut rest = String::new();
        let mut profile = false;
        for block in debrief.blocks() {
            if let DebriefBlock::Decision { number, .. } = block {
                rest = " ".repeat(format!("{number}. ").len());
            }
            if let DebriefBlock::Principle { .. } = block
                && !profile
            {
                self.write_heading(phrase::HOW_YOU_HANDLED, '─')?;
                profile = true;
            }
            self.debrief_block(&block, &rest)?;
        }
        if profile {
            self.write_paragraph(Role::Text, phrase::CLOSING)?;
        }
        Ok(())
    }

    /// Prints a block; what belongs to a decision is indented by `rest`.
    fn debrief_block(&mut self, block: &DebriefBlock<'_>, rest: &str) -> io::Result<()> {
        let deeper = format!("{rest}  ");
        let styled = self.new_styled();
        let (first, styled) = match block {
            DebriefBlock::Decision { number, title } => {
                self.write_gap()?;
                if title.is_empty() {
                    let styled = styled.with_words(Role::Heading, &format!("{number}."));
                    return self.write_wrapped("", rest, &styled);
                }
                return self.write_wrapped(&format!("{number}. "), rest, &styled.with_words(Role::Heading, title));
            }
            DebriefBlock::Chosen { label, by_group } => {
                let who = if *by_group { run::CHOSEN } else { run::YOU_CHOSE };
                (rest.to_owned(), styled.with_words(Role::Text, &format!("{who} ")).with_text(Role::Text, label))
            }
            DebriefBlock::SituationChanged => {
                (rest.to_owned(), styled.with_words(Role::Aside, phrase::SITUATION_CHANGED))
            }
            DebriefBlock::Votes { votes, by_trainer } => {
                self.print_votes(rest, votes)?;
                if !by_trainer {
                    return Ok(());
                }
                (rest.to_owned(), styled.with_words(Role::Text, phrase::BY_THE_TRAINER))
            }
            DebriefBlock::Judgement { given, title, because, .. } => {
                let styled = styled.with_words(given_role(*given), given.as_str()).with_words(Role::Text, " ");
                let styled = styled.with_words(Role::Label, &format!("“{title}”"));
                let styled = match because.as_slice() {
                    [] => styled,
                    because => styled.with_words(Role::Text, ": ").with_text(Role::Text, because),
                };
                (format!("{rest}- "), styled)
            }
            DebriefBlock::Trade => (rest.to_owned(), styled.with_words(Role::Text, phrase::TRADE)),
            DebriefBlock::Feedback(text) => (
                rest.to_owned(),
                styled.with_words(Role::Text, &format!("{} ", run::FEEDBACK)).with_text(Role::Text, text),
            ),
            DebriefBlock::Principle { title, score } => return self.principle(title, *score),
            DebriefBlock::Asks(blocks) => {
                for block in *blocks {
                    self.print_block("  ", block)?;
                }
                return Ok(());
            }
            DebriefBlock::Source(source) => {
                return self.write_wrapped("  ", "    ", &styled.with_words(Role::Aside, &phrase::source(source)));
            }
        };
        self.write_wrapped(&first, &deeper, &styled)
    }

    fn principle(&mut self, title: &str, score: Score) -> io::Result<()> {
        self.write_gap()?;
        let title = self.new_styled().with_words(Role::Label, title);
        self.write_wrapped("", "", &title)?;
        let role = band_role(score.band());
        let mut styled = self.new_styled();
        if let Some(full) = score.bar(CELLS).filter(|_| !self.look.plain) {
            let repeat_cell = |cell: &str, count: u32| cell.repeat(count as usize);
            let bar = format!("{}{}", repeat_cell("█", full), repeat_cell("░", CELLS.saturating_sub(full)));
            styled = styled.with_words(role, &bar).with_words(Role::Text, " ");
        }
        let styled = styled.with_words(role, score.band().as_str());
        let styled = styled.with_words(Role::Text, &format!(", {}", phrase::decisions(score.decisions)));
        self.write_wrapped("  ", "  ", &styled)
    }
}

/// Returns the role of words about what a decision did to a principle.
pub(crate) fn given_role(given: RatingLevel) -> Role {
    match given {
        RatingLevel::Upholds | RatingLevel::PartlyUpholds => Role::Good,
        RatingLevel::Neither => Role::Text,
        RatingLevel::PartlyBreaks | RatingLevel::Breaks => Role::Poor,
    }
}

/// Returns the role of words about how a principle was handled.
pub(crate) fn band_role(band: Band) -> Role {
    match band {
        Band::NotEnough => Role::Aside,
        Band::NeedsAttention => Role::Poor,
        Band::Mixed => Role::Middling,
        Band::Consistent => Role::Good,
    }
}
