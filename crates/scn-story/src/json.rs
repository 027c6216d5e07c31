//! The JSON form: writing, reading, the digest and the schema.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::{Story, Target};

/// The version of the story format that this crate writes and the only one it reads.
pub const FORMAT_VERSION: u32 = 1;

/// Why a story could not be read from JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// It is not the JSON of a story; the reader's words.
    Form(String),
    /// It is a story of another version of the format.
    Version(u32),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(reason) => write!(f, "this is not a story in JSON: {reason}"),
            Self::Version(found) => {
                write!(
                    f,
                    "this story is written in version {found} of the format; version {FORMAT_VERSION} is known here"
                )
            }
        }
    }
}

impl std::error::Error for LoadError {}

/// A story, and which of its ids the author wrote.
#[derive(Serialize)]
struct Kept<'s> {
    #[serde(flatten)]
    story: &'s Story,
    written: Written,
}

/// The ids that the author wrote, each behind those of what it lies in.
#[derive(Default, Serialize, Deserialize)]
struct Written {
    /// Scenario, situation, choice.
    choices: BTreeSet<[String; 3]>,
    /// Quiz, question, answer.
    answers: BTreeSet<[String; 3]>,
}

impl Written {
    fn of(story: &Story) -> Self {
        let mut written = Self::default();
        let path = |one: &str, two: &str, three: &str| [one, two, three].map(str::to_owned);
        for scenario in &story.scenarios {
            for situation in &scenario.situations {
                let choices = situation.choices.iter().filter(|it| it.written);
                written.choices.extend(choices.map(|it| path(&scenario.id, &situation.id, &it.id)));
            }
        }
        for quiz in &story.quizzes {
            for question in &quiz.questions {
                let answers = question.answers.iter().filter(|it| it.written);
                written.answers.extend(answers.map(|it| path(&quiz.id, &question.id, &it.id)));
            }
        }
        written
    }

    fn mark(&self, story: &mut Story) {
        let path = |one: &str, two: &str, three: &str| [one, two, three].map(str::to_owned);
        for scenario in &mut story.scenarios {
            for situation in &mut scenario.situations {
                for choice in &mut situation.choices {
                    choice.written = self.choices.contains(&path(&scenario.id, &situation.id, &choice.id));
                }
            }
        }
        for quiz in &mut story.quizzes {
            for question in &mut quiz.questions {
                for answer in &mut question.answers {
                    answer.written = self.answers.contains(&path(&quiz.id, &question.id, &answer.id));
                }
            }
        }
    }
}

impl Story {
    /// The story as JSON: indented by two spaces, a line feed at the end, the same bytes for the same story.
    /// Fails only where a number cannot be written, which no story holds; the caller may treat that as an empty text.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The story as JSON, with what the JSON of a story does not hold and records need: which ids the author
    /// wrote. [`from_json`](Self::from_json) reads both.
    #[must_use]
    pub fn to_kept_json(&self) -> String {
        let kept = Kept { story: self, written: Written::of(self) };
        let mut text = serde_json::to_string(&kept).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads a story back. The sites of its conditions and changes, which the JSON does not hold, are numbered anew in each scenario.
    ///
    /// # Errors
    /// When the text is not a story of this version. Names inside it are checked by [`Machine::new`](crate::Machine::new).
    pub fn from_json(text: &str) -> Result<Self, LoadError> {
        #[derive(Deserialize)]
        struct Head {
            scn: u32,
            #[serde(default)]
            written: Option<Written>,
        }
        let head: Head = serde_json::from_str(text).map_err(|error| LoadError::Form(error.to_string()))?;
        if head.scn != FORMAT_VERSION {
            return Err(LoadError::Version(head.scn));
        }
        let mut story: Self = serde_json::from_str(text).map_err(|error| LoadError::Form(error.to_string()))?;
        for scenario in &mut story.scenarios {
            scenario.number_sites();
        }
        head.written.unwrap_or_default().mark(&mut story);
        Ok(story)
    }

    /// Sets `pack.digest` to the SHA-256 of the story's compact JSON with an empty digest. What changes it and what does not is told in
    /// `schema/README.md`.
    pub fn seal(&mut self) {
        self.pack.digest = String::new();
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        let hash = Sha256::digest(&bytes);
        let mut digest = String::from("sha256:");
        for byte in hash {
            digest.push_str(&format!("{byte:02x}"));
        }
        self.pack.digest = digest;
    }
}

/// The JSON Schema (draft 2020-12) of the story format.
#[must_use]
pub fn schema() -> serde_json::Value {
    let mut value = schemars::schema_for!(Story).to_value();
    if let Some(object) = value.as_object_mut() {
        object.insert("title".into(), "scn story, version 1".into());
    }
    value
}

impl Target {
    /// As it is written: an id, `again` or `return`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Node(id) => id,
            Self::Again => "again",
            Self::Return => "return",
        }
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match String::deserialize(deserializer)? {
            word if word == "again" => Self::Again,
            word if word == "return" => Self::Return,
            id => Self::Node(id),
        })
    }
}

impl JsonSchema for Target {
    fn schema_name() -> Cow<'static, str> {
        "Target".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "Where a run goes: the id of a situation or ending, `again` (the situation of this choice, entered anew), or `return` (back to the `next` of the outcome that opened the detour). Neither word can be an id."
        })
    }
}
