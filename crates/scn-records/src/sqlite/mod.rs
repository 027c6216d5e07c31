//! A store that needs no server: one SQLite file.

mod error;
mod file;
mod rows;
mod schema;
mod step;

use std::collections::BTreeMap;
use std::ops::Deref;
use std::path::Path;
use std::time::Duration;

use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension, Savepoint, Transaction, TransactionBehavior, params,
    params_from_iter,
};
use scn_run::{Attempt, Log};

use crate::name::comparison_key;
use crate::rows::{parse_part, part_kind, read_log, to_rows};
use crate::store::digests;
use crate::{Filter, Forgotten, Learner, Store, StoreError};

/// How long to wait for another process that is writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// Records in one SQLite file.
///
/// A rollback journal protects it: there is no second file while nothing is written, and the file
/// may be on a network drive. Where a server has it open, a log beside the file protects it instead
/// ([`Sqlite::open_shared`]). `synchronous=EXTRA` makes confirmed records survive a power failure;
/// `secure_delete` overwrites what is deleted, and the log is emptied when a learner is forgotten.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
}

impl Sqlite {
    /// Opens the file. If it does not exist, creates it and its folders, accessible only to its
    /// owner. An empty file becomes empty records, as in SQLite's own programs. Records of an
    /// earlier version are migrated to this one in a single transaction.
    ///
    /// # Errors
    ///
    /// If it cannot be opened or created, contains something else, is damaged, or is of a later
    /// version. The file is then unchanged.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_records::{Sqlite, Store, StoreError};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let file = folder.path().join("training/records.db");
    /// Sqlite::open(&file)?.store_story("sha256:00", "{}")?;
    /// assert_eq!(Sqlite::open(&file)?.load_story("sha256:00")?.as_deref(), Some("{}"));
    ///
    /// let letter = folder.path().join("letter.txt");
    /// std::fs::write(&letter, "Dear Thandi, thank you for your call of last week.")?;
    /// assert_eq!(Sqlite::open(&letter).err(), Some(StoreError::NotRecords));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, false)
    }

    /// Opens the file as [`open`](Self::open) does, for a server with several connections: those that
    /// read never wait for the one that writes. While one of them is open there is a log beside the
    /// file, with its name and `-wal`, and a file with `-shm`, and the file must be on a disk of this
    /// machine (SQLite's documentation, "Write-Ahead Logging"). The last to close it removes both.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open).
    pub fn open_shared(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, true)
    }

    fn open_with(path: &Path, is_shared: bool) -> Result<Self, StoreError> {
        file::ensure_file(path)?;
        // The file exists. SQLite must not create one, so that a path that has just vanished is
        // never taken for an empty store.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_handler(Some(wait_for_others))?;
        choose_journal(&connection, is_shared)?;
        connection.execute_batch(
            "PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
             PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;",
        )?;
        schema::fill_empty_file(&mut connection)?;
        schema::migrate_and_check(&mut connection)?;
        Ok(Self { connection })
    }

    /// Opens a transaction in which no other process can write, or a part of one that is open for
    /// several pieces of work.
    pub(crate) fn open_change(&mut self) -> Result<Change<'_>, StoreError> {
        if self.connection.is_autocommit() {
            Ok(Change::Whole(self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?))
        } else {
            Ok(Change::Part(self.connection.savepoint()?))
        }
    }

    /// Returns the connection, to read in whatever transaction is open.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Opens a transaction for reading, so that all that is read is of the same moment. In an open
    /// transaction that is so already.
    fn reading(&self) -> Result<Reading<'_>, StoreError> {
        let is_open = !self.connection.is_autocommit();
        let transaction = if is_open { None } else { Some(self.connection.unchecked_transaction()?) };
        Ok(Reading { connection: &self.connection, _transaction: transaction })
    }

    /// Empties the log, if there is one, so that nothing that was deleted remains in it. It waits for
    /// those who read, and does nothing if they take too long.
    pub(crate) fn empty_log(&self) -> Result<(), StoreError> {
        Ok(self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// Opens a transaction for several pieces of work, each of which is a part of it.
    pub(crate) fn begin(&mut self) -> Result<(), StoreError> {
        Ok(self.connection.execute_batch("BEGIN IMMEDIATE")?)
    }

    /// Commits such a transaction. If that fails, nothing of it is stored.
    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        let committed = self.connection.execute_batch("COMMIT");
        if committed.is_err() && !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK")?;
        }
        Ok(committed?)
    }
}

