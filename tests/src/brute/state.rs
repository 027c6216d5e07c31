//! The state of a run: everything there is to know about it.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{Scenario, VariableKind};

use super::names::{ChoiceName, OutcomeName};

/// The value of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value<'a> {
    /// The value of a meter.
    Number(i64),
    /// The value of a flag.
    Flag(bool),
    /// The value of a state variable.
    Word(&'a str),
}

/// A moment of a run, with its whole past as far as a story can read it. No two parts are merged,
/// and nothing is dropped because nothing reads it: that is what the prover does, and what is
/// tested here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct State<'a> {
    /// The situation or ending.
    pub node: &'a str,
    /// The outcomes that opened the detours the run is in, outermost first.
    pub detours: Vec<OutcomeName<'a>>,
    /// The value of each variable.
    pub values: BTreeMap<&'a str, Value<'a>>,
    /// Situations and endings marked as visited.
    pub visited: BTreeSet<&'a str>,
    /// Choices made; those with `[once]` among them are used up.
    pub chosen: BTreeSet<ChoiceName<'a>>,
    /// Principles faced.
    pub faced: BTreeSet<&'a str>,
    /// Principles upheld, partly or fully.
    pub upheld: BTreeSet<&'a str>,
    /// Principles broken, partly or fully.
    pub broke: BTreeSet<&'a str>,
}

impl<'a> State<'a> {
    /// Returns the state before anything has happened: variables at their start values, no mark
    /// set. The node is the first to be entered.
    #[must_use]
    pub fn initial(scenario: &'a Scenario) -> Self {
        let values = scenario.variables.iter().map(|variable| {
            let value = match &variable.kind {
                VariableKind::Meter { start, .. } => Value::Number(*start),
                VariableKind::Flag { start } => Value::Flag(*start),
                VariableKind::State { start, .. } => Value::Word(start),
            };
            (variable.id.as_str(), value)
        });
        Self {
            node: &scenario.start,
            detours: Vec::new(),
            values: values.collect(),
            visited: BTreeSet::new(),
            chosen: BTreeSet::new(),
            faced: BTreeSet::new(),
            upheld: BTreeSet::new(),
            broke: BTreeSet::new(),
        }
    }
}
