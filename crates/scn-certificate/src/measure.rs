//! Estimates the width of text and breaks it into lines. A picture has no browser to lay it out,
//! and the font that will show it is unknown, so these are widths that the usual sans-serif and
//! serif fonts do not exceed. They are not those of the graphs in scn-export, whose font is wider:
//! with those, a certificate would be printed smaller than necessary.

use scn_text::wrap::{char_columns, words};

/// Returns the width of a character at a font size of 1.
fn character_width(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.36,
        'm' | 'w' | 'M' | '%' | '&' => 0.94,
        'W' | '@' => 1.06,
        ' ' | '-' | 'f' | 'r' | 't' | 'I' | '(' | ')' | '[' | ']' | '/' => 0.42,
        'A'..='Z' => 0.78,
        c if c.is_ascii() => 0.6,
        c => match char_columns(c) {
            0 => 0.0,
            1 => 0.72,
            wide => wide as f64 * 0.55,
        },
    }
}

/// Returns the width of a line at a font size of 1.
pub(crate) fn line_width(line: &str) -> f64 {
    line.chars().map(character_width).sum()
}

/// Breaks a text into lines of at most this width at a font size of 1: where Unicode allows a line
/// break (UAX 14), and inside a word only if it is longer than a line. Returns at least one line.
pub(crate) fn break_lines(text: &str, most: f64) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for (word, blanks) in words(text) {
        if !line.is_empty() && most < line_width(&line) + line_width(word) {
            lines.push(line.trim_end().to_owned());
            line = String::new();
        }
        for c in word.chars() {
            // A combining character stays with its base character.
            if most < line_width(&line) + character_width(c) && 0.0 < character_width(c) && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
        line.push_str(blanks);
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_breaks_between_words_and_long_words_inside() {
        assert_eq!(break_lines("one two three", 4.6), ["one two", "three"]);
        assert_eq!(break_lines("aaaaaaaaaa", 3.1), ["aaaaa", "aaaaa"]);
        assert_eq!(break_lines("顧客のプライバシー", 4.5), ["顧客のプ", "ライバ", "シー"]);
        assert_eq!(break_lines("", 5.0), [""]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_character_is_lost(text in "\\PC{0,120}", most in 2.0..40.0) {
            let lines = break_lines(&text, most);
            for line in &lines {
                prop_assert!(line_width(line) <= most, "{line:?} is {} wide", line_width(line));
            }
            let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(visible(&lines.concat()), visible(&text));
        }
    }
}
