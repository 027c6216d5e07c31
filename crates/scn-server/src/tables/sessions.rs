//! Sessions of learners who are signed in. The database has the digest of each secret only.

use scn_records::{StoreError, Transaction};

/// How long a session lasts, in milliseconds: 12 hours.
pub(crate) const LIFETIME: i64 = 12 * 60 * 60 * 1000;

/// Begins a session.
pub(crate) fn begin(open: &mut Transaction<'_>, key: &str, learner: i64, now: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO sessions (key, learner, created, expires) VALUES ($1, $2, $3, $4)";
    open.execute(sql, &[key.into(), learner.into(), now.into(), (now + LIFETIME).into()])?;
    Ok(())
}

/// Returns the learner of a session that has not expired.
pub(crate) fn learner(open: &mut Transaction<'_>, key: &str, now: i64) -> Result<Option<i64>, StoreError> {
    let rows = open.query("SELECT learner FROM sessions WHERE key = $1 AND expires > $2", &[key.into(), now.into()])?;
    rows.first().map(|row| row.integer(0)).transpose()
}

/// Ends a session.
pub(crate) fn end(open: &mut Transaction<'_>, key: &str) -> Result<(), StoreError> {
    open.execute("DELETE FROM sessions WHERE key = $1", &[key.into()])?;
    Ok(())
}

/// Ends all sessions of a learner but one, which may be none.
pub(crate) fn end_others(open: &mut Transaction<'_>, learner: i64, kept: &str) -> Result<(), StoreError> {
    open.execute("DELETE FROM sessions WHERE learner = $1 AND key <> $2", &[learner.into(), kept.into()])?;
    Ok(())
}
