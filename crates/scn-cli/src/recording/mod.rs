//! Where records are kept, and the recorder of what a learner does.

mod learner;
mod packs;

use std::env;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use scn_records::{Database, Filter, Store, StoreError, learner_name};
use scn_run::At;
use uuid::Uuid;

use crate::failure::Failure;
use crate::home::data_folder;
pub(crate) use learner::{LearnerRecords, Subject, course_arguments};
pub(crate) use packs::{FoundRecords, LearnerMatch, load_stories, match_learner};

/// The name of the file of records in the user's data folder.
const FILE: &str = "records.db";

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

/// Returns the place of the records, a file or the URL of a database: the value of `--db`, else of
/// the variable `SCN_DB`, else a file in the user's data folder.
pub(crate) fn records_path(db: Option<&Path>) -> Result<PathBuf, Failure> {
    let named = env::var_os("SCN_DB").filter(|value| !value.is_empty()).map(PathBuf::from);
    match db.map(Path::to_owned).or(named) {
        Some(place) => Ok(place),
        None => match data_folder() {
            Ok(folder) => Ok(folder.join(FILE)),
            Err(failure) => Err(failure.with_help(ELSEWHERE)),
        },
    }
}

/// Returns whether a place is the URL of a database.
fn is_url(place: &Path) -> bool {
    Database::is_url(&place.to_string_lossy())
}

/// Returns a place as messages name it. A URL can contain a passphrase, so it is not repeated.
fn place_name(place: &Path) -> String {
    if is_url(place) { "the database".to_owned() } else { format!("`{}`", place.display()) }
}

/// Advice for when records cannot be kept in the default place.
const ELSEWHERE: &str = "store them in another file, with `--db FILE` or the variable SCN_DB";

/// Opens the records in a file or a database. What does not exist is created.
pub(crate) fn open_store(place: &Path) -> Result<Box<dyn Store>, Failure> {
    let store = Database::open(&place.to_string_lossy()).map_err(|error| store_failure(place, &error))?;
    Ok(Box::new(store))
}

/// Opens the records in a file or a database for reading. Returns `None` if the file does not
/// exist, without creating it.
pub(crate) fn open_to_read(place: &Path) -> Result<Option<Box<dyn Store>>, Failure> {
    if is_url(place) || place.symlink_metadata().is_ok() { open_store(place).map(Some) } else { Ok(None) }
}

/// Returns whether there are records of a pack with this name. A database on a server is not asked,
/// and what cannot be read has none.
pub(crate) fn has_records_of(pack: &str) -> bool {
    let Ok(place) = records_path(None) else { return false };
    if is_url(&place) {
        return false;
    }
    let Ok(Some(store)) = open_to_read(&place) else { return false };
    store.attempts(&Filter::default()).is_ok_and(|attempts| attempts.iter().any(|it| it.pack == pack))
}

/// Returns the failure for an error of the store, with advice.
pub(crate) fn store_failure(place: &Path, error: &StoreError) -> Failure {
    let failure = Failure::new(format!("{}: {error}", place_name(place)));
    match error {
        StoreError::Unreachable(_) => failure.with_help("check that the server of the database runs, and its URL"),
        _ if is_url(place) => failure,
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
