//! Attempts to store.

use scn_run::{At, Attempt, Event, Log, Part, Stamped};

/// Returns an event with its time.
pub(crate) fn at<E>(at: i64, event: E) -> Stamped<E> {
    Stamped { at: At(at), event }
}

/// Returns the start of a run.
pub(crate) fn started() -> Event {
    Event::Started { pack: "privacy".into(), digest: "sha256:1".into(), scenario: "neighbour".into(), seed: u64::MAX }
}

/// Returns the arrival at a situation.
pub(crate) fn shown(id: &str) -> Event {
    Event::Shown { at: id.into(), choices: vec!["hold".into()], locked: Vec::new() }
}

/// Returns a run with its events.
pub(crate) fn attempt(id: &str, learner: &str, events: Vec<Stamped<Event>>) -> Attempt {
    Attempt {
        id: id.into(),
        learner: learner.into(),
        pack: "privacy".into(),
        places: Vec::new(),
        digest: "sha256:1".into(),
        part: Part::Scenario("neighbour".into()),
        log: Log::Scenario(events),
    }
}
