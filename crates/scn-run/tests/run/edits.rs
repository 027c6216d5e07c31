//! Packs that are edited between any two steps of quizzes and courses. An independent record holds
//! what a learner was shown and did, as the facts that texts are about. Nothing else may ever be
//! reported, and an edit never makes passing easier.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use scn_run::{
    At, Attempt, CourseState, LessonEvent, Log, Part, QuizEvent, QuizResult, QuizSession, ResumeQuizError, Stamped,
    Stories, Versions, completed_version, plain_text,
};
use scn_story::{Answer, Lesson, Question, Quiz, Span, Story};

/// The subject of a text. Two facts have no word in common, except those that every text has.
type Fact = u32;

fn words(text: &str) -> Vec<Span> {
    vec![Span::Text { text: text.into(), emphasis: false, strong: false, code: false, link: None }]
}

fn said(fact: Fact, what: &str) -> String {
    format!("{what}{fact} fact{fact} thing{fact} word{fact}")
}

/// A question about a fact. Of its three answers, the one that confirms the fact is correct; so it
/// is in a short answer.
fn question(id: String, fact: Fact) -> Question {
    let answer = |word: &str, right| Answer {
        id: word.to_owned(),
        right,
        text: words(&said(fact, word)),
        because: words(&said(fact, "because")),
    };
    let answers = vec![answer("so", true), answer("not", false), answer("maybe", false)];
    // Every third is answered in words. It has as many words as the others, since versions of a quiz
    // are compared by their words.
    if fact.is_multiple_of(3) {
        let accept = ["so", "yes", "sure"].map(|word| said(fact, word)).to_vec();
        let because = words(&said(fact, "because"));
        return Question { id, stem: words(&said(fact, "is")), accept, because, ..Question::default() };
    }
    Question { id, stem: words(&said(fact, "is")), answers, ..Question::default() }
}

fn lesson(id: String, fact: Fact) -> Lesson {
    Lesson { id, title: "A lesson".into(), markdown: said(fact, "read"), ..Lesson::default() }
}

/// Returns the fact that a text is about.
fn fact_of(text: &str) -> Fact {
    let word = text.split(' ').nth(1).expect("there is a second word");
    word.trim_start_matches("fact").parse().expect("it has a number")
}

fn facts(quiz: &Quiz) -> BTreeSet<Fact> {
    quiz.questions.iter().map(|it| fact_of(&plain_of(&it.stem))).collect()
}

fn plain_of(spans: &[Span]) -> String {
    spans.iter().map(|span| if let Span::Text { text, .. } = span { text.as_str() } else { "" }).collect()
}

/// A step, with numbers from which its targets are chosen.
#[derive(Clone, Debug)]
enum Op {
    Swap(usize, usize),
    SwapIds(usize, usize),
    SwapAnswers(usize),
    Insert(usize),
    Delete(usize),
    Reword(usize),
    Rename(usize),
    Rules(Option<u32>, Option<u32>, bool),
    SwapLessons,
    RewordLesson(usize),
    RenameLesson(usize),
    Retitle(usize),
    Answer(bool),
    Begin,
    Read(usize),
}

fn op() -> impl Strategy<Value = Op> {
    let at = 0_usize..8;
    let edits = prop_oneof![
        (at.clone(), at.clone()).prop_map(|(one, other)| Op::Swap(one, other)),
        (at.clone(), at.clone()).prop_map(|(one, other)| Op::SwapIds(one, other)),
        at.clone().prop_map(Op::SwapAnswers),
        at.clone().prop_map(Op::Insert),
        at.clone().prop_map(Op::Delete),
        at.clone().prop_map(Op::Reword),
        at.clone().prop_map(Op::Rename),
        (prop::option::of(1_u32..5), prop::option::of(1_u32..5), any::<bool>())
            .prop_map(|(draw, pass, any)| Op::Rules(draw, pass, any)),
    ];
    let of_lessons = prop_oneof![
        Just(Op::SwapLessons),
        at.clone().prop_map(Op::RewordLesson),
        at.clone().prop_map(Op::RenameLesson),
        at.clone().prop_map(Op::Retitle),
    ];
    prop_oneof![
        8 => edits,
        3 => of_lessons,
        6 => any::<bool>().prop_map(Op::Answer),
        1 => Just(Op::Begin),
        2 => at.prop_map(Op::Read),
    ]
}

