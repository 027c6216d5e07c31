//! Events as rows.

use scn_run::{At, Log, Part, Stamped};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;

/// An event's time, and the event as JSON.
pub(crate) type Row = (i64, String);

pub(crate) fn part_kind(log: &Log) -> &'static str {
    match log {
        Log::Lesson(_) => "lesson",
        Log::Quiz(_) => "quiz",
        Log::Scenario(_) => "scenario",
    }
}

pub(crate) fn parse_part(kind: &str, id: String) -> Result<Part, StoreError> {
    match kind {
        "lesson" => Ok(Part::Lesson(id)),
        "quiz" => Ok(Part::Quiz(id)),
        "scenario" => Ok(Part::Scenario(id)),
        _ => Err(StoreError::Damaged(format!("`{kind}` is not a kind of part"))),
    }
}

pub(crate) fn to_rows(log: &Log) -> Result<Vec<Row>, StoreError> {
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

pub(crate) fn read_log(kind: &str, rows: &[Row]) -> Result<Log, StoreError> {
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
