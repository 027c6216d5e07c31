//! Control characters, which are not allowed in a text.

use scn_source::{Edit, Finding, Fix, Name, Span};

use crate::source::{Correction, Source};

/// Reports each line that contains control characters, at the first of them: any but tab, LF, and
/// CR before LF.
pub(crate) fn report_control_characters(src: &Source<'_>, findings: &mut Vec<Finding>) {
    let text = src.original();
    // There is no early exit, so that the loop can be vectorized. Hardly any file has one.
    let odd = text.bytes().fold(false, |odd, byte| {
        odd | ((byte < 0x20) & (byte != b'\n') & (byte != b'\t')) | (byte == 0x7f) | (byte == 0xc2)
    });
    if !odd {
        return;
    }
    let mut line_start = 0;
    let mut doubled = text.matches("\r\r\n").count();
    for line in text.split_inclusive('\n') {
        let words = line.strip_suffix("\r\n").or(line.strip_suffix('\n')).unwrap_or(line);
        // Ends of lines that a program has doubled are one mistake, however many lines there are.
        let words = match words.strip_suffix('\r').filter(|_| line.ends_with("\r\r\n")) {
            Some(rest) => {
                if 0 < doubled {
                    findings.push(doubled_ends(src, line_start + rest.len(), doubled));
                    doubled = 0;
                }
                rest
            }
            None => words,
        };
        if let Some((offset, c)) = words.char_indices().find(|(_, c)| is_odd(*c)) {
            findings.push(control_finding(src, line_start, words, offset, c));
        }
        line_start += line.len();
    }
}

/// What to say of lines that end with CR CR LF, of which the first has its first CR at `at`.
fn doubled_ends(src: &Source<'_>, at: usize, count: usize) -> Finding {
    let lines = if count == 1 { "this line ends".to_owned() } else { format!("{count} lines end") };
    let message =
        format!("{lines} with two carriage returns (U+000D) and a line feed; one carriage return is too many");
    let mut finding = Finding::new(Name::BadCharacter, src.place(Span::new(at, at + 1)), message)
        .with_help("save the file with Unix or Windows line endings; every text editor can do this");
    // Of a very long file the list of edits would be longer than what an editor takes.
    if count <= 20_000 {
        let edits = doubled_end_mends(src.original());
        let edits = edits.map(|mend| Edit { place: src.place(mend.span), text: mend.text }).collect();
        let title = "remove one of the two".to_owned();
        finding.fixes.push(Fix { title, edits, safe: true, escape: false });
    }
    finding
}

/// The replacements that take the first of two carriage returns before a line feed out.
pub(crate) fn doubled_end_mends(text: &str) -> impl Iterator<Item = Correction> {
    text.match_indices("\r\r\n").map(|(at, _)| Correction { span: Span::new(at, at + 1), text: String::new() })
}

/// Returns whether a text is UTF-16 that was read as UTF-8: every other character is U+0000.
pub(crate) fn is_utf16(text: &str) -> bool {
    if !text.contains('\0') {
        return false;
    }
    let mut nulls = [0_usize; 2];
    let mut count = 0;
    for (index, c) in text.chars().enumerate() {
        count += 1;
        if c == '\0'
            && let Some(place) = nulls.get_mut(index % 2)
        {
            *place += 1;
        }
    }
    let [even, odd] = nulls;
    8 <= count && count * 2 / 5 < even.max(odd) && even.min(odd) <= count / 20
}

/// Returns the only finding of a text that is UTF-16 read as UTF-8.
pub(crate) fn utf16_finding(src: &Source<'_>) -> Option<Finding> {
    is_utf16(src.original()).then(|| {
        Finding::new(Name::BadCharacter, src.place(Span::empty(0)), "this file is saved as UTF-16, not as UTF-8")
            .with_help("save the file as UTF-8; every text editor can do this")
    })
}

fn is_odd(c: char) -> bool {
    c.is_control() && c != '\t'
}

