//! A store in a database of PostgreSQL, for several processes.

mod error;
mod schema;

use std::cell::{RefCell, RefMut};
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use postgres::{Client, Config, NoTls};
use scn_run::{Attempt, Log};

use crate::name::comparison_key;
use crate::rows::{Row, parse_part, part_kind, read_log, to_rows};
use crate::store::digests;
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
    client: RefCell<Client>,
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
    /// # Errors
    ///
    /// If the URL cannot be read, the server cannot be reached or refuses, or the tables are of a
    /// later version. No error contains the URL.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let mut config: Config = url.parse().map_err(|error| error::of_url(&error))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        let mut client = connect(&config)?;
        schema::migrate(&mut client)?;
        Ok(Self { config, client: RefCell::new(client) })
    }

    /// Opens a transaction.
    pub(crate) fn open_transaction(&mut self) -> Result<OpenTransaction<'_>, StoreError> {
        self.execute_first("BEGIN")?;
        Ok(OpenTransaction { client: self.client.get_mut(), is_open: true })
    }

    /// Opens a transaction in which everything that is read is of the same moment.
    fn open_reading(&self) -> Result<RefMut<'_, Client>, StoreError> {
        self.execute_first("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        Ok(self.client.borrow_mut())
    }

    /// Reads something in a transaction of its own.
    fn read<T>(&self, read: impl FnOnce(&mut Client) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut client = self.open_reading()?;
        let result = read(&mut client);
        client.batch_execute("ROLLBACK")?;
        result
    }

    /// Executes a statement before which nothing was done. If the connection was lost since it was last
    /// used, it is opened again.
    fn execute_first(&self, sql: &str) -> Result<(), StoreError> {
        let mut client = self.client.borrow_mut();
        let Err(error) = client.batch_execute(sql).map_err(StoreError::from) else { return Ok(()) };
        if !matches!(error, StoreError::Unreachable(_)) {
            return Err(error);
        }
        *client = connect(&self.config)?;
        Ok(client.batch_execute(sql)?)
    }

    fn append_once(&mut self, attempt: &str, expected: usize, further: &Log) -> Result<(), StoreError> {
        let events = to_rows(further)?;
        let mut change = self.open_transaction()?;
        let known = change.query_opt("SELECT number, kind FROM attempts WHERE id = $1 FOR UPDATE", &[&attempt])?;
        let Some(known) = known else { return Err(StoreError::Gone) };
        let (number, kind): (i64, String) = (known.try_get(0)?, known.try_get(1)?);
        if kind != part_kind(further) {
            return Err(StoreError::Other(format!("events of a {} in the record of a {kind}", part_kind(further))));
        }
        let stored = count_events(&mut change, number)?;
        let Some(more) = stored.checked_sub(expected) else { return Err(StoreError::Elsewhere) };
        if more > events.len() || load_rows(&mut change, number, expected)? != events.get(..more).unwrap_or_default() {
            return Err(StoreError::Elsewhere);
        }
        insert_events(&mut change, number, stored, events.get(more..).unwrap_or_default())?;
        if let Some(digest) = digests(further).last() {
            change.execute("UPDATE attempts SET digest = $2 WHERE number = $1", &[&number, digest])?;
        }
        if let Some(part) = further.last_part() {
            change.execute("UPDATE attempts SET part = $2 WHERE number = $1", &[&number, &part.id()])?;
        }
        change.commit()
    }
}

/// A transaction, which has no effect unless it is committed.
pub(crate) struct OpenTransaction<'t> {
    client: &'t mut Client,
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
    type Target = Client;

    fn deref(&self) -> &Client {
        self.client
    }
}

