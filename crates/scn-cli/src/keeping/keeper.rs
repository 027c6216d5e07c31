//! Keeps the record of a run among a learner's records.

use std::path::{Path, PathBuf};

use scn_records::{Store, StoreError, learner_name};
use scn_report::quoted;
use scn_run::{At, Attempt, Event, Holder, KeepError, Keeper, Log, Part, Stamped};
use scn_story::Story;

use super::{new_id, now, open, place, trouble};
use crate::failure::Failure;

/// The scenario being played, and the location of its record.
#[derive(Clone, Debug)]
pub(crate) struct Played<'s> {
    pub(crate) story: &'s Story,
    /// The scenario's id.
    pub(crate) scenario: String,
    /// The folders or files of the pack, if it has no name of its own; they identify the pack in
    /// the record.
    pub(crate) places: Vec<String>,
    /// The path given on the command line; without one, the pack is that of the current folder.
    pub(crate) path: Option<PathBuf>,
    /// The value of `--db`.
    pub(crate) db: Option<PathBuf>,
}

impl<'s> Played<'s> {
    /// Returns the pack's name.
    pub(crate) fn pack(&self) -> &str {
        &self.story.pack.name
    }

    /// Stores the story, so that the record can be interpreted even after the pack changes.
    fn keep_story(&self, store: &mut dyn Store) -> Result<(), StoreError> {
        store.keep_story(&self.story.pack.digest, &self.story.to_kept_json())
    }

    pub(crate) fn part(&self) -> Part {
        Part::Scenario(self.scenario.clone())
    }
}

/// The storage of a run.
struct Kept {
    store: Box<dyn Store>,
    /// The attempt's id; `None` until it has begun.
    attempt: Option<String>,
    /// Whether the story is known to be in the store.
    story: bool,
}

/// Keeps the record of a run: a learner's as it happens, a guest's only from the moment the guest
/// signs in under a name.
pub(crate) struct RunKeeper<'s> {
    played: Played<'s>,
    holder: Holder,
    kept: Option<Kept>,
    /// The number of confirmed events.
    confirmed: usize,
    /// How many of the confirmed events the interface will pass again, since they were confirmed
    /// before it started.
    ahead: usize,
    /// The times of the unconfirmed events. Storing them later does not change their times.
    stamps: Vec<At>,
}

impl<'s> RunKeeper<'s> {
    /// Creates a keeper for a guest; opens no store.
    pub(crate) fn guest(played: Played<'s>) -> Self {
        Self { played, holder: Holder::Guest, kept: None, confirmed: 0, ahead: 0, stamps: Vec::new() }
    }

    /// Creates a keeper for a learner who begins a run.
    pub(crate) fn begins(played: Played<'s>, learner: &str, store: Box<dyn Store>) -> Self {
        let holder = Holder::Learner(learner.to_owned());
        Self { holder, kept: Some(Kept { store, attempt: None, story: false }), ..Self::guest(played) }
    }

    /// Creates a keeper for a learner who resumes an attempt with this number of events.
    pub(crate) fn goes_on(
        played: Played<'s>,
        learner: &str,
        store: Box<dyn Store>,
        attempt: String,
        events: usize,
    ) -> Self {
        let holder = Holder::Learner(learner.to_owned());
        let kept = Some(Kept { store, attempt: Some(attempt), story: false });
        Self { holder, kept, confirmed: events, ..Self::guest(played) }
    }

    /// Stores the first events before anything is shown, so that errors are reported before
    /// anything can be lost. The interface passes these events again.
    pub(crate) fn keep_first(&mut self, events: &[Event]) -> Result<(), Failure> {
        let place = place(self.played.db.as_deref())?;
        self.store(events).map_err(|error| trouble(&place, &error))?;
        self.ahead = events.len();
        Ok(())
    }

    fn store(&mut self, events: &[Event]) -> Result<(), StoreError> {
        let Some(kept) = &mut self.kept else {
            // For a guest, only the times are remembered.
            self.stamps.resize(self.stamps.len() + events.len(), now());
            return Ok(());
        };
        if self.stamps.len() < events.len() {
            self.stamps.resize(events.len(), now());
        }
        let stamped: Vec<Stamped<Event>> = stamped(events, &self.stamps);
        if !kept.story {
            self.played.keep_story(kept.store.as_mut())?;
            kept.story = true;
        }
        match &kept.attempt {
            Some(attempt) => {
                kept.store.append(attempt, self.confirmed, &Log::Scenario(stamped))?;
            }
            None => kept.attempt = Some(begin(kept.store.as_mut(), &self.played, &self.holder, stamped)?),
        }
        self.confirmed += events.len();
        self.stamps.clear();
        Ok(())
    }
}

