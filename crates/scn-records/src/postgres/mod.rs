//! A store in a database of PostgreSQL, for several processes.

mod append;
mod connection;
mod error;
mod schema;
mod step;
mod tls;

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use postgres::Config;
use postgres::types::ToSql;
use scn_run::{Attempt, Log};
use tokio_postgres_rustls::MakeRustlsConnect;

pub(crate) use self::connection::Values;

use self::append::set_places;
use self::connection::Connection;
use crate::name::comparison_key;
use crate::rows::{Row, parse_part, read_log};
use crate::{Filter, Forgotten, Learner, Store, StoreError};

/// How long to wait for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// Records in a database of PostgreSQL, over one connection. A connection that was lost is opened
/// again by the next call.
///
/// A transaction is confirmed once the server has written it to disk: `synchronous_commit` is
/// switched on, whatever the server's default is.
pub struct Postgres {
    config: Config,
    /// What encrypts connections, if the URL asks for that.
    tls: Option<MakeRustlsConnect>,
    client: RefCell<Connection>,
}

impl std::fmt::Debug for Postgres {
    // Without the configuration, which can have a passphrase.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres").finish_non_exhaustive()
    }
}

impl Postgres {
    /// Opens a database by its URL, such as `postgres://scn@localhost/training`. Creates the tables
    /// if there are none, and migrates those of an earlier version, in one transaction under a lock,
    /// so that several processes can do so at once.
    ///
    /// Connections are encrypted if the URL has a `sslmode`, which means the same as for PostgreSQL's
    /// own programs: `require` encrypts, `verify-ca` also verifies who has signed the certificate of
    /// the server, and `verify-full` also for which host. `sslrootcert` names a file with the
    /// certificates of the authorities that are trusted; without it those are the system's.
    ///
    /// # Errors
    ///
    /// If the URL cannot be read, the server cannot be reached or refuses, or the tables are of a
    /// later version. No error contains the URL.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let (mut config, tls) = tls::parse_url(url)?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        let mut client = Connection::open(&config, tls.as_ref())?;
        client.migrate()?;
        Ok(Self { config, tls, client: RefCell::new(client) })
    }

    /// Opens a transaction.
    pub(crate) fn open_transaction(&mut self) -> Result<OpenTransaction<'_>, StoreError> {
        self.execute_first("BEGIN")?;
        Ok(OpenTransaction { client: self.client.get_mut(), is_open: true })
    }

    /// Executes one query that changes nothing, outside of a transaction. All that it reads is of the
    /// same moment.
    pub(crate) fn query(&self, sql: &str, values: &Values<'_>) -> Result<Vec<postgres::Row>, StoreError> {
        self.repeat_if_lost(|client| Ok(client.query(sql, values)?))
    }

    /// Executes a statement before which nothing was done.
    fn execute_first(&self, sql: &str) -> Result<(), StoreError> {
        self.repeat_if_lost(|client| Ok(client.batch_execute(sql)?))
    }

    /// Does something that may be done twice. If the connection was lost since it was last used, it is
    /// opened again.
    fn repeat_if_lost<T>(&self, act: impl Fn(&mut Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut client = self.client.borrow_mut();
        match act(&mut client) {
            Err(StoreError::Unreachable(_)) => {
                *client = Connection::open(&self.config, self.tls.as_ref())?;
                act(&mut client)
            }
            result => result,
        }
    }
}

/// A transaction, which has no effect unless it is committed.
pub(crate) struct OpenTransaction<'t> {
    client: &'t mut Connection,
    is_open: bool,
}

impl OpenTransaction<'_> {
    /// Commits the transaction. After an error that is [`StoreError::Unreachable`], whether it was
    /// committed is unknown.
    pub(crate) fn commit(mut self) -> Result<(), StoreError> {
        self.is_open = false;
        Ok(self.client.batch_execute("COMMIT")?)
    }
}

impl Deref for OpenTransaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.client
    }
}

impl DerefMut for OpenTransaction<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.client
    }
}

impl Drop for OpenTransaction<'_> {
    fn drop(&mut self) {
        if self.is_open {
            // If the connection is lost, the server does it by itself.
            drop(self.client.batch_execute("ROLLBACK"));
        }
    }
}

