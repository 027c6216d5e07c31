//! The number of runs.

use num_bigint::BigUint;
use num_traits::Zero;

use super::graph::{GraphStep, StepTarget};
use super::view::GraphView;
use super::{Loop, RunCount};

/// Returns the number of runs that reach an ending, and the number that stop elsewhere. A run is
/// identified by what is chosen and what chance draws, from the start on.
pub(super) fn count_runs(view: &GraphView<'_, '_>) -> (RunCount, RunCount) {
    let ended = count_those(view, &|state| view.graph.result_of(state).is_some(), false);
    let has_stop = |state: &u32| {
        let ends_without_ending =
            |(_, step): (u32, &GraphStep)| matches!(step.to, StepTarget::NoOutcome | StepTarget::Nowhere);
        view.is_dead_end(*state) || view.steps_from(*state).any(ends_without_ending)
    };
    // Usually there is nothing to count.
    let stopped = match view.components.iter().flat_map(|set| &set.states).any(has_stop) {
        true => count_those(view, &|state| view.is_dead_end(state), true),
        false if view.graph.complete => RunCount::Exactly(BigUint::zero()),
        false => RunCount::AtLeast(BigUint::zero()),
    };
    (ended, stopped)
}

/// Counts runs by summing, for each state, the counts of its successors. `None` means infinitely
/// many runs: a loop from which a run can still stop can be repeated any number of times first.
fn count_those(view: &GraphView<'_, '_>, goal: &dyn Fn(u32) -> bool, stops: bool) -> RunCount {
    let mut counts: Vec<Option<BigUint>> = vec![Some(BigUint::zero()); view.graph.len()];
    for (number, set) in view.components.iter().enumerate() {
        let mut sums = Vec::new();
        for state in set.states.iter().copied() {
            let mut sum = BigUint::from(u8::from(goal(state)));
            let mut bounded = true;
            for (_, step) in view.steps_from(state) {
                match step.to {
                    StepTarget::State(to) if view.component_of[to as usize] as usize == number => {}
                    StepTarget::State(to) => match &counts[to as usize] {
                        Some(more) => sum += more,
                        None => bounded = false,
                    },
                    StepTarget::NoOutcome | StepTarget::Nowhere if stops => sum += 1_u8,
                    StepTarget::NoOutcome | StepTarget::Nowhere | StepTarget::Beyond => {}
                }
            }
            sums.push(bounded.then_some(sum));
        }
        let counts_nothing = |sum: &Option<BigUint>| sum.as_ref().is_some_and(Zero::is_zero);
        if set.loops && !sums.iter().all(counts_nothing) {
            sums.iter_mut().for_each(|sum| *sum = None);
        }
        for (state, sum) in set.states.iter().zip(sums) {
            counts[*state as usize] = sum;
        }
    }
    match counts.swap_remove(0) {
        Some(count) if view.graph.complete => RunCount::Exactly(count),
        Some(count) => RunCount::AtLeast(count),
        None => RunCount::Unbounded,
    }
}

/// Returns the first loop that runs reach among those from which `out` is still reachable: the run
/// into it, and one repetition.
pub(super) fn first_loop(view: &GraphView<'_, '_>, out: &[bool]) -> Option<Loop> {
    let loops = view.components.iter().filter(|set| set.loops && set.states.iter().any(|state| out[*state as usize]));
    let first = loops.filter_map(|set| set.states.first().copied()).min()?;
    Some(Loop { run: view.graph.run_to(first), round: view.graph.to_witness(&shortest_cycle(view, first)) })
}

/// Returns the shortest path from a state in a loop back to itself, as steps.
fn shortest_cycle(view: &GraphView<'_, '_>, first: u32) -> Vec<u32> {
    shortest_steps(view, first, first)
}

/// Returns the shortest path from a state to another one of the same component, as steps; no
/// steps from a state to itself.
pub(super) fn shortest_path(view: &GraphView<'_, '_>, from: u32, to: u32) -> Vec<u32> {
    if from == to { Vec::new() } else { shortest_steps(view, from, to) }
}

/// Returns the fewest steps, at least one, from a state to one of the same component.
fn shortest_steps(view: &GraphView<'_, '_>, first: u32, goal: u32) -> Vec<u32> {
    let set = view.component_of[first as usize];
    let mut via: Vec<(u32, u32)> = Vec::new();
    let mut visited = rustc_hash::FxHashMap::default();
    let mut queue = std::collections::VecDeque::from([(first, u32::MAX)]);
    while let Some((state, place)) = queue.pop_front() {
        for (at, step) in view.steps_from(state) {
            let StepTarget::State(to) = step.to else { continue };
            if view.component_of[to as usize] != set {
                continue;
            }
            if to == goal {
                let mut moves = vec![at];
                let mut place = place;
                while let Some((by, before)) = via.get(place as usize) {
                    moves.push(*by);
                    place = *before;
                }
                moves.reverse();
                return moves;
            }
            if visited.insert(to, ()).is_none() {
                via.push((at, place));
                queue.push_back((to, via.len() as u32 - 1));
            }
        }
    }
    Vec::new()
}
