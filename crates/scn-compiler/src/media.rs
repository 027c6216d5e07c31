//! Paths of media files.

use scn_source::Span;

/// The result of resolving the path of a media file, given by the code that reads the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaFile {
    /// A file in the folder of the pack.
    Found,
    /// A file in the folder of the pack that is too large to be part of a page.
    TooLarge,
    /// There is no such file.
    Missing {
        /// The path of a file of the pack that may have been meant, relative to the file that
        /// mentions it.
        near: Option<String>,
    },
    /// A path outside of the pack's folder.
    Outside {
        /// The symbolic link that leads there, relative to the file that mentions it; `None` if the
        /// path itself leads there.
        link: Option<String>,
    },
}

/// How the syntax of a path shows that it leaves the pack, wherever the pack is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExternalPath {
    /// It is a URL: `https://…`.
    Address,
    /// It starts at the root of the disk, or at the user's home folder.
    Absolute,
    /// It starts with a drive letter.
    Drive,
}

impl ExternalPath {
    /// Returns how the syntax of a path shows that it leaves the pack; `None` if only the disk can
    /// show it.
    ///
    /// A URL scheme is one of RFC 3986, section 3.1, with at least two letters: a single letter is
    /// a drive.
    pub(crate) fn classify(written: &str) -> Option<Self> {
        if written.starts_with(['/', '\\']) || written.starts_with("~/") || written.starts_with("~\\") {
            return Some(Self::Absolute);
        }
        let (scheme, rest) = written.split_once(':')?;
        let is_scheme_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(is_scheme_char) {
            return None;
        }
        if scheme.len() == 1 {
            return Some(Self::Drive);
        }
        let schemes = ["data", "http", "https", "file", "ftp", "blob", "mailto", "javascript", "vbscript", "tel"];
        let is_address = rest.starts_with("//") || schemes.iter().any(|known| scheme.eq_ignore_ascii_case(known));
        is_address.then_some(Self::Address)
    }
}

/// Joins a path to a folder and resolves `.` and `..`.
///
/// Both use `/` between their parts. The result is relative to the same place as the folder. If
/// there are more `..` than folders, it starts with `..`.
#[must_use]
pub fn join_path(folder: &str, written: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(written.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Formats a file name as written after `Image` and similar keywords: in quotes if it needs them.
#[must_use]
pub fn written_name(path: &str) -> String {
    let needs_quotes = |c: char| c.is_whitespace() || matches!(c, ':' | '[' | ']' | '#' | '(' | ')' | '<' | '>');
    if path.contains(needs_quotes) { format!("\"{path}\"") } else { path.to_owned() }
}

/// How a media file is mentioned in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notation {
    /// `Image file: …`.
    Word,
    /// `Image "file": …` or `![…](<file>)`: between delimiters that are not part of the name.
    Enclosed,
    /// `![…](file)`.
    Markdown,
    /// `logo = "file"` in `scn.toml`: the span includes the quotes.
    Quoted,
}

/// A media file as it is mentioned in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mention<'m> {
    /// The path, without escapes.
    pub(crate) file: &'m str,
    /// The span of the path, without quotes or angle brackets.
    pub(crate) span: Span,
    /// How it is written.
    pub(crate) notation: Notation,
}

impl Mention<'_> {
    /// Formats another path in the notation of this mention.
    pub(crate) fn with_path(&self, path: &str) -> String {
        match self.notation {
            Notation::Word => written_name(path),
            Notation::Enclosed => path.to_owned(),
            Notation::Markdown if path.contains([' ', '(', ')', '<', '>']) => format!("<{path}>"),
            Notation::Markdown => path.to_owned(),
            Notation::Quoted => format!("\"{path}\""),
        }
    }
}
