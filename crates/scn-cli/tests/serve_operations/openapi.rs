//! The description of the messages, by schemathesis: it sends what the description allows and what
//! it does not, and compares the answers with it.

use std::path::Path;
use std::process::Command;

use crate::served::{Learner, Served, text};

#[test]
fn schemathesis_finds_no_difference_to_the_description() {
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "../../target".to_owned());
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join(target).join("schemathesis/bin/schemathesis");
    if !program.exists() {
        eprintln!("SKIPPED: no schemathesis; `.ci/extras` installs it from PyPI");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(&folder.path().join("server.db").to_string_lossy());
    let mut learner = Learner::sign_up(served.host(), "Ana", 1);
    assert!(learner.step(served.host()), "there is an attempt to be returned");
    let settings = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scn-server/tests/schemathesis.toml");
    let mut command = Command::new(program);
    command.arg("--config-file").arg(settings).arg("run").arg(format!("{}/openapi.json", served.address));
    command.arg("--header").arg(format!("cookie: {}", learner.cookie()));
    command.arg("--header").arg(learner.token().trim_end());
    let output = command.args(["--seed", "20261124", "--no-color"]).current_dir(folder.path()).output().unwrap();
    let (out, error) = text(&output);
    assert!(output.status.success(), "{out}{error}");
    assert!(out.contains("Tested: 2"), "{out}");
}
