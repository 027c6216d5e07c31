//! Tests what a page in a browser reports to a learning record store: its statements are those of
//! `scn records --format xapi`, and its homes keep the rules of cmi5 and of xAPI.
//!
//! `SCN_STORIES=N` tests N random stories instead of 150. Without Node.js, the tests print that
//! they were skipped.
#![expect(clippy::print_stderr, reason = "a test that was skipped says so, and what a test covered")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use scn_records::{Export, Learner, Sender, statements};
use scn_run::{
    At, Attempt, Event, LessonEvent, Log, Part, Playable, QuizEvent, QuizSession, Session, Stamped, Stories,
};
use scn_story::Story;
use scn_tests::random::{self, Rng};
use serde_json::{Value, json};
use uuid::Uuid;

const BASE: &str = "https://training.example.org";

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project is there")
}

fn tests_folder() -> PathBuf {
    project().join("crates/scn-web/tests-js")
}

fn has_node() -> bool {
    let found = Command::new("node").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let found = found.is_ok_and(|status| status.success());
    if !found {
        eprintln!("SKIPPED: no Node.js, so what a page reports is not tested");
    }
    found
}

fn rfc3339(at: At) -> String {
    jiff::Timestamp::from_millisecond(at.0).unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// Gives events times, some of them far apart.
fn stamp<E>(events: impl IntoIterator<Item = E>, rng: &mut Rng) -> Vec<Stamped<E>> {
    let mut time = 1_790_000_000_000_i64;
    let mut stamped = Vec::new();
    for event in events {
        time += rng.number_between(0, 90_000);
        stamped.push(Stamped { at: At(time), event });
    }
    stamped
}

/// Plays a run with everything that a learner can do, and leaves some runs to resume them.
fn play(story: &Story, scenario: &str, rng: &mut Rng) -> Vec<Event> {
    let playable = Playable::new(story, Some(scenario)).expect("the scenario is whole");
    let mut session = Session::start(&playable, rng.next_bits() >> 12, None);
    for _ in 0..rng.number_below(30) {
        if session.scene().ended.is_some() {
            break;
        }
        match rng.number_below(10) {
            0 => {
                session.undo();
            }
            1 => {
                session.next_hint(None);
            }
            2 if session.current_ask().is_some() => {
                let _ = session.write_words("In my own “words”\u{2028}…");
            }
            3 => session.record_save(),
            4 => {
                session.run_out_of_time();
            }
            _ => {
                let offered: Vec<String> = session.scene().on_offer().map(|view| view.id.clone()).collect();
                let Some(choice) = rng.pick_one(&offered) else { break };
                session.choose(choice, None).expect("it is on offer");
            }
        }
    }
    if session.scene().ended.is_none() && rng.with_percent(50) {
        session.leave();
    }
    let mut events = session.events().to_vec();
    let is_left = matches!(events.last(), Some(Event::Ended(ended)) if matches!(ended, scn_run::Ended::Left { .. }));
    if is_left {
        let kept = u32::try_from(rng.number_below(4)).unwrap_or_default();
        events.push(Event::Resumed { digest: story.pack.digest.clone(), kept, scenario: None });
    }
    events
}

/// Takes a quiz with random answers.
fn take(story: &Story, quiz: &scn_story::Quiz, rng: &mut Rng) -> Vec<QuizEvent> {
    let mut session = QuizSession::start(story, quiz, rng.next_bits() >> 12, None);
    let mut events = Vec::new();
    while let Some(asked) = session.current_question() {
        let picked: Vec<String> = if asked.answers.is_empty() {
            let words = quiz.questions.iter().find(|it| it.id == asked.question).map(|it| it.accept.clone());
            let right = words.and_then(|it| it.first().cloned()).unwrap_or_default();
            vec![if rng.with_percent(50) { format!(" {}. ", right.to_uppercase()) } else { "No idea".to_owned() }]
        } else {
            let count = 1 + rng.number_below(2);
            (0..count).filter_map(|_| rng.pick_one(&asked.answers).map(|(id, _)| id.clone())).collect()
        };
        if session.answer(&picked).is_err() {
            let _ = session.answer(picked.get(..1).unwrap_or_default());
        }
        if rng.with_percent(10) {
            break;
        }
    }
    events.extend(session.events().iter().cloned());
    if events.last() != Some(&QuizEvent::Ended) && rng.with_percent(50) {
        let digest = story.pack.digest.clone();
        events.push(QuizEvent::Left);
        events.push(QuizEvent::Resumed { digest, questions: Vec::new(), kept: 0, quiz: None });
    }
    events
}

/// Adds a line for an attempt, and counts its statements by verb.
fn push_attempt(lines: &mut String, counts: &mut BTreeMap<String, u32>, story: &Story, part: Part, log: Log, id: u64) {
    let attempt = Attempt {
        id: Uuid::from_u64_pair(id, 7).to_string(),
        learner: "Thandi".to_owned(),
        pack: story.pack.name.clone(),
        places: Vec::new(),
        digest: story.pack.digest.clone(),
        part,
        log,
    };
    let stories: Stories = BTreeMap::from([(story.pack.digest.clone(), story.clone())]);
    let sender = Sender { base: BASE, account: "learner-17", platform: "scn 0.1.0", moment: rfc3339 };
    let expected = statements(&sender, &stories, &attempt);
    for statement in &expected {
        let verb = statement["verb"]["display"]["en"].as_str().unwrap_or_default();
        *counts.entry(verb.to_owned()).or_default() += 1;
        for key in ["hints", "ratings", "time-ran-out"] {
            let found = &statement["result"]["extensions"][format!("{BASE}/extensions/{key}")];
            *counts.entry(key.to_owned()).or_default() += u32::from(!found.is_null());
        }
    }
    let learner = Learner { name: "Thandi".to_owned(), account: "learner-17".to_owned() };
    let export = Export::from_attempts(&learner, std::slice::from_ref(&attempt)).expect("events are JSON");
    let export: Value = serde_json::from_str(&export.to_json()).expect("it is JSON");
    let attempt = &export["attempts"][0];
    let line = json!({
        "base": BASE, "account": "learner-17", "platform": "scn 0.1.0", "attempt": attempt, "expected": expected,
    });
    let _ = writeln!(lines, "{line}");
}

fn examples() -> Vec<Story> {
    let build = |name: &str| {
        let mut scn = Command::new(env!("CARGO_BIN_EXE_scn"));
        scn.args(["build", "--to", "json"]).arg(project().join("examples").join(name));
        let output = scn.output().expect("the command runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Story::from_json(&String::from_utf8_lossy(&output.stdout)).expect("it is a story")
    };
    ["customer-privacy", "nachtdienst", "first-steps"].map(build).into()
}

/// Returns a line for each story and for each of its attempts, with the statements of the attempt,
/// and counts the statements by verb. The stories are the examples and this many random ones.
fn attempt_lines(count: u64) -> (String, BTreeMap<String, u32>) {
    let mut counts = BTreeMap::new();
    let mut lines = String::new();
    let mut id = 0;
    for (story, runs) in
        examples().into_iter().map(|it| (it, 12)).chain((0..count).map(|it| (random::random_story(it), 2)))
    {
        let _ = writeln!(lines, "{{\"story\":{}}}", serde_json::to_string(&story).expect("a story is JSON"));
        for round in 0..runs {
            let mut rng = Rng::new(round * 1_000_003 + id);
            let mut push = |part, log| {
                id += 1;
                push_attempt(&mut lines, &mut counts, &story, part, log, id);
            };
            for scenario in &story.scenarios {
                let events = play(&story, &scenario.id, &mut rng);
                push(Part::Scenario(scenario.id.clone()), Log::Scenario(stamp(events, &mut rng)));
            }
            for quiz in &story.quizzes {
                let events = take(&story, quiz, &mut rng);
                push(Part::Quiz(quiz.id.clone()), Log::Quiz(stamp(events, &mut rng)));
            }
            for lesson in &story.lessons {
                let (pack, digest) = (story.pack.name.clone(), story.pack.digest.clone());
                let opened = LessonEvent::Opened { pack, digest, lesson: lesson.id.clone() };
                let events = [opened.clone(), opened, LessonEvent::Read, LessonEvent::Read];
                push(Part::Lesson(lesson.id.clone()), Log::Lesson(stamp(events, &mut rng)));
            }
        }
    }
    (lines, counts)
}

#[test]
fn a_page_reports_the_statements_that_scn_records_writes() {
    if !has_node() {
        return;
    }
    let count = std::env::var("SCN_STORIES").ok().and_then(|it| it.parse().ok()).unwrap_or(150);
    let (lines, counts) = attempt_lines(count);
    eprintln!("{counts:?}");
    for kind in [
        "answered",
        "experienced",
        "voided",
        "initialized",
        "resumed",
        "suspended",
        "completed",
        "terminated",
        "hints",
        "ratings",
        "time-ran-out",
    ] {
        assert!(counts.get(kind).is_some_and(|it| 0 < *it), "nothing was {kind} in any attempt");
    }
    let mut node = Command::new("node");
    node.arg("statements.mjs").current_dir(tests_folder()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = node.stderr(Stdio::piped()).spawn().expect("it starts");
    let mut input = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    let _ = writer.join();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_learning_record_store_of_others_takes_and_returns_the_statements() {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project().join("target"), PathBuf::from);
    let python = target.join("ralph/bin/python");
    if !python.exists() {
        eprintln!("SKIPPED: no Ralph in the target folder; `.ci/extras` installs it from PyPI");
        return;
    }
    let (lines, _) = attempt_lines(6);
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let file = folder.path().join("lines.json");
    std::fs::write(&file, lines).expect("there is room");
    let script = project().join("crates/scn-web/lms/ralph_lrs.py");
    let output = Command::new(python).arg(script).arg(folder.path()).output().expect("it starts");
    let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.ends_with("ok\n"), "{said}{wrong}");
}

/// Runs a file of tests in Node.
fn run_tests(file: &str) {
    if !has_node() {
        return;
    }
    let output = Command::new("node").args(["--test", file]).current_dir(tests_folder()).output().expect("it starts");
    let words = String::from_utf8_lossy(&output.stdout);
    for line in words.lines().filter(|line| line.contains("SKIPPED")) {
        eprintln!("{}", line.trim());
    }
    assert!(output.status.success(), "{words}{}", String::from_utf8_lossy(&output.stderr));
    assert!(words.contains("ok 1"), "no test ran: {words}");
}

#[test]
fn the_home_of_cmi5_keeps_its_rules() {
    run_tests("cmi5.test.mjs");
}

#[test]
fn the_home_of_a_tin_can_launch_keeps_the_rules_of_xapi() {
    run_tests("xapi.test.mjs");
}

#[test]
fn the_platform_of_these_tests_takes_what_other_clients_send() {
    run_tests("clients.test.mjs");
}

/// Returns the folder of the browser's scripts, if everything needed is installed.
fn browser_folder() -> Option<PathBuf> {
    let scripts = project().join("crates/scn-web/browser");
    let packages = ["playwright-core", "axe-core"].iter().all(|it| scripts.join("node_modules").join(it).is_dir());
    let chromium = std::env::var("SCN_CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    (packages && Path::new(&chromium).exists() && has_node()).then_some(scripts)
}

/// Builds a package and writes its files into a folder.
fn unpacked(format: &str, folder: &Path) -> PathBuf {
    let file = folder.join(format!("{format}.zip"));
    let mut scn = Command::new(env!("CARGO_BIN_EXE_scn"));
    scn.args(["build", "--to", format, "--base", BASE, "-o"])
        .arg(&file)
        .arg(project().join("examples/customer-privacy"));
    let output = scn.output().expect("the command runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let bytes = std::fs::read(&file).expect("it was written");
    let root = folder.join(format);
    for entry in scn_export::package::read_zip(&bytes).expect("it is a package") {
        let path = root.join(&entry.path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("there is room");
        std::fs::write(path, entry.bytes).expect("there is room");
    }
    root
}

#[test]
fn a_platform_opens_packages_in_a_browser() {
    let Some(scripts) = browser_folder() else {
        eprintln!("SKIPPED: no Chromium, Node.js or packages in crates/scn-web/browser; `.ci/extras` installs them");
        return;
    };
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let (cmi5, tincan) = (unpacked("cmi5", folder.path()), unpacked("xapi", folder.path()));
    let structure = std::fs::read_to_string(cmi5.join("cmi5.xml")).expect("it is there");
    let scenario = structure.split("<au id=\"").find(|it| it.contains("/scenarios/")).expect("there is a scenario");
    let publisher = scenario.split('"').next().unwrap_or_default();
    let unit = scenario.split("<url>").nth(1).and_then(|it| it.split("</url>").next()).expect("it has a page");
    let mut node = Command::new("node");
    node.arg("lrs.mjs").arg(&cmi5).arg(&tincan).args([unit, publisher, &format!("{BASE}/packs/customer-privacy")]);
    let output = node.current_dir(scripts).output().expect("it starts");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && output.stdout.ends_with(b"ok\n"), "{words}");
}

/// The schema of cmi5 is in no registry. `SCN_CMI5_XSD` names a file with it.
#[test]
fn the_structure_of_a_cmi5_package_is_valid_for_the_schema() {
    let Ok(schema) = std::env::var("SCN_CMI5_XSD") else {
        eprintln!("SKIPPED: `SCN_CMI5_XSD` does not name the file CourseStructure.xsd of cmi5");
        return;
    };
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let structure = unpacked("cmi5", folder.path()).join("cmi5.xml");
    let mut xmllint = Command::new("xmllint");
    let output = xmllint.args(["--noout", "--nonet", "--schema", &schema]).arg(structure).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
