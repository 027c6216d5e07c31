//! Keeps the record of a run among a learner's records.

use std::path::{Path, PathBuf};

use scn_player::{At, Attempt, Event, Holder, KeepError, Keeper, Log, Part, Stamped};
use scn_records::{Store, StoreError, learner_name};
use scn_report::quoted;
use scn_story::Story;

use super::{new_id, now, open, place, trouble};
use crate::failure::Failure;

/// What is played, and where its record lies.
#[derive(Debug)]
pub(crate) struct Played {
    /// The pack's name.
    pub(crate) pack: String,
    /// The digest of the story.
    pub(crate) digest: String,
    /// The story, as JSON.
    pub(crate) story: String,
    /// The scenario's id.
    pub(crate) scenario: String,
    /// The path that was given; without one the pack is that of the current folder.
    pub(crate) path: Option<PathBuf>,
    /// What `--db` says.
    pub(crate) db: Option<PathBuf>,
}

impl Played {
    pub(crate) fn new(story: &Story, scenario: &str, path: Option<PathBuf>, db: Option<PathBuf>) -> Self {
        Self {
            pack: story.pack.name.clone(),
            digest: story.pack.digest.clone(),
            story: story.to_json(),
            scenario: scenario.to_owned(),
            path,
            db,
        }
    }

    pub(crate) fn part(&self) -> Part {
        Part::Scenario(self.scenario.clone())
    }
}

/// Where a run is kept.
struct Kept {
    store: Box<dyn Store>,
    /// The attempt's id; `None` until it has begun.
    attempt: Option<String>,
}

/// Keeps a run: a learner's as it happens, a guest's not at all until it is given a name.
pub(crate) struct RunKeeper {
    played: Played,
    holder: Holder,
    kept: Option<Kept>,
    /// How many events are confirmed.
    confirmed: usize,
    /// How many of those the face will give once more, since they were confirmed before it began.
    ahead: usize,
    /// When the events that are not confirmed happened: keeping them later does not move them.
    stamps: Vec<At>,
}

impl RunKeeper {
    /// For a guest: nothing is opened.
    pub(crate) fn guest(played: Played) -> Self {
        Self { played, holder: Holder::Guest, kept: None, confirmed: 0, ahead: 0, stamps: Vec::new() }
    }

    /// For a learner who begins a run.
    pub(crate) fn begins(played: Played, learner: &str, store: Box<dyn Store>) -> Self {
        let holder = Holder::Learner(learner.to_owned());
        Self { holder, kept: Some(Kept { store, attempt: None }), ..Self::guest(played) }
    }

    /// For a learner who goes on with an attempt that has so many events.
    pub(crate) fn goes_on(
        played: Played,
        learner: &str,
        store: Box<dyn Store>,
        attempt: String,
        events: usize,
    ) -> Self {
        let holder = Holder::Learner(learner.to_owned());
        let kept = Some(Kept { store, attempt: Some(attempt) });
        Self { holder, kept, confirmed: events, ..Self::guest(played) }
    }

    /// Keeps the first events before anything is shown, so that trouble is told while there is nothing to lose. The face gives them again.
    pub(crate) fn keep_first(&mut self, events: &[Event]) -> Result<(), Failure> {
        let place = place(self.played.db.as_deref())?;
        self.store(events).map_err(|error| trouble(&place, &error))?;
        self.ahead = events.len();
        Ok(())
    }

    fn store(&mut self, events: &[Event]) -> Result<(), StoreError> {
        let Some(kept) = &mut self.kept else {
            // A guest's: only when it happened is remembered.
            self.stamps.resize(self.stamps.len() + events.len(), now());
            return Ok(());
        };
        if self.stamps.len() < events.len() {
            self.stamps.resize(events.len(), now());
        }
        let stamped: Vec<Stamped<Event>> = stamped(events, &self.stamps);
        match &kept.attempt {
            Some(attempt) => {
                // What it goes on in may be another story than it began in.
                kept.store.keep_story(&self.played.digest, &self.played.story)?;
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

/// Begins an attempt; gives its id.
fn begin(
    store: &mut dyn Store,
    played: &Played,
    holder: &Holder,
    events: Vec<Stamped<Event>>,
) -> Result<String, StoreError> {
    let id = new_id();
    store.keep_story(&played.digest, &played.story)?;
    store.begin(&Attempt {
        id: id.clone(),
        learner: holder.learner().unwrap_or_default().to_owned(),
        pack: played.pack.clone(),
        digest: played.digest.clone(),
        part: played.part(),
        log: Log::Scenario(events),
    })?;
    Ok(id)
}

impl Keeper for RunKeeper {
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
        let begun = begin(store.as_mut(), &self.played, &holder, stamped(events, &self.stamps));
        let attempt = begun.map_err(|error| KeepError(error.to_string()))?;
        self.kept = Some(Kept { store, attempt: Some(attempt) });
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
