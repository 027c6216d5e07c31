//! Runs that are resumed after an edit of the pack.

use scn_run::phrases::resumed::run_in_course;
use scn_run::{Attempt, Event, Log, Playable, Session, Stamped, Stories, migrate_run, resume_run};
use scn_story::Story;
use scn_tests::random::Rng;
use serde_json::{Value, json};

use crate::edits::{ALL, make_edit};
use crate::model::Model;
use crate::{Cases, seeds};

fn add_run(cases: &mut Cases, story: &Story, stories: &Stories, events: &[Event]) {
    let carried = migrate_run(events, story, stories);
    let scenario = carried.iter().rev().find_map(|event| {
        let (Event::Started { scenario, .. } | Event::Resumed { scenario: Some(scenario), .. }) = event else {
            return None;
        };
        Some(scenario)
    });
    let playable = scenario.and_then(|id| Playable::new(story, Some(id)).ok());
    let resumed = playable.as_ref().and_then(|it| resume_run(it, &carried, None).ok());
    let as_json = |events: &[Event]| serde_json::to_string(events).expect("events can be written");
    let case = json!({
        "kind": "carried",
        "story": cases.add_story(story),
        "kept": cases.add_stories(stories),
        "events": events,
        "carried": as_json(&carried),
        "resumed": resumed.as_ref().map_or_else(|| "null".to_owned(), |it| as_json(it.session.events())),
        "notices": resumed.as_ref().map_or(Value::Null, |it| run_in_course(it).into()),
    });
    cases.add(&case);
}

/// Adds the runs of a course, to be resumed in the current story.
pub(crate) fn add_runs(cases: &mut Cases, story: &Story, stories: &Stories, attempts: &[Attempt]) {
    for attempt in attempts {
        if let Log::Scenario(log) = &attempt.log {
            add_run(cases, story, stories, &Stamped::events(log));
        }
    }
}

/// Plays on at random, and leaves. Returns the whole record.
fn play_on(rng: &mut Rng, mut session: Session<'_>, mut events: Vec<Event>) -> Vec<Event> {
    let first_new = session.recorded_before();
    for _ in 0..=rng.number_below(3) {
        let offered: Vec<String> = session.scene().on_offer().map(|view| view.id.clone()).collect();
        let Some(choice) = rng.pick_one(&offered).cloned() else { break };
        if rng.with_percent(30) {
            let _ = session.write_words("I would have waited.");
        }
        session.choose(&choice, None).expect("it is on offer");
        if rng.with_percent(15) {
            session.undo();
        }
    }
    session.leave();
    events.extend(session.events().iter().skip(first_new).cloned());
    events
}

#[test]
fn runs_are_carried_over_edits_alike() {
    let mut cases = Cases::default();
    for seed in seeds() {
        let mut rng = Rng::new(seed);
        let mut model = Model::new(&mut rng);
        let story = model.compile_story();
        let mut stories = Stories::from([(story.pack.digest.clone(), story.clone())]);
        let playable = Playable::new(&story, None).expect("it can be played");
        let mut events = play_on(&mut rng, Session::start(&playable, seed, None), Vec::new());
        for _ in 0..4 {
            for _ in 0..=rng.number_below(3) {
                let edit = *rng.pick_one(&ALL).expect("there are some");
                make_edit(&mut rng, &mut model, edit);
            }
            let story = model.compile_story();
            stories.entry(story.pack.digest.clone()).or_insert_with(|| story.clone());
            add_run(&mut cases, &story, &stories, &events);
            let playable = Playable::new(&story, None).expect("it can be played");
            let Ok(resumed) = resume_run(&playable, &migrate_run(&events, &story, &stories), None) else { break };
            events = play_on(&mut rng, resumed.session, events);
        }
    }
    let all = [
        "fate: holds",
        "fate: reworded",
        "fate: replaced",
        "fate: gone",
        "fate: undecided",
        "an outcome is undecided",
        "an outcome is reworded",
    ];
    cases.check("runs carried over edits", &all);
}
