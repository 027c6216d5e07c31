//! Begins and continues attempts. Both usually take one statement, and so wait for one answer; what
//! that statement does not cover takes a transaction of several.

use postgres::error::SqlState;
use scn_run::{Attempt, Log};

use super::connection::{Connection, Values};
use super::{Postgres, read_attempts};
use crate::name::comparison_key;
use crate::rows::{Row, part_kind, to_rows};
use crate::store::digests;
use crate::{Filter, StoreError};

/// Begins an attempt of a learner who is known. Stores nothing if the learner is new.
const BEGIN: &str = "
    WITH known AS (SELECT number FROM learners WHERE key = $1),
    begun AS (
        INSERT INTO attempts (id, learner, pack, digest, kind, part)
        SELECT $2::text, number, $3::text, $4::text, $5::text, $6::text FROM known RETURNING number
    ),
    stored AS (
        INSERT INTO events (attempt, number, at, event)
        SELECT begun.number, further.place - 1, further.at, further.event
        FROM begun, unnest($7::bigint[], $8::text[]) WITH ORDINALITY AS further (at, event, place)
    ),
    placed AS (
        INSERT INTO places (attempt, number, place)
        SELECT begun.number, given.place - 1, given.name
        FROM begun, unnest($9::text[]) WITH ORDINALITY AS given (name, place)
    )
    SELECT count(*) FROM begun";

/// Appends events to an attempt that has exactly as many as expected. Stores nothing otherwise.
const APPEND: &str = "
    WITH known AS (
        SELECT a.number FROM attempts a WHERE a.id = $1 AND a.kind = $2
            AND NOT EXISTS (SELECT 1 FROM events WHERE attempt = a.number AND number >= $3::bigint)
            AND ($3::bigint = 0 OR EXISTS (SELECT 1 FROM events WHERE attempt = a.number AND number = $3::bigint - 1))
        FOR UPDATE OF a
    ),
    stored AS (
        INSERT INTO events (attempt, number, at, event)
        SELECT known.number, $3::bigint + further.place - 1, further.at, further.event
        FROM known, unnest($4::bigint[], $5::text[]) WITH ORDINALITY AS further (at, event, place)
    ),
    changed AS (
        UPDATE attempts a SET digest = coalesce($6::text, a.digest), part = coalesce($7::text, a.part) FROM known
        WHERE a.number = known.number AND ($6::text IS NOT NULL OR $7::text IS NOT NULL)
    )
    SELECT count(*) FROM known";

/// Begins an attempt, as [`Store::begin_attempt`](crate::Store::begin_attempt) says.
pub(super) fn begin_attempt(store: &mut Postgres, attempt: &Attempt) -> Result<(), StoreError> {
    let events = to_rows(&attempt.log)?;
    let key = comparison_key(&attempt.learner);
    let (times, texts) = columns(&events);
    let (kind, part) = (attempt.part.kind(), attempt.part.id());
    let values: &Values<'_> =
        &[&key, &attempt.id, &attempt.pack, &attempt.digest, &kind, &part, &times, &texts, &attempt.places];
    match store.client.get_mut().query_one(BEGIN, values).and_then(|row| row.try_get::<_, i64>(0)) {
        Ok(0) => begin_slowly(store, attempt, &events),
        Ok(_) => Ok(()),
        Err(error) => {
            let error = StoreError::from(error);
            if !matches!(error, StoreError::Unreachable(_)) {
                return Err(error);
            }
            // Whether it was committed is unknown, unless it is there.
            let filter = Filter { id: Some(&attempt.id), learner: Some(&attempt.learner), ..Filter::default() };
            let is_there = read_attempts(store, &filter)?.iter().any(|stored| stored.log == attempt.log);
            if is_there { Ok(()) } else { begin_slowly(store, attempt, &events) }
        }
    }
}

/// Begins an attempt of a learner who may be new.
fn begin_slowly(store: &mut Postgres, attempt: &Attempt, events: &[Row]) -> Result<(), StoreError> {
    let mut change = store.open_transaction()?;
    let learner = learner_number(&mut change, &attempt.learner)?;
    let sql = "INSERT INTO attempts (id, learner, pack, digest, kind, part) VALUES ($1, $2, $3, $4, $5, $6)
               RETURNING number";
    let (kind, part) = (attempt.part.kind(), attempt.part.id());
    let row = change.query_one(sql, &[&attempt.id, &learner, &attempt.pack, &attempt.digest, &kind, &part])?;
    let number: i64 = row.try_get(0)?;
    insert_events(&mut change, number, 0, events)?;
    set_places(&mut change, number, &attempt.places)?;
    change.commit()
}

