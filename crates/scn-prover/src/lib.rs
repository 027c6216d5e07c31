//! Analysis of every run of a story.
//!
//! Input: a [`Machine`] and a bound on the number of states. Output: a [`Proof`], which says what
//! runs can and cannot reach, with the shortest run for each thing that some run shows; or
//! [`Stats`], which describes all runs in numbers. This crate knows nothing about source text,
//! findings, the disk or the clock.
//!
//! Runs are explored breadth first with the same interpreter that plays them. States that no later
//! condition can distinguish are merged into one (`Machine::reduce`). The method is described in
//! `README.md` of this crate.

mod bounds;
mod coverage;
mod dense;
mod edges;
mod explore;
mod hash;
mod helper;
mod limits;
mod moments;
mod observer;
mod parents;
mod play;
mod promises;
mod proof;
mod question;
mod rows;
mod runs;
mod scc;
mod script;
mod stats;
mod successors;
mod symbolic;
mod table;
mod texts;
mod traps;
mod witness;

use limits::DEFAULT_STATES;
pub use limits::{Limits, MayHelp, Watch};
pub use moments::{MomentStats, NodeStats, moment_stats};
pub use promises::{
    NearestMoment, Promises, Refutation, Stop, Verdict, prove_promises, prove_promises_by_sets,
    prove_promises_by_walking,
};
pub use proof::{Coverage, Level, Proof, StrayReturn, Trap};
pub use question::Question;
pub use runs::{Entered, RunStep, RunTree, Witness};
pub use script::{FailureReason, ScriptFailure, ScriptStep, WantedChoices, run_script};
pub use stats::{
    BandReach, BestResult, BlindResult, Chance, Decision, End, GreatestMargin, LabelLength, LastDecision, LintStats,
    Loop, LosingChoice, Margins, Maximum, Minimum, NaivePlayer, NaiveRun, Profile, RangeEnd, RunCount, Scores, Stats,
    TextLengths, compute_stats, early, greatest_margins, last_decision, longest_run, naive_runs, reach_band,
    unfaced_run,
};
pub use symbolic::Merge;

use scn_story::{Bits, Machine};
use symbolic::Exhausted;

/// Number of states to explore one by one before trying symbolic state sets. Exploring this many
/// takes between a tenth of a second and one second, and for smaller scenarios no other method is
/// faster.
const WALKED_FIRST: u64 = 400_000;

/// Steps that may be played from these states.
const STEPS_FIRST: u64 = 8_000_000;

/// Bytes that a stored state takes beside its bits: its location, its predecessor, the step kept
/// for it, and its share of the index.
const BESIDE_BITS: usize = 20;

/// How much larger the next limit is if the one before did not suffice.
const GROWTH: u64 = 4;

/// The part of the limit on states that questions about hints alone are worth.
const HINTS: u64 = 6;

/// Proves what the runs of a scenario can and cannot do, as far as the limits allow.
///
/// The machine should be built with [`Keep::Read`](scn_story::Keep::Read), so that a state holds
/// only values that some condition reads. States are first explored one by one, in time
/// proportional to their number and to the choices available in them. If there are more than a few
/// hundred thousand states, or more than the limit, the function tries to prove everything with
/// symbolic state sets (see `symbolic/README.md`). If that fails, it tries to answer each question
/// by itself (see `bounds/README.md`). Only if some stay open, it works on sets and on states up to
/// the limit.
///
/// # Examples
///
/// ```
/// use scn_prover::{Limits, RunStep, prove};
/// use scn_story::{Keep, Machine, Story};
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let machine = Machine::new(&story.scenarios[0], Keep::Read)?;
/// let proof = prove(&machine, &Limits::default());
/// assert!(proof.complete && proof.dead_ends.is_empty() && proof.traps.is_empty());
///
/// // The shortest run to the ending makes one choice, of which chance draws the first outcome.
/// let done = machine.node_by_id("done").expect("the scenario has this ending");
/// let run = proof.nodes.run_to(done).expect("some run reaches it");
/// let [RunStep::Choose(choice), RunStep::Draw(1)] = run.steps()[..] else { panic!("{run:?}") };
/// assert_eq!(machine.choice_id(choice), "look");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn prove(machine: &Machine, limits: &Limits<'_>) -> Proof {
    prove_after(machine, limits, WALKED_FIRST)
}

/// Like [`prove`], but explores up to `walked` states before trying anything else.
fn prove_after(machine: &Machine, limits: &Limits, walked: u64) -> Proof {
    let mut first = match prove_quickly(machine, limits, walked) {
        Ok(proof) => return proof,
        Err(first) => *first,
    };
    let entered = first.nodes.count();
    bounds::settle(machine, limits, &mut first);
    if first.open.is_empty() || first.interrupted {
        return first;
    }
    let is_hint = |question: &Question| matches!(question, Question::Saturates(_) | Question::Locks(_));
    if walked < limits.states && limits.states <= DEFAULT_STATES && first.open.iter().all(is_hint) {
        return explore_for_hints(machine, limits, entered, first);
    }
    let prove_part = |machine: &Machine, limits: &Limits<'_>| prove_whole(machine, limits, walked);
    let mut proof = match texts::prove_apart(machine, limits, &prove_part) {
        Some(proof) => proof,
        None => prove_on(machine, limits, walked, first.clone()),
    };
    if !proof.complete {
        proof.add_proof(machine, &first);
    }
    proof
}