/// Chooses what protects the file: a log for a server, else a rollback journal. The log stays as
/// long as a server has the file open.
fn choose_journal(connection: &Connection, is_shared: bool) -> Result<(), StoreError> {
    let choose = |mode| connection.pragma_update_and_check(None, "journal_mode", mode, |row| row.get::<_, String>(0));
    if is_shared {
        // A file system that has no shared memory keeps the journal, which works as well.
        choose("WAL")?;
        return Ok(());
    }
    match choose("DELETE") {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
            // Reading tells whether it is the log of a server, or a file that cannot be used at all.
            let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
            if mode == "wal" { Ok(()) } else { Err(error.into()) }
        }
        result => Ok(result.map(|_| ())?),
    }
}

/// A connection from which is read, with the transaction that was opened for it.
struct Reading<'r> {
    connection: &'r Connection,
    _transaction: Option<Transaction<'r>>,
}

impl Deref for Reading<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

/// A transaction, or a part of one.
#[derive(Debug)]
pub(crate) enum Change<'c> {
    /// A transaction.
    Whole(Transaction<'c>),
    /// A part of a transaction, which is undone unless it is committed.
    Part(Savepoint<'c>),
}

impl Deref for Change<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match self {
            Self::Whole(change) => change,
            Self::Part(change) => change,
        }
    }
}

impl Change<'_> {
    /// Keeps what was changed. A part is stored with the transaction that it belongs to.
    pub(crate) fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Whole(change) => change.commit()?,
            Self::Part(change) => change.commit()?,
        }
        Ok(())
    }
}

/// Waits for another connection that is writing, and returns whether to try again. A commit takes a
/// few milliseconds, so the first waits are short: SQLite's own become long at once.
fn wait_for_others(tries: i32) -> bool {
    let pause = if tries < 100 { 1 } else { 10 };
    #[expect(clippy::disallowed_methods, reason = "SQLite waits in the same way, only longer")]
    std::thread::sleep(Duration::from_millis(pause));
    let most = 100 + PATIENCE.as_millis() / 10;
    u128::try_from(tries).is_ok_and(|tries| tries < most)
}

/// A row of the table of learners.
struct LearnerRow {
    number: i64,
    /// The name in the spelling that was stored first, whatever spelling this row has.
    name: String,
    account: String,
}

/// Returns the rows of learners, of those with one name or of all, in the order in which they were
/// added. Records of earlier versions may contain one learner under several spellings of a name;
/// all of them are returned with the name and account of the first.
fn known_learners(reading: &Connection, name: Option<&str>) -> Result<Vec<LearnerRow>, StoreError> {
    let condition = if name.is_some() { "WHERE key = ?1" } else { "" };
    let sql = format!("SELECT number, name, account FROM learners {condition} ORDER BY number");
    let mut query = reading.prepare_cached(&sql)?;
    let mut rows = query.query(params_from_iter(name.map(comparison_key)))?;
    let mut first: BTreeMap<String, (String, String)> = BTreeMap::new();
    let mut learners = Vec::new();
    while let Some(row) = rows.next()? {
        let (name, account): (String, String) = (row.get(1)?, row.get(2)?);
        let (name, account) = first.entry(comparison_key(&name)).or_insert((name, account)).clone();
        learners.push(LearnerRow { number: row.get(0)?, name, account });
    }
    Ok(learners)
}

/// Returns the rows of the learner who has a row with a number.
fn learner_with_number(reading: &Connection, number: i64) -> Result<Vec<LearnerRow>, StoreError> {
    let name = reading.query_row("SELECT name FROM learners WHERE number = ?1", [number], |row| row.get(0));
    let name: Option<String> = name.optional()?;
    name.map_or_else(|| Ok(Vec::new()), |name| known_learners(reading, Some(&name)))
}

/// Returns the query for the attempts that match a filter, and its values. It has only conditions
/// that apply: with others, which are true of every row, SQLite would read the whole table.
fn attempts_query(filter: &Filter<'_>) -> (String, Vec<String>) {
    let conditions = [
        ("kind = ?", filter.part.map(|part| part.kind().to_owned())),
        ("part = ?", filter.part.map(|part| part.id().to_owned())),
        ("learner IN (SELECT number FROM learners WHERE key = ?)", filter.learner.map(comparison_key)),
        ("id = ?", filter.id.map(str::to_owned)),
    ];
    let mut sql = String::from("SELECT number, id, learner, pack, digest, kind, part FROM attempts WHERE true");
    let mut values = Vec::new();
    for (condition, value) in conditions {
        if let Some(value) = value {
            sql.push_str(" AND ");
            sql.push_str(condition);
            values.push(value);
        }
    }
    sql.push_str(" ORDER BY number");
    (sql, values)
}

