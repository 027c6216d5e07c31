//! The debrief as a page.

use super::super::paper::Look;
use super::super::part::PageBlock;
use crate::content::written_lines;
use crate::debrief::{band_line, block_line};
use crate::line::{Line, PhraseValue};
use scn_run::phrases::debrief as phrase;
use scn_run::{Debrief, DebriefBlock, Score, ShownBlock};
use scn_text::styled::Role;

/// Returns the decisions with their reasons, and the profile with its closing sentence.
pub(super) fn debrief_blocks(debrief: &Debrief, look: Look) -> Vec<PageBlock> {
    if debrief.decisions.is_empty() {
        return vec![Line::from_words(Role::Text, phrase::NOTHING_DECIDED.text()).into()];
    }
    let mut page = Page { look, parts: Vec::new(), indent: String::new(), votes: Vec::new() };
    page.parts.push(PageBlock::Heading(phrase::WHAT_YOU_DECIDED.text().to_owned()));
    let mut profile = false;
    for block in debrief.blocks() {
        if let DebriefBlock::Principle { .. } = block
            && !profile
        {
            page.end_decision();
            page.parts.push(PageBlock::Heading(phrase::HOW_YOU_HANDLED.text().to_owned()));
            profile = true;
        }
        page.block(&block);
    }
    page.end_decision();
    if profile {
        page.parts.push(Line::from_words(Role::Text, phrase::CLOSING.text()).into());
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
                self.parts.push(if title.is_empty() {
                    Line::from_words(Role::Heading, &phrase::untitled_decision(*number)).into()
                } else {
                    Line::from_words(Role::Heading, title).with_mark(&mark).into()
                });
            }
            DebriefBlock::Wrote { question, words } => {
                let lines = written_lines(question, words).into_iter();
                self.parts.extend(lines.map(|line| PageBlock::Line(line.with_mark(&self.indent).without_gap())));
            }
            DebriefBlock::Votes { votes, .. } => {
                self.votes.extend(votes.iter().map(|vote| {
                    let values = [
                        PhraseValue::from_words("count", Role::Text, vote.count),
                        PhraseValue::from_text("label", Role::Text, &vote.label),
                    ];
                    let line = Line::from_phrase(phrase::VOTES_FOR.text(), Role::Text, Role::Text, &values);
                    line.with_mark(&self.indent).without_gap().into()
                }));
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
            DebriefBlock::Chosen { .. }
            | DebriefBlock::SituationChanged
            | DebriefBlock::Judgement { .. }
            | DebriefBlock::Trade
            | DebriefBlock::Feedback(_)
            | DebriefBlock::Source(_) => {
                let indent = if matches!(block, DebriefBlock::Source(_)) { "  " } else { &self.indent };
                self.parts.extend(block_line(block).map(|line| {
                    let mark = format!("{indent}{}", line.mark);
                    PageBlock::Line(line.with_mark(&mark).without_gap())
                }));
            }
        }
    }

    fn end_decision(&mut self) {
        self.parts.append(&mut self.votes);
    }
}

/// Returns how a principle was handled, as a bar and in words.
pub(super) fn band(score: Score, look: Look) -> Line {
    band_line(score, Some([look.pick_symbol("█", "#"), look.pick_symbol("░", ".")]))
}
