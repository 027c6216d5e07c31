//! Verifies a certificate with openbadgeslib from PyPI, which must accept it, and refuse it after a
//! change. Without openbadgeslib, which `.ci/extras` installs, the test prints that it was skipped.
#![expect(clippy::print_stderr, reason = "what was skipped is said")]
#![expect(clippy::disallowed_methods, reason = "where the target folder is, the environment says")]

mod common;

use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{completion, key};
use scn_certificate::{Completion, issue_certificate};

/// Returns the Python interpreter that has openbadgeslib, if it is installed.
fn python() -> Option<PathBuf> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| project.join("target"), |target| project.join(target));
    let python = target.join("openbadges/bin/python");
    let status = Command::new(&python).args(["-c", "import openbadgeslib"]).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success()).then_some(python)
}

/// Returns the output of openbadgeslib.
fn said(python: &Path, form: &str, did: &str, text: &str) -> String {
    said_of(python, &[form, did], text)
}

/// Returns the output of openbadgeslib for any arguments.
fn said_of(python: &Path, args: &[&str], text: &str) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/openbadges.py");
    let mut child = Command::new(python)
        .arg(script)
        .args(args)
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("it has an input").write_all(text.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("it is text")
}

#[test]
fn another_library_reads_the_credential_and_refuses_a_changed_one() {
    let Some(python) = python() else {
        eprintln!("SKIPPED: no openbadgeslib in target/openbadges; `bash .ci/extras` installs it");
        return;
    };
    let it = completion();
    let made = issue_certificate(&it, None, &key()).expect("it can be written");
    let did = key().public_key().to_string();
    let expected = "{\"issuer\": \"Example Training\", \"learner\": [[\"name\", false, \"Thandi Mokoena\"]], \"achievement\": \"Protecting customer privacy and data\", \"type\": \"CertificateOfCompletion\", \"results\": [[\"Be careful in conversations\", \"consistent\"], [\"Leave nothing lying about\", \"mixed\"], [\"Report what went wrong\", \"not enough to say\"]], \"evidence\": [[\"lesson\", \"Key ways to protect privacy\", \"read\"], [\"quiz\", \"What do you know?\", \"4 of 5 right\"], [\"scenario\", \"The helpful neighbour\", \"passed\"]]}\n";
    assert_eq!(said(&python, "jwt", &did, &made.credential), expected);
    assert_eq!(said(&python, "svg", &did, &made.picture), expected);
    let (header, rest) = made.credential.split_once('.').expect("there are three parts");
    let middle = rest.len() / 2;
    let other = if rest.as_bytes()[middle] == b'A' { "B" } else { "A" };
    let changed = format!("{header}.{}{other}{}", &rest[..middle], &rest[middle + 1..]);
    let refused = said(&python, "jwt", &did, &changed);
    assert!(refused.starts_with("refused: Invalid signature"), "{refused}");
    let stranger = scn_certificate::Key::from_secret(&[8; 32]).public_key().to_string();
    let refused = said(&python, "jwt", &stranger, &made.credential);
    assert!(refused.starts_with("refused: "), "{refused}");
}

#[test]
fn another_library_knows_whom_it_is_about_by_the_subject_s_id() {
    let Some(python) = python() else {
        eprintln!("SKIPPED: no openbadgeslib in target/openbadges; `bash .ci/extras` installs it");
        return;
    };
    let did = key().public_key().to_string();
    for id in [
        "mailto:thandi@example.org",
        "did:example:123",
        "https://example.org/people/thandi",
        "urn:uuid:0b0c9a3e-6a55-4d0b-9d5c-3f1f6f2f8c1e",
    ] {
        let it = Completion { learner_id: Some(id.to_owned()), ..completion() };
        let made = issue_certificate(&it, None, &key()).expect("it can be written");
        let about = |recipient: &str| said_of(&python, &["jwt", &did, recipient], &made.credential);
        assert!(about(id).starts_with("{\"issuer\": "), "{id}: {}", about(id));
        assert!(about("mailto:thando@example.org").starts_with("refused: "), "{id}");
        assert!(said(&python, "svg", &did, &made.picture).starts_with("{\"issuer\": "), "{id}");
    }
    let made = issue_certificate(&completion(), None, &key()).expect("it can be written");
    let refused = said_of(&python, &["jwt", &did, "mailto:thandi@example.org"], &made.credential);
    assert!(refused.starts_with("refused: "), "without one it is about nobody: {refused}");
}
