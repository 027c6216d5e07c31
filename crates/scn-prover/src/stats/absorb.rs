//! The probability of each way to end for a player who chooses at random: every choice on offer is
//! equally likely, and chance keeps its own odds.
//!
//! Such a player turns the states into an absorbing Markov chain. Its equations are solved one
//! strongly connected component at a time, in the order in which runs pass through them: the
//! expected visits to the states of a component depend only on earlier components and on each
//! other. Probability that reaches a component that nothing leads out of never ends.
//!
//! Small chains are solved exactly, in fractions. In larger ones, the visits to a looping component
//! are approximated (`solve`), with a bound on the probability that they misplace. Everything
//! else consists of sums and products of positive numbers, so rounding errors can be bounded by
//! counting the operations (N. Higham, 'Accuracy and Stability of Numerical Algorithms', lemma
//! 3.1: n roundings cause a relative error of at most n u / (1 - n u)). Both are included in the
//! error bound given with every number.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};

use super::graph::StepTarget;
use super::view::{Component, GraphView};
use super::{Chance, End, solve};

/// With more steps than this, fractions take too long.
const EXACT_STEPS: usize = 20_000;
/// The same for loops with more states than this.
const EXACT_LOOP: usize = 24;
/// The same for denominators with more bits than this.
const EXACT_BITS: u64 = 2048;

/// Returns every way to end that has a nonzero probability, with that probability. Runs that
/// continue beyond the bound may end in any way, so their probability is added to the error of all
/// others.
pub(super) fn end_chances(view: &GraphView<'_, '_>) -> Vec<(End, Chance)> {
    let mut ends = known_ends(view);
    let beyond_share =
        ends.iter().filter(|(end, _)| *end == End::Beyond).map(|(_, chance)| chance.value + chance.error).sum::<f64>();
    if 0.0 < beyond_share {
        for (_, chance) in ends.iter_mut().filter(|(end, _)| *end != End::Beyond) {
            chance.error += beyond_share;
            chance.exact = None;
        }
    }
    ends
}

fn known_ends(view: &GraphView<'_, '_>) -> Vec<(End, Chance)> {
    if let Some(found) = exact_ends(view) {
        let to_chance = |share: BigRational| {
            let value = share.to_f64().unwrap_or_default();
            Chance { value, error: value * f64::EPSILON, exact: Some(share) }
        };
        return found.into_iter().map(|(end, share)| (end, to_chance(share))).collect();
    }
    rounded_ends(view)
}

/// Like `known_ends`, but always in floating-point numbers.
pub(super) fn rounded_ends(view: &GraphView<'_, '_>) -> Vec<(End, Chance)> {
    let (found, left) = compute_rounded(view);
    let to_chance = |sum: Rounded| Chance { value: sum.value, error: sum.error_bound() + left, exact: None };
    found.into_iter().map(|(end, sum)| (end, to_chance(sum))).collect()
}

/// Returns how a run ends that takes this step, if it ends there.
fn end_of(view: &GraphView<'_, '_>, state: u32, at: u32) -> Option<End> {
    let step = view.graph.moves[at as usize];
    match step.to {
        StepTarget::State(_) => None,
        StepTarget::NoOutcome => Some(End::NoOutcome(scn_story::ChoiceIx(step.choice))),
        StepTarget::Nowhere => Some(End::Nowhere(view.graph.nodes[state as usize])),
        StepTarget::Beyond => Some(End::Beyond),
    }
}

/// Returns how a run ends that reaches this state without taking a step, if it ends there.
fn end_at(view: &GraphView<'_, '_>, state: u32) -> Option<End> {
    let node = view.graph.nodes[state as usize];
    if view.graph.result_of(state).is_some() {
        Some(End::Ending(node))
    } else {
        view.is_dead_end(state).then_some(End::DeadEnd(node))
    }
}

