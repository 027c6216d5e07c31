//! Connections to the database, and the threads that wait for it.

use std::sync::{Arc, Mutex, PoisonError};

use scn_records::{Database, StoreError};
use tokio::sync::Semaphore;

use crate::refusal::Refusal;
use crate::tables;

/// The connections of one process to a server of PostgreSQL.
const MOST: usize = 8;

/// A few connections, each of which one piece of work uses at a time.
#[derive(Debug)]
pub(crate) struct Pool {
    place: String,
    idle: Mutex<Vec<Database>>,
    free: Arc<Semaphore>,
}

impl Pool {
    /// Opens a database, creates and migrates its tables. SQLite has one connection, since only one
    /// can write.
    pub(crate) fn open(place: &str) -> Result<Self, StoreError> {
        let mut first = Database::open(place)?;
        tables::migrate(&mut first)?;
        let most = if Database::is_url(place) { MOST } else { 1 };
        Ok(Self { place: place.to_owned(), idle: Mutex::new(vec![first]), free: Arc::new(Semaphore::new(most)) })
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

    /// Does some work with a connection on this thread.
    pub(crate) fn run_here<T>(&self, work: impl FnOnce(&mut Database) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut database = match idle {
            Some(database) => database,
            None => Database::open(&self.place)?,
        };
        let result = work(&mut database);
        // A connection that failed is not used again.
        if !matches!(result, Err(Refusal::Store(StoreError::Unreachable(_)))) {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(database);
        }
        result
    }
}
