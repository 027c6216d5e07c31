//! Compares the whole compiler with the brute force: random stories are printed as source text and
//! checked like an author's file. The compiled story must be the printed one, and the findings must
//! be those that the brute force derives, each with its run.
//!
//! `SCN_STORIES=N` tests N stories instead of 1,500; `SCN_FIRST=N` starts at seed N.
#![expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]

use std::collections::BTreeMap;

use scn_compiler::{Checked, MediaFile, Options, PackFiles, check};
use scn_prover::{Least, Level, Limits, early, prove};
use scn_source::{Finding, Name, SourceFile, Sources};
use scn_story::{Block, Keep, Machine, NodeIx, PrincipleIx, Scenario, Site, Span, Story, When};
use scn_tests::brute::{ChoiceName, Facts, Kept, Moments, OutcomeName, Pick, Run, explore, failing, kept, traps};
use scn_tests::harness::is_lint;
use scn_tests::random;
use scn_tests::survey::number;

/// The maximum number of moments, all distinguished; larger stories are skipped.
const MOMENTS: usize = 1500;

/// The compared data: a finding's name and its run, with the number of its occurrences.
type Found = BTreeMap<(Name, Option<Vec<String>>), usize>;

fn compiled(text: &str) -> Checked {
    compiled_within(text, None)
}

