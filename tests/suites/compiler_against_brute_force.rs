//! Compares the whole compiler with the brute force: random stories are printed as source text and
//! checked like an author's file. The compiled story must be the printed one, and the findings must
//! be those that the brute force derives, each with its run.
//!
//! `SCN_STORIES=N` tests N stories instead of 1,500; `SCN_FIRST=N` starts at seed N.
#![expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]

use std::collections::{BTreeMap, BTreeSet};

use scn_compiler::{Checked, MediaFile, Options, PackFiles, check};
use scn_prover::{Level, Limits, Minimum, early, prove};
use scn_source::{Finding, Name, SourceFile, Sources};
use scn_story::{
    Block, Change, Keep, Machine, NextCase, NodeIx, PrincipleIx, Scenario, SiteId, Span, Story, Target, When,
};
use scn_tests::brute::{
    ChoiceName, Facts, Moments, OutcomeName, Pick, PromiseVerdict, Run, explore_all, failing_step, find_traps,
    judge_promise,
};
use scn_tests::harness::is_lint;
use scn_tests::random::{self, FORMS, FormCounts};
use scn_tests::survey::env_number;

/// The maximum number of moments, all distinguished; larger stories are skipped.
const MOMENTS: usize = 1500;

/// The compared data: a finding's name and its run, with the number of its occurrences.
type FindingCounts = BTreeMap<(Name, Option<Vec<String>>), usize>;

fn compile(text: &str) -> Checked {
    compiled_within(text, None)
}

/// Compiles a text with a limit on states.
fn compiled_within(text: &str, states: Option<u64>) -> Checked {
    let mut sources = Sources::new();
    let files = vec![sources.add(SourceFile::new("story.scn", text))];
    let input = PackFiles { files, fallback_name: "story".to_owned(), ..PackFiles::default() };
    check(&sources, &input, &Options { formats: &[], states, text: true, watch: None, media: &|_, _| MediaFile::Found })
}

fn in_words(run: &Run<'_>) -> Vec<String> {
    let words = run.picks.iter().map(|pick| match pick {
        Pick::Choose { name, .. } => name.choice.to_owned(),
        Pick::Draw(number) => format!("outcome {number}"),
    });
    words.collect()
}

