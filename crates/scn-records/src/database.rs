//! A database of records: a SQLite file, or PostgreSQL.

use std::path::Path;

use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use rusqlite::types::{ToSqlOutput, ValueRef};
use scn_run::{Attempt, Log};

use crate::postgres::OpenTransaction;
use crate::sqlite;
use crate::{Filter, Forgotten, Learner, Postgres, Sqlite, Store, StoreError};

/// A database of records, with the tables of accounts that a server keeps beside them.
#[derive(Debug)]
pub enum Database {
    /// A SQLite file.
    Sqlite(Sqlite),
    /// A database of PostgreSQL.
    Postgres(Box<Postgres>),
}

/// A value in a statement or a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number. Truth values are 0 and 1, and times are milliseconds since the start of 1970
    /// in UTC.
    Integer(i64),
    /// A text.
    Text(String),
}

/// A row of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(Vec<Value>);

/// An open transaction. Statements are written for both databases, with the parameters `$1`, `$2`
/// and so on.
#[derive(Debug)]
pub struct Transaction<'t>(Open<'t>);

#[derive(Debug)]
enum Open<'t> {
    Sqlite(sqlite::Change<'t>),
    Postgres(PostgresTransaction<'t>),
}

/// A transaction of PostgreSQL, which cannot be printed.
struct PostgresTransaction<'t>(OpenTransaction<'t>);

impl std::fmt::Debug for PostgresTransaction<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PostgresTransaction")
    }
}

impl Database {
    /// Opens a database: PostgreSQL if the place is a URL that begins with `postgres://` or
    /// `postgresql://`, else a SQLite file. What does not exist is created, and tables of an earlier
    /// version are migrated.
    ///
    /// # Errors
    ///
    /// As for [`Sqlite::open`] and [`Postgres::open`].
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_records::{Database, Store, StoreError, Value};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let mut database = Database::open(&folder.path().join("records.db").to_string_lossy())?;
    /// assert!(database.learners()?.is_empty());
    /// let rows = database.transact(|open| open.query("SELECT $1 + 1, $2", &[41.into(), "x".into()]))?;
    /// assert_eq!((rows[0].integer(0)?, rows[0].text(1)?), (42, "x"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(place: &str) -> Result<Self, StoreError> {
        if Self::is_url(place) {
            Ok(Self::Postgres(Box::new(Postgres::open(place)?)))
        } else {
            Ok(Self::Sqlite(Sqlite::open(Path::new(place))?))
        }
    }

    /// Opens a database for a server, as [`open`](Self::open) does. In a SQLite file those who read do
    /// not wait for those who write.
    ///
    /// # Errors
    ///
    /// As for [`Sqlite::open_shared`] and [`Postgres::open`].
    pub fn open_shared(place: &str) -> Result<Self, StoreError> {
        if Self::is_url(place) { Self::open(place) } else { Ok(Self::Sqlite(Sqlite::open_shared(Path::new(place))?)) }
    }

    /// Makes sure that nothing which was deleted remains in a log beside a SQLite file. PostgreSQL
    /// has its own log, for which whoever runs it is responsible.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn empty_log(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.empty_log(),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Returns whether a place is the URL of a database of PostgreSQL.
    #[must_use]
    pub fn is_url(place: &str) -> bool {
        place.starts_with("postgres://") || place.starts_with("postgresql://")
    }

    /// Does some work in one transaction, which is committed if the work succeeds, and else has no
    /// effect. Only one such transaction is open in a SQLite file at a time.
    ///
    /// # Errors
    ///
    /// If the work fails, or the transaction cannot be opened or committed.
    pub fn transact<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut transaction = match self {
            Self::Sqlite(store) => Transaction(Open::Sqlite(store.open_change()?)),
            Self::Postgres(store) => Transaction(Open::Postgres(PostgresTransaction(store.open_transaction()?))),
        };
        let result = work(&mut transaction)?;
        match transaction.0 {
            Open::Sqlite(open) => open.commit()?,
            Open::Postgres(open) => open.0.commit()?,
        }
        Ok(result)
    }
}

impl Database {
    /// Executes one query that changes nothing and returns all of its rows, without the messages that
    /// open and close a transaction. It has the form of [`Transaction::query`].
    ///
    /// # Errors
    ///
    /// If it fails, or a row has another type of value than a number or a text.
    pub fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Sqlite(store) => query_sqlite(store.connection(), sql, values),
            Self::Postgres(store) => postgres_rows(&store.query(sql, &parameters(values))?),
        }
    }

    /// Does several pieces of work. A SQLite file does them in one transaction, so that the disk is
    /// waited for once; each piece that fails has no effect. PostgreSQL does each by itself, and its
    /// server waits once for those of several connections.
    ///
    /// # Errors
    ///
    /// If the transaction cannot be opened or committed. Nothing is stored then, whatever the pieces
    /// of work have returned.
    pub fn together(&mut self, work: impl FnOnce(&mut Self)) -> Result<(), StoreError> {
        if let Self::Sqlite(store) = self {
            store.begin()?;
        }
        work(self);
        match self {
            Self::Sqlite(store) => store.commit(),
            Self::Postgres(_) => Ok(()),
        }
    }
}

impl Transaction<'_> {
    /// Executes a statement. Returns the number of rows that it has changed.
    ///
    /// # Errors
    ///
    /// If it fails. The transaction cannot be continued then.
    pub fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        match &mut self.0 {
            Open::Sqlite(open) => {
                let mut statement = open.prepare_cached(&for_sqlite(sql))?;
                Ok(statement.execute(rusqlite::params_from_iter(values))? as u64)
            }
            Open::Postgres(open) => Ok(open.0.execute(sql, &parameters(values))?),
        }
    }

    /// Executes a query and returns all of its rows.
    ///
    /// # Errors
    ///
    /// If it fails, or a row has another type of value than a number or a text. The transaction
    /// cannot be continued then.
    pub fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        match &mut self.0 {
            Open::Sqlite(open) => query_sqlite(open, sql, values),
            Open::Postgres(open) => postgres_rows(&open.0.query(sql, &parameters(values))?),
        }
    }
}

