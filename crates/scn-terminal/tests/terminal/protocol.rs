//! The protocol for other front ends.

use std::io;

use scn_run::{Protocol, events_schema};
use scn_terminal::play_json;
use serde_json::{Value, json};

use super::builder::*;
use super::*;

const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../scn-run/schema/events.schema.json");
const PAGE: &str = include_str!("../../../scn-run/schema/events.md");

/// Sends lines to the protocol; returns the lines out and the result.
fn said(story: &Story, options: &Options<'_>, recorder: &mut dyn Recorder, input: &[u8]) -> (Vec<Value>, PlayOutcome) {
    let playable = Playable::new(story, None).expect("the scenario is whole");
    let mut output = Vec::new();
    let session = Session::start(&playable, 0, recorder.owner().learner_name());
    let recording = Recording::begin_run(recorder, &session);
    let played = play_json(session, options, recording, &mut { input }, &mut output).expect("it is played");
    let text = String::from_utf8(output).expect("it is text");
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| unreachable!("{line}")));
    (lines.collect(), played)
}

fn guest(input: &str) -> Vec<Value> {
    said(&neighbour(), &Options::default(), &mut NullRecorder, input.as_bytes()).0
}

/// The messages of one kind.
fn of<'v>(lines: &'v [Value], message: &str) -> Vec<&'v Value> {
    lines.iter().filter(|line| line["message"] == message).collect()
}

fn errors(lines: &[Value]) -> Vec<String> {
    lines.iter().filter_map(|line| Some(line.get("error")?.as_str()?.to_owned())).collect()
}

/// The error message with which a line is answered.
fn error(line: &str) -> String {
    let before = guest("");
    let lines = guest(&format!("{line}\n"));
    let mut found = errors(&lines);
    assert_eq!(lines.len(), before.len() + 1, "one answer, and nothing happened: {line}");
    found.pop().unwrap_or_else(|| unreachable!("{line} was done"))
}

#[expect(clippy::disallowed_methods, reason = "the schema is kept in a file")]
fn validator(of: &str) -> jsonschema::Validator {
    let kept = std::fs::read_to_string(SCHEMA).expect("the schema is there");
    let mut schema: Value = serde_json::from_str(&kept).expect("the schema is JSON");
    let object = schema.as_object_mut().expect("it is an object");
    object.remove("anyOf");
    object.insert("$ref".into(), format!("#/$defs/{of}").into());
    jsonschema::validator_for(&schema).expect("the schema is a schema")
}

#[track_caller]
fn assert_valid(validator: &jsonschema::Validator, line: &Value) {
    let errors: Vec<String> = validator.iter_errors(line).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{line}: {errors:?}");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the schema is kept in a file")]
fn the_published_schema_is_that_of_the_types() {
    if std::env::var("SCN_WRITE").is_ok() {
        std::fs::write(SCHEMA, events_schema()).expect("the schema can be written");
    }
    let kept = std::fs::read_to_string(SCHEMA).unwrap_or_default();
    assert!(kept == events_schema(), "{SCHEMA} is out of date: run SCN_WRITE=1 cargo test -p scn-terminal");
    let out = validator("Said");
    assert!(!out.is_valid(&json!({"message": "song"})) && !out.is_valid(&json!({"event": "sung"})));
    assert!(!out.is_valid(&json!({"message": "scene", "at": "a"})));
    let act = validator("Act");
    assert!(!act.is_valid(&json!({"do": "dance"})) && !act.is_valid(&json!({"do": "undo", "all": true})));
}

#[test]
fn every_line_on_the_page_is_valid_and_every_kind_of_line_is_on_it() {
    let (out, act) = (validator("Said"), validator("Act"));
    let mut kinds = Vec::new();
    for line in PAGE.lines().filter(|line| line.starts_with('{')) {
        let value: Value = serde_json::from_str(line).expect("it is JSON");
        let is_act = line.starts_with("{\"do\"");
        assert_valid(if is_act { &act } else { &out }, &value);
        let kind = if is_act {
            "do"
        } else if value.get("event").is_some() {
            "event"
        } else {
            "message"
        };
        kinds.push(format!("{kind} {}", value[kind].as_str().unwrap_or("error")));
    }
    let events = "started shown chosen resolved hinted voted undone saved resumed ended".split(' ');
    let messages = "hello scene done trouble debrief finished error".split(' ');
    let acts = "choose hint undo vote save keep show leave".split(' ');
    let all = events.map(|it| format!("event {it}")).chain(messages.map(|it| format!("message {it}")));
    for kind in all.chain(acts.map(|it| format!("do {it}"))) {
        assert!(kinds.contains(&kind), "{kind} is not on the page");
    }
}