/// An attempt in the independent record.
#[derive(Clone, Debug, Default)]
struct Try {
    /// For each fact that counts, whether the last answer about it was correct.
    answered: BTreeMap<Fact, bool>,
    /// The highest pass mark so far.
    needed: u32,
    /// The result: whether the attempt passed, and the number of correct answers.
    ended: Option<(bool, u32)>,
    /// The facts that the quiz could ask about when the attempt ended.
    could_ask: BTreeSet<Fact>,
}

impl Try {
    /// Returns whether the attempt counts for a quiz that asks other questions now. The quiz is the
    /// same if two in five of the questions of the shorter version are in both versions. The
    /// attempt counts if, in addition, at least half of the answered questions, or of those that
    /// could be asked, are still in the quiz.
    fn still_counts(&self, now: &BTreeSet<Fact>) -> bool {
        let (was, kept) = (&self.could_ask, self.could_ask.intersection(now).count());
        let known = self.answered.keys().filter(|fact| now.contains(fact)).count();
        let shorter = was.len().min(now.len());
        let is_same_quiz = if shorter == 0 { was.len() == now.len() } else { 2 * shorter <= 5 * kept };
        is_same_quiz && (self.answered.len() <= 2 * known || was.len() <= 2 * kept)
    }
}

struct World {
    now: Story,
    kept: Stories,
    next: Fact,
    attempts: Vec<Attempt>,
    tries: Vec<Try>,
    read: BTreeSet<Fact>,
    clock: i64,
    /// The version in which the course was last completed: its digest, and its parts in order.
    completed: Option<(String, Vec<String>)>,
}

impl World {
    fn new() -> Self {
        let questions = (0..4).map(|fact| question(format!("q{fact}"), fact)).collect();
        let quiz = Quiz { id: "rules".into(), title: "Rules".into(), questions, ..Quiz::default() };
        let lessons = vec![lesson("l0".into(), 10), lesson("l1".into(), 11)];
        let mut now = Story { lessons, quizzes: vec![quiz], ..Story::default() };
        now.seal();
        Self {
            now,
            kept: Stories::new(),
            next: 100,
            attempts: Vec::new(),
            tries: Vec::new(),
            read: BTreeSet::new(),
            clock: 0,
            completed: None,
        }
    }

    fn is_complete(&self) -> bool {
        CourseState::from_attempts(&Versions::new(&self.now, &self.kept), &self.attempts).complete
    }

    fn titles(&self) -> Vec<String> {
        let lessons = self.now.lessons.iter().map(|it| it.title.clone());
        lessons.chain(self.now.quizzes.iter().map(|it| it.title.clone())).collect()
    }

    /// Runs a step, and remembers the version if the step completes the course.
    fn step(&mut self, step: impl FnOnce(&mut Self) -> Result<(), TestCaseError>) -> Result<(), TestCaseError> {
        let before = self.is_complete();
        step(self)?;
        if !before && self.is_complete() {
            self.completed = Some((self.now.pack.digest.clone(), self.titles()));
        }
        Ok(())
    }

    /// Stamps events: known ones keep their time, new ones get the current time.
    fn stamped<E: Clone>(&mut self, known: &[Stamped<E>], events: &[E]) -> Vec<Stamped<E>> {
        self.clock += 1;
        let at = |place: usize| known.get(place).map_or(At(self.clock), |it| it.at);
        events.iter().enumerate().map(|(place, event)| Stamped { at: at(place), event: event.clone() }).collect()
    }

    fn fact(&mut self) -> Fact {
        self.next += 1;
        self.next
    }

