//! The lines of a text, with what every phase asks of them: where they begin and end, their marks,
//! their first colon, and the keyword at their start.
//!
//! One pass over the text finds all of that, and the phases share it as long as nothing in the text
//! is replaced. Nearly all bytes of a text are small letters and spaces, which mean nothing here.
//! The pass skips them eight at a time.

use crate::marks::Marks;
use crate::words::{Keyword, find_keyword, is_blank, keyword_at_start, letters};

/// A line of a text. All offsets refer to the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextLine {
    /// Where its words begin: after blanks and byte order marks.
    pub(crate) start: usize,
    /// Where its words end: before whitespace at the end of the line.
    pub(crate) end: usize,
    /// Where its line feed is, or the end of the text.
    pub(crate) line_end: usize,
    /// The first colon in its words.
    pub(crate) colon: Option<usize>,
    /// The marks of its words.
    pub(crate) marks: Marks,
    /// The marks of its words after the first colon; all marks if there is none.
    pub(crate) value_marks: Marks,
    /// How many ASCII letters its words begin with.
    pub(crate) letters: usize,
    /// The keyword that its words begin with.
    pub(crate) keyword: Option<&'static Keyword>,
}

/// The lines of a text.
#[derive(Debug, Default)]
pub(crate) struct TextLines {
    lines: Vec<TextLine>,
    /// The marks of the whole text, whitespace at the ends of lines included.
    pub(crate) marks: Marks,
    /// Whether the text has control characters other than tabs and line feeds.
    pub(crate) has_controls: bool,
    /// Whether a line begins with a byte order mark, blanks aside.
    pub(crate) has_order_marks: bool,
}

/// The high bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Returns a word in which each byte has the given value.
const fn in_each_byte(value: u8) -> u64 {
    u64::from_ne_bytes([value; 8])
}

/// Returns a word with the high bit of each byte that is neither a small ASCII letter nor a space.
///
/// Each sum is below 256 in every byte, so no byte changes its neighbour.
const fn find_special(word: u64) -> u64 {
    let low = word & !HIGH;
    let is_from_a = low + in_each_byte(0x80 - b'a');
    let is_beyond_z = low + in_each_byte(0x7f - b'z');
    let is_not_space = (low ^ in_each_byte(b' ')) + in_each_byte(0x7f);
    (((!is_from_a | is_beyond_z) & is_not_space) | word) & HIGH
}

/// What the pass knows of a line before its end.
#[derive(Default)]
struct OpenLine {
    /// Where the line begins.
    start: usize,
    colon: Option<usize>,
    /// The marks up to the first colon.
    head: Marks,
    /// The marks after that, or of the whole line so far.
    tail: Marks,
}

impl TextLines {
    /// Finds the lines of a text.
    pub(crate) fn new(text: &str) -> Self {
        let mut found = Self { lines: Vec::with_capacity(text.len() / 32), ..Self::default() };
        let mut open = OpenLine::default();
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        let mut base = 0;
        for word in words {
            let mut special = find_special(u64::from_le_bytes(*word));
            while special != 0 {
                let at = (special.trailing_zeros() / 8) as usize;
                special &= special - 1;
                found.read_byte(text, &mut open, base + at, word.get(at).copied().unwrap_or_default());
            }
            base += 8;
        }
        for (at, byte) in rest.iter().enumerate() {
            found.read_byte(text, &mut open, base + at, *byte);
        }
        if open.start < text.len() {
            found.end_line(text, &open, text.len());
        }
        found
    }

    /// Returns the lines.
    pub(crate) fn as_slice(&self) -> &[TextLine] {
        &self.lines
    }

    /// Reads a byte at an offset. Bytes without a mark may be left out.
    fn read_byte(&mut self, text: &str, open: &mut OpenLine, at: usize, byte: u8) {
        match byte {
            b'\n' => {
                self.end_line(text, open, at);
                *open = OpenLine { start: at + 1, ..OpenLine::default() };
            }
            b':' if open.colon.is_none() => {
                open.colon = Some(at);
                open.head = open.tail.with(Marks::of_byte(byte));
                open.tail = Marks::default();
            }
            _ => {
                open.tail = open.tail.with(Marks::of_byte(byte));
                self.has_controls |= (byte < b' ') & (byte != b'\t') | (byte == 0x7f);
            }
        }
    }

