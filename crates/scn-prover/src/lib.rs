//! Every run of a story.
//!
//! Takes: a [`Machine`] and a bound on states. Gives: a [`Proof`]: what runs
//! can and cannot reach, with the shortest run for each thing that some run shows; or [`Stats`]:
//! what all runs are like in numbers. Must not know: source text, findings, the disk, the clock.
//!
//! The runs are explored breadth first through the one interpreter that also plays them; states
//! that no condition ahead can tell apart are one state (`Machine::reduce`). See `README.md` in
//! this folder for the method.

mod again;
mod claims;
mod coverage;
mod dense;
mod edges;
mod entered;
mod explore;
mod hash;
mod helper;
mod limits;
mod moments;
mod parents;
mod play;
mod proof;
mod rounds;
mod script;
mod seen;
mod stats;
mod symbolic;
mod table;
mod texts;
mod traps;
mod witness;

pub use claims::{
    Nearest, Promises, Refutation, Stop, Verdict, prove_promises, prove_promises_by_sets, prove_promises_by_walking,
};
pub use entered::Entered;
pub use limits::{Limits, MayHelp, Watch};
pub use moments::{Moments, NodeMoments, moments};
pub use proof::{Coverage, Level, Proof, RunStep, StrayReturn, Trap, Witness};
pub use script::{ScriptFailure, ScriptStep, Wanted, WhyFailed, run_script};
pub use stats::{
    Best, Blind, Chance, Count, Decision, Early, End, Extreme, Label, Least, Loop, Lost, Most, NaiveRun, Player,
    Profile, Scores, Stats, Texts, early, naive_runs, stats, unfaced_run,
};
pub use symbolic::Merge;

use scn_story::{Bits, Machine, NodeIx};
use symbolic::Spent;

/// So many states are walked before whole sets of them are tried: that takes a tenth of a second to
/// one, and below it nothing is faster.
const WALKED_FIRST: u64 = 400_000;

/// Proves what every run of a scenario can and cannot do, as far as the limits allow.
///
/// The machine is best built with [`Keep::Read`](scn_story::Keep::Read): a state then holds nothing
/// that no condition reads. States are walked one by one, in time proportional to them and to what
/// can be chosen in them. Where there are more than some hundred thousand, or than the limit, it
/// tries to prove everything by whole sets of them (see `symbolic/README.md`), then to decide the
/// conditions in texts each on their own, and walks on to the limit only where that does not work
/// out.
#[must_use]
pub fn prove(machine: &Machine, limits: &Limits<'_>) -> Proof {
    prove_after(machine, limits, WALKED_FIRST)
}

/// The same, with so many states walked first.
fn prove_after(machine: &Machine, limits: &Limits, walked: u64) -> Proof {
    match prove_quickly(machine, limits, walked) {
        Ok(proof) => proof,
        Err(first) => {
            let whole = |machine: &Machine, limits: &Limits<'_>| prove_whole(machine, limits, walked);
            match texts::prove_apart(machine, limits, &whole) {
                Some(mut proof) => {
                    // Of what texts alone read an unfinished proof shows what was seen with all of
                    // it.
                    if !proof.complete {
                        texts::add(&mut proof, &first);
                    }
                    proof
                }
                None => walk_on(machine, limits, walked, *first),
            }
        }
    }
}

/// The same with all conditions in texts together.
fn prove_whole(machine: &Machine, limits: &Limits<'_>, walked: u64) -> Proof {
    match prove_quickly(machine, limits, walked) {
        Ok(proof) => proof,
        Err(first) => walk_on(machine, limits, walked, *first),
    }
}

/// Walks so many states, then tries sets of them; gives the unfinished proof where neither does.
fn prove_quickly(machine: &Machine, limits: &Limits<'_>, walked: u64) -> Result<Proof, Box<Proof>> {
    let first = prove_by_walking(machine, &Limits { states: limits.states.min(walked), ..*limits });
    if first.complete || first.interrupted {
        return Ok(first);
    }
    match symbolic::prove(machine, limits, Merge::Alike, Some(&first)) {
        Ok(proof) => Ok(proof),
        Err(Spent::Ended) => Ok(Proof { interrupted: true, ..first }),
        Err(Spent::Bound) => Err(Box::new(first)),
    }
}

/// Walks to the limit, where what was `walked` first did not come there.
fn walk_on(machine: &Machine, limits: &Limits<'_>, walked: u64, first: Proof) -> Proof {
    if limits.states <= walked { first } else { prove_by_walking(machine, limits) }
}

/// Proves a scenario by walking, the conditions in its texts each apart where that makes a
/// difference, and in no other way; [`prove`] does so by itself where there are too many states
/// with all of them together.
#[must_use]
pub fn prove_texts_apart(machine: &Machine, limits: &Limits<'_>) -> Proof {
    let apart = texts::prove_apart(machine, limits, &|machine, limits| prove_by_walking(machine, limits));
    apart.unwrap_or_else(|| prove_by_walking(machine, limits))
}

/// Walks the states of a scenario one by one, as far as the limits allow, and does nothing else.
#[must_use]
pub fn prove_by_walking(machine: &Machine, limits: &Limits<'_>) -> Proof {
    match machine.words() {
        0 | 1 => prove_with::<[u64; 1]>(machine, limits),
        2 => prove_with::<[u64; 2]>(machine, limits),
        3 | 4 => prove_with::<[u64; 4]>(machine, limits),
        5..=8 => prove_with::<[u64; 8]>(machine, limits),
        _ => prove_with::<Vec<u64>>(machine, limits),
    }
}

/// Proves a scenario by whole sets of states and in no other way; `None` when the limits do not
/// suffice. [`prove`] does so by itself where there are more states than can be walked.
#[must_use]
pub fn prove_by_sets(machine: &Machine, limits: &Limits<'_>, merge: Merge) -> Option<Proof> {
    symbolic::prove(machine, limits, merge, None).ok()
}

fn prove_with<B: Bits>(machine: &Machine, limits: &Limits<'_>) -> Proof {
    let mut explored = explore::explore::<B>(machine, limits);
    let (held, failed) = explored.notes.seen.verdicts();
    let coverage = coverage::coverage(&mut explored);
    let traps = if explored.complete { traps::traps(&mut explored) } else { None };
    Proof {
        states: explored.table.len() as u64,
        complete: explored.complete && traps.is_some(),
        interrupted: explored.interrupted,
        nodes: explored.entered(),
        dead_ends: explored
            .notes
            .dead_ends
            .iter()
            .map(|(node, state): (&NodeIx, _)| (*node, explored.run_to(*state)))
            .collect(),
        no_outcomes: explored
            .notes
            .no_outcomes
            .iter()
            .map(|(choice, mark)| (*choice, explored.run_of(*mark)))
            .collect(),
        stray_returns: explored.stray_returns.iter().map(|(stray, mark)| (*stray, explored.run_of(*mark))).collect(),
        saturated: explored.saturated.iter().map(|(site, mark)| (*site, explored.run_of(*mark))).collect(),
        traps: traps.unwrap_or_default(),
        coverage,
        offered: std::mem::take(&mut explored.notes.offered),
        locked: std::mem::take(&mut explored.notes.locked),
        taken: std::mem::take(&mut explored.notes.taken),
        held,
        failed,
    }
}

#[cfg(test)]
mod tests;
