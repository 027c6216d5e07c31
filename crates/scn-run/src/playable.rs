//! A scenario that is ready to be played.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

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
    /// The pack has several scenarios and none was named.
    #[error("this pack has {} scenarios: {}", .known.len(), scn_text::named_ids(.known))]
    Several {
        /// Their ids.
        known: Vec<String>,
    },
    /// The pack has no scenario with this id.
    #[error("this pack has no scenario `{asked}`; it has {}", scn_text::named_ids(.known))]
    Unknown {
        /// The requested id.
        asked: String,
        /// The ids that exist.
        known: Vec<String>,
    },
    /// The scenario is incomplete.
    #[error("the scenario `{scenario}` cannot be played: {error}")]
    Broken {
        /// Its id.
        scenario: String,
        /// The error.
        #[source]
        error: BuildError,
    },
}

/// A scenario of a story with the machine that runs it.
///
/// # Examples
///
/// ```
/// use scn_run::{Playable, StartError};
/// use scn_story::Story;
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let playable = Playable::new(&story, None)?;
/// assert_eq!(playable.scenario().id, "till");
/// assert!(playable.uses_seed(), "chance draws one of its outcomes");
///
/// let unknown = Playable::new(&story, Some("tilt")).err();
/// assert!(matches!(unknown, Some(StartError::Unknown { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Playable<'s> {
    story: &'s Story,
    prepared: Arc<Prepared>,
}

/// What is computed from a scenario before it can be played.
#[derive(Debug)]
struct Prepared {
    /// A copy whose conditions have the same numbers as the machine's.
    scenario: Scenario,
    machine: Machine,
    distances: Distances,
}

/// Scenarios that are played again and again. Each is prepared once for each version of its story.
#[derive(Debug, Default)]
pub struct PreparedScenarios(RwLock<BTreeMap<(String, String), Arc<Prepared>>>);

impl PreparedScenarios {
    /// Returns a scenario that is ready to be played. Stories with the same digest have the same
    /// scenarios, so the caller must not pass a story whose digest is wrong.
    ///
    /// # Errors
    ///
    /// As for [`Playable::new`].
    pub(crate) fn prepare<'s>(&self, story: &'s Story, scenario: &str) -> Result<Playable<'s>, StartError> {
        let key = (story.pack.digest.clone(), scenario.to_owned());
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key).map(Arc::clone);
        if let Some(prepared) = known {
            return Ok(Playable { story, prepared });
        }
        let playable = Playable::new(story, Some(scenario))?;
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&playable.prepared));
        Ok(playable)
    }
}

impl<'s> Playable<'s> {
    /// Prepares the scenario with the given id; without an id, the only scenario.
    ///
    /// # Errors
    ///
    /// When there is no such scenario, when there is none, when there are several and none is
    /// named, or when no machine can be built from it.
    pub fn new(story: &'s Story, scenario: Option<&str>) -> Result<Self, StartError> {
        let list_ids = || story.scenarios.iter().map(|it| it.id.clone()).collect();
        let found_scenario = match (scenario, story.scenarios.as_slice()) {
            (_, []) => return Err(StartError::None),
            (None, [only]) => only,
            (None, _) => return Err(StartError::Several { known: list_ids() }),
            (Some(id), all) => match all.iter().find(|it| it.id == id) {
                Some(found) => found,
                None => return Err(StartError::Unknown { asked: id.to_owned(), known: list_ids() }),
            },
        };
        let mut scenario = found_scenario.clone();
        scenario.number_sites();
        let machine = Machine::new(&scenario, Keep::All)
            .map_err(|error| StartError::Broken { scenario: scenario.id.clone(), error })?;
        let distances = Distances::new(&scenario);
        Ok(Self { story, prepared: Arc::new(Prepared { scenario, machine, distances }) })
    }

    /// Returns the story.
    #[must_use]
    pub fn story(&self) -> &'s Story {
        self.story
    }

    /// Returns the scenario.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.prepared.scenario
    }

    /// Returns the machine that runs the scenario.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        &self.prepared.machine
    }

    /// Returns whether a run depends on the seed: some outcome is random, or choices are shuffled.
    #[must_use]
    pub fn uses_seed(&self) -> bool {
        let is_by_chance = |outcome: &Outcome| matches!(outcome.when, OutcomeWhen::Chance { .. });
        let choices = self.prepared.scenario.situations.iter().flat_map(|situation| &situation.choices);
        self.story.pack.shuffle || choices.flat_map(|choice| &choice.outcomes).any(is_by_chance)
    }

    /// Returns the principle of the story with the given id.
    #[must_use]
    pub fn principle(&self, id: &str) -> Option<&'s Principle> {
        self.story.principles.iter().find(|principle| principle.id == id)
    }

    /// Returns the text of a principle, which is the same in every run.
    #[must_use]
    pub fn principle_text(&self, principle: &Principle) -> Vec<ShownBlock> {
        Resolver { run_state: None, learner: crate::phrases::catalogue::guest() }.resolve_body(&principle.text)
    }

    pub(crate) fn distances(&self) -> &Distances {
        &self.prepared.distances
    }

    pub(crate) fn situation(&self, node: NodeIx) -> Option<&Situation> {
        self.prepared.scenario.situations.get(node.index())
    }

    pub(crate) fn ending(&self, node: NodeIx) -> Option<&Ending> {
        self.prepared.scenario.endings.get(node.index().checked_sub(self.prepared.scenario.situations.len())?)
    }

    pub(crate) fn choice(&self, choice: ChoiceIx) -> Option<&Choice> {
        let node = self.prepared.machine.node_of(choice)?;
        let first = self.prepared.machine.choices_of(node).next()?;
        self.situation(node)?.choices.get(choice.index().checked_sub(first.index())?)
    }

    /// Returns an outcome with its number among those of its choice, counted from 1.
    pub(crate) fn outcome(&self, outcome: OutcomeIx) -> Option<(&Outcome, u32)> {
        let (choice, at) = self.prepared.machine.choice_of(outcome)?;
        Some((self.choice(choice)?.outcomes.get(at)?, u32::try_from(at).ok()?.checked_add(1)?))
    }
}
