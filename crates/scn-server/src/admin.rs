//! Accounts from the command line, for the first administrator and for staff lists.

use scn_records::{Database, StoreError, learner_name};
use thiserror::Error;

use crate::app::now;
use crate::pages::setup::new_recovery;
use crate::refusal::Refusal;
use crate::tables::accounts::{self, Account, Role};
use crate::{staff, tables};

/// Why accounts cannot be changed.
#[derive(Debug, Error)]
pub enum AccountError {
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was asked for cannot be done, for the reason given.
    #[error("{0}")]
    Refused(String),
}

impl From<Refusal> for AccountError {
    fn from(refusal: Refusal) -> Self {
        if let Refusal::Store(error) = refusal {
            return Self::Store(error);
        }
        if let Refusal::Failed(words) = refusal {
            return Self::Refused(words);
        }
        Self::Refused(refusal.words())
    }
}

/// A recovery code: with it and a name, somebody sets a passphrase once, within seven days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryCode {
    /// The name of the account.
    pub name: String,
    /// The code.
    pub code: String,
}

fn open(place: &str) -> Result<Database, AccountError> {
    let mut database = Database::open(place)?;
    tables::migrate(&mut database)?;
    Ok(database)
}

fn unknown() -> Refusal {
    Refusal::Unacceptable("There is no account with this name.".to_owned())
}

/// Adds an account in a database, and returns the recovery code with which its owner sets a
/// passphrase.
///
/// # Errors
///
/// If the name cannot be one or is taken, or the database cannot be used.
///
/// # Examples
///
/// ```
/// use scn_server::{Role, add_account, reset_account};
///
/// let folder = tempfile::tempdir()?;
/// let database = folder.path().join("training.db").to_string_lossy().into_owned();
/// let first = add_account(&database, "Thandi Mokoena", Role::Administrator)?;
/// assert!(add_account(&database, "thandi mokoena", Role::Learner).is_err());
/// assert_ne!(reset_account(&database, "Thandi Mokoena")?.code, first.code);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn add_account(place: &str, name: &str, role: Role) -> Result<RecoveryCode, AccountError> {
    let name = learner_name(name).map_err(|error| AccountError::Refused(error.to_string()))?;
    let code = open(place)?.transact(|open| {
        let created = accounts::create(open, &name, None, role, now())?;
        let taken = || Refusal::Unacceptable("This name is taken.".to_owned());
        new_recovery(open, created.ok_or_else(taken)?.learner, now())
    })?;
    Ok(RecoveryCode { name, code })
}

/// Adds the accounts and groups of a staff list, as CSV with the columns `name`, `role`,
/// `groups` and `openid`. Returns the recovery codes of the new accounts.
///
/// # Errors
///
/// If the list has a fault, or the database cannot be used. Nothing is added then.
pub fn import_accounts(place: &str, list: &[u8]) -> Result<Vec<RecoveryCode>, AccountError> {
    let people = staff::read(list).map_err(AccountError::Refused)?;
    let added = open(place)?.transact(|open| staff::add(open, &people, now()))?;
    Ok(added.into_iter().map(|(name, code)| RecoveryCode { name, code }).collect())
}

/// Gives an account a role.
///
/// # Errors
///
/// If there is no such account, or the database cannot be used.
pub fn set_account_role(place: &str, name: &str, role: Role) -> Result<(), AccountError> {
    Ok(open(place)?.transact(|open| {
        let account = accounts::by_name(open, name)?.ok_or_else(unknown)?;
        Ok::<_, Refusal>(accounts::set_role(open, account.learner, role)?)
    })?)
}

/// Returns a new recovery code of an account.
///
/// # Errors
///
/// If there is no such account, or the database cannot be used.
pub fn reset_account(place: &str, name: &str) -> Result<RecoveryCode, AccountError> {
    let (name, code) = open(place)?.transact(|open| {
        let Account { learner, name, .. } = accounts::by_name(open, name)?.ok_or_else(unknown)?;
        Ok::<_, Refusal>((name, new_recovery(open, learner, now())?))
    })?;
    Ok(RecoveryCode { name, code })
}