/// Compiles a text with a limit on states.
fn compiled_within(text: &str, states: Option<u64>) -> Checked {
    let mut sources = Sources::new();
    let files = vec![sources.add(SourceFile::new("story.scn", text))];
    let input = PackFiles { files, fallback_name: "story".to_owned(), ..PackFiles::default() };
    check(&sources, &input, &Options { states, text: true, watch: None, media: &|_, _| MediaFile::Found })
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
fn expected(story: &Story, scenario: &Scenario, facts: &Facts<'_>, moments: &Moments<'_>) -> Found {
    let mut found = Found::new();
    let mut add = |name: Name, run: Option<Vec<String>>, count: usize| {
        if 0 < count {
            *found.entry((name, run)).or_default() += count;
        }
    };
    let reached = |id: &str| facts.nodes.contains_key(id);
    add(Name::UnreachableSituation, None, scenario.situations.iter().filter(|it| !reached(&it.id)).count());
    add(Name::UnreachableEnding, None, scenario.endings.iter().filter(|it| !reached(&it.id)).count());
    for situation in &scenario.situations {
        add(Name::NoChoices, None, usize::from(situation.choices.is_empty() && situation.next.is_empty()));
        for choice in &situation.choices {
            let of = ChoiceName { situation: &situation.id, choice: &choice.id };
            add(Name::MissingNext, None, choice.outcomes.iter().filter(|outcome| outcome.next.is_none()).count());
            if !reached(&situation.id) {
                continue;
            }
            if !facts.offered.contains(&of) {
                add(Name::UnreachableChoice, None, 1);
                continue;
            }
            let missed = (1..=choice.outcomes.len())
                .filter(|number| !facts.taken.contains(&OutcomeName { of, number: *number }));
            add(Name::UnreachableOutcome, None, missed.count());
        }
    }
    let unseen =
        |blocks: &[Block]| parts(blocks).into_iter().filter(|(site, wanted)| is_unseen(facts, *site, *wanted)).count();
    add(Name::UnreachableText, None, unseen(&scenario.brief));
    for situation in scenario.situations.iter().filter(|it| reached(&it.id)) {
        add(Name::UnreachableText, None, unseen(&situation.body));
    }
    for situation in &scenario.situations {
        for choice in &situation.choices {
            let of = ChoiceName { situation: &situation.id, choice: &choice.id };
            for (number, outcome) in (1..).zip(&choice.outcomes) {
                if facts.taken.contains(&OutcomeName { of, number }) {
                    add(Name::UnreachableText, None, unseen(&outcome.body));
                }
            }
        }
    }
    for ending in scenario.endings.iter().filter(|it| reached(&it.id)) {
        add(Name::UnreachableText, None, unseen(&ending.body));
    }
    add(Name::AlwaysTrue, None, facts.held.difference(&facts.failed).count());
    let has_choices = |id: &str| scenario.situations.iter().any(|it| it.id == id && !it.choices.is_empty());
    for (_, run) in facts.dead_ends.iter().filter(|(id, _)| has_choices(id)) {
        add(Name::DeadEnd, Some(in_words(run)), 1);
    }
    facts.no_outcomes.values().for_each(|run| add(Name::NoOutcome, Some(in_words(run)), 1));
    facts.stray_returns.values().for_each(|run| add(Name::MisplacedInstruction, Some(in_words(run)), 1));
    facts.saturated.values().for_each(|run| add(Name::MeterSaturates, Some(in_words(run)), 1));
    traps(moments).values().for_each(|trap| add(Name::EndlessLoop, Some(in_words(&trap.run)), 1));
    for promise in &scenario.promises {
        match kept(scenario, moments, promise) {
            Kept::Yes => {}
            Kept::Met(run) | Kept::Stuck(run) | Kept::Stops(run) => add(Name::PromiseRefuted, Some(in_words(&run)), 1),
            Kept::Unmet | Kept::Round(..) => add(Name::PromiseRefuted, None, 1),
        }
    }
    for (_, run) in scenario.tests.iter().filter_map(|test| failing(scenario, test)) {
        add(Name::TestFailed, Some(in_words(&run)), 1);
    }
    let level = |id: &str| facts.coverage.get(id).copied().unwrap_or_default();
    add(Name::UncoveredPrinciple, None, story.principles.iter().filter(|it| level(&it.id) < Level::Tested).count());
    found
}

/// Returns the parts of texts that depend on a condition: its site, and whether they show when it
/// holds.
fn parts(blocks: &[Block]) -> Vec<(Site, bool)> {
    let mut parts = Vec::new();
    for block in blocks {
        match block.when() {
            When::Always => {}
            When::If(cond) => parts.push((cond.site, true)),
            When::Otherwise(cond) => parts.push((cond.site, false)),
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

/// Returns whether a part is never shown although its condition is evaluated.
fn is_unseen(facts: &Facts<'_>, site: Site, wanted: bool) -> bool {
    let (held, failed) = (facts.held.contains(&site), facts.failed.contains(&site));
    (held || failed) && !(if wanted { held } else { failed })
}

/// Returns the findings to compare. The round of a promise and the nearest run are compared in the
/// prover's suite; findings about variables concern only the text.
fn found(findings: &[Finding]) -> Found {
    let mut found = Found::new();
    for finding in findings {
        let is_counted = !is_lint(finding.name);
        if is_counted && !matches!(finding.name, Name::UnusedVariable | Name::NeverSet) {
            let no_run_of_its_own =
                finding.message.contains("to be possible") || finding.message.contains("go on for ever");
            let settled_elsewhere = finding.name == Name::PromiseRefuted && no_run_of_its_own;
            let run = finding.run.as_ref().filter(|_| !settled_elsewhere);
            let run = run.map(|run| run.iter().map(ToString::to_string).collect());
            *found.entry((finding.name, run)).or_default() += 1;
        }
    }
    found
}

/// Counts the findings `no-way-back` and `thin-principle`.
fn told_of_runs(findings: &[Finding]) -> (usize, usize) {
    let count = |name| findings.iter().filter(|finding| finding.name == name).count();
    (count(Name::NoWayBack), count(Name::ThinPrinciple))
}

/// Derives the same counts by following all runs, whatever is certain without that. The prover's
/// statements about them are tested elsewhere.
fn of_runs(scenario: &Scenario) -> (usize, usize) {
    let machine = Machine::new(scenario, Keep::Read).expect("a random story is whole");
    let principles: Vec<PrincipleIx> = (0..machine.principles().len()).map(PrincipleIx::at).collect();
    let early = early(&machine, &principles, &Limits::default()).expect("a random story is small");
    let long = matches!(early.decisions, Least::Sum(decisions) if 3 <= decisions);
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
    for seed in 1..=number("SCN_STORIES", 400).min(400) {
        let story = random::story_with_cycles(seed);
        let text = random::to_scn(&story);
        // The runs do not matter here.
        let cycles = |text: &str| {
            let checked = compiled_within(text, Some(100));
            let all = checked.findings.iter().filter(|finding| finding.name == Name::DetourCycle);
            all.map(|finding| finding.place.span.start as usize).collect::<Vec<_>>()
        };
        let found = cycles(&text);
        assert_eq!(!found.is_empty(), random::has_detour_cycle(&story.scenarios[0]), "seed {seed}\n{text}");
        let mut mended = text.clone();
        for at in found.iter().rev() {
            let start = text[..*at].rfind('\n').map_or(0, |end| end + 1);
            let end = text[*at..].find('\n').map_or(text.len(), |end| at + end + 1);
            mended.replace_range(start..end, "");
        }
        assert_eq!(cycles(&mended), Vec::<usize>::new(), "seed {seed}: left\n{mended}");
        with += usize::from(!found.is_empty());
        several += usize::from(1 < found.len());
    }
    assert!(20 <= with && 5 <= several, "{with} with cycles, {several} with several");
}

#[test]
fn what_is_found_is_what_the_brute_force_says() {
    let first = number("SCN_FIRST", 1);
    let count = number("SCN_STORIES", 1500);
    let mut names: BTreeMap<Name, u64> = BTreeMap::new();
    let (mut looked, mut no_way_back, mut thin) = (0, 0, 0);
    for seed in first..first + count {
        let story = random::story(seed);
        let scenario = story.scenarios.first().expect("a random story has a scenario");
        let Some((facts, moments)) = explore(scenario, MOMENTS) else { continue };
        looked += 1;
        let text = random::to_scn(&story);
        let checked = compiled(&text);
        let mut again = checked.story.scenarios.first().cloned().unwrap_or_else(|| {
            panic!("seed {seed} does not compile: {:#?}\n{text}", checked.findings);
        });
        again.number_sites();
        assert_eq!(&again, scenario, "seed {seed}: what was compiled is not what was printed\n{text}");
        let expected = expected(&story, scenario, &facts, &moments);
        assert_eq!(found(&checked.findings), expected, "seed {seed}: left is what was found\n{text}");
        let of_runs = of_runs(&checked.story.scenarios[0]);
        assert_eq!(told_of_runs(&checked.findings), of_runs, "seed {seed}: left is what was told\n{text}");
        no_way_back += of_runs.0.min(1);
        thin += of_runs.1.min(1);
        for (name, _) in expected.keys() {
            *names.entry(*name).or_default() += 1;
        }
    }
    assert!(count * 9 / 10 <= looked, "only {looked} of {count} stories were small enough");
    if 1000 <= count {
        assert_eq!(names.len(), 15, "every kind of finding occurs: {names:?}");
        assert!(names.values().all(|times| 10 <= *times), "and often: {names:?}");
        assert!(10 <= no_way_back && 10 <= thin, "no way back {no_way_back} times, {thin} thin");
    }
}
