//! A course in line mode.

use scn_run::{At, CourseState, LessonEvent, Log, Stamped, Status, Versions};
use scn_story::{Answer, Block, Course, Lesson, Question, Quiz, Span, When};
use scn_terminal::{print_progress, take_course};

use super::face::Closing;
use super::*;

/// Records a course in memory; can be made to fail.
pub(crate) struct Memory {
    pub(crate) owner: RecordOwner,
    pub(crate) attempts: Vec<Attempt>,
    /// Whether calls fail.
    pub(crate) full: bool,
    pub(crate) clock: i64,
}

impl Memory {
    pub(crate) fn of(owner: RecordOwner) -> Self {
        Self { owner, attempts: Vec::new(), full: false, clock: 0 }
    }

    pub(crate) fn guest() -> Self {
        Self::of(RecordOwner::Guest)
    }

    pub(crate) fn learner() -> Self {
        Self::of(RecordOwner::Learner("Thandi".into()))
    }

    fn stamped<E: Clone>(clock: &mut i64, log: &mut Vec<Stamped<E>>, from: usize, events: &[E]) {
        assert!(from <= log.len(), "nothing is left out");
        log.truncate(from);
        for event in events {
            *clock += 1;
            log.push(Stamped { at: At(*clock), event: event.clone() });
        }
    }
}

impl Recorder for Memory {
    fn owner(&self) -> &RecordOwner {
        &self.owner
    }

    fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    fn stories(&self) -> &Stories {
        static NONE: Stories = Stories::new();
        &NONE
    }

    fn begin(&mut self, part: &Part) -> String {
        let id = format!("attempt-{}", self.attempts.len() + 1);
        let (learner, pack, digest) = ("Thandi".into(), "neighbour".into(), "sha256:00".into());
        self.attempts.push(Attempt {
            id: id.clone(),
            learner,
            pack,
            places: Vec::new(),
            digest,
            part: part.clone(),
            log: Log::empty(part),
        });
        id
    }

    fn record(&mut self, attempt: &str, from: usize, events: Events<'_>) -> Result<(), RecordError> {
        let found = self.attempts.iter_mut().find(|it| it.id == attempt).expect("it was begun");
        match (&mut found.log, events) {
            (Log::Lesson(log), Events::Lesson(events)) => Self::stamped(&mut self.clock, log, from, events),
            (Log::Quiz(log), Events::Quiz(events)) => Self::stamped(&mut self.clock, log, from, events),
            (Log::Scenario(log), Events::Scenario(events)) => Self::stamped(&mut self.clock, log, from, events),
            (log, events) => unreachable!("{events:?} into {log:?}"),
        }
        if self.full { Err(RecordError("there is no space left on the disk".into())) } else { Ok(()) }
    }

    fn save_as(&mut self, name: &str) -> Result<(), RecordError> {
        if name == "nobody" {
            return Err(RecordError("this name cannot be had".into()));
        }
        self.owner = RecordOwner::Learner(name.into());
        Ok(())
    }

    fn certificate_command(&self) -> Option<String> {
        self.owner.learner_name().map(|name| format!("scn certificate --learner {name} --issuer NAME"))
    }

    fn can_save_as(&self) -> bool {
        true
    }

    fn resume_command(&self) -> Option<String> {
        Some("scn learn small --learner NAME".into())
    }

    fn seed(&mut self) -> u64 {
        7
    }
}

fn course_state(memory: &Memory) -> CourseState {
    CourseState::from_attempts(&Versions::new(&course(), memory.stories()), memory.attempts())
}

fn words(text: &str) -> Vec<Span> {
    vec![Span::Text { text: text.into(), emphasis: false, strong: false, code: false, link: None }]
}

fn answer(text: &str, right: bool, because: &str) -> Answer {
    let id = text.split(' ').next().unwrap_or_default().to_lowercase();
    Answer { id, right, text: words(text), because: if because.is_empty() { Vec::new() } else { words(because) } }
}

