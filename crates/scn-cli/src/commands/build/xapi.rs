//! A pack as a package for a platform with a learning record store.

use std::collections::BTreeMap;

use scn_export::package::{CoursePart, PackageError, PackageFile, cmi5_package, tincan_package};
use scn_run::phrases::lrs::lrs_phrases;
use scn_run::phrases::speak_language_of;
use scn_run::{CourseState, Part, Stories, Versions};
use scn_web::{Home, PageOptions, page, part_launcher};
use serde_json::json;

use super::web::read_all_media;
use super::{Built, output_path, package};
use crate::args::BuildArgs;
use crate::failure::Failure;
use crate::save::save_output;

/// Checks, before any work is done, that the package could be written.
pub(super) fn ensure_package_writable(args: &BuildArgs) -> Result<(), Failure> {
    base_url(args)?;
    package::ensure_package_writable(args)
}

/// Returns the base URL without a slash at its end.
fn base_url(args: &BuildArgs) -> Result<&str, Failure> {
    let base = args.base.trim_end_matches('/');
    let host = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://")).unwrap_or_default();
    if host.is_empty() {
        return Err(Failure::new("--base: the URL must start with `https://`"));
    }
    let is_allowed = |byte: u8| byte.is_ascii_graphic() && !b"\"<>?#\\^`{|}".contains(&byte);
    if !host.bytes().all(is_allowed) {
        return Err(Failure::new("--base: the URL has a character that the base of an id cannot have"));
    }
    Ok(base)
}

/// Writes a cmi5 package.
pub(super) fn write_cmi5(args: &BuildArgs, built: &Built) -> Result<u8, Failure> {
    let (story, base) = (&built.story, base_url(args)?);
    let parts = course_parts(built);
    let mut files = page_files(args, built, Home::Cmi5)?;
    files.extend(parts.iter().map(|(part, unit)| PackageFile::new(unit.page(), part_launcher(story, part))));
    let units: Vec<CoursePart> = parts.into_iter().map(|(_, unit)| unit).collect();
    save_package(args, cmi5_package(story, base, &units, &files))?;
    Ok(0)
}

/// Writes a package for a Tin Can launch.
pub(super) fn write_tincan(args: &BuildArgs, built: &Built) -> Result<u8, Failure> {
    let (story, base) = (&built.story, base_url(args)?);
    let files = page_files(args, built, Home::Xapi)?;
    let units: Vec<CoursePart> = course_parts(built).into_iter().map(|(_, unit)| unit).collect();
    save_package(args, tincan_package(story, base, &units, &files))?;
    Ok(0)
}

/// Returns the page and the media beside it.
fn page_files(args: &BuildArgs, built: &Built, home: Home) -> Result<Vec<PackageFile>, Failure> {
    let media = read_all_media(built);
    let _speaking = speak_language_of(&built.story);
    let settings = json!({
        "base": base_url(args)?,
        "platform": format!("scn {}", env!("CARGO_PKG_VERSION")),
        "phrases": lrs_phrases(),
    });
    let options = PageOptions { home, media: &media, inline: 0, part: None, pages: BTreeMap::new(), settings };
    let page = page(&built.story, &options);
    let index = PackageFile::new("index.html", page.html);
    Ok([index].into_iter().chain(page.files.into_iter().map(|(path, bytes)| PackageFile::new(path, bytes))).collect())
}

fn save_package(args: &BuildArgs, package: Result<Vec<u8>, PackageError>) -> Result<(), Failure> {
    let bytes = package.map_err(|error| Failure::new(format!("the package cannot be made: {error}")))?;
    output_path(args).map_or(Ok(()), |path| save_output(path, bytes))
}

/// Returns the parts of the course in order, each also as a unit of a package.
fn course_parts(built: &Built) -> Vec<(Part, CoursePart)> {
    let stories = Stories::new();
    let state = CourseState::from_attempts(&Versions::new(&built.story, &stories), &[]);
    let to_unit = |part: &Part, optional| match part {
        Part::Lesson(id) => CoursePart::lesson(id, optional),
        Part::Quiz(id) => CoursePart::quiz(id, optional),
        Part::Scenario(id) => CoursePart::scenario(id, optional),
    };
    state.parts.into_iter().map(|it| (it.part.clone(), to_unit(&it.part, it.optional))).collect()
}
