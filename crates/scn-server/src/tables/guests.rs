//! What guests did, by the key of their visit, until it expires or they sign in and keep it.

use scn_records::{Database, Row, StoreError, Transaction};

/// How long what a guest did is kept after the last step, in milliseconds: 24 hours.
pub(crate) const LIFETIME: i64 = 24 * 60 * 60 * 1000;

/// The most attempts that are kept of one visit.
const MOST: i64 = 200;

/// Returns the attempts of a visit as JSON, in the order in which they were begun.
pub(crate) fn records(database: &Database, key: &str, now: i64) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT record FROM guests WHERE key = $1 AND expires > $2 ORDER BY number";
    let text = |row: &Row| Ok(row.text(0)?.to_owned());
    database.query(sql, &[key.into(), now.into()])?.iter().map(text).collect()
}

/// Stores an attempt of a visit as JSON. Returns false if there are too many.
pub(crate) fn store(
    open: &mut Transaction<'_>,
    (key, attempt): (&str, &str),
    record: &str,
    now: i64,
) -> Result<bool, StoreError> {
    let sql = "UPDATE guests SET record = $3, expires = $4 WHERE key = $1 AND attempt = $2";
    let expires = now + LIFETIME;
    if 0 < open.execute(sql, &[key.into(), attempt.into(), record.into(), expires.into()])? {
        open.execute("UPDATE guests SET expires = $2 WHERE key = $1", &[key.into(), expires.into()])?;
        return Ok(true);
    }
    let rows = open.query("SELECT count(*) FROM guests WHERE key = $1", &[key.into()])?;
    let count = rows.first().map_or(Ok(0), |row| row.integer(0))?;
    if MOST <= count {
        return Ok(false);
    }
    let sql = "INSERT INTO guests (key, attempt, record, number, expires) VALUES ($1, $2, $3, $4, $5)";
    open.execute(sql, &[key.into(), attempt.into(), record.into(), count.into(), expires.into()])?;
    Ok(true)
}

/// Deletes the attempts of a visit.
pub(crate) fn forget(open: &mut Transaction<'_>, key: &str) -> Result<(), StoreError> {
    open.execute("DELETE FROM guests WHERE key = $1", &[key.into()])?;
    Ok(())
}

/// Moves the attempts of a visit to another key.
pub(crate) fn rename(open: &mut Transaction<'_>, key: &str, new: &str) -> Result<u64, StoreError> {
    open.execute("UPDATE guests SET key = $2 WHERE key = $1", &[key.into(), new.into()])
}
