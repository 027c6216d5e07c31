//! Records that are imported: what happened is accepted, and what the story does not allow is
//! refused.

use scn_run::{
    Attempt, Event, LessonEvent, Log, Part, PreparedScenarios, RecordFault, Stamped, Stories, verify_log, verify_with,
};
use scn_tests::random::Rng;
use serde_json::{Value, json};

use crate::courses::{Learner, edit_course, random_course};
use crate::seeds;

fn with_events(log: &Log, events: &Value) -> Option<Log> {
    Some(match log {
        Log::Lesson(_) => Log::Lesson(serde_json::from_value(events.clone()).ok()?),
        Log::Quiz(_) => Log::Quiz(serde_json::from_value(events.clone()).ok()?),
        Log::Scenario(_) => Log::Scenario(serde_json::from_value(events.clone()).ok()?),
    })
}

fn events_of(log: &Log) -> Value {
    match log {
        Log::Lesson(log) => json!(log),
        Log::Quiz(log) => json!(log),
        Log::Scenario(log) => json!(log),
    }
}

/// Changes something in events, as somebody might who wants another result.
fn forge(rng: &mut Rng, events: &mut Vec<Value>) {
    let at = rng.number_below(events.len());
    let other = rng.number_below(events.len());
    match rng.number_below(6) {
        0 => drop(events.remove(at)),
        1 => events.swap(at, other),
        2 => {
            let copy = events[at].clone();
            events.insert(other, copy);
        }
        3 => {
            let (from, to) = (events[other]["choice"].clone(), &mut events[at]["choice"]);
            if !from.is_null() && !to.is_null() {
                *to = from;
            }
        }
        4 => {
            if let Some(outcome) = events[at].get_mut("outcome") {
                *outcome = json!(rng.number_below(4));
            }
        }
        _ => {
            if let Some(answers) = events[at].get_mut("answers").and_then(Value::as_array_mut) {
                answers.push(json!("a7"));
            }
        }
    }
}

#[test]
fn what_happened_is_verified_and_what_the_story_does_not_allow_is_refused() {
    let (mut accepted, mut refused, mut forged) = (0, 0, 0);
    for seed in seeds() {
        let mut rng = Rng::new(seed);
        let mut story = random_course(&mut rng);
        let mut stories = Stories::from([(story.pack.digest.clone(), story.clone())]);
        let mut learner = Learner::new();
        for _ in 0..3 {
            for _ in 0..=rng.number_below(4) {
                learner.work(&mut rng, &story, &stories);
            }
            edit_course(&mut rng, &mut story);
            stories.insert(story.pack.digest.clone(), story.clone());
        }
        for Attempt { log, .. } in &learner.attempts {
            let found = verify_log(log, &stories);
            assert_eq!(found, Ok(()), "seed {seed}\n{}", events_of(log));
            accepted += 1;
            let Value::Array(mut events) = events_of(log) else { continue };
            forge(&mut rng, &mut events);
            let Some(other) = with_events(log, &events.into()).filter(|other| other != log) else { continue };
            // The story may allow it too.
            forged += 1;
            refused += usize::from(verify_log(&other, &stories).is_err());
        }
    }
    assert!(0 < accepted && forged / 2 < refused, "{refused} of {forged} are refused");
}

/// Verifies a run piece by piece. Returns the number of pieces, and of those that were verified
/// without repeating those before them.
fn verify_in_pieces(
    rng: &mut Rng,
    log: &[Stamped<Event>],
    stories: &Stories,
    scenarios: &PreparedScenarios,
) -> (usize, usize) {
    let (mut pieces, mut quick, mut known, mut run) = (0, 0, 0, None);
    while known < log.len() {
        let mut next = known + 1 + rng.number_below((log.len() - known).min(6));
        // As a player sends them, most pieces end where something else is done.
        if rng.number_below(8) != 0 {
            let is_within =
                |event: &Event| matches!(event, Event::Resolved { .. } | Event::Shown { .. } | Event::Ended(_));
            next += log[next..].iter().take_while(|it| is_within(&it.event)).count();
        }
        pieces += 1;
        let further = Stamped::events(&log[known..next]);
        let so_far = Log::Scenario(log[..next].to_vec());
        let repeated = verify_with(&so_far, stories, scenarios);
        assert_eq!(repeated.as_ref().err(), verify_log(&so_far, stories).as_ref().err(), "{}", events_of(&so_far));
        let continued =
            run.take().and_then(|run: scn_run::VerifiedRun| run.verify_further(&further, stories, scenarios));
        if let Some(continued) = &continued {
            assert!(repeated.is_ok(), "{}", events_of(&so_far));
            assert_eq!(continued.events(), Stamped::events(&log[..next]));
            quick += 1;
        }
        let Ok(repeated) = repeated else { break };
        // What follows is verified by the continued run, so that a difference would show.
        run = continued.or(repeated);
        known = next;
    }
    (pieces, quick)
}

#[test]
fn what_continues_a_run_is_verified_as_if_the_run_were_repeated() {
    let (mut pieces, mut quick, mut forged_quick) = (0, 0, 0);
    for seed in seeds() {
        let mut rng = Rng::new(seed);
        let mut story = random_course(&mut rng);
        let mut stories = Stories::from([(story.pack.digest.clone(), story.clone())]);
        let mut learner = Learner::new();
        for _ in 0..2 {
            for _ in 0..=rng.number_below(4) {
                learner.work(&mut rng, &story, &stories);
            }
            edit_course(&mut rng, &mut story);
            stories.insert(story.pack.digest.clone(), story.clone());
        }
        let scenarios = PreparedScenarios::default();
        for Attempt { log, .. } in &learner.attempts {
            let Log::Scenario(events) = log else { continue };
            let (all, continued) = verify_in_pieces(&mut rng, events, &stories, &scenarios);
            (pieces, quick) = (pieces + all, quick + continued);
            let Value::Array(mut events) = events_of(log) else { continue };
            forge(&mut rng, &mut events);
            let Some(Log::Scenario(other)) = with_events(log, &events.into()) else { continue };
            forged_quick += verify_in_pieces(&mut rng, &other, &stories, &scenarios).1;
        }
    }
    assert!(pieces / 4 < quick && 0 < forged_quick, "{quick} of {pieces}, and {forged_quick} of forged ones");
}

#[test]
fn a_record_of_an_unknown_version_is_refused() {
    let log: Log = Log::Lesson(
        serde_json::from_value(
            json!([{"when": 0, "event": "opened", "pack": "p", "digest": "sha256:0", "lesson": "l"}]),
        )
        .expect("it is an event"),
    );
    let fault = verify_log(&log, &Stories::new());
    assert_eq!(fault, Err(RecordFault::UnknownVersion { event: 1, digest: "sha256:0".to_owned() }));
    let unopened = Log::Lesson(vec![scn_run::Stamped { at: scn_run::At(0), event: LessonEvent::Read }]);
    assert_eq!(verify_log(&unopened, &Stories::new()), Err(RecordFault::NoStart));
    assert_eq!(verify_log(&Log::empty(&Part::Quiz("q".to_owned())), &Stories::new()), Err(RecordFault::NoStart));
}
