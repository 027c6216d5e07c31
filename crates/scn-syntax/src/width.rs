//! Characters that an input method or a word processor puts into an instruction: full-width forms,
//! other characters that look like a colon, unusual blanks, and invisible characters.
//!
//! Input: a text. Output: replacements to apply before parsing, and at most one finding per line.
//! Only the parts that make a line an instruction are examined: its keyword or speaker, its
//! brackets, its colon, and values that are names or numbers. Text that a learner reads is never
//! changed.
//!
//! Source of the full-width forms: Unicode, block Halfwidth and Fullwidth Forms (U+FF01 to U+FF5E
//! correspond to U+0021 to U+007E, shifted by U+FEE0).

use std::ops::Range;

use rustc_hash::FxHashSet;
use scn_source::Span;

use crate::build::speaker_parts;
use crate::parser::{self, Rule};
use crate::source::Correction;
use crate::words::{KEYWORDS, is_blank, keyword_at_start};

/// The unusual characters of a line, and what they are read as.
#[derive(Debug)]
pub(crate) struct UnusualChars {
    /// The part of the line that makes it an instruction.
    pub(crate) place: Span,
    pub(crate) corrections: Vec<Correction>,
    pub(crate) kind: UnusualKind,
}

/// The kind of unusual character in a line, and its effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnusualKind {
    /// Variant forms of ASCII characters, read as ASCII.
    VariantForm,
    /// Invisible characters; holds the first of them.
    Invisible(char),
    /// Variant punctuation in conditional text, which is therefore shown as written.
    ShownCondition,
    /// A mark that editors and tools leave at the start of a line, which is ignored.
    LeadingMark,
}

/// Returns the ASCII character that a character is a variant of: `Some(None)` if the character is
/// invisible, `None` if it is not unusual.
fn plain_char(c: char) -> Option<Option<char>> {
    let to_ascii = |c: char| char::from_u32(u32::from(c) - 0xfee0);
    Some(match c {
        '\u{ff01}'..='\u{ff5e}' => to_ascii(c),
        '\u{fe55}' | '\u{a789}' | '\u{2236}' | '\u{fe13}' | '\u{02d0}' | '\u{05c3}' => Some(':'),
        '\u{fe50}' | '\u{3001}' | '\u{060c}' => Some(','),
        '\u{3010}' | '\u{3014}' => Some('['),
        '\u{3011}' | '\u{3015}' => Some(']'),
        '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{1680}' => Some(' '),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{180e}' | '\u{fe0f}' => None,
        _ => return None,
    })
}

/// Returns the ASCII letter that a letter looks like. This is applied only to a complete keyword.
///
/// Source: Unicode Technical Standard 39, confusables, restricted to Cyrillic and Greek capital and
/// small letters with the shape of a Latin letter; and the block Mathematical Alphanumeric Symbols
/// (U+1D400 to U+1D6A3), which consists of Latin letters in runs of 52.
fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' | 'Ϲ' => 'C',
        'Е' | 'Ε' => 'E',
        'Ғ' | 'Ϝ' => 'F',
        'Н' | 'Η' => 'H',
        'І' | 'Ι' => 'I',
        'Ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'а' | 'α' => 'a',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' => 'e',
        'һ' => 'h',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'ν' => 'v',
        'х' => 'x',
        'у' => 'y',
        '\u{1d400}'..='\u{1d6a3}' => {
            let letter = (u32::from(c) - 0x1d400) % 52;
            let first = if letter < 26 { u32::from('A') } else { u32::from('a') - 26 };
            return char::from_u32(first + letter);
        }
        _ => return None,
    })
}

/// Returns the first word of a line in ASCII, if its letters look like those of a keyword.
fn looks_like_keyword(line: &str) -> Option<String> {
    let words = line.trim_start_matches(|c: char| is_blank(c) || plain_char(c) == Some(None));
    let first = words.chars().next()?;
    let end = words.find(|c: char| !c.is_alphabetic()).unwrap_or(words.len());
    let word = words.get(..end).filter(|word| word.len() < 48 && !word.is_ascii() && first.is_alphabetic())?;
    let ascii: Option<String> = word.chars().map(|c| if c.is_ascii() { Some(c) } else { look_alike(c) }).collect();
    ascii.filter(|made| made == "Partly" || crate::words::is_keyword(made))
}

