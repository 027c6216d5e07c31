//! Stores what somebody does in a course. What a learner with an account does next is usually
//! stored without reading what was done before.

use std::collections::BTreeSet;

use scn_records::{Database, Step, StepAfter, StoreError, digests};
use scn_run::{Event, Log, Part, Stamped, VerifiedRun, last_digest, verify_with};

use crate::app::{App, now};
use crate::course::Course;
use crate::known::KnownAttempt;
use crate::pages::courses::doer;
use crate::record::{self, Sent, Stored, append};
use crate::refusal::Refusal;
use crate::tables::accounts::Account;
use crate::tables::outbox;
use crate::visitor::Visitor;

/// The most events that are repeated on a thread that must not take long. A lesson has two, and a
/// quiz some for each question.
const FEW: usize = 200;

/// A step that is to be stored.
#[derive(Clone, Debug)]
pub(crate) struct NextStep {
    step: Step,
    /// When the attempt is marked as one with further statements for a learning record store.
    mark: Option<i64>,
}

/// Stores further events of an attempt, and returns how many it has then.
///
/// # Errors
///
/// As for [`record::accept`].
pub(crate) async fn store(
    app: &App,
    path: &str,
    visitor: Visitor,
    (id, sent): (String, Sent),
) -> Result<usize, Refusal> {
    let (course, now) = (app.course(path)?, now());
    let account = visitor.account.clone();
    let mut prepared = account.as_ref().and_then(|account| prepare(course, account, (&id, &sent), now));
    let mut stored = None;
    if let (Some(batch), Some(account)) = (&app.steps, &account)
        && let Some((next, attempt)) = prepared.take()
        && batch.ask(next).await == Ok(true)
    {
        stored = Some(after_batch(app, path, account, (attempt, now)).await?);
    }
    let stored = match stored {
        Some(stored) => stored,
        None => {
            let id = id.clone();
            let work = move |database: &mut Database, course: &Course| {
                if let (Some((next, attempt)), Some(account)) = (prepared, &visitor.account)
                    && store_all(database, &[next])? == [true]
                {
                    return record::after_step(database, course, account, (attempt, now));
                }
                record::accept(database, (course, doer(&visitor)), (&id, &sent), now)
            };
            app.change_course(path, work).await?
        }
    };
    // Only now it is certain that it is stored.
    if let Some(account) = account.filter(|_| stored.is_complete) {
        course.known.note_completion(&account.id, &course.story.pack.digest);
    }
    if let Some(attempt) = stored.attempt {
        course.known.put((path, &id), attempt);
    }
    Ok(stored.count)
}

/// Does what follows when a step was stored with others.
async fn after_batch(
    app: &App,
    path: &str,
    account: &Account,
    (attempt, now): (KnownAttempt, i64),
) -> Result<Stored, Refusal> {
    let course = app.course(path)?;
    if !attempt.log.is_over() || course.known.is_complete(&account.id, &course.story.pack.digest) {
        return Ok(Stored { count: attempt.log.len(), attempt: Some(attempt), is_complete: false });
    }
    let account = account.clone();
    let work =
        move |database: &mut Database, course: &Course| record::after_step(database, course, &account, (attempt, now));
    app.run_course(path, work).await
}

/// Stores steps of several learners. Returns for each whether it was stored. Of several steps of
/// one attempt only the first can be.
pub(crate) fn store_all(database: &mut Database, steps: &[NextStep]) -> Result<Vec<bool>, StoreError> {
    let mut ids = BTreeSet::new();
    let is_first: Vec<bool> = steps.iter().map(|it| ids.insert(it.step.attempt.as_str())).collect();
    let first: Vec<&NextStep> = steps.iter().zip(&is_first).filter(|(_, first)| **first).map(|(it, _)| it).collect();
    let stored = database.store_steps(&first.iter().map(|it| &it.step).collect::<Vec<_>>())?;
    let marks: Vec<(&str, i64)> = first
        .iter()
        .zip(&stored)
        .filter(|(_, is_stored)| **is_stored)
        .filter_map(|(it, _)| Some((it.step.attempt.as_str(), it.mark?)))
        .collect();
    if !marks.is_empty() {
        database.transact(|open| marks.iter().try_for_each(|(attempt, now)| outbox::mark(open, attempt, *now)))?;
    }
    let mut stored = stored.into_iter();
    Ok(is_first.into_iter().map(|first| first && stored.next() == Some(true)).collect())
}

/// Verifies further events of an attempt that is known, or of one that begins. Returns `None` where
/// more must be known to decide whether they can be stored.
fn prepare(
    course: &Course,
    account: &Account,
    (id, sent): (&str, &Sent),
    now: i64,
) -> Option<(NextStep, KnownAttempt)> {
    let known = course.known.take((course.path(), id), &account.id, now);
    let is_begun = known.is_some();
    let mut attempt = match known {
        Some(attempt) => attempt,
        // Only the attempts at a quiz can be used up.
        None if matches!(sent.part, Part::Quiz(_)) || !record::is_uuid(id) => return None,
        None => KnownAttempt { account: account.id.clone(), log: Log::empty(&sent.part), run: None },
    };
    let count = attempt.log.len();
    if usize::try_from(sent.after) != Ok(count) || FEW < sent.len() {
        return None;
    }
    let fresh = record::parse(sent, crate::known::latest(&attempt.log), now).ok()?;
    if fresh.is_empty() || is_begun && !digests(&fresh).is_empty() {
        return None;
    }
    append(&mut attempt.log, &fresh);
    if attempt.log.len() != count + fresh.len() {
        return None;
    }
    attempt.run = verify(course, attempt.run.take(), (&attempt.log, &fresh))?;
    let after = if is_begun {
        StepAfter::Events(count)
    } else {
        StepAfter::Nothing {
            pack: course.pack().to_owned(),
            places: course.identity().places(),
            digest: last_digest(&attempt.log).unwrap_or_default().to_owned(),
            part: attempt.log.last_part().unwrap_or_else(|| sent.part.clone()),
        }
    };
    let step =
        Step { learner: account.learner, account: account.id.clone(), attempt: id.to_owned(), after, events: fresh };
    Some((NextStep { step, mark: course.has_outbox.then_some(now) }, attempt))
}

/// Verifies an attempt with its further events. Returns how its run is continued. `None` if the
/// story does not allow it, or it takes long to decide that.
fn verify(course: &Course, run: Option<VerifiedRun>, (log, fresh): (&Log, &Log)) -> Option<Option<VerifiedRun>> {
    match (run, fresh) {
        (Some(run), Log::Scenario(fresh)) => {
            let further: Vec<Event> = Stamped::events(fresh);
            course.with_versions(|stories| run.verify_further(&further, stories, &course.scenarios)).map(Some)
        }
        _ if FEW < log.len() => None,
        _ => course.with_versions(|stories| verify_with(log, stories, &course.scenarios)).ok(),
    }
}
