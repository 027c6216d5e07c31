//! Where what belongs to the user lies.

use std::path::{Path, PathBuf};

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

use crate::failure::Failure;

/// The folder for what is kept for the user: `$XDG_DATA_HOME/scn` or `~/.local/share/scn`, on macOS `~/Library/Application Support/scn`, on
/// Windows `%APPDATA%\scn`. It need not be there yet.
///
/// # Errors
/// Where the system does not know of a home folder.
pub(crate) fn data_folder() -> Result<PathBuf, Failure> {
    choose_native_strategy().map(|places| places.data_dir().join("scn")).map_err(|_| {
        Failure::new("your home folder is not known, so there is no place to keep anything")
            .help("set HOME, or say where with an option")
    })
}

/// The file of records: the one that was given, else that in the user's data folder.
///
/// # Errors
/// Where none was given and the system does not know of a home folder.
pub(crate) fn records_file(given: Option<&Path>) -> Result<PathBuf, Failure> {
    match given {
        Some(path) => Ok(path.to_path_buf()),
        None => data_folder().map(|folder| folder.join("records.sqlite")),
    }
}
