//! Control characters, which are not allowed in a text.

use scn_source::{Finding, Name, Span};

use crate::source::Source;

/// Reports each line that contains control characters, at the first of them: any but tab, LF, and
/// CR before LF.
pub(crate) fn findings(src: &Source<'_>, findings: &mut Vec<Finding>) {
    let text = src.written();
    // There is no early exit, so that the loop can be vectorized. Hardly any file has one.
    let odd = text.bytes().fold(false, |odd, byte| {
        odd | ((byte < 0x20) & (byte != b'\n') & (byte != b'\t')) | (byte == 0x7f) | (byte == 0xc2)
    });
    if !odd {
        return;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.strip_suffix("\r\n").or(line.strip_suffix('\n')).unwrap_or(line);
        if let Some((offset, c)) = words.char_indices().find(|(_, c)| is_odd(*c)) {
            findings.push(finding(src, at, words, offset, c));
        }
        at += line.len();
    }
}

fn is_odd(c: char) -> bool {
    c.is_control() && c != '\t'
}

/// Builds the finding for a line that begins at `at` and consists of `words`, whose first control
/// character `c` is at `offset`.
fn finding(src: &Source<'_>, at: usize, words: &str, offset: usize, c: char) -> Finding {
    let place = src.place(Span::new(at + offset, at + offset + c.len_utf8()));
    if c == '\u{1a}' {
        return Finding::new(Name::BadCharacter, place, "this line is not UTF-8 text")
            .help("save the file as UTF-8; every editor offers it");
    }
    if c == '\r' {
        let message =
            "this line holds a carriage return (U+000D) that no line feed follows, so the line does not end there";
        return Finding::new(Name::BadCharacter, place, message)
            .help("save the file with the line ends of Unix or of Windows; every editor offers it");
    }
    let code = u32::from(c);
    let rest = words.get(offset..).unwrap_or_default();
    let count = rest.chars().filter(|c| is_odd(*c)).count();
    // Bytes that are not UTF-8 and line endings of other systems cannot simply be removed.
    let all = rest.chars().all(|c| !matches!(c, '\u{1a}' | '\r'));
    let (message, it) = match count {
        1 => (format!("this line holds a control character (U+{code:04X}), which no text needs"), "the character"),
        _ => (
            format!("this line holds {count} control characters (first U+{code:04X}), which no text needs"),
            "the characters",
        ),
    };
    let mut finding = Finding::new(Name::BadCharacter, place, message).help(format!("take {it} out"));
    if !all {
        return finding;
    }
    let end = rest.char_indices().rfind(|(_, c)| is_odd(*c)).map_or(0, |(last, c)| last + c.len_utf8());
    let (before, behind) = (words.get(..offset).unwrap_or_default(), rest.get(end..).unwrap_or_default());
    let kept = without(before, rest.get(..end).unwrap_or_default(), behind);
    let span = Span::new(at + offset, at + offset + end);
    finding.fixes.push(super::replacement(src, false, format!("take {it} out"), span, &kept));
    finding
}

/// Removes the control characters of a text. A form feed, vertical tab or next-line character
/// between two words becomes a space.
fn without(before: &str, text: &str, behind: &str) -> String {
    let mut kept = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !is_odd(c) {
            kept.push(c);
            continue;
        }
        let last = kept.chars().next_back().or_else(|| before.chars().next_back());
        let next = chars.peek().copied().or_else(|| behind.chars().next());
        let parts = matches!(c, '\u{b}' | '\u{c}' | '\u{85}');
        let is_word = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !is_odd(c));
        if parts && is_word(last) && is_word(next) {
            kept.push(' ');
        }
    }
    kept
}
