//! The number of runs.

use num_bigint::BigUint;
use num_traits::Zero;

use super::graph::{Move, To};
use super::view::View;
use super::{Count, Loop};

/// Returns the number of runs that reach an ending, and the number that stop elsewhere. A run is
/// identified by what is chosen and what chance draws, from the start on.
pub(super) fn count(view: &View<'_, '_>) -> (Count, Count) {
    let ended = count_those(view, &|state| view.graph.result(state).is_some(), false);
    let stops = |state: &u32| {
        let without = |(_, step): (u32, &Move)| matches!(step.to, To::NoOutcome | To::Nowhere);
        view.is_dead_end(*state) || view.moves(*state).any(without)
    };
    // Usually there is nothing to count.
    let stopped = match view.sets.iter().flat_map(|set| &set.states).any(stops) {
        true => count_those(view, &|state| view.is_dead_end(state), true),
        false if view.graph.complete => Count::Exactly(BigUint::zero()),
        false => Count::AtLeast(BigUint::zero()),
    };
    (ended, stopped)
}

/// Counts runs by summing, for each state, the counts of its successors. `None` means infinitely
/// many runs: a loop from which a run can still stop can be repeated any number of times first.
fn count_those(view: &View<'_, '_>, goal: &dyn Fn(u32) -> bool, stops: bool) -> Count {
    let mut counts: Vec<Option<BigUint>> = vec![Some(BigUint::zero()); view.graph.len()];
    for (number, set) in view.sets.iter().enumerate() {
        let mut sums = Vec::new();
        for state in set.states.iter().copied() {
            let mut sum = BigUint::from(u8::from(goal(state)));
            let mut bounded = true;
            for (_, step) in view.moves(state) {
                match step.to {
                    To::State(to) if view.set_of[to as usize] as usize == number => {}
                    To::State(to) => match &counts[to as usize] {
                        Some(more) => sum += more,
                        None => bounded = false,
                    },
                    To::NoOutcome | To::Nowhere if stops => sum += 1_u8,
                    To::NoOutcome | To::Nowhere | To::Beyond => {}
                }
            }
            sums.push(bounded.then_some(sum));
        }
        let none = |sum: &Option<BigUint>| sum.as_ref().is_some_and(Zero::is_zero);
        if set.loops && !sums.iter().all(none) {
            sums.iter_mut().for_each(|sum| *sum = None);
        }
        for (state, sum) in set.states.iter().zip(sums) {
            counts[*state as usize] = sum;
        }
    }
    match counts.swap_remove(0) {
        Some(count) if view.graph.complete => Count::Exactly(count),
        Some(count) => Count::AtLeast(count),
        None => Count::Unbounded,
    }
}

/// Returns the first loop that runs reach among those from which `out` is still reachable: the run
/// into it, and one repetition.
pub(super) fn first_loop(view: &View<'_, '_>, out: &[bool]) -> Option<Loop> {
    let loops = view.sets.iter().filter(|set| set.loops && set.states.iter().any(|state| out[*state as usize]));
    let first = loops.filter_map(|set| set.states.first().copied()).min()?;
    Some(Loop { run: view.graph.run_to(first), round: view.graph.witness(&round(view, first)) })
}

/// Returns the shortest path from a state in a loop back to itself, as steps.
fn round(view: &View<'_, '_>, first: u32) -> Vec<u32> {
    let set = view.set_of[first as usize];
    let mut via: Vec<(u32, u32)> = Vec::new();
    let mut met = rustc_hash::FxHashMap::default();
    let mut queue = std::collections::VecDeque::from([(first, u32::MAX)]);
    while let Some((state, place)) = queue.pop_front() {
        for (at, step) in view.moves(state) {
            let To::State(to) = step.to else { continue };
            if view.set_of[to as usize] != set {
                continue;
            }
            if to == first {
                let mut moves = vec![at];
                let mut place = place;
                while let Some((by, before)) = via.get(place as usize) {
                    moves.push(*by);
                    place = *before;
                }
                moves.reverse();
                return moves;
            }
            if met.insert(to, ()).is_none() {
                via.push((at, place));
                queue.push_back((to, via.len() as u32 - 1));
            }
        }
    }
    Vec::new()
}
