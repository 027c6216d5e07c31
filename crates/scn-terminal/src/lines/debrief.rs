//! Prints the debrief to a page.

use std::io::{self, Write};

use super::page::Page;
use scn_run::phrases::{BY_THE_TRAINER, TRADE};
use scn_run::{Band, CLOSING, Debrief, Decision, Given, Profile, SITUATION_CHANGED, is_majority};
use scn_text::counted;
use scn_text::styled::Role;

/// The number of cells in a bar.
const CELLS: u32 = 10;

impl<W: Write> Page<'_, W> {
    /// Prints every decision with its reasons, the profile, and the closing text. Prints nothing if
    /// there were no decisions.
    pub(super) fn debrief(&mut self, debrief: &Debrief) -> io::Result<()> {
        if debrief.decisions.is_empty() {
            return Ok(());
        }
        self.heading("Debrief", '━')?;
        for (at, decision) in debrief.decisions.iter().enumerate() {
            self.decision(at + 1, decision)?;
        }
        if !debrief.profile.is_empty() {
            self.heading("How you handled each principle", '─')?;
            for entry in &debrief.profile {
                self.profile(entry)?;
            }
            self.paragraph(Role::Text, CLOSING)?;
        }
        Ok(())
    }

    fn decision(&mut self, number: usize, decision: &Decision) -> io::Result<()> {
        self.gap()?;
        let number = format!("{number}. ");
        let rest = " ".repeat(number.len());
        let deeper = format!("{rest}  ");
        let title = self.styled().say(Role::Heading, &decision.title);
        self.put(&number, &rest, &title)?;
        let who = if decision.votes.is_empty() { "You chose: " } else { "Chosen: " };
        let chosen = self.styled().say(Role::Text, who).text(Role::Text, &decision.words());
        self.put(&rest, &deeper, &chosen)?;
        if decision.situation_changed {
            let styled = self.styled().say(Role::Aside, SITUATION_CHANGED);
            self.put(&rest, &deeper, &styled)?;
        }
        if !decision.votes.is_empty() {
            self.split(&rest, &decision.votes)?;
            if !is_majority(&decision.votes, &decision.choice) {
                let styled = self.styled().say(Role::Text, BY_THE_TRAINER);
                self.put(&rest, &deeper, &styled)?;
            }
        }
        for judgement in &decision.judgements {
            let given = judgement.given();
            let role = match given {
                Given::Upholds | Given::PartlyUpholds => Role::Good,
                Given::Neither => Role::Text,
                Given::PartlyBreaks | Given::Breaks => Role::Poor,
            };
            let title = format!("“{}”", judgement.title);
            let mut styled = self.styled().say(role, given.word()).say(Role::Text, " ").say(Role::Label, &title);
            if !judgement.because.is_empty() {
                styled = styled.say(Role::Text, ": ").text(Role::Text, &judgement.because);
            }
            self.put(&format!("{rest}- "), &deeper, &styled)?;
        }
        if decision.is_trade() {
            let styled = self.styled().say(Role::Text, TRADE);
            self.put(&rest, &deeper, &styled)?;
        }
        for feedback in &decision.feedback {
            let styled = self.styled().say(Role::Text, "Feedback: ").text(Role::Text, feedback);
            self.put(&rest, &deeper, &styled)?;
        }
        Ok(())
    }

    fn profile(&mut self, entry: &Profile) -> io::Result<()> {
        self.gap()?;
        let title = self.styled().say(Role::Label, &entry.title);
        self.put("", "", &title)?;
        let band = entry.score.band();
        let role = match band {
            Band::NotEnough => Role::Aside,
            Band::NeedsAttention => Role::Poor,
            Band::Mixed => Role::Middling,
            Band::Consistent => Role::Good,
        };
        let mut styled = self.styled();
        if band != Band::NotEnough && !self.look.plain {
            // Rounded to the nearest cell; `of` is above 0 if there are enough decisions.
            let full = (2 * CELLS * entry.score.points + entry.score.of) / (2 * entry.score.of).max(1);
            let cells = |cell: &str, count: u32| cell.repeat(count as usize);
            let bar = format!("{}{}", cells("█", full), cells("░", CELLS.saturating_sub(full)));
            styled = styled.say(role, &bar).say(Role::Text, " ");
        }
        let decisions = match entry.score.decisions {
            0 => "no decision".to_owned(),
            many => counted(many, "decision"),
        };
        let styled = styled.say(role, band.word()).say(Role::Text, &format!(", {decisions}"));
        self.put("  ", "  ", &styled)?;
        if band == Band::Consistent {
            return Ok(());
        }
        for block in &entry.text {
            self.block("  ", block)?;
        }
        if let Some(source) = &entry.source {
            let styled = self.styled().say(Role::Aside, &format!("Source: {source}"));
            self.put("  ", "    ", &styled)?;
        }
        Ok(())
    }
}
