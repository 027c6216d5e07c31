//! Takes what a browser says that a learner did, and stores what the story allows.

use scn_records::{Database, Export, Filter, Import, Learner, Store, StoreError, is_same_name};
use scn_run::{At, Attempt, Log, Part, Stamped, last_digest, verify_log, verify_with};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::{Number, Value};

use crate::course::Course;
use crate::known::{KnownAttempt, latest};
use crate::refusal::Refusal;
use crate::tables::accounts::Account;
use crate::tables::{groups, guests, outbox};

/// The most events in one request.
const MOST_EVENTS: usize = 2_000;

/// How late an event may arrive with its own time, in milliseconds: a day.
const LATE: i64 = 24 * 60 * 60 * 1000;

/// Further events of an attempt, as a browser sends them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sent {
    pub(crate) part: Part,
    /// How many events the attempt had before these.
    #[serde(deserialize_with = "whole")]
    pub(crate) after: i64,
    events: Vec<SentEvent>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SentEvent {
    #[serde(deserialize_with = "whole")]
    when: i64,
    what: Value,
}

/// Reads a whole number. In JSON `2.0` is one too.
fn whole<'de, D: Deserializer<'de>>(value: D) -> Result<i64, D::Error> {
    let number = Number::deserialize(value)?;
    // Up to this size, all whole numbers can be written with a point.
    let exact = |it: &f64| it.fract() == 0.0 && it.abs() < 9e15;
    let read = number.as_i64().or_else(|| number.as_f64().filter(exact).map(|it| it as i64));
    read.ok_or_else(|| D::Error::custom(format!("`{number}` is not a whole number, or too large")))
}

impl Sent {
    /// Returns how many events there are.
    pub(crate) fn len(&self) -> usize {
        self.events.len()
    }
}

/// What was stored.
#[derive(Debug)]
pub(crate) struct Stored {
    /// How many events the attempt has.
    pub(crate) count: usize,
    /// The attempt, if a learner with an account can continue it.
    pub(crate) attempt: Option<KnownAttempt>,
    /// Whether the learner has completed the course, if that was asked.
    pub(crate) is_complete: bool,
}

