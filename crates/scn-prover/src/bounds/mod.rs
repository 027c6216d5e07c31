//! Answers the questions of a proof one by one, from both sides, where there are too many states to
//! examine. See `README.md` in this folder.

mod above;
pub(crate) mod always;
mod below;
mod bitmap;
mod exact;
mod goals;
mod graph;
mod grid;
mod random;
mod search;
mod states;
mod sweep;
mod values;

#[cfg(test)]
mod tests;

use rustc_hash::FxHashSet;
use scn_story::{Bits, Machine, NodeIx, PrincipleIx, Silent, State};

use crate::{Level, Limits, Proof, Question};
use above::{Above, AboveStart};
use search::Search;

/// Work on sets of values for each state that the limits allow, in intervals.
const WORK_PER_STATE: u64 = 5;

/// With a lower limit on states, questions are not answered one by one.
const LEAST_STATES: u64 = 1000;

/// Number of states that the limits allow for each moment or step that is played.
const STATES_PER_STEP: u64 = 10;

/// Answers questions that an unfinished proof leaves open. What plays show is added to the proof;
/// what no run can do is no longer open. The proof is complete afterwards if all states were found.
pub(crate) fn settle(machine: &Machine, limits: &Limits<'_>, proof: &mut Proof) {
    settle_by(machine, limits, proof, true);
}

/// Like `settle`. All states are only searched for if `may_find_all` is set.
pub(crate) fn settle_by(machine: &Machine, limits: &Limits<'_>, proof: &mut Proof, may_find_all: bool) {
    if limits.states < LEAST_STATES {
        return;
    }
    match machine.word_count() {
        0 | 1 => settle_with::<[u64; 1]>(machine, limits, proof, may_find_all),
        2 => settle_with::<[u64; 2]>(machine, limits, proof, may_find_all),
        3 | 4 => settle_with::<[u64; 4]>(machine, limits, proof, may_find_all),
        _ => settle_with::<Vec<u64>>(machine, limits, proof, may_find_all),
    }
}

fn settle_with<B: Bits>(machine: &Machine, limits: &Limits<'_>, proof: &mut Proof, may_find_all: bool) {
    let start: State<B> = machine.start(&mut Silent);
    let slots = machine.view().slots.len();
    let raw = (0..slots).map(|slot| machine.raw_at(start.bits.as_ref(), slot)).collect();
    let from =
        AboveStart { node: start.node, raw, most_work: limits.states.saturating_mul(WORK_PER_STATE), limits: *limits };
    let above = Above::compute(machine, &from, None);
    if let Some(above) = &above {
        exclude_impossible(above, start.node, proof);
    }
    if proof.open.contains(&Question::Trap) && always::can_always_end(machine) {
        proof.open.remove(&Question::Trap);
    }
    let most_played = limits.states / STATES_PER_STEP;
    let avoided = Search::<B>::new(machine, limits, most_played, proof).run(proof);
    proof.close_answered(machine);
    let Some(above) = &above else { return finish_levels(machine, &avoided, proof) };
    let ranks = above.ranks(from.node);
    let for_all = ranks.as_ref().filter(|_| may_find_all);
    let swept = for_all.and_then(|ranks| exact::find_all_states(above, &from, ranks, limits));
    match (&swept, ranks) {
        (Some(swept), _) => exact::answer_exactly(swept, &from, proof),
        (None, Some(ranks)) => sweep::exclude_by_sweeps(above, &from, ranks, limits, proof),
        (None, None) => {}
    }
    finish_levels(machine, &avoided, proof);
    if let Some(swept) = &swept {
        exact::complete(swept, &from, proof);
    }
}

/// Raises the level of principles that every run faces, and closes questions about how a principle
/// is faced that is never tested.
fn finish_levels(machine: &Machine, avoided: &FxHashSet<PrincipleIx>, proof: &mut Proof) {
    let ends =
        (0..machine.node_count()).map(NodeIx::at).any(|node| machine.result(node).is_some() && proof.nodes.has(node));
    let mut open = std::mem::take(&mut proof.open);
    for (at, coverage) in proof.coverage.iter_mut().enumerate() {
        let principle = PrincipleIx::at(at);
        let is_faced = !open.contains(&Question::Avoids(principle)) && !avoided.contains(&principle);
        if coverage.level == Level::Tested && ends && is_faced {
            coverage.level = Level::Guaranteed;
        }
        if coverage.level < Level::Tested && !open.contains(&Question::Tests(principle)) {
            open.remove(&Question::Avoids(principle));
        }
    }
    proof.open = open;
    proof.close_answered(machine);
}

/// Removes from the open questions what no run can do.
fn exclude_impossible(above: &Above<'_>, start: NodeIx, proof: &mut Proof) {
    let may_trap = proof.open.contains(&Question::Trap) && above.may_trap();
    proof.open.retain(|question| above.is_possible(*question, start, may_trap));
}
