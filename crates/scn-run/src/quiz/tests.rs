//! Attempts at quizzes: drawn, answered, left, resumed, and judged again.

use std::collections::BTreeMap;

use proptest::prelude::*;
use scn_story::{Answer, Pack, Question, Quiz, ShowAnswers, Span, Story};

use super::{AnswerError, AnswerForm, AskedQuestions, QuizResult, QuizSession, ResumeQuizError, ResumedQuiz};
use crate::{QuizEvent, Stories, Versions, plain_text};

fn words(text: &str) -> Vec<Span> {
    vec![Span::Text { text: text.into(), emphasis: false, strong: false, code: false, link: None }]
}

fn answer(id: &str, right: bool) -> Answer {
    Answer { id: id.into(), right, text: words(id), because: words(&format!("because {id}")) }
}

/// A question whose correct answers are `a` and, if `several`, `c`.
fn question(id: &str, several: bool) -> Question {
    Question {
        id: id.into(),
        stem: words(&format!("{id}?")),
        checks: vec!["privacy".into(), format!("p-{id}")],
        any_order: true,
        answers: vec![answer("a", true), answer("b", false), answer("c", several), answer("d", false)],
        ..Question::default()
    }
}

fn quiz(count: usize, draw: Option<u32>, pass: Option<u32>, any_order: bool) -> Quiz {
    let questions = (1..=count).map(|at| question(&format!("q{at}"), at % 2 == 0)).collect();
    Quiz { id: "rules".into(), title: "The rules".into(), draw, pass, any_order, questions, ..Quiz::default() }
}

fn story() -> Story {
    Story { pack: Pack { name: "small".into(), digest: "sha256:00".into(), ..Pack::default() }, ..Story::default() }
}

/// A version of the story with its own digest.
fn version(number: u32, quiz: &Quiz) -> Story {
    let mut story = Story { quizzes: vec![quiz.clone()], ..story() };
    story.pack.digest = format!("sha256:{number:02}");
    story
}

/// Resumes an attempt that was left, in the last of the given versions.
fn resume<'q>(versions: &'q [Story], events: &[QuizEvent]) -> Result<ResumedQuiz<'q>, ResumeQuizError> {
    let (now, kept) = versions.split_last().expect("there is one");
    let kept: Stories = kept.iter().map(|it| (it.pack.digest.clone(), it.clone())).collect();
    QuizSession::resume(&Versions::new(now, &kept), &now.quizzes[0], events.to_vec(), None)
}

/// The result of an attempt, judged by the last of the given versions.
fn judged(versions: &[Story], events: &[QuizEvent]) -> QuizResult {
    let (now, kept) = versions.split_last().expect("there is one");
    let kept: Stories = kept.iter().map(|it| (it.pack.digest.clone(), it.clone())).collect();
    QuizResult::from_events(&Versions::new(now, &kept), &now.quizzes[0], events)
}

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn drawn(session: &QuizSession<'_>) -> Vec<String> {
    match session.events().first() {
        Some(QuizEvent::Started { questions, .. }) => questions.clone(),
        other => unreachable!("{other:?}"),
    }
}

/// Answers the current question correctly or incorrectly.
fn give(session: &mut QuizSession<'_>, right: bool) {
    let asked = session.current_question().expect("a question waits");
    let picked = match (right, asked.form.takes_several()) {
        (true, true) => ids(&["c", "a"]),
        (true, false) => ids(&["a"]),
        (false, true) => ids(&["a"]),
        (false, false) => ids(&["a", "b"]),
    };
    assert_eq!(session.answer(&picked).map(|verdict| verdict.right), Ok(right));
}

#[test]
fn a_further_attempt_asks_first_what_was_asked_least_often() {
    let quiz = quiz(7, Some(3), Some(1), true);
    let story = version(1, &quiz);
    let none = Stories::new();
    let versions = Versions::new(&story, &none);
    for seed in 0..40 {
        let mut before = AskedQuestions::default();
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for attempt in 0..6 {
            let mut session = QuizSession::start_again(&story, &quiz, seed * 10 + attempt, None, &before);
            let asked = drawn(&session);
            assert_eq!(asked.len(), 3);
            for id in &asked {
                *counts.entry(id.clone()).or_default() += 1;
            }
            let seen = |id: &str| counts.get(id).copied().unwrap_or(0);
            let all = (1..=7).map(|at| seen(&format!("q{at}")));
            let (low, high) = (all.clone().min().unwrap_or(0), all.max().unwrap_or(0));
            assert!(high - low <= 1, "{counts:?}");
            (0..3).for_each(|_| give(&mut session, true));
            before.add_attempt(&versions, &quiz, session.events());
        }
    }
}

