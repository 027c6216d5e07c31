//! How well principles were handled that a course asks for.
//!
//! A principle is judged by the runs that serve the learner best: of each scenario one run that
//! passed, of all scenarios that must be passed, and of as many others as the course asks for. So
//! neither a later run nor another scenario takes away what was reached, and a run that handles a
//! principle better always helps.

use scn_story::{Course, RequiredBand, Story};

use super::PartState;
use super::handled::Handled;
use super::part::{PrincipleScore, ScenarioRuns};
use crate::{Band, Part, Score, phrases, title_or_id};

/// The decisions that make a difference: more are as good as these.
const ENOUGH: usize = RequiredBand::DECISIONS as usize;

/// A scenario of the course, with its runs.
pub(super) struct CourseScenario<'p> {
    pub(super) state: &'p PartState,
    pub(super) runs: &'p ScenarioRuns,
    /// Whether this very scenario must be passed.
    pub(super) required: bool,
}

/// How a required principle was handled.
pub(super) struct RequiredPrinciple {
    pub(super) handled: Handled,
    /// Whether it occurs in a run that can count.
    pub(super) is_met: bool,
    wanted: RequiredBand,
    /// The scenario in which most points were missed.
    weakest: Option<Part>,
}

impl RequiredPrinciple {
    pub(super) fn is_reached(&self) -> bool {
        is_reached(self.wanted, self.handled.score)
    }

    /// Returns what is missing, in words.
    pub(super) fn missing_words(&self) -> String {
        let wanted = match self.wanted {
            RequiredBand::Mixed => Band::Mixed,
            RequiredBand::Consistent => Band::Consistent,
        };
        phrases::course::handle_principle(&self.handled.title, wanted, self.handled.band())
    }

    /// Returns the part that is best repeated.
    pub(super) fn part_to_repeat(&self) -> Option<&Part> {
        self.weakest.as_ref()
    }
}

fn is_reached(wanted: RequiredBand, score: Score) -> bool {
    RequiredBand::DECISIONS <= score.decisions && wanted.is_enough(margin(wanted, score))
}

fn margin(wanted: RequiredBand, score: Score) -> i64 {
    wanted.margin(i64::from(score.points), i64::from(score.of))
}