/// Builds the finding for a line that begins at `at` and consists of `words`, whose first control
/// character `c` is at `offset`.
fn control_finding(src: &Source<'_>, at: usize, words: &str, offset: usize, c: char) -> Finding {
    let place = src.place(Span::new(at + offset, at + offset + c.len_utf8()));
    if c == '\u{1a}' {
        return Finding::new(Name::BadCharacter, place, "this line is not UTF-8 text")
            .with_help("save the file as UTF-8; every text editor can do this");
    }
    if c == '\r' {
        let message =
            "this line contains a carriage return (U+000D) without a line feed, so the line does not end there";
        return Finding::new(Name::BadCharacter, place, message)
            .with_help("save the file with Unix or Windows line endings; every text editor can do this");
    }
    let code = u32::from(c);
    let from_first = words.get(offset..).unwrap_or_default();
    let count = from_first.chars().filter(|c| is_odd(*c)).count();
    // Bytes that are not UTF-8 and line endings of other systems cannot simply be removed.
    let is_removable = from_first.chars().all(|c| !matches!(c, '\u{1a}' | '\r'));
    let (message, it) = match count {
        1 => (
            format!("this line contains a control character (U+{code:04X}), which is not allowed in text"),
            "the character",
        ),
        _ => (
            format!(
                "this line contains {count} control characters (first U+{code:04X}), which are not allowed in text"
            ),
            "the characters",
        ),
    };
    let mut finding = Finding::new(Name::BadCharacter, place, message).with_help(format!("remove {it}"));
    if !is_removable {
        return finding;
    }
    let end = from_first.char_indices().rfind(|(_, c)| is_odd(*c)).map_or(0, |(last, c)| last + c.len_utf8());
    let (before, behind) = (words.get(..offset).unwrap_or_default(), from_first.get(end..).unwrap_or_default());
    let cleaned = remove_control_characters(before, from_first.get(..end).unwrap_or_default(), behind);
    let span = Span::new(at + offset, at + offset + end);
    finding.fixes.push(super::replacement_fix(src, false, format!("remove {it}"), span, &cleaned));
    finding
}

/// Removes the control characters of a text. A form feed, vertical tab or next-line character
/// between two words becomes a space.
fn remove_control_characters(prefix: &str, text: &str, suffix: &str) -> String {
    let mut cleaned = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !is_odd(c) {
            cleaned.push(c);
            continue;
        }
        let last = cleaned.chars().next_back().or_else(|| prefix.chars().next_back());
        let next = chars.peek().copied().or_else(|| suffix.chars().next());
        let parts = matches!(c, '\u{b}' | '\u{c}' | '\u{85}');
        let is_word = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !is_odd(c));
        if parts && is_word(last) && is_word(next) {
            cleaned.push(' ');
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use scn_source::{FileId, Name};

    /// The messages of a text, by [`crate::parse`].
    fn messages(text: &str) -> Vec<String> {
        let found = crate::parse(FileId::default(), text).findings;
        found.into_iter().filter(|it| it.name == Name::BadCharacter).map(|it| it.message).collect()
    }

    #[test]
    fn ends_of_lines_that_were_doubled_are_one_finding_and_hide_nothing() {
        let text = "Lesson one: One\n  Text.\n\nScenario s: S\n  Brief.\n\nMeter m: M\n  Range: 0 to 10\n  Start: 5\n";
        let doubled = text.replace('\n', "\r\r\n");
        let parse = crate::parse(FileId::default(), &doubled);
        assert_eq!(messages(&doubled).len(), 1, "{:?}", messages(&doubled));
        assert_eq!(parse.findings.len(), 1 + crate::parse(FileId::default(), text).findings.len());
        let fix = parse.findings.iter().find_map(|it| it.fixes.first()).expect("there is a fix");
        let mut mended = doubled.clone();
        for edit in fix.edits.iter().rev() {
            let span = edit.place.span;
            mended.replace_range(span.start as usize..span.end as usize, &edit.text);
        }
        assert_eq!(mended, text.replace('\n', "\r\n"));
    }

    #[test]
    fn a_file_in_utf_16_is_one_finding() {
        let wide: String = "Lesson one: One\n  Text.\n".chars().flat_map(|c| [c, '\0']).collect();
        let all = crate::parse(FileId::default(), &wide).findings;
        assert_eq!(all.len(), 1, "{all:?}");
        assert!(messages(&wide).first().is_some_and(|it| it.contains("UTF-16")));
        assert!(messages("Lesson one: One\n  Te\0xt.\n").first().is_some_and(|it| !it.contains("UTF-16")));
    }
}
