//! Random courses, what random learners do in them, and how authors edit them meanwhile.

use std::collections::BTreeMap;

use scn_run::{
    At, Attempt, CourseState, Event, LessonEvent, Log, Part, Playable, QuizEvent, QuizSession, Session, Stamped,
    Stories, Versions, asked_before, last_digest, migrate_run, resume_run,
};
use scn_story::{
    Answer, Block, Course, Lesson, Pack, Question, Quiz, RequiredBand, RunResult, ShowAnswers, Span, Story, When,
};
use scn_tests::random::{self, Rng};

const WORDS: [&str; 14] = [
    "customer",
    "balance",
    "Ask",
    "for",
    "the",
    "name,",
    "then",
    "wait.",
    "Größe",
    "我会先",
    "ฉันไม่รู้",
    "Σίσυφος",
    "it's",
    "1.5",
];

/// The longest run, since some stories never end.
const MOST_CHOICES: usize = 14;

pub(crate) fn sentence(rng: &mut Rng, most: usize) -> String {
    let count = 1 + rng.number_below(most);
    (0..count).map(|_| *rng.pick_one(&WORDS).expect("there are some")).collect::<Vec<_>>().join(" ")
}

fn span(text: String, emphasis: bool) -> Span {
    Span::Text { text, emphasis, strong: false, code: false, link: None }
}

fn spans(rng: &mut Rng, most: usize) -> Vec<Span> {
    let mut spans = vec![span(sentence(rng, most), rng.with_percent(10))];
    if rng.with_percent(10) {
        spans.push(Span::Value { value: "learner".to_owned() });
    }
    spans
}

fn paragraph(rng: &mut Rng) -> Block {
    Block::Paragraph { when: When::Always, text: spans(rng, 8) }
}

fn random_question(rng: &mut Rng, number: usize, principles: &[String]) -> Question {
    let answers = 1 + rng.number_below(4);
    let answer = |rng: &mut Rng, at: usize| Answer {
        id: format!("a{at}"),
        right: at == 0 || rng.with_percent(25),
        text: spans(rng, 4),
        because: if rng.with_percent(50) { spans(rng, 6) } else { Vec::new() },
    };
    let is_typed = rng.with_percent(20);
    let checks = (0..rng.number_below(3)).filter_map(|_| rng.pick_one(principles).cloned()).collect();
    Question {
        id: format!("q{number}"),
        stem: spans(rng, 9),
        checks,
        body: if rng.with_percent(20) { vec![paragraph(rng)] } else { Vec::new() },
        hints: (0..rng.number_below(3)).map(|_| spans(rng, 4)).collect(),
        any_order: rng.with_percent(40),
        any_one: !is_typed && rng.with_percent(20),
        accept: if is_typed { (0..=rng.number_below(2)).map(|_| sentence(rng, 2)).collect() } else { Vec::new() },
        because: if is_typed && rng.with_percent(50) { spans(rng, 4) } else { Vec::new() },
        answers: if is_typed { Vec::new() } else { (0..answers).map(|at| answer(rng, at)).collect() },
    }
}

fn random_quiz(rng: &mut Rng, number: usize, principles: &[String]) -> Quiz {
    let questions = 1 + rng.number_below(5);
    let some = |rng: &mut Rng, most: usize| u32::try_from(1 + rng.number_below(most)).ok();
    Quiz {
        id: format!("quiz-{number}"),
        title: if rng.with_percent(10) { String::new() } else { sentence(rng, 3) },
        text: if rng.with_percent(30) { vec![paragraph(rng)] } else { Vec::new() },
        draw: rng.with_percent(40).then(|| some(rng, questions)).flatten(),
        pass: rng.with_percent(60).then(|| some(rng, questions)).flatten(),
        tries: rng.with_percent(30).then(|| some(rng, 3)).flatten(),
        show_answers: *rng
            .pick_one(&[ShowAnswers::Always, ShowAnswers::Always, ShowAnswers::AfterPassing, ShowAnswers::Never])
            .expect("there are some"),
        any_order: rng.with_percent(50),
        from: None,
        questions: (0..questions).map(|at| random_question(rng, at, principles)).collect(),
    }
}

