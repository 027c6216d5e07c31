//! A connection that prepares each statement once.

use std::collections::BTreeMap;

use postgres::error::SqlState;
use postgres::types::ToSql;
use postgres::{Client, Config, Error, NoTls, Row, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::schema;
use crate::StoreError;

/// The most statements that a connection keeps prepared. All statements of scn together are fewer.
const MOST_STATEMENTS: usize = 256;

/// The values of a statement.
pub(crate) type Values<'v> = [&'v (dyn ToSql + Sync)];

/// A connection. The server is asked to parse and plan a statement when it is first executed; later
/// executions wait for one answer each.
pub(crate) struct Connection {
    client: Client,
    statements: BTreeMap<String, Statement>,
}

impl Connection {
    /// Opens a connection. Commits wait until they are on disk, and each statement sees what was
    /// committed before it. Statements that are prepared are planned once: the server would plan those
    /// with short lists anew each time, which takes longer than to execute them. Servers before
    /// PostgreSQL 12 do not have this setting.
    pub(super) fn open(config: &Config, tls: Option<&MakeRustlsConnect>) -> Result<Self, StoreError> {
        let mut client = match tls {
            Some(tls) => config.connect(tls.clone())?,
            None => config.connect(NoTls)?,
        };
        client.batch_execute(
            "SET synchronous_commit = on; SET default_transaction_isolation = 'read committed';
             SET client_min_messages = warning;
             SELECT set_config(name, 'force_generic_plan', false) FROM pg_settings WHERE name = 'plan_cache_mode'",
        )?;
        Ok(Self { client, statements: BTreeMap::new() })
    }

    /// Creates or migrates the tables.
    pub(super) fn migrate(&mut self) -> Result<(), StoreError> {
        schema::migrate(&mut self.client)
    }

    /// Executes statements without values and answers.
    pub(crate) fn batch_execute(&mut self, sql: &str) -> Result<(), Error> {
        self.client.batch_execute(sql)
    }

    /// Executes a statement. Returns the number of rows that it has changed.
    pub(crate) fn execute(&mut self, sql: &str, values: &Values<'_>) -> Result<u64, Error> {
        let statement = self.prepare(sql)?;
        let result = self.client.execute(&statement, values);
        self.check(result)
    }

    /// Executes a query and returns its rows.
    pub(crate) fn query(&mut self, sql: &str, values: &Values<'_>) -> Result<Vec<Row>, Error> {
        let statement = self.prepare(sql)?;
        let result = self.client.query(&statement, values);
        self.check(result)
    }

    /// Executes a query that has one row.
    pub(crate) fn query_one(&mut self, sql: &str, values: &Values<'_>) -> Result<Row, Error> {
        let statement = self.prepare(sql)?;
        let result = self.client.query_one(&statement, values);
        self.check(result)
    }

    /// Executes a query that has one row, or none.
    pub(crate) fn query_opt(&mut self, sql: &str, values: &Values<'_>) -> Result<Option<Row>, Error> {
        let statement = self.prepare(sql)?;
        let result = self.client.query_opt(&statement, values);
        self.check(result)
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        if MOST_STATEMENTS <= self.statements.len() {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Forgets the prepared statements if the server says that one of them no longer fits, since a
    /// table was migrated or the connection was handed on. The next execution prepares it again.
    fn check<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        let gone = [SqlState::FEATURE_NOT_SUPPORTED, SqlState::INVALID_SQL_STATEMENT_NAME];
        if let Err(error) = &result
            && error.code().is_some_and(|state| gone.contains(state))
        {
            self.statements.clear();
        }
        result
    }
}
