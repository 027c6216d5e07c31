//! What one learner does with one pack, between the front ends and the store of records.

use std::path::{Path, PathBuf};

use scn_records::{PackIdentity, Store, StoreError, digests, learner_name};
use scn_report::quoted;
use scn_run::{Attempt, Events, Log, Part, RecordError, RecordOwner, Recorder, Stamped, Stories};

use super::{
    FoundRecords, LearnerMatch, checked_name, is_url, match_learner, new_id, now, open_store, open_to_read,
    records_path, store_failure,
};
use crate::args::{LearnerSelection, RecordsPlace};
use crate::commands::play::any_seed;
use crate::failure::Failure;

/// What is recorded together, and so how it is resumed.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    /// One run.
    Run {
        /// The path that was given; without one the pack is that of the current folder.
        path: Option<PathBuf>,
        /// The scenario's id.
        scenario: String,
        /// What `--db` says.
        db: Option<PathBuf>,
    },
    /// All that is done in a course.
    Course {
        /// The arguments of a command that is about the same course and the same records, but for
        /// the name.
        arguments: String,
    },
}

/// The attempts of one learner at the parts of one pack, in the order they were made: in memory,
/// and for a learner with a name also in the store.
pub(crate) struct LearnerRecords<'s> {
    pack: PackIdentity<'s>,
    subject: Subject,
    owner: RecordOwner,
    attempts: Vec<Attempt>,
    /// The stories in which the attempts were made.
    stories: Stories,
    /// The number of confirmed events of each attempt; 0 until the attempt is in the store.
    confirmed: Vec<usize>,
    /// The earlier ids of attempts that another process continued, and their positions. These
    /// attempts are recorded under ids of their own.
    earlier_ids: Vec<(String, usize)>,
    /// The attempt for which the story was last given to the store.
    story_kept_for: Option<usize>,
    /// The file of records, if there is a place for one.
    file: Option<PathBuf>,
    store: Option<Box<dyn Store>>,
}

impl<'s> LearnerRecords<'s> {
    /// A guest's: nothing is opened.
    pub(crate) fn guest(pack: PackIdentity<'s>, subject: Subject, file: Option<PathBuf>) -> Self {
        Self {
            pack,
            subject,
            owner: RecordOwner::Guest,
            attempts: Vec::new(),
            stories: Stories::new(),
            confirmed: Vec::new(),
            earlier_ids: Vec::new(),
            story_kept_for: None,
            file,
            store: None,
        }
    }

    /// A learner's, with what was found in the store under this name.
    pub(crate) fn of_learner(self, name: &str, store: Box<dyn Store>, found: FoundRecords) -> Self {
        let confirmed = found.attempts.iter().map(|attempt| attempt.log.len()).collect();
        Self {
            owner: RecordOwner::Learner(name.to_owned()),
            attempts: found.attempts,
            stories: found.stories,
            confirmed,
            store: Some(store),
            ..self
        }
    }

    /// Opens the records of a learner in a course; a guest has none. Also returns whether the name
    /// is new, for the caller to say.
    ///
    /// # Errors
    /// When the name is none, or the records cannot be opened or read.
    pub(crate) fn open(
        pack: PackIdentity<'s>,
        whose: &LearnerSelection,
        arguments: String,
    ) -> Result<(Self, Option<LearnerMatch>), Failure> {
        let file = match records_path(whose.records.db.as_deref()) {
            Ok(file) => Some(file),
            Err(failure) if whose.learner.is_some() => return Err(failure),
            Err(_) => None,
        };
        let mut records = Self::guest(pack, Subject::Course { arguments }, file.clone());
        let mut who = None;
        if let (Some(learner), Some(file)) = (&whose.learner, &file) {
            let name = checked_name(learner)?;
            let store = open_store(file)?;
            who = Some(match_learner(Some(store.as_ref()), &name).map_err(|error| store_failure(file, &error))?);
            records.sign_in(store, name).map_err(|error| store_failure(file, &error))?;
        }
        Ok((records, who))
    }

