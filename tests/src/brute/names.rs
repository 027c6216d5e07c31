//! Names for the parts of a scenario, and lookups by name.

use scn_story::{Choice, Ending, Outcome, Scenario, Situation};

/// A choice, named by its situation and its own id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChoiceName<'a> {
    /// The id of its situation.
    pub situation: &'a str,
    /// Its id.
    pub choice: &'a str,
}

/// An outcome, named by its choice and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutcomeName<'a> {
    /// Its choice.
    pub of: ChoiceName<'a>,
    /// Its number among the outcomes of the choice, from 1.
    pub number: usize,
}

/// A situation or an ending.
#[derive(Clone, Copy, Debug)]
pub(super) enum Node<'a> {
    /// A situation.
    Situation(&'a Situation),
    /// An ending.
    Ending(&'a Ending),
}

/// Returns the situation or ending with this id.
///
/// # Panics
///
/// If there is none.
#[must_use]
pub(super) fn find_node<'a>(scenario: &'a Scenario, id: &str) -> Node<'a> {
    let situation = scenario.situations.iter().find(|situation| situation.id == id).map(Node::Situation);
    let find_ending = || scenario.endings.iter().find(|ending| ending.id == id).map(Node::Ending);
    situation.or_else(find_ending).expect("every target of a whole story is there")
}

/// Returns the outcome with this name.
///
/// # Panics
///
/// If there is none.
#[must_use]
pub(super) fn find_outcome<'a>(scenario: &'a Scenario, name: OutcomeName<'_>) -> &'a Outcome {
    let has_choice_id = |choice: &&Choice| choice.id == name.of.choice;
    let situation = scenario.situations.iter().find(|situation| situation.id == name.of.situation);
    let choice = situation.and_then(|situation| situation.choices.iter().find(has_choice_id));
    choice.and_then(|choice| choice.outcomes.get(name.number - 1)).expect("an outcome that a run took is there")
}
