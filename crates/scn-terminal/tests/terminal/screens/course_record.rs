//! What a course on a screen records, and any keys in it.

use proptest::prelude::*;
use scn_run::{Finish, Log, Stamped};
use scn_terminal::screen::{Answer, Page, PageBlock, PageOption, PagePrompt};

use super::super::learn::{Memory as Records, at_a_terminal, course, taken};
use super::any::{body, check_scrolling, deed};
use super::course::{Step, Terminal, keys, on_terminal};
use super::*;

/// The events of all attempts.
fn events(records: &Records) -> Vec<String> {
    let stamps = |log: &Log| match log {
        Log::Lesson(log) => format!("{:?}", Stamped::events(log)),
        Log::Quiz(log) => format!("{:?}", Stamped::events(log)),
        Log::Scenario(log) => format!("{:?}", Stamped::events(log)),
    };
    records.attempts.iter().map(|it| format!("{} {:?} {}", it.id, it.part, stamps(&it.log))).collect()
}

/// Plays lines in line mode and keys on the full screen, and compares what was recorded.
fn check_same(new_records: impl Fn() -> Records, lines: &str, pressed: &str) -> Result<(), TestCaseError> {
    let mut in_lines = new_records();
    let (finish, _) = taken(&at_a_terminal(40), Some(10), &mut in_lines, lines.as_bytes());
    let mut on_screen = new_records();
    let (outcome, _) = on_terminal(&course(), &mut on_screen, &setting(), Terminal::new(size(40, 10), keys(pressed)));
    prop_assert_eq!(finish, outcome.finish, "{:?} {:?}", lines, pressed);
    prop_assert_eq!(events(&in_lines), events(&on_screen), "{:?} {:?}", lines, pressed);
    prop_assert_eq!(in_lines.owner, on_screen.owner);
    Ok(())
}

#[test]
fn a_guest_who_gives_a_name_is_recorded_as_in_line_mode() {
    for (lines, pressed) in [
        ("1\n\nn\nAnna\n2\n2\n1 2\nq\n", "1$.nAnna.22.$.12$.$.$.q"),
        ("3\n3\nq\nq\nAnna\n", "33qq2Anna."),
        ("3\n3\nb\nh\nq\nq\n\n", "33bhqq3"),
    ] {
        check_same(Records::guest, lines, pressed).expect("the records are the same");
    }
}

/// What a learner does in one part of the course.
#[derive(Clone, Copy, Debug)]
enum Visit {
    /// Reads the lesson, to its end or not.
    Lesson(bool),
    /// Gives answers to the two questions, or to the first only, or to none.
    Quiz { answers: usize, single: bool, several: usize },
    /// Does so many things in the scenario, and leaves it if it has not ended.
    Run { deeds: [RunDeed; 4], save: bool },
}

#[derive(Clone, Copy, Debug)]
enum RunDeed {
    Choose,
    Undo,
    Hint,
    Wait,
}

fn visit() -> impl Strategy<Value = Visit> {
    let run_deed = prop_oneof![
        5 => Just(RunDeed::Choose),
        2 => Just(RunDeed::Undo),
        1 => Just(RunDeed::Hint),
        1 => Just(RunDeed::Wait),
    ];
    prop_oneof![
        any::<bool>().prop_map(Visit::Lesson),
        (0_usize..3, any::<bool>(), 1_usize..8).prop_map(|(answers, single, several)| Visit::Quiz {
            answers,
            single,
            several
        }),
        (prop::array::uniform4(run_deed), any::<bool>()).prop_map(|(deeds, save)| Visit::Run { deeds, save }),
    ]
}

/// What to type in line mode and to press on the screen.
#[derive(Default)]
struct Script {
    lines: String,
    keys: String,
    /// How many questions of the open try are answered.
    answered: usize,
    /// How many choices of the open run are made.
    made: usize,
}

impl Script {
    fn add(&mut self, lines: &str, keys: &str) {
        self.lines += lines;
        self.keys += keys;
    }

    fn add_visit(&mut self, visit: Visit) {
        match visit {
            Visit::Lesson(true) => self.add("1\n\n", "1$."),
            Visit::Lesson(false) => self.add("1\nq\n", "1q"),
            Visit::Quiz { answers, single, several } => self.add_quiz(answers, single, several),
            Visit::Run { deeds, save } => self.add_run(deeds, save),
        }
    }

    fn add_quiz(&mut self, answers: usize, single: bool, several: usize) {
        self.add("2\n", "2");
        for _ in 0..answers {
            if self.answered == 0 {
                let number = 1 + u32::from(single);
                self.add(&format!("{number}\n"), &format!("{number}.$."));
                self.answered = 1;
            } else {
                let numbers: Vec<String> =
                    (0..3).filter(|bit| (several >> bit) & 1 == 1).map(|bit: usize| (bit + 1).to_string()).collect();
                self.add(&format!("{}\n", numbers.join(" ")), &format!("{}$.$.$.", numbers.concat()));
                self.answered = 0;
                return;
            }
        }
        self.add("q\n", "q");
    }

