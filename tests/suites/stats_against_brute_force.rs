//! Compares the numbers of `scn stats` with a brute force that lists all runs of random stories, or
//! follows them naively if they cannot be listed.
//!
//! `SCN_STORIES=N` tests N stories instead of 2,000; `SCN_FIRST=N` starts at seed N.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::ToPrimitive;
use scn_prover::{
    Chance, End, Limits, Maximum, Minimum, NaivePlayer, Profile, RangeEnd, RunCount, RunStep, Scores, Stats, Witness,
    compute_stats, early, naive_runs,
};
use scn_story::{Keep, Machine, OutcomeIx, PrincipleIx, Scenario};
use scn_tests::brute::made_up::MadeUpCounts;
use scn_tests::brute::runs::{
    DetailedMoment, Finish, WholeRun, WordCounts, all_moments, best_result, can_repeat, end_probabilities, leads_to,
    list_runs, lost_choices, outcome_count, some_beyond,
};
use scn_tests::brute::{ChoiceName, OutcomeName, Pick, Run};
use scn_tests::random;
use scn_tests::survey::env_number;

/// The maximum number of moments, all distinguished; larger stories are skipped.
const MOMENTS: usize = 400;
/// The maximum number of runs that are listed.
const RUNS: usize = 3000;

/// The names for the prover's numbers, and the differences found.
struct Comparison<'c> {
    machine: &'c Machine,
    stats: &'c Stats,
    kinds: BTreeSet<&'static str>,
    differences: Vec<String>,
}

