//! The behaviour of the line mode, apart from its appearance.

use std::io::{self, BufReader, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use scn_run::{Ended, Event, Session, choices_so_far, replay_run};

use crate::{Notebook, kept};
use scn_story::{Alignment, Block, RunResult, Span, When};

use super::builder::*;
use super::*;

fn scripted(story: &Story, script: &str) -> Result<PlayOutcome, PlayError> {
    let options = Options { choices: parse_choices(script).expect("it is a script"), ..Options::default() };
    played(story, &options, b"").0
}

#[test]
fn a_run_ends_with_its_result() {
    assert_eq!(finish(&neighbour(), "read"), Finish::Ended(RunResult::Failed));
    assert_eq!(finish(&neighbour(), "hurry,ask"), Finish::Ended(RunResult::Passed));
}

#[test]
fn a_script_may_use_ids_numbers_and_labels() {
    let (by_id, by_number) = (scripted(&neighbour(), "ask,tell,two"), scripted(&neighbour(), "3,2,2"));
    let by_label = scripted(&neighbour(), "Ask to speak,tell him,ask TWO things");
    let events = |played: Result<PlayOutcome, PlayError>| played.expect("it is on offer").events;
    let events = [events(by_id), events(by_number), events(by_label)];
    assert_eq!(events[0], events[1]);
    assert_eq!(events[0], events[2]);
}

#[test]
fn a_choice_of_the_script_that_is_not_on_offer_is_an_error_that_lists_what_is() {
    let error = |script| scripted(&neighbour(), script).expect_err("it is not on offer").to_string();
    assert_eq!(error("hurry,wiat"), "choice 2: `wiat` is not on offer at `the-call`; on offer: `read`, `ask`");
    assert_eq!(error("call-back"), "choice 1: `call-back` is locked at `the-call`; on offer: `read`, `hurry`, `ask`");
    assert_eq!(error("4"), "choice 1: `4` is not on offer at `the-call`; on offer: `read`, `hurry`, `ask`");
    assert_eq!(error("re"), "choice 1: several choices start with `re`: `read`, `hurry`");
    assert_eq!(error("ask,outcome 2"), "choice 1: `ask` cannot have outcome 2 here; it can have outcome 1");
    assert_eq!(
        error("ask,nod,all,outcome 3"),
        "choice 3: `all` cannot have outcome 3 here; it can have outcome 1, outcome 2"
    );
}

#[test]
fn after_the_script_the_run_goes_on_with_the_input() {
    let options = Options { choices: parse_choices("ask").expect("it is a script"), ..Options::default() };
    let (played, _) = played(&neighbour(), &options, b"tell\n\n2\n");
    let played = played.expect("it is played");
    assert_eq!(played.finish, Finish::Ended(RunResult::Passed));
    let chosen = played.events.iter().filter(|event| matches!(event, Event::Chosen { .. })).count();
    assert_eq!(chosen, 3, "a blank line from a file is nothing");
}

#[test]
fn what_a_script_leaves_over_is_not_an_error() {
    assert_eq!(finish(&neighbour(), "read,ask,wait"), Finish::Ended(RunResult::Failed));
}

#[test]
fn a_run_left_unfinished_says_how_to_come_back() {
    let story = neighbour();
    let cases = [
        ("hurry\nq\nask\n", Finish::Quit, "\nThe run is left unfinished.\n"),
        ("hurry\nquit\n", Finish::Quit, "\nThe run is left unfinished.\n"),
        ("hurry\n", Finish::EndOfInput, "\nThe input has ended, and the run is left unfinished.\n"),
    ];
    for (input, expected, words) in cases {
        let (played, written) = played(&story, &Options::default(), input.as_bytes());
        let played = played.expect("it is played");
        assert_eq!(played.finish, expected);
        assert!(written.contains(words) && written.contains("\n  --seed 0 --choices \"hurry\"\n"), "{written}");
        assert_eq!(played.events.last(), Some(&Event::Ended(Ended::Left { at: "the-call".into() })));
        assert!(!written.contains("Debrief"), "a run that goes on is not judged");
    }
    let (played, written) = played(&story, &Options::default(), b"");
    assert_eq!(played.expect("it is played").finish, Finish::EndOfInput);
    assert!(!written.contains("--choices"), "nothing was chosen yet");
}

#[test]
fn what_a_run_left_says_comes_back_to_it() {
    let story = neighbour();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let (played, _) = played(&story, &Options::default(), b"hurry\nask\n");
    let events = played.expect("it is played").events;
    let script = choices_so_far(&playable, &events);
    assert_eq!(scripted(&story, &script).expect("it is on offer").finish, Finish::Ended(RunResult::Passed));
}

#[test]
fn a_guest_reads_at_both_ends_that_nothing_is_saved() {
    let guest = written(&neighbour(), Options::default(), "read");
    assert!(guest.contains("You are playing as a guest: this run is not saved.\n"));
    assert!(guest.ends_with("\nYou played as a guest: this run was not saved.\n"));
    let keeps = Options { keeps: Some("the transcript `run.md`".into()), ..Options::default() };
    let keeps = written(&neighbour(), keeps, "read");
    assert!(keeps.contains("this run is not saved, except for the transcript\n`run.md`.\n"), "{keeps}");
    assert!(keeps.ends_with("this run was not saved, except for the transcript\n`run.md`.\n"), "{keeps}");
    let (_, thandi) = kept(&neighbour(), &Options::default(), &mut Notebook::of("Thandi"), b"read\n");
    assert!(thandi.contains("You are playing as Thandi.\n") && !thandi.contains("guest"), "{thandi}");
}

#[test]
fn the_consequence_comes_before_any_judgement() {
    let written = written(&neighbour(), Options { width: 100, ..Options::default() }, "hurry,read");
    let place = |words: &str| written.find(words).unwrap_or_else(|| unreachable!("{words} in {written}"));
    assert!(place("She writes the amount down") < place("Debrief"));
    assert!(place("Debrief") < place("A balance is personal information"), "reasons are kept for the debrief");
    assert!(place("I have been waiting too") < place("Feedback: It saved no time."));
}

#[test]
fn an_id_comes_before_a_command_written_out_but_not_before_a_letter() {
    let story = story_of(scenario([situation("a", [to("help", "end"), to("q", "end")])], &["end"]));
    let finish = |input: &str| played(&story, &Options::default(), input.as_bytes()).0.expect("it is played").finish;
    assert_eq!(finish("help\n"), Finish::Ended(RunResult::Passed));
    assert_eq!(finish("q\n"), Finish::Quit);
    assert_eq!(finish("2\n"), Finish::Ended(RunResult::Passed));
}

/// Accepts a number of bytes and then behaves as closed.
pub(crate) struct Closing(pub(crate) usize);

impl Write for Closing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_output_that_closes_is_a_quiet_end_wherever_it_does() {
    let story = neighbour();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let options = Options { choices: parse_choices("ask,tell,two").expect("it is a script"), ..Options::default() };
    let whole = kept(&story, &options, &mut Notebook::of("Thandi"), b"").1.len();
    for bytes in (0..whole).step_by(97) {
        let session = Session::start(&playable, 0, None);
        let mut notebook = Notebook::of("Thandi");
        let recording = Recording::begin_run(&mut notebook, &session);
        let played =
            play(session, &options, recording, &mut io::empty(), &mut Closing(bytes)).expect("closing is no error");
        assert_eq!(notebook.events, played.events, "all is kept");
        assert_eq!(played.finish, Finish::Closed);
        assert!(matches!(played.events.last(), Some(Event::Ended(_))));
        replay_run(&playable, &played.events, None).expect("what was recorded can be replayed");
    }
}

#[test]
fn an_output_that_fails_is_an_error() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let story = neighbour();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let failed =
        play(Session::start(&playable, 0, None), &Options::default(), Recording::none(), &mut io::empty(), &mut Full);
    assert!(matches!(failed, Err(PlayError::Write(error)) if error.kind() == io::ErrorKind::StorageFull));
}

