//! Errors of a command: wrong usage, or trouble with files. The exit status is 2.

use std::env;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use crate::packs::plain_path;

/// An error message that names the input concerned, and optionally advice on what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    help: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// Returns the message without the advice.
    pub(crate) fn message_text(&self) -> &str {
        &self.message
    }

    /// Returns the message and the advice, without the label `error`.
    pub(crate) fn without_label(&self) -> String {
        match &self.help {
            Some(help) => format!("{}\n  help: {help}", self.message),
            None => self.message.clone(),
        }
    }

    /// Returns the failure with other words before its message.
    pub(crate) fn with_prefix(mut self, words: &str) -> Self {
        self.message.insert_str(0, words);
        self
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Returns the failure for a file or folder that could not be read.
    pub(crate) fn read(path: &Path, error: &io::Error) -> Self {
        let shown_path = shown_path(path);
        if error.kind() == io::ErrorKind::NotFound && path.is_symlink() {
            Self::new(format!("`{shown_path}` is a link to something that does not exist"))
        } else if error.kind() == io::ErrorKind::NotFound {
            Self::new(format!("there is no file or folder `{shown_path}`"))
        } else if error.kind() == io::ErrorKind::PermissionDenied {
            Self::new(format!("`{shown_path}` cannot be read: you have no permission"))
                .with_help("ask for permission to read it, or use a copy")
        } else {
            Self::new(format!("`{shown_path}` cannot be read: {}", plain_reason(error)))
        }
    }

    /// Returns the failure for a pipe or device where a file is expected.
    pub(crate) fn no_file(path: &Path) -> Self {
        Self::new(format!("`{}` is a pipe or a device, not a file", shown_path(path)))
            .with_help("pass its contents on standard input, with `-` as the path")
    }

    /// Returns the failure for a file that could not be written.
    pub(crate) fn write(path: &Path, error: &io::Error) -> Self {
        let path = plain_path(&path.display().to_string());
        if error.kind() == io::ErrorKind::NotFound {
            Self::new(format!("`{path}` cannot be written: its folder does not exist"))
                .with_help("create the folder first")
        } else if error.kind() == io::ErrorKind::PermissionDenied {
            Self::new(format!("`{path}` cannot be written: you have no permission"))
        } else {
            Self::new(format!("`{path}` cannot be written: {}", plain_reason(error)))
        }
    }
}

/// Plainer words for some messages of the system.
const PLAIN: [(io::ErrorKind, &str); 5] = [
    (io::ErrorKind::StorageFull, "there is no space left"),
    (io::ErrorKind::IsADirectory, "it is a folder"),
    (io::ErrorKind::NotADirectory, "a part of the path is a file, not a folder"),
    (io::ErrorKind::ReadOnlyFilesystem, "it is on a read-only disk"),
    (io::ErrorKind::InvalidFilename, "a file cannot have such a name"),
];

/// Returns why reading or writing failed, in plain words, without the system's error number.
pub(crate) fn plain_reason(error: &io::Error) -> String {
    if let Some((_, words)) = PLAIN.iter().find(|(kind, _)| *kind == error.kind()) {
        return (*words).to_owned();
    }
    let text = error.to_string();
    text.split(" (os error").next().map(str::to_lowercase).unwrap_or_default()
}

/// Returns a path as users know it: relative to the current folder if it is below that.
fn shown_path(path: &Path) -> String {
    let working_dir = env::current_dir().ok().map(|here| fs::canonicalize(&here).unwrap_or(here));
    let below = working_dir.as_deref().and_then(|here| path.strip_prefix(here).ok());
    match below.filter(|below| !below.as_os_str().is_empty()) {
        Some(below) => below.display().to_string(),
        None => plain_path(&path.display().to_string()),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.without_label())
    }
}
