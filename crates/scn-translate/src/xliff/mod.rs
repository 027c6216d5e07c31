//! XLIFF 1.2 and 2.0, the formats of translation agencies.
//!
//! The formats are those of OASIS, "XLIFF Version 1.2" (2008) and "XLIFF Version 2.0" (2014).
//! Words stay plain text: values such as `{name}`, conditions and Markdown are not made into
//! elements, since many tools lose those or their place. `xml:space="preserve"` keeps blanks.
//!
//! What a message has, and where it is in a unit:
//!
//! | message | 1.2 | 2.0 |
//! | --- | --- | --- |
//! | context | `resname` | `name` |
//! | words, translation | `source`, `target` | `source`, `target` of one `segment` |
//! | not translated | state `new` | state `initial` |
//! | doubtful | state `needs-review-translation` | state `initial` |
//! | translated | state `translated` | state `translated` |
//! | the old words | `alt-trans` of the type `previous-version` | note `previous-source` |
//! | comments of scn or translators | notes from `developer`, `translator` | the same categories |
//! | its places | `context-group` with the purpose `location` | notes of the category `location` |
//!
//! A file is read as tools write it: with any prefix, several files and groups, comments within
//! words, and sentences as segments. Words that contain other elements are refused, not changed.

mod ids;
mod read;
mod units;
mod write;

use thiserror::Error;

use crate::export::{ExportError, Header};
use crate::po::PoFile;
use crate::returned_message::ReturnedFile;

pub use ids::{unit_id, unit_ids};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 64 << 20;
/// How deep elements can be inside of each other.
pub const MAX_DEPTH: usize = 256;

/// A version of XLIFF to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// XLIFF 1.2, which most tools read.
    V1_2,
    /// XLIFF 2.0.
    V2_0,
}

/// Why a file is not read as XLIFF.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {problem}")]
pub struct XliffError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: XliffProblem,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum XliffProblem {
    /// Bytes that are not text.
    #[error("this is neither UTF-8 nor UTF-16 with a byte order mark")]
    NotText,
    /// The file declares another encoding.
    #[error("the file says that it is in `{0}`; save it as UTF-8")]
    Encoding(String),
    /// A text that is not XML.
    #[error("this is not XML: {0}")]
    NotXml(String),
    /// A document of another kind.
    #[error("this is not an XLIFF file")]
    NotXliff,
    /// A declaration that could define entities.
    #[error("a document type that declares something is not read; remove it")]
    Doctype,
    /// An entity that XML does not define.
    #[error("the entity `&{0};` is not known")]
    Entity(String),
    /// Elements that are too deep inside of each other.
    #[error("elements are more than {MAX_DEPTH} deep inside of each other")]
    TooDeep,
    /// A file that is too large.
    #[error("the file has more than {} MiB", MAX_BYTES >> 20)]
    TooLarge,
    /// A file that ends within an element.
    #[error("the file ends too early")]
    Ended,
}

/// Returns the messages of a PO file as XLIFF.
///
/// # Examples
///
/// ```
/// use scn_translate::export::Header;
/// use scn_translate::po::PoFile;
/// use scn_translate::xliff::{Version, read, write};
///
/// let text = r#"msgctxt "desk/ring text"
/// msgid "Trust: {trust}"
/// msgstr "Vertrou: {trust}"
/// "#;
/// let file = PoFile::parse(text.as_bytes())?;
/// let header = Header { source_language: "en", target_language: "af", original: "desk" };
/// let xliff = write(&file, Version::V1_2, header)?;
/// assert!(xliff.contains("<target state=\"translated\">Vertrou: {trust}</target>"));
///
/// let returned = read(xliff.as_bytes())?;
/// assert_eq!(returned.messages[0].context.as_deref(), Some("desk/ring text"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Returns the first message that has a plural, or a character that XML does not have.
pub fn write(file: &PoFile, version: Version, header: Header<'_>) -> Result<String, ExportError> {
    match version {
        Version::V1_2 => write::write_1_2(file, header),
        Version::V2_0 => write::write_2_0(file, header),
    }
}

/// Reads what a tool has returned, in XLIFF 1 or 2.
///
/// # Errors
///
/// Returns why the file is not read. A unit that cannot be taken is in the result, as refused.
pub fn read(bytes: &[u8]) -> Result<ReturnedFile, XliffError> {
    read::read(bytes)
}

/// Returns the language that a file is a translation into, as it says itself: `target-language`, or
/// `trgLang` in version 2.
#[must_use]
pub fn target_language(bytes: &[u8]) -> Option<String> {
    let text = crate::decode::decode(bytes).ok()?;
    let value = |name: &str| {
        let (_, rest) = text.split_once(name)?;
        let rest = rest.trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
        let (value, _) = rest.get(1..)?.split_once(quote)?;
        Some(value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    value("target-language").or_else(|| value("trgLang"))
}
