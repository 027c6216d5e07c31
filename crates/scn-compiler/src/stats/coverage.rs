//! How a scenario covers each principle: where it upholds, breaks and tests it, and what keeps it
//! from the next level.

use scn_prover::{Level, RunCount, Stats};
use scn_story::{ChoiceIx, Machine, OutcomeIx, Scenario};

use super::document::{CoverageLevel, Covered, LinkStats, Missing, MissingWhy, SituationStats};
use super::scenario::LineLookup;
use crate::pack::ScenarioProof;
use crate::places::LinkPosition;
use crate::run_text;

/// The level at which a scenario covers a principle.
pub(super) fn coverage_level(proof: &ScenarioProof, principle: &str) -> CoverageLevel {
    let level = proof.coverage.iter().find(|(id, _)| id == principle).map(|(_, level)| *level).unwrap_or_default();
    match level {
        Level::None => CoverageLevel::NotLinked,
        Level::Linked => CoverageLevel::Linked,
        Level::Reachable => CoverageLevel::Reachable,
        Level::Tested => CoverageLevel::Tested,
        Level::Guaranteed => CoverageLevel::Guaranteed,
    }
}

/// Returns one entry for each principle that the scenario links or lists in `Covers:`, in the order
/// of the pack.
pub(super) fn coverage_entries<'p>(
    principles: impl Iterator<Item = &'p str>,
    scenario: &Scenario,
    machine: &Machine,
    proof: &ScenarioProof,
    stats: &Stats,
    lines: LineLookup<'_>,
) -> Vec<Covered> {
    let make_entry = |principle: &str| {
        let links: Vec<&LinkPosition> = proof.parts.links.iter().filter(|link| link.principle == principle).collect();
        let covers = scenario.covers.iter().any(|id| id == principle);
        if links.is_empty() && !covers {
            return None;
        }
        let index = machine.principles().iter().position(|id| id == principle);
        let tested: Vec<SituationStats> = index
            .and_then(|at| stats.tested_at.get(at))
            .into_iter()
            .flatten()
            .filter_map(|node| {
                let situation = scenario.situations.get(node.index())?;
                let place = proof.parts.nodes.get(node.index()).copied();
                let (file, line) = (lines.other_file(place), lines.line_of(place));
                Some(SituationStats { id: situation.id.clone(), title: situation.title.clone(), file, line })
            })
            .collect();
        let links_of_side = |upholds: bool| -> Vec<LinkStats> {
            let side = links.iter().filter(|link| (0 < link.rating) == upholds);
            side.map(|link| link_stats(link, machine, stats, lines)).collect()
        };
        let mut covered = Covered {
            principle: principle.to_owned(),
            covers,
            level: coverage_level(proof, principle),
            at_least: !proof.complete,
            upheld_at: links_of_side(true),
            broken_at: links_of_side(false),
            tested_at: tested,
            missing: None,
        };
        if proof.complete && stats.complete {
            let unfaced = index.and_then(|at| stats.unfaced.get(at)).and_then(Option::as_ref);
            covered.missing = find_missing(&covered, stats, unfaced.map(|run| run_text::words(machine, run)));
        }
        Some(covered)
    };
    principles.filter_map(make_entry).collect()
}

fn link_stats(link: &LinkPosition, machine: &Machine, stats: &Stats, lines: LineLookup<'_>) -> LinkStats {
    let choice = ChoiceIx::at(link.choice);
    let several = 1 < machine.outcomes_of(choice).count();
    let number = machine.choice_of(OutcomeIx::at(link.outcome)).filter(|_| several).map(|(_, at)| at as u32 + 1);
    LinkStats {
        situation: machine.node_of(choice).map(|node| machine.node_id(node).to_owned()).unwrap_or_default(),
        choice: machine.choice_id(choice).to_owned(),
        outcome: number,
        rating: link.rating,
        reached: stats.taken.get(link.outcome).copied().unwrap_or_default(),
        file: lines.other_file(Some(link.place)),
        line: lines.line_of(Some(link.place)),
    }
}

fn find_missing(covered: &Covered, stats: &Stats, unfaced: Option<Vec<String>>) -> Option<Missing> {
    let any_reached = |links: &[LinkStats]| links.iter().any(|link| link.reached);
    let (upheld, broken) = (any_reached(&covered.upheld_at), any_reached(&covered.broken_at));
    let nothing_does = |links: &[LinkStats], does: &str| {
        let subject = if links.is_empty() { "no outcome" } else { "no outcome that a run reaches" };
        format!("{subject} {does} it")
    };
    let (level, why, text, run) = match covered.level {
        CoverageLevel::NotLinked => {
            (CoverageLevel::Linked, MissingWhy::NotLinked, "no outcome links it".to_owned(), None)
        }
        CoverageLevel::Linked => (
            CoverageLevel::Reachable,
            MissingWhy::Unreached,
            "no run reaches an outcome that links it".to_owned(),
            None,
        ),
        CoverageLevel::Reachable => {
            let (why, text) = match (upheld, broken) {
                (false, _) => (MissingWhy::NothingUpholds, nothing_does(&covered.upheld_at, "upholds")),
                (true, false) => (MissingWhy::NothingBreaks, nothing_does(&covered.broken_at, "breaks")),
                (true, true) => (
                    MissingWhy::NeverTogether,
                    "no decision offers both a choice that upholds it and one that breaks it".to_owned(),
                ),
            };
            (CoverageLevel::Tested, why, text, None)
        }
        CoverageLevel::Tested => match unfaced {
            Some(run) => {
                let text = "a run can end without facing it".to_owned();
                (CoverageLevel::Guaranteed, MissingWhy::Avoidable, text, Some(run))
            }
            None if stats.runs == RunCount::Exactly(0_u8.into()) => {
                (CoverageLevel::Guaranteed, MissingWhy::NoRunEnds, "no run ends".to_owned(), None)
            }
            None => return None,
        },
        CoverageLevel::Guaranteed => return None,
    };
    Some(Missing { level, why, text, run })
}