#[test]
fn questions_that_were_not_reached_count_as_not_asked() {
    let quiz = quiz(4, Some(2), Some(1), false);
    let story = version(1, &quiz);
    let none = Stories::new();
    let versions = Versions::new(&story, &none);
    let mut session = QuizSession::start(&story, &quiz, 3, None);
    let first = drawn(&session);
    session.leave();
    let mut before = AskedQuestions::default();
    before.add_attempt(&versions, &quiz, session.events());
    for seed in 0..30 {
        let again = drawn(&QuizSession::start_again(&story, &quiz, seed, None, &before));
        assert!(!again.contains(&first[0]), "{first:?} {again:?}");
    }
    assert!(
        (0..30).any(|seed| drawn(&QuizSession::start_again(&story, &quiz, seed, None, &before)).contains(&first[1]))
    );
}

#[test]
fn answers_are_shown_when_the_quiz_says_so() {
    for (rule, pass) in
        [(ShowAnswers::AfterPassing, true), (ShowAnswers::AfterPassing, false), (ShowAnswers::Never, true)]
    {
        let mut quiz = typed_quiz();
        quiz.show_answers = rule;
        quiz.pass = Some(if pass { 1 } else { 2 });
        let mut session = QuizSession::start(&story(), &quiz, 1, None);
        let verdict = session.answer(&ids(&["72"])).expect("it is an answer");
        assert!(verdict.right && verdict.typed.is_none() && verdict.answers.is_empty());
        assert!(session.review().is_empty(), "it is not over");
        let verdict = session.answer(&ids(&["b"])).expect("it is an answer");
        assert!(!verdict.right && verdict.answers.is_empty());
        let review = session.review();
        assert_eq!(review.len(), if rule == ShowAnswers::AfterPassing && pass { 2 } else { 0 });
        if let [(stem, typed), (_, picked)] = review.as_slice() {
            assert_eq!(plain_text(stem), "q1?");
            assert!(typed.typed.is_some() && picked.answers.iter().any(|it| it.right && !it.picked));
        }
    }
}

#[test]
fn one_right_answer_of_several_is_enough() {
    let mut quiz = quiz(2, None, None, false);
    quiz.questions.iter_mut().for_each(|it| it.any_one = true);
    quiz.questions[0].answers[2].right = true;
    let mut session = QuizSession::start(&story(), &quiz, 1, None);
    assert_eq!(session.current_question().map(|it| it.form), Some(AnswerForm::AnyOne));
    let verdict = session.answer(&ids(&["c"])).expect("it is an answer");
    let shown: Vec<&str> = verdict.answers.iter().map(|it| it.answer.as_str()).collect();
    assert_eq!((verdict.right, shown.as_slice()), (true, &["c"][..]));
    let verdict = session.answer(&ids(&["b"])).expect("it is an answer");
    let mut shown: Vec<&str> = verdict.answers.iter().map(|it| it.answer.as_str()).collect();
    shown.sort_unstable();
    assert_eq!((verdict.right, shown.as_slice()), (false, &["a", "b", "c"][..]));
    assert_eq!(session.result().right, 1);
}

/// A quiz whose first question takes a short answer.
fn typed_quiz() -> Quiz {
    let mut quiz = quiz(2, None, None, false);
    quiz.questions[0].answers.clear();
    quiz.questions[0].accept = vec!["72".into(), "Seventy-two hours".into()];
    quiz.questions[0].because = words("because of the law");
    quiz.questions[0].hints = vec![words("three days"), words("more than 71")];
    quiz
}