/// Explores somewhat further if only hints depend on what `first` leaves open. `entered` is the
/// number of nodes among the first states: if those are far from the ends of runs, there are too
/// many.
fn explore_for_hints(machine: &Machine, limits: &Limits<'_>, entered: usize, first: Proof) -> Proof {
    let states = limits.states / HINTS;
    if entered * 2 < first.nodes.count() || states <= first.states {
        return first;
    }
    let mut proof = prove_by_walking(machine, &Limits { states, steps: STEPS_FIRST * 3 / 2, ..*limits });
    if !proof.complete {
        proof.add_proof(machine, &first);
    }
    proof
}

/// Like [`prove_after`], but uses states and sets only.
fn prove_whole(machine: &Machine, limits: &Limits<'_>, walked: u64) -> Proof {
    match prove_quickly(machine, limits, walked) {
        Ok(proof) => proof,
        Err(first) => prove_on(machine, limits, walked, *first),
    }
}

/// Explores up to `walked` states, then tries symbolic state sets for about as long. Returns the
/// unfinished first proof as the error if neither succeeds.
fn prove_quickly(machine: &Machine, limits: &Limits<'_>, walked: u64) -> Result<Proof, Box<Proof>> {
    let first = prove_by_walking(machine, &Limits { states: limits.states.min(walked), steps: STEPS_FIRST, ..*limits });
    if first.complete || first.interrupted {
        return Ok(first);
    }
    let for_sets = limits.states.min(walked.max(WALKED_FIRST));
    prove_sets_after(machine, &Limits { states: for_sets, ..*limits }, first)
}

/// Continues after `walked` states did not suffice: explores more and more states and tries larger
/// and larger sets, in turn, so that neither costs much more than the other would.
fn prove_on(machine: &Machine, limits: &Limits<'_>, mut walked: u64, mut last: Proof) -> Proof {
    let mut steps = STEPS_FIRST;
    while walked < limits.states {
        walked = walked.saturating_mul(GROWTH).min(limits.states);
        steps = if walked < limits.states { steps.saturating_mul(GROWTH) } else { u64::MAX };
        let limits = Limits { states: walked, steps, ..*limits };
        last = prove_by_walking(machine, &limits);
        if last.complete || last.interrupted {
            return last;
        }
        last = match prove_sets_after(machine, &limits, last) {
            Ok(proof) => return proof,
            Err(last) => *last,
        };
    }
    last
}

/// Tries symbolic state sets. Returns the unfinished proof `known` as the error if they do not
/// suffice.
fn prove_sets_after(machine: &Machine, limits: &Limits<'_>, known: Proof) -> Result<Proof, Box<Proof>> {
    match symbolic::prove_with_sets(machine, limits, Merge::Alike, Some(&known)) {
        Ok(proof) => Ok(proof),
        Err(Exhausted::Interrupted) => Ok(Proof { interrupted: true, ..known }),
        Err(Exhausted::Bound) => Err(Box::new(known)),
    }
}

/// Proves a scenario by exploring states one by one, deciding the conditions in its texts
/// separately where that makes a difference, and uses no other method. [`prove`] does this by
/// itself when there are too many states with all those conditions together.
#[must_use]
pub fn prove_texts_apart(machine: &Machine, limits: &Limits<'_>) -> Proof {
    let apart = texts::prove_apart(machine, limits, &|machine, limits| prove_by_walking(machine, limits));
    apart.unwrap_or_else(|| prove_by_walking(machine, limits))
}

/// Explores the states of a scenario one by one, as far as the limits allow, and uses no other
/// method.
#[must_use]
pub fn prove_by_walking(machine: &Machine, limits: &Limits<'_>) -> Proof {
    match machine.word_count() {
        0 | 1 => prove_with::<[u64; 1]>(machine, limits),
        2 => prove_with::<[u64; 2]>(machine, limits),
        3 | 4 => prove_with::<[u64; 4]>(machine, limits),
        5..=8 => prove_with::<[u64; 8]>(machine, limits),
        _ => prove_with::<Vec<u64>>(machine, limits),
    }
}

/// Proves a scenario with symbolic state sets and no other method. Returns `None` if the limits do
/// not suffice. [`prove`] does this by itself when there are more states than can be explored.
#[must_use]
pub fn prove_by_sets(machine: &Machine, limits: &Limits<'_>, merge: Merge) -> Option<Proof> {
    symbolic::prove_with_sets(machine, limits, merge, None).ok()
}

/// Proves a scenario by answering each question by itself, after exploring a single state.
/// [`prove`] does this by itself when there are more states than can be explored.
#[must_use]
pub fn prove_by_bounds(machine: &Machine, limits: &Limits<'_>) -> Proof {
    let mut proof = prove_by_walking(machine, &Limits { states: 1, ..*limits });
    bounds::settle(machine, limits, &mut proof);
    proof
}

fn prove_with<B: Bits>(machine: &Machine, limits: &Limits<'_>) -> Proof {
    let row = (machine.bit_count() / 8 + BESIDE_BITS) as u64;
    let limits = &Limits { states: limits.states.min(limits.memory / row), ..*limits };
    let mut explored = explore::explore::<B>(machine, limits);
    let (held, failed) = explored.notes.seen.observed_values();
    let coverage = coverage::compute_coverage(&mut explored);
    let traps = if explored.complete { traps::find_traps(&mut explored) } else { None };
    let mut proof = Proof {
        states: explored.table.len() as u64,
        complete: explored.complete && traps.is_some(),
        interrupted: explored.interrupted,
        coverage,
        offered: std::mem::take(&mut explored.notes.offered),
        locked: std::mem::take(&mut explored.notes.locked),
        taken: std::mem::take(&mut explored.notes.taken),
        observed_true: held,
        observed_false: failed,
        nodes: Entered::none(explored.first_at.len()),
        ..Proof::default()
    };
    witness::add_runs(&mut proof, &explored, traps.unwrap_or_default());
    proof.open_unanswered(machine);
    proof
}

#[cfg(test)]
mod tests;
