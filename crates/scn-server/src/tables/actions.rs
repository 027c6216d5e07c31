//! The log of what managers and administrators did that concerns learners.

use scn_records::{Database, Row, StoreError, Transaction};
use uuid::Uuid;

/// How long an entry is kept, in milliseconds: 366 days.
pub(crate) const MEMORY: i64 = 366 * 24 * 60 * 60 * 1000;

/// Something that was done.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Action<'a> {
    /// The name of whoever did it.
    pub(crate) who: &'a str,
    /// What was done, such as `Looked at the roster`.
    pub(crate) what: &'a str,
    /// What it was done to, such as the title of a course.
    pub(crate) about: &'a str,
    /// The learner whom it concerns. The entry is deleted with the learner.
    pub(crate) learner: Option<i64>,
    /// The name of the group that it concerns, or nothing for everybody; `None` if it concerns no
    /// group.
    pub(crate) team: Option<&'a str>,
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) at: i64,
    pub(crate) who: String,
    pub(crate) what: String,
    pub(crate) about: String,
}

/// Adds an entry.
pub(crate) fn note(open: &mut Transaction<'_>, action: Action<'_>, now: i64) -> Result<(), StoreError> {
    let Action { who, what, about, learner, team } = action;
    let id = Uuid::new_v4().simple().to_string();
    let sql = "INSERT INTO actions (id, at, who, what, about, learner, team) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    open.execute(sql, &[id.into(), now.into(), who.into(), what.into(), about.into(), learner.into(), team.into()])?;
    Ok(())
}

fn entry(row: &Row) -> Result<Entry, StoreError> {
    Ok(Entry {
        at: row.integer(0)?,
        who: row.text(1)?.to_owned(),
        what: row.text(2)?.to_owned(),
        about: row.text(3)?.to_owned(),
    })
}

/// Returns the latest entries, latest first, at most a number of them. Looks at the pages of
/// learners are among them.
pub(crate) fn latest(open: &mut Transaction<'_>, most: i64) -> Result<Vec<Entry>, StoreError> {
    let sql = "SELECT at, who, what, about FROM (
                   SELECT id, at, who, what, about FROM actions
                   UNION ALL SELECT k.id, k.at, k.viewer, 'Looked at the page of a learner', l.name
                   FROM looks k JOIN learners l ON l.number = k.learner
               ) AS done ORDER BY at DESC, id LIMIT $1";
    open.query(sql, &[most.into()])?.iter().map(entry).collect()
}

/// Returns the latest entries that concern a learner: by name, or as somebody in a roster that was
/// looked at. Latest first, at most 200.
pub(crate) fn concerning(database: &Database, learner: i64) -> Result<Vec<Entry>, StoreError> {
    let sql = "SELECT at, who, what, about FROM actions
               WHERE learner = $1 OR team = '' OR team IN (
                   SELECT t.name FROM teams t JOIN members m ON m.team = t.id WHERE m.learner = $1
               ) ORDER BY at DESC, id LIMIT 200";
    database.query(sql, &[learner.into()])?.iter().map(entry).collect()
}
