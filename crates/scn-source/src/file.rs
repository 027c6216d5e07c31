//! Source files, and the way from a byte offset to a line and column.

use std::ops::Range;
use std::sync::Arc;

/// A range of bytes in one file. Files are limited to 4 GiB, so offsets are `u32`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets; offsets beyond 4 GiB are cut to the limit.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let cut = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: cut(start), end: cut(end.max(start)) }
    }

    /// The empty span at `offset`.
    #[must_use]
    pub fn empty(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// As a range for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// The index of a file in [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A span in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// Where in it.
    pub span: Span,
}

/// A line and column for people: both count from 1, the column in Unicode code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in code points, from 1.
    pub column: u32,
}

/// One file: its path as findings name it, its text, and where its lines start.
///
/// Lines end with LF or CRLF; a lone CR does not end a line.
#[derive(Clone, Debug, Default)]
pub struct SourceFile {
    path: String,
    /// Shared with who keeps it longer than this file.
    text: Arc<String>,
    /// Byte offset of each line's first byte; the first is always 0.
    line_starts: Vec<u32>,
    /// Offsets of bytes that were not UTF-8 and stand as U+001A in `text`.
    not_utf8: Vec<u32>,
}

impl SourceFile {
    /// A file from its text. `path` is relative to what was asked to be checked, with forward
    /// slashes.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let mut line_starts = vec![0];
        line_starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| Span::empty(at + 1).start));
        Self { path: path.into(), text: Arc::new(text), line_starts, not_utf8: Vec::new() }
    }

    /// A file from bytes. Each byte that is not part of UTF-8 text is replaced by the one-byte
    /// character U+001A, so that offsets stay true to the file on disk;
    /// [`not_utf8`](Self::not_utf8) tells where.
    #[must_use]
    pub fn from_bytes(path: impl Into<String>, bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::new(path, text),
            Err(error) => {
                let bytes = error.into_bytes();
                let mut text = String::with_capacity(bytes.len());
                let mut not_utf8 = Vec::new();
                for chunk in bytes.utf8_chunks() {
                    text.push_str(chunk.valid());
                    for _ in chunk.invalid() {
                        not_utf8.push(Span::empty(text.len()).start);
                        text.push('\u{1a}');
                    }
                }
                let mut file = Self::new(path, text);
                file.not_utf8 = not_utf8;
                file
            }
        }
    }

    /// The path as findings name it.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The whole text, shared: it costs nothing to keep.
    #[must_use]
    pub fn shared_text(&self) -> Arc<String> {
        Arc::clone(&self.text)
    }

    /// Offsets of bytes that were not UTF-8, in order.
    #[must_use]
    pub fn not_utf8(&self) -> &[u32] {
        &self.not_utf8
    }

    /// The text of a span; empty where the span does not lie on character boundaries of this file.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// How many lines the file has; an empty file has one.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        Span::empty(self.line_starts.len()).start
    }

    /// The line (from 0) that the byte at `offset` is on; the last line for offsets behind the end.
    /// Takes time logarithmic in the number of lines.
    #[must_use]
    pub fn line_index(&self, offset: u32) -> u32 {
        let after = self.line_starts.partition_point(|start| *start <= offset);
        Span::empty(after.saturating_sub(1)).start
    }

    /// The bytes of line `line` (from 0) without its line end; empty behind the last line.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Span {
        let Some(start) = self.line_starts.get(line as usize) else {
            return Span::empty(self.text.len());
        };
        let end = self.line_starts.get(line as usize + 1).map_or(self.text.len(), |next| *next as usize);
        let whole = Span::new(*start as usize, end);
        let text = self.slice(whole);
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        Span::new(*start as usize, *start as usize + text.len())
    }

    /// Line and column of a byte offset.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line_index(offset);
        let start = self.line_starts.get(line as usize).copied().unwrap_or_default();
        let end = (offset as usize).min(self.text.len());
        let before = self.text.get(start as usize..end).unwrap_or_default();
        Position { line: line + 1, column: Span::empty(before.chars().count() + 1).start }
    }
}

/// All files of a check, in the order they were added.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// No files yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and gives its id.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        self.files.push(file);
        FileId(Span::empty(self.files.len() - 1).start)
    }

    /// Puts another file in the place of one, as when it has been edited: its id stays. An id of
    /// other sources changes nothing.
    pub fn replace(&mut self, id: FileId, file: SourceFile) {
        if let Some(known) = self.files.get_mut(id.0 as usize) {
            *known = file;
        }
    }

    /// The file of an id; `None` for an id of other sources.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// The text at a place; empty where there is none.
    #[must_use]
    pub fn slice(&self, place: Place) -> &str {
        self.get(place.file).map(|file| file.slice(place.span)).unwrap_or_default()
    }

    /// All files with their ids, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(Span::empty(index).start), file))
    }
}

#[cfg(test)]
mod tests;
