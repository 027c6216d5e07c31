//! Word lists for the lints that look at individual words. The lists are data, one file per
//! language in `words/`.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::length::is_ascii_blank;

/// The word lists of a language.
#[derive(Debug, Default)]
pub(crate) struct WordLists {
    /// Words that admit no exception.
    pub(crate) absolute: Phrases,
    /// Phrases in which such a word has no special meaning.
    pub(crate) not_absolute: Phrases,
    /// The last words of all phrases that choices are searched for. Most choices contain none of
    /// them and need no search.
    pub(crate) telltale: FxHashSet<&'static str>,
    /// Words that negate a question.
    pub(crate) negative: Phrases,
    /// Phrases in which such a word does not negate the question.
    pub(crate) not_negative: Phrases,
    /// Texts of choices that only refer to other choices.
    pub(crate) whole_choice: Phrases,
    /// Phrases that refer to other choices anywhere in a choice.
    pub(crate) in_a_choice: Phrases,
    /// Phrases at the start of an answer that refer to other answers.
    pub(crate) answer_start: Phrases,
    /// Verdicts that a teacher gives on an answer.
    pub(crate) verdict: Phrases,
    /// Words without a meaning of their own.
    pub(crate) empty: FxHashSet<&'static str>,
    /// Words that end with a full stop that does not end a sentence.
    pub(crate) abbreviations: FxHashSet<&'static str>,
}

/// The available lists, by language tag.
const LISTS: &[(&str, &str)] = &[
    ("af", include_str!("words/af.txt")),
    ("de", include_str!("words/de.txt")),
    ("en", include_str!("words/en.txt")),
    ("es", include_str!("words/es.txt")),
    ("fr", include_str!("words/fr.txt")),
];

/// The lists, each parsed when it is first needed.
static ALL: [OnceLock<WordLists>; LISTS.len()] = [const { OnceLock::new() }; LISTS.len()];

/// Returns the first part of a BCP 47 tag in lower case: `en` for `en-ZA`. A pack without a
/// language is assumed to be in English.
pub(crate) fn primary_tag(language: Option<&str>) -> String {
    let tag = language.unwrap_or("en").split(['-', '_']).next().unwrap_or_default();
    tag.to_lowercase()
}

impl WordLists {
    /// Returns the lists of a language, given its primary tag.
    pub(crate) fn for_language(primary: &str) -> Option<&'static Self> {
        let ((_, text), parsed) = LISTS.iter().zip(&ALL).find(|((tag, _), _)| *tag == primary)?;
        Some(parsed.get_or_init(|| Self::parse_lists(text)))
    }

    fn parse_lists(text: &'static str) -> Self {
        let mut words = Self::default();
        let mut section = "";
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(name) => section = name,
                None => words.add_entry(section, line),
            }
        }
        words
    }

    fn add_entry(&mut self, section: &str, entry: &'static str) {
        if matches!(section, "absolute" | "whole choice" | "in a choice") {
            self.telltale.extend(entry.split(' ').next_back());
        }
        match section {
            "absolute" => self.absolute.add_phrase(entry),
            "not absolute" => self.not_absolute.add_phrase(entry),
            "negative" => self.negative.add_phrase(entry),
            "not negative" => self.not_negative.add_phrase(entry),
            "whole choice" => self.whole_choice.add_phrase(entry),
            "in a choice" => self.in_a_choice.add_phrase(entry),
            "start of an answer" => self.answer_start.add_phrase(entry),
            "verdict" => self.verdict.add_phrase(entry),
            "empty" => drop(self.empty.insert(entry)),
            "abbreviations" => drop(self.abbreviations.insert(entry)),
            // A test checks that every list has only known sections.
            _ => {}
        }
    }
}

/// Words and phrases to search for.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    /// The first words of all phrases, including phrases of a single word.
    first: FxHashSet<&'static str>,
    all: Vec<Vec<&'static str>>,
}

impl Phrases {
    fn add_phrase(&mut self, entry: &'static str) {
        let words: Vec<&str> = entry.split(' ').collect();
        self.first.extend(words.first());
        self.all.push(words);
    }

    /// Returns the length in words of the longest phrase at the start of some words.
    pub(crate) fn at_start(&self, words: &[&str]) -> Option<usize> {
        if !words.first().is_some_and(|first| self.first.contains(first)) {
            return None;
        }
        self.all.iter().filter(|phrase| words.starts_with(phrase)).map(Vec::len).max()
    }

