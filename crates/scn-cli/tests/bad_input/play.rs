//! Bad input to a run.

use super::*;

/// Creates a story with two decisions, one after the other.
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
    said.is(0, &["is not one of the choices here.", "The run is left unfinished."]);
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
    let mut printed = std::io::BufReader::new(child.stdout.take().expect("it is a pipe"));
    let mut text = String::new();
    while !text.contains("And on.") {
        assert_ne!(std::io::BufRead::read_line(&mut printed, &mut text).expect("it is text"), 0, "{text}");
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("there is kill");
    assert!(sent.success());
    std::io::Read::read_to_string(&mut printed, &mut text).expect("it is text");
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
    play("go,outcome 9").is(1, &["`go` cannot have outcome 9 here; it can have outcome 1"]);
    play("outcome 1").is(2, &["error: --choices: `outcome 1` comes before any choice"]);
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
fn a_transcript_that_cannot_be_written_is_reported_before_the_run() {
    let here = story();
    let play = |to: &str| run(here.path(), &["play", "s.scn", "--choices", "go,on", "--transcript", to]);
    let refused = [
        ("gone/t.md", "its folder does not exist"),
        (".", "`.` is a folder, so it cannot be written as a file"),
        ("s.scn/t.md", "a part of the path is a file, not a folder"),
        ("-", "standard output shows the run itself"),
    ];
    for (to, why) in refused {
        let said = play(to);
        said.is(2, &[why]);
        assert!(!said.text.contains("Go on."), "nobody plays for nothing: {}", said.text);
    }
    play("t.md").is(0, &["this run was not saved, except for the transcript `t.md`"]);
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
    run(here.path(), &["play", ".", "othr"]).is(2, &["this pack has no scenario `othr`", "did you mean `other`?"]);
    run(here.path(), &["play", "othr"])
        .is(2, &["there is no file or folder `othr`, and this pack has no scenario `othr`"]);
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

mod events {
    use super::*;

    /// Plays with another front end that sends these bytes.
    fn face(bytes: Vec<u8>) -> Said {
        let here = story();
        let mut command = scn(here.path(), &["play", "s.scn", "--events"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the command runs");
        let mut to = child.stdin.take().expect("it is a pipe");
        let writing = std::thread::spawn(move || to.write_all(&bytes));
        let said = Said::of(&child.wait_with_output().expect("it ends"));
        writing.join().expect("it does not panic").expect("all is read");
        for line in said.text.lines() {
            assert!(serde_json::from_str::<serde_json::Value>(line).is_ok_and(|it| it.is_object()), "{line}");
        }
        said
    }

    #[test]
    fn random_bytes_have_an_error_for_every_line() {
        let mut state = 7_u64;
        let noise = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()[0]
        });
        let said = face(noise.take(50_000).collect());
        said.is(0, &["this line is not UTF-8 text", r#""why":"end-of-input""#]);
        assert!(100 < said.text.matches(r#"{"error":"#).count());
    }

    #[test]
    fn a_line_of_100_megabytes_is_dropped_and_the_run_continues() {
        let mut bytes = vec![b'x'; 100_000_000];
        bytes.extend(b"\n{\"do\":\"choose\",\"choice\":\"go\"}\n");
        let said = face(bytes);
        said.is(0, &["this line is longer than 65536 bytes", r#"{"message":"done","do":"choose","choice":"go""#]);
        assert_eq!(said.text.matches(r#"{"error":"#).count(), 1);
    }

    #[test]
    fn an_output_that_nobody_reads_is_a_quiet_end() {
        let here = story();
        let (reader, writer) = std::io::pipe().expect("a pipe can be made");
        drop(reader);
        let mut command = scn(here.path(), &["play", "s.scn", "--events", "--transcript", "t.md"]);
        let said = Said::of(&command.stdout(writer).output().expect("the command runs"));
        said.is(0, &[]);
        assert_eq!(said.text, "");
        assert!(here.path().join("t.md").exists(), "what happened is kept");
    }

    #[test]
    fn a_full_disk_is_reported() {
        let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else { return };
        let here = story();
        for face in ["--events", "--group"] {
            let full = full.try_clone().expect("it is open");
            let said = Said::of(&scn(here.path(), &["play", "s.scn", face]).stdout(full).output().expect("it runs"));
            said.is(2, &["error: standard output cannot be written: "]);
        }
    }

    #[test]
    fn ctrl_c_is_reported_in_the_last_line() {
        let here = story();
        let (reader, writer) = std::io::pipe().expect("a pipe can be made");
        let mut command = scn(here.path(), &["play", "s.scn", "--events"]);
        let mut child = command.stdin(reader).stdout(Stdio::piped()).spawn().expect("the command runs");
        let mut printed = std::io::BufReader::new(child.stdout.take().expect("it is a pipe"));
        let mut text = String::new();
        while !text.contains(r#""message":"scene""#) {
            assert_ne!(std::io::BufRead::read_line(&mut printed, &mut text).expect("it is text"), 0, "{text}");
        }
        let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("there is kill");
        assert!(sent.success());
        std::io::Read::read_to_string(&mut printed, &mut text).expect("it is text");
        drop(writer);
        let said = Said { status: child.wait().expect("it ends").code(), text };
        said.is(130, &[r#"{"event":"ended","how":"left","at":"a"}"#, r#""why":"interrupted""#]);
    }

    #[test]
    fn a_resumed_run_is_only_lines_of_json_too() {
        let here = story();
        let words = ["play", "s.scn", "--events", "--learner", "Thandi", "--db", "records.db"];
        run(here.path(), &words).is(0, &[r#""holder":{"kind":"learner","name":"Thandi"}"#, r#""way_back":"scn play"#]);
        let output = scn(here.path(), &words).output().expect("the command runs");
        let text = String::from_utf8(output.stdout).expect("it is text");
        for line in text.lines() {
            assert!(serde_json::from_str::<serde_json::Value>(line).is_ok_and(|it| it.is_object()), "{line}");
        }
        let printed = |event: &str| text.matches(&format!(r#"{{"event":"{event}""#)).count();
        assert_eq!((printed("started"), printed("resumed"), printed("ended")), (1, 1, 2), "the whole record: {text}");
    }

    #[test]
    fn one_face_at_a_time() {
        let here = story();
        for other in ["--group", "--plain"] {
            run(here.path(), &["play", "s.scn", "--events", other]).is(2, &["cannot be used with"]);
        }
        // An unavailable choice is reported as always, on standard error.
        run(here.path(), &["play", "s.scn", "--events", "--choices", "nope"])
            .is(1, &["error: choice 1: `nope` is not on offer at `a`"]);
    }
}

#[test]
fn a_group_that_is_noise_is_answered_line_for_line() {
    let here = story();
    let (reader, mut writer) = std::io::pipe().expect("a pipe can be made");
    writer.write_all(b"\xff\xfe\0\x1b[2J\n999999999999 1\n1 2 3\nq\n").expect("it fits");
    drop(writer);
    let said = Said::of(&scn(here.path(), &["play", "s.scn", "--group"]).stdin(reader).output().expect("it runs"));
    said.is(0, &["is not a number of votes.", "is not a count: type", "You typed 3 counts, but there are 2 choices."]);
    assert!(!said.text.contains(['\0', '\u{1b}']));
}
