//! What the author does in the page, played in Node by the modules that the server gives to a
//! browser. The scripts ask this server as the page does, and ask the test to save files in
//! between.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{Service, wire_schema};

/// Runs a script of `tests-js` with the address of a server, and does what it asks for.
fn run_script(name: &str) {
    if !Command::new("node").arg("--version").output().is_ok_and(|it| it.status.success()) {
        eprintln!("SKIPPED: no Node.js");
        return;
    }
    let service = Service::start();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests-js").join(name);
    let mut node = Command::new("node")
        .arg(script)
        .arg(service.preview.address())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut answers = node.stdin.take().unwrap();
    let mut lines_checked = 0;
    let mut checks = Vec::new();
    for line in BufReader::new(node.stdout.take().unwrap()).lines() {
        let asked: Value = serde_json::from_str(&line.unwrap()).unwrap();
        if let Some(text) = asked["save"].as_str() {
            let changed: Vec<&str> = asked["changed"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            service.update(text, &changed);
        } else if let Some(trouble) = asked["trouble"].as_str() {
            service.preview.show_trouble(trouble);
        } else if let Some(line) = asked.get("line") {
            let errors: Vec<String> = wire_schema().iter_errors(line).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{line}: {errors:?}");
            lines_checked += 1;
        } else {
            checks.push(asked["checked"].as_str().unwrap().to_owned());
        }
        writeln!(answers, "{}", json!({"done": true})).unwrap();
    }
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success(), "after {checks:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(!checks.is_empty() && (name != "runs.mjs" || 50 < lines_checked), "{checks:?}, {lines_checked} lines");
}

#[test]
fn runs_are_played_inspected_and_carried_over_edits() {
    run_script("runs.mjs");
}

#[test]
fn lessons_quizzes_and_the_course_are_carried_over_edits() {
    run_script("parts.mjs");
}
