//! Tests the records of learners through the command: whatever happens to the process, the disk or
//! the pack, nothing confirmed is lost, and problems are reported.
#![expect(clippy::print_stderr, reason = "what is skipped is said")]
#![cfg(unix)]

mod windows;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A scenario whose runs can be arbitrarily long.
const LOOP: &str = "Scenario round: Round and round

Situation here: Here
  You are here.

  Choice more: Once more.
    Outcome: Round it goes.
    Next: again

  Choice on: Go on.
    Outcome: On it goes.
    Next: there

Situation there: There
  You are there.

  Choice back: Go back.
    Outcome: Back it goes.
    Next: here

  Choice stop: Stop.
    Outcome: It stops.
    Next: end

Ending end: The end
  Result: passed
  It is over.
";

/// A name that must not appear in any error.
const NAME: &str = "Xenia Őry";

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        fs::write(folder.path().join("round.scn"), LOOP).expect("a file can be written");
        Self { folder }
    }

    fn db(&self) -> PathBuf {
        self.folder.path().join("data/scn/records.db")
    }

    fn edit(&self, change: impl Fn(&str) -> String) {
        fs::write(self.folder.path().join("round.scn"), change(LOOP)).expect("a file can be written");
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env("XDG_DATA_HOME", self.folder.path().join("data"));
        command.env("HOME", self.folder.path()).env("LC_ALL", "C.UTF-8").env_remove("SCN_DB").env_remove("COLUMNS");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn scn(&self, args: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_scn"));
        command.args(args);
        command
    }

    fn run(&self, args: &[&str], input: &str) -> Output {
        finish(self.scn(args).spawn().expect("the command starts"), input)
    }

    fn play(&self, input: &str) -> Output {
        self.run(&["play", "round.scn", "--learner", NAME], input)
    }

    /// Returns the attempts of the learner, each as the names of its events.
    fn attempts(&self) -> Vec<Vec<String>> {
        let output = self.run(&["records", "export", NAME], "");
        assert!(output.status.success(), "{}", words(&output.stderr));
        let export: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        let attempts = export["attempts"].as_array().expect("there are attempts");
        let events = |attempt: &Value| {
            let events = attempt["events"].as_array().expect("it has events");
            events.iter().map(|it| it["what"]["event"].as_str().expect("it has a name").to_owned()).collect()
        };
        attempts.iter().map(events).collect()
    }

    fn chosen(&self) -> usize {
        self.attempts().last().map_or(0, |events| events.iter().filter(|it| *it == "chosen").count())
    }
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn finish(mut child: Child, input: &str) -> Output {
    // A process that ends early does not read all of the input.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    child.wait_with_output().expect("it ends")
}

/// Asserts that the command failed with exit status 2 and a message that contains these words, but
/// not the learner's name.
fn refused(output: &Output, with: &str) {
    let said = words(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(with), "{said}");
    assert!(!said.contains("Xenia"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

/// A learner who plays one choice after another.
struct Playing {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Playing {
    fn start(place: &Place) -> Self {
        Self::start_command(place, &["play", "round.scn", "--learner", NAME])
    }

    fn start_command(place: &Place, args: &[&str]) -> Self {
        let mut child = place.scn(args).spawn().expect("the command starts");
        let (input, output) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
        Self { child, input, output: BufReader::new(output) }
    }

    /// Waits for a line that contains these words, and returns the output up to and including it.
    fn until(&mut self, words: &str) -> String {
        let mut said = String::new();
        loop {
            let before = said.len();
            let read = self.output.read_line(&mut said).expect("it is text");
            assert!(0 < read, "`{words}` was not said, but\n{said}");
            if said[before..].contains(words) {
                return said;
            }
        }
    }

    fn choose(&mut self, line: &str) {
        self.input.write_all(format!("{line}\n").as_bytes()).expect("it reads");
    }

    /// Closes the input, and returns the rest of the output.
    fn end(self) -> String {
        let Self { mut child, input, mut output } = self;
        drop(input);
        let mut rest = String::new();
        while output.read_line(&mut rest).expect("it is text") > 0 {}
        assert!(child.wait().expect("it ends").success(), "{rest}");
        rest
    }

    /// Kills the process, like `kill -9`.
    fn kill(mut self) -> String {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
        let mut rest = String::new();
        while self.output.read_line(&mut rest).expect("it is text") > 0 {}
        rest
    }
}

/// A choice counts as confirmed once its result is shown.
#[test]
fn a_process_that_is_killed_loses_nothing_confirmed() {
    let place = Place::new();
    let mut made = 0;
    for round in 0..6 {
        let mut playing = Playing::start(&place);
        playing.until("Decision");
        for _ in 0..round % 3 {
            playing.choose("more");
            playing.until("Decision");
            made += 1;
        }
        playing.kill();
        assert_eq!(place.chosen(), made, "round {round}");
    }
    // Kill the process at any moment, while choices are being sent.
    for wait in 0..12 {
        let mut playing = Playing::start(&place);
        playing.until("Decision");
        playing.input.write_all("more\n".repeat(40).as_bytes()).expect("it reads");
        for _ in 0..wait {
            playing.until("Decision");
            made += 1;
        }
        made += playing.kill().matches("Decision").count();
        let kept = place.chosen();
        assert!(made <= kept, "{made} were shown, {kept} are kept");
        made = kept;
    }
    assert_eq!(place.attempts().len(), 1, "it is the same run all along");
    let end = place.play("on\nstop\n");
    assert!(words(&end.stdout).contains("The end"), "{}", words(&end.stdout));
    assert_eq!(fs::read_dir(place.db().parent().expect("it lies in a folder")).expect("it is there").count(), 1);
}

/// The choices up to the place where such a run starts were made by nobody.
#[test]
fn a_run_that_starts_in_the_middle_is_never_recorded() {
    let place = Place::new();
    for events in [&["--events"][..], &[]] {
        let args = [&["play", "round.scn", "--from", "there", "--learner", NAME][..], events].concat();
        refused(&place.run(&args, "stop\n"), "contains choices that nobody made");
    }
    let lines = "{\"do\":\"keep\",\"name\":\"Ana\"}\n{\"do\":\"choose\",\"choice\":\"stop\"}\n{\"do\":\"keep\",\"name\":\"Ana\"}\n";
    let from = words(&place.run(&["play", "round.scn", "--from", "there", "--events"], lines).stdout);
    assert!(from.contains("this run cannot be kept") && !from.contains(r#""keep""#), "{from}");
    assert!(!place.db().exists());
    // A run whose choices are all the learner's own can be kept.
    let typed = words(&place.run(&["play", "round.scn", "--choices", "on", "--events"], lines).stdout);
    assert!(typed.contains(r#""keep""#), "{typed}");
    assert!(place.db().exists());
}

#[test]
fn a_missing_file_of_records_does_not_answer_about_a_learner() {
    let place = Place::new();
    place.play("on\nstop\n");
    for args in [&["records", "forget", NAME, "--yes"][..], &["records", "export", NAME]] {
        let output = place.run(&[args, &["--db", "typo.db"]].concat(), "");
        refused(&output, "`typo.db` does not exist");
    }
    assert!(!place.folder.path().join("typo.db").exists());
    assert_eq!(place.attempts().len(), 1);
}

#[test]
fn many_may_play_at_once() {
    let place = Place::new();
    let names: Vec<String> = (0..5).map(|number| format!("learner {number}")).collect();
    let play = |name: &String| place.scn(&["play", "round.scn", "--learner", name]).spawn().expect("it starts");
    let children: Vec<Child> = names.iter().map(play).collect();
    for child in children {
        let output = finish(child, "more\nmore\non\nstop\n");
        assert!(output.status.success(), "{}", words(&output.stderr));
        assert!(!words(&output.stdout).contains("not saved"), "{}", words(&output.stdout));
    }
    let printed = place.run(&["records", "--format", "json"], "");
    let printed: Value = serde_json::from_slice(&printed.stdout).expect("it is JSON");
    assert_eq!(printed["packs"][0]["scenarios"][0]["learners"], 5);
    assert_eq!(printed["packs"][0]["scenarios"][0]["first"]["choices"][0]["taken"], 10);
}

/// Runs the command with a limit on the file size, in blocks of 512 bytes, which acts like a full
/// disk.
fn limited(place: &Place, blocks: u64, input: &str) -> Output {
    let line = format!(
        "trap '' XFSZ; ulimit -f {blocks}; exec '{}' play round.scn --learner '{NAME}'",
        env!("CARGO_BIN_EXE_scn")
    );
    let child = place.command("sh").args(["-c", &line]).spawn().expect("there is a shell");
    finish(child, input)
}

#[test]
fn a_disk_that_is_full_at_the_start_is_said() {
    let place = Place::new();
    let output = limited(&place, 1, "more\n");
    refused(&output, "--db FILE");
    assert!(!place.db().exists());
}

#[test]
fn a_disk_that_fills_up_on_the_way_loses_nothing_confirmed() {
    let place = Place::new();
    place.play("more\n");
    let before = place.chosen();
    let size = fs::metadata(place.db()).expect("it is there").len();
    let output = limited(&place, size / 512 + 1, &("more\n".repeat(150) + "on\nstop\n"));
    let said = words(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}{}", words(&output.stderr));
    let warning = "From here on, this run is not saved";
    assert_eq!(said.matches(warning).count(), 1, "{said}");
    assert!(said.contains("The end"), "the run goes on");
    let kept = said.split(warning).next().expect("there is a beginning").matches("Decision ").count();
    assert!(2 < kept);
    assert!(before + kept - 1 <= place.chosen(), "what was shown as kept is there");
    let again = place.play("more\n");
    assert!(words(&again.stdout).starts_with("You are resuming the run"), "{}", words(&again.stdout));
}

#[test]
fn a_home_where_nothing_can_be_written_is_said() {
    let place = Place::new();
    let file = place.folder.path().join("data");
    fs::write(&file, "in the way").expect("a file can be written");
    refused(
        &place.play("more\n"),
        "a part of the path is a file, not a folder\n  help: store them in another file, with `--db FILE`",
    );
    let elsewhere = place.run(&["play", "round.scn", "--learner", NAME, "--db", "here.db"], "q\n");
    assert!(elsewhere.status.success());
    assert!(words(&elsewhere.stdout).contains("--learner \"Xenia Őry\" --db here.db"), "{}", words(&elsewhere.stdout));
    let guest = place.run(&["play", "round.scn"], "more\n");
    assert!(guest.status.success(), "a guest needs no home");
    fs::remove_file(&file).expect("it can be removed");
    assert!(place.run(&["play", "round.scn"], "more\n").status.success());
    assert!(!file.exists(), "of a guest nothing is kept");
}

#[test]
fn a_database_that_cannot_be_reached_is_named_without_its_address() {
    let place = Place::new();
    let mut command = place.scn(&["play", "round.scn", "--learner", NAME]);
    let child = command.env("SCN_DB", "postgres://user:secret@127.0.0.1:1/db").spawn().expect("it starts");
    let output = finish(child, "");
    refused(&output, "the database: the database cannot be reached: connection refused");
    assert!(!words(&output.stderr).contains("secret"));
}

#[test]
fn a_damaged_file_is_said_and_left_as_it_is() {
    let place = Place::new();
    place.play(&("more\n".repeat(60) + "q\n"));
    let whole = fs::read(place.db()).expect("it is there");
    // An empty file is a place for new records.
    for length in (0..whole.len()).step_by(512).skip(1) {
        fs::write(place.db(), &whole[..length]).expect("it can be written");
        let output = if length % 4096 == 0 { place.play("more\n") } else { place.run(&["records"], "") };
        refused(&output, "the file of records is damaged");
        assert_eq!(fs::read(place.db()).expect("it is there"), &whole[..length]);
    }
}

#[test]
fn a_run_continues_in_a_story_that_was_edited() {
    let place = Place::new();
    place.play("more\non\nback\n");
    let resume_message = |place: &Place| {
        let said = words(&place.play("").stdout);
        said.split("\n\n").next().unwrap_or_default().replace('\n', " ")
    };
    assert_eq!(resume_message(&place), "You are resuming the run that you left.");
    place.edit(|text| text.replace("Round it goes.", "And round it goes."));
    let same = "You are resuming the run that you left. The scenario has changed since then. All your choices still apply, although some wording has changed. The outcome of `Once more.` has been changed since then.";
    assert_eq!(resume_message(&place), same);
    assert_eq!(resume_message(&place), "You are resuming the run that you left.", "the sentence is shown once");
    place.edit(|text| text.replace("Choice back: Go back.", "Choice leave: Go away."));
    let gone = "You are resuming the run that you left. The scenario has changed since then. You continue just before `Go back.`, because it can no longer be made in the same way.";
    assert_eq!(resume_message(&place), gone);
    let at = words(&place.play("").stdout);
    assert!(at.contains("You are there."), "{at}");
    place.edit(|text| {
        text.replace("Situation there: There", "Situation yonder: Yonder").replace("Next: there", "Next: yonder")
    });
    let moved = "You are resuming the run that you left. The scenario has changed since then. You were at `There`; your choices now lead to `Yonder`.";
    assert_eq!(resume_message(&place), moved);
    place.edit(|text| text.replace("Scenario round:", "Scenario other:"));
    let other = place.run(&["play", "round.scn", "round", "--learner", NAME], "");
    assert_eq!(other.status.code(), Some(2));
    let records = place.run(&["records", "--learner", NAME], "");
    assert!(words(&records.stdout).contains("Round and round (scenario), 1 attempt"), "{}", words(&records.stdout));
}

#[test]
fn a_new_run_is_another_attempt() {
    let place = Place::new();
    place.play("more\n");
    place.run(&["play", "round.scn", "--learner", NAME, "--new"], "on\nstop\n");
    assert_eq!(place.attempts().len(), 2);
    let again = place.play("");
    assert!(!words(&again.stdout).contains("You are resuming"), "the latest attempt is over");
    assert_eq!(place.attempts().len(), 3);
}

#[test]
fn who_is_forgotten_is_gone_and_nobody_else() {
    let place = Place::new();
    place.play("more\n");
    place.run(&["play", "round.scn", "--learner", "Ana"], "more\n");
    let asked = place.run(&["records", "forget", NAME], "");
    refused(&asked, "there is no terminal");
    assert_eq!(
        words(&place.run(&["records", "forget", NAME, "--yes"], "").stdout),
        "deleted: 1 attempt with 6 events\n"
    );
    let none = place.run(&["records", "forget", NAME, "--yes"], "");
    assert_eq!(
        (none.status.code(), words(&none.stderr)),
        (Some(1), "there are no records of this learner\n".to_owned())
    );
    let bytes = fs::read(place.db()).expect("it is there");
    assert!(!bytes.windows(5).any(|window| window == b"Xenia"));
    assert!(place.run(&["records", "--learner", "Ana"], "").status.success());
}

#[test]
fn what_is_written_is_of_the_published_form() {
    let place = Place::new();
    place.play("more\non\nstop\n");
    let schema = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scn-records/schema").join(name);
        let text = fs::read_to_string(path).expect("the schema is there");
        jsonschema::validator_for(&serde_json::from_str(&text).expect("it is JSON")).expect("it is a schema")
    };
    let held = |name: &str, args: &[&str]| {
        let output = place.run(args, "");
        let value: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        let wrong: Vec<String> = schema(name).iter_errors(&value).map(|it| it.to_string()).collect();
        assert!(wrong.is_empty(), "{args:?}: {wrong:?}");
    };
    held("records.schema.json", &["records", "--format", "json"]);
    held("records.schema.json", &["records", "--format", "json", "--few"]);
    held("records.schema.json", &["records", "--learner", NAME, "--format", "json"]);
    held("export.schema.json", &["records", "export", NAME]);
}

#[test]
fn statements_are_of_the_form_of_xapi_and_tell_no_name() {
    let place = Place::new();
    place.play("more\nb\non\n");
    place.play("stop\n");
    let output = place.run(&["records", "--format", "xapi", "--base", "https://training.example.org/"], "");
    let lines = words(&output.stdout);
    assert!(!lines.contains("Xenia"));
    let verbs: Vec<String> = lines
        .lines()
        .map(|line| {
            let statement: Value = serde_json::from_str(line).expect("it is JSON");
            statement["verb"]["display"]["en"].as_str().expect("it has a verb").to_owned()
        })
        .collect();
    let expected = [
        "initialized",
        "answered",
        "voided",
        "answered",
        "suspended",
        "resumed",
        "answered",
        "completed",
        "terminated",
    ];
    assert_eq!(verbs, expected);
    assert_eq!(
        words(&place.run(&["records", "--format", "xapi", "--base", "https://training.example.org"], "").stdout),
        lines
    );
    validate_xapi(&lines);
}

/// Checks statements, one per line, with a validator of the standard.
fn validate_xapi(lines: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scn-records/xapi");
    let node = Command::new("node").arg("--version").output().is_ok_and(|it| it.status.success());
    if !node || !folder.join("node_modules/xapi-validation").is_dir() {
        eprintln!("SKIPPED: no Node.js or no packages in crates/scn-records/xapi; `.ci/extras` installs them");
        return;
    }
    let mut node = Command::new("node");
    node.arg("validate.cjs").current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let checked = finish(node.spawn().expect("it starts"), lines);
    assert!(checked.status.success(), "{}", words(&checked.stderr));
    assert_eq!(words(&checked.stdout).trim(), lines.lines().count().to_string());
}

/// What a learner writes is personal: it is in their own record, transcript and statements, in no
/// report about several learners and in no journey, and it is deleted with the record.
#[test]
fn what_a_learner_wrote_is_theirs_alone() {
    let place = Place::new();
    place.edit(|text| text.replace("  You are there.\n", "  You are there.\n\n  Ask note: What would *you* say?\n"));
    let secret = "My own <secret> words";
    let transcript = ["play", "round.scn", "--learner", NAME, "--transcript", "t.md", "--save-journey", "j.json"];
    let input = format!("on\nw {secret}.\x1b[2J\nstop\n");
    let played = place.run(&transcript, &input);
    assert!(played.status.success(), "{}", words(&played.stderr));
    let read = |file: &str| fs::read_to_string(place.folder.path().join(file)).expect("it was written");
    assert_eq!(read("t.md").matches("> My own \\<secret\\> words.").count(), 2, "{}", read("t.md"));
    assert!(!read("j.json").contains("secret") && !read("t.md").contains('\x1b'));
    let output = |args: &[&str]| words(&place.run(args, "").stdout);
    assert!(output(&["records", "export", NAME]).contains(secret));
    for format in ["table", "csv", "json"] {
        for args in [&["records", "--few", "--format", format][..], &["records", "--learner", NAME, "--format", format]]
        {
            let report = place.run(args, "");
            assert!(report.status.success(), "{}", words(&report.stderr));
            assert!(!words(&report.stdout).contains("secret"), "{args:?}");
        }
    }
    let lines = output(&["records", "--format", "xapi", "--base", "https://training.example.org/"]);
    let statements = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("it is JSON"));
    let of_words: Vec<Value> =
        statements.filter(|it| it["object"]["definition"]["interactionType"] == "long-fill-in").collect();
    let [statement] = of_words.as_slice() else { unreachable!("{of_words:?}") };
    assert_eq!(statement["verb"]["id"], "http://adlnet.gov/expapi/verbs/answered");
    assert_eq!(statement["result"]["response"].as_str().map(|it| it.starts_with(secret)), Some(true));
    assert_eq!(statement["object"]["definition"]["name"].to_string().matches("What would you say?").count(), 1);
    assert_eq!(statement["object"]["id"].as_str().map(|it| it.ends_with("/nodes/there/asks/note")), Some(true));
    validate_xapi(&lines);
    // Nothing waits for words: neither choices that are given nor a later start.
    for (args, input) in [(["--choices", "on, stop"], ""), (["--from", "there"], "stop\n")] {
        let played = place.run(&["play", "round.scn", args[0], args[1]], input);
        assert!(words(&played.stdout).contains("It is over."), "{}", words(&played.stdout));
    }
    assert!(place.run(&["records", "forget", NAME, "--yes"], "").status.success());
    for file in fs::read_dir(place.folder.path().join("data/scn")).expect("it is there") {
        let bytes = fs::read(file.expect("it is there").path()).expect("it can be read");
        assert!(!bytes.windows(6).any(|window| window == b"secret"));
    }
}

/// A choice that the clock made is neither an answer of the learner nor counted as one.
#[test]
fn a_choice_that_the_clock_made_is_not_the_learners() {
    let timed = "Scenario wait: Wait\n\nSituation here: Here\n  Be quick.\n\n  Choice act: Act at once.\n    Outcome: Done.\n    Next: there\n\n  Choice slow [after 1 second]: Do nothing.\n    Outcome: Too late.\n    Next: there\n\nSituation there: There\n  It is over.\n\n  Choice stop: Stop.\n    Outcome: It stops.\n    Next: end\n\n  Choice again: Start again.\n    Outcome: Back.\n    Next: here\n\nEnding end: The end\n  Result: passed\n  Over.\n";
    let place = Place::new();
    fs::write(place.folder.path().join("wait.scn"), timed).expect("a file can be written");
    let slow = r#"{"do":"choose","choice":"slow","timed":true}"#;
    let lines = format!("{slow}\n{{\"do\":\"undo\"}}\n{slow}\n{{\"do\":\"choose\",\"choice\":\"stop\"}}\n");
    let played = place.run(&["play", "wait.scn", "--learner", NAME, "--events"], &lines);
    assert!(played.status.success(), "{}", words(&played.stderr));
    let records = |format: &str| words(&place.run(&["records", "wait.scn", "--few", "--format", format], "").stdout);
    let json: Value = serde_json::from_str(&records("json")).expect("it is JSON");
    let choices = &json["packs"][0]["scenarios"][0]["first"]["choices"];
    assert_eq!((&choices[0]["taken"], &choices[0]["timed"]), (&Value::from(0), &Value::Null), "{choices}");
    assert_eq!((&choices[1]["choice"], &choices[1]["taken"]), (&Value::from("slow"), &Value::from(0)), "{choices}");
    assert_eq!((&choices[1]["timed"], &choices[1]["undone"]), (&Value::from(1), &Value::from(1)), "{choices}");
    assert!(records("table").contains("Do nothing.: 0, because time ran out 1, undone 1"), "{}", records("table"));
    assert!(records("csv").contains("here/slow,0") && records("csv").contains("time ran out,here/slow,1"));
    let lines = records("xapi");
    let statements: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    let verbs: Vec<&str> = statements.iter().filter_map(|it| it["verb"]["display"]["en"].as_str()).collect();
    assert_eq!(verbs, ["initialized", "experienced", "voided", "experienced", "answered", "completed", "terminated"]);
    assert_eq!(statements[2]["object"]["id"], statements[1]["id"]);
    assert_eq!(statements[3]["result"]["response"], Value::Null);
    assert_eq!(statements[3]["result"]["extensions"]["https://scn.invalid/extensions/time-ran-out"], "slow");
    assert_eq!(statements[4]["result"]["response"], "stop");
    validate_xapi(&lines);
}
