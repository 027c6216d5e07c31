//! How much room words take, and where their lines break.
//!
//! Nothing is known of the fonts that a picture will be shown in, so widths are estimates on the
//! wide side, those of DejaVu Sans, which few common fonts exceed.

use super::words::NO_BREAK;
use scn_text::wrap::{char_columns, columns as columns_of, prose};

/// Breaks words into lines of so many columns. Where there are more lines than asked for, the last
/// ends with an ellipsis. A word longer than a line is broken. Blanks that do not break are blanks
/// in what is given back.
pub(super) fn wrap(text: &str, columns: usize, most: usize) -> Vec<String> {
    let lines = prose(text, columns, "", "");
    let mut lines: Vec<String> = lines.iter().map(|line| line.trim_end().replace(NO_BREAK, " ")).collect();
    if most < lines.len() {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while columns <= columns_of(last) && last.pop().is_some() {}
            let kept = last.trim_end_matches([' ', ',', ';', ':', '.']).len();
            last.truncate(kept);
            last.push('…');
        }
    }
    lines
}

/// The width of a line in so many pixels a font's size.
pub(super) fn width(line: &str, size: f64, bold: bool) -> f64 {
    let ems: f64 = line.chars().map(ems).sum();
    ems * size * if bold { 1.12 } else { 1.0 }
}

/// The width of a character in parts of the font's size.
fn ems(c: char) -> f64 {
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
        assert_eq!(wrap("Ask to speak with the neighbour", 12, 9), ["Ask to speak", "with the", "neighbour"]);
        assert_eq!(wrap("abcdefghij", 4, 9), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("请她稍等请她稍等", 8, 9), ["请她稍等", "请她稍等"], "two columns each");
    }

    #[test]
    fn what_is_left_out_is_told() {
        assert_eq!(wrap("one two three four", 5, 2), ["one", "two…"]);
        assert_eq!(wrap("abcdefghij", 4, 2), ["abcd", "efg…"]);
        assert_eq!(wrap("one, two", 4, 1), ["one…"]);
    }

    #[test]
    fn wide_characters_take_more_room() {
        assert!(width("iiii", 10.0, false) < width("wwww", 10.0, false));
        assert!(width("aaaa", 10.0, false) < width("请她稍等", 10.0, false));
        assert!(width("aaaa", 10.0, false) < width("aaaa", 10.0, true));
        assert_eq!(width("e\u{301}", 10.0, false), width("e", 10.0, false), "an accent stands over its letter");
    }
}
