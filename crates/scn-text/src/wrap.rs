//! Line wrapping: no line exceeds its width, whatever the text.

use std::ops::Range;

use textwrap::core::{Fragment, Word};
use textwrap::wrap_algorithms::wrap_first_fit;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Returns the maximum width of a text in columns. Terminals differ on sequences that join
/// characters (flags, families, variation selectors), so this is the larger of the width of the
/// whole and the sum of the widths of its characters.
///
/// # Examples
///
/// ```
/// assert_eq!(scn_text::wrap::display_width("Zoë"), 3);
/// assert_eq!(scn_text::wrap::display_width("電話"), 4);
/// ```
pub fn display_width(text: &str) -> usize {
    if is_simple(text) {
        return text.len();
    }
    columns(text).max(columns_apart(text))
}

/// Whether each byte of a text is a character of one column.
fn is_simple(text: &str) -> bool {
    text.bytes().all(is_simple_byte)
}

fn is_simple_byte(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// How many columns a text takes, read as a whole.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.width()
}

/// How many columns a text takes, read character by character.
#[must_use]
pub fn columns_apart(text: &str) -> usize {
    text.chars().map(char_columns).sum()
}

/// How many columns a character takes.
#[must_use]
pub fn char_columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// The words of a text, each with the blanks after it. Lines may break after each (UAX #14).
pub fn words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    WordSeparator::UnicodeBreakProperties.find_words(text).map(|word| (word.word, word.whitespace))
}

/// Prose in lines of at most this many columns, the first after `first`, the others after `rest`.
/// Names with hyphens stay whole, and words longer than a line are broken.
///
/// # Examples
///
/// ```
/// use scn_text::wrap::prose;
///
/// let lines = prose("Ask to speak with Mrs Dlamini herself.", 24, "- ", "  ");
/// assert_eq!(lines, ["- Ask to speak with Mrs", "  Dlamini herself."]);
/// ```
#[must_use]
pub fn prose(text: &str, columns: usize, first: &str, rest: &str) -> Vec<String> {
    filled(text, columns, first, rest, WordSeparator::UnicodeBreakProperties)
}

/// As [`prose`], but lines break at blanks alone.
#[must_use]
pub fn prose_at_blanks(text: &str, columns: usize, first: &str, rest: &str) -> Vec<String> {
    filled(text, columns, first, rest, WordSeparator::AsciiSpace)
}

