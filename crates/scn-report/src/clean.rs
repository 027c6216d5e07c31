//! Text that a terminal cannot be misled by, and the few signs that depend on what it can show.

use scn_text::wrap::char_columns;
use scn_text::{Fate, counted_grouped, fates, name_of};
use std::borrow::Cow;

/// How many columns a tab stop is wide.
const TAB: usize = 4;

/// The signs a terminal output is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Glyphs {
    unicode: bool,
    /// Stands where text was cut away.
    pub(crate) ellipsis: &'static str,
    /// Stands between the steps of a run.
    pub(crate) arrow: &'static str,
}

impl Glyphs {
    /// The signs of Unicode, or those of ASCII.
    pub(crate) fn new(unicode: bool) -> Self {
        if unicode {
            Self { unicode, ellipsis: "…", arrow: "→" }
        } else {
            Self { unicode, ellipsis: "...", arrow: "->" }
        }
    }

    /// How many columns the ellipsis takes.
    pub(crate) fn ellipsis_width(self) -> usize {
        self.ellipsis.chars().count()
    }

    /// Writes one character of source text, with its fate, as it is shown in column `column` (from 0)
    /// of its line, and gives the columns that it takes. Tabs become spaces, what is hidden or
    /// steers the terminal becomes visible.
    pub(crate) fn show(self, (c, fate): (char, Fate), column: usize, to: &mut String) -> usize {
        if c == '\t' {
            let width = TAB - column % TAB;
            to.extend(std::iter::repeat_n(' ', width));
            width
        } else if is_revealed(c, fate) {
            let before = to.len();
            self.reveal(c, to);
            to.get(before..).unwrap_or_default().chars().count()
        } else {
            to.push(c);
            char_columns(c)
        }
    }

    /// The most columns that [`show`](Self::show) can take for a character.
    pub(crate) fn widest(self, c: char) -> usize {
        if c == '\t' {
            TAB
        } else if scn_text::is_hidden(c) {
            let mut shown = String::new();
            self.reveal(c, &mut shown);
            shown.chars().count()
        } else {
            char_columns(c)
        }
    }

    fn reveal(self, c: char, to: &mut String) {
        let picture = match c {
            // Stands for a byte that was not UTF-8.
            '\u{1a}' => Some('\u{fffd}'),
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
            '\u{7f}' => Some('\u{2421}'),
            _ => None,
        };
        match picture.filter(|_| self.unicode) {
            Some(picture) => to.push(picture),
            None => to.push_str(&name_of(c)),
        }
    }

    /// Text for one line: control and other hidden characters made visible, every white space a
    /// space; without Unicode the ellipsis and the arrow, which messages use, in signs of ASCII.
    pub(crate) fn line(self, text: &str) -> Cow<'_, str> {
        self.cleaned(text, |c| c == '\n' || c == '\r' || c == '\t')
    }

    /// Text of several lines: as [`line`](Self::line), but a line feed stays, and a carriage return
    /// before it goes.
    pub(crate) fn block(self, text: &str) -> String {
        let lines = text.split('\n').map(|line| self.line(line.strip_suffix('\r').unwrap_or(line)));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn cleaned(self, text: &str, blank: impl Fn(char) -> bool) -> Cow<'_, str> {
        // Signs that messages use, where they cannot be shown.
        let spelt = |c: char| match c {
            '…' if !self.unicode => Some("..."),
            '→' if !self.unicode => Some("->"),
            _ => None,
        };
        if !text.chars().any(|c| scn_text::is_hidden(c) || spelt(c).is_some()) {
            return Cow::Borrowed(text);
        }
        let mut shown = String::with_capacity(text.len() + 16);
        for (_, c, fate) in fates(text) {
            if blank(c) {
                shown.push(' ');
            } else if is_revealed(c, fate) {
                self.reveal(c, &mut shown);
            } else if let Some(words) = spelt(c) {
                shown.push_str(words);
            } else {
                shown.push(c);
            }
        }
        Cow::Owned(shown)
    }
}

/// Whether an author is shown a character by its name: what the rule for all output replaces, and a
/// soft hyphen, which makes two words look alike.
fn is_revealed(c: char, fate: Fate) -> bool {
    fate != Fate::Kept || c == '\u{ad}'
}

/// `1 state`, `1,240 states`; the highest number stands for itself or more, as in a proof.
pub(crate) fn states(count: u64) -> String {
    let states = counted_grouped(count, "state");
    if count == u64::MAX { format!("at least {states}") } else { states }
}

#[cfg(test)]
mod tests {
    use super::{Fate, Glyphs, states};

    #[test]
    fn what_steers_a_terminal_is_made_visible() {
        let unicode = Glyphs::new(true);
        assert_eq!(unicode.line("a\u{1b}[31mb\u{202e}c\u{1a}"), "a␛[31mb<U+202E>c\u{fffd}");
        assert_eq!(Glyphs::new(false).line("a\u{1b}b\u{7f}"), "a<U+001B>b<U+007F>");
        assert_eq!(Glyphs::new(false).line("a… → b"), "a... -> b");
        assert_eq!(unicode.line("one\r\ntwo\tthree"), "one  two three");
        assert_eq!(unicode.block("one\r\ntwo\tthree"), "one\ntwo three");
        assert_eq!(unicode.line("کتاب‌ها 👩‍🚀 日本"), "کتاب‌ها 👩‍🚀 日本");
    }

    #[test]
    fn a_tab_goes_to_the_next_stop() {
        let mut shown = String::new();
        assert_eq!(Glyphs::new(true).show(('\t', Fate::Blank), 5, &mut shown), 3);
        assert_eq!(shown, "   ");
    }

    #[test]
    fn states_are_counted_with_their_thousands_set_off() {
        assert_eq!(states(1_200), "1,200 states");
        assert_eq!(states(u64::MAX), "at least 18,446,744,073,709,551,615 states");
    }
}