/// Whose attempt it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Doer<'d> {
    /// Somebody who is signed in.
    Learner(&'d Account),
    /// A guest, by the key of the visit.
    Guest(&'d str),
}

/// Returns the attempts of somebody at a course, in the order in which they were begun.
pub(crate) fn attempts(
    database: &Database,
    course: &Course,
    doer: Doer<'_>,
    now: i64,
) -> Result<Vec<Attempt>, Refusal> {
    let all = match doer {
        Doer::Learner(account) => database.attempts(&Filter { learner: Some(&account.name), ..Filter::default() })?,
        Doer::Guest(key) => {
            let records = guests::records(database, key, now)?;
            let read = records.iter().filter_map(|text| Import::from_json(text, At(now)).ok());
            read.flat_map(|import| import.attempts).collect()
        }
    };
    Ok(course.own_attempts(database, all)?)
}

/// Stores further events of an attempt. Sending the same again changes nothing.
///
/// # Errors
///
/// If the story does not allow them, another window has continued the attempt, or they cannot be
/// stored. Nothing is stored then.
pub(crate) fn accept(
    database: &mut Database,
    (course, doer): (&Course, Doer<'_>),
    (id, sent): (&str, &Sent),
    now: i64,
) -> Result<Stored, Refusal> {
    if MOST_EVENTS < sent.len() {
        return Err(Refusal::Unacceptable(format!("There are more than {MOST_EVENTS} events in one request.")));
    }
    let negative = |_| Refusal::Unacceptable("`after` is less than 0.".to_owned());
    let after = usize::try_from(sent.after).map_err(negative)?;
    let known = find(database, course, doer, (id, now))?;
    let begun = known.is_some();
    let mut attempt = match known {
        Some(attempt) => attempt,
        None => begin(database, (course, doer), (id, &sent.part), now)?,
    };
    let further = parse(sent, latest(&attempt.log), now)?;
    let fresh = attempt.log.len().checked_sub(after).and_then(|stored| beyond(&attempt.log, after, further, stored));
    let Some(fresh) = fresh else { return Err(Refusal::Elsewhere(attempt.log.len())) };
    let stored = attempt.log.len();
    if fresh.is_empty() {
        if !begun {
            return Err(Refusal::Unacceptable("There are no events.".to_owned()));
        }
        // What was done last time may have been interrupted before this.
        let mut is_complete = false;
        if let Doer::Learner(account) = doer {
            if course.has_outbox {
                database.transact(|open| outbox::mark(open, id, now))?;
            }
            is_complete = attempt.log.is_over() && note_completion(database, course, account, now)?;
        }
        return Ok(Stored { count: stored, attempt: None, is_complete });
    }
    append(&mut attempt.log, &fresh);
    course.load_versions(database, std::slice::from_ref(&attempt))?;
    let run = course.with_versions(|stories| verify_with(&attempt.log, stories, &course.scenarios));
    let run = run.map_err(|fault| Refusal::Unacceptable(format!("The story does not allow this: {fault}.")))?;
    attempt.digest = last_digest(&attempt.log).unwrap_or_default().to_owned();
    attempt.part = attempt.log.last_part().unwrap_or(attempt.part);
    let account = match doer {
        Doer::Guest(key) => {
            keep_for_guest(database, key, &attempt, now)?;
            return Ok(Stored { count: attempt.log.len(), attempt: None, is_complete: false });
        }
        Doer::Learner(account) => account,
    };
    if begun {
        database
            .append_events(id, stored, &fresh)
            .map_err(|error| if error == StoreError::Elsewhere { Refusal::Elsewhere(stored) } else { error.into() })?;
    } else {
        database.begin_attempt(&attempt)?;
    }
    if course.has_outbox {
        database.transact(|open| outbox::mark(open, id, now))?;
    }
    after_step(database, course, account, (KnownAttempt { account: account.id.clone(), log: attempt.log, run }, now))
}

/// Does what follows when a step of a learner is stored.
pub(crate) fn after_step(
    database: &mut Database,
    course: &Course,
    account: &Account,
    (attempt, now): (KnownAttempt, i64),
) -> Result<Stored, Refusal> {
    let is_complete = attempt.log.is_over() && note_completion(database, course, account, now)?;
    Ok(Stored { count: attempt.log.len(), attempt: Some(attempt), is_complete })
}

/// Returns an attempt that was begun before. One of somebody else does not exist.
fn find(
    database: &mut Database,
    course: &Course,
    doer: Doer<'_>,
    (id, now): (&str, i64),
) -> Result<Option<Attempt>, Refusal> {
    match doer {
        Doer::Learner(account) => {
            let found = database.attempts(&Filter { id: Some(id), ..Filter::default() })?.pop();
            let is_own = |attempt: &Attempt| {
                is_same_name(&attempt.learner, &account.name) && course.identity().may_have(attempt)
            };
            if found.as_ref().is_none_or(is_own) { Ok(found) } else { Err(Refusal::NotFound) }
        }
        Doer::Guest(_) => Ok(attempts(database, course, doer, now)?.into_iter().find(|it| it.id == id)),
    }
}

/// Returns a new attempt, if the course allows one.
fn begin(
    database: &mut Database,
    (course, doer): (&Course, Doer<'_>),
    (id, part): (&str, &Part),
    now: i64,
) -> Result<Attempt, Refusal> {
    if !is_uuid(id) {
        return Err(Refusal::Unacceptable("The id of the attempt is not a UUID.".to_owned()));
    }
    // Only the attempts at a quiz can be used up.
    if let Part::Quiz(_) = part {
        let others = attempts(database, course, doer, now)?;
        if let Some(reason) = course.state(&others).refusal(part) {
            return Err(Refusal::Unacceptable(reason));
        }
    }
    let learner = match doer {
        Doer::Learner(account) => account.name.clone(),
        Doer::Guest(_) => String::new(),
    };
    Ok(Attempt {
        id: id.to_owned(),
        learner,
        pack: course.pack().to_owned(),
        places: course.identity().places(),
        digest: String::new(),
        part: part.clone(),
        log: Log::empty(part),
    })
}

pub(crate) fn is_uuid(id: &str) -> bool {
    uuid::Uuid::try_parse(id).is_ok_and(|it| it.hyphenated().to_string() == id)
}

/// Reads events. The clock of a browser may be wrong, and a learner may want to have been earlier.
/// So no time is later than now, earlier than that of the event before it, or more than a day ago.
pub(crate) fn parse(sent: &Sent, last: i64, now: i64) -> Result<Log, Refusal> {
    fn read<E: DeserializeOwned>(events: &[SentEvent], last: i64, now: i64) -> Result<Vec<Stamped<E>>, Refusal> {
        let mut earliest = last.max(now - LATE).min(now);
        let mut read = Vec::with_capacity(events.len());
        for SentEvent { when, what } in events {
            let event = E::deserialize(what)
                .map_err(|error| Refusal::Unacceptable(format!("An event cannot be read: {error}.")))?;
            earliest = (*when).clamp(earliest, now);
            read.push(Stamped { at: At(earliest), event });
        }
        Ok(read)
    }
    let events = sent.events.as_slice();
    Ok(match &sent.part {
        Part::Lesson(_) => Log::Lesson(read(events, last, now)?),
        Part::Quiz(_) => Log::Quiz(read(events, last, now)?),
        Part::Scenario(_) => Log::Scenario(read(events, last, now)?),
    })
}

/// Returns those of further events that come after the `stored` ones that the log has already.
/// `None` if the log goes on differently. Times are not compared: a repeated request comes later.
fn beyond(log: &Log, after: usize, further: Log, stored: usize) -> Option<Log> {
    fn rest<E: PartialEq + Clone>(
        log: &[Stamped<E>],
        after: usize,
        further: &[Stamped<E>],
        stored: usize,
    ) -> Option<Vec<Stamped<E>>> {
        let known = log.get(after..)?;
        let same = known.iter().zip(further).all(|(one, other)| one.event == other.event);
        (same && stored <= further.len()).then(|| further.get(stored..).unwrap_or_default().to_vec())
    }
    match (log, &further) {
        (Log::Lesson(log), Log::Lesson(further)) => rest(log, after, further, stored).map(Log::Lesson),
        (Log::Quiz(log), Log::Quiz(further)) => rest(log, after, further, stored).map(Log::Quiz),
        (Log::Scenario(log), Log::Scenario(further)) => rest(log, after, further, stored).map(Log::Scenario),
        (Log::Lesson(_) | Log::Quiz(_) | Log::Scenario(_), _) => None,
    }
}

/// Adds events to those of an attempt at the same kind of part.
pub(crate) fn append(log: &mut Log, fresh: &Log) {
    match (log, fresh) {
        (Log::Lesson(log), Log::Lesson(fresh)) => log.extend(fresh.iter().cloned()),
        (Log::Quiz(log), Log::Quiz(fresh)) => log.extend(fresh.iter().cloned()),
        (Log::Scenario(log), Log::Scenario(fresh)) => log.extend(fresh.iter().cloned()),
        (Log::Lesson(_) | Log::Quiz(_) | Log::Scenario(_), _) => {}
    }
}

fn keep_for_guest(database: &mut Database, key: &str, attempt: &Attempt, now: i64) -> Result<(), Refusal> {
    let nobody = Learner { name: String::new(), account: String::new() };
    let record = Export::from_attempts(&nobody, std::slice::from_ref(attempt))
        .map_err(|error| Refusal::Failed(error.to_string()))?
        .to_json();
    if database.transact(|open| guests::store(open, (key, &attempt.id), &record, now))? {
        Ok(())
    } else {
        Err(Refusal::Unacceptable("A guest cannot begin more. Sign in to go on.".to_owned()))
    }
}

/// Stores that a learner has completed a course, if so, and returns that.
pub(crate) fn note_completion(
    database: &mut Database,
    course: &Course,
    account: &Account,
    now: i64,
) -> Result<bool, Refusal> {
    let key = (account.learner, course.pack(), course.story.pack.digest.as_str());
    if course.known.is_complete(&account.id, key.2) || groups::is_complete(database, key)? {
        return Ok(true);
    }
    let own = attempts(database, course, Doer::Learner(account), now)?;
    let state = course.state(&own);
    if state.complete {
        let at = state.parts.iter().filter_map(|part| part.done_at).max().map_or(now, |at| at.0);
        database.transact(|open| groups::complete(open, key, at))?;
    }
    Ok(state.complete)
}

/// Gives what a guest did to the learner who has signed in. Each attempt is verified again, by the
/// versions that are served or stored now. Returns how many could be kept.
pub(crate) fn adopt(
    database: &mut Database,
    courses: &[Course],
    (account, key): (&Account, &str),
    now: i64,
) -> Result<usize, Refusal> {
    let records = guests::records(database, key, now)?;
    let read = records.iter().filter_map(|text| Import::from_json(text, At(now)).ok());
    let mut kept = 0;
    for attempt in read.flat_map(|import| import.attempts) {
        let Some(course) = courses.iter().find(|it| it.identity().may_have(&attempt)) else { continue };
        course.load_versions(database, std::slice::from_ref(&attempt))?;
        if course.with_versions(|stories| verify_log(&attempt.log, stories)).is_err() {
            continue;
        }
        let others = attempts(database, course, Doer::Learner(account), now)?;
        let is_there = !database.attempts(&Filter { id: Some(&attempt.id), ..Filter::default() })?.is_empty();
        if is_there || course.state(&others).refusal(&attempt.part).is_some() {
            continue;
        }
        let id = attempt.id.clone();
        database.begin_attempt(&Attempt { learner: account.name.clone(), ..attempt })?;
        if course.has_outbox {
            database.transact(|open| outbox::mark(open, &id, now))?;
        }
        note_completion(database, course, account, now)?;
        kept += 1;
    }
    database.transact(|open| guests::forget(open, key))?;
    Ok(kept)
}
