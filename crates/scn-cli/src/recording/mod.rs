//! Where records are kept, and the recorder of what a learner does.

mod learner;
mod packs;

use std::env;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use scn_records::{Sqlite, Store, StoreError, learner_name};
use scn_run::At;
use uuid::Uuid;

use crate::failure::Failure;
use crate::home::data_folder;
pub(crate) use learner::{LearnerRecords, Subject, course_arguments};
pub(crate) use packs::{FoundRecords, LearnerMatch, load_stories, match_learner};

/// The name of the file of records in the user's data folder.
const FILE: &str = "records.db";

/// Prefixes of addresses of database servers.
const SERVICES: [&str; 2] = ["postgres:", "postgresql:"];

/// Returns the current time.
pub(crate) fn now() -> At {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    At(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Returns a new attempt id.
pub(crate) fn new_id() -> String {
    Uuid::new_v4().to_string()
}

/// Returns a learner's name in the form in which it is stored.
pub(crate) fn checked_name(text: &str) -> Result<String, Failure> {
    learner_name(text).map_err(|error| Failure::new(format!("--learner: {error}")))
}

/// Returns the file that holds the records: the value of `--db`, else of the variable `SCN_DB`,
/// else a file in the user's data folder.
pub(crate) fn records_path(db: Option<&Path>) -> Result<PathBuf, Failure> {
    let named = env::var_os("SCN_DB").filter(|value| !value.is_empty()).map(PathBuf::from);
    let (place, said) = match (db, named) {
        (Some(path), _) => (path.to_owned(), "--db"),
        (None, Some(path)) => (path, "SCN_DB"),
        (None, None) => {
            return match data_folder() {
                Ok(folder) => Ok(folder.join(FILE)),
                Err(failure) => Err(failure.with_help(ELSEWHERE)),
            };
        }
    };
    let address = place.to_string_lossy();
    if SERVICES.iter().any(|service| address.starts_with(service)) {
        // The address may contain a password, so it is not repeated.
        return Err(Failure::new(format!("{said}: records in a Postgres database are not supported yet"))
            .with_help("give the path of a file instead"));
    }
    Ok(place)
}

/// Advice for when records cannot be kept in the default place.
const ELSEWHERE: &str = "store them in another file, with `--db FILE` or the variable SCN_DB";

/// Opens the records in a file, which is created if it does not exist.
pub(crate) fn open_store(place: &Path) -> Result<Box<dyn Store>, Failure> {
    let store = Sqlite::open(place).map_err(|error| store_failure(place, &error))?;
    Ok(Box::new(store))
}

/// Opens the records in a file for reading. Returns `None` if the file does not exist, without
/// creating it.
pub(crate) fn open_to_read(place: &Path) -> Result<Option<Box<dyn Store>>, Failure> {
    if place.symlink_metadata().is_ok() { open_store(place).map(Some) } else { Ok(None) }
}

/// Returns the failure for an error of the store, with advice.
pub(crate) fn store_failure(place: &Path, error: &StoreError) -> Failure {
    let failure = Failure::new(format!("`{}`: {error}", place.display()));
    match error {
        StoreError::Full | StoreError::ReadOnly | StoreError::Place(_) | StoreError::NotRecords => {
            failure.with_help(ELSEWHERE)
        }
        StoreError::Damaged(_) => failure.with_help(
            "it was not changed: restore a copy of it, or store records in another file, with `--db FILE` or the variable SCN_DB",
        ),
        StoreError::Busy => failure.with_help("try again when the other process is done"),
        StoreError::Later { .. } => failure.with_help("use that scn, or store records in another file, with `--db FILE`"),
        StoreError::Elsewhere | StoreError::Gone | StoreError::Other(_) => failure,
    }
}
