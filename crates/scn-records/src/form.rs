//! The forms in which records are given to other programs.

use schemars::{JsonSchema, Schema};
use scn_run::{At, Attempt, Log, Part, Stamped};
use serde::Serialize;
use serde_json::Value;

use crate::Learner;
use crate::learner::LearnerPack;
use crate::summary::PackRecords;

/// The version of the forms. It rises when something that was there changes or goes.
const VERSION: u32 = 1;

/// What `scn records --format json` writes: of packs, or of one learner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "scn records")]
pub struct Records {
    /// The version of this form.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// What learners did with each pack, nobody named. A count is null where it is withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    packs: Option<Vec<PackRecords>>,
    /// What one learner did.
    #[serde(skip_serializing_if = "Option::is_none")]
    learner: Option<OfLearner>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
struct OfLearner {
    /// The learner's name.
    name: String,
    /// What they did, pack by pack.
    packs: Vec<LearnerPack>,
}

impl Records {
    /// Of packs.
    #[must_use]
    pub fn of_packs(packs: Vec<PackRecords>) -> Self {
        Self { version: VERSION, packs: Some(packs), learner: None }
    }

    /// Of a learner.
    #[must_use]
    pub fn of_learner(name: &str, packs: Vec<LearnerPack>) -> Self {
        Self { version: VERSION, packs: None, learner: Some(OfLearner { name: name.to_owned(), packs }) }
    }

    /// As JSON, with a line feed at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        pretty(self)
    }

    /// The schema, as JSON.
    #[must_use]
    pub fn schema() -> String {
        schema::<Self>()
    }
}

/// All that is kept of a learner, as `scn records export` writes it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "scn records export")]
pub struct Export {
    /// The version of this form.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// The name.
    name: String,
    /// What stands for the learner in xAPI statements.
    account: String,
    /// All attempts, in the order in which they were begun.
    attempts: Vec<ExportedAttempt>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ExportedAttempt {
    /// Its id, a UUID.
    id: String,
    /// The pack's name.
    pack: String,
    /// Where the pack was, where it has no name of its own; an empty place is where its name was
    /// all that it was known by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<String>,
    /// The digest of the story that it was last gone on with in.
    digest: String,
    /// The part.
    part: Part,
    /// What happened, in order.
    events: Vec<ExportedEvent>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ExportedEvent {
    /// When, in milliseconds since the beginning of 1970 in UTC.
    when: At,
    /// What: `event` names its kind.
    what: Value,
}

impl Export {
    /// Of a learner's attempts.
    ///
    /// # Errors
    /// When an event cannot be written as JSON, which none of ours does.
    pub fn of(learner: &Learner, attempts: &[Attempt]) -> Result<Self, serde_json::Error> {
        fn all<E: Serialize>(events: &[Stamped<E>]) -> Result<Vec<ExportedEvent>, serde_json::Error> {
            let exported = |it: &Stamped<E>| Ok(ExportedEvent { when: it.at, what: serde_json::to_value(&it.event)? });
            events.iter().map(exported).collect()
        }
        let events = |log: &Log| match log {
            Log::Lesson(events) => all(events),
            Log::Quiz(events) => all(events),
            Log::Scenario(events) => all(events),
        };
        let exported = |attempt: &Attempt| {
            Ok(ExportedAttempt {
                id: attempt.id.clone(),
                pack: attempt.pack.clone(),
                places: attempt.places.clone(),
                digest: attempt.digest.clone(),
                part: attempt.part.clone(),
                events: events(&attempt.log)?,
            })
        };
        let attempts = attempts.iter().map(exported).collect::<Result<_, serde_json::Error>>()?;
        Ok(Self { version: VERSION, name: learner.name.clone(), account: learner.account.clone(), attempts })
    }

    /// As JSON, with a line feed at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        pretty(self)
    }

    /// The schema, as JSON.
    #[must_use]
    pub fn schema() -> String {
        schema::<Self>()
    }
}

fn pretty(value: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut text = scn_text::escaped_json(&json).into_owned();
    text.push('\n');
    text
}

fn schema<T: JsonSchema>() -> String {
    let schema: Schema = scn_story::schema_settings().for_serialize().into_generator().into_root_schema_for::<T>();
    pretty(&schema)
}
