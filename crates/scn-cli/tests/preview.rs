//! Tests `scn preview` as a process: its address, its end, a port in use; and its page in a real
//! browser, if there is one.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]
#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a test that is skipped says so, and one that measures what it measured"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The running command, on a pack of its own.
struct Served {
    child: Child,
    address: String,
    folder: tempfile::TempDir,
}

impl Served {
    /// Starts it on a copy of an example.
    fn start(example: &str) -> Self {
        Self::start_with(example, &[])
    }

    fn start_with(example: &str, args: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example);
        let copy = |from: &Path, to: &Path| {
            for entry in fs::read_dir(from).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
                }
            }
        };
        copy(&from, folder.path());
        // Those of a pack that is edited would be out of date.
        if !args.is_empty() {
            fs::create_dir(folder.path().join("translations")).unwrap();
            copy(&from.join("translations"), &folder.path().join("translations"));
        }
        let mut child = scn().arg("preview").args(args).arg(folder.path()).stdout(Stdio::piped()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { child, address: address.trim().to_owned(), folder }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn scn() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
    command.stdin(Stdio::null()).stderr(Stdio::piped());
    command
}

#[test]
fn the_page_is_at_the_address_that_is_printed() {
    let served = Served::start("first-steps");
    let rest = served.address.strip_prefix("http://127.0.0.1:").expect("it is on this machine");
    let (port, token) = rest.split_once('/').expect("it has a token");
    assert_eq!(token.len(), 33, "128 bits and a slash");
    let mut stream = TcpStream::connect(("127.0.0.1", port.parse::<u16>().unwrap())).unwrap();
    write!(stream, "GET /{token} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains("<title>scn preview</title>"), "{answer}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it() {
    let mut served = Served::start("first-steps");
    let killed = Command::new("kill").args(["-INT", &served.child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert_eq!(served.child.wait().unwrap().code(), Some(130));
}

#[test]
fn a_port_in_use_is_reported() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.scn");
    fs::write(&file, "Scenario a: A\n\nSituation b: B\n  Text.\n\n  Next: c\n\nEnding c: C\n  Passed\n").unwrap();
    let output = scn().arg("preview").arg(&file).args(["--port", &port.to_string()]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        said,
        format!("error: port {port} is in use by another program\n  help: leave out `--port` to use any free port\n")
    );
}

/// Returns the folder of the browser's packages, if everything needed is installed.
fn browser() -> Option<PathBuf> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scn-preview/browser");
    let runs = |command: &str| Command::new(command).arg("--version").output().is_ok_and(|it| it.status.success());
    let packages = ["playwright-core", "axe-core"].iter().all(|it| scripts.join("node_modules").join(it).is_dir());
    (packages && runs("node") && Path::new("/usr/bin/chromium").exists()).then_some(scripts)
}

/// Plays a scenario with the keyboard alone, edits it meanwhile, and checks the rules of
/// accessibility. `SCN_PICTURES=FOLDER` saves a picture of each state, `SCN_SAVES=N` saves the file
/// N times to measure how long a save takes to show.
#[test]
fn an_author_can_work_with_it_by_keyboard_alone() {
    let Some(scripts) = browser() else {
        eprintln!(
            "SKIPPED: no Node.js, no Chromium, or no packages in crates/scn-preview/browser; `.ci/extras` installs them"
        );
        return;
    };
    let served = Served::start("customer-privacy");
    let mut node = Command::new("node");
    node.arg("preview.mjs").arg(&served.address).arg(served.folder.path()).current_dir(scripts);
    node.args(std::env::var_os("SCN_PICTURES"));
    let output = node.output().unwrap();
    let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{said}");
    assert!(output.status.success(), "{said}{wrong}");
}

/// The words of the source are beside those of a translation, at every moment.
#[test]
fn a_translation_is_shown_beside_its_source() {
    let Some(scripts) = browser() else {
        eprintln!(
            "SKIPPED: no Node.js, no Chromium, or no packages in crates/scn-preview/browser; `.ci/extras` installs them"
        );
        return;
    };
    let served = Served::start_with("customer-privacy", &["--language", "af"]);
    let mut node = Command::new("node");
    node.arg("beside.mjs").arg(&served.address).current_dir(scripts);
    node.args(std::env::var_os("SCN_PICTURES"));
    let output = node.output().unwrap();
    let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{said}");
    assert!(output.status.success(), "{said}{wrong}");
}
