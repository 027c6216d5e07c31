//! The heaviest run: given the weight of each step, the run that reaches an ending with the
//! greatest sum. The longest, the shortest and the wordiest run are found this way, and so are the
//! ends of a profile's range.
//!
//! Strongly connected components are processed from the endings backwards. Outside loops one pass
//! is enough; within a loop, weights are improved until nothing changes (Bellman-Ford). If a loop
//! itself has a positive weight, there is no heaviest run, because the loop can be repeated again
//! and again. If no step within a component has a negative weight, each step with a positive
//! weight is on such a loop, since every state of the component can be reached from every other.
//! Otherwise the loop is found among the steps that improved each state last: they form a cycle
//! only if the cycle has a positive weight.

use super::graph::StepTarget;
use super::runs::shortest_path;
use super::view::{Component, GraphView};

/// Maximum number of improvements tried before a loop is given up as too large.
const EFFORT: u64 = 100_000_000;

/// The result of the search.
#[derive(Debug)]
pub(super) enum Heaviest {
    /// No run reaches an ending.
    None,
    /// The heaviest run.
    Run(HeaviestRun),
    /// Unbounded: these steps form a cycle with a positive weight.
    Round(Vec<u32>),
    /// The loops or the sums are too large.
    Unknown,
}

/// The heaviest run.
#[derive(Debug)]
pub(super) struct HeaviestRun {
    pub(super) weight: i128,
    pub(super) moves: Vec<u32>,
    /// For each state, the greatest weight ahead; `NOTHING` if no ending is reachable.
    ahead: Vec<i64>,
}

/// Marks a state from which no ending is reachable. Many states are accessed in an order
/// unfavourable to the cache, so every byte of an entry counts.
const NOTHING: i64 = i64::MIN;

impl HeaviestRun {
    /// Returns the greatest weight ahead of a state, or `None` if no ending is reachable from it.
    pub(super) fn weight_ahead(&self, state: u32) -> Option<i128> {
        self.ahead.get(state as usize).filter(|ahead| **ahead != NOTHING).map(|ahead| i128::from(*ahead))
    }
}

/// Finds the heaviest run. `weight` is called with a state and the number of a step from it.
pub(super) fn find_heaviest(view: &GraphView<'_, '_>, weight: &impl Fn(u32, u32) -> i128) -> Heaviest {
    let count = view.graph.len();
    let mut ahead = vec![NOTHING; count];
    let mut next: Vec<u32> = vec![u32::MAX; count];
    // The round in which a state was improved last. Only what follows a recent improvement can
    // improve; a mark of an old round that looks recent costs nothing but time.
    let mut improved = vec![0_u8; count];
    let mark_of = |round: u64| (round % 255) as u8 + 1;
    let mut effort = 0_u64;
    for (number, set) in view.components.iter().enumerate() {
        if set.loops
            && let Some(round) = gaining_cycle(view, (number, set), &ahead, weight)
        {
            return Heaviest::Round(round);
        }
        let mut rounds = 0_u64;
        loop {
            let mut better = false;
            let (mark, mark_before) = (mark_of(rounds), mark_of(rounds.saturating_sub(1)));
            // States further along a loop usually have higher numbers.
            for state in set.states.iter().rev().copied() {
                if view.graph.result_of(state).is_some() {
                    ahead[state as usize] = 0;
                    continue;
                }
                for (at, step) in view.steps_from(state) {
                    let StepTarget::State(to) = step.to else { continue };
                    if 0 < rounds && ![mark, mark_before].contains(&improved[to as usize]) {
                        continue;
                    }
                    let target_weight = ahead[to as usize];
                    if target_weight == NOTHING {
                        continue;
                    }
                    effort += u64::from(set.loops);
                    let sum =
                        i64::try_from(weight(state, at)).ok().and_then(|weight| target_weight.checked_add(weight));
                    let Some(sum) = sum.filter(|sum| *sum != NOTHING) else { return Heaviest::Unknown };
                    // `NOTHING` is less than every weight.
                    if ahead[state as usize] < sum {
                        ahead[state as usize] = sum;
                        next[state as usize] = at;
                        improved[state as usize] = mark;
                        better = true;
                    }
                }
            }
            if !set.loops || !better {
                break;
            }
            rounds += 1;
            if (rounds.is_power_of_two() || set.states.len() as u64 <= rounds)
                && let Some(round) = find_cycle(view, (number, set), &next)
            {
                return Heaviest::Round(round);
            }
            if EFFORT < effort {
                return Heaviest::Unknown;
            }
        }
    }
    let Some(weight) = ahead.first().copied().filter(|weight| *weight != NOTHING) else { return Heaviest::None };
    let weight = i128::from(weight);
    let mut moves = Vec::new();
    let mut state = 0;
    while let Some(step) = view.graph.moves.get(next[state as usize] as usize) {
        moves.push(next[state as usize]);
        let StepTarget::State(to) = step.to else { break };
        state = to;
    }
    Heaviest::Run(HeaviestRun { weight, moves, ahead })
}

/// Returns a cycle of positive weight in a component from which an ending is reachable, if none
/// of its steps has a negative weight. `ahead` is that of the components that it leads to.
fn gaining_cycle(
    view: &GraphView<'_, '_>,
    (number, set): (usize, &Component),
    ahead: &[i64],
    weight: &impl Fn(u32, u32) -> i128,
) -> Option<Vec<u32>> {
    let (mut gain, mut can_end) = (None, false);
    for state in set.states.iter().copied() {
        for (at, step) in view.steps_from(state) {
            let StepTarget::State(to) = step.to else { continue };
            if view.component_of[to as usize] as usize != number {
                can_end |= ahead[to as usize] != NOTHING;
                continue;
            }
            match weight(state, at) {
                ..0 => return None,
                0 => {}
                1.. => gain = gain.or(Some((state, at, to))),
            }
        }
    }
    let (state, at, to) = gain.filter(|_| can_end)?;
    let mut round = vec![at];
    round.extend(shortest_path(view, to, state));
    Some(round)
}

/// Finds a cycle among the steps that improved each state of a component last.
fn find_cycle(view: &GraphView<'_, '_>, (number, set): (usize, &Component), next: &[u32]) -> Option<Vec<u32>> {
    // 0 for states not visited yet, otherwise the number of the walk that visited them.
    let mut walked = vec![0_u32; next.len()];
    let step_from = |state: u32| {
        let at = next[state as usize];
        match view.graph.moves.get(at as usize)?.to {
            StepTarget::State(to) if view.component_of[to as usize] as usize == number => Some((at, to)),
            StepTarget::State(_) | StepTarget::NoOutcome | StepTarget::Nowhere | StepTarget::Beyond => None,
        }
    };
    for (walk, first) in (1..).zip(set.states.iter().copied()) {
        let mut state = first;
        while walked[state as usize] == 0 {
            walked[state as usize] = walk;
            let Some((_, to)) = step_from(state) else { break };
            state = to;
        }
        if walked[state as usize] == walk && step_from(state).is_some() {
            let mut round = Vec::new();
            let mut position = state;
            while let Some((step, to)) = step_from(position) {
                round.push(step);
                position = to;
                if position == state {
                    return Some(round);
                }
                if set.states.len() < round.len() {
                    break;
                }
            }
        }
    }
    None
}
