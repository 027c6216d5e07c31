//! Claims about every run: whether a promise is kept, and the shortest run that shows that it is
//! not.
//!
//! A promise speaks of *moments*, and asks its condition at every one of them. So the machine must
//! keep what it reads at every moment, which [`Keep::Promises`](scn_story::Keep::Promises) does;
//! states of such a machine that are one state agree on the condition now and ever after. Then each
//! kind is a question about the explored graph (`symbolic/claims.rs` asks the same of sets of
//! states):
//!
//! | kind | refuted by | in |
//! | --- | --- | --- |
//! | `never` | a state where the condition holds | `met.rs` |
//! | `possible` | no such state | `met.rs` |
//! | `always possible` | a state from which no such state can be reached | `stuck.rs` |
//! | `inevitable` | a way that stops or returns to itself, without it | `avoid.rs` |

mod avoid;
mod met;
mod steps;
mod stuck;

use scn_story::{Bits, ChoiceIx, Claim, Machine, NodeIx, PromiseKind, Site};

use crate::explore::{Explored, explore};
use crate::symbolic::{self, Merge, Spent};
use crate::table::StateIx;
use crate::{Limits, WALKED_FIRST, Witness};

/// What is proved of the promises of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promises {
    /// How many states were stored, or proved by whole sets of them.
    pub states: u64,
    /// Whether those were all.
    pub complete: bool,
    /// What is proved of each promise, in the order asked.
    pub verdicts: Vec<Verdict>,
}

/// What is proved of a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is kept by every run.
    Kept,
    /// It is not.
    Refuted(Refutation),
    /// The bound was reached before it could be told.
    Open,
}

/// What shows that a promise is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refutation {
    /// `never`: the shortest run to a moment where the condition holds, and where that is.
    Met {
        /// The run.
        run: Witness,
        /// Where it comes to.
        at: NodeIx,
    },
    /// `possible`: no moment meets the condition.
    Unmet(Nearest),
    /// `always possible`: the shortest run to a moment from which none can be reached that meets
    /// the condition.
    Stuck {
        /// The run.
        run: Witness,
        /// Where it comes to.
        at: NodeIx,
        /// The situations and endings that can still be come to, where it is among them, in source
        /// order.
        within: Vec<NodeIx>,
    },
    /// `inevitable`: the shortest run that stops and has come to no moment that meets the
    /// condition.
    Stops {
        /// The run.
        run: Witness,
        /// Where it stops.
        at: NodeIx,
        /// How.
        how: Stop,
    },
    /// `inevitable`: no such run stops, but one goes on for ever. The shortest run to a moment that
    /// can come round to itself, and from there the shortest way round, which meets the condition
    /// nowhere.
    Round {
        /// The run to the moment.
        run: Witness,
        /// The way round; no step where situations without choices lead to one another.
        round: Witness,
        /// Where the moment is.
        at: NodeIx,
    },
}

/// How near any run comes to a condition that none meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// For each of the conditions that must hold together, whether some moment meets it.
    pub parts: Vec<bool>,
    /// The shortest run to a moment that meets the most of them.
    pub run: Witness,
    /// Where it comes to.
    pub at: NodeIx,
    /// For each of the conditions, whether that moment meets it.
    pub met: Vec<bool>,
}

/// How a run stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// At an ending.
    Ending,
    /// With no choice on offer.
    DeadEnd,
    /// At a choice none of whose outcomes holds.
    NoOutcome(ChoiceIx),
    /// Where nothing says how it goes on.
    Nowhere,
}

/// Says of each promise of a scenario, its kind and the [`Site`] of its condition, whether it is
/// kept, as far as the limits allow.
///
/// The machine must be built with [`Keep::Promises`](scn_story::Keep::Promises) from a scenario
/// that has these promises. States are walked one by one; where they are more than some hundred
/// thousand, or than the limit, what is left open is asked of whole sets of them, and what is open
/// then is walked on to the limit. Where all of it does not suffice, only what a finished run shows
/// is told: a `never` that is refuted, a `possible` that is kept.
#[must_use]
pub fn prove_promises(machine: &Machine, promises: &[(PromiseKind, Site)], limits: &Limits<'_>) -> Promises {
    prove_promises_after(machine, promises, limits, WALKED_FIRST)
}

