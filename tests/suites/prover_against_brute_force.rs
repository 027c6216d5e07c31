//! Compares the prover with the brute force for thousands of random stories; they must agree on
//! every fact.
//!
//! `SCN_STORIES=N` tests N stories instead of 5,000; `SCN_FIRST=N` starts at seed N. Differences
//! are shown with their seed, as the source text of a minimal story.

use std::collections::BTreeMap;
use std::thread;

use scn_prover::{
    Level, Limits, Promises, Proof, Refutation, Verdict, compute_stats, prove, prove_by_walking, prove_promises,
    prove_promises_by_walking,
};
use scn_story::{Keep, Machine, Promise, PromiseKind, Scenario, SiteId};
use scn_tests::brute::made_up::MadeUpCounts;
use scn_tests::brute::{
    Difference, Facts, Moments, Pick, PromiseVerdict, Rooms, TrapEntry, compare_promises, explore_all,
    find_differences, find_false_claims, find_traps, judge_promise,
};
use scn_tests::random;
use scn_tests::survey::env_number;

/// The maximum number of moments, all distinguished; larger stories are skipped.
const MOMENTS: usize = 1500;

/// The results for all stories together.
#[derive(Default)]
struct Survey {
    stories: u64,
    /// The number of stories that have each form.
    forms: random::FormCounts,
    /// Stories with too many moments.
    skipped: u64,
    /// The number of stories that show each kind of fact.
    kinds: BTreeMap<&'static str, u64>,
    /// Differences between a complete proof and the brute force, by seed.
    complete: BTreeMap<u64, String>,
    /// False claims of incomplete proofs, by seed.
    incomplete: BTreeMap<u64, String>,
}

/// Examines every story.
fn run_survey() -> Survey {
    let first = env_number("SCN_FIRST", 1);
    let seeds = first..first + env_number("SCN_STORIES", 5000);
    let threads = thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let mut whole = Survey::default();
    thread::scope(|scope| {
        let seeds_of_thread = |rest: u64| seeds.clone().filter(move |seed| seed % threads == rest);
        let parts: Vec<_> = (0..threads).map(|rest| scope.spawn(move || survey_part(seeds_of_thread(rest)))).collect();
        for part in parts {
            whole.merge(part.join().expect("a story was looked at without a panic"));
        }
    });
    whole
}

fn survey_part(seeds: impl Iterator<Item = u64>) -> Survey {
    let mut survey = Survey::default();
    for seed in seeds {
        let story = random::random_story(seed);
        let scenario = story.scenarios.first().expect("a random story has a scenario");
        survey.stories += 1;
        random::count_forms(scenario, &mut survey.forms);
        let Some(looked) = ExaminedStory::examine(scenario) else {
            survey.skipped += 1;
            continue;
        };
        for kind in looked.kinds_of_facts() {
            *survey.kinds.entry(kind).or_default() += 1;
        }
        for (differ, found) in [
            (complete_differences as Differ, &mut survey.complete),
            (incomplete_differences as Differ, &mut survey.incomplete),
        ] {
            if !differ(&looked).is_empty() {
                found.insert(seed, if found.len() < 2 { smallest_difference(scenario, differ) } else { String::new() });
            }
        }
    }
    survey
}

impl Survey {
    fn merge(&mut self, other: Self) {
        self.stories += other.stories;
        self.skipped += other.skipped;
        other.forms.into_iter().for_each(|(form, count)| *self.forms.entry(form).or_default() += count);
        for (kind, count) in other.kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
        self.complete.extend(other.complete);
        self.incomplete.extend(other.incomplete);
    }
}

/// A story, and everything known about it.
struct ExaminedStory<'a> {
    scenario: &'a Scenario,
    facts: Facts<'a>,
    moments: Moments<'a>,
    traps: BTreeMap<Rooms<'a>, TrapEntry<'a>>,
    machine: Machine,
    proof: Proof,
    /// The machine on which the promises are proved, and the results.
    promising: Machine,
    promises: Promises,
    /// The results of the brute force for the promises.
    kept: Vec<PromiseVerdict<'a>>,
}

impl<'a> ExaminedStory<'a> {
    /// Returns `None` if there are too many moments.
    fn examine(scenario: &'a Scenario) -> Option<Self> {
        let (facts, moments) = explore_all(scenario, MOMENTS)?;
        let traps = find_traps(&moments);
        let machine = Machine::new(scenario, Keep::Read).expect("a random story is whole");
        let proof = prove(&machine, &Limits::default());
        let promising = Machine::new(scenario, Keep::Promises).expect("a random story is whole");
        let promises = prove_promises(&promising, &promises_asked(scenario), &Limits::default());
        let brute_verdicts =
            scenario.promises.iter().map(|promise| judge_promise(scenario, &moments, promise)).collect();
        Some(Self { scenario, facts, moments, traps, machine, proof, promising, promises, kept: brute_verdicts })
    }

