//! Estimates the space that text takes, and breaks it into lines.
//!
//! The fonts that will show a picture are unknown, so widths are high estimates: those of DejaVu
//! Sans, which few common fonts exceed.

use super::words::NO_BREAK;
use scn_text::wrap::{char_columns, columns as columns_of, prose};

/// Breaks text into lines of at most this number of columns. If there are more than `most` lines,
/// the last one ends with an ellipsis. A word longer than a line is broken. Non-breaking spaces
/// become normal spaces in the result.
pub(super) fn wrap_lines(text: &str, columns: usize, most: usize) -> Vec<String> {
    let lines = prose(text, columns, "", "");
    let mut lines: Vec<String> = lines.iter().map(|line| line.trim_end().replace(NO_BREAK, " ")).collect();
    if most < lines.len() {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while columns <= columns_of(last) && last.pop().is_some() {}
            let kept_length = last.trim_end_matches([' ', ',', ';', ':', '.']).len();
            last.truncate(kept_length);
            last.push('…');
        }
    }
    lines
}

/// Returns the width of a line at a font size in pixels.
pub(super) fn text_width(line: &str, size: f64, bold: bool) -> f64 {
    let ems: f64 = line.chars().map(character_width).sum();
    ems * size * if bold { 1.12 } else { 1.0 }
}

/// Returns the width of a character relative to the font size.
fn character_width(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | '\'' | '|' | ':' | ';' | ' ' | '!' | '(' | ')' | '[' | ']' | '/' => 0.38,
        'f' | 't' | 'r' | 's' | '-' | '"' => 0.52,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—' | '−' | '+' | '=' | '<' | '>' => 1.0,
        c if c.is_uppercase() => 0.76,
        c => match char_columns(c) {
            0 => 0.0,
            1 if c.is_ascii() || c.is_lowercase() => 0.63,
            1 => 0.75,
            _ => 1.05,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_within_long_ones() {
        assert_eq!(wrap_lines("Ask to speak with the neighbour", 12, 9), ["Ask to speak", "with the", "neighbour"]);
        assert_eq!(wrap_lines("abcdefghij", 4, 9), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap_lines("请她稍等请她稍等", 8, 9), ["请她稍等", "请她稍等"], "two columns each");
    }

    #[test]
    fn omitted_text_is_marked() {
        assert_eq!(wrap_lines("one two three four", 5, 2), ["one", "two…"]);
        assert_eq!(wrap_lines("abcdefghij", 4, 2), ["abcd", "efg…"]);
        assert_eq!(wrap_lines("one, two", 4, 1), ["one…"]);
    }

    #[test]
    fn wide_characters_take_more_room() {
        assert!(text_width("iiii", 10.0, false) < text_width("wwww", 10.0, false));
        assert!(text_width("aaaa", 10.0, false) < text_width("请她稍等", 10.0, false));
        assert!(text_width("aaaa", 10.0, false) < text_width("aaaa", 10.0, true));
        assert_eq!(
            text_width("e\u{301}", 10.0, false),
            text_width("e", 10.0, false),
            "an accent stands over its letter"
        );
    }
}
