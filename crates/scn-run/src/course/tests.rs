//! Courses of learners who leave, fail and come back.

use scn_story::{
    Answer, Choice, Course, Ending, Lesson, Link, NextCase, Outcome, OutcomeWhen, Pack, Principle, Question, Quiz,
    RequiredBand, RunResult, Scenario, Situation, Span, Story, Target,
};

use super::{CourseState, Status};
use crate::{
    At, Attempt, Event, LessonEvent, Log, Part, Playable, QuizEvent, QuizSession, Session, Stamped, Stories, Versions,
};

fn words(text: &str) -> Vec<Span> {
    vec![Span::Text { text: text.into(), emphasis: false, strong: false, code: false, link: None }]
}

/// Three decisions in a row, each upholding or breaking; the last leads to an ending with the given
/// results.
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
            next: vec![NextCase { when: None, to: Target::Node(next) }],
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
    let answer = |id: &str, right| Answer { id: id.into(), right, text: words(id), because: Vec::new() };
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
        certificate: None,
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

/// The record of a learner, attempt by attempt.
struct Record<'s> {
    story: &'s Story,
    attempts: Vec<Attempt>,
}

impl Record<'_> {
    fn add(&mut self, part: Part, log: Log) {
        let id = format!("attempt-{}", self.attempts.len() + 1);
        let (pack, digest) = (self.story.pack.name.clone(), self.story.pack.digest.clone());
        self.attempts.push(Attempt { id, learner: "Thandi".into(), pack, places: Vec::new(), digest, part, log });
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

/// Judges by a story that is the only version.
fn judged(story: &Story, attempts: &[Attempt]) -> CourseState {
    CourseState::from_attempts(&Versions::new(story, &Stories::new()), attempts)
}

/// One line for each part, then the next part and the missing requirements.
fn described(story: &Story, attempts: &[Attempt]) -> Vec<String> {
    let state = judged(story, attempts);
    let part = |it: &super::PartState| {
        let result = it.result.as_ref().map(|words| format!(" ({words})")).unwrap_or_default();
        let open = it.open.as_ref().map(|id| format!(", open: {id}")).unwrap_or_default();
        format!("{} {}: {}{result}, {}{open}", it.part.kind(), it.part.id(), it.status.as_str(), it.attempts)
    };
    let next = state.next.as_ref().map_or_else(|| "nothing".to_owned(), |part| part.id().to_owned());
    state.parts.iter().map(part).chain([format!("next: {next}")]).chain(state.missing).collect()
}

#[test]
fn a_quiz_can_be_tried_so_often_until_it_is_passed() {
    let mut story = story(None);
    story.quizzes[0].tries = Some(2);
    let part = Part::Quiz("rules".to_owned());
    let mut record = Record { story: &story, attempts: Vec::new() };
    let seen = |record: &Record<'_>| {
        let state = judged(&story, &record.attempts);
        (state.parts[1].tries_left, state.refusal(&part).is_some(), state.next)
    };
    record.lesson(true);
    assert_eq!(seen(&record), (Some(2), false, Some(part.clone())));
    record.quiz(&["b"]);
    assert_eq!(seen(&record), (Some(2), false, Some(part.clone())), "it is not over");
    record.quiz(&["b", "b"]);
    assert_eq!(seen(&record), (Some(1), false, Some(part.clone())));
    let mut passed = Record { story: &story, attempts: record.attempts.clone() };
    passed.quiz(&["a", "b"]);
    assert_eq!(
        seen(&passed),
        (None, false, Some(Part::Scenario("call".to_owned()))),
        "whoever has passed can practise"
    );
    record.quiz(&["b", "b"]);
    assert_eq!(seen(&record), (Some(0), true, Some(Part::Scenario("call".to_owned()))));
    let missing = judged(&story, &record.attempts).missing;
    assert_eq!(missing[0], "pass the quiz “The rules”, for which you have no try left");
    record.quiz(&["b"]);
    assert!(!seen(&record).1, "an attempt that was begun before can be ended");
}

