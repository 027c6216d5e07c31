//! The JSON documents in which records are given to other programs.

use schemars::{JsonSchema, Schema};
use scn_run::{At, Attempt, Log, Part, Stamped};
use scn_text::json::{pretty_json, schema_settings};
use serde::Serialize;
use serde_json::Value;

use crate::Learner;
use crate::learner::LearnerPack;
use crate::summary::PackRecords;

/// The version of these documents. It increases when an existing part changes or is removed.
pub(crate) const VERSION: u32 = 1;

/// The output of `scn records --format json`: the records of packs, or of one learner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "scn records")]
pub struct Records {
    /// The version of this document.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// What learners did with each pack, without names. A count is null if it is withheld.
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
    /// What they did, by pack.
    packs: Vec<LearnerPack>,
}

impl Records {
    /// Creates the document of the records of packs.
    #[must_use]
    pub fn of_packs(packs: Vec<PackRecords>) -> Self {
        Self { version: VERSION, packs: Some(packs), learner: None }
    }

    /// Creates the document of the records of one learner.
    #[must_use]
    pub fn of_learner(name: &str, packs: Vec<LearnerPack>) -> Self {
        Self { version: VERSION, packs: None, learner: Some(OfLearner { name: name.to_owned(), packs }) }
    }

    /// Returns the document as JSON that ends with a line feed.
    #[must_use]
    pub fn to_json(&self) -> String {
        pretty_json(self)
    }

    /// Returns the JSON Schema of the document.
    #[must_use]
    pub fn schema() -> String {
        schema_of::<Self>()
    }
}

/// All records of a learner, as written by `scn records export`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "scn records export")]
pub struct Export {
    /// The version of this document.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// The learner's name.
    name: String,
    /// The account that identifies the learner in xAPI statements.
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
    /// The locations of the pack, if it has no name of its own. An empty string means that the pack
    /// was known only by its name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<String>,
    /// The digest of the story version in which the attempt was last resumed.
    digest: String,
    /// The part.
    part: Part,
    /// What happened, in order.
    events: Vec<ExportedEvent>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ExportedEvent {
    /// The time, in milliseconds since the beginning of 1970 in UTC.
    when: At,
    /// The event; its field `event` names its kind.
    what: Value,
}

impl Export {
    /// Exports a learner's attempts.
    ///
    /// # Errors
    ///
    /// If an event cannot be written as JSON, which never happens with the events of scn.
    pub fn from_attempts(learner: &Learner, attempts: &[Attempt]) -> Result<Self, serde_json::Error> {
        fn export_events<E: Serialize>(events: &[Stamped<E>]) -> Result<Vec<ExportedEvent>, serde_json::Error> {
            let export_event =
                |it: &Stamped<E>| Ok(ExportedEvent { when: it.at, what: serde_json::to_value(&it.event)? });
            events.iter().map(export_event).collect()
        }
        let events_of_log = |log: &Log| match log {
            Log::Lesson(events) => export_events(events),
            Log::Quiz(events) => export_events(events),
            Log::Scenario(events) => export_events(events),
        };
        let export_attempt = |attempt: &Attempt| {
            Ok(ExportedAttempt {
                id: attempt.id.clone(),
                pack: attempt.pack.clone(),
                places: attempt.places.clone(),
                digest: attempt.digest.clone(),
                part: attempt.part.clone(),
                events: events_of_log(&attempt.log)?,
            })
        };
        let attempts = attempts.iter().map(export_attempt).collect::<Result<_, serde_json::Error>>()?;
        Ok(Self { version: VERSION, name: learner.name.clone(), account: learner.account.clone(), attempts })
    }

    /// Returns the document as JSON that ends with a line feed.
    #[must_use]
    pub fn to_json(&self) -> String {
        pretty_json(self)
    }

    /// Returns the JSON Schema of the document.
    #[must_use]
    pub fn schema() -> String {
        schema_of::<Self>()
    }
}

fn schema_of<T: JsonSchema>() -> String {
    let schema: Schema = schema_settings().for_serialize().into_generator().into_root_schema_for::<T>();
    pretty_json(&schema)
}