/// A lesson, a quiz with two questions of which one must be correct, and the neighbour scenario.
pub(crate) fn course() -> Story {
    let question = |id: &str, stem: &str, answers: Vec<Answer>| Question {
        id: id.into(),
        stem: words(stem),
        checks: vec!["careful-talk".into()],
        answers,
        ..Question::default()
    };
    let markdown = "Some things are yours.\n\n## To know\n\nWhat is kept, and why.\n\n- where\n- how long\n".to_owned();
    Story {
        lessons: vec![Lesson { id: "rights".into(), title: "Your rights".into(), markdown, ..Lesson::default() }],
        quizzes: vec![Quiz {
            id: "rules".into(),
            title: "The ground rules".into(),
            pass: Some(1),
            questions: vec![
                question(
                    "who",
                    "A neighbour asks what she owes. What do you do?",
                    vec![
                        answer("Ask to speak with her.", true, "Only she can say who may know."),
                        answer("Tell her.", false, "A friendly voice is no authorisation."),
                    ],
                ),
                question(
                    "what",
                    "Which of these are personal?",
                    vec![
                        answer("Address.", true, ""),
                        answer("Balance.", true, "Whose it is shows."),
                        answer("Weather.", false, ""),
                    ],
                ),
            ],
            ..Quiz::default()
        }],
        course: Some(Course {
            order: ["rights", "rules", "neighbour"].map(str::to_owned).to_vec(),
            ..Course::default()
        }),
        ..neighbour()
    }
}

/// A course of one quiz: a short answer with text and a hint, and a question of which one answer is
/// enough.
pub(crate) fn rich_course() -> Story {
    let hours = Question {
        id: "hours".into(),
        stem: words("For how long are notes kept?"),
        body: vec![Block::Paragraph { when: When::Always, text: words("Think of the poster.") }],
        hints: vec![words("It is three days.")],
        accept: vec!["72".into(), "Seventy-two".into()],
        because: words("The law says so."),
        ..Question::default()
    };
    let who = Question {
        id: "who".into(),
        stem: words("Who may know?"),
        any_one: true,
        answers: vec![
            answer("Owner.", true, "It is about her."),
            answer("Supervisor.", true, "She decides."),
            answer("Neighbour.", false, "It is not about him."),
        ],
        ..Question::default()
    };
    let quiz = Quiz { id: "rules".into(), title: "The rules".into(), questions: vec![hours, who], ..Quiz::default() };
    Story {
        quizzes: vec![quiz],
        course: Some(Course { order: vec!["rules".to_owned()], ..Course::default() }),
        ..neighbour()
    }
}

#[test]
fn short_answers_hints_and_one_answer_of_several() {
    let options = Options { plain: true, ..Options::default() };
    let mut output = Vec::new();
    let mut input = &b"\nh\nhint\n71 hours\n1 2\n2\n\n"[..];
    take_course(&rich_course(), &options, None, &mut Memory::guest(), &mut input, &mut output).expect("it is taken");
    let written = String::from_utf8(output).expect("it is text");
    let expected = [
        "For how long are notes kept?\n\nThink of the poster.\n\nType your answer. Type h for a hint.\n",
        "Hint: It is three days.\n\nThere are no more hints here.\n",
        "Not right.\n\n  - You answered “71 hours”, which is wrong.\n  - Right answers are “72”, “Seventy-two”: The law says so.\n",
        "Choose one answer. More than one is right, and one is enough.\n",
        "One answer is enough here: choose one.\n",
        "Right.\n\n  - You chose “Supervisor.”, which is right: She decides.\n",
        "Not passed: 1 of 2 right.\n",
    ];
    let mut rest = written.as_str();
    for part in expected {
        let at = rest.find(part);
        assert!(at.is_some(), "{part:?} is missing:\n{written}");
        rest = &rest[at.unwrap_or(0) + part.len()..];
    }
}

pub(crate) fn taken(
    options: &Options<'_>,
    rows: Option<usize>,
    keeper: &mut Memory,
    mut input: &[u8],
) -> (Finish, String) {
    let mut output = Vec::new();
    let finish = take_course(&course(), options, rows, keeper, &mut input, &mut output).expect("it is taken");
    (finish, String::from_utf8(output).expect("what is written is text"))
}

pub(crate) fn at_a_terminal(width: usize) -> Options<'static> {
    Options { width, interactive: true, ..Options::default() }
}

