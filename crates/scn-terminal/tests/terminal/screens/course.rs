//! The pages of a course on a screen.

use std::collections::VecDeque;
use std::convert::Infallible;

use proptest::prelude::*;
use scn_run::{Finish, LessonEvent, Log, QuizEvent};
use scn_story::{Lesson, Story};
use scn_terminal::screen::{CourseOutcome, Page, PageBlock, PagePrompt, ScreenHost, take_course};

use super::super::learn::{Memory as Records, course, rich_course};
use super::any::{Deed, body, check};
use super::*;

/// What is done at a terminal.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// A key, by the signs of [`press`].
    Press(char),
    /// A snapshot.
    Shot(&'static str),
    Do(Deed),
}

/// A terminal at which steps are done in turn. After the last one it is gone.
pub(super) struct Terminal {
    at: Size,
    steps: VecDeque<Step>,
    shots: String,
    /// The first fault of a frame.
    pub(super) checked: Result<(), TestCaseError>,
}

impl Terminal {
    pub(super) fn new(at: Size, steps: impl IntoIterator<Item = Step>) -> Self {
        Self { at, steps: steps.into_iter().collect(), shots: String::new(), checked: Ok(()) }
    }
}

impl ScreenHost for Terminal {
    type Error = Infallible;

    fn size(&mut self) -> Result<Size, Infallible> {
        Ok(self.at)
    }

    fn show(&mut self, ui: &mut dyn ScreenUi) -> Result<(), Infallible> {
        ui.handle_resize(self.at);
        while !ui.is_over() {
            match self.steps.pop_front() {
                None => ui.handle_interrupt(),
                Some(Step::Press(sign)) => press(ui, &sign.to_string()),
                Some(Step::Shot(what)) => {
                    self.shots += &format!("=== {what}\n{}", ui.current_frame().plain_text());
                }
                Some(Step::Do(Deed::Press(key))) => ui.handle_key(key),
                Some(Step::Do(Deed::Resize(columns, rows))) => {
                    self.at = size(columns, rows);
                    ui.handle_resize(self.at);
                }
                Some(Step::Do(Deed::Tick(passed))) => ui.advance_timer(Duration::from_millis(passed)),
                Some(Step::Do(Deed::Interrupt)) => ui.handle_interrupt(),
            }
            if self.checked.is_ok() {
                self.checked = check(ui, self.at);
            }
        }
        Ok(())
    }
}

/// Takes the course on a screen; returns how it was left, and the terminal.
pub(super) fn on_terminal(
    story: &Story,
    records: &mut Records,
    options: &ScreenOptions,
    mut terminal: Terminal,
) -> (CourseOutcome, Terminal) {
    let Ok(outcome) = take_course(story, options, records, &mut terminal);
    (outcome, terminal)
}

pub(super) fn keys(keys: &str) -> impl Iterator<Item = Step> + '_ {
    keys.chars().map(Step::Press)
}

/// Presses keys at a terminal of 80 columns and takes a snapshot after the last; returns how the
/// course was left, and the snapshot.
fn pressed(records: &mut Records, pressed: &str) -> (CourseOutcome, String) {
    let steps = keys(pressed).chain([Step::Shot("last")]);
    let (outcome, terminal) = on_terminal(&course(), records, &setting(), Terminal::new(size(80, 24), steps));
    (outcome, terminal.shots)
}

