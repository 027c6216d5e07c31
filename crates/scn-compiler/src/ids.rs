//! Ids: their form, the words that cannot be one, and the ones derived from labels.

use rustc_hash::{FxHashMap, FxHashSet};
use scn_syntax::ast::{Text, TextPart};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest an id can be, in bytes.
pub(crate) const LONGEST: usize = 64;

/// Words of conditions and targets, which no id can be.
pub(crate) const RESERVED: &[&str] = &[
    "and",
    "or",
    "not",
    "if",
    "needs",
    "once",
    "after",
    "in",
    "to",
    "otherwise",
    "visited",
    "chose",
    "broke",
    "upheld",
    "faced",
    "at",
    "ended",
    "passed",
    "failed",
    "mixed",
    "again",
    "return",
    "yes",
    "no",
    "learner",
];

/// Whether a text has the form of an id and is not reserved.
pub(crate) fn is_id(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && text.len() <= LONGEST
        && !RESERVED.contains(&text)
}

/// Words joined to the form of an id, or `fallback` where nothing usable remains.
pub(crate) fn slug<'w>(words: impl Iterator<Item = &'w str>, fallback: &str) -> String {
    let mut slug = String::new();
    for word in words {
        let from = slug.len();
        if word.is_ascii() {
            slug.extend(
                word.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())),
            );
        } else {
            let plain = word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
            slug.extend(plain.filter(char::is_ascii_alphanumeric));
        }
        if from < slug.len() && 0 < from {
            slug.insert(from, '-');
        }
    }
    slug.truncate(LONGEST);
    while slug.ends_with('-') {
        slug.pop();
    }
    if is_id(&slug) { slug } else { fallback.to_owned() }
}

/// The ids of a situation's choices that are taken.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    ids: FxHashSet<String>,
    /// For each id that was asked for again, the first number that is not known to be taken: many equal labels take no long search.
    numbers: FxHashMap<String, u32>,
}

impl Taken {
    /// Adds a written id.
    pub(crate) fn insert(&mut self, id: &str) {
        self.ids.insert(id.to_owned());
    }
}

/// The id derived from a label: its first four words, made unique among `taken`, to which it is added.
pub(crate) fn derive(label: &Text<'_>, taken: &mut Taken) -> String {
    let mut words: Vec<&str> = Vec::new();
    for part in &label.parts {
        match part {
            TextPart::Words(name) => words.extend(name.text.split_whitespace().take(4)),
            TextPart::Value(name) => words.push(name.text),
            TextPart::Space | TextPart::If(_) => {}
        }
    }
    let base = slug(words.into_iter().take(4), "choice");
    if taken.ids.insert(base.clone()) {
        return base;
    }
    let number = taken.numbers.entry(base.clone()).or_insert(2);
    loop {
        let tail = format!("-{number}");
        let room = LONGEST - tail.len();
        let id = format!("{}{tail}", base.get(..room).unwrap_or(&base));
        *number += 1;
        if taken.ids.insert(id.clone()) {
            return id;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{is_id, slug};

    #[test]
    fn a_slug_has_lower_case_letters_digits_and_hyphens() {
        let of = |text: &str| slug(text.split_whitespace(), "choice");
        assert_eq!(of("Read her the"), "read-her-the");
        assert_eq!(of("Élan — vital!"), "elan-vital");
        assert_eq!(of("I've well-meant"), "ive-wellmeant");
        assert_eq!(of("42 calls"), "choice");
        assert_eq!(of("Again"), "choice");
        assert_eq!(of("…"), "choice");
        assert!(slug(["x".repeat(80).as_str()].into_iter(), "choice").len() == 64);
    }

    #[test]
    fn reserved_words_are_no_ids() {
        assert!(is_id("call-back"));
        assert!(!is_id("again"));
        assert!(!is_id("Call"));
        assert!(!is_id("2nd"));
    }
}
