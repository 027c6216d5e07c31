//! The prover's results about the runs of a scenario, in the author's names.

use num_traits::ToPrimitive;
use scn_prover::{
    Chance, End, Limits, Loop, Maximum, Minimum, NaivePlayer, Profile, RangeEnd, RunCount, Scores, Stats,
};
use scn_source::{FileId, Place, Sources};
use scn_story::{Keep, Machine, NodeIx, RunResult, Scenario, Story};

use super::document::{
    BestStats, BlindStats, ChanceStats, CountKind, CountStats, EndKind, EndStats, LoopStats, LostStats, Minutes,
    Outcome, ProfileStats, Runs, ScenarioStats, ScoreStats, Size, Spread, Takes,
};
use super::{coverage, words};
use crate::pack::ScenarioProof;
use crate::run_text;

/// Maps places to line numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineLookup<'s> {
    sources: &'s Sources,
    /// The file in which the scenario begins.
    main: FileId,
}

impl LineLookup<'_> {
    /// The line number of a place, from 1; 0 if there is no place.
    pub(super) fn line_of(self, place: Option<Place>) -> u32 {
        let file = place.and_then(|place| Some((self.sources.get(place.file)?, place.span.start)));
        file.map_or(0, |(file, start)| file.position(start).line)
    }

    /// The path of the file of a place, unless it is that in which the scenario begins.
    pub(super) fn other_file(self, place: Option<Place>) -> Option<String> {
        let place = place.filter(|place| place.file != self.main)?;
        self.sources.get(place.file).map(|file| file.path().to_owned())
    }
}

/// Computes the statistics of a scenario, or `None` if no machine can be built from it.
/// `per_minute` is the reading rate in counted units per minute, if known.
pub(super) fn scenario_stats(
    story: &Story,
    scenario: &Scenario,
    proof: &ScenarioProof,
    sources: &Sources,
    limits: &Limits,
    per_minute: Option<u32>,
) -> Option<ScenarioStats> {
    let machine = Machine::new(scenario, Keep::Read).ok()?;
    let stats = scn_prover::compute_stats(&machine, &words::prover_texts(scenario), limits);
    let lines = LineLookup { sources, main: proof.place.file };
    let builder = StatsBuilder { scenario, machine: &machine };
    let (tally, speakers) = words::tally(scenario);
    let all_choices = || scenario.situations.iter().flat_map(|it| &it.choices);
    let principles = story.principles.iter().map(|it| it.id.as_str());
    Some(ScenarioStats {
        id: scenario.id.clone(),
        title: scenario.title.clone(),
        file: sources.get(proof.place.file).map(|file| file.path().to_owned()).unwrap_or_default(),
        line: lines.line_of(Some(proof.place)),
        minutes: scenario.minutes,
        states: stats.states,
        complete: stats.complete,
        size: Size {
            situations: scenario.situations.len() as u64,
            endings: scenario.endings.len() as u64,
            choices: all_choices().count() as u64,
            outcomes: all_choices().map(|it| it.outcomes.len() as u64).sum(),
        },
        words: tally,
        speakers,
        runs: builder.run_stats(&stats, per_minute),
        ends: builder.ends_with_chances(&stats.ends, Some(&stats)),
        best: stats.best.as_ref().map(|best| BestStats {
            result: to_outcome(best.result),
            lost: best.lost.iter().map(|lost| lost_stats(lost, &machine, proof, lines)).collect(),
        }),
        blind: stats
            .blind
            .iter()
            .map(|blind| BlindStats {
                takes: to_takes(blind.player),
                run: blind.run.as_ref().map(|run| run_text::words(&machine, run)),
                ends: builder.ends_with_chances(&blind.ends, None),
                profiles: builder.profile_stats(&blind.profiles),
            })
            .collect(),
        coverage: coverage::coverage_entries(principles, scenario, &machine, proof, &stats, lines),
        profiles: builder.profile_stats(&stats.profiles),
    })
}

/// Describes a choice of the best run after which something is lost.
fn lost_stats(
    lost: &scn_prover::LosingChoice,
    machine: &Machine,
    proof: &ScenarioProof,
    lines: LineLookup<'_>,
) -> LostStats {
    let situation = machine.node_of(lost.choice).map(|node| machine.node_id(node).to_owned());
    let outcome = lost.outcome.filter(|_| 1 < machine.outcomes_of(lost.choice).count());
    let place = proof.parts.choices.get(lost.choice.index()).copied();
    LostStats {
        situation: situation.unwrap_or_default(),
        choice: machine.choice_id(lost.choice).to_owned(),
        outcome: outcome.and_then(|outcome| machine.choice_of(outcome)).map(|(_, at)| at as u32 + 1),
        always: lost.always,
        ends: lost.ends,
        file: lines.other_file(place),
        line: lines.line_of(place),
        run: run_text::words(machine, &lost.run),
    }
}

struct StatsBuilder<'t> {
    scenario: &'t Scenario,
    machine: &'t Machine,
}