impl DerefMut for OpenTransaction<'_> {
    fn deref_mut(&mut self) -> &mut Client {
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

/// Opens a connection. Commits wait until they are on disk.
fn connect(config: &Config) -> Result<Client, StoreError> {
    let mut client = config.connect(NoTls)?;
    client.batch_execute("SET synchronous_commit = on; SET client_min_messages = warning")?;
    Ok(client)
}

/// Returns a number of events as the database has it.
fn to_number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn count_events(change: &mut Client, attempt: i64) -> Result<usize, StoreError> {
    let count: i64 = change.query_one("SELECT count(*) FROM events WHERE attempt = $1", &[&attempt])?.try_get(0)?;
    usize::try_from(count).map_err(|_| StoreError::Damaged("a number in it is negative".to_owned()))
}

/// Returns the events of an attempt after the first `without` ones.
fn load_rows(reading: &mut Client, attempt: i64, without: usize) -> Result<Vec<Row>, StoreError> {
    let sql = "SELECT number, at, event FROM events WHERE attempt = $1 AND number >= $2 ORDER BY number";
    let mut rows = Vec::new();
    for (row, number) in reading.query(sql, &[&attempt, &to_number(without)])?.iter().zip(to_number(without)..) {
        if row.try_get::<_, i64>(0)? != number {
            return Err(StoreError::Damaged("an event is missing in it".to_owned()));
        }
        rows.push((row.try_get(1)?, row.try_get(2)?));
    }
    Ok(rows)
}

fn insert_events(change: &mut Client, attempt: i64, from: usize, rows: &[Row]) -> Result<(), StoreError> {
    let numbers: Vec<i64> = (to_number(from)..).take(rows.len()).collect();
    let (times, events): (Vec<i64>, Vec<&str>) = rows.iter().map(|(at, event)| (*at, event.as_str())).unzip();
    let sql = "INSERT INTO events (attempt, number, at, event)
               SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::text[])";
    change.execute(sql, &[&attempt, &numbers, &times, &events])?;
    Ok(())
}

/// Replaces the locations of an attempt's pack.
fn set_places(change: &mut Client, attempt: i64, places: &[String]) -> Result<(), StoreError> {
    change.execute("DELETE FROM places WHERE attempt = $1", &[&attempt])?;
    for (place, number) in places.iter().zip(0_i64..) {
        change
            .execute("INSERT INTO places (attempt, number, place) VALUES ($1, $2, $3)", &[&attempt, &number, place])?;
    }
    Ok(())
}

/// Returns the number of a learner, who is added if the name is new.
fn learner_number(change: &mut Client, name: &str) -> Result<i64, StoreError> {
    let key = comparison_key(name);
    let account = uuid::Uuid::new_v4().simple().to_string();
    let sql = "INSERT INTO learners (name, key, account) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING";
    change.execute(sql, &[&name, &key, &account])?;
    Ok(change.query_one("SELECT number FROM learners WHERE key = $1", &[&key])?.try_get(0)?)
}

/// An attempt without its events, with its number.
fn attempt_of(row: &postgres::Row) -> Result<(i64, Attempt), StoreError> {
    let kind: String = row.try_get(4)?;
    let part = parse_part(&kind, row.try_get(5)?)?;
    let attempt = Attempt {
        id: row.try_get(1)?,
        learner: row.try_get(6)?,
        pack: row.try_get(2)?,
        places: Vec::new(),
        digest: row.try_get(3)?,
        log: Log::empty(&part),
        part,
    };
    Ok((row.try_get(0)?, attempt))
}

