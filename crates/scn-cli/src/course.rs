//! What a learner does in a course, between the player and the store of records.

use std::path::PathBuf;
use std::time::SystemTime;

use scn_player::{At, Attempt, CourseKeeper, Further, Holder, KeepError, Log, Part, Stamped};
use scn_records::{Filter, NameError, Sqlite, Store, StoreError, learner_name, log_len};
use scn_report::quoted;
use scn_story::Story;
use uuid::Uuid;

use crate::args::Whose;
use crate::commands::play::any_seed;
use crate::failure::Failure;
use crate::home::records_file;

/// The attempts of one learner at the parts of one pack: in memory, and for a learner with a name in the store.
pub(crate) struct CourseRecords<'s> {
    story: &'s Story,
    holder: Holder,
    attempts: Vec<Attempt>,
    /// How many events of each attempt are confirmed; none while it is not in the store.
    confirmed: Vec<usize>,
    /// The file of records, where there is a place for one.
    file: Option<PathBuf>,
    store: Option<Sqlite>,
    /// The command that comes back here, but for the name.
    command: String,
}

impl<'s> CourseRecords<'s> {
    /// Opens the records of a learner; a guest has none.
    ///
    /// # Errors
    /// When the name is none, or the records cannot be opened or read.
    pub(crate) fn open(story: &'s Story, whose: &Whose, command: String) -> Result<Self, Failure> {
        let file = match records_file(whose.db.as_deref()) {
            Ok(file) => Some(file),
            Err(failure) if whose.learner.is_some() => return Err(failure),
            Err(_) => None,
        };
        let mut this = Self {
            story,
            holder: Holder::Guest,
            attempts: Vec::new(),
            confirmed: Vec::new(),
            file,
            store: None,
            command,
        };
        if let Some(learner) = &whose.learner {
            let name = learner_name(learner).map_err(no_name)?;
            this.sign_in(name).map_err(|error| this.failed(&error))?;
        }
        Ok(this)
    }

    /// The same to look at only: where there is no file of records, none is made.
    ///
    /// # Errors
    /// As for opening.
    pub(crate) fn look(story: &'s Story, whose: &Whose) -> Result<Self, Failure> {
        let missing = match (&whose.learner, records_file(whose.db.as_deref())) {
            (Some(learner), Ok(file)) => {
                learner_name(learner).map_err(no_name)?;
                !file.exists()
            }
            (Some(_), Err(failure)) => return Err(failure),
            (None, _) => true,
        };
        let guest = Whose { learner: None, db: whose.db.clone() };
        Self::open(story, if missing { &guest } else { whose }, String::new())
    }

    fn failed(&self, error: &StoreError) -> Failure {
        let file = self.file.as_ref().map(|file| format!("`{}`: ", file.display())).unwrap_or_default();
        Failure::new(format!("{file}{error}"))
    }

    /// Goes on under a name, behind what is kept under it; what was done as a guest is added to it.
    fn sign_in(&mut self, name: String) -> Result<(), StoreError> {
        let Some(file) = &self.file else { return Err(StoreError::Place("there is no folder for them".to_owned())) };
        let mut store = Sqlite::open(file)?;
        let pack = &self.story.pack;
        let filter = Filter { learner: Some(&name), pack: Some(&pack.name), part: None };
        let mut attempts = store.attempts(&filter)?;
        if !self.attempts.is_empty() {
            store.keep_story(&pack.digest, &self.story.to_json())?;
        }
        for attempt in &self.attempts {
            // A new id: of an earlier sign-in that failed half way something may be there.
            let id = Uuid::new_v4().to_string();
            let attempt = Attempt { id, learner: name.clone(), ..attempt.clone() };
            store.begin(&attempt)?;
            attempts.push(attempt);
        }
        self.confirmed = attempts.iter().map(|attempt| log_len(&attempt.log)).collect();
        self.attempts = attempts;
        self.holder = Holder::Learner(name);
        self.store = Some(store);
        Ok(())
    }

