//! Stores events of attempts whose earlier events the caller knows.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Sqlite, rows};
use crate::StoreError;
use crate::rows::part_kind;
use crate::step::{StepAfter, StepRows};

impl Sqlite {
    /// Stores steps, as [`Database::store_steps`](crate::Database::store_steps) says.
    pub(crate) fn store_steps(&mut self, steps: &[StepRows<'_>]) -> Result<Vec<bool>, StoreError> {
        let change = self.open_change()?;
        let stored = steps.iter().map(|step| store_step(&change, step)).collect::<Result<_, _>>()?;
        change.commit()?;
        Ok(stored)
    }
}

fn store_step(change: &Connection, StepRows { step, rows: events }: &StepRows<'_>) -> Result<bool, StoreError> {
    let (number, count) = match &step.after {
        StepAfter::Nothing { pack, places, digest, part } => {
            let sql = "INSERT INTO attempts (id, learner, pack, digest, kind, part)
                       SELECT ?1, number, ?4, ?5, ?6, ?7 FROM learners WHERE number = ?2 AND account = ?3
                       ON CONFLICT (id) DO NOTHING";
            let values = params![step.attempt, step.learner, step.account, pack, digest, part.kind(), part.id()];
            if change.prepare_cached(sql)?.execute(values)? == 0 {
                return Ok(false);
            }
            let number = change.last_insert_rowid();
            if !places.is_empty() {
                rows::set_places(change, number, places)?;
            }
            (number, 0)
        }
        StepAfter::Events(count) => {
            let sql = "SELECT a.number, (SELECT max(number) FROM events WHERE attempt = a.number)
                       FROM attempts a JOIN learners l ON l.number = a.learner
                       WHERE a.id = ?1 AND a.learner = ?2 AND l.account = ?3 AND a.kind = ?4";
            let values = params![step.attempt, step.learner, step.account, part_kind(&step.events)];
            let mut query = change.prepare_cached(sql)?;
            let found: Option<(i64, Option<i64>)> =
                query.query_row(values, |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            let last = i64::try_from(*count).unwrap_or(i64::MAX) - 1;
            match found {
                Some((number, found)) if found.unwrap_or(-1) == last => (number, *count),
                Some(_) | None => return Ok(false),
            }
        }
    };
    rows::insert_events(change, number, count, events)?;
    Ok(true)
}