/// Judges the principles that a course asks for, in the order of their ids.
pub(super) fn judge_principles(
    story: &Story,
    course: &Course,
    scenarios: &[CourseScenario<'_>],
) -> Vec<RequiredPrinciple> {
    let judge = |(id, wanted): (&String, &RequiredBand)| {
        let known = story.principles.iter().find(|it| it.id == *id);
        let title = title_or_id(known.map_or("", |it| it.title.as_str()), id);
        // A principle with another title may have required something else.
        let score_in = |run: &Vec<PrincipleScore>| {
            let entry = run.iter().find(|it| it.principle == *id && it.title == title);
            entry.map(|it| it.score)
        };
        let is_met = scenarios.iter().flat_map(CourseScenario::candidates).any(|run| score_in(run).is_some());
        let candidates: Vec<(bool, Vec<Score>)> = scenarios
            .iter()
            .map(|it| (it.required, it.candidates().map(|run| score_in(run).unwrap_or_default()).collect()))
            .collect();
        let covers = |part: &Part| {
            let scenario = story.scenarios.iter().find(|it| it.id == part.id());
            scenario.is_some_and(|it| it.covers.contains(id))
        };
        let missed_points = |scores: &[Score]| {
            let counted = scores.iter().filter(|score| 0 < score.decisions);
            counted.map(|score| score.of - score.points).min()
        };
        let mut weakest: Option<(u32, &Part)> = None;
        for (scenario, (_, scores)) in scenarios.iter().zip(&candidates) {
            let part = &scenario.state.part;
            let Some(missed) = missed_points(scores).or_else(|| covers(part).then_some(0)) else { continue };
            if weakest.is_none_or(|(most, _)| most < missed) {
                weakest = Some((missed, part));
            }
        }
        let score = best_score(course, &candidates);
        RequiredPrinciple {
            handled: Handled {
                principle: id.clone(),
                title,
                decisions: score.decisions,
                band: score.band().as_str(),
                score,
            },
            is_met,
            wanted: *wanted,
            weakest: weakest.map(|(_, part)| part.clone()),
        }
    };
    course.principles.iter().map(judge).collect()
}

impl<'p> CourseScenario<'p> {
    /// Returns the runs that can count: those that passed; while a required scenario is not passed,
    /// its counting run.
    fn candidates(&self) -> impl Iterator<Item = &'p Vec<PrincipleScore>> + use<'p> {
        let is_open = self.required && self.runs.passed.is_empty() && !self.runs.counting.is_empty();
        self.runs.passed.iter().chain(is_open.then_some(&self.runs.counting))
    }
}

/// Returns the score over the runs that serve the learner best. Each scenario has the scores of its
/// runs, and whether it is required.
fn best_score(course: &Course, scenarios: &[(bool, Vec<Score>)]) -> Score {
    let required = scenarios.iter().filter(|(required, _)| *required).count();
    let played = scenarios.iter().filter(|(_, scores)| !scores.is_empty()).count();
    let needed = course.scenarios_to_pass(required).min(played);
    let sums = |wanted: RequiredBand| sum_best(wanted, scenarios, needed);
    for wanted in [RequiredBand::Consistent, RequiredBand::Mixed] {
        let best = sums(wanted).pop().flatten();
        if let Some(score) = best.filter(|score| is_reached(wanted, *score)) {
            return score;
        }
    }
    sums(RequiredBand::Mixed).into_iter().rev().flatten().next().unwrap_or_default()
}

/// Returns, for each number of decisions up to [`ENOUGH`], the sum that is furthest above a band.
fn sum_best(wanted: RequiredBand, scenarios: &[(bool, Vec<Score>)], needed: usize) -> Vec<Option<Score>> {
    let mut best = vec![vec![None; ENOUGH + 1]; needed + 1];
    best[0][0] = Some(Score::default());
    for (required, scores) in scenarios.iter().filter(|(_, scores)| !scores.is_empty()) {
        let mut next = if *required { vec![vec![None; ENOUGH + 1]; needed + 1] } else { best.clone() };
        for (count, sums) in best.iter().enumerate() {
            for sum in sums.iter().flatten() {
                for score in scores {
                    let more = Score {
                        points: sum.points + score.points,
                        of: sum.of + score.of,
                        decisions: sum.decisions + score.decisions,
                    };
                    let decisions = usize::try_from(more.decisions).unwrap_or(ENOUGH).min(ENOUGH);
                    let known: &mut Option<Score> = &mut next[(count + 1).min(needed)][decisions];
                    if known.is_none_or(|known| margin(wanted, known) < margin(wanted, more)) {
                        *known = Some(more);
                    }
                }
            }
        }
        best = next;
    }
    best.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Band;

    fn score(points: u32, of: u32, decisions: u32) -> Score {
        Score { points, of, decisions }
    }

    /// Ranks a band; `NotEnough` is the lowest.
    fn rank(band: Band) -> u8 {
        match band {
            Band::NotEnough => 0,
            Band::NeedsAttention => 1,
            Band::Mixed => 2,
            Band::Consistent => 3,
        }
    }

    /// Returns the scores of every selection of runs that the course allows.
    fn all_selections(scenarios: &[(bool, Vec<Score>)], needed: usize) -> Vec<Score> {
        let mut selections = vec![(0_usize, Score::default())];
        for (required, scores) in scenarios.iter().filter(|(_, scores)| !scores.is_empty()) {
            let mut next = if *required { Vec::new() } else { selections.clone() };
            for (count, sum) in &selections {
                next.extend(scores.iter().map(|it| {
                    (count + 1, score(sum.points + it.points, sum.of + it.of, sum.decisions + it.decisions))
                }));
            }
            selections = next;
        }
        selections.into_iter().filter(|(count, _)| needed <= *count).map(|(_, score)| score).collect()
    }

    #[test]
    fn the_bands_are_those_of_the_debrief() {
        for (points, of) in (0..=40).flat_map(|of| (0..=of).map(move |points| (points, of))) {
            let it = score(points, of, 3);
            assert_eq!(is_reached(RequiredBand::Mixed, it), 2 <= rank(it.band()), "{points} of {of}");
            assert_eq!(is_reached(RequiredBand::Consistent, it), 3 <= rank(it.band()), "{points} of {of}");
        }
    }

    fn any_score() -> impl Strategy<Value = Score> {
        (0_u32..4).prop_flat_map(|decisions| {
            (decisions..=4 * decisions, Just(decisions))
                .prop_flat_map(|(of, decisions)| (0..=of, Just(of), Just(decisions)))
                .prop_map(|(points, of, decisions)| score(points, of, decisions))
        })
    }

    proptest! {
        #[test]
        fn the_best_selection_is_found(
            scenarios in prop::collection::vec((any::<bool>(), prop::collection::vec(any_score(), 0..4)), 0..5),
            pass in prop::option::of(0_u32..4),
        ) {
            let course = Course { pass, ..Course::default() };
            let required = scenarios.iter().filter(|(required, _)| *required).count();
            let played = scenarios.iter().filter(|(_, scores)| !scores.is_empty()).count();
            let needed = course.scenarios_to_pass(required).min(played);
            let all = all_selections(&scenarios, needed);
            let best = all.iter().map(|it| rank(it.band())).max().unwrap_or_default();
            let found = best_score(&course, &scenarios);
            prop_assert_eq!(rank(found.band()), best);
            prop_assert!(all.contains(&found) || all.is_empty());
        }

        #[test]
        fn another_run_never_takes_away_a_band(
            scenarios in prop::collection::vec((any::<bool>(), prop::collection::vec(any_score(), 1..4)), 1..5),
            more in any_score(),
            place in any::<prop::sample::Index>(),
        ) {
            let course = Course { pass: Some(2), ..Course::default() };
            let before = best_score(&course, &scenarios);
            let mut after = scenarios.clone();
            after[place.index(scenarios.len())].1.push(more);
            prop_assert!(rank(before.band()) <= rank(best_score(&course, &after).band()));
        }
    }
}
