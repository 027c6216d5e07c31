//! The store that needs no service: one SQLite file.

mod error;
mod file;
mod rows;
mod schema;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};
use scn_player::{Attempt, Log, Part};

use crate::store::{digests, log_len};
use crate::{Filter, Forgotten, Learner, Store, StoreError};

/// How long is waited for another process that writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// Records in one file of SQLite.
///
/// A rollback journal keeps it whole: there is no second file while nothing is written, it may lie on a network's disk, and nothing of a
/// forgotten learner stays in a log. `synchronous=EXTRA` makes what is confirmed outlast a loss of power; `secure_delete` overwrites what
/// is deleted.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
}

impl Sqlite {
    /// Opens the file, and makes it with its folders where it is not there, readable by its owner alone. Records of an earlier version
    /// become those of this one, all at once or not at all.
    ///
    /// # Errors
    /// When it cannot be opened or made, holds something else, is damaged, or of a later version. It is then as it was.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        file::prepare(path)?;
        // The file is there: SQLite makes none, so that it never takes a path that has just vanished for an empty store.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch(
            "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
             PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;",
        )?;
        schema::open(&mut connection)?;
        Ok(Self { connection })
    }
}

impl Store for Sqlite {
    fn keep_story(&mut self, digest: &str, json: &str) -> Result<(), StoreError> {
        let known: bool =
            self.connection
                .query_row("SELECT EXISTS (SELECT 1 FROM stories WHERE digest = ?1)", [digest], |row| row.get(0))?;
        if !known {
            self.connection.execute("INSERT OR IGNORE INTO stories (digest, json) VALUES (?1, ?2)", [digest, json])?;
        }
        Ok(())
    }

    fn story(&self, digest: &str) -> Result<Option<String>, StoreError> {
        let json = self.connection.query_row("SELECT json FROM stories WHERE digest = ?1", [digest], |row| row.get(0));
        Ok(json.optional()?)
    }

    fn begin(&mut self, attempt: &Attempt) -> Result<(), StoreError> {
        let events = rows::written(&attempt.log)?;
        let change = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        change.execute(
            "INSERT OR IGNORE INTO learners (name, account) VALUES (?1, lower(hex(randomblob(16))))",
            [&attempt.learner],
        )?;
        change.execute(
            "INSERT INTO attempts (id, learner, pack, digest, kind, part)
             VALUES (?1, (SELECT number FROM learners WHERE name = ?2), ?3, ?4, ?5, ?6)",
            params![attempt.id, attempt.learner, attempt.pack, attempt.digest, attempt.part.kind(), attempt.part.id()],
        )?;
        rows::insert(&change, change.last_insert_rowid(), 0, &events)?;
        Ok(change.commit()?)
    }

    fn append(&mut self, attempt: &str, expected: usize, further: &Log) -> Result<(), StoreError> {
        let events = rows::written(further)?;
        let change = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: Option<(i64, String)> = change
            .query_row("SELECT number, kind FROM attempts WHERE id = ?1", [attempt], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let Some((number, kind)) = found else { return Err(StoreError::Gone) };
        if kind != rows::kind(further) {
            return Err(StoreError::Other(format!("events of a {} in the record of a {kind}", rows::kind(further))));
        }
        let has: usize =
            change.query_row("SELECT count(*) FROM events WHERE attempt = ?1", [number], |row| row.get(0))?;
        let Some(more) = has.checked_sub(expected) else { return Err(StoreError::Elsewhere) };
        if more > events.len() || rows::stored(&change, number, expected)? != events.get(..more).unwrap_or_default() {
            return Err(StoreError::Elsewhere);
        }
        rows::insert(&change, number, has, events.get(more..).unwrap_or_default())?;
        if let Some(digest) = digests(further).last() {
            change.execute("UPDATE attempts SET digest = ?2 WHERE number = ?1", params![number, digest])?;
        }
        Ok(change.commit()?)
    }

    fn attempts(&self, filter: &Filter<'_>) -> Result<Vec<Attempt>, StoreError> {
        // One moment for the attempts and their events.
        let reading = self.connection.unchecked_transaction()?;
        let mut query = reading.prepare(
            "SELECT attempts.number, attempts.id, learners.name, pack, digest, kind, part
             FROM attempts JOIN learners ON learners.number = attempts.learner
             WHERE (?1 IS NULL OR learners.name = ?1) AND (?2 IS NULL OR pack = ?2)
               AND (?3 IS NULL OR kind = ?3) AND (?4 IS NULL OR part = ?4)
             ORDER BY attempts.number",
        )?;
        let kind = filter.part.map(Part::kind);
        let part = filter.part.map(Part::id);
        let mut found = query.query(params![filter.learner, filter.pack, kind, part])?;
        let mut attempts = Vec::new();
        while let Some(row) = found.next()? {
            let number: i64 = row.get(0)?;
            let kind: String = row.get(5)?;
            let part = rows::part(&kind, row.get(6)?)?;
            let log = rows::read(&kind, &rows::stored(&reading, number, 0)?)?;
            attempts.push(Attempt {
                id: row.get(1)?,
                learner: row.get(2)?,
                pack: row.get(3)?,
                digest: row.get(4)?,
                part,
                log,
            });
        }
        Ok(attempts)
    }

    fn learners(&self) -> Result<Vec<Learner>, StoreError> {
        let mut query = self.connection.prepare("SELECT name, account FROM learners ORDER BY number")?;
        let learners = query.query_map([], |row| Ok(Learner { name: row.get(0)?, account: row.get(1)? }))?;
        Ok(learners.collect::<Result<_, _>>()?)
    }

    fn forget(&mut self, learner: &str) -> Result<Forgotten, StoreError> {
        let attempts = self.attempts(&Filter { learner: Some(learner), ..Filter::default() })?;
        let events = attempts.iter().map(|attempt| log_len(&attempt.log)).sum();
        let change = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let learners = change.execute("DELETE FROM learners WHERE name = ?1", [learner])?;
        change.commit()?;
        if learners > 0 {
            // What was deleted has been overwritten; this also shrinks the file, so that its size does not tell that somebody was there.
            self.connection.execute_batch("VACUUM")?;
        }
        Ok(Forgotten { learners, attempts: attempts.len(), events })
    }
}
