//! How long attempts and accounts are kept.

use scn_records::{StoreError, Transaction, delete_attempts_before};

/// A day, in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// The most days that can be set.
pub(crate) const MOST_DAYS: i64 = 36_500;

/// For how many days something is kept; `None` without an end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Retention {
    /// Attempts, after their last event. Completions stay.
    pub(crate) attempts: Option<i64>,
    /// Accounts, after somebody has last signed in to them. Those of administrators stay.
    pub(crate) accounts: Option<i64>,
}

/// What was deleted because its time was over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Deleted {
    pub(crate) attempts: u64,
    pub(crate) accounts: u64,
}

const ATTEMPTS: &str = "attempts";
const ACCOUNTS: &str = "accounts";

/// Returns what is set.
pub(crate) fn read(open: &mut Transaction<'_>) -> Result<Retention, StoreError> {
    let mut retention = Retention::default();
    for row in open.query("SELECT name, value FROM settings", &[])? {
        match row.text(0)? {
            ATTEMPTS => retention.attempts = Some(row.integer(1)?),
            ACCOUNTS => retention.accounts = Some(row.integer(1)?),
            _ => {}
        }
    }
    Ok(retention)
}

/// Sets for how long things are kept.
pub(crate) fn write(open: &mut Transaction<'_>, retention: Retention) -> Result<(), StoreError> {
    for (name, days) in [(ATTEMPTS, retention.attempts), (ACCOUNTS, retention.accounts)] {
        open.execute("DELETE FROM settings WHERE name = $1", &[name.into()])?;
        if let Some(days) = days {
            open.execute("INSERT INTO settings (name, value) VALUES ($1, $2)", &[name.into(), days.into()])?;
        }
    }
    Ok(())
}

/// Deletes what has been kept for long enough.
pub(crate) fn enforce(open: &mut Transaction<'_>, now: i64) -> Result<Deleted, StoreError> {
    let Retention { attempts, accounts } = read(open)?;
    let before = |days: i64| now.saturating_sub(days.saturating_mul(DAY));
    let mut deleted = Deleted::default();
    if let Some(days) = accounts {
        let sql = "DELETE FROM learners WHERE number IN (
                       SELECT learner FROM accounts WHERE coalesce(used, created) < $1 AND role <> 'administrator'
                   )";
        deleted.accounts = open.execute(sql, &[before(days).into()])?;
    }
    if let Some(days) = attempts {
        deleted.attempts = delete_attempts_before(open, before(days))?;
    }
    Ok(deleted)
}
