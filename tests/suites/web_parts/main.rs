//! Compares the player in a browser with scn about lessons, quizzes, courses, and runs that are
//! resumed after an edit: random courses and packs, which authors edit while learners work on them.
//! Node.js runs the modules of the player without a browser.
//!
//! `SCN_STORIES=N` tests N courses and N packs instead of 150; `SCN_FIRST=N` starts at seed N.
//! Without Node.js, the tests print that they were skipped.
#![expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]
#![expect(clippy::print_stderr, reason = "a test that was skipped says so")]

mod courses;
mod edited;
mod verified;
mod views;

#[expect(dead_code, reason = "the suite of edited records uses the rest")]
#[path = "../edited_records/chance.rs"]
mod chance;
#[expect(dead_code, reason = "the suite of edited records uses the rest")]
#[path = "../edited_records/edits.rs"]
mod edits;
#[expect(dead_code, reason = "the suite of edited records uses the rest")]
#[path = "../edited_records/model.rs"]
mod model;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use courses::{Learner, edit_course, random_answer, random_course};
use scn_records::Export;
use scn_run::phrases::page::page_phrases;
use scn_run::phrases::resumed;
use scn_run::{Attempt, CourseState, Log, Part, QuizSession, Stamped, Stories, Versions, asked_before, lesson_pages};
use scn_story::Story;
use scn_tests::random::Rng;
use scn_tests::survey::env_number;
use serde_json::{Value, json};
use views::{course_view, quiz_view};

fn web_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/scn-web").canonicalize().expect("the player is there")
}

/// Cases for the player, a line of JSON each.
#[derive(Default)]
pub(crate) struct Cases {
    lines: String,
    /// The names of the stories that were written, by their JSON. The digest is no name: it does not
    /// cover which ids an author wrote.
    stories: BTreeMap<String, String>,
}

impl Cases {
    pub(crate) fn add(&mut self, case: &Value) {
        self.lines.push_str(&case.to_string());
        self.lines.push('\n');
    }

    /// Writes a story unless it was written before, and returns its name.
    pub(crate) fn add_story(&mut self, story: &Story) -> String {
        let json = story.to_record_json();
        let next = self.stories.len().to_string();
        if let Some(name) = self.stories.get(&json) {
            return name.clone();
        }
        self.lines.push_str(&format!("{{\"kind\":\"story\",\"name\":\"{next}\",\"story\":{}}}\n", json.trim_end()));
        self.stories.insert(json, next.clone());
        next
    }

    pub(crate) fn add_stories(&mut self, stories: &Stories) -> Vec<String> {
        stories.values().map(|story| self.add_story(story)).collect()
    }

    /// Gives the cases to the player. Returns how often each thing happened, or `None` without Node.js.
    fn compare(&self, suite: &str) -> Option<BTreeMap<String, u64>> {
        let has_node = Command::new("node").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !has_node.is_ok_and(|it| it.success()) {
            eprintln!("SKIPPED: {suite}: there is no `node`");
            return None;
        }
        let folder = tempfile::tempdir().expect("there is room for a folder");
        for file in fs::read_dir(web_folder().join("player")).expect("it can be read") {
            let path = file.expect("it can be read").path();
            fs::copy(&path, folder.path().join(path.file_name().expect("it has a name"))).expect("there is room");
        }
        let phrases = format!("export const PHRASES = {};\n", page_phrases());
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("there is room");
        write("phrases.js", &phrases);
        write("package.json", "{\"type\":\"module\"}\n");
        write("cases.jsonl", &self.lines);
        let output = Command::new("node")
            .arg(web_folder().join("tests-js/parts.mjs"))
            .args([folder.path(), &folder.path().join("cases.jsonl")])
            .output()
            .expect("node can be started");
        let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let (last, differences) =
            said.trim_end().rsplit_once('\n').map_or((said.trim_end(), ""), |(all, it)| (it, all));
        let found: Value = serde_json::from_str(last).unwrap_or_else(|_| panic!("{suite}: {said}\n{errors}"));
        if !differences.is_empty() {
            let first: Vec<Value> =
                differences.lines().take(3).filter_map(|it| serde_json::from_str(it).ok()).collect();
            let number = first[0]["number"].as_u64().and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
            let case: String = self.lines.lines().nth(number).unwrap_or_default().chars().take(6000).collect();
            panic!("{suite}: {} differences, first {first:#?}\nthe first case:\n{case}", differences.lines().count());
        }
        let counts = found["counts"].as_object().unwrap_or_else(|| panic!("{suite}: {said}\n{errors}"));
        let counts: BTreeMap<String, u64> =
            counts.iter().map(|(what, count)| (what.clone(), count.as_u64().unwrap_or(0))).collect();
        eprintln!("{suite}");
        counts.iter().for_each(|(what, count)| eprintln!("  {what}: {count}"));
        Some(counts)
    }

