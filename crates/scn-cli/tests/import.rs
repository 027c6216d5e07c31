//! Tests `scn records import`: what was exported comes back as it was, and a file from a stranger
//! is answered, whatever is in it, and changes nothing.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const PACK: &str = "[pack]
name = \"desk\"
title = \"At the desk\"
";

const STORY: &str = "Principle honest: Say how it is
  People can plan with what they know.

Lesson why: Why it matters
  People remember.

Quiz rules: The rules
  Pass: 1

  Question when: When do you say that you do not know?
    Right: At once.
    Wrong: Never.

Scenario till: At the till
  Covers: honest

Situation queue: A queue
  It is long.

  Choice look: Look it up.
    Outcome [1 in 2]: You find it.
    Upholds honest: She sees what you see.
    Next: done

    Outcome [otherwise]: It is not there.
    Next: again

  Choice guess: Make a guess.
    Outcome: She believes you.
    Breaks honest: You did not know.
    Next: gone

Ending done: Done
  Result: passed
  She goes.

Ending gone: Gone
  Result: failed
  She comes back.
";

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let desk = Self { folder };
        fs::create_dir(desk.path("desk")).expect("there is room");
        desk.write("desk/scn.toml", PACK);
        desk.write("desk/desk.scn", STORY);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).expect("a file can be written");
    }

    fn scn(&self, args: &[&str], input: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
        command
            .current_dir(self.folder.path())
            .env("HOME", self.folder.path())
            .env("LC_ALL", "C.UTF-8")
            .env_remove("SCN_DB");
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("scn can be started");
        // Who does not read it has answered already.
        let _ = child.stdin.take().expect("it is piped").write_all(input.as_bytes());
        child.wait_with_output().expect("it ends")
    }

    fn said(&self, args: &[&str], input: &str) -> String {
        let output = self.scn(args, input);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("it is UTF-8")
    }

    fn learn(&self) {
        self.said(&["learn", "desk", "--learner", "Ana", "--db", "a.db"], "1\n2\n1\n");
        self.said(&["play", "desk", "till", "--learner", "Ana", "--db", "a.db", "--choices", "guess"], "");
        self.said(
            &["play", "desk", "till", "--learner", "Ana", "--db", "a.db", "--choices", "look,outcome 2,look,outcome 1"],
            "",
        );
    }

    fn export(&self, db: &str) -> Value {
        serde_json::from_str(&self.said(&["records", "export", "Ana", "--db", db], "")).expect("it is JSON")
    }

    /// Imports a file into records that do not exist. Returns what is said about its refusal.
    fn refusal(&self, file: &str, more: &[&str]) -> String {
        let args: Vec<&str> = ["records", "import", file].iter().chain(more).copied().collect();
        let output = self.scn(&[args.as_slice(), &["--db", "new.db"]].concat(), "");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{file}: {error}");
        assert!(error.starts_with("error: ") && output.stdout.is_empty(), "{file}: {error}");
        assert!(!self.path("new.db").exists(), "{file}: nothing is written");
        error
    }

    /// The same for a document.
    fn refusal_of(&self, document: &Value, more: &[&str]) -> String {
        self.write("forged.json", document.to_string());
        self.refusal("forged.json", more)
    }
}

fn event_of<'d>(document: &'d mut Value, kind: &str, event: &str) -> &'d mut Value {
    let attempts = document["attempts"].as_array_mut().expect("it has attempts");
    let of_kind = attempts.iter_mut().filter(|it| it["part"]["kind"] == kind);
    let mut events = of_kind.flat_map(|it| it["events"].as_array_mut().expect("it has events"));
    &mut events.find(|it| it["what"]["event"] == event).expect("it is there")["what"]
}

#[test]
fn what_was_exported_comes_back_as_it_was() {
    let desk = Desk::new();
    desk.learn();
    let progress = |db: &str| desk.said(&["progress", "desk", "--learner", "Ana", "--db", db, "--format", "json"], "");
    let records = |db: &str| desk.said(&["records", "desk", "--learner", "Ana", "--db", db, "--format", "json"], "");
    // Who completed what, and when; each certificate has an id of its own.
    let certificate = |db: &str| {
        let (file, key) = (format!("{db}.html"), "key.pem");
        let args = ["certificate", "desk", "--learner", "Ana", "--issuer", "The desk", "--db", db, "--key", key];
        desk.said(&[&args[..], &["--to", "html", "-o", &file]].concat(), "");
        let verified = desk.said(&["certificate", "verify", &file], "");
        let told = ["verified:", "learner:", "course:", "completed:"];
        let lines = verified.lines().filter(|line| told.iter().any(|it| line.starts_with(it)));
        let lines: Vec<String> = lines.map(str::to_owned).collect();
        fs::remove_file(desk.path(&file)).expect("it is there");
        assert_eq!(lines.len(), told.len(), "{verified}");
        lines
    };
    desk.said(&["key", "new", "key.pem"], "");
    let before = (progress("a.db"), records("a.db"), certificate("a.db"));
    assert!(before.0.contains("reached “Done”, passed") && before.0.contains("\"complete\": true"), "{}", before.0);
    let document = desk.export("a.db");
    desk.write("ana.scnrecord", document.to_string());
    desk.said(&["records", "forget", "Ana", "--yes", "--db", "a.db"], "");

    desk.said(&["records", "import", "ana.scnrecord", "--db", "a.db"], "");
    assert_eq!((progress("a.db"), records("a.db"), certificate("a.db")), before);
    assert_eq!(desk.export("a.db")["attempts"], document["attempts"]);

    // Records that do not have the story get it with the file, and another name.
    assert!(desk.refusal("ana.scnrecord", &[]).contains("is not known here"));
    desk.said(&["records", "import", "ana.scnrecord", "desk", "--learner", "Ana", "--db", "b.db"], "");
    assert_eq!(progress("b.db"), before.0);
    assert_eq!(desk.export("b.db")["attempts"], document["attempts"]);
}

