//! Approximate expected visits to the states of a large loop, with a guaranteed error bound.
//!
//! The visits x to a loop's states satisfy x = b + x Q, where b is what arrives from outside and Q
//! holds the odds of the steps within the loop. However x was found, its residual r = b + x Q - x
//! can itself be regarded as something that arrives: propagated onwards, it reaches exactly those
//! ends that the current x misses. A unit that arrives reaches an end with probability at most
//! one, so no probability is off by more than the sum of |r|.
//!
//! Two methods take turns, and each continues with the residual of the other:
//!
//! - Sweeps: each state in turn counts what has arrived at it as visits and passes it on, so that
//!   one sweep carries it as far as the order of the states allows (the method of Gauss and
//!   Seidel, by columns). States are in breadth-first order, the order in which runs first reach
//!   them. A step from a state to itself is summed as a geometric series. The residual is what
//!   has arrived and is not passed on yet. This is fast if runs leave the loop soon. A little
//!   more than what has arrived is passed on, and the excess is taken back in the next sweep.
//! - H. van der Vorst's BiCGSTAB (SIAM Journal on Scientific and Statistical Computing 13, 1992),
//!   if sweeps leave too much: for loops that runs hardly leave.

use super::graph::StepTarget;
use super::view::{Component, GraphView};

/// The number of steps followed, up to which a residual of [`NEAREST`] is tried.
const EFFORT: usize = 50_000_000;
/// The residual at which an approximation is as close as numbers allow.
const NEAREST: f64 = 1e-15;
/// The residual that is close enough for all digits that anybody is shown.
const NEAR: f64 = 1e-11;
/// The number of sweeps that a loop of any size is worth.
const SWEEPS: usize = 400;
/// The number of sweeps after which their progress is judged.
const TRIAL: usize = 8;
/// How much of what has arrived at a state a sweep passes on. More than 1 saves half of the
/// sweeps if steps lead up and down (D. Young's successive over-relaxation, Transactions of the
/// American Mathematical Society 76, 1954).
const OVER_RELAXATION: f64 = 1.2;
/// The number of iterations of BiCGSTAB in each turn.
const ITERATIONS: usize = 60;

/// The steps within a loop, by positions in it.
struct LoopSteps {
    /// The first step from each state, and at the end the number of steps.
    starts: Vec<usize>,
    /// The state that each step leads to, which is another one than where it starts.
    targets: Vec<u32>,
    odds: Vec<f64>,
    /// The odds that a state is followed by itself, and the number of steps that are added for
    /// it.
    own: Vec<f64>,
    own_terms: Vec<u32>,
}

/// Returns the position of each state in its component.
pub(super) fn positions(view: &GraphView<'_, '_>) -> Vec<u32> {
    let mut positions = vec![0; view.component_of.len()];
    for set in &view.components {
        for (state, position) in set.states.iter().zip(0..) {
            positions[*state as usize] = position;
        }
    }
    positions
}

/// Returns the visits to each state of a loop, given by its number and itself, and a bound on the
/// error of any probability computed from them.
pub(super) fn expected_visits(
    view: &GraphView<'_, '_>,
    (number, set): (usize, &Component),
    positions: &[u32],
    arrived: &[f64],
) -> (Vec<f64>, f64) {
    let steps = LoopSteps::new(view, number, set, positions);
    let mut visits = approximate_visits(&steps, arrived);
    // The number of visits cannot be negative.
    visits.iter_mut().for_each(|visits| *visits = if visits.is_finite() { visits.max(0.0) } else { 0.0 });
    let off = steps.residual_bound(arrived, &visits);
    (visits, off)
}

fn approximate_visits(steps: &LoopSteps, arrived: &[f64]) -> Vec<f64> {
    let sweep_cost = steps.targets.len() + arrived.len();
    let most = SWEEPS.max(EFFORT / sweep_cost.max(1));
    let mut visits = vec![0.0; arrived.len()];
    let mut residual = arrived.to_vec();
    let mut left = norm(&residual);
    let mut sweeps = 0;
    let mut factor = OVER_RELAXATION;
    while sweeps < most {
        let before = left;
        for _ in 0..TRIAL {
            (0..visits.len()).for_each(|state| steps.pass_on(state, factor, &mut residual, &mut visits));
        }
        sweeps += TRIAL;
        left = norm(&residual);
        // Passing on too much can go wrong where runs go round in a circle. Exactly what has
        // arrived never does.
        if before * 0.5 < left {
            factor = 1.0;
        }
        let enough = if sweeps * sweep_cost < EFFORT { NEAREST } else { NEAR };
        if left <= enough {
            break;
        }
        // The number of such trials until almost nothing is left, if each leaves the same share.
        let trials = (enough / left).ln() / (left / before).ln();
        let remaining = (most - sweeps.min(most)) / TRIAL;
        if left < before && trials <= remaining.max(2) as f64 {
            continue;
        }
        let correction = iterate_bicgstab(steps, &residual, NEAR / 2.0);
        let corrected: Vec<f64> = visits.iter().zip(&correction).map(|(visits, more)| visits + more).collect();
        let residual_then = steps.residual(arrived, &corrected);
        let left_then = norm(&residual_then);
        // Each iteration follows every step twice.
        sweeps += 2 * ITERATIONS;
        if left_then < left {
            (visits, residual, left) = (corrected, residual_then, left_then);
        }
        if left <= enough {
            break;
        }
    }
    visits
}