fn filled(text: &str, columns: usize, first: &str, rest: &str, separator: WordSeparator) -> Vec<String> {
    let options = Options::new(columns)
        .initial_indent(first)
        .subsequent_indent(rest)
        .word_separator(separator)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// A piece that is not broken, and the number of spaces after it.
#[derive(Debug)]
struct Piece {
    range: Range<usize>,
    width: usize,
    blanks: usize,
}

impl Fragment for Piece {
    fn width(&self) -> f64 {
        self.width as f64
    }

    fn whitespace_width(&self) -> f64 {
        self.blanks as f64
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

/// Wraps a text. Returns its lines as byte ranges without trailing spaces: the first line is at
/// most `first` columns wide, the others `rest`. Lines break where Unicode allows it (UAX #14);
/// pieces that are still too long are broken between characters.
pub fn wrap_lines(text: &str, first: usize, rest: usize) -> Vec<Range<usize>> {
    let whole = text.trim_end_matches(' ');
    if !whole.is_empty() && whole.len() <= first && is_simple(text) {
        return std::iter::once(0..whole.len()).collect();
    }
    wrap_pieces(text, first, rest)
}

/// Wraps a text by the pieces that it may be broken into.
fn wrap_pieces(text: &str, first: usize, rest: usize) -> Vec<Range<usize>> {
    let narrowest = first.min(rest);
    let mut pieces = Vec::new();
    let mut offset = 0;
    for word in WordSeparator::UnicodeBreakProperties.find_words(text) {
        let end = offset + word.len();
        let blanks = word.whitespace.len();
        if let Some(last) = pieces.last_mut().filter(|last| is_closing_mark(&word, last)) {
            let width = display_width(text.get(last.range.start..end).unwrap_or_default());
            if width <= narrowest {
                *last = Piece { range: last.range.start..end, width, blanks };
                offset = end + blanks;
                continue;
            }
        }
        cut_word(text, offset..end, narrowest, &mut pieces);
        match pieces.last_mut() {
            Some(last) => last.blanks += blanks,
            None => pieces.push(Piece { range: offset..offset, width: 0, blanks }),
        }
        offset = end + blanks;
    }
    let filled = wrap_first_fit(&pieces, &[first as f64, rest as f64]);
    let to_range = |line: &[Piece]| Some(line.first()?.range.start..line.last()?.range.end);
    filled.into_iter().filter_map(to_range).collect()
}

/// Returns whether a word is a mark that closes emphasis, strong words or code and touches the
/// piece before it. It stays with that piece, although Unicode allows a line break after `?` and
/// the like.
fn is_closing_mark(word: &Word<'_>, before: &Piece) -> bool {
    before.blanks == 0 && !word.is_empty() && word.chars().all(|c| matches!(c, '*' | '_' | '`'))
}

/// Splits a text with its spaces preserved. Returns its lines as byte ranges, including all spaces
/// except those at the end of the text: the first line is at most `first` columns wide, the others
/// `rest`. Lines break after a space in their second half, else anywhere.
pub fn wrap_verbatim(text: &str, first: usize, rest: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let end = text.trim_end().len();
    let mut start = 0;
    while start < end {
        let mut line_end = fitting_end(text, start..end, if start == 0 { first } else { rest });
        if line_end < end {
            let blank = text.get(start..line_end).unwrap_or_default().rfind(' ').map_or(0, |at| at + 1);
            if line_end - start <= 2 * blank {
                line_end = start + blank;
            }
        }
        pieces.push(start..line_end);
        start = line_end;
    }
    pieces
}

/// Returns the width of the widest unbreakable piece of a text.
pub fn widest_word(text: &str) -> usize {
    WordSeparator::UnicodeBreakProperties.find_words(text).map(|word| display_width(word.word)).max().unwrap_or(0)
}

/// The maximum number of characters in a piece of a line, so that a text of zero-width characters
/// (stacked accents) ends as well.
const LONGEST: usize = 256;

/// Returns the end of the longest prefix of a range that fits; the prefix has at least one
/// character.
fn fitting_end(text: &str, range: Range<usize>, limit: usize) -> usize {
    let slice_to = |to: usize| text.get(range.start..to).unwrap_or_default();
    let simple = slice_to(range.end).bytes().take_while(|byte| is_simple_byte(*byte)).count();
    let fitting = simple.min(limit.max(1)).min(LONGEST);
    let mut last_fit = range.start + fitting;
    if fitting < simple {
        return last_fit;
    }
    let rest = text.get(last_fit..range.end).unwrap_or_default();
    for (count, c) in (fitting..).zip(rest.chars()) {
        let next = last_fit + c.len_utf8();
        if 0 < count && (LONGEST <= count || limit < display_width(slice_to(next))) {
            break;
        }
        last_fit = next;
    }
    last_fit
}

/// Adds a word, in as many pieces as needed to fit.
fn cut_word(text: &str, word: Range<usize>, limit: usize, pieces: &mut Vec<Piece>) {
    let slice_of = |range: Range<usize>| text.get(range).unwrap_or_default();
    let mut start = word.start;
    while start < word.end {
        let piece_end = fitting_end(text, start..word.end, limit);
        if piece_end == word.end {
            break;
        }
        // Spaces within a word, as before a closing bracket, do not end a line.
        let piece = slice_of(start..piece_end);
        let trimmed = piece.trim_end_matches(' ');
        let text_end = if trimmed.is_empty() { piece_end } else { start + trimmed.len() };
        let following = slice_of(piece_end..word.end);
        let next_start = piece_end + (following.len() - following.trim_start_matches(' ').len());
        let blanks = next_start - text_end;
        pieces.push(Piece { range: start..text_end, width: display_width(slice_of(start..text_end)), blanks });
        start = next_start;
    }
    if start < word.end || word.is_empty() {
        let width = display_width(slice_of(start..word.end));
        pieces.push(Piece { range: start..word.end, width, blanks: 0 });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{char_columns, columns, display_width, wrap_lines, wrap_pieces};

    fn filled(text: &str, first: usize, rest: usize) -> Vec<&str> {
        wrap_lines(text, first, rest).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_fill_lines() {
        assert_eq!(filled("one two three four", 7, 10), ["one two", "three four"]);
        assert_eq!(filled("call-back", 5, 5), ["call-", "back"]);
        assert_eq!(filled("", 5, 5), [""; 0]);
    }

    #[test]
    fn a_mark_stays_with_the_word_that_it_ends() {
        assert_eq!(filled("*ask them?* Now", 8, 12), ["*ask", "them?* Now"]);
        assert_eq!(filled("*ask them?* Now", 10, 12), ["*ask", "them?* Now"], "though `them?` would fit");
        assert_eq!(filled("*asking!* now", 8, 8), ["*asking!", "* now"], "but no line is too wide");
    }

    #[test]
    fn what_is_too_long_is_broken() {
        assert_eq!(filled("abcdefghij", 4, 4), ["abcd", "efgh", "ij"]);
        assert_eq!(filled("日本語文", 5, 5), ["日本", "語文"]);
        assert_eq!(filled("abcd ](x)", 5, 5), ["abcd", "](x)"], "no line ends with a space");
    }

    #[test]
    fn blanks_before_quoted_matter_stay() {
        assert_eq!(filled("   Name: Thandi", 20, 20), ["   Name: Thandi"]);
    }

    proptest! {
        #[test]
        fn simple_text_that_fits_is_one_line_either_way(text in "[ -~é\t]{0,60}", first in 4_usize..60, rest in 4_usize..60) {
            prop_assert_eq!(wrap_lines(&text, first, rest), wrap_pieces(&text, first, rest));
            prop_assert_eq!(display_width(&text), columns(&text).max(text.chars().map(char_columns).sum()));
        }

        #[test]
        fn no_line_is_too_wide_and_no_word_is_lost(text in "(\\PC|[ a-z-]){0,80}", first in 4_usize..40, rest in 4_usize..40) {
            let filled = filled(&text, first, rest);
            for (at, line) in filled.iter().enumerate() {
                prop_assert!(display_width(line) <= if at == 0 { first } else { rest }, "{line:?}");
            }
            let kept = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(kept(&filled.concat()), kept(&text));
        }
    }
}
