//! Texts of lessons, quizzes and principles.

use std::convert::Infallible;

use scn_run::{
    Attempt, Events, Log, Part, Playable, RecordError, RecordOwner, Recorder, Recording, Session, Stories,
    markdown_transcript,
};
use scn_story::Story;
use scn_terminal::screen::{self, Key, Look, ScreenHost, ScreenOptions, ScreenUi, Size};
use scn_terminal::{Options, play, take_course};
use scn_tests::harness::pack::Pack;
use scn_tests::random::Rng;

use crate::bodies::{Body, Covered};
use crate::{add_blocks, add_spans, in_transcript, missing_letters, missing_token};

/// The place of a text in the pack.
pub(crate) const SPOTS: [&str; 7] = ["lesson", "quiz", "question", "under-question", "answer", "because", "principle"];

/// Creates a text for a spot. Values are not allowed in these texts. In a lesson, quoted lines are
/// Markdown, there are no callouts, and an indented number below an item starts the next item.
pub(crate) fn random_text(spot: &str, rng: &mut Rng) -> Body {
    let has_blocks = matches!(spot, "lesson" | "quiz" | "under-question" | "principle");
    loop {
        let mut covered = Covered::new();
        let body = if has_blocks { Body::random_body(rng, &mut covered) } else { Body::line_of(rng, &mut covered) };
        let has_line_starting = |mark: &str| body.source.lines().any(|line| line.starts_with(mark));
        let other_in_lesson =
            spot == "lesson" && (has_line_starting("> ") || has_line_starting("Tip:") || has_line_starting("  30."));
        if !body.source.contains("{m}") && !body.source.contains("[if m") && !other_in_lesson {
            return body;
        }
    }
}

fn story_with(spot: &str, body: &str) -> String {
    let body_at = |wanted: &str, otherwise: &str| if spot == wanted { body.to_owned() } else { otherwise.to_owned() };
    let lesson = if spot == "lesson" { format!("Lesson l: L\n\n{body}\n") } else { String::new() };
    let quiz = format!(
        "Quiz q: Q\n\n{}\n\nQuestion one: {}\n\n{}\n\nRight: {}\nBecause: {}\n\nWrong: Two\nBecause: No.\n\n",
        body_at("quiz", "Text.\n"),
        body_at("question", "What?"),
        body_at("under-question", ""),
        body_at("answer", "One"),
        body_at("because", "Yes."),
    );
    let scenario = format!(
        "Principle p: P\n\n{}\n\nScenario s: S\nCovers: p\n\nText.\n\nCast Guard: One\n\nSituation a: A\n\nText.\n\n\
         Choice go: Go.\nOutcome: Gone.\nUpholds p: Yes.\nNext: e\n\nChoice stay: Stay.\nOutcome: Here.\nBreaks p: No.\n\
         Next: e\n\nEnding e: E\nResult: mixed\n\nText.\n",
        body_at("principle", "Text.\n"),
    );
    match spot {
        "lesson" => lesson,
        "principle" => scenario,
        _ => quiz,
    }
}

/// Returns the faults of a text in a spot: which kind of output lacks which token.
pub(crate) fn text_faults(spot: &str, body: &Body) -> Vec<String> {
    let result = Pack::single_file(&story_with(spot, &body.source)).check();
    let errors: Vec<String> = result
        .checked
        .findings
        .iter()
        .filter(|finding| finding.severity == scn_source::Severity::Error)
        .map(|finding| format!("{}: {}", finding.name, finding.message))
        .collect();
    if !errors.is_empty() {
        return vec![format!("it has errors: {errors:?}")];
    }
    let story = Story::from_json(&result.checked.story.to_json()).expect("what is written can be read");
    let mut out = Vec::new();
    let mut note_missing = |way: &str, missing: Option<String>| out.extend(missing.map(|it| format!("{way}: no {it}")));
    note_missing("JSON", missing_token(&body.shown, &in_json(&story)));
    for (way, text) in crate::storyboard::texts_of(&story) {
        note_missing(way, missing_token(&body.shown, &text));
    }
    for (width, plain) in [(80, false), (40, true)] {
        let options = Options { width, plain, ..Options::default() };
        let mut output = Vec::new();
        if spot == "principle" {
            let playable = Playable::new(&story, None).expect("the scenario is whole");
            let session = Session::start(&playable, 7, None);
            let played =
                play(session, &options, Recording::none(), &mut "1\n\n".as_bytes(), &mut output).expect("it plays");
            let markdown = markdown_transcript(&playable, &played.events, &Stories::new(), None).expect("it is a run");
            note_missing("transcript", missing_token(&body.shown, &in_transcript(&markdown)));
        } else {
            // Plays the first part, with the second answer of a quiz, so that the first is shown as
            // the right one.
            let mut keeper = Memory::default();
            let mut typed = "\n2\n\nq\n".as_bytes();
            take_course(&story, &options, None, &mut keeper, &mut typed, &mut output).expect("it is taken");
        }
        let output_text = String::from_utf8(output).expect("it is text");
        note_missing(&format!("line mode at {width}"), missing_letters(&body.shown, &output_text));
        if spot != "principle" {
            let on_screen = first_part_on_screen(&story, width);
            note_missing(&format!("full screen at {width}"), missing_letters(&body.shown, &on_screen));
        }
    }
    out
}