fn random_requirements(rng: &mut Rng, story: &Story) -> Option<Course> {
    if rng.with_percent(25) {
        return None;
    }
    let ids: Vec<String> = all_ids(story);
    let mut order = Vec::new();
    if rng.with_percent(40) {
        for id in &ids {
            if rng.with_percent(80) {
                order.insert(rng.number_below(order.len() + 1), id.clone());
            }
        }
    }
    let band = |rng: &mut Rng| if rng.with_percent(50) { RequiredBand::Mixed } else { RequiredBand::Consistent };
    let mut principles = BTreeMap::new();
    for principle in &story.principles {
        if rng.with_percent(40) {
            principles.insert(principle.id.clone(), band(rng));
        }
    }
    Some(Course {
        order,
        pass: rng.with_percent(40).then(|| u32::try_from(1 + rng.number_below(3)).expect("it is small")),
        require: rng.with_percent(40).then(|| ids.into_iter().filter(|_| rng.with_percent(50)).collect()),
        principles,
    })
}

fn all_ids(story: &Story) -> Vec<String> {
    let lessons = story.lessons.iter().map(|it| it.id.clone());
    let quizzes = story.quizzes.iter().map(|it| it.id.clone());
    lessons.chain(quizzes).chain(story.scenarios.iter().map(|it| it.id.clone())).collect()
}

/// Returns a random course.
pub(crate) fn random_course(rng: &mut Rng) -> Story {
    let mut story = Story {
        pack: Pack { name: "course".to_owned(), title: "A course".to_owned(), ..Pack::default() },
        ..Story::default()
    };
    for number in 0..1 + rng.number_below(3) {
        let mut other = random::random_story(rng.next_bits());
        for principle in other.principles {
            if story.principles.iter().all(|it| it.id != principle.id) {
                story.principles.push(principle);
            }
        }
        let mut scenario = other.scenarios.remove(0);
        scenario.id = format!("scenario-{number}");
        scenario.title = sentence(rng, 3);
        story.scenarios.push(scenario);
    }
    let ids: Vec<String> = story.principles.iter().map(|it| it.id.clone()).collect();
    for number in 0..rng.number_below(3) {
        let markdown = (0..=rng.number_below(3)).map(|_| sentence(rng, 12)).collect::<Vec<_>>().join("\n\n");
        let title = sentence(rng, 2);
        story.lessons.push(Lesson { id: format!("lesson-{number}"), title, markdown, ..Lesson::default() });
    }
    for number in 0..rng.number_below(3) {
        let quiz = random_quiz(rng, number, &ids);
        story.quizzes.push(quiz);
    }
    story.course = random_requirements(rng, &story);
    finish(&mut story);
    story
}

fn finish(story: &mut Story) {
    story.scn = story.least_version();
    for scenario in &mut story.scenarios {
        scenario.number_sites();
    }
    story.seal();
}

fn edit_text(rng: &mut Rng, text: &mut Vec<Span>) {
    match rng.number_below(4) {
        0 => *text = spans(rng, 9),
        1 => text.push(span(" more".to_owned(), false)),
        2 => text.push(span("!".to_owned(), false)),
        _ => text.insert(0, span("  ".to_owned(), true)),
    }
}