/// Returns whether a line may contain unusual characters.
fn is_unusual(text: &str) -> bool {
    if text.is_ascii() && memchr::memchr2(0xb, 0xc, text.as_bytes()).is_none() {
        return false;
    }
    // There is no early exit, so that the loop can be vectorized.
    text.bytes().fold(false, |found, byte| {
        found
            | matches!(
                byte,
                0x0b | 0x0c | 0xc2 | 0xcb | 0xcd
                    ..=0xd1 | 0xd2 | 0xd4 | 0xd7 | 0xd8 | 0xe1 | 0xe2 | 0xe3 | 0xea | 0xef | 0xf0
            )
    })
}

/// Finds the unusual characters of a text, line by line, in linear time. Lines in `skipped` are
/// ignored.
pub(crate) fn find_unusual(text: &str, skipped: &[Span]) -> Vec<UnusualChars> {
    let mut out = Vec::new();
    if !is_unusual(text) {
        return out;
    }
    let mut cast = None;
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let start = line_start;
        line_start += line.len();
        if !is_unusual(line) {
            continue;
        }
        let blanks = line.len() - line.trim_start_matches(is_blank).len();
        // A byte order mark at the start of the file is not part of the line.
        let mark = if start == 0 && line.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let marks_start = blanks.max(mark);
        // Byte order marks where files were concatenated, and page breaks.
        let marks = line.get(marks_start..).unwrap_or_default();
        let length = marks.len() - marks.trim_start_matches(['\u{feff}', '\u{c}', '\u{b}']).len();
        if 0 < length {
            let place = Span::new(start + marks_start, start + marks_start + length);
            out.push(UnusualChars {
                place,
                corrections: vec![Correction { span: place, text: String::new() }],
                kind: UnusualKind::LeadingMark,
            });
        }
        let mark = if 0 < length { marks_start + length } else { mark };
        let folded = line.get(mark..).and_then(looks_like_keyword);
        if folded.is_none() && !line.chars().any(|c| plain_char(c).is_some()) {
            continue;
        }
        if skipped.iter().any(|span| span.start as usize <= start && start <= span.end as usize) {
            continue;
        }
        let line = line.trim_end_matches(['\n', '\r']);
        let Some(line) = line.get(mark..) else { continue };
        let cast = cast.get_or_insert_with(|| plain_cast_names(text));
        let unusual_chars = unusual_in_line(line, start + mark, cast, folded.as_deref());
        out.extend(unusual_chars.or_else(|| find_shown_condition(line, start + mark)));
    }
    out
}

/// Returns the cast names of a text, with unusual characters replaced where needed to find them.
fn plain_cast_names(text: &str) -> FxHashSet<String> {
    let lines = text.lines().map(|line| line.trim_start_matches(|c: char| is_blank(c) || plain_char(c).is_some()));
    let heads = lines.filter_map(|line| line.strip_prefix("Cast")).filter_map(|rest| {
        let end = rest.find(|c: char| c == ':' || plain_char(c) == Some(Some(':')))?;
        rest.get(..end)
    });
    heads.map(|head| head.trim().to_owned()).collect()
}

/// A line with its unusual characters replaced, and the original position of each character.
struct PlainLine {
    text: String,
    /// For each character: its offset in `text`, and its start and end in the original line.
    positions: Vec<(usize, usize, usize)>,
}

impl PlainLine {
    /// Replaces the unusual characters of a line. `folded` is its first word in ASCII, if it
    /// consists of look-alike letters.
    fn new(line: &str, folded: Option<&str>) -> Self {
        let mut line_copy = Self { text: String::with_capacity(line.len()), positions: Vec::new() };
        let mut letters = folded.unwrap_or_default().chars();
        for (from, c) in line.char_indices() {
            let letter = if c.is_alphabetic() { letters.next() } else { None };
            let plain_form = letter.map_or_else(|| plain_char(c).unwrap_or(Some(c)), Some);
            let Some(plain_form) = plain_form else { continue };
            line_copy.positions.push((line_copy.text.len(), from, from + c.len_utf8()));
            line_copy.text.push(plain_form);
            if plain_form != c && is_set_off(plain_form, line.get(from + c.len_utf8()..).unwrap_or_default()) {
                line_copy.text.push(' ');
            }
        }
        line_copy
    }

