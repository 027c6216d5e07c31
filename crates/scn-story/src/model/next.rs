//! The JSON form of where an outcome leads.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{NextCase, Target};

/// The JSON form of where an outcome leads: a target, or cases of which the first that holds is
/// followed.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum OutcomeNext {
    /// Always to this target.
    Target(Target),
    /// To the target of the first case that holds.
    Cases(Vec<NextCase>),
}

impl From<Vec<NextCase>> for OutcomeNext {
    fn from(mut cases: Vec<NextCase>) -> Self {
        match cases.pop_if(|case| case.when.is_none()) {
            Some(only) if cases.is_empty() => Self::Target(only.to),
            last => {
                cases.extend(last);
                Self::Cases(cases)
            }
        }
    }
}

impl From<OutcomeNext> for Vec<NextCase> {
    fn from(next: OutcomeNext) -> Self {
        match next {
            OutcomeNext::Target(to) => vec![NextCase { when: None, to }],
            OutcomeNext::Cases(cases) => cases,
        }
    }
}

pub(super) fn serialize<S: Serializer>(cases: &[NextCase], serializer: S) -> Result<S::Ok, S::Error> {
    OutcomeNext::from(cases.to_vec()).serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<NextCase>, D::Error> {
    OutcomeNext::deserialize(deserializer).map(Into::into)
}
