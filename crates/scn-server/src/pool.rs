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

/// The connections of one process to a SQLite file that only read.
const READERS: usize = 4;

/// The most pieces of work in one transaction.
const MOST_TOGETHER: usize = 64;

/// A piece of work, which keeps its result. The function that it returns reports the result, once
/// it is known whether it was stored.
type Work = Box<dyn FnOnce(&mut Database) -> Report + Send>;
type Report = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// A few connections, each of which one piece of work uses at a time.
pub(crate) struct Pool {
    place: String,
    /// Whether it is a server, which takes several connections.
    is_server: bool,
    idle: Mutex<Vec<Database>>,
    free: Arc<Semaphore>,
    /// Connections to a SQLite file that only read, so that they need not wait for those who write.
    readers: Mutex<Vec<Database>>,
    free_readers: Arc<Semaphore>,
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
    /// so that what is done in them can always be read. SQLite has one connection that writes, since
    /// only one can.
    pub(crate) fn open(place: &str, courses: &[Course]) -> Result<Self, StoreError> {
        let mut first = Database::open_shared(place)?;
        tables::migrate(&mut first)?;
        for story in courses.iter().map(|course| &course.story) {
            first.store_story(&story.pack.digest, &story.to_record_json())?;
        }
        let is_server = Database::is_url(place);
        let most = if is_server { MOST } else { 1 };
        Ok(Self {
            place: place.to_owned(),
            is_server,
            idle: Mutex::new(vec![first]),
            free: Arc::new(Semaphore::new(most)),
            readers: Mutex::default(),
            free_readers: Arc::new(Semaphore::new(READERS)),
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

    /// Does some work that only reads. In a SQLite file it waits for nobody who writes.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Database) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        if self.is_server {
            return self.run(move |database| work(database)).await;
        }
        let permit = Arc::clone(&self.free_readers).acquire_owned().await;
        let permit = permit.map_err(|_| Refusal::Failed("the server stops".to_owned()))?;
        let pool = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            let idle = pool.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let database = match idle {
                Some(database) => database,
                None => Database::open_shared(&pool.place)?,
            };
            let result = work(&database);
            pool.readers.lock().unwrap_or_else(PoisonError::into_inner).push(database);
            drop(permit);
            result
        });
        done.await.unwrap_or_else(|_| Err(Refusal::Failed("a request panicked".to_owned())))
    }

    /// Does some work that changes something. In a SQLite file, where only one connection can write,
    /// all work that waits for it is done in one transaction, so that the disk is waited for once. A
    /// server of PostgreSQL does the same for several connections by itself.
    pub(crate) async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Database) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        if self.is_server {
            return self.run(work).await;
        }
        let (send, mut done) = oneshot::channel();
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
        let panicked = |_| Err(Refusal::Failed("a request panicked".to_owned()));
        loop {
            let worked_off = tokio::select! {
                biased;
                // Somebody else has done it, so there is no need to wait for the connection.
                result = &mut done => return result.unwrap_or_else(panicked),
                worked_off = self.run(Self::work_off(Arc::clone(self))) => worked_off,
            };
            if let Err(refusal) = worked_off {
                // Without a connection nobody has begun it. It must not be done after this answer.
                given_up.store(true, Ordering::Release);
                return Err(refusal);
            }
            // So much may have waited that this piece of work was not among the first.
        }
    }

    /// Returns work that does what is waiting; that may be nothing, if somebody else has done it.
    fn work_off(pool: Arc<Self>) -> impl FnOnce(&mut Database) -> Result<(), Refusal> {
        move |database| {
            let work: Vec<Work> = {
                let mut waiting = pool.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                let count = MOST_TOGETHER.min(waiting.len());
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
            None => Database::open_shared(&self.place)?,
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc;

    use scn_records::{Store, StoreError};

    use super::{MOST_TOGETHER, Pool};
    use crate::refusal::Refusal;

    /// More pieces of work than one transaction takes wait for the connection, which is in use.
    #[test]
    fn all_work_that_waits_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let pool = Arc::new(Pool::open(&folder.path().join("server.db").to_string_lossy(), &[]).unwrap());
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let (go, wait) = mpsc::channel::<()>();
        let using = Arc::clone(&pool);
        let user = runtime.spawn(async move {
            using.run(move |_| wait.recv().map_err(|error| Refusal::Failed(error.to_string()))).await
        });
        let count = 3 * MOST_TOGETHER + 1;
        let changes: Vec<_> = (0..count)
            .map(|number| {
                let pool = Arc::clone(&pool);
                runtime.spawn(async move {
                    let store = move |database: &mut scn_records::Database| {
                        database.store_story(&format!("sha256:{number}"), "{}")?;
                        // Every third fails after it has written, and the others are kept.
                        if number % 3 == 0 { Err(Refusal::Store(StoreError::Gone)) } else { Ok(number) }
                    };
                    pool.change(store).await
                })
            })
            .collect();
        go.send(()).unwrap();
        runtime.block_on(user).unwrap().unwrap();
        for (number, change) in changes.into_iter().enumerate() {
            let result = runtime.block_on(change).unwrap();
            assert_eq!(result.is_ok(), number % 3 != 0, "{number}: {result:?}");
        }
        let stored = |number: usize| pool.run_here(|it| Ok(it.load_story(&format!("sha256:{number}"))?)).unwrap();
        assert!((0..count).filter(|number| number % 3 != 0).all(|number| stored(number).is_some()));
        assert_eq!(pool.waiting.lock().unwrap().len(), 0);
    }
}
