//! The debrief as a page.

use super::super::paper::Look;
use super::super::part::PageBlock;
use crate::line::Line;
use crate::lines::debrief::{CELLS, band_role, given_role};
use scn_run::phrases::{debrief as phrase, run};
use scn_run::{Debrief, DebriefBlock, Score, ShownBlock};
use scn_text::styled::Role;

/// Returns the decisions with their reasons, and the profile with its closing sentence.
pub(super) fn debrief_blocks(debrief: &Debrief, look: Look) -> Vec<PageBlock> {
    if debrief.decisions.is_empty() {
        return vec![Line::from_words(Role::Text, phrase::NOTHING_DECIDED).into()];
    }
    let mut page = Page { look, parts: Vec::new(), indent: String::new(), votes: Vec::new() };
    page.parts.push(PageBlock::Heading(phrase::WHAT_YOU_DECIDED.to_owned()));
    let mut profile = false;
    for block in debrief.blocks() {
        if let DebriefBlock::Principle { .. } = block
            && !profile
        {
            page.end_decision();
            page.parts.push(PageBlock::Heading(phrase::HOW_YOU_HANDLED.to_owned()));
            profile = true;
        }
        page.block(&block);
    }
    page.end_decision();
    if profile {
        page.parts.push(Line::from_words(Role::Text, phrase::CLOSING).into());
    }
    page.parts
}

struct Page {
    look: Look,
    parts: Vec<PageBlock>,
    /// The indent of what belongs to a decision.
    indent: String,
    /// The votes of a decision, which are shown at its end.
    votes: Vec<PageBlock>,
}

impl Page {
    fn block(&mut self, block: &DebriefBlock<'_>) {
        match block {
            DebriefBlock::Decision { number, title } => {
                self.end_decision();
                let mark = format!("{number}. ");
                self.indent = " ".repeat(mark.len());
                self.parts.push(Line::from_words(Role::Heading, title).with_mark(&mark).into());
            }
            DebriefBlock::Chosen { label, .. } => {
                let line = Line::from_words(Role::Text, &format!("{} ", run::YOU_CHOSE)).add_text(Role::Text, label);
                self.of_decision(line, "");
            }
            DebriefBlock::SituationChanged => {
                self.of_decision(Line::from_words(Role::Aside, phrase::SITUATION_CHANGED), "");
            }
            DebriefBlock::Votes { votes, .. } => {
                self.votes.extend(votes.iter().map(|vote| {
                    let line = Line::from_words(Role::Text, &phrase::votes_for(vote.count));
                    line.add_text(Role::Text, &vote.label)
                        .add_words(Role::Text, "”")
                        .with_mark(&self.indent)
                        .without_gap()
                        .into()
                }));
            }
            DebriefBlock::Judgement { given, title, because, .. } => {
                let line = Line::from_words(given_role(*given), given.as_str()).add_words(Role::Text, " ");
                let mut line = line.add_words(Role::Label, &format!("“{title}”"));
                if !because.is_empty() {
                    line = line.add_words(Role::Text, ": ").add_text(Role::Text, because);
                }
                self.of_decision(line, "- ");
            }
            DebriefBlock::Trade => self.of_decision(Line::from_words(Role::Text, phrase::TRADE), ""),
            DebriefBlock::Feedback(text) => {
                let line = Line::from_words(Role::Text, &format!("{} ", run::FEEDBACK)).add_text(Role::Text, text);
                self.of_decision(line, "");
            }
            DebriefBlock::Principle { title, score } => {
                self.parts.push(Line::from_words(Role::Label, title).into());
                self.parts.push(band(*score, self.look).with_mark("  ").without_gap().into());
            }
            // Words without a mark of their own are indented, because the title of the next
            // principle is at the margin.
            DebriefBlock::Asks(blocks) => self.parts.extend(blocks.iter().map(|block| {
                let ShownBlock::Paragraph { text } = block else { return PageBlock::Block(block.clone()) };
                Line::default().add_text(Role::Text, text).with_mark("  ").into()
            })),
            DebriefBlock::Source(source) => {
                self.parts
                    .push(Line::from_words(Role::Aside, &phrase::source(source)).with_mark("  ").without_gap().into());
            }
        }
    }

    fn of_decision(&mut self, line: Line, mark: &str) {
        self.parts.push(line.with_mark(&format!("{}{mark}", self.indent)).without_gap().into());
    }

    fn end_decision(&mut self) {
        self.parts.append(&mut self.votes);
    }
}

/// Returns how a principle was handled, as a bar and in words.
pub(super) fn band(score: Score, look: Look) -> Line {
    let band = score.band();
    let role = band_role(band);
    let mut line = Line::default();
    if let Some(full) = score.bar(CELLS) {
        let repeat_cell = |cell: &str, count: u32| cell.repeat(count as usize);
        let bar = repeat_cell(look.pick_symbol("█", "#"), full)
            + &repeat_cell(look.pick_symbol("░", "."), CELLS.saturating_sub(full));
        line = line.add_words(role, &bar).add_words(Role::Text, " ");
    }
    line.add_words(role, band.as_str()).add_words(Role::Text, &format!(", {}", phrase::decisions(score.decisions)))
}