fn edit_quiz(rng: &mut Rng, quiz: &mut Quiz, principles: &[String]) {
    let count = quiz.questions.len();
    let at = rng.number_below(count);
    let other = rng.number_below(count);
    let fresh = 10 + rng.number_below(90);
    match rng.number_below(20) {
        0 => quiz.title = sentence(rng, 3),
        1 => quiz.id = format!("quiz-{fresh}"),
        2 => quiz.questions.swap(at, other),
        3 if 1 < count => drop(quiz.questions.remove(at)),
        4 => {
            let question = random_question(rng, fresh, principles);
            quiz.questions.insert(at, question);
        }
        5 => edit_text(rng, &mut quiz.questions[at].stem),
        6 => quiz.questions[at].answers.reverse(),
        7 | 16..=18 => quiz.questions[at].answers.iter_mut().for_each(|it| it.right = rng.with_percent(50)),
        8 => {
            if let Some(answer) = quiz.questions[at].answers.first_mut() {
                edit_text(rng, &mut answer.text);
            }
        }
        9 => quiz.questions[at].id = format!("q{fresh}"),
        10 if at != other => {
            let (one, two) = (quiz.questions[at].id.clone(), quiz.questions[other].id.clone());
            (quiz.questions[at].id, quiz.questions[other].id) = (two, one);
        }
        11 => quiz.pass = u32::try_from(1 + rng.number_below(count)).ok(),
        12 => quiz.draw = u32::try_from(1 + rng.number_below(count)).ok(),
        13 => quiz.any_order = !quiz.any_order,
        14 => {
            let fresh = rng.number_below(9);
            quiz.questions[at].answers.iter_mut().for_each(|it| it.id = format!("{}-{fresh}", it.id));
        }
        _ => quiz.questions[at].accept = vec![sentence(rng, 1)],
    }
}

fn edit_lesson(rng: &mut Rng, lesson: &mut Lesson) {
    match rng.number_below(4) {
        0 => lesson.title = sentence(rng, 2),
        1 => lesson.id = format!("lesson-{}", 10 + rng.number_below(90)),
        2 => lesson.markdown.push_str(&format!("\n\n{}", sentence(rng, 12))),
        _ => lesson.markdown = sentence(rng, 20),
    }
}

fn edit_scenario(rng: &mut Rng, story: &mut Story) {
    let at = rng.number_below(story.scenarios.len());
    let fresh = 10 + rng.number_below(90);
    let scenario = &mut story.scenarios[at];
    let kind = rng.number_below(17);
    match kind {
        0 => scenario.title = sentence(rng, 3),
        1 => scenario.id = format!("scenario-{fresh}"),
        2 => {
            let ending = rng.number_below(scenario.endings.len());
            if let Some(ending) = scenario.endings.get_mut(ending) {
                ending.result = *rng.pick_one(&[RunResult::Passed, RunResult::Failed]).expect("there are some");
                ending.title = sentence(rng, 2);
            }
            return;
        }
        _ => {}
    }
    let place = rng.number_below(scenario.situations.len());
    let Some(situation) = scenario.situations.get_mut(place) else { return };
    match kind {
        3 => situation.title = sentence(rng, 3),
        4 => situation.body = vec![paragraph(rng)],
        5 => situation.choices.reverse(),
        10 if 1 < situation.choices.len() => {
            let (one, two) = (situation.choices[0].label.clone(), situation.choices[1].label.clone());
            (situation.choices[0].label, situation.choices[1].label) = (two, one);
        }
        11 => {
            if let Some(ask) = &mut situation.ask {
                edit_text(rng, &mut ask.text);
            }
        }
        12 => {
            situation.title = sentence(rng, 3);
            situation.body = vec![paragraph(rng)];
        }
        13 => situation.choices.iter_mut().for_each(|it| it.label = vec![span(sentence(rng, 9), false)]),
        _ => {}
    }
    let choice = rng.number_below(situation.choices.len());
    let Some(choice) = situation.choices.get_mut(choice) else { return };
    match kind {
        6 => edit_text(rng, &mut choice.label),
        7 => choice.written = !choice.written,
        8 => choice.outcomes.iter_mut().for_each(|it| it.body = vec![paragraph(rng)]),
        9 => {
            if let Some(link) = choice.outcomes.iter_mut().flat_map(|it| &mut it.links).next() {
                link.rating = -link.rating;
            }
        }
        14 => choice.outcomes.reverse(),
        15 if 1 < choice.outcomes.len() => {
            let (one, two) = (choice.outcomes[0].body.clone(), choice.outcomes[1].body.clone());
            (choice.outcomes[0].body, choice.outcomes[1].body) = (two, one);
        }
        16 => {
            choice.label.push(span("?".to_owned(), false));
            choice.outcomes.iter_mut().for_each(|it| it.body.push(paragraph(rng)));
        }
        _ => {}
    }
}

