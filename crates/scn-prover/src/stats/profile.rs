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

use super::graph::{Graph, NONE, StepTarget};
use super::view::GraphView;
use super::walk::{Heaviest, HeaviestRun, find_heaviest};
use super::{Maximum, Minimum, Profile, RangeEnd, Scores};

/// For each step, the points earned and the points available.
pub(super) type Points = Vec<(u8, u8)>;

/// Computes the points of every step for a principle. Let `low` and `high` be the lowest and the
/// highest rating among all possible outcomes of the choices on offer, where an outcome that does
/// not rate the principle counts as 0. A step earns rating - low of high - low available points. If
/// nothing differs at a state, its steps have no points.
pub(super) fn principle_points(graph: &Graph<'_>, principle: PrincipleIx) -> Points {
    let rating_of = |outcome: u32| {
        let links = if outcome == NONE { &[] } else { graph.machine.outcome_links(OutcomeIx(outcome)) };
        links.iter().find(|(of, _)| *of == principle).map_or(0, |(_, rating)| *rating)
    };
    let mut points = vec![(0, 0); graph.moves.len()];
    for state in 0..graph.len() as u32 {
        let range = graph.step_range(state);
        let outcomes_taken = || range.clone().map(|at| graph.moves[at as usize].outcome).filter(|it| *it != NONE);
        let Some((low, high)) =
            outcomes_taken().map(rating_of).map(|it| (it, it)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        else {
            continue;
        };
        for at in range.clone().filter(|at| graph.moves[*at as usize].outcome != NONE) {
            let earned = rating_of(graph.moves[at as usize].outcome);
            points[at as usize] = (earned.abs_diff(low), high.abs_diff(low));
        }
    }
    points
}

/// Computes the possible results for a principle over all runs that reach an ending.
pub(super) fn make_profile(view: &GraphView<'_, '_>, principle: PrincipleIx, points: &Points) -> Profile {
    let count_decision = |at: u32| i128::from(0 < points[at as usize].1);
    Profile {
        principle,
        scores: score_range(view, points),
        least: least_sum(view, &|_, at| count_decision(at)),
        most: most_sum(view, &|_, at| count_decision(at)),
    }
}

/// Returns the least sum of weights on a run that reaches an ending. No weight may be negative.
pub(super) fn least_sum(view: &GraphView<'_, '_>, weight: &impl Fn(u32, u32) -> i128) -> Minimum {
    match find_heaviest(view, &|state, at| -weight(state, at)) {
        Heaviest::None => Minimum::NoRun,
        Heaviest::Run(best) => Minimum::Sum(u64::try_from(-best.weight).unwrap_or_default()),
        // Steps whose weight is zero or negative gain nothing from a loop.
        Heaviest::Round(_) | Heaviest::Unknown => Minimum::Unknown,
    }
}

/// Returns the greatest sum of weights on a run that reaches an ending.
pub(super) fn most_sum(view: &GraphView<'_, '_>, weight: &impl Fn(u32, u32) -> i128) -> Maximum {
    match find_heaviest(view, weight) {
        Heaviest::None => Maximum::NoRun,
        Heaviest::Run(best) => Maximum::Sum(u64::try_from(best.weight).unwrap_or_default()),
        Heaviest::Round(_) => Maximum::Unbounded,
        Heaviest::Unknown => Maximum::Unknown,
    }
}

fn score_range(view: &GraphView<'_, '_>, points: &Points) -> Scores {
    let earned_points = |at: u32| points[at as usize];
    let missed_points = |at: u32| {
        let (had, of) = points[at as usize];
        (of - had, of)
    };
    match (greatest_fraction(view, &missed_points), greatest_fraction(view, &earned_points)) {
        (GreatestFraction::Found(missed), GreatestFraction::Found(highest)) => {
            let unit = BigRational::from_integer(BigInt::from(1));
            Scores::Between { lowest: RangeEnd { share: unit - missed.share, reached: missed.reached }, highest }
        }
        (GreatestFraction::None, _) | (_, GreatestFraction::None) => Scores::NoDecision,
        (GreatestFraction::Unknown, _) | (_, GreatestFraction::Unknown) => Scores::Unknown,
    }
}

enum GreatestFraction {
    Found(RangeEnd),
    /// No run that reaches an ending makes a decision that counts.
    None,
    Unknown,
}

/// Returns the greatest fraction of any run that reaches an ending and makes a decision that
/// counts.
fn greatest_fraction(view: &GraphView<'_, '_>, points: &impl Fn(u32) -> (u8, u8)) -> GreatestFraction {
    let sum_points = |moves: &[u32]| {
        moves
            .iter()
            .map(|at| points(*at))
            .fold((0_i128, 0_i128), |sum, (had, of)| (sum.0 + i128::from(had), sum.1 + i128::from(of)))
    };
    // With the fraction -1, every run with a decision that counts has a positive weight.
    let (mut had, mut of) = (-1_i128, 1_i128);
    loop {
        let step_weight = |at: u32| {
            let (more, out_of) = points(at);
            of * i128::from(more) - had * i128::from(out_of)
        };
        match find_heaviest(view, &|_, at| step_weight(at)) {
            Heaviest::None => return GreatestFraction::None,
            Heaviest::Unknown => return GreatestFraction::Unknown,
            Heaviest::Round(round) => (had, of) = sum_points(&round),
            Heaviest::Run(best) if 0 < best.weight => (had, of) = sum_points(&best.moves),
            Heaviest::Run(_) if had < 0 => return GreatestFraction::None,
            Heaviest::Run(best) => {
                let share = BigRational::new(BigInt::from(had), BigInt::from(of));
                let reached = best.weight == 0 && some_counts(view, &best, &step_weight, points);
                return GreatestFraction::Found(RangeEnd { share, reached });
            }
        }
    }
}

/// Returns whether some run as heavy as the heaviest makes a decision that counts. These are the
/// runs whose every step preserves the greatest weight ahead.
fn some_counts(
    view: &GraphView<'_, '_>,
    best: &HeaviestRun,
    weight: &impl Fn(u32) -> i128,
    points: &impl Fn(u32) -> (u8, u8),
) -> bool {
    let mut visited = vec![false; view.graph.len()];
    let mut to_do = vec![0_u32];
    while let Some(state) = to_do.pop() {
        if std::mem::replace(&mut visited[state as usize], true) {
            continue;
        }
        for (at, step) in view.steps_from(state) {
            let StepTarget::State(to) = step.to else { continue };
            let weight_ahead = best.weight_ahead(to).map(|behind| behind + weight(at));
            if weight_ahead.is_some() && weight_ahead == best.weight_ahead(state) {
                if 0 < points(at).1 {
                    return true;
                }
                to_do.push(to);
            }
        }
    }
    false
}
