//! The debrief as a page.

use super::super::paper::Look;
use super::super::part::{Line, Part};
use crate::lines::debrief::{CELLS, band_role, given_role};
use scn_run::phrases::{debrief as phrase, run};
use scn_run::{Debrief, DebriefBlock, Score, ShownBlock};
use scn_text::styled::Role;

/// Returns the decisions with their reasons, and the profile with its closing sentence.
pub(super) fn parts(debrief: &Debrief, look: Look) -> Vec<Part> {
    if debrief.decisions.is_empty() {
        return vec![Line::say(Role::Text, phrase::NOTHING_DECIDED).into()];
    }
    let mut page = Page { look, parts: Vec::new(), indent: String::new(), votes: Vec::new() };
    page.parts.push(Part::Heading(phrase::WHAT_YOU_DECIDED.to_owned()));
    let mut profile = false;
    for block in debrief.blocks() {
        if let DebriefBlock::Principle { .. } = block
            && !profile
        {
            page.end_decision();
            page.parts.push(Part::Heading(phrase::HOW_YOU_HANDLED.to_owned()));
            profile = true;
        }
        page.block(&block);
    }
    page.end_decision();
    if profile {
        page.parts.push(Line::say(Role::Text, phrase::CLOSING).into());
    }
    page.parts
}

struct Page {
    look: Look,
    parts: Vec<Part>,
    /// The indent of what belongs to a decision.
    indent: String,
    /// The votes of a decision, which are shown at its end.
    votes: Vec<Part>,
}

impl Page {
    fn block(&mut self, block: &DebriefBlock<'_>) {
        match block {
            DebriefBlock::Decision { number, title } => {
                self.end_decision();
                let mark = format!("{number}. ");
                self.indent = " ".repeat(mark.len());
                self.parts.push(Line::say(Role::Heading, title).behind(&mark).into());
            }
            DebriefBlock::Chosen { label, .. } => {
                let line = Line::say(Role::Text, &format!("{} ", run::YOU_CHOSE)).text(Role::Text, label);
                self.of_decision(line, "");
            }
            DebriefBlock::SituationChanged => self.of_decision(Line::say(Role::Aside, phrase::SITUATION_CHANGED), ""),
            DebriefBlock::Votes { votes, .. } => {
                self.votes.extend(votes.iter().map(|vote| {
                    let line = Line::say(Role::Text, &phrase::votes_for(vote.count));
                    line.text(Role::Text, &vote.label).and(Role::Text, "”").behind(&self.indent).tight().into()
                }));
            }
            DebriefBlock::Judgement { given, title, because, .. } => {
                let line = Line::say(given_role(*given), given.word()).and(Role::Text, " ");
                let mut line = line.and(Role::Label, &format!("“{title}”"));
                if !because.is_empty() {
                    line = line.and(Role::Text, ": ").text(Role::Text, because);
                }
                self.of_decision(line, "- ");
            }
            DebriefBlock::Trade => self.of_decision(Line::say(Role::Text, phrase::TRADE), ""),
            DebriefBlock::Feedback(text) => {
                let line = Line::say(Role::Text, &format!("{} ", run::FEEDBACK)).text(Role::Text, text);
                self.of_decision(line, "");
            }
            DebriefBlock::Principle { title, score } => {
                self.parts.push(Line::say(Role::Label, title).into());
                self.parts.push(band(*score, self.look).behind("  ").tight().into());
            }
            // Words without a mark of their own are indented, because the title of the next
            // principle is at the margin.
            DebriefBlock::Asks(blocks) => self.parts.extend(blocks.iter().map(|block| {
                let ShownBlock::Paragraph(text) = block else { return Part::Block(block.clone()) };
                Line::default().text(Role::Text, text).behind("  ").into()
            })),
            DebriefBlock::Source(source) => {
                self.parts.push(Line::say(Role::Aside, &phrase::source(source)).behind("  ").tight().into());
            }
        }
    }

    fn of_decision(&mut self, line: Line, mark: &str) {
        self.parts.push(line.behind(&format!("{}{mark}", self.indent)).tight().into());
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
        let cells = |cell: &str, count: u32| cell.repeat(count as usize);
        let bar = cells(look.sign("█", "#"), full) + &cells(look.sign("░", "."), CELLS.saturating_sub(full));
        line = line.and(role, &bar).and(Role::Text, " ");
    }
    line.and(role, band.word()).and(Role::Text, &format!(", {}", phrase::decisions(score.decisions)))
}
