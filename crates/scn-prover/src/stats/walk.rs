//! The heaviest run: given what each step weighs, the run that comes to an ending with the greatest
//! sum. The longest, the shortest and the wordiest run are such, and the ends of a profile's range
//! are found with it.
//!
//! Sets of states that lead to each other are looked at from the endings back. Outside loops one
//! look is enough; within a loop weights are improved until nothing changes (Bellman and Ford).
//! Where a loop is itself heavier than nothing, there is no heaviest run: it can be gone round
//! again and again; such a loop is found among the steps that improved each state last, since those
//! only ever close a circle where the circle gains.

use super::graph::To;
use super::view::View;

/// So many improvements are tried before a loop is given up as too large.
const EFFORT: u64 = 100_000_000;

/// What came of the search.
#[derive(Debug)]
pub(super) enum Heaviest {
    /// No run comes to an ending.
    None,
    /// This much, by these steps.
    Run(Best),
    /// No bound: these steps go round and gain.
    Round(Vec<u32>),
    /// The loops are too large, or the sums.
    Unknown,
}

/// The heaviest run.
#[derive(Debug)]
pub(super) struct Best {
    pub(super) weight: i128,
    pub(super) moves: Vec<u32>,
    /// For each state, the greatest weight ahead; `NOTHING` where no ending is.
    ahead: Vec<i64>,
}

/// Stands for the weight ahead where no ending is. So many states are looked at in no order that
/// memory knows of that every byte of this counts.
const NOTHING: i64 = i64::MIN;

impl Best {
    /// The greatest weight ahead of a state; `None` where no ending is.
    pub(super) fn ahead(&self, state: u32) -> Option<i128> {
        self.ahead.get(state as usize).filter(|ahead| **ahead != NOTHING).map(|ahead| i128::from(*ahead))
    }
}

/// Finds the heaviest run. `weight` is asked for a state and the number of a step from it.
pub(super) fn heaviest(view: &View<'_, '_>, weight: &dyn Fn(u32, u32) -> i128) -> Heaviest {
    let count = view.graph.len();
    let mut ahead = vec![NOTHING; count];
    let mut next: Vec<u32> = vec![u32::MAX; count];
    let mut effort = 0_u64;
    for set in &view.sets {
        let mut rounds = 0_u64;
        loop {
            let mut better = false;
            // What is behind in a loop mostly has a higher number.
            for state in set.states.iter().rev().copied() {
                if view.graph.result(state).is_some() {
                    ahead[state as usize] = 0;
                    continue;
                }
                for (at, step) in view.moves(state) {
                    let To::State(to) = step.to else { continue };
                    let behind = ahead[to as usize];
                    if behind == NOTHING {
                        continue;
                    }
                    effort += u64::from(set.loops);
                    let sum = i64::try_from(weight(state, at)).ok().and_then(|weight| behind.checked_add(weight));
                    let Some(sum) = sum.filter(|sum| *sum != NOTHING) else { return Heaviest::Unknown };
                    // `NOTHING` is less than every weight.
                    if ahead[state as usize] < sum {
                        ahead[state as usize] = sum;
                        next[state as usize] = at;
                        better = true;
                    }
                }
            }
            if !set.loops || !better {
                break;
            }
            rounds += 1;
            if (rounds.is_power_of_two() || set.states.len() as u64 <= rounds)
                && let Some(round) = circle(view, &set.states, &next)
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
        let To::State(to) = step.to else { break };
        state = to;
    }
    Heaviest::Run(Best { weight, moves, ahead })
}

/// A circle among the steps that improved each state of a set last.
fn circle(view: &View<'_, '_>, states: &[u32], next: &[u32]) -> Option<Vec<u32>> {
    // By place in the set: 0 not looked at, else the number of the walk that came by.
    let mut walked = vec![0_u32; states.len()];
    let step_from = |place: usize| {
        let at = next[states[place] as usize];
        let To::State(to) = view.graph.moves.get(at as usize)?.to else { return None };
        Some((at, states.binary_search(&to).ok()?))
    };
    for (walk, first) in (1..).zip(0..states.len()) {
        let mut place = first;
        while walked[place] == 0 {
            walked[place] = walk;
            let Some((_, to)) = step_from(place) else { break };
            place = to;
        }
        if walked[place] == walk && step_from(place).is_some() {
            let mut round = Vec::new();
            let mut at = place;
            while let Some((step, to)) = step_from(at) {
                round.push(step);
                at = to;
                if at == place {
                    return Some(round);
                }
                if states.len() < round.len() {
                    break;
                }
            }
        }
    }
    None
}