    /// Returns the index and the length of the first phrase in some words, skipping those that
    /// `except` covers.
    pub(crate) fn find(&self, words: &[&str], except: Option<&Self>) -> Option<(usize, usize)> {
        let mut index = 0;
        while let Some(rest) = words.get(index..).filter(|rest| !rest.is_empty()) {
            let covered = except.and_then(|except| except.at_start(rest)).unwrap_or_default();
            match self.at_start(rest) {
                Some(length) if covered < length => return Some((index, length)),
                Some(_) | None => index += covered.max(1),
            }
        }
        None
    }

    /// Whether the words are exactly one of the phrases.
    pub(crate) fn is_exactly(&self, words: &[&str]) -> bool {
        self.at_start(words) == Some(words.len())
    }
}

/// Normalizes text as in the lists: lower case, straight apostrophes.
pub(crate) fn fold_text(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().map(|c| if c == '\u{2019}' { '\'' } else { c }).flat_map(char::to_lowercase).collect()
}

/// Splits a text into words at white space and dashes. A word contains a letter or digit, and the
/// punctuation around it is removed.
pub(crate) fn split_words(text: &str) -> impl Iterator<Item = &str> {
    let (ascii, other) = if text.is_ascii() { (text, "") } else { ("", text) };
    split_ascii_words(ascii).chain(split_any_words(other))
}

/// Splits a text as [`split_words`] says.
fn split_any_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '\u{2013}' | '\u{2014}'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
}

/// Splits an ASCII text as [`split_words`] says, byte by byte.
fn split_ascii_words(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while !bytes.get(at)?.is_ascii_alphanumeric() {
            at += 1;
        }
        let start = at;
        let mut end = at;
        while let Some(byte) = bytes.get(at).filter(|byte| !is_ascii_blank(**byte)) {
            at += 1;
            // What follows the last letter or digit is punctuation.
            end = if byte.is_ascii_alphanumeric() { at } else { end };
        }
        text.get(start..end)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LISTS, Phrases, WordLists, fold_text, primary_tag, split_any_words, split_words};

    #[test]
    fn every_list_is_well_formed_and_whole() {
        const SECTIONS: [&str; 10] = [
            "absolute",
            "not absolute",
            "negative",
            "not negative",
            "whole choice",
            "in a choice",
            "start of an answer",
            "verdict",
            "empty",
            "abbreviations",
        ];
        for (tag, text) in LISTS {
            let named: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']')).collect();
            assert_eq!(named, SECTIONS, "{tag}");
            let mut seen = Vec::new();
            for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                if line.starts_with('[') {
                    assert!(seen.is_empty() || 1 < seen.len(), "{tag}: an empty section before {line}");
                    seen.clear();
                    continue;
                }
                assert_eq!(line, fold_text(line).trim(), "{tag}: not as texts are folded");
                assert!(!line.contains("  "), "{tag}: `{line}`");
                assert!(!seen.contains(&line), "{tag}: `{line}` stands twice in a section");
                seen.push(line);
            }
        }
        for (tag, _) in LISTS {
            let words = WordLists::for_language(tag).expect("there are lists for it");
            assert!(!words.empty.is_empty() && !words.abbreviations.is_empty());
        }
    }

    #[test]
    fn a_language_is_its_first_tag() {
        assert_eq!(primary_tag(Some("en-ZA")), "en");
        assert_eq!(primary_tag(Some("EN_us")), "en");
        assert_eq!(primary_tag(None), "en");
        assert!(WordLists::for_language("en").is_some() && WordLists::for_language("xh").is_none());
    }

    #[test]
    fn words_stand_without_the_signs_around_them() {
        let text = fold_text("\u{201C}Don\u{2019}t,\u{201D} she says\u{2014}twice \u{2026} e.g. at 9!");
        assert_eq!(split_words(&text).collect::<Vec<_>>(), ["don't", "she", "says", "twice", "e.g", "at", "9"]);
    }

    proptest! {
        #[test]
        fn an_ascii_text_has_the_words_of_any_text(text in "[ a-c'.,\\-0-9\\t\\n\\x0b\\x1c\"()]{0,30}") {
            let words: Vec<&str> = split_words(&text).collect();
            prop_assert_eq!(words, split_any_words(&text).collect::<Vec<_>>());
        }
    }

    #[test]
    fn phrases_are_found_and_exceptions_passed_over() {
        let mut negative = Phrases::default();
        negative.add_phrase("least");
        let mut except = Phrases::default();
        except.add_phrase("at least");
        let find = |text: &str| negative.find(&split_words(text).collect::<Vec<_>>(), Some(&except));
        assert_eq!(find("which would you at least try"), None);
        assert_eq!(find("which at least is the least useful"), Some((5, 1)));
    }
}
