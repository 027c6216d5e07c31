//! SCORM packages: one page, and `imsmanifest.xml`, for SCORM 1.2 (CAM 1.2) and for the third and
//! fourth editions of SCORM 2004 (CAM 2004).
//!
//! Identifiers never change with the version of a pack: when a package is replaced, Moodle keeps
//! what learners did under an item with the same identifier, and deletes what they did under
//! another one. There is no pass mark and no objective in the manifest: the page reports what the
//! pack declares.

use std::fmt::Write;

use scn_story::Story;
use scn_text::escape::xml;
use scn_text::sanitize_line;

use super::zip::write_zip;
use super::{PackageError, PackageFile};

/// The maximum number of characters of a title. Moodle 4.5 stops with a database error at 256.
pub(super) const LONGEST_TITLE: usize = 200;

/// The maximum number of characters of an identifier.
pub(super) const LONGEST_IDENTIFIER: usize = 100;

/// The identifier of the only item.
pub(super) const ITEM: &str = "course";

/// The identifier of the organization. Ids of packs have no `_`.
const ORGANIZATION: &str = "course_organization";

/// The identifier of the resource.
const RESOURCE: &str = "course_page";

/// The page that the LMS opens.
pub(super) const PAGE: &str = "index.html";

/// A version of SCORM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScormVersion {
    /// SCORM 1.2.
    V12,
    /// SCORM 2004, third edition.
    V2004Third,
    /// SCORM 2004, fourth edition.
    V2004Fourth,
}

impl ScormVersion {
    /// All versions.
    pub const ALL: [Self; 3] = [Self::V12, Self::V2004Third, Self::V2004Fourth];

    /// Returns what `schemaversion` says.
    #[must_use]
    pub fn schema_version(self) -> &'static str {
        match self {
            Self::V12 => "1.2",
            Self::V2004Third => "2004 3rd Edition",
            Self::V2004Fourth => "2004 4th Edition",
        }
    }

    /// Returns the maximum number of characters of the state of a learner that every LMS keeps. The
    /// standard gives 4,096 in SCORM 1.2 and 64,000 in SCORM 2004, but everything that a page sends
    /// while it is closed must fit into 64 KiB.
    #[must_use]
    pub fn state_limit(self) -> usize {
        match self {
            Self::V12 => 4_096,
            Self::V2004Third | Self::V2004Fourth => 16_000,
        }
    }

    /// Returns the namespaces of the manifest, as attributes.
    fn namespaces(self) -> &'static str {
        match self {
            Self::V12 => {
                "xmlns=\"http://www.imsproject.org/xsd/imscp_rootv1p1p2\" \
                 xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_rootv1p2\""
            }
            Self::V2004Third | Self::V2004Fourth => {
                "xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\" \
                 xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_v1p3\" \
                 xmlns:imsss=\"http://www.imsglobal.org/xsd/imsss\""
            }
        }
    }

    /// Returns the attribute that makes a resource one with a runtime. Its case differs.
    pub(super) fn kind_attribute(self) -> &'static str {
        match self {
            Self::V12 => "adlcp:scormtype",
            Self::V2004Third | Self::V2004Fourth => "adlcp:scormType",
        }
    }
}

/// Returns a title as an LMS stores it: on one line, and cut at 200 characters.
#[must_use]
pub fn cut_title(title: &str) -> String {
    let clean = sanitize_line(title);
    let title = clean.trim();
    if title.chars().count() <= LONGEST_TITLE {
        return title.to_owned();
    }
    let kept: String = title.chars().take(LONGEST_TITLE - 1).collect();
    format!("{}…", kept.trim_end())
}

/// Returns the `imsmanifest.xml` of a pack. `paths` are those of all other files of the package.
#[must_use]
pub fn scorm_manifest(story: &Story, version: ScormVersion, paths: &[&str]) -> String {
    let title = cut_title(if story.pack.title.is_empty() { &story.pack.name } else { &story.pack.title });
    let title = xml(&title);
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let mut line = |words: std::fmt::Arguments<'_>| {
        // Writing to a string cannot fail.
        let _ = text.write_fmt(words);
        text.push('\n');
    };
    line(format_args!("<manifest identifier=\"{}\" {}>", manifest_identifier(story), version.namespaces()));
    line(format_args!("  <metadata>"));
    line(format_args!("    <schema>ADL SCORM</schema>"));
    line(format_args!("    <schemaversion>{}</schemaversion>", version.schema_version()));
    line(format_args!("  </metadata>"));
    line(format_args!("  <!-- {} -->", xml(&story.pack.digest)));
    line(format_args!("  <organizations default=\"{ORGANIZATION}\">"));
    line(format_args!("    <organization identifier=\"{ORGANIZATION}\">"));
    line(format_args!("      <title>{title}</title>"));
    line(format_args!("      <item identifier=\"{ITEM}\" identifierref=\"{RESOURCE}\">"));
    line(format_args!("        <title>{title}</title>"));
    if version != ScormVersion::V12 {
        // Otherwise an LMS marks what the page leaves open as completed and satisfied.
        line(format_args!("        <imsss:sequencing>"));
        line(format_args!(
            "          <imsss:deliveryControls completionSetByContent=\"true\" objectiveSetByContent=\"true\"/>"
        ));
        line(format_args!("        </imsss:sequencing>"));
    }
    line(format_args!("      </item>"));
    line(format_args!("    </organization>"));
    line(format_args!("  </organizations>"));
    line(format_args!("  <resources>"));
    line(format_args!(
        "    <resource identifier=\"{RESOURCE}\" type=\"webcontent\" {}=\"sco\" href=\"{PAGE}\">",
        version.kind_attribute()
    ));
    for path in paths {
        line(format_args!("      <file href=\"{}\"/>", xml(path)));
    }
    line(format_args!("    </resource>"));
    line(format_args!("  </resources>"));
    line(format_args!("</manifest>"));
    text
}