/// Goes through the course, with a snapshot of every kind of page.
fn through(at: Size, look: Look) -> String {
    let script = [
        ("", "the parts"),
        ("?", "help"),
        ("!.", "a lesson"),
        (">", "more of it"),
        ("$", "its end"),
        (".", "the parts again"),
        (".", "a question"),
        ("2", "an answer with the focus"),
        (".", "feedback"),
        ("$.", "a question with several answers"),
        ("$.", "nothing is marked"),
        ("12", "answers are marked"),
        ("$.", "feedback on several"),
        ("$.", "the result"),
        ("$.", "the quiz is passed"),
        (".", "a scenario"),
        ("$3q", "a scenario is begun"),
        ("n", "a name"),
        ("Thandi.", "kept"),
        (".", "a scenario is resumed"),
        ("22$.$", "the debrief"),
        ("3", "all is done"),
        ("q", ""),
    ];
    let steps =
        script.iter().flat_map(|(pressed, what)| keys(pressed).chain((!what.is_empty()).then_some(Step::Shot(what))));
    let options = ScreenOptions { look, ..setting() };
    let mut story = course();
    story.lessons[0].markdown = include_str!("../../../src/lines/lesson/whole.md").to_owned();
    let (outcome, terminal) = on_terminal(&story, &mut Records::guest(), &options, Terminal::new(at, steps));
    assert_eq!(outcome.finish, Finish::Quit, "{}", terminal.shots);
    terminal.shots + "=== on the screen before\n" + &outcome.summary.plain_text()
}

#[test]
fn at_40_columns() {
    insta::assert_snapshot!(through(size(40, 20), PLAIN));
}

#[test]
fn at_80_columns() {
    insta::assert_snapshot!(through(size(80, 24), PLAIN));
}

#[test]
fn at_200_columns() {
    insta::assert_snapshot!(through(size(200, 30), PLAIN));
}

