//! `never` and `possible`: whether some moment meets the condition.

use scn_story::{Bits, Claim};

use super::{Nearest, Refutation, Verdict};
use crate::explore::Explored;
use crate::table::StateIx;

/// Returns the first state where the condition holds. States are numbered in the order of the
/// shortest runs that reach them, so this is the state to report.
fn first<B: Bits>(explored: &Explored<'_, B>, claim: Claim) -> Option<StateIx> {
    explored.all().find(|at| explored.holds(claim, *at))
}

pub(super) fn never<B: Bits>(explored: &Explored<'_, B>, claim: Claim) -> Verdict {
    match first(explored, claim) {
        Some(at) => Verdict::Refuted(Refutation::Met { run: explored.run_to(at), at: explored.table.node(at) }),
        None if explored.complete => Verdict::Kept,
        None => Verdict::Open,
    }
}

pub(super) fn possible<B: Bits>(explored: &Explored<'_, B>, claim: Claim) -> Verdict {
    if first(explored, claim).is_some() {
        return Verdict::Kept;
    }
    if !explored.complete {
        return Verdict::Open;
    }
    Verdict::Refuted(Refutation::Unmet(nearest(explored, claim)))
}

fn nearest<B: Bits>(explored: &Explored<'_, B>, claim: Claim) -> Nearest {
    let conjuncts = explored.machine.conjuncts(claim);
    let mut parts = vec![false; conjuncts.len()];
    let mut best: Option<(usize, StateIx, Vec<bool>)> = None;
    for at in explored.all() {
        let Some(state) = explored.table.state(at) else { continue };
        let met: Vec<bool> = conjuncts.iter().map(|part| explored.machine.claim_holds(*part, &state)).collect();
        parts.iter_mut().zip(&met).for_each(|(part, met)| *part |= met);
        let count = met.iter().filter(|met| **met).count();
        if best.as_ref().is_none_or(|(most, ..)| *most < count) {
            best = Some((count, at, met));
        }
    }
    let (_, at, met) = best.unwrap_or_default();
    Nearest { parts, run: explored.run_to(at), at: explored.table.node(at), met }
}
