//! Proofs with symbolic state sets, for scenarios that have more states than can be explored one by
//! one. See `README.md` in this folder.

mod avoid;
mod branches;
mod budget;
mod cache;
mod classes;
mod cover;
mod cycles;
mod diagram;
mod facts;
mod promises;
mod rules;
mod runs;
mod space;
mod step_effects;
mod transition_system;
mod traps;

use scn_story::Machine;

use crate::{Limits, Proof};
use budget::Budget;
pub(crate) use budget::{Budgeted, Exhausted};
use classes::ValueClasses;
use diagram::{Diagrams, EMPTY, NodeRef};
use facts::Facts;
pub(crate) use promises::prove_promises_with_sets;
use rules::TransitionRules;
use space::ValueSpace;
use step_effects::SymbolicContext;
use transition_system::{StateSets, TransitionSystem};

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
struct InitialState {
    start: (usize, NodeRef),
    facts: Facts,
}

impl<'m> TransitionSystem<'m> {
    /// Creates the transition system of a scenario and the start of its runs.
    fn build(machine: &'m Machine, limits: &Limits<'m>, merge: Merge) -> Budgeted<(Self, InitialState)> {
        let view = machine.view();
        let budget = Budget::new(limits);
        let space = ValueSpace::new(&view, &budget)?;
        let diagrams = Diagrams::new(space.level_sizes(), budget);
        let context = SymbolicContext { view, space, diagrams };
        let classes = match merge {
            Merge::Unread => ValueClasses::unread_only(&context),
            Merge::Alike => ValueClasses::merge_alike(machine, &context)?,
        };
        let mut system = TransitionSystem::new(TransitionRules::new(machine, context, classes))?;
        let (state, facts) = system.start_state();
        let location = system.location_number(state.node, state.stack)?;
        let (_, values) = system.state_numbers(&state).ok_or(Exhausted::Bound)?;
        let start = (location, system.rules.context.diagrams.single_tuple(&values)?);
        Ok((system, InitialState { start, facts }))
    }

    /// Returns the number of states in some sets. `u64::MAX` means that many or more.
    fn count_states(&self, sets: &StateSets) -> u64 {
        sets.iter().fold(0_u64, |sum, states| {
            let states_here = if *states == EMPTY { 0 } else { self.rules.context.diagrams.tuple_count(*states) };
            sum.saturating_add(u64::try_from(states_here).unwrap_or(u64::MAX))
        })
    }
}

/// Proves everything about a scenario without exploring its states one by one. Returns an error if
/// the limits do not suffice. `known` may be an unfinished proof of the same machine, whose runs
/// are then not computed again.
pub(crate) fn prove_with_sets(
    machine: &Machine,
    limits: &Limits<'_>,
    merge: Merge,
    known: Option<&Proof>,
) -> Budgeted<Proof> {
    let (mut system, InitialState { start, mut facts }) = TransitionSystem::build(machine, limits, merge)?;
    let reached = system.reachable_from(&[start], None)?;
    system.collect_facts(&reached, &mut facts)?;
    let mut proof = Proof { complete: true, states: system.count_states(&reached), ..Proof::default() };
    facts::write_proof(&mut system, &facts, known, &mut proof)?;
    proof.traps = system.find_traps(&reached)?;
    proof.coverage = system.compute_coverage(start, &reached, &proof)?;
    Ok(proof)
}