/// Edits a course as an author might. What it was is unchanged in the versions that are kept.
pub(crate) fn edit_course(rng: &mut Rng, story: &mut Story) {
    let principles: Vec<String> = story.principles.iter().map(|it| it.id.clone()).collect();
    for _ in 0..=rng.number_below(3) {
        match rng.number_below(8) {
            0..=3 => {
                let at = rng.number_below(story.quizzes.len());
                if let Some(quiz) = story.quizzes.get_mut(at) {
                    edit_quiz(rng, quiz, &principles);
                }
            }
            4 => {
                let at = rng.number_below(story.lessons.len());
                if let Some(lesson) = story.lessons.get_mut(at) {
                    edit_lesson(rng, lesson);
                }
            }
            5 if rng.with_percent(50) => {
                story.course = random_requirements(rng, story);
            }
            5 if 1 < story.quizzes.len() => {
                let (one, two) = (story.quizzes[0].id.clone(), story.quizzes[1].id.clone());
                (story.quizzes[0].id, story.quizzes[1].id) = (two, one);
            }
            _ => edit_scenario(rng, story),
        }
    }
    // Ids must be different.
    for at in 1..story.quizzes.len() {
        if story.quizzes[..at].iter().any(|it| it.id == story.quizzes[at].id) {
            story.quizzes[at].id = format!("quiz-again-{at}");
        }
    }
    if let Some(course) = &mut story.course {
        let ids = {
            let lessons = story.lessons.iter().map(|it| it.id.clone());
            let quizzes = story.quizzes.iter().map(|it| it.id.clone());
            lessons.chain(quizzes).chain(story.scenarios.iter().map(|it| it.id.clone())).collect::<Vec<_>>()
        };
        course.order.retain(|id| ids.contains(id));
    }
    finish(story);
}

/// What a learner has done.
pub(crate) struct Learner {
    pub(crate) attempts: Vec<Attempt>,
    time: i64,
}

impl Learner {
    pub(crate) fn new() -> Self {
        Self { attempts: Vec::new(), time: 1_000 }
    }

    fn stamp<E>(&mut self, events: Vec<E>) -> Vec<Stamped<E>> {
        let stamp = |event| {
            self.time += 7;
            Stamped { at: At(self.time), event }
        };
        events.into_iter().map(stamp).collect()
    }

    fn record(&mut self, story: &Story, part: Part, left: Option<Attempt>, log: Log) {
        let digest = last_digest(&log).unwrap_or(&story.pack.digest).to_owned();
        let part = log.last_part().unwrap_or(part);
        match left.and_then(|left| self.attempts.iter_mut().find(|it| it.id == left.id)) {
            Some(attempt) => (attempt.log, attempt.digest, attempt.part) = (log, digest, part),
            None => self.attempts.push(Attempt {
                id: format!("attempt-{}", self.attempts.len() + 1),
                learner: "Thandi".to_owned(),
                pack: story.pack.name.clone(),
                places: Vec::new(),
                digest,
                part,
                log,
            }),
        }
    }

