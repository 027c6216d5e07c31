//! Whole sets of states at once, for scenarios that have more of them than can be walked. See `README.md` in this folder.

mod cache;
mod classes;
mod cover;
mod diagram;
mod facts;
mod moves;
mod pits;
mod rules;
mod runs;
mod space;
mod world;

use scn_story::Machine;

use crate::{Limits, Proof};
use classes::Classes;
use diagram::{Budget, Diagrams, Done, EMPTY};
use moves::Frame;
use rules::Rules;
use space::Space;
use world::{World, set_at};

/// Which values count as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merge {
    /// Those of slots that nothing ahead reads: the states are those that are walked one by one.
    Unread,
    /// All that nothing ahead can tell apart: there are fewer states.
    Alike,
}

/// Proves everything of a scenario without walking its states one by one; `None` when the limits do not suffice. `known` may be an unfinished
/// proof of the same machine, whose runs are then not worked out again.
pub(crate) fn prove(machine: &Machine, limits: &Limits, merge: Merge, known: Option<&Proof>) -> Option<Proof> {
    try_prove(machine, limits, merge, known).ok()
}

fn try_prove(machine: &Machine, limits: &Limits, merge: Merge, known: Option<&Proof>) -> Done<Proof> {
    let view = machine.view();
    let space = Space::new(&view)?;
    let budget = Budget { runs: limits.states.saturating_mul(2), work: limits.states.saturating_mul(20) };
    let diagrams = Diagrams::new(space.sizes(), budget);
    let frame = Frame { view, space, diagrams };
    let classes = match merge {
        Merge::Unread => Classes::of_slots(&frame),
        Merge::Alike => Classes::alike(machine, &frame),
    };
    let mut world = World::new(Rules { machine, frame, classes })?;
    let (state, mut facts) = world.start();
    let place = world.place(state.node, state.stack)?;
    let (_, values) = world.numbers(&state).ok_or(diagram::Spent)?;
    let start = (place, world.rules.frame.diagrams.point(&values)?);
    let reached = world.spread(&[start], None)?;
    world.facts(&reached, &mut facts)?;
    let mut proof = Proof { complete: true, ..Proof::default() };
    proof.states = reached.iter().fold(0_u64, |sum, states| {
        let here = if *states == EMPTY { 0 } else { world.rules.frame.diagrams.count(*states) };
        sum.saturating_add(u64::try_from(here).unwrap_or(u64::MAX))
    });
    facts::tell(&mut world, &facts, known, &mut proof)?;
    proof.traps = world.traps(&reached)?;
    proof.coverage = world.coverage(start, &reached, &proof)?;
    debug_assert!(set_at(&reached, place) != EMPTY, "the start is reached");
    Ok(proof)
}
