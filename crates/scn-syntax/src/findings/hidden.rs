//! Characters that cannot be seen, in whose place a learner would see `�`.

use scn_source::{Finding, Name, Severity, Span};
use scn_text::{CharDisplay, REPLACEMENT};

use crate::source::Source;

/// Reports each line with characters that no output shows: zero-width characters outside of the
/// scripts that need them, and characters that reorder text. Lines with an error are left out, and
/// so are comments.
pub(crate) fn report_hidden_characters(src: &Source<'_>, findings: &mut Vec<Finding>) {
    let text = src.original();
    // All of these characters but control characters, which are errors, are outside of ASCII.
    if text.is_ascii() || scn_text::is_clean(text) {
        return;
    }
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    let mut error_lines: Vec<u32> =
        findings.iter().filter(is_error).map(|finding| src.line_start(finding.place.span.start)).collect();
    error_lines.sort_unstable();
    let hidden = scn_text::classify_chars(text).filter_map(|(at, c, display)| {
        let is_byte_order_mark = at == 0 && c == '\u{feff}';
        let is_shown = display != CharDisplay::Replaced || c == REPLACEMENT || c.is_control() || is_byte_order_mark;
        (!is_shown).then_some((at, c))
    });
    let mut hidden = hidden.peekable();
    while let Some((first, c)) = hidden.next() {
        let rest = text.get(first..).unwrap_or_default();
        let line_end = first + rest.find('\n').unwrap_or(rest.len());
        let (mut count, mut end) = (1, first + c.len_utf8());
        let mut removed = vec![(first, end)];
        while let Some((at, c)) = hidden.next_if(|(at, _)| *at < line_end) {
            count += 1;
            end = at + c.len_utf8();
            removed.push((at, end));
        }
        let place = src.place(Span::new(first, end));
        let line_start = src.line_start(place.span.start);
        let line = text.get(line_start as usize..line_end).unwrap_or_default();
        if error_lines.binary_search(&line_start).is_err() && !line.trim_start().starts_with("//") {
            findings.push(hidden_finding(src, c, count, &removed));
        }
    }
}

/// Builds the finding for a line with `count` hidden characters, the first of which is `c`.
fn hidden_finding(src: &Source<'_>, c: char, count: usize, removed: &[(usize, usize)]) -> Finding {
    let first = removed.first().map_or(0, |(start, _)| *start);
    let end = removed.last().map_or(first, |(_, end)| *end);
    let place = src.place(Span::new(first, end));
    let name = format!("U+{:04X}", u32::from(c));
    let what = match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "reorders text",
        _ => "cannot be seen",
    };
    let message = if count == 1 {
        format!("this line has a character that {what} ({name}); the learner would see `{REPLACEMENT}` in its place")
    } else {
        format!(
            "this line has {count} characters that cannot be seen (the first is {name}); the learner would see \
             `{REPLACEMENT}` in their place"
        )
    };
    let it = if count == 1 { "the character" } else { "the characters" };
    let mut finding = Finding::new(Name::HiddenCharacter, place, message).with_help(format!("remove {it}"));
    let edits: Vec<(Span, String)> =
        removed.iter().map(|(start, end)| (Span::new(*start, *end), String::new())).collect();
    finding.fixes.push(super::lookalike::fix_with_edits(src, format!("remove {it}"), &edits));
    finding
}