impl Store for Sqlite {
    fn store_story(&mut self, digest: &str, json: &str) -> Result<(), StoreError> {
        let is_stored: bool =
            self.connection
                .query_row("SELECT EXISTS (SELECT 1 FROM stories WHERE digest = ?1)", [digest], |row| row.get(0))?;
        if !is_stored {
            self.connection.execute("INSERT OR IGNORE INTO stories (digest, json) VALUES (?1, ?2)", [digest, json])?;
        }
        Ok(())
    }

    fn load_story(&self, digest: &str) -> Result<Option<String>, StoreError> {
        let json = self.connection.query_row("SELECT json FROM stories WHERE digest = ?1", [digest], |row| row.get(0));
        Ok(json.optional()?)
    }

    fn begin_attempt(&mut self, attempt: &Attempt) -> Result<(), StoreError> {
        let events = to_rows(&attempt.log)?;
        let change = self.open_change()?;
        let key = comparison_key(&attempt.learner);
        let known: Option<i64> = change
            .prepare_cached("SELECT number FROM learners WHERE key = ?1 ORDER BY number LIMIT 1")?
            .query_row([&key], |row| row.get(0))
            .optional()?;
        let learner = match known {
            Some(number) => number,
            None => {
                change.execute(
                    "INSERT INTO learners (name, key, account) VALUES (?1, ?2, lower(hex(randomblob(16))))",
                    [&attempt.learner, &key],
                )?;
                change.last_insert_rowid()
            }
        };
        let sql = "INSERT INTO attempts (id, learner, pack, digest, kind, part) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let (kind, part) = (attempt.part.kind(), attempt.part.id());
        change.prepare_cached(sql)?.execute(params![attempt.id, learner, attempt.pack, attempt.digest, kind, part])?;
        let number = change.last_insert_rowid();
        rows::insert_events(&change, number, 0, &events)?;
        rows::set_places(&change, number, &attempt.places)?;
        change.commit()
    }

