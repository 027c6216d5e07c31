//! The progress of a run, as far as it can be shown without revealing what lies ahead.

use rustc_hash::FxHashMap;
use scn_story::{NextCase, Outcome, Scenario, Stacks, Target};

/// The number of the current decision, and a lower bound on the decisions of the whole run. Both
/// only grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The current decision, counted from 1; once the run is over, the number of decisions made.
    pub decision: u32,
    /// The decisions already made plus those of the shortest way to an ending, ignoring conditions.
    /// `None` if no way leads to an ending.
    pub at_least: Option<u32>,
}

/// For each node, the fewest choices from it to an ending, and to a `return`, ignoring conditions.
#[derive(Debug)]
pub(crate) struct Distances {
    to_ending: Vec<u32>,
    to_return: Vec<u32>,
    /// For each outcome, the targets of its `Next:` lines.
    next: Vec<Vec<Goal>>,
}

/// Infinity: there is no way. The sum of two distances fits in 32 bits.
const NONE: u32 = u32::MAX / 4;

/// The ways out of a situation, each with its detour, if any, and its target. Taking one costs one
/// choice, or zero if the situation has no choices.
#[derive(Debug)]
struct WaysOut {
    cost: u32,
    ways: Vec<(Option<usize>, Goal)>,
}

#[derive(Clone, Copy, Debug)]
enum Goal {
    Node(usize),
    Return,
    Nowhere,
}

impl Distances {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let ids = scenario.situations.iter().map(|it| &it.id).chain(scenario.endings.iter().map(|it| &it.id));
        let nodes: FxHashMap<&str, usize> = ids.enumerate().map(|(at, id)| (id.as_str(), at)).collect();
        let node_goal = |id: &str| nodes.get(id).map_or(Goal::Nowhere, |node| Goal::Node(*node));
        let target_goal = |own: usize, target: &Target| match target {
            Target::Again => Goal::Node(own),
            Target::Return => Goal::Return,
            Target::Node(id) => node_goal(id),
        };
        let goals = |own: usize, cases: &[NextCase]| -> Vec<Goal> {
            cases.iter().map(|case| target_goal(own, &case.to)).collect()
        };
        let situations = scenario.situations.len();
        let count = situations + scenario.endings.len();
        let mut distances = Self { to_ending: vec![NONE; count], to_return: vec![NONE; count], next: Vec::new() };
        distances.to_ending.iter_mut().skip(situations).for_each(|distance| *distance = 0);
        let mut steps = Vec::new();
        for (at, situation) in scenario.situations.iter().enumerate() {
            let mut ways_out = Vec::new();
            for outcome in situation.choices.iter().flat_map(|choice| &choice.outcomes) {
                let Outcome { detour, next, .. } = outcome;
                let detour = detour.as_deref().and_then(|id| nodes.get(id)).copied();
                let targets = goals(at, next);
                // A detour need not come back.
                let after = if targets.is_empty() { &[Goal::Nowhere] } else { targets.as_slice() };
                ways_out.extend(after.iter().map(|goal| (detour, *goal)));
                distances.next.push(targets);
            }
            if situation.choices.is_empty() {
                ways_out.extend(goals(at, &situation.next).into_iter().map(|goal| (None, goal)));
            }
            steps.push(WaysOut { cost: u32::from(!situation.choices.is_empty()), ways: ways_out });
        }
        // Terminates, because distances only fall and stay at or above 0. Scanning backward and
        // forward in turn gets most distances right in one round, whichever way the story is
        // written.
        let count = steps.len();
        let mut better = true;
        while better {
            better = false;
            for at in (0..count).rev().chain(0..count) {
                better |= distances.improve_distances(at, &steps);
            }
        }
        distances
    }

    /// Updates the distances of a situation with the shortest way out of it, and returns whether
    /// any became shorter.
    fn improve_distances(&mut self, at: usize, steps: &[WaysOut]) -> bool {
        let Some(WaysOut { cost, ways }) = steps.get(at) else { return false };
        let mut better = false;
        for (detour, goal) in ways {
            let (mut ending, mut back) = self.distances_from(*goal);
            if let Some(detour) = detour {
                let (inside, out) = self.distances_from(Goal::Node(*detour));
                ending = inside.min(out + ending);
                back += out;
            }
            better |= lower_distance(&mut self.to_ending, at, cost + ending);
            better |= lower_distance(&mut self.to_return, at, cost + back);
        }
        better
    }

    fn distances_from(&self, goal: Goal) -> (u32, u32) {
        match goal {
            Goal::Node(at) => {
                let distance_at = |list: &[u32]| list.get(at).copied().unwrap_or(NONE);
                (distance_at(&self.to_ending), distance_at(&self.to_return))
            }
            Goal::Return => (NONE, 0),
            Goal::Nowhere => (NONE, NONE),
        }
    }

    /// Returns the fewest choices from a node to an ending while the detours on `stack` are open.
    pub(crate) fn to_ending(&self, node: usize, stacks: &Stacks, mut stack: u32) -> Option<u32> {
        let (mut ending, mut back) = self.distances_from(Goal::Node(node));
        while let Some((below, outcome)) = stacks.pop(stack) {
            stack = below;
            let goals = self.next.get(outcome.index()).map(Vec::as_slice).unwrap_or_default();
            let distances = goals.iter().map(|goal| self.distances_from(*goal));
            let (then_ending, then_back) =
                distances.fold((NONE, NONE), |(ending, back), (e, b)| (ending.min(e), back.min(b)));
            ending = ending.min(back.saturating_add(then_ending));
            back = back.saturating_add(then_back).min(NONE);
        }
        Some(ending).filter(|distance| *distance < NONE)
    }
}

/// Stores the value if it is lower than the current one, and returns whether it did.
fn lower_distance(list: &mut [u32], at: usize, value: u32) -> bool {
    match list.get_mut(at) {
        Some(now) if value < *now && value < NONE => {
            *now = value;
            true
        }
        Some(_) | None => false,
    }
}
