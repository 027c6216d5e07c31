//! Compares promises proved with sets of states, promises proved state by state, and the brute
//! force, for thousands of random stories, with each condition promised in all four ways.
//!
//! `SCN_STORIES=N` tests N stories per test instead of 300; `SCN_FIRST=N` starts at seed N.
//! Differences are shown with their seed, as the source text of a minimal story.

use std::collections::BTreeMap;

use scn_prover::{Limits, Merge, Promises, Refutation, Verdict, prove_promises_by_sets, prove_promises_by_walking};
use scn_story::{Keep, Machine, Promise, PromiseKind, Scenario, SiteId, Story};
use scn_tests::brute::{compare_promises, explore_all, judge_promise};
use scn_tests::random;
use scn_tests::survey::{in_parts, none_differs, smallest_report};

/// The maximum number of states; larger stories are skipped.
const STATES: u64 = 20_000;

/// The maximum number of moments, all distinguished, that the brute force follows.
const MOMENTS: usize = 1500;

const KINDS: [PromiseKind; 4] =
    [PromiseKind::Never, PromiseKind::Possible, PromiseKind::AlwaysPossible, PromiseKind::Inevitable];

/// A story, and the verdicts of both methods about its promises.
struct ExaminedStory<'a> {
    scenario: &'a Scenario,
    machine: Machine,
    one_by_one: Promises,
    by_sets: Promises,
}

impl<'a> ExaminedStory<'a> {
    /// Returns `None` if one of the two methods gives no result, or nothing is promised.
    fn examine(scenario: &'a Scenario, merge: Merge) -> Option<Self> {
        let machine = Machine::new(scenario, Keep::Promises).ok()?;
        let promises_asked: Vec<(PromiseKind, SiteId)> =
            scenario.promises.iter().map(|it| (it.kind, it.cond.site)).collect();
        let one_by_one = prove_promises_by_walking(&machine, &promises_asked, &Limits::of_states(STATES));
        if !one_by_one.complete || promises_asked.is_empty() {
            return None;
        }
        let by_sets = prove_promises_by_sets(&machine, &promises_asked, &Limits::default(), merge)?;
        Some(Self { scenario, machine, one_by_one, by_sets })
    }
}

/// Returns the scenario with every condition promised in all ways.
fn all_ways(mut scenario: Scenario) -> Scenario {
    let promises = std::mem::take(&mut scenario.promises);
    let in_all_kinds = |promise: Promise| KINDS.map(|kind| Promise { kind, ..promise.clone() });
    scenario.promises = promises.into_iter().flat_map(in_all_kinds).collect();
    scenario.number_sites();
    scenario
}

