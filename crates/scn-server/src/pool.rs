//! Connections to the database, and the threads that wait for it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use scn_records::{Database, Store, StoreError};
use tokio::sync::{Semaphore, oneshot};

use crate::course::Course;
use crate::refusal::Refusal;
use crate::tables;

/// The connections of one process to a server of PostgreSQL.
const MOST: usize = 8;

/// The most pieces of work in one transaction.
const MOST_TOGETHER: usize = 64;

/// A piece of work, which keeps its result. The function that it returns reports the result, once
/// it is known whether it was stored.
type Work = Box<dyn FnOnce(&mut Database) -> Report + Send>;
type Report = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// A few connections, each of which one piece of work uses at a time.
pub(crate) struct Pool {
    place: String,
    idle: Mutex<Vec<Database>>,
    free: Arc<Semaphore>,
    /// Pieces of work that change something, in the order in which they came.
    waiting: Mutex<VecDeque<Work>>,
}

impl std::fmt::Debug for Pool {
    // Without the place, which can have a passphrase.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

impl Pool {
    /// Opens a database, creates and migrates its tables, and stores the stories of the courses,
    /// so that what is done in them can always be read. SQLite has one connection, since only one
    /// can write.
    pub(crate) fn open(place: &str, courses: &[Course]) -> Result<Self, StoreError> {
        let mut first = Database::open(place)?;
        tables::migrate(&mut first)?;
        for story in courses.iter().map(|course| &course.story) {
            first.store_story(&story.pack.digest, &story.to_record_json())?;
        }
        let most = if Database::is_url(place) { MOST } else { 1 };
        Ok(Self {
            place: place.to_owned(),
            idle: Mutex::new(vec![first]),
            free: Arc::new(Semaphore::new(most)),
            waiting: Mutex::default(),
        })
    }

    /// Does some work with a connection, on a thread that may wait.
    pub(crate) async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Database) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let permit = Arc::clone(&self.free).acquire_owned().await;
        let permit = permit.map_err(|_| Refusal::Failed("the server stops".to_owned()))?;
        let pool = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            let result = pool.run_here(work);
            drop(permit);
            result
        });
        done.await.unwrap_or_else(|_| Err(Refusal::Failed("a request panicked".to_owned())))
    }

    /// Does some work that changes something. Where only one connection can write, all work that
    /// waits for it is done in one transaction, so that the disk is waited for once.
    pub(crate) async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Database) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (send, done) = oneshot::channel();
        let given_up = Arc::new(AtomicBool::new(false));
        let is_given_up = Arc::clone(&given_up);
        let work: Work = Box::new(move |database| {
            if is_given_up.load(Ordering::Acquire) {
                return Box::new(|_| ());
            }
            let result = work(database);
            Box::new(move |stored| {
                let result = stored.map_err(Refusal::Store).and(result);
                // Nobody waits any more for a visitor who has gone.
                drop(send.send(result));
            })
        });
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push_back(work);
        if let Err(refusal) = self.run(Self::work_off(Arc::clone(self))).await {
            // Without a connection nobody has begun it. It must not be done after this answer.
            given_up.store(true, Ordering::Release);
            return Err(refusal);
        }
        done.await.unwrap_or_else(|_| Err(Refusal::Failed("a request panicked".to_owned())))
    }

    /// Returns work that does what is waiting; that may be nothing, if somebody else has done it.
    fn work_off(pool: Arc<Self>) -> impl FnOnce(&mut Database) -> Result<(), Refusal> {
        move |database| {
            let most = if matches!(database, Database::Sqlite(_)) { MOST_TOGETHER } else { 1 };
            let work: Vec<Work> = {
                let mut waiting = pool.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                let count = most.min(waiting.len());
                waiting.drain(..count).collect()
            };
            if work.is_empty() {
                return Ok(());
            }
            let mut reports = Vec::with_capacity(work.len());
            let stored = database.together(|database| reports.extend(work.into_iter().map(|work| work(database))));
            reports.into_iter().for_each(|report| report(stored.clone()));
            Ok(stored?)
        }
    }

    /// Does some work with a connection on this thread.
    pub(crate) fn run_here<T>(&self, work: impl FnOnce(&mut Database) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut database = match idle {
            Some(database) => database,
            None => Database::open(&self.place)?,
        };
        let result = work(&mut database);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(result, Err(Refusal::Store(StoreError::Unreachable(_)))) {
            // Neither this connection nor those that were opened before is used again.
            idle.clear();
        } else {
            idle.push(database);
        }
        result
    }
}