#[test]
fn a_course_from_its_beginning_to_its_end() {
    let story = story(None);
    let mut record = Record { story: &story, attempts: Vec::new() };
    assert_eq!(
        described(&story, &record.attempts),
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
        described(&story, &record.attempts)[..2],
        ["lesson rights: done (read), 2", "quiz rules: begun, 1, open: attempt-3"]
    );
    record.quiz(&["b", "b"]);
    assert_eq!(described(&story, &record.attempts)[1], "quiz rules: begun (0 of 2 right, not passed), 2");
    record.quiz(&["a", "b"]);
    record.quiz(&["b", "b"]);
    record.scenario("call", &["keep"]);
    assert_eq!(
        described(&story, &record.attempts)[1..5],
        [
            "quiz rules: done (1 of 2 right, passed), 4",
            "scenario call: begun, 1, open: attempt-7",
            "scenario letter: not begun, 0",
            "next: call",
        ]
    );
    record.scenario("call", &["keep", "keep", "failed"]);
    // A scenario without an ending `passed` is passed by any ending.
    record.scenario("letter", &["keep", "tell", "mixed"]);
    assert_eq!(
        described(&story, &record.attempts)[2..],
        [
            "scenario call: done (reached “It failed”, failed), 2",
            "scenario letter: done (reached “It mixed”, mixed), 1",
            "next: call",
            "pass the scenario “The call”",
        ]
    );
    record.scenario("call", &["keep", "keep", "passed"]);
    record.scenario("call", &["tell", "tell", "failed"]);
    let state = judged(&story, &record.attempts);
    assert!(state.complete && state.next.is_none() && state.done_count() == 4);
    assert_eq!(state.parts[2].result.as_deref(), Some("reached “It passed”, passed"), "the best run counts");
    // The passing run of `call` counts, not the failed runs before and after it, and so does the
    // run of `letter`, which chose `tell` once. In the last situation all choices rate the same.
    let handled: Vec<_> = state
        .profile
        .iter()
        .map(|it| (it.title.as_str(), it.score.points, it.score.of, it.decisions, it.band))
        .collect();
    assert_eq!(handled, [("Privacy", 12, 16, 4, "mixed")]);
    assert_eq!(state.parts[0].done_at, Some(At(2_001)), "the second attempt read it");
}

#[test]
fn result_and_profile_are_those_of_one_run_and_never_fall() {
    let story = story(None);
    let mut record = Record { story: &story, attempts: Vec::new() };
    let counted = |record: &Record<'_>| {
        let state = judged(&story, &record.attempts);
        let points = state.profile.first().map(|it| (it.score.points, it.score.of));
        (state.parts[2].result.clone().unwrap_or_default(), points)
    };
    let passed = |points| ("reached “It passed”, passed".to_owned(), Some((points, 8)));
    record.scenario("call", &["tell", "tell", "failed"]);
    assert_eq!(counted(&record), ("reached “It failed”, failed".to_owned(), Some((0, 8))));
    record.scenario("call", &["keep", "keep", "failed"]);
    assert_eq!(counted(&record), ("reached “It failed”, failed".to_owned(), Some((8, 8))), "the latest that failed");
    record.scenario("call", &["keep", "tell", "passed"]);
    assert_eq!(counted(&record), passed(4), "the one that passed, not the better handled one that failed");
    record.scenario("call", &["tell", "tell", "passed"]);
    record.scenario("call", &["keep", "keep", "failed"]);
    record.scenario("call", &["keep"]);
    assert_eq!(counted(&record), passed(4));
    record.scenario("call", &["keep", "keep", "passed"]);
    assert_eq!(counted(&record), passed(8), "a better one that passed");
    record.scenario("call", &["keep", "tell", "passed"]);
    assert_eq!(counted(&record), passed(8));
}

#[test]
fn the_best_try_of_a_quiz_counts() {
    let story = story(None);
    let mut record = Record { story: &story, attempts: Vec::new() };
    let mut after = |answers: &[&str]| {
        record.quiz(answers);
        judged(&story, &record.attempts).parts[1].result.clone().unwrap_or_default()
    };
    assert_eq!(after(&["b", "b"]), "0 of 2 right, not passed");
    assert_eq!(after(&["a", "b"]), "1 of 2 right, passed");
    assert_eq!(after(&["a", "a"]), "2 of 2 right, passed");
    assert_eq!(after(&["b", "a"]), "2 of 2 right, passed");
    assert_eq!(after(&["b", "b"]), "2 of 2 right, passed");
}

