//! Compares the numbers of `scn stats` with a brute force that lists all runs of random stories, or
//! follows them naively if they cannot be listed.
//!
//! `SCN_STORIES=N` tests N stories instead of 2,000; `SCN_FIRST=N` starts at seed N.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::ToPrimitive;
use scn_prover::{
    Chance, Count, End, Extreme, Label, Least, Limits, Most, Player, Profile, RunStep, Scores, Stats, Texts, Witness,
    early, naive_runs, stats,
};
use scn_story::{Block, Keep, Machine, OutcomeIx, PrincipleIx, Scenario, Site, Span, When};
use scn_tests::brute::runs::{
    Finish, Place, Weigh, WholeRun, best_result, chances, leads_to, list, lost, outcome_count, places, rounds,
    some_beyond,
};
use scn_tests::brute::{ChoiceName, OutcomeName, Pick, Run};
use scn_tests::random;
use scn_tests::survey::number;

/// The maximum number of moments, all distinguished; larger stories are skipped.
const MOMENTS: usize = 400;
/// The maximum number of runs that are listed.
const RUNS: usize = 3000;

/// Numbers of words that are independent of the text, so that nothing is right by coincidence.
struct Made<'s> {
    scenario: &'s Scenario,
    texts: BTreeSet<u32>,
}

impl<'s> Made<'s> {
    fn new(scenario: &'s Scenario) -> Self {
        let mut texts = BTreeSet::new();
        let mut bodies: Vec<&[Block]> = vec![&scenario.brief];
        for situation in &scenario.situations {
            bodies.push(&situation.body);
            bodies.extend(situation.choices.iter().flat_map(|it| &it.outcomes).map(|it| it.body.as_slice()));
        }
        bodies.extend(scenario.endings.iter().map(|it| it.body.as_slice()));
        for block in bodies.into_iter().flatten() {
            match block.when() {
                When::Always => {}
                When::If(cond) | When::Otherwise(cond) => drop(texts.insert(cond.site.0)),
            }
            block.texts().for_each(|text| sites(text, &mut texts));
        }
        Self { scenario, texts }
    }

    fn node_at(at: usize) -> u32 {
        u32::try_from(at * 7 % 31 + 3).expect("small")
    }

    fn outcome_at(at: usize) -> u32 {
        u32::try_from(at * 13 % 17).expect("small")
    }

    fn site_at(&self, at: u32) -> [u32; 2] {
        if self.texts.contains(&at) { [at * 5 % 7, at * 3 % 11 + 1] } else { [0, 0] }
    }

    fn label_at(at: usize) -> Label {
        let small = |number: usize| u32::try_from(number).expect("small");
        Label { words: small(at * 3 % 5 + 1), length: small(at * 37 % 6) }
    }

    fn texts(&self, machine: &Machine) -> Texts {
        Texts {
            brief: 1000,
            nodes: (0..machine.node_count()).map(Self::node_at).collect(),
            outcomes: (0..machine.outcome_count()).map(Self::outcome_at).collect(),
            sites: (0..u32::try_from(machine.site_count()).expect("small")).map(|at| self.site_at(at)).collect(),
            labels: (0..machine.choice_count()).map(Self::label_at).collect(),
        }
    }

    fn choice_number(&self, name: ChoiceName<'_>) -> usize {
        let all =
            self.scenario.situations.iter().flat_map(|it| it.choices.iter().map(move |choice| (&it.id, &choice.id)));
        all.into_iter().position(|id| id == (&name.situation.to_owned(), &name.choice.to_owned())).expect("it is there")
    }

    fn outcome_number(&self, name: OutcomeName<'_>) -> usize {
        let choices = self.scenario.situations.iter().flat_map(|it| &it.choices);
        let before = choices.take(self.choice_number(name.of)).map(|it| it.outcomes.len()).sum::<usize>();
        before + name.number - 1
    }
}

fn sites(text: &[Span], found: &mut BTreeSet<u32>) {
    for span in text {
        if let Span::If { when, then, otherwise } = span {
            found.insert(when.site.0);
            sites(then, found);
            sites(otherwise, found);
        }
    }
}

