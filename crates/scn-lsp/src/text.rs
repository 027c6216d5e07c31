//! Positions as an editor counts them: lines from 0, and columns in bytes, UTF-16 units or code
//! points, as negotiated.

use gen_lsp_types::{Position, PositionEncodingKind, Range};
use scn_source::{SourceFile, Span};

/// The unit of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units; the default of the protocol.
    #[default]
    Utf16,
    /// Code points.
    Utf32,
}

impl Encoding {
    /// Chooses the best of the encodings that a client offers: bytes need no counting.
    pub(crate) fn choose_from(offered: &[PositionEncodingKind]) -> Self {
        if offered.contains(&PositionEncodingKind::UTF8) {
            Self::Utf8
        } else if offered.is_empty() || offered.contains(&PositionEncodingKind::UTF16) {
            Self::Utf16
        } else if offered.contains(&PositionEncodingKind::UTF32) {
            Self::Utf32
        } else {
            Self::Utf16
        }
    }

    /// Returns the protocol's name of the encoding.
    pub(crate) fn protocol_name(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn char_length(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// Returns the length of a text in this unit.
    pub(crate) fn length(self, text: &str) -> u32 {
        Span::empty(if text.is_ascii() { text.len() } else { text.chars().map(|c| self.char_length(c)).sum() }).start
    }

    /// Returns the position of a byte offset.
    pub(crate) fn position(self, file: &SourceFile, offset: u32) -> Position {
        let line = file.line_index(offset);
        let span = file.line_span(line);
        // An offset between CR and LF counts as the end of the line.
        let end = offset.clamp(span.start, span.end);
        let mut end = end as usize;
        while !file.text().is_char_boundary(end) {
            end -= 1;
        }
        let text_before = file.text().get(span.start as usize..end).unwrap_or_default();
        Position { line, character: self.length(text_before) }
    }

    /// Converts a span to a range.
    pub(crate) fn range(self, file: &SourceFile, span: Span) -> Range {
        Range { start: self.position(file, span.start), end: self.position(file, span.end) }
    }

    /// Returns the byte offset of a position. A position after the end of a line becomes the end of
    /// that line; one after the last line, the end of the file; one inside a character, the start
    /// of that character.
    pub(crate) fn offset(self, file: &SourceFile, position: Position) -> u32 {
        if file.line_count() <= position.line {
            return Span::empty(file.text().len()).start;
        }
        let span = file.line_span(position.line);
        let mut units_left = position.character as usize;
        let mut offset = span.start;
        for c in file.slice(span).chars() {
            let Some(rest) = units_left.checked_sub(self.char_length(c)).filter(|_| units_left != 0) else { break };
            units_left = rest;
            offset += Span::empty(c.len_utf8()).start;
        }
        offset
    }

    /// Converts a range to a span. A range whose end is before its start becomes empty.
    pub(crate) fn span(self, file: &SourceFile, range: Range) -> Span {
        let (start, end) = (self.offset(file, range.start), self.offset(file, range.end));
        Span { start, end: end.max(start) }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use super::{Encoding, Position, SourceFile};

    #[test]
    fn places_are_found_again_in_every_counting() {
        let text = "a\u{1F600}é\r\n\r\n\u{feff}x\ny";
        let file = SourceFile::new("x", text);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (at, c) in text.char_indices() {
                if c == '\n' && text.as_bytes().get(at.wrapping_sub(1)) == Some(&b'\r') {
                    continue;
                }
                let offset = u32::try_from(at).unwrap();
                assert_eq!(encoding.offset(&file, encoding.position(&file, offset)), offset, "{encoding:?} {offset}");
            }
        }
        let character_in = |encoding: Encoding| encoding.position(&file, 7).character;
        assert_eq!(
            (character_in(Encoding::Utf8), character_in(Encoding::Utf16), character_in(Encoding::Utf32)),
            (7, 4, 3)
        );
    }

    #[test]
    fn places_that_are_none_are_the_nearest() {
        let file = SourceFile::new("x", "a\u{1F600}\r\nb");
        let offset_of = |line, character| Encoding::Utf16.offset(&file, Position { line, character });
        assert_eq!(offset_of(0, 99), 5, "behind the end of a line");
        assert_eq!(offset_of(0, 2), 1, "inside a character");
        assert_eq!(offset_of(9, 0), 8, "behind the last line");
        assert_eq!(offset_of(1, 1), 8);
        assert_eq!(Encoding::Utf16.position(&file, 6), Position { line: 0, character: 3 }, "between CR and LF");
    }
}