fn stamped(events: &[Event], stamps: &[At]) -> Vec<Stamped<Event>> {
    events.iter().zip(stamps).map(|(event, at)| Stamped { at: *at, event: event.clone() }).collect()
}

/// Begins an attempt and returns its id.
fn begin(
    store: &mut dyn Store,
    played: &Played<'_>,
    holder: &Holder,
    events: Vec<Stamped<Event>>,
) -> Result<String, StoreError> {
    let id = new_id();
    store.begin(&Attempt {
        id: id.clone(),
        learner: holder.learner().unwrap_or_default().to_owned(),
        pack: played.pack().to_owned(),
        places: played.places.clone(),
        digest: played.story.pack.digest.clone(),
        part: played.part(),
        log: Log::Scenario(events),
    })?;
    Ok(id)
}

impl Keeper for RunKeeper<'_> {
    fn holder(&self) -> &Holder {
        &self.holder
    }

    fn keep(&mut self, events: &[Event]) -> Result<(), KeepError> {
        let new = events.get(self.ahead..).unwrap_or_default();
        if !new.is_empty() {
            self.store(new).map_err(|error| KeepError(error.to_string()))?;
        }
        self.ahead = 0;
        Ok(())
    }

    fn adopt(&mut self, name: &str, events: &[Event]) -> Result<(), KeepError> {
        let name = learner_name(name).map_err(|error| KeepError(error.to_string()))?;
        let failed = |failure: Failure| KeepError(failure.words().to_owned());
        let place = place(self.played.db.as_deref()).map_err(failed)?;
        let mut store = open(&place).map_err(failed)?;
        self.stamps.resize(events.len(), now());
        let holder = Holder::Learner(name);
        let begun = self.played.keep_story(store.as_mut());
        let begun = begun.and_then(|()| begin(store.as_mut(), &self.played, &holder, stamped(events, &self.stamps)));
        let attempt = begun.map_err(|error| KeepError(error.to_string()))?;
        self.kept = Some(Kept { store, attempt: Some(attempt), story: true });
        self.holder = holder;
        self.confirmed = events.len();
        self.ahead = 0;
        self.stamps.clear();
        Ok(())
    }

    fn way_back(&self) -> Option<String> {
        let shown = |path: &Path| quoted(&path.display().to_string());
        let mut command = vec!["scn play".to_owned()];
        match &self.played.path {
            Some(path) if path == Path::new("-") => return None,
            Some(path) => command.push(shown(path)),
            None => {}
        }
        command.push(quoted(&self.played.scenario));
        command.push(format!("--learner {}", quoted(self.holder.learner()?)));
        command.extend(self.played.db.as_deref().map(|db| format!("--db {}", shown(db))));
        Some(command.join(" "))
    }

    fn can_adopt(&self) -> bool {
        place(self.played.db.as_deref()).is_ok()
    }
}

#[cfg(test)]
#[expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]
mod tests {
    use scn_records::{Filter, Sqlite, Store};
    use scn_run::{Event, Holder, Keeper, Log};
    use scn_story::Story;

    use super::{Played, RunKeeper};

    /// A guest's run that is given a name is stored from its beginning, each event with the time at
    /// which it happened.
    #[test]
    fn a_guests_run_is_kept_under_a_name() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let db = folder.path().join("records.db");
        let story = Story::default();
        let played =
            Played { story: &story, scenario: "call".to_owned(), places: Vec::new(), path: None, db: Some(db.clone()) };
        let mut keeper = RunKeeper::guest(played);
        let events = [Event::Saved, Event::Resumed { digest: String::new(), kept: 0 }, Event::Saved];
        keeper.keep(&events[..1]).expect("of a guest nothing is kept");
        keeper.keep(&events[1..2]).expect("of a guest nothing is kept");
        assert!(!db.exists());
        assert!(keeper.adopt(" ", &events).is_err());
        assert_eq!(*keeper.holder(), Holder::Guest);
        keeper.adopt(" Ana ", &events).expect("it is kept");
        keeper.keep(&[Event::Saved]).expect("it is kept");
        assert_eq!(keeper.way_back(), Some(format!("scn play call --learner Ana --db {}", db.display())));
        let attempts = Sqlite::open(&db).and_then(|store| store.attempts(&Filter::default())).expect("it can be read");
        let [attempt] = attempts.as_slice() else { panic!("{attempts:?}") };
        let Log::Scenario(log) = &attempt.log else { panic!("{attempts:?}") };
        assert_eq!((attempt.learner.as_str(), log.len()), ("Ana", 4));
        assert!(log.is_sorted_by_key(|it| it.at) && 0 < log[0].at.0);
    }
}