    /// Adds a line that ends at an offset.
    fn end_line(&mut self, text: &str, open: &OpenLine, line_end: usize) {
        let line = text.get(open.start..line_end).unwrap_or_default();
        let bytes = line.as_bytes();
        let indent = bytes.iter().take_while(|byte| **byte == b' ').count();
        let is_plain = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
        let mut one = TextLine {
            start: open.start + indent,
            end: line_end,
            line_end,
            colon: open.colon,
            marks: open.head.with(open.tail),
            value_marks: open.tail,
            ..TextLine::default()
        };
        self.marks = self.marks.with(one.marks);
        if !is_plain(bytes.get(indent)) || !is_plain(bytes.last()) {
            self.has_order_marks |= one.trim(text);
        }
        let words = text.get(one.start..one.end).unwrap_or_default();
        one.letters = letters(words);
        if words.as_bytes().first().is_some_and(u8::is_ascii_uppercase) {
            one.keyword = match words.get(..one.letters) {
                Some("Partly" | "Show") => keyword_at_start(words),
                Some(word) => find_keyword(word),
                None => None,
            };
        }
        self.lines.push(one);
    }
}

impl TextLine {
    /// Removes blanks and byte order marks at the start, and whitespace at the end. Their marks may
    /// be those of characters beyond ASCII, so the marks are collected again if there are some.
    /// Returns whether there were byte order marks.
    fn trim(&mut self, text: &str) -> bool {
        let line = text.get(self.start..self.line_end).unwrap_or_default();
        let words = line.trim_start_matches(|c: char| is_blank(c) || c == '\u{feff}');
        let indent = line.get(..line.len() - words.len()).unwrap_or_default();
        self.start += indent.len();
        let words = words.trim_end();
        self.end = self.start + words.len();
        if self.marks.has_any(Marks::BEYOND_ASCII) {
            let (head, tail) =
                words.split_at_checked(self.colon.map_or(0, |colon| colon + 1 - self.start)).unwrap_or_default();
            self.value_marks = Marks::of(tail);
            self.marks = Marks::of(head).with(self.value_marks);
        }
        indent.contains('\u{feff}')
    }

    /// Returns the words of the line.
    pub(crate) fn words<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Returns where the next line begins, in a text of the given length.
    pub(crate) fn next_start(&self, length: usize) -> usize {
        (self.line_end + 1).min(length)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{TextLine, TextLines, find_special};
    use crate::marks::Marks;
    use crate::test_texts::{lines, nearly_plain, texts_below};
    use crate::words::{is_blank, keyword_at_start, letters};

    /// Finds the lines of a text one question at a time.
    fn find_slowly(text: &str) -> Vec<TextLine> {
        let mut line_start = 0;
        let to_line = |line: &str| {
            let words = line.trim_start_matches(|c: char| is_blank(c) || c == '\u{feff}');
            let start = line_start + line.len() - words.len();
            line_start += line.len();
            let line_end = line_start - usize::from(line.ends_with('\n'));
            let words = words.trim_end();
            let colon = words.find(':');
            TextLine {
                start: start.min(line_end),
                end: start.min(line_end) + words.len(),
                line_end,
                colon: colon.map(|at| start + at),
                marks: Marks::of(words),
                value_marks: Marks::of(&words[colon.map_or(0, |at| at + 1)..]),
                letters: letters(words),
                keyword: keyword_at_start(words),
            }
        };
        text.split_inclusive('\n').map(to_line).collect()
    }

    fn check(text: &str) {
        let found = TextLines::new(text);
        assert_eq!(found.as_slice(), find_slowly(text), "{text:?}");
        let has_controls = text.bytes().any(|byte| byte.is_ascii_control() && byte != b'\n' && byte != b'\t');
        assert_eq!(found.has_controls, has_controls, "{text:?}");
        let is_mark = |line: &str| line.trim_start_matches(is_blank).starts_with('\u{feff}');
        assert_eq!(found.has_order_marks, text.lines().any(is_mark), "{text:?}");
        assert_eq!(found.marks, Marks::of(text), "{text:?}");
    }

    #[test]
    fn only_small_letters_and_spaces_are_skipped() {
        for byte in 0..=255_u8 {
            for place in 0..8 {
                let mut bytes = *b"a zmb yc";
                bytes[place] = byte;
                let is_special = !(byte.is_ascii_lowercase() || byte == b' ');
                let expected = if is_special { 0x80_u64 << (8 * place) } else { 0 };
                assert_eq!(find_special(u64::from_le_bytes(bytes)), expected, "{byte} at {place}");
            }
        }
    }

    #[test]
    fn the_lines_of_a_document_are_found() {
        for text in texts_below(".") {
            check(&text);
            check(&text.replace('\n', "\r\n"));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn the_lines_of_any_text_are_found(text in "([ \\ta-cA\u{a0}\u{feff}\u{3000}é:.\\r\\n\\x0b/|]|Partly upholds|Show|Next){0,40}") {
            check(&text);
        }

        #[test]
        fn the_lines_of_a_scenario_are_found(text in lines()) {
            check(&text);
        }

        #[test]
        fn the_lines_of_nearly_plain_text_are_found(text in nearly_plain()) {
            check(&text);
        }
    }
}
