//! Tests the page of a pack in a real browser, if there is one: every rule of accessibility that can
//! be checked, attacks of its author, keeping, and runs as on the command line.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]
#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a test that is skipped says so, and others what they measured"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn scn(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
    command.args(words).current_dir(folder).stdin(Stdio::null()).output().unwrap()
}

fn build(folder: &Path, words: &[&str]) {
    let output = scn(folder, &[&["build"], words].concat());
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Returns the folder of the browser's packages, if everything needed is installed.
fn browser() -> Option<PathBuf> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scn-web/browser");
    let runs = |command: &str| Command::new(command).arg("--version").output().is_ok_and(|it| it.status.success());
    let packages = ["playwright-core", "axe-core"].iter().all(|it| scripts.join("node_modules").join(it).is_dir());
    (packages && runs("node") && Path::new("/usr/bin/chromium").exists()).then_some(scripts)
}

/// A pack whose author attacks the reader in every field.
const HOSTILE: &str = r#"
Principle p: </script><script>attacked=1</script>
Source: <script>attacked=1</script>
  <img src=x onerror="attacked=1">[a](javascript:attacked=1)

Lesson trap: <svg onload="attacked=1">
  Teaches: p

  # <script>attacked=1</script>

  <img src=x onerror="attacked=1"> [link](javascript:attacked=1) [data](data:text/html,<script>attacked=1</script>)

  ![x](bad.svg)

Quiz ask: </textarea><script>attacked=1</script>

  Question one: <b onmouseover="attacked=1">?
    Checks: p
    Right yes: <script>attacked=1</script>
      Because: <img src=x onerror="attacked=1">
    Wrong no: [n](javascript:attacked=1)
      Because: </script>

Scenario attack: <!-- <script> ]]> `
  Covers: p

  <script>attacked=1</script> [out](https://example.org/"onclick="attacked=1) \u202e

Cast Ann: </script>, <img src=x onerror=attacked=1>

Situation start: <script>attacked=1</script>
  <iframe srcdoc="<script>parent.attacked=1</script>"></iframe> [js](JavaScript:attacked=1) [vb]( vbscript:x)

  ![A picture <img src=x onerror="attacked=1">](bad.svg)

  Choice a: <script>attacked=1</script>
    Outcome: <style>*{display:none}</style> </script>
    Upholds p: </script><img src=x onerror=attacked=1>
    Next: end

  Choice b: [b](data:text/html,attacked)
    Outcome: Ann: `</code>`
    Breaks p: {learner} <b>
    Next: end

Ending end: </title><script>attacked=1</script>
  Result: passed
  Done <script>attacked=1</script>
"#;

/// A picture with a script in it, which runs only where it is part of the page.
const BAD_PICTURE: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="parent.attacked=1;top.attacked=1"><script>parent.attacked=1</script><image href="https://example.org/x.png"/></svg>"#;

const TIMED: &str = "Scenario timed: On the phone\n\nSituation call: A call\n  It rings.\n\n  Choice take: Take it.\n    Outcome: You take it.\n    Next: end\n\n  Choice wait [after 30 seconds]: Let it ring.\n    Outcome: It stops.\n    Next: end\n\nEnding end: The end\n  Result: mixed\n  Over.\n";

#[test]
fn the_page_plays_safely_and_accessibly_in_a_browser() {
    let Some(scripts) = browser() else {
        eprintln!(
            "SKIPPED: no Node.js, no Chromium, or no packages in crates/scn-web/browser; `.ci/extras` installs them"
        );
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/customer-privacy");
    let course = examples.to_str().unwrap();
    let hostile = folder.path().join("hostile");
    fs::create_dir(&hostile).unwrap();
    fs::write(hostile.join("attack.scn"), HOSTILE.replace("\\u202e", "\u{202e}a\u{2066}")).unwrap();
    fs::write(hostile.join("bad.svg"), BAD_PICTURE).unwrap();
    fs::write(folder.path().join("timed.scn"), TIMED).unwrap();
    build(folder.path(), &[course, "--to", "html", "-o", "course.html"]);
    build(folder.path(), &[course, "--to", "json", "-o", "course.json"]);
    build(folder.path(), &[course, "--to", "site", "-o", "site"]);
    build(folder.path(), &["hostile", "--to", "html", "-o", "hostile.html"]);
    build(folder.path(), &["timed.scn", "--to", "html", "-o", "timed.html"]);
    let mut node = Command::new("node");
    node.arg("page.mjs").arg(folder.path()).arg(env!("CARGO_BIN_EXE_scn")).current_dir(scripts);
    let output = node.output().unwrap();
    let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{said}");
    assert!(output.status.success(), "{said}{wrong}");
}
