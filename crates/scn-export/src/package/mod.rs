//! Packages for learning management systems: the page of a pack and its media in a zip file, with a
//! manifest that says what it is.
//!
//! An LMS refuses few packages. It takes most mistakes in silence, and the course does not start
//! later. So [`package_problems`] checks what was made, and the rules are stricter than those of
//! any LMS.

mod activities;
mod checks;
mod cmi5;
mod manifest;
mod names;
mod scorm;
mod tincan;
mod zip;

use thiserror::Error;

pub use activities::CoursePart;
pub use checks::{PackageProblem, package_problems};
pub use cmi5::{cmi5_package, cmi5_structure};
pub use scorm::{ScormVersion, cut_title, scorm_manifest, scorm_package};
pub use tincan::{tincan_package, tincan_xml};
pub use zip::{MOST_ENTRIES, ZipProblem, read_zip, write_zip};

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageFile {
    /// Its path in the package, with forward slashes.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl PackageFile {
    /// Returns a file.
    #[must_use]
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: bytes.into() }
    }
}

/// Why no package was made.
#[derive(Debug, Error)]
pub enum PackageError {
    /// Two files have the same path, or paths that differ only in letter case.
    #[error("two files of the package have the path `{0}`")]
    Double(String),
    /// A path has characters that not every LMS accepts.
    #[error("the path `{0}` has characters other than `a` to `z`, digits, `.`, `_`, `-` and `/`")]
    Path(String),
    /// The zip file cannot be written, for example because it is larger than the format allows.
    #[error("the zip file cannot be written: {0}")]
    Zip(String),
}
