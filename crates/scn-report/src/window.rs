//! Cuts a line of source to the available columns and keeps the relevant part visible.

use crate::clean::Glyphs;
use crate::places::char_boundary;
use std::ops::Range;

/// A line as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShownLine {
    /// The shown text: a single line without hidden characters, with an ellipsis where it was cut.
    pub(crate) text: String,
    /// For each shown character, its offset in the line and its offset in `text`. The last entry is
    /// the end of both.
    map: Vec<(usize, usize)>,
}

impl ShownLine {
    /// Maps an offset in the line to an offset in `text`. An offset that was cut off maps to the
    /// nearer end.
    pub(crate) fn map_offset(&self, offset: usize) -> usize {
        let index_after = self.map.partition_point(|(from, _)| *from <= offset);
        match index_after.checked_sub(1).and_then(|index| self.map.get(index)) {
            Some((_, to)) => *to,
            None => 0,
        }
    }
}

/// Cuts `line` (a single line without its line end) to `columns`.
///
/// The byte range `focus` stays visible, with some text before it. If it is too long, its start
/// stays visible. Reads only as much of the line as can be shown.
pub(crate) fn cut_line(line: &str, focus: Range<usize>, columns: usize, glyphs: Glyphs) -> ShownLine {
    let start = char_boundary(line, focus.start);
    let end = char_boundary(line, focus.end).max(start);
    // Leaves room for at least a few characters between two ellipses.
    let columns = columns.max(2 * glyphs.ellipsis_width() + 4);
    let whole = fill_line(line, 0, columns, glyphs);
    if whole.complete || end <= whole.cut {
        return whole.shown;
    }
    let mut window_start = start_before(line, start, columns / 4, glyphs);
    let right = fill_line(line, window_start, columns, glyphs);
    if right.complete {
        // The end of the line fits, so the remaining columns are given to the text before the
        // focus.
        window_start = start_before(line, window_start, columns.saturating_sub(right.columns), glyphs);
        return fill_line(line, window_start, columns, glyphs).shown;
    }
    right.shown
}

struct FilledLine {
    shown: ShownLine,
    /// Whether everything up to the end of the line is shown.
    complete: bool,
    /// Offset of the first byte that is not shown, or the end of the line.
    cut: usize,
    columns: usize,
}

/// Maximum number of characters to examine. Without it, a very long line of zero-width characters
/// would count as one that fits.
fn most_characters(columns: usize) -> usize {
    4 * columns + 64
}

/// Returns the earliest start that leaves at most `columns` before `at`, without splitting a
/// combining sequence.
fn start_before(line: &str, at: usize, columns: usize, glyphs: Glyphs) -> usize {
    let mut start = at;
    let mut used = 0;
    let preceding = line.get(..at).unwrap_or_default();
    for (index, c) in preceding.char_indices().rev().take(most_characters(columns)) {
        used += glyphs.max_width(c);
        if used > columns {
            break;
        }
        start = index;
    }
    if start == 0 {
        return 0;
    }
    // Combining characters are cut off together with their base character.
    let visible = line.get(start..at).unwrap_or_default();
    start + visible.chars().take_while(|c| glyphs.max_width(*c) == 0).map(char::len_utf8).sum::<usize>()
}

