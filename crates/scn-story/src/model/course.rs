//! The course through a pack, and its certificate, as data.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::is_default;

/// The path of a learner. It is finished when its lessons are read, its quizzes are passed,
/// and as many of its scenarios are passed as `pass` requires. With `require`, only the parts in it
/// are required, and `pass` scenarios.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Course {
    /// Ids of lessons, quizzes and scenarios, in order. Empty: all of them, lessons first, then
    /// quizzes, then scenarios, in the order of the story.
    pub order: Vec<String>,
    /// How many of its scenarios must reach an ending that is passed; absent: all of them, or those
    /// in `require`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass: Option<u32>,
    /// Ids of the parts that must be read or passed; the others are optional. Absent: no part is
    /// optional, except that `pass` leaves open which scenarios are passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require: Option<Vec<String>>,
    /// How well principles must be handled, by id: the lowest band that is enough.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub principles: BTreeMap<String, RequiredBand>,
}

impl Course {
    /// Returns whether a lesson or a quiz must be read or passed.
    #[must_use]
    pub fn requires(&self, id: &str) -> bool {
        self.require.as_ref().is_none_or(|parts| parts.iter().any(|part| part == id))
    }

    /// Returns whether this very scenario must be passed.
    #[must_use]
    pub fn requires_scenario(&self, id: &str) -> bool {
        match &self.require {
            Some(parts) => parts.iter().any(|part| part == id),
            None => self.pass.is_none(),
        }
    }

    /// Returns how many scenarios must be passed in all, of which `required` by name.
    #[must_use]
    pub fn scenarios_to_pass(&self, required: usize) -> usize {
        let pass = self.pass.and_then(|pass| usize::try_from(pass).ok()).unwrap_or_default();
        pass.max(required)
    }

    /// Returns the first version of the format in which the course has its current meaning.
    pub(crate) fn required_version(&self) -> u32 {
        if self.require.is_some() || !self.principles.is_empty() { 3 } else { crate::FIRST_VERSION }
    }
}

/// A band that a course can ask for. The bands are those of the debrief, whose documentation
/// explains them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RequiredBand {
    /// At least 0.4 of the points, in at least 3 decisions.
    Mixed,
    /// More than 0.75 of the points, in at least 3 decisions.
    Consistent,
}

impl RequiredBand {
    /// The number of decisions below which no band can be given.
    pub const DECISIONS: u32 = 3;

    /// Returns the band's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mixed => "mixed",
            Self::Consistent => "consistent",
        }
    }

    /// Returns how far points are above what the band asks for. The band is reached if
    /// [`RequiredBand::is_enough`] accepts the sum, and the decisions are enough.
    #[must_use]
    pub fn margin(self, points: i64, of: i64) -> i64 {
        match self {
            Self::Mixed => 5 * points - 2 * of,
            Self::Consistent => 4 * points - 3 * of,
        }
    }

    /// Returns whether a sum of margins reaches the band.
    #[must_use]
    pub fn is_enough(self, margin: i64) -> bool {
        match self {
            Self::Mixed => 0 <= margin,
            Self::Consistent => 0 < margin,
        }
    }
}

/// What certificates show besides who completed what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Certificate {
    /// Whether they show how each principle was handled.
    #[serde(default, skip_serializing_if = "is_default")]
    pub profile: bool,
}