    /// Returns where the character at `at` in the text begins in the original line.
    fn start(&self, at: usize) -> usize {
        self.positions.iter().find(|(made, ..)| *made == at).map_or(0, |(_, from, _)| *from)
    }

    /// Returns where the first `length` bytes of the text end in the original line.
    fn end(&self, length: usize) -> usize {
        self.positions.iter().take_while(|(at, ..)| *at < length).last().map_or(0, |(.., to)| *to)
    }
}

/// Returns whether a blank belongs after a mark: a colon or a comma that is not followed by one.
fn is_set_off(mark: char, suffix: &str) -> bool {
    let next = suffix.chars().next().map_or(' ', |c| plain_char(c).flatten().unwrap_or(c));
    matches!(mark, ':' | ',') && !next.is_whitespace() && next != ':'
}

/// Returns the unusual characters in the part of a line that makes it an instruction. `folded` is
/// its first word in ASCII, if it consists of look-alike letters.
fn unusual_in_line(line: &str, start: usize, cast: &FxHashSet<String>, folded: Option<&str>) -> Option<UnusualChars> {
    let plain_line = PlainLine::new(line, folded);
    let indent = plain_line.text.len() - plain_line.text.trim_start_matches(is_blank).len();
    let words = plain_line.text.get(indent..)?;
    if words.starts_with(['\\', '>', '/']) {
        return None;
    }
    let length =
        instruction_length(words).or_else(|| bracket_length(words, cast)).or_else(|| speech_length(words, cast))?;
    let end = plain_line.end(indent + length);
    let mut out = UnusualChars { place: Span::default(), corrections: Vec::new(), kind: UnusualKind::VariantForm };
    let mut first = None;
    let direction = direction_range(words.get(..length).unwrap_or_default(), cast);
    let direction = if direction.is_empty() {
        0..0
    } else {
        plain_line.end(indent + direction.start)..plain_line.start(indent + direction.end)
    };
    // Tags are the author's own words, separated by commas.
    let tags = words.starts_with("Tags");
    let mut letters = folded.unwrap_or_default().chars();
    for (at, c) in line.char_indices() {
        let letter = if c.is_alphabetic() { letters.next() } else { None };
        // The direction of a speaker is text that the learner reads.
        if direction.contains(&at) || (end <= at && !tags) {
            continue;
        }
        let replacement = match letter {
            Some(letter) if letter != c => Some(letter),
            Some(_) => continue,
            None => match plain_char(c) {
                Some(replacement) => replacement,
                None => continue,
            },
        };
        if end <= at && replacement != Some(',') {
            continue;
        }
        let span = Span::new(start + at, start + at + c.len_utf8());
        if replacement.is_none() && out.kind == UnusualKind::VariantForm {
            out.kind = UnusualKind::Invisible(c);
        }
        first.get_or_insert(at);
        let mut text = replacement.map(String::from).unwrap_or_default();
        // Insert a blank after a colon or a comma that is not followed by one.
        if replacement.is_some_and(|made| is_set_off(made, line.get(at + c.len_utf8()..).unwrap_or_default())) {
            text.push(' ');
        }
        out.corrections.push(Correction { span, text });
    }
    let head = line.len() - line.trim_start_matches(is_blank).len();
    out.place = Span::new(start + head.min(first?), start + end);
    Some(out)
}

