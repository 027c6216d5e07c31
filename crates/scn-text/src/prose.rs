//! Counts, lists and names as they are written in a sentence.

use std::fmt::Display;

/// Digits with their thousands set off by commas: `1,240`. Takes digits of any length.
///
/// # Examples
///
/// ```
/// assert_eq!(scn_text::grouped(1_240), "1,240");
/// ```
#[must_use]
pub fn grouped(number: impl Display) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if 0 < at && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A noun in the number that a count asks for; the plural adds an `s`.
#[must_use]
pub fn plural<C: PartialEq + From<u8>>(count: C, noun: &str) -> String {
    let ending = if count == C::from(1) { "" } else { "s" };
    format!("{noun}{ending}")
}

/// `1 file`, `1200 files`: a count and its noun; the plural adds an `s`.
///
/// # Examples
///
/// ```
/// assert_eq!(scn_text::counted(1_u32, "file"), "1 file");
/// assert_eq!(scn_text::counted(12_u32, "file"), "12 files");
/// ```
#[must_use]
pub fn counted<C: Copy + Display + PartialEq + From<u8>>(count: C, noun: &str) -> String {
    format!("{count} {}", plural(count, noun))
}

/// `1 file`, `1,200 files`: as [`counted`], with the thousands of the count set off.
#[must_use]
pub fn counted_grouped<C: Copy + Display + PartialEq + From<u8>>(count: C, noun: &str) -> String {
    format!("{} {}", grouped(count), plural(count, noun))
}

/// Items as words: `a`, `a and b`, `a, b and c`, with another word for `and`.
///
/// # Examples
///
/// ```
/// assert_eq!(scn_text::listed(&["a", "b", "c"], "or"), "a, b or c");
/// ```
#[must_use]
pub fn listed<I: Display>(items: &[I], and: &str) -> String {
    let joined = |items: &[I]| items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.to_string(),
        Some((last, before)) => format!("{} {and} {last}", joined(before)),
    }
}

/// Names between backquotes.
pub fn backquoted<I: Display>(names: impl IntoIterator<Item = I>) -> Vec<String> {
    names.into_iter().map(|name| format!("`{name}`")).collect()
}

/// Ids for a message, in their order: `` `a`, `b` ``, or `nothing`.
#[must_use]
pub fn named_ids(ids: &[String]) -> String {
    if ids.is_empty() { "nothing".to_owned() } else { backquoted(ids).join(", ") }
}

/// A text for a message: on one line, safe to show, and cut after 40 characters.
#[must_use]
pub fn shortened(text: &str) -> String {
    crate::sanitize_line(text).chars().take(40).collect()
}

/// As [`shortened`], with an ellipsis where something was cut off.
#[must_use]
pub fn ellipsized(text: &str) -> String {
    let mut short = shortened(text);
    if short.len() < crate::sanitize_line(text).len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::{counted, counted_grouped, ellipsized, grouped, listed, named_ids, plural, shortened};

    #[test]
    fn thousands_are_set_off_by_commas() {
        assert_eq!([0, 7, 999, 1_240].map(grouped), ["0", "7", "999", "1,240"]);
        assert_eq!(grouped(10_000_000), "10,000,000");
        assert_eq!(grouped("12345678901234567890123"), "12,345,678,901,234,567,890,123");
    }

    #[test]
    fn a_count_has_its_noun_in_the_right_number() {
        assert_eq!((plural(1, "second"), plural(0_u64, "second")), ("second".to_owned(), "seconds".to_owned()));
        assert_eq!(counted(1_u32, "file"), "1 file");
        assert_eq!(counted(1_200_usize, "file"), "1200 files");
        assert_eq!(counted_grouped(1_200_u64, "state"), "1,200 states");
    }

    #[test]
    fn items_are_listed_as_in_a_sentence() {
        assert_eq!(listed::<u8>(&[], "and"), "");
        assert_eq!(listed(&[1], "and"), "1");
        assert_eq!(listed(&[1, 2], "or"), "1 or 2");
        assert_eq!(listed(&["a", "b", "c"], "and"), "a, b and c");
        assert_eq!(named_ids(&[]), "nothing");
        assert_eq!(named_ids(&["a".to_owned(), "b".to_owned()]), "`a`, `b`");
        assert_eq!(shortened(&"é\n".repeat(40)), "é ".repeat(20));
        assert_eq!((ellipsized("a"), ellipsized(&"a".repeat(41))), ("a".to_owned(), "a".repeat(40) + "…"));
    }
}
