//! Directs plays toward what is open.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;
use scn_story::{Bits, ChoiceIx, GoalView, Machine, NodeIx, OutcomeIx, PrincipleIx, Silent, View};

use super::below::{Below, RunState};
use super::goals::{Goal, Goals, collect_goals};
use crate::{Limits, Proof, Question};

/// Number of runs played before open questions direct the search.
const FIRST_RUNS: usize = 256;

/// How a directed search keeps states.
#[derive(Clone, Copy)]
struct Beam {
    /// Number of states kept side by side.
    width: usize,
    /// The largest random number that is added to the distance from an answer.
    noise: f64,
    /// What a comparison that is not met counts, beside the part of the range that is missing.
    unmet: f64,
}

/// The rounds of directed searches, cheapest first. Different measures lead to different runs.
const BEAMS: [Beam; 6] = [
    Beam { width: 4, noise: 1e-9, unmet: 1.0 },
    Beam { width: 4, noise: 1e-3, unmet: 0.0 },
    Beam { width: 16, noise: 1e-3, unmet: 0.0 },
    Beam { width: 16, noise: 1e-2, unmet: 1.0 },
    Beam { width: 64, noise: 1e-3, unmet: 0.0 },
    Beam { width: 64, noise: 3e-2, unmet: 0.1 },
];

/// Maximum number of choices in a run, for each situation, and for each choice.
const STEPS_PER_NODE: usize = 4;
const STEPS_PER_CHOICE: usize = 2;

/// Minimum of the maximum number of choices in a run.
const STEPS: usize = 64;

/// A distance that is larger than that of any goal that can still be met.
const FAR: f64 = 1e9;

/// Plays runs until every question has an answer that a run can give, or the limit is reached.
pub(super) struct Search<'m, B> {
    below: Below<'m, B>,
    view: View,
    goals: Goals,
    open: Vec<Question>,
    principles: Vec<PrincipleIx>,
    limits: Limits<'m>,
    most_played: u64,
    most_steps: usize,
    interrupted: bool,
    choices: Vec<ChoiceIx>,
}

impl<'m, B: Bits> Search<'m, B> {
    pub(super) fn new(machine: &'m Machine, limits: &Limits<'m>, most_played: u64, proof: &Proof) -> Self {
        let view = machine.view();
        let goals = collect_goals(machine, &view);
        let open: Vec<Question> = proof.open.iter().copied().collect();
        let avoidable = |question: &Question| {
            if let Question::Avoids(principle) = question { Some(*principle) } else { None }
        };
        Self {
            below: Below::new(machine, proof),
            principles: open.iter().filter_map(avoidable).collect(),
            goals,
            open,
            limits: *limits,
            most_played,
            most_steps: (view.nodes.len() * STEPS_PER_NODE + view.choices.len() * STEPS_PER_CHOICE).max(STEPS),
            view,
            interrupted: false,
            choices: Vec::new(),
        }
    }

    /// Plays, and adds what was shown to the proof. Returns the principles that some run has not
    /// faced when it ends.
    pub(super) fn run(mut self, proof: &mut Proof) -> FxHashSet<PrincipleIx> {
        for at in 0..FIRST_RUNS {
            if self.is_over() {
                break;
            }
            self.play_freely(at);
        }
        for beam in BEAMS {
            self.close_shown();
            for question in self.open.clone() {
                if self.is_over() {
                    break;
                }
                if !self.below.shows(question) {
                    self.search_for(question, beam);
                }
            }
        }
        self.close_shown();
        let avoided = std::mem::take(&mut self.below.avoided);
        proof.open.retain(|question| !matches!(question, Question::Avoids(principle) if avoided.contains(principle)));
        proof.interrupted |= self.interrupted;
        self.below.add_to(proof);
        avoided
    }

    fn close_shown(&mut self) {
        let below = &self.below;
        self.open.retain(|question| !below.shows(*question));
        self.principles.retain(|principle| !below.avoided.contains(principle));
    }

    fn is_over(&mut self) -> bool {
        self.interrupted |= !self.limits.report(0);
        self.interrupted || self.open.is_empty() || self.most_played <= self.below.played
    }

    /// Plays a run that chooses at random, or that pushes the values of slots in drawn directions.
    fn play_freely(&mut self, number: usize) {
        let slots = self.view.slots.len();
        let weights: Option<Vec<f64>> = match number % 4 {
            0 => None,
            // One slot alone, each in turn, in either direction.
            1 if 0 < slots => {
                let mut weights = vec![0.0; slots];
                if let Some(weight) = weights.get_mut(number / 8 % slots) {
                    *weight = if (number / 4).is_multiple_of(2) { 1.0 } else { -1.0 };
                }
                Some(weights)
            }
            _ => Some((0..slots).map(|_| self.below.random.below(3) as f64 - 1.0).collect()),
        };
        let Some(mut at) = self.below.start() else { return };
        let mut unfaced = self.principles.clone();
        let mut next = Vec::new();
        for _ in 0..self.most_steps {
            self.face(&at, &mut unfaced);
            next.clear();
            self.below.play_moment(&at, &mut next);
            let Some(chosen) = self.choose(&next, weights.as_deref()) else { break };
            at = next.swap_remove(chosen);
        }
        if self.below.machine.result(at.state.node).is_some() {
            self.below.avoided.extend(unfaced);
        }
    }