#[test]
fn a_run_is_sent_from_hello_to_finished() {
    let input = r#"{"do":"hint"}
{"do":"choose","choice":"hurry"}
{"do":"undo"}
{"do":"vote","votes":{"read":2,"ask":5,"hurry":0}}

{"do":"choose","choice":"ask"}
{"do":"show"}
{"do":"choose","choice":"tell"}
{"do":"choose","choice":"all","outcome":2}
"#;
    let (lines, played) = said(&neighbour(), &Options::default(), &mut NullRecorder, input.as_bytes());
    assert_eq!(errors(&lines), [""; 0]);
    let validator = validator("Said");
    lines.iter().for_each(|line| assert_valid(&validator, line));
    assert_eq!(lines[0]["message"], "hello");
    assert_eq!(lines[0]["version"], 1);
    assert_eq!(lines.last().expect("there is a last line")["message"], "finished");
    let lines_out: Vec<Event> = lines
        .iter()
        .filter(|it| it.get("event").is_some())
        .map(|it| serde_json::from_value(it.clone()).expect("it is an event"))
        .collect();
    assert_eq!(lines_out, played.events, "every event is written, once and in order");
    assert!(
        lines_out
            .iter()
            .any(|it| matches!(it, Event::Voted { votes, .. } if votes.len() == 2 && votes[0].choice == "read"))
    );
    // Each line has one answer, which comes before the events that it causes.
    assert_eq!(of(&lines, "done").len(), 8);
    let scenes = of(&lines, "scene");
    assert_eq!(scenes.len(), 7);
    assert_eq!(scenes[3], scenes[4], "the scene again");
    let debrief = of(&lines, "debrief");
    assert_eq!(debrief.len(), 1);
    assert_eq!(lines.last().expect("there is a last line")["choices"], "ask,tell,all,outcome 2");
    let votes = debrief[0]["decisions"][0]["votes"].as_array().expect("there are votes");
    assert_eq!(votes.iter().map(|it| it["count"].clone()).collect::<Vec<_>>(), [2, 0, 5]);
}

