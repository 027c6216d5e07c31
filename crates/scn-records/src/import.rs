//! Reads the records of a learner that another program wrote: the document of `scn records export`,
//! which the player in a browser also writes.
//!
//! The document comes from a stranger. It is read by its form here; [`scn_run::verify_log`]
//! verifies what it says.

use scn_run::{At, Attempt, Log, Part, Stamped, last_digest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

use crate::form::VERSION;

/// Why a document cannot be read. Attempts and events are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ImportError {
    /// It is not a document of records.
    #[error("this is not a file of records: {0}")]
    Form(String),
    /// It has another version.
    #[error("this file of records has version {0}; this scn reads version {VERSION}")]
    Version(u32),
    /// An attempt does not have the form of one.
    #[error("attempt {attempt}: {reason}")]
    Attempt {
        /// The number of the attempt.
        attempt: usize,
        /// The reason, in words.
        reason: String,
    },
}

/// The records of a learner, as read from a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The name of the learner, as in the document; empty if it has none.
    pub name: String,
    /// The attempts, in the order of the document. They belong to nobody yet.
    pub attempts: Vec<Attempt>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with `version`, `name` and `attempts`")]
struct Document {
    version: u32,
    #[serde(default)]
    name: String,
    attempts: Vec<ImportedAttempt>,
}

#[derive(Deserialize)]
#[serde(expecting = "an attempt")]
struct ImportedAttempt {
    id: String,
    pack: String,
    #[serde(default)]
    places: Vec<String>,
    part: Part,
    events: Vec<ImportedEvent>,
}

#[derive(Deserialize)]
#[serde(expecting = "an event with `when` and `what`")]
struct ImportedEvent {
    when: At,
    what: Value,
}

impl Import {
    /// Reads a document. `latest` is the latest time that an event can have.
    ///
    /// # Errors
    ///
    /// If it is not such a document, if it has the same attempt twice, or if an attempt does not have
    /// the form of one.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_records::{Import, ImportError};
    /// use scn_run::At;
    ///
    /// let import = Import::from_json(r#"{"version":1,"name":"Ana","attempts":[]}"#, At(0))?;
    /// assert_eq!(import.name, "Ana");
    /// assert!(matches!(Import::from_json("[]", At(0)), Err(ImportError::Form(_))));
    /// # Ok::<(), ImportError>(())
    /// ```
    pub fn from_json(text: &str, latest: At) -> Result<Self, ImportError> {
        let document: Document = serde_json::from_str(text).map_err(|error| ImportError::Form(error.to_string()))?;
        if document.version != VERSION {
            return Err(ImportError::Version(document.version));
        }
        let mut attempts: Vec<Attempt> = Vec::new();
        let mut ids = std::collections::BTreeSet::new();
        for (index, attempt) in document.attempts.into_iter().enumerate() {
            let fault = |reason| ImportError::Attempt { attempt: index + 1, reason };
            if !ids.insert(attempt.id.clone()) {
                return Err(fault("another attempt has the same id".to_owned()));
            }
            attempts.push(attempt.into_attempt(latest).map_err(fault)?);
        }
        Ok(Self { name: document.name, attempts })
    }
}

impl ImportedAttempt {
    fn into_attempt(self, latest: At) -> Result<Attempt, String> {
        if !is_uuid(&self.id) {
            return Err("its id is not a UUID".to_owned());
        }
        if self.events.is_empty() {
            return Err("it has no events".to_owned());
        }
        let log = match &self.part {
            Part::Lesson(_) => Log::Lesson(parse_events(self.events, latest)?),
            Part::Quiz(_) => Log::Quiz(parse_events(self.events, latest)?),
            Part::Scenario(_) => Log::Scenario(parse_events(self.events, latest)?),
        };
        let Some(digest) = last_digest(&log).map(str::to_owned) else {
            return Err("it does not begin with the start of an attempt".to_owned());
        };
        if log.last_part().as_ref() != Some(&self.part) {
            return Err(format!("its events are not about the {} `{}`", self.part.kind(), self.part.id()));
        }
        let Self { id, pack, places, part, .. } = self;
        Ok(Attempt { id, learner: String::new(), pack, places, digest, part, log })
    }
}

fn parse_events<E: DeserializeOwned>(events: Vec<ImportedEvent>, latest: At) -> Result<Vec<Stamped<E>>, String> {
    let parse_event = |(index, it): (usize, ImportedEvent)| {
        let number = index + 1;
        if it.when < At(0) || latest < it.when {
            return Err(format!("event {number}: its time is before 1970 or in the future"));
        }
        let event = E::deserialize(it.what).map_err(|error| format!("event {number}: {error}"))?;
        Ok(Stamped { at: it.when, event })
    };
    events.into_iter().enumerate().map(parse_event).collect()
}

/// Returns whether an id is a UUID in lower case with hyphens (RFC 9562).
fn is_uuid(id: &str) -> bool {
    let groups: Vec<usize> = id.split('-').map(str::len).collect();
    let is_digit = |c: char| matches!(c, '0'..='9' | 'a'..='f' | '-');
    groups == [8, 4, 4, 4, 12] && id.chars().all(is_digit)
}
