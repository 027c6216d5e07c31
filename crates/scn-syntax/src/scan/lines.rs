//! What each line of a text is, by its first characters.
//!
//! This decides what the rules `stop`, `instruction` and `block` of the grammar decide, for the
//! lines whose form leaves no doubt. All others are [`Kind::Odd`], and are left to the grammar.

use crate::marks::Marks;
use crate::parser::{self, Rule};
use crate::text_lines::TextLines;
use crate::words::{Keyword, find_keyword, keyword_at_start, letters};

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Neither text nor a comment; also the end of the file.
    Blank,
    Comment,
    /// Text that continues a paragraph, or begins one.
    Text,
    /// A condition in brackets at the start of the line; holds the length up to its end.
    When(usize),
    /// An instruction: its keyword, and the length of the keyword as written.
    Instruction(&'static Keyword, usize),
    /// Anything else.
    Odd,
}

impl Kind {
    /// Returns the keyword of an instruction, and its length as written.
    pub(super) fn instruction(self) -> Option<(&'static str, usize)> {
        match self {
            Self::Instruction(keyword, length) => Some((keyword.word, length)),
            Self::Blank | Self::Comment | Self::Text | Self::When(_) | Self::Odd => None,
        }
    }
}

/// A line. Offsets refer to the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Where its indentation ends.
    pub(super) start: usize,
    /// Where its line feed is, or the end of the text.
    pub(super) end: usize,
    pub(super) kind: Kind,
}

/// Bullets that word processors write: the rule `word_bullet`.
const BULLETS: [char; 9] =
    ['\u{2022}', '\u{2023}', '\u{25e6}', '\u{25aa}', '\u{25cf}', '\u{b7}', '\u{2043}', '\u{f0b7}', '\u{f0a7}'];

/// Returns how many bytes of blanks a text begins with.
pub(super) fn blanks(text: &[u8]) -> usize {
    let mut length = 0;
    loop {
        match text.get(length..) {
            Some([b' ' | b'\t', ..]) => length += 1,
            Some([0xc2, 0xa0, ..]) => length += 2,
            _ => return length,
        }
    }
}

/// Returns the lines of a text, or `None` if it has something in which other lines do not have
/// their usual meaning: a code fence, dashes as list marks, or a byte order mark.
pub(super) fn read_lines(text: &str, text_lines: &TextLines) -> Option<Vec<Line>> {
    let has = |mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    let may_have_fence = text_lines.marks.has_any(const { Marks::each(b"`~") });
    if may_have_fence && (has("```") || has("~~~")) || text_lines.has_order_marks {
        return None;
    }
    let mut lines = Vec::with_capacity(text_lines.as_slice().len());
    for line in text_lines.as_slice() {
        let words = text.get(line.start..line.line_end)?;
        let words = if line.line_end < text.len() { words.strip_suffix('\r').unwrap_or(words) } else { words };
        let kind = match words.as_bytes().first() {
            Some(b'A'..=b'Z') => worded(words, line.letters, line.keyword),
            _ => classify(words),
        };
        // A dash makes a list of a paragraph up to its end, whatever its lines are.
        if kind == Kind::Odd && words.starts_with(['\u{2013}', '\u{2014}']) {
            return None;
        }
        // A line with a bar may be the head of a table.
        let is_row = kind == Kind::Text && line.marks.has_any(const { Marks::each(b"|") });
        lines.push(Line { start: line.start, end: line.line_end, kind: if is_row { Kind::Odd } else { kind } });
    }
    Some(lines)
}

/// Returns what a line is, by its text.
pub(super) fn classify(words: &str) -> Kind {
    let Some(first) = words.as_bytes().first() else { return Kind::Blank };
    let second = words.as_bytes().get(1).copied().unwrap_or(b' ');
    match first {
        b'a'..=b'z' => Kind::Text,
        b'A'..=b'Z' => worded(words, letters(words), keyword_at_start(words)),
        b'/' if second == b'/' => Kind::Comment,
        b'[' => bracketed(words),
        b'<' | b':' | b'=' => {
            if second == *first {
                Kind::Odd
            } else {
                Kind::Text
            }
        }
        b'0'..=b'9' => {
            let digits = words.bytes().take_while(u8::is_ascii_digit).count();
            let is_number = matches!(words.as_bytes().get(digits), Some(b'.' | b')'));
            if is_number { Kind::Odd } else { Kind::Text }
        }
        b'"' | b'\'' | b'(' | b'!' | b'?' | b',' | b'.' | b'&' | b'$' | b'%' | b'@' | b';' | b'{' | b'/' => Kind::Text,
        0x80.. => {
            let is_mark =
                words.starts_with(BULLETS) || words.starts_with(['\u{2013}', '\u{2014}', '\u{feff}', '\u{a0}']);
            if is_mark { Kind::Odd } else { Kind::Text }
        }
        _ => Kind::Odd,
    }
}

