//! Accounts: the learners who can sign in.

use scn_records::{Row, StoreError, Transaction};
use uuid::Uuid;

/// What somebody may do besides learning. Each role may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Learns.
    Learner,
    /// Reads counts without names.
    Author,
    /// Reads the roster.
    Manager,
    /// Sets up accounts, groups and assignments.
    Administrator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Learner, Self::Author, Self::Manager, Self::Administrator];

    /// Returns its name in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Learner => "learner",
            Self::Author => "author",
            Self::Manager => "manager",
            Self::Administrator => "administrator",
        }
    }

    /// Returns the role with a name in lower case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    /// The number of its learner.
    pub(crate) learner: i64,
    /// The name of the learner, as it was first given.
    pub(crate) name: String,
    /// The account that identifies the learner where the name must not appear.
    pub(crate) id: String,
    pub(crate) role: Role,
    /// Whether managers may see more than what was completed.
    pub(crate) shares: bool,
}

/// The secrets of an account, as they are stored.
#[derive(Debug)]
pub(crate) struct Secrets {
    pub(crate) passphrase: Option<String>,
    pub(crate) recovery: Option<String>,
    pub(crate) recovery_until: i64,
}

/// The columns that [`account_of`] reads, of `accounts a` and `learners l`.
pub(super) const COLUMNS: &str = "a.learner, l.name, l.account, a.role, a.shares";

/// Returns the account in a row.
pub(super) fn account_of(row: &Row) -> Result<Account, StoreError> {
    let role = Role::from_name(row.text(3)?);
    Ok(Account {
        learner: row.integer(0)?,
        name: row.text(1)?.to_owned(),
        id: row.text(2)?.to_owned(),
        role: role.ok_or_else(|| StoreError::Damaged("a role in it is unknown".to_owned()))?,
        shares: row.integer(4)? != 0,
    })
}

/// Returns the accounts for which a condition holds, by name.
fn select(
    open: &mut Transaction<'_>,
    condition: &str,
    values: &[scn_records::Value],
) -> Result<Vec<Account>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM accounts a JOIN learners l ON l.number = a.learner WHERE {condition} ORDER BY a.login"
    );
    open.query(&sql, values)?.iter().map(account_of).collect()
}

/// Returns all accounts, by name.
pub(crate) fn all(open: &mut Transaction<'_>) -> Result<Vec<Account>, StoreError> {
    select(open, "1 = 1", &[])
}

/// Returns the account with a name, however it is spelled.
pub(crate) fn by_name(open: &mut Transaction<'_>, name: &str) -> Result<Option<Account>, StoreError> {
    Ok(select(open, "a.login = $1", &[scn_records::name_key(name).into()])?.pop())
}

/// Returns the account of a learner.
pub(crate) fn by_learner(open: &mut Transaction<'_>, learner: i64) -> Result<Option<Account>, StoreError> {
    Ok(select(open, "a.learner = $1", &[learner.into()])?.pop())
}

/// Returns the account with an id.
pub(crate) fn by_id(open: &mut Transaction<'_>, id: &str) -> Result<Option<Account>, StoreError> {
    Ok(select(open, "l.account = $1", &[id.into()])?.pop())
}

/// Returns the secrets of an account.
pub(crate) fn secrets(open: &mut Transaction<'_>, learner: i64) -> Result<Option<Secrets>, StoreError> {
    let sql = "SELECT passphrase, recovery, recovery_until FROM accounts WHERE learner = $1";
    let secrets = |row: &Row| {
        Ok(Secrets {
            passphrase: row.optional_text(0)?.map(str::to_owned),
            recovery: row.optional_text(1)?.map(str::to_owned),
            recovery_until: row.optional_integer(2)?.unwrap_or(0),
        })
    };
    open.query(sql, &[learner.into()])?.first().map(secrets).transpose()
}

/// Creates an account with the digest of a passphrase, or with none. Returns `None` if the name is
/// taken: by another account, or by records that were kept under it before.
pub(crate) fn create(
    open: &mut Transaction<'_>,
    name: &str,
    passphrase: Option<&str>,
    role: Role,
    now: i64,
) -> Result<Option<Account>, StoreError> {
    let key = scn_records::name_key(name);
    if by_name(open, name)?.is_some() || scn_records::learner_number(open, name)?.is_some() {
        return Ok(None);
    }
    let id = Uuid::new_v4().simple().to_string();
    let learner = scn_records::add_learner(open, name, &id)?;
    let sql = "INSERT INTO accounts (learner, login, passphrase, role, created, shares) VALUES ($1, $2, $3, $4, $5, 0)";
    open.execute(sql, &[learner.into(), key.into(), passphrase.into(), role.as_str().into(), now.into()])?;
    Ok(Some(Account { learner, name: name.to_owned(), id, role, shares: false }))
}

/// Sets the digest of the passphrase, and makes the recovery code void.
pub(crate) fn set_passphrase(open: &mut Transaction<'_>, learner: i64, digest: &str) -> Result<(), StoreError> {
    let sql = "UPDATE accounts SET passphrase = $2, recovery = NULL, recovery_until = NULL WHERE learner = $1";
    open.execute(sql, &[learner.into(), digest.into()])?;
    Ok(())
}

/// Sets the digest of a recovery code that can be used once until a time.
pub(crate) fn set_recovery(
    open: &mut Transaction<'_>,
    learner: i64,
    digest: &str,
    until: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE accounts SET recovery = $2, recovery_until = $3 WHERE learner = $1";
    open.execute(sql, &[learner.into(), digest.into(), until.into()])?;
    Ok(())
}

/// Stores that somebody has signed in.
pub(crate) fn note_use(open: &mut Transaction<'_>, learner: i64, now: i64) -> Result<(), StoreError> {
    open.execute("UPDATE accounts SET used = $2 WHERE learner = $1", &[learner.into(), now.into()])?;
    Ok(())
}

/// Sets the role.
pub(crate) fn set_role(open: &mut Transaction<'_>, learner: i64, role: Role) -> Result<(), StoreError> {
    open.execute("UPDATE accounts SET role = $2 WHERE learner = $1", &[learner.into(), role.as_str().into()])?;
    Ok(())
}

/// Sets whether managers may see more than what was completed.
pub(crate) fn set_shares(open: &mut Transaction<'_>, learner: i64, shares: bool) -> Result<(), StoreError> {
    open.execute("UPDATE accounts SET shares = $2 WHERE learner = $1", &[learner.into(), shares.into()])?;
    Ok(())
}

/// Returns how many accounts have a role.
pub(crate) fn count(open: &mut Transaction<'_>, role: Role) -> Result<i64, StoreError> {
    let rows = open.query("SELECT count(*) FROM accounts WHERE role = $1", &[role.as_str().into()])?;
    rows.first().map_or(Ok(0), |row| row.integer(0))
}