#[test]
fn what_is_done_again_since_an_edit_is_not_edited() {
    let mut first = story(None);
    first.lessons.clear();
    first.quizzes.clear();
    let mut second = first.clone();
    second.pack.digest = "sha256:01".into();
    // Most of the scenario's text is new.
    for situation in &mut second.scenarios[0].situations {
        situation.body = vec![scn_story::Block::Paragraph {
            when: scn_story::When::default(),
            text: words("Somebody whom you have never met asks you about the account of another customer."),
        }];
    }
    let mut record = Record { story: &first, attempts: Vec::new() };
    record.scenario("call", &["keep", "keep", "passed"]);
    let mut again = Record { story: &second, attempts: record.attempts };
    let kept = Stories::from([(first.pack.digest.clone(), first.clone())]);
    let is_edited = |again: &Record<'_>| {
        let state = CourseState::from_attempts(&Versions::new(&second, &kept), &again.attempts);
        assert_eq!(state.parts[0].result.as_deref(), Some("reached “It passed”, passed"));
        state.parts[0].edited
    };
    assert!(is_edited(&again));
    again.scenario("call", &["tell", "tell", "passed"]);
    assert!(is_edited(&again), "that was handled worse");
    again.scenario("call", &["keep", "keep", "passed"]);
    assert!(!is_edited(&again));
}

#[test]
fn a_course_may_ask_for_fewer_scenarios_and_have_an_order() {
    let order = ["letter", "gone", "rights", "call", "letter"].map(str::to_owned).to_vec();
    let story = story(Some(Course { order, pass: Some(1), ..Course::default() }));
    let mut record = Record { story: &story, attempts: Vec::new() };
    record.quiz(&["a", "a"]);
    assert_eq!(
        described(&story, &record.attempts),
        [
            "scenario letter: not begun, 0",
            "lesson rights: not begun, 0",
            "scenario call: not begun, 0",
            "next: letter",
            "read “Your rights”",
            "pass one more scenario: “The letter” or “The call”",
        ]
    );
    record.scenario("letter", &["keep", "keep", "mixed"]);
    record.lesson(true);
    let state = judged(&story, &record.attempts);
    assert!(state.complete);
    assert_eq!(state.next, Some(Part::Scenario("call".into())), "there is more to do");
}

#[test]
fn a_course_may_require_parts_by_name() {
    let require = Some(["rules", "letter"].map(str::to_owned).to_vec());
    let story = story(Some(Course { require, ..Course::default() }));
    let mut record = Record { story: &story, attempts: Vec::new() };
    assert_eq!(
        described(&story, &record.attempts)[4..],
        ["next: rights", "pass the quiz “The rules”", "pass the scenario “The letter”"]
    );
    let optional: Vec<bool> = judged(&story, &record.attempts).parts.iter().map(|it| it.optional).collect();
    assert_eq!(optional, [true, false, true, false]);
    record.quiz(&["a", "a"]);
    record.scenario("call", &["keep", "keep", "passed"]);
    assert_eq!(
        described(&story, &record.attempts)[4..],
        ["next: rights", "pass the scenario “The letter”"],
        "an optional scenario does not take the place of a required one"
    );
    record.scenario("letter", &["keep", "keep", "mixed"]);
    let state = judged(&story, &record.attempts);
    assert!(state.complete);
    assert_eq!(state.next, Some(Part::Lesson("rights".into())), "there is more to do");
}

#[test]
fn a_course_may_require_a_scenario_and_a_number() {
    let require = Some(vec!["letter".to_owned()]);
    let story = story(Some(Course { require, pass: Some(2), ..Course::default() }));
    let mut record = Record { story: &story, attempts: Vec::new() };
    let missing = |record: &Record<'_>| judged(&story, &record.attempts).missing;
    assert_eq!(missing(&record), ["pass the scenario “The letter”", "pass the scenario “The call”"]);
    record.scenario("call", &["keep", "keep", "passed"]);
    assert_eq!(missing(&record), ["pass the scenario “The letter”"]);
    record.scenario("letter", &["keep", "keep", "mixed"]);
    assert!(missing(&record).is_empty());
}

