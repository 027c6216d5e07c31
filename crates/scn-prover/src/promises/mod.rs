//! Properties of all runs: whether a promise is kept, and the shortest run that refutes it.
//!
//! A promise refers to *moments*, and its condition is evaluated at every moment. The machine must
//! therefore keep everything the condition reads at every moment, which
//! [`Keep::Promises`](scn_story::Keep::Promises) ensures; states of such a machine that are merged
//! agree on the condition now and in the future. Each kind is then a question about the explored
//! graph (`symbolic/promises.rs` asks the same questions about state sets):
//!
//! | kind | refuted by | in |
//! | --- | --- | --- |
//! | `never` | a state where the condition holds | `met.rs` |
//! | `possible` | the absence of such a state | `met.rs` |
//! | `always possible` | a state from which no such state can be reached | `stuck.rs` |
//! | `inevitable` | a path without such a state that stops or returns to itself | `avoid.rs` |

mod avoid;
mod met;
mod steps;
mod stuck;

use scn_story::{Bits, ChoiceIx, ConditionRef, Machine, NodeIx, PromiseKind, SiteId};

use crate::explore::{Explored, explore};
use crate::symbolic::{self, Exhausted, Merge};
use crate::table::StateIx;
use crate::{Limits, WALKED_FIRST, Witness};

/// The verdicts on the promises of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promises {
    /// Number of states stored, or covered by symbolic state sets.
    pub states: u64,
    /// Whether these were all states.
    pub complete: bool,
    /// The verdict on each promise, in the order given.
    pub verdicts: Vec<Verdict>,
}

/// The verdict on a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every run keeps it.
    Kept,
    /// Some run breaks it.
    Refuted(Refutation),
    /// The limits were reached before it could be decided.
    Open,
}

/// What refutes a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refutation {
    /// `never`: the shortest run to a moment where the condition holds.
    Met {
        /// The run.
        run: Witness,
        /// The node it reaches.
        at: NodeIx,
    },
    /// `possible`: no moment meets the condition.
    Unmet(NearestMoment),
    /// `always possible`: the shortest run to a moment from which no moment that meets the
    /// condition can be reached.
    Stuck {
        /// The run.
        run: Witness,
        /// The node it reaches.
        at: NodeIx,
        /// The situations and endings that can still be reached, including its own, in source
        /// order.
        within: Vec<NodeIx>,
    },
    /// `inevitable`: the shortest run that stops without having reached a moment that meets the
    /// condition.
    Stops {
        /// The run.
        run: Witness,
        /// The node where it stops.
        at: NodeIx,
        /// How it stops.
        how: Stop,
    },
    /// `inevitable`: no such run stops, but one continues forever. Holds the shortest run to a
    /// moment that can return to itself and, from there, the shortest cycle, which never meets the
    /// condition.
    Cycle {
        /// The run to the moment.
        run: Witness,
        /// The cycle; empty if situations without choices lead to one another.
        cycle: Witness,
        /// The node of the moment.
        at: NodeIx,
    },
}

/// How close any run gets to a condition that no moment meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearestMoment {
    /// For each of the conditions that must hold together, whether some moment meets it.
    pub parts: Vec<bool>,
    /// The shortest run to a moment that meets the largest number of them.
    pub run: Witness,
    /// The node it reaches.
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
    /// Where no next node is given.
    Nowhere,
}

/// Decides for each promise of a scenario, given as its kind and the [`SiteId`] of its condition,
/// whether it is kept, as far as the limits allow.
///
/// The machine must be built with [`Keep::Promises`](scn_story::Keep::Promises) from a scenario
/// that has these promises. States are explored one by one. If there are more than a few hundred
/// thousand, or more than the limit, promises still open are decided with symbolic state sets.
/// Those that remain open after that are decided by continuing the exploration up to the limit. If
/// none of this suffices, only what a finished run shows is reported: a refuted `never`, a kept
/// `possible`.
///
/// # Examples
///
/// ```
/// use scn_prover::{Limits, Verdict, prove_promises};
/// use scn_story::{Cond, Expr, Keep, Machine, Promise, PromiseKind, SiteId, Story};
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let mut scenario = story.scenarios[0].clone();
/// // Every run ends. Some run comes back to the queue, which breaks the second promise.
/// let visited = Expr::Visited("queue".to_owned());
/// for (kind, expr) in [(PromiseKind::Inevitable, Expr::Ended), (PromiseKind::Never, visited)] {
///     scenario.promises.push(Promise { kind, cond: Cond { site: SiteId::default(), expr } });
/// }
/// scenario.number_sites();
///
/// let machine = Machine::new(&scenario, Keep::Promises)?;
/// let promises: Vec<_> = scenario.promises.iter().map(|it| (it.kind, it.cond.site)).collect();
/// let proved = prove_promises(&machine, &promises, &Limits::default());
/// assert_eq!(proved.verdicts[0], Verdict::Kept);
/// assert!(matches!(proved.verdicts[1], Verdict::Refuted(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn prove_promises(machine: &Machine, promises: &[(PromiseKind, SiteId)], limits: &Limits<'_>) -> Promises {
    prove_promises_after(machine, promises, limits, WALKED_FIRST)
}