impl Comparison<'_> {
    fn assert_same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, stats: &T, brute: &T) {
        if stats != brute {
            self.differences.push(format!("{what}\n    stats: {stats:?}\n    brute: {brute:?}"));
        }
    }

    fn assert_holds(&mut self, what: &str, holds: bool) {
        if !holds {
            self.differences.push(what.to_owned());
        }
    }

    fn note_kind(&mut self, kind: &'static str, shown: bool) {
        if shown {
            self.kinds.insert(kind);
        }
    }

    fn finish_text(&self, end: End) -> String {
        let machine = self.machine;
        match end {
            End::Ending(node) => format!("ending {}", machine.node_id(node)),
            End::DeadEnd(node) => format!("dead end {}", machine.node_id(node)),
            End::NoOutcome(choice) => {
                let situation_id = machine.node_of(choice).map(|node| machine.node_id(node)).unwrap_or_default();
                format!("no outcome {situation_id}/{}", machine.choice_id(choice))
            }
            End::Nowhere(node) => format!("nowhere {}", machine.node_id(node)),
            End::Never => "never".to_owned(),
            End::Beyond => "beyond".to_owned(),
        }
    }

    fn run_words(&self, run: &Witness) -> Vec<String> {
        let step_text = |step: &RunStep| match step {
            RunStep::Choose(choice) => self.machine.choice_id(*choice).to_owned(),
            RunStep::Draw(number) => format!("outcome {number}"),
        };
        run.steps().iter().map(step_text).collect()
    }

    fn compare_ends(&mut self, what: &str, ends: &[(End, Chance)], places: &[DetailedMoment<'_>]) {
        let (found, never) = end_probabilities(places);
        let mut brute: BTreeMap<String, f64> = BTreeMap::new();
        for (finish, share) in found {
            let name = match finish {
                Finish::Ending(id) => format!("ending {id}"),
                Finish::DeadEnd(id) => format!("dead end {id}"),
                Finish::NoOutcome(name) => format!("no outcome {}/{}", name.situation, name.choice),
                Finish::Nowhere(id) => format!("nowhere {id}"),
            };
            *brute.entry(name).or_default() += share;
        }
        if never > 1e-9 {
            brute.insert("never".to_owned(), never);
        }
        let stats_ends: BTreeMap<String, (f64, f64)> =
            ends.iter().map(|(end, chance)| (self.finish_text(*end), (chance.value, chance.error))).collect();
        self.note_kind("a run that never ends", stats_ends.contains_key("never"));
        for name in brute.keys().chain(stats_ends.keys()).collect::<BTreeSet<_>>() {
            let (value, error) = stats_ends.get(name).copied().unwrap_or_default();
            let wanted = brute.get(name).copied().unwrap_or_default();
            if (value - wanted).abs() > error + 1e-9 {
                self.differences.push(format!("{what}, {name}: stats {value} ± {error}, brute {wanted}"));
            }
        }
    }

    fn compare_profile(
        &mut self,
        what: &str,
        profile: &Profile,
        places: &[DetailedMoment<'_>],
        listed: Option<&[WholeRun<'_>]>,
    ) {
        let principle = self.machine.principles()[profile.principle.index()].as_str();
        let Some(all) = listed else {
            let Scores::Between { lowest, highest } = &profile.scores else {
                let none = !some_beyond(places, principle, -1.0, false);
                self.assert_holds(
                    &format!("{what} of {principle}: there are scores"),
                    none && profile.scores == Scores::NoDecision,
                );
                return;
            };
            self.note_kind("a score that is only come near to", !lowest.reached || !highest.reached);
            let (low, high) = (score_share(lowest), score_share(highest));
            for (end, from, less, wanted) in [
                ("below the lowest", low - 1e-4, true, false),
                ("next to the lowest", low + 1e-4, true, true),
                ("above the highest", high + 1e-4, false, false),
                ("next to the highest", high - 1e-4, false, true),
            ] {
                let brute_result = some_beyond(places, principle, from, less);
                self.assert_holds(
                    &format!("{what} of {principle} ({low} to {high}), {end}: brute {brute_result}"),
                    brute_result == wanted,
                );
            }
            return;
        };
        let ended = all.iter().filter(|run| matches!(run.finish, Finish::Ending(_)));
        let points: Vec<(u64, u64, u64)> =
            ended.map(|run| run.points.get(principle).copied().unwrap_or_default()).collect();
        let count = points.iter().map(|it| it.2);
        let decisions = (
            count.clone().min().map_or(Minimum::NoRun, Minimum::Sum),
            count.max().map_or(Maximum::NoRun, Maximum::Sum),
        );
        self.assert_same(&format!("{what} of {principle}, decisions"), &(profile.least, profile.most), &decisions);
        let mut scores: Vec<num_rational::Ratio<u64>> =
            points.iter().filter(|it| it.1 > 0).map(|it| num_rational::Ratio::new(it.0, it.1)).collect();
        scores.sort_unstable();
        let brute = scores.first().zip(scores.last()).map(|(low, high)| (low.to_string(), high.to_string()));
        let stats_scores = match &profile.scores {
            Scores::Between { lowest, highest } => {
                self.assert_holds(&format!("{what} of {principle} is reached"), lowest.reached && highest.reached);
                Some((lowest.share.to_string(), highest.share.to_string()))
            }
            Scores::NoDecision => None,
            Scores::Unknown => Some(("unknown".to_owned(), String::new())),
        };
        self.note_kind("a score that is never whole", stats_scores.as_ref().is_some_and(|(_, high)| high != "1"));
        self.assert_same(&format!("{what} of {principle}"), &stats_scores, &brute);
    }
}

fn score_share(extreme: &RangeEnd) -> f64 {
    extreme.share.to_f64().expect("a share is a number")
}

fn in_words(run: &Run<'_>) -> Vec<String> {
    let pick_text = |pick: &Pick<'_>| match pick {
        Pick::Choose { name, .. } => name.choice.to_owned(),
        Pick::Draw(number) => format!("outcome {number}"),
    };
    run.picks.iter().map(pick_text).collect()
}

/// Returns which of the available choices a player makes at a moment, by the definition in the
/// reference.
fn choice_taken<'a>(
    player: NaivePlayer,
    place: &DetailedMoment<'a>,
    made: &MadeUpCounts<'_>,
) -> Option<ChoiceName<'a>> {
    let mut open: Vec<ChoiceName<'a>> = place.steps.iter().filter_map(|step| step.choice).collect();
    open.dedup();
    let label_length = |name: &ChoiceName<'_>| made.label_size(*name).1;
    let first_with = |wanted: Option<u64>| open.iter().find(|name| Some(label_length(name)) == wanted).copied();
    match player {
        NaivePlayer::First => open.first().copied(),
        NaivePlayer::Last => open.last().copied(),
        NaivePlayer::Middle if open.is_empty() => None,
        NaivePlayer::Middle => Some(open[(open.len() - 1) / 2]),
        NaivePlayer::Longest => first_with(open.iter().map(label_length).max()),
        NaivePlayer::Shortest => first_with(open.iter().map(label_length).min()),
    }
}

