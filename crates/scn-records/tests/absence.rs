//! The durations in xAPI statements do not include the time in which nobody was there.

use scn_records::{Sender, Stories, statements};
use scn_run::{At, Attempt, Ended, Event, LessonEvent, Log, Part, QuizEvent, Stamped};

/// A day, in milliseconds.
const DAY: i64 = 86_400_000;

fn stamped<E>(events: Vec<(i64, E)>) -> Vec<Stamped<E>> {
    events.into_iter().map(|(at, event)| Stamped { at: At(at), event }).collect()
}

/// Returns the verbs of an attempt with their durations.
fn durations(part: Part, log: Log) -> Vec<(String, String)> {
    let sender = Sender { base: "https://example.org", account: "a", platform: "scn", moment: |at| at.0.to_string() };
    let attempt = Attempt {
        id: "one".into(),
        learner: "Ana".into(),
        pack: "p".into(),
        places: Vec::new(),
        digest: "sha256:0".into(),
        part,
        log,
    };
    let owned_pairs = statements(&sender, &Stories::new(), &attempt);
    let word = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
    owned_pairs
        .iter()
        .filter_map(|it| Some((word(it["verb"]["id"].as_str()?), it["result"]["duration"].as_str()?.to_owned())))
        .collect()
}

fn owned_pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(verb, duration)| ((*verb).to_owned(), (*duration).to_owned())).collect()
}

#[test]
fn a_run_that_was_left_and_resumed_takes_no_longer() {
    let (pack, digest, scenario) = ("p".to_owned(), "sha256:0".to_owned(), "s".to_owned());
    let shown = || Event::Shown { at: "a".into(), choices: vec!["go".into()], locked: Vec::new() };
    let chosen = || Event::Chosen { at: "a".into(), choice: "go".into(), timed: false, earlier: None };
    let resumed = |kept| Event::Resumed { digest: digest.clone(), kept, scenario: None };
    let log = vec![
        (0, Event::Started { pack, digest: digest.clone(), scenario, seed: 1 }),
        (0, shown()),
        (1_000, chosen()),
        (1_000, shown()),
        (3_000, Event::Ended(Ended::Left { at: "a".into() })),
        (DAY, resumed(1)),
        (DAY, shown()),
        (DAY + 2_000, chosen()),
        (DAY + 2_000, shown()),
        // The process was killed, so no event says that the run was left.
        (3 * DAY, resumed(2)),
        (3 * DAY, shown()),
        (3 * DAY + 4_000, chosen()),
        (3 * DAY + 4_500, Event::Ended(Ended::Ending { at: "e".into() })),
    ];
    let expected = [
        ("answered", "PT1.00S"),
        ("answered", "PT2.00S"),
        ("answered", "PT4.00S"),
        ("completed", "PT9.50S"),
        ("terminated", "PT9.50S"),
    ];
    assert_eq!(durations(Part::Scenario("s".into()), Log::Scenario(stamped(log))), owned_pairs(&expected));
}

#[test]
fn a_try_of_a_quiz_that_was_left_and_resumed_takes_no_longer() {
    let (pack, digest, quiz) = ("p".to_owned(), "sha256:0".to_owned(), "q".to_owned());
    let asked = |question: &str| QuizEvent::Asked { question: question.into(), answers: vec!["a".into()] };
    let answered = |question: &str| QuizEvent::Answered { question: question.into(), answers: vec!["a".into()] };
    let questions = vec!["one".to_owned(), "two".to_owned()];
    let log = vec![
        (0, QuizEvent::Started { pack, digest: digest.clone(), quiz, seed: 1, questions }),
        (0, asked("one")),
        (2_000, answered("one")),
        (2_000, asked("two")),
        (2_500, QuizEvent::Left),
        (DAY, QuizEvent::Resumed { digest, questions: Vec::new(), kept: 1, quiz: None }),
        (DAY + 3_000, answered("two")),
        (DAY + 3_000, QuizEvent::Ended),
    ];
    let expected =
        [("answered", "PT2.00S"), ("answered", "PT3.00S"), ("completed", "PT5.50S"), ("terminated", "PT5.50S")];
    assert_eq!(durations(Part::Quiz("q".into()), Log::Quiz(stamped(log))), owned_pairs(&expected));
}

#[test]
fn a_lesson_that_was_opened_again_takes_no_longer() {
    let opened = || LessonEvent::Opened { pack: "p".into(), digest: "sha256:0".into(), lesson: "l".into() };
    let log = vec![(0, opened()), (DAY, opened()), (DAY + 7_000, LessonEvent::Read)];
    let expected = [("completed", "PT7.00S"), ("terminated", "PT7.00S")];
    assert_eq!(durations(Part::Lesson("l".into()), Log::Lesson(stamped(log))), owned_pairs(&expected));
}
