//! Determines how far a scenario covers each principle that it links.

use std::collections::{BTreeMap, BTreeSet};

use scn_prover::Level;
use scn_story::{Outcome, Scenario};

use super::names::find_outcome;
use super::state::State;
use super::step::Move;

/// The coverage shown by the runs so far.
#[derive(Clone, Debug, Default)]
pub(super) struct CoverageSoFar<'a> {
    /// Principles linked by an outcome that was taken.
    reached: BTreeSet<&'a str>,
    /// Principles that, at one moment, one possible outcome upholds and another breaks.
    tested: BTreeSet<&'a str>,
    /// Principles that every run that has ended so far had faced; `None` while none has ended.
    always_faced: Option<BTreeSet<&'a str>>,
}

impl<'a> CoverageSoFar<'a> {
    /// Records everything that can be done at a moment.
    pub(super) fn record_decision(&mut self, scenario: &'a Scenario, moves: &[Move<'a>]) {
        let outcomes: Vec<&'a Outcome> =
            moves.iter().filter_map(|made| made.outcome).map(|name| find_outcome(scenario, name)).collect();
        let rated_principles = |up: bool| -> BTreeSet<&'a str> {
            let links = outcomes.iter().flat_map(|outcome| &outcome.links);
            links.filter(|link| (link.rating > 0) == up).map(|link| link.principle.as_str()).collect()
        };
        let (upheld, broken) = (rated_principles(true), rated_principles(false));
        self.reached.extend(upheld.union(&broken));
        self.tested.extend(upheld.intersection(&broken));
    }

    /// Records a run that has ended.
    pub(super) fn record_end(&mut self, state: &State<'a>) {
        self.always_faced = Some(match self.always_faced.take() {
            None => state.faced.clone(),
            Some(before) => before.intersection(&state.faced).copied().collect(),
        });
    }

    /// Returns the level of each principle that the scenario links. If no run ends, nothing is
    /// guaranteed.
    pub(super) fn coverage_levels(&self, scenario: &'a Scenario) -> BTreeMap<&'a str, Level> {
        let choices = scenario.situations.iter().flat_map(|situation| &situation.choices);
        let names = choices.flat_map(|choice| &choice.outcomes).flat_map(|outcome| &outcome.links);
        let level_of = |name: &str| {
            if !self.reached.contains(name) {
                Level::Linked
            } else if !self.tested.contains(name) {
                Level::Reachable
            } else if !self.always_faced.as_ref().is_some_and(|faced| faced.contains(name)) {
                Level::Tested
            } else {
                Level::Guaranteed
            }
        };
        names.map(|link| (link.principle.as_str(), level_of(&link.principle))).collect()
    }
}
