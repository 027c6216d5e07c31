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

#[cfg(test)]
mod tests {
    use crate::{Cond, Expr, NextCase, Outcome, OutcomeWhen, SiteId, Target};

    fn outcome(next: Vec<NextCase>) -> Outcome {
        let when = OutcomeWhen::Always;
        let (links, feedback, set) = (Vec::new(), Vec::new(), Vec::new());
        Outcome { when, body: Vec::new(), links, feedback, set, detour: None, next }
    }

    #[test]
    fn a_single_target_is_a_string_and_cases_are_a_list() {
        let always = |to: &str| NextCase { when: None, to: Target::Node(to.to_owned()) };
        let when = Some(Cond { site: SiteId::default(), expr: Expr::Flag("locked".to_owned()) });
        let locked = NextCase { when, to: Target::Return };
        for (next, json) in [
            (vec![], r#"{"body":[]}"#),
            (vec![always("in")], r#"{"body":[],"next":"in"}"#),
            (
                vec![locked.clone(), always("in")],
                r#"{"body":[],"next":[{"if":{"flag":"locked"},"to":"return"},{"to":"in"}]}"#,
            ),
            (vec![locked], r#"{"body":[],"next":[{"if":{"flag":"locked"},"to":"return"}]}"#),
        ] {
            let outcome = outcome(next);
            assert_eq!(serde_json::to_string(&outcome).expect("it is written"), json);
            assert_eq!(serde_json::from_str::<Outcome>(json).expect("it is read"), outcome);
        }
    }
}
