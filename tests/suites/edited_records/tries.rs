//! Tries of quizzes.

use scn_player::{QuizEvent, QuizSession, Versions, carried_try, plain};
use scn_story::Story;
use scn_tests::random::Rng;

use crate::model::Model;
use crate::{Tally, edit};

/// An answer, as it was really given.
#[derive(Clone, Debug)]
struct Given {
    question: usize,
    answers: Vec<usize>,
    words: Vec<String>,
}

fn go_on(rng: &mut Rng, model: &Model, story: &Story, mut session: QuizSession<'_>, from: usize, kept: &mut Kept) {
    for _ in 0..=rng.below(2) {
        let Some(asked) = session.asked() else { break };
        let mut picked = vec![rng.pick(&asked.answers).cloned().expect("there are answers")];
        picked.extend(rng.pick(&asked.answers).filter(|it| **it != picked[0] && rng.percent(30)).cloned());
        let ids: Vec<String> = picked.iter().map(|(id, _)| id.clone()).collect();
        session.answer(&ids).expect("it is asked");
        let numbers = ids.iter().map(|id| model.answer(story, &asked.question, id).expect("it is there"));
        let (questions, answers): (Vec<usize>, Vec<usize>) = numbers.unzip();
        let words = picked.iter().map(|(_, words)| plain(words)).collect();
        kept.given.push(Given { question: questions[0], answers, words });
    }
    session.leave();
    kept.events.extend(session.events().iter().skip(from).cloned());
}

struct Kept {
    events: Vec<QuizEvent>,
    given: Vec<Given>,
}

pub fn look(seed: u64, tally: &mut Tally) {
    let mut rng = Rng::new(seed);
    let mut model = Model::new(&mut rng);
    let mut versions = Versions::new();
    let mut kept = Kept { events: Vec::new(), given: Vec::new() };
    let story = model.story();
    versions.insert(story.pack.digest.clone(), story.clone());
    let session = QuizSession::start(&story, &story.quizzes[0], seed, None);
    go_on(&mut rng, &model, &story, session, 0, &mut kept);
    for step in 0..4 {
        let edits = edit(&mut rng, &mut model, tally);
        let story = model.story();
        // A version that is there stays as it is.
        versions.entry(story.pack.digest.clone()).or_insert_with(|| story.clone());
        let case = format!("seed {seed}, step {step}, {edits:?}\n{:#?}\n{model:#?}", kept.given);
        let events = carried_try(&kept.events, &story, &versions);
        assert_eq!(events.len(), kept.events.len());
        let given = events.iter().filter_map(|event| match event {
            QuizEvent::Answered { question, answers } => Some((question, answers)),
            _ => None,
        });
        for ((question, answers), really) in given.zip(&kept.given) {
            let is: Vec<Option<(usize, usize)>> =
                answers.iter().map(|answer| model.answer(&story, question, answer)).collect();
            if is.iter().any(Option::is_none) {
                // It counts for nothing, and is asked again.
                tally.count("undecided or gone");
                assert!(!model.is_gentle(), "nothing was taken away: {question} {answers:?}\n{case}");
                continue;
            }
            // Of several answers the order is that of the screen.
            let mut numbers: Vec<(usize, usize)> = is.into_iter().flatten().collect();
            let mut want: Vec<(usize, usize)> = really.answers.iter().map(|it| (really.question, *it)).collect();
            numbers.sort_unstable();
            want.sort_unstable();
            assert_eq!(numbers, want, "another answer: {question} {answers:?}\n{case}");
            let today = |number: &usize| {
                let mut items = model.questions.iter().flat_map(|it| &it.items);
                items.find(|it| it.number == *number).map(|it| it.words.clone())
            };
            let same = really.answers.iter().zip(&really.words).all(|(number, words)| today(number).as_ref() == Some(words));
            tally.count(if same { "holds" } else { "reworded" });
        }
        let left = events.len();
        let Ok(picked) = QuizSession::pick_up(&story, &story.quizzes[0], events, None) else { return };
        if picked.session.asked().is_none() {
            return;
        }
        // A question that is asked again is answered anew: what it was given before is overwritten.
        go_on(&mut rng, &model, &story, picked.session, left, &mut kept);
    }
}