    /// Removes the principles that a moment faces.
    fn face(&mut self, at: &RunState<B>, unfaced: &mut Vec<PrincipleIx>) {
        if unfaced.is_empty() {
            return;
        }
        let machine = self.below.machine;
        machine.offers(&at.state, &mut self.choices, &mut Silent);
        let is_faced = |principle: &PrincipleIx| {
            self.choices.iter().any(|choice| machine.linked_principles(*choice).contains(principle))
        };
        unfaced.retain(|principle| !is_faced(principle));
    }

    fn choose(&mut self, next: &[RunState<B>], weights: Option<&[f64]>) -> Option<usize> {
        let Some(weights) = weights else {
            return (!next.is_empty()).then(|| self.below.random.below(next.len()));
        };
        let mut best = (None, f64::MIN);
        for (at, candidate) in next.iter().enumerate() {
            let pushed = self.pushed(candidate, weights) + self.below.random.fraction() * 0.01;
            if best.1 < pushed {
                best = (Some(at), pushed);
            }
        }
        best.0
    }

    /// Returns how far a state is in the directions of the weights.
    fn pushed(&self, at: &RunState<B>, weights: &[f64]) -> f64 {
        let bits = at.state.bits.as_ref();
        let share = |(slot, weight): (usize, &f64)| {
            let top = self.view.slots.get(slot).map_or(1, |slot| slot.top).max(1);
            weight * self.below.machine.raw_at(bits, slot) as f64 / top as f64
        };
        weights.iter().enumerate().filter(|(_, weight)| **weight != 0.0).map(share).sum()
    }

    /// Searches for a run that answers a question: keeps the states nearest to one of its goals.
    fn search_for(&mut self, question: Question, beam: Beam) {
        let goals = self.goals.get(&question).cloned().unwrap_or_default();
        for goal in goals {
            if self.is_over() || self.below.shows(question) {
                return;
            }
            self.search_goal(question, &goal, beam);
        }
    }

    fn search_goal(&mut self, question: Question, goal: &Goal, Beam { width, noise, unmet }: Beam) {
        let steps_to = steps_to(self.below.machine, &self.view, goal.node);
        let Some(start) = self.below.start() else { return };
        let mut beam = vec![start];
        let mut known = FxHashSet::default();
        let (mut next, mut ranked) = (Vec::new(), Vec::new());
        for _ in 0..self.most_steps {
            next.clear();
            for at in &beam {
                self.below.play_moment(at, &mut next);
            }
            if self.below.shows(question) || self.is_over() {
                return;
            }
            ranked.clear();
            for (at, candidate) in next.iter().enumerate() {
                let steps = steps_to.get(candidate.state.node.index()).copied().flatten();
                let Some(steps) = steps else { continue };
                if !known.insert((candidate.state.node, candidate.state.stack, candidate.state.bits.clone())) {
                    continue;
                }
                let bits = candidate.state.bits.as_ref();
                let distance = goal.distance(&|slot| self.below.machine.raw_at(bits, slot), &self.view.slots, unmet);
                let rank = distance + f64::from(steps) * 1e-12 + self.below.random.fraction() * noise;
                ranked.push((rank.min(FAR), at));
            }
            ranked.sort_by(|one, other| one.0.total_cmp(&other.0));
            beam.clear();
            beam.extend(ranked.iter().take(width).filter_map(|(_, at)| next.get(*at).cloned()));
            if beam.is_empty() {
                return;
            }
        }
    }
}

/// Returns, for each node, the least number of steps to a node, ignoring conditions.
fn steps_to(machine: &Machine, view: &View, goal: NodeIx) -> Vec<Option<u32>> {
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); view.nodes.len()];
    let mut add = |from: NodeIx, to: NodeIx| {
        if let Some(list) = before.get_mut(to.index()) {
            list.push(from.index());
        }
    };
    let mut returns = Vec::new();
    let mut after_return = Vec::new();
    for (node, known) in (0..).map(NodeIx).zip(&view.nodes) {
        let outcomes = machine.choices_of(node).flat_map(|choice| machine.outcomes_of(choice));
        let mut goals: Vec<GoalView> = known.cases.iter().map(|case| case.to).collect();
        for outcome in outcomes.filter_map(|outcome: OutcomeIx| view.outcomes.get(outcome.index())) {
            let next = outcome.next.iter().map(|case| case.to);
            match outcome.detour {
                None => goals.extend(next),
                Some(detour) => {
                    add(node, detour);
                    after_return.extend(next.map(|to| (node, to)));
                }
            }
        }
        for to in goals {
            match to {
                GoalView::Node(to) => add(node, to),
                GoalView::Return => returns.push(node),
                GoalView::Again | GoalView::Nowhere => {}
            }
        }
    }
    for (opener, to) in after_return {
        let to = match to {
            GoalView::Node(to) => to,
            GoalView::Again => opener,
            GoalView::Return | GoalView::Nowhere => continue,
        };
        returns.iter().for_each(|from| add(*from, to));
    }
    let mut steps = vec![None; view.nodes.len()];
    let mut waiting = VecDeque::from([(goal.index(), 0)]);
    while let Some((node, count)) = waiting.pop_front() {
        let Some(place) = steps.get_mut(node).filter(|steps| steps.is_none()) else { continue };
        *place = Some(count);
        waiting.extend(before.get(node).into_iter().flatten().map(|from| (*from, count + 1)));
    }
    steps
}
