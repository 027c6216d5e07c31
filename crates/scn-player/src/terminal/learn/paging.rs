//! Text cut into screens.

use std::ops::Range;

/// The pages of some lines, none with more than `rows` of them: a page ends at the last blank line of its second half, if there is one. Blank
/// lines where a page ends are on none.
pub(super) fn pages(lines: &[&str], rows: usize) -> Vec<Range<usize>> {
    let rows = rows.max(2);
    let blank = |at: usize| lines.get(at).is_none_or(|line| line.trim().is_empty());
    let mut pages = Vec::new();
    let mut from = 0;
    while from < lines.len() {
        if lines.len() - from <= rows {
            pages.push(from..lines.len());
            break;
        }
        let full = from + rows;
        let end = (from + rows / 2..=full).rev().find(|at| blank(*at)).unwrap_or(full);
        pages.push(from..end);
        from = (end..lines.len()).find(|at| !blank(*at)).unwrap_or(lines.len());
    }
    pages
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::pages;

    #[test]
    fn pages_end_between_blocks_where_they_can() {
        assert_eq!(pages(&["a", "b"], 4).as_slice(), std::slice::from_ref(&(0..2)));
        assert_eq!(pages(&["a", "b", "c", "", "d", "e"], 5), [0..3, 4..6]);
        assert_eq!(
            pages(&["a", "", "c", "d", "e", "f", "g"], 4),
            [0..4, 4..7],
            "too early a blank line is none to end at"
        );
        assert_eq!(pages(&[], 4), [0..0; 0]);
    }

    proptest! {
        #[test]
        fn every_line_is_on_one_page(lines in prop::collection::vec(prop::sample::select(vec!["", "a"]), 0..60), rows in 1_usize..20) {
            let pages = pages(&lines, rows);
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
