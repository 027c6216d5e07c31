//! Prints the debrief to a page.

use std::io::{self, Write};

use super::page::Page;
use scn_run::phrases::{debrief as phrase, run};
use scn_run::{Band, Debrief, DebriefBlock, Given, Score};
use scn_text::styled::Role;

/// The number of cells in a bar.
pub(crate) const CELLS: u32 = 10;

impl<W: Write> Page<'_, W> {
    /// Prints the decisions with their reasons, the profile, and the closing sentence; nothing if
    /// nothing was decided.
    pub(super) fn debrief(&mut self, debrief: &Debrief) -> io::Result<()> {
        if debrief.decisions.is_empty() {
            return Ok(());
        }
        self.heading(phrase::DEBRIEF, '━')?;
        let mut rest = String::new();
        let mut profile = false;
        for block in debrief.blocks() {
            if let DebriefBlock::Decision { number, .. } = block {
                rest = " ".repeat(format!("{number}. ").len());
            }
            if let DebriefBlock::Principle { .. } = block
                && !profile
            {
                self.heading(phrase::HOW_YOU_HANDLED, '─')?;
                profile = true;
            }
            self.debrief_block(&block, &rest)?;
        }
        if profile {
            self.paragraph(Role::Text, phrase::CLOSING)?;
        }
        Ok(())
    }

    /// Prints a block; what belongs to a decision is indented by `rest`.
    fn debrief_block(&mut self, block: &DebriefBlock<'_>, rest: &str) -> io::Result<()> {
        let deeper = format!("{rest}  ");
        let styled = self.styled();
        let (first, styled) = match block {
            DebriefBlock::Decision { number, title } => {
                self.gap()?;
                return self.put(&format!("{number}. "), rest, &styled.say(Role::Heading, title));
            }
            DebriefBlock::Chosen { label, by_group } => {
                let who = if *by_group { run::CHOSEN } else { run::YOU_CHOSE };
                (rest.to_owned(), styled.say(Role::Text, &format!("{who} ")).text(Role::Text, label))
            }
            DebriefBlock::SituationChanged => (rest.to_owned(), styled.say(Role::Aside, phrase::SITUATION_CHANGED)),
            DebriefBlock::Votes { votes, by_trainer } => {
                self.split(rest, votes)?;
                if !by_trainer {
                    return Ok(());
                }
                (rest.to_owned(), styled.say(Role::Text, phrase::BY_THE_TRAINER))
            }
            DebriefBlock::Judgement { given, title, because, .. } => {
                let styled = styled.say(given_role(*given), given.word()).say(Role::Text, " ");
                let styled = styled.say(Role::Label, &format!("“{title}”"));
                let styled = match because.as_slice() {
                    [] => styled,
                    because => styled.say(Role::Text, ": ").text(Role::Text, because),
                };
                (format!("{rest}- "), styled)
            }
            DebriefBlock::Trade => (rest.to_owned(), styled.say(Role::Text, phrase::TRADE)),
            DebriefBlock::Feedback(text) => {
                (rest.to_owned(), styled.say(Role::Text, &format!("{} ", run::FEEDBACK)).text(Role::Text, text))
            }
            DebriefBlock::Principle { title, score } => return self.principle(title, *score),
            DebriefBlock::Asks(blocks) => {
                for block in *blocks {
                    self.block("  ", block)?;
                }
                return Ok(());
            }
            DebriefBlock::Source(source) => {
                return self.put("  ", "    ", &styled.say(Role::Aside, &phrase::source(source)));
            }
        };
        self.put(&first, &deeper, &styled)
    }

    fn principle(&mut self, title: &str, score: Score) -> io::Result<()> {
        self.gap()?;
        let title = self.styled().say(Role::Label, title);
        self.put("", "", &title)?;
        let role = band_role(score.band());
        let mut styled = self.styled();
        if let Some(full) = score.bar(CELLS).filter(|_| !self.look.plain) {
            let cells = |cell: &str, count: u32| cell.repeat(count as usize);
            let bar = format!("{}{}", cells("█", full), cells("░", CELLS.saturating_sub(full)));
            styled = styled.say(role, &bar).say(Role::Text, " ");
        }
        let styled = styled.say(role, score.band().word());
        let styled = styled.say(Role::Text, &format!(", {}", phrase::decisions(score.decisions)));
        self.put("  ", "  ", &styled)
    }
}

/// Returns the role of words about what a decision did to a principle.
pub(crate) fn given_role(given: Given) -> Role {
    match given {
        Given::Upholds | Given::PartlyUpholds => Role::Good,
        Given::Neither => Role::Text,
        Given::PartlyBreaks | Given::Breaks => Role::Poor,
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
