//! The shortened player is made from the player.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]
#![expect(clippy::panic, reason = "it says what to do")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]
#![expect(clippy::disallowed_methods, reason = "a test compares files, and writes them with `SCN_WRITE=1`")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use scn_web::{Home, PlayerFile, check_rules, marked_script, script, shortened_file, sources};

fn short_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("short/player.js")
}

/// Returns the script as `esbuild` shortens it; `None` if it is not installed.
fn shorten(script: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests-js");
    let has_node = Command::new("node").arg("--version").output().is_ok_and(|it| it.status.success());
    if !has_node || !folder.join("node_modules/esbuild").is_dir() {
        return None;
    }
    let mut command = Command::new("node");
    let command = command.arg(folder.join("shorten.mjs")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_shortened_modules_are_those_of_the_player() {
    let short = fs::read_to_string(short_path()).unwrap();
    let writes = std::env::var_os("SCN_WRITE").is_some();
    match shorten(&marked_script()).map(|it| shortened_file(&it).unwrap()) {
        Some(wanted) if writes => fs::write(short_path(), wanted).unwrap(),
        Some(wanted) => assert_eq!(short, wanted, "`.ci/bless` writes this file"),
        None => eprintln!("SKIPPED: no Node.js, or no esbuild; only the digest of the sources is compared"),
    }
    let short = fs::read_to_string(short_path()).unwrap();
    assert_eq!(
        short.lines().nth(1),
        Some(sources().as_str()),
        "`.ci/bless` writes this file, with Node.js and esbuild"
    );
}

#[test]
fn the_names_of_all_modules_differ_also_between_homes() {
    let mut files: Vec<PlayerFile> = Home::ALL.iter().flat_map(|home| home.files()).collect();
    files.sort_by_key(|file| file.name);
    files.dedup();
    assert_eq!(check_rules(&files), [""; 0]);
}

#[test]
fn every_home_has_each_of_its_modules_and_its_start() {
    let short = fs::read_to_string(short_path()).unwrap();
    for home in Home::ALL {
        let script = script(home);
        for name in home.files().iter().map(|file| file.name).chain([home.create_function()]) {
            let found = short.split_once(&format!("// {name}\n"));
            let (_, code) = found.unwrap_or_else(|| panic!("no `{name}`: `.ci/bless` writes it, run it twice"));
            let code = code.lines().next().unwrap();
            assert_eq!(script.matches(code).count(), 1, "{home:?}: {name}");
        }
        assert!(!script.contains("</") && !script.contains("scnModule"), "{home:?}");
    }
}

#[test]
fn what_is_not_the_shortened_player_is_not_written() {
    for (text, problem) in [
        ("", "the shortened script has another start or end"),
        ("(()=>{\"use strict\";scnModule(1);})();", "the shortened script has [] instead of"),
        ("(()=>{\"use strict\";scnModule(\"a.js\")})();", "`a.js` has no shortened code"),
        ("(()=>{\"use strict\";scnModule(\"a.js\");b();})();", "the shortened script has [\"a.js\"] instead of"),
    ] {
        let error = shortened_file(text).unwrap_err();
        assert!(error.starts_with(problem), "{text}: {error}");
    }
}