impl Weigh for Made<'_> {
    fn brief(&self) -> u64 {
        1000
    }

    fn node(&self, id: &str) -> u64 {
        let situations = self.scenario.situations.iter().map(|it| &it.id);
        let at = situations.chain(self.scenario.endings.iter().map(|it| &it.id)).position(|it| it == id);
        u64::from(Self::node_at(at.expect("it is there")))
    }

    fn outcome(&self, name: OutcomeName<'_>) -> u64 {
        u64::from(Self::outcome_at(self.outcome_number(name)))
    }

    fn site(&self, site: Site, held: bool) -> u64 {
        u64::from(self.site_at(site.0)[usize::from(held)])
    }

    fn label(&self, name: ChoiceName<'_>) -> (u64, u64) {
        let label = Self::label_at(self.choice_number(name));
        (u64::from(label.words), u64::from(label.length))
    }
}

/// The names for the prover's numbers, and the differences found.
struct Compare<'c> {
    machine: &'c Machine,
    stats: &'c Stats,
    kinds: BTreeSet<&'static str>,
    differences: Vec<String>,
}

impl Compare<'_> {
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, stats: &T, brute: &T) {
        if stats != brute {
            self.differences.push(format!("{what}\n    stats: {stats:?}\n    brute: {brute:?}"));
        }
    }

    fn holds(&mut self, what: &str, holds: bool) {
        if !holds {
            self.differences.push(what.to_owned());
        }
    }

    fn kind(&mut self, kind: &'static str, shown: bool) {
        if shown {
            self.kinds.insert(kind);
        }
    }

    fn finish(&self, end: End) -> String {
        let machine = self.machine;
        match end {
            End::Ending(node) => format!("ending {}", machine.node_id(node)),
            End::DeadEnd(node) => format!("dead end {}", machine.node_id(node)),
            End::NoOutcome(choice) => {
                let at = machine.node_of(choice).map(|node| machine.node_id(node)).unwrap_or_default();
                format!("no outcome {at}/{}", machine.choice_id(choice))
            }
            End::Nowhere(node) => format!("nowhere {}", machine.node_id(node)),
            End::Never => "never".to_owned(),
            End::Beyond => "beyond".to_owned(),
        }
    }

    fn words(&self, run: &Witness) -> Vec<String> {
        let step = |step: &RunStep| match step {
            RunStep::Choose(choice) => self.machine.choice_id(*choice).to_owned(),
            RunStep::Draw(number) => format!("outcome {number}"),
        };
        run.steps.iter().map(step).collect()
    }

    fn ends(&mut self, what: &str, ends: &[(End, Chance)], places: &[Place<'_>]) {
        let (found, never) = chances(places);
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
        let told: BTreeMap<String, (f64, f64)> =
            ends.iter().map(|(end, chance)| (self.finish(*end), (chance.value, chance.error))).collect();
        self.kind("a run that never ends", told.contains_key("never"));
        for name in brute.keys().chain(told.keys()).collect::<BTreeSet<_>>() {
            let (value, error) = told.get(name).copied().unwrap_or_default();
            let wanted = brute.get(name).copied().unwrap_or_default();
            if (value - wanted).abs() > error + 1e-9 {
                self.differences.push(format!("{what}, {name}: stats {value} ± {error}, brute {wanted}"));
            }
        }
    }

    fn profile(&mut self, what: &str, profile: &Profile, places: &[Place<'_>], listed: Option<&[WholeRun<'_>]>) {
        let principle = self.machine.principles()[profile.principle.index()].as_str();
        let Some(all) = listed else {
            let Scores::Between { lowest, highest } = &profile.scores else {
                let none = !some_beyond(places, principle, -1.0, false);
                self.holds(
                    &format!("{what} of {principle}: there are scores"),
                    none && profile.scores == Scores::NoDecision,
                );
                return;
            };
            self.kind("a score that is only come near to", !lowest.reached || !highest.reached);
            let (low, high) = (share(lowest), share(highest));
            for (end, from, less, wanted) in [
                ("below the lowest", low - 1e-4, true, false),
                ("next to the lowest", low + 1e-4, true, true),
                ("above the highest", high + 1e-4, false, false),
                ("next to the highest", high - 1e-4, false, true),
            ] {
                let found = some_beyond(places, principle, from, less);
                self.holds(&format!("{what} of {principle} ({low} to {high}), {end}: brute {found}"), found == wanted);
            }
            return;
        };
        let ended = all.iter().filter(|run| matches!(run.finish, Finish::Ending(_)));
        let points: Vec<(u64, u64, u64)> =
            ended.map(|run| run.points.get(principle).copied().unwrap_or_default()).collect();
        let count = points.iter().map(|it| it.2);
        let decisions =
            (count.clone().min().map_or(Least::NoRun, Least::Sum), count.max().map_or(Most::NoRun, Most::Sum));
        self.same(&format!("{what} of {principle}, decisions"), &(profile.least, profile.most), &decisions);
        let mut scores: Vec<num_rational::Ratio<u64>> =
            points.iter().filter(|it| it.1 > 0).map(|it| num_rational::Ratio::new(it.0, it.1)).collect();
        scores.sort_unstable();
        let brute = scores.first().zip(scores.last()).map(|(low, high)| (low.to_string(), high.to_string()));
        let told = match &profile.scores {
            Scores::Between { lowest, highest } => {
                self.holds(&format!("{what} of {principle} is reached"), lowest.reached && highest.reached);
                Some((lowest.share.to_string(), highest.share.to_string()))
            }
            Scores::NoDecision => None,
            Scores::Unknown => Some(("unknown".to_owned(), String::new())),
        };
        self.kind("a score that is never whole", told.as_ref().is_some_and(|(_, high)| high != "1"));
        self.same(&format!("{what} of {principle}"), &told, &brute);
    }
}