/// The whole course: the lesson, the quiz with one mistyped answer, the scenario.
const WHOLE: &[u8] = b"\n\n9\ntell\n1, 2\n\nask\ntell\nall\n\n";

#[test]
fn over_a_pipe() {
    let options = Options { plain: true, ..Options::default() };
    let (finish, written) = taken(&options, None, &mut Memory::guest(), WHOLE);
    assert_eq!(finish, Finish::EndOfInput);
    insta::assert_snapshot!(written);
}

#[test]
fn at_a_terminal_of_40_columns() {
    let mut memory = Memory::learner();
    let input = b"?\nl\n9\nrights\nq\n1\n\n\n\ntwo\n1 2\n2\n1\n3\nq\nrules\nweather\n\nhurry\nq\nq\n";
    let (finish, written) = taken(&at_a_terminal(40), Some(10), &mut memory, input);
    assert_eq!(finish, Finish::Quit);
    insta::assert_snapshot!(written);
}

/// A dumb terminal: a person answers, but only plain text can be shown.
#[test]
fn in_a_dumb_terminal() {
    let options = Options { plain: true, ..at_a_terminal(60) };
    let (finish, written) = taken(&options, Some(8), &mut Memory::guest(), b"\n\n\nask\nq\n?\nn\nAnna\nq\n");
    assert_eq!(finish, Finish::Quit);
    insta::assert_snapshot!(written);
}

#[test]
fn progress_as_a_table() {
    let mut memory = Memory::learner();
    taken(&Options::default(), None, &mut memory, WHOLE);
    let state = course_state(&memory);
    let shown = |width, plain| {
        let mut output = Vec::new();
        print_progress(&state, &Options { width, plain, ..Options::default() }, None, &mut output)
            .expect("a vector takes everything");
        String::from_utf8(output).expect("what is written is text")
    };
    insta::assert_snapshot!([shown(80, false), shown(40, false), shown(60, true)].join("=====\n"));
}

