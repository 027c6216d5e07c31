//! Events as rows of a SQLite file.

use rusqlite::{Connection, params};

use crate::StoreError;
use crate::rows::Row;

/// Returns the events of an attempt after the first `without` ones.
pub(super) fn load_rows(reading: &Connection, attempt: i64, without: usize) -> Result<Vec<Row>, StoreError> {
    let mut query =
        reading.prepare_cached("SELECT number, at, event FROM events WHERE attempt = ?1 ORDER BY number")?;
    let mut query_rows = query.query([attempt])?;
    let mut rows = Vec::new();
    let mut next = 0_usize;
    while let Some(row) = query_rows.next()? {
        if row.get::<_, usize>(0)? != next {
            return Err(StoreError::Damaged("an event is missing in it".to_owned()));
        }
        if without <= next {
            rows.push((row.get(1)?, row.get(2)?));
        }
        next += 1;
    }
    Ok(rows)
}

/// Returns the locations of an attempt's pack.
pub(super) fn load_places(reading: &Connection, attempt: i64) -> Result<Vec<String>, StoreError> {
    let mut query = reading.prepare_cached("SELECT place FROM places WHERE attempt = ?1 ORDER BY number")?;
    let places = query.query_map([attempt], |row| row.get(0))?;
    Ok(places.collect::<Result<_, _>>()?)
}

/// Replaces the locations of an attempt's pack.
pub(super) fn set_places(change: &Connection, attempt: i64, places: &[String]) -> Result<(), StoreError> {
    change.prepare_cached("DELETE FROM places WHERE attempt = ?1")?.execute([attempt])?;
    let mut insert = change.prepare_cached("INSERT INTO places (attempt, number, place) VALUES (?1, ?2, ?3)")?;
    for (number, place) in places.iter().enumerate() {
        insert.execute(params![attempt, number, place])?;
    }
    Ok(())
}

pub(super) fn insert_events(change: &Connection, attempt: i64, from: usize, rows: &[Row]) -> Result<(), StoreError> {
    let mut insert =
        change.prepare_cached("INSERT INTO events (attempt, number, at, event) VALUES (?1, ?2, ?3, ?4)")?;
    for (index, (at, event)) in rows.iter().enumerate() {
        insert.execute(params![attempt, from + index, at, event])?;
    }
    Ok(())
}