/// Returns what a line is that begins with a capital letter, with the length of its first word and
/// the keyword at its start.
fn worded(words: &str, length: usize, keyword: Option<&'static Keyword>) -> Kind {
    let Some(word) = words.get(..length) else { return Kind::Odd };
    let (keyword, length) = match (word, keyword) {
        ("VAR" | "CONST", _) => return Kind::Odd,
        // Its second word is that of a header, whatever it is.
        ("Show", _) => match find_keyword(word) {
            Some(keyword) => (keyword, length),
            None => return Kind::Text,
        },
        ("Partly", Some(keyword)) => (keyword, second_word_end(words, length)),
        (_, Some(keyword)) => (keyword, length),
        (_, None) => return Kind::Text,
    };
    let rest = words.get(length..).unwrap_or_default();
    let has_bare_form = matches!(keyword.word, "Choice" | "Outcome" | "Image" | "Audio" | "Video");
    let text = if has_bare_form { Kind::Odd } else { Kind::Text };
    match rest.as_bytes().first() {
        None => text,
        Some(b':') => Kind::Instruction(keyword, length),
        Some(b' ' | b'\t' | b'[') => {
            let may_have_bracket = matches!(keyword.word, "Choice" | "Outcome");
            if has_plain_end(rest) || may_have_bracket && has_bracket_end(rest) {
                Kind::Instruction(keyword, length)
            } else if rest.bytes().any(|byte| matches!(byte, b':' | b'[' | b',')) {
                if parser::matches(Rule::instruction, words) { Kind::Instruction(keyword, length) } else { text }
            } else {
                text
            }
        }
        Some(0x80..) => Kind::Odd,
        Some(_) => text,
    }
}

/// Returns where the second word of `Partly upholds` ends.
fn second_word_end(words: &str, length: usize) -> usize {
    let rest = words.get(length..).unwrap_or_default();
    let skipped = blanks(rest.as_bytes());
    length + skipped + rest.get(skipped..).map_or(0, letters)
}

/// Returns whether a text after a keyword begins with a colon, or with an id and a colon: two
/// forms of the rule `header_end`.
fn has_plain_end(rest: &str) -> bool {
    let skipped = blanks(rest.as_bytes());
    let head = rest.as_bytes().get(skipped..).unwrap_or_default();
    let is_id = |byte: &&u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || **byte == b'-';
    let id = if 0 < skipped && head.first().is_some_and(u8::is_ascii_lowercase) {
        head.iter().take_while(is_id).count()
    } else {
        0
    };
    let tail = head.get(id..).unwrap_or_default();
    tail.get(blanks(tail)) == Some(&b':')
}

/// Returns whether a text after a keyword begins with a bracket that is not a link, perhaps after
/// an id: two other forms of the rule `header_end`.
fn has_bracket_end(rest: &str) -> bool {
    let skipped = blanks(rest.as_bytes());
    let head = rest.as_bytes().get(skipped..).unwrap_or_default();
    let is_id = |byte: &&u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || **byte == b'-';
    let has_id = 0 < skipped && head.first().is_some_and(u8::is_ascii_lowercase);
    let id = if has_id { head.iter().take_while(is_id).count() } else { 0 };
    let tail = head.get(id..).unwrap_or_default();
    let tail = tail.get(blanks(tail)..).unwrap_or_default();
    let close = memchr::memchr(b']', tail).unwrap_or(tail.len());
    tail.first() == Some(&b'[') && tail.get(close + 1) != Some(&b'(')
}

/// Returns what a line is that begins with an opening square bracket.
fn bracketed(words: &str) -> Kind {
    let inner = words.get(1..).unwrap_or_default();
    let inner = inner.get(blanks(inner.as_bytes())..).unwrap_or_default();
    let begins = |word: &str| inner.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word));
    if !["if", "otherwise", "else", "end"].into_iter().any(begins) {
        return Kind::Text;
    }
    let Some(close) = memchr::memchr2(b']', b':', words.as_bytes()) else { return Kind::Odd };
    let is_condition = inner.starts_with("otherwise") || inner.starts_with("if ") || inner.starts_with("if\t");
    let is_link = words.as_bytes().get(close + 1) == Some(&b'(');
    let is_closed = words.as_bytes().get(close) == Some(&b']');
    if is_condition && is_closed && !is_link { Kind::When(close + 1) } else { Kind::Odd }
}
