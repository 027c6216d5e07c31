//! Approximate expected visits to the states of a large loop, with a guaranteed error bound.
//!
//! The visits x to a loop's states satisfy x = b + x Q, where b is what arrives from outside and Q
//! holds the odds of the steps within the loop. An approximate x is computed with H. van der
//! Vorst's BiCGSTAB (SIAM Journal on Scientific and Statistical Computing 13, 1992). However x was
//! found, its residual r = b + x Q - x can itself be regarded as something that arrives: propagated
//! onwards, it reaches exactly those ends that the current x misses. A unit that arrives reaches an
//! end with probability at most one, so no probability is off by more than the sum of |r|.

use super::graph::StepTarget;
use super::view::{Component, GraphView};

/// Maximum number of products.
const EFFORT: usize = 400_000_000;
/// The relative residual at which an approximation is close enough.
const NEAR: f64 = 1e-14;

/// A step within the loop, by positions in it.
struct InnerStep {
    from: usize,
    to: usize,
    odds: f64,
}

/// Returns the visits to each state of a loop, and a bound on the error of any probability computed
/// from them.
pub(super) fn expected_visits(
    view: &GraphView<'_, '_>,
    number: usize,
    set: &Component,
    arrived: &[f64],
) -> (Vec<f64>, f64) {
    let mut inner = Vec::new();
    for (from, state) in set.states.iter().enumerate() {
        for (at, so_many, of) in view.step_odds(*state) {
            let StepTarget::State(to) = view.graph.moves[at as usize].to else { continue };
            if view.component_of[to as usize] as usize == number
                && let Ok(to) = set.states.binary_search(&to)
            {
                inner.push(InnerStep { from, to, odds: so_many as f64 / of as f64 });
            }
        }
    }
    let mut visits = iterate_bicgstab(&inner, arrived);
    // The number of visits cannot be negative.
    visits.iter_mut().for_each(|visits| *visits = if visits.is_finite() { visits.max(0.0) } else { 0.0 });
    let off = residual_bound(&inner, arrived, &visits);
    (visits, off)
}

/// Returns the sum of |b + x Q - x|, plus what rounding may hide: each sum has at most as many
/// roundings as terms, plus three per term for its odds and product.
fn residual_bound(inner: &[InnerStep], arrived: &[f64], visits: &[f64]) -> f64 {
    let mut sums: Vec<(f64, f64, f64)> =
        arrived.iter().zip(visits).map(|(arrived, visits)| (arrived - visits, arrived + visits, 5.0)).collect();
    for step in inner {
        let share = visits[step.from] * step.odds;
        let (sum, size, terms) = &mut sums[step.to];
        *sum += share;
        *size += share;
        *terms += 1.0;
    }
    let off: f64 = sums.iter().map(|(sum, size, terms)| sum.abs() + size * terms * f64::EPSILON).sum();
    off * 1.001
}

/// Computes y = x - x Q.
fn apply_matrix(inner: &[InnerStep], x: &[f64]) -> Vec<f64> {
    let mut y = x.to_vec();
    for step in inner {
        y[step.to] -= x[step.from] * step.odds;
    }
    y
}

fn dot_product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(a: &[f64]) -> f64 {
    a.iter().map(|a| a.abs()).sum()
}

fn iterate_bicgstab(inner: &[InnerStep], b: &[f64]) -> Vec<f64> {
    let mut x = vec![0.0; b.len()];
    let mut r = b.to_vec();
    let (mut p, mut v) = (x.clone(), x.clone());
    let (mut rho, mut alpha, mut omega) = (1.0, 1.0, 1.0);
    let (mut best, mut least) = (x.clone(), norm(&r));
    let enough = NEAR * norm(b);
    for _ in 0..EFFORT / (2 * (inner.len() + 8 * b.len())).max(1) {
        let next = dot_product(b, &r);
        let beta = next / rho * (alpha / omega);
        rho = next;
        for ((p, v), r) in p.iter_mut().zip(&v).zip(&r) {
            *p = r + beta * (*p - omega * v);
        }
        v = apply_matrix(inner, &p);
        alpha = rho / dot_product(b, &v);
        let s: Vec<f64> = r.iter().zip(&v).map(|(r, v)| r - alpha * v).collect();
        let t = apply_matrix(inner, &s);
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
