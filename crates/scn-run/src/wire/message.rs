//! Messages to a front end: lines of JSON out.

use schemars::JsonSchema;
use scn_story::RunResult;
use serde::Serialize;

use super::act::ActName;
use super::debrief::DebriefView;
use super::scene::SceneView;
use crate::recorder::RecordOwner;
use crate::text::Text;
use crate::{Ended, Event, Playable};

/// A line out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Said {
    /// An event.
    Event(Event),
    /// A message, for example the scene to show.
    Message(Box<Message>),
    /// The request cannot be carried out. The run is unchanged.
    Refused(Refused),
}

/// Why a request cannot be carried out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Refused {
    /// The reason, in plain words.
    pub(super) error: String,
    /// The ids of the choices on offer, in the order shown, if the requested choice is not one of
    /// them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) on_offer: Option<Vec<String>>,
}

impl From<String> for Refused {
    fn from(error: String) -> Self {
        Self { error, on_offer: None }
    }
}

/// A message: one object whose `message` is the variant in lower case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "message", rename_all = "lowercase")]
pub(super) enum Message {
    /// The first line.
    Hello(Hello),
    /// Everything to show now.
    Scene(SceneView),
    /// The request was carried out.
    Done(Done),
    /// The record of the run could not be kept, is kept again, or is kept as a run of its own
    /// because the run was also continued elsewhere.
    Trouble {
        /// The text to show, in plain words.
        text: String,
    },
    /// The debrief of a run that reached its end.
    Debrief(DebriefView),
    /// The last line.
    Finished(Finished),
}

/// The pack, the scenario and the player.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Hello {
    /// The format version. It is increased when something in the format is changed or removed.
    #[schemars(extend("const" = super::VERSION))]
    version: u32,
    /// The pack.
    pack: PackView,
    /// The scenario.
    scenario: ScenarioView,
    /// Whether a run depends on the seed.
    uses_seed: bool,
    /// The owner of the record of the run.
    holder: HolderView,
    /// The files that are kept of a guest's run nevertheless, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keeps: Option<String>,
    /// The maximum length in bytes of a line to scn, without its line end.
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
    /// The digest that identifies the exact story that is played.
    digest: String,
}

/// A scenario.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ScenarioView {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// Its approximate duration in minutes, as stated by its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    minutes: Option<u32>,
}

/// The owner of the record.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum HolderView {
    /// A guest: nothing is recorded.
    Guest,
    /// A learner.
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

/// A request that was carried out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Done {
    /// The name of the request.
    #[serde(rename = "do")]
    pub(super) act: ActName,
    /// The id of the choice that was made or undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) choice: Option<String>,
    /// The outcome, counted from 1; absent if no outcome was possible, which is a mistake in the
    /// story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) outcome: Option<u32>,
    /// The hint to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<HintText>,
    /// After `save` and `keep`: whether the whole record is kept. If not, the message `trouble`
    /// says why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) kept: Option<bool>,
    /// The current owner of the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) holder: Option<HolderView>,
}

impl Done {
    pub(super) fn for_act(act: ActName) -> Self {
        Self { act, choice: None, outcome: None, hint: None, kept: None, holder: None }
    }
}

/// A hint.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct HintText {
    /// The id of the choice that it belongs to; absent for a hint of the situation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) choice: Option<String>,
    /// Its number, counted from 1, among the hints of the situation or choice.
    pub(super) number: u32,
    /// The text.
    pub(super) text: Text,
    /// How many more hints there are here.
    pub(super) left: usize,
}

/// The end of the conversation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Finished {
    /// The reason.
    pub(super) why: Why,
    /// The result of the run, if it reached an ending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) result: Option<RunResult>,
    /// Why the run stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ended: Option<Ended>,
    /// The value of `--choices` that leads back to this point.
    pub(super) choices: String,
    /// The value of `--seed` for it. It is a string, because not every language has 64-bit
    /// integers.
    pub(super) seed: String,
    /// The shell command that resumes this run, if it is recorded and was left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) way_back: Option<String>,
}

/// Why no more lines follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Why {
    /// The run reached an ending.
    Ending,
    /// The run stopped because of a mistake in the story.
    Stopped,
    /// The front end left the run.
    Left,
    /// The input ended before the run did.
    EndOfInput,
    /// Ctrl-C.
    Interrupted,
}
