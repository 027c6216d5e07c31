//! The debrief, as a face is told it.

use schemars::JsonSchema;
use serde::Serialize;

use super::scene::{BlockView, blocks};
use crate::debrief::{Band, CLOSING, Debrief, Decision, Given, Judgement, Profile, Vote};
use crate::event::is_false;
use crate::session::Spread;
use crate::text::Text;

/// What is said after a run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct DebriefView {
    /// What was decided, in order; what was undone is not in it.
    decisions: Vec<DecisionView>,
    /// One entry a principle, in the pack's order.
    profile: Vec<ProfileView>,
    /// What a debrief with a profile closes with; empty without one.
    closing: String,
}

/// A decision and what came of it.
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
    #[serde(default, skip_serializing_if = "is_false")]
    situation_changed: bool,
    /// Which outcome it came out as, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outcome: Option<u32>,
    /// What it did to principles.
    judgements: Vec<JudgementView>,
    /// Whether it upheld one principle and broke another.
    trade: bool,
    /// What was said right after.
    feedback: Vec<Text>,
    /// How far apart the choices on offer were, for each principle that one of them could touch.
    spreads: Vec<SpreadView>,
    /// How a group voted, in the order shown; absent where none was asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    votes: Vec<VoteView>,
}

/// What a decision did to a principle.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct JudgementView {
    /// The principle's id.
    principle: String,
    /// Its title.
    title: String,
    /// From 2, upholds, to -2, breaks.
    rating: i8,
    /// The rating in words.
    given: &'static str,
    /// The author's reason; empty where none was given.
    because: Text,
}

/// The lowest and the highest rating on a principle among all that could then come of the choices
/// on offer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct SpreadView {
    /// The principle's id.
    principle: String,
    /// The lowest.
    low: i8,
    /// The highest.
    high: i8,
}

/// How many of a group were for a choice.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct VoteView {
    /// The choice's id.
    choice: String,
    /// Its label.
    label: Text,
    /// How many.
    count: u32,
}

/// How a principle was handled.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ProfileView {
    /// The principle's id.
    principle: String,
    /// Its title.
    title: String,
    /// What it asks.
    text: Vec<BlockView>,
    /// The law or policy it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    /// The points had.
    points: u32,
    /// The points that could be had.
    of: u32,
    /// How many decisions count.
    decisions: u32,
    /// What that says.
    band: BandView,
}

/// What a score says.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum BandView {
    /// Fewer than 3 decisions.
    NotEnough,
    /// Below 0.4.
    NeedsAttention,
    /// From 0.4 to 0.75.
    Mixed,
    /// Above 0.75.
    Consistent,
}

impl From<&Debrief> for DebriefView {
    fn from(debrief: &Debrief) -> Self {
        Self {
            decisions: debrief.decisions.iter().map(DecisionView::from).collect(),
            profile: debrief.profile.iter().map(ProfileView::from).collect(),
            closing: if debrief.profile.is_empty() { String::new() } else { CLOSING.to_owned() },
        }
    }
}

impl From<&Decision> for DecisionView {
    fn from(decision: &Decision) -> Self {
        Self {
            at: decision.at.clone(),
            title: decision.title.clone(),
            choice: decision.choice.clone(),
            label: decision.words(),
            situation_changed: decision.situation_changed,
            outcome: decision.outcome,
            judgements: decision.judgements.iter().map(JudgementView::from).collect(),
            trade: decision.is_trade(),
            feedback: decision.feedback.clone(),
            spreads: decision.spreads.iter().map(SpreadView::from).collect(),
            votes: decision.votes.iter().map(VoteView::from).collect(),
        }
    }
}

impl From<&Judgement> for JudgementView {
    fn from(judgement: &Judgement) -> Self {
        let given: Given = judgement.given();
        Self {
            principle: judgement.principle.clone(),
            title: judgement.title.clone(),
            rating: judgement.rating,
            given: given.word(),
            because: judgement.because.clone(),
        }
    }
}

impl From<&Spread> for SpreadView {
    fn from(spread: &Spread) -> Self {
        Self { principle: spread.principle.clone(), low: spread.low, high: spread.high }
    }
}

impl From<&Vote> for VoteView {
    fn from(vote: &Vote) -> Self {
        Self { choice: vote.choice.clone(), label: vote.label.clone(), count: vote.count }
    }
}

impl From<&Profile> for ProfileView {
    fn from(entry: &Profile) -> Self {
        let band = match entry.score.band() {
            Band::NotEnough => BandView::NotEnough,
            Band::NeedsAttention => BandView::NeedsAttention,
            Band::Mixed => BandView::Mixed,
            Band::Consistent => BandView::Consistent,
        };
        Self {
            principle: entry.principle.clone(),
            title: entry.title.clone(),
            text: blocks(&entry.text),
            source: entry.source.clone(),
            points: entry.score.points,
            of: entry.score.of,
            decisions: entry.score.decisions,
            band,
        }
    }
}
