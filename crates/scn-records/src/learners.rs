//! Learners by name, in an open transaction of either database.

use crate::name::comparison_key;
use crate::{StoreError, Transaction};

/// Returns a key that is equal for all spellings of the same name: [`is_same_name`] compares it.
///
/// [`is_same_name`]: crate::is_same_name
///
/// # Examples
///
/// ```
/// assert_eq!(scn_records::name_key(" Thandi  MOKOENA"), scn_records::name_key("Thandi Mokoena"));
/// ```
#[must_use]
pub fn name_key(name: &str) -> String {
    comparison_key(name)
}

/// Returns the number of the learner with a name, however it is spelled; `None` if nothing is kept
/// under it.
///
/// # Errors
///
/// If it cannot be read.
pub fn learner_number(open: &mut Transaction<'_>, name: &str) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT number FROM learners WHERE key = $1 ORDER BY number LIMIT 1";
    open.query(sql, &[comparison_key(name).into()])?.first().map(|row| row.integer(0)).transpose()
}

/// Adds a learner under a name that nobody has yet, and returns the number. `account` identifies
/// the learner where the name must not appear.
///
/// # Errors
///
/// If it cannot be written, or the account is another learner's.
pub fn add_learner(open: &mut Transaction<'_>, name: &str, account: &str) -> Result<i64, StoreError> {
    let sql = "INSERT INTO learners (name, key, account) VALUES ($1, $2, $3)";
    open.execute(sql, &[name.into(), comparison_key(name).into(), account.into()])?;
    let rows = open.query("SELECT number FROM learners WHERE account = $1", &[account.into()])?;
    rows.first().map_or(Err(StoreError::Gone), |row| row.integer(0))
}

/// Deletes the attempts whose last event is earlier than a time, in milliseconds since the start of
/// 1970 in UTC. Returns how many there were.
///
/// # Errors
///
/// If they cannot be deleted.
pub fn delete_attempts_before(open: &mut Transaction<'_>, at: i64) -> Result<u64, StoreError> {
    let sql = "DELETE FROM attempts WHERE number IN (
                   SELECT attempt FROM events GROUP BY attempt HAVING max(at) < $1
               )";
    open.execute(sql, &[at.into()])
}
