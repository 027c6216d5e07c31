//! Runs the tests of the player that need no browser, in Node.js.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::path::Path;
use std::process::Command;

#[test]
fn what_is_kept_is_read_back_and_what_was_damaged_is_told() {
    if !Command::new("node").arg("--version").output().is_ok_and(|it| it.status.success()) {
        eprintln!("SKIPPED: no Node.js");
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests-js/keeping.test.mjs");
    let output = Command::new("node").arg("--test").arg(script).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
