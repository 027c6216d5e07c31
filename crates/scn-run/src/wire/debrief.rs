//! The debrief, as it is sent to a front end.

use schemars::JsonSchema;
use serde::Serialize;

use crate::debrief::{Band, Debrief, Decision, Judgement, ProfileEntry, RatingLevel, Vote};
use crate::phrases::debrief::CLOSING;
use crate::session::{Spread, WordsView};
use crate::text::{ShownBlock, Text};

/// The debrief of a run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct DebriefView {
    /// The decisions, in order, without undone ones.
    decisions: Vec<DecisionView>,
    /// One entry for each principle, in the pack's order.
    profile: Vec<ProfileView>,
    /// The closing text of a debrief that has a profile; else empty.
    closing: String,
}

/// A decision and its outcome.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct DecisionView {
    /// The id of the situation.
    at: String,
    /// Its title.
    title: String,
    /// The id of the choice made.
    choice: String,
    /// Its label.
    label: Text,
    /// Whether the title or the text of the situation has been replaced since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    situation_changed: bool,
    /// The outcome, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outcome: Option<u32>,
    /// Its effect on principles.
    judgements: Vec<JudgementView>,
    /// Whether it upheld one principle and broke another.
    trade: bool,
    /// The feedback shown right after.
    feedback: Vec<Text>,
    /// The spread of ratings among the choices on offer, for each principle that one of them could
    /// affect.
    spreads: Vec<Spread>,
    /// What was written before it in answer to a question; absent if nothing was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    written: Vec<WrittenView>,
    /// How a group voted, in the order shown; absent if there was no vote.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    votes: Vec<Vote>,
}

/// A question, and what was written in answer to it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Written")]
struct WrittenView {
    /// The question as it was asked; empty if that is not known.
    question: Text,
    /// The words. They can have several lines.
    words: String,
}

/// The effect of a decision on a principle.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct JudgementView {
    /// The principle's id.
    principle: String,
    /// Its title.
    title: String,
    /// From 2 (upholds) to -2 (breaks).
    rating: i8,
    /// The rating in words.
    given: &'static str,
    /// The author's reason; empty if none was given.
    because: Text,
}

/// How a principle was handled.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ProfileView {
    /// The principle's id.
    principle: String,
    /// Its title.
    title: String,
    /// Its text.
    text: Vec<ShownBlock>,
    /// The law or policy that it is based on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    /// The points achieved.
    points: u32,
    /// The points achievable.
    of: u32,
    /// The number of decisions that count.
    decisions: u32,
    /// The band of the score.
    band: Band,
}

impl From<&Debrief> for DebriefView {
    fn from(debrief: &Debrief) -> Self {
        Self {
            decisions: debrief.decisions.iter().map(DecisionView::from).collect(),
            profile: debrief.profile.iter().map(ProfileView::from).collect(),
            closing: if debrief.profile.is_empty() { String::new() } else { CLOSING.text().to_owned() },
        }
    }
}

impl From<&Decision> for DecisionView {
    fn from(decision: &Decision) -> Self {
        Self {
            at: decision.at.clone(),
            title: decision.title.clone(),
            choice: decision.choice.clone(),
            label: decision.chosen_label(),
            situation_changed: decision.situation_changed,
            outcome: decision.outcome,
            judgements: decision.judgements.iter().map(JudgementView::from).collect(),
            trade: decision.is_trade(),
            feedback: decision.feedback.clone(),
            spreads: decision.spreads.clone(),
            written: decision.written.iter().map(WrittenView::from).collect(),
            votes: decision.votes.clone(),
        }
    }
}

impl From<&WordsView> for WrittenView {
    fn from(written: &WordsView) -> Self {
        Self { question: written.question.clone(), words: written.words.clone() }
    }
}

impl From<&Judgement> for JudgementView {
    fn from(judgement: &Judgement) -> Self {
        let rating_level: RatingLevel = judgement.rating_level();
        Self {
            principle: judgement.principle.clone(),
            title: judgement.title.clone(),
            rating: judgement.rating,
            given: rating_level.as_str(),
            because: judgement.because.clone(),
        }
    }
}

impl From<&ProfileEntry> for ProfileView {
    fn from(entry: &ProfileEntry) -> Self {
        Self {
            principle: entry.principle.clone(),
            title: entry.title.clone(),
            text: entry.text.clone(),
            source: entry.source.clone(),
            points: entry.score.points,
            of: entry.score.of,
            decisions: entry.score.decisions,
            band: entry.score.band(),
        }
    }
}