#[test]
fn in_ascii() {
    let shown = through(size(72, 16), Look { colour: false, ascii: true });
    assert!(shown.is_ascii(), "{shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn colour_changes_no_word_but_the_marks_of_emphasis() {
    // Marks make the columns of a table wider, and so the lines below its headings.
    let is_rule = |word: &&str| word.chars().all(|c| c == '─');
    let words = |shown: String| {
        let shown = shown.replace(['*', '_', '`'], "");
        shown.split_whitespace().filter(|word| !is_rule(word)).collect::<Vec<_>>().join(" ")
    };
    let colour = Look { colour: true, ascii: false };
    assert_eq!(words(through(size(120, 60), colour)), words(through(size(120, 60), PLAIN)));
}

#[test]
fn a_guest_is_asked_for_a_name_before_something_is_lost() {
    let (outcome, _) = pressed(&mut Records::guest(), "q");
    assert_eq!(outcome.finish, Finish::Quit, "who did nothing is not asked");
    assert!(!outcome.summary.plain_text().contains("You learned"), "{}", outcome.summary.plain_text());

    let (_, shown) = pressed(&mut Records::guest(), ".$.q");
    assert!(shown.contains("If you leave now, nothing of what you did is saved."), "{shown}");
    assert!(shown.contains("> 1  Continue\n"), "the first item loses nothing: {shown}");

    let mut records = Records::guest();
    let (_, shown) = pressed(&mut records, ".$.q2.");
    assert!(shown.contains("Type a name, or press Escape to go back."), "{shown}");
    let (_, shown) = pressed(&mut Records::guest(), ".$.q2nobody.");
    assert!(shown.contains("Not saved: this name cannot be had."), "{shown}");
    let (outcome, _) = pressed(&mut records, "q2Anna.");
    assert_eq!((outcome.finish, records.owner), (Finish::Quit, RecordOwner::Learner("Anna".into())));
    let summary = outcome.summary.plain_text();
    assert!(summary.contains("It is saved under the name Anna."), "{summary}");
    assert!(summary.contains("To resume it:\n  scn learn small --learner NAME\n"), "{summary}");

    let (outcome, _) = pressed(&mut Records::guest(), ".$.q3");
    let summary = outcome.summary.plain_text();
    assert!(summary.contains("your progress was not saved") && !summary.contains("To resume"), "{summary}");
    let (outcome, _) = pressed(&mut Records::guest(), ".$.q2!1q3");
    assert_eq!(outcome.finish, Finish::Quit, "whoever gives no name may stay or leave");
}

#[test]
fn an_interrupted_part_is_left_and_recorded() {
    for (pressed_keys, what) in [("1", "opened"), ("2", "quiz"), ("21.", "quiz"), ("33", "run")] {
        let mut records = Records::learner();
        let steps = keys(pressed_keys).chain([Step::Do(Deed::Interrupt), Step::Press('q')]);
        let (outcome, terminal) = on_terminal(&course(), &mut records, &setting(), Terminal::new(size(40, 10), steps));
        assert_eq!(outcome.finish, Finish::Interrupted, "{what}");
        assert_eq!(terminal.steps.len(), 1, "nothing is asked afterwards");
        assert!(outcome.summary.plain_text().contains("Interrupted."));
        let log = &records.attempts.last().expect("it was begun").log;
        match log {
            Log::Lesson(log) => assert!(matches!(log.last().map(|it| &it.event), Some(LessonEvent::Opened { .. }))),
            Log::Quiz(log) => assert_eq!(log.last().map(|it| &it.event), Some(&QuizEvent::Left)),
            Log::Scenario(log) => assert!(matches!(log.last().map(|it| &it.event), Some(Event::Ended(_)))),
        }
    }
}

#[test]
fn a_short_answer_is_typed_and_h_shows_a_hint() {
    let mut records = Records::learner();
    let steps = [("", "question"), ("h.", "hint"), ("three days.", "feedback"), (".", "one")];
    let steps = steps.into_iter().flat_map(|(pressed, name)| keys(pressed).chain([Step::Shot(name)]));
    let steps = keys("1").chain(steps).chain(keys("!q"));
    let (_, terminal) = on_terminal(&rich_course(), &mut records, &setting(), Terminal::new(size(80, 30), steps));
    let shots = terminal.shots;
    for part in [
        "Think of the poster.",
        "Type your answer. Type h for a hint.",
        "Your answer:",
        "Hint: It is three days.",
        "You answered “three days”, which is wrong.",
        "Right answers are “72”, “Seventy-two”: The law says so.",
        "More than one is right, and one is enough.",
    ] {
        assert!(shots.contains(part), "{part}: {shots}");
    }
    let Log::Quiz(log) = &records.attempts[0].log else { unreachable!("the part is a quiz") };
    let answered = log.iter().find_map(|it| {
        let QuizEvent::Answered { answers, .. } = &it.event else { return None };
        Some(answers.clone())
    });
    assert_eq!(answered, Some(vec!["three days".to_owned()]));
    assert!(log.iter().any(|it| matches!(it.event, QuizEvent::Hinted { hint: 1, .. })));
}

#[test]
fn an_answer_is_given_by_enter_alone() {
    for pressed_keys in ["21", "2a", "2v", "22", "21!", "21?."] {
        let mut records = Records::learner();
        pressed(&mut records, pressed_keys);
        let Log::Quiz(log) = &records.attempts[0].log else { unreachable!("the second part is a quiz") };
        assert!(!log.iter().any(|it| matches!(it.event, QuizEvent::Answered { .. })), "{pressed_keys}");
    }
    for (pressed_keys, picked) in [("21.", "ask"), ("2b.", "tell"), ("2^^.", "ask"), ("212.", "tell")] {
        let mut records = Records::learner();
        pressed(&mut records, pressed_keys);
        let Log::Quiz(log) = &records.attempts[0].log else { unreachable!("the second part is a quiz") };
        let answered = log.iter().find_map(|it| {
            let QuizEvent::Answered { answers, .. } = &it.event else { return None };
            Some(answers.join(" "))
        });
        assert_eq!(answered.as_deref(), Some(picked), "{pressed_keys}");
    }
}

#[test]
fn what_could_not_be_kept_is_said_in_every_part_and_at_the_end() {
    for (open, leave, said) in [
        ("1", "q", "It could not be saved that you read this: there is no space left on the disk."),
        ("2", "q", "Not saved: there is no space left on the disk. Saving is tried again"),
        ("3", "q3", "Not saved: there is no space left on the disk. Saving is tried again"),
    ] {
        let mut records = Records { full: true, ..Records::learner() };
        let (_, shown) = pressed(&mut records, open);
        assert!(shown.split_whitespace().collect::<Vec<_>>().join(" ").contains(said), "{shown}");
        let mut records = Records { full: true, ..Records::learner() };
        let (outcome, shown) = pressed(&mut records, &format!("{open}{leave}vvv"));
        assert!(shown.contains("Not saved: there is no space left on the disk."), "{shown}");
        let summary = outcome.summary.plain_text();
        assert!(summary.contains("Not saved: there is no space left on the disk."), "{summary}");
    }
}

#[test]
fn a_scenario_of_a_course_is_played_again_and_left_for_the_course() {
    let mut records = Records::guest();
    for pressed_keys in ["3", "3$s"] {
        let (_, shown) = pressed(&mut records, pressed_keys);
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains("this run is saved with the course once you give a name"), "{shown}");
    }
    let mut records = Records::guest();
    let (_, shown) = pressed(&mut records, "3322$.$");
    assert!(shown.contains("Back to the course") && !shown.contains("under a name"), "{shown}");
    let (_, shown) = pressed(&mut Records::guest(), "3322$.2");
    assert!(shown.contains("Decision 1"), "{shown}");
    let (_, shown) = pressed(&mut Records::guest(), "3322$.23q");
    assert!(shown.contains("started again"), "{shown}");
}

