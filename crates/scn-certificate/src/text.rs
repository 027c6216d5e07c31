//! Prepares authors' and learners' text for a page, a picture and a sentence.

use std::borrow::Cow;
use std::fmt::Write as _;

use jiff::Timestamp;
use scn_text::counted;
use scn_text::escape::xml;

/// Returns the text on one line, with hidden characters made visible, as in all output. XML can
/// contain what is left.
pub(crate) fn single_line(text: &str) -> Cow<'_, str> {
    scn_text::sanitize_line(text)
}

/// Escapes text for HTML and SVG, between tags and in double-quoted attributes.
pub(crate) fn escape_markup(text: &str) -> String {
    xml(&single_line(text)).into_owned()
}

/// Returns the day of a time, in UTC, for people: `24 November 2026`.
pub(crate) fn display_day(at: Timestamp) -> String {
    at.strftime("%-d %B %Y").to_string()
}

/// Returns the day of a time, in UTC, for programs: `2026-11-24`.
pub(crate) fn iso_day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// Returns a number of decisions in words: `1 decision`, `3 decisions`.
pub(crate) fn decisions_text(count: u32) -> String {
    counted(count, "decision")
}

/// Returns bytes as hexadecimal digits.
pub(crate) fn hex_digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Returns a language tag (BCP 47) if it can be used in an attribute.
pub(crate) fn language_tag(language: Option<&str>) -> Option<&str> {
    let is_legal = |c: char| c.is_ascii_alphanumeric() || c == '-';
    language.filter(|tag| !tag.is_empty() && tag.len() <= 64 && tag.chars().all(is_legal))
}

/// Returns the language of the certificate's own text: the pack's if that is a variety of English.
pub(crate) fn own_language(language: Option<&str>) -> &str {
    let is_english = |tag: &&str| tag.split('-').next().is_some_and(|first| first.eq_ignore_ascii_case("en"));
    language_tag(language).filter(is_english).unwrap_or("en")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_markup_is_text() {
        assert_eq!(escape_markup("<script>\"&'"), "&lt;script&gt;&quot;&amp;'");
        assert_eq!(escape_markup("a\nb\u{1b}c\u{202e}d"), "a b\u{FFFD}c\u{FFFD}d");
    }

    #[test]
    fn a_day_is_that_of_utc() {
        let at: Timestamp = "2026-11-24T23:59:59.9Z".parse().expect("a time");
        assert_eq!((display_day(at), iso_day(at)), ("24 November 2026".to_owned(), "2026-11-24".to_owned()));
    }

    #[test]
    fn the_language_is_the_pack_s_where_it_is_english() {
        assert_eq!(own_language(Some("en-ZA")), "en-ZA");
        assert_eq!(own_language(Some("de")), "en");
        assert_eq!(own_language(None), "en");
        assert_eq!(language_tag(Some("de\" onload=\"")), None);
    }
}