/// Returns the differences, and the kinds of things that the story shows; `None` if it is too
/// large.
fn compare_story(scenario: &Scenario) -> Option<(Vec<String>, BTreeSet<&'static str>)> {
    let counts = MadeUpCounts::new(scenario);
    let (places, first_words) = all_moments(scenario, &counts, MOMENTS)?;
    let machine = Machine::new(scenario, Keep::Read).expect("a random story is whole");
    let stats = compute_stats(&machine, &counts.made_up_texts(&machine), &Limits::default());
    let mut comparison =
        Comparison { machine: &machine, stats: &stats, kinds: BTreeSet::new(), differences: Vec::new() };
    let all_runs = list_runs(&places, &|_| None, RUNS);
    comparison.assert_holds("the exploration is complete", stats.complete);
    let (round, endless) = if all_runs.is_some() { (false, false) } else { can_repeat(&places) };
    comparison.assert_same("endless", &stats.endless, &endless);
    comparison.assert_same("a loop with a way out", &stats.round.is_some(), &round);
    comparison.assert_same("no number of runs", &(stats.runs == RunCount::Unbounded), &round);
    comparison.note_kind("a loop that a run can leave", round);
    if let Some(all) = &all_runs {
        compare_listed(&mut comparison, all, first_words);
    } else if !round {
        comparison.note_kind("runs too many to list, or traps", true);
    }
    comparison.compare_ends("a player who chooses blindly", &stats.ends, &places);
    for profile in &stats.profiles {
        comparison.compare_profile("the profile", profile, &places, all_runs.as_deref());
    }
    let best = best_result(scenario, &places);
    comparison.assert_same("the best result", &stats.best.as_ref().map(|best| best.result), &best);
    if let Some((best, claimed)) = best.zip(stats.best.as_ref()) {
        let choice_text = |choice: ChoiceName<'_>, number: Option<usize>| {
            format!("{}/{} {number:?}", choice.situation, choice.choice)
        };
        let brute: BTreeMap<String, bool> = lost_choices(scenario, &places, best)
            .into_iter()
            .map(|((choice, outcome), always)| (choice_text(choice, outcome.map(|it| it.number)), always))
            .collect();
        let lost_by_stats: BTreeMap<String, bool> = claimed
            .lost
            .iter()
            .map(|lost| {
                let situation_id = machine.node_of(lost.choice).map(|node| machine.node_id(node)).unwrap_or_default();
                let choice = ChoiceName { situation: situation_id, choice: machine.choice_id(lost.choice) };
                let number = lost.outcome.and_then(|outcome| machine.choice_of(outcome)).map(|(_, at)| at + 1);
                (choice_text(choice, number), lost.always)
            })
            .collect();
        comparison
            .note_kind("a choice that loses the best in some runs only", lost_by_stats.values().any(|always| !always));
        comparison.assert_same("what is lost", &lost_by_stats, &brute);
    }
    for blind in &stats.blind {
        let choice_of_player = |at: usize| choice_taken(blind.player, &places[at], &counts);
        let mut limited_places = places.clone();
        for (at, place) in limited_places.iter_mut().enumerate() {
            place.steps.retain(|step| step.choice == choice_of_player(at));
            place.steps.iter_mut().for_each(|step| step.odds = step.draw);
        }
        comparison.compare_ends(&format!("{:?}", blind.player), &blind.ends, &limited_places);
        let runs_of_player = list_runs(&places, &choice_of_player, RUNS);
        if let (Some(claimed), Some([one])) = (&blind.run, runs_of_player.as_deref()) {
            comparison.assert_same(
                &format!("the run of {:?}", blind.player),
                &comparison.run_words(claimed),
                &in_words(&one.run),
            );
        }
        comparison.note_kind("a blind player with one run", runs_of_player.as_ref().is_some_and(|all| all.len() == 1));
        comparison.note_kind("a blind player and chance", runs_of_player.as_ref().is_some_and(|all| all.len() > 1));
        let has_one_run = runs_of_player.as_ref().is_none_or(|all| all.len() == 1);
        comparison.assert_holds(
            &format!("{:?} has one run or several", blind.player),
            blind.run.is_some() == has_one_run || runs_of_player.is_none(),
        );
        for profile in &blind.profiles {
            comparison.compare_profile(
                &format!("{:?}, the profile", blind.player),
                profile,
                &limited_places,
                runs_of_player.as_deref(),
            );
        }
    }
    compare_tested(&mut comparison, scenario, &places);
    compare_check(&mut comparison, scenario, &places, all_runs.as_deref());
    compare_naive(&mut comparison, &places, &counts);
    Some((comparison.differences, comparison.kinds))
}

