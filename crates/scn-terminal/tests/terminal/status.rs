//! Values that the learner sees all the time: line mode, group mode, full screen, transcript.

use scn_run::markdown_transcript;
use scn_story::{Story, VariableKind};
use scn_terminal::play_group;
use scn_terminal::screen::{Key, Look, Screen, ScreenOptions, ScreenUi, Size};

use super::{NullRecorder, Options, Playable, Recording, Session, Stories, neighbour, played};

/// The neighbour story with trust and mood always shown.
fn shown() -> Story {
    let mut story = neighbour();
    for variable in &mut story.scenarios[0].variables {
        variable.shown = variable.id != "verified";
        if let VariableKind::State { words, .. } = &mut variable.kind {
            words.insert("tense".into(), "very tense".into());
        }
    }
    story
}

/// Returns the lines of an output that show a value.
fn status_lines(output: &str) -> Vec<&str> {
    output
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("Customer trust:") || line.starts_with("Mood:"))
        .collect()
}

#[test]
fn line_mode_shows_all_values_first_and_then_what_changes() {
    let options = Options { plain: true, ..Options::default() };
    let (_, output) = played(&shown(), &options, b"hurry\nb\nhurry\nask\n");
    assert_eq!(
        status_lines(&output),
        [
            "Customer trust: 50 of 100",
            "Mood: calm",
            "Customer trust: 30 of 100 (was 50)",
            "Mood: very tense (was calm)",
            "Customer trust: 50 of 100 (was 30)",
            "Mood: calm (was very tense)",
            "Customer trust: 30 of 100 (was 50)",
            "Mood: very tense (was calm)",
        ],
        "{output}"
    );
    let (_, output) = played(&neighbour(), &options, b"hurry\n");
    assert_eq!(status_lines(&output), Vec::<&str>::new());
}

#[test]
fn a_meter_has_a_bar_where_there_is_room() {
    let (_, output) = played(&shown(), &Options::default(), b"hurry\n");
    assert_eq!(status_lines(&output)[..2], ["Customer trust: 50 of 100  █████░░░░░", "Mood: calm"]);
    assert!(output.contains("Customer trust: 30 of 100 (was 50)  ███░░░░░░░\n"), "{output}");
    let (_, output) = played(&shown(), &Options { width: 36, ..Options::default() }, b"hurry\n");
    assert!(output.contains("Customer trust: 30 of 100 (was 50)\n"), "{output}");
}

#[test]
fn other_bounds_are_both_shown() {
    let mut story = shown();
    if let VariableKind::Meter { low, .. } = &mut story.scenarios[0].variables[0].kind {
        *low = -50;
    }
    let (_, output) = played(&story, &Options { plain: true, ..Options::default() }, b"hurry\n");
    assert!(output.contains("Customer trust: 50, from -50 to 100\n"), "{output}");
    assert!(output.contains("Customer trust: 30, from -50 to 100 (was 50)\n"), "{output}");
}

#[test]
fn group_mode_shows_them() {
    let story = shown();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let mut recorder = NullRecorder;
    let session = Session::start(&playable, 0, None);
    let recording = Recording::begin_run(&mut recorder, &session);
    let mut output = Vec::new();
    play_group(session, &Options::default(), recording, &mut "go hurry\n".as_bytes(), &mut output).expect("it plays");
    let output = String::from_utf8(output).expect("it is text");
    assert!(output.contains("Customer trust: 30 of 100 (was 50)"), "{output}");
}

#[test]
fn the_full_screen_shows_all_of_them_in_every_scene() {
    let story = shown();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let mut recorder = NullRecorder;
    let session = Session::start(&playable, 0, None);
    let recording = Recording::begin_run(&mut recorder, &session);
    let look = Look { colour: false, ascii: true };
    let options = ScreenOptions { look, limits_off: true, notices: Vec::new(), keeps: None };
    let mut screen = Screen::new(session, recording, options, Size { columns: 80, rows: 200 });
    let first = screen.current_frame().plain_text();
    assert_eq!(status_lines(&first), ["Customer trust: 50 of 100  #####.....", "Mood: calm"], "{first}");
    screen.handle_key(Key::Char('2'));
    let second = screen.current_frame().plain_text();
    let expected = ["Customer trust: 30 of 100 (was 50)  ###.......", "Mood: very tense (was calm)"];
    assert_eq!(status_lines(&second), expected, "{second}");
}

#[test]
fn the_transcript_has_them_as_line_mode_has() {
    let story = shown();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let mut session = Session::start(&playable, 0, None);
    session.choose("hurry", None).expect("it is on offer");
    assert_eq!(session.undo().as_deref(), Some("hurry"));
    let markdown = markdown_transcript(&playable, session.events(), &Stories::new(), None).expect("it is a run");
    let lines: Vec<&str> =
        markdown.lines().filter(|line| line.starts_with("- Customer") || line.starts_with("- Mood")).collect();
    assert_eq!(
        lines,
        [
            "- Customer trust: 50 of 100",
            "- Mood: calm",
            "- Customer trust: 30 of 100 (was 50)",
            "- Mood: very tense (was calm)",
            "- Customer trust: 50 of 100 (was 30)",
            "- Mood: calm (was very tense)",
        ],
        "{markdown}"
    );
}
