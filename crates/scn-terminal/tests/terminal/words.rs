//! Words of the learner: line mode, group mode, full screen, transcript, a resumed run.

use proptest::prelude::*;
use scn_run::{Event, MOST_WORDS, Stories, markdown_transcript, replay_run, resume_run};
use scn_story::{Ask, Span, Story};
use scn_terminal::play_group;
use scn_terminal::screen::{Key, Look, Screen, ScreenOptions, ScreenUi, Size};

use super::{NullRecorder, Notebook, Options, Playable, Recording, Session, kept, neighbour, played};

/// The neighbour story, which asks a question in its first situation.
fn asking() -> Story {
    let mut story = neighbour();
    let text = vec![Span::Text {
        text: "What would you have said?".into(),
        emphasis: false,
        strong: false,
        code: false,
        link: None,
    }];
    story.scenarios[0].situations[0].ask = Some(Ask { id: "note".into(), text });
    story
}

fn written(events: &[Event]) -> Vec<&str> {
    let wrote = events.iter().filter_map(|event| match event {
        Event::Wrote { words, .. } => Some(words.as_str()),
        _ => None,
    });
    wrote.collect()
}

#[test]
fn line_mode_records_the_words_and_offers_to_change_them() {
    let mut notebook = Notebook::of("Thandi");
    let input = "w\nw I would say: *no* [if you ask].\nhurry\nb\nw -\nw Nothing.\nask\nq\n";
    let (run, output) = kept(&asking(), &Options::default(), &mut notebook, input.as_bytes());
    run.expect("it is played");
    assert_eq!(written(&notebook.events), ["I would say: *no* [if you ask].", "", "Nothing."]);
    for part in [
        "In your own words: What would you have said?\n\nTo answer, type w and your words. You can also leave it out.\n",
        "Type your words after the w, such as: w I would wait.\n",
        "Your words are noted.",
        "You wrote: I would say: *no* [if you ask].\n",
        "Your words are taken back.\n",
    ] {
        assert!(output.contains(part), "{part:?} is missing:\n{output}");
    }
}

#[test]
fn without_a_question_w_does_nothing() {
    let (_, output) = played(&neighbour(), &Options::default(), b"w I would wait.\nhurry\n");
    assert!(output.contains("Nothing is asked here that you can answer in your own words.\n"), "{output}");
}

#[test]
fn nothing_is_recorded_of_too_many_words() {
    let mut notebook = Notebook::of("Thandi");
    let most = "é".repeat(MOST_WORDS);
    let input = format!("w {most}e\nw {most}\nw {}\nask\nq\n", "e".repeat(1 << 17));
    let (run, output) = kept(&asking(), &Options::default(), &mut notebook, input.as_bytes());
    run.expect("it is played");
    assert_eq!(output.matches("That is longer than 10000 characters, so it was not noted.").count(), 2, "{output}");
    assert_eq!(written(&notebook.events), [most]);
}

#[test]
fn a_group_writes_together() {
    let story = asking();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let mut recorder = NullRecorder;
    let session = Session::start(&playable, 0, None);
    let recording = Recording::begin_run(&mut recorder, &session);
    let mut output = Vec::new();
    let input = "w We would WAIT\ngo hurry\n";
    let run = play_group(session, &Options::default(), recording, &mut input.as_bytes(), &mut output);
    assert_eq!(written(&run.expect("it plays").events), ["We would WAIT"]);
}

#[test]
fn the_full_screen_has_a_page_for_the_words() {
    let story = asking();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let mut recorder = NullRecorder;
    let session = Session::start(&playable, 0, None);
    let recording = Recording::begin_run(&mut recorder, &session);
    let look = Look { colour: false, ascii: true };
    let options = ScreenOptions { look, limits_off: true, notices: Vec::new(), keeps: None };
    let mut screen = Screen::new(session, recording, options, Size { columns: 80, rows: 60 });
    screen.handle_key(Key::Char('w'));
    let page = screen.current_frame().plain_text();
    assert!(page.contains("In your own words: What would you have said?") && page.contains("Your words:"), "{page}");
    "I would wait.".chars().for_each(|sign| screen.handle_key(Key::Char(sign)));
    screen.handle_key(Key::Enter);
    let page = screen.current_frame().plain_text();
    assert!(page.contains("You wrote: I would wait.") && page.contains("Your words are noted."), "{page}");
    screen.handle_key(Key::Char('w'));
    screen.handle_key(Key::Char('-'));
    screen.handle_key(Key::Enter);
    assert!(!screen.current_frame().plain_text().contains("You wrote:"));
    // Enter alone changes nothing.
    screen.handle_key(Key::Char('w'));
    screen.handle_key(Key::Enter);
    assert_eq!(written(&screen.play_result().events), ["I would wait.", ""]);
}

#[test]
fn words_are_there_after_a_run_was_resumed_in_an_edited_story() {
    let story = asking();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let mut session = Session::start(&playable, 0, None);
    session.write_words("I would wait.").expect("it asks");
    session.leave();
    let mut edited = asking();
    edited.pack.digest = "sha256:01".to_owned();
    edited.scenarios[0].title.push('!');
    let edited_playable = Playable::new(&edited, None).expect("the scenario is whole");
    let resumed = resume_run(&edited_playable, session.events(), None).expect("it was left");
    assert_eq!(resumed.session.current_ask().map(|ask| ask.words).as_deref(), Some("I would wait."));
    let stories: Stories = [(story.pack.digest.clone(), story.clone())].into_iter().collect();
    let transcript = markdown_transcript(&edited_playable, resumed.session.events(), &stories, None).expect("a run");
    assert!(transcript.contains("Written in answer:\n\n> I would wait.\n"), "{transcript}");
}

#[test]
fn several_lines_are_quoted_line_by_line() {
    let story = asking();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let mut session = Session::start(&playable, 0, None);
    session.write_words("One.\n\n# Two\r\n<b>three</b> \u{1b}[31m").expect("it asks");
    let transcript = markdown_transcript(&playable, session.events(), &Stories::new(), None).expect("it is a run");
    assert!(transcript.contains("> One.\n>\n> \\# Two\n> \\<b>three\\</b> "), "{transcript}");
    assert!(!transcript.contains('\u{1b}'), "{transcript}");
}

proptest! {
    /// The words are kept as they are, whatever they are, and the run is the same as without them.
    #[test]
    fn any_words_are_kept_and_change_nothing(words in any::<String>(), typed in "[ -~\u{7}\u{1b}\u{202e}é]{1,80}") {
        let story = asking();
        let playable = Playable::new(&story, None).expect("the scenario is whole");
        let mut with = Session::start(&playable, 7, None);
        let mut without = with.clone();
        with.write_words(&words).expect("it asks");
        prop_assert_eq!(with.current_ask().map(|ask| ask.words).as_deref(), Some(words.trim()));
        with.choose("hurry", None).expect("it is on offer");
        without.choose("hurry", None).expect("it is on offer");
        prop_assert_eq!(with.scene(), without.scene());
        let again = replay_run(&playable, with.events(), None).expect("it is a run");
        prop_assert_eq!(again.events(), with.events());
        let transcript = markdown_transcript(&playable, with.events(), &Stories::new(), None).expect("it is a run");
        prop_assert!(!transcript.chars().any(|sign| sign.is_control() && sign != '\n'));
        let line = format!("w {typed}\nask\nq\n");
        let (_, output) = played(&story, &Options::default(), line.as_bytes());
        prop_assert!(!output.chars().any(|sign| sign.is_control() && sign != '\n'), "{:?}", output);
    }
}
