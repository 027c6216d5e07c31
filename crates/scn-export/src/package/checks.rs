//! Checks a SCORM package. Each problem here is one that some LMS refuses with words that do not
//! help, or takes in silence, so that the course does not start, or loses records later.

use std::collections::BTreeSet;

use thiserror::Error;

use super::PackageFile;
use super::manifest::{Manifest, Resource};
use super::names::is_plain;
use super::scorm::{LONGEST_IDENTIFIER, LONGEST_TITLE, ScormVersion};
use super::zip::{ZipProblem, read_zip};

/// A problem of a package.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PackageProblem {
    /// The zip file itself.
    #[error("the package cannot be read: {0}")]
    Zip(#[from] ZipProblem),
    /// A path has characters that not every LMS accepts.
    #[error("the path `{0}` has characters other than `a` to `z`, digits, `.`, `_`, `-` and `/`")]
    Path(String),
    /// There is no manifest at the root, or its name is written in another way.
    #[error("there is no `imsmanifest.xml` at the root of the package{}", .0.as_ref().map(|path| format!(", only `{path}`")).unwrap_or_default())]
    NoManifest(Option<String>),
    /// The manifest is not the first file.
    #[error("`imsmanifest.xml` is not the first file of the package")]
    NotFirst,
    /// The manifest is not readable XML.
    #[error("`imsmanifest.xml` cannot be read: {0}")]
    Unreadable(String),
    /// The manifest begins with a byte order mark.
    #[error("`imsmanifest.xml` begins with a byte order mark")]
    ByteOrderMark,
    /// The manifest has a document type declaration.
    #[error("`imsmanifest.xml` has a DOCTYPE")]
    Doctype,
    /// An element of the package has a namespace prefix.
    #[error("the element `{0}` has a prefix; some LMSs know only the default namespace")]
    Prefix(String),
    /// The version is none that LMSs know, or has other spaces.
    #[error("`schemaversion` is `{0}`, not `1.2`, `2004 3rd Edition` or `2004 4th Edition`")]
    Version(String),
    /// A title is too long for a database.
    #[error("a title has {0} characters; some LMSs take at most {LONGEST_TITLE}")]
    Title(usize),
    /// An identifier is too long, or used twice.
    #[error("the identifier `{0}` is used twice, or longer than {LONGEST_IDENTIFIER} characters")]
    Identifier(String),
    /// The default organization does not exist.
    #[error("the default organization `{0}` does not exist")]
    Organization(String),
    /// No item refers to a resource with a page.
    #[error("no item opens a page")]
    NoItem,
    /// An item refers to a resource that does not exist.
    #[error("an item refers to the resource `{0}`, which does not exist")]
    Reference(String),
    /// A resource has no page, or it is not in the package.
    #[error("the page `{0}` is not in the package")]
    Page(String),
    /// The attribute that makes a page one with records is missing, or written for another version.
    #[error("the resource `{resource}` needs the attribute `{wanted}`, exactly as written here")]
    Kind {
        /// The identifier of the resource.
        resource: String,
        /// The attribute.
        wanted: &'static str,
    },
    /// The resource that is opened is not the first one with a page.
    #[error("the resource `{0}` is opened, but another one with a page comes before it")]
    Order(String),
    /// A file is listed but not in the package.
    #[error("the manifest lists `{0}`, which is not in the package")]
    Missing(String),
    /// A file is in the package, but not listed.
    #[error("`{0}` is in the package, but the manifest does not list it")]
    Unlisted(String),
}

