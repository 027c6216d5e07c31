//! `--watch` reports again whenever something is saved. The tests use the clock only for timeouts.
#![expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

/// The longest time to wait for output.
const PATIENCE: Duration = Duration::from_secs(60);

const CLEAN: &str = "Scenario call: A call

Situation ring: It rings
  A man asks.
  Next: done

Ending done: The end
  Result: passed
  Over.
";

/// A running command and its output.
struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    fn start(args: &[&str], folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scn"))
            .args(args)
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let (send, lines) = mpsc::channel();
        let (out, err) = (child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
        let other = send.clone();
        thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).all(|line| send.send(line).is_ok()));
        thread::spawn(move || BufReader::new(err).lines().map_while(Result::ok).all(|line| other.send(line).is_ok()));
        Self { child, lines }
    }

    /// Waits for a line that contains these words.
    fn until(&self, words: &str) {
        let mut seen = Vec::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("`{words}` was not said, but\n{}", seen.join("\n")));
            if line.contains(words) {
                return;
            }
            seen.push(line);
        }
    }

    /// Ends the command like Ctrl-C, and returns its exit status.
    fn interrupt(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().expect("there is a shell's kill").success());
        self.child.wait().expect("it ends").code()
    }
}

fn pack() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    fs::write(folder.path().join("scn.toml"), "[pack]\nname = \"calls\"\n").expect("a file can be written");
    fs::write(folder.path().join("call.scn"), CLEAN).expect("a file can be written");
    folder
}

#[test]
fn check_sees_what_is_saved_made_renamed_and_removed() {
    let folder = pack();
    let at = |name: &str| folder.path().join(name);
    let write = |name: &str, text: &str| fs::write(at(name), text).expect("a file can be written");
    let running = Running::start(&["check", "--watch", "--format", "short", "."], folder.path());
    running.until("watching for changes");
    // Saved in place.
    write("call.scn", &CLEAN.replace("Next: done", "Next: dnoe"));
    running.until("call.scn:5:9: error");
    // Saved as editors do it: to another file, which is then renamed.
    write(".call.scn.tmp", &CLEAN.replace("Next: done", "Next: doen"));
    fs::rename(at(".call.scn.tmp"), at("call.scn")).expect("a file can be renamed");
    running.until("`doen`");
    write("call.scn", &CLEAN.replace("Ending done", "Flag late: It is late\n\nEnding done"));
    running.until("unused-variable");
    // A change to the manifest counts.
    write("scn.toml", "[pack]\nname = \"calls\"\n\n[lints]\nunused-variable = \"deny\"\n");
    running.until("error: nothing uses the flag `late`");
    // A new file in a new folder.
    fs::create_dir(at("more")).expect("a folder can be made");
    write("more/visit.scn", &CLEAN.replace("call", "visit").replace("Next: done", "Next: nowhere"));
    running.until("more/visit.scn:5:9: error");
    fs::rename(at("more/visit.scn"), at("more/walk.scn")).expect("a file can be renamed");
    running.until("more/walk.scn:5:9: error");
    fs::remove_file(at("more/walk.scn")).expect("a file can be removed");
    running.until("---");
    // First no file is left, then there is one again.
    fs::remove_file(at("call.scn")).expect("a file can be removed");
    running.until("there is no `.scn` file");
    write("call.scn", &CLEAN.replace("Next: done", "Next: again-and-again"));
    running.until("`again-and-again`");
    assert_eq!(running.interrupt(), Some(130));
}

#[test]
fn test_sees_what_is_saved() {
    let folder = pack();
    let test = "\nTest: It ends\n  Expect: at done\n";
    let path = folder.path().join("call.scn");
    fs::write(&path, format!("{CLEAN}{test}")).expect("a file can be written");
    let running = Running::start(&["test", "--watch", "call.scn"], folder.path());
    running.until("watching for changes");
    fs::write(&path, format!("{CLEAN}{}", test.replace("at done", "not ended"))).expect("a file can be written");
    running.until("test-failed");
    fs::write(&path, format!("{CLEAN}{test}")).expect("a file can be written");
    running.until("---");
    assert_eq!(running.interrupt(), Some(130));
}

#[test]
fn a_folder_that_comes_back_is_watched_again() {
    let folder = pack();
    let (inner, away) = (folder.path().join("pack"), folder.path().join("away"));
    fs::create_dir(&inner).expect("a folder can be made");
    let file = inner.join("visit.scn");
    fs::write(&file, CLEAN.replace("call", "visit")).expect("a file can be written");
    let running = Running::start(&["check", "--watch", "--format", "short", "pack"], folder.path());
    running.until("watching for changes");
    fs::rename(&inner, &away).expect("a folder can be renamed");
    running.until("there is no");
    fs::rename(&away, &inner).expect("a folder can be renamed");
    running.until("---");
    fs::write(&file, CLEAN.replace("Next: done", "Next: nowhere")).expect("a file can be written");
    running.until("`nowhere`");
    assert_eq!(running.interrupt(), Some(130));
}

#[test]
fn standard_input_cannot_be_watched_nor_what_is_not_there() {
    let folder = pack();
    for (args, why) in
        [(["check", "--watch", "-"], "cannot be watched"), (["check", "--watch", "nowhere"], "there is no")]
    {
        let running = Running::start(&args, folder.path());
        running.until(why);
        let mut child = running.child;
        assert_eq!(child.wait().expect("it ends").code(), Some(2));
    }
}
