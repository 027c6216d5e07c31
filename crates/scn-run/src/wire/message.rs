//! What a face is told: lines of JSON out.

use schemars::JsonSchema;
use scn_story::RunResult;
use serde::Serialize;
use serde_json::{Map, Value};

use super::act::ActName;
use super::debrief::DebriefView;
use super::scene::SceneView;
use crate::recorder::RecordOwner;
use crate::text::Text;
use crate::{Ended, Event, Playable, Session};

/// A line out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Said {
    /// Something happened.
    Event(Event),
    /// What is to be shown, and the like.
    Message(Box<Message>),
    /// What was asked for cannot be done. The run is as it was.
    Refused(Refused),
}

/// Why something cannot be done.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Refused {
    /// Why, in plain words.
    pub(super) error: String,
    /// The ids of what is on offer, in the order shown, where a choice was asked for that is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) on_offer: Option<Vec<String>>,
}

impl From<String> for Refused {
    fn from(error: String) -> Self {
        Self { error, on_offer: None }
    }
}

/// A message: one object, its `message` the variant in lower case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "message", rename_all = "lowercase")]
pub(super) enum Message {
    /// The first line.
    Hello(Hello),
    /// All that is to be shown now.
    Scene(SceneView),
    /// What was asked for is done.
    Done(Done),
    /// The record of the run could not be kept, or is kept again.
    Trouble {
        /// What is to be told, in plain words.
        text: String,
    },
    /// What is said after a run that came to its end.
    Debrief(DebriefView),
    /// The last line.
    Finished(Finished),
}

/// What is played, and by whom.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Hello {
    /// The version of this form. It rises when something that was there changes or goes.
    #[schemars(extend("const" = super::VERSION))]
    version: u32,
    /// The pack.
    pack: PackView,
    /// The scenario.
    scenario: ScenarioView,
    /// Whether a run depends on the seed.
    uses_seed: bool,
    /// Whose the record of the run is.
    holder: HolderView,
    /// What of a guest's run is kept all the same, as words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keeps: Option<String>,
    /// How many bytes a line to scn may have, its end left out.
    longest_line: usize,
}

/// A pack.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct PackView {
    /// Its name.
    name: String,
    /// Its title for people.
    title: String,
    /// Its version, as the manifest gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    /// Its language as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// Which story exactly is played.
    digest: String,
}

/// A scenario.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ScenarioView {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// How many minutes it takes about, as its author says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    minutes: Option<u32>,
}

/// Whose the record is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum HolderView {
    /// Nobody's: nothing is kept.
    Guest,
    /// A learner's.
    Learner {
        /// The name.
        name: String,
    },
}

impl From<&RecordOwner> for HolderView {
    fn from(holder: &RecordOwner) -> Self {
        match holder {
            RecordOwner::Guest => Self::Guest,
            RecordOwner::Learner(name) => Self::Learner { name: name.clone() },
        }
    }
}

impl Hello {
    pub(super) fn new(playable: &Playable<'_>, holder: &RecordOwner, keeps: Option<&str>) -> Self {
        let pack = &playable.story().pack;
        let scenario = playable.scenario();
        Self {
            version: super::VERSION,
            pack: PackView {
                name: pack.name.clone(),
                title: pack.title.clone(),
                version: pack.version.clone(),
                language: pack.language.clone(),
                digest: pack.digest.clone(),
            },
            scenario: ScenarioView {
                id: scenario.id.clone(),
                title: scenario.title.clone(),
                minutes: scenario.minutes,
            },
            uses_seed: playable.uses_seed(),
            holder: holder.into(),
            keeps: keeps.map(str::to_owned),
            longest_line: super::LONGEST,
        }
    }
}

/// What was done.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Done {
    /// The act, as it was given.
    #[serde(rename = "do")]
    pub(super) act: ActName,
    /// The id of the choice that was made or undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) choice: Option<String>,
    /// Which outcome it came out as, from 1; absent where nothing could come of it, which is a
    /// mistake in the story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) outcome: Option<u32>,
    /// The hint to be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<HintText>,
    /// Whether the record of the run is kept, all of it, now that it was to be. Where it is not,
    /// the message `trouble` tells why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) kept: Option<bool>,
    /// Whose the record is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) holder: Option<HolderView>,
}

impl Done {
    pub(super) fn of(act: ActName) -> Self {
        Self { act, choice: None, outcome: None, hint: None, kept: None, holder: None }
    }
}

/// A hint.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct HintText {
    /// The id of the choice that it is about; absent for the situation's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) choice: Option<String>,
    /// Which hint of it, from 1.
    pub(super) number: u32,
    /// What it says.
    pub(super) text: Text,
    /// How many more there are here.
    pub(super) left: usize,
}

/// Why it is over.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Finished {
    /// Why.
    pub(super) why: Why,
    /// How the run came out, where it came to an ending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) result: Option<RunResult>,
    /// How the run stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ended: Option<Ended>,
    /// What `--choices` takes to come back to this point.
    pub(super) choices: String,
    /// What `--seed` takes for it: text, for not every language has whole numbers of 64 bits.
    pub(super) seed: String,
    /// The command by which the run is gone on with, where it is kept and was left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) way_back: Option<String>,
}

/// Why no more lines come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Why {
    /// The run came to an ending.
    Ending,
    /// The run stopped by a mistake in the story.
    Stopped,
    /// The face left it.
    Left,
    /// The input ended before the run.
    EndOfInput,
    /// Ctrl-C.
    Interrupted,
}

/// The value of every variable, by id, in the order declared.
pub(super) fn values(session: &Session<'_>) -> Map<String, Value> {
    let value = |now: scn_story::ValueNow<'_>| match now {
        scn_story::ValueNow::Number(number) => Value::from(number),
        scn_story::ValueNow::Flag(flag) => Value::from(flag),
        scn_story::ValueNow::Word(word) => Value::from(word),
    };
    session.values().map(|(id, now)| (id.to_owned(), value(now))).collect()
}
