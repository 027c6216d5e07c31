//! Tests the story as JSON: every example matches the published schema, is built to the same bytes
//! each time, and survives a round trip.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scn_story::{Keep, Machine, Story};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project is there")
}

fn built(pack: &Path, from: &Path) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_scn")).args(["build", "--to", "json"]).arg(pack).current_dir(from).output();
    let output = output.expect("the command runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("JSON is UTF-8")
}

fn examples() -> Vec<PathBuf> {
    let entries = fs::read_dir(project().join("examples")).expect("there are examples");
    let paths = entries.map(|entry| entry.expect("an example can be looked at").path());
    let mut packs: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
    packs.sort();
    assert!(2 <= packs.len(), "{packs:?}");
    packs
}

/// Returns the path of the published schema. `SCN_WRITE=1 cargo test -p scn-cli` writes it.
fn schema_path() -> PathBuf {
    project().join("crates/scn-story/schema/story.schema.json")
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    let now = format!("{:#}\n", scn_story::schema());
    if std::env::var_os("SCN_WRITE").is_some() {
        fs::write(schema_path(), &now).expect("the schema can be written");
    }
    let kept = fs::read_to_string(schema_path()).unwrap_or_default();
    assert!(kept == now, "the schema of the story is out of date: run SCN_WRITE=1 cargo test -p scn-cli");
}

