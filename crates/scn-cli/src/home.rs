//! Where what belongs to the user lies.

use std::path::PathBuf;

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