    /// Opens the records read-only: a missing file is not created, and nothing is written.
    ///
    /// # Errors
    ///
    /// As for [`LearnerRecords::open`].
    pub(crate) fn look(pack: PackIdentity<'s>, whose: &LearnerSelection, arguments: String) -> Result<Self, Failure> {
        let mut records = Self::guest(pack, Subject::Course { arguments }, None);
        let Some(name) = whose.learner.as_deref().map(checked_name).transpose()? else { return Ok(records) };
        let file = records_path(whose.records.db.as_deref())?;
        let store = open_to_read(&file)?;
        let mut read = || -> Result<(), StoreError> {
            let who = match_learner(store.as_deref(), &name)?;
            who.say_new();
            records.owner = RecordOwner::Learner(who.stored_name(&name).to_owned());
            if let Some(store) = &store {
                let found = FoundRecords::load(store.as_ref(), &records.pack, Some(&name))?;
                (records.attempts, records.stories) = (found.attempts, found.stories);
            }
            Ok(())
        };
        read().map_err(|error| store_failure(&file, &error))?;
        Ok(records)
    }

    /// Records the first events of an attempt before anything is shown, so that trouble is reported
    /// while there is nothing to lose.
    ///
    /// # Errors
    /// When they cannot be recorded.
    pub(crate) fn record_first(&mut self, attempt: &str, from: usize, events: Events<'_>) -> Result<(), Failure> {
        self.put(attempt, from, events).map_err(|error| match &self.file {
            Some(file) => store_failure(file, &error),
            None => Failure::new(error.to_string()),
        })
    }

    /// Continues under a name: in a course after what is recorded under it. What was done as a
    /// guest is added.
    fn sign_in(&mut self, mut store: Box<dyn Store>, name: String) -> Result<(), StoreError> {
        let (name, mut found) = match &self.subject {
            Subject::Run { .. } => (name, FoundRecords::default()),
            Subject::Course { .. } => {
                let name = match_learner(Some(store.as_ref()), &name)?.stored_name(&name).to_owned();
                let found = FoundRecords::load_and_claim(store.as_mut(), &self.pack, &name)?;
                (name, found)
            }
        };
        if !self.attempts.is_empty() {
            let story = self.pack.story();
            store.store_story(&story.pack.digest, &story.to_record_json())?;
        }
        for attempt in &self.attempts {
            // Of a course some attempts may be there, of an earlier sign-in that failed half way:
            // they have a new id then. A run is one attempt, which is there as a whole or not.
            let id = match self.subject {
                Subject::Run { .. } => attempt.id.clone(),
                Subject::Course { .. } => new_id(),
            };
            let attempt = Attempt { id, learner: name.clone(), ..attempt.clone() };
            store.begin_attempt(&attempt)?;
            found.attempts.push(attempt);
        }
        self.confirmed = found.attempts.iter().map(|attempt| attempt.log.len()).collect();
        self.attempts = found.attempts;
        self.stories = found.stories;
        self.owner = RecordOwner::Learner(name);
        self.store = Some(store);
        Ok(())
    }

    fn put(&mut self, attempt: &str, from: usize, events: Events<'_>) -> Result<(), StoreError> {
        let by_earlier_id = || self.earlier_ids.iter().find(|(id, _)| id == attempt).map(|(_, index)| *index);
        let by_id = self.attempts.iter().position(|it| it.id == attempt);
        let index = by_id.or_else(by_earlier_id).ok_or(StoreError::Gone)?;
        let confirmed = self.confirmed.get(index).copied().unwrap_or(0);
        if let Some(found) = self.attempts.get_mut(index) {
            match (&mut found.log, events) {
                (Log::Lesson(log), Events::Lesson(events)) => replace(log, from, confirmed, events),
                (Log::Quiz(log), Events::Quiz(events)) => replace(log, from, confirmed, events),
                (Log::Scenario(log), Events::Scenario(events)) => replace(log, from, confirmed, events),
                (Log::Lesson(_) | Log::Quiz(_) | Log::Scenario(_), _) => {}
            }
            // An attempt at a part whose id has changed continues under the current id, which an
            // event names when the attempt is resumed.
            if let Some(part) = found.log.after(from).last_part() {
                found.part = part;
            }
        }
        self.confirm(index)
    }