/// Returns the expected findings, by applying the rules of the reference to the facts of the brute
/// force.
fn expected_findings(story: &Story, scenario: &Scenario, facts: &Facts<'_>, moments: &Moments<'_>) -> FindingCounts {
    let mut expected = FindingCounts::new();
    let mut add_finding = |name: Name, run: Option<Vec<String>>, count: usize| {
        if 0 < count {
            *expected.entry((name, run)).or_default() += count;
        }
    };
    let is_reached = |id: &str| facts.nodes.contains_key(id);
    add_finding(Name::UnreachableSituation, None, scenario.situations.iter().filter(|it| !is_reached(&it.id)).count());
    add_finding(Name::UnreachableEnding, None, scenario.endings.iter().filter(|it| !is_reached(&it.id)).count());
    for situation in &scenario.situations {
        add_finding(Name::NoChoices, None, usize::from(situation.choices.is_empty() && situation.next.is_empty()));
        for choice in &situation.choices {
            let choice_name = ChoiceName { situation: &situation.id, choice: &choice.id };
            add_finding(
                Name::MissingNext,
                None,
                choice.outcomes.iter().filter(|outcome| outcome.next.is_empty()).count(),
            );
            if !is_reached(&situation.id) {
                continue;
            }
            if !facts.offered.contains(&choice_name) {
                add_finding(Name::UnreachableChoice, None, 1);
                continue;
            }
            let missed = (1..=choice.outcomes.len())
                .filter(|number| !facts.taken.contains(&OutcomeName { of: choice_name, number: *number }));
            add_finding(Name::UnreachableOutcome, None, missed.count());
        }
    }
    // A condition of a passage is one, wherever the passage is shown.
    let shared = random::shared_sites(scenario);
    let written = |site: &SiteId| shared.get(site).copied().unwrap_or(*site);
    let held: BTreeSet<SiteId> = facts.held.iter().map(written).collect();
    let failed: BTreeSet<SiteId> = facts.failed.iter().map(written).collect();
    // A paragraph and a block of paragraphs with one condition are two texts.
    let mut unseen: BTreeSet<(SiteId, bool, usize)> = BTreeSet::new();
    let mut add_unseen = |blocks: &[Block]| {
        let is_evaluated = |site: &SiteId| facts.held.contains(site) || facts.failed.contains(site);
        let evaluated = conditional_parts(blocks).into_iter().filter(|(site, _)| is_evaluated(site));
        let mut times: BTreeMap<(SiteId, bool), usize> = BTreeMap::new();
        for (site, wanted) in evaluated.map(|(site, wanted)| (written(&site), wanted)) {
            let time = times.entry((site, wanted)).or_default();
            *time += 1;
            if !(if wanted { &held } else { &failed }).contains(&site) {
                unseen.insert((site, wanted, *time));
            }
        }
    };
    add_unseen(&scenario.brief);
    scenario.situations.iter().filter(|it| is_reached(&it.id)).for_each(|it| add_unseen(&it.body));
    for situation in &scenario.situations {
        for choice in &situation.choices {
            let choice_name = ChoiceName { situation: &situation.id, choice: &choice.id };
            for (number, outcome) in (1..).zip(&choice.outcomes) {
                if facts.taken.contains(&OutcomeName { of: choice_name, number }) {
                    add_unseen(&outcome.body);
                }
            }
        }
    }
    scenario.endings.iter().filter(|it| is_reached(&it.id)).for_each(|it| add_unseen(&it.body));
    add_finding(Name::UnreachableText, None, unseen.len());
    add_finding(Name::AlwaysTrue, None, held.difference(&failed).count());
    let mut never: BTreeSet<SiteId> = BTreeSet::new();
    for situation in &scenario.situations {
        let outcomes = || situation.choices.iter().flat_map(|choice| &choice.outcomes);
        let sets = situation.set.iter().chain(outcomes().flat_map(|outcome| &outcome.set));
        let of_changes = sets.filter_map(|change| match change {
            Change::When { when, .. } => Some(when.site),
            Change::Add { .. } | Change::Number { .. } | Change::Flag { .. } | Change::State { .. } => None,
        });
        let cases = situation.next.iter().chain(outcomes().flat_map(|outcome| &outcome.next));
        let leads_somewhere = |case: &&NextCase| match &case.to {
            Target::Node(id) => is_reached(id),
            Target::Again | Target::Return => true,
        };
        let of_cases = cases.filter(leads_somewhere).filter_map(|case| case.when.as_ref().map(|when| when.site));
        let failed_there = of_changes.chain(of_cases).filter(|site| facts.failed.contains(site));
        never.extend(failed_there.map(|site| written(&site)).filter(|site| !held.contains(site)));
    }
    add_finding(Name::AlwaysFalse, None, never.len());
    let has_choices = |id: &str| scenario.situations.iter().any(|it| it.id == id && !it.choices.is_empty());
    for (_, run) in facts.dead_ends.iter().filter(|(id, _)| has_choices(id)) {
        add_finding(Name::DeadEnd, Some(in_words(run)), 1);
    }
    facts.no_outcomes.values().for_each(|run| add_finding(Name::NoOutcome, Some(in_words(run)), 1));
    facts.stray_returns.values().for_each(|run| add_finding(Name::MisplacedInstruction, Some(in_words(run)), 1));
    // Of a change in a passage, the first place where it is cut off.
    let mut cut_off: BTreeSet<SiteId> = BTreeSet::new();
    for (_, run) in facts.saturated.iter().filter(|(site, _)| cut_off.insert(written(site))) {
        add_finding(Name::MeterSaturates, Some(in_words(run)), 1);
    }
    find_traps(moments).values().for_each(|trap| add_finding(Name::EndlessLoop, Some(in_words(&trap.run)), 1));
    for promise in &scenario.promises {
        match judge_promise(scenario, moments, promise) {
            PromiseVerdict::Yes => {}
            PromiseVerdict::Met(run) | PromiseVerdict::Stuck(run) | PromiseVerdict::Stops(run) => {
                add_finding(Name::PromiseRefuted, Some(in_words(&run)), 1);
            }
            PromiseVerdict::Unmet | PromiseVerdict::Round(..) => add_finding(Name::PromiseRefuted, None, 1),
        }
    }
    for (_, run) in scenario.tests.iter().filter_map(|test| failing_step(scenario, test)) {
        add_finding(Name::TestFailed, Some(in_words(&run)), 1);
    }
    let level_of = |id: &str| facts.coverage.get(id).copied().unwrap_or_default();
    add_finding(
        Name::UncoveredPrinciple,
        None,
        story.principles.iter().filter(|it| level_of(&it.id) < Level::Tested).count(),
    );
    expected
}