/// A tall terminal at which keys are pressed, and all that it showed.
struct Tall {
    width: usize,
    keys: Vec<Key>,
    shown: String,
}

impl ScreenHost for Tall {
    type Error = Infallible;

    fn size(&mut self) -> Result<Size, Infallible> {
        Ok(Size { columns: self.width, rows: 400 })
    }

    fn show(&mut self, ui: &mut dyn ScreenUi) -> Result<(), Infallible> {
        while !ui.is_over() {
            self.shown += &ui.current_frame().plain_text();
            match self.keys.pop() {
                Some(key) => ui.handle_key(key),
                None => ui.handle_interrupt(),
            }
        }
        Ok(())
    }
}

/// Returns what the full screen shows of the first part, with the second answer of a quiz.
fn first_part_on_screen(story: &Story, width: usize) -> String {
    // In reverse order: into the part, to the second answer, give it, to the result.
    let keys = vec![Key::Enter, Key::Enter, Key::Char('2'), Key::Enter];
    let mut host = Tall { width, keys, shown: String::new() };
    let look = Look { colour: false, ascii: false };
    let options = ScreenOptions { look, limits_off: true, notices: Vec::new(), keeps: None };
    let Ok(_) = screen::take_course(story, &options, &mut Memory::default(), &mut host);
    host.shown
}

fn in_json(story: &Story) -> String {
    let mut out = String::new();
    story.lessons.iter().for_each(|lesson| out.push_str(&in_transcript(&lesson.markdown)));
    story.principles.iter().for_each(|principle| add_blocks(&principle.text, &mut out));
    for quiz in &story.quizzes {
        add_blocks(&quiz.text, &mut out);
        for question in &quiz.questions {
            out.push('\n');
            add_spans(&question.stem, &mut out);
            out.push('\n');
            add_blocks(&question.body, &mut out);
            for answer in &question.answers {
                out.push('\n');
                add_spans(&answer.text, &mut out);
                out.push('\n');
                add_spans(&answer.because, &mut out);
            }
        }
    }
    out
}

/// Stores attempts in memory while the test runs.
#[derive(Default)]
struct Memory {
    attempts: Vec<Attempt>,
    stories: Stories,
}

impl Recorder for Memory {
    fn owner(&self) -> &RecordOwner {
        &RecordOwner::Guest
    }

    fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    fn stories(&self) -> &Stories {
        &self.stories
    }

    fn begin(&mut self, part: &Part) -> String {
        let id = format!("attempt-{}", self.attempts.len());
        self.attempts.push(Attempt {
            id: id.clone(),
            learner: "Ana".into(),
            pack: "pack".into(),
            places: Vec::new(),
            digest: String::new(),
            part: part.clone(),
            log: Log::empty(part),
        });
        id
    }

    fn record(&mut self, _attempt: &str, _from: usize, _events: Events<'_>) -> Result<(), RecordError> {
        Ok(())
    }

    fn save_as(&mut self, _name: &str) -> Result<(), RecordError> {
        Ok(())
    }

    fn can_save_as(&self) -> bool {
        false
    }

    fn resume_command(&self) -> Option<String> {
        None
    }

    fn seed(&mut self) -> u64 {
        7
    }
}
