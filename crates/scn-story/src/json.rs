//! The JSON form: writing, reading, the digest and the schema.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use scn_text::json::{pretty_json, schema_settings};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::{Story, Target};

/// The newest version of the story format that this crate writes and reads.
pub const FORMAT_VERSION: u32 = 3;

/// The oldest version that can be read. A story that needs nothing newer is written in it.
pub const FIRST_VERSION: u32 = 1;

/// Why a story could not be read from JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// It is not the JSON of a story. Contains the message of the JSON reader.
    Form(String),
    /// The story uses an unsupported version of the format.
    Version(u32),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(reason) => write!(f, "this is not a story in JSON: {reason}"),
            Self::Version(found) => {
                write!(
                    f,
                    "this story has version {found} of the format; this program reads versions {FIRST_VERSION} to {FORMAT_VERSION}"
                )
            }
        }
    }
}

impl std::error::Error for LoadError {}

/// A story together with which of its ids the author wrote.
#[derive(Serialize)]
struct RecordedStory<'s> {
    #[serde(flatten)]
    story: &'s Story,
    written: WrittenIds,
}

/// The choices whose ids the author wrote, as scenario, situation and choice.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
struct WrittenIds(BTreeSet<[String; 3]>);

fn choice_path(scenario: &str, situation: &str, choice: &str) -> [String; 3] {
    [scenario, situation, choice].map(str::to_owned)
}

impl WrittenIds {
    fn from_story(story: &Story) -> Self {
        let mut written = BTreeSet::new();
        for scenario in &story.scenarios {
            for situation in &scenario.situations {
                let choices = situation.choices.iter().filter(|it| it.written);
                written.extend(choices.map(|it| choice_path(&scenario.id, &situation.id, &it.id)));
            }
        }
        Self(written)
    }

    fn apply_to(&self, story: &mut Story) {
        for scenario in &mut story.scenarios {
            for situation in &mut scenario.situations {
                for choice in &mut situation.choices {
                    choice.written = self.0.contains(&choice_path(&scenario.id, &situation.id, &choice.id));
                }
            }
        }
    }
}

impl Story {
    /// Returns the story as JSON, indented by two spaces and ending in a line feed. Equal stories
    /// give equal bytes. Fails only if a number cannot be written, which does not happen for any
    /// story; the text is then empty.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_story::{FORMAT_VERSION, Story};
    ///
    /// let story = Story { scn: FORMAT_VERSION, ..Story::default() };
    /// let json = story.to_json();
    /// assert!(json.starts_with("{\n  \"scn\": "));
    /// assert_eq!(Story::from_json(&json)?, story);
    /// # Ok::<(), scn_story::LoadError>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        pretty_json(self)
    }

    /// Returns the story as JSON with one addition that records need: which ids the author wrote.
    /// [`from_json`](Self::from_json) reads both forms.
    #[must_use]
    pub fn to_record_json(&self) -> String {
        let recorded = RecordedStory { story: self, written: WrittenIds::from_story(self) };
        let mut text = serde_json::to_string(&recorded).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads a story from JSON. The sites of its conditions and changes, which the JSON does not
    /// contain, are renumbered in each scenario.
    ///
    /// # Errors
    /// Returns an error if the text is not a story of a supported version. Names inside it are
    /// checked by [`Machine::new`](crate::Machine::new).
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_story::{LoadError, Story};
    ///
    /// // A story that `scn build --to json` wrote. `schema/README.md` explains it.
    /// let json = std::fs::read_to_string("schema/till.json")?;
    /// let story = Story::from_json(&json)?;
    /// assert_eq!(story.scenarios[0].title, "At the till");
    /// assert_eq!(story.to_json(), json);
    ///
    /// assert_eq!(Story::from_json(r#"{ "scn": 99 }"#), Err(LoadError::Version(99)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self, LoadError> {
        #[derive(Deserialize)]
        #[serde(expecting = "an object with the version of the format in `scn`")]
        struct Head {
            scn: u32,
            #[serde(default)]
            written: Option<WrittenIds>,
        }
        let head: Head = serde_json::from_str(text).map_err(|error| LoadError::Form(error.to_string()))?;
        if !(FIRST_VERSION..=FORMAT_VERSION).contains(&head.scn) {
            return Err(LoadError::Version(head.scn));
        }
        let mut story: Self = serde_json::from_str(text).map_err(|error| LoadError::Form(error.to_string()))?;
        for scenario in &mut story.scenarios {
            scenario.number_sites();
        }
        head.written.unwrap_or_default().apply_to(&mut story);
        Ok(story)
    }

    /// Sets `pack.digest` to the SHA-256 of the story's compact JSON with an empty digest. A name
    /// derived from a folder or file does not count. The rules are in `schema/README.md`.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_story::Story;
    ///
    /// let mut story = Story::from_json(&std::fs::read_to_string("schema/till.json")?)?;
    /// let digest = story.pack.digest.clone();
    /// story.seal();
    /// assert_eq!(story.pack.digest, digest);
    ///
    /// story.scenarios[0].title = "At the counter".to_owned();
    /// story.seal();
    /// assert_ne!(story.pack.digest, digest);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn seal(&mut self) {
        self.pack.digest = if self.pack.unnamed { self.content_digest() } else { compute_digest(self) };
    }

    /// Returns the digest that the story has regardless of the name of its pack: that of the same
    /// story with `unnamed` set, an empty name, and an empty title where the title is the name. For
    /// a pack without a name of its own, this is its digest.
    #[must_use]
    pub fn content_digest(&self) -> String {
        let mut story = self.clone();
        if story.pack.title == story.pack.name {
            story.pack.title.clear();
        }
        story.pack.name.clear();
        story.pack.unnamed = true;
        compute_digest(&mut story)
    }
}

/// Returns `sha256:` and the SHA-256 of the compact JSON of a story with an empty digest.
fn compute_digest(story: &mut Story) -> String {
    story.pack.digest.clear();
    let bytes = serde_json::to_vec(story).unwrap_or_default();
    let mut digest = String::from("sha256:");
    for byte in Sha256::digest(&bytes) {
        digest.push_str(&format!("{byte:02x}"));
    }
    digest
}

/// Returns the JSON Schema (draft 2020-12) of the story format.
///
/// # Examples
///
/// ```
/// let schema = scn_story::schema();
/// assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
/// assert!(schema["properties"]["scenarios"].is_object());
/// ```
#[must_use]
pub fn schema() -> serde_json::Value {
    let mut value = schema_settings().into_generator().into_root_schema_for::<Story>().to_value();
    if let Some(object) = value.as_object_mut() {
        object.insert("title".into(), "scn story, versions 1 to 3".into());
    }
    value
}

impl Target {
    /// Returns the target as it is written: an id, `again` or `return`.
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
            "description": "Where a run goes: the id of a situation or ending, `again` (the situation of this choice, entered again), or `return` (back to the `next` of the outcome that opened the detour). Neither word can be an id."
        })
    }
}
