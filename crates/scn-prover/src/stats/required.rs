//! Whether runs can handle a principle as well as a course asks for.
//!
//! A course sums, over one run of each of its scenarios, by how much the points are above what a
//! band asks for ([`RequiredBand::margin`]), and counts the decisions. So for each scenario the
//! greatest margin of any run is computed, separately for runs with no, one, two, and three or more
//! decisions that count. Then the scenarios are combined. The result is exact: a band is in reach
//! if and only if some runs reach it.
//!
//! A loop that adds to the margin can be repeated, so the margin is unbounded. It is found as in
//! Bellman and Ford's method: the greatest margin of runs without a loop is known after as many
//! rounds as there are states, and what still improves then does so by a loop.

use scn_story::{Machine, NodeIx, PrincipleIx, RequiredBand, RunResult};

use super::graph::StepTarget;
use super::profile::{Points, principle_points};
use super::view::{Component, GraphView};
use super::{TextLengths, explore_runs};
use crate::Limits;

/// Runs with this many decisions or more are the same to a course.
const ENOUGH: usize = RequiredBand::DECISIONS as usize;

/// Maximum number of improvements tried before loops are given up as too large.
const EFFORT: u64 = 20_000_000;

/// The greatest margin of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GreatestMargin {
    /// This margin.
    Sum(i64),
    /// There is no greatest one: every repetition of a loop adds to it.
    Unbounded,
}

impl GreatestMargin {
    fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Sum(sum), Self::Sum(more)) => Self::Sum(sum.saturating_add(more)),
            (Self::Unbounded, _) | (_, Self::Unbounded) => Self::Unbounded,
        }
    }
}

/// The greatest margin by the number of decisions that count; the last entry is for that many or
/// more. `None` if no run has that number.
pub type Margins = [Option<GreatestMargin>; ENOUGH + 1];

/// Returns the greatest margins for a principle and a band over the runs that pass the scenario: to
/// an ending with the result `passed`, or to any if none has it. Returns `None` if there are more
/// states than the limits allow, or if loops are too large.
#[must_use]
pub fn greatest_margins(
    machine: &Machine,
    principle: &str,
    band: RequiredBand,
    limits: &Limits<'_>,
) -> Option<Margins> {
    let graph = explore_runs(machine, &TextLengths::default(), limits);
    if !graph.complete {
        return None;
    }
    let index = machine.principles().iter().position(|id| id == principle);
    let points = match index {
        Some(index) => principle_points(&graph, PrincipleIx::at(index)),
        None => vec![(0, 0); graph.moves.len()],
    };
    let view = GraphView::new(&graph, None);
    let passable = (0..machine.node_count()).any(|node| machine.result(NodeIx::at(node)) == Some(RunResult::Passed));
    let ahead = vec![Margins::default(); graph.len()];
    let mut search = Search { view: &view, points, band, passable, ahead, effort: 0 };
    for set in &view.components {
        search.solve(set)?;
    }
    search.ahead.first().copied()
}

struct Search<'v> {
    view: &'v GraphView<'v, 'v>,
    points: Points,
    band: RequiredBand,
    /// Whether the scenario has an ending with the result `passed`.
    passable: bool,
    /// For each state, the greatest margins of the runs ahead.
    ahead: Vec<Margins>,
    effort: u64,
}

impl Search<'_> {
    /// Computes the margins of the states of a component, after those that it leads to. Returns
    /// `None` if that takes too long.
    fn solve(&mut self, set: &Component) -> Option<()> {
        for state in set.states.iter().copied() {
            let result = self.view.graph.result_of(state);
            if result.is_some_and(|result| result == RunResult::Passed || !self.passable) {
                self.ahead[state as usize][0] = Some(GreatestMargin::Sum(0));
            }
        }
        // A run without a loop visits each pair of a state and a number of decisions once.
        let most_rounds = set.states.len() * (ENOUGH + 1);
        let mut rounds = 0;
        while self.improve(set, most_rounds <= rounds) && set.loops {
            rounds += 1;
            if EFFORT < self.effort {
                return None;
            }
        }
        Some(())
    }

    /// Improves the margins of the states of a component by one step. `by_loop`: an improvement is
    /// that of a loop. Returns whether anything was improved.
    fn improve(&mut self, set: &Component, by_loop: bool) -> bool {
        let mut is_better = false;
        let view = self.view;
        for state in set.states.iter().rev().copied() {
            for (at, step) in view.steps_from(state) {
                let StepTarget::State(to) = step.to else { continue };
                self.effort += u64::from(set.loops);
                let (had, of) = self.points[at as usize];
                let more = self.band.margin(i64::from(had), i64::from(of));
                for (decisions, margin) in self.ahead[to as usize].into_iter().enumerate() {
                    let Some(sum) = margin.map(|margin| margin.plus(GreatestMargin::Sum(more))) else { continue };
                    let known = &mut self.ahead[state as usize][(decisions + usize::from(0 < of)).min(ENOUGH)];
                    if *known < Some(sum) {
                        *known = Some(if by_loop { GreatestMargin::Unbounded } else { sum });
                        is_better = true;
                    }
                }
            }
        }
        is_better
    }
}

/// Whether runs reach a band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BandReach {
    /// Some do.
    Reached,
    /// None do: together they have too few points.
    TooFewPoints,
    /// None do: together they make fewer decisions than a band needs.
    TooFewDecisions,
}

/// Returns whether a selection of runs reaches a band: one run of each scenario that is required,
/// of any others, and of `needed` in all. Each scenario has its margins, and whether it is
/// required.
///
/// # Examples
///
/// ```
/// use scn_prover::{BandReach, GreatestMargin::Sum, reach_band};
/// use scn_story::RequiredBand;
///
/// // Two decisions, both as well as possible; or one decision, in a run that is possible too.
/// let call = [None, Some(Sum(6)), Some(Sum(12)), None];
/// let reach = |scenarios: &[_]| reach_band(RequiredBand::Mixed, scenarios, 1);
/// assert_eq!(reach(&[(true, call)]), BandReach::TooFewDecisions);
/// assert_eq!(reach(&[(true, call), (false, call)]), BandReach::Reached);
/// ```
#[must_use]
pub fn reach_band(band: RequiredBand, scenarios: &[(bool, Margins)], needed: usize) -> BandReach {
    let mut best = vec![Margins::default(); needed + 1];
    best[0][0] = Some(GreatestMargin::Sum(0));
    for (required, margins) in scenarios {
        let mut next = if *required { vec![Margins::default(); needed + 1] } else { best.clone() };
        for (count, sums) in best.iter().enumerate() {
            for (before, sum) in sums.iter().enumerate() {
                for (decisions, margin) in margins.iter().enumerate() {
                    let Some(more) = sum.zip(*margin).map(|(sum, margin)| sum.plus(margin)) else { continue };
                    let known = &mut next[(count + 1).min(needed)][(before + decisions).min(ENOUGH)];
                    *known = (*known).max(Some(more));
                }
            }
        }
        best = next;
    }
    match best[needed][ENOUGH] {
        None => BandReach::TooFewDecisions,
        Some(GreatestMargin::Sum(margin)) if !band.is_enough(margin) => BandReach::TooFewPoints,
        Some(GreatestMargin::Sum(_) | GreatestMargin::Unbounded) => BandReach::Reached,
    }
}
