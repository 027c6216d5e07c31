//! Translates errors of PostgreSQL into plain words. They never contain the URL or a value.

use postgres::error::SqlState;

use crate::StoreError;

impl From<postgres::Error> for StoreError {
    fn from(error: postgres::Error) -> Self {
        if let Some(fault) = super::tls::fault_of(&error) {
            return fault;
        }
        let Some(state) = error.code() else {
            // Errors that the server does not report: the connection, or the form of a row.
            return match error.is_closed() || std::error::Error::source(&error).is_some_and(is_connection) {
                true => Self::Unreachable(reason(&error)),
                false => Self::Damaged("a row in it has the wrong form".to_owned()),
            };
        };
        match state {
            it if *it == SqlState::DISK_FULL => Self::Full,
            it if *it == SqlState::READ_ONLY_SQL_TRANSACTION || *it == SqlState::INSUFFICIENT_PRIVILEGE => {
                Self::ReadOnly
            }
            it if *it == SqlState::LOCK_NOT_AVAILABLE || *it == SqlState::T_R_DEADLOCK_DETECTED => Self::Busy,
            it if *it == SqlState::UNDEFINED_TABLE || *it == SqlState::UNDEFINED_COLUMN => {
                Self::Damaged("a table or a column of it is missing".to_owned())
            }
            // Class 08: the connection. Class 57: the server is shut down or starts. Class 53: too
            // many connections, or no memory.
            it if ["08", "57", "53"].iter().any(|class| it.code().starts_with(class)) => {
                Self::Unreachable(reason(&error))
            }
            // Class 28: the user or the passphrase; class 3D: there is no such database.
            it if ["28", "3D"].iter().any(|class| it.code().starts_with(class)) => Self::Place(reason(&error)),
            it => Self::Other(format!("PostgreSQL reports {}", it.code())),
        }
    }
}

fn is_connection(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<std::io::Error>()
}

/// Returns what the server or the operating system says, in one line.
fn reason(error: &postgres::Error) -> String {
    let words = match (error.as_db_error(), std::error::Error::source(error)) {
        (Some(told), _) => told.message().to_owned(),
        (None, Some(source)) => source.to_string(),
        (None, None) => error.to_string(),
    };
    words.split(" (os error").next().unwrap_or_default().to_lowercase()
}

/// Returns the error of a URL that cannot be read.
pub(super) fn of_url(error: &postgres::Error) -> StoreError {
    let source = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    StoreError::Place(format!("the URL cannot be read: {source}"))
}