/// Appends events, as [`Store::append_events`](crate::Store::append_events) says.
pub(super) fn append_events(
    store: &mut Postgres,
    (attempt, expected): (&str, usize),
    further: &Log,
) -> Result<(), StoreError> {
    let events = to_rows(further)?;
    if !events.is_empty() {
        let (times, texts) = columns(&events);
        let (digest, part) = (digests(further).last().copied(), further.last_part());
        let part = part.as_ref().map(scn_run::Part::id);
        let (kind, first) = (part_kind(further), to_number(expected));
        let values: &Values<'_> = &[&attempt, &kind, &first, &times, &texts, &digest, &part];
        match store.client.get_mut().query_one(APPEND, values).and_then(|row| row.try_get::<_, i64>(0)) {
            Ok(0) => {}
            Ok(_) => return Ok(()),
            // Another process has stored an event of the same number at the same time.
            Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => {}
            Err(error) => {
                let error = StoreError::from(error);
                // Whether it was committed is unknown. Repeating it stores the events only once.
                if !matches!(error, StoreError::Unreachable(_)) {
                    return Err(error);
                }
            }
        }
    }
    match append_slowly(store, (attempt, expected), (further, &events)) {
        Err(StoreError::Unreachable(_)) => append_slowly(store, (attempt, expected), (further, &events)),
        result => result,
    }
}

/// Appends events that may be stored already, in full or in part, or says why they cannot be.
fn append_slowly(
    store: &mut Postgres,
    (attempt, expected): (&str, usize),
    (further, events): (&Log, &[Row]),
) -> Result<(), StoreError> {
    let mut change = store.open_transaction()?;
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

/// Returns rows as columns: the times, and the events as JSON.
fn columns(rows: &[Row]) -> (Vec<i64>, Vec<&str>) {
    rows.iter().map(|(at, event)| (*at, event.as_str())).unzip()
}

/// Returns a number of events as the database has it.
pub(super) fn to_number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn count_events(change: &mut Connection, attempt: i64) -> Result<usize, StoreError> {
    let count: i64 = change.query_one("SELECT count(*) FROM events WHERE attempt = $1", &[&attempt])?.try_get(0)?;
    usize::try_from(count).map_err(|_| StoreError::Damaged("a number in it is negative".to_owned()))
}

/// Returns the events of an attempt after the first `without` ones.
fn load_rows(reading: &mut Connection, attempt: i64, without: usize) -> Result<Vec<Row>, StoreError> {
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

fn insert_events(change: &mut Connection, attempt: i64, from: usize, rows: &[Row]) -> Result<(), StoreError> {
    let (times, events) = columns(rows);
    let sql = "INSERT INTO events (attempt, number, at, event)
               SELECT $1, $2::bigint + further.place - 1, further.at, further.event
               FROM unnest($3::bigint[], $4::text[]) WITH ORDINALITY AS further (at, event, place)";
    change.execute(sql, &[&attempt, &to_number(from), &times, &events])?;
    Ok(())
}

/// Replaces the locations of an attempt's pack.
pub(super) fn set_places(change: &mut Connection, attempt: i64, places: &[String]) -> Result<(), StoreError> {
    change.execute("DELETE FROM places WHERE attempt = $1", &[&attempt])?;
    for (place, number) in places.iter().zip(0_i64..) {
        change
            .execute("INSERT INTO places (attempt, number, place) VALUES ($1, $2, $3)", &[&attempt, &number, place])?;
    }
    Ok(())
}

/// Returns the number of a learner, who is added if the name is new.
fn learner_number(change: &mut Connection, name: &str) -> Result<i64, StoreError> {
    let key = comparison_key(name);
    let account = uuid::Uuid::new_v4().simple().to_string();
    let sql = "INSERT INTO learners (name, key, account) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING";
    change.execute(sql, &[&name, &key, &account])?;
    Ok(change.query_one("SELECT number FROM learners WHERE key = $1", &[&key])?.try_get(0)?)
}