fn compare_listed(it: &mut Comparison<'_>, all: &[WholeRun<'_>], first_words: u64) {
    let ended: Vec<&WholeRun<'_>> = all.iter().filter(|run| matches!(run.finish, Finish::Ending(_))).collect();
    let stats = it.stats;
    it.assert_same("how many runs", &stats.runs, &RunCount::Exactly(ended.len().into()));
    it.assert_same("how many stop elsewhere", &stats.stopped, &RunCount::Exactly((all.len() - ended.len()).into()));
    let span_of = |of: &dyn Fn(&WholeRun<'_>) -> u64| {
        let all_values = || ended.iter().map(|run| of(run));
        (
            all_values().min().map_or(Minimum::NoRun, Minimum::Sum),
            all_values().max().map_or(Maximum::NoRun, Maximum::Sum),
        )
    };
    it.assert_same("decisions", &stats.decisions, &span_of(&|run| run.run.choices as u64));
    it.assert_same("words", &stats.words, &span_of(&|run| run.words + first_words));
    let first_run_with = |among: &dyn Fn(&WholeRun<'_>) -> bool| {
        ended.iter().filter(|run| among(run)).map(|run| &run.run).min().map(in_words)
    };
    it.assert_same(
        "the shortest run",
        &stats.shortest.as_ref().map(|run| it.run_words(run)),
        &first_run_with(&|_| true),
    );
    for (node, run) in &stats.endings {
        let id = it.machine.node_id(*node);
        let brute = first_run_with(&|run| run.finish == Finish::Ending(id));
        it.assert_same(&format!("the shortest run to {id}"), &run.as_ref().map(|run| it.run_words(run)), &brute);
    }
    for (at, run) in stats.unfaced.iter().enumerate() {
        let principle = it.machine.principles()[at].as_str();
        let brute = first_run_with(&|run| !run.faced.contains(principle));
        it.note_kind("a run that ends and has not faced a principle", brute.is_some());
        it.assert_same(
            &format!("a run without facing {principle}"),
            &run.as_ref().map(|run| it.run_words(run)),
            &brute,
        );
    }
    let sum: f64 = all.iter().map(|run| run.odds).sum();
    it.assert_holds(&format!("the odds of all runs are {sum}"), (sum - 1.0).abs() < 1e-9);
    it.note_kind("runs that are all listed", true);
    it.note_kind("more than a hundred runs", all.len() > 100);
}

fn compare_tested(it: &mut Comparison<'_>, scenario: &Scenario, places: &[DetailedMoment<'_>]) {
    let outcomes_at = |place: &DetailedMoment<'_>| -> BTreeSet<String> {
        let names = place.steps.iter().filter_map(|step| step.outcome);
        names.map(|name| format!("{}/{}/{}", name.of.situation, name.of.choice, name.number)).collect()
    };
    let brute: BTreeSet<String> = places.iter().flat_map(outcomes_at).collect();
    let outcome_text = |at: usize| {
        let (choice, number) = it.machine.choice_of(OutcomeIx::at(at)).expect("an outcome has a choice");
        let node = it.machine.node_of(choice).map(|node| it.machine.node_id(node)).unwrap_or_default();
        format!("{node}/{}/{}", it.machine.choice_id(choice), number + 1)
    };
    let outcomes_by_stats: BTreeSet<String> =
        (0..it.stats.taken.len()).filter(|at| it.stats.taken[*at]).map(outcome_text).collect();
    it.assert_same("outcomes taken", &outcomes_by_stats, &brute);
    for (at, nodes) in it.stats.tested_at.iter().enumerate() {
        let principle = it.machine.principles()[at].as_str();
        let is_rated = |place: &DetailedMoment<'_>, up: bool| {
            place.steps.iter().filter_map(|step| step.outcome).any(|name| {
                let situation = scenario.situations.iter().find(|it| it.id == name.of.situation);
                let choice = situation.and_then(|it| it.choices.iter().find(|it| it.id == name.of.choice));
                let outcome = choice.map(|it| &it.outcomes[name.number - 1]).expect("the outcome is there");
                outcome.links.iter().any(|link| link.principle == principle && (link.rating > 0) == up)
            })
        };
        let brute: BTreeSet<String> = places
            .iter()
            .filter(|place| is_rated(place, true) && is_rated(place, false))
            .map(|place| place.state.node.to_owned())
            .collect();
        let principles_by_stats: BTreeSet<String> =
            nodes.iter().map(|node| it.machine.node_id(*node).to_owned()).collect();
        it.note_kind("a principle tested somewhere", !principles_by_stats.is_empty());
        it.assert_same(&format!("where {principle} is tested"), &principles_by_stats, &brute);
    }
    let stops = leads_to(places, &|at| places[at].finish.is_some());
    it.note_kind("everything can stop", stops.iter().all(|stops| *stops));
}