/// Returns a line, then sets the flag and fails like a read that a signal interrupts.
struct Interrupted<'f> {
    line: &'static [u8],
    flag: &'f AtomicBool,
}

impl Read for Interrupted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.line.is_empty() {
            self.flag.store(true, Ordering::SeqCst);
            return Err(io::ErrorKind::Interrupted.into());
        }
        self.line.read(buffer)
    }
}

#[test]
fn an_interrupt_ends_the_run_in_words() {
    let story = neighbour();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let flag = AtomicBool::new(false);
    let options = Options { interrupt: Some(&flag), interactive: true, ..Options::default() };
    let mut output = Vec::new();
    let mut input = BufReader::new(Interrupted { line: b"hurry\n", flag: &flag });
    let played = play(Session::start(&playable, 0, None), &options, Recording::none(), &mut input, &mut output)
        .expect("it is no error");
    assert_eq!(played.finish, Finish::Interrupted);
    let written = String::from_utf8(output).expect("what is written is text");
    assert!(written.contains("? for help): \n\nInterrupted: the run is left unfinished.\n"), "{written}");
}

fn words(text: &str) -> Vec<Span> {
    vec![Span::Text { text: text.into(), emphasis: true, strong: false, code: false, link: Some(text.into()) }]
}

/// A story that has the same text everywhere text can occur.
pub(crate) fn saying(text: &str) -> Story {
    let always = || When::Always;
    let body = || {
        let own = || text.to_owned();
        vec![
            Block::Paragraph { when: always(), text: words(text) },
            Block::Speech { when: always(), speaker: own(), direction: Some(own()), text: words(text) },
            Block::Callout { when: always(), callout: scn_story::Callout::Warning, text: words(text) },
            Block::Media { when: always(), media: scn_story::MediaKind::Audio, file: own(), alternative: words(text) },
            Block::List {
                when: When::Always,
                ordered: true,
                start: 9,
                level: 0,
                items: vec![words(text), words(text)],
            },
            Block::List { when: When::Always, ordered: false, start: 1, level: 1, items: vec![words(text)] },
            Block::Quote { when: When::Always, lines: vec![own(), own()] },
            Block::Code { when: When::Always, info: Some(own()), lines: vec![own(), own()] },
            Block::Table {
                when: When::Always,
                columns: vec![Alignment::None, Alignment::Right],
                head: vec![words(text), words(text)],
                rows: vec![vec![words(text)], vec![words(text), words(text), words(text)]],
            },
            Block::Heading { when: When::Always, level: 3, text: words(text) },
            Block::Rule { when: When::Always },
        ]
    };
    let mut made = outcome("end").link("p", -2).link("q", 1);
    made.body = body();
    made.feedback = vec![words(text)];
    made.links.iter_mut().for_each(|link| link.because = words(text));
    let mut go = choice("go", [made]);
    go.label = words(text);
    go.hints = vec![words(text)];
    go.after = Some(1);
    let mut locked = to("locked", "end").needs(visited("end"));
    locked.label = words(text);
    locked.locked = Some(words(text));
    let mut room = situation("room", [go, locked]);
    room.title = text.into();
    room.body = body();
    room.hints = vec![words(text)];
    let mut scenario = scenario([room], &["end"]);
    scenario.brief = body();
    scenario.minutes = Some(1);
    for ending in &mut scenario.endings {
        ending.title = text.into();
        ending.body = body();
    }
    let mut story = story_of(scenario);
    story.scenarios[0].title = text.into();
    for principle in &mut story.principles {
        principle.title = text.into();
        principle.source = Some(text.into());
        principle.text = body();
    }
    story
}

