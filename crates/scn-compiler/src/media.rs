//! Media files by the paths that are written.

use scn_source::Span;

/// What the path of a media file leads to, as whoever reads the files sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaFile {
    /// A file in the folder of the pack.
    Found,
    /// Nothing. `near`: the path of a file of the pack that may have been meant, as seen from the
    /// file that names it.
    Missing {
        /// That path.
        near: Option<String>,
    },
    /// A place outside of the pack's folder.
    Outside {
        /// The symbolic link that leads there, as seen from the file that names it; `None` where
        /// the path itself does.
        link: Option<String>,
    },
}

/// How a path leaves the pack by its form alone, wherever the pack lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaves {
    /// It is an address: `https://…`.
    Address,
    /// It begins at the root of the disk, or at the user's own folder.
    Absolute,
    /// It begins with the letter of a drive.
    Drive,
}

impl Leaves {
    /// How a written path leaves the pack by its form; `None` where only the disk can tell.
    ///
    /// A scheme is one of RFC 3986, section 3.1, with at least two letters: a single one is a
    /// drive.
    pub(crate) fn of(written: &str) -> Option<Self> {
        if written.starts_with(['/', '\\']) || written.starts_with("~/") || written.starts_with("~\\") {
            return Some(Self::Absolute);
        }
        let (scheme, rest) = written.split_once(':')?;
        let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(letters) {
            return None;
        }
        if scheme.len() == 1 {
            return Some(Self::Drive);
        }
        let known = ["data", "http", "https", "file", "ftp", "blob", "mailto", "javascript", "vbscript", "tel"];
        let is_address = rest.starts_with("//") || known.iter().any(|known| scheme.eq_ignore_ascii_case(known));
        is_address.then_some(Self::Address)
    }
}

/// A path joined to a folder, both with `/` between their parts, as seen from where the folder is
/// seen from: `.` and `..` are resolved. Where more `..` are written than there are folders, it
/// begins with `..`.
#[must_use]
pub fn joined(folder: &str, written: &str) -> String {
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

/// A file name as it is written where `Image` and its siblings name it: in quotes where it needs
/// them.
#[must_use]
pub fn written_name(path: &str) -> String {
    let needs = |c: char| c.is_whitespace() || matches!(c, ':' | '[' | ']' | '#' | '(' | ')' | '<' | '>');
    if path.contains(needs) { format!("\"{path}\"") } else { path.to_owned() }
}

/// How a media file is named in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notation {
    /// `Image file: …`.
    Word,
    /// `Image "file": …`, or `![…](<file>)`: between signs that are not part of the name.
    Enclosed,
    /// `![…](file)`.
    Markdown,
}

/// A media file as it is named in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mention<'m> {
    /// The path, as it is meant.
    pub(crate) file: &'m str,
    /// Where it is written, without quotes or angle brackets.
    pub(crate) span: Span,
    /// How it is written.
    pub(crate) notation: Notation,
}

impl Mention<'_> {
    /// Another path as it is written in the place of this one.
    pub(crate) fn rewritten(&self, path: &str) -> String {
        match self.notation {
            Notation::Word => written_name(path),
            Notation::Enclosed => path.to_owned(),
            Notation::Markdown if path.contains([' ', '(', ')', '<', '>']) => format!("<{path}>"),
            Notation::Markdown => path.to_owned(),
        }
    }
}
