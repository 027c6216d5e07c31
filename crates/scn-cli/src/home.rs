//! The locations of the user's own files.

use std::path::PathBuf;

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

use crate::failure::Failure;

/// Returns the data folder of the user: `$XDG_DATA_HOME/scn` or `~/.local/share/scn`, on macOS
/// `~/Library/Application Support/scn`, on Windows `%APPDATA%\scn`. It may not exist yet.
///
/// A relative path is not accepted, as it would name a different folder for every current folder.
/// So a relative `XDG_DATA_HOME` is ignored (XDG Base Directory Specification 0.8), and a relative
/// home folder counts as unknown.
///
/// # Errors
///
/// If the system does not know a home folder.
pub(crate) fn data_folder() -> Result<PathBuf, Failure> {
    known(choose_native_strategy().ok().map(|places| places.data_dir().join("scn")))
}

/// Returns the folder of the user for files that can be made again: `$XDG_CACHE_HOME/scn` or
/// `~/.cache/scn`, on macOS `~/Library/Caches/scn`, on Windows `%LOCALAPPDATA%\scn`. The same holds
/// as for [`data_folder`].
///
/// # Errors
///
/// If the system does not know a home folder.
pub(crate) fn cache_folder() -> Result<PathBuf, Failure> {
    known(choose_native_strategy().ok().map(|places| places.cache_dir().join("scn")))
}

fn known(folder: Option<PathBuf>) -> Result<PathBuf, Failure> {
    folder.filter(|folder| folder.is_absolute()).ok_or_else(|| {
        Failure::new("your home folder is not known, so there is no place to store files")
            .with_help("set HOME to the full path of a folder, or give a path with an option")
    })
}
