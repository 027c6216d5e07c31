//! Views of a run for display.

use schemars::JsonSchema;
use scn_story::{Body, Observer, RunResult, State};
use serde::Serialize;

use crate::text::{Resolver, ShownBlock, Text, Words, plain_text};
use crate::{Ended, Playable, Progress};

/// The current scene: everything since the last choice, and the choices on offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// The text to read, in order.
    pub passages: Vec<Passage>,
    /// The values that the learner sees all the time, as they are now, in the order declared.
    pub status: Vec<StatusValue>,
    /// The choices, in the order shown: those on offer, and those shown but locked. They are also
    /// listed at a dead end, where all are locked, and in a run that was left.
    pub choices: Vec<ChoiceView>,
    /// The hints of the situation.
    pub hints: Vec<Text>,
    /// Why the run is over, if it is.
    pub ended: Option<Ended>,
    /// The progress of the run.
    pub progress: Progress,
}

impl Scene {
    /// Returns the choices on offer, in the order shown. Their position, counted from 1, is their
    /// number.
    pub fn on_offer(&self) -> impl Iterator<Item = &ChoiceView> {
        self.choices.iter().filter(|view| view.is_open())
    }
}

/// A meter, flag or state that the learner sees all the time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StatusValue {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its value as the learner reads it.
    pub value: String,
    /// The number and the bounds of a meter; absent for a flag or a state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meter: Option<MeterValue>,
    /// The value that it had in the scene before, as the learner reads it; absent if it is the same,
    /// and in the first scene.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
}

/// The value of a meter, within its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MeterValue {
    /// The value.
    pub number: i64,
    /// The lowest value.
    pub low: i64,
    /// The highest value.
    pub high: i64,
}

impl MeterValue {
    /// Returns how many cells of a bar are full, rounded to the nearest number. A meter with a single
    /// value fills the bar.
    #[must_use]
    pub fn full_cells(&self, cells: usize) -> usize {
        let span = i128::from(self.high) - i128::from(self.low);
        let above = i128::from(self.number) - i128::from(self.low);
        let count = i128::try_from(cells).unwrap_or(i128::MAX);
        if span <= 0 {
            return cells;
        }
        usize::try_from((2 * above * count + span) / (2 * span)).unwrap_or(0).min(cells)
    }
}

/// A piece of text to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passage {
    /// The scenario's brief.
    Brief(Vec<ShownBlock>),
    /// The outcome of a choice.
    Outcome {
        /// The number of the outcome within its choice, counted from 1.
        number: u32,
        /// Its body.
        body: Vec<ShownBlock>,
        /// The feedback shown right after.
        feedback: Vec<Text>,
        /// The principles that it upholds or breaks. They are for the debrief and not shown during
        /// the run.
        links: Vec<LinkView>,
    },
    /// A situation.
    Situation {
        /// Its id.
        id: String,
        /// Its title.
        title: String,
        /// Its body.
        body: Vec<ShownBlock>,
    },
    /// An ending.
    Ending {
        /// Its id.
        id: String,
        /// Its title.
        title: String,
        /// The result of the run.
        result: RunResult,
        /// Its body.
        body: Vec<ShownBlock>,
    },
}

impl Passage {
    /// Returns the id of the situation or ending, if the passage is one.
    #[must_use]
    pub fn node_id(&self) -> Option<&str> {
        match self {
            Self::Brief(_) | Self::Outcome { .. } => None,
            Self::Situation { id, .. } | Self::Ending { id, .. } => Some(id),
        }
    }
}

/// How an outcome rates a principle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkView {
    /// The principle's id.
    pub principle: String,
    /// From +2 (upholds) to -2 (breaks).
    pub rating: i8,
    /// The author's reason; empty if none was given.
    pub because: Text,
}

/// A choice, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceView {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Text,
    /// Whether it can be made.
    pub lock: Lock,
    /// If a timer runs, the choice is made automatically after this many seconds.
    pub after: Option<u32>,
    /// Its hints.
    pub hints: Vec<Text>,
}

impl ChoiceView {
    /// Returns whether it is on offer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self.lock {
            Lock::Open => true,
            Lock::Locked(_) => false,
        }
    }
}

/// Whether a shown choice can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lock {
    /// The choice is on offer.
    Open,
    /// The choice is locked; holds the author's reason.
    Locked(Option<Text>),
}

/// A hint, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HintView {
    /// The id of the choice that it belongs to; absent for a hint of the situation.
    pub choice: Option<String>,
    /// Its number, counted from 1, among the hints of the situation or choice.
    pub number: u32,
    /// The text.
    pub text: Text,
}

/// Observes the bodies that the machine shows, and resolves each in the state that the text is
/// evaluated in.
#[derive(Debug)]
pub(super) struct PassageCollector<'p> {
    playable: &'p Playable<'p>,
    learner: &'p str,
    pub(super) passages: Vec<Passage>,
}

impl<'p> PassageCollector<'p> {
    pub(super) fn new(playable: &'p Playable<'p>, learner: &'p str) -> Self {
        Self { playable, learner, passages: Vec::new() }
    }
}

impl Observer<Vec<u64>> for PassageCollector<'_> {
    fn body_shown(&mut self, body: Body, state: &State<Vec<u64>>) {
        let playable = self.playable;
        let resolver = Resolver { run_state: Some((playable.machine(), state)), learner: self.learner };
        let passage = match body {
            Body::Brief => Some(Passage::Brief(resolver.resolve_body(&playable.scenario().brief))),
            Body::Node(node) => {
                let situation = playable.situation(node).map(|it| Passage::Situation {
                    id: it.id.clone(),
                    title: it.title.trim().to_owned(),
                    body: resolver.resolve_body(&it.body),
                });
                situation.or_else(|| {
                    playable.ending(node).map(|it| Passage::Ending {
                        id: it.id.clone(),
                        title: title_or_id(&it.title, &it.id),
                        result: it.result,
                        body: resolver.resolve_body(&it.body),
                    })
                })
            }
            Body::Outcome(outcome) => playable.outcome(outcome).map(|(it, number)| Passage::Outcome {
                number,
                body: resolver.resolve_body(&it.body),
                feedback: it.feedback.iter().map(|text| resolver.resolve_text(text)).collect(),
                links: it
                    .links
                    .iter()
                    .map(|link| LinkView {
                        principle: link.principle.clone(),
                        rating: link.rating,
                        because: resolver.resolve_text(&link.because),
                    })
                    .collect(),
            }),
        };
        self.passages.extend(passage);
    }
}

/// Returns the title, or the id if a foreign story has no title.
#[must_use]
pub fn title_or_id(title: &str, id: &str) -> String {
    if title.trim().is_empty() { id.to_owned() } else { title.to_owned() }
}

/// Returns the label, or the id if a foreign story has no label.
pub(super) fn label_or_id(label: Text, id: &str) -> Text {
    if plain_text(&label).trim().is_empty() { vec![Words::plain(id)] } else { label }
}