#[test]
fn an_attempt_is_there_once_and_goes_on() {
    let desk = Desk::new();
    desk.learn();
    let whole = desk.export("a.db");
    let mut part = whole.clone();
    let attempts = part["attempts"].as_array_mut().expect("it has attempts");
    let last = attempts.last_mut().expect("there is one")["events"].as_array_mut().expect("it has events");
    last.truncate(last.len() - 3);
    desk.write("part.json", part.to_string());
    desk.write("whole.json", whole.to_string());
    let import = |file: &str| desk.said(&["records", "import", file, "desk", "--db", "b.db"], "");
    import("part.json");
    assert_eq!(desk.export("b.db")["attempts"], part["attempts"]);
    assert!(import("whole.json").contains("of these, 1 attempt had been begun before"));
    assert_eq!(desk.export("b.db")["attempts"], whole["attempts"]);
    // What is shorter takes nothing away.
    assert!(import("part.json").starts_with("imported: 0 attempts with 0 events"));
    assert_eq!(desk.export("b.db")["attempts"], whole["attempts"]);

    let mut other = whole;
    event_of(&mut other, "quiz", "answered")["answers"] = json!(["never"]);
    desk.write("other.json", other.to_string());
    for args in [["other.json", "desk", "--learner", "Ana"], ["whole.json", "desk", "--learner", "Ben"]] {
        let output = desk.scn(&[&["records", "import"][..], &args, &["--db", "b.db"]].concat(), "");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
    }
    assert!(!desk.said(&["records", "--few", "--db", "b.db"], "").contains("Ben"));
}

#[test]
fn what_the_story_does_not_allow_is_refused() {
    let desk = Desk::new();
    desk.learn();
    let document = desk.export("a.db");
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut forged = document.clone();
        change(&mut forged);
        assert_ne!(forged, document);
        desk.refusal_of(&forged, &["desk"])
    };
    let error = refused(&|it| event_of(it, "scenario", "chosen")["choice"] = json!("look"));
    assert!(error.contains("(scenario `till`): ") && error.contains("nothing was imported"), "{error}");
    refused(&|it| event_of(it, "scenario", "resolved")["outcome"] = json!(2));
    refused(&|it| event_of(it, "scenario", "ended")["at"] = json!("done"));
    refused(&|it| event_of(it, "scenario", "shown")["choices"] = json!(["guess", "look"]));
    refused(&|it| event_of(it, "quiz", "answered")["answers"] = json!(["sometimes"]));
    refused(&|it| event_of(it, "quiz", "started")["questions"] = json!([]));
    refused(&|it| event_of(it, "lesson", "opened")["lesson"] = json!("how"));
    refused(&|it| event_of(it, "scenario", "started")["digest"] = json!("sha256:0"));
    refused(&|it| event_of(it, "scenario", "started")["pack"] = json!("other"));
    let other = refused(&|it| it["attempts"][0]["pack"] = json!("other\u{202e}"));
    assert!(other.contains("pack `other") && !other.contains('\u{202e}'), "{other}");
    refused(&|it| it["attempts"][0]["part"]["kind"] = json!("scenario"));
    refused(&|it| it["attempts"][1]["id"] = it["attempts"][0]["id"].clone());
    refused(&|it| it["attempts"][0]["id"] = json!("../../etc"));
    refused(&|it| it["attempts"][0]["events"] = json!([]));
    refused(&|it| it["attempts"][0]["events"][0]["when"] = json!(-1));
    refused(&|it| it["attempts"][0]["events"][0]["when"] = json!(i64::MAX));
    refused(&|it| it["version"] = json!(2));
    refused(&|it| it["name"] = json!("a\u{1b}[2J"));
    refused(&|it| it["name"] = json!(" "));
}

#[test]
fn any_file_gets_an_answer() {
    let desk = Desk::new();
    let mut bits = 7_u64;
    let mut noise = || {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bits.to_be_bytes()[0]
    };
    let noises: Vec<Vec<u8>> = (0..20).map(|length| (0..length * 50).map(|_| noise()).collect()).collect();
    let deep = format!("{{\"version\":1,\"attempts\":{}", "[".repeat(100_000));
    let shapes = [
        "",
        "null",
        "[]",
        "{}",
        "{\"version\":1}",
        "{\"version\":1,\"attempts\":{}}",
        "{\"version\":1,\"attempts\":[1]}",
    ];
    let texts = shapes.iter().map(|it| it.as_bytes().to_vec()).chain([deep.into_bytes()]);
    for bytes in noises.into_iter().chain(texts) {
        desk.write("stranger.json", &bytes);
        desk.refusal("stranger.json", &["--learner", "Ana"]);
    }
    assert!(desk.refusal("missing.json", &[]).contains("missing.json"));
    assert!(desk.refusal("desk", &[]).contains("desk"));
    let large = fs::File::create(desk.path("large.json")).expect("a file can be written");
    large.set_len(100 << 20).expect("it can be made longer");
    assert!(desk.refusal("large.json", &[]).contains("larger than 64 MiB"));
}