/// Reads the attempts that match a filter.
fn read_attempts(reading: &mut Client, filter: &Filter<'_>) -> Result<Vec<Attempt>, StoreError> {
    let key = filter.learner.map(comparison_key);
    let (kind, part) = (filter.part.map(scn_run::Part::kind), filter.part.map(scn_run::Part::id));
    let sql = "SELECT a.number, a.id, a.pack, a.digest, a.kind, a.part, l.name
               FROM attempts a JOIN learners l ON l.number = a.learner
               WHERE ($1::text IS NULL OR l.key = $1) AND ($2::text IS NULL OR a.kind = $2)
                 AND ($3::text IS NULL OR a.part = $3) AND ($4::text IS NULL OR a.id = $4) ORDER BY a.number";
    let rows = reading.query(sql, &[&key, &kind, &part, &filter.id])?;
    let attempts: Vec<(i64, Attempt)> = rows.iter().map(attempt_of).collect::<Result<_, _>>()?;
    let numbers: Vec<i64> = attempts.iter().map(|(number, _)| *number).collect();
    let mut events: BTreeMap<i64, Vec<Row>> = BTreeMap::new();
    let sql = "SELECT attempt, number, at, event FROM events WHERE attempt = ANY($1) ORDER BY attempt, number";
    for row in reading.query(sql, &[&numbers])? {
        let of_attempt = events.entry(row.try_get(0)?).or_default();
        if row.try_get::<_, i64>(1)? != to_number(of_attempt.len()) {
            return Err(StoreError::Damaged("an event is missing in it".to_owned()));
        }
        of_attempt.push((row.try_get(2)?, row.try_get(3)?));
    }
    let mut places: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    let sql = "SELECT attempt, place FROM places WHERE attempt = ANY($1) ORDER BY attempt, number";
    for row in reading.query(sql, &[&numbers])? {
        places.entry(row.try_get(0)?).or_default().push(row.try_get(1)?);
    }
    let complete = |(number, attempt): (i64, Attempt)| {
        let rows = events.remove(&number).unwrap_or_default();
        let log = read_log(attempt.part.kind(), &rows)?;
        Ok(Attempt { log, places: places.remove(&number).unwrap_or_default(), ..attempt })
    };
    attempts.into_iter().map(complete).collect()
}

impl Store for Postgres {
    fn store_story(&mut self, digest: &str, json: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO stories (digest, json) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING";
        let mut change = self.open_transaction()?;
        change.execute(sql, &[&digest, &json])?;
        change.commit()
    }

    fn load_story(&self, digest: &str) -> Result<Option<String>, StoreError> {
        self.read(|client| {
            let row = client.query_opt("SELECT json FROM stories WHERE digest = $1", &[&digest])?;
            Ok(row.map(|row| row.try_get(0)).transpose()?)
        })
    }

    fn begin_attempt(&mut self, attempt: &Attempt) -> Result<(), StoreError> {
        let events = to_rows(&attempt.log)?;
        let mut change = self.open_transaction()?;
        let learner = learner_number(&mut change, &attempt.learner)?;
        let sql = "INSERT INTO attempts (id, learner, pack, digest, kind, part) VALUES ($1, $2, $3, $4, $5, $6)
                   RETURNING number";
        let (kind, part) = (attempt.part.kind(), attempt.part.id());
        let row = change.query_one(sql, &[&attempt.id, &learner, &attempt.pack, &attempt.digest, &kind, &part])?;
        let number: i64 = row.try_get(0)?;
        insert_events(&mut change, number, 0, &events)?;
        set_places(&mut change, number, &attempt.places)?;
        change.commit()
    }

    fn append_events(&mut self, attempt: &str, expected: usize, further: &Log) -> Result<(), StoreError> {
        match self.append_once(attempt, expected, further) {
            // Whether it was committed is unknown. Repeating it stores the events only once.
            Err(StoreError::Unreachable(_)) => self.append_once(attempt, expected, further),
            result => result,
        }
    }

    fn attempts(&self, filter: &Filter<'_>) -> Result<Vec<Attempt>, StoreError> {
        self.read(|reading| read_attempts(reading, filter))
    }

    fn learners(&self) -> Result<Vec<Learner>, StoreError> {
        self.read(|client| {
            let rows = client.query("SELECT name, account FROM learners ORDER BY number", &[])?;
            let learner = |row: &postgres::Row| Ok(Learner { name: row.try_get(0)?, account: row.try_get(1)? });
            rows.iter().map(learner).collect()
        })
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
