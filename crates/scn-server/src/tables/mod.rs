//! The tables of accounts beside the records, in the same database.

pub(crate) mod accounts;
pub(crate) mod actions;
pub(crate) mod groups;
pub(crate) mod guests;
pub(crate) mod identities;
pub(crate) mod outbox;
pub(crate) mod retention;
pub(crate) mod sessions;
pub(crate) mod throttles;

use scn_records::{Database, StoreError, Transaction};

/// The lock under which a server of PostgreSQL creates and migrates tables: `scns`.
const LOCK: &str = "SELECT pg_advisory_xact_lock(1935896179)";

/// The migrations, each from the previous version to the next, the first from nothing, as
/// statements that both databases read. A released migration is never changed.
const STEPS: &[&[&str]] = &[
    &[
        "CREATE TABLE accounts (
        learner BIGINT PRIMARY KEY REFERENCES learners ON DELETE CASCADE,
        login TEXT NOT NULL UNIQUE,
        passphrase TEXT,
        role TEXT NOT NULL,
        created BIGINT NOT NULL,
        shares BIGINT NOT NULL,
        recovery TEXT,
        recovery_until BIGINT
    )",
        "CREATE TABLE sessions (
        key TEXT PRIMARY KEY,
        learner BIGINT NOT NULL REFERENCES learners ON DELETE CASCADE,
        created BIGINT NOT NULL,
        expires BIGINT NOT NULL
    )",
        "CREATE INDEX sessions_of ON sessions (learner)",
        "CREATE TABLE guests (
        key TEXT NOT NULL,
        attempt TEXT NOT NULL,
        record TEXT NOT NULL,
        number BIGINT NOT NULL,
        expires BIGINT NOT NULL,
        PRIMARY KEY (key, attempt)
    )",
        "CREATE TABLE throttles (
        key TEXT PRIMARY KEY,
        failures BIGINT NOT NULL,
        until BIGINT NOT NULL,
        last BIGINT NOT NULL
    )",
        "CREATE TABLE teams (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    )",
        "CREATE TABLE members (
        team TEXT NOT NULL REFERENCES teams ON DELETE CASCADE,
        learner BIGINT NOT NULL REFERENCES learners ON DELETE CASCADE,
        PRIMARY KEY (team, learner)
    )",
        "CREATE INDEX members_of ON members (learner)",
        "CREATE TABLE assignments (
        id TEXT PRIMARY KEY,
        pack TEXT NOT NULL,
        team TEXT REFERENCES teams ON DELETE CASCADE,
        learner BIGINT REFERENCES learners ON DELETE CASCADE,
        created BIGINT NOT NULL,
        due BIGINT,
        valid_days BIGINT
    )",
        "CREATE TABLE completions (
        learner BIGINT NOT NULL REFERENCES learners ON DELETE CASCADE,
        pack TEXT NOT NULL,
        digest TEXT NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (learner, pack, at)
    )",
        "CREATE TABLE looks (
        id TEXT PRIMARY KEY,
        learner BIGINT NOT NULL REFERENCES learners ON DELETE CASCADE,
        viewer TEXT NOT NULL,
        what TEXT NOT NULL,
        at BIGINT NOT NULL
    )",
        "CREATE INDEX looks_at ON looks (learner, at)",
    ],
    &[
        "ALTER TABLE accounts ADD COLUMN used BIGINT",
        "CREATE TABLE identities (
        issuer TEXT NOT NULL,
        subject TEXT NOT NULL,
        learner BIGINT NOT NULL REFERENCES learners ON DELETE CASCADE,
        PRIMARY KEY (issuer, subject)
    )",
        "CREATE INDEX identities_of ON identities (learner)",
        "CREATE TABLE arrivals (
        key TEXT PRIMARY KEY,
        issuer TEXT NOT NULL,
        subject TEXT NOT NULL,
        name TEXT NOT NULL,
        expires BIGINT NOT NULL
    )",
        "CREATE TABLE settings (
        name TEXT PRIMARY KEY,
        value BIGINT NOT NULL
    )",
        "CREATE TABLE actions (
        id TEXT PRIMARY KEY,
        at BIGINT NOT NULL,
        who TEXT NOT NULL,
        what TEXT NOT NULL,
        about TEXT NOT NULL,
        learner BIGINT REFERENCES learners ON DELETE CASCADE,
        team TEXT
    )",
        "CREATE INDEX actions_at ON actions (at)",
        "CREATE TABLE outbox (
        attempt TEXT PRIMARY KEY REFERENCES attempts (id) ON DELETE CASCADE,
        sent BIGINT NOT NULL,
        changed BIGINT NOT NULL,
        waiting BIGINT NOT NULL,
        again BIGINT NOT NULL,
        events BIGINT NOT NULL,
        fault TEXT
    )",
        "CREATE INDEX outbox_waiting ON outbox (waiting, changed)",
        "CREATE TABLE leases (
        name TEXT PRIMARY KEY,
        holder TEXT NOT NULL,
        until BIGINT NOT NULL
    )",
    ],
];

/// Creates or migrates the tables, in one transaction.
///
/// # Errors
///
/// If they are of a later version, or a statement fails. Nothing is changed then.
pub(crate) fn migrate(database: &mut Database) -> Result<(), StoreError> {
    let is_server = matches!(database, Database::Postgres(_));
    database.transact(|open| {
        if is_server {
            open.execute(LOCK, &[])?;
        }
        open.execute("CREATE TABLE IF NOT EXISTS server_version (version BIGINT NOT NULL)", &[])?;
        let rows = open.query("SELECT version FROM server_version", &[])?;
        let current = rows.first().map(|row| row.integer(0)).transpose()?;
        let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
        let found = current.unwrap_or(0);
        let done = usize::try_from(found).ok().filter(|done| *done <= STEPS.len());
        let Some(done) = done else { return Err(StoreError::Later { found, known }) };
        for statement in STEPS.iter().skip(done).copied().flatten() {
            open.execute(statement, &[])?;
        }
        let sql = match current {
            Some(_) => "UPDATE server_version SET version = $1",
            None => "INSERT INTO server_version (version) VALUES ($1)",
        };
        open.execute(sql, &[known.into()])?;
        Ok(())
    })
}

/// Deletes what has expired: sessions, what guests did, counts of failures, sign-ins that were
/// not completed, old entries of the log, and what is kept for a limited time only. Returns what
/// was deleted of the last.
pub(crate) fn sweep(open: &mut Transaction<'_>, now: i64) -> Result<retention::Deleted, StoreError> {
    open.execute("DELETE FROM arrivals WHERE expires <= $1", &[now.into()])?;
    open.execute("DELETE FROM actions WHERE at <= $1", &[(now - actions::MEMORY).into()])?;
    open.execute("DELETE FROM sessions WHERE expires <= $1", &[now.into()])?;
    open.execute("DELETE FROM guests WHERE expires <= $1", &[now.into()])?;
    open.execute("DELETE FROM throttles WHERE last <= $1", &[(now - throttles::MEMORY).into()])?;
    retention::enforce(open, now)
}
