//! Records that are imported: what happened is accepted, and what the story does not allow is
//! refused.

use scn_run::{Attempt, LessonEvent, Log, Part, RecordFault, Stories, verify_log};
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
