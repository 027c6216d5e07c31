//! Where a run stands: everything there is to know of it, nothing left out.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{Scenario, VariableKind};

use super::names::{ChoiceName, OutcomeName};

/// What a variable is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value<'a> {
    /// Of a meter.
    Number(i64),
    /// Of a flag.
    Flag(bool),
    /// Of a state.
    Word(&'a str),
}

/// A moment of a run, with its whole past as far as a story can ask for it. No two of its parts are
/// merged, and nothing is dropped because nothing reads it: that is the prover's art, and what is
/// tested here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct State<'a> {
    /// The situation or ending.
    pub node: &'a str,
    /// The outcomes that opened the detours the run is in, outermost first.
    pub detours: Vec<OutcomeName<'a>>,
    /// The value of each variable.
    pub values: BTreeMap<&'a str, Value<'a>>,
    /// Situations and endings marked visited.
    pub visited: BTreeSet<&'a str>,
    /// Choices made; those with `[once]` among them are used up.
    pub chosen: BTreeSet<ChoiceName<'a>>,
    /// Principles faced.
    pub faced: BTreeSet<&'a str>,
    /// Principles upheld, in part or in full.
    pub upheld: BTreeSet<&'a str>,
    /// Principles broken, in part or in full.
    pub broke: BTreeSet<&'a str>,
}

impl<'a> State<'a> {
    /// Before anything has happened: variables at their start, no mark set. The node is the one to
    /// be entered first.
    #[must_use]
    pub fn before(scenario: &'a Scenario) -> Self {
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