impl StatsBuilder<'_> {
    fn run_stats(&self, stats: &Stats, per_minute: Option<u32>) -> Runs {
        let words = to_spread(stats.words);
        let to_minutes = |rate: u32| {
            let minutes_for = |words: Option<u64>| words.map(|words| reading_minutes(words, rate));
            Minutes { least: minutes_for(words.least), most: minutes_for(words.most) }
        };
        Runs {
            count: count_stats(&stats.runs),
            stopped: count_stats(&stats.stopped),
            round: stats.round.as_ref().map(|Loop { run, round }| LoopStats {
                run: run_text::words(self.machine, run),
                round: run_text::words(self.machine, round),
            }),
            endless: stats.endless,
            decisions: to_spread(stats.decisions),
            words,
            reading_minutes: per_minute.map(to_minutes),
            shortest: stats.shortest.as_ref().map(|run| run_text::words(self.machine, run)),
        }
    }

    /// Lists ends with their probabilities. With `stats`, endings with probability zero are
    /// included, and each ending has its shortest run.
    fn ends_with_chances(&self, chances: &[(End, Chance)], stats: Option<&Stats>) -> Vec<EndStats> {
        let mut ends = Vec::new();
        let none = Chance { value: 0.0, error: 0.0, exact: Some(num_rational::BigRational::default()) };
        for (node, run) in stats.into_iter().flat_map(|stats| &stats.endings) {
            let end = End::Ending(*node);
            let chance = chances.iter().find(|(it, _)| *it == end).map_or(&none, |(_, chance)| chance);
            ends.push(EndStats {
                run: run.as_ref().map(|run| run_text::words(self.machine, run)),
                ..self.end_stats(end, chance)
            });
        }
        for (end, chance) in chances {
            if stats.is_none() || !matches!(end, End::Ending(_)) {
                ends.push(self.end_stats(*end, chance));
            }
        }
        ends
    }

    fn end_stats(&self, end: End, chance: &Chance) -> EndStats {
        let (kind, node, choice) = match end {
            End::Ending(node) => (EndKind::Ending, Some(node), None),
            End::DeadEnd(node) => (EndKind::DeadEnd, Some(node), None),
            End::NoOutcome(choice) => (EndKind::NoOutcome, self.machine.node_of(choice), Some(choice)),
            End::Nowhere(node) => (EndKind::Nowhere, Some(node), None),
            End::Never => (EndKind::NeverEnds, None, None),
            End::Beyond => (EndKind::BeyondTheBound, None, None),
        };
        let exact = chance.exact.as_ref().map(ToString::to_string).filter(|text| text.len() <= 100);
        EndStats {
            kind,
            at: node.map(|node| self.machine.node_id(node).to_owned()),
            title: node.and_then(|node| self.node_title(node)),
            result: node.and_then(|node| self.machine.result(node)).map(to_outcome),
            choice: choice.map(|choice| self.machine.choice_id(choice).to_owned()),
            chance: ChanceStats { value: chance.value, error: chance.error, exact },
            run: None,
        }
    }

    fn node_title(&self, node: NodeIx) -> Option<String> {
        let situations = self.scenario.situations.len();
        match node.index().checked_sub(situations) {
            None => self.scenario.situations.get(node.index()).map(|it| it.title.clone()),
            Some(at) => self.scenario.endings.get(at).map(|it| it.title.clone()),
        }
    }

    fn profile_stats(&self, profiles: &[Profile]) -> Vec<ProfileStats> {
        let to_stats = |profile: &Profile| {
            let (lowest, highest) = match &profile.scores {
                Scores::Between { lowest, highest } => (Some(score_stats(lowest)), Some(score_stats(highest))),
                Scores::NoDecision | Scores::Unknown => (None, None),
            };
            let principle = self.machine.principles().get(profile.principle.index()).cloned().unwrap_or_default();
            ProfileStats { principle, lowest, highest, decisions: to_spread((profile.least, profile.most)) }
        };
        // A principle that is only read in conditions, and never linked, has no score.
        let is_linked = |profile: &&Profile| {
            (0..self.machine.choice_count()).any(|choice| {
                self.machine.linked_principles(scn_story::ChoiceIx::at(choice)).contains(&profile.principle)
            })
        };
        profiles.iter().filter(is_linked).map(to_stats).collect()
    }
}

fn score_stats(extreme: &RangeEnd) -> ScoreStats {
    ScoreStats {
        value: extreme.share.to_f64().unwrap_or_default(),
        exact: extreme.share.to_string(),
        reached: extreme.reached,
    }
}

/// Minutes of reading, rounded to a tenth.
fn reading_minutes(words: u64, rate: u32) -> f64 {
    (words as f64 * 10.0 / f64::from(rate)).round() / 10.0
}

fn to_spread((least, most): (Minimum, Maximum)) -> Spread {
    Spread {
        least: match least {
            Minimum::Sum(sum) => Some(sum),
            Minimum::NoRun | Minimum::Unknown => None,
        },
        most: match most {
            Maximum::Sum(sum) => Some(sum),
            Maximum::Unbounded | Maximum::NoRun | Maximum::Unknown => None,
        },
        unbounded: most == Maximum::Unbounded,
    }
}

fn count_stats(count: &RunCount) -> CountStats {
    let (kind, digits) = match count {
        RunCount::Exactly(count) => (CountKind::Exactly, Some(count.to_string())),
        RunCount::AtLeast(count) => (CountKind::AtLeast, Some(count.to_string())),
        RunCount::Unbounded => (CountKind::Unbounded, None),
    };
    CountStats { kind, digits }
}

fn to_outcome(result: RunResult) -> Outcome {
    match result {
        RunResult::Passed => Outcome::Passed,
        RunResult::Mixed => Outcome::Mixed,
        RunResult::Failed => Outcome::Failed,
    }
}

fn to_takes(player: NaivePlayer) -> Takes {
    match player {
        NaivePlayer::First => Takes::First,
        NaivePlayer::Last => Takes::Last,
        NaivePlayer::Middle => Takes::Middle,
        NaivePlayer::Longest => Takes::Longest,
        NaivePlayer::Shortest => Takes::Shortest,
    }
}
