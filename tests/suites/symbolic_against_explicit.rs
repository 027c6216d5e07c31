//! Compares proofs by sets of states with proofs state by state, for thousands of random stories;
//! they must agree on everything.
//!
//! `SCN_STORIES=N` tests N stories per test instead of 1,000 or 300; `SCN_FIRST=N` starts at seed
//! N. Differences are shown with their seed, as the source text of a minimal story.

use std::collections::BTreeMap;
use std::fmt::Debug;

use scn_prover::{Limits, Merge, Proof, prove_by_sets, prove_by_walking, prove_texts_apart};
use scn_story::{Keep, Machine, Scenario, Story};
use scn_tests::brute::{Difference, differences, explore, traps};
use scn_tests::random;
use scn_tests::survey::{in_parts, none_differs, smallest};

/// The maximum number of states; larger stories are skipped.
const STATES: u64 = 20_000;

/// The maximum number of moments, all distinguished, that the brute force follows.
const MOMENTS: usize = 1500;

/// The results for the stories of one kind.
#[derive(Default)]
struct Survey {
    stories: u64,
    /// Skipped: too many states for walking, or too many values for sets.
    skipped: u64,
    traps: u64,
    /// Stories with more than a thousand states.
    sizeable: u64,
    /// Stories with fewer states than when walked.
    fewer: u64,
    differ: BTreeMap<u64, String>,
}

/// A story, and both proofs of it.
struct Looked<'a> {
    scenario: &'a Scenario,
    machine: Machine,
    one_by_one: Proof,
    by_sets: Proof,
}

impl<'a> Looked<'a> {
    /// Returns `None` if one of the proofs is not available.
    fn at(scenario: &'a Scenario, way: Way) -> Option<Self> {
        let machine = Machine::new(scenario, Keep::Read).ok()?;
        let one_by_one = prove_by_walking(&machine, &Limits::of_states(STATES));
        if !one_by_one.complete {
            return None;
        }
        let by_sets = match way {
            Way::Sets(merge) => prove_by_sets(&machine, &Limits::default(), merge)?,
            Way::TextsApart => prove_texts_apart(&machine, &Limits::of_states(STATES)),
        };
        Some(Self { scenario, machine, one_by_one, by_sets })
    }
}

/// How a story is proved the second time.
#[derive(Clone, Copy)]
enum Way {
    /// By sets, with or without merging values.
    Sets(Merge),
    /// By walking, with each condition in its texts kept separate.
    TextsApart,
}