/// Reads the attempts that match a filter, in one statement, so that attempts and events are of the
/// same moment.
fn read_attempts(store: &Postgres, filter: &Filter<'_>) -> Result<Vec<Attempt>, StoreError> {
    let key = filter.learner.map(comparison_key);
    let (kind, part) = (filter.part.map(scn_run::Part::kind), filter.part.map(scn_run::Part::id));
    let conditions = [("l.key", key.as_deref()), ("a.kind", kind), ("a.part", part), ("a.id", filter.id)];
    let mut sql = String::from(
        "SELECT a.id, a.pack, a.digest, a.kind, a.part, l.name, e.numbers, e.times, e.events,
           ARRAY(SELECT place FROM places WHERE attempt = a.number ORDER BY number)
         FROM attempts a JOIN learners l ON l.number = a.learner
           CROSS JOIN LATERAL (
             SELECT array_agg(number ORDER BY number) AS numbers, array_agg(at ORDER BY number) AS times,
               array_agg(event ORDER BY number) AS events FROM events WHERE attempt = a.number
           ) e WHERE true",
    );
    let mut values: Vec<&(dyn ToSql + Sync)> = Vec::new();
    // Only conditions that apply, so that the plan is right for every execution of the statement.
    for (column, value) in &conditions {
        if let Some(value) = value {
            values.push(value);
            sql.push_str(&format!(" AND {column} = ${}", values.len()));
        }
    }
    sql.push_str(" ORDER BY a.number");
    store.query(&sql, &values)?.iter().map(attempt_of).collect()
}

fn attempt_of(row: &postgres::Row) -> Result<Attempt, StoreError> {
    let kind: String = row.try_get(3)?;
    let part = parse_part(&kind, row.try_get(4)?)?;
    let numbers = row.try_get::<_, Option<Vec<i64>>>(6)?.unwrap_or_default();
    if !numbers.iter().copied().eq((0..).take(numbers.len())) {
        return Err(StoreError::Damaged("an event is missing in it".to_owned()));
    }
    let times = row.try_get::<_, Option<Vec<i64>>>(7)?.unwrap_or_default();
    let events = row.try_get::<_, Option<Vec<String>>>(8)?.unwrap_or_default();
    let rows: Vec<Row> = times.into_iter().zip(events).collect();
    Ok(Attempt {
        id: row.try_get(0)?,
        learner: row.try_get(5)?,
        pack: row.try_get(1)?,
        places: row.try_get(9)?,
        digest: row.try_get(2)?,
        part,
        log: read_log(&kind, &rows)?,
    })
}

impl Store for Postgres {
    fn store_story(&mut self, digest: &str, json: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO stories (digest, json) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING";
        let mut change = self.open_transaction()?;
        change.execute(sql, &[&digest, &json])?;
        change.commit()
    }

    fn load_story(&self, digest: &str) -> Result<Option<String>, StoreError> {
        let rows = self.query("SELECT json FROM stories WHERE digest = $1", &[&digest])?;
        Ok(rows.first().map(|row| row.try_get(0)).transpose()?)
    }

    fn begin_attempt(&mut self, attempt: &Attempt) -> Result<(), StoreError> {
        append::begin_attempt(self, attempt)
    }

    fn append_events(&mut self, attempt: &str, expected: usize, further: &Log) -> Result<(), StoreError> {
        append::append_events(self, (attempt, expected), further)
    }

    fn attempts(&self, filter: &Filter<'_>) -> Result<Vec<Attempt>, StoreError> {
        read_attempts(self, filter)
    }

    fn learners(&self) -> Result<Vec<Learner>, StoreError> {
        let rows = self.query("SELECT name, account FROM learners ORDER BY number", &[])?;
        let learner = |row: &postgres::Row| Ok(Learner { name: row.try_get(0)?, account: row.try_get(1)? });
        rows.iter().map(learner).collect()
    }

    fn forget_learner(&mut self, learner: &str) -> Result<Forgotten, StoreError> {
        let key = comparison_key(learner);
        let mut change = self.open_transaction()?;
        let counts = change.query_one(
            "SELECT count(DISTINCT a.number), count(e.number) FROM learners l JOIN attempts a ON a.learner = l.number
             LEFT JOIN events e ON e.attempt = a.number WHERE l.key = $1",
            &[&key],
        )?;
        let learners = change.execute("DELETE FROM learners WHERE key = $1", &[&key])?;
        let count = |at: usize| -> Result<usize, StoreError> {
            usize::try_from(counts.try_get::<_, i64>(at)?).map_err(|_| StoreError::Gone)
        };
        let forgotten =
            Forgotten { learners: usize::try_from(learners).unwrap_or(1), attempts: count(0)?, events: count(1)? };
        change.commit()?;
        Ok(forgotten)
    }

    fn update_packs(&mut self, attempts: &[Attempt]) -> Result<(), StoreError> {
        let mut change = self.open_transaction()?;
        for attempt in attempts {
            // An attempt that was forgotten in the meantime belongs to no pack.
            let known = change.query_opt("SELECT number FROM attempts WHERE id = $1 FOR UPDATE", &[&attempt.id])?;
            let Some(known) = known else { continue };
            let number: i64 = known.try_get(0)?;
            change.execute("UPDATE attempts SET pack = $2 WHERE number = $1", &[&number, &attempt.pack])?;
            set_places(&mut change, number, &attempt.places)?;
        }
        change.commit()
    }
}
