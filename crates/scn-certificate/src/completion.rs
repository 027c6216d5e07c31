//! The completion of a course, which a certificate certifies.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A learner's completion of a course. It contains everything that a certificate states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The name of the learner, as given by the learner.
    pub learner: String,
    /// An additional identifier of the learner as a URI (`mailto:…`, `did:…`), if requested. Other
    /// programs compare it.
    pub learner_id: Option<String>,
    /// The course's title.
    pub course: String,
    /// The pack's name.
    pub pack: String,
    /// The pack's version, if it has one.
    pub version: Option<String>,
    /// The digest of the version of the pack that was taken, from the records.
    pub digest: String,
    /// The language of the pack, as a BCP 47 tag.
    pub language: Option<String>,
    /// The time at which the last part was completed.
    pub completed: Timestamp,
    /// The issuer: the name of an organisation or a person.
    pub issuer: String,
    /// Who signs for the issuer, by hand on the printed page: a name, and perhaps a position.
    pub signatory: Option<String>,
    /// How long the course takes, in words: `1.5 hours`.
    pub duration: Option<String>,
    /// The time until which the certificate is valid, if it does not stay valid.
    pub valid_until: Option<Timestamp>,
    /// The completed parts, in the order of the course.
    pub parts: Vec<PartDone>,
    /// The profile of each principle, in the pack's order; empty unless the pack requests it.
    pub profile: Vec<PrincipleProfile>,
    /// The sentence that ends every profile.
    pub closing: String,
    /// The requirement for passing, in words, if the pack declares one.
    pub pass_mark: Option<String>,
}

/// A completed part of a course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartDone {
    /// Its kind.
    pub kind: PartKind,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its result, in words: `read`, `4 of 5 right`, `passed`.
    pub result: String,
    /// The time at which it was completed.
    pub on: Timestamp,
}

/// The kind of a part of a course.
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
    /// Returns its name in lower case.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Lesson => "lesson",
            Self::Quiz => "quiz",
            Self::Scenario => "scenario",
        }
    }
}

/// How a principle was handled in all scenarios that were played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrincipleProfile {
    /// The principle's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The band, in the words of the debrief.
    pub band: String,
    /// The number of decisions that concerned it.
    pub decisions: u32,
    /// The points reached, and the points that could be reached; `None` if there are too few
    /// decisions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<(u32, u32)>,
}

impl PrincipleProfile {
    /// Returns the reached share of the possible points, in percent; `None` if there are too few
    /// decisions.
    pub(crate) fn percent_reached(&self) -> Option<u64> {
        let (reached, of) = self.score.filter(|(_, of)| 0 < *of)?;
        Some((u64::from(reached) * 100 / u64::from(of)).min(100))
    }
}