/// The same, with so many states walked first.
pub(crate) fn prove_promises_after(
    machine: &Machine,
    promises: &[(PromiseKind, Site)],
    limits: &Limits<'_>,
    walked: u64,
) -> Promises {
    let bare = bare(machine);
    let first = walk(&bare, promises, &Limits { states: limits.states.min(walked), ..*limits });
    if first.is_decided() {
        return first;
    }
    let by_sets = |merge| symbolic::promises(&bare, promises, limits, merge, &first.verdicts);
    let by_sets = match by_sets(Merge::Alike) {
        // Values that count as one make a round shorter than it is when states are walked.
        Ok(proved) if proved.goes_round() => Ok(by_sets(Merge::Unread).unwrap_or(proved)),
        other => other,
    };
    let by_sets = match by_sets {
        Ok(proved) if proved.is_decided() => return proved,
        Ok(proved) => proved.verdicts,
        Err(Spent::Bound) => Vec::new(),
        Err(Spent::Ended) => return first,
    };
    let mut last = if limits.states <= walked { first } else { walk(&bare, promises, limits) };
    for (verdict, by_sets) in last.verdicts.iter_mut().zip(by_sets) {
        if *verdict == Verdict::Open {
            *verdict = by_sets;
        }
    }
    last
}

/// Says the same by walking the states one by one and in no other way.
#[must_use]
pub fn prove_promises_by_walking(machine: &Machine, promises: &[(PromiseKind, Site)], limits: &Limits<'_>) -> Promises {
    walk(&bare(machine), promises, limits)
}

/// The machine without what its texts read. Promises ask nothing of texts: moments that only a text
/// could tell apart are one.
fn bare(machine: &Machine) -> Machine {
    machine.reading(&|_| false)
}

fn walk(machine: &Machine, promises: &[(PromiseKind, Site)], limits: &Limits<'_>) -> Promises {
    match machine.words() {
        0 | 1 => with::<[u64; 1]>(machine, promises, limits),
        2 => with::<[u64; 2]>(machine, promises, limits),
        3 | 4 => with::<[u64; 4]>(machine, promises, limits),
        5..=8 => with::<[u64; 8]>(machine, promises, limits),
        _ => with::<Vec<u64>>(machine, promises, limits),
    }
}

/// Says the same by whole sets of states and in no other way; `None` when the limits do not suffice
/// for the states, a verdict that is open where they do not suffice for the promise.
/// [`prove_promises`] does so by itself where there are more states than can be walked.
#[must_use]
pub fn prove_promises_by_sets(
    machine: &Machine,
    promises: &[(PromiseKind, Site)],
    limits: &Limits<'_>,
    merge: Merge,
) -> Option<Promises> {
    symbolic::promises(&bare(machine), promises, limits, merge, &[]).ok()
}

impl Promises {
    fn goes_round(&self) -> bool {
        self.verdicts.iter().any(|verdict| matches!(verdict, Verdict::Refuted(Refutation::Round { .. })))
    }

    fn is_decided(&self) -> bool {
        self.verdicts.iter().all(|verdict| *verdict != Verdict::Open)
    }
}

fn with<B: Bits>(machine: &Machine, promises: &[(PromiseKind, Site)], limits: &Limits<'_>) -> Promises {
    let mut explored = explore::<B>(machine, limits);
    let follows = |(kind, _): &(PromiseKind, Site)| match kind {
        PromiseKind::AlwaysPossible | PromiseKind::Inevitable => true,
        PromiseKind::Never | PromiseKind::Possible => false,
    };
    // Without room for the steps those that follow them stay open.
    if explored.complete && promises.iter().any(follows) {
        explored.complete = explored.keep_edges();
    }
    let verdict = |(kind, site): &(PromiseKind, Site)| {
        let Some(claim) = machine.claim(*site) else { return Verdict::Open };
        match kind {
            PromiseKind::Never => met::never(&explored, claim),
            PromiseKind::Possible => met::possible(&explored, claim),
            PromiseKind::AlwaysPossible if explored.complete => stuck::always_possible(&explored, claim),
            PromiseKind::Inevitable if explored.complete => avoid::inevitable(&explored, claim),
            PromiseKind::AlwaysPossible | PromiseKind::Inevitable => Verdict::Open,
        }
    };
    let verdicts = promises.iter().map(verdict).collect();
    Promises { states: explored.table.len() as u64, complete: explored.complete, verdicts }
}

impl<B: Bits> Explored<'_, B> {
    /// The numbers of all states, in order.
    fn all(&self) -> impl DoubleEndedIterator<Item = StateIx> + use<B> {
        0..u32::try_from(self.table.len()).unwrap_or(u32::MAX)
    }

    /// Whether a condition holds in a state.
    fn holds(&self, claim: Claim, at: StateIx) -> bool {
        self.table.state(at).is_some_and(|state| self.machine.claim_holds(claim, &state))
    }
}

/// Whether the flag of a state is set.
fn is(flags: &[bool], at: StateIx) -> bool {
    flags.get(at as usize).copied().unwrap_or_default()
}

/// Sets the flag of a state. False where it was set already.
fn set(flags: &mut [bool], at: StateIx) -> bool {
    flags.get_mut(at as usize).is_some_and(|flag| !std::mem::replace(flag, true))
}
