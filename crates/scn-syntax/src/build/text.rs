//! Running text: joins its lines, and splits it where a cast member starts speaking.

use scn_source::Span;

use super::speech::Speaker;
use super::{Builder, Pair};
use crate::ast::{Name, Text, TextPart};
use crate::parser::{self, Rule};

/// Where a text begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextStart {
    /// At the start of a line.
    Line,
    /// After the bracket of a body line, where speech may begin too.
    Bracket,
    /// After the colon of a keyword. Speech cannot begin on the line of the keyword, but may if the
    /// text starts on a line of its own.
    AfterColon,
    /// After something else on the line.
    Inside,
}

/// Lines of a text that are contiguous. Offsets refer to the corrected text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    start: usize,
    end: usize,
    /// Whether it begins with a backslash.
    escaped: bool,
}

/// A text up to the point where someone else starts speaking.
#[derive(Clone, Debug)]
pub(super) struct Segment<'a> {
    pub(super) speaker: Option<Speaker<'a>>,
    pub(super) text: Text<'a>,
    /// The whole segment, including the speaker's name.
    pub(super) span: Span,
}

/// A text, and the speech that follows it.
pub(super) struct SplitText<'a> {
    pub(super) first: Segment<'a>,
    pub(super) rest: Vec<Segment<'a>>,
}

/// Which special characters a text contains.
#[derive(Clone, Copy)]
struct SpecialChars {
    colon: bool,
    bracket: bool,
}