#[test]
fn a_course_may_require_principles() {
    let principles = [("privacy".to_owned(), RequiredBand::Consistent)].into();
    let require = Some(vec!["call".to_owned()]);
    let story = story(Some(Course { require, principles, ..Course::default() }));
    let mut record = Record { story: &story, attempts: Vec::new() };
    let missing = |record: &Record<'_>| judged(&story, &record.attempts).missing;
    let scores = |record: &Record<'_>| {
        judged(&story, &record.attempts)
            .profile
            .iter()
            .map(|it| (it.score.points, it.score.of, it.band))
            .collect::<Vec<_>>()
    };
    let not_enough = "reach at least “consistent” for “Privacy” (so far: “not enough to say”)";
    assert_eq!(missing(&record), ["pass the scenario “The call”", not_enough]);
    assert!(scores(&record).is_empty());
    record.lesson(true);
    record.quiz(&["a", "a"]);
    // In the last situation of a scenario all choices rate the same, so two decisions count.
    record.scenario("call", &["keep", "keep", "failed"]);
    assert_eq!(missing(&record), ["pass the scenario “The call”", not_enough]);
    record.scenario("call", &["keep", "tell", "passed"]);
    assert_eq!(missing(&record), [not_enough]);
    assert_eq!(scores(&record), [(4, 8, "not enough to say")]);
    record.scenario("letter", &["tell", "tell", "mixed"]);
    assert_eq!(
        missing(&record),
        ["reach at least “consistent” for “Privacy” (so far: “needs attention”)"],
        "without the optional scenario there are too few decisions"
    );
    let state = judged(&story, &record.attempts);
    assert_eq!(state.next, Some(Part::Scenario("letter".into())), "there, most was missed");
    record.scenario("letter", &["keep", "keep", "mixed"]);
    assert_eq!(missing(&record), ["reach at least “consistent” for “Privacy” (so far: “mixed”)"]);
    record.scenario("call", &["keep", "keep", "passed"]);
    assert_eq!(scores(&record), [(16, 16, "consistent")]);
    assert!(judged(&story, &record.attempts).complete);
    record.scenario("call", &["tell", "tell", "passed"]);
    record.scenario("letter", &["tell", "tell", "mixed"]);
    let state = judged(&story, &record.attempts);
    assert!(state.complete && state.next.is_none(), "a later run takes nothing away");
}

#[test]
fn next_is_the_first_part_that_is_open() {
    let story = story(None);
    let mut record = Record { story: &story, attempts: Vec::new() };
    let next = |record: &Record<'_>| judged(&story, &record.attempts).next.map(|part| part.id().to_owned());
    record.quiz(&["a", "b"]);
    assert_eq!(next(&record).as_deref(), Some("rights"), "what was done out of turn moves nothing");
    record.lesson(false);
    assert_eq!(next(&record).as_deref(), Some("rights"));
    record.lesson(true);
    assert_eq!(next(&record).as_deref(), Some("call"));
    record.scenario("call", &["keep"]);
    assert_eq!(next(&record).as_deref(), Some("call"), "a run that was left is open");
    record.scenario("letter", &["keep", "keep", "mixed"]);
    assert_eq!(next(&record).as_deref(), Some("call"));
    record.scenario("call", &["keep", "keep", "failed"]);
    assert_eq!(next(&record).as_deref(), Some("call"), "it is still to be passed");
    record.scenario("call", &["keep", "keep", "passed"]);
    assert_eq!(next(&record), None);
}

#[test]
fn after_a_quiz_that_was_not_passed_it_is_next() {
    let story = story(None);
    let mut record = Record { story: &story, attempts: Vec::new() };
    record.lesson(true);
    record.quiz(&["b", "b"]);
    assert_eq!(judged(&story, &record.attempts).next, Some(Part::Quiz("rules".into())));
    record.quiz(&["a"]);
    assert_eq!(judged(&story, &record.attempts).next, Some(Part::Quiz("rules".into())));
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
    let state = judged(&story, &attempts);
    assert_eq!(state.parts[2].result.as_deref(), Some("reached an ending that no longer exists"));
    assert_eq!((state.parts.len(), state.parts[2].status, state.parts[2].passed), (3, Status::Done, false));
    assert_eq!(judged(&Story::default(), &attempts).parts, []);
}

/// Judges by a second version of a story what was done in the first.
fn after_an_edit(edit: impl Fn(&mut Story)) -> CourseState {
    let mut first = story(None);
    first.lessons[0].markdown = "A customer may ask what is kept about her, and have it corrected.".into();
    let mut more = first.lessons[0].clone();
    (more.id, more.title) = ("duties".into(), "Your duties".into());
    more.markdown = "Lock the screen whenever the desk is left alone, and take papers along.".into();
    first.lessons.push(more);
    let mut record = Record { story: &first, attempts: Vec::new() };
    record.lesson(true);
    record.quiz(&["a", "a"]);
    record.scenario("call", &["keep", "keep", "passed"]);
    let attempts = record.attempts;
    let mut second = first.clone();
    second.pack.digest = "sha256:01".into();
    edit(&mut second);
    let kept = Stories::from([(first.pack.digest.clone(), first)]);
    CourseState::from_attempts(&Versions::new(&second, &kept), &attempts)
}

