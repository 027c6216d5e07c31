//! Running text: joins its lines, and splits it where a cast member starts speaking.

use pest::Parser;
use scn_source::Span;

use super::speech::Speaker;
use super::{Builder, Pair};
use crate::ast::{Name, Text, TextPart};
use crate::parser::{Rule, ScnParser};

/// Where a text begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// At the start of a line.
    Line,
    /// After the bracket of a body line, where speech may begin too.
    Bracket,
    /// After the colon of a keyword. Speech cannot begin on the line of the keyword, but may if the
    /// text starts on a line of its own.
    Behind,
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
pub(super) struct Read<'a> {
    pub(super) first: Segment<'a>,
    pub(super) rest: Vec<Segment<'a>>,
}

/// Which special characters a text contains.
#[derive(Clone, Copy)]
struct Marks {
    colon: bool,
    bracket: bool,
}

impl<'a> Builder<'a, '_> {
    /// Reads a text.
    pub(super) fn read_text(&mut self, text: Pair<'_>, start: Start) -> Read<'a> {
        let may_speak = match start {
            Start::Line | Start::Bracket => true,
            Start::Behind => self.begins_line(text.as_span().start()),
            Start::Inside => false,
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
        let read = self.segments(&pieces, may_speak);
        self.pieces = pieces;
        read
    }

    /// Returns a single-line text without parsing its inline elements.
    pub(super) fn plain(&self, words: Name<'a>) -> Text<'a> {
        Text { parts: vec![TextPart::Words(words)], span: words.span }
    }

    /// Returns whether only blanks precede an offset on its line, in the corrected text.
    fn begins_line(&self, at: usize) -> bool {
        let before = self.src.read().get(..at).unwrap_or_default().trim_end_matches(crate::words::is_blank);
        before.is_empty() || before.ends_with(['\n', '\u{feff}'])
    }

    fn slice_read(&self, piece: Piece) -> &str {
        self.src.read().get(piece.start..piece.end).unwrap_or_default()
    }

    fn segments(&mut self, pieces: &[Piece], may_speak: bool) -> Read<'a> {
        let has_colon = pieces.iter().any(|piece| marks(self.slice_read(*piece)).colon);
        if !has_colon || (self.cast.list.is_empty() && self.shared_cast.list.is_empty()) {
            return Read { first: self.joined(None, pieces), rest: Vec::new() };
        }
        let starts = self.speech_starts(pieces, may_speak);
        if starts.is_empty() {
            return Read { first: self.joined(None, pieces), rest: Vec::new() };
        }
        let mut done = Vec::with_capacity(starts.len() + 1);
        let mut current: Vec<Piece> = Vec::new();
        let mut speaker = None;
        let mut starts = starts.into_iter().peekable();
        let mut first = true;
        for piece in pieces {
            let mut rest = *piece;
            while let Some((at, next, behind)) = starts.next_if(|(at, ..)| *at < piece.end) {
                if rest.start < at {
                    current.push(Piece { end: at, ..rest });
                }
                if !(first && current.is_empty()) {
                    let segment = self.joined(speaker.take(), &current);
                    done.push(segment);
                }
                first = false;
                current.clear();
                speaker = Some(next);
                rest = Piece { start: behind, end: piece.end, escaped: false };
            }
            first = false;
            current.push(rest);
        }
        done.push(self.joined(speaker, &current));
        let mut done = done.into_iter();
        let nothing = Segment { speaker: None, text: Text::default(), span: Span::default() };
        let first = done.next().unwrap_or(nothing);
        Read { first, rest: done.collect() }
    }

    /// Finds where cast members start speaking. Returns the offset of the name, the speaker, and
    /// the offset after the colon, all in the corrected text.
    fn speech_starts(&self, pieces: &[Piece], may_speak: bool) -> Vec<(usize, Speaker<'a>, usize)> {
        let mut starts = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            let text = self.slice_read(*piece);
            let mut from = 0;
            while let Some(colon) = text.get(from..).and_then(|rest| rest.find(':')).map(|at| from + at) {
                let line = text.get(..colon).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
                // On the first line of a text, only if speech may begin there; never on a line with
                // a backslash.
                let can = if line == 0 { !piece.escaped && (index > 0 || may_speak) } else { line >= from };
                if can && let Some(speaker) = self.speaker(piece.start + line, piece.start + colon) {
                    let name = speaker.read_start;
                    starts.push((name, speaker.speaker, piece.start + colon + 1));
                }
                from = match text.get(colon..).and_then(|rest| rest.find('\n')) {
                    Some(end) => colon + end + 1,
                    None => break,
                };
            }
        }
        starts
    }

    /// Adds the parts of words that begin at an offset in the corrected text.
    fn add_words(&mut self, words: Name<'a>, start: usize, parts: &mut Vec<TextPart<'a>>) {
        let mut rest = words;
        // If a number is not meant as a list item, the backslash precedes its delimiter.
        if words.text.contains("\\.") || words.text.contains("\\)") {
            let mut at = 0;
            let mut from = 0;
            for (index, line) in words.text.split_inclusive('\n').enumerate() {
                let begins = 0 < index || self.begins_line(start);
                if let Some(before) = number_before_backslash(line).filter(|_| begins) {
                    let (number, escaped) = part(rest, at + before - from);
                    let (literal, after) = part(part(escaped, 1).1, 1);
                    parts.push(TextPart::Words(number));
                    parts.push(TextPart::Literal(literal));
                    rest = after;
                    from = at + before + 2;
                }
                at += line.len();
            }
        }
        if marks(rest.text).bracket {
            self.inline(rest, parts);
        } else if !rest.text.is_empty() {
            parts.push(TextPart::Words(rest));
        }
    }

    /// Returns whether a line may begin at an offset in the corrected text: only blanks, or a
    /// bracket, precede it.
    fn may_be_escape(&self, at: usize) -> bool {
        let before = self.src.read().get(..at).unwrap_or_default();
        self.begins_line(at) || before.trim_end_matches(crate::words::is_blank).ends_with(']')
    }

    /// Returns whether a line would be something other than running text without the backslash
    /// before it.
    pub(super) fn is_escape(&self, line: &'a str) -> bool {
        let first = line.split('\n').next().unwrap_or_default();
        if first.starts_with(|c: char| c.is_alphabetic()) {
            return crate::words::keyword_at_start(first).is_some()
                || crate::slips::is_slip_at_start(first)
                || Self::looks_like_speech(first, 0).is_some()
                || first.split_once(':').is_some_and(|(head, _)| self.is_cast(super::speech::parts(head).0))
                || ScnParser::parse(Rule::needs_backslash, first).is_ok();
        }
        // A table is recognized by its second line.
        let end = line.match_indices('\n').nth(1).map_or(line.len(), |(at, _)| at);
        let first = first.as_bytes();
        let dash = matches!(first, [0xe2, 0x80, 0x93 | 0x94, b' ' | b'\t', ..]);
        dash || ScnParser::parse(Rule::needs_backslash, line.get(..end).unwrap_or_default()).is_ok()
    }

    /// Joins pieces into one segment.
    fn joined(&mut self, speaker: Option<Speaker<'a>>, pieces: &[Piece]) -> Segment<'a> {
        let mut parts = Vec::with_capacity(1);
        let mut span: Option<Span> = None;
        for piece in pieces {
            let mut words = self.trimmed(self.src.span(piece.start, piece.end));
            if words.text.is_empty() {
                continue;
            }
            if span.is_some() {
                parts.push(TextPart::Space);
            }
            span = Some(span.map_or(words.span, |before| before.to(words.span)));
            if piece.escaped
                && words.text.starts_with('\\')
                && self.may_be_escape(piece.start)
                && self.is_escape(words.text.get(1..).unwrap_or_default())
            {
                let (_, rest) = part(words, 1);
                let first = rest.text.chars().next().map_or(0, char::len_utf8);
                let (literal, rest) = part(rest, first);
                parts.push(TextPart::Literal(literal));
                words = rest;
            }
            self.add_words(words, piece.start, &mut parts);
        }
        let at = pieces.first().map_or(0, |piece| self.src.offset(piece.start));
        let at = speaker.as_ref().map_or(at, |speaker| speaker.colon as usize + 1);
        let span = span.unwrap_or(Span::empty(at));
        let whole = speaker.as_ref().map_or(span, |speaker| speaker.name.span.to(span));
        Segment { speaker, text: Text { parts, span }, span: whole }
    }
}

/// Splits words in two at an offset.
pub(super) fn part(words: Name<'_>, at: usize) -> (Name<'_>, Name<'_>) {
    let (before, after) = words.text.split_at_checked(at).unwrap_or((words.text, ""));
    let middle = words.span.start as usize + before.len();
    let name = |text, start, end| Name { text, span: Span::new(start, end) };
    (name(before, words.span.start as usize, middle), name(after, middle, words.span.end as usize))
}

/// Returns how many bytes of a line precede a backslash without which the number would start a list
/// item: `1\.`.
fn number_before_backslash(line: &str) -> Option<usize> {
    let words = line.trim_start_matches(crate::words::is_blank);
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let rest = words.get(digits..)?.strip_prefix('\\')?.strip_prefix(['.', ')'])?;
    let marks = (1..=9).contains(&digits) && rest.starts_with(crate::words::is_blank);
    marks.then_some(line.len() - words.len() + digits)
}

fn marks(text: &str) -> Marks {
    // There is no early exit, so that the loop can be vectorized.
    let found = text
        .bytes()
        .fold(0_u8, |found, byte| found | u8::from(byte == b':') | (u8::from((byte == b'{') | (byte == b'[')) << 1));
    Marks { colon: found & 1 != 0, bracket: found & 2 != 0 }
}