/// The published schema. Regenerate it with `SCN_WRITE=1 cargo test -p scn-terminal`.
#[test]
#[expect(clippy::disallowed_methods, reason = "the schema is kept in a file")]
fn progress_is_of_the_published_form() {
    const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../scn-run/schema/progress.schema.json");
    if std::env::var_os("SCN_WRITE").is_some() {
        std::fs::write(PATH, CourseState::schema_json()).expect("the schema can be written");
    }
    let kept = std::fs::read_to_string(PATH).expect("the schema is published");
    assert!(kept == CourseState::schema_json(), "{PATH} is out of date: run SCN_WRITE=1 cargo test -p scn-terminal");
    let schema = serde_json::from_str(&kept).expect("the schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let mut memory = Memory::learner();
    for input in [&b""[..], b"\n", b"\ntell\n", WHOLE] {
        taken(&Options::default(), None, &mut memory, input);
        let state = course_state(&memory).to_json();
        let state = serde_json::from_str(&state).expect("it is JSON");
        assert!(schema.is_valid(&state), "{state}");
    }
    assert!(!schema.is_valid(&serde_json::json!({"version": 1})));
}

#[test]
fn a_course_is_resumed_in_the_middle_of_anything() {
    let mut memory = Memory::learner();
    // Each line in a separate process: the input may end anywhere.
    let lines: Vec<&str> = "\n|\ntell\n|2\n1, 2\n|3\nask\n|3\ntell\n|3\nall\n".split('|').collect();
    for line in &lines {
        let (finish, _) = taken(&Options::default(), None, &mut memory, line.as_bytes());
        assert_eq!(finish, Finish::EndOfInput);
    }
    let state = course_state(&memory);
    let results: Vec<_> =
        state.parts.iter().map(|it| (it.result.as_deref().unwrap_or_default(), it.attempts)).collect();
    assert_eq!(results[..2], [("read", 1), ("1 of 2 right, passed", 1)]);
    assert_eq!((state.parts[2].status, state.parts[2].attempts), (Status::Done, 1), "{results:?}");
    assert!(memory.attempts.iter().all(|attempt| attempt.part.id() != "rights" || attempt.log == read()));
    assert_eq!(state.complete, state.parts[2].passed);
}

fn read() -> Log {
    let opened =
        LessonEvent::Opened { pack: course().pack.name, digest: course().pack.digest, lesson: "rights".into() };
    Log::Lesson(vec![Stamped { at: At(1), event: opened }, Stamped { at: At(2), event: LessonEvent::Read }])
}

#[test]
fn a_lesson_left_half_way_is_not_read() {
    let mut memory = Memory::learner();
    taken(&at_a_terminal(40), Some(8), &mut memory, b"1\nq\nq\n");
    let state = course_state(&memory);
    assert_eq!((state.parts[0].status, state.parts[0].attempts), (Status::Begun, 1));
    taken(&at_a_terminal(40), Some(8), &mut memory, b"1\n\n\n\nq\n");
    let state = course_state(&memory);
    assert_eq!((state.parts[0].status, state.parts[0].attempts), (Status::Done, 1));
}

#[test]
fn a_guest_may_keep_it_under_a_name_at_any_time() {
    let mut early = Memory::guest();
    let (_, written) = taken(&at_a_terminal(80), None, &mut early, b"\nn\nnobody\nAnna\nq\n");
    assert!(written.contains("Your progress could not be saved: this name cannot be had."), "{written}");
    assert!(
        written.contains("Your progress so far is saved, and everything from now on is saved too.")
            && !written.contains("was not saved")
    );
    assert_eq!(early.owner, RecordOwner::Learner("Anna".into()));
    let mut late = Memory::guest();
    let (_, written) = taken(&at_a_terminal(80), None, &mut late, b"\nq\nAnna\n");
    assert!(written.contains("your progress is not saved yet") && late.owner != RecordOwner::Guest, "{written}");
    let (_, written) = taken(&at_a_terminal(80), None, &mut Memory::guest(), b"\nq\n\n");
    assert!(written.ends_with("You learned as a guest: your progress was not saved.\n"), "{written}");
    let (_, written) = taken(&at_a_terminal(80), None, &mut Memory::guest(), b"q\n");
    assert!(!written.contains("You learned"), "who did nothing is not asked: {written}");
}

#[test]
fn that_nothing_can_be_kept_is_said_and_hinders_nobody() {
    let mut memory = Memory { full: true, ..Memory::learner() };
    let (_, written) = taken(&Options::default(), None, &mut memory, WHOLE);
    let said = |words: &str| written.replace('\n', " ").matches(words).count();
    assert_eq!(said("From here on, this quiz is not saved: there is no space left on the disk."), 1, "{written}");
    assert_eq!(said("From here on, this run is not saved: there is no space left on the disk."), 1, "{written}");
    let state = course_state(&memory);
    assert_eq!(state.done_count(), 3, "what was done counts as long as this lasts");
}

#[test]
fn an_output_that_closes_is_a_quiet_end_of_a_course_too() {
    let mut memory = Memory::learner();
    let whole = taken(&Options::default(), None, &mut memory, WHOLE).1.len();
    for bytes in (0..whole).step_by(89) {
        let mut memory = Memory::learner();
        let finish = take_course(&course(), &Options::default(), None, &mut memory, &mut &*WHOLE, &mut Closing(bytes));
        assert_eq!(finish.expect("closing is no error"), Finish::Closed);
    }
}

#[test]
fn no_line_of_a_course_is_too_wide() {
    for width in [20, 27, 40, 80] {
        for plain in [false, true] {
            let options = Options { plain, ..at_a_terminal(width) };
            let (_, written) =
                taken(&options, Some(12), &mut Memory::guest(), b"\n\n\n\n\n?\n9\n1\nq\n3\nq\nl\n?\nx\nq\n\n");
            // Text to be copied is not wrapped, and an answer is typed on the line of its prompt.
            let copied = |line: &str| {
                line.starts_with("  scn learn")
                    || line.starts_with("  --seed")
                    || line.starts_with("  --choices")
                    || line.ends_with(": ")
            };
            for line in written.lines().filter(|line| !copied(line) && !line.contains(": Screen")) {
                assert!(line.chars().count() <= width, "{width}: {line:?}");
            }
        }
    }
}