/// Shows the line from `from` on, in at most `columns` including ellipses.
fn fill_line(line: &str, from: usize, columns: usize, glyphs: Glyphs) -> FilledLine {
    let mut text = String::new();
    let mut map = Vec::new();
    let mut used = 0;
    if from > 0 {
        text.push_str(glyphs.ellipsis);
        used = glyphs.ellipsis_width();
    }
    // The longest prefix that leaves room for an ellipsis: the lengths of `text` and `map`, the
    // columns used, and the first byte not shown.
    let mut cut = (text.len(), 0, used, from);
    let remaining = line.get(from..).unwrap_or_default();
    for (count, (index, c, fate)) in scn_text::classify_chars(remaining).enumerate() {
        let offset = from + index;
        map.push((offset, text.len()));
        let mark = offset == 0 && c == '\u{feff}';
        let width = if mark { 0 } else { glyphs.push_char((c, fate), used, &mut text) };
        used += width;
        if used > columns || count > most_characters(columns) {
            let (length, entries, used, at) = cut;
            text.truncate(length);
            map.truncate(entries);
            map.push((at, length));
            text.push_str(glyphs.ellipsis);
            let columns = used + glyphs.ellipsis_width();
            return FilledLine { shown: ShownLine { text, map }, complete: false, cut: at, columns };
        }
        if used + glyphs.ellipsis_width() <= columns {
            cut = (text.len(), map.len(), used, offset + c.len_utf8());
        }
    }
    map.push((line.len(), text.len()));
    FilledLine { shown: ShownLine { text, map }, complete: true, cut: line.len(), columns: used }
}

#[cfg(test)]
mod tests {
    use super::cut_line;
    use crate::clean::Glyphs;
    use proptest::prelude::*;
    use scn_text::wrap::columns_apart as width;

    fn cut(line: &str, focus: &str, columns: usize) -> String {
        let start = line.find(focus).expect("the focus is in the line");
        let shown = cut_line(line, start..start + focus.len(), columns, Glyphs::new(true));
        let (start, end) = (shown.map_offset(start), shown.map_offset(start + focus.len()));
        format!("{}[{}]{}", &shown.text[..start], &shown.text[start..end], &shown.text[end..])
    }

    #[test]
    fn a_line_that_fits_is_shown_whole() {
        assert_eq!(cut("Next: complant", "complant", 20), "Next: [complant]");
    }

    #[test]
    fn a_long_line_is_cut_around_the_focus() {
        let line = "The queue shows forty-one calls and a woman rings on behalf of her neighbour.";
        assert_eq!(cut(line, "queue", 24), "The [queue] shows forty-o…");
        assert_eq!(cut(line, "woman", 24), "…and a [woman] rings on b…");
        assert_eq!(cut(line, "neighbour", 24), "…ehalf of her [neighbour].");
    }

    #[test]
    fn a_focus_longer_than_the_window_shows_its_start() {
        assert_eq!(cut("abc defghijklmnopqrstuvwxyz xyz", "defghijklmnopqrstuvwxyz", 16), "abc [defghijklmn]…");
    }

    #[test]
    fn tabs_and_hidden_characters_keep_the_mark_in_place() {
        assert_eq!(cut("\tNext:\u{202e}\tz", "z", 40), "    Next:<U+202E>   [z]");
        assert_eq!(cut("\u{feff}Choice: x", "Choice", 40), "[Choice]: x");
    }

    #[test]
    fn thirty_megabytes_in_one_line_are_cut() {
        let line = "wörd ".repeat(6_000_000);
        let shown = cut_line(&line, 18_000_000..18_000_005, 60, Glyphs::new(true));
        assert!(width(&shown.text) <= 60);
        let combining = "\u{301}".repeat(1_000_000);
        assert!(cut_line(&combining, 800_000..900_000, 60, Glyphs::new(true)).text.len() < 2_000);
    }

    proptest! {
        #[test]
        fn the_window_fits_and_the_map_is_in_bounds(
            line in "[a-z é日\t\u{301}\u{202e}\u{1b}]{0,120}",
            start in 0..400usize,
            length in 0..60usize,
            columns in 0..80usize,
            unicode: bool,
        ) {
            let glyphs = Glyphs::new(unicode);
            let shown = cut_line(&line, start..start + length, columns, glyphs);
            prop_assert!(width(&shown.text) <= columns.max(2 * glyphs.ellipsis_width() + 4));
            prop_assert!(scn_text::is_clean(&shown.text));
            let mut last = 0;
            for offset in 0..=line.len() + 3 {
                let at = shown.map_offset(offset);
                prop_assert!(at >= last && shown.text.is_char_boundary(at));
                last = at;
            }
            prop_assert!(last <= shown.text.len());
        }
    }
}
