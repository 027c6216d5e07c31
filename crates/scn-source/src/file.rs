//! Source files, and the mapping from byte offsets to lines and columns.

use std::ops::Range;
use std::sync::Arc;

/// A range of bytes in one file. Files are limited to 4 GiB, so offsets are `u32`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just past the last byte.
    pub end: u32,
}

impl Span {
    /// Creates a span from byte offsets. Offsets beyond 4 GiB are clamped, and an `end` before
    /// `start` gives an empty span.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// Creates an empty span at `offset`.
    #[must_use]
    pub fn empty(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// Returns the span as a range for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns the smallest span that contains both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Returns the length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Returns whether the span is empty.
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
    /// The span within the file.
    pub span: Span,
}

/// A human-readable line and column. Both count from 1; the column counts Unicode code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in code points, from 1.
    pub column: u32,
}

/// A source file: its path as shown in findings, its text, and its line starts.
///
/// Lines end with LF or CRLF; a lone CR does not end a line.
#[derive(Clone, Debug, Default)]
pub struct SourceFile {
    path: String,
    /// Shared, so that callers can keep the text longer than this file.
    text: Arc<String>,
    /// Byte offset at which each line starts; the first is always 0.
    line_starts: Vec<u32>,
    /// Offsets of bytes that were not UTF-8 and were replaced by U+001A in `text`.
    not_utf8: Vec<u32>,
}

impl SourceFile {
    /// Creates a file from its text. `path` is relative to the path given to the check, with
    /// forward slashes.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let mut line_starts = vec![0];
        line_starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| Span::empty(at + 1).start));
        Self { path: path.into(), text: Arc::new(text), line_starts, not_utf8: Vec::new() }
    }

    /// Creates a file from bytes. Each byte that is not part of valid UTF-8 is replaced by the
    /// one-byte character U+001A, so that offsets match the file on disk.
    /// [`not_utf8`](Self::not_utf8) lists the replaced offsets.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_source::SourceFile;
    ///
    /// let file = SourceFile::from_bytes("call.scn", b"Caf\xe9".to_vec());
    /// assert_eq!(file.text(), "Caf\u{1a}");
    /// assert_eq!(file.not_utf8(), [3]);
    /// ```
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

    /// Returns the path as shown in findings.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the whole text as a shared pointer, without copying it.
    #[must_use]
    pub fn shared_text(&self) -> Arc<String> {
        Arc::clone(&self.text)
    }

    /// Returns the offsets of bytes that were not UTF-8, in ascending order.
    #[must_use]
    pub fn not_utf8(&self) -> &[u32] {
        &self.not_utf8
    }

    /// Returns the text of a span, or `""` if the span does not lie on character boundaries of this
    /// file.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Returns the number of lines; an empty file has one.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        Span::empty(self.line_starts.len()).start
    }

    /// Returns the line (from 0) that contains the byte at `offset`; the last line for offsets past
    /// the end. Takes time logarithmic in the number of lines.
    #[must_use]
    pub fn line_index(&self, offset: u32) -> u32 {
        let line_number = self.line_starts.partition_point(|start| *start <= offset);
        Span::empty(line_number.saturating_sub(1)).start
    }

    /// Returns the span of line `line` (from 0) without its line ending; empty past the last line.
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

    /// Returns the line and column of a byte offset.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line_index(offset);
        let start = self.line_starts.get(line as usize).copied().unwrap_or_default();
        let end = (offset as usize).min(self.text.len());
        let line_prefix = self.text.get(start as usize..end).unwrap_or_default();
        Position { line: line + 1, column: Span::empty(line_prefix.chars().count() + 1).start }
    }
}

/// All files of a check, in the order in which they were added.
///
/// # Examples
///
/// ```
/// use scn_source::{Place, Position, SourceFile, Sources, Span};
///
/// let mut sources = Sources::new();
/// let file = sources.add(SourceFile::new("call.scn", "Situation ring: It rings\n  Next: desk\n"));
/// let place = Place { file, span: Span::new(33, 37) };
/// assert_eq!(sources.slice(place), "desk");
///
/// let text = sources.get(file).expect("it was just added");
/// assert_eq!(text.position(place.span.start), Position { line: 2, column: 9 });
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Creates an empty set of files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and returns its id.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        self.files.push(file);
        FileId(Span::empty(self.files.len() - 1).start)
    }

    /// Replaces a file, for example after an edit, and keeps its id. Does nothing if the id does
    /// not belong to these sources.
    pub fn replace(&mut self, id: FileId, file: SourceFile) {
        if let Some(existing) = self.files.get_mut(id.0 as usize) {
            *existing = file;
        }
    }

    /// Returns the file with an id, or `None` if the id does not belong to these sources.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// Returns the text at a place, or `""` if the place does not exist.
    #[must_use]
    pub fn slice(&self, place: Place) -> &str {
        self.get(place.file).map(|file| file.slice(place.span)).unwrap_or_default()
    }

    /// Iterates over all files with their ids, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(Span::empty(index).start), file))
    }
}

#[cfg(test)]
mod tests;