    /// Writes the events of an attempt that the store does not have yet. If another process has
    /// continued the attempt, all events of this process are written as an attempt of its own: they
    /// cannot follow those of the other, and none may be lost.
    fn confirm(&mut self, index: usize) -> Result<(), StoreError> {
        let (Some(store), Some(attempt), Some(confirmed)) =
            (&mut self.store, self.attempts.get_mut(index), self.confirmed.get_mut(index))
        else {
            return Ok(());
        };
        // An attempt that was begun in another story may be resumed in this one.
        if self.story_kept_for != Some(index) {
            let story = self.pack.story();
            store.store_story(&story.pack.digest, &story.to_record_json())?;
            self.story_kept_for = Some(index);
        }
        if *confirmed == 0 {
            store.begin_attempt(attempt)?;
        } else {
            match store.append_events(&attempt.id, *confirmed, &attempt.log.after(*confirmed)) {
                Err(StoreError::Elsewhere) => {
                    let mut separate = Attempt { id: new_id(), ..attempt.clone() };
                    if let Some(digest) = digests(&separate.log).last() {
                        separate.digest = (*digest).to_owned();
                    }
                    store.begin_attempt(&separate)?;
                    self.earlier_ids.push((std::mem::replace(attempt, separate).id, index));
                }
                result => result?,
            }
        }
        *confirmed = attempt.log.len();
        Ok(())
    }
}

impl Recorder for LearnerRecords<'_> {
    fn owner(&self) -> &RecordOwner {
        &self.owner
    }

    fn begin(&mut self, part: &Part) -> String {
        let id = new_id();
        self.attempts.push(Attempt {
            id: id.clone(),
            learner: self.owner.learner_name().unwrap_or_default().to_owned(),
            pack: self.pack.story().pack.name.clone(),
            places: self.pack.places(),
            digest: self.pack.story().pack.digest.clone(),
            part: part.clone(),
            log: Log::empty(part),
        });
        self.confirmed.push(0);
        id
    }

    fn record(&mut self, attempt: &str, from: usize, events: Events<'_>) -> Result<(), RecordError> {
        self.put(attempt, from, events).map_err(|error| RecordError(error.to_string()))
    }

    fn is_separate(&self, attempt: &str) -> bool {
        self.earlier_ids.iter().any(|(id, _)| id == attempt)
    }

    fn save_as(&mut self, name: &str) -> Result<(), RecordError> {
        let name = learner_name(name).map_err(|error| RecordError(error.to_string()))?;
        let Some(file) = &self.file else { return Err(RecordError("there is nowhere to save it".to_owned())) };
        let store = open_store(file).map_err(|failure| RecordError(failure.message_text().to_owned()))?;
        self.sign_in(store, name).map_err(|error| RecordError(error.to_string()))
    }

    fn can_save_as(&self) -> bool {
        self.file.is_some()
    }

    fn resume_command(&self) -> Option<String> {
        let learner = quoted(self.owner.learner_name()?);
        match &self.subject {
            Subject::Run { path: Some(path), .. } if path == Path::new("-") => None,
            Subject::Run { path, scenario, db } => {
                let path = path.as_deref().map(|path| format!(" {}", shown(path))).unwrap_or_default();
                let db = db.as_deref().map(|db| format!(" --db {}", shown_database(db))).unwrap_or_default();
                Some(format!("scn play{path} {} --learner {learner}{db}", quoted(scenario)))
            }
            Subject::Course { arguments } => Some(format!("scn learn{arguments} --learner {learner}")),
        }
    }

    fn certificate_command(&self) -> Option<String> {
        match (&self.subject, &self.owner) {
            (Subject::Course { arguments }, RecordOwner::Learner(name)) => {
                let certificate = self.pack.story().certificate.as_ref();
                let is_known = certificate.is_some_and(|certificate| certificate.issuer.is_some());
                let issuer = if is_known { "" } else { " --issuer NAME" };
                Some(format!("scn certificate{arguments} --learner {}{issuer}", quoted(name)))
            }
            (Subject::Course { .. } | Subject::Run { .. }, _) => None,
        }
    }

    fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    fn stories(&self) -> &Stories {
        &self.stories
    }

    fn seed(&mut self) -> u64 {
        any_seed()
    }
}

