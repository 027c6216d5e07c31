//! Tests another front end, `tests/other-face/face.py`, which knows only what
//! `crates/scn-run/schema/events.md` documents. Through `scn play --events` it must show the
//! same paragraphs as scn itself shows line by line, for the examples and for random stories; and
//! the events it receives must be those of that run.
//!
//! `SCN_STORIES=N` tests N random stories instead of 16. Without `python3`, the test prints that it
//! was skipped.
#![expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]
#![expect(clippy::print_stderr, reason = "a test that was skipped says so")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use scn_run::{Event, Journey, Playable, replay_run};
use scn_story::Story;
use scn_tests::random;
use serde_json::Value;

/// The file that a run is saved in.
const JOURNEY: &str = "journey.json";

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project is there")
}

fn has_python() -> bool {
    let found = Command::new("python3").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

/// The result of a run in the other front end.
struct Run {
    shown: Vec<String>,
    answered: Vec<String>,
    events: Vec<Event>,
    status: i64,
}

/// Returns text with each run of whitespace replaced by one space.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn other(story: &Path, scenario: &str, seed: u64) -> Run {
    let output = Command::new("python3")
        .arg(project().join("tests/other-face/face.py"))
        .args([Path::new(env!("CARGO_BIN_EXE_scn")), story])
        .args([scenario, &seed.to_string()])
        .output()
        .expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    let list = |name: &str| said[name].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().expect("it is text").to_owned();
    // A code block may contain an empty line.
    let paragraphs = |lines: &Value| {
        let lines: Vec<String> = lines.as_array().into_iter().flatten().map(text).collect();
        lines.join("\n").split("\n\n").map(folded).collect::<Vec<_>>()
    };
    Run {
        shown: list("shown").iter().flat_map(paragraphs).filter(|it| !it.is_empty()).collect(),
        answered: list("answered").iter().map(text).collect(),
        events: serde_json::from_value(said["events"].clone()).expect("they are events"),
        status: said["status"].as_i64().expect("it has a status"),
    }
}

/// Plays the same run line by line. Returns its paragraphs, the exit status and the saved journey.
fn ours(story: &Path, scenario: &str, seed: u64, answered: &[String], folder: &Path) -> (Vec<String>, i64, Journey) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_scn"))
        .arg("play")
        .arg(story)
        .args([scenario, "--plain", "--seed", &seed.to_string(), "--save-journey", JOURNEY])
        .current_dir(folder)
        .env("COLUMNS", "100")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let lines: String = answered.iter().map(|line| format!("{line}\n")).collect();
    child.stdin.take().expect("it is a pipe").write_all(lines.as_bytes()).expect("it fits");
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8(output.stdout).expect("it is text");
    let but = format!(", except for the journey `{JOURNEY}`");
    let paragraphs = text.split("\n\n").map(folded).filter(|it| !it.is_empty());
    let paragraphs = paragraphs.map(|it| it.replace(&but, ""));
    let saved = fs::read_to_string(folder.join(JOURNEY)).expect("the journey is there");
    let journey = Journey::from_json(&saved).expect("it is one");
    (paragraphs.collect(), i64::from(output.status.code().unwrap_or(-1)), journey)
}

/// Plays a run in both front ends, compares them, and returns the run.
fn compare(name: &str, path: &Path, story: &Story, scenario: &str, seed: u64, folder: &Path) -> Run {
    let theirs = other(path, scenario, seed);
    let (ours, status, journey) = ours(path, scenario, seed, &theirs.answered, folder);
    if ours != theirs.shown {
        let at = ours.iter().zip(&theirs.shown).take_while(|(ours, theirs)| ours == theirs).count();
        panic!(
            "{name}, {scenario}, seed {seed}: {:?}\nparagraph {}\n  scn:   {:?}\n  other: {:?}",
            theirs.answered,
            at + 1,
            ours.get(at),
            theirs.shown.get(at)
        );
    }
    assert_eq!(theirs.status, status, "{name}, {scenario}, seed {seed}");
    let playable = Playable::new(story, Some(scenario)).expect("the scenario is whole");
    let again = replay_run(&playable, &theirs.events, None).expect("they are the events of a run");
    assert_eq!(again.events(), theirs.events, "{name}, {scenario}, seed {seed}: every event was told");
    assert_eq!(Journey::from_events(&playable, &theirs.events), journey, "{name}, {scenario}, seed {seed}");
    theirs
}

#[test]
fn another_face_shows_the_examples_as_scn_does() {
    if !has_python() {
        eprintln!("SKIPPED: no python3");
        return;
    }
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let mut runs = Vec::new();
    for pack in ["first-steps", "customer-privacy", "nachtdienst"] {
        let path = folder.path().join(format!("{pack}.json"));
        let built = Command::new(env!("CARGO_BIN_EXE_scn"))
            .args(["build", "--to", "json", "-o"])
            .arg(&path)
            .arg(project().join("examples").join(pack))
            .status();
        assert!(built.expect("the command runs").success());
        let mut story = Story::from_json(&fs::read_to_string(&path).expect("it was built")).expect("it is a story");
        // The other face speaks English only, and scn the language of the pack.
        story.pack.language = None;
        story.seal();
        fs::write(&path, serde_json::to_string(&story).expect("it is JSON")).expect("there is room");
        for scenario in &story.scenarios {
            for seed in 0..4 {
                runs.push(compare(pack, &path, &story, &scenario.id, seed, folder.path()));
            }
        }
    }
    // The cases that the test is about did occur.
    for what in ["h", "b"] {
        assert!(runs.iter().any(|run| run.answered.iter().any(|it| it == what)), "nobody answered `{what}`");
    }
    assert!(runs.iter().any(|run| run.shown.iter().any(|it| it == "How you handled each principle")));
}

#[test]
fn another_face_shows_random_stories_as_scn_does() {
    if !has_python() {
        eprintln!("SKIPPED: no python3");
        return;
    }
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let stories = std::env::var("SCN_STORIES").ok().and_then(|it| it.parse().ok()).unwrap_or(16_u64);
    let mut runs = Vec::new();
    for seed in 0..stories {
        let mut story = random::random_story(seed);
        story.seal();
        let path = folder.path().join(format!("{seed}.json"));
        fs::write(&path, story.to_json()).expect("a file can be written");
        for scenario in &story.scenarios {
            runs.push(compare(&format!("story {seed}"), &path, &story, &scenario.id, seed, folder.path()));
        }
    }
    for status in [0, 1] {
        assert!(runs.iter().any(|run| run.status == status) || stories < 16, "no run ended with status {status}");
    }
}
