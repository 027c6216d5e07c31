//! Every run of a story.
//!
//! Takes: a [`Machine`](scn_story::Machine) and a bound on states. Gives: a [`Proof`]: what runs can and cannot reach, with the shortest
//! run for each thing that some run shows. Must not know: source text, findings, the disk, the clock.
//!
//! The runs are explored breadth first through the one interpreter that also plays them; states that no condition ahead can tell apart are
//! one state (`Machine::reduce`). See `README.md` in this folder for the method.

mod again;
mod coverage;
mod dense;
mod edges;
mod explore;
mod hash;
mod helper;
mod limits;
mod play;
mod proof;
mod seen;
mod table;
mod traps;
mod witness;

pub use limits::{Limits, MayHelp, Watch};
pub use proof::{Coverage, Level, Proof, RunStep, StrayReturn, Trap, Witness};

use scn_story::{Bits, Machine, NodeIx};

/// Explores every run of a scenario, as far as the limits allow.
///
/// The machine is best built with [`Keep::Read`](scn_story::Keep::Read): a state then holds nothing that no condition reads. Takes time in
/// proportion to the states and what can be chosen in them.
#[must_use]
pub fn prove(machine: &Machine, limits: &Limits<'_>) -> Proof {
    match machine.words() {
        0 | 1 => prove_with::<[u64; 1]>(machine, limits),
        2 => prove_with::<[u64; 2]>(machine, limits),
        3 | 4 => prove_with::<[u64; 4]>(machine, limits),
        5..=8 => prove_with::<[u64; 8]>(machine, limits),
        _ => prove_with::<Vec<u64>>(machine, limits),
    }
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
