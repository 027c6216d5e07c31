//! Words of the learner: line mode, group mode, full screen, transcript, a resumed run.

use proptest::prelude::*;
use scn_run::{
    Debrief, Event, MOST_WORDS, Stories, markdown_transcript, migrate_run, parse_choices, plain_text, replay_run,
    resume_run,
};
use scn_story::{Ask, Span, Story};
use scn_terminal::screen::{Key, Look, Screen, ScreenOptions, ScreenUi, Size};
use scn_terminal::{play_group, play_json};
use serde_json::json;

use super::{Notebook, NullRecorder, Options, Playable, Recording, Session, kept, neighbour, played};

/// The neighbour story, which asks a question in its first situation.
fn asking() -> Story {
    let mut story = neighbour();
    let text = plain("What would you have said?");
    story.scenarios[0].situations[0].ask = Some(Ask { id: "note".into(), text });
    story
}

fn plain(text: &str) -> Vec<Span> {
    vec![Span::Text { text: text.into(), emphasis: false, strong: false, code: false, link: None }]
}

fn written(events: &[Event]) -> Vec<&str> {
    let wrote = events.iter().filter_map(|event| {
        let Event::Wrote { words, .. } = event else { return None };
        Some(words.as_str())
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

/// Plays on a full screen. Returns the events.
fn on_screen(story: &Story, act: impl FnOnce(&mut Screen<'_, '_>)) -> Vec<Event> {
    let playable = Playable::new(story, None).expect("the scenario is whole");
    let mut recorder = NullRecorder;
    let session = Session::start(&playable, 0, None);
    let recording = Recording::begin_run(&mut recorder, &session);
    let look = Look { colour: false, ascii: true };
    let options = ScreenOptions { look, limits_off: true, notices: Vec::new(), keeps: None };
    let mut screen = Screen::new(session, recording, options, Size { columns: 80, rows: 60 });
    act(&mut screen);
    screen.play_result().events
}

/// Presses keys: a line feed is Enter. Returns what is shown then.
fn press(screen: &mut Screen<'_, '_>, keys: &str) -> String {
    for sign in keys.chars() {
        screen.handle_key(match sign {
            '\n' => Key::Enter,
            '\u{1b}' => Key::Escape,
            '\u{8}' => Key::Backspace,
            sign => Key::Char(sign),
        });
    }
    screen.current_frame().plain_text()
}

#[test]
fn the_full_screen_has_a_page_for_the_words() {
    let events = on_screen(&asking(), |screen| {
        let page = press(screen, "w");
        assert!(
            page.contains("In your own words: What would you have said?") && page.contains("Your words:"),
            "{page}"
        );
        let page = press(screen, "I would wait.\n");
        assert!(page.contains("You wrote: I would wait.") && page.contains("Your words are noted."), "{page}");
        // What is written can be changed; Enter alone changes nothing, and esc goes back without.
        let page = press(screen, "w\nw!!\u{1b}w\u{8}, or not.\n");
        assert!(page.contains("You wrote: I would wait, or not."), "{page}");
        // An empty field takes it back.
        let back = "\u{8}".repeat(40);
        let page = press(screen, &format!("w{back}\n"));
        assert!(page.contains("Your words are taken back.") && !page.contains("You wrote:"), "{page}");
    });
    assert_eq!(written(&events), ["I would wait.", "I would wait, or not.", ""]);
    let events = on_screen(&neighbour(), |screen| {
        assert!(press(screen, "w").contains("Nothing is asked here that you can answer in your own words."));
    });
    assert_eq!(written(&events), [""; 0]);
}

#[test]
fn words_can_be_pasted_and_are_kept_when_the_screen_is_interrupted() {
    let events = on_screen(&asking(), |screen| {
        // Elsewhere, pasted text would be keys that nobody pressed.
        screen.handle_paste("1\nq");
        press(screen, "w");
        screen.handle_paste("One.\r\nTwo\u{7}.\rThree.");
        let page = press(screen, "\n");
        assert!(page.contains("You wrote: One.\n\n  Two.\n\n  Three.\n"), "{page}");
        press(screen, "w Half a sen");
        screen.handle_interrupt();
    });
    assert_eq!(written(&events), ["One.\nTwo.\nThree.", "One.\nTwo.\nThree. Half a sen"]);
    let events = on_screen(&asking(), |screen| {
        press(screen, "w");
        screen.handle_interrupt();
    });
    assert_eq!(written(&events), [""; 0], "nothing is invented");
}

#[test]
fn more_words_than_can_be_kept_stay_in_the_field() {
    let most = "e".repeat(MOST_WORDS);
    let events = on_screen(&asking(), |screen| {
        press(screen, "w");
        screen.handle_paste(&format!("{most}!!!"));
        let page = press(screen, "\n");
        assert!(page.contains("That is longer than 10000 characters, so it was not noted."), "{page}");
        press(screen, "\u{8}\n");
    });
    assert_eq!(written(&events), [most]);
}

/// Returns the run of the words in a story that was edited since, with all that a learner sees.
fn in_edited_story(edit: impl FnOnce(&mut Story)) -> (Option<String>, String, Vec<Event>) {
    let story = asking();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let mut session = Session::start(&playable, 0, None);
    session.write_words("I would wait.").expect("it asks");
    session.leave();
    let mut edited = asking();
    edited.pack.digest = "sha256:01".to_owned();
    edit(&mut edited);
    let stories: Stories = [(story.pack.digest.clone(), story.clone())].into_iter().collect();
    let events = migrate_run(session.events(), &edited, &stories);
    let playable = Playable::new(&edited, None).expect("the scenario is whole");
    let mut session = resume_run(&playable, &events, None).expect("it was left").session;
    let shown = session.current_ask().map(|ask| ask.words);
    session.choose("hurry", None).expect("it is on offer");
    session.choose("ask", None).expect("it is on offer");
    let debrief = Debrief::from_events(&playable, session.events(), None).expect("it is a run");
    let written: Vec<String> =
        debrief.decisions.iter().flat_map(|it| &it.written).map(|it| plain_text(&it.question)).collect();
    assert_eq!(written.len(), 1, "once");
    let transcript = markdown_transcript(&playable, session.events(), &stories, None).expect("it is a run");
    assert_eq!(transcript.matches("> I would wait.\n").count(), 2, "in the run and in the debrief: {transcript}");
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let answered = format!("In your own words: {} Written in answer: > I would wait.", written[0]);
    assert!(flat(&transcript).contains(&flat(&answered)), "{transcript}");
    (shown, written[0].clone(), session.events().to_vec())
}

#[test]
fn words_stay_with_the_question_that_was_asked() {
    let asked = || "What would you have said?".to_owned();
    let here = Some("I would wait.".to_owned());
    let (shown, question, _) = in_edited_story(|story| story.scenarios[0].title.push('!'));
    assert_eq!((shown, question), (here.clone(), asked()));
    // Another id, and white space, are not another question.
    let (shown, question, events) = in_edited_story(|story| {
        let ask = story.scenarios[0].situations[0].ask.as_mut().expect("it asks");
        ask.id = "reply".to_owned();
        ask.text = plain("What would  you have\nsaid?");
    });
    assert_eq!((shown, question), (here, "What would  you have\nsaid?".to_owned()));
    assert!(events.iter().any(|event| matches!(event, Event::Wrote { ask, .. } if ask == "reply")));
    let (shown, question, _) = in_edited_story(|story| {
        story.scenarios[0].situations[0].ask.as_mut().expect("it asks").text = plain("What would you not have said?");
    });
    assert_eq!((shown, question), (Some(String::new()), asked()));
    let (shown, question, _) = in_edited_story(|story| story.scenarios[0].situations[0].ask = None);
    assert_eq!((shown, question), (None, asked()));
}

#[test]
fn no_input_is_taken_for_words_and_no_words_for_a_choice() {
    let mut story = asking();
    story.scenarios[0].situations[0].choices[0].label = plain("Write to her");
    story.scenarios[0].situations[0].choices[1].label = plain("Wait");
    let ids: Vec<String> = story.scenarios[0].situations[0].choices.iter().map(|it| it.id.clone()).collect();
    for (input, words, chosen) in [
        // The input ends in the middle of a line.
        ("w I would", &["I would"][..], None),
        ("w\n\n   \n", &[], None),
        ("W\tYes.\n", &["Yes."], None),
        ("write to her\n", &[], Some(&ids[0])),
        ("write I would.\n", &["I would."], None),
        ("wait\n", &[], Some(&ids[1])),
        ("w 1\n", &["1"], None),
    ] {
        let (run, output) = played(&story, &Options::default(), input.as_bytes());
        let events = run.expect("it is played").events;
        assert_eq!(written(&events), words, "{input:?}: {output}");
        let first = events.iter().find_map(|event| {
            let Event::Chosen { choice, .. } = event else { return None };
            Some(choice)
        });
        assert_eq!(first, chosen, "{input:?}: {output}");
    }
    // Where nothing is asked, `w` is the start of a label.
    story.scenarios[0].situations[0].ask = None;
    story.scenarios[0].situations[0].choices[0].label = plain("Call her");
    let (run, _) = played(&story, &Options::default(), b"w\n");
    assert!(
        run.expect("it is played")
            .events
            .iter()
            .any(|event| matches!(event, Event::Chosen { choice, .. } if *choice == ids[1]))
    );
}

#[test]
fn lines_of_json_write_and_refuse() {
    let story = asking();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let most = "é".repeat(MOST_WORDS);
    let lines = [
        json!({"do": "write", "words": "One.\n\u{0}\u{1b}[2J"}).to_string(),
        r#"{"do":"write","words":"\ud800"}"#.to_owned(),
        r#"{"do":"write","words":"\ud83d\ude00"}"#.to_owned(),
        r#"{"do":"write"}"#.to_owned(),
        json!({"do": "write", "words": format!("{most}e")}).to_string(),
        json!({"do": "write", "words": most}).to_string(),
        json!({"do": "choose", "choice": "ask"}).to_string(),
        json!({"do": "write", "words": "Too late."}).to_string(),
        json!({"do": "write", "words": "Half"}).to_string().chars().take(20).collect(),
    ];
    let mut output = Vec::new();
    let session = Session::start(&playable, 0, None);
    let run = play_json(session, &Options::default(), Recording::none(), &mut lines.join("\n").as_bytes(), &mut output);
    assert_eq!(written(&run.expect("it is played").events), ["One.\n\0\u{1b}[2J", "\u{1f600}", &most]);
    let output = String::from_utf8(output).expect("it is text");
    let errors: Vec<&str> = output.lines().filter(|line| line.contains("\"error\"")).collect();
    assert_eq!(errors.len(), 5, "{errors:#?}");
    assert!(errors[2].contains("longer than 10000 characters"), "{errors:#?}");
    assert!(errors[3].contains("nothing is asked here"), "{errors:#?}");
    assert!(!output.contains('\u{1b}'), "control characters are escaped");
}

#[test]
fn scripted_choices_go_past_a_question() {
    let story = asking();
    let script = parse_choices("hurry, ask").expect("it is a script");
    let options = Options { choices: script, ..Options::default() };
    let (run, output) = played(&story, &options, b"");
    assert_eq!(written(&run.expect("it is played").events), [""; 0], "{output}");
    assert!(output.contains("In your own words: What would you have said?"), "{output}");
}

#[test]
fn several_lines_are_quoted_line_by_line() {
    let story = asking();
    let playable = Playable::new(&story, None).expect("the scenario is whole");
    let mut session = Session::start(&playable, 0, None);
    session.write_words("One.\n\n# Two\r\n<b>three</b> \u{1b}[31m").expect("it asks");
    let transcript = markdown_transcript(&playable, session.events(), &Stories::new(), None).expect("it is a run");
    assert!(transcript.contains("> One.\n>\n> \\# Two\n> \\<b\\>three\\</b\\> "), "{transcript}");
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
        prop_assert_eq!(with.current_ask().map(|ask| ask.words), Some(words.trim().to_owned()));
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