/// Returns whether nothing leads out of a looping component.
fn is_closed(view: &GraphView<'_, '_>, number: usize, set: &Component) -> bool {
    let stays_inside =
        |to: StepTarget| matches!(to, StepTarget::State(to) if view.component_of[to as usize] as usize == number);
    set.loops && set.states.iter().all(|state| view.steps_from(*state).all(|(_, step)| stays_inside(step.to)))
}

/// Computes the probabilities in fractions. Returns `None` if that takes too long.
fn exact_ends(view: &GraphView<'_, '_>) -> Option<BTreeMap<End, BigRational>> {
    if EXACT_STEPS < view.graph.moves.len()
        || view.components.iter().any(|set| set.loops && EXACT_LOOP < set.states.len())
    {
        return None;
    }
    let mut ends: BTreeMap<End, BigRational> = BTreeMap::new();
    let mut arriving = vec![BigRational::zero(); view.graph.len()];
    if let Some(first) = arriving.first_mut() {
        *first = BigRational::one();
    }
    let exact_odds = |state: u32| {
        let odds = view.step_odds(state);
        odds.map(|(at, so_many, of)| (at, BigRational::new(BigInt::from(so_many), BigInt::from(of))))
    };
    for (number, set) in view.components.iter().enumerate().rev() {
        let arrived: Vec<BigRational> =
            set.states.iter().map(|state| std::mem::take(&mut arriving[*state as usize])).collect();
        if is_closed(view, number, set) {
            *ends.entry(End::Never).or_default() += arrived.iter().sum::<BigRational>();
            continue;
        }
        let position_of = |to: StepTarget| match to {
            StepTarget::State(to) if view.component_of[to as usize] as usize == number => {
                set.states.binary_search(&to).ok()
            }
            StepTarget::State(_) | StepTarget::NoOutcome | StepTarget::Nowhere | StepTarget::Beyond => None,
        };
        let visits = if set.loops {
            let mut rows = vec![vec![BigRational::zero(); set.states.len() + 1]; set.states.len()];
            for (from, state) in set.states.iter().enumerate() {
                rows[from][from] += BigRational::one();
                for (at, odds) in exact_odds(*state) {
                    if let Some(to) = position_of(view.graph.moves[at as usize].to) {
                        rows[to][from] -= odds;
                    }
                }
            }
            for (row, arrived) in rows.iter_mut().zip(arrived) {
                *row.last_mut()? = arrived;
            }
            solve_exactly(rows)?
        } else {
            arrived
        };
        for (state, visits) in set.states.iter().copied().zip(visits) {
            if EXACT_BITS < visits.denom().bits() {
                return None;
            }
            for (at, odds) in exact_odds(state) {
                let step = view.graph.moves[at as usize];
                match (end_of(view, state, at), step.to) {
                    (Some(end), _) => *ends.entry(end).or_default() += &visits * odds,
                    (None, StepTarget::State(to)) if view.component_of[to as usize] as usize != number => {
                        arriving[to as usize] += &visits * odds;
                    }
                    (None, _) => {}
                }
            }
            if let Some(end) = end_at(view, state) {
                *ends.entry(end).or_default() += visits;
            }
        }
    }
    Some(ends)
}

/// Solves linear equations by Gauss-Jordan elimination. Each row holds the coefficients followed by
/// the right-hand side.
fn solve_exactly(mut rows: Vec<Vec<BigRational>>) -> Option<Vec<BigRational>> {
    for at in 0..rows.len() {
        let pivot = (at..rows.len()).find(|row| !rows[*row][at].is_zero())?;
        rows.swap(at, pivot);
        let scale = rows[at][at].recip();
        rows[at].iter_mut().for_each(|value| *value *= &scale);
        let pivot_row = rows[at].clone();
        for (number, row) in rows.iter_mut().enumerate() {
            let factor = row[at].clone();
            if number != at && !factor.is_zero() {
                row.iter_mut().zip(&pivot_row).for_each(|(value, from)| *value -= from * &factor);
            }
        }
    }
    rows.into_iter().map(|mut row| row.pop()).collect()
}

