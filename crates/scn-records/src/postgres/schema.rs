//! The versions of the tables in PostgreSQL, and the migrations between them.

use postgres::Client;

use crate::StoreError;

/// The lock under which tables are created and migrated: `scnr`.
const LOCK: i64 = 0x7363_6e72;

/// The migrations, each from the previous version to the next, the first from nothing. A released
/// migration is never changed.
const STEPS: &[&str] = &["
    CREATE TABLE stories (
        digest TEXT PRIMARY KEY,
        json TEXT NOT NULL
    );
    CREATE TABLE learners (
        number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name TEXT NOT NULL,
        key TEXT NOT NULL UNIQUE,
        account TEXT NOT NULL UNIQUE
    );
    CREATE TABLE attempts (
        number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        learner BIGINT NOT NULL REFERENCES learners ON DELETE CASCADE,
        pack TEXT NOT NULL,
        digest TEXT NOT NULL,
        kind TEXT NOT NULL,
        part TEXT NOT NULL
    );
    CREATE INDEX attempts_of ON attempts (learner, pack, kind, part);
    CREATE TABLE events (
        attempt BIGINT NOT NULL REFERENCES attempts ON DELETE CASCADE,
        number BIGINT NOT NULL,
        at BIGINT NOT NULL,
        event TEXT NOT NULL,
        PRIMARY KEY (attempt, number)
    );
    CREATE TABLE places (
        attempt BIGINT NOT NULL REFERENCES attempts ON DELETE CASCADE,
        number BIGINT NOT NULL,
        place TEXT NOT NULL,
        PRIMARY KEY (attempt, number)
    );
"];

/// Creates or migrates the tables, in one transaction under a lock.
///
/// # Errors
///
/// If the tables are of a later version, or a step fails. Nothing is changed then.
pub(super) fn migrate(client: &mut Client) -> Result<(), StoreError> {
    let mut change = client.transaction()?;
    change.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])?;
    change.batch_execute("CREATE TABLE IF NOT EXISTS scn_version (version BIGINT NOT NULL)")?;
    let version: Option<i64> = change.query_opt("SELECT version FROM scn_version", &[])?.map(|it| it.get(0));
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    let current = version.unwrap_or(0);
    let done = usize::try_from(current).ok().filter(|done| *done <= STEPS.len());
    let Some(done) = done else { return Err(StoreError::Later { found: current, known }) };
    for step in STEPS.iter().skip(done) {
        change.batch_execute(step)?;
    }
    match version {
        Some(_) => change.execute("UPDATE scn_version SET version = $1", &[&known])?,
        None => change.execute("INSERT INTO scn_version (version) VALUES ($1)", &[&known])?,
    };
    Ok(change.commit()?)
}