#[test]
fn no_control_character_of_the_pack_or_of_a_person_reaches_the_terminal() {
    let evil = "a\u{1b}[2J\u{1b}]0;title\u{7}b\u{9b}31m\r\nc\td\u{202e}e\u{0}\u{8}\u{7f}";
    let story = saying(evil);
    let options = Options { interactive: true, ..Options::default() };
    let input = format!("{evil}\nh\nh\nh {evil}\nlocked\n?\n1\n");
    let (played, written) = kept(&story, &options, &mut Notebook::of(evil), input.as_bytes());
    assert_eq!(played.expect("it is played").finish, Finish::Ended(RunResult::Passed));
    let bad = |c: char| c != '\n' && c.is_control() || c == '\u{202e}';
    assert!(!written.contains(bad), "{written:?}");
    assert!(written.contains("a\u{FFFD}[2J\u{FFFD}]0;title\u{FFFD}b"), "the words are still there");
}

#[test]
fn a_story_that_stops_by_mistake_says_so() {
    let stopped = |situations: Vec<scn_story::Situation>, script: &str| {
        let story = story_of(scenario(situations, &["end"]));
        let text = written(&story, Options { width: 100, ..Options::default() }, script);
        let mistake = "This is a mistake in the story, not yours.";
        let line = text.lines().find(|line| line.contains("The story stops here")).unwrap_or_default().to_owned();
        assert!(text.replace('\n', " ").contains(mistake) && text.contains("Debrief"), "{text}");
        (finish(&story, script), line)
    };
    let (came, line) =
        stopped(vec![situation("a", [to("go", "b")]), situation("b", [to("x", "a").when(visited("end"))])], "go");
    assert_eq!(came, Finish::Stopped(Ended::DeadEnd { at: "b".into() }));
    assert!(line.contains("no choice is on offer"), "{line}");
    let (came, line) = stopped(vec![situation("a", [choice("go", [outcome("end").when(visited("end"))])])], "go");
    assert_eq!(came, Finish::Stopped(Ended::NoOutcome { at: "a".into(), choice: "go".into() }));
    assert!(line.contains("no outcome applies to this choice"), "{line}");
    let (came, line) = stopped(vec![situation("a", [to("go", "b")]), passage("b", [], "b")], "go");
    assert_eq!(came, Finish::Stopped(Ended::Loop { at: "b".into() }));
    assert!(line.contains("from “b” on it repeats by itself"), "{line}");
    let (came, line) = stopped(vec![situation("a", [to("go", "")])], "go");
    assert_eq!(came, Finish::Stopped(Ended::Nowhere { at: "a".into() }));
    assert!(line.contains("does not say what comes next"), "{line}");
}