/// Finds conditional text with variant punctuation: `［if calm > 3： a ｜ b］`.
///
/// Text for the learner is read as written, so the condition would be shown. Returns only the first
/// match.
fn find_shown_condition(line: &str, start: usize) -> Option<UnusualChars> {
    let plain_line = PlainLine::new(line, None);
    plain_line.text.match_indices('[').take(20).find_map(|(open, _)| {
        let from_bracket = plain_line.text.get(open..)?;
        if !from_bracket.get(1..)?.trim_start_matches(is_blank).starts_with("if") {
            return None;
        }
        let nodes = parser::parse(Rule::text_if, from_bracket)?;
        let read = nodes.root()?;
        let close = read.as_str().len() - 1;
        let mut parts = read.into_inner();
        let condition = parts.find(|part| part.as_rule() == Rule::condition)?.as_span().end();
        let colon = condition + from_bracket.get(condition..)?.find(':')?;
        let words = parts.next()?.as_span().end();
        let is_mark = |at: usize| at <= colon || at == close || at == words;
        let mends = line.char_indices().filter_map(|(at, c)| {
            let (here, ..) = plain_line.positions.iter().find(|(_, from, _)| *from == at)?;
            let text = plain_char(c).flatten().filter(|_| open <= *here && is_mark(*here - open))?;
            Some(Correction { span: Span::new(start + at, start + at + c.len_utf8()), text: text.to_string() })
        });
        let mends: Vec<Correction> = mends.collect();
        let place = Span::new(start + plain_line.start(open), start + plain_line.end(open + close + 1));
        (!mends.is_empty()).then_some(UnusualChars { place, corrections: mends, kind: UnusualKind::ShownCondition })
    })
}

/// Returns how much of a line makes it an instruction: everything up to the colon, or the whole
/// line if its value is limited to one line.
fn instruction_length(words: &str) -> Option<usize> {
    let length = if let Some(keyword) = keyword_at_start(words) {
        keyword.word.len()
    } else {
        // Compare case-insensitively.
        let word = words.split(|c: char| !c.is_ascii_alphabetic()).next()?;
        let has_spelling = |keyword: &&crate::words::Keyword| keyword.word.eq_ignore_ascii_case(word);
        KEYWORDS.iter().find(has_spelling)?.word.len()
    };
    let keyword = KEYWORDS.iter().find(|keyword| {
        words.get(..length).is_some_and(|word| keyword.word.eq_ignore_ascii_case(word))
            || (keyword.word.contains(' ') && words.starts_with("Partly"))
    })?;
    let after_keyword = words.get(length..)?;
    let colon = after_keyword.find(':').map(|at| length + at)?;
    let capital = format!("{}{}", keyword.word, after_keyword);
    if !parser::matches(Rule::instruction, &capital) {
        return None;
    }
    let one_line = keyword.is_plain()
        && !crate::lookalikes::is_text(keyword)
        && !matches!(keyword.word, "Audience" | "Author" | "Source" | "Test" | "Tags" | "Choose");
    Some(if one_line { words.len() } else { colon + 1 })
}

/// Returns the length of a bracket with a condition at the start of a line, including the speaker
/// or instruction after it.
fn bracket_length(words: &str, cast: &FxHashSet<String>) -> Option<usize> {
    let inner = words.strip_prefix('[')?;
    let (inside, behind) = inner.split_once(']')?;
    let word = inside.trim_start_matches(is_blank).split(is_blank).next()?;
    if !matches!(word, "if" | "otherwise" | "needs" | "once") {
        return None;
    }
    let length = inside.len() + 2;
    let after_blanks = behind.trim_start_matches(is_blank);
    let extra_length = speech_length(after_blanks, cast)
        .or_else(|| instruction_length(after_blanks))
        .map(|more| behind.len() - after_blanks.len() + more);
    Some(length + extra_length.unwrap_or(0))
}

/// Returns where the direction of a speaker is in the part of a line that makes it an instruction,
/// or an empty range for other lines.
fn direction_range(words: &str, cast: &FxHashSet<String>) -> Range<usize> {
    let condition = words.strip_prefix('[').and_then(|_| words.find(']')).map_or(0, |at| at + 1);
    let after_condition = words.get(condition..).unwrap_or_default();
    let speech_text = after_condition.trim_start_matches(is_blank);
    let speech_start = condition + after_condition.len() - speech_text.len();
    if instruction_length(speech_text).is_some() || speech_length(speech_text, cast).is_none() {
        return 0..0;
    }
    match (speech_text.find('('), speech_text.rfind(')')) {
        (Some(open), Some(close)) if open < close => speech_start + open + 1..speech_start + close,
        _ => 0..0,
    }
}

/// Returns the length of a cast name and its colon at the start of a line.
fn speech_length(words: &str, cast: &FxHashSet<String>) -> Option<usize> {
    let (head, _) = words.split_once(':')?;
    let (name, _) = speaker_parts(head);
    cast.contains(name).then_some(head.len() + 1)
}
