//! Questions of many requests to a server of PostgreSQL that are asked together.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use scn_records::{Database, StoreError};
use tokio::sync::oneshot;

use crate::pool::Pool;
use crate::refusal::Refusal;

/// The most questions that are asked together.
const MOST: usize = 64;

/// Answers several questions, in their order.
type Work<Q, A> = fn(&mut Database, &[Q]) -> Result<Vec<A>, StoreError>;

/// A question, and where its answer goes.
type Job<Q, A> = (Q, oneshot::Sender<Result<A, StoreError>>);

/// A queue of questions. While some are being answered others come, and those are asked together:
/// the more there is to do, the less each takes.
pub(crate) struct Batch<Q, A> {
    queue: Sender<Job<Q, A>>,
}

impl<Q, A> std::fmt::Debug for Batch<Q, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batch").finish_non_exhaustive()
    }
}

impl<Q: Send + 'static, A: Send + 'static> Batch<Q, A> {
    /// Starts threads that answer questions. They end with the queue.
    ///
    /// # Errors
    ///
    /// If the system refuses a thread.
    pub(crate) fn start(pool: &Arc<Pool>, threads: usize, work: Work<Q, A>) -> std::io::Result<Self> {
        let (queue, questions) = channel();
        let questions = Arc::new(Mutex::new(questions));
        for _ in 0..threads {
            let (pool, questions) = (Arc::clone(pool), Arc::clone(&questions));
            std::thread::Builder::new().name("scn-batch".to_owned()).spawn(move || {
                while let Some(jobs) = next(&questions) {
                    answer(&pool, jobs, work);
                }
            })?;
        }
        Ok(Self { queue })
    }

    /// Asks a question.
    ///
    /// # Errors
    ///
    /// If it cannot be answered. Those who asked at the same time may get the same error.
    pub(crate) async fn ask(&self, question: Q) -> Result<A, StoreError> {
        let (send, answer) = oneshot::channel();
        let stopped = || StoreError::Other("a request panicked".to_owned());
        self.queue.send((question, send)).map_err(|_| stopped())?;
        answer.await.unwrap_or_else(|_| Err(stopped()))
    }
}

/// Waits for a question, and returns all that wait. `None` if no more can come.
fn next<Q, A>(questions: &Mutex<Receiver<Job<Q, A>>>) -> Option<Vec<Job<Q, A>>> {
    let questions = questions.lock().unwrap_or_else(PoisonError::into_inner);
    let mut jobs = vec![questions.recv().ok()?];
    jobs.extend(questions.try_iter().take(MOST - 1));
    Some(jobs)
}

fn answer<Q, A>(pool: &Pool, jobs: Vec<Job<Q, A>>, work: Work<Q, A>) {
    let (questions, places): (Vec<Q>, Vec<_>) = jobs.into_iter().unzip();
    // A panic ends these requests, and not the thread.
    let answered =
        catch_unwind(AssertUnwindSafe(|| pool.run_here(|database| work(database, &questions).map_err(Refusal::Store))));
    match answered {
        // Nobody waits any more for a visitor who has gone.
        Ok(Ok(answers)) => places.into_iter().zip(answers).for_each(|(place, answer)| drop(place.send(Ok(answer)))),
        Ok(Err(Refusal::Store(error))) => places.into_iter().for_each(|place| drop(place.send(Err(error.clone())))),
        Ok(Err(_)) | Err(_) => {}
    }
}
