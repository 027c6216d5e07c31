//! Control characters, which are not allowed in a text.

use scn_source::{Edit, Finding, Fix, Name, Span};

use crate::line_ends::{LineEndKind, LineEnds};
use crate::source::Source;

/// Reports each line that contains control characters, at the first of them: any but tab, LF, and
/// CR before LF. The unusual line ends of the text, in order, are reported once for each kind.
pub(crate) fn report_control_characters(src: &Source<'_>, line_ends: &[LineEnds], findings: &mut Vec<Finding>) {
    let text = src.original();
    findings.extend(line_ends.iter().filter_map(|ends| line_end_finding(src, ends)));
    // There is no early exit, so that the loop can be vectorized. Hardly any file has one.
    let odd = text.bytes().fold(false, |odd, byte| {
        odd | ((byte < 0x20) & (byte != b'\n') & (byte != b'\t')) | (byte == 0x7f) | (byte == 0xc2)
    });
    if !odd {
        return;
    }
    let mut known: Vec<Span> = line_ends.iter().flat_map(|ends| &ends.corrections).map(|it| it.span).collect();
    known.sort_unstable();
    let is_line_end = |offset: usize| {
        let following = known.partition_point(|span| span.start as usize <= offset);
        following.checked_sub(1).and_then(|at| known.get(at)).is_some_and(|span| offset < span.end as usize)
    };
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let words = line.strip_suffix("\r\n").or(line.strip_suffix('\n')).unwrap_or(line);
        let odd = words.char_indices().find(|(at, c)| is_odd(*c) && !is_line_end(line_start + at));
        if let Some((offset, c)) = odd {
            findings.push(control_finding(src, line_start, words, offset, c));
        }
        line_start += line.len();
    }
}

/// Returns the finding for the unusual line ends of one kind.
fn line_end_finding(src: &Source<'_>, ends: &LineEnds) -> Option<Finding> {
    let first = ends.corrections.first()?;
    let count = ends.corrections.len();
    let lines = if count == 1 { "this line ends".to_owned() } else { format!("{count} lines end") };
    let message = match ends.kind {
        LineEndKind::Doubled => format!("{lines} with more than one carriage return (U+000D) before the line feed"),
        LineEndKind::Reversed => format!("{lines} with a line feed and a carriage return in the wrong order"),
        LineEndKind::Character(c) => {
            let name = match c {
                '\r' => "a carriage return",
                '\u{85}' => "a next-line character",
                '\u{2028}' => "a line separator",
                '\u{2029}' => "a paragraph separator",
                '\u{b}' => "a vertical tab",
                _ => "a form feed",
            };
            format!("{lines} with {name} (U+{:04X}), which few programs read as the end of a line", u32::from(c))
        }
    };
    let mut finding = Finding::new(Name::BadCharacter, src.place(first.span), message)
        .with_help("save the file with Unix or Windows line endings; every text editor can do this");
    // Of a very long file the list of edits would be longer than what an editor takes.
    if count <= 20_000 {
        let edits = ends.corrections.iter();
        let edits = edits.map(|it| Edit { place: src.place(it.span), text: it.text.clone() }).collect();
        finding.fixes.push(Fix { title: "write ordinary line ends".to_owned(), edits, safe: true, escape: false });
    }
    Some(finding)
}

/// Returns the name of the encoding of a text in which most characters are U+0000, because it is
/// UTF-16 or UTF-32 that was read as UTF-8.
pub(crate) fn find_wide_encoding(text: &str) -> Option<&'static str> {
    if !text.contains('\0') {
        return None;
    }
    let mut nulls = [0_usize; 4];
    let mut count = 0;
    for (index, c) in text.chars().enumerate() {
        count += 1;
        if c == '\0'
            && let Some(place) = nulls.get_mut(index % 4)
        {
            *place += 1;
        }
    }
    let [first, second, third, fourth] = nulls;
    let total = first + second + third + fourth;
    let (even, odd) = (first + third, second + fourth);
    if count < 8 {
        None
    } else if count * 3 / 5 < total && total <= count * 7 / 8 {
        Some("UTF-32")
    } else {
        (count * 2 / 5 < even.max(odd) && even.min(odd) <= count / 20).then_some("UTF-16")
    }
}

/// Returns the only finding of a text that is UTF-16 or UTF-32 read as UTF-8.
pub(crate) fn wide_encoding_finding(src: &Source<'_>) -> Option<Finding> {
    let encoding = find_wide_encoding(src.original())?;
    let message = format!("this file is saved as {encoding}, but must be UTF-8");
    let place = src.place(Span::empty(0));
    Some(
        Finding::new(Name::BadCharacter, place, message)
            .with_help("save the file as UTF-8; every text editor can do this"),
    )
}

fn is_odd(c: char) -> bool {
    c.is_control() && c != '\t'
}

/// Builds the finding for a line that begins at `at` and consists of `words`, whose first control
/// character `c` is at `offset`.
fn control_finding(src: &Source<'_>, at: usize, words: &str, offset: usize, c: char) -> Finding {
    let place = src.place(Span::new(at + offset, at + offset + c.len_utf8()));
    let is_end = src.original().get(at + offset..).is_some_and(|rest| rest.trim_end() == "\u{1a}");
    if c == '\u{1a}' && is_end && offset == 0 {
        // Ctrl-Z, which editors of DOS wrote; or a byte that is not UTF-8.
        return Finding::new(Name::BadCharacter, place, "the file ends with a character that is not text (U+001A)")
            .with_help("remove it, or save the file as UTF-8");
    }
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
    fn a_file_in_a_wide_encoding_is_one_finding() {
        let wide: String = "Lesson one: One\n  Text.\n".chars().flat_map(|c| [c, '\0']).collect();
        let all = crate::parse(FileId::default(), &wide).findings;
        assert_eq!(all.len(), 1, "{all:?}");
        assert!(messages(&wide).first().is_some_and(|it| it.contains("UTF-16")));
        let wider: String = "Lesson one: One\n  Text.\n".chars().flat_map(|c| [c, '\0', '\0', '\0']).collect();
        assert!(messages(&wider).iter().all(|it| it.contains("UTF-32")), "{:?}", messages(&wider));
        assert_eq!(messages(&wider).len(), 1);
        assert!(messages("Lesson one: One\n  Te\0xt.\n").first().is_some_and(|it| !it.contains("UTF-16")));
    }
}
