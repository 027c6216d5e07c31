//! Numbers of lists in lessons.
//!
//! CommonMark numbers a list from its first item (<https://spec.commonmark.org/0.31.2/#lists>) and
//! ignores the other numbers. In a body, each item keeps its number as written. Therefore a list of
//! a lesson is split before an item whose number is not the next one.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The separator of two lists that CommonMark recommends: an empty comment.
const SEPARATOR: &str = "<!-- -->";

/// An ordered list while it is being parsed.
struct OrderedList {
    first: u64,
    /// The number written at each item, and the offset at which the item starts.
    items: Vec<(u64, usize)>,
}

/// Splits every numbered list where its numbers are not consecutive.
///
/// Lists whose items all have the number 1, or all 0, are left unchanged: that is the usual way to
/// have CommonMark number them. `options` must be the ones that the text will be parsed with.
pub(super) fn keep_numbers(text: &str, options: Options) -> Cow<'_, str> {
    let mut cuts = Vec::new();
    let mut open: Vec<Option<OrderedList>> = Vec::new();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        if let Event::Start(Tag::List(start)) = event {
            open.push(start.map(|first| OrderedList { first, items: Vec::new() }));
        } else if event == Event::Start(Tag::Item) {
            let number = text.get(range.start..).and_then(written_number);
            if let (Some(Some(list)), Some(number)) = (open.last_mut(), number) {
                list.items.push((number, range.start));
            }
        } else if let Event::End(TagEnd::List(_)) = event {
            cuts.extend(open.pop().flatten().map(cuts_of).unwrap_or_default());
        }
    }
    if cuts.is_empty() {
        return Cow::Borrowed(text);
    }
    cuts.sort_unstable();
    let mut out = String::with_capacity(text.len() + 16 * cuts.len());
    let mut copied_to = 0;
    for cut in cuts {
        let unchanged = text.get(copied_to..cut).unwrap_or_default();
        out.push_str(unchanged);
        // The prefix of the item's line: spaces, or the markers of a quotation.
        let line = text.get(..cut).map_or(0, |before| before.rfind('\n').map_or(0, |end| end + 1));
        let margin = text.get(line..cut).unwrap_or_default();
        out.push_str(&format!("{SEPARATOR}\n{}\n{margin}", margin.trim_end()));
        copied_to = cut;
    }
    out.push_str(text.get(copied_to..).unwrap_or_default());
    Cow::Owned(out)
}

/// Parses the number of the item that a text starts with.
fn written_number(text: &str) -> Option<u64> {
    let digits = text.trim_start_matches([' ', '\t']);
    let end = digits.find(|c: char| !c.is_ascii_digit())?;
    digits.get(..end)?.parse().ok()
}

fn cuts_of(list: OrderedList) -> Vec<usize> {
    let counted_on = list.first <= 1 && list.items.iter().all(|(number, _)| *number == list.first);
    if counted_on {
        return Vec::new();
    }
    let pairs = list.items.iter().zip(list.items.iter().skip(1));
    pairs.filter(|((before, _), (number, _))| before.checked_add(1) != Some(*number)).map(|(_, (_, at))| *at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn numbers(markdown: &str) -> Vec<u64> {
        let text = keep_numbers(markdown, Options::ENABLE_TABLES);
        let mut lists: Vec<Option<u64>> = Vec::new();
        let mut out = Vec::new();
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
            if let Event::Start(Tag::List(start)) = event {
                lists.push(start);
            } else if event == Event::Start(Tag::Item) {
                if let Some(Some(number)) = lists.last_mut() {
                    out.push(*number);
                    *number += 1;
                }
            } else if let Event::End(TagEnd::List(_)) = event {
                lists.pop();
            }
        }
        out
    }

    #[test]
    fn items_keep_the_numbers_that_are_written() {
        for (markdown, expected) in [
            ("3. a\n4. b\n9. c\n", vec![3, 4, 9]),
            ("1. a\n\n   more\n3. b\n4. c\n", vec![1, 3, 4]),
            ("5. a\n4. b\n3. c\n", vec![5, 4, 3]),
            ("2. a\n2. b\n", vec![2, 2]),
            ("- x\n  1. a\n  5. b\n- y\n", vec![1, 5]),
            ("> 1. a\n> 3. b\n", vec![1, 3]),
            ("1. a\n2. b\n", vec![1, 2]),
            ("1. a\n1. b\n1. c\n", vec![1, 2, 3]),
            ("0. a\n0. b\n", vec![0, 1]),
            ("1. a\n   - x\n\n   3. y\n   7. z\n2. b\n", vec![1, 3, 7, 2]),
        ] {
            assert_eq!(numbers(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn what_follows_in_order_stays_as_it_is() {
        for markdown in ["1. a\n2. b\n", "- a\n- b\n", "```\n1. a\n3. b\n```\n", "no list, 3. of it\n"] {
            assert_eq!(keep_numbers(markdown, Options::ENABLE_TABLES), markdown);
        }
    }
}
