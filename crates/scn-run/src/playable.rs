//! A scenario ready to be played.

use scn_story::{
    BuildError, Choice, ChoiceIx, Ending, Keep, Machine, NodeIx, Outcome, OutcomeIx, OutcomeWhen, Principle, Scenario,
    Situation, Story,
};
use thiserror::Error;

use crate::progress::Distances;
use crate::text::{Resolver, ShownBlock};

/// Why a scenario cannot be played.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StartError {
    /// The pack has no scenario.
    #[error("this pack has no scenario to play")]
    None,
    /// The pack has several and none was named.
    #[error("this pack has {} scenarios: {}", .known.len(), scn_text::named_ids(.known))]
    Several {
        /// Their ids.
        known: Vec<String>,
    },
    /// It has none of this id.
    #[error("there is no scenario `{asked}` in this pack; there is {}", scn_text::named_ids(.known))]
    Unknown {
        /// The id asked for.
        asked: String,
        /// The ids that there are.
        known: Vec<String>,
    },
    /// It is not whole.
    #[error("the scenario `{scenario}` cannot be played: {error}")]
    Broken {
        /// Its id.
        scenario: String,
        /// What is wrong.
        #[source]
        error: BuildError,
    },
}

/// A scenario of a story with the machine that runs it.
#[derive(Debug)]
pub struct Playable<'s> {
    story: &'s Story,
    /// A copy whose conditions are numbered as the machine's.
    scenario: Scenario,
    machine: Machine,
    distances: Distances,
}

impl<'s> Playable<'s> {
    /// Makes the scenario of an id ready; without an id, the only one.
    ///
    /// # Errors
    /// When there is no such scenario, none or several and none is named, or it cannot be made into
    /// a machine.
    pub fn new(story: &'s Story, scenario: Option<&str>) -> Result<Self, StartError> {
        let known = || story.scenarios.iter().map(|it| it.id.clone()).collect();
        let found = match (scenario, story.scenarios.as_slice()) {
            (_, []) => return Err(StartError::None),
            (None, [only]) => only,
            (None, _) => return Err(StartError::Several { known: known() }),
            (Some(id), all) => match all.iter().find(|it| it.id == id) {
                Some(found) => found,
                None => return Err(StartError::Unknown { asked: id.to_owned(), known: known() }),
            },
        };
        let mut scenario = found.clone();
        scenario.number_sites();
        let machine = Machine::new(&scenario, Keep::All)
            .map_err(|error| StartError::Broken { scenario: scenario.id.clone(), error })?;
        let distances = Distances::new(&scenario);
        Ok(Self { story, scenario, machine, distances })
    }

    /// The story.
    #[must_use]
    pub fn story(&self) -> &'s Story {
        self.story
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The machine that runs it.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Whether a run depends on the seed: some choice is left to chance, or the order of choices is
    /// drawn.
    #[must_use]
    pub fn uses_seed(&self) -> bool {
        let by_chance = |outcome: &Outcome| matches!(outcome.when, OutcomeWhen::Chance { .. });
        let choices = self.scenario.situations.iter().flat_map(|situation| &situation.choices);
        self.story.pack.shuffle || choices.flat_map(|choice| &choice.outcomes).any(by_chance)
    }

    /// A principle of the story.
    #[must_use]
    pub fn principle(&self, id: &str) -> Option<&'s Principle> {
        self.story.principles.iter().find(|principle| principle.id == id)
    }

    /// The text of a principle; it is the same in every run.
    #[must_use]
    pub fn principle_text(&self, principle: &Principle) -> Vec<ShownBlock> {
        Resolver { seen: None, learner: crate::GUEST }.body(&principle.text)
    }

    pub(crate) fn distances(&self) -> &Distances {
        &self.distances
    }

    pub(crate) fn situation(&self, node: NodeIx) -> Option<&Situation> {
        self.scenario.situations.get(node.index())
    }

    pub(crate) fn ending(&self, node: NodeIx) -> Option<&Ending> {
        self.scenario.endings.get(node.index().checked_sub(self.scenario.situations.len())?)
    }

    pub(crate) fn choice(&self, choice: ChoiceIx) -> Option<&Choice> {
        let node = self.machine.node_of(choice)?;
        let first = self.machine.choices_of(node).next()?;
        self.situation(node)?.choices.get(choice.index().checked_sub(first.index())?)
    }

    /// An outcome with its number among those of its choice, from 1.
    pub(crate) fn outcome(&self, outcome: OutcomeIx) -> Option<(&Outcome, u32)> {
        let (choice, at) = self.machine.choice_of(outcome)?;
        Some((self.choice(choice)?.outcomes.get(at)?, u32::try_from(at).ok()?.checked_add(1)?))
    }
}