    fn edit(&mut self, op: &Op) {
        self.kept.insert(self.now.pack.digest.clone(), self.now.clone());
        let (fact, fresh) = (self.fact(), format!("n{}", self.next));
        let quiz = &mut self.now.quizzes[0];
        let count = quiz.questions.len();
        match op {
            Op::Insert(at) => quiz.questions.insert(at % (count + 1), question(fresh, fact)),
            Op::Rules(draw, pass, any) => (quiz.draw, quiz.pass, quiz.any_order) = (*draw, *pass, *any),
            Op::SwapLessons => {
                let [one, other] = self.now.lessons.as_mut_slice() else { return };
                std::mem::swap(&mut one.id, &mut other.id);
            }
            Op::RewordLesson(at) => self.now.lessons[at % 2].markdown = said(fact, "read"),
            Op::RenameLesson(at) => self.now.lessons[at % 2].id = fresh,
            Op::Retitle(at) => match at % 3 {
                2 => quiz.title = format!("Rules {fact}"),
                lesson => self.now.lessons[lesson].title = format!("Lesson {fact}"),
            },
            _ if count == 0 => {}
            Op::Swap(one, other) => quiz.questions.swap(one % count, other % count),
            Op::SwapIds(one, other) => {
                let (one, other) = (one % count, other % count);
                let ids = (quiz.questions[one].id.clone(), quiz.questions[other].id.clone());
                quiz.questions[other].id = ids.0;
                quiz.questions[one].id = ids.1;
            }
            Op::SwapAnswers(at) if quiz.questions[at % count].answers.is_empty() => {}
            Op::SwapAnswers(at) => {
                let answers = &mut quiz.questions[at % count].answers;
                let ids = (answers[0].id.clone(), answers[1].id.clone());
                answers[1].id = ids.0;
                answers[0].id = ids.1;
                answers.rotate_left(1);
            }
            Op::Delete(at) => drop(quiz.questions.remove(at % count)),
            Op::Reword(at) => {
                let id = quiz.questions[at % count].id.clone();
                quiz.questions[at % count] = question(id, fact);
            }
            Op::Rename(at) => quiz.questions[at % count].id = fresh,
            Op::Answer(_) | Op::Begin | Op::Read(_) => {}
        }
        self.now.seal();
    }

    fn add(&mut self, part: Part, log: Log) {
        let id = format!("attempt-{}", self.attempts.len());
        let (pack, digest) = (String::new(), self.now.pack.digest.clone());
        self.attempts.push(Attempt { id, learner: "Ana".into(), pack, places: Vec::new(), digest, part, log });
    }

    fn begin(&mut self) {
        let seed = u64::from(self.next);
        let session = QuizSession::start(&self.now, &self.now.quizzes[0], seed, None);
        let result = session.result();
        let ended = result.ended.then_some((result.passed, result.right));
        self.tries.push(Try { needed: result.needed, ended, ..Try::default() });
        let events = session.events().to_vec();
        let log = self.stamped(&[], &events);
        self.add(Part::Quiz("rules".into()), Log::Quiz(log));
    }

    /// Answers one question of the open attempt, in the current pack.
    fn answer(&mut self, right: bool) -> Result<(), TestCaseError> {
        let open = self.attempts.iter().rposition(|it| matches!(&it.log, Log::Quiz(_)));
        let (Some(open), Some(own)) = (open, self.tries.last_mut()) else { return Ok(()) };
        if own.ended.is_some() {
            return Ok(());
        }
        let events = bare(&self.attempts[open].log);
        let versions = Versions::new(&self.now, &self.kept);
        let mut session = match QuizSession::resume(&versions, &self.now.quizzes[0], events, None) {
            Ok(picked_up) => picked_up.session,
            Err(error) => {
                prop_assert_eq!(error, ResumeQuizError::TooFew);
                prop_assert!(facts(&self.now.quizzes[0]).len() < own.needed.max(1) as usize);
                own.ended = Some((false, 0));
                return Ok(());
            }
        };
        // An answer counts if its question still exists; nothing else is answered.
        let there = facts(&self.now.quizzes[0]);
        own.answered.retain(|fact, _| there.contains(fact));
        let result = session.result();
        prop_assert_eq!(result.answered as usize, own.answered.len());
        prop_assert_eq!(result.right as usize, own.answered.values().filter(|right| **right).count());
        prop_assert!(own.needed <= result.needed && result.needed <= result.asked, "passing takes no less");
        own.needed = result.needed;
        if let Some(asked) = session.current_question() {
            let fact = fact_of(&plain_text(&asked.stem));
            prop_assert!(!own.answered.contains_key(&fact), "nothing is asked twice that counts");
            let wanted = if right { "so" } else { "maybe" };
            let found = asked.answers.iter().find(|(_, text)| plain_text(text).starts_with(wanted));
            let given = found.map_or_else(|| said(fact, wanted), |(id, _)| id.clone());
            let verdict = session.answer(&[given]).expect("it is an answer");
            prop_assert_eq!(verdict.right, right);
            own.answered.insert(fact, right);
        }
        let result = session.result();
        let could_ask = facts(&self.now.quizzes[0]);
        if result.ended {
            let rights = own.answered.values().filter(|right| **right).count();
            prop_assert_eq!(result.passed, own.needed as usize <= rights && (0 < result.asked || there.is_empty()));
            own.ended = Some((result.passed, result.right));
            own.could_ask = could_ask;
        }
        let events = session.events().to_vec();
        let known = match &self.attempts[open].log {
            Log::Quiz(log) => log.clone(),
            Log::Lesson(_) | Log::Scenario(_) => Vec::new(),
        };
        let log = self.stamped(&known, &events);
        self.attempts[open].digest.clone_from(&self.now.pack.digest);
        self.attempts[open].log = Log::Quiz(log);
        Ok(())
    }