/// A method of comparison: the second proof, and the comparison.
type Differ = (Way, fn(&Looked<'_>) -> Vec<String>);

fn field<T: PartialEq + Debug>(name: &str, one_by_one: &T, by_sets: &T, found: &mut Vec<String>) {
    if one_by_one != by_sets {
        found.push(format!("{name}\n    one by one: {one_by_one:?}\n    by sets:    {by_sets:?}"));
    }
}

fn fields(a: &Proof, b: &Proof) -> Vec<String> {
    let mut found = Vec::new();
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
    field("coverage", &a.coverage, &b.coverage, &mut found);
    found
}

/// With the same states, everything is the same.
fn in_everything(looked: &Looked<'_>) -> Vec<String> {
    let (a, b) = (&looked.one_by_one, &looked.by_sets);
    let mut found = fields(a, b);
    field("traps", &a.traps, &b.traps, &mut found);
    field("states", &a.states, &b.states, &mut found);
    if found.is_empty() && a != b {
        found.push("something else".to_owned());
    }
    found
}

/// With fewer states, everything is the same except their number, and when a repeating run is
/// considered trapped: if moments are merged, that can be earlier.
fn in_all_but_states(looked: &Looked<'_>) -> Vec<String> {
    let (a, b) = (&looked.one_by_one, &looked.by_sets);
    let mut found = fields(a, b);
    let rooms = |proof: &Proof| {
        let mut rooms: Vec<_> = proof.traps.iter().map(|trap| trap.nodes.clone()).collect();
        rooms.sort();
        rooms
    };
    field("traps", &rooms(a), &rooms(b), &mut found);
    field("more states", &false, &(a.states < b.states), &mut found);
    found
}

/// With fewer states, too, the proof agrees with the brute force, which says nothing about a story
/// with too many moments.
fn with_brute_force(looked: &Looked<'_>) -> Vec<String> {
    let Some((facts, moments)) = explore(looked.scenario, MOMENTS) else { return Vec::new() };
    let found = differences(&facts, &traps(&moments), &moments, &looked.by_sets, &looked.machine);
    let line =
        |Difference { fact, brute, prover }| format!("{fact}\n    brute force: {brute}\n    by sets:     {prover}");
    found.into_iter().map(line).collect()
}

/// Returns the differences in the smallest scenario that shows them.
fn report(scenario: &Scenario, (way, differ): Differ) -> String {
    smallest(scenario, |scenario| Looked::at(scenario, way).map(|looked| differ(&looked)).unwrap_or_default())
}

fn survey(story: fn(u64) -> Story, differ: Differ) -> Survey {
    survey_of(1000, story, differ)
}

fn survey_of(stories: u64, story: fn(u64) -> Story, differ: Differ) -> Survey {
    let mut whole = Survey::default();
    for part in in_parts(stories, |seeds| part(seeds, story, differ)) {
        whole.stories += part.stories;
        whole.skipped += part.skipped;
        whole.traps += part.traps;
        whole.sizeable += part.sizeable;
        whole.fewer += part.fewer;
        whole.differ.extend(part.differ);
    }
    whole
}

fn part(seeds: impl Iterator<Item = u64>, story: fn(u64) -> Story, (way, differ): Differ) -> Survey {
    let mut survey = Survey::default();
    for seed in seeds {
        let story = story(seed);
        let scenario = story.scenarios.first().expect("a random story has a scenario");
        survey.stories += 1;
        let Some(looked) = Looked::at(scenario, way) else {
            survey.skipped += 1;
            continue;
        };
        survey.traps += u64::from(!looked.by_sets.traps.is_empty());
        survey.sizeable += u64::from(looked.one_by_one.states > 1000);
        survey.fewer += u64::from(looked.by_sets.states < looked.one_by_one.states);
        if !differ(&looked).is_empty() {
            let shown = survey.differ.len() < 2;
            survey.differ.insert(seed, if shown { report(scenario, (way, differ)) } else { String::new() });
        }
    }
    survey
}

#[expect(clippy::print_stderr, reason = "what the stories show is worth reading in a failing run")]
fn agreed(survey: &Survey) {
    let Survey { stories, skipped, traps, sizeable, fewer, differ } = survey;
    eprintln!(
        "{stories} stories, {skipped} not looked at; {traps} with traps, {sizeable} of over 1,000 states, {fewer} with fewer"
    );
    none_differs(differ);
    if *stories >= 1000 {
        assert!(skipped * 5 < *stories, "{skipped} of {stories} stories are not looked at");
        assert!(traps * 10 > *stories, "only {traps} of {stories} stories have a trap");
    }
}

#[test]
fn small_stories_agree_in_everything() {
    agreed(&survey(random::story, (Way::Sets(Merge::Unread), in_everything)));
}

#[test]
fn stories_of_meters_agree_in_everything() {
    let survey = survey(random::story_of_meters, (Way::Sets(Merge::Unread), in_everything));
    agreed(&survey);
    if survey.stories >= 1000 {
        let Survey { stories, sizeable, .. } = survey;
        assert!(sizeable * 20 > stories, "only {sizeable} of {stories} stories have over 1,000 states");
    }
}

#[test]
fn with_alike_states_as_one_small_stories_agree_with_the_brute_force() {
    agreed(&survey(random::story, (Way::Sets(Merge::Alike), with_brute_force)));
}

#[test]
fn with_alike_states_as_one_stories_of_meters_agree_in_all_but_their_number() {
    let survey = survey(random::story_of_meters, (Way::Sets(Merge::Alike), in_all_but_states));
    agreed(&survey);
    if survey.stories >= 1000 {
        let Survey { stories, fewer, .. } = survey;
        assert!(fewer * 5 > stories, "only {fewer} of {stories} stories have fewer states");
    }
}

#[test]
fn with_texts_apart_small_stories_agree_with_the_brute_force() {
    agreed(&survey_of(300, random::story, (Way::TextsApart, with_brute_force)));
}

#[test]
fn with_texts_apart_stories_of_meters_agree_in_all_but_their_number() {
    let survey = survey_of(300, random::story_of_meters, (Way::TextsApart, in_all_but_states));
    agreed(&survey);
    if survey.stories >= 300 {
        let Survey { stories, fewer, .. } = survey;
        assert!(fewer * 10 > stories, "only {fewer} of {stories} stories have fewer states");
    }
}
