//! Validates the output of scn with other programs: validators of JSON Schema and of SARIF.
//!
//! The tools come from npm: `tests/other-tools` lists them, and `.ci/extras` installs them. If they
//! are missing, the test prints that it was skipped.
#![cfg(unix)]
#![expect(clippy::print_stderr, reason = "who runs the tests is to see what was skipped")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The formats of JSON Schema, draft 2020-12 (validation, section 7.3).
const FORMATS: [&str; 19] = [
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "iri",
    "iri-reference",
    "uuid",
    "uri-template",
    "json-pointer",
    "relative-json-pointer",
    "regex",
];

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project is there")
}

/// Returns every published schema.
fn schemas() -> Vec<PathBuf> {
    let crates = fs::read_dir(project().join("crates")).expect("there are crates");
    let folders = crates.map(|it| it.expect("it can be read").path().join("schema")).filter(|it| it.is_dir());
    let files = folders.flat_map(|it| fs::read_dir(it).expect("it can be read"));
    let files = files.map(|it| it.expect("it can be read").path());
    let mut files: Vec<PathBuf> = files.filter(|it| it.to_string_lossy().ends_with(".schema.json")).collect();
    files.sort();
    assert!(files.len() >= 8, "{files:?}");
    files
}

/// Returns the folder of the tools, if this package and Node.js are installed.
fn tools(package: &str) -> Option<PathBuf> {
    let folder = project().join("tests/other-tools");
    let node = Command::new("node").arg("--version").output().is_ok_and(|it| it.status.success());
    let there = node && folder.join("node_modules").join(package).is_dir();
    if !there {
        eprintln!("SKIPPED: no Node.js or no packages in tests/other-tools; `.ci/extras` installs them");
    }
    there.then_some(folder)
}

/// Collects all values of the keyword `format` in a schema.
fn formats(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get("format").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|value| formats(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| formats(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn no_schema_has_a_format_that_json_schema_does_not_know() {
    for path in schemas() {
        let text = fs::read_to_string(&path).expect("it can be read");
        let mut found = Vec::new();
        formats(&serde_json::from_str(&text).expect("a schema is JSON"), &mut found);
        found.retain(|format| !FORMATS.contains(&format.as_str()));
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
}

#[test]
fn ajv_compiles_every_schema_in_strict_mode_too() {
    let Some(folder) = tools("ajv") else { return };
    let checked = Command::new("node").arg("ajv.mjs").args(schemas()).current_dir(folder).output();
    let checked = checked.expect("it starts");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

#[test]
fn the_sarif_multitool_finds_no_error_with_the_rules_of_github() {
    let Some(folder) = tools("@microsoft/sarif-multitool") else { return };
    let place = tempfile::tempdir().expect("there is room for a folder");
    let name = "my packs/\u{fc}n\u{ef} #1%20 & co/a file.scn";
    let path = place.path().join(name);
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
    let text = "Scenario s: S\n\nFlag late: {It} is [late](x)\n\nSituation a: A\n  Text.\n\n  Chioce go: Go on.\n    \
                Outcome: You go.\n    Next: b\n\n  Choice stay [if late]: Stay.\n    Outcome: You stay.\n    Next: c\n\n\
                Situation b: B\n  Text.\n\n  Choice w [if late]: Wait.\n    Outcome: Hm.\n    Next: a\n\n\
                Ending c: C\n  Result: passed\n  Done.\n";
    fs::write(&path, text).expect("a file can be written");
    let scn = Command::new(env!("CARGO_BIN_EXE_scn"))
        .args(["check", name, "--format", "sarif", "-o", "found.sarif"])
        .current_dir(place.path())
        .output()
        .expect("the command runs");
    assert_eq!(scn.status.code(), Some(1), "{}", String::from_utf8_lossy(&scn.stderr));
    let found = fs::read_to_string(place.path().join("found.sarif")).expect("it was written");
    assert!(found.matches("\"ruleId\"").count() >= 3, "{found}");
    // The command of the package splits a list of rule kinds, so the program inside the package is
    // run directly.
    let program = Command::new("node")
        .args(["-p", "require('@microsoft/sarif-multitool')"])
        .current_dir(&folder)
        .output()
        .expect("it starts");
    let validated = Command::new(String::from_utf8_lossy(&program.stdout).trim())
        .args(["validate", "found.sarif", "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"])
        .args(["--output", "report.sarif", "--log", "ForceOverwrite"])
        .current_dir(place.path())
        .output();
    let Ok(validated) = validated else {
        eprintln!("SKIPPED: the SARIF multitool is not executable here; `.ci/extras` makes it so");
        return;
    };
    let Ok(log) = fs::read_to_string(place.path().join("report.sarif")) else {
        let words = String::from_utf8_lossy(&validated.stdout).into_owned();
        // The program inside the package runs only on some systems.
        eprintln!("SKIPPED: the SARIF multitool does not run here: {words}");
        return;
    };
    let log: Value = serde_json::from_str(log.trim_start_matches('\u{feff}')).expect("it is SARIF");
    let results = log.pointer("/runs/0/results").and_then(Value::as_array).cloned().unwrap_or_default();
    assert!(results.is_empty(), "{results:#?}");
}