/// Compares what a check examines: choices that make the best result impossible while the story
/// continues, and runs that hardly test a principle.
fn compare_check(
    it: &mut Comparison<'_>,
    scenario: &Scenario,
    places: &[DetailedMoment<'_>],
    all: Option<&[WholeRun<'_>]>,
) {
    let principles: Vec<PrincipleIx> = (0..it.machine.principles().len()).map(PrincipleIx::at).collect();
    let early_stats = early(it.machine, &principles, &Limits::default()).expect("a small story is followed");
    it.assert_same(
        "the bound is met",
        &early(it.machine, &principles, &Limits::of_states(1)).is_none(),
        &(1 < it.stats.states),
    );
    it.assert_same("the fewest decisions", &early_stats.decisions, &it.stats.decisions.0);
    if let Some(all) = all {
        let ended: Vec<&WholeRun<'_>> = all.iter().filter(|run| matches!(run.finish, Finish::Ending(_))).collect();
        for (at, claimed) in early_stats.least.iter().enumerate() {
            let principle = it.machine.principles()[at].as_str();
            let decisions_of = |run: &WholeRun<'_>| run.points.get(principle).map_or(0, |points| points.2);
            let brute =
                ended.iter().map(|run| (decisions_of(run), &run.run)).min().map(|(count, run)| (count, in_words(run)));
            let shortest_by_stats = claimed.as_ref().map(|(count, run)| (*count, it.run_words(run)));
            it.note_kind(
                "a run that faces a principle, if not often",
                brute.as_ref().is_some_and(|(count, _)| (1..3).contains(count)),
            );
            it.assert_same(&format!("the fewest decisions about {principle}"), &shortest_by_stats, &brute);
        }
    }
    let Some(best) = best_result(scenario, places) else { return };
    let chooses = leads_to(places, &|at| places[at].steps.iter().any(|step| step.choice.is_some()));
    let hopeful = leads_to(places, &|at| {
        scenario.endings.iter().any(|ending| ending.result == best && ending.id == places[at].state.node)
    });
    let can_continue = |choice: ChoiceName<'_>, outcome: Option<OutcomeName<'_>>| {
        places.iter().zip(&hopeful).filter(|(_, hopeful)| **hopeful).flat_map(|(place, _)| &place.steps).any(|step| {
            let named = step.outcome.filter(|name| outcome_count(scenario, name.of) > 1);
            let is_it = step.choice == Some(choice) && named == outcome;
            is_it && step.to.as_ref().is_ok_and(|to| chooses[*to])
        })
    };
    let brute: BTreeSet<String> = lost_choices(scenario, places, best)
        .into_iter()
        .filter(|((choice, outcome), always)| *always && can_continue(*choice, *outcome))
        .map(|((choice, outcome), _)| {
            format!("{}/{} {:?}", choice.situation, choice.choice, outcome.map(|it| it.number))
        })
        .collect();
    let lost_text = |lost: &scn_prover::LosingChoice| {
        let situation_id = it.machine.node_of(lost.choice).map(|node| it.machine.node_id(node)).unwrap_or_default();
        let number = lost.outcome.and_then(|outcome| it.machine.choice_of(outcome)).map(|(_, at)| at + 1);
        format!("{situation_id}/{} {number:?}", it.machine.choice_id(lost.choice))
    };
    let lost_by_prover: BTreeSet<String> = early_stats.best.iter().flat_map(|best| &best.lost).map(lost_text).collect();
    it.note_kind("a choice without a way back", !lost_by_prover.is_empty());
    it.assert_same("what takes the best away early", &lost_by_prover, &brute);
}

/// Compares players who never read, whose runs are followed without examining any other run.
fn compare_naive(it: &mut Comparison<'_>, places: &[DetailedMoment<'_>], made: &MadeUpCounts<'_>) {
    let texts = made.made_up_texts(it.machine);
    for player in NaivePlayer::ALL {
        let brute = list_runs(places, &|at| choice_taken(player, &places[at], made), RUNS);
        let brute = brute.filter(|all| all.iter().all(|run| matches!(run.finish, Finish::Ending(_))));
        for (at, principle) in it.machine.principles().iter().enumerate() {
            let worth_of = |asked: PrincipleIx| i64::from(asked.index() == at);
            let Some(runs) = naive_runs(it.machine, player, &texts, &worth_of) else {
                it.assert_holds(
                    &format!("{player:?} is not followed"),
                    brute.as_ref().is_none_or(|all| 64 < all.len() || all.iter().any(|run| run.run.choices > 100)),
                );
                continue;
            };
            it.note_kind("a naive player who is followed", true);
            let mut odds_add_up = true;
            let runs_by_prover: BTreeMap<Vec<String>, (u64, u64, u64)> = runs
                .iter()
                .map(|run| {
                    let mut points = (0, 0, 0);
                    for decision in &run.decisions {
                        let all_worths = || decision.options.iter().map(|(worth, _)| *worth);
                        let (low, high) =
                            (all_worths().min().unwrap_or_default(), all_worths().max().unwrap_or_default());
                        points.0 += decision.earned.abs_diff(low);
                        points.1 += high.abs_diff(low);
                        points.2 += 1;
                        let sum: f64 = decision.options.iter().map(|(_, odds)| odds).sum();
                        odds_add_up &= (sum - 1.0).abs() < 1e-9;
                    }
                    (it.run_words(&Witness::from(run.run.clone())), points)
                })
                .collect();
            it.assert_holds("the odds of what is on offer add up to one", odds_add_up);
            let brute: BTreeMap<Vec<String>, (u64, u64, u64)> = brute
                .iter()
                .flatten()
                .map(|run| (in_words(&run.run), run.points.get(principle.as_str()).copied().unwrap_or_default()))
                .collect();
            it.assert_same(&format!("{player:?}, the points of {principle}"), &runs_by_prover, &brute);
        }
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "what the stories show is worth reading in a failing run")]
fn the_numbers_are_those_of_the_brute_force() {
    let first = env_number("SCN_FIRST", 1);
    let stories = env_number("SCN_STORIES", 2000);
    let (mut kinds, mut looked) = (BTreeMap::<&str, u64>::new(), 0_u64);
    let mut forms = random::FormCounts::new();
    let mut differ = Vec::new();
    for seed in first..first + stories {
        let story = random::random_story(seed);
        let scenario = story.scenarios.first().expect("a random story has a scenario");
        let Some((differences, shown)) = compare_story(scenario) else { continue };
        looked += 1;
        random::count_forms(scenario, &mut forms);
        shown.into_iter().for_each(|kind| *kinds.entry(kind).or_default() += 1);
        if !differences.is_empty() && differ.len() < 3 {
            let kind_of = |all: &[String]| all.first().and_then(|it| it.split(' ').next().map(str::to_owned));
            let wanted = kind_of(&differences);
            let shows_difference = |smaller: &Scenario| {
                Machine::new(smaller, Keep::Read).is_ok()
                    && compare_story(smaller).is_some_and(|(differences, _)| kind_of(&differences) == wanted)
            };
            let smallest = random::shrink_scenario(scenario, &shows_difference);
            let (differences, _) = compare_story(&smallest).expect("it was compared");
            let text = random::to_scn(&scn_story::Story { scenarios: vec![smallest], ..scn_story::Story::default() });
            differ.push(format!("--- seed {seed} ---\n{}\n{text}", differences.join("\n")));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    eprintln!("{looked} of {stories} stories looked at; they show {kinds:#?}, in the forms {forms:#?}");
    if stories >= 1000 {
        assert!(looked * 10 > stories * 8, "only {looked} of {stories} stories are small enough");
        assert!(forms.values().filter(|count| **count * 20 > looked).count() == random::FORMS, "{forms:#?}");
        let rare: Vec<_> = kinds.iter().filter(|(_, count)| **count * 500 < looked).collect();
        assert!(rare.is_empty() && kinds.len() == KINDS, "some kind is rare or missing: {kinds:#?}");
    }
}

/// The number of kinds of things that must occur.
const KINDS: usize = 16;