#[test]
fn a_short_answer_is_judged_by_its_words() {
    let quiz = typed_quiz();
    let mut session = QuizSession::start(&story(), &quiz, 1, None);
    let asked = session.current_question().expect("it waits");
    assert_eq!((asked.form, asked.answers.len(), asked.hints_left), (AnswerForm::Typed, 0, 2));
    assert_eq!(session.answer(&ids(&["  "])), Err(AnswerError::Nothing));
    let verdict = session.answer(&ids(&[" seventy-TWO  Hours "])).expect("it is an answer");
    let typed = verdict.typed.expect("it was typed");
    assert_eq!((verdict.right, typed.typed.as_str(), typed.accepted.len()), (true, "seventy-TWO Hours", 2));
    assert_eq!(plain_text(&typed.because), "because of the law");
}

#[test]
fn hints_are_shown_in_order_and_recorded() {
    let quiz = typed_quiz();
    let mut session = QuizSession::start(&story(), &quiz, 1, None);
    assert_eq!(session.next_hint().map(|hint| plain_text(&hint)).as_deref(), Some("three days"));
    let asked = session.current_question().expect("it waits");
    assert_eq!((asked.hints.len(), asked.hints_left), (1, 1));
    assert!(session.next_hint().is_some() && session.next_hint().is_none());
    let hinted = |number| QuizEvent::Hinted { question: "q1".into(), hint: number };
    assert_eq!(session.events()[2..], [hinted(1), hinted(2)]);
    session.answer(&ids(&["72"])).expect("it is an answer");
    assert_eq!(session.next_hint(), None, "the second question has no hint");
}

#[test]
fn a_corrected_key_judges_short_answers_again() {
    let quiz = typed_quiz();
    let first = version(1, &quiz);
    let mut session = QuizSession::start(&first, &quiz, 1, None);
    assert!(!session.answer(&ids(&["three days"])).expect("it is an answer").right);
    session.leave();
    let events = session.events().to_vec();
    let mut corrected = quiz.clone();
    corrected.questions[0].accept.push("Three Days".into());
    let versions = [first, version(2, &corrected)];
    assert_eq!(judged(&versions, &events).right, 1);
    let resumed = resume(&versions, &events).expect("it can be resumed");
    assert_eq!((resumed.again, resumed.session.result().right), (0, 1));
    // With answers to choose from it is another question.
    let mut replaced = quiz;
    replaced.questions[0].accept.clear();
    replaced.questions[0].answers = vec![answer("a", true), answer("b", false)];
    let versions = [versions[0].clone(), version(3, &replaced)];
    assert_eq!(resume(&versions, &events).expect("it can be resumed").again, 1);
}

#[test]
fn an_answer_that_was_right_is_right_when_one_of_several_becomes_enough() {
    let quiz = quiz(2, None, None, false);
    let mut several = quiz.clone();
    several.questions[0].answers[2].right = true;
    let first = version(1, &several);
    let mut relaxed = several.clone();
    relaxed.questions[0].any_one = true;
    for (picked, before, after) in
        [(["a", "c"].as_slice(), true, true), (&["a"], false, true), (&["a", "b"], false, false)]
    {
        let mut session = QuizSession::start(&first, &several, 1, None);
        assert_eq!(session.answer(&ids(picked)).map(|verdict| verdict.right), Ok(before), "{picked:?}");
        session.leave();
        let versions = [first.clone(), version(2, &relaxed)];
        assert_eq!(judged(&versions, session.events()).right, u32::from(after), "{picked:?}");
    }
}

#[test]
fn only_all_right_answers_are_right_and_each_gets_feedback() {
    let mut quiz = quiz(2, None, None, false);
    quiz.questions[1].any_order = false;
    let mut session = QuizSession::start(&story(), &quiz, 1, None);
    give(&mut session, true);
    let asked = session.current_question().expect("the second waits");
    assert_eq!(
        (asked.number, asked.total, asked.form, plain_text(&asked.stem).as_str()),
        (2, 2, AnswerForm::Several, "q2?")
    );
    let verdict = session.answer(&ids(&["d", "a"])).expect("they are answers");
    let feedback: Vec<_> = verdict.answers.iter().map(|it| (it.answer.as_str(), it.picked, it.right)).collect();
    assert_eq!(feedback, [("a", true, true), ("c", false, true), ("d", true, false)]);
    assert!(!verdict.right && plain_text(&verdict.answers[1].because) == "because c");
    assert_eq!(session.current_question(), None);
    assert_eq!(session.answer(&ids(&["a"])), Err(AnswerError::Over));
    let result = session.result();
    assert_eq!((result.right, result.asked, result.needed, result.ended, result.passed), (1, 2, 2, true, false));
    let checked: Vec<_> = result.principles.iter().map(|it| (it.principle.as_str(), it.right, it.answered)).collect();
    assert_eq!(checked, [("privacy", 1, 2), ("p-q1", 1, 1), ("p-q2", 0, 1)]);
}