/// A nonnegative number, with an upper bound on the number of roundings in its computation.
#[derive(Clone, Copy, Debug, Default)]
struct Rounded {
    value: f64,
    roundings: u64,
}

impl Rounded {
    fn add(&mut self, other: Self) {
        if 0.0 < other.value {
            // Adding to zero does not round.
            let rounds = u64::from(0.0 < self.value);
            self.roundings = self.roundings.max(other.roundings) + rounds;
            self.value += other.value;
        }
    }

    /// Multiplies by a fraction: two conversions to floating point, a division and a product.
    fn times_fraction(self, so_many: u64, of: u128) -> Self {
        Self { value: self.value * (so_many as f64 / of as f64), roundings: self.roundings + 4 }
    }

    /// Returns a bound on the absolute error. Twice the value serves as an upper bound of the true
    /// value, and the smallest positive number covers a value that underflowed to zero.
    fn error_bound(self) -> f64 {
        let bound = self.roundings as f64 * (f64::EPSILON / 2.0);
        if bound < 0.5 { 2.0 * self.value * bound + f64::MIN_POSITIVE } else { 1.0 }
    }
}

/// Distributes the visits of a state to the targets outside its component.
fn distribute(
    view: &GraphView<'_, '_>,
    number: usize,
    state: u32,
    visits: Rounded,
    come: &mut [Rounded],
    ends: &mut BTreeMap<End, Rounded>,
) {
    for (at, so_many, of) in view.step_odds(state) {
        let share = visits.times_fraction(so_many, of);
        match (end_of(view, state, at), view.graph.moves[at as usize].to) {
            (Some(end), _) => ends.entry(end).or_default().add(share),
            (None, StepTarget::State(to)) if view.component_of[to as usize] as usize != number => {
                come[to as usize].add(share);
            }
            (None, StepTarget::State(_) | StepTarget::NoOutcome | StepTarget::Nowhere | StepTarget::Beyond) => {}
        }
    }
    if let Some(end) = end_at(view, state) {
        ends.entry(end).or_default().add(visits);
    }
}

/// Computes the probabilities in floating-point numbers. Also returns how much probability is still
/// circulating.
fn compute_rounded(view: &GraphView<'_, '_>) -> (BTreeMap<End, Rounded>, f64) {
    let mut ends: BTreeMap<End, Rounded> = BTreeMap::new();
    let mut arriving = vec![Rounded::default(); view.graph.len()];
    if let Some(first) = arriving.first_mut() {
        first.value = 1.0;
    }
    let mut left = 0.0;
    let positions = solve::positions(view);
    for (number, set) in view.components.iter().enumerate().rev() {
        if is_closed(view, number, set) {
            for state in &set.states {
                ends.entry(End::Never).or_default().add(arriving[*state as usize]);
            }
            continue;
        }
        if !set.loops {
            for state in set.states.iter().copied() {
                let visits = std::mem::take(&mut arriving[state as usize]);
                distribute(view, number, state, visits, &mut arriving, &mut ends);
            }
            continue;
        }
        let arrived: Vec<Rounded> =
            set.states.iter().map(|state| std::mem::take(&mut arriving[*state as usize])).collect();
        let values: Vec<f64> = arrived.iter().map(|it| it.value).collect();
        let (visits, off) = solve::expected_visits(view, (number, set), &positions, &values);
        // The arriving numbers are rounded themselves, and their error arrives somewhere too.
        left += off + arrived.iter().map(|it| it.error_bound()).sum::<f64>();
        for (state, value) in set.states.iter().copied().zip(visits) {
            distribute(view, number, state, Rounded { value, roundings: 0 }, &mut arriving, &mut ends);
        }
    }
    // The sum of the rest is rounded too.
    (ends, left * 1.001)
}
