//! Line ends that are neither those of Unix nor of Windows: CR CR LF, LF CR, a lone CR, and the
//! separators of Unicode.
//!
//! A program that saves or copies a text can write them, and no editor shows them. They are read as
//! what they stand for, so that the lines are the author's lines, and are reported once for a file.

use scn_source::Span;

use crate::source::Correction;
use crate::words::{is_blank, keyword_at_start};

/// The kinds of unusual line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineEndKind {
    /// More than one CR before an LF.
    Doubled,
    /// A CR after its LF.
    Reversed,
    /// A character in place of the LF.
    Character(char),
}

/// The unusual line ends of one kind in a text.
#[derive(Debug)]
pub(crate) struct LineEnds {
    pub(crate) kind: LineEndKind,
    /// The replacements by ordinary line ends, in order.
    pub(crate) corrections: Vec<Correction>,
}

/// Characters that end a line in some programs, besides CR.
const SEPARATORS: [char; 5] = ['\u{85}', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}'];

/// Finds the unusual line ends of a text, in linear time.
pub(crate) fn find_line_ends(text: &str) -> Vec<LineEnds> {
    let mut found = Vec::new();
    if memchr::memchr(b'\r', text.as_bytes()).is_some() {
        find_carriage_returns(text, &mut found);
    }
    // Two of the separators are ASCII, and the others begin with one of two bytes.
    let has_separator =
        memchr::memchr2(0xb, 0xc, text.as_bytes()).is_some() || memchr::memchr2(0xc2, 0xe2, text.as_bytes()).is_some();
    for separator in SEPARATORS.into_iter().filter(|_| has_separator) {
        if !text.contains(separator) {
            continue;
        }
        // Within a line, it is a character like others.
        let ends_lines = precedes_instruction(text, separator);
        let to_correction = |(start, written): (usize, &str)| {
            let end = start + written.len();
            let is_doubled = text.get(end..).is_some_and(|rest| rest.starts_with(['\n', '\r']));
            let by = if is_doubled { "" } else { "\n" };
            let is_line_end = ends_lines || is_doubled && !matches!(separator, '\u{b}' | '\u{c}');
            is_line_end.then(|| Correction { span: Span::new(start, end), text: by.to_owned() })
        };
        let corrections: Vec<_> = text.match_indices(separator).filter_map(to_correction).collect();
        if !corrections.is_empty() {
            found.push(LineEnds { kind: LineEndKind::Character(separator), corrections });
        }
    }
    found
}

/// Returns whether some text after a character begins with an instruction, so that the character
/// ends lines in this text.
fn precedes_instruction(text: &str, separator: char) -> bool {
    text.split(separator).skip(1).any(|piece| {
        let line = piece.trim_start_matches(|c: char| is_blank(c) || c == separator);
        keyword_at_start(line).is_some() && line.split(['\n', separator]).next().is_some_and(|line| line.contains(':'))
    })
}

/// Finds the carriage returns that are not followed by a line feed, or are more than one before it.
fn find_carriage_returns(text: &str, found: &mut Vec<LineEnds>) {
    let bytes = text.as_bytes();
    let (mut doubled, mut reversed, mut lone) = (Vec::new(), Vec::new(), Vec::new());
    let mut offset = 0;
    while let Some(start) = text.get(offset..).and_then(|rest| rest.find('\r')).map(|at| offset + at) {
        let count = bytes.get(start..).unwrap_or_default().iter().take_while(|byte| **byte == b'\r').count();
        offset = start + count;
        let replace = |list: &mut Vec<Correction>, end: usize, by: &str| {
            list.push(Correction { span: Span::new(start, end), text: by.to_owned() });
        };
        if bytes.get(offset) == Some(&b'\n') {
            if 1 < count {
                replace(&mut doubled, offset - 1, "");
            }
        } else if start.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'\n') {
            replace(&mut reversed, offset, "");
        } else {
            replace(&mut lone, offset, &"\n".repeat(count));
        }
    }
    let mut push = |kind: LineEndKind, corrections: Vec<Correction>| {
        if !corrections.is_empty() {
            found.push(LineEnds { kind, corrections });
        }
    };
    push(LineEndKind::Doubled, doubled);
    push(LineEndKind::Reversed, reversed);
    if !lone.is_empty() && precedes_instruction(text, '\r') {
        push(LineEndKind::Character('\r'), lone);
    }
}

#[cfg(test)]
mod tests {
    use scn_source::{FileId, Name};

    const TEXT: &str =
        "Lesson one: One\n  Text.\n\nScenario s: S\n  Brief.\n\nMeter m: M\n  Range: 0 to 10\n  Start: 5\n";

    #[test]
    fn unusual_line_ends_are_one_finding_and_hide_nothing() {
        let ordinary = crate::parse(FileId::default(), TEXT);
        for end in
            ["\r\r\n", "\r\r\r\n", "\n\r", "\r", "\u{85}", "\u{2028}", "\u{2029}", "\u{b}", "\u{2028}\n", "\u{85}\r\n"]
        {
            let text = TEXT.replace('\n', end);
            let parse = crate::parse(FileId::default(), &text);
            assert_eq!(parse.findings.len(), 1 + ordinary.findings.len(), "{end:?}: {:?}", parse.findings);
            assert_eq!(parse.file.scenarios.len(), 1, "{end:?}");
            let finding = parse.findings.iter().find(|it| it.name == Name::BadCharacter).expect("it is reported");
            let mut fixed = text.clone();
            for edit in finding.fixes.first().expect("there is a fix").edits.iter().rev() {
                fixed.replace_range(edit.place.span.range(), &edit.text);
            }
            assert_eq!(fixed.replace("\r\n", "\n"), TEXT, "{end:?}");
        }
    }

    #[test]
    fn a_separator_within_a_line_is_a_character_like_others() {
        let text = "Lesson one: One\n  Some\u{85}text.\n";
        let findings = crate::parse(FileId::default(), text).findings;
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].message.contains("U+0085"), "{findings:?}");
    }
}