#[test]
fn an_unknown_answer_changes_nothing() {
    let quiz = quiz(1, None, None, false);
    let mut session = QuizSession::start(&story(), &quiz, 1, None);
    let before = session.events().to_vec();
    assert_eq!(session.answer(&[]), Err(AnswerError::Nothing));
    let error = session.answer(&ids(&["a", "x"])).expect_err("there is no `x`");
    assert!(error.to_string().starts_with("`x` is not an answer to `q1`; its answers are "), "{error}");
    assert_eq!(session.events(), before);
}

#[test]
fn a_record_is_json_lines_of_ids() {
    let quiz = quiz(1, None, None, false);
    let mut session = QuizSession::start(&story(), &quiz, 7, Some("Thandi"));
    session.leave();
    session.leave();
    assert_eq!(session.answer(&ids(&["a"])), Err(AnswerError::Over));
    let versions = [Story { quizzes: vec![quiz.clone()], ..story() }];
    let mut session = resume(&versions, session.events()).expect("it begins").session;
    give(&mut session, true);
    let lines: Vec<String> = session.events().iter().map(|it| serde_json::to_string(it).expect("it is JSON")).collect();
    assert_eq!(
        lines,
        [
            r#"{"event":"started","pack":"small","digest":"sha256:00","quiz":"rules","seed":7,"questions":["q1"]}"#,
            r#"{"event":"asked","question":"q1","answers":["d","b","a","c"]}"#,
            r#"{"event":"left"}"#,
            r#"{"event":"resumed","digest":"sha256:00"}"#,
            r#"{"event":"asked","question":"q1","answers":["d","b","a","c"]}"#,
            r#"{"event":"answered","question":"q1","answers":["a"]}"#,
            r#"{"event":"ended"}"#,
        ]
    );
}

#[test]
fn after_an_edit_it_continues_with_the_remaining_questions() {
    let before = quiz(4, None, Some(3), false);
    let first = version(1, &before);
    let mut session = QuizSession::start(&first, &before, 1, None);
    give(&mut session, true);
    give(&mut session, true);
    session.leave();
    // The third question is removed, and one answer of the second.
    let mut after = before.clone();
    after.questions.remove(2);
    after.questions[1].answers.remove(2);
    let versions = [first, version(2, &after)];
    let picked_up = resume(&versions, session.events()).expect("it begins");
    assert_eq!((picked_up.gone, picked_up.again, picked_up.added), (1, 1, 0));
    let mut session = picked_up.session;
    let asked = session.current_question().expect("the second waits again");
    assert_eq!((asked.question.as_str(), asked.number, asked.total), ("q2", 2, 3));
    session.answer(&ids(&["a"])).expect("it is an answer");
    give(&mut session, false);
    let result = session.result();
    assert_eq!((result.right, result.asked, result.needed, result.passed), (2, 3, 3, false));
    assert_eq!(judged(&versions, session.events()), result);
    // A corrected key re-scores the same record.
    let events = session.events().to_vec();
    after.questions[2].answers[2].right = false;
    let [first, second] = versions;
    assert!(judged(&[first, second, version(3, &after)], &events).passed);
}

/// Two questions are drawn out of two, both must be correct, and the first has been answered
/// correctly. Then the quiz is edited.
fn after_one_of_two(edit: impl Fn(&mut Quiz)) -> ([Story; 2], Vec<QuizEvent>) {
    let before = quiz(2, Some(2), Some(2), false);
    let first = version(1, &before);
    let mut session = QuizSession::start(&first, &before, 1, None);
    give(&mut session, true);
    session.leave();
    let mut after = before.clone();
    edit(&mut after);
    ([first, version(2, &after)], session.events().to_vec())
}

