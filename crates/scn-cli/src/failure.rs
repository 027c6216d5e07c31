//! Why a command could not do its work: wrong usage, or trouble with files. Exit status 2.

use std::fmt;
use std::io;
use std::path::Path;

/// What went wrong, in words that name what was given, and what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    help: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A file or folder that could not be read.
    pub(crate) fn read(path: &Path, error: &io::Error) -> Self {
        let path = path.display();
        if error.kind() == io::ErrorKind::NotFound {
            Self::new(format!("there is no file or folder `{path}`"))
        } else if error.kind() == io::ErrorKind::PermissionDenied {
            Self::new(format!("`{path}` cannot be read: you have no permission"))
                .help("ask for permission to read it, or use a copy")
        } else {
            Self::new(format!("`{path}` cannot be read: {error}"))
        }
    }

    /// A file that could not be written.
    pub(crate) fn write(path: &Path, error: &io::Error) -> Self {
        let path = path.display();
        if error.kind() == io::ErrorKind::NotFound {
            Self::new(format!("`{path}` cannot be written: its folder is not there")).help("make the folder first")
        } else if error.kind() == io::ErrorKind::PermissionDenied {
            Self::new(format!("`{path}` cannot be written: you have no permission"))
        } else {
            Self::new(format!("`{path}` cannot be written: {error}"))
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}
