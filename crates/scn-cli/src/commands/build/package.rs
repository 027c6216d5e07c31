//! A pack as a package for an LMS.

use std::collections::BTreeMap;

use scn_export::package::{PackageFile, ScormVersion, package_problems, scorm_package};
use scn_run::phrases::scorm::scorm_phrases;
use scn_run::phrases::speak_language_of;
use scn_web::{DEFAULT_INLINE, Home, PageOptions, page};
use serde_json::json;

use super::web::read_all_media;
use super::{Built, output_path};
use crate::args::{BuildArgs, BuildFormat, Edition};
use crate::failure::Failure;
use crate::save::{ensure_output_writable, save_output};

/// Returns the version of SCORM to build, if the format is a package of SCORM.
pub(super) fn scorm_version(args: &BuildArgs) -> Result<Option<ScormVersion>, Failure> {
    match (args.to, args.edition) {
        (BuildFormat::Scorm2004, Some(Edition::Third)) => Ok(Some(ScormVersion::V2004Third)),
        (BuildFormat::Scorm2004, Some(Edition::Fourth) | None) => Ok(Some(ScormVersion::V2004Fourth)),
        (_, Some(_)) => Err(Failure::new("`--edition` is about SCORM 2004").with_help("use `--to scorm2004`")),
        (BuildFormat::Scorm12, None) => Ok(Some(ScormVersion::V12)),
        (_, None) => Ok(None),
    }
}

/// Checks, before any work is done, that the package could be written.
pub(super) fn ensure_package_writable(args: &BuildArgs) -> Result<(), Failure> {
    let path = output_path(args).ok_or_else(|| {
        Failure::new("a package is a zip file, so it is not written to standard output")
            .with_help("give its path with `-o`, such as `-o course.zip`")
    })?;
    ensure_output_writable(path)
}

/// Writes a package of SCORM.
pub(super) fn write_scorm(args: &BuildArgs, built: &Built, version: ScormVersion) -> Result<u8, Failure> {
    let Some(path) = output_path(args) else { return Ok(2) };
    let media = read_all_media(built);
    let home = if version == ScormVersion::V12 { Home::Scorm12 } else { Home::Scorm2004 };
    // A few small pictures are part of the page, and all others are files of the package.
    let inline = args.inline.min(DEFAULT_INLINE / 64);
    let _speaking = speak_language_of(&built.story);
    let options = PageOptions {
        home,
        media: &media,
        inline,
        part: None,
        pages: BTreeMap::new(),
        settings: json!({ "phrases": scorm_phrases() }),
    };
    let page = page(&built.story, &options);
    let mut files = vec![PackageFile::new("index.html", page.html)];
    files.extend(page.files.into_iter().map(|(name, bytes)| PackageFile::new(name, bytes)));
    let package = scorm_package(&built.story, version, &files).map_err(|error| Failure::new(error.to_string()))?;
    if let Some(problem) = package_problems(&package).first() {
        return Err(Failure::new(format!("the package would not be accepted everywhere: {problem}")));
    }
    save_output(path, &package)?;
    Ok(0)
}
