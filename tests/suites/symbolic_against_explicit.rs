//! Compares proofs by sets of states with proofs state by state, for thousands of random stories;
//! they must agree on everything.
//!
//! `SCN_STORIES=N` tests N stories per test instead of 1,000 or 300; `SCN_FIRST=N` starts at seed
//! N. Differences are shown with their seed, as the source text of a minimal story.

use std::collections::BTreeMap;
use std::fmt::Debug;

use scn_prover::{Limits, Merge, Proof, prove_by_sets, prove_by_walking, prove_texts_apart};
use scn_story::{Keep, Machine, Scenario, Story};
use scn_tests::brute::{Difference, explore_all, find_differences, find_traps};
use scn_tests::random;
use scn_tests::survey::{in_parts, none_differs, smallest_report};

/// The maximum number of states; larger stories are skipped.
const STATES: u64 = 20_000;

/// The maximum number of moments, all distinguished, that the brute force follows.
const MOMENTS: usize = 1500;

/// The results for the stories of one kind.
#[derive(Default)]
struct Survey {
    stories: u64,
    /// The number of stories that have each form.
    forms: random::FormCounts,
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
struct ExaminedStory<'a> {
    scenario: &'a Scenario,
    machine: Machine,
    one_by_one: Proof,
    by_sets: Proof,
}

impl<'a> ExaminedStory<'a> {
    /// Returns `None` if one of the proofs is not available.
    fn examine(scenario: &'a Scenario, way: ProofMethod) -> Option<Self> {
        let machine = Machine::new(scenario, Keep::Read).ok()?;
        let one_by_one = prove_by_walking(&machine, &Limits::of_states(STATES));
        if !one_by_one.complete {
            return None;
        }
        let by_sets = match way {
            ProofMethod::Sets(merge) => prove_by_sets(&machine, &Limits::default(), merge)?,
            ProofMethod::TextsApart => prove_texts_apart(&machine, &Limits::of_states(STATES)),
        };
        Some(Self { scenario, machine, one_by_one, by_sets })
    }
}

/// How a story is proved the second time.
#[derive(Clone, Copy)]
enum ProofMethod {
    /// By sets, with or without merging values.
    Sets(Merge),
    /// By walking, with each condition in its texts kept separate.
    TextsApart,
}

