//! What a run is given.

use super::*;

/// Two decisions, one after the other.
fn story() -> TempDir {
    let second = "Situation b: B\n  More.\n\n  Choice on: And on.\n    Outcome: You do.\n    Next: e\n\nEnding e";
    folder([("s.scn", GOOD.replace("Next: e", "Next: b").replace("Ending e", second))])
}

#[test]
fn input_that_ends_in_the_middle_says_so() {
    let here = story();
    let (reader, mut writer) = std::io::pipe().expect("a pipe can be made");
    writer.write_all(b"go\n").expect("it is read");
    drop(writer);
    let output = scn(here.path(), &["play", "s.scn"]).stdin(reader).output().expect("the command runs");
    let said = Said::of(&output);
    said.is(0, &["You chose: Go on.", "The input has ended, and the run is left unfinished.", "--choices \"go\""]);
    run(here.path(), &["play", "s.scn"]).is(0, &["The input has ended, and the run is left unfinished."]);
}

#[test]
fn input_that_is_noise_is_answered_line_for_line() {
    let here = story();
    let (reader, mut writer) = std::io::pipe().expect("a pipe can be made");
    writer.write_all(b"\xff\xfe\0\x1b[2J\nq\n").expect("it fits");
    drop(writer);
    let said = Said::of(&scn(here.path(), &["play", "s.scn"]).stdin(reader).output().expect("the command runs"));
    said.is(0, &["is none of the choices here.", "The run is left unfinished."]);
    assert!(!said.text.contains(['\0', '\u{1b}']));
}

#[test]
fn ctrl_c_at_a_question_leaves_the_run_in_words() {
    let here = story();
    // Both ends stay open, so that the command waits for an answer.
    let (reader, mut writer) = std::io::pipe().expect("a pipe can be made");
    let mut command = scn(here.path(), &["play", "s.scn", "--transcript", "t.md"]);
    let mut child = command.stdin(reader).stdout(Stdio::piped()).spawn().expect("the command runs");
    writer.write_all(b"go\n").expect("it is read");
    let mut told = std::io::BufReader::new(child.stdout.take().expect("it is a pipe"));
    let mut text = String::new();
    while !text.contains("And on.") {
        assert_ne!(std::io::BufRead::read_line(&mut told, &mut text).expect("it is text"), 0, "{text}");
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("there is kill");
    assert!(sent.success());
    std::io::Read::read_to_string(&mut told, &mut text).expect("it is text");
    let said = Said { status: child.wait().expect("it ends").code(), text };
    said.is(130, &["Interrupted: the run is left unfinished.", "--choices \"go\""]);
    let transcript = fs::read_to_string(here.path().join("t.md")).expect("what happened so far is kept");
    assert!(transcript.contains("Go on."), "{transcript}");
}

#[test]
fn choices_that_are_not_there() {
    let here = story();
    let play = |choices: &str| run(here.path(), &["play", "s.scn", "--choices", choices]);
    play("nope").is(1, &["error: choice 1: `nope` is not on offer at `a`; on offer: `go`"]);
    play("go,7").is(1, &["error: choice 2: `7` is not on offer at `b`; on offer: `on`"]);
    play("go,outcome 9").is(1, &["`go` cannot come out as outcome 9 here; it can as outcome 1"]);
    play("outcome 1").is(2, &["error: --choices: `outcome 1` stands before any choice"]);
    play("go,on,1,1").is(0, &["Result: passed"]);
}

#[test]
fn seeds_that_are_no_numbers() {
    for seed in ["x", "-1", "1.5", "99999999999999999999999"] {
        let said = run(story().path(), &["play", "s.scn", "--seed", seed]);
        said.is(2, &[&format!("invalid value '{seed}' for '--seed <N>': give a whole number from 0")]);
    }
}

#[test]
fn a_transcript_that_cannot_be_written_is_told_before_the_run() {
    let here = story();
    let play = |to: &str| run(here.path(), &["play", "s.scn", "--choices", "go,on", "--transcript", to]);
    let refused = [
        ("gone/t.md", "its folder is not there"),
        (".", "`.` is a folder, so it cannot be written as a file"),
        ("s.scn/t.md", "a part of the path is a file and no folder"),
        ("-", "standard output shows the run itself"),
    ];
    for (to, why) in refused {
        let said = play(to);
        said.is(2, &[why]);
        assert!(!said.text.contains("Go on."), "nobody plays for nothing: {}", said.text);
    }
    play("t.md").is(0, &["nothing of this run was kept but the transcript `t.md`"]);
    let names = fs::read_dir(here.path()).expect("it is there").count();
    assert_eq!(names, 2, "nothing lies about but the scenario and the transcript");
}

#[test]
fn a_scenario_that_is_not_there() {
    let here = folder([
        ("scn.toml", "[pack]\nname = \"p\"\n".to_owned()),
        ("a.scn", GOOD.to_owned()),
        ("b.scn", GOOD.replace("Scenario s", "Scenario other")),
    ]);
    run(here.path(), &["play"]).is(2, &["this pack has 2 scenarios: `s`, `other`", "name one of them: `scn play s`"]);
    run(here.path(), &["play", ".", "othr"])
        .is(2, &["there is no scenario `othr` in this pack", "did you mean `other`?"]);
    run(here.path(), &["play", "othr"]).is(2, &["there is no file or folder `othr`, and there is no scenario `othr`"]);
    run(here.path(), &["play", "other", "--choices", "go"]).is(0, &["Result: passed"]);
}

#[test]
fn a_story_that_is_none() {
    let deep = "[".repeat(100_000);
    let here = folder([("half.json", "{\"scn\": 1"), ("new.json", "{\"scn\": 99}"), ("deep.json", deep.as_str())]);
    for (path, why) in
        [("half.json", "this is not a story in JSON"), ("new.json", "version 99"), ("deep.json", "not a story")]
    {
        run(here.path(), &["play", path]).is(2, &[why]);
    }
}