/// Like [`prove_promises`], but explores up to `walked` states before trying anything else.
pub(crate) fn prove_promises_after(
    machine: &Machine,
    promises: &[(PromiseKind, SiteId)],
    limits: &Limits<'_>,
    walked: u64,
) -> Promises {
    let bare = without_texts(machine);
    let first = explore_promises(&bare, promises, &Limits { states: limits.states.min(walked), ..*limits });
    if first.is_decided() {
        return first;
    }
    let prove_with_sets = |merge| symbolic::prove_promises_with_sets(&bare, promises, limits, merge, &first.verdicts);
    let by_sets = match prove_with_sets(Merge::Alike) {
        // Merging values can make a cycle shorter than it is when states are explored one by one.
        Ok(proved) if proved.goes_round() => Ok(prove_with_sets(Merge::Unread).unwrap_or(proved)),
        other => other,
    };
    let by_sets = match by_sets {
        Ok(proved) if proved.is_decided() => return proved,
        Ok(proved) => proved.verdicts,
        Err(Exhausted::Bound) => Vec::new(),
        Err(Exhausted::Interrupted) => return first,
    };
    let mut last = if limits.states <= walked { first } else { explore_promises(&bare, promises, limits) };
    for (verdict, by_sets) in last.verdicts.iter_mut().zip(by_sets) {
        if *verdict == Verdict::Open {
            *verdict = by_sets;
        }
    }
    last
}

/// Like [`prove_promises`], but explores the states one by one and uses no other method.
#[must_use]
pub fn prove_promises_by_walking(
    machine: &Machine,
    promises: &[(PromiseKind, SiteId)],
    limits: &Limits<'_>,
) -> Promises {
    explore_promises(&without_texts(machine), promises, limits)
}

/// Returns the machine without the values that only its texts read. Promises do not depend on
/// texts, so moments that only a text could distinguish are merged.
fn without_texts(machine: &Machine) -> Machine {
    machine.with_text_conditions(&|_| false)
}

fn explore_promises(machine: &Machine, promises: &[(PromiseKind, SiteId)], limits: &Limits<'_>) -> Promises {
    match machine.word_count() {
        0 | 1 => explore_promises_with::<[u64; 1]>(machine, promises, limits),
        2 => explore_promises_with::<[u64; 2]>(machine, promises, limits),
        3 | 4 => explore_promises_with::<[u64; 4]>(machine, promises, limits),
        5..=8 => explore_promises_with::<[u64; 8]>(machine, promises, limits),
        _ => explore_promises_with::<Vec<u64>>(machine, promises, limits),
    }
}

/// Like [`prove_promises`], but uses symbolic state sets and no other method. Returns `None` if the
/// limits do not suffice for the states; the verdict on a promise is `Open` if they do not suffice
/// for that promise. [`prove_promises`] does this by itself when there are more states than can be
/// explored.
#[must_use]
pub fn prove_promises_by_sets(
    machine: &Machine,
    promises: &[(PromiseKind, SiteId)],
    limits: &Limits<'_>,
    merge: Merge,
) -> Option<Promises> {
    symbolic::prove_promises_with_sets(&without_texts(machine), promises, limits, merge, &[]).ok()
}

impl Promises {
    fn goes_round(&self) -> bool {
        self.verdicts.iter().any(|verdict| matches!(verdict, Verdict::Refuted(Refutation::Cycle { .. })))
    }

    fn is_decided(&self) -> bool {
        self.verdicts.iter().all(|verdict| *verdict != Verdict::Open)
    }
}

fn explore_promises_with<B: Bits>(
    machine: &Machine,
    promises: &[(PromiseKind, SiteId)],
    limits: &Limits<'_>,
) -> Promises {
    let mut explored = explore::<B>(machine, limits);
    let needs_edges = |(kind, _): &(PromiseKind, SiteId)| match kind {
        PromiseKind::AlwaysPossible | PromiseKind::Inevitable => true,
        PromiseKind::Never | PromiseKind::Possible => false,
    };
    // Without room for the edges, promises whose proof follows them stay open.
    if explored.complete && promises.iter().any(needs_edges) {
        explored.complete = explored.keep_edges();
    }
    let prove_promise = |(kind, site): &(PromiseKind, SiteId)| {
        let Some(claim) = machine.condition_at(*site) else { return Verdict::Open };
        match kind {
            PromiseKind::Never => met::prove_never(&explored, claim),
            PromiseKind::Possible => met::prove_possible(&explored, claim),
            PromiseKind::AlwaysPossible if explored.complete => stuck::prove_always_possible(&explored, claim),
            PromiseKind::Inevitable if explored.complete => avoid::prove_inevitable(&explored, claim),
            PromiseKind::AlwaysPossible | PromiseKind::Inevitable => Verdict::Open,
        }
    };
    let verdicts = promises.iter().map(prove_promise).collect();
    Promises { states: explored.table.len() as u64, complete: explored.complete, verdicts }
}

impl<B: Bits> Explored<'_, B> {
    /// Iterates over the numbers of all states, in order.
    fn all_states(&self) -> impl DoubleEndedIterator<Item = StateIx> + use<B> {
        0..u32::try_from(self.table.len()).unwrap_or(u32::MAX)
    }

    /// Returns whether a condition holds in a state.
    fn meets_condition(&self, claim: ConditionRef, at: StateIx) -> bool {
        self.table.state(at).is_some_and(|state| self.machine.condition_holds(claim, &state))
    }
}

/// Returns whether the flag of a state is set.
fn is_flagged(flags: &[bool], at: StateIx) -> bool {
    flags.get(at as usize).copied().unwrap_or_default()
}

/// Sets the flag of a state. Returns false if it was already set.
fn set_flag(flags: &mut [bool], at: StateIx) -> bool {
    flags.get_mut(at as usize).is_some_and(|flag| !std::mem::replace(flag, true))
}