fn share(extreme: &Extreme) -> f64 {
    extreme.share.to_f64().expect("a share is a number")
}

fn in_words(run: &Run<'_>) -> Vec<String> {
    let word = |pick: &Pick<'_>| match pick {
        Pick::Choose { name, .. } => name.choice.to_owned(),
        Pick::Draw(number) => format!("outcome {number}"),
    };
    run.picks.iter().map(word).collect()
}

/// Returns which of the available choices a player makes at a moment, by the definition in the
/// reference.
fn takes<'a>(player: Player, place: &Place<'a>, made: &Made<'_>) -> Option<ChoiceName<'a>> {
    let mut open: Vec<ChoiceName<'a>> = place.steps.iter().filter_map(|step| step.choice).collect();
    open.dedup();
    let length = |name: &ChoiceName<'_>| made.label(*name).1;
    let first_with = |wanted: Option<u64>| open.iter().find(|name| Some(length(name)) == wanted).copied();
    match player {
        Player::First => open.first().copied(),
        Player::Last => open.last().copied(),
        Player::Middle if open.is_empty() => None,
        Player::Middle => Some(open[(open.len() - 1) / 2]),
        Player::Longest => first_with(open.iter().map(length).max()),
        Player::Shortest => first_with(open.iter().map(length).min()),
    }
}

/// Returns the differences, and the kinds of things that the story shows; `None` if it is too
/// large.
fn compare(scenario: &Scenario) -> Option<(Vec<String>, BTreeSet<&'static str>)> {
    let made = Made::new(scenario);
    let (places, first_words) = places(scenario, &made, MOMENTS)?;
    let machine = Machine::new(scenario, Keep::Read).expect("a random story is whole");
    let stats = stats(&machine, &made.texts(&machine), &Limits::default());
    let mut it = Compare { machine: &machine, stats: &stats, kinds: BTreeSet::new(), differences: Vec::new() };
    let all = list(&places, &|_| None, RUNS);
    it.holds("the exploration is complete", stats.complete);
    let (round, endless) = if all.is_some() { (false, false) } else { rounds(&places) };
    it.same("endless", &stats.endless, &endless);
    it.same("a loop with a way out", &stats.round.is_some(), &round);
    it.same("no number of runs", &(stats.runs == Count::Unbounded), &round);
    it.kind("a loop that a run can leave", round);
    if let Some(all) = &all {
        listed(&mut it, all, first_words);
    } else if !round {
        it.kind("runs too many to list, or traps", true);
    }
    it.ends("a player who chooses blindly", &stats.ends, &places);
    for profile in &stats.profiles {
        it.profile("the profile", profile, &places, all.as_deref());
    }
    let best = best_result(scenario, &places);
    it.same("the best result", &stats.best.as_ref().map(|best| best.result), &best);
    if let Some((best, told)) = best.zip(stats.best.as_ref()) {
        let name = |choice: ChoiceName<'_>, number: Option<usize>| {
            format!("{}/{} {number:?}", choice.situation, choice.choice)
        };
        let brute: BTreeMap<String, bool> = lost(scenario, &places, best)
            .into_iter()
            .map(|((choice, outcome), always)| (name(choice, outcome.map(|it| it.number)), always))
            .collect();
        let told: BTreeMap<String, bool> = told
            .lost
            .iter()
            .map(|lost| {
                let at = machine.node_of(lost.choice).map(|node| machine.node_id(node)).unwrap_or_default();
                let choice = ChoiceName { situation: at, choice: machine.choice_id(lost.choice) };
                let number = lost.outcome.and_then(|outcome| machine.choice_of(outcome)).map(|(_, at)| at + 1);
                (name(choice, number), lost.always)
            })
            .collect();
        it.kind("a choice that loses the best in some runs only", told.values().any(|always| !always));
        it.same("what is lost", &told, &brute);
    }
    for blind in &stats.blind {
        let of = |at: usize| takes(blind.player, &places[at], &made);
        let mut kept = places.clone();
        for (at, place) in kept.iter_mut().enumerate() {
            place.steps.retain(|step| step.choice == of(at));
            place.steps.iter_mut().for_each(|step| step.odds = step.draw);
        }
        it.ends(&format!("{:?}", blind.player), &blind.ends, &kept);
        let all = list(&places, &of, RUNS);
        if let (Some(told), Some([one])) = (&blind.run, all.as_deref()) {
            it.same(&format!("the run of {:?}", blind.player), &it.words(told), &in_words(&one.run));
        }
        it.kind("a blind player with one run", all.as_ref().is_some_and(|all| all.len() == 1));
        it.kind("a blind player and chance", all.as_ref().is_some_and(|all| all.len() > 1));
        let one = all.as_ref().is_none_or(|all| all.len() == 1);
        it.holds(&format!("{:?} has one run or several", blind.player), blind.run.is_some() == one || all.is_none());
        for profile in &blind.profiles {
            it.profile(&format!("{:?}, the profile", blind.player), profile, &kept, all.as_deref());
        }
    }
    tested(&mut it, scenario, &places);
    at_a_check(&mut it, scenario, &places, all.as_deref());
    naive(&mut it, &places, &made);
    Some((it.differences, it.kinds))
}

