//! The scene, as it is sent to a front end.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use scn_story::RunResult;
use serde::Serialize;
use serde_json::{Map, Value};

use super::act::ActName;
use crate::session::{AskView, ChoiceView, Lock, Passage, Session, StatusValue};
use crate::text::{ShownBlock, Text};
use crate::{Ended, Progress, ended_reason};

/// Everything to show: all passages since the last choice, and the choices on offer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct SceneView {
    /// The id of the situation or ending that the run is at.
    at: String,
    /// The text to read, in order.
    passages: Vec<PassageView>,
    /// The choices, in the order in which they are shown: those on offer, and those locked.
    choices: Vec<Choice>,
    /// The question that the learner can answer in words of their own; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ask: Option<AskOut>,
    /// How many hints are left here.
    hints_left: usize,
    /// The progress of the run.
    progress: ProgressView,
    /// The value of every variable, by id.
    #[schemars(with = "BTreeMap<String, Variable>")]
    values: Map<String, Value>,
    /// The values that the learner sees all the time, in the order declared; absent if there are
    /// none. Show them with every scene, and announce those that have a `before`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    status: Vec<StatusValue>,
    /// Why the run is over; absent while it continues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended: Option<Ended>,
    /// If the run stopped without an ending: the reason, in words for the player.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stopped: Option<String>,
    /// The requests that are possible now. If empty, no line is expected.
    acts: Vec<ActName>,
}

/// The value of a meter, a flag or a state.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "it stands for JSON values in the schema")]
#[schemars(untagged)]
enum Variable {
    Number(i64),
    Flag(bool),
    Word(String),
}

/// The progress of a run.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
struct ProgressView {
    /// The current decision, counted from 1; once the run is over, the number of decisions made.
    decision: u32,
    /// A lower bound on the decisions of the whole run; absent if no way leads to an ending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_least: Option<u32>,
}

impl From<Progress> for ProgressView {
    fn from(progress: Progress) -> Self {
        Self { decision: progress.decision, at_least: progress.at_least }
    }
}

/// A piece of text to read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum PassageView {
    /// The scenario's brief.
    Brief {
        /// Its text.
        body: Vec<ShownBlock>,
    },
    /// The outcome of the last choice.
    Outcome {
        /// The number of the outcome within its choice, counted from 1.
        number: u32,
        /// Its text.
        body: Vec<ShownBlock>,
        /// The feedback shown right after.
        feedback: Vec<Text>,
    },
    /// A situation.
    Situation {
        /// Its id.
        id: String,
        /// Its title; empty if it has none.
        title: String,
        /// Its text.
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
        /// Its text.
        body: Vec<ShownBlock>,
    },
}

/// A question that the learner can answer in words of their own.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Ask")]
struct AskOut {
    /// Its id.
    id: String,
    /// The question.
    text: Text,
    /// What the learner has written; absent if nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    words: Option<String>,
}

/// A choice.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Choice {
    /// Its id.
    id: String,
    /// Its label.
    label: Text,
    /// Its number among those on offer, counted from 1; absent for a locked choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<usize>,
    /// Whether it is shown but cannot be made.
    locked: bool,
    /// Why it is locked, if the author gives a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<Text>,
    /// If a timer runs, the choice is made automatically after this many seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<u32>,
}

impl SceneView {
    pub(super) fn new(session: &Session<'_>, acts: Vec<ActName>) -> Self {
        let scene = session.scene();
        let mut number = 0;
        let choice_view = |view: &ChoiceView| {
            let (locked, why) = match &view.lock {
                Lock::Open => (false, None),
                Lock::Locked(why) => (true, why.clone()),
            };
            number += usize::from(!locked);
            Choice {
                id: view.id.clone(),
                label: view.label.clone(),
                number: (!locked).then_some(number),
                locked,
                why,
                after: view.after,
            }
        };
        Self {
            at: session.playable().machine().node_id(session.current_node()).to_owned(),
            passages: scene.passages.iter().map(PassageView::from).collect(),
            choices: scene.choices.iter().map(choice_view).collect(),
            ask: session.current_ask().map(AskOut::from),
            hints_left: session.hints_left(),
            progress: scene.progress.into(),
            values: values(session),
            status: scene.status.clone(),
            ended: scene.ended.clone(),
            stopped: scene.ended.as_ref().and_then(|ended| ended_reason(session.playable(), ended)),
            acts,
        }
    }
}

impl From<AskView> for AskOut {
    fn from(ask: AskView) -> Self {
        Self { id: ask.id, text: ask.text, words: (!ask.words.is_empty()).then_some(ask.words) }
    }
}

impl From<&Passage> for PassageView {
    /// Ratings of principles are left out; they are for the debrief.
    fn from(passage: &Passage) -> Self {
        match passage {
            Passage::Brief(body) => Self::Brief { body: body.clone() },
            Passage::Outcome { number, body, feedback, .. } => {
                Self::Outcome { number: *number, body: body.clone(), feedback: feedback.clone() }
            }
            Passage::Situation { id, title, body } => {
                Self::Situation { id: id.clone(), title: title.clone(), body: body.clone() }
            }
            Passage::Ending { id, title, result, body } => {
                Self::Ending { id: id.clone(), title: title.clone(), result: *result, body: body.clone() }
            }
        }
    }
}

/// Returns the value of every variable, by id, in the order declared.
fn values(session: &Session<'_>) -> Map<String, Value> {
    let value = |now: scn_story::CurrentValue<'_>| match now {
        scn_story::CurrentValue::Number(number) => Value::from(number),
        scn_story::CurrentValue::Flag(flag) => Value::from(flag),
        scn_story::CurrentValue::Word(word) => Value::from(word),
    };
    session.values().map(|(id, now)| (id.to_owned(), value(now))).collect()
}