/// Three scenarios, of which the course names the last one first.
fn three() -> Story {
    let named = |id: &str, title: &str, minutes| Scenario {
        id: id.into(),
        title: title.into(),
        minutes,
        ..scenario([situation("a", [choice("go", [outcome("end")])])], &["end"])
    };
    Story {
        course: Some(scn_story::Course { order: vec!["read".into(), "late".into()], ..scn_story::Course::default() }),
        scenarios: vec![
            named("call", "The call", Some(1)),
            named("calling", "The calling", None),
            named("late", "A late refund", Some(5)),
        ],
        ..story_of(Scenario::default())
    }
}

fn asked(input: &str) -> (ScenarioChoice, String) {
    let mut output = Vec::new();
    let picked = ask_scenario(&three(), &Options::default(), &mut input.as_bytes(), &mut output);
    (picked.expect("it is asked"), String::from_utf8(output).expect("what is written is text"))
}

#[test]
fn a_person_is_asked_which_scenario_of_several() {
    insta::assert_snapshot!("which", asked("the\nno such\n\n2\n").1);
}

#[test]
fn a_scenario_is_meant_by_number_id_or_title() {
    let scenario = |input| match asked(input).0 {
        ScenarioChoice::Scenario(id) => id,
        ScenarioChoice::Stop(finish) => format!("{finish:?}"),
    };
    assert_eq!(scenario("1\n"), "late", "the course's order comes first");
    assert_eq!(scenario("calling\n"), "calling");
    assert_eq!(scenario("the  CALL\n"), "call", "a whole title is meant, though another goes on after it");
    assert_eq!(scenario("a l\n"), "late");
    assert_eq!(scenario("0\n4\nq\n"), "Quit");
    assert_eq!(scenario("the\n"), "EndOfInput");
    let interrupt = AtomicBool::new(true);
    let options = Options { interrupt: Some(&interrupt), ..Options::default() };
    let picked = ask_scenario(&three(), &options, &mut &b"1\n"[..], &mut Vec::new()).expect("it is asked");
    assert_eq!(picked, ScenarioChoice::Stop(Finish::Interrupted));
}

#[test]
fn what_is_to_be_copied_is_on_one_line() {
    let options =
        Options { width: 20, choices: parse_choices("ask,tell").expect("it is a script"), ..Options::default() };
    let (_, written) = played(&neighbour(), &options, b"");
    let command = written.lines().find(|line| line.contains("--choices")).expect("it says how to go on");
    assert!(command.ends_with("--choices \"ask,tell\""), "{command}");
    assert!(20 < command.len(), "it would not have fitted");
}