fn listed(it: &mut Compare<'_>, all: &[WholeRun<'_>], first_words: u64) {
    let ended: Vec<&WholeRun<'_>> = all.iter().filter(|run| matches!(run.finish, Finish::Ending(_))).collect();
    let stats = it.stats;
    it.same("how many runs", &stats.runs, &Count::Exactly(ended.len().into()));
    it.same("how many stop elsewhere", &stats.stopped, &Count::Exactly((all.len() - ended.len()).into()));
    let span = |of: &dyn Fn(&WholeRun<'_>) -> u64| {
        let all = || ended.iter().map(|run| of(run));
        (all().min().map_or(Least::NoRun, Least::Sum), all().max().map_or(Most::NoRun, Most::Sum))
    };
    it.same("decisions", &stats.decisions, &span(&|run| run.run.choices as u64));
    it.same("words", &stats.words, &span(&|run| run.words + first_words));
    let first = |among: &dyn Fn(&WholeRun<'_>) -> bool| {
        ended.iter().filter(|run| among(run)).map(|run| &run.run).min().map(in_words)
    };
    it.same("the shortest run", &stats.shortest.as_ref().map(|run| it.words(run)), &first(&|_| true));
    for (node, run) in &stats.endings {
        let id = it.machine.node_id(*node);
        let brute = first(&|run| run.finish == Finish::Ending(id));
        it.same(&format!("the shortest run to {id}"), &run.as_ref().map(|run| it.words(run)), &brute);
    }
    for (at, run) in stats.unfaced.iter().enumerate() {
        let principle = it.machine.principles()[at].as_str();
        let brute = first(&|run| !run.faced.contains(principle));
        it.kind("a run that ends and has not faced a principle", brute.is_some());
        it.same(&format!("a run without facing {principle}"), &run.as_ref().map(|run| it.words(run)), &brute);
    }
    let sum: f64 = all.iter().map(|run| run.odds).sum();
    it.holds(&format!("the odds of all runs are {sum}"), (sum - 1.0).abs() < 1e-9);
    it.kind("runs that are all listed", true);
    it.kind("more than a hundred runs", all.len() > 100);
}