type Differ = (Merge, fn(&ExaminedStory<'_>) -> Vec<String>);

fn differing_verdicts(looked: &ExaminedStory<'_>, same: fn(&Verdict, &Verdict) -> bool) -> Vec<String> {
    let (a, b) = (&looked.one_by_one.verdicts, &looked.by_sets.verdicts);
    let pairs = looked.scenario.promises.iter().zip(a.iter().zip(b)).filter(|(_, (a, b))| !same(a, b));
    let verdict_text = |(promise, (a, b)): (&Promise, (&Verdict, &Verdict))| {
        format!("{:?}\n    one by one: {a:?}\n    by sets:    {b:?}", promise.kind)
    };
    let mut differences: Vec<String> = pairs.map(verdict_text).collect();
    if a.len() != b.len() || !looked.by_sets.complete {
        differences.push("incomplete".to_owned());
    }
    differences
}

/// With the same states, every verdict is the same, including its run, and the number of states is
/// equal.
fn in_everything(looked: &ExaminedStory<'_>) -> Vec<String> {
    let mut differences = differing_verdicts(looked, |a, b| a == b);
    let (a, b) = (looked.one_by_one.states, looked.by_sets.states);
    if a != b {
        differences.push(format!("states\n    one by one: {a}\n    by sets:    {b}"));
    }
    differences
}

/// With fewer states, everything is the same except when a repeating run is considered to have come
/// round: if moments are merged, that can be earlier.
fn in_all_but_rounds(looked: &ExaminedStory<'_>) -> Vec<String> {
    let mut differences = differing_verdicts(looked, |a, b| match (a, b) {
        (Verdict::Refuted(Refutation::Cycle { run: a, .. }), Verdict::Refuted(Refutation::Cycle { run: b, .. })) => {
            b.steps().len() <= a.steps().len()
        }
        (Verdict::Kept | Verdict::Refuted(_) | Verdict::Open, _) => a == b,
    });
    if looked.one_by_one.states < looked.by_sets.states {
        differences.push("more states".to_owned());
    }
    differences
}

/// The verdicts are those of the brute force: each round can be repeated, and the moment where it
/// starts is neither too early nor too late. The brute force says nothing about a story with too
/// many moments.
fn with_brute_force(looked: &ExaminedStory<'_>) -> Vec<String> {
    let Some((_, moments)) = explore_all(looked.scenario, MOMENTS) else { return Vec::new() };
    let brute_verdicts: Vec<_> =
        looked.scenario.promises.iter().map(|it| judge_promise(looked.scenario, &moments, it)).collect();
    let differences = compare_promises(looked.scenario, &moments, &brute_verdicts, &looked.by_sets, &looked.machine);
    let difference_text = |it: scn_tests::brute::Difference| {
        format!("{}\n    brute force: {}\n    by sets:     {}", it.fact, it.brute, it.prover)
    };
    differences.into_iter().map(difference_text).collect()
}

/// The results for the stories of one kind.
#[derive(Default)]
struct Survey {
    stories: u64,
    /// The number of stories that have each form.
    forms: random::FormCounts,
    /// Skipped: nothing promised, too many states for walking, or too many values for sets.
    skipped: u64,
    /// The number of stories that show each kind of verdict.
    kinds: BTreeMap<String, u64>,
    differ: BTreeMap<u64, String>,
}

fn verdict_kind(promise: &Promise, verdict: &Verdict) -> String {
    let verdict_word = match verdict {
        Verdict::Kept => "kept",
        Verdict::Open => "open",
        Verdict::Refuted(Refutation::Met { .. }) => "met",
        Verdict::Refuted(Refutation::Unmet(_)) => "unmet",
        Verdict::Refuted(Refutation::Stuck { .. }) => "stuck",
        Verdict::Refuted(Refutation::Stops { .. }) => "stops",
        Verdict::Refuted(Refutation::Cycle { .. }) => "goes round",
    };
    format!("{:?}, {verdict_word}", promise.kind)
}

/// Returns the differences in the smallest scenario that shows them.
fn smallest_difference(scenario: &Scenario, (merge, differ): Differ) -> String {
    smallest_report(scenario, |scenario| {
        ExaminedStory::examine(scenario, merge).map(|looked| differ(&looked)).unwrap_or_default()
    })
}

fn run_survey(story: fn(u64) -> Story, differ: Differ) -> Survey {
    let mut whole = Survey::default();
    for part in in_parts(300, |seeds| survey_part(seeds, story, differ)) {
        whole.stories += part.stories;
        whole.skipped += part.skipped;
        part.forms.into_iter().for_each(|(form, count)| *whole.forms.entry(form).or_default() += count);
        part.kinds.into_iter().for_each(|(kind, count)| *whole.kinds.entry(kind).or_default() += count);
        whole.differ.extend(part.differ);
    }
    whole
}

fn survey_part(seeds: impl Iterator<Item = u64>, story: fn(u64) -> Story, (merge, differ): Differ) -> Survey {
    let mut survey = Survey::default();
    for seed in seeds {
        let story = story(seed);
        let scenario = all_ways(story.scenarios.first().expect("a random story has a scenario").clone());
        survey.stories += 1;
        random::count_forms(&scenario, &mut survey.forms);
        let Some(looked) = ExaminedStory::examine(&scenario, merge) else {
            survey.skipped += 1;
            continue;
        };
        let mut kinds: Vec<String> = scenario
            .promises
            .iter()
            .zip(&looked.by_sets.verdicts)
            .map(|(it, verdict)| verdict_kind(it, verdict))
            .collect();
        kinds.sort();
        kinds.dedup();
        kinds.into_iter().for_each(|kind| *survey.kinds.entry(kind).or_default() += 1);
        if !differ(&looked).is_empty() {
            let is_shown = survey.differ.len() < 2;
            survey
                .differ
                .insert(seed, if is_shown { smallest_difference(&scenario, (merge, differ)) } else { String::new() });
        }
    }
    survey
}

#[expect(clippy::print_stderr, reason = "what the stories show is worth reading in a failing run")]
fn assert_agreed(survey: &Survey) {
    let Survey { stories, skipped, kinds, forms, differ } = survey;
    eprintln!("{stories} stories, {skipped} not looked at; {kinds:#?}; in the forms {forms:#?}");
    none_differs(differ);
    if *stories >= 300 {
        // One story in five promises nothing.
        assert!(skipped * 5 < stories * 2, "{skipped} of {stories} stories are not looked at");
        let often: Vec<_> = kinds.iter().filter(|(_, count)| *stories <= **count * 50).collect();
        assert!(often.len() == 9, "some kind of verdict is rare: {kinds:#?}");
        assert!(kinds.len() == 9, "some verdict is open, or of another kind: {kinds:#?}");
    }
}

#[test]
fn small_stories_agree_in_everything() {
    assert_agreed(&run_survey(random::random_story, (Merge::Unread, in_everything)));
}

#[test]
fn stories_of_meters_agree_in_everything() {
    assert_agreed(&run_survey(random::story_of_meters, (Merge::Unread, in_everything)));
}

#[test]
fn with_alike_states_as_one_small_stories_agree_with_the_brute_force() {
    assert_agreed(&run_survey(random::random_story, (Merge::Alike, with_brute_force)));
}

#[test]
fn with_alike_states_as_one_stories_of_meters_agree_in_all_but_rounds() {
    assert_agreed(&run_survey(random::story_of_meters, (Merge::Alike, in_all_but_rounds)));
}
