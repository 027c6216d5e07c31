//! Tests that `scn check --for` and `scn build --to` agree about every pack, and that the limits
//! which they know are those of the page and of the packages.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use scn_compiler::DeliveryFormat;
use scn_export::package::{ScormVersion, cut_title};
use scn_web::media_type;

/// The packs that are checked and built in every format.
const PACKS: [&str; 6] = [
    "examples/customer-privacy",
    "examples/first-steps",
    "examples/nachtdienst",
    "tests/stories/blue-coat",
    "tests/stories/new-account",
    "tests/stories/tuesday-at-three",
];

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn scn(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
    command.args(words).current_dir(project()).stdin(Stdio::null()).output().unwrap()
}

/// Returns a scenario whose longest run has this many decisions, and writes it into a folder.
fn write_scenario(folder: &Path, decisions: u64) -> PathBuf {
    let calls = decisions - 1;
    let text = format!(
        "Scenario desk: At the desk\n\n\
         Meter calls: Calls\n  Range: 0 to {calls}\n\n\
         Situation call: A call\n  The phone rings.\n\n  \
         Choice wait [if calls < {calls}] [after 30 seconds]: Wait.\n    Outcome: It rings.\n    Set: calls +1\n    Next: call\n\n  \
         Choice go: Go home.\n    Outcome: You go.\n    Next: home\n\n\
         Ending home: At home\n  Result: passed\n  It is late.\n"
    );
    let path = folder.join(format!("desk-{decisions}.scn"));
    fs::write(&path, text).unwrap();
    path
}

/// Checks and builds a pack in a format. Returns whether both accept it, which must be the same.
fn is_accepted(pack: &str, format: DeliveryFormat, folder: &Path) -> bool {
    let name = format.as_str();
    let checked = scn(&["check", pack, "--for", name, "--format", "short"]);
    let output = folder.join(if format == DeliveryFormat::Site { "site" } else { "built" });
    let built = scn(&["build", pack, "--to", name, "-o", output.to_str().unwrap()]);
    let said = |output: &Output| {
        let (out, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        format!("{out}{error}")
    };
    let words = format!("{pack} as {name}: {}{}", said(&checked), said(&built));
    assert_eq!(checked.status.success(), built.status.success(), "{words}");
    assert_eq!(checked.status.success(), !said(&checked).contains(": error: "), "{words}");
    checked.status.success()
}

#[test]
fn a_pack_is_built_exactly_if_the_check_has_no_error() {
    let folder = tempfile::tempdir().unwrap();
    for format in DeliveryFormat::ALL {
        for pack in PACKS {
            assert!(is_accepted(pack, format, folder.path()), "{pack} is built as {}", format.as_str());
        }
        let rules = folder.path().join("rules.scn");
        fs::write(&rules, "Principle honest: Say how it is\n  People can plan with what they know.\n").unwrap();
        let is_cmi5 = format == DeliveryFormat::Cmi5;
        assert_eq!(is_accepted(rules.to_str().unwrap(), format, folder.path()), !is_cmi5);
        for decisions in [8, 1_008, 1_009, 3_984, 3_985] {
            let path = write_scenario(folder.path(), decisions);
            let fits = format.most_decisions().is_none_or(|most| decisions <= most);
            assert_eq!(is_accepted(path.to_str().unwrap(), format, folder.path()), fits, "{decisions}");
        }
    }
}

#[test]
fn the_longest_run_that_is_accepted_is_kept_by_the_page() {
    if !Command::new("node").arg("--version").output().is_ok_and(|it| it.status.success()) {
        eprintln!("SKIPPED: no Node.js, so the longest run is not played");
        return;
    }
    let (packs, stories) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for format in DeliveryFormat::ALL {
        let (Some(limit), Some(most)) = (format.state_limit(), format.most_decisions()) else { continue };
        let path = write_scenario(packs.path(), most);
        let story = stories.path().join(format!("{limit}.json"));
        let built = scn(&["build", path.to_str().unwrap(), "--to", "json", "-o", story.to_str().unwrap()]);
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    }
    let mut node = Command::new("node");
    node.arg("--test").arg("tests-js/longest.test.mjs").current_dir(project().join("crates/scn-web"));
    let output = node.env("SCN_STORY_FOLDER", stories.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("pass 2"), "{said}");
}

/// Returns the text of a module of the player.
fn player_module(name: &str) -> String {
    fs::read_to_string(project().join("crates/scn-web/player").join(name)).unwrap()
}

#[test]
fn the_limits_are_those_of_the_page_and_of_the_packages() {
    for (format, version, module) in [
        (DeliveryFormat::Scorm12, ScormVersion::V12, "scorm12.js"),
        (DeliveryFormat::Scorm2004, ScormVersion::V2004Third, "scorm2004.js"),
        (DeliveryFormat::Scorm2004, ScormVersion::V2004Fourth, "scorm2004.js"),
    ] {
        let limit = format.state_limit().unwrap();
        assert_eq!(usize::try_from(limit).unwrap(), version.state_limit());
        assert!(player_module(module).contains(&format!("\n  limit: {limit},\n")), "{module}");
        let written = format.written_limit().unwrap();
        assert!(player_module(module).contains(&format!("oneLine(words, {}, ", written.each)), "{module}");
        let all = written.all.map(|all| format!("const MOST_COMMENTS = {all};"));
        assert!(all.is_none_or(|all| player_module(module).contains(&all)), "{module}");
    }
    let reported = format!("const MOST_INTERACTIONS = {};", DeliveryFormat::MOST_REPORTED);
    assert!(player_module("scorm.js").contains(&reported));
    let longest = "x".repeat(DeliveryFormat::LONGEST_TITLE);
    assert_eq!(cut_title(&longest), longest);
    assert_ne!(cut_title(&format!("{longest}x")), format!("{longest}x"));
}

#[test]
fn pages_show_the_media_that_the_check_accepts() {
    let extensions = [
        "aac", "aiff", "apng", "avif", "bmp", "exe", "flac", "gif", "heic", "jfif", "jpeg", "jpg", "m4a", "m4v", "mkv",
        "mov", "mp3", "mp4", "oga", "ogg", "ogv", "opus", "pdf", "png", "svg", "tif", "tiff", "wav", "webm", "webp",
    ];
    let names = extensions.iter().flat_map(|it| [format!("desk/a.b.{it}"), format!("Desk.{}", it.to_uppercase())]);
    for name in names.chain(["png".to_owned(), "a.b/png".to_owned(), "a.".to_owned(), String::new()]) {
        assert_eq!(DeliveryFormat::is_shown(&name), media_type(&name).is_some(), "{name}");
    }
    let media = fs::read_to_string(project().join("crates/scn-web/src/media.rs")).unwrap();
    let types = media.lines().filter_map(|line| line.trim().split_once(" => Some(\"")).map(|(patterns, _)| patterns);
    let known: Vec<&str> =
        types.flat_map(|patterns| patterns.split('|')).map(|it| it.trim_matches([' ', '"'])).collect();
    assert!(10 < known.len() && known.iter().all(|extension| extensions.contains(extension)), "{known:?}");
}
