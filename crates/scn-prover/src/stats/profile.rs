//! The possible scores for a principle.
//!
//! The score of a run is a fraction (see `score` in the debrief): points earned over points
//! available. The greatest fraction over all runs is found with W. Dinkelbach's method ('On
//! nonlinear fractional programming', Management Science 13, 1967). Start with some fraction a/b
//! and find the run with the greatest weight, where each point earned adds b and each point
//! available subtracts a. If its weight is positive, the run has a greater fraction; continue with
//! that one. Each fraction is that of a run, or of one pass around a loop, without a repeated
//! state. There are finitely many of these, so the method terminates. All numbers are integers, so
//! the result is exact, including loops. A loop with a greater fraction than any run without it
//! pulls the score towards its own fraction for as long as it is repeated. The end of the range is
//! then approached and perhaps never reached; the two cases are distinguished. The least fraction
//! is found in the same way from the points missed.

use num_bigint::BigInt;
use num_rational::BigRational;
use scn_story::{OutcomeIx, PrincipleIx};

use super::graph::{Graph, NONE, To};
use super::view::View;
use super::walk::{Best, Heaviest, heaviest};
use super::{Extreme, Least, Most, Profile, Scores};

/// For each step, the points earned and the points available.
pub(super) type Points = Vec<(u8, u8)>;

/// Computes the points of every step for a principle. Let `low` and `high` be the lowest and the
/// highest rating among all possible outcomes of the choices on offer, where an outcome that does
/// not rate the principle counts as 0. A step earns rating - low of high - low available points. If
/// nothing differs at a state, its steps have no points.
pub(super) fn points(graph: &Graph<'_>, principle: PrincipleIx) -> Points {
    let rating = |outcome: u32| {
        let links = if outcome == NONE { &[] } else { graph.machine.links(OutcomeIx(outcome)) };
        links.iter().find(|(of, _)| *of == principle).map_or(0, |(_, rating)| *rating)
    };
    let mut points = vec![(0, 0); graph.moves.len()];
    for state in 0..graph.len() as u32 {
        let range = graph.range(state);
        let outcomes = || range.clone().map(|at| graph.moves[at as usize].outcome).filter(|it| *it != NONE);
        let Some((low, high)) = outcomes().map(rating).map(|it| (it, it)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        else {
            continue;
        };
        for at in range.clone().filter(|at| graph.moves[*at as usize].outcome != NONE) {
            let had = rating(graph.moves[at as usize].outcome);
            points[at as usize] = (had.abs_diff(low), high.abs_diff(low));
        }
    }
    points
}

/// Computes the possible results for a principle over all runs that reach an ending.
pub(super) fn profile(view: &View<'_, '_>, principle: PrincipleIx, points: &Points) -> Profile {
    let counts = |at: u32| i128::from(0 < points[at as usize].1);
    Profile {
        principle,
        scores: scores(view, points),
        least: least(view, &|_, at| counts(at)),
        most: most(view, &|_, at| counts(at)),
    }
}

/// Returns the least sum of weights on a run that reaches an ending. No weight may be negative.
pub(super) fn least(view: &View<'_, '_>, weight: &dyn Fn(u32, u32) -> i128) -> Least {
    match heaviest(view, &|state, at| -weight(state, at)) {
        Heaviest::None => Least::NoRun,
        Heaviest::Run(best) => Least::Sum(u64::try_from(-best.weight).unwrap_or_default()),
        // Steps whose weight is zero or negative gain nothing from a loop.
        Heaviest::Round(_) | Heaviest::Unknown => Least::Unknown,
    }
}

/// Returns the greatest sum of weights on a run that reaches an ending.
pub(super) fn most(view: &View<'_, '_>, weight: &dyn Fn(u32, u32) -> i128) -> Most {
    match heaviest(view, weight) {
        Heaviest::None => Most::NoRun,
        Heaviest::Run(best) => Most::Sum(u64::try_from(best.weight).unwrap_or_default()),
        Heaviest::Round(_) => Most::Unbounded,
        Heaviest::Unknown => Most::Unknown,
    }
}

fn scores(view: &View<'_, '_>, points: &Points) -> Scores {
    let had = |at: u32| points[at as usize];
    let missed = |at: u32| {
        let (had, of) = points[at as usize];
        (of - had, of)
    };
    match (greatest(view, &missed), greatest(view, &had)) {
        (Greatest::Found(missed), Greatest::Found(highest)) => {
            let one = BigRational::from_integer(BigInt::from(1));
            Scores::Between { lowest: Extreme { share: one - missed.share, reached: missed.reached }, highest }
        }
        (Greatest::None, _) | (_, Greatest::None) => Scores::NoDecision,
        (Greatest::Unknown, _) | (_, Greatest::Unknown) => Scores::Unknown,
    }
}

enum Greatest {
    Found(Extreme),
    /// No run that reaches an ending makes a decision that counts.
    None,
    Unknown,
}

/// Returns the greatest fraction of any run that reaches an ending and makes a decision that
/// counts.
fn greatest(view: &View<'_, '_>, points: &dyn Fn(u32) -> (u8, u8)) -> Greatest {
    let sum = |moves: &[u32]| {
        moves
            .iter()
            .map(|at| points(*at))
            .fold((0_i128, 0_i128), |sum, (had, of)| (sum.0 + i128::from(had), sum.1 + i128::from(of)))
    };
    // With the fraction -1, every run with a decision that counts has a positive weight.
    let (mut had, mut of) = (-1_i128, 1_i128);
    loop {
        let weight = |at: u32| {
            let (more, out_of) = points(at);
            of * i128::from(more) - had * i128::from(out_of)
        };
        match heaviest(view, &|_, at| weight(at)) {
            Heaviest::None => return Greatest::None,
            Heaviest::Unknown => return Greatest::Unknown,
            Heaviest::Round(round) => (had, of) = sum(&round),
            Heaviest::Run(best) if 0 < best.weight => (had, of) = sum(&best.moves),
            Heaviest::Run(_) if had < 0 => return Greatest::None,
            Heaviest::Run(best) => {
                let share = BigRational::new(BigInt::from(had), BigInt::from(of));
                let reached = best.weight == 0 && some_counts(view, &best, &weight, points);
                return Greatest::Found(Extreme { share, reached });
            }
        }
    }
}

/// Returns whether some run as heavy as the heaviest makes a decision that counts. These are the
/// runs whose every step preserves the greatest weight ahead.
fn some_counts(
    view: &View<'_, '_>,
    best: &Best,
    weight: &dyn Fn(u32) -> i128,
    points: &dyn Fn(u32) -> (u8, u8),
) -> bool {
    let mut met = vec![false; view.graph.len()];
    let mut to_do = vec![0_u32];
    while let Some(state) = to_do.pop() {
        if std::mem::replace(&mut met[state as usize], true) {
            continue;
        }
        for (at, step) in view.moves(state) {
            let To::State(to) = step.to else { continue };
            let behind = best.ahead(to).map(|behind| behind + weight(at));
            if behind.is_some() && behind == best.ahead(state) {
                if 0 < points(at).1 {
                    return true;
                }
                to_do.push(to);
            }
        }
    }
    false
}
