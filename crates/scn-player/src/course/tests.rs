//! Courses, taken by learners who leave, fail and come back.

use scn_story::{
    Answer, Choice, Course, Ending, Lesson, Link, Outcome, OutcomeWhen, Pack, Principle, Question, Quiz, RunResult,
    Scenario, Situation, Span, Story, Target,
};

use super::{CourseState, Status};
use crate::{At, Attempt, Event, LessonEvent, Log, Part, Playable, QuizEvent, QuizSession, Session, Stamped};

fn words(text: &str) -> Vec<Span> {
    vec![Span::Text { text: text.into(), emphasis: false, strong: false, code: false, link: None }]
}

/// Three decisions in a row, each of them upholding or breaking; the last leads to an ending of each result.
fn scenario(id: &str, endings: &[RunResult]) -> Scenario {
    let choice = |id: &str, rating: i8, next: String| Choice {
        id: id.into(),
        written: true,
        label: words(id),
        outcomes: vec![Outcome {
            when: OutcomeWhen::Always,
            body: Vec::new(),
            links: vec![Link { principle: "privacy".into(), rating, because: Vec::new() }],
            feedback: Vec::new(),
            set: Vec::new(),
            detour: None,
            next: Some(Target::Node(next)),
        }],
        ..Choice::default()
    };
    let situation = |at: usize| {
        let to = |ending: &str| if at == 3 { ending.to_owned() } else { format!("s{}", at + 1) };
        let choices = match at {
            3 => endings.iter().map(|result| choice(word(*result), 2, word(*result).into())).collect(),
            _ => vec![choice("keep", 2, to("passed")), choice("tell", -2, to("failed"))],
        };
        Situation { id: format!("s{at}"), title: format!("Moment {at}"), choices, ..Situation::default() }
    };
    Scenario {
        id: id.into(),
        title: format!("The {id}"),
        start: "s1".into(),
        situations: (1..=3).map(situation).collect(),
        endings: endings
            .iter()
            .map(|result| Ending {
                id: word(*result).into(),
                title: format!("It {}", word(*result)),
                result: *result,
                body: Vec::new(),
            })
            .collect(),
        ..Scenario::default()
    }
}

fn word(result: RunResult) -> &'static str {
    crate::result_word(result)
}

fn story(course: Option<Course>) -> Story {
    let answer = |id: &str, right| Answer { id: id.into(), written: true, right, text: words(id), because: Vec::new() };
    let question = |id: &str| Question {
        id: id.into(),
        stem: words(id),
        answers: vec![answer("a", true), answer("b", false)],
        ..Question::default()
    };
    Story {
        scn: 1,
        pack: Pack { name: "small".into(), title: "Small".into(), digest: "sha256:00".into(), ..Pack::default() },
        course,
        principles: vec![Principle {
            id: "privacy".into(),
            title: "Privacy".into(),
            weight: 1,
            ..Principle::default()
        }],
        lessons: vec![Lesson { id: "rights".into(), title: "Your rights".into(), ..Lesson::default() }],
        quizzes: vec![Quiz {
            id: "rules".into(),
            title: "The rules".into(),
            pass: Some(1),
            questions: vec![question("q1"), question("q2")],
            ..Quiz::default()
        }],
        scenarios: vec![
            scenario("call", &[RunResult::Passed, RunResult::Failed]),
            scenario("letter", &[RunResult::Mixed]),
        ],
    }
}

/// What a learner does, one attempt after the other.
struct Record<'s> {
    story: &'s Story,
    attempts: Vec<Attempt>,
}

impl Record<'_> {
    fn add(&mut self, part: Part, log: Log) {
        let id = format!("attempt-{}", self.attempts.len() + 1);
        let (pack, digest) = (self.story.pack.name.clone(), self.story.pack.digest.clone());
        self.attempts.push(Attempt { id, learner: "Thandi".into(), pack, digest, part, log });
    }

    fn stamped<E>(&self, events: Vec<E>) -> Vec<Stamped<E>> {
        let at = |at: usize| At(i64::try_from(1_000 * (self.attempts.len() + 1) + at).unwrap_or(0));
        events.into_iter().enumerate().map(|(number, event)| Stamped { at: at(number), event }).collect()
    }

    fn lesson(&mut self, read: bool) {
        let (pack, digest) = (self.story.pack.name.clone(), self.story.pack.digest.clone());
        let opened = LessonEvent::Opened { pack, digest, lesson: "rights".into() };
        let events = if read { vec![opened, LessonEvent::Read] } else { vec![opened] };
        self.add(Part::Lesson("rights".into()), Log::Lesson(self.stamped(events)));
    }

    fn quiz(&mut self, answers: &[&str]) {
        let mut session = QuizSession::start(self.story, &self.story.quizzes[0], 1, None);
        for answer in answers {
            session.answer(&[(*answer).to_owned()]).expect("it is an answer");
        }
        let events: Vec<QuizEvent> = session.events().to_vec();
        self.add(Part::Quiz("rules".into()), Log::Quiz(self.stamped(events)));
    }

    fn scenario(&mut self, id: &str, choices: &[&str]) {
        let playable = Playable::new(self.story, Some(id)).expect("it is whole");
        let mut session = Session::start(&playable, 1, None);
        for choice in choices {
            session.choose(choice, None).expect("it is on offer");
        }
        session.leave();
        let events: Vec<Event> = session.events().to_vec();
        self.add(Part::Scenario(id.into()), Log::Scenario(self.stamped(events)));
    }
}

