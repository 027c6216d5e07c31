//! Sessions of learners who are signed in. The database has the digest of each secret only.

use std::collections::BTreeMap;

use scn_records::{Database, StoreError, Transaction};

use super::accounts::{Account, COLUMNS, account_of};

/// How long a session lasts, in milliseconds: 12 hours.
pub(crate) const LIFETIME: i64 = 12 * 60 * 60 * 1000;

/// Begins a session.
pub(crate) fn begin(open: &mut Transaction<'_>, key: &str, learner: i64, now: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO sessions (key, learner, created, expires) VALUES ($1, $2, $3, $4)";
    open.execute(sql, &[key.into(), learner.into(), now.into(), (now + LIFETIME).into()])?;
    Ok(())
}

/// Returns the account of a session that has not expired.
pub(crate) fn account(database: &Database, key: &str, now: i64) -> Result<Option<Account>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM sessions s JOIN accounts a ON a.learner = s.learner
         JOIN learners l ON l.number = a.learner WHERE s.key = $1 AND s.expires > $2"
    );
    database.query(&sql, &[key.into(), now.into()])?.first().map(account_of).transpose()
}

/// Returns the accounts of several sessions, in their order, from PostgreSQL. The keys have no
/// spaces. `LIMIT` makes it use the index for each of them, whatever it knows of the tables.
pub(crate) fn accounts(database: &Database, keys: &[String], now: i64) -> Result<Vec<Option<Account>>, StoreError> {
    let sql = format!(
        "SELECT found.*, asked.key FROM unnest(string_to_array($1, ' ')) AS asked (key) CROSS JOIN LATERAL (
             SELECT {COLUMNS} FROM sessions s JOIN accounts a ON a.learner = s.learner
             JOIN learners l ON l.number = a.learner WHERE s.key = asked.key AND s.expires > $2 LIMIT 1
         ) AS found"
    );
    let rows = database.query(&sql, &[keys.join(" ").into(), now.into()])?;
    let mut accounts = BTreeMap::new();
    for row in &rows {
        accounts.insert(row.text(5)?, account_of(row)?);
    }
    Ok(keys.iter().map(|key| accounts.get(key.as_str()).cloned()).collect())
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
