//! Connects a learner's course in the player to the store of records.

use std::path::{Path, PathBuf};

use scn_records::{PackIdentity, Store, StoreError, learner_name, log_len};
use scn_report::quoted;
use scn_run::{Attempt, CourseKeeper, Further, Holder, KeepError, Log, Part, Stamped, Stories};

use super::{FoundRecords, checked_name, new_id, now, open, place, trouble, who};
use crate::args::{RecordsPlace, Whose};
use crate::commands::play::any_seed;
use crate::failure::Failure;

/// The attempts of one learner at the parts of one pack, in the order they were made: in memory,
/// and for a learner with a name also in the store.
pub(crate) struct CourseRecords<'s> {
    pack: PackIdentity<'s>,
    holder: Holder,
    attempts: Vec<Attempt>,
    /// The stories in which the attempts were made.
    stories: Stories,
    /// The number of confirmed events of each attempt; 0 until the attempt is in the store.
    confirmed: Vec<usize>,
    /// The file of records, if there is a place for one.
    file: Option<PathBuf>,
    store: Option<Box<dyn Store>>,
    /// The command-line arguments, apart from the name, that select the same course and the same
    /// records.
    arguments: String,
}

impl<'s> CourseRecords<'s> {
    /// Creates the records of a guest, for a pack.
    fn empty(pack: PackIdentity<'s>) -> Self {
        Self {
            pack,
            holder: Holder::Guest,
            attempts: Vec::new(),
            stories: Stories::new(),
            confirmed: Vec::new(),
            file: None,
            store: None,
            arguments: String::new(),
        }
    }

    /// Opens the records of a learner; a guest has none.
    ///
    /// # Errors
    ///
    /// If the name is not valid, or the records cannot be opened or read.
    pub(crate) fn open(pack: PackIdentity<'s>, whose: &Whose, arguments: String) -> Result<Self, Failure> {
        let file = match place(whose.records.db.as_deref()) {
            Ok(file) => Some(file),
            Err(failure) if whose.learner.is_some() => return Err(failure),
            Err(_) => None,
        };
        let mut this = Self { arguments, ..Self::empty(pack) };
        if let (Some(learner), Some(file)) = (&whose.learner, &file) {
            let name = checked_name(learner)?;
            let store = open(file)?;
            who(Some(store.as_ref()), &name).map_err(|error| trouble(file, &error))?.say_new();
            this.sign_in(store, name).map_err(|error| trouble(file, &error))?;
        }
        Ok(Self { file, ..this })
    }

    /// Opens the records read-only: a missing file is not created, and nothing is written.
    ///
    /// # Errors
    ///
    /// As for [`CourseRecords::open`].
    pub(crate) fn look(pack: PackIdentity<'s>, whose: &Whose, arguments: String) -> Result<Self, Failure> {
        let mut this = Self { arguments, ..Self::empty(pack) };
        let Some(name) = whose.learner.as_deref().map(checked_name).transpose()? else { return Ok(this) };
        let file = place(whose.records.db.as_deref())?;
        let store = if file.exists() { Some(open(&file)?) } else { None };
        let mut read = || -> Result<(), StoreError> {
            let who = who(store.as_deref(), &name)?;
            who.say_new();
            this.holder = Holder::Learner(who.name(&name).to_owned());
            if let Some(store) = &store {
                let found = FoundRecords::look(store.as_ref(), &this.pack, Some(&name))?;
                (this.attempts, this.stories) = (found.attempts, found.stories);
            }
            Ok(())
        };
        read().map_err(|error| trouble(&file, &error))?;
        Ok(this)
    }