/// Returns the parts of texts that depend on a condition: its site, and whether they show when it
/// holds.
fn conditional_parts(blocks: &[Block]) -> Vec<(SiteId, bool)> {
    let mut parts = Vec::new();
    let mut branches = BTreeSet::new();
    for block in blocks {
        match block.display_condition() {
            When::Always => {}
            When::If(cond) => parts.push((cond.site, true)),
            When::Otherwise(cond) => parts.push((cond.site, false)),
            // All blocks of a branch are one part.
            When::All(guards) => {
                let branch = match guards.last() {
                    Some(When::If(cond)) => (cond.site, true),
                    Some(When::Otherwise(cond)) => (cond.site, false),
                    Some(When::Always | When::All(_)) | None => unreachable!("a branch has a condition"),
                };
                if branches.insert(branch) {
                    parts.push(branch);
                }
            }
        }
        for span in block.texts().flatten() {
            if let Span::If { when, otherwise, .. } = span {
                parts.push((when.site, true));
                if !otherwise.is_empty() {
                    parts.push((when.site, false));
                }
            }
        }
    }
    parts
}

/// Returns the findings to compare. The round of a promise and the nearest run are compared in the
/// prover's suite; findings about variables concern only the text.
fn count_findings(findings: &[Finding]) -> FindingCounts {
    let mut counts = FindingCounts::new();
    for finding in findings {
        let is_counted = !is_lint(finding.name);
        if is_counted && !matches!(finding.name, Name::UnusedVariable | Name::NeverSet) {
            let no_run_of_its_own =
                finding.message.contains("` is possible, but") || finding.message.contains("can continue forever");
            let settled_elsewhere = finding.name == Name::PromiseRefuted && no_run_of_its_own;
            let run = finding.run.as_ref().filter(|_| !settled_elsewhere);
            let run = run.map(|run| run.steps().iter().map(ToString::to_string).collect());
            *counts.entry((finding.name, run)).or_default() += 1;
        }
    }
    counts
}

/// Counts the findings `no-way-back` and `thin-principle`.
fn reported_of_runs(findings: &[Finding]) -> (usize, usize) {
    let count_named = |name| findings.iter().filter(|finding| finding.name == name).count();
    (count_named(Name::NoWayBack), count_named(Name::ThinPrinciple))
}

/// Derives the same counts by following all runs, whatever is certain without that. The prover's
/// statements about them are tested elsewhere.
fn of_runs(scenario: &Scenario) -> (usize, usize) {
    let machine = Machine::new(scenario, Keep::Read).expect("a random story is whole");
    let principles: Vec<PrincipleIx> = (0..machine.principles().len()).map(PrincipleIx::at).collect();
    let early = early(&machine, &principles, &Limits::default()).expect("a random story is small");
    let long = matches!(early.decisions, Minimum::Sum(decisions) if 3 <= decisions);
    let thin = machine.principles().iter().zip(&early.least).filter(|(id, least)| {
        long && scenario.covers.contains(id) && least.as_ref().is_some_and(|(decisions, _)| *decisions < 3)
    });
    let reached = prove(&machine, &Limits::default()).nodes;
    let nodes = (0..machine.node_count()).map(NodeIx::at).filter(|node| reached.has(*node));
    let results: Vec<_> = nodes.filter_map(|node| machine.result(node)).collect();
    // If all endings have the same result, nothing better can be lost.
    let alike = results.windows(2).all(|pair| pair[0] == pair[1]);
    (early.best.filter(|_| !alike).map_or(0, |best| best.lost.len()), thin.count())
}

