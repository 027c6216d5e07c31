//! Attempts whose statements a learning record store has not got yet.
//!
//! The statements of an attempt only become more, and each has an id that is computed from the
//! attempt. So it is enough to store how many of them have arrived. Whatever is sent again after a
//! failure has the same ids, and the learning record store keeps it once.

use scn_records::{Row, StoreError, Transaction};

/// How long one process may send before another takes over, in milliseconds.
const LEASE: i64 = 60 * 1000;

/// An attempt with statements that wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) attempt: String,
    /// How many of its statements have arrived.
    pub(crate) sent: usize,
    /// When it was last changed. While that stays the same, there are no further statements.
    pub(crate) changed: i64,
    /// The name of its learner, by which attempts are read.
    pub(crate) learner: String,
    /// The account that identifies the learner without the name.
    pub(crate) account: String,
}

/// Marks an attempt as one with further statements.
pub(crate) fn mark(open: &mut Transaction<'_>, attempt: &str, now: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO outbox (attempt, sent, changed, waiting, again, events) VALUES ($1, 0, $2, 1, 0, 0)
               ON CONFLICT (attempt) DO UPDATE SET waiting = 1,
               changed = CASE WHEN outbox.changed < $2 THEN $2 ELSE outbox.changed + 1 END";
    open.execute(sql, &[attempt.into(), now.into()])?;
    Ok(())
}

/// Marks all attempts with events that are not covered by what has arrived: those of the time
/// before there was a learning record store, and those whose mark was lost with a process that
/// stored events and stopped before it made the mark. Returns how many there are.
pub(crate) fn reconcile(open: &mut Transaction<'_>, now: i64) -> Result<u64, StoreError> {
    let fresh = "INSERT INTO outbox (attempt, sent, changed, waiting, again, events)
                 SELECT a.id, 0, $1, 1, 0, 0 FROM attempts a
                 WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.attempt = a.id)";
    let added = open.execute(fresh, &[now.into()])?;
    let grown = "UPDATE outbox SET waiting = 1, changed = $1 WHERE waiting = 0 AND events < (
                     SELECT count(*) FROM events e JOIN attempts a ON a.number = e.attempt WHERE a.id = outbox.attempt
                 )";
    Ok(added + open.execute(grown, &[now.into()])?)
}

/// Returns attempts that wait, in the order in which they were changed, at most a number of them.
pub(crate) fn waiting(open: &mut Transaction<'_>, now: i64, most: i64) -> Result<Vec<Waiting>, StoreError> {
    let sql = "SELECT o.attempt, o.sent, o.changed, l.name, l.account FROM outbox o
               JOIN attempts a ON a.id = o.attempt JOIN learners l ON l.number = a.learner
               WHERE o.waiting = 1 AND o.again <= $1 ORDER BY o.changed, o.attempt LIMIT $2";
    let waiting = |row: &Row| {
        Ok(Waiting {
            attempt: row.text(0)?.to_owned(),
            sent: usize::try_from(row.integer(1)?).unwrap_or(0),
            changed: row.integer(2)?,
            learner: row.text(3)?.to_owned(),
            account: row.text(4)?.to_owned(),
        })
    };
    open.query(sql, &[now.into(), most.into()])?.iter().map(waiting).collect()
}

/// Stores how many statements of an attempt have arrived. With the number of events
/// whose statements these all are, it waits no longer unless it was changed in the meantime.
pub(crate) fn arrived(
    open: &mut Transaction<'_>,
    of: &Waiting,
    count: usize,
    events: Option<usize>,
) -> Result<(), StoreError> {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let sql = "UPDATE outbox SET sent = $2, fault = NULL, again = 0 WHERE attempt = $1";
    open.execute(sql, &[(&of.attempt).into(), number(count).into()])?;
    if let Some(events) = events {
        let sql = "UPDATE outbox SET waiting = 0, events = $3 WHERE attempt = $1 AND changed = $2";
        open.execute(sql, &[(&of.attempt).into(), of.changed.into(), number(events).into()])?;
    }
    Ok(())
}

/// Stores that the learning record store refuses the statements of an attempt, and when to try
/// again.
pub(crate) fn refused(
    open: &mut Transaction<'_>,
    attempt: &str,
    (fault, again): (&str, i64),
) -> Result<(), StoreError> {
    let sql = "UPDATE outbox SET fault = $2, again = $3 WHERE attempt = $1";
    open.execute(sql, &[attempt.into(), fault.into(), again.into()])?;
    Ok(())
}

/// How many attempts wait, and why the first of those that were refused was refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Backlog {
    pub(crate) waiting: i64,
    pub(crate) refused: i64,
    pub(crate) fault: Option<String>,
}

/// Returns how much waits.
pub(crate) fn backlog(open: &mut Transaction<'_>) -> Result<Backlog, StoreError> {
    let rows = open.query("SELECT count(*), count(fault), min(fault) FROM outbox WHERE waiting = 1", &[])?;
    let Some(row) = rows.first() else { return Ok(Backlog::default()) };
    Ok(Backlog { waiting: row.integer(0)?, refused: row.integer(1)?, fault: row.optional_text(2)?.map(str::to_owned) })
}

/// Lets one process send for the next minute. Returns false if another process does.
pub(crate) fn lease(open: &mut Transaction<'_>, holder: &str, now: i64) -> Result<bool, StoreError> {
    let sql = "INSERT INTO leases (name, holder, until) VALUES ('outbox', $1, $3)
               ON CONFLICT (name) DO UPDATE SET holder = $1, until = $3
               WHERE leases.holder = $1 OR leases.until <= $2";
    Ok(0 < open.execute(sql, &[holder.into(), now.into(), (now + LEASE).into()])?)
}
