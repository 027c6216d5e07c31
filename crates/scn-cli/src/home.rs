//! Where what belongs to the user lies.

use std::path::PathBuf;

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

use crate::failure::Failure;

/// The folder for what is kept for the user: `$XDG_DATA_HOME/scn` or `~/.local/share/scn`, on macOS
/// `~/Library/Application Support/scn`, on Windows `%APPDATA%\scn`. It need not be there yet.
///
/// A relative path names no folder of the user's: it would be another one in every folder that scn
/// is called in. So a relative `XDG_DATA_HOME` counts as none (XDG Base Directory Specification
/// 0.8), and a relative home folder is not known.
///
/// # Errors
/// Where the system does not know of a home folder.
pub(crate) fn data_folder() -> Result<PathBuf, Failure> {
    let folder = choose_native_strategy().ok().map(|places| places.data_dir().join("scn"));
    folder.filter(|folder| folder.is_absolute()).ok_or_else(|| {
        Failure::new("your home folder is not known, so there is no place to keep anything")
            .help("set HOME to the full path of a folder, or say where with an option")
    })
}