fn tested(it: &mut Compare<'_>, scenario: &Scenario, places: &[Place<'_>]) {
    let outcomes = |place: &Place<'_>| -> BTreeSet<String> {
        let names = place.steps.iter().filter_map(|step| step.outcome);
        names.map(|name| format!("{}/{}/{}", name.of.situation, name.of.choice, name.number)).collect()
    };
    let brute: BTreeSet<String> = places.iter().flat_map(outcomes).collect();
    let name = |at: usize| {
        let (choice, number) = it.machine.choice_of(OutcomeIx::at(at)).expect("an outcome has a choice");
        let node = it.machine.node_of(choice).map(|node| it.machine.node_id(node)).unwrap_or_default();
        format!("{node}/{}/{}", it.machine.choice_id(choice), number + 1)
    };
    let told: BTreeSet<String> = (0..it.stats.taken.len()).filter(|at| it.stats.taken[*at]).map(name).collect();
    it.same("outcomes taken", &told, &brute);
    for (at, nodes) in it.stats.tested_at.iter().enumerate() {
        let principle = it.machine.principles()[at].as_str();
        let rated = |place: &Place<'_>, up: bool| {
            place.steps.iter().filter_map(|step| step.outcome).any(|name| {
                let situation = scenario.situations.iter().find(|it| it.id == name.of.situation);
                let choice = situation.and_then(|it| it.choices.iter().find(|it| it.id == name.of.choice));
                let outcome = choice.map(|it| &it.outcomes[name.number - 1]).expect("the outcome is there");
                outcome.links.iter().any(|link| link.principle == principle && (link.rating > 0) == up)
            })
        };
        let brute: BTreeSet<String> = places
            .iter()
            .filter(|place| rated(place, true) && rated(place, false))
            .map(|place| place.state.node.to_owned())
            .collect();
        let told: BTreeSet<String> = nodes.iter().map(|node| it.machine.node_id(*node).to_owned()).collect();
        it.kind("a principle tested somewhere", !told.is_empty());
        it.same(&format!("where {principle} is tested"), &told, &brute);
    }
    let stops = leads_to(places, &|at| places[at].finish.is_some());
    it.kind("everything can stop", stops.iter().all(|stops| *stops));
}

/// Compares what a check examines: choices that make the best result impossible while the story
/// continues, and runs that hardly test a principle.
fn at_a_check(it: &mut Compare<'_>, scenario: &Scenario, places: &[Place<'_>], all: Option<&[WholeRun<'_>]>) {
    let principles: Vec<PrincipleIx> = (0..it.machine.principles().len()).map(PrincipleIx::at).collect();
    let told = early(it.machine, &principles, &Limits::default()).expect("a small story is followed");
    it.same(
        "the bound is met",
        &early(it.machine, &principles, &Limits::of_states(1)).is_none(),
        &(1 < it.stats.states),
    );
    it.same("the fewest decisions", &told.decisions, &it.stats.decisions.0);
    if let Some(all) = all {
        let ended: Vec<&WholeRun<'_>> = all.iter().filter(|run| matches!(run.finish, Finish::Ending(_))).collect();
        for (at, told) in told.least.iter().enumerate() {
            let principle = it.machine.principles()[at].as_str();
            let count = |run: &WholeRun<'_>| run.points.get(principle).map_or(0, |points| points.2);
            let brute = ended.iter().map(|run| (count(run), &run.run)).min().map(|(count, run)| (count, in_words(run)));
            let told = told.as_ref().map(|(count, run)| (*count, it.words(run)));
            it.kind(
                "a run that faces a principle, if not often",
                brute.as_ref().is_some_and(|(count, _)| (1..3).contains(count)),
            );
            it.same(&format!("the fewest decisions about {principle}"), &told, &brute);
        }
    }
    let Some(best) = best_result(scenario, places) else { return };
    let chooses = leads_to(places, &|at| places[at].steps.iter().any(|step| step.choice.is_some()));
    let hopeful = leads_to(places, &|at| {
        scenario.endings.iter().any(|ending| ending.result == best && ending.id == places[at].state.node)
    });
    let goes_on = |choice: ChoiceName<'_>, outcome: Option<OutcomeName<'_>>| {
        places.iter().zip(&hopeful).filter(|(_, hopeful)| **hopeful).flat_map(|(place, _)| &place.steps).any(|step| {
            let named = step.outcome.filter(|name| outcome_count(scenario, name.of) > 1);
            let is_it = step.choice == Some(choice) && named == outcome;
            is_it && step.to.as_ref().is_ok_and(|to| chooses[*to])
        })
    };
    let brute: BTreeSet<String> = lost(scenario, places, best)
        .into_iter()
        .filter(|((choice, outcome), always)| *always && goes_on(*choice, *outcome))
        .map(|((choice, outcome), _)| {
            format!("{}/{} {:?}", choice.situation, choice.choice, outcome.map(|it| it.number))
        })
        .collect();
    let name = |lost: &scn_prover::Lost| {
        let at = it.machine.node_of(lost.choice).map(|node| it.machine.node_id(node)).unwrap_or_default();
        let number = lost.outcome.and_then(|outcome| it.machine.choice_of(outcome)).map(|(_, at)| at + 1);
        format!("{at}/{} {number:?}", it.machine.choice_id(lost.choice))
    };
    let told: BTreeSet<String> = told.best.iter().flat_map(|best| &best.lost).map(name).collect();
    it.kind("a choice without a way back", !told.is_empty());
    it.same("what takes the best away early", &told, &brute);
}