impl<'a> Builder<'a, '_> {
    /// Reads a text.
    pub(super) fn read_text(&mut self, text: Pair<'_>, start: TextStart) -> SplitText<'a> {
        let may_speak = match start {
            TextStart::Line | TextStart::Bracket => true,
            TextStart::AfterColon => self.begins_line(text.as_span().start()),
            TextStart::Inside => false,
        };
        let mut pieces = std::mem::take(&mut self.pieces);
        pieces.clear();
        for part in text.into_inner() {
            let span = part.as_span();
            match part.as_rule() {
                Rule::prose | Rule::item_prose | Rule::heading_line => {
                    pieces.push(Piece { start: span.start(), end: span.end(), escaped: false });
                }
                Rule::escaped | Rule::item_escaped => {
                    pieces.push(Piece { start: span.start(), end: span.end(), escaped: true });
                }
                _ => {}
            }
        }
        let read = self.split_segments(&pieces, may_speak);
        self.pieces = pieces;
        read
    }

    /// Returns a single-line text without parsing its inline elements.
    pub(super) fn plain_text(&self, words: Name<'a>) -> Text<'a> {
        Text { parts: vec![TextPart::Words(words)], span: words.span }
    }

    /// Returns whether only blanks precede an offset on its line, in the corrected text.
    fn begins_line(&self, offset: usize) -> bool {
        let prefix = self.src.corrected().get(..offset).unwrap_or_default().trim_end_matches(crate::words::is_blank);
        prefix.is_empty() || prefix.ends_with(['\n', '\u{feff}'])
    }

    fn piece_text(&self, piece: Piece) -> &str {
        self.src.corrected().get(piece.start..piece.end).unwrap_or_default()
    }

    fn split_segments(&mut self, pieces: &[Piece], may_speak: bool) -> SplitText<'a> {
        let has_colon = pieces.iter().any(|piece| find_special_chars(self.piece_text(*piece)).colon);
        if !has_colon || (self.cast.list.is_empty() && self.shared_cast.list.is_empty()) {
            return SplitText { first: self.join_pieces(None, pieces), rest: Vec::new() };
        }
        let starts = self.speech_starts(pieces, may_speak);
        if starts.is_empty() {
            return SplitText { first: self.join_pieces(None, pieces), rest: Vec::new() };
        }
        let mut done = Vec::with_capacity(starts.len() + 1);
        let mut current: Vec<Piece> = Vec::new();
        let mut speaker = None;
        let mut starts = starts.into_iter().peekable();
        let mut first = true;
        for piece in pieces {
            let mut remaining = *piece;
            while let Some((start, next_speaker, after_colon)) = starts.next_if(|(at, ..)| *at < piece.end) {
                if remaining.start < start {
                    current.push(Piece { end: start, ..remaining });
                }
                if !(first && current.is_empty()) {
                    let segment = self.join_pieces(speaker.take(), &current);
                    done.push(segment);
                }
                first = false;
                current.clear();
                speaker = Some(next_speaker);
                remaining = Piece { start: after_colon, end: piece.end, escaped: false };
            }
            first = false;
            current.push(remaining);
        }
        done.push(self.join_pieces(speaker, &current));
        let mut done = done.into_iter();
        let nothing = Segment { speaker: None, text: Text::default(), span: Span::default() };
        let first = done.next().unwrap_or(nothing);
        SplitText { first, rest: done.collect() }
    }

    /// Finds where cast members start speaking. Returns the offset of the name, the speaker, and
    /// the offset after the colon, all in the corrected text.
    fn speech_starts(&self, pieces: &[Piece], may_speak: bool) -> Vec<(usize, Speaker<'a>, usize)> {
        let mut starts = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            let text = self.piece_text(*piece);
            let mut line_start = 0;
            while let Some(colon) = text.get(line_start..).and_then(|rest| rest.find(':')).map(|at| line_start + at) {
                let line = text.get(..colon).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
                // On the first line of a text, only if speech may begin there; never on a line with
                // a backslash.
                let may_start = if line == 0 { !piece.escaped && (index > 0 || may_speak) } else { line >= line_start };
                if may_start && let Some(speaker) = self.find_speaker(piece.start + line, piece.start + colon) {
                    let name = speaker.read_start;
                    starts.push((name, speaker.speaker, piece.start + colon + 1));
                }
                line_start = match text.get(colon..).and_then(|rest| rest.find('\n')) {
                    Some(end) => colon + end + 1,
                    None => break,
                };
            }
        }
        starts
    }

    /// Adds the parts of words that begin at an offset in the corrected text.
    fn add_words(&mut self, words: Name<'a>, start: usize, parts: &mut Vec<TextPart<'a>>) {
        let mut remaining = words;
        // If a number is not meant as a list item, the backslash precedes its delimiter.
        let has_backslash = memchr::memchr(b'\\', words.text.as_bytes()).is_some();
        if has_backslash && (words.text.contains("\\.") || words.text.contains("\\)")) {
            let mut line_start = 0;
            let mut remaining_start = 0;
            for (index, line) in words.text.split_inclusive('\n').enumerate() {
                let begins = 0 < index || self.begins_line(start);
                if let Some(before) = number_before_backslash(line).filter(|_| begins) {
                    let (number, escaped) = split_name(remaining, line_start + before - remaining_start);
                    let (literal, after) = split_name(split_name(escaped, 1).1, 1);
                    parts.push(TextPart::Words(number));
                    parts.push(TextPart::Literal(literal));
                    remaining = after;
                    remaining_start = line_start + before + 2;
                }
                line_start += line.len();
            }
        }
        if find_special_chars(remaining.text).bracket {
            self.build_inline(remaining, parts);
        } else if !remaining.text.is_empty() {
            parts.push(TextPart::Words(remaining));
        }
    }

    /// Returns whether a line may begin at an offset in the corrected text: only blanks, or a
    /// bracket, precede it.
    fn may_be_escape(&self, offset: usize) -> bool {
        let prefix = self.src.corrected().get(..offset).unwrap_or_default();
        self.begins_line(offset) || prefix.trim_end_matches(crate::words::is_blank).ends_with(']')
    }

    /// Returns whether a line would be something other than running text without the backslash
    /// before it.
    pub(super) fn is_escape(&self, line: &'a str) -> bool {
        let first = line.split('\n').next().unwrap_or_default();
        if first.starts_with(|c: char| c.is_alphabetic()) {
            return crate::words::keyword_at_start(first).is_some()
                || crate::slips::is_slip_at_start(first)
                || Self::find_speech_like_name(first, 0).is_some()
                || first
                    .split_once(':')
                    .is_some_and(|(head, _)| self.is_cast_name(super::speech::split_speaker(head).0))
                || parser::matches(Rule::needs_backslash, first);
        }
        // A table is recognized by its second line.
        let end = line.match_indices('\n').nth(1).map_or(line.len(), |(at, _)| at);
        let first = first.as_bytes();
        let dash = matches!(first, [0xe2, 0x80, 0x93 | 0x94, b' ' | b'\t', ..]);
        dash || parser::matches(Rule::needs_backslash, line.get(..end).unwrap_or_default())
    }

    /// Joins pieces into one segment.
    fn join_pieces(&mut self, speaker: Option<Speaker<'a>>, pieces: &[Piece]) -> Segment<'a> {
        let mut parts = Vec::with_capacity(1);
        let mut span: Option<Span> = None;
        for piece in pieces {
            let mut words = self.trimmed_name(self.src.original_span(piece.start, piece.end));
            if words.text.is_empty() {
                continue;
            }
            if span.is_some() {
                parts.push(TextPart::Space);
            }
            span = Some(span.map_or(words.span, |before| before.cover(words.span)));
            if piece.escaped
                && words.text.starts_with('\\')
                && self.may_be_escape(piece.start)
                && self.is_escape(words.text.get(1..).unwrap_or_default())
            {
                let (_, rest) = split_name(words, 1);
                let first = rest.text.chars().next().map_or(0, char::len_utf8);
                let (literal, rest) = split_name(rest, first);
                parts.push(TextPart::Literal(literal));
                words = rest;
            }
            self.add_words(words, piece.start, &mut parts);
        }
        let first_offset = pieces.first().map_or(0, |piece| self.src.original_offset(piece.start));
        let text_start = speaker.as_ref().map_or(first_offset, |speaker| speaker.colon as usize + 1);
        let span = span.unwrap_or(Span::empty(text_start));
        let whole = speaker.as_ref().map_or(span, |speaker| speaker.name.span.cover(span));
        Segment { speaker, text: Text { parts, span }, span: whole }
    }
}

/// Splits words in two at an offset.
pub(super) fn split_name(words: Name<'_>, offset: usize) -> (Name<'_>, Name<'_>) {
    let (before, after) = words.text.split_at_checked(offset).unwrap_or((words.text, ""));
    let middle = words.span.start as usize + before.len();
    let to_name = |text, start, end| Name { text, span: Span::new(start, end) };
    (to_name(before, words.span.start as usize, middle), to_name(after, middle, words.span.end as usize))
}

/// Returns how many bytes of a line precede a backslash without which the number would start a list
/// item: `1\.`.
fn number_before_backslash(line: &str) -> Option<usize> {
    let words = line.trim_start_matches(crate::words::is_blank);
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let after_mark = words.get(digits..)?.strip_prefix('\\')?.strip_prefix(['.', ')'])?;
    let marks = (1..=9).contains(&digits) && after_mark.starts_with(crate::words::is_blank);
    marks.then_some(line.len() - words.len() + digits)
}

fn find_special_chars(text: &str) -> SpecialChars {
    // There is no early exit, so that the loop can be vectorized.
    let flags = text
        .bytes()
        .fold(0_u8, |found, byte| found | u8::from(byte == b':') | (u8::from((byte == b'{') | (byte == b'[')) << 1));
    SpecialChars { colon: flags & 1 != 0, bracket: flags & 2 != 0 }
}