/// Returns the problems of a SCORM package, given by the bytes of its zip file.
#[must_use]
pub fn package_problems(bytes: &[u8]) -> Vec<PackageProblem> {
    let files = match read_zip(bytes) {
        Ok(files) => files,
        Err(problem) => return vec![problem.into()],
    };
    let mut problems: Vec<PackageProblem> = Vec::new();
    let odd = files.iter().filter(|file| !is_plain(&file.path));
    problems.extend(odd.map(|file| PackageProblem::Path(file.path.clone())));
    let Some(place) = files.iter().position(|file| file.path == "imsmanifest.xml") else {
        let similar = files.iter().find(|file| file.path.to_lowercase().ends_with("imsmanifest.xml"));
        problems.push(PackageProblem::NoManifest(similar.map(|file| file.path.clone())));
        return problems;
    };
    if place != 0 {
        problems.push(PackageProblem::NotFirst);
    }
    let text = files.get(place).map(|file| file.bytes.as_slice()).unwrap_or_default();
    if text.starts_with(b"\xef\xbb\xbf") {
        problems.push(PackageProblem::ByteOrderMark);
    }
    match Manifest::read(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)) {
        Ok(manifest) => check_manifest(&manifest, &files, &mut problems),
        Err(reason) => problems.push(PackageProblem::Unreadable(reason)),
    }
    problems
}

fn check_manifest(manifest: &Manifest, files: &[PackageFile], problems: &mut Vec<PackageProblem>) {
    if manifest.has_doctype {
        problems.push(PackageProblem::Doctype);
    }
    problems.extend(manifest.prefixed.iter().map(|name| PackageProblem::Prefix(name.clone())));
    let written = manifest.schema_version.as_deref().unwrap_or_default();
    let version = ScormVersion::ALL.into_iter().find(|version| version.schema_version() == written);
    if version.is_none() {
        problems.push(PackageProblem::Version(written.to_owned()));
    }
    let lengths = manifest.titles.iter().map(|title| title.chars().count());
    problems.extend(lengths.filter(|length| LONGEST_TITLE < *length).map(PackageProblem::Title));
    let mut seen = BTreeSet::new();
    let bad = manifest.identifiers.iter().filter(|it| !seen.insert(*it) || LONGEST_IDENTIFIER < it.chars().count());
    problems.extend(bad.map(|it| PackageProblem::Identifier(it.clone())));
    match &manifest.default {
        Some(default) if manifest.organizations.contains(default) => {}
        default => problems.push(PackageProblem::Organization(default.clone().unwrap_or_default())),
    }
    check_items(manifest, version, problems);
    check_files(manifest, files, problems);
}

fn check_items(manifest: &Manifest, version: Option<ScormVersion>, problems: &mut Vec<PackageProblem>) {
    if manifest.references.is_empty() {
        problems.push(PackageProblem::NoItem);
    }
    for reference in &manifest.references {
        let Some(resource) = manifest.resources.iter().find(|it| it.identifier == *reference) else {
            problems.push(PackageProblem::Reference(reference.clone()));
            continue;
        };
        let wanted = version.unwrap_or(ScormVersion::V12).kind_attribute();
        if version.is_some() && !is_recorded(resource, wanted) {
            problems.push(PackageProblem::Kind { resource: reference.clone(), wanted });
        }
        // Open edX opens the first resource with a page, whatever the items say.
        let first = manifest.resources.iter().find(|it| it.href.is_some());
        if first.is_some_and(|first| first.identifier != *reference) {
            problems.push(PackageProblem::Order(reference.clone()));
        }
    }
}

fn is_recorded(resource: &Resource, wanted: &str) -> bool {
    let values: Vec<&str> = resource.kinds.iter().filter(|(key, _)| key == wanted).map(|(_, it)| it.as_str()).collect();
    values == ["sco"] && resource.kinds.len() == 1
}

fn check_files(manifest: &Manifest, files: &[PackageFile], problems: &mut Vec<PackageProblem>) {
    let is_there = |href: &str| {
        let path = href.split(['?', '#']).next().unwrap_or_default();
        files.iter().any(|file| file.path == path)
    };
    let mut listed = BTreeSet::from(["imsmanifest.xml"]);
    for resource in &manifest.resources {
        match &resource.href {
            Some(href) if is_there(href) => {}
            href => problems.push(PackageProblem::Page(href.clone().unwrap_or_default())),
        }
        listed.extend(resource.files.iter().map(String::as_str));
        let missing = resource.files.iter().filter(|file| !is_there(file));
        problems.extend(missing.map(|file| PackageProblem::Missing(file.clone())));
    }
    let unlisted = files.iter().filter(|file| !listed.contains(file.path.as_str()));
    problems.extend(unlisted.map(|file| PackageProblem::Unlisted(file.path.clone())));
}