    /// Gives the store what it does not have of an attempt.
    fn confirm(&mut self, at: usize) -> Result<(), StoreError> {
        let (Some(store), Some(attempt), Some(confirmed)) =
            (&mut self.store, self.attempts.get(at), self.confirmed.get_mut(at))
        else {
            return Ok(());
        };
        if *confirmed == 0 {
            store.keep_story(&self.story.pack.digest, &self.story.to_json())?;
            store.begin(attempt)?;
        } else {
            store.append(&attempt.id, *confirmed, &behind(&attempt.log, *confirmed))?;
        }
        *confirmed = log_len(&attempt.log);
        Ok(())
    }
}

impl CourseKeeper for CourseRecords<'_> {
    fn holder(&self) -> &Holder {
        &self.holder
    }

    fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    fn begin(&mut self, part: &Part) -> String {
        let id = Uuid::new_v4().to_string();
        let log = match part {
            Part::Lesson(_) => Log::Lesson(Vec::new()),
            Part::Quiz(_) => Log::Quiz(Vec::new()),
            Part::Scenario(_) => Log::Scenario(Vec::new()),
        };
        self.attempts.push(Attempt {
            id: id.clone(),
            learner: self.holder.learner().unwrap_or_default().to_owned(),
            pack: self.story.pack.name.clone(),
            digest: self.story.pack.digest.clone(),
            part: part.clone(),
            log,
        });
        self.confirmed.push(0);
        id
    }

    fn keep(&mut self, attempt: &str, from: usize, further: Further<'_>) -> Result<(), KeepError> {
        let Some(at) = self.attempts.iter().position(|it| it.id == attempt) else {
            return Err(KeepError(StoreError::Gone.to_string()));
        };
        let confirmed = self.confirmed.get(at).copied().unwrap_or(0);
        if let Some(found) = self.attempts.get_mut(at) {
            match (&mut found.log, further) {
                (Log::Lesson(log), Further::Lesson(events)) => replace(log, from, confirmed, events),
                (Log::Quiz(log), Further::Quiz(events)) => replace(log, from, confirmed, events),
                (Log::Scenario(log), Further::Scenario(events)) => replace(log, from, confirmed, events),
                (Log::Lesson(_) | Log::Quiz(_) | Log::Scenario(_), _) => {}
            }
        }
        self.confirm(at).map_err(|error| KeepError(error.to_string()))
    }

    fn adopt(&mut self, name: &str) -> Result<(), KeepError> {
        let name = learner_name(name).map_err(|error| KeepError(error.to_string()))?;
        self.sign_in(name).map_err(|error| KeepError(error.to_string()))
    }

    fn can_adopt(&self) -> bool {
        self.file.is_some()
    }

    fn way_back(&self) -> Option<String> {
        self.holder.learner().map(|name| format!("{} --learner {}", self.command, quoted(name)))
    }

    fn seed(&mut self) -> u64 {
        any_seed()
    }
}

/// Puts events at a position, in place of what is there and not confirmed.
fn replace<E: Clone>(log: &mut Vec<Stamped<E>>, from: usize, confirmed: usize, events: &[E]) {
    let at = now();
    log.truncate(from.max(confirmed));
    let stamped = events.iter().skip(confirmed.saturating_sub(from)).map(|event| Stamped { at, event: event.clone() });
    log.extend(stamped);
}

/// The events of a log behind a position.
fn behind(log: &Log, from: usize) -> Log {
    fn rest<E: Clone>(log: &[Stamped<E>], from: usize) -> Vec<Stamped<E>> {
        log.get(from..).unwrap_or_default().to_vec()
    }
    match log {
        Log::Lesson(log) => Log::Lesson(rest(log, from)),
        Log::Quiz(log) => Log::Quiz(rest(log, from)),
        Log::Scenario(log) => Log::Scenario(rest(log, from)),
    }
}

fn no_name(error: NameError) -> Failure {
    Failure::new(format!("--learner: {error}"))
}

/// The moment of now.
fn now() -> At {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    At(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
