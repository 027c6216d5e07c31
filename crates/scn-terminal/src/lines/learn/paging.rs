//! Splits text into screens.

use std::ops::Range;

use super::super::blocks::heading_signs;

/// Splits lines into pages of at most `rows` lines. A page ends at the last blank line in its
/// second half, if there is one, preferably not at one directly after a heading. Blank lines at a
/// page break belong to no page.
pub(super) fn split_pages(lines: &[&str], rows: usize) -> Vec<Range<usize>> {
    let rows = rows.max(2);
    let is_blank = |at: usize| lines.get(at).is_none_or(|line| line.trim().is_empty());
    let mut pages = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        if lines.len() - start <= rows {
            pages.push(start..lines.len());
            break;
        }
        let full = start + rows;
        let page_ends = || (start + rows / 2..=full).rev().filter(|at| is_blank(*at));
        let end = page_ends().find(|at| !is_below_heading(lines, *at)).or_else(|| page_ends().next()).unwrap_or(full);
        pages.push(start..end);
        start = (end..lines.len()).find(|at| !is_blank(*at)).unwrap_or(lines.len());
    }
    pages
}

/// Returns whether the line before a position ends a heading: an underline, or a line that starts
/// with `#`.
fn is_below_heading(lines: &[&str], at: usize) -> bool {
    let above = at.checked_sub(1).and_then(|above| lines.get(above)).map_or("", |line| line.trim());
    let is_underline = |c: char| (1..=6).any(|level| heading_signs(level).1 == c);
    !above.is_empty() && (above.chars().all(is_underline) || above.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::split_pages;

    #[test]
    fn pages_end_between_blocks_where_they_can() {
        assert_eq!(split_pages(&["a", "b"], 4).as_slice(), std::slice::from_ref(&(0..2)));
        assert_eq!(split_pages(&["a", "b", "c", "", "d", "e"], 5), [0..3, 4..6]);
        assert_eq!(
            split_pages(&["a", "", "c", "d", "e", "f", "g"], 4),
            [0..4, 4..7],
            "too early a blank line is none to end at"
        );
        assert_eq!(split_pages(&[], 4), [0..0; 0]);
    }

    #[test]
    fn a_heading_goes_with_what_it_heads() {
        for heading in [&["Why", "───"][..], &["## Why"]] {
            let lines = [&["a", "", "b", ""][..], heading, &["", "c", "d"]].concat();
            let pages = split_pages(&lines, 3 + heading.len() + 1);
            assert_eq!(pages, [0..3, 4..lines.len()], "{heading:?}");
        }
        assert_eq!(
            split_pages(&["Why", "───", "", "c"], 3),
            [0..2, 3..4],
            "a screen of a heading alone is better than none"
        );
    }

    proptest! {
        #[test]
        fn every_line_is_on_one_page(lines in prop::collection::vec(prop::sample::select(vec!["", "a"]), 0..60), rows in 1_usize..20) {
            let pages = split_pages(&lines, rows);
            let mut shown = vec![0; lines.len()];
            for page in &pages {
                prop_assert!(!page.is_empty() && page.len() <= rows.max(2));
                page.clone().for_each(|at| shown[at] += 1);
            }
            for (line, times) in lines.iter().zip(shown) {
                prop_assert!(times == 1 || times == 0 && line.is_empty());
            }
        }
    }
}