#[test]
fn the_story_of_the_page_is_there_as_a_file() {
    let page = fs::read_to_string(project().join("crates/scn-story/schema/README.md")).expect("the page is there");
    let source = page.split("```scn file=till.scn\n").nth(1).and_then(|rest| rest.split("```\n").next());
    let now = built_of(&[("till.scn", source.expect("the page has a scenario"))], "", 2);
    let path = project().join("crates/scn-story/schema/till.json");
    if std::env::var_os("SCN_WRITE").is_some() {
        fs::write(&path, &now).expect("the story can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == now, "the story of the page is out of date: run SCN_WRITE=1 cargo test -p scn-cli");
}

#[test]
fn every_example_is_of_the_published_form() {
    let schema = jsonschema::validator_for(&scn_story::schema()).expect("the schema is a schema");
    for pack in examples() {
        let value = serde_json::from_str(&built(&pack, &project())).expect("a story is JSON");
        let errors: Vec<String> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", pack.display());
    }
    let nothing = serde_json::json!({"scn": 1, "pack": {}, "principles": [], "lessons": [], "scenarios": []});
    assert!(!schema.is_valid(&nothing), "the schema asks for what a story must have");
}

#[test]
fn the_same_pack_gives_the_same_bytes_wherever_it_lies() {
    let elsewhere = tempfile::tempdir().expect("there is room for a folder");
    for pack in examples() {
        let text = built(&pack, &project());
        assert_eq!(text, built(&pack, &project()), "{}", pack.display());
        let copy = elsewhere.path().join(pack.file_name().expect("a pack has a name"));
        fs::create_dir(&copy).expect("a folder can be made");
        for entry in fs::read_dir(&pack).expect("a pack can be read") {
            let path = entry.expect("a file can be looked at").path();
            // The journeys are not part of the story.
            if path.is_dir() {
                continue;
            }
            fs::copy(&path, copy.join(path.file_name().expect("a file has a name"))).expect("a file can be copied");
        }
        assert_eq!(text, built(Path::new("."), &copy), "{}", pack.display());
    }
}

#[test]
fn a_story_comes_back_as_it_was() {
    for pack in examples() {
        let text = built(&pack, &project());
        let mut story = Story::from_json(&text).expect("a story can be read back");
        assert_eq!(story.to_json(), text, "{}", pack.display());
        let digest = story.pack.digest.clone();
        assert!(digest.starts_with("sha256:") && digest.len() == 71, "{digest}");
        story.seal();
        assert_eq!(story.pack.digest, digest, "the digest is that of what is written");
        for scenario in &story.scenarios {
            assert!(Machine::new(scenario, Keep::All).is_ok(), "{} can be played", scenario.id);
        }
    }
}

/// Builds the pack in `own`, which has several files, written in the order of `files`, with this
/// number of threads.
fn built_of(files: &[(&str, &str)], own: &str, threads: usize) -> String {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_scn"))
        .args(["build", "--to", "json"])
        .current_dir(folder.path().join(own))
        .env("RAYON_NUM_THREADS", threads.to_string())
        .output()
        .expect("the command runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("JSON is UTF-8")
}

const MANIFEST: &str = "[pack]\nname = \"p\"\n\n[course]\norder = [\"read-me\", \"b\"]\npass = 1\n";

const TEXT: &str = "Scenario b: B\n\nSituation s: S\n  It begins,\n  and goes on.\n\n  > One\n  >   Two\n\n  Choice go: Go.\n    \
                    Outcome: You go.\n    Next: c\n\nEnding c: C\n  Result: passed\n  Over.\n";

const LESSON: &str = "Lesson read-me: Read me\n\n  - One\n    - Two\n\n      code\n";

fn digest_of(manifest: &str, text: &str, lesson: &str) -> String {
    let built = built_of(&[("scn.toml", manifest), ("a.scn", text), ("l.scn", lesson)], "", 2);
    Story::from_json(&built).expect("a story can be read back").pack.digest
}

#[test]
fn neither_the_order_of_files_nor_of_threads_shows() {
    let names: Vec<String> = (0..24).map(|at| format!("{}/{at:02}.scn", ["z", "a", "m"][at % 3])).collect();
    let texts: Vec<String> = (0..24).map(|at| TEXT.replace("Scenario b", &format!("Scenario b{at}"))).collect();
    let manifest = "[pack]\nname = \"p\"\n";
    let mut files: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    files.push(("scn.toml", manifest));
    let one = built_of(&files, "", 1);
    assert_eq!(one, built_of(&files, "", 2));
    files.reverse();
    assert_eq!(one, built_of(&files, "", 2));
}

#[test]
fn a_digest_stays_where_the_story_is_the_same() {
    let digest = digest_of(MANIFEST, TEXT, LESSON);
    let crlf = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(digest, digest_of(&crlf(MANIFEST), &crlf(TEXT), &crlf(LESSON)), "line ends");
    let marked = |text: &str| format!("\u{feff}{text}");
    assert_eq!(digest, digest_of(MANIFEST, &marked(TEXT), &marked(LESSON)), "a byte order mark");
    assert_eq!(digest, digest_of(MANIFEST, &format!("// A comment\n{}", TEXT.replace("  It", "      It")), LESSON));
    assert_eq!(
        digest,
        digest_of(MANIFEST, &TEXT.replace("begins,\n  and", "begins, and"), LESSON),
        "where a line breaks"
    );
    let claimed = format!("{TEXT}\nTest: T\n  Choose: go\n  Expect: at c\n\nPromise: possible at c\n");
    assert_eq!(digest, digest_of(MANIFEST, &claimed, LESSON), "a test and a promise");
    assert_eq!(digest, digest_of(&format!("{MANIFEST}\n[check]\nstates = 9\n"), TEXT, LESSON), "how it is checked");
}

#[test]
fn a_digest_changes_with_the_story() {
    let digest = digest_of(MANIFEST, TEXT, LESSON);
    for (from, to) in [
        ("Over.", "It is over."),
        ("Choice go", "Choice went"),
        ("Result: passed", "Result: mixed"),
        ("  >   Two", "  > Two"),
        ("Ending c: C", "Ending c: c"),
        ("Choice go:", "Choice go [once]:"),
    ] {
        assert_ne!(digest, digest_of(MANIFEST, &TEXT.replace(from, to), LESSON), "{to}");
    }
    assert_ne!(digest, digest_of(MANIFEST, TEXT, &LESSON.replace("    - Two", "- Two")), "a lesson's list");
    assert_ne!(digest, digest_of(&MANIFEST.replace("pass = 1", "pass = 0"), TEXT, LESSON), "the course");
    assert_ne!(digest, digest_of(&MANIFEST.replace("\"p\"", "\"q\""), TEXT, LESSON), "the pack's name");
}

#[test]
fn what_a_course_takes_from_another_pack_is_in_the_story() {
    let own = "[pack]\nname = \"p\"\n\n[course]\norder = [\"read-me\", \"ask-me\", \"b\"]\n\n[dependencies]\nother = { path = \"../other\" }\n";
    let lesson = format!(
        "Principle care: Care\n  It matters.\n\nPrinciple rest: Rest\n  Too.\n\n{}",
        "Lesson read-me: Read me\n  Teaches: care\n\n  Text.\n\nLesson more: More\n  Text.\n\n\
         Quiz ask-me [any order]: Ask me\n  Draw: 1\n\n  For {learner}.\n\n\
         Question one: What?\n  Checks: joy\n  Right: *This*.\n    Because: It is.\n  Wrong: That.\n    Because: No.\n\n\
         Principle joy: Joy\n  It helps.\n\n\
         Quiz more-questions: More\n\nQuestion one: What?\n  Right: This.\n  Wrong: That.\n"
    );
    let files = [
        ("own/scn.toml", own),
        ("own/a.scn", TEXT),
        ("other/scn.toml", "[pack]\nname = \"other\"\n"),
        ("other/l.scn", &lesson),
    ];
    let story = Story::from_json(&built_of(&files, "own", 2)).expect("a story can be read back");
    assert_eq!(story.course.expect("it has one").order, ["read-me", "ask-me", "b"]);
    let lessons: Vec<_> = story.lessons.iter().map(|it| (it.id.as_str(), it.from.as_deref())).collect();
    assert_eq!(lessons, [("read-me", Some("other"))], "and no lesson that the course leaves out");
    assert_eq!(story.quizzes.len(), 1, "{:?}", story.quizzes);
    let quiz = &story.quizzes[0];
    assert_eq!((quiz.id.as_str(), quiz.from.as_deref()), ("ask-me", Some("other")));
    assert_eq!((quiz.draw, quiz.pass, quiz.any_order, quiz.text.len()), (Some(1), None, true, 1));
    let answers: Vec<_> = quiz.questions[0].answers.iter().map(|it| (it.id.as_str(), it.right)).collect();
    assert_eq!(answers, [("this", true), ("that", false)]);
    let principles: Vec<_> = story.principles.iter().map(|it| (it.id.as_str(), it.from.as_deref())).collect();
    assert_eq!(principles, [("care", Some("other")), ("joy", Some("other"))]);
}
