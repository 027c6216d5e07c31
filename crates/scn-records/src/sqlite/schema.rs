//! The versions of the tables, and the migrations between them.

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::StoreError;
use crate::name::comparison_key;

/// Marks a file as records of scn: `scnr`.
const MARK: i32 = 0x7363_6e72;

/// The migrations, each from the previous version to the next, the first from nothing. A released
/// migration is never changed.
const STEPS: &[&str] = &[
    "
    CREATE TABLE stories (
        digest TEXT PRIMARY KEY,
        json TEXT NOT NULL
    );
    CREATE TABLE learners (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        account TEXT NOT NULL UNIQUE
    );
    CREATE TABLE attempts (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
        pack TEXT NOT NULL,
        digest TEXT NOT NULL,
        kind TEXT NOT NULL,
        part TEXT NOT NULL
    );
    CREATE INDEX attempts_of ON attempts (learner, pack, kind, part);
    CREATE TABLE events (
        attempt INTEGER NOT NULL REFERENCES attempts ON DELETE CASCADE,
        number INTEGER NOT NULL,
        at INTEGER NOT NULL,
        event TEXT NOT NULL,
        PRIMARY KEY (attempt, number)
    ) WITHOUT ROWID;
",
    "
    CREATE TABLE places (
        attempt INTEGER NOT NULL REFERENCES attempts ON DELETE CASCADE,
        number INTEGER NOT NULL,
        place TEXT NOT NULL,
        PRIMARY KEY (attempt, number)
    ) WITHOUT ROWID;
",
    // Finds a learner under any spelling of the name. `fill_keys` fills it.
    "
    ALTER TABLE learners ADD COLUMN key TEXT;
    CREATE INDEX learners_by_key ON learners (key);
",
];

/// The version from which on learners have keys.
const KEYED: usize = 3;

fn read_pragma(connection: &Connection, name: &str) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, name, |row| row.get(0))?)
}

/// Creates the tables of an empty store.
pub(super) fn create_tables(connection: &mut Connection) -> Result<(), StoreError> {
    connection.pragma_update(None, "application_id", MARK)?;
    migrate(connection, STEPS)
}

/// Creates the tables in an empty file, in one transaction. Does nothing if the file has content.
pub(super) fn fill_empty_file(connection: &mut Connection) -> Result<(), StoreError> {
    if read_pragma(connection, "page_count")? > 0 {
        return Ok(());
    }
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have done it in the meantime.
    if read_pragma(&change, "schema_version")? == 0 && read_pragma(&change, "application_id")? == 0 {
        change.pragma_update(None, "application_id", MARK)?;
        run_steps(&change, STEPS, 0)?;
    }
    Ok(change.commit()?)
}

/// Migrates the tables of a file to the latest version, and checks that all of them exist.
///
/// # Errors
///
/// If the file contains something else, is of a later version, or has lost a table or column, which
/// the error names.
pub(super) fn migrate_and_check(connection: &mut Connection) -> Result<(), StoreError> {
    // A file is created completely, so it must have a version number.
    if read_pragma(connection, "application_id")? == i64::from(MARK) && read_pragma(connection, "user_version")? < 1 {
        return Err(StoreError::Damaged("the number of its version is missing".to_owned()));
    }
    migrate(connection, STEPS)?;
    check_tables(connection)
}

/// Checks that all tables and columns of an empty store exist.
fn check_tables(connection: &Connection) -> Result<(), StoreError> {
    let mut empty = Connection::open_in_memory()?;
    create_tables(&mut empty)?;
    let there = table_columns(connection)?;
    for (table, column) in table_columns(&empty)? {
        let mut of_table = there.iter().filter(|(name, _)| *name == table).peekable();
        if of_table.peek().is_none() {
            return Err(StoreError::Damaged(format!("the table `{table}` is missing")));
        }
        if !of_table.any(|(_, name)| *name == column) {
            return Err(StoreError::Damaged(format!("the column `{column}` of the table `{table}` is missing")));
        }
    }
    Ok(())
}