    /// Returns the kinds of facts that this story shows.
    fn kinds_of_facts(&self) -> Vec<&'static str> {
        let Self { scenario, facts, moments, traps, machine, proof, promises, .. } = self;
        let some_refuted = |is: fn(&Refutation) -> bool| {
            promises.verdicts.iter().any(|verdict| matches!(verdict, Verdict::Refuted(by) if is(by)))
        };
        let some_kept = |kind: PromiseKind| {
            scenario
                .promises
                .iter()
                .zip(&promises.verdicts)
                .any(|(it, verdict)| it.kind == kind && *verdict == Verdict::Kept)
        };
        let all_choices = || scenario.situations.iter().flat_map(|situation| &situation.choices);
        let all_outcomes = || all_choices().flat_map(|choice| &choice.outcomes);
        let all_runs = || facts.nodes.values().chain(facts.dead_ends.values()).chain(facts.no_outcomes.values());
        let is_draw = |pick: &Pick<'_>| matches!(pick, Pick::Draw(_));
        let is_reached = |id: &str| facts.nodes.contains_key(id);
        let is_both = |site: SiteId| facts.held.contains(&site) && facts.failed.contains(&site);
        let some_level = |level: Level| facts.coverage.values().any(|other| *other == level);
        let is_entered_elsewhere =
            |(rooms, entered): (&Rooms<'_>, &TrapEntry<'_>)| rooms.first().is_some_and(|first| *first != entered.at);
        let kinds = [
            ("a situation no run comes to", scenario.situations.iter().any(|situation| !is_reached(&situation.id))),
            ("an ending no run comes to", scenario.endings.iter().any(|ending| !is_reached(&ending.id))),
            ("a choice never on offer", all_choices().count() > facts.offered.len()),
            ("a choice shown locked", !facts.locked.is_empty()),
            ("a choice only ever locked", !facts.locked.is_subset(&facts.offered)),
            ("an outcome no run takes", all_outcomes().count() > facts.taken.len()),
            ("a condition always true", facts.held.difference(&facts.failed).next().is_some()),
            ("a condition never true", facts.failed.difference(&facts.held).next().is_some()),
            ("a condition true and false", facts.failed.intersection(&facts.held).next().is_some()),
            ("a dead end", !facts.dead_ends.is_empty()),
            ("a change made and not made", random::change_sites(scenario).any(is_both)),
            ("several targets of an outcome", random::target_sites(scenario, false).any(is_both)),
            ("several targets after a detour", random::target_sites(scenario, true).any(is_both)),
            ("no outcome", !facts.no_outcomes.is_empty()),
            ("a stray return", !facts.stray_returns.is_empty()),
            ("a change cut off", !facts.saturated.is_empty()),
            ("a trap", !traps.is_empty()),
            ("a trap of several situations", traps.keys().any(|rooms| rooms.len() > 1)),
            ("two traps", traps.len() > 1),
            ("a trap of several situations, not entered at the first", traps.iter().any(is_entered_elsewhere)),
            ("a principle only linked", some_level(Level::Linked)),
            ("a principle reachable and not tested", some_level(Level::Reachable)),
            ("a principle tested and not guaranteed", some_level(Level::Tested)),
            ("a principle guaranteed", some_level(Level::Guaranteed)),
            ("a run of four choices", all_runs().any(|run| run.choices >= 4)),
            ("a run with a draw", all_runs().any(|run| run.picks.iter().any(is_draw))),
            ("a run in a detour", moments.all.iter().any(|moment| !moment.state.detours.is_empty())),
            ("a detour in a detour", moments.all.iter().any(|moment| moment.state.detours.len() > 1)),
            ("more than a hundred moments", moments.all.len() > 100),
            ("fewer states than moments", proof.states < moments.all.len() as u64),
            ("states of more than one word", machine.word_count() > 1),
            ("never, and it is so", some_kept(PromiseKind::Never)),
            ("never, and some moment has it", some_refuted(|by| matches!(by, Refutation::Met { .. }))),
            ("possible, and it is", some_kept(PromiseKind::Possible)),
            ("possible, and no moment has it", some_refuted(|by| matches!(by, Refutation::Unmet(_)))),
            ("always possible, and it is", some_kept(PromiseKind::AlwaysPossible)),
            ("always possible, and the way is lost", some_refuted(|by| matches!(by, Refutation::Stuck { .. }))),
            ("inevitable, and it is", some_kept(PromiseKind::Inevitable)),
            ("inevitable, and a run stops without it", some_refuted(|by| matches!(by, Refutation::Stops { .. }))),
            ("inevitable, and a run goes round without it", some_refuted(|by| matches!(by, Refutation::Cycle { .. }))),
        ];
        kinds.into_iter().filter(|(_, shown)| *shown).map(|(kind, _)| kind).collect()
    }
}

