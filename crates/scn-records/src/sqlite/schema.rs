//! The versions of the tables, and the migrations between them.

use rusqlite::{Connection, TransactionBehavior};

use crate::StoreError;

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
];

fn pragma(connection: &Connection, name: &str) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, name, |row| row.get(0))?)
}

/// Creates the tables of an empty store.
pub(super) fn begin(connection: &mut Connection) -> Result<(), StoreError> {
    connection.pragma_update(None, "application_id", MARK)?;
    bring_up(connection, STEPS)
}

/// Migrates the tables of a file to the latest version, and checks that all of them exist.
///
/// # Errors
///
/// If the file contains something else, is of a later version, or has lost a table or column, which
/// the error names.
pub(super) fn open(connection: &mut Connection) -> Result<(), StoreError> {
    // A file is created completely, so it must have a version number.
    if pragma(connection, "application_id")? == i64::from(MARK) && pragma(connection, "user_version")? < 1 {
        return Err(StoreError::Damaged("the number of its version is missing".to_owned()));
    }
    bring_up(connection, STEPS)?;
    whole(connection)
}

/// Checks that all tables and columns of an empty store exist.
fn whole(connection: &Connection) -> Result<(), StoreError> {
    let mut empty = Connection::open_in_memory()?;
    begin(&mut empty)?;
    let there = columns(connection)?;
    for (table, column) in columns(&empty)? {
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
fn columns(connection: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let mut query = connection.prepare(
        "SELECT tables.name, columns.name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
         WHERE tables.type = 'table'",
    )?;
    let found = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Migrates the tables to the latest version, in one transaction.
fn bring_up(connection: &mut Connection, steps: &[&str]) -> Result<(), StoreError> {
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    if pragma(connection, "application_id")? != i64::from(MARK) {
        return Err(StoreError::NotRecords);
    }
    if pragma(connection, "user_version")? == known {
        return Ok(());
    }
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have done it in the meantime.
    let found = pragma(&change, "user_version")?;
    let done = usize::try_from(found).ok().filter(|done| *done <= steps.len());
    let Some(done) = done else { return Err(StoreError::Later { found, known }) };
    for step in steps.iter().skip(done) {
        change.execute_batch(step)?;
    }
    change.pragma_update(None, "user_version", known)?;
    Ok(change.commit()?)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use rusqlite::Connection;

    use super::{STEPS, begin, bring_up, pragma};
    use crate::StoreError;

    fn store() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        begin(&mut connection).unwrap();
        connection.execute("INSERT INTO learners (name, account) VALUES ('Ana', '17')", []).unwrap();
        connection
    }

    fn with(step: &'static str) -> Vec<&'static str> {
        STEPS.iter().copied().chain([step]).collect()
    }

    #[test]
    fn a_further_step_keeps_what_is_there() {
        let mut connection = store();
        let steps = with("ALTER TABLE learners ADD COLUMN team TEXT NOT NULL DEFAULT 'none'");
        bring_up(&mut connection, &steps).unwrap();
        bring_up(&mut connection, &steps).unwrap();
        let row: (String, String) =
            connection.query_row("SELECT name, team FROM learners", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(row, ("Ana".to_owned(), "none".to_owned()));
        assert_eq!(pragma(&connection, "user_version").unwrap(), i64::try_from(steps.len()).unwrap());
        let known = i64::try_from(STEPS.len()).unwrap();
        assert_eq!(bring_up(&mut connection, STEPS), Err(StoreError::Later { found: known + 1, known }));
    }

    #[test]
    fn a_step_that_fails_leaves_the_version_before() {
        let mut connection = store();
        let steps = with("DROP TABLE events; ALTER TABLE nothing ADD COLUMN team TEXT");
        assert!(bring_up(&mut connection, &steps).is_err());
        bring_up(&mut connection, STEPS).unwrap();
        let events: i64 = connection.query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap();
        assert_eq!(events, 0, "the table is still there");
    }

    #[test]
    fn tables_of_something_else_are_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE learners (name TEXT)").unwrap();
        assert_eq!(bring_up(&mut connection, STEPS), Err(StoreError::NotRecords));
    }
}
