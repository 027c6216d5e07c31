//! The facts about a scenario, in terms of names, which the brute force and the prover share.

use std::collections::{BTreeMap, BTreeSet};

use scn_prover::Level;
use scn_story::SiteId;

use super::names::{ChoiceName, OutcomeName};

/// A step of a run. Of two steps possible at one moment, the one written first is the lesser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pick<'a> {
    /// A choice is made.
    Choose {
        /// Its position among the choices of its situation, from 0.
        at: usize,
        /// Its name.
        name: ChoiceName<'a>,
    },
    /// The outcome with this number, from 1, is drawn at random.
    Draw(usize),
}

/// A run from the start. Of two runs, the lesser has fewer choices, or as many and comes first in
/// source order.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run<'a> {
    /// The number of its choices.
    pub choices: usize,
    /// Its steps.
    pub picks: Vec<Pick<'a>>,
}

/// The owner of a `return` that a run reached while no detour was open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StrayReturnOwner<'a> {
    /// This outcome.
    Outcome(OutcomeName<'a>),
    /// This situation.
    Situation(&'a str),
}

/// What some runs show, each with the shortest such run, and what all runs show together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts<'a> {
    /// Situations and endings that are entered.
    pub nodes: BTreeMap<&'a str, Run<'a>>,
    /// Choices that are available.
    pub offered: BTreeSet<ChoiceName<'a>>,
    /// Choices that are shown locked.
    pub locked: BTreeSet<ChoiceName<'a>>,
    /// Outcomes that are taken.
    pub taken: BTreeSet<OutcomeName<'a>>,
    /// Conditions that are evaluated as true.
    pub held: BTreeSet<SiteId>,
    /// Conditions that are evaluated as false.
    pub failed: BTreeSet<SiteId>,
    /// Situations with no available choice.
    pub dead_ends: BTreeMap<&'a str, Run<'a>>,
    /// Choices none of whose outcomes holds.
    pub no_outcomes: BTreeMap<ChoiceName<'a>, Run<'a>>,
    /// `return`s reached while no detour is open.
    pub stray_returns: BTreeMap<StrayReturnOwner<'a>, Run<'a>>,
    /// Changes that are cut off and whose result a condition can still read: somewhere after the
    /// change, along `Next:` and `Detour:` lines, whichever detour a `return` there may close.
    pub saturated: BTreeMap<SiteId, Run<'a>>,
    /// Those of them that are cut off in some run in which a later condition of that same run can
    /// read the result.
    pub read_later: BTreeSet<SiteId>,
    /// How far each principle that the scenario links is covered.
    pub coverage: BTreeMap<&'a str, Level>,
}

/// Keeps the lesser of two runs that show the same fact.
pub(super) fn keep_lesser<'a, K: Ord>(facts: &mut BTreeMap<K, Run<'a>>, fact: K, run: &Run<'a>) {
    match facts.entry(fact) {
        std::collections::btree_map::Entry::Vacant(place) => drop(place.insert(run.clone())),
        std::collections::btree_map::Entry::Occupied(mut place) => {
            if run < place.get() {
                place.insert(run.clone());
            }
        }
    }
}