#[test]
fn in_place_of_a_question_that_went_another_is_asked() {
    for (gone, waiting) in [(0, ["q2", "new"]), (1, ["new", ""])] {
        let (versions, events) = after_one_of_two(|quiz| quiz.questions[gone] = question("new", false));
        let picked_up = resume(&versions, &events).expect("it begins");
        assert_eq!((picked_up.gone, picked_up.again, picked_up.added), (1, 0, 1), "{gone}");
        let mut session = picked_up.session;
        for waiting in waiting.iter().filter(|it| !it.is_empty()) {
            assert!(!session.result().passed);
            assert_eq!(session.current_question().expect("it waits").question, *waiting);
            give(&mut session, true);
        }
        let result = session.result();
        assert!(session.current_question().is_none() && result.passed && result.asked == 2 && result.needed == 2);
        assert_eq!(judged(&versions, session.events()), result);
    }
}

#[test]
fn an_answer_is_none_to_a_question_in_other_words() {
    let (versions, events) = after_one_of_two(|quiz| quiz.questions[0].stem = words("q1, as it is not?"));
    let picked_up = resume(&versions, &events).expect("it begins");
    assert_eq!((picked_up.gone, picked_up.again), (0, 1));
    assert_eq!(picked_up.session.result().answered, 0);
    assert_eq!(picked_up.session.current_question().map(|it| (it.question, it.total)), Some(("q1".to_owned(), 2)));
}

#[test]
fn a_new_id_and_an_order_make_no_new_question() {
    let (versions, events) = after_one_of_two(|quiz| {
        quiz.questions.reverse();
        // The ids are exchanged, and so are those of the answers.
        quiz.questions[0].id = "q1".into();
        quiz.questions[1].id = "q2".into();
        quiz.questions[1].answers[0].id = "b".into();
        quiz.questions[1].answers[1].id = "a".into();
    });
    let picked_up = resume(&versions, &events).expect("it begins");
    assert_eq!((picked_up.gone, picked_up.again, picked_up.added), (0, 0, 0));
    let mut session = picked_up.session;
    assert_eq!((session.result().right, session.current_question().map(|it| it.question)), (1, Some("q1".to_owned())));
    session.answer(&ids(&["a", "c"])).expect("they are answers");
    let result = session.result();
    assert!(result.passed && result.right == 2);
    assert_eq!(judged(&versions, session.events()), result);
}

#[test]
fn no_edit_lowers_what_passing_takes() {
    let (versions, events) = after_one_of_two(|quiz| (quiz.pass, quiz.draw) = (Some(1), Some(1)));
    let mut session = resume(&versions, &events).expect("it begins").session;
    give(&mut session, false);
    assert!(!session.result().passed && !judged(&versions, session.events()).passed);
    // With one question less, nobody could have two correct answers, so the attempt cannot be
    // resumed.
    let (versions, events) = after_one_of_two(|quiz| drop(quiz.questions.pop()));
    assert_eq!(resume(&versions, &events).expect_err("one is too few"), ResumeQuizError::TooFew);
    // If all questions are asked, added ones are asked too.
    let (versions, events) = after_one_of_two(|quiz| {
        quiz.questions.push(question("more", false));
        (quiz.pass, quiz.draw) = (None, None);
    });
    let picked_up = resume(&versions, &events).expect("it begins");
    assert_eq!((picked_up.added, picked_up.session.result().needed), (1, 3));
}

#[test]
fn a_try_that_ended_is_judged_by_what_was_asked_in_it() {
    let before = quiz(2, None, None, false);
    let first = version(1, &before);
    let mut session = QuizSession::start(&first, &before, 1, None);
    give(&mut session, true);
    give(&mut session, false);
    let events = session.events().to_vec();
    let edits: [&dyn Fn(&mut Quiz); 5] = [
        &|quiz| drop(quiz.questions.pop()),
        &|quiz| quiz.pass = Some(1),
        &|quiz| quiz.questions[1].stem = words("other"),
        &|quiz| quiz.questions[1].answers.truncate(2),
        &|quiz| quiz.questions.swap(0, 1),
    ];
    for (number, edit) in edits.iter().enumerate() {
        let mut after = before.clone();
        edit(&mut after);
        let result = judged(&[first.clone(), version(2, &after)], &events);
        assert_eq!((result.asked, result.right, result.passed), (2, 1, false), "edit {number}");
    }
}

