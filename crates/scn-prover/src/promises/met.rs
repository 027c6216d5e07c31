//! `never` and `possible`: whether some moment meets the condition.

use scn_story::{Bits, ConditionRef};

use super::{NearestMoment, Refutation, Verdict};
use crate::explore::Explored;
use crate::table::StateIx;

/// Returns the first state where the condition holds. States are numbered in the order of the
/// shortest runs that reach them, so this is the state to report.
fn first_state_meeting<B: Bits>(explored: &Explored<'_, B>, claim: ConditionRef) -> Option<StateIx> {
    explored.all_states().find(|at| explored.meets_condition(claim, *at))
}

pub(super) fn prove_never<B: Bits>(explored: &Explored<'_, B>, claim: ConditionRef) -> Verdict {
    match first_state_meeting(explored, claim) {
        Some(at) => Verdict::Refuted(Refutation::Met { run: explored.run_to(at), at: explored.table.node(at) }),
        None if explored.complete => Verdict::Kept,
        None => Verdict::Open,
    }
}

pub(super) fn prove_possible<B: Bits>(explored: &Explored<'_, B>, claim: ConditionRef) -> Verdict {
    if first_state_meeting(explored, claim).is_some() {
        return Verdict::Kept;
    }
    if !explored.complete {
        return Verdict::Open;
    }
    Verdict::Refuted(Refutation::Unmet(nearest_moment(explored, claim)))
}

fn nearest_moment<B: Bits>(explored: &Explored<'_, B>, claim: ConditionRef) -> NearestMoment {
    let conjuncts = explored.machine.conjuncts(claim);
    let mut parts = vec![false; conjuncts.len()];
    let mut best: Option<(usize, StateIx, Vec<bool>)> = None;
    for at in explored.all_states() {
        let Some(state) = explored.table.state(at) else { continue };
        let parts_met: Vec<bool> =
            conjuncts.iter().map(|part| explored.machine.condition_holds(*part, &state)).collect();
        parts.iter_mut().zip(&parts_met).for_each(|(part, met)| *part |= met);
        let count = parts_met.iter().filter(|met| **met).count();
        if best.as_ref().is_none_or(|(most, ..)| *most < count) {
            best = Some((count, at, parts_met));
        }
    }
    let (_, at, met) = best.unwrap_or_default();
    NearestMoment { parts, run: explored.run_to(at), at: explored.table.node(at), met }
}
