//! Packs as they are written on Windows: with its line ends, and with backslashes in paths. These
//! tests need no Windows. How paths are shown there is tested in `src/packs.rs` and, for printed
//! commands, in `scn-report/src/view.rs`.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use scn_tests::markdown;
use serde_json::Value;
use tempfile::TempDir;

fn scn(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scn")).args(words).current_dir(folder).output().expect("scn runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What a command prints, and its status.
fn says(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let output = scn(folder, words);
    (output.status.code(), text(&output.stdout) + &text(&output.stderr))
}

fn copy(from: &Path, to: &Path, change: &dyn Fn(String) -> String) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let entry = entry.expect("it can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target, change);
        } else {
            let file = fs::read_to_string(entry.path()).expect("it is text");
            fs::write(target, change(file)).expect("it can be written");
        }
    }
}

/// Returns a folder with two copies of some packs, in `unix` and in `windows`, that differ in their
/// line ends only.
fn both(change: &dyn Fn(String) -> String) -> TempDir {
    let place = tempfile::tempdir().expect("there is room");
    let new = scn(place.path(), &["new", "source/course"]);
    assert!(new.status.success(), "{}", text(&new.stderr));
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    for example in ["customer-privacy", "nachtdienst", "first-steps"] {
        copy(&examples.join(example), &place.path().join("source").join(example), &|file| file);
    }
    copy(&place.path().join("source"), &place.path().join("unix"), &change);
    copy(&place.path().join("source"), &place.path().join("windows"), &|file| change(file).replace('\n', "\r\n"));
    fs::remove_dir_all(place.path().join("source")).expect("it is ours");
    place
}

const PACKS: [&str; 4] = ["course", "customer-privacy", "nachtdienst", "first-steps"];

#[test]
fn line_ends_of_windows_change_no_story_and_no_finding() {
    let place = both(&|file| file);
    let (unix, windows) = (place.path().join("unix"), place.path().join("windows"));
    for pack in PACKS {
        let commands: [&[&str]; 7] = [
            &["check", pack, "--deny", "warnings", "--format", "json"],
            &["check", pack, "--for", "html,scorm12,scorm2004,cmi5,xapi", "--format", "short"],
            &["test", pack],
            &["build", pack, "--to", "json"],
            &["graph", pack, "--to", "dot"],
            &["stats", pack, "--format", "csv"],
            &["fmt", "--check", pack],
        ];
        for command in commands {
            let (here, there) = (says(&unix, command), says(&windows, command));
            assert_eq!(here.0, Some(0), "{command:?}: {}", here.1);
            assert_eq!(here, there, "{command:?}");
        }
    }
    let page = |folder: &Path, language: &str| {
        says(folder, &["build", "customer-privacy", "--to", "json", "--language", language])
    };
    assert_eq!(page(&unix, "af"), page(&windows, "af"), "translations have line ends too");
    assert_eq!(says(&unix.join("course"), &[]), says(&windows.join("course"), &[]));
}

#[test]
fn line_ends_of_windows_move_no_finding() {
    let place = both(&|file| {
        let file = file.replace("  Next: afterwards\n", "  Next: afterwrads\n").replace("Because:", "Becuase:");
        // A comma at the end of a line.
        let file = file.replace("Set: told-room\n", "Set: told-room,\n").replace("right away\n", "right away,\n");
        file.replace("language = \"en\"\n", "langauge = \"en\"\n").replace("  Pass: 2\n", "  Pass: 9\n")
    });
    let (unix, windows) = (place.path().join("unix"), place.path().join("windows"));
    for pack in PACKS {
        let (here, there) =
            (says(&unix, &["check", pack, "--format", "short"]), says(&windows, &["check", pack, "--format", "short"]));
        assert!(pack == "first-steps" || !here.1.is_empty(), "{pack}");
        assert_eq!(here, there, "{pack}");
    }
    // A fix is applied without changing the line ends of the others.
    let fixed = says(&windows, &["check", "--fix", "course/quiz.scn"]);
    let file = fs::read_to_string(windows.join("course/quiz.scn")).expect("it is there");
    assert!(file.contains("Because:"), "{}", fixed.1);
    assert_eq!(file.matches('\n').count(), file.matches("\r\n").count(), "{file:?}");
}