/// Returns the identifier of the manifest: the name of the pack, unless that is the identifier of
/// the item.
fn manifest_identifier(story: &Story) -> String {
    let name: String = story.pack.name.chars().take(LONGEST_IDENTIFIER).collect();
    if name == ITEM { format!("{name}_pack") } else { xml(&name).into_owned() }
}

/// Returns a SCORM package of a pack: a zip file. `files` are the page, `index.html`, and what it
/// needs. The same story and files give the same bytes.
///
/// # Errors
///
/// If there is no page, two files have the same path, or a path has characters that not every LMS
/// accepts.
///
/// # Examples
///
/// ```
/// use scn_export::package::{PackageFile, ScormVersion, package_problems, scorm_package};
/// use scn_story::Story;
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let page = PackageFile::new("index.html", *b"<!doctype html><title>At the till</title>");
/// let package = scorm_package(&story, ScormVersion::V12, &[page])?;
/// assert_eq!(package_problems(&package), []);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn scorm_package(story: &Story, version: ScormVersion, files: &[PackageFile]) -> Result<Vec<u8>, PackageError> {
    if files.iter().all(|file| file.path != PAGE) {
        return Err(PackageError::Path(PAGE.to_owned()));
    }
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let manifest = scorm_manifest(story, version, &paths);
    let mut all = vec![PackageFile::new("imsmanifest.xml", manifest)];
    all.extend_from_slice(files);
    write_zip(&all)
}

#[cfg(test)]
mod tests {
    use scn_story::{Pack, Story};

    use super::super::{PackageFile, package_problems, read_zip};
    use super::{LONGEST_TITLE, ScormVersion, cut_title, scorm_manifest, scorm_package};

    fn story(name: &str, title: &str) -> Story {
        let pack = Pack {
            name: name.to_owned(),
            title: title.to_owned(),
            digest: format!("sha256:{}", "0a".repeat(32)),
            ..Pack::default()
        };
        Story { scn: 1, pack, ..Story::default() }
    }

    fn page() -> PackageFile {
        PackageFile::new("index.html", *b"<!doctype html>")
    }

    #[test]
    fn every_version_is_accepted_by_the_checker() {
        for version in ScormVersion::ALL {
            for (name, title) in [("privacy", "Privacy"), ("course", "A & B <i>\"c\""), ("x", "")] {
                let package = scorm_package(&story(name, title), version, &[page()]).expect("it is packed");
                assert_eq!(package_problems(&package), [], "{version:?} {name}");
            }
        }
    }

    #[test]
    fn the_manifest_is_the_first_file_at_the_root() {
        let package = scorm_package(&story("a", "A"), ScormVersion::V12, &[page()]).expect("it is packed");
        let files = read_zip(&package).expect("it is whole");
        let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["imsmanifest.xml", "index.html"]);
    }

    #[test]
    fn the_schema_version_is_exact() {
        for (version, words) in ScormVersion::ALL.into_iter().zip(["1.2", "2004 3rd Edition", "2004 4th Edition"]) {
            let manifest = scorm_manifest(&story("a", "A"), version, &[]);
            assert!(manifest.contains(&format!("<schemaversion>{words}</schemaversion>")), "{manifest}");
        }
    }

    #[test]
    fn identifiers_do_not_change_with_the_version_of_the_pack() {
        let identifiers = |story: &Story| {
            let manifest = scorm_manifest(story, ScormVersion::V2004Fourth, &["index.html"]);
            let quoted = manifest.split("identifier=\"").skip(1).filter_map(|it| it.split('"').next());
            quoted.map(str::to_owned).collect::<Vec<_>>()
        };
        let first = story("privacy", "Privacy");
        let mut second = story("privacy", "Privacy at work");
        second.pack.version = Some("2.0.0".to_owned());
        second.pack.digest = format!("sha256:{}", "ff".repeat(32));
        assert_eq!(identifiers(&first), identifiers(&second));
        assert_eq!(identifiers(&first), ["privacy", "course_organization", "course", "course_page"]);
    }

    #[test]
    fn no_pass_mark_is_declared() {
        for version in ScormVersion::ALL {
            let manifest = scorm_manifest(&story("a", "A"), version, &[]);
            for word in ["masteryscore", "satisfiedByMeasure", "DOCTYPE", "<imscp:", "primaryObjective"] {
                assert!(!manifest.contains(word), "{word}");
            }
        }
    }

    #[test]
    fn titles_are_cut_before_a_database_does() {
        let cut = cut_title(&"ü".repeat(300));
        assert_eq!(cut.chars().count(), LONGEST_TITLE);
        assert!(cut.ends_with('…'));
        assert_eq!(cut_title(" One\nline\u{202e} "), "One line\u{fffd}");
    }

    #[test]
    fn a_package_repeats() {
        let make = || scorm_package(&story("a", "A"), ScormVersion::V12, &[page()]).expect("it is packed");
        assert_eq!(make(), make());
    }
}