#[test]
fn acts_that_are_impossible_are_refused_and_change_nothing() {
    assert_eq!(error("\u{1}"), "this line is not JSON: expected value at line 1 column 1");
    assert_eq!(error("[1]"), r#"this line is not a JSON object such as {"do": "choose", "choice": "ask"}"#);
    let acts = "`choose`, `hint`, `write`, `undo`, `vote`, `save`, `keep`, `show`, `leave`";
    assert_eq!(error("{}"), format!("this line has no `do`; it must be one of {acts}"));
    assert_eq!(error(r#"{"do":7}"#), format!("`do` is not a string; it must be one of {acts}"));
    assert_eq!(error(r#"{"do":"dance"}"#), format!("`dance` is not a known value of `do`; it must be one of {acts}"));
    assert_eq!(error(r#"{"do":"choose"}"#), "`choose` is not valid: missing field `choice`");
    assert!(error(r#"{"do":"undo","all":true}"#).contains("unknown field `all`"));
    assert!(error(r#"{"do":"choose","choice":"ask","outcome":-1}"#).contains("`choose` is not valid"));
    let sing = error(r#"{"do":"choose","choice":"sing"}"#);
    assert_eq!(sing, "`sing` is not on offer here; on offer: `read`, `hurry`, `ask`");
    let locked = error(r#"{"do":"choose","choice":"call-back"}"#);
    assert_eq!(locked, "`call-back` is locked here; on offer: `read`, `hurry`, `ask`");
    assert_eq!(
        error(r#"{"do":"choose","choice":"ask","outcome":2}"#),
        "`ask` cannot have outcome 2 here; it can have outcome 1"
    );
    assert!(error(r#"{"do":"choose","choice":"ask","timed":true}"#).contains("has no time limit"));
    assert_eq!(error(r#"{"do":"undo"}"#), "the run is at its start: there is no choice to undo");
    assert_eq!(error(r#"{"do":"vote","votes":{}}"#), "there are no votes: every count is 0");
    assert!(error(r#"{"do":"vote","votes":{"sing":1}}"#).contains("`sing` is not on offer here"));
    assert!(error(r#"{"do":"vote","votes":{"ask":-1}}"#).contains("`vote` is not valid"));
    assert_eq!(error(r#"{"do":"hint","choice":"ask"}"#), "there are no more hints about `ask` here");
    assert_eq!(error(r#"{"do":"save"}"#), "a guest's run is not kept, so it cannot be saved");
    assert_eq!(error(r#"{"do":"keep","name":"Thandi"}"#), "this run cannot be kept");
    assert_eq!(error(&"[".repeat(60_000)), "this line is not JSON: recursion limit exceeded at line 1 column 128");
    assert_eq!(error(&"x".repeat(65_537)), "this line is longer than 65536 bytes, and was not read");
}

#[test]
fn bytes_that_are_no_text_are_an_error_too() {
    let (lines, played) = said(&neighbour(), &Options::default(), &mut NullRecorder, b"\xff\xfe\n{\"do\":\"leave\"}\n");
    assert_eq!(errors(&lines), ["this line is not UTF-8 text"]);
    assert_eq!(played.finish, Finish::Quit);
}

#[test]
fn an_input_that_ends_leaves_the_run() {
    let (lines, played) =
        said(&neighbour(), &Options::default(), &mut NullRecorder, b"{\"do\":\"choose\",\"choice\":\"hurry\"}");
    assert_eq!(played.finish, Finish::EndOfInput);
    let last = lines.last().expect("there is a last line");
    assert_eq!((&last["why"], &last["choices"]), (&json!("end-of-input"), &json!("hurry")));
    assert!(of(&lines, "debrief").is_empty(), "a run that goes on is not judged");
}

#[test]
fn choices_of_a_script_are_made_before_anything_is_awaited() {
    let options = Options { choices: parse_choices("hurry,ask,wait").expect("it is a script"), ..Options::default() };
    let (lines, played) = said(&neighbour(), &options, &mut NullRecorder, b"{\"do\":\"dance\"}\n");
    assert!(matches!(played.finish, Finish::Ended(_)), "what is left over is not an error, as in the line mode");
    assert!(errors(&lines).is_empty() && of(&lines, "done").is_empty());
    assert!(of(&lines, "scene").iter().all(|scene| scene["acts"] == json!([])));
    let short = Options { choices: parse_choices("hurry").expect("it is a script"), ..Options::default() };
    let (lines, _) = said(&neighbour(), &short, &mut NullRecorder, b"{\"do\":\"choose\",\"choice\":\"ask\"}\n");
    let scenes = of(&lines, "scene");
    assert_eq!(scenes.iter().map(|scene| scene["acts"] == json!([])).collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn a_choice_may_be_the_clocks() {
    let mut go = to("go", "end");
    go.after = Some(20);
    let story = story_of(scenario([situation("a", [go, to("stay", "end")])], &["end"]));
    let input = b"{\"do\":\"choose\",\"choice\":\"go\",\"timed\":true}\n";
    let (_, played) = said(&story, &Options::default(), &mut NullRecorder, input);
    assert!(played.events.contains(&Event::Chosen { at: "a".into(), choice: "go".into(), timed: true, earlier: None }));
    // A refused request does not mark the next choice as timed.
    let input = b"{\"do\":\"choose\",\"choice\":\"x\",\"timed\":true}\n{\"do\":\"choose\",\"choice\":\"go\"}\n";
    let (_, played) = said(&story, &Options::default(), &mut NullRecorder, input);
    assert!(played.events.contains(&Event::Chosen {
        at: "a".into(),
        choice: "go".into(),
        timed: false,
        earlier: None
    }));
}

#[test]
fn the_recorder_gets_every_event_and_failures_are_reported() {
    let input = b"{\"do\":\"choose\",\"choice\":\"hurry\"}\n{\"do\":\"save\"}\n{\"do\":\"undo\"}\n{\"do\":\"leave\"}\n";
    let mut notebook = Notebook::of("Thandi");
    let (lines, played) = said(&neighbour(), &Options::default(), &mut notebook, input);
    assert_eq!(notebook.events, played.events);
    assert_eq!(lines[0]["holder"], json!({"kind": "learner", "name": "Thandi"}));
    assert_eq!(of(&lines, "done")[1], &json!({"message": "done", "do": "save", "kept": true}));
    assert_eq!(lines.last().expect("there is a last line")["way_back"], "scn play --learner …");
    // Recording fails twice after the start: said once, and again when it works.
    let mut notebook = Notebook { works: 1, fails: 2, ..Notebook::of("Thandi") };
    let (lines, played) = said(&neighbour(), &Options::default(), &mut notebook, input);
    assert_eq!(notebook.events, played.events, "nothing is lost");
    let trouble = of(&lines, "trouble");
    assert_eq!(trouble.len(), 2, "{trouble:?}");
    assert!(trouble[0]["text"].as_str().is_some_and(|text| text.contains("there is no space left")));
    assert_eq!(of(&lines, "done")[1]["kept"], false);
}

#[test]
fn a_guest_may_keep_a_run_also_after_its_end() {
    let input = b"{\"do\":\"save\"}\n{\"do\":\"choose\",\"choice\":\"read\"}\n{\"do\":\"choose\",\"choice\":\"ask\"}\n{\"do\":\"keep\",\"name\":\"nobody\"}\n{\"do\":\"keep\",\"name\":\" \"}\n{\"do\":\"keep\",\"name\":\"Thandi\"}\n{\"do\":\"show\"}\n";
    let mut notebook = Notebook::guest();
    let (lines, played) = said(&neighbour(), &Options::default(), &mut notebook, input);
    assert_eq!(
        errors(&lines),
        [
            "a guest's run is not kept, so it cannot be saved; `keep` it under a name first",
            "the run is over, so nothing is on offer",
            "this run could not be kept: this name cannot be had",
            "the name is empty",
        ]
    );
    assert_eq!(of(&lines, "scene").last().expect("there is one")["acts"], json!(["keep", "show", "leave"]));
    assert_eq!((notebook.owner.learner_name(), &notebook.events), (Some("Thandi"), &played.events));
    assert!(matches!(played.finish, Finish::Ended(_)));
}

/// Accepts a number of bytes and then behaves as closed.
struct Closing(usize);

impl io::Write for Closing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match bytes.len().min(self.0) {
            0 => Err(io::ErrorKind::BrokenPipe.into()),
            taken => {
                self.0 -= taken;
                Ok(taken)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_output_that_closes_is_a_quiet_end_wherever_it_does() {
    let story = neighbour();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let input = b"{\"do\":\"choose\",\"choice\":\"hurry\"}\n{\"do\":\"choose\",\"choice\":\"ask\"}\n";
    for bytes in (0..6_000).step_by(501) {
        let mut notebook = Notebook::of("Thandi");
        let session = Session::start(&playable, 0, Some("Thandi"));
        let recording = Recording::begin_run(&mut notebook, &session);
        let played = play_json(session, &Options::default(), recording, &mut input.as_slice(), &mut Closing(bytes));
        let played = played.expect("closing is no error");
        assert_eq!(notebook.events, played.events, "all is kept");
        assert!(matches!(played.events.last(), Some(Event::Ended(_))));
    }
}

proptest::proptest! {
    /// Each line, whatever it is, gets one answer that follows the schema, and the events can be
    /// replayed.
    #[test]
    fn any_lines_have_answers(picks in proptest::collection::vec((0_usize..14, "\\PC{0,12}"), 0..24)) {
        let story = neighbour();
        let playable = Playable::new(&story, None).expect("the scenario is whole");
        let mut protocol = Protocol::new(Session::start(&playable, 0, None), Recording::none(), None, 0);
        protocol.opening_lines();
        for (pick, noise) in picks {
            let id = |at: usize| ["read", "hurry", "ask", "tell", "two", "all", "nod"][at % 7];
            let line = match pick {
                0..7 => json!({"do": "choose", "choice": id(pick)}).to_string(),
                7 => json!({"do": "hint"}).to_string(),
                8 | 9 => json!({"do": "undo"}).to_string(),
                10 => json!({"do": "vote", "votes": {id(noise.len()): 3}}).to_string(),
                11 => json!({"do": noise}).to_string(),
                _ => noise,
            };
            let over = !protocol.awaits_line();
            let answer = protocol.answer_line(line.as_bytes(), true);
            let first: Option<Value> = answer.lines().next().map(|line| serde_json::from_str(line).expect("it is JSON"));
            match first {
                None => proptest::prop_assert!(line.trim().is_empty()),
                Some(first) => proptest::prop_assert!(first.get("error").is_some() || !over && first["message"] == "done"),
            }
        }
        protocol.closing_lines(false);
        scn_run::replay_run(&playable, protocol.events(), None).expect("it happened");
    }
}