#[test]
fn time_limits_apply_in_a_course_unless_they_are_switched_off() {
    for limits_off in [false, true] {
        let options = ScreenOptions { limits_off, ..setting() };
        let steps = keys("332").chain([Step::Do(Deed::Tick(60_000)), Step::Press('q')]);
        let mut records = Records::learner();
        on_terminal(&course(), &mut records, &options, Terminal::new(size(80, 24), steps));
        let Log::Scenario(log) = &records.attempts[0].log else { unreachable!("the third part is a scenario") };
        let timed = log.iter().any(|it| matches!(it.event, Event::Chosen { timed: true, .. }));
        assert_eq!(timed, !limits_off);
    }
}

#[test]
fn notices_are_shown_with_the_parts_at_first() {
    let options = ScreenOptions { notices: vec!["This name is new.".to_owned()], ..setting() };
    let steps = [Step::Shot("first")].into_iter().chain(keys("1q")).chain([Step::Shot("second")]);
    let (_, terminal) = on_terminal(&course(), &mut Records::learner(), &options, Terminal::new(size(80, 24), steps));
    assert_eq!(terminal.shots.matches("This name is new.").count(), 1, "{}", terminal.shots);
}

#[test]
fn a_story_without_parts_has_a_course_too() {
    let (outcome, terminal) = on_terminal(
        &Story::default(),
        &mut Records::guest(),
        &setting(),
        Terminal::new(size(40, 10), keys(".1 vq").chain([Step::Shot("never")])),
    );
    assert_eq!((outcome.finish, terminal.shots.as_str()), (Finish::Quit, ""));
}

#[test]
fn a_lesson_at_another_width_keeps_its_place() {
    let markdown: String = (0..40).map(|at| format!("## Heading{at}\n\n{}\n\n", "word ".repeat(60))).collect();
    let lesson = Lesson { id: "long".into(), title: "Long".into(), markdown, ..Lesson::default() };
    let page = Page { blocks: vec![PageBlock::Lesson(lesson.markdown)], ..Page::default() };
    let mut prompt = PagePrompt::new(page, size(80, 24), PLAIN);
    while !body(&prompt)[0].contains("Heading20") {
        press(&mut prompt, "v");
    }
    for columns in [40, 200, 41, 80] {
        prompt.handle_resize(size(columns, 24));
        assert!(body(&prompt)[0].contains("Heading20"), "{columns}: {}", prompt.current_frame().plain_text());
    }
}
