//! Translates errors of SQLite and the operating system into plain words.

use std::io;

use rusqlite::ErrorCode;

use crate::StoreError;

enum ErrorMeaning {
    Plain(StoreError),
    Damaged,
    Place,
    Disk,
}

/// The meanings of SQLite's error codes here. Other codes are reported in SQLite's own words, which
/// contain no values.
const MEANINGS: [(ErrorCode, ErrorMeaning); 11] = [
    (ErrorCode::DiskFull, ErrorMeaning::Plain(StoreError::Full)),
    (ErrorCode::ReadOnly, ErrorMeaning::Plain(StoreError::ReadOnly)),
    (ErrorCode::PermissionDenied, ErrorMeaning::Plain(StoreError::ReadOnly)),
    (ErrorCode::DatabaseBusy, ErrorMeaning::Plain(StoreError::Busy)),
    (ErrorCode::DatabaseLocked, ErrorMeaning::Plain(StoreError::Busy)),
    (ErrorCode::FileLockingProtocolFailed, ErrorMeaning::Plain(StoreError::Busy)),
    (ErrorCode::NotADatabase, ErrorMeaning::Plain(StoreError::NotRecords)),
    (ErrorCode::DatabaseCorrupt, ErrorMeaning::Damaged),
    // The generic error, of a statement that refers to something missing: since the statements
    // never change, the file must be damaged.
    (ErrorCode::Unknown, ErrorMeaning::Damaged),
    (ErrorCode::CannotOpen, ErrorMeaning::Place),
    (ErrorCode::SystemIoFailure, ErrorMeaning::Disk),
];

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let Some(code) = error.sqlite_error_code() else {
            // A row does not have the form in which rows are written.
            return Self::Damaged("a row in it has the wrong form".to_owned());
        };
        match MEANINGS.iter().find(|(known, _)| *known == code) {
            Some((_, ErrorMeaning::Plain(meaning))) => meaning.clone(),
            Some((_, ErrorMeaning::Damaged)) => Self::Damaged("parts of it are missing or changed".to_owned()),
            Some((_, ErrorMeaning::Place)) => Self::Place("the file or its folder cannot be written to".to_owned()),
            Some((_, ErrorMeaning::Disk)) => Self::Other("the disk is full, or cannot be read or written".to_owned()),
            None => {
                let code = error.sqlite_error().map_or(rusqlite::ffi::SQLITE_ERROR, |it| it.extended_code);
                Self::Other(rusqlite::ffi::code_to_str(code).to_lowercase())
            }
        }
    }
}

/// Translates an error of the operating system about a place where records cannot be stored.
pub(super) fn of_place(error: &io::Error) -> StoreError {
    const FULL: [io::ErrorKind; 3] =
        [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded, io::ErrorKind::FileTooLarge];
    const READ_ONLY: [io::ErrorKind; 2] = [io::ErrorKind::ReadOnlyFilesystem, io::ErrorKind::PermissionDenied];
    const FILE_IN_THE_WAY: [io::ErrorKind; 2] = [io::ErrorKind::NotADirectory, io::ErrorKind::AlreadyExists];
    let kind = error.kind();
    if FULL.contains(&kind) {
        StoreError::Full
    } else if READ_ONLY.contains(&kind) {
        StoreError::ReadOnly
    } else if FILE_IN_THE_WAY.contains(&kind) {
        StoreError::Place("a part of the path is a file, not a folder".to_owned())
    } else {
        let text = error.to_string();
        StoreError::Place(text.split(" (os error").next().unwrap_or_default().to_lowercase())
    }
}
