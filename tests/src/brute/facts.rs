//! What is found out about a scenario, in names: the common tongue of the brute force and the
//! prover.

use std::collections::{BTreeMap, BTreeSet};

use scn_prover::Level;
use scn_story::Site;

use super::names::{ChoiceName, OutcomeName};

/// A step of a run. Of two that can be taken at one moment, the one written first is the lesser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pick<'a> {
    /// A choice is made.
    Choose {
        /// Its place among the choices of its situation, from 0.
        at: usize,
        /// Its name.
        name: ChoiceName<'a>,
    },
    /// Chance draws the outcome of this number, from 1.
    Draw(usize),
}

/// A run from the start. The lesser of two has fewer choices, or as many and comes first in source
/// order.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run<'a> {
    /// How many choices it has.
    pub choices: usize,
    /// Its steps.
    pub picks: Vec<Pick<'a>>,
}

/// Whose `return` a run came to with no detour open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stray<'a> {
    /// Of this outcome.
    Outcome(OutcomeName<'a>),
    /// Of this situation.
    Situation(&'a str),
}

/// What some run shows, each with the shortest such run; and what all runs together show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts<'a> {
    /// Situations and endings that are entered.
    pub nodes: BTreeMap<&'a str, Run<'a>>,
    /// Choices that are on offer.
    pub offered: BTreeSet<ChoiceName<'a>>,
    /// Choices that are shown locked.
    pub locked: BTreeSet<ChoiceName<'a>>,
    /// Outcomes that are taken.
    pub taken: BTreeSet<OutcomeName<'a>>,
    /// Conditions that are judged to hold.
    pub held: BTreeSet<Site>,
    /// Conditions that are judged not to hold.
    pub failed: BTreeSet<Site>,
    /// Situations with no choice on offer.
    pub dead_ends: BTreeMap<&'a str, Run<'a>>,
    /// Choices none of whose outcomes holds.
    pub no_outcomes: BTreeMap<ChoiceName<'a>, Run<'a>>,
    /// `return`s with no detour open.
    pub stray_returns: BTreeMap<Stray<'a>, Run<'a>>,
    /// Changes that are cut off, and whose result some condition can still read: somewhere behind
    /// the change, along `Next:` and `Detour:` lines, whatever detour a `return` there may close.
    pub saturated: BTreeMap<Site, Run<'a>>,
    /// Those of them that are cut off in some run where a condition ahead of that very run can read
    /// the result.
    pub read_later: BTreeSet<Site>,
    /// How far each principle that the scenario links is covered.
    pub coverage: BTreeMap<&'a str, Level>,
}

/// Keeps the lesser of two runs that show the same.
pub(super) fn note<'a, K: Ord>(facts: &mut BTreeMap<K, Run<'a>>, fact: K, run: &Run<'a>) {
    match facts.entry(fact) {
        std::collections::btree_map::Entry::Vacant(place) => drop(place.insert(run.clone())),
        std::collections::btree_map::Entry::Occupied(mut place) => {
            if run < place.get() {
                place.insert(run.clone());
            }
        }
    }
}