    /// Gives the cases to the player, and fails if something never happened.
    pub(crate) fn check(&self, suite: &str, all: &[&str]) {
        let Some(counts) = self.compare(suite) else { return };
        // Of a few stories not everything happens.
        for what in all.iter().filter(|_| 100 <= seeds().count()) {
            assert!(counts.contains_key(*what), "{suite}: {what} never happened");
        }
    }
}

pub(crate) fn seeds() -> std::ops::Range<u64> {
    let first = env_number("SCN_FIRST", 1);
    first..first + env_number("SCN_STORIES", 150)
}

/// Returns attempts as the page keeps them: as `scn records export` writes them.
fn exported(attempts: &[Attempt]) -> Value {
    let learner = scn_records::Learner { name: "Thandi".to_owned(), account: "00".to_owned() };
    let export = Export::from_attempts(&learner, attempts).expect("events can be written");
    let mut export: Value = serde_json::from_str(&export.to_json()).expect("it is JSON");
    export["attempts"].take()
}

fn add_course(cases: &mut Cases, seed: u64, story: &Story, stories: &Stories, attempts: &[Attempt]) {
    let versions = Versions::new(story, stories);
    let state = CourseState::from_attempts(&versions, attempts);
    let parts = || state.parts.iter().map(|it| &it.part);
    let case = json!({
        "kind": "course",
        "seed": seed,
        "story": cases.add_story(story),
        "kept": cases.add_stories(stories),
        "attempts": exported(attempts),
        "state": serde_json::to_string(&state).expect("it can be written"),
        "view": course_view(&state),
        "refusals": parts().map(|part| state.refusal(part)).collect::<Vec<_>>(),
        "open": parts().map(|part| state.open_attempt(part, attempts).map(|it| it.id)).collect::<Vec<_>>(),
        "removed": parts().map(|part| versions.left_at_removed_part(part, attempts)).collect::<Vec<_>>(),
    });
    cases.add(&case);
}

/// Adds an attempt at each quiz, begun anew and resumed, answered to its end.
fn add_quizzes(cases: &mut Cases, rng: &mut Rng, story: &Story, stories: &Stories, attempts: &[Attempt]) {
    let versions = Versions::new(story, stories);
    for quiz in &story.quizzes {
        let part = Part::Quiz(quiz.id.clone());
        let learner = rng.with_percent(50).then_some("Thandi\u{202e} M.");
        let takes_over = rng.with_percent(10);
        let is_left = |it: &&Attempt| versions.current_part(it).is_some_and(|(its, _)| its == part);
        let left = attempts.iter().rev().find(|it| is_left(it) && (takes_over || !it.log.is_over()));
        let record = left.filter(|_| rng.with_percent(80)).and_then(|left| match &left.log {
            Log::Quiz(log) => Some(Stamped::events(log)),
            Log::Lesson(_) | Log::Scenario(_) => None,
        });
        let seed = rng.next_bits() >> 12;
        let mut case = json!({
            "kind": "quiz", "seed": seed, "id": quiz.id, "learner": learner, "steps": [],
            "story": cases.add_story(story), "kept": cases.add_stories(stories),
        });
        let mut session = match record {
            Some(events) => {
                case["record"] = serde_json::to_value(&events).expect("events can be written");
                match QuizSession::resume(&versions, quiz, events, learner) {
                    Ok(again) => {
                        let changes = resumed::quiz_changes(&again);
                        case["refused"] = Value::Null;
                        case["notices"] = if changes.is_empty() { Value::Null } else { changes.join(" ").into() };
                        again.session
                    }
                    Err(error) => {
                        case["refused"] = error.to_string().into();
                        cases.add(&case);
                        continue;
                    }
                }
            }
            None => {
                case["attempts"] = exported(attempts);
                let asked = asked_before(&versions, quiz, attempts);
                QuizSession::start_again(story, quiz, seed, learner, &asked)
            }
        };
        let mut steps = Vec::new();
        let mut add_step = |session: &QuizSession<'_>, act: &str, given: &[String], view: Option<Value>| {
            let events = serde_json::to_string(session.events()).expect("events can be written");
            steps.push(json!({"act": act, "given": given, "view": view, "events": events}));
        };
        add_step(&session, "show", &[], Some(quiz_view(story, &session, &session.result(), None)));
        while let Some(mut asked) = session.current_question() {
            if rng.with_percent(30) {
                session.next_hint();
                asked = session.current_question().expect("it is still asked");
                add_step(&session, "hint", &[], Some(quiz_view(story, &session, &session.result(), None)));
            }
            let given = random_answer(rng, &session, quiz);
            let before = session.result();
            match session.answer(&given) {
                Ok(verdict) => {
                    let shown = (asked, verdict);
                    add_step(&session, "answer", &given, Some(quiz_view(story, &session, &before, Some(&shown))));
                }
                Err(_) if rng.with_percent(10) => {
                    session.leave();
                    add_step(&session, "leave", &[], None);
                }
                Err(_) => add_step(&session, "answer", &given, None),
            }
        }
        if matches!(session.events().last(), Some(scn_run::QuizEvent::Ended)) {
            add_step(&session, "show", &[], Some(quiz_view(story, &session, &session.result(), None)));
        }
        case["steps"] = steps.into();
        cases.add(&case);
    }
}

