//! What a run shows.

use scn_story::{Body, Observer, RunResult, State};

use crate::text::{Resolver, ShownBlock, Text, Words, plain};
use crate::{Ended, Playable, Progress};

/// What is shown now: what has happened since the last choice, and what is on offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// What is to be read, in order.
    pub passages: Vec<Passage>,
    /// The choices, in the order shown: those on offer, and those shown but locked. At a dead end,
    /// where all are locked, and in a run that was left, they are still here.
    pub choices: Vec<ChoiceView>,
    /// The hints of the situation.
    pub hints: Vec<Text>,
    /// Why the run is over, when it is.
    pub ended: Option<Ended>,
    /// How far the run has come.
    pub progress: Progress,
}

impl Scene {
    /// The choices on offer, in the order shown: their position, from 1, is the number they have.
    pub fn on_offer(&self) -> impl Iterator<Item = &ChoiceView> {
        self.choices.iter().filter(|view| view.is_open())
    }
}

/// Something to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passage {
    /// The scenario's brief.
    Brief(Vec<ShownBlock>),
    /// What came of a choice.
    Outcome {
        /// Which outcome of the choice, from 1.
        number: u32,
        /// Its body.
        body: Vec<ShownBlock>,
        /// What is said right after.
        feedback: Vec<Text>,
        /// The principles it upholds or breaks: for the debrief, not for now.
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
        /// How the run came out.
        result: RunResult,
        /// Its body.
        body: Vec<ShownBlock>,
    },
}

impl Passage {
    /// The id of the situation or ending.
    #[must_use]
    pub fn node(&self) -> Option<&str> {
        match self {
            Self::Brief(_) | Self::Outcome { .. } => None,
            Self::Situation { id, .. } | Self::Ending { id, .. } => Some(id),
        }
    }
}

/// What an outcome says about a principle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkView {
    /// The principle's id.
    pub principle: String,
    /// From +2, upholds, to -2, breaks.
    pub rating: i8,
    /// The author's reason; empty where none was given.
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
    /// Where a clock runs, it is taken by itself after so many seconds.
    pub after: Option<u32>,
    /// Its hints.
    pub hints: Vec<Text>,
}

impl ChoiceView {
    /// Whether it is on offer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self.lock {
            Lock::Open => true,
            Lock::Locked(_) => false,
        }
    }
}

/// Whether a choice that is shown can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lock {
    /// It is on offer.
    Open,
    /// It is not, for the reason that the author gave.
    Locked(Option<Text>),
}

/// A hint, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HintView {
    /// The id of the choice that it is about; absent for the situation's.
    pub choice: Option<String>,
    /// Which hint of it, from 1.
    pub number: u32,
    /// What it says.
    pub text: Text,
}

/// Hears from the machine what is about to be shown, and resolves it in the state that the text
/// sees.
#[derive(Debug)]
pub(super) struct Listener<'p> {
    playable: &'p Playable<'p>,
    learner: &'p str,
    pub(super) passages: Vec<Passage>,
}

impl<'p> Listener<'p> {
    pub(super) fn new(playable: &'p Playable<'p>, learner: &'p str) -> Self {
        Self { playable, learner, passages: Vec::new() }
    }
}

impl Observer<Vec<u64>> for Listener<'_> {
    fn shown(&mut self, body: Body, state: &State<Vec<u64>>) {
        let playable = self.playable;
        let resolver = Resolver { seen: Some((playable.machine(), state)), learner: self.learner };
        let passage = match body {
            Body::Brief => Some(Passage::Brief(resolver.body(&playable.scenario().brief))),
            Body::Node(node) => {
                let situation = playable.situation(node).map(|it| Passage::Situation {
                    id: it.id.clone(),
                    title: titled(&it.title, &it.id),
                    body: resolver.body(&it.body),
                });
                situation.or_else(|| {
                    playable.ending(node).map(|it| Passage::Ending {
                        id: it.id.clone(),
                        title: titled(&it.title, &it.id),
                        result: it.result,
                        body: resolver.body(&it.body),
                    })
                })
            }
            Body::Outcome(outcome) => playable.outcome(outcome).map(|(it, number)| Passage::Outcome {
                number,
                body: resolver.body(&it.body),
                feedback: it.feedback.iter().map(|text| resolver.text(text)).collect(),
                links: it
                    .links
                    .iter()
                    .map(|link| LinkView {
                        principle: link.principle.clone(),
                        rating: link.rating,
                        because: resolver.text(&link.because),
                    })
                    .collect(),
            }),
        };
        self.passages.extend(passage);
    }
}

/// A title, or the id where a story from elsewhere has none.
#[must_use]
pub fn titled(title: &str, id: &str) -> String {
    if title.trim().is_empty() { id.to_owned() } else { title.to_owned() }
}

/// A label, or the id where a story from elsewhere has none.
pub(super) fn labelled(label: Text, id: &str) -> Text {
    if plain(&label).trim().is_empty() { vec![Words { text: id.to_owned(), ..Words::default() }] } else { label }
}
