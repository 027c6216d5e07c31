//! Learners by the identity that the provider of an organisation gives them.

use scn_records::{Database, StoreError, Transaction};

/// How long somebody who has come from the provider may take to choose a name, in milliseconds:
/// half an hour.
const PATIENCE: i64 = 30 * 60 * 1000;

/// Whom a provider has recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) issuer: String,
    /// The id that the issuer never gives to somebody else.
    pub(crate) subject: String,
    /// The name that the provider knows; it may be empty.
    pub(crate) name: String,
}

/// Returns the learner with an identity. One from a staff list becomes that of the issuer by which
/// it is first used.
pub(crate) fn learner(open: &mut Transaction<'_>, identity: &Identity) -> Result<Option<i64>, StoreError> {
    let Identity { issuer, subject, .. } = identity;
    let known = "SELECT learner FROM identities WHERE issuer = $1 AND subject = $2";
    if let Some(row) = open.query(known, &[issuer.into(), subject.into()])?.first() {
        return Ok(Some(row.integer(0)?));
    }
    let listed = "UPDATE identities SET issuer = $1 WHERE issuer = '' AND subject = $2";
    open.execute(listed, &[issuer.into(), subject.into()])?;
    let rows = open.query(known, &[issuer.into(), subject.into()])?;
    rows.first().map(|row| row.integer(0)).transpose()
}

/// Gives a learner the identity that a staff list says. Returns false if it is somebody else's.
pub(crate) fn list(open: &mut Transaction<'_>, subject: &str, learner: i64) -> Result<bool, StoreError> {
    let rows = open.query("SELECT learner FROM identities WHERE subject = $1", &[subject.into()])?;
    if let Some(row) = rows.first() {
        return Ok(row.integer(0)? == learner);
    }
    let identity = Identity { issuer: String::new(), subject: subject.to_owned(), name: String::new() };
    add(open, &identity, learner)?;
    Ok(true)
}

/// Gives a learner an identity.
pub(crate) fn add(open: &mut Transaction<'_>, identity: &Identity, learner: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO identities (issuer, subject, learner) VALUES ($1, $2, $3)";
    open.execute(sql, &[(&identity.issuer).into(), (&identity.subject).into(), learner.into()])?;
    Ok(())
}

/// Returns whether a learner signs in by a provider alone, without a passphrase.
pub(crate) fn has_no_passphrase(database: &Database, learner: i64) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM accounts a WHERE a.learner = $1 AND a.passphrase IS NULL
               AND EXISTS (SELECT 1 FROM identities i WHERE i.learner = a.learner)";
    let rows = database.query(sql, &[learner.into()])?;
    Ok(rows.first().map_or(Ok(0), |row| row.integer(0))? != 0)
}

/// Remembers who has come in a visit, until a name is chosen.
pub(crate) fn arrive(open: &mut Transaction<'_>, key: &str, identity: &Identity, now: i64) -> Result<(), StoreError> {
    open.execute("DELETE FROM arrivals WHERE key = $1", &[key.into()])?;
    let sql = "INSERT INTO arrivals (key, issuer, subject, name, expires) VALUES ($1, $2, $3, $4, $5)";
    let Identity { issuer, subject, name } = identity;
    open.execute(sql, &[key.into(), issuer.into(), subject.into(), name.into(), (now + PATIENCE).into()])?;
    Ok(())
}

/// Returns who has come in a visit and has no name yet.
pub(crate) fn arrived(open: &mut Transaction<'_>, key: &str, now: i64) -> Result<Option<Identity>, StoreError> {
    let sql = "SELECT issuer, subject, name FROM arrivals WHERE key = $1 AND expires > $2";
    let rows = open.query(sql, &[key.into(), now.into()])?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some(Identity {
        issuer: row.text(0)?.to_owned(),
        subject: row.text(1)?.to_owned(),
        name: row.text(2)?.to_owned(),
    }))
}

/// Forgets who has come in a visit.
pub(crate) fn settle(open: &mut Transaction<'_>, key: &str) -> Result<(), StoreError> {
    open.execute("DELETE FROM arrivals WHERE key = $1", &[key.into()])?;
    Ok(())
}
