//! The lines of a file.

use crate::words::is_blank;

/// A line. Offsets in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Its first byte; of the first line, the one behind a byte order mark.
    pub(super) start: usize,
    /// Behind its last byte, the line end not counted.
    pub(super) end: usize,
    /// Behind its line end.
    pub(super) behind: usize,
}

/// The lines of a text, and how they are to end.
pub(super) struct Lines<'a> {
    pub(super) text: &'a str,
    pub(super) all: Vec<Line>,
    /// The line end that most lines have. Blank lines are not asked: they come and go.
    pub(super) eol: &'static str,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut all = Vec::with_capacity(text.len() / 32 + 1);
        let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let (mut unix, mut windows) = (0_usize, 0_usize);
        for line in text.get(at..).unwrap_or_default().split_inclusive('\n') {
            let (words, ending) = match (line.strip_suffix("\r\n"), line.strip_suffix('\n')) {
                (Some(words), _) => (words, &mut windows),
                (None, Some(words)) => (words, &mut unix),
                (None, None) => (line, &mut 0),
            };
            if !is_odd(words) && !words.trim_start_matches(is_blank).is_empty() {
                *ending += 1;
            }
            all.push(Line { start: at, end: at + words.len(), behind: at + line.len() });
            at += line.len();
        }
        Self { text, all, eol: if unix < windows { "\r\n" } else { "\n" } }
    }

    /// The line at an offset, by its index.
    pub(super) fn at(&self, offset: usize) -> usize {
        self.all.partition_point(|line| line.start <= offset).saturating_sub(1)
    }

    pub(super) fn line(&self, index: usize) -> Line {
        self.all.get(index).copied().unwrap_or(Line { start: 0, end: 0, behind: 0 })
    }

    /// The text of a line without its line end.
    pub(super) fn words(&self, index: usize) -> &'a str {
        let line = self.line(index);
        self.text.get(line.start..line.end).unwrap_or_default()
    }

    pub(super) fn is_blank(&self, index: usize) -> bool {
        self.words(index).trim_start_matches(is_blank).is_empty()
    }

    /// Whether the line goes on with the next one, if that were to follow directly and were no
    /// instruction.
    pub(super) fn hangs(&self, index: usize) -> bool {
        let words = self.words(index).trim_end_matches(is_blank);
        let last = words.rsplit(|c: char| is_blank(c) || c == ')').next().unwrap_or_default();
        words.ends_with(',') || last == "and" || last == "or"
    }
}

/// Whether a line holds a carriage return that belongs to no line end. Such a line is left as it
/// is, line end and all.
pub(super) fn is_odd(words: &str) -> bool {
    words.contains('\r')
}