    /// Works on a random part, as a front end does it: an attempt that was left is resumed.
    pub(crate) fn work(&mut self, rng: &mut Rng, story: &Story, stories: &Stories) {
        let versions = Versions::new(story, stories);
        let state = CourseState::from_attempts(&versions, &self.attempts);
        let Some(part) = rng.pick_one(&state.parts).map(|it| it.part.clone()) else { return };
        let left = if rng.with_percent(85) { state.open_attempt(&part, &self.attempts) } else { None };
        match &part {
            Part::Lesson(id) => {
                let mut log = match left.as_ref().map(|it| &it.log) {
                    Some(Log::Lesson(log)) => log.clone(),
                    _ => Vec::new(),
                };
                let mut events = Vec::new();
                if left.as_ref().is_none_or(|it| last_digest(&it.log) != Some(&story.pack.digest)) {
                    let (pack, digest) = (story.pack.name.clone(), story.pack.digest.clone());
                    events.push(LessonEvent::Opened { pack, digest, lesson: id.clone() });
                }
                if rng.with_percent(60) {
                    events.push(LessonEvent::Read);
                }
                log.extend(self.stamp(events));
                self.record(story, part, left, Log::Lesson(log));
            }
            Part::Quiz(id) => {
                let quiz = story.quizzes.iter().find(|it| it.id == *id).expect("it is there");
                let asked = asked_before(&versions, quiz, &self.attempts);
                let seed = rng.next_bits() >> 12;
                let (left, log, mut session) = match left.as_ref().map(|it| &it.log) {
                    Some(Log::Quiz(log)) => match QuizSession::resume(&versions, quiz, Stamped::events(log), None) {
                        Ok(resumed) => (left.clone(), log.clone(), resumed.session),
                        Err(_) => return,
                    },
                    _ => (None, Vec::new(), QuizSession::start_again(story, quiz, seed, None, &asked)),
                };
                let most = rng.number_below(8);
                for _ in 0..most {
                    answer_once(rng, &mut session, quiz);
                }
                if rng.with_percent(50) {
                    session.leave();
                }
                let new: Vec<QuizEvent> = session.events()[log.len()..].to_vec();
                let log = log.into_iter().chain(self.stamp(new)).collect();
                self.record(story, part, left, Log::Quiz(log));
            }
            Part::Scenario(id) => {
                let Ok(playable) = Playable::new(story, Some(id)) else { return };
                let seed = rng.next_bits() >> 12;
                let (left, log, mut session) = match left.as_ref().map(|it| &it.log) {
                    Some(Log::Scenario(log)) => {
                        let events = migrate_run(&Stamped::events(log), story, stories);
                        match resume_run(&playable, &events, None) {
                            Ok(resumed) => (left.clone(), log.clone(), resumed.session),
                            Err(_) => return,
                        }
                    }
                    _ => (None, Vec::new(), Session::start(&playable, seed, None)),
                };
                play_on(rng, &mut session);
                let new: Vec<Event> = session.events()[log.len()..].to_vec();
                let log = log.into_iter().chain(self.stamp(new)).collect();
                self.record(story, part, left, Log::Scenario(log));
            }
        }
    }
}

/// Answers the current question, mostly right.
pub(crate) fn answer_once(rng: &mut Rng, session: &mut QuizSession<'_>, quiz: &Quiz) -> Vec<String> {
    let given = random_answer(rng, session, quiz);
    let _ = session.answer(&given);
    given
}

/// Returns an answer to the current question, mostly a right one; sometimes none.
pub(crate) fn random_answer(rng: &mut Rng, session: &QuizSession<'_>, quiz: &Quiz) -> Vec<String> {
    let Some(asked) = session.current_question() else { return vec!["a0".to_owned()] };
    let question = quiz.questions.iter().find(|it| it.id == asked.question).expect("it is there");
    if !question.accept.is_empty() {
        return match rng.number_below(4) {
            0 => vec![sentence(rng, 2)],
            1 => vec!["  ".to_owned()],
            2 => vec![format!(" {}. ", question.accept[0].to_uppercase())],
            _ => question.accept[0].split(' ').map(str::to_owned).collect(),
        };
    }
    let right: Vec<String> = question.answers.iter().filter(|it| it.right).map(|it| it.id.clone()).collect();
    match rng.number_below(5) {
        0 => question.answers.iter().filter(|_| rng.with_percent(50)).map(|it| it.id.clone()).collect(),
        1 => right.into_iter().take(1).collect(),
        _ => right,
    }
}

fn play_on(rng: &mut Rng, session: &mut Session<'_>) {
    for _ in 0..rng.number_below(MOST_CHOICES) {
        let offered: Vec<String> = session.scene().on_offer().map(|view| view.id.clone()).collect();
        let Some(choice) = rng.pick_one(&offered).filter(|_| session.scene().ended.is_none()).cloned() else { break };
        session.choose(&choice, None).expect("it is on offer");
        if rng.with_percent(8) {
            session.undo();
        }
    }
    if session.scene().ended.is_none() && rng.with_percent(60) {
        session.leave();
    }
}