impl LoopSteps {
    fn new(view: &GraphView<'_, '_>, number: usize, set: &Component, positions: &[u32]) -> Self {
        let mut steps =
            Self { starts: vec![0], targets: Vec::new(), odds: Vec::new(), own: Vec::new(), own_terms: Vec::new() };
        for (state, position) in set.states.iter().zip(0..) {
            let (mut own, mut own_terms) = (0.0, 0);
            for (at, numerator, denominator) in view.step_odds(*state) {
                let StepTarget::State(to) = view.graph.moves[at as usize].to else { continue };
                if view.component_of[to as usize] as usize != number {
                    continue;
                }
                let odds = numerator as f64 / denominator as f64;
                if positions[to as usize] == position {
                    own += odds;
                    own_terms += 1;
                } else {
                    steps.targets.push(positions[to as usize]);
                    steps.odds.push(odds);
                }
            }
            steps.own.push(own);
            steps.own_terms.push(own_terms);
            steps.starts.push(steps.targets.len());
        }
        steps
    }

    /// Calls a function with each state that follows a state, and the odds that it does.
    #[inline]
    fn for_each_from(&self, state: usize, mut call: impl FnMut(usize, f64)) {
        for at in self.starts[state]..self.starts[state + 1] {
            call(self.targets[at] as usize, self.odds[at]);
        }
    }

    /// Counts what has arrived at a state as visits, times a factor, and passes it on.
    fn pass_on(&self, state: usize, factor: f64, residual: &mut [f64], visits: &mut [f64]) {
        let arrived = residual[state];
        if arrived == 0.0 {
            return;
        }
        // If hardly anything leaves the state to others, the quotient would be too inexact.
        let stays = 1.0 - self.own[state];
        let (passed, kept) = if 1e-6 < stays {
            (factor * arrived / stays, (1.0 - factor) * arrived)
        } else {
            (arrived, arrived * self.own[state])
        };
        visits[state] += passed;
        residual[state] = kept;
        self.for_each_from(state, |target, odds| residual[target] += passed * odds);
    }

    /// Computes y = x - x Q.
    fn apply_matrix(&self, x: &[f64]) -> Vec<f64> {
        let mut y: Vec<f64> = x.iter().zip(&self.own).map(|(x, own)| x - x * own).collect();
        for (state, x) in x.iter().enumerate() {
            self.for_each_from(state, |target, odds| y[target] -= x * odds);
        }
        y
    }

    /// Computes b + x Q - x.
    fn residual(&self, b: &[f64], x: &[f64]) -> Vec<f64> {
        self.apply_matrix(x).iter().zip(b).map(|(y, b)| b - y).collect()
    }

    /// Returns the sum of |b + x Q - x|, plus what rounding may hide: each sum has at most as
    /// many roundings as terms, plus three per term for its odds and product.
    fn residual_bound(&self, arrived: &[f64], visits: &[f64]) -> f64 {
        let mut sums: Vec<(f64, f64, f64)> = Vec::with_capacity(visits.len());
        for (state, (arrived, visits)) in arrived.iter().zip(visits).enumerate() {
            let share = visits * self.own[state];
            let terms = 5.0 + f64::from(self.own_terms[state]);
            sums.push((arrived - visits + share, arrived + visits + share, terms));
        }
        for (state, visits) in visits.iter().enumerate() {
            self.for_each_from(state, |target, odds| {
                let share = visits * odds;
                let (sum, size, terms) = &mut sums[target];
                *sum += share;
                *size += share;
                *terms += 1.0;
            });
        }
        let off: f64 = sums.iter().map(|(sum, size, terms)| sum.abs() + size * terms * f64::EPSILON).sum();
        off * 1.001
    }
}

fn dot_product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(a: &[f64]) -> f64 {
    a.iter().map(|a| a.abs()).sum()
}

/// Approximates the solution of x = b + x Q until the residual is at most `enough`.
fn iterate_bicgstab(steps: &LoopSteps, b: &[f64], enough: f64) -> Vec<f64> {
    let mut x = vec![0.0; b.len()];
    let mut r = b.to_vec();
    let (mut p, mut v) = (x.clone(), x.clone());
    let (mut rho, mut alpha, mut omega) = (1.0, 1.0, 1.0);
    let (mut best, mut least) = (x.clone(), norm(&r));
    for _ in 0..ITERATIONS {
        let next = dot_product(b, &r);
        let beta = next / rho * (alpha / omega);
        rho = next;
        for ((p, v), r) in p.iter_mut().zip(&v).zip(&r) {
            *p = r + beta * (*p - omega * v);
        }
        v = steps.apply_matrix(&p);
        alpha = rho / dot_product(b, &v);
        let s: Vec<f64> = r.iter().zip(&v).map(|(r, v)| r - alpha * v).collect();
        let t = steps.apply_matrix(&s);
        let length = dot_product(&t, &t);
        omega = if 0.0 < length { dot_product(&t, &s) / length } else { 0.0 };
        for ((x, p), s) in x.iter_mut().zip(&p).zip(&s) {
            *x += alpha * p + omega * s;
        }
        r = s.iter().zip(&t).map(|(s, t)| s - omega * t).collect();
        let residual = norm(&r);
        if !residual.is_finite() {
            break;
        }
        if residual < least {
            least = residual;
            best.clone_from(&x);
        }
        if residual <= enough || omega == 0.0 {
            break;
        }
    }
    best
}