/// A method of comparison: the second proof, and the comparison.
type Differ = (ProofMethod, fn(&ExaminedStory<'_>) -> Vec<String>);

fn compare_field<T: PartialEq + Debug>(name: &str, one_by_one: &T, by_sets: &T, found: &mut Vec<String>) {
    if one_by_one != by_sets {
        found.push(format!("{name}\n    one by one: {one_by_one:?}\n    by sets:    {by_sets:?}"));
    }
}

fn compare_fields(a: &Proof, b: &Proof) -> Vec<String> {
    let mut differences = Vec::new();
    compare_field("complete", &a.complete, &b.complete, &mut differences);
    compare_field("nodes", &a.nodes, &b.nodes, &mut differences);
    compare_field("offered", &a.offered, &b.offered, &mut differences);
    compare_field("locked", &a.locked, &b.locked, &mut differences);
    compare_field("taken", &a.taken, &b.taken, &mut differences);
    compare_field("held", &a.observed_true, &b.observed_true, &mut differences);
    compare_field("failed", &a.observed_false, &b.observed_false, &mut differences);
    compare_field("dead ends", &a.dead_ends, &b.dead_ends, &mut differences);
    compare_field("no outcomes", &a.no_outcomes, &b.no_outcomes, &mut differences);
    compare_field("stray returns", &a.stray_returns, &b.stray_returns, &mut differences);
    compare_field("saturated", &a.saturated, &b.saturated, &mut differences);
    compare_field("coverage", &a.coverage, &b.coverage, &mut differences);
    differences
}

/// With the same states, everything is the same.
fn in_everything(looked: &ExaminedStory<'_>) -> Vec<String> {
    let (a, b) = (&looked.one_by_one, &looked.by_sets);
    let mut differences = compare_fields(a, b);
    compare_field("traps", &a.traps, &b.traps, &mut differences);
    compare_field("states", &a.states, &b.states, &mut differences);
    if differences.is_empty() && a != b {
        differences.push("something else".to_owned());
    }
    differences
}

/// With fewer states, everything is the same except their number, and when a repeating run is
/// considered trapped: if moments are merged, that can be earlier.
fn in_all_but_states(looked: &ExaminedStory<'_>) -> Vec<String> {
    let (a, b) = (&looked.one_by_one, &looked.by_sets);
    let mut differences = compare_fields(a, b);
    let trap_rooms = |proof: &Proof| {
        let mut rooms: Vec<_> = proof.traps.iter().map(|trap| trap.nodes.clone()).collect();
        rooms.sort();
        rooms
    };
    compare_field("traps", &trap_rooms(a), &trap_rooms(b), &mut differences);
    compare_field("more states", &false, &(a.states < b.states), &mut differences);
    differences
}

/// With fewer states, too, the proof agrees with the brute force, which says nothing about a story
/// with too many moments.
fn with_brute_force(looked: &ExaminedStory<'_>) -> Vec<String> {
    let Some((facts, moments)) = explore_all(looked.scenario, MOMENTS) else { return Vec::new() };
    let differences = find_differences(&facts, &find_traps(&moments), &moments, &looked.by_sets, &looked.machine);
    let line =
        |Difference { fact, brute, prover }| format!("{fact}\n    brute force: {brute}\n    by sets:     {prover}");
    differences.into_iter().map(line).collect()
}

/// Returns the differences in the smallest scenario that shows them.
fn smallest_difference(scenario: &Scenario, (way, differ): Differ) -> String {
    smallest_report(scenario, |scenario| {
        ExaminedStory::examine(scenario, way).map(|looked| differ(&looked)).unwrap_or_default()
    })
}

fn run_survey(story: fn(u64) -> Story, differ: Differ) -> Survey {
    survey_of(1000, story, differ)
}

fn survey_of(stories: u64, story: fn(u64) -> Story, differ: Differ) -> Survey {
    let mut whole = Survey::default();
    for part in in_parts(stories, |seeds| survey_part(seeds, story, differ)) {
        whole.stories += part.stories;
        whole.skipped += part.skipped;
        part.forms.into_iter().for_each(|(form, count)| *whole.forms.entry(form).or_default() += count);
        whole.traps += part.traps;
        whole.sizeable += part.sizeable;
        whole.fewer += part.fewer;
        whole.differ.extend(part.differ);
    }
    whole
}

fn survey_part(seeds: impl Iterator<Item = u64>, story: fn(u64) -> Story, (way, differ): Differ) -> Survey {
    let mut survey = Survey::default();
    for seed in seeds {
        let story = story(seed);
        let scenario = story.scenarios.first().expect("a random story has a scenario");
        survey.stories += 1;
        random::count_forms(scenario, &mut survey.forms);
        let Some(looked) = ExaminedStory::examine(scenario, way) else {
            survey.skipped += 1;
            continue;
        };
        survey.traps += u64::from(!looked.by_sets.traps.is_empty());
        survey.sizeable += u64::from(looked.one_by_one.states > 1000);
        survey.fewer += u64::from(looked.by_sets.states < looked.one_by_one.states);
        if !differ(&looked).is_empty() {
            let is_shown = survey.differ.len() < 2;
            survey
                .differ
                .insert(seed, if is_shown { smallest_difference(scenario, (way, differ)) } else { String::new() });
        }
    }
    survey
}

#[expect(clippy::print_stderr, reason = "what the stories show is worth reading in a failing run")]
fn assert_agreed(survey: &Survey) {
    let Survey { stories, skipped, traps, sizeable, fewer, forms, differ } = survey;
    eprintln!(
        "{stories} stories, {skipped} not looked at; {traps} with traps, {sizeable} of over 1,000 states, {fewer} with fewer; in the forms {forms:#?}"
    );
    none_differs(differ);
    if *stories >= 1000 {
        assert!(skipped * 5 < *stories, "{skipped} of {stories} stories are not looked at");
        assert!(traps * 10 > *stories, "only {traps} of {stories} stories have a trap");
    }
}

#[test]
fn small_stories_agree_in_everything() {
    assert_agreed(&run_survey(random::random_story, (ProofMethod::Sets(Merge::Unread), in_everything)));
}

#[test]
fn stories_of_meters_agree_in_everything() {
    let survey = run_survey(random::story_of_meters, (ProofMethod::Sets(Merge::Unread), in_everything));
    assert_agreed(&survey);
    if survey.stories >= 1000 {
        let Survey { stories, sizeable, .. } = survey;
        assert!(sizeable * 20 > stories, "only {sizeable} of {stories} stories have over 1,000 states");
    }
}

#[test]
fn with_alike_states_as_one_small_stories_agree_with_the_brute_force() {
    assert_agreed(&run_survey(random::random_story, (ProofMethod::Sets(Merge::Alike), with_brute_force)));
}

#[test]
fn with_alike_states_as_one_stories_of_meters_agree_in_all_but_their_number() {
    let survey = run_survey(random::story_of_meters, (ProofMethod::Sets(Merge::Alike), in_all_but_states));
    assert_agreed(&survey);
    if survey.stories >= 1000 {
        let Survey { stories, fewer, .. } = survey;
        assert!(fewer * 5 > stories, "only {fewer} of {stories} stories have fewer states");
    }
}

#[test]
fn with_texts_apart_small_stories_agree_with_the_brute_force() {
    assert_agreed(&survey_of(300, random::random_story, (ProofMethod::TextsApart, with_brute_force)));
}

#[test]
fn with_texts_apart_stories_of_meters_agree_in_all_but_their_number() {
    let survey = survey_of(300, random::story_of_meters, (ProofMethod::TextsApart, in_all_but_states));
    assert_agreed(&survey);
    if survey.stories >= 300 {
        let Survey { stories, fewer, .. } = survey;
        assert!(fewer * 10 > stories, "only {fewer} of {stories} stories have fewer states");
    }
}
