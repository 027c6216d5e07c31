//! The player of a page, `crates/scn-web/player`, in Node: it plays what scn plays, line by line
//! and byte by byte. Runs are made at random, through the protocol of `scn play --events`, in
//! random stories, the examples and the stories of `tests/stories`: choices with and without an
//! outcome, hints, votes, words, the clock, undoing, leaving, resuming and replaying.
//!
//! `SCN_STORIES=N` tests N random stories instead of 300, from `SCN_FIRST` on. Without Node.js, the
//! test prints that it was skipped.
#![expect(clippy::print_stderr, reason = "a test that was skipped says so, and what it has met")]

mod plays;
mod season;

use std::fs;
use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};

use scn_run::Playable;
use scn_run::phrases::page::page_phrases;
use scn_story::Story;
use scn_tests::harness::pack::{MediaFiles, Pack};
use scn_tests::markdown::{list_files, project_root};
use scn_tests::random::{self, FormCounts, Rng, count_forms};
use scn_tests::survey::env_number;
use serde_json::json;

use plays::{Counts, count, random_run};

/// The packs in the project that are played besides random stories.
const PACKS: [&str; 6] = [
    "examples/first-steps",
    "examples/customer-privacy",
    "examples/nachtdienst",
    "tests/stories/blue-coat",
    "tests/stories/tuesday-at-three",
    "tests/stories/new-account",
];

/// What has to happen in 300 stories, besides what the acts are called.
const HAPPENS: [&str; 17] = [
    "ended: ending",
    "ended: dead-end",
    "ended: no-outcome",
    "ended: loop",
    "ended: nowhere",
    "ended: left",
    "a choice by the clock",
    "a hint about a choice",
    "a locked choice",
    "an outcome that is selected",
    "resumed",
    "resume",
    "replay",
    "resume refused",
    "shuffled choices",
    "an outcome by chance",
    "a detour",
];

fn has_node() -> bool {
    let found = Command::new("node").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

/// Builds a pack of the project.
fn build(folder: &str) -> Story {
    let mut names = list_files(folder, ".scn").expect("the folder is there");
    names.extend(list_files(folder, "scn.toml").expect("the folder is there"));
    let read = |file: String| {
        let path = project_root().join(folder).join(&file);
        (file, fs::read_to_string(&path).unwrap_or_else(|error| unreachable!("{}: {error}", path.display())))
    };
    let files = names.into_iter().map(read).collect();
    let pack = Pack { files, states: None, media: MediaFiles::NotMissing, formats: Vec::new() };
    let mut story = pack.check().checked.story;
    story.seal();
    story
}

/// Sends a story and some runs of each of its scenarios.
fn send(out: &mut impl Write, name: &str, rng: &mut Rng, story: &Story, runs: usize, counts: &mut Counts) {
    // It is read from its JSON, as the other player reads it.
    let text = story.to_json();
    let story = Story::from_json(&text).expect("it is a story");
    let text: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    writeln!(out, "{}", json!({"name": name, "story": text})).expect("Node reads");
    for scenario in &story.scenarios {
        let playable = Playable::new(&story, Some(&scenario.id)).expect("the scenario is whole");
        let mut outcomes = scenario.situations.iter().flat_map(|it| &it.choices).flat_map(|it| &it.outcomes);
        if story.pack.shuffle {
            count(counts, "shuffled choices");
        }
        if playable.uses_seed() && !story.pack.shuffle {
            count(counts, "an outcome by chance");
        }
        if outcomes.any(|outcome| outcome.detour.is_some()) {
            count(counts, "a detour");
        }
        for _ in 0..runs {
            let run = random_run(rng, &playable, counts);
            writeln!(out, "{}", json!({"scenario": scenario.id, "run": run})).expect("Node reads");
        }
    }
}

/// Fails if a script of the player's own tests does.
#[test]
fn the_player_of_a_page_answers_any_story_and_any_record() {
    if !has_node() {
        eprintln!("SKIPPED: no Node.js");
        return;
    }
    let script = project_root().join("crates/scn-web/tests-js/engine.test.mjs");
    let status = Command::new("node").arg("--test").arg(script).status().expect("Node.js runs");
    assert!(status.success(), "a test of the player failed: see above");
}

#[test]
fn the_player_of_a_page_plays_what_scn_plays() {
    if !has_node() {
        eprintln!("SKIPPED: no Node.js");
        return;
    }
    let (first, stories) = (env_number("SCN_FIRST", 1), env_number("SCN_STORIES", 300));
    let script = project_root().join("crates/scn-web/tests-js/runs.mjs");
    let mut node = Command::new("node").arg(script).stdin(Stdio::piped()).spawn().expect("Node.js runs");
    let mut out = BufWriter::new(node.stdin.take().expect("it has an input"));
    let (mut counts, mut forms) = (Counts::new(), FormCounts::new());
    writeln!(out, "{}", json!({"phrases": page_phrases()})).expect("Node reads");
    for (seed, pack) in (0..).zip(PACKS) {
        send(&mut out, pack, &mut Rng::new(seed), &build(pack), 12, &mut counts);
    }
    for seed in first..first + stories {
        let mut rng = Rng::new(seed ^ 0x9a6e_0000_0000_0000);
        let with_cycles = rng.with_percent(30);
        let mut story = if with_cycles { random::story_with_cycles(seed) } else { random::random_story(seed) };
        if rng.with_percent(70) {
            season::season(&mut rng, &mut story);
        }
        story.seal();
        story.scenarios.iter().for_each(|scenario| count_forms(scenario, &mut forms));
        send(&mut out, &format!("story {seed}"), &mut rng, &story, 3, &mut counts);
    }
    out.flush().expect("Node reads");
    drop(out);
    let status = node.wait().expect("it ends");
    let met: Vec<String> = counts.iter().map(|(what, times)| format!("{what} {times}")).collect();
    eprintln!("{stories} random stories and {} packs; {}", PACKS.len(), met.join(", "));
    assert!(status.success(), "the player of a page plays something else: see above");
    if 300 <= stories {
        let acts = ["choose", "hint", "write", "undo", "vote", "show", "leave"];
        let refused = acts.iter().filter(|act| !matches!(**act, "show" | "leave")).map(|act| format!("{act} refused"));
        let acts = acts.iter().map(|act| (*act).to_owned()).chain(refused);
        for what in HAPPENS.iter().map(|what| (*what).to_owned()).chain(acts) {
            assert!(counts.contains_key(&what), "this never happened: {what}");
        }
        assert_eq!(forms.len(), random::FORMS, "some form of a story never occurred: {forms:?}");
    }
}
