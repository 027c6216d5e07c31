//! Every run of a story.
//!
//! Takes: a [`Machine`](scn_story::Machine) and a bound on states. Gives: a [`Proof`]: what runs can and cannot reach, with the shortest
//! run for each thing that some run shows; or [`Stats`]: what all runs are like in numbers. Must not know: source text, findings, the disk, the clock.
//!
//! The runs are explored breadth first through the one interpreter that also plays them; states that no condition ahead can tell apart are
//! one state (`Machine::reduce`). See `README.md` in this folder for the method.

mod again;
mod claims;
mod coverage;
mod dense;
mod edges;
mod explore;
mod hash;
mod helper;
mod limits;
mod moments;
mod play;
mod proof;
mod script;
mod seen;
mod stats;
mod symbolic;
mod table;
mod traps;
mod witness;

pub use claims::{Nearest, Promises, Refutation, Stop, Verdict, prove_promises};
pub use limits::{Limits, MayHelp, Watch};
pub use moments::{Moments, NodeMoments, moments};
pub use proof::{Coverage, Level, Proof, RunStep, StrayReturn, Trap, Witness};
pub use script::{ScriptFailure, ScriptStep, Wanted, WhyFailed, run_script};
pub use stats::{
    Best, Blind, Chance, Count, End, Extreme, Label, Least, Loop, Lost, Most, Player, Profile, Scores, Stats, Texts,
    stats, unfaced_run,
};
pub use symbolic::Merge;

use scn_story::{Bits, Machine, NodeIx};

/// So many states are walked before whole sets of them are tried: that takes a tenth of a second to one, and below it nothing is faster.
const WALKED_FIRST: u64 = 400_000;

/// Proves what every run of a scenario can and cannot do, as far as the limits allow.
///
/// The machine is best built with [`Keep::Read`](scn_story::Keep::Read): a state then holds nothing that no condition reads. States are walked one
/// by one, in time proportional to them and to what can be chosen in them. Where there are more than some hundred thousand it tries to prove everything
/// by whole sets of them (see `symbolic/README.md`), and walks on to the bound only where that does not work out.
#[must_use]
pub fn prove(machine: &Machine, limits: &Limits<'_>) -> Proof {
    prove_after(machine, limits, WALKED_FIRST)
}

/// The same, with so many states walked first.
fn prove_after(machine: &Machine, limits: &Limits, walked: u64) -> Proof {
    let first = prove_by_walking(machine, &Limits { states: limits.states.min(walked), ..*limits });
    if first.complete || first.interrupted || limits.states <= walked {
        return first;
    }
    symbolic::prove(machine, limits, Merge::Alike, Some(&first)).unwrap_or_else(|| prove_by_walking(machine, limits))
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

/// Proves a scenario by whole sets of states and in no other way; `None` when the limits do not suffice. [`prove`] does so by itself where there
/// are more states than can be walked.
#[must_use]
pub fn prove_by_sets(machine: &Machine, limits: &Limits<'_>, merge: Merge) -> Option<Proof> {
    symbolic::prove(machine, limits, merge, None)
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
        nodes: explored.first_at.iter().map(|first| first.map(|state| explored.run_to(state))).collect(),
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
