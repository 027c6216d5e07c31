//! Proofs by whole sets of states against proofs state by state: thousands of random stories, and nothing on which the two differ.
//!
//! `SCN_STORIES=N` looks at N stories instead of 3,000 of each kind; `SCN_FIRST=N` starts at seed N. What differs is shown with its seed, made as
//! small as can be, as source text.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::thread;

use scn_prover::{Limits, Merge, Proof, prove, prove_by_sets};
use scn_story::{Keep, Machine, Scenario};
use scn_tests::random;

/// How many states a story may have: one with more is not looked at.
const STATES: u64 = 20_000;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(default)
}

/// What the stories of one kind came to.
#[derive(Default)]
struct Survey {
    stories: u64,
    /// Too many states to walk.
    large: u64,
    /// Not proved by sets: too many values.
    unproved: u64,
    traps: u64,
    /// Stories of more than a thousand states.
    sizeable: u64,
    differ: BTreeMap<u64, String>,
}

fn machine(scenario: &Scenario) -> Option<Machine> {
    Machine::new(scenario, Keep::Read).ok()
}

/// Both proofs; `None` where one of them could not be had.
fn proofs(scenario: &Scenario, merge: Merge) -> Option<(Proof, Proof)> {
    let machine = machine(scenario)?;
    let one_by_one = prove(&machine, &Limits { states: STATES });
    let by_sets = prove_by_sets(&machine, &Limits::default(), merge)?;
    one_by_one.complete.then_some((one_by_one, by_sets))
}

fn field<T: PartialEq + Debug>(name: &str, one_by_one: &T, by_sets: &T, found: &mut Vec<String>) {
    if one_by_one != by_sets {
        found.push(format!("{name}\n    one by one: {one_by_one:?}\n    by sets:    {by_sets:?}"));
    }
}

fn differences(one_by_one: &Proof, by_sets: &Proof) -> Vec<String> {
    let mut found = Vec::new();
    let (a, b) = (one_by_one, by_sets);
    field("complete", &a.complete, &b.complete, &mut found);
    field("nodes", &a.nodes, &b.nodes, &mut found);
    field("offered", &a.offered, &b.offered, &mut found);
    field("locked", &a.locked, &b.locked, &mut found);
    field("taken", &a.taken, &b.taken, &mut found);
    field("held", &a.held, &b.held, &mut found);
    field("failed", &a.failed, &b.failed, &mut found);
    field("dead ends", &a.dead_ends, &b.dead_ends, &mut found);
    field("no outcomes", &a.no_outcomes, &b.no_outcomes, &mut found);
    field("stray returns", &a.stray_returns, &b.stray_returns, &mut found);
    field("saturated", &a.saturated, &b.saturated, &mut found);
    field("traps", &a.traps, &b.traps, &mut found);
    field("coverage", &a.coverage, &b.coverage, &mut found);
    field("states", &a.states, &b.states, &mut found);
    if found.is_empty() && a != b {
        found.push("something else".to_owned());
    }
    found
}

fn differ(scenario: &Scenario) -> Vec<String> {
    proofs(scenario, Merge::Unread).map(|(a, b)| differences(&a, &b)).unwrap_or_default()
}

fn report(scenario: &Scenario) -> String {
    let kind = |found: &str| found.lines().next().unwrap_or_default().to_owned();
    let first = differ(scenario).first().map(|found| kind(found));
    let smallest = random::shrunk(scenario, &|smaller| differ(smaller).first().map(|found| kind(found)) == first);
    let text = random::to_scn(&scn_story::Story { scenarios: vec![smallest.clone()], ..scn_story::Story::default() });
    format!("{}\n{text}", differ(&smallest).join("\n"))
}

fn survey(story: fn(u64) -> scn_story::Story) -> Survey {
    let first = number("SCN_FIRST", 1);
    let seeds = first..first + number("SCN_STORIES", 3000);
    let threads = thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let mut whole = Survey::default();
    thread::scope(|scope| {
        let run = |rest: u64| seeds.clone().filter(move |seed| seed % threads == rest);
        let parts: Vec<_> = (0..threads).map(|rest| scope.spawn(move || part(run(rest), story))).collect();
        for part in parts {
            let part = part.join().expect("a story was looked at without a panic");
            whole.stories += part.stories;
            whole.large += part.large;
            whole.unproved += part.unproved;
            whole.traps += part.traps;
            whole.sizeable += part.sizeable;
            whole.differ.extend(part.differ);
        }
    });
    whole
}

fn part(seeds: impl Iterator<Item = u64>, story: fn(u64) -> scn_story::Story) -> Survey {
    let mut survey = Survey::default();
    for seed in seeds {
        let story = story(seed);
        let scenario = story.scenarios.first().expect("a random story has a scenario");
        let machine = machine(scenario).expect("a random story is whole");
        survey.stories += 1;
        let one_by_one = prove(&machine, &Limits { states: STATES });
        if !one_by_one.complete {
            survey.large += 1;
            continue;
        }
        let Some(by_sets) = prove_by_sets(&machine, &Limits::default(), Merge::Unread) else {
            survey.unproved += 1;
            continue;
        };
        survey.traps += u64::from(!by_sets.traps.is_empty());
        survey.sizeable += u64::from(by_sets.states > 1000);
        if !differences(&one_by_one, &by_sets).is_empty() {
            let shown = survey.differ.len() < 2;
            survey.differ.insert(seed, if shown { report(scenario) } else { String::new() });
        }
    }
    survey
}

#[expect(clippy::print_stderr, reason = "what the stories show is worth reading in a failing run")]
fn agreed(survey: &Survey) {
    let Survey { stories, large, unproved, traps, sizeable, differ } = survey;
    eprintln!(
        "{stories} stories; {large} too large, {unproved} unproved, {traps} with traps, {sizeable} of over 1,000 states"
    );
    let seeds: Vec<_> = differ.keys().take(20).collect();
    let shown = differ.iter().filter(|(_, report)| !report.is_empty()).take(2);
    let shown = shown.map(|(seed, report)| format!("\n--- seed {seed} ---\n{report}"));
    assert!(differ.is_empty(), "{} stories differ, of seeds {seeds:?} …\n{}", differ.len(), shown.collect::<String>());
    if *stories >= 1000 {
        assert!(large * 5 < *stories, "{large} of {stories} stories are too large to walk");
        assert!(unproved * 5 < *stories, "{unproved} of {stories} stories are not proved by sets");
        assert!(traps * 100 > *stories, "only {traps} of {stories} stories have a trap");
    }
}

#[test]
fn small_stories_of_every_kind() {
    agreed(&survey(random::story));
}