fn how(state: &CourseState, id: &str) -> (Status, bool, bool, bool) {
    let found = state.parts.iter().find(|it| it.part.id() == id).expect("it is there");
    (found.status, found.passed, found.edited, found.replaced)
}

const DONE: (Status, bool, bool, bool) = (Status::Done, true, false, false);
const EDITED: (Status, bool, bool, bool) = (Status::Done, true, true, false);
const REPLACED: (Status, bool, bool, bool) = (Status::NotBegun, false, false, true);
const NEW: (Status, bool, bool, bool) = (Status::NotBegun, false, false, false);

#[test]
fn a_part_stays_done_for_what_was_done() {
    let lesson = |edit: &dyn Fn(&mut Lesson)| how(&after_an_edit(|story| edit(&mut story.lessons[0])), "rights");
    assert_eq!(lesson(&|_| ()), DONE);
    assert_eq!(lesson(&|it| it.title = "What is yours".into()), DONE);
    let more = " A refusal comes with its reasons, in writing.";
    assert_eq!(lesson(&|it| it.markdown.push_str(more)), EDITED, "what was added was not read");
    let half = "A customer may ask what is kept, and nobody else has any business there.";
    assert_eq!(lesson(&|it| it.markdown = half.into()), EDITED);
    assert_eq!(lesson(&|it| it.markdown = "Fire doors stay shut at night.".into()), REPLACED);
    assert_eq!(lesson(&|it| it.markdown = String::new()), REPLACED);
}

#[test]
fn a_new_id_takes_what_was_done_along_and_an_old_one_does_not() {
    let renamed = after_an_edit(|story| story.lessons[0].id = "welcome".into());
    assert_eq!(how(&renamed, "welcome"), DONE);
    let swapped = after_an_edit(|story| {
        story.lessons[0].id = "duties".into();
        story.lessons[1].id = "rights".into();
    });
    assert_eq!((how(&swapped, "duties"), how(&swapped, "rights")), (DONE, NEW));
    let moved = after_an_edit(|story| story.lessons.reverse());
    assert_eq!((how(&moved, "duties"), how(&moved, "rights")), (NEW, DONE));
    let gone = after_an_edit(|story| drop(story.lessons.remove(0)));
    assert_eq!(gone.parts[0].part, Part::Lesson("duties".into()));
    assert_eq!(how(&gone, "duties"), NEW);
}

#[test]
fn a_quiz_stays_passed_while_half_of_its_questions_are_there() {
    let quiz = |edit: &dyn Fn(&mut Quiz)| how(&after_an_edit(|story| edit(&mut story.quizzes[0])), "rules");
    assert_eq!(quiz(&|it| it.questions.reverse()), DONE);
    assert!(quiz(&|it| it.questions[0].stem = words("What else is there to know?")).1);
    let other = |it: &mut Quiz| it.questions.iter_mut().for_each(|it| it.stem = words("What of fire doors?"));
    assert!(!quiz(&other).1);
    assert!(!quiz(&|it| it.questions.clear()).1);
}

#[test]
fn a_scenario_that_was_passed_was_passed_whatever_its_endings_are_now() {
    let scenario = |edit: &dyn Fn(&mut Scenario)| how(&after_an_edit(|story| edit(&mut story.scenarios[0])), "call");
    assert_eq!(scenario(&|it| it.endings.reverse()), DONE);
    let swapped = |it: &mut Scenario| {
        let [one, other] = it.endings.as_mut_slice() else { return };
        std::mem::swap(&mut one.id, &mut other.id);
    };
    assert!(scenario(&swapped).1);
    assert!(scenario(&|it| it.endings.truncate(1)).1);
    let other = |it: &mut Scenario| {
        for choice in it.situations.iter_mut().flat_map(|it| &mut it.choices) {
            choice.label = words(&format!("Shut fire door {}.", choice.id.len()));
        }
    };
    assert_eq!(scenario(&other), REPLACED);
}
