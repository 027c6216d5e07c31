//! What is certified: that somebody completed a course.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// That somebody completed a course. All that a certificate says comes from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Who completed it, by the name that they gave.
    pub learner: String,
    /// What identifies them besides, as a URI (`mailto:…`, `did:…`), where they asked for it:
    /// others compare with it.
    pub learner_id: Option<String>,
    /// The course's title.
    pub course: String,
    /// The pack's name.
    pub pack: String,
    /// The pack's version, where it has one.
    pub version: Option<String>,
    /// The digest of the pack as it was taken, as the records have it.
    pub digest: String,
    /// The language of the pack, as a BCP 47 tag.
    pub language: Option<String>,
    /// When the last part was completed.
    pub completed: Timestamp,
    /// Who certifies it: the name of an organisation or a person.
    pub issuer: String,
    /// What was completed, in the order of the course.
    pub parts: Vec<PartDone>,
    /// How each principle was handled, in the pack's order; empty unless the pack asks for it.
    pub profile: Vec<PrincipleProfile>,
    /// The sentence that closes every profile.
    pub closing: String,
    /// What passing takes, in words; only where the pack declares it.
    pub pass_mark: Option<String>,
}

/// A part of a course that was completed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartDone {
    /// What it is.
    pub kind: PartKind,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What came of it, in words: `read`, `4 of 5 right`, `passed`.
    pub result: String,
    /// When it was completed.
    pub on: Timestamp,
}

/// What a part of a course is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    /// Reading matter.
    Lesson,
    /// Questions with right answers.
    Quiz,
    /// Situations and choices.
    Scenario,
}

impl PartKind {
    /// Its name, in lower case.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Lesson => "lesson",
            Self::Quiz => "quiz",
            Self::Scenario => "scenario",
        }
    }
}

/// How a principle was handled over all that was played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrincipleProfile {
    /// The principle's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The band, in words, as the debrief says it.
    pub band: String,
    /// How many decisions could tell something about it.
    pub decisions: u32,
    /// What was reached, and what could be; absent where the decisions are too few to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<(u32, u32)>,
}

impl PrincipleProfile {
    /// How much of what could be reached was, in hundredths; absent where there is too little to
    /// say.
    pub(crate) fn share(&self) -> Option<u64> {
        let (reached, of) = self.score.filter(|(_, of)| 0 < *of)?;
        Some((u64::from(reached) * 100 / u64::from(of)).min(100))
    }
}