/// Each block of the documents that describe the language and the findings, as a file.
#[test]
fn every_documented_finding_is_the_same_with_line_ends_of_windows() {
    let place = tempfile::tempdir().expect("there is room");
    let (unix, windows) = (place.path().join("unix"), place.path().join("windows"));
    fs::create_dir(&unix).expect("a folder can be made");
    fs::create_dir(&windows).expect("a folder can be made");
    let mut count = 0;
    for folder in ["tests/language", "tests/findings", "grammar", "crates/scn-source/pages"] {
        for file in markdown::list_files(folder, ".md").expect("the documents are there") {
            let blocks = markdown::read(&format!("{folder}/{file}")).expect("it can be read");
            for block in blocks.iter().filter(|it| it.language == "scn" && !it.text.contains('\r')) {
                let name = format!("{count:04}.scn");
                fs::write(unix.join(&name), &block.text).expect("it can be written");
                fs::write(windows.join(&name), block.text.replace('\n', "\r\n")).expect("it can be written");
                count += 1;
            }
        }
    }
    assert!(1_500 < count, "there are {count} blocks");
    let (here, there) = (report(&unix, "short"), report(&windows, "short"));
    let different: Vec<(&str, &str)> = here.lines().zip(there.lines()).filter(|(here, there)| here != there).collect();
    assert!(different.is_empty() && here.len() == there.len(), "{:#?}", different.first());
}

const SCENARIO: &str = "Scenario s: A day\n  It begins.\n\nSituation start: Start\n  Image IMAGE: A desk.\n\n  Choice: Go.\n    Next: end\n\nEnding end: The end\n  Result: passed\n\n  It is over.\n";

fn report(folder: &Path, format: &str) -> String {
    text(&scn(folder, &["check", "--format", format]).stdout)
}

/// On Windows a backslash separates folders; elsewhere it can be part of a name. So a pack that
/// uses one in a path works on one system only, which is said on all of them.
#[test]
fn a_backslash_in_a_path_of_a_pack_is_reported() {
    let place = tempfile::tempdir().expect("there is room");
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).expect("it can be written");
    fs::create_dir(place.path().join("pictures")).expect("a folder can be made");
    write("pictures/desk.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    write(
        "scn.toml",
        "[pack]\nname = \"p\"\ntitle = \"P\"\nlanguage = \"en\"\n\n[course]\norder = [\"parts\\\\s\"]\n\n[dependencies]\nshared = \"..\\\\shared\"\n",
    );
    write("s.scn", &SCENARIO.replace("IMAGE", r"pictures\desk.svg"));
    let found = report(place.path(), "short");
    assert!(found.contains("s.scn:5") && found.contains("pictures"), "{found}");
    assert!(found.contains("scn.toml:7"), "{found}");
    assert!(found.contains("scn.toml:10"), "{found}");
}

#[test]
fn a_backslash_in_the_name_of_a_file_is_kept_in_every_report() {
    let place = tempfile::tempdir().expect("there is room");
    fs::write(place.path().join(r"a\b c.scn"), SCENARIO.replace("IMAGE", "no.svg")).expect("it can be written");
    assert!(report(place.path(), "short").starts_with(r"a\b c.scn:5"), "{}", report(place.path(), "short"));
    let json: Value = serde_json::from_str(&report(place.path(), "json")).expect("it is JSON");
    assert!(json.to_string().contains(r"a\\b c.scn"), "{json}");
    let sarif: Value = serde_json::from_str(&report(place.path(), "sarif")).expect("it is JSON");
    let uri = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri.as_str(), Some("a%5Cb%20c.scn"), "a URI has no backslash and no blank");
}

#[test]
fn printed_commands_work_for_a_path_with_blanks_and_a_backslash() {
    let place = tempfile::tempdir().expect("there is room");
    let output = scn(place.path(), &["new", r"My Course\x"]);
    let printed = text(&output.stdout);
    let commands: Vec<&str> =
        printed.lines().filter_map(|line| line.trim().strip_prefix("scn ")?.split("    ").next()).collect();
    assert_eq!(commands.len(), 3, "{printed}");
    let run = |folder: &Path, command: &str| {
        let line = format!("\"$SCN\" {command}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).env("SCN", env!("CARGO_BIN_EXE_scn")).current_dir(folder);
        shell.output().expect("there is a shell")
    };
    assert!(run(place.path(), commands[0]).status.success(), "{printed}");
    // What is printed above the pack, and in it, works too.
    for folder in [place.path().to_owned(), place.path().join(r"My Course\x")] {
        let overview = text(&scn(&folder, &[]).stdout);
        let check = overview.lines().find_map(|line| line.trim().strip_prefix("scn check")).expect("it is offered");
        let check = format!("check{}", check.split("    ").next().unwrap_or_default());
        let ran = run(&folder, &check);
        assert!(ran.status.success(), "{check}: {}", text(&ran.stderr));
    }
}
