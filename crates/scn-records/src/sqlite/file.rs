//! The file that contains the records.

use std::fs::DirBuilder;
use std::io::{self, Write};
use std::path::Path;

use rusqlite::{Connection, MAIN_DB};

use super::error::of_place;
use super::schema;
use crate::StoreError;

/// Ensures that the file exists and can contain records.
pub(super) fn ensure_file(path: &Path) -> Result<(), StoreError> {
    #[expect(clippy::disallowed_methods, reason = "the store is one file: this crate touches that and nothing else")]
    let metadata = std::fs::metadata(path);
    match metadata {
        Ok(metadata) if metadata.is_dir() => Err(StoreError::Place("it is a folder".to_owned())),
        Ok(metadata) if !metadata.is_file() => Err(StoreError::Place("it is a pipe or a device".to_owned())),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => create_file(path),
        Err(error) => Err(of_place(&error)),
    }
}

/// Creates an empty store: completely, under a temporary name, which is then renamed, so that no
/// process ever sees half a file. If another process was faster, its file is kept.
fn create_file(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    owners_folders().create(folder).map_err(|error| of_place(&error))?;
    let mut connection = Connection::open_in_memory()?;
    schema::create_tables(&mut connection)?;
    let empty = connection.serialize(MAIN_DB)?;
    // Temporary files are created readable and writable only by the owner.
    let write_file = || {
        let mut file = tempfile::Builder::new().prefix(".scn-").tempfile_in(folder)?;
        file.write_all(&empty)?;
        file.as_file().sync_all()?;
        match file.persist_noclobber(path) {
            Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(error.error),
            Ok(_) | Err(_) => Ok(()),
        }
    };
    write_file().map_err(|error| of_place(&error))
}

#[cfg(unix)]
fn owners_folders() -> DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut folders = DirBuilder::new();
    folders.recursive(true).mode(0o700);
    folders
}

#[cfg(not(unix))]
fn owners_folders() -> DirBuilder {
    let mut folders = DirBuilder::new();
    folders.recursive(true);
    folders
}