/// Returns the columns of all tables, each with its table.
fn table_columns(connection: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let mut query = connection.prepare(
        "SELECT tables.name, columns.name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
         WHERE tables.type = 'table'",
    )?;
    let pairs = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(pairs.collect::<Result<_, _>>()?)
}

/// Migrates the tables to the latest version, in one transaction.
fn migrate(connection: &mut Connection, steps: &[&str]) -> Result<(), StoreError> {
    let latest_version = latest_version(steps);
    if read_pragma(connection, "application_id")? != i64::from(MARK) {
        return Err(StoreError::NotRecords);
    }
    if read_pragma(connection, "user_version")? == latest_version {
        return Ok(());
    }
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have done it in the meantime.
    let current_version = read_pragma(&change, "user_version")?;
    let done = usize::try_from(current_version).ok().filter(|done| *done <= steps.len());
    let Some(done) = done else { return Err(StoreError::Later { found: current_version, known: latest_version }) };
    run_steps(&change, steps, done)?;
    Ok(change.commit()?)
}

/// Runs the migrations after the first `done`, and stores the version.
fn run_steps(change: &Transaction<'_>, steps: &[&str], done: usize) -> Result<(), StoreError> {
    for step in steps.iter().skip(done) {
        change.execute_batch(step)?;
    }
    if done < KEYED {
        fill_keys(change)?;
    }
    Ok(change.pragma_update(None, "user_version", latest_version(steps))?)
}

/// Sets the keys of learners who were added by an earlier version.
fn fill_keys(change: &Transaction<'_>) -> Result<(), StoreError> {
    let mut query = change.prepare("SELECT number, name FROM learners WHERE key IS NULL")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let learners: Vec<(i64, String)> = rows.collect::<Result<_, _>>()?;
    for (number, name) in learners {
        change.execute("UPDATE learners SET key = ?2 WHERE number = ?1", params![number, comparison_key(&name)])?;
    }
    Ok(())
}

fn latest_version(steps: &[&str]) -> i64 {
    i64::try_from(steps.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use rusqlite::Connection;

    use super::{STEPS, create_tables, migrate, read_pragma};
    use crate::StoreError;

    fn empty_store() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        create_tables(&mut connection).unwrap();
        connection.execute("INSERT INTO learners (name, account) VALUES ('Ana', '17')", []).unwrap();
        connection
    }

    fn steps_with(step: &'static str) -> Vec<&'static str> {
        STEPS.iter().copied().chain([step]).collect()
    }

    #[test]
    fn a_further_step_keeps_what_is_there() {
        let mut connection = empty_store();
        let steps = steps_with("ALTER TABLE learners ADD COLUMN team TEXT NOT NULL DEFAULT 'none'");
        migrate(&mut connection, &steps).unwrap();
        migrate(&mut connection, &steps).unwrap();
        let row: (String, String) =
            connection.query_row("SELECT name, team FROM learners", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(row, ("Ana".to_owned(), "none".to_owned()));
        assert_eq!(read_pragma(&connection, "user_version").unwrap(), i64::try_from(steps.len()).unwrap());
        let latest_version = i64::try_from(STEPS.len()).unwrap();
        assert_eq!(
            migrate(&mut connection, STEPS),
            Err(StoreError::Later { found: latest_version + 1, known: latest_version })
        );
    }

    #[test]
    fn a_step_that_fails_leaves_the_version_before() {
        let mut connection = empty_store();
        let steps = steps_with("DROP TABLE events; ALTER TABLE nothing ADD COLUMN team TEXT");
        assert!(migrate(&mut connection, &steps).is_err());
        migrate(&mut connection, STEPS).unwrap();
        let events: i64 = connection.query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap();
        assert_eq!(events, 0, "the table is still there");
    }

    #[test]
    fn tables_of_something_else_are_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE learners (name TEXT)").unwrap();
        assert_eq!(migrate(&mut connection, STEPS), Err(StoreError::NotRecords));
    }
}
