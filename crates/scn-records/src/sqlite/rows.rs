//! Events as rows.

use rusqlite::{Transaction, params};
use scn_run::{At, Log, Part, Stamped};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;

/// An event's time, and the event as JSON.
pub(super) type Row = (i64, String);

pub(super) fn part_kind(log: &Log) -> &'static str {
    match log {
        Log::Lesson(_) => "lesson",
        Log::Quiz(_) => "quiz",
        Log::Scenario(_) => "scenario",
    }
}

pub(super) fn parse_part(kind: &str, id: String) -> Result<Part, StoreError> {
    match kind {
        "lesson" => Ok(Part::Lesson(id)),
        "quiz" => Ok(Part::Quiz(id)),
        "scenario" => Ok(Part::Scenario(id)),
        _ => Err(StoreError::Damaged(format!("`{kind}` is not a kind of part"))),
    }
}

pub(super) fn to_rows(log: &Log) -> Result<Vec<Row>, StoreError> {
    fn serialize_all<E: Serialize>(events: &[Stamped<E>]) -> Result<Vec<Row>, StoreError> {
        let to_row = |it: &Stamped<E>| Ok((it.at.0, serde_json::to_string(&it.event)?));
        events
            .iter()
            .map(to_row)
            .collect::<Result<_, serde_json::Error>>()
            .map_err(|it| StoreError::Other(it.to_string()))
    }
    match log {
        Log::Lesson(events) => serialize_all(events),
        Log::Quiz(events) => serialize_all(events),
        Log::Scenario(events) => serialize_all(events),
    }
}

pub(super) fn read(kind: &str, rows: &[Row]) -> Result<Log, StoreError> {
    fn deserialize_all<E: DeserializeOwned>(rows: &[Row]) -> Result<Vec<Stamped<E>>, StoreError> {
        let to_event = |(at, json): &Row| Ok(Stamped { at: At(*at), event: serde_json::from_str(json)? });
        let events: Result<_, serde_json::Error> = rows.iter().map(to_event).collect();
        events.map_err(|_| StoreError::Damaged("an event in it cannot be read".to_owned()))
    }
    match kind {
        "lesson" => Ok(Log::Lesson(deserialize_all(rows)?)),
        "quiz" => Ok(Log::Quiz(deserialize_all(rows)?)),
        "scenario" => Ok(Log::Scenario(deserialize_all(rows)?)),
        _ => Err(StoreError::Damaged(format!("`{kind}` is not a kind of part"))),
    }
}

/// Returns the events of an attempt after the first `without` ones.
pub(super) fn load_rows(reading: &Transaction<'_>, attempt: i64, without: usize) -> Result<Vec<Row>, StoreError> {
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
pub(super) fn load_places(reading: &Transaction<'_>, attempt: i64) -> Result<Vec<String>, StoreError> {
    let mut query = reading.prepare_cached("SELECT place FROM places WHERE attempt = ?1 ORDER BY number")?;
    let places = query.query_map([attempt], |row| row.get(0))?;
    Ok(places.collect::<Result<_, _>>()?)
}

/// Replaces the locations of an attempt's pack.
pub(super) fn set_places(change: &Transaction<'_>, attempt: i64, places: &[String]) -> Result<(), StoreError> {
    change.execute("DELETE FROM places WHERE attempt = ?1", [attempt])?;
    let mut insert = change.prepare_cached("INSERT INTO places (attempt, number, place) VALUES (?1, ?2, ?3)")?;
    for (number, place) in places.iter().enumerate() {
        insert.execute(params![attempt, number, place])?;
    }
    Ok(())
}

pub(super) fn insert_events(
    change: &Transaction<'_>,
    attempt: i64,
    from: usize,
    rows: &[Row],
) -> Result<(), StoreError> {
    let mut insert =
        change.prepare_cached("INSERT INTO events (attempt, number, at, event) VALUES (?1, ?2, ?3, ?4)")?;
    for (index, (at, event)) in rows.iter().enumerate() {
        insert.execute(params![attempt, from + index, at, event])?;
    }
    Ok(())
}