fn query_sqlite(connection: &rusqlite::Connection, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
    let mut statement = connection.prepare_cached(&for_sqlite(sql))?;
    let columns = statement.column_count();
    let mut rows = statement.query(rusqlite::params_from_iter(values))?;
    let mut answer = Vec::new();
    while let Some(row) = rows.next()? {
        let read = |column| value_of(row.get_ref(column)?);
        answer.push(Row((0..columns).map(read).collect::<Result<_, StoreError>>()?));
    }
    Ok(answer)
}

fn postgres_rows(rows: &[postgres::Row]) -> Result<Vec<Row>, StoreError> {
    let read = |row: &postgres::Row| Ok(Row((0..row.len()).map(|at| column(row, at)).collect::<Result<_, _>>()?));
    rows.iter().map(read).collect()
}

/// Returns a statement with the parameters of SQLite, whose `$1` is a name and not a number.
fn for_sqlite(sql: &str) -> String {
    sql.replace('$', "?")
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect()
}

fn wrong_form() -> StoreError {
    StoreError::Damaged("a row in it has the wrong form".to_owned())
}

fn value_of(value: ValueRef<'_>) -> Result<Value, StoreError> {
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Integer(number)),
        ValueRef::Text(text) => Ok(Value::Text(String::from_utf8(text.to_vec()).map_err(|_| wrong_form())?)),
        ValueRef::Real(_) | ValueRef::Blob(_) => Err(wrong_form()),
    }
}

fn column(row: &postgres::Row, at: usize) -> Result<Value, StoreError> {
    let kind = row.columns().get(at).map(postgres::Column::type_);
    let value = match kind {
        Some(kind) if *kind == Type::INT8 => row.try_get::<_, Option<i64>>(at)?.map(Value::Integer),
        Some(kind) if *kind == Type::INT4 => row.try_get::<_, Option<i32>>(at)?.map(|it| Value::Integer(it.into())),
        Some(kind) if *kind == Type::BOOL => row.try_get::<_, Option<bool>>(at)?.map(|it| Value::Integer(it.into())),
        Some(_) => row.try_get::<_, Option<String>>(at)?.map(Value::Text),
        None => return Err(wrong_form()),
    };
    Ok(value.unwrap_or(Value::Null))
}

impl Row {
    /// Returns the text in a column.
    ///
    /// # Errors
    ///
    /// If it is something else.
    pub fn text(&self, column: usize) -> Result<&str, StoreError> {
        self.optional_text(column)?.ok_or_else(wrong_form)
    }

    /// Returns the text in a column; `None` if there is nothing in it.
    ///
    /// # Errors
    ///
    /// If it is something else.
    pub fn optional_text(&self, column: usize) -> Result<Option<&str>, StoreError> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Null) => Ok(None),
            Some(Value::Integer(_)) | None => Err(wrong_form()),
        }
    }

    /// Returns the number in a column.
    ///
    /// # Errors
    ///
    /// If it is something else.
    pub fn integer(&self, column: usize) -> Result<i64, StoreError> {
        self.optional_integer(column)?.ok_or_else(wrong_form)
    }

    /// Returns the number in a column; `None` if there is nothing in it.
    ///
    /// # Errors
    ///
    /// If it is something else.
    pub fn optional_integer(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self.0.get(column) {
            Some(Value::Integer(number)) => Ok(Some(*number)),
            Some(Value::Null) => Ok(None),
            Some(Value::Text(_)) | None => Err(wrong_form()),
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Integer(truth.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<V: Into<Self>> From<Option<V>> for Value {
    fn from(value: Option<V>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
            Self::Integer(number) => number.to_sql(kind, out),
            Self::Text(text) => text.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT4, Type::INT8].contains(kind) || <String as ToSql>::accepts(kind)
    }

    to_sql_checked!();
}

impl Database {
    fn store(&self) -> &dyn Store {
        match self {
            Self::Sqlite(store) => store,
            Self::Postgres(store) => &**store,
        }
    }

    fn store_mut(&mut self) -> &mut dyn Store {
        match self {
            Self::Sqlite(store) => store,
            Self::Postgres(store) => &mut **store,
        }
    }
}

impl Store for Database {
    fn store_story(&mut self, digest: &str, json: &str) -> Result<(), StoreError> {
        self.store_mut().store_story(digest, json)
    }

    fn load_story(&self, digest: &str) -> Result<Option<String>, StoreError> {
        self.store().load_story(digest)
    }

    fn begin_attempt(&mut self, attempt: &Attempt) -> Result<(), StoreError> {
        self.store_mut().begin_attempt(attempt)
    }

    fn append_events(&mut self, attempt: &str, expected: usize, further: &Log) -> Result<(), StoreError> {
        self.store_mut().append_events(attempt, expected, further)
    }

    fn attempts(&self, filter: &Filter<'_>) -> Result<Vec<Attempt>, StoreError> {
        self.store().attempts(filter)
    }

    fn learners(&self) -> Result<Vec<Learner>, StoreError> {
        self.store().learners()
    }

    fn forget_learner(&mut self, learner: &str) -> Result<Forgotten, StoreError> {
        self.store_mut().forget_learner(learner)
    }

    fn update_packs(&mut self, attempts: &[Attempt]) -> Result<(), StoreError> {
        self.store_mut().update_packs(attempts)
    }
}
