//! Proofs with symbolic state sets, for scenarios that have more states than can be explored one by
//! one. See `README.md` in this folder.

mod avoid;
mod cache;
mod claims;
mod classes;
mod cover;
mod diagram;
mod facts;
mod moves;
mod pits;
mod purse;
mod rings;
mod rules;
mod runs;
mod space;
mod world;

use scn_story::Machine;

use crate::{Limits, Proof};
pub(crate) use claims::promises;
use classes::Classes;
use diagram::{Diagrams, EMPTY, Fun};
use facts::Facts;
use moves::Frame;
use purse::Purse;
pub(crate) use purse::{Done, Spent};
use rules::Rules;
use space::Space;
use world::{Sets, World};

/// Which values are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merge {
    /// Only those of slots that nothing ahead reads: the states are the same as when they are
    /// explored one by one.
    Unread,
    /// All values that nothing ahead can distinguish: there are fewer states.
    Alike,
}

/// The start of all runs, as a location and the set of the single state, and what is observed
/// there.
struct Begun {
    start: (usize, Fun),
    facts: Facts,
}

impl<'m> World<'m> {
    /// Creates the transition system of a scenario and the start of its runs.
    fn of(machine: &'m Machine, limits: &Limits<'m>, merge: Merge) -> Done<(Self, Begun)> {
        let view = machine.view();
        let purse = Purse::new(limits);
        let space = Space::new(&view, &purse)?;
        let diagrams = Diagrams::new(space.sizes(), purse);
        let frame = Frame { view, space, diagrams };
        let classes = match merge {
            Merge::Unread => Classes::of_slots(&frame),
            Merge::Alike => Classes::alike(machine, &frame)?,
        };
        let mut world = World::new(Rules { machine, frame, classes })?;
        let (state, facts) = world.start();
        let place = world.place(state.node, state.stack)?;
        let (_, values) = world.numbers(&state).ok_or(Spent::Bound)?;
        let start = (place, world.rules.frame.diagrams.point(&values)?);
        Ok((world, Begun { start, facts }))
    }

    /// Returns the number of states in some sets. `u64::MAX` means that many or more.
    fn count(&self, sets: &Sets) -> u64 {
        sets.iter().fold(0_u64, |sum, states| {
            let here = if *states == EMPTY { 0 } else { self.rules.frame.diagrams.count(*states) };
            sum.saturating_add(u64::try_from(here).unwrap_or(u64::MAX))
        })
    }
}

/// Proves everything about a scenario without exploring its states one by one. Returns an error if
/// the limits do not suffice. `known` may be an unfinished proof of the same machine, whose runs
/// are then not computed again.
pub(crate) fn prove(machine: &Machine, limits: &Limits<'_>, merge: Merge, known: Option<&Proof>) -> Done<Proof> {
    let (mut world, Begun { start, mut facts }) = World::of(machine, limits, merge)?;
    let reached = world.spread(&[start], None)?;
    world.facts(&reached, &mut facts)?;
    let mut proof = Proof { complete: true, states: world.count(&reached), ..Proof::default() };
    facts::tell(&mut world, &facts, known, &mut proof)?;
    proof.traps = world.traps(&reached)?;
    proof.coverage = world.coverage(start, &reached, &proof)?;
    Ok(proof)
}
