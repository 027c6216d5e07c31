//! Attempts that were just continued, so that the next step need not read and repeat them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use scn_run::{Log, VerifiedRun};

/// The most that is known, in events; an attempt counts as [`ATTEMPT`] more. There are at most
/// twice as many.
const MOST: usize = 30_000;

/// How much an attempt counts besides its events.
const ATTEMPT: usize = 20;

/// The most completions that are known.
const MOST_COMPLETIONS: usize = 20_000;

/// How long after its last event an attempt is known, in milliseconds: an hour. What is kept for a
/// limited time is kept for a day at least, so no other process has deleted the attempt by then.
const FRESH: i64 = 60 * 60 * 1000;

/// An attempt of a learner with an account, as it was stored last.
#[derive(Clone, Debug)]
pub(crate) struct KnownAttempt {
    /// The account that identifies the learner.
    pub(crate) account: String,
    /// All events.
    pub(crate) log: Log,
    /// The run, if it can be continued without repeating it.
    pub(crate) run: Option<VerifiedRun>,
}

/// Attempts by course and id, and completions.
///
/// An attempt is taken out by the request that continues it, and put back with the events that were
/// stored. What another process stores in the meantime is not known here, so whoever stores further
/// events compares the number of those that are stored. Events are only ever added, so that number
/// says which events there are.
#[derive(Debug, Default)]
pub(crate) struct KnownAttempts(Mutex<Generations>);

/// What was used last, and what was used before that. The latter is forgotten once there is too
/// much of the former.
#[derive(Debug, Default)]
struct Generations {
    latest: BTreeMap<(String, String), KnownAttempt>,
    earlier: BTreeMap<(String, String), KnownAttempt>,
    /// How much there is in `latest`.
    size: usize,
    /// The accounts of learners who have completed a course, with the digest of its story.
    completed: BTreeSet<(String, String)>,
}

impl KnownAttempt {
    fn size(&self) -> usize {
        ATTEMPT + self.log.len()
    }
}

impl KnownAttempts {
    /// Takes an attempt of a learner at a course, if the last event is of the last hour.
    pub(crate) fn take(&self, (course, id): (&str, &str), account: &str, now: i64) -> Option<KnownAttempt> {
        let key = (course.to_owned(), id.to_owned());
        let mut known = self.lock();
        if known.latest.get(&key).or_else(|| known.earlier.get(&key))?.account != account {
            return None;
        }
        let attempt = match known.latest.remove(&key) {
            Some(attempt) => {
                known.size -= attempt.size().min(known.size);
                Some(attempt)
            }
            None => known.earlier.remove(&key),
        };
        drop(known);
        attempt.filter(|it| now - FRESH < latest(&it.log))
    }

    /// Stores an attempt to which more may come.
    pub(crate) fn put(&self, (course, id): (&str, &str), attempt: KnownAttempt) {
        if attempt.log.is_over() {
            return;
        }
        let key = (course.to_owned(), id.to_owned());
        let mut known = self.lock();
        known.earlier.remove(&key);
        known.size += attempt.size();
        if let Some(replaced) = known.latest.insert(key, attempt) {
            known.size -= replaced.size().min(known.size);
        }
        if MOST <= known.size {
            known.earlier = std::mem::take(&mut known.latest);
            known.size = 0;
        }
    }

    /// Returns whether it is known that a learner has completed a version of a course. A completion
    /// is only ever deleted with its learner.
    pub(crate) fn is_complete(&self, account: &str, digest: &str) -> bool {
        self.lock().completed.contains(&(account.to_owned(), digest.to_owned()))
    }

    /// Stores that a learner has completed a version of a course.
    pub(crate) fn note_completion(&self, account: &str, digest: &str) {
        let mut known = self.lock();
        if MOST_COMPLETIONS <= known.completed.len() {
            known.completed.clear();
        }
        known.completed.insert((account.to_owned(), digest.to_owned()));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Generations> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the time of the last event.
pub(crate) fn latest(log: &Log) -> i64 {
    let last = match log {
        Log::Lesson(log) => log.last().map(|it| it.at),
        Log::Quiz(log) => log.last().map(|it| it.at),
        Log::Scenario(log) => log.last().map(|it| it.at),
    };
    last.unwrap_or_default().0
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use scn_run::{At, Event, Log, Stamped};

    use super::{ATTEMPT, FRESH, KnownAttempt, KnownAttempts, MOST};

    fn attempt(at: i64, count: usize) -> KnownAttempt {
        let log = Log::Scenario(vec![Stamped { at: At(at), event: Event::Saved }; count]);
        KnownAttempt { account: "a".to_owned(), log, run: None }
    }

    #[test]
    fn an_attempt_is_taken_once_within_an_hour() {
        let known = KnownAttempts::default();
        known.put(("till", "1"), attempt(5, 3));
        assert!(known.take(("other", "1"), "a", 5).is_none());
        assert!(known.take(("till", "1"), "b", 5).is_none());
        assert_eq!(known.take(("till", "1"), "a", 5).unwrap().log.len(), 3);
        assert!(known.take(("till", "1"), "a", 5).is_none());
        known.put(("till", "1"), attempt(5, 3));
        assert!(known.take(("till", "1"), "a", 5 + FRESH).is_none());
    }

    #[test]
    fn what_was_not_used_for_long_is_forgotten() {
        let known = KnownAttempts::default();
        let count = 3 * MOST / (ATTEMPT + 10);
        known.put(("till", "first"), attempt(0, 10));
        for number in 0..count {
            known.put(("till", &number.to_string()), attempt(0, 10));
            let used = known.take(("till", "used"), "a", 0).unwrap_or_else(|| attempt(0, 10));
            known.put(("till", "used"), used);
            let size = |map: &std::collections::BTreeMap<_, KnownAttempt>| -> usize {
                map.values().map(KnownAttempt::size).sum()
            };
            let generations = known.lock();
            assert_eq!(generations.size, size(&generations.latest));
            let all: usize = generations.size + size(&generations.earlier);
            assert!(all < 2 * MOST + ATTEMPT + 10, "{all}");
        }
        assert!(known.take(("till", "first"), "a", 0).is_none());
        assert!(known.take(("till", "0"), "a", 0).is_none());
        assert!(known.take(("till", "used"), "a", 0).is_some());
        assert!(known.take(("till", &(count - 1).to_string()), "a", 0).is_some());
    }

    #[test]
    fn completions_are_known_by_account_and_version() {
        let known = KnownAttempts::default();
        known.note_completion("a", "sha256:1");
        assert!(known.is_complete("a", "sha256:1"));
        assert!(!known.is_complete("a", "sha256:2") && !known.is_complete("b", "sha256:1"));
    }
}
