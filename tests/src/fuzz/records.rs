//! The bytes of a records file, which is opened, read and written to.

use scn_records::{Filter, Sqlite, Store};
use scn_run::{At, Attempt, Event, Log, Part, Stamped};

pub(super) fn run(input: &[u8]) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let file = folder.path().join("records.db");
    std::fs::write(&file, input).map_err(|error| error.to_string())?;
    let Ok(mut store) = Sqlite::open(&file) else {
        let bytes_after = std::fs::read(&file).map_err(|error| error.to_string())?;
        return if bytes_after == input { Ok(()) } else { Err("a file that is refused is changed".to_owned()) };
    };
    let learners = store.learners().unwrap_or_default();
    let attempts = store.attempts(&Filter::default()).unwrap_or_default();
    drop(store.update_packs(&attempts));
    for attempt in attempts.iter().take(4) {
        // Any result is fine as long as there is one: damage is an error, not a panic.
        drop(store.load_story(&attempt.digest));
        let filter = Filter { learner: Some(&attempt.learner), part: Some(&attempt.part), ..Filter::default() };
        drop(store.attempts(&filter));
    }
    let event_at = |number| Stamped {
        at: At(number),
        event: Event::Shown { at: "x".into(), choices: Vec::new(), locked: Vec::new() },
    };
    let attempt = Attempt {
        id: "fuzzed".into(),
        learner: "Ana".into(),
        pack: "fuzzed".into(),
        places: vec!["/fuzzed".into()],
        digest: "sha256:1".into(),
        part: Part::Scenario("x".into()),
        log: Log::Scenario(vec![event_at(1)]),
    };
    if store.begin_attempt(&attempt).is_ok()
        && store.append_events("fuzzed", 1, &Log::Scenario(vec![event_at(2)])).is_ok()
    {
        let filter = Filter { learner: Some("Ana"), ..Filter::default() };
        if store.attempts(&filter).is_ok_and(|found| found.iter().all(|attempt| attempt.id != "fuzzed")) {
            return Err("an attempt that was confirmed is not there".to_owned());
        }
    }
    if let Some(learner) = learners.first() {
        drop(store.forget_learner(&learner.name));
    }
    Ok(())
}