#[test]
fn a_record_of_something_else_is_refused() {
    let quiz = quiz(1, None, None, false);
    let other = Quiz { id: "other".into(), ..quiz.clone() };
    let events = QuizSession::start(&story(), &other, 1, None).events().to_vec();
    let versions = [Story { quizzes: vec![quiz], ..story() }];
    let refused = |events: Vec<QuizEvent>| resume(&versions, &events).expect_err("it is refused");
    assert_eq!(refused(events), ResumeQuizError::Another("other".into()));
    assert_eq!(refused(Vec::new()), ResumeQuizError::NoStart);
}

#[test]
fn nothing_to_ask_is_nothing_to_fail() {
    let quiz = quiz(0, Some(3), Some(2), true);
    let session = QuizSession::start(&story(), &quiz, 1, None);
    assert!(session.current_question().is_none() && session.result().passed);
}

#[test]
fn every_order_and_every_draw_is_about_as_frequent() {
    let quiz = quiz(4, Some(2), None, true);
    let (mut draws, mut orders) = (BTreeMap::new(), BTreeMap::new());
    for seed in 0..12_000 {
        let session = QuizSession::start(&story(), &quiz, seed, None);
        *draws.entry(drawn(&session)).or_insert(0_u32) += 1;
        let answers: Vec<String> =
            session.current_question().expect("a question waits").answers.into_iter().map(|it| it.0).collect();
        *orders.entry(answers).or_insert(0_u32) += 1;
    }
    // 12 ordered pairs of 4 questions, 24 orders of 4 answers; five standard deviations are at most
    // 152 and 110.
    assert!(draws.len() == 12 && draws.values().all(|count| count.abs_diff(1_000) < 152), "{draws:?}");
    assert!(orders.len() == 24 && orders.values().all(|count| count.abs_diff(500) < 110), "{orders:?}");
}

#[test]
fn a_question_that_is_added_leaves_the_others_in_their_order() {
    let order = |count| drawn(&QuizSession::start(&story(), &quiz(count, None, None, true), 5, None));
    let more = order(9);
    assert_eq!(order(8), more.into_iter().filter(|id| id != "q9").collect::<Vec<_>>());
}

proptest! {
    #[test]
    fn a_draw_has_no_doubles_and_a_replay_changes_nothing(
        count in 0_usize..12,
        draw in prop::option::of(1_u32..14),
        pass in prop::option::of(1_u32..14),
        any_order: bool,
        seed: u64,
        given in prop::collection::vec(any::<bool>(), 12),
        stops in prop::collection::vec(any::<bool>(), 12),
    ) {
        let quiz = quiz(count, draw, pass, any_order);
        let versions = [Story { quizzes: vec![quiz.clone()], ..story() }];
        let (mut whole, mut parted) = (QuizSession::start(&story(), &quiz, seed, None), QuizSession::start(&story(), &quiz, seed, None));
        let questions = drawn(&whole);
        prop_assert_eq!(questions.len(), draw.map_or(count, |draw| count.min(draw as usize)));
        let mut sorted = questions.clone();
        sorted.sort();
        sorted.dedup();
        prop_assert_eq!(sorted.len(), questions.len());
        if !any_order {
            prop_assert!(questions.is_sorted_by_key(|id| quiz.questions.iter().position(|it| it.id == *id)));
        }
        for (right, stop) in given.iter().zip(&stops).take(questions.len()) {
            give(&mut whole, *right);
            if *stop {
                parted.leave();
                let picked_up = resume(&versions, parted.events());
                let picked_up = picked_up.map_err(|error| TestCaseError::fail(error.to_string()))?;
                prop_assert_eq!((picked_up.gone, picked_up.again), (0, 0));
                parted = picked_up.session;
            }
            give(&mut parted, *right);
            prop_assert_eq!(whole.current_question(), parted.current_question());
        }
        prop_assert!(whole.current_question().is_none());
        prop_assert_eq!(whole.result(), parted.result());
        let right = given.iter().take(questions.len()).filter(|right| **right).count();
        prop_assert_eq!(whole.result().right as usize, right);
        let needed = questions.len().min(pass.map_or(usize::MAX, |pass| pass as usize));
        prop_assert_eq!(whole.result().passed, needed <= right);
    }
}
