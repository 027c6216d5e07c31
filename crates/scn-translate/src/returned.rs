//! Reads what translators return, in any format.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::csv::CsvError;
use crate::po::{PoError, PoFile};
use crate::xliff::XliffError;
use crate::{csv, xliff};

pub use crate::returned_message::{Refused, RefusedProblem, Returned, ReturnedFile};

/// Why a file that came back cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReturnError {
    /// It is a PO file.
    #[error(transparent)]
    Po(#[from] PoError),
    /// It is XML.
    #[error(transparent)]
    Xliff(#[from] XliffError),
    /// It is a table.
    #[error(transparent)]
    Csv(#[from] CsvError),
}

impl ReturnError {
    /// Returns the line that cannot be read, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        match self {
            Self::Po(error) => error.line,
            Self::Xliff(error) => error.line,
            Self::Csv(error) => error.line,
        }
    }
}

/// Reads a file that a translator has returned: PO, XLIFF or CSV, whatever its name is.
///
/// # Examples
///
/// ```
/// use scn_translate::returned::read;
///
/// let table = "context;source;target\r\ndesk/ring text;Hello;Hallo\r\n";
/// let file = read(table.as_bytes())?;
/// assert_eq!(file.messages[0].context.as_deref(), Some("desk/ring text"));
/// assert_eq!(file.messages[0].target, "Hallo");
/// # Ok::<(), scn_translate::returned::ReturnError>(())
/// ```
///
/// # Errors
///
/// Returns why the file cannot be read, in the format that it seems to be in.
pub fn read(bytes: &[u8]) -> Result<ReturnedFile, ReturnError> {
    match Format::detect(bytes) {
        Format::Po => Ok(read_po(bytes)?),
        Format::Xliff => Ok(xliff::read(bytes)?),
        Format::Csv => Ok(csv::read(bytes)?),
    }
}

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// PO, of gettext.
    Po,
    /// XLIFF of any version.
    Xliff,
    /// A table, with any separator.
    Csv,
}

impl Format {
    /// Returns the format that the first line of a file shows.
    #[must_use]
    pub fn detect(bytes: &[u8]) -> Self {
        let is_blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0 | 0xef | 0xbb | 0xbf | 0xff | 0xfe);
        let start = bytes.iter().position(|byte| !is_blank(byte)).unwrap_or(bytes.len());
        let start = bytes.get(start..).unwrap_or_default();
        if start.starts_with(b"<") {
            Self::Xliff
        } else if start.starts_with(b"#") || start.starts_with(b"msgid") || start.starts_with(b"msgctxt") {
            Self::Po
        } else {
            Self::Csv
        }
    }
}

/// Reads a PO file that a translator has returned. What a tool marks as obsolete is doubtful, since
/// the tool says that the source no longer has it.
///
/// # Errors
///
/// Returns the first line that is not in the format.
pub fn read_po(bytes: &[u8]) -> Result<ReturnedFile, PoError> {
    let (file, lines) = PoFile::parse_with_lines(bytes)?;
    let mut returned = ReturnedFile::default();
    for (message, lines) in file.messages.iter().zip(lines) {
        let line = lines.start;
        if message.is_header() {
            continue;
        }
        if message.source.plural.is_some() {
            let name = message.source.context.clone().unwrap_or_else(|| message.source.text.clone());
            returned.refused.push(Refused { line, name, problem: RefusedProblem::Plural });
            continue;
        }
        let target = message.translations.first().cloned().unwrap_or_default();
        returned.messages.push(Returned {
            context: message.source.context.clone(),
            source: message.source.text.clone(),
            doubtful: !target.is_empty() && (message.is_fuzzy() || message.is_obsolete),
            target,
            line,
            id: None,
        });
    }
    Ok(returned)
}

impl ReturnedFile {
    /// Gives translations from XLIFF the context that a tool has dropped, by their ids. The
    /// messages are those of the file that was sent out.
    pub fn restore_contexts(&mut self, sent: &PoFile) {
        if self.messages.iter().all(|it| it.context.is_some()) {
            return;
        }
        let contexts: BTreeMap<String, Option<&String>> =
            xliff::unit_ids(sent).into_iter().map(|(id, message)| (id, message.source.context.as_ref())).collect();
        for returned in self.messages.iter_mut().filter(|it| it.context.is_none()) {
            let known = returned.id.as_ref().and_then(|id| contexts.get(id));
            returned.context = known.copied().flatten().cloned();
        }
    }
}
