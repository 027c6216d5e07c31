//! Text from a pack or a person, made harmless for a terminal and for a file.

use std::borrow::Cow;

/// What stands where a character was that may not be shown.
const REPLACEMENT: char = '\u{FFFD}';

/// The text on one line, without control characters: line breaks, tabs and their like are blanks, every other control character (an
/// escape sequence starts with one) and the embeddings and overrides of text direction, which would reorder what stands beside them,
/// are U+FFFD.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| harmless(c) == Some(c)) {
        return Cow::Borrowed(text);
    }
    text.chars().filter_map(harmless).collect::<String>().into()
}

fn harmless(c: char) -> Option<char> {
    match c {
        '\r' => None,
        '\n' | '\t' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{202A}'..='\u{202E}' => Some(REPLACEMENT),
        c if c.is_control() => Some(REPLACEMENT),
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn escape_sequences_lose_their_escape() {
        assert_eq!(clean("\u{1b}[2Jgone"), "\u{FFFD}[2Jgone");
        assert_eq!(clean("\u{9b}31mred"), "\u{FFFD}31mred", "the one-character form of the same");
        assert_eq!(clean("bell\u{7}"), "bell\u{FFFD}");
    }

    #[test]
    fn lines_become_one_line() {
        assert_eq!(clean("one\r\ntwo\tthree\u{2028}four"), "one two three four");
    }

    #[test]
    fn direction_cannot_be_overridden() {
        assert_eq!(clean("a\u{202E}b"), "a\u{FFFD}b");
        assert_eq!(clean("שלום"), "שלום", "text that runs right to left is text");
    }

    #[test]
    fn harmless_text_is_not_copied() {
        assert!(matches!(clean("naïve 👩‍👧 \u{AD}"), std::borrow::Cow::Borrowed(_)));
    }
}
