//! The debrief as blocks, in the order in which they are read. Which blocks a decision or a
//! principle has is decided here; front ends only lay them out.

use super::{Debrief, Decision, ProfileEntry, RatingLevel, Score, Vote, is_majority};
use crate::debrief::Band;
use crate::session::WordsView;
use crate::text::{ShownBlock, Text};

/// A block of a debrief.
#[derive(Clone, Debug, PartialEq)]
pub enum DebriefBlock<'d> {
    /// The title of the situation of a decision.
    Decision {
        /// The number of the decision, from 1.
        number: usize,
        /// The title.
        title: &'d str,
    },
    /// The choice that was made.
    Chosen {
        /// Its label; where that has been changed, as it was and as it is.
        label: Text,
        /// Whether a group voted.
        by_group: bool,
    },
    /// The situation has been changed since.
    SituationChanged,
    /// What was written before the decision, in answer to a question.
    Wrote {
        /// The question; empty if it is not known.
        question: &'d Text,
        /// The words; they can have several lines.
        words: &'d str,
    },
    /// The votes of a group.
    Votes {
        /// Those for each choice, in the order shown.
        votes: &'d [Vote],
        /// Whether another choice was made than the one with the most votes.
        by_trainer: bool,
    },
    /// What the decision did to a principle.
    Judgement {
        /// Whether it upholds or breaks it.
        given: RatingLevel,
        /// The title of the principle.
        title: &'d str,
        /// The author's reason; empty if there is none.
        because: &'d Text,
        /// Whether it is the first one of its decision.
        is_first: bool,
    },
    /// The decision upheld one principle and broke another.
    Trade,
    /// The feedback that was shown right after.
    Feedback(&'d Text),
    /// How a principle was handled.
    Principle {
        /// Its title.
        title: &'d str,
        /// What the decisions add up to.
        score: Score,
    },
    /// What the principle asks, where it was not handled consistently.
    Asks(&'d [ShownBlock]),
    /// Where the principle comes from, where it was not handled consistently.
    Source(&'d str),
}

impl Debrief {
    /// Returns the blocks of the debrief: the decisions in order, then the principles of the
    /// profile.
    #[must_use]
    pub fn blocks(&self) -> Vec<DebriefBlock<'_>> {
        let mut blocks = Vec::new();
        for (index, decision) in self.decisions.iter().enumerate() {
            blocks.push(DebriefBlock::Decision { number: index + 1, title: &decision.title });
            decision.blocks(&mut blocks);
        }
        for entry in &self.profile {
            entry.blocks(&mut blocks);
        }
        blocks
    }
}

impl Decision {
    fn blocks<'d>(&'d self, blocks: &mut Vec<DebriefBlock<'d>>) {
        blocks.push(DebriefBlock::Chosen { label: self.chosen_label(), by_group: !self.votes.is_empty() });
        if self.situation_changed {
            blocks.push(DebriefBlock::SituationChanged);
        }
        for WordsView { question, words } in &self.written {
            blocks.push(DebriefBlock::Wrote { question, words });
        }
        if !self.votes.is_empty() {
            let by_trainer = !is_majority(&self.votes, &self.choice);
            blocks.push(DebriefBlock::Votes { votes: &self.votes, by_trainer });
        }
        for (index, it) in self.judgements.iter().enumerate() {
            let (given, is_first) = (it.rating_level(), index == 0);
            blocks.push(DebriefBlock::Judgement { given, title: &it.title, because: &it.because, is_first });
        }
        if self.is_trade() {
            blocks.push(DebriefBlock::Trade);
        }
        blocks.extend(self.feedback.iter().map(DebriefBlock::Feedback));
    }
}

impl ProfileEntry {
    fn blocks<'d>(&'d self, blocks: &mut Vec<DebriefBlock<'d>>) {
        blocks.push(DebriefBlock::Principle { title: &self.title, score: self.score });
        if self.score.band() == Band::Consistent {
            return;
        }
        if !self.text.is_empty() {
            blocks.push(DebriefBlock::Asks(&self.text));
        }
        if let Some(source) = &self.source {
            blocks.push(DebriefBlock::Source(source));
        }
    }
}

impl Score {
    /// Returns how many cells of a bar are full; `None` if there are not enough decisions to judge.
    #[must_use]
    pub fn bar(self, cells: u32) -> Option<u32> {
        // Rounded to the nearest cell; `of` is above 0 if there are enough decisions.
        let full = || (2 * cells * self.points + self.of) / (2 * self.of).max(1);
        (self.band() != Band::NotEnough).then(full)
    }
}
