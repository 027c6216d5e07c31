//! The lines of a file.

use crate::words::is_blank;

/// A line. All offsets are in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Start of the line; for the first line, the offset after a byte order mark.
    pub(super) start: usize,
    /// End of the line, without its line ending.
    pub(super) end: usize,
    /// End of the line, including its line ending.
    pub(super) next_start: usize,
}

/// The lines of a text, and the line ending to use.
pub(super) struct Lines<'a> {
    pub(super) text: &'a str,
    pub(super) all: Vec<Line>,
    /// The line ending of most lines. Blank lines do not count, since they are added and removed.
    pub(super) eol: &'static str,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut items = Vec::with_capacity(text.len() / 32 + 1);
        let mut line_start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let (mut unix, mut windows) = (0_usize, 0_usize);
        for line in text.get(line_start..).unwrap_or_default().split_inclusive('\n') {
            let (words, ending) = match (line.strip_suffix("\r\n"), line.strip_suffix('\n')) {
                (Some(words), _) => (words, &mut windows),
                (None, Some(words)) => (words, &mut unix),
                (None, None) => (line, &mut 0),
            };
            if !is_odd(words) && !words.trim_start_matches(is_blank).is_empty() {
                *ending += 1;
            }
            items.push(Line { start: line_start, end: line_start + words.len(), next_start: line_start + line.len() });
            line_start += line.len();
        }
        Self { text, all: items, eol: if unix < windows { "\r\n" } else { "\n" } }
    }

    /// Returns the index of the line at an offset.
    pub(super) fn index_at(&self, offset: usize) -> usize {
        self.all.partition_point(|line| line.start <= offset).saturating_sub(1)
    }

    pub(super) fn line(&self, index: usize) -> Line {
        self.all.get(index).copied().unwrap_or(Line { start: 0, end: 0, next_start: 0 })
    }

    /// Returns the text of a line without its line ending.
    pub(super) fn text_of(&self, index: usize) -> &'a str {
        let line = self.line(index);
        self.text.get(line.start..line.end).unwrap_or_default()
    }

    pub(super) fn is_blank(&self, index: usize) -> bool {
        self.text_of(index).trim_start_matches(is_blank).is_empty()
    }

    /// Returns whether the line would continue on the next line if that followed directly and were
    /// not an instruction.
    pub(super) fn continues_below(&self, index: usize) -> bool {
        let words = self.text_of(index).trim_end_matches(is_blank);
        let last = words.rsplit(|c: char| is_blank(c) || c == ')').next().unwrap_or_default();
        words.ends_with(',') || last == "and" || last == "or"
    }
}

/// Returns whether a line contains a carriage return that is not part of a line ending. Such a line
/// is left unchanged, including its line ending.
pub(super) fn is_odd(words: &str) -> bool {
    words.contains('\r')
}