fn add_lessons(cases: &mut Cases, story: &Story) {
    for lesson in &story.lessons {
        let pages = lesson_pages(lesson);
        let page = pages.len() - 1;
        let title = |id: &str, title: Option<&String>| scn_run::title_or_id(title.map_or("", String::as_str), id);
        let teaches: Vec<String> = lesson
            .teaches
            .iter()
            .map(|id| title(id, story.principles.iter().find(|it| it.id == *id).map(|it| &it.title)))
            .collect();
        let case = json!({
            "kind": "lesson", "story": cases.add_story(story), "id": lesson.id, "pages": pages, "page": page + 1,
            "view": {
                "id": lesson.id, "title": title(&lesson.id, Some(&lesson.title)), "digest": story.pack.digest,
                "page": page, "pages": pages.len(), "blocks": pages[page].blocks,
                "headings": pages.iter().map(|it| it.heading.clone()).collect::<Vec<_>>(),
                "teaches": teaches, "notice": null,
            },
        });
        cases.add(&case);
    }
}

#[test]
fn quizzes_and_courses_are_judged_alike() {
    let mut cases = Cases::default();
    for seed in seeds() {
        let mut rng = Rng::new(seed);
        let mut story = random_course(&mut rng);
        let mut stories = Stories::from([(story.pack.digest.clone(), story.clone())]);
        let mut learner = Learner::new();
        for _ in 0..3 {
            for _ in 0..=rng.number_below(6) {
                learner.work(&mut rng, &story, &stories);
            }
            add_course(&mut cases, seed, &story, &stories, &learner.attempts);
            add_quizzes(&mut cases, &mut rng, &story, &stories, &learner.attempts);
            add_lessons(&mut cases, &story);
            if rng.with_percent(60) {
                edit_course(&mut rng, &mut story);
                // A version may be lost.
                if rng.with_percent(92) {
                    stories.entry(story.pack.digest.clone()).or_insert_with(|| story.clone());
                }
                add_course(&mut cases, seed, &story, &stories, &learner.attempts);
                add_quizzes(&mut cases, &mut rng, &story, &stories, &learner.attempts);
            }
        }
        edited::add_runs(&mut cases, &story, &stories, &learner.attempts);
    }
    let all = [
        "a complete course",
        "part: edited",
        "part: replaced",
        "part: optional",
        "part: open",
        "part: tries_left",
        "a result judged again",
        "lesson: done",
        "lesson: begun",
        "quiz: done",
        "quiz: begun",
        "scenario: done",
        "scenario: begun",
        "band: consistent",
        "band: mixed",
        "band: needs attention",
        "band: not enough to say",
        "quiz refused",
        "quiz resumed with changes",
        "quiz passed",
        "quiz failed",
        "review",
        "form: one",
        "form: any-one",
        "form: several",
        "form: typed",
    ];
    cases.check("quizzes and courses", &all);
}

/// Every character that Node.js knows, alone, within a word, and at the end of one.
#[test]
fn short_answers_are_compared_alike_in_all_of_unicode() {
    let mut folds = Vec::new();
    let (mut white, mut letters) = (Vec::new(), Vec::new());
    for c in '\0'..=char::MAX {
        let texts = [c.to_string(), format!("a{c}b"), format!("Α{c}")];
        let folded = [&texts[0], &texts[1], &texts[2]].map(|it| scn_text::fold_answer(it));
        if folded != [texts[0].clone(), texts[1].clone(), format!("α{c}")] {
            folds.push(json!([u32::from(c), folded]));
        }
        white.extend(c.is_whitespace().then_some(u32::from(c)));
        letters.extend(c.is_alphanumeric().then_some(u32::from(c)));
    }
    let mut cases = Cases::default();
    cases.add(&json!({"kind": "folds", "folds": folds, "white": white, "letters": letters}));
    cases.check("short answers", &["compared: folded"]);
}