/// Compares players who never read, whose runs are followed without examining any other run.
fn naive(it: &mut Compare<'_>, places: &[Place<'_>], made: &Made<'_>) {
    let texts = made.texts(it.machine);
    for player in Player::ALL {
        let brute = list(places, &|at| takes(player, &places[at], made), RUNS);
        let brute = brute.filter(|all| all.iter().all(|run| matches!(run.finish, Finish::Ending(_))));
        for (at, principle) in it.machine.principles().iter().enumerate() {
            let worth = |asked: PrincipleIx| i64::from(asked.index() == at);
            let Some(runs) = naive_runs(it.machine, player, &texts, &worth) else {
                it.holds(
                    &format!("{player:?} is not followed"),
                    brute.as_ref().is_none_or(|all| 64 < all.len() || all.iter().any(|run| run.run.choices > 100)),
                );
                continue;
            };
            it.kind("a naive player who is followed", true);
            let mut odds_add_up = true;
            let told: BTreeMap<Vec<String>, (u64, u64, u64)> = runs
                .iter()
                .map(|run| {
                    let mut points = (0, 0, 0);
                    for decision in &run.decisions {
                        let worths = || decision.options.iter().map(|(worth, _)| *worth);
                        let (low, high) = (worths().min().unwrap_or_default(), worths().max().unwrap_or_default());
                        points.0 += decision.had.abs_diff(low);
                        points.1 += high.abs_diff(low);
                        points.2 += 1;
                        let sum: f64 = decision.options.iter().map(|(_, odds)| odds).sum();
                        odds_add_up &= (sum - 1.0).abs() < 1e-9;
                    }
                    (it.words(&run.run), points)
                })
                .collect();
            it.holds("the odds of what is on offer add up to one", odds_add_up);
            let brute: BTreeMap<Vec<String>, (u64, u64, u64)> = brute
                .iter()
                .flatten()
                .map(|run| (in_words(&run.run), run.points.get(principle.as_str()).copied().unwrap_or_default()))
                .collect();
            it.same(&format!("{player:?}, the points of {principle}"), &told, &brute);
        }
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "what the stories show is worth reading in a failing run")]
fn the_numbers_are_those_of_the_brute_force() {
    let first = number("SCN_FIRST", 1);
    let stories = number("SCN_STORIES", 2000);
    let (mut kinds, mut looked) = (BTreeMap::<&str, u64>::new(), 0_u64);
    let mut differ = Vec::new();
    for seed in first..first + stories {
        let story = random::story(seed);
        let scenario = story.scenarios.first().expect("a random story has a scenario");
        let Some((differences, shown)) = compare(scenario) else { continue };
        looked += 1;
        shown.into_iter().for_each(|kind| *kinds.entry(kind).or_default() += 1);
        if !differences.is_empty() && differ.len() < 3 {
            let kind = |all: &[String]| all.first().and_then(|it| it.split(' ').next().map(str::to_owned));
            let wanted = kind(&differences);
            let shows = |smaller: &Scenario| {
                Machine::new(smaller, Keep::Read).is_ok()
                    && compare(smaller).is_some_and(|(differences, _)| kind(&differences) == wanted)
            };
            let smallest = random::shrunk(scenario, &shows);
            let (differences, _) = compare(&smallest).expect("it was compared");
            let text = random::to_scn(&scn_story::Story { scenarios: vec![smallest], ..scn_story::Story::default() });
            differ.push(format!("--- seed {seed} ---\n{}\n{text}", differences.join("\n")));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    eprintln!("{looked} of {stories} stories looked at; they show {kinds:#?}");
    if stories >= 1000 {
        assert!(looked * 10 > stories * 8, "only {looked} of {stories} stories are small enough");
        let rare: Vec<_> = kinds.iter().filter(|(_, count)| **count * 500 < looked).collect();
        assert!(rare.is_empty() && kinds.len() == KINDS, "some kind is rare or missing: {kinds:#?}");
    }
}

/// The number of kinds of things that must occur.
const KINDS: usize = 16;
