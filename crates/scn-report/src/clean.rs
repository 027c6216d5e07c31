//! Makes text safe to print on a terminal, and holds the few symbols that depend on whether the
//! terminal can show Unicode.

use scn_text::wrap::char_columns;
use scn_text::{CharDisplay, classify_chars, codepoint_name, counted_grouped};
use std::borrow::Cow;

/// Width of a tab stop in columns.
const TAB: usize = 4;

/// The symbols used in terminal output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Glyphs {
    unicode: bool,
    /// Replaces text that was cut off.
    pub(crate) ellipsis: &'static str,
    /// Separates the steps of a run.
    pub(crate) arrow: &'static str,
}

impl Glyphs {
    /// Returns the Unicode symbols, or their ASCII substitutes.
    pub(crate) fn new(unicode: bool) -> Self {
        if unicode {
            Self { unicode, ellipsis: "…", arrow: "→" }
        } else {
            Self { unicode, ellipsis: "...", arrow: "->" }
        }
    }

    /// Width of the ellipsis in columns.
    pub(crate) fn ellipsis_width(self) -> usize {
        self.ellipsis.chars().count()
    }

    /// Appends one character of source text to `to` and returns its width in columns.
    ///
    /// `fate` decides whether the character is replaced. `column` (from 0) is its column in the
    /// line. Tabs become spaces; hidden characters and terminal control characters become visible.
    pub(crate) fn push_char(self, (c, fate): (char, CharDisplay), column: usize, to: &mut String) -> usize {
        if c == '\t' {
            let width = TAB - column % TAB;
            to.extend(std::iter::repeat_n(' ', width));
            width
        } else if is_revealed(c, fate) {
            let length_before = to.len();
            self.reveal(c, to);
            to.get(length_before..).unwrap_or_default().chars().count()
        } else {
            to.push(c);
            char_columns(c)
        }
    }

    /// Upper bound on the width of a character as it is shown.
    pub(crate) fn max_width(self, c: char) -> usize {
        if c == '\t' {
            TAB
        } else if scn_text::is_restricted(c) {
            let mut revealed = String::new();
            self.reveal(c, &mut revealed);
            revealed.chars().count()
        } else {
            char_columns(c)
        }
    }

    fn reveal(self, c: char, to: &mut String) {
        let picture = match c {
            // Replaces a byte that was not valid UTF-8.
            '\u{1a}' => Some('\u{fffd}'),
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
            '\u{7f}' => Some('\u{2421}'),
            _ => None,
        };
        match picture.filter(|_| self.unicode) {
            Some(picture) => to.push(picture),
            None => to.push_str(&codepoint_name(c)),
        }
    }

    /// Cleans text for a single line: control and other hidden characters become visible, and tabs
    /// and line ends become spaces. Without Unicode, the ellipsis and the arrow that messages use
    /// are spelled in ASCII.
    pub(crate) fn clean_line(self, text: &str) -> Cow<'_, str> {
        self.clean_with(text, |c| c == '\n' || c == '\r' || c == '\t')
    }

    /// Cleans text of several lines, each like a single line: line feeds are kept, and the carriage
    /// return before one is dropped.
    pub(crate) fn clean_block(self, text: &str) -> String {
        let lines = text.split('\n').map(|line| self.clean_line(line.strip_suffix('\r').unwrap_or(line)));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn clean_with(self, text: &str, blank: impl Fn(char) -> bool) -> Cow<'_, str> {
        // Symbols that messages use, for terminals that cannot show them.
        let ascii_spelling = |c: char| match c {
            '…' if !self.unicode => Some("..."),
            '→' if !self.unicode => Some("->"),
            _ => None,
        };
        if !text.chars().any(|c| scn_text::is_restricted(c) || ascii_spelling(c).is_some()) {
            return Cow::Borrowed(text);
        }
        let mut cleaned = String::with_capacity(text.len() + 16);
        for (_, c, fate) in classify_chars(text) {
            if blank(c) {
                cleaned.push(' ');
            } else if is_revealed(c, fate) {
                self.reveal(c, &mut cleaned);
            } else if let Some(words) = ascii_spelling(c) {
                cleaned.push_str(words);
            } else {
                cleaned.push(c);
            }
        }
        Cow::Owned(cleaned)
    }
}

/// Whether a character is shown to the author by its name or code point. This applies to every
/// character that the rule for all output replaces, and to the soft hyphen, which makes two
/// different words look alike.
fn is_revealed(c: char, fate: CharDisplay) -> bool {
    fate != CharDisplay::Kept || c == '\u{ad}'
}

/// Formats a number of states: `1 state`, `1,240 states`. The maximum value means "at least that
/// many", as in a proof.
pub(crate) fn format_states(count: u64) -> String {
    let states = counted_grouped(count, "state");
    if count == u64::MAX { format!("at least {states}") } else { states }
}

#[cfg(test)]
mod tests {
    use super::{CharDisplay, Glyphs, format_states};

    #[test]
    fn what_steers_a_terminal_is_made_visible() {
        let unicode = Glyphs::new(true);
        assert_eq!(unicode.clean_line("a\u{1b}[31mb\u{202e}c\u{1a}"), "a␛[31mb<U+202E>c\u{fffd}");
        assert_eq!(Glyphs::new(false).clean_line("a\u{1b}b\u{7f}"), "a<U+001B>b<U+007F>");
        assert_eq!(Glyphs::new(false).clean_line("a… → b"), "a... -> b");
        assert_eq!(unicode.clean_line("one\r\ntwo\tthree"), "one  two three");
        assert_eq!(unicode.clean_block("one\r\ntwo\tthree"), "one\ntwo three");
        assert_eq!(unicode.clean_line("کتاب‌ها 👩‍🚀 日本"), "کتاب‌ها 👩‍🚀 日本");
    }

    #[test]
    fn a_tab_goes_to_the_next_stop() {
        let mut shown = String::new();
        assert_eq!(Glyphs::new(true).push_char(('\t', CharDisplay::Blank), 5, &mut shown), 3);
        assert_eq!(shown, "   ");
    }

    #[test]
    fn states_are_counted_with_their_thousands_set_off() {
        assert_eq!(format_states(1_200), "1,200 states");
        assert_eq!(format_states(u64::MAX), "at least 18,446,744,073,709,551,615 states");
    }
}