/// A path as a word of a command.
fn shown(path: &Path) -> String {
    quoted(&path.display().to_string())
}

/// A database as a word of a command. A passphrase in a URL is replaced by three dots.
fn shown_database(place: &Path) -> String {
    let text = place.to_string_lossy();
    let parts = text.split_once("://").zip(text.split_once('@'));
    let secret = parts.filter(|_| is_url(place)).and_then(|((scheme, _), (before, after))| {
        let user = before.strip_prefix(scheme)?.strip_prefix("://")?.split_once(':')?.0;
        Some(format!("{scheme}://{user}:...@{after}"))
    });
    quoted(&secret.unwrap_or_else(|| place.display().to_string()))
}

/// Returns the arguments that name a course and its records, for a command that users can copy.
pub(crate) fn course_arguments(path: Option<&Path>, records: &RecordsPlace) -> String {
    let path = path.map(|path| format!(" {}", shown(path))).unwrap_or_default();
    let db = records.db.as_deref().map(|db| format!(" --db {}", shown_database(db))).unwrap_or_default();
    format!("{path}{db}")
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

#[cfg(test)]
#[expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]
mod tests {
    use scn_records::{Filter, PackIdentity, Sqlite, Store};
    use scn_run::{Event, Log, Part, RecordOwner, Recorder, Recording};
    use scn_story::Story;

    use super::{LearnerRecords, Subject, shown_database};

    #[test]
    fn a_command_has_no_passphrase() {
        let shown = |place: &str| shown_database(std::path::Path::new(place));
        assert_eq!(shown("postgres://scn:sesame@localhost/training"), "postgres://scn:...@localhost/training");
        assert_eq!(shown("postgres://scn@localhost/training"), "postgres://scn@localhost/training");
        assert_eq!(shown("a:b@c.db"), "a:b@c.db");
    }

    /// A guest's run that is given a name is recorded from its beginning, each event with the
    /// moment when it happened.
    #[test]
    fn a_guests_run_is_recorded_under_a_name() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let db = folder.path().join("records.db");
        let story = Story::default();
        let run = Subject::Run { path: None, scenario: "call".to_owned(), db: Some(db.clone()) };
        let mut records = LearnerRecords::guest(PackIdentity::new(&story, None), run, Some(db.clone()));
        let mut recording = Recording::begin(&mut records, &Part::Scenario("call".to_owned()));
        let events = [
            Event::Saved,
            Event::Resumed { digest: String::new(), kept: 0, scenario: None },
            Event::Saved,
            Event::Saved,
        ];
        let _ = recording.record(&events[..1]);
        let _ = recording.record(&events[..2]);
        assert!(!db.exists());
        assert!(recording.save_as(" ", &events[..3]).is_err());
        assert_eq!(*recording.owner(), RecordOwner::Guest);
        recording.save_as(" Ana ", &events[..3]).expect("it is recorded");
        let _ = recording.record(&events[..]);
        assert_eq!(recording.failure(), None);
        assert_eq!(records.resume_command(), Some(format!("scn play call --learner Ana --db {}", db.display())));
        let attempts = Sqlite::open(&db).and_then(|store| store.attempts(&Filter::default())).expect("it can be read");
        let [attempt] = attempts.as_slice() else { panic!("{attempts:?}") };
        let Log::Scenario(log) = &attempt.log else { panic!("{attempts:?}") };
        assert_eq!((attempt.learner.as_str(), log.len()), ("Ana", 4));
        assert!(log.is_sorted_by_key(|it| it.at) && 0 < log[0].at.0);
    }
}