    fn add_run(&mut self, deeds: [RunDeed; 4], save: bool) {
        self.add("3\n", "3");
        for deed in deeds {
            match deed {
                RunDeed::Choose => {
                    let number = [3, 2, 2][self.made];
                    self.add(&format!("{number}\n"), &number.to_string());
                    self.made += 1;
                }
                RunDeed::Undo => {
                    self.add("b\n", "b");
                    self.made = self.made.saturating_sub(1);
                }
                RunDeed::Hint => self.add("h\n", "h"),
                RunDeed::Wait => self.add("?\n", "?!"),
            }
            if self.made == 3 {
                self.made = 0;
                return self.add("", "$.3");
            }
        }
        if save { self.add("s\n", "s") } else { self.add("q\n", "q") }
    }
}

/// A page with a lesson or a question, and words that have to be seen.
fn reading() -> impl Strategy<Value = (Page, Vec<String>)> {
    let pieces = prop::sample::select(vec![
        "# W\n\n",
        "## W W\n\n",
        "W W W W W W W W W W W W\n\n",
        "- W\n- W W\n\n",
        "1. W\n   - W\n\n",
        "> W W\n> W\n\n",
        "| W | W |\n|---|---|\n| W | W |\n| W W W W W W | W |\n\n",
        "```\nW W\n  W\n```\n\n",
        "[W](https://W.org) *W* **W**\n\n",
        "<b>W</b>\n\n",
        "W  \nW\n\n",
        "---\n\nW\n\n",
    ]);
    (prop::collection::vec(pieces, 0..14), 0_usize..12, any::<bool>(), any::<bool>()).prop_map(
        |(pieces, answers, several, is_question)| {
            let mut words = Vec::new();
            let mut numbered = |text: &str| {
                text.split_inclusive('W')
                    .map(|piece| match piece.strip_suffix('W') {
                        Some(before) => {
                            words.push(format!("w{}x", words.len()));
                            format!("{before}{}", words.last().cloned().unwrap_or_default())
                        }
                        None => piece.to_owned(),
                    })
                    .collect::<String>()
            };
            let markdown = numbered(&pieces.concat());
            let answers = if is_question { answers } else { 0 };
            let options = (0..answers).map(|_| {
                let label = vec![scn_run::Words { text: numbered("W W W W"), ..scn_run::Words::default() }];
                PageOption { label, ..PageOption::default() }
            });
            let options = options.collect();
            let page = Page {
                blocks: vec![PageBlock::Lesson(markdown)],
                options,
                several,
                confirm: !several,
                ..Page::default()
            };
            (page, words)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_is_recorded_is_what_line_mode_records(visits in prop::collection::vec(visit(), 0..9), full in any::<bool>()) {
        let mut script = Script::default();
        visits.iter().for_each(|visit| script.add_visit(*visit));
        script.add("q\n", "q");
        // Where nothing can be kept, saving and leaving ask first on the screen.
        let runs = visits.iter().any(|visit| matches!(visit, Visit::Run { .. }));
        let new_records = || Records { full: full && !runs, ..Records::learner() };
        check_same(new_records, &script.lines, &script.keys)?;
    }

    #[test]
    fn any_keys_at_any_size_fit_and_lose_nothing(
        deeds in prop::collection::vec(deed(), 1..120),
        columns in 1_usize..120,
        rows in 1_usize..40,
        learner in any::<bool>(),
        ascii in any::<bool>(),
    ) {
        let mut records = if learner { Records::learner() } else { Records::guest() };
        let options = ScreenOptions { look: Look { colour: learner, ascii }, ..setting() };
        let steps = deeds.into_iter().map(Step::Do);
        let (outcome, terminal) = on_terminal(&course(), &mut records, &options, Terminal::new(size(columns, rows), steps));
        terminal.checked?;
        prop_assert!(matches!(outcome.finish, Finish::Quit | Finish::Interrupted));
        // Every part that was opened has a record, and what was left can be resumed.
        for attempt in &records.attempts {
            prop_assert!(!attempt.log.is_empty());
        }
    }

    #[test]
    fn all_words_of_a_lesson_and_a_question_can_be_scrolled_to(
        (page, words) in reading(),
        columns in 40_usize..=200,
        rows in 10_usize..30,
        line_by_line in any::<bool>(),
    ) {
        let whole = body(&PagePrompt::new(page.clone(), size(columns, 2_000), PLAIN));
        for word in &words {
            let is_shown = |row: &String| row.split(|c: char| !c.is_alphanumeric()).any(|it| it == word);
            prop_assert!(whole.iter().any(is_shown), "{word} in {whole:#?}");
        }
        check_scrolling(&page, &whole, size(columns, rows), line_by_line)?;
    }

    #[test]
    fn a_lesson_is_shown_to_its_end_only_when_its_end_is_visible(
        (page, _) in reading(),
        columns in 40_usize..=200,
        rows in 10_usize..30,
    ) {
        let page = Page { options: Vec::new(), several: false, confirm: false, next: Some("done".to_owned()), ..page };
        let mut prompt = PagePrompt::new(page, size(columns, rows), PLAIN);
        let is_end = |prompt: &PagePrompt| !prompt.current_frame().plain_text().contains("↓ more");
        let mut ended = false;
        while !prompt.is_over() {
            ended |= is_end(&prompt);
            press(&mut prompt, ".");
            ended |= is_end(&prompt);
            prop_assert_eq!(prompt.was_shown_to_end(), ended);
        }
        prop_assert_eq!(prompt.answer(), Some(&Answer::Next));
    }
}