    fn read(&mut self, at: usize) {
        let lesson = &self.now.lessons[at % 2];
        self.read.insert(fact_of(&lesson.markdown));
        let (id, digest) = (lesson.id.clone(), self.now.pack.digest.clone());
        let opened = LessonEvent::Opened { pack: String::new(), digest, lesson: id.clone() };
        let log = self.stamped(&[], &[opened, LessonEvent::Read]);
        self.add(Part::Lesson(id), Log::Lesson(log));
    }

    /// Checks that everything reported was really done.
    fn check(&self) -> Result<(), TestCaseError> {
        let versions = Versions::new(&self.now, &self.kept);
        let state = CourseState::from_attempts(&versions, &self.attempts);
        let there = facts(&self.now.quizzes[0]);
        for part in &state.parts {
            match &part.part {
                Part::Lesson(id) => {
                    let lesson = self.now.lessons.iter().find(|it| it.id == *id).expect("it is there");
                    prop_assert_eq!(part.passed, self.read.contains(&fact_of(&lesson.markdown)), "{}", id);
                }
                Part::Quiz(_) => {
                    let counts = |it: &Try| it.ended.is_some_and(|(passed, _)| passed) && it.still_counts(&there);
                    prop_assert_eq!(part.passed, self.tries.iter().any(counts), "{:?}", self.tries);
                }
                Part::Scenario(_) => {}
            }
        }
        if let Some((digest, titles)) = &self.completed {
            // Whatever has been edited or done since, that version was completed.
            let found = completed_version(&self.now, &self.kept, &self.attempts);
            let (story, state) = found.expect("it was completed");
            let part_titles: Vec<&String> = state.parts.iter().map(|it| &it.title).collect();
            prop_assert_eq!((&story.pack.digest, part_titles), (digest, titles.iter().collect::<Vec<_>>()));
            prop_assert!(state.complete && state.parts.iter().all(|it| it.passed));
        }
        let tries = self.attempts.iter().filter(|it| matches!(it.log, Log::Quiz(_)));
        for (attempt, own) in tries.zip(&self.tries) {
            let result = QuizResult::from_events(&versions, &self.now.quizzes[0], &bare(&attempt.log));
            // An attempt at a quiz without questions has no result to preserve.
            if let (Some((passed, right)), true) = (own.ended, result.ended && 0 < result.asked) {
                prop_assert_eq!(
                    (result.passed, result.right),
                    (passed, right),
                    "an edit after the end changes nothing"
                );
            }
        }
        Ok(())
    }
}

fn bare(log: &Log) -> Vec<QuizEvent> {
    match log {
        Log::Quiz(log) => log.iter().map(|it| it.event.clone()).collect(),
        Log::Lesson(_) | Log::Scenario(_) => Vec::new(),
    }
}

proptest! {
    #[test]
    fn whatever_is_edited_nothing_is_reported_that_was_not_done(ops in prop::collection::vec(op(), 1..60)) {
        let mut world = World::new();
        world.begin();
        for op in &ops {
            match op {
                Op::Answer(right) => world.step(|world| world.answer(*right))?,
                Op::Begin => world.step(|world| {
                    world.begin();
                    Ok(())
                })?,
                Op::Read(at) => world.step(|world| {
                    world.read(*at);
                    Ok(())
                })?,
                edit @ (Op::Swap(..)
                | Op::SwapIds(..)
                | Op::SwapAnswers(_)
                | Op::Insert(_)
                | Op::Delete(_)
                | Op::Reword(_)
                | Op::Rename(_)
                | Op::Rules(..)
                | Op::SwapLessons
                | Op::RewordLesson(_)
                | Op::RenameLesson(_)
                | Op::Retitle(_)) => world.edit(edit),
            }
            world.check()?;
        }
    }
}