/// A function that finds differences.
type Differ = fn(&ExaminedStory<'_>) -> Vec<Difference>;

fn complete_differences(looked: &ExaminedStory<'_>) -> Vec<Difference> {
    let mut differences_found =
        find_differences(&looked.facts, &looked.traps, &looked.moments, &looked.proof, &looked.machine);
    differences_found.extend(compare_promises(
        looked.scenario,
        &looked.moments,
        &looked.kept,
        &looked.promises,
        &looked.promising,
    ));
    differences_found
}

/// Returns the promises of a scenario.
fn promises_asked(scenario: &Scenario) -> Vec<(PromiseKind, SiteId)> {
    scenario.promises.iter().map(|promise| (promise.kind, promise.cond.site)).collect()
}

/// Compares proofs with limits that are too tight: only the start, a few states, half of them, all
/// but one.
fn incomplete_differences(looked: &ExaminedStory<'_>) -> Vec<Difference> {
    let all_states = looked.proof.states;
    let mut bounds = vec![1, 3, all_states / 2, all_states.saturating_sub(1)];
    bounds.retain(|bound| *bound > 0 && *bound < all_states);
    bounds.dedup();
    let mut differences_found = Vec::new();
    for states in &bounds {
        differences_found.extend(walked_within(looked, *states));
    }
    if let Some(states) = bounds.last() {
        differences_found.extend(proved_within(looked, *states));
    }
    differences_found
}

fn at_bound(states: u64, mut false_claims: Vec<Difference>) -> Vec<Difference> {
    for difference in &mut false_claims {
        difference.fact = format!("with at most {states} states: {}", difference.fact);
    }
    false_claims
}

/// Walking explores only a part, and its claims about that are true.
fn walked_within(looked: &ExaminedStory<'_>, states: u64) -> Vec<Difference> {
    let limits = Limits::of_states(states);
    let proof = prove_by_walking(&looked.machine, &limits);
    let mut false_claims = find_false_claims(&looked.facts, &proof, &looked.machine);
    let proved = prove_promises_by_walking(&looked.promising, &promises_asked(looked.scenario), &limits);
    false_claims.extend(compare_promises(looked.scenario, &looked.moments, &looked.kept, &proved, &looked.promising));
    if proof.complete || proof.states > states {
        let prover_text = format!("{} states, complete: {}", proof.states, proof.complete);
        let brute = format!("more than {states}");
        false_claims.push(Difference { fact: "states".to_owned(), brute, prover: prover_text });
    }
    let from_ignorance = |(promise, verdict): (&Promise, &Verdict)| match (promise.kind, verdict) {
        (_, Verdict::Open) | (PromiseKind::Possible, Verdict::Kept) | (PromiseKind::Never, Verdict::Refuted(_)) => {
            false
        }
        (
            PromiseKind::Never | PromiseKind::Possible | PromiseKind::AlwaysPossible | PromiseKind::Inevitable,
            Verdict::Kept | Verdict::Refuted(_),
        ) => !proved.complete,
    };
    if looked.scenario.promises.iter().zip(&proved.verdicts).any(from_ignorance) {
        let verdicts_text = format!("{:?}", proved.verdicts);
        false_claims.push(Difference {
            fact: "promises".to_owned(),
            brute: "not all is known".to_owned(),
            prover: verdicts_text,
        });
    }
    at_bound(states, false_claims)
}

/// Beyond the limit, sets of states may still give a complete proof, and then all of it is true.
fn proved_within(looked: &ExaminedStory<'_>, states: u64) -> Vec<Difference> {
    let limits = Limits::of_states(states);
    let proof = prove(&looked.machine, &limits);
    let mut false_claims = if proof.complete {
        find_differences(&looked.facts, &looked.traps, &looked.moments, &proof, &looked.machine)
    } else {
        find_false_claims(&looked.facts, &proof, &looked.machine)
    };
    let proved = prove_promises(&looked.promising, &promises_asked(looked.scenario), &limits);
    false_claims.extend(compare_promises(looked.scenario, &looked.moments, &looked.kept, &proved, &looked.promising));
    at_bound(states, false_claims)
}

/// Returns the differences in the smallest scenario that shows them.
fn smallest_difference(scenario: &Scenario, differ: Differ) -> String {
    let find_in = |scenario: &Scenario| {
        let whole = [Keep::Read, Keep::Promises].iter().all(|keep| Machine::new(scenario, *keep).is_ok());
        let looked = if whole { ExaminedStory::examine(scenario) } else { None };
        looked.map(|looked| differ(&looked)).unwrap_or_default()
    };
    let kind_of = |difference: &Difference| difference.fact.split(' ').next().unwrap_or_default().to_owned();
    let first = find_in(scenario).first().map(kind_of);
    let smallest = random::shrink_scenario(scenario, &|smaller| find_in(smaller).first().map(kind_of) == first);
    let text = random::to_scn(&scn_story::Story { scenarios: vec![smallest.clone()], ..scn_story::Story::default() });
    let lines = find_in(&smallest).into_iter().map(|difference| {
        let Difference { fact, brute, prover } = difference;
        format!("{fact}\n    brute force: {brute}\n    prover:      {prover}\n")
    });
    format!("{}\n{text}", lines.collect::<String>())
}

fn shown_reports(found: &BTreeMap<u64, String>) -> String {
    let seeds: Vec<_> = found.keys().take(20).collect();
    let stories = found.iter().filter(|(_, report)| !report.is_empty()).take(2);
    let stories = stories.map(|(seed, report)| format!("\n--- seed {seed} ---\n{report}"));
    format!("{} stories differ, of seeds {seeds:?} …\n{}", found.len(), stories.collect::<String>())
}

/// A complete proof agrees with the brute force, and an incomplete one claims only what is true.
/// This is one test because both parts examine every story.
#[test]
#[expect(clippy::print_stderr, reason = "what the stories show is worth reading in a failing run")]
fn what_is_proved_is_what_the_brute_force_finds() {
    let survey = run_survey();
    let looked = survey.stories - survey.skipped;
    eprintln!("{looked} stories looked at, {} too large; they show: {:#?}", survey.skipped, survey.kinds);
    eprintln!("their forms: {:#?}", survey.forms);
    assert!(survey.complete.is_empty(), "of complete proofs {}", shown_reports(&survey.complete));
    assert!(survey.incomplete.is_empty(), "of incomplete proofs {}", shown_reports(&survey.incomplete));
    if 1000 <= survey.stories {
        occurs_often(&survey, looked);
    }
}

/// A question that is answered in words changes no proof, no result of a promise, no number and no
/// chance.
#[test]
fn a_question_to_the_learner_changes_nothing() {
    let mut asking = 0;
    // Each is proved several times, so a long run tests other stories, but not many more.
    let (first, stories) = (env_number("SCN_FIRST", 1), env_number("SCN_STORIES", 1000).min(1500));
    for seed in first..first + stories {
        let story = random::random_story(seed);
        let with = story.scenarios.first().expect("a random story has a scenario");
        if with.situations.iter().all(|it| it.ask.is_none()) {
            continue;
        }
        asking += 1;
        let mut without = with.clone();
        without.situations.iter_mut().for_each(|it| it.ask = None);
        let [a, b] = [with, &without].map(|scenario| {
            let machine = Machine::new(scenario, Keep::Read).expect("a random story is whole");
            let promising = Machine::new(scenario, Keep::Promises).expect("a random story is whole");
            let limits = Limits::of_states(2000);
            let promises = prove_promises(&promising, &promises_asked(scenario), &limits);
            let counts = MadeUpCounts::new(scenario);
            let stats = compute_stats(&machine, &counts.made_up_texts(&machine), &limits);
            (prove(&machine, &limits), format!("{promises:?} {stats:?}"))
        });
        assert_eq!(a, b, "seed {seed}");
    }
    assert!(3 * asking >= stories, "only {asking} stories ask");
}

/// Checks that every kind of fact occurs, and often, so that agreement means something.
fn occurs_often(survey: &Survey, looked: u64) {
    let rare: Vec<_> = survey.kinds.iter().filter(|(_, count)| **count * 100 < looked).collect();
    assert!(rare.is_empty(), "fewer than one story in a hundred shows {rare:?}; all: {:#?}", survey.kinds);
    assert!(survey.kinds.len() == 40, "some kind of fact never occurs: {:#?}", survey.kinds);
    let often = survey.forms.values().filter(|count| **count * 20 > survey.stories).count();
    assert!(often == random::FORMS, "some form is rare: {:#?}", survey.forms);
    assert!(survey.skipped * 20 < survey.stories, "{} of {} stories are too large", survey.skipped, survey.stories);
}