/// All detours that open inside themselves are found at once: without the reported lines, none is
/// left.
#[test]
fn no_detour_cycle_hides_another() {
    let (mut with, mut several) = (0, 0);
    for seed in 1..=env_number("SCN_STORIES", 400).min(400) {
        let story = random::story_with_cycles(seed);
        let text = random::to_scn(&story);
        // The runs do not matter here.
        let detour_cycles = |text: &str| {
            let checked = compiled_within(text, Some(100));
            let cycle_findings = checked.findings.iter().filter(|finding| finding.name == Name::DetourCycle);
            cycle_findings.map(|finding| finding.place.span.start as usize).collect::<Vec<_>>()
        };
        let cycle_starts = detour_cycles(&text);
        assert_eq!(!cycle_starts.is_empty(), random::has_detour_cycle(&story.scenarios[0]), "seed {seed}\n{text}");
        let mut mended = text.clone();
        for at in cycle_starts.iter().rev() {
            let start = text[..*at].rfind('\n').map_or(0, |end| end + 1);
            let end = text[*at..].find('\n').map_or(text.len(), |end| at + end + 1);
            mended.replace_range(start..end, "");
        }
        assert_eq!(detour_cycles(&mended), Vec::<usize>::new(), "seed {seed}: left\n{mended}");
        with += usize::from(!cycle_starts.is_empty());
        several += usize::from(1 < cycle_starts.len());
    }
    assert!(20 <= with && 5 <= several, "{with} with cycles, {several} with several");
}

#[test]
#[expect(clippy::print_stderr, reason = "what the stories show is worth reading in a failing run")]
fn what_is_found_is_what_the_brute_force_says() {
    let first = env_number("SCN_FIRST", 1);
    let count = env_number("SCN_STORIES", 1500);
    let mut names: BTreeMap<Name, u64> = BTreeMap::new();
    let mut forms = FormCounts::new();
    let (mut looked, mut no_way_back, mut thin) = (0, 0, 0);
    for seed in first..first + count {
        let story = random::random_story(seed);
        let scenario = story.scenarios.first().expect("a random story has a scenario");
        let Some((facts, moments)) = explore_all(scenario, MOMENTS) else { continue };
        looked += 1;
        random::count_forms(scenario, &mut forms);
        let text = random::to_scn(&story);
        let checked = compile(&text);
        let mut recompiled = checked.story.scenarios.first().cloned().unwrap_or_else(|| {
            panic!("seed {seed} does not compile: {:#?}\n{text}", checked.findings);
        });
        recompiled.number_sites();
        assert_eq!(&recompiled, scenario, "seed {seed}: what was compiled is not what was printed\n{text}");
        let expected = expected_findings(&story, scenario, &facts, &moments);
        assert_eq!(count_findings(&checked.findings), expected, "seed {seed}: left is what was found\n{text}");
        let of_runs = of_runs(&checked.story.scenarios[0]);
        assert_eq!(reported_of_runs(&checked.findings), of_runs, "seed {seed}: left is what was reported\n{text}");
        no_way_back += of_runs.0.min(1);
        thin += of_runs.1.min(1);
        for (name, _) in expected.keys() {
            *names.entry(*name).or_default() += 1;
        }
    }
    assert!(count * 9 / 10 <= looked, "only {looked} of {count} stories were small enough");
    eprintln!("{looked} of {count} stories looked at; they show {names:#?}, in the forms {forms:#?}");
    if 1000 <= count {
        let often = forms.values().filter(|times| **times * 20 > looked).count();
        assert_eq!(often, FORMS, "some form is rare: {forms:#?}");
        assert_eq!(names.len(), 16, "every kind of finding occurs: {names:?}");
        assert!(names.values().all(|times| 10 <= *times), "and often: {names:?}");
        assert!(10 <= no_way_back && 10 <= thin, "no way back {no_way_back} times, {thin} thin");
    }
}