    /// Continues under a name: the attempts made as a guest are stored after the existing records
    /// of that name.
    fn sign_in(&mut self, mut store: Box<dyn Store>, name: String) -> Result<(), StoreError> {
        let name = who(Some(store.as_ref()), &name)?.name(&name).to_owned();
        let FoundRecords { mut attempts, stories } = FoundRecords::take(store.as_mut(), &self.pack, &name)?;
        if !self.attempts.is_empty() {
            let story = self.pack.story();
            store.keep_story(&story.pack.digest, &story.to_kept_json())?;
        }
        for attempt in &self.attempts {
            // Uses a new id, since an earlier sign-in that failed half way may have stored this
            // one.
            let attempt = Attempt { id: new_id(), learner: name.clone(), ..attempt.clone() };
            store.begin(&attempt)?;
            attempts.push(attempt);
        }
        self.confirmed = attempts.iter().map(|attempt| log_len(&attempt.log)).collect();
        self.attempts = attempts;
        self.stories = stories;
        self.holder = Holder::Learner(name);
        self.store = Some(store);
        Ok(())
    }

    /// Writes the events of an attempt that the store does not have yet.
    fn confirm(&mut self, at: usize) -> Result<(), StoreError> {
        let (Some(store), Some(attempt), Some(confirmed)) =
            (&mut self.store, self.attempts.get(at), self.confirmed.get_mut(at))
        else {
            return Ok(());
        };
        // The attempt may have been resumed in another story than it began in.
        let story = self.pack.story();
        store.keep_story(&story.pack.digest, &story.to_kept_json())?;
        if *confirmed == 0 {
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

    fn stories(&self) -> &Stories {
        &self.stories
    }

    fn begin(&mut self, part: &Part) -> String {
        let id = new_id();
        let log = match part {
            Part::Lesson(_) => Log::Lesson(Vec::new()),
            Part::Quiz(_) => Log::Quiz(Vec::new()),
            Part::Scenario(_) => Log::Scenario(Vec::new()),
        };
        self.attempts.push(Attempt {
            id: id.clone(),
            learner: self.holder.learner().unwrap_or_default().to_owned(),
            pack: self.pack.story().pack.name.clone(),
            places: self.pack.places(),
            digest: self.pack.story().pack.digest.clone(),
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
        let Some(file) = &self.file else { return Err(KeepError("there is nowhere to keep it".to_owned())) };
        let store = open(file).map_err(|failure| KeepError(failure.words().to_owned()))?;
        self.sign_in(store, name).map_err(|error| KeepError(error.to_string()))
    }

    fn can_adopt(&self) -> bool {
        self.file.is_some()
    }

    fn way_back(&self) -> Option<String> {
        self.holder.learner().map(|name| format!("scn learn{} --learner {}", self.arguments, quoted(name)))
    }

    fn way_to_certificate(&self) -> Option<String> {
        self.holder.learner().map(|name| way_to_certificate(&self.arguments, name))
    }

    fn seed(&mut self) -> u64 {
        any_seed()
    }
}

/// Returns the arguments that name a course and its records, for a command that users can copy.
pub(crate) fn course_arguments(path: Option<&Path>, records: &RecordsPlace) -> String {
    let shown = |path: &Path| quoted(&path.display().to_string());
    let path = path.map(|path| format!(" {}", shown(path))).unwrap_or_default();
    let db = records.db.as_deref().map(|db| format!(" --db {}", shown(db))).unwrap_or_default();
    format!("{path}{db}")
}

/// Returns the command that issues a certificate of a course.
fn way_to_certificate(arguments: &str, learner: &str) -> String {
    format!("scn certificate{arguments} --learner {} --issuer NAME", quoted(learner))
}

/// Replaces the unconfirmed events of a log from a position on. An event that is unchanged keeps
/// its time stamp.
fn replace<E: Clone + PartialEq>(log: &mut Vec<Stamped<E>>, from: usize, confirmed: usize, events: &[E]) {
    let at = now();
    let stamped: Vec<Stamped<E>> = events
        .iter()
        .zip(from..)
        .skip(confirmed.saturating_sub(from))
        .map(|(event, place)| {
            let known = log.get(place).filter(|known| known.event == *event);
            known.cloned().unwrap_or_else(|| Stamped { at, event: event.clone() })
        })
        .collect();
    log.truncate(from.max(confirmed));
    log.extend(stamped);
}

/// Returns the events of a log from a position on.
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