/// One line a part, then what is next and what is missing.
fn told(story: &Story, attempts: &[Attempt]) -> Vec<String> {
    let state = CourseState::of(story, attempts);
    let part = |it: &super::PartState| {
        let result = it.result.as_ref().map(|words| format!(" ({words})")).unwrap_or_default();
        let open = it.open.as_ref().map(|id| format!(", open: {id}")).unwrap_or_default();
        format!("{} {}: {}{result}, {}{open}", it.part.kind(), it.part.id(), it.status.word(), it.attempts)
    };
    let next = state.next.as_ref().map_or_else(|| "nothing".to_owned(), |part| part.id().to_owned());
    state.parts.iter().map(part).chain([format!("next: {next}")]).chain(state.missing).collect()
}

#[test]
fn a_course_from_its_beginning_to_its_end() {
    let story = story(None);
    let mut record = Record { story: &story, attempts: Vec::new() };
    assert_eq!(
        told(&story, &record.attempts),
        [
            "lesson rights: not begun, 0",
            "quiz rules: not begun, 0",
            "scenario call: not begun, 0",
            "scenario letter: not begun, 0",
            "next: rights",
            "read “Your rights”",
            "pass the quiz “The rules”",
            "pass the scenario “The call”",
            "pass the scenario “The letter”",
        ]
    );
    record.lesson(false);
    record.lesson(true);
    record.quiz(&["b"]);
    assert_eq!(
        told(&story, &record.attempts)[..2],
        ["lesson rights: done (read), 2", "quiz rules: begun, 1, open: attempt-3"]
    );
    record.quiz(&["b", "b"]);
    assert_eq!(told(&story, &record.attempts)[1], "quiz rules: begun (0 of 2 right, not passed), 2");
    record.quiz(&["a", "b"]);
    record.quiz(&["b", "b"]);
    record.scenario("call", &["keep"]);
    assert_eq!(
        told(&story, &record.attempts)[1..5],
        [
            "quiz rules: done (1 of 2 right, passed), 4",
            "scenario call: begun, 1, open: attempt-7",
            "scenario letter: not begun, 0",
            "next: call",
        ]
    );
    record.scenario("call", &["keep", "keep", "failed"]);
    // One that has no ending `passed` is passed by any.
    record.scenario("letter", &["keep", "tell", "mixed"]);
    assert_eq!(
        told(&story, &record.attempts)[2..],
        [
            "scenario call: done (came to “It failed”, failed), 2",
            "scenario letter: done (came to “It mixed”, mixed), 1",
            "next: call",
            "pass the scenario “The call”",
        ]
    );
    record.scenario("call", &["keep", "keep", "passed"]);
    record.scenario("call", &["tell", "tell", "failed"]);
    let state = CourseState::of(&story, &record.attempts);
    assert!(state.complete && state.next.is_none() && state.done() == 4);
    assert_eq!(state.parts[2].result.as_deref(), Some("came to “It failed”, failed; passed before"));
    // Two runs that tell the reader twice, with a decision each that is no such thing: at the last moment all choices are the same on it.
    let handled: Vec<_> = state
        .profile
        .iter()
        .map(|it| (it.title.as_str(), it.score.points, it.score.of, it.decisions, it.band))
        .collect();
    assert_eq!(handled, [("Privacy", 4, 16, 4, "needs attention")]);
    assert_eq!(state.parts[0].done_at, Some(At(2_001)), "the second attempt read it");
}

#[test]
fn a_course_may_ask_for_fewer_scenarios_and_have_an_order() {
    let order = ["letter", "gone", "rights", "call", "letter"].map(str::to_owned).to_vec();
    let story = story(Some(Course { order, pass: Some(1) }));
    let mut record = Record { story: &story, attempts: Vec::new() };
    record.quiz(&["a", "a"]);
    assert_eq!(
        told(&story, &record.attempts),
        [
            "scenario letter: not begun, 0",
            "lesson rights: not begun, 0",
            "scenario call: not begun, 0",
            "next: letter",
            "read “Your rights”",
            "pass 1 more scenario, of “The letter”, “The call”",
        ]
    );
    record.scenario("letter", &["keep", "keep", "mixed"]);
    record.lesson(true);
    let state = CourseState::of(&story, &record.attempts);
    assert!(state.complete);
    assert_eq!(state.next, Some(Part::Scenario("call".into())), "there is more to do");
}

#[test]
fn what_comes_after_a_part_is_not_that_part_while_there_is_another() {
    let story = story(None);
    let mut record = Record { story: &story, attempts: Vec::new() };
    record.lesson(true);
    record.quiz(&["b", "b"]);
    let state = CourseState::of(&story, &record.attempts);
    let after = |part: &Part| state.after(part).map(|it| it.part.id());
    assert_eq!(after(&Part::Lesson("rights".into())), Some("rules"));
    assert_eq!(after(&Part::Quiz("rules".into())), Some("call"), "a quiz that was not passed can wait");
    assert_eq!(after(&Part::Scenario("letter".into())), Some("rules"));
}

#[test]
fn an_ending_that_went_and_a_part_that_went_are_borne() {
    let mut story = story(None);
    let mut record = Record { story: &story.clone(), attempts: Vec::new() };
    record.scenario("call", &["keep", "keep", "passed"]);
    record.scenario("letter", &["keep", "keep", "mixed"]);
    let attempts = record.attempts;
    story.scenarios.pop();
    story.scenarios[0].endings[0].id = "other".into();
    let state = CourseState::of(&story, &attempts);
    assert_eq!(state.parts[2].result.as_deref(), Some("came to an ending that is no longer there"));
    assert_eq!((state.parts.len(), state.parts[2].status, state.parts[2].passed), (3, Status::Done, false));
    assert_eq!(CourseState::of(&Story::default(), &attempts).parts, []);
}
