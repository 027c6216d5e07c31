//! Groups of learners, what they are to complete, and what they have completed.

use scn_records::{Database, Row, StoreError, Transaction};
use uuid::Uuid;

/// A group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// What somebody is to complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) id: String,
    pub(crate) pack: String,
    /// The group that it is assigned to; `None` if it is assigned to all.
    pub(crate) group: Option<String>,
    pub(crate) due: Option<i64>,
    /// For how many days a completion is valid; `None` if it stays valid.
    pub(crate) valid_days: Option<i64>,
}

/// A completion of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Completed {
    pub(crate) learner: i64,
    pub(crate) digest: String,
    pub(crate) at: i64,
}

/// Returns all groups, by name.
pub(crate) fn all(open: &mut Transaction<'_>) -> Result<Vec<Group>, StoreError> {
    let group = |row: &Row| Ok(Group { id: row.text(0)?.to_owned(), name: row.text(1)?.to_owned() });
    open.query("SELECT id, name FROM teams ORDER BY name", &[])?.iter().map(group).collect()
}

/// Returns the id of the group with a name, which is added if it is new.
pub(crate) fn named(open: &mut Transaction<'_>, name: &str) -> Result<String, StoreError> {
    let id = Uuid::new_v4().simple().to_string();
    let sql = "INSERT INTO teams (id, name) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    open.execute(sql, &[id.into(), name.into()])?;
    let rows = open.query("SELECT id FROM teams WHERE name = $1", &[name.into()])?;
    rows.first().map_or(Err(StoreError::Gone), |row| Ok(row.text(0)?.to_owned()))
}

/// Deletes a group with its assignments. Its members stay.
pub(crate) fn delete(open: &mut Transaction<'_>, id: &str) -> Result<(), StoreError> {
    open.execute("DELETE FROM teams WHERE id = $1", &[id.into()])?;
    Ok(())
}

/// Adds a learner to a group.
pub(crate) fn join(open: &mut Transaction<'_>, group: &str, learner: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO members (team, learner) VALUES ($1, $2) ON CONFLICT (team, learner) DO NOTHING";
    open.execute(sql, &[group.into(), learner.into()])?;
    Ok(())
}

/// Removes a learner from a group.
pub(crate) fn leave(open: &mut Transaction<'_>, group: &str, learner: i64) -> Result<(), StoreError> {
    open.execute("DELETE FROM members WHERE team = $1 AND learner = $2", &[group.into(), learner.into()])?;
    Ok(())
}

/// Returns the members of all groups, each with the id of the group.
pub(crate) fn members(open: &mut Transaction<'_>) -> Result<Vec<(String, i64)>, StoreError> {
    let member = |row: &Row| Ok((row.text(0)?.to_owned(), row.integer(1)?));
    open.query("SELECT team, learner FROM members", &[])?.iter().map(member).collect()
}

/// Assigns a course to a group, or to all.
pub(crate) fn assign(open: &mut Transaction<'_>, assignment: &Assignment, now: i64) -> Result<(), StoreError> {
    let Assignment { id, pack, group, due, valid_days } = assignment;
    let sql = "INSERT INTO assignments (id, pack, team, created, due, valid_days) VALUES ($1, $2, $3, $4, $5, $6)";
    let values = [id.into(), pack.into(), group.as_deref().into(), now.into(), (*due).into(), (*valid_days).into()];
    open.execute(sql, &values)?;
    Ok(())
}

/// Takes an assignment back.
pub(crate) fn unassign(open: &mut Transaction<'_>, id: &str) -> Result<(), StoreError> {
    open.execute("DELETE FROM assignments WHERE id = $1", &[id.into()])?;
    Ok(())
}

/// Returns all assignments, in the order in which they were made.
pub(crate) fn assignments(open: &mut Transaction<'_>) -> Result<Vec<Assignment>, StoreError> {
    let assignment = |row: &Row| {
        Ok(Assignment {
            id: row.text(0)?.to_owned(),
            pack: row.text(1)?.to_owned(),
            group: row.optional_text(2)?.map(str::to_owned),
            due: row.optional_integer(3)?,
            valid_days: row.optional_integer(4)?,
        })
    };
    let sql = "SELECT id, pack, team, due, valid_days FROM assignments ORDER BY created, id";
    open.query(sql, &[])?.iter().map(assignment).collect()
}

/// Returns whether it is stored that a learner has completed a version of a course.
pub(crate) fn is_complete(database: &Database, (learner, pack, digest): (i64, &str, &str)) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM completions WHERE learner = $1 AND pack = $2 AND digest = $3";
    let rows = database.query(sql, &[learner.into(), pack.into(), digest.into()])?;
    Ok(rows.first().map_or(Ok(0), |row| row.integer(0))? != 0)
}

/// Stores that a learner has completed a version of a course, once for each version.
pub(crate) fn complete(
    open: &mut Transaction<'_>,
    (learner, pack, digest): (i64, &str, &str),
    at: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO completions (learner, pack, digest, at) SELECT $1, $2, $3, $4
               WHERE NOT EXISTS (SELECT 1 FROM completions WHERE learner = $1 AND pack = $2 AND digest = $3)
               ON CONFLICT (learner, pack, at) DO NOTHING";
    open.execute(sql, &[learner.into(), pack.into(), digest.into(), at.into()])?;
    Ok(())
}

/// Returns the completions of a course, earliest first.
pub(crate) fn completions(open: &mut Transaction<'_>, pack: &str) -> Result<Vec<Completed>, StoreError> {
    let completed =
        |row: &Row| Ok(Completed { learner: row.integer(0)?, digest: row.text(1)?.to_owned(), at: row.integer(2)? });
    let sql = "SELECT learner, digest, at FROM completions WHERE pack = $1 ORDER BY at, learner";
    open.query(sql, &[pack.into()])?.iter().map(completed).collect()
}

/// Stores that somebody looked at the record of a named learner.
pub(crate) fn look(
    open: &mut Transaction<'_>,
    learner: i64,
    (viewer, what): (&str, &str),
    now: i64,
) -> Result<(), StoreError> {
    let id = Uuid::new_v4().simple().to_string();
    let sql = "INSERT INTO looks (id, learner, viewer, what, at) VALUES ($1, $2, $3, $4, $5)";
    open.execute(sql, &[id.into(), learner.into(), viewer.into(), what.into(), now.into()])?;
    Ok(())
}

/// Returns who looked at the record of a learner, at what, and when; latest first.
pub(crate) fn looks(database: &Database, learner: i64) -> Result<Vec<(String, String, i64)>, StoreError> {
    let look = |row: &Row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned(), row.integer(2)?));
    let sql = "SELECT viewer, what, at FROM looks WHERE learner = $1 ORDER BY at DESC LIMIT 200";
    database.query(sql, &[learner.into()])?.iter().map(look).collect()
}
