//! Sends statements of xAPI to a learning record store: at least once, those of an attempt in
//! order.
//!
//! Learners never wait for it. What cannot be sent stays in the database, and is sent later. Of
//! several processes, one sends.

use std::sync::Arc;
use std::time::Duration;

use scn_records::{Database, StoreError};
use serde_json::Value;

use crate::app::{App, now};
use crate::outbox::{Batch, Outcome};
use crate::refusal::Refusal;
use crate::secrets;
use crate::tables::outbox;

/// The most statements in one request.
const MOST: usize = 200;

/// The most attempts that are read at a time.
const MOST_ATTEMPTS: i64 = 50;

/// How long nothing is sent when nothing waits, unless something comes.
const IDLE: Duration = Duration::from_secs(5);

/// How often it is looked for what was never marked.
const RECONCILE: i64 = 10 * 60 * 1000;

/// How long after a refusal an attempt is tried again, in milliseconds: an hour.
const REFUSED: i64 = 60 * 60 * 1000;

/// The shortest and the longest wait for a learning record store that fails.
const WAITS: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(300));

/// What is to be done after a round.
enum Round {
    /// There may be more.
    More,
    /// Nothing waits, or another process sends.
    Done,
}

/// Why a round was not completed.
enum Trouble {
    /// The database does not answer. That is said elsewhere.
    Database,
    /// The learning record store takes nothing, for the reason given.
    Lrs(String),
}

impl From<Refusal> for Trouble {
    fn from(_: Refusal) -> Self {
        Self::Database
    }
}

/// Sends what waits, as long as the server runs.
pub(crate) async fn run(app: Arc<App>) {
    let Some(sending) = &app.outbox else { return };
    let holder = secrets::random().unwrap_or_default();
    let mut wait = WAITS.0;
    let mut reconciled = i64::MIN;
    loop {
        let is_due = RECONCILE <= now().saturating_sub(reconciled);
        match round(&app, &holder, is_due).await {
            Ok(Round::More) => wait = WAITS.0,
            Ok(Round::Done) => {
                wait = WAITS.0;
                // Either is enough: another process may have stored something.
                drop(tokio::time::timeout(IDLE, sending.bell.notified()).await);
            }
            Err(Trouble::Database) => {
                tokio::time::sleep(IDLE).await;
                continue;
            }
            Err(Trouble::Lrs(reason)) => {
                tracing::warn!(reason, "the learning record store takes no statements");
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(WAITS.1);
            }
        }
        if is_due {
            reconciled = now();
        }
    }
}

/// Sends the statements of the attempts that have waited longest, as many as fit into one request.
async fn round(app: &Arc<App>, holder: &str, is_due: bool) -> Result<Round, Trouble> {
    let (shared, holder) = (Arc::clone(app), holder.to_owned());
    let pack = app.run(move |database| read_pack(database, &shared, &holder, is_due)).await?;
    let Some(pack) = pack.filter(|pack| !pack.is_empty()) else { return Ok(Round::Done) };
    let all: Vec<Value> = pack.iter().flat_map(|batch| batch.statements.iter().cloned()).collect();
    if all.len() <= MOST {
        match post(app, all).await? {
            Outcome::Stored => {
                for batch in pack {
                    let total = batch.total;
                    note_arrival(app, batch, total).await?;
                }
                return Ok(Round::More);
            }
            Outcome::Failed(reason) => return Err(Trouble::Lrs(reason)),
            // Each attempt by itself, so that none holds up the others.
            Outcome::Refused(_) => {}
        }
    }
    for batch in pack {
        send_alone(app, batch).await?;
    }
    Ok(Round::More)
}

/// Reads attempts that wait, as many as fit into one request. `None` if another process sends.
fn read_pack(database: &mut Database, app: &App, holder: &str, is_due: bool) -> Result<Option<Vec<Batch>>, Refusal> {
    let waiting = database.transact(|open| {
        if !outbox::lease(open, holder, now())? {
            return Ok::<_, StoreError>(None);
        }
        if is_due {
            outbox::reconcile(open, now())?;
        }
        outbox::waiting(open, now(), MOST_ATTEMPTS).map(Some)
    });
    let (Some(waiting), Some(sending)) = (waiting?, &app.outbox) else { return Ok(None) };
    let mut pack: Vec<Batch> = Vec::new();
    let mut count = 0;
    for one in &waiting {
        let batch = sending.further(one, database, &app.courses)?;
        count += batch.statements.len();
        if MOST < count && !pack.is_empty() {
            break;
        }
        pack.push(batch);
    }
    Ok(Some(pack))
}

/// Sends statements on a thread that may wait.
async fn post(app: &Arc<App>, statements: Vec<Value>) -> Result<Outcome, Trouble> {
    if statements.is_empty() {
        return Ok(Outcome::Stored);
    }
    let shared = Arc::clone(app);
    let sent = tokio::task::spawn_blocking(move || shared.outbox.as_ref().map(|sending| sending.post(&statements)));
    match sent.await {
        Ok(Some(outcome)) => Ok(outcome),
        Ok(None) | Err(_) => Err(Trouble::Lrs("a request panicked".to_owned())),
    }
}

/// Stores that the statements of an attempt have arrived, up to a number of them.
async fn note_arrival(app: &App, batch: Batch, arrived: usize) -> Result<(), Trouble> {
    let events = (arrived == batch.total).then_some(batch.events);
    let noted =
        app.run(move |database| Ok(database.transact(|open| outbox::arrived(open, &batch.of, arrived, events))?));
    Ok(noted.await?)
}

/// Sends the statements of one attempt, in parts that fit into a request.
async fn send_alone(app: &Arc<App>, batch: Batch) -> Result<(), Trouble> {
    let mut arrived = batch.of.sent;
    for part in batch.statements.chunks(MOST) {
        match post(app, part.to_vec()).await? {
            Outcome::Stored => {
                arrived += part.len();
                let done =
                    Batch { of: batch.of.clone(), events: batch.events, total: batch.total, statements: Vec::new() };
                note_arrival(app, done, arrived).await?;
            }
            Outcome::Failed(reason) => return Err(Trouble::Lrs(reason)),
            Outcome::Refused(fault) => {
                tracing::warn!(reason = fault, attempt = batch.of.attempt, "statements are refused");
                let (attempt, again) = (batch.of.attempt, now() + REFUSED);
                let noted = app.run(move |database| {
                    Ok(database.transact(|open| outbox::refused(open, &attempt, (&fault, again)))?)
                });
                return Ok(noted.await?);
            }
        }
    }
    Ok(())
}
