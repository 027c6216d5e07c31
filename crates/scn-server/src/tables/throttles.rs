//! Failed attempts to sign in, by account and by address, which make the next one wait.

use scn_records::{StoreError, Transaction};

/// How long failures are remembered, in milliseconds: a day.
pub(crate) const MEMORY: i64 = 24 * 60 * 60 * 1000;

/// The failures after which an account has to wait.
const FREE_FOR_NAME: i64 = 5;
/// The failures after which an address has to wait. Many people may share one.
const FREE_FOR_ADDRESS: i64 = 30;
/// The longest wait, in milliseconds: 15 minutes.
const LONGEST: i64 = 15 * 60 * 1000;

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Counted<'c> {
    /// Failures with a name, whether there is such an account or not.
    Name(&'c str),
    /// Failures from an address.
    Address(&'c str),
}

impl Counted<'_> {
    fn key(self) -> String {
        match self {
            Self::Name(name) => format!("name {}", scn_records::name_key(name)),
            Self::Address(address) => format!("address {address}"),
        }
    }

    fn free(self) -> i64 {
        match self {
            Self::Name(_) => FREE_FOR_NAME,
            Self::Address(_) => FREE_FOR_ADDRESS,
        }
    }
}

/// Returns how many milliseconds an attempt has to wait; 0 if it may be made now.
pub(crate) fn wait(open: &mut Transaction<'_>, counted: Counted<'_>, now: i64) -> Result<i64, StoreError> {
    let rows = open.query("SELECT until FROM throttles WHERE key = $1", &[counted.key().into()])?;
    let until = rows.first().map_or(Ok(0), |row| row.integer(0))?;
    Ok((until - now).max(0))
}

/// Counts a failure. From the sixth of an account on, the wait doubles with each.
pub(crate) fn count_failure(open: &mut Transaction<'_>, counted: Counted<'_>, now: i64) -> Result<(), StoreError> {
    let key = counted.key();
    let sql = "INSERT INTO throttles (key, failures, until, last) VALUES ($1, 1, 0, $2)
               ON CONFLICT (key) DO UPDATE SET failures = throttles.failures + 1, last = $2";
    open.execute(sql, &[key.as_str().into(), now.into()])?;
    let rows = open.query("SELECT failures FROM throttles WHERE key = $1", &[key.as_str().into()])?;
    let failures = rows.first().map_or(Ok(0), |row| row.integer(0))?;
    let beyond = failures - counted.free();
    if 0 <= beyond {
        let doubled = 1000_i64.saturating_mul(1 << beyond.min(20));
        let until = now + doubled.min(LONGEST);
        open.execute("UPDATE throttles SET until = $2 WHERE key = $1", &[key.into(), until.into()])?;
    }
    Ok(())
}

/// Forgets the failures after a success.
pub(crate) fn forget(open: &mut Transaction<'_>, counted: Counted<'_>) -> Result<(), StoreError> {
    open.execute("DELETE FROM throttles WHERE key = $1", &[counted.key().into()])?;
    Ok(())
}