    fn append_events(&mut self, attempt: &str, expected: usize, further: &Log) -> Result<(), StoreError> {
        let events = to_rows(further)?;
        let change = self.open_change()?;
        let existing: Option<(i64, String)> = change
            .prepare_cached("SELECT number, kind FROM attempts WHERE id = ?1")?
            .query_row([attempt], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((number, kind)) = existing else { return Err(StoreError::Gone) };
        if kind != part_kind(further) {
            return Err(StoreError::Other(format!("events of a {} in the record of a {kind}", part_kind(further))));
        }
        let stored_count: usize = change
            .prepare_cached("SELECT count(*) FROM events WHERE attempt = ?1")?
            .query_row([number], |row| row.get(0))?;
        let Some(more) = stored_count.checked_sub(expected) else { return Err(StoreError::Elsewhere) };
        if more > events.len() || rows::load_rows(&change, number, expected)? != events.get(..more).unwrap_or_default()
        {
            return Err(StoreError::Elsewhere);
        }
        rows::insert_events(&change, number, stored_count, events.get(more..).unwrap_or_default())?;
        if let Some(digest) = digests(further).last() {
            let mut update = change.prepare_cached("UPDATE attempts SET digest = ?2 WHERE number = ?1")?;
            update.execute(params![number, digest])?;
        }
        if let Some(part) = further.last_part() {
            let mut update = change.prepare_cached("UPDATE attempts SET part = ?2 WHERE number = ?1")?;
            update.execute(params![number, part.id()])?;
        }
        change.commit()
    }

    fn attempts(&self, filter: &Filter<'_>) -> Result<Vec<Attempt>, StoreError> {
        // One transaction, so that attempts and events are of the same moment.
        let reading = self.reading()?;
        let (sql, values) = attempts_query(filter);
        let mut query = reading.prepare_cached(&sql)?;
        let mut rows = query.query(params_from_iter(values))?;
        let mut learners: Option<Vec<LearnerRow>> = None;
        let mut attempts = Vec::new();
        while let Some(row) = rows.next()? {
            let (number, learner): (i64, i64) = (row.get(0)?, row.get(2)?);
            let learners = match &mut learners {
                Some(learners) => learners,
                none => none.insert(match (filter.learner, filter.id) {
                    (None, Some(_)) => learner_with_number(&reading, learner)?,
                    (name, _) => known_learners(&reading, name)?,
                }),
            };
            let Some(learner) = learners.iter().find(|it| it.number == learner) else {
                return Err(StoreError::Damaged("a learner is missing in it".to_owned()));
            };
            let kind: String = row.get(5)?;
            let part = parse_part(&kind, row.get(6)?)?;
            let log = read_log(&kind, &rows::load_rows(&reading, number, 0)?)?;
            attempts.push(Attempt {
                id: row.get(1)?,
                learner: learner.name.clone(),
                pack: row.get(3)?,
                places: rows::load_places(&reading, number)?,
                digest: row.get(4)?,
                part,
                log,
            });
        }
        Ok(attempts)
    }

    fn learners(&self) -> Result<Vec<Learner>, StoreError> {
        let reading = self.reading()?;
        let mut learners: Vec<Learner> = Vec::new();
        for LearnerRow { name, account, .. } in known_learners(&reading, None)? {
            if learners.iter().all(|it| it.name != name) {
                learners.push(Learner { name, account });
            }
        }
        Ok(learners)
    }

    fn update_packs(&mut self, attempts: &[Attempt]) -> Result<(), StoreError> {
        let change = self.open_change()?;
        for attempt in attempts {
            let attempt_number =
                change.query_row("SELECT number FROM attempts WHERE id = ?1", [&attempt.id], |row| row.get(0));
            // An attempt that was forgotten in the meantime belongs to no pack.
            if let Some(number) = attempt_number.optional()? {
                change.execute("UPDATE attempts SET pack = ?2 WHERE number = ?1", params![number, attempt.pack])?;
                rows::set_places(&change, number, &attempt.places)?;
            }
        }
        change.commit()
    }

    fn forget_learner(&mut self, learner: &str) -> Result<Forgotten, StoreError> {
        let attempts = self.attempts(&Filter { learner: Some(learner), ..Filter::default() })?;
        let events = attempts.iter().map(|attempt| attempt.log.len()).sum();
        let change = self.open_change()?;
        let row_numbers: Vec<i64> = known_learners(&change, Some(learner))?.iter().map(|it| it.number).collect();
        for number in &row_numbers {
            change.execute("DELETE FROM learners WHERE number = ?1", [number])?;
        }
        let learners = row_numbers.len().min(1);
        change.commit()?;
        if learners > 0 {
            // The deleted data has been overwritten. This also shrinks the file, so that its size
            // does not reveal that somebody was deleted.
            self.connection.execute_batch("VACUUM")?;
            self.empty_log()?;
        }
        Ok(Forgotten { learners, attempts: attempts.len(), events })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use rusqlite::params_from_iter;
    use scn_run::Part;

    use super::{Sqlite, attempts_query};
    use crate::{Filter, Store};

    /// A server has a file open, and a command uses it at the same time and afterwards.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test looks at the file and at the log beside it")]
    fn a_file_of_a_server_is_read_and_written_by_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.db");
        let log = folder.path().join("server.db-wal");
        let mode = |store: &Sqlite| -> String {
            store.connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap()
        };
        let mut server = Sqlite::open_shared(&path).unwrap();
        let reader = Sqlite::open_shared(&path).unwrap();
        server.begin().unwrap();
        server.store_story("sha256:1", "{}").unwrap();
        // Nobody waits for what is not committed.
        assert_eq!(reader.load_story("sha256:1").unwrap(), None);
        let mut other = Sqlite::open(&path).unwrap();
        assert_eq!(mode(&other), "wal");
        assert_eq!(other.load_story("sha256:1").unwrap(), None);
        server.commit().unwrap();
        other.store_story("sha256:2", "{}").unwrap();
        assert_eq!(reader.load_story("sha256:2").unwrap().as_deref(), Some("{}"));
        assert!(std::fs::metadata(&log).unwrap().len() > 0);
        other.empty_log().unwrap();
        assert_eq!(std::fs::metadata(&log).unwrap().len(), 0);
        drop((server, reader, other));
        assert!(!log.exists(), "the last removes the log");
        let alone = Sqlite::open(&path).unwrap();
        assert_eq!(mode(&alone), "delete");
        assert_eq!(alone.load_story("sha256:1").unwrap().as_deref(), Some("{}"));
    }

    /// What is read does not become slower with what others have done.
    #[test]
    fn attempts_are_found_by_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("records.db")).unwrap();
        let part = Part::Quiz("q".to_owned());
        for filter in [
            Filter { id: Some("1"), ..Filter::default() },
            Filter { learner: Some("Ana"), ..Filter::default() },
            Filter { learner: Some("Ana"), part: Some(&part), ..Filter::default() },
            Filter { id: Some("1"), learner: Some("Ana"), ..Filter::default() },
        ] {
            let (sql, values) = attempts_query(&filter);
            let mut query = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let plan = query.query_map(params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
            let plan: Vec<String> = plan.map(Result::unwrap).collect();
            assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{plan:?}");
        }
    }
}
