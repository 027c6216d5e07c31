//! Which labels of a situation are the same as an earlier one, or nearly the same.
//!
//! A few labels are compared in pairs. Among many, only those are compared that can be similar: the
//! others of equal text, and those that share a rare word. Both ways find the same labels.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::words::WordLists;

/// Two labels are easily confused if they share this fraction of their words, and at least
/// `SAME_FROM` words.
const SAME: (usize, usize) = (4, 5);
const SAME_FROM: usize = 4;

/// Maximum number of labels that are compared in pairs.
const FEW: usize = 16;

/// A label, as it is compared with others.
#[derive(Clone, Copy, Debug)]
pub(super) struct ComparedLabel<'l> {
    /// Its words in lower case.
    pub(super) words: &'l [&'l str],
    /// The whole text in lower case, which is compared if it has no words.
    pub(super) folded: &'l str,
    /// Whether its choice depends on a condition. Two choices that both do are not compared, since
    /// they may never be shown together.
    pub(super) conditional: bool,
}

impl<'l> ComparedLabel<'l> {
    /// Returns what is equal for equal labels.
    fn key(&self) -> (&'l [&'l str], &'l str) {
        (self.words, if self.words.is_empty() { self.folded } else { "" })
    }

    fn may_coincide(&self, other: &Self) -> bool {
        !self.conditional || !other.conditional
    }

    fn distinct_words(&self) -> Vec<&'l str> {
        let mut words = self.words.to_vec();
        words.sort_unstable();
        words.dedup();
        words
    }
}

/// The first earlier label that a label is similar to, by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Similar {
    /// It is the same.
    Same(usize),
    /// It is nearly the same.
    Nearly(usize),
}

/// Returns for each label which earlier one it is similar to. Without word lists for the language,
/// only equal labels are found.
pub(super) fn similar_to_earlier(lists: Option<&WordLists>, labels: &[ComparedLabel<'_>]) -> Vec<Option<Similar>> {
    if labels.len() <= FEW { compare_pairs(lists, labels) } else { LabelIndex::compare(lists, labels).0 }
}

fn compare_pairs(lists: Option<&WordLists>, labels: &[ComparedLabel<'_>]) -> Vec<Option<Similar>> {
    let marks: Vec<u64> =
        labels.iter().map(|it| it.words.iter().fold(0, |marks, word| marks | word_bit(word))).collect();
    let compare = |(at, own): (usize, &ComparedLabel<'_>)| {
        let earlier = || labels.iter().take(at).enumerate().filter(|(_, other)| own.may_coincide(other));
        if let Some((first, _)) = earlier().find(|(_, other)| other.key() == own.key()) {
            return Some(Similar::Same(first));
        }
        let lists = lists?;
        let mut near = earlier().filter(|(other, _)| could_be_nearly(labels, &marks, *other, at));
        near.find(|(_, other)| is_nearly(lists, other.words, own.words)).map(|(first, _)| Similar::Nearly(first))
    };
    labels.iter().enumerate().map(compare).collect()
}

/// Hashes a word to one of 64 bits.
fn word_bit(word: &str) -> u64 {
    let sum = word.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    1 << (sum.wrapping_mul(0x9e37_79b9) >> 26)
}

/// Whether two labels can share enough words, judging by the bits of their words. A fast filter:
/// most labels share hardly a word.
fn could_be_nearly(labels: &[ComparedLabel<'_>], marks: &[u64], one: usize, other: usize) -> bool {
    let shared = labels[one].words.iter().filter(|word| marks[other] & word_bit(word) != 0).count();
    // Repeated words count twice here, so the estimate is never too low.
    SAME_FROM <= shared && u32::try_from(shared * SAME.1).is_ok_and(|it| marks[one].count_ones() * 4 <= it)
}

/// Whether two labels share four fifths of their words, and do not differ in a number or a
/// negation.
fn is_nearly(lists: &WordLists, one: &[&str], other: &[&str]) -> bool {
    // A fast filter: most labels share hardly a word.
    if one.len().min(other.len()) < SAME_FROM || 2 * one.len() < other.len() || 2 * other.len() < one.len() {
        return false;
    }
    let mut own_words: Vec<&str> = one.to_vec();
    own_words.sort_unstable();
    own_words.dedup();
    let mut other_words: Vec<&str> = other.to_vec();
    other_words.sort_unstable();
    other_words.dedup();
    let shared = own_words.iter().filter(|word| other_words.binary_search(word).is_ok()).count();
    let together = own_words.len() + other_words.len() - shared;
    if shared < SAME_FROM || shared * SAME.1 < together * SAME.0 {
        return false;
    }
    let differing = own_words
        .iter()
        .filter(|word| other_words.binary_search(word).is_err())
        .chain(other_words.iter().filter(|word| own_words.binary_search(word).is_err()));
    !differing.into_iter().any(|word| is_telling(lists, word))
}

/// Whether labels that differ in this word are never nearly the same: it is a number or a negation.
fn is_telling(lists: &WordLists, word: &str) -> bool {
    lists.negative.is_exactly(&[word]) || word.contains(|c: char| c.is_ascii_digit())
}

/// The first label of some kind: of all, and of those without a condition.
#[derive(Clone, Copy, Default)]
struct FirstLabel {
    any: Option<usize>,
    unconditional: Option<usize>,
}

/// Where a word is in a label, and the number of words of the label, with the rarest words first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct WordPosition {
    position: usize,
    words: usize,
}

impl WordPosition {
    /// Returns whether two labels can share four fifths of their words, if the first word that they
    /// share is at these positions.
    fn may_share_enough(self, other: Self) -> bool {
        let after = (self.words - self.position).min(other.words - other.position);
        (SAME.0 + SAME.1) * after >= SAME.0 * (self.words + other.words)
    }
}

/// The labels so far, by what they have in common.
#[derive(Default)]
struct LabelIndex<'l> {
    by_key: FxHashMap<(&'l [&'l str], &'l str), FirstLabel>,
    /// A number for each set of telling words.
    groups: FxHashMap<Vec<&'l str>, usize>,
    /// The labels by the number of their telling words and a rare word: one of the rarest, of which
    /// labels that share four fifths of their words have one in common.
    by_rare_word: FxHashMap<(usize, &'l str), BTreeMap<WordPosition, Vec<usize>>>,
    /// In how many labels each word is.
    counts: FxHashMap<&'l str, usize>,
    /// How many pairs were compared word by word.
    compared: usize,
}

impl<'l> LabelIndex<'l> {
    /// Returns as [`similar_to_earlier`], and how many pairs were compared word by word.
    fn compare(lists: Option<&WordLists>, labels: &[ComparedLabel<'l>]) -> (Vec<Option<Similar>>, usize) {
        let mut index = Self::default();
        if lists.is_some() {
            for word in labels.iter().flat_map(ComparedLabel::distinct_words) {
                *index.counts.entry(word).or_default() += 1;
            }
        }
        let similar = (0..labels.len()).map(|at| index.compare_next(lists, labels, at)).collect();
        (similar, index.compared)
    }

    /// Returns what a label is similar to among those before it, and adds it to them.
    fn compare_next(&mut self, lists: Option<&WordLists>, labels: &[ComparedLabel<'l>], at: usize) -> Option<Similar> {
        let own = labels[at];
        let first = self.by_key.entry(own.key()).or_default();
        let same = if own.conditional { first.unconditional } else { first.any };
        first.any = first.any.or(Some(at));
        if !own.conditional {
            first.unconditional = first.unconditional.or(Some(at));
        }
        let near = lists.and_then(|lists| self.nearest(lists, labels, at, same.is_none()));
        same.map(Similar::Same).or(near.map(Similar::Nearly))
    }

    /// Returns the first label before this one that is nearly the same, if `wanted`, and adds this
    /// one.
    fn nearest(&mut self, lists: &WordLists, labels: &[ComparedLabel<'l>], at: usize, wanted: bool) -> Option<usize> {
        let own = labels[at];
        let mut words = own.distinct_words();
        if words.len() < SAME_FROM {
            return None;
        }
        let telling: Vec<&str> = words.iter().copied().filter(|word| is_telling(lists, word)).collect();
        let next_group = self.groups.len();
        let group = *self.groups.entry(telling).or_insert(next_group);
        words.sort_by_key(|word| (self.counts.get(word).copied(), *word));
        let mut candidates: BTreeSet<usize> = BTreeSet::new();
        // At most a fifth of the words is missing in a label that is nearly the same.
        for (position, word) in words.iter().take(words.len() / SAME.1 + 1).enumerate() {
            let own_position = WordPosition { position, words: words.len() };
            let sharing = self.by_rare_word.entry((group, *word)).or_default();
            if wanted {
                let near = sharing.iter().filter(|(other, _)| own_position.may_share_enough(**other));
                candidates.extend(near.flat_map(|(_, labels)| labels));
            }
            sharing.entry(own_position).or_default().push(at);
        }
        candidates.into_iter().filter(|other| own.may_coincide(&labels[*other])).find(|other| {
            self.compared += 1;
            is_nearly(lists, labels[*other].words, own.words)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::WordLists;
    use super::{ComparedLabel, LabelIndex, Similar, compare_pairs};

    fn lists() -> &'static WordLists {
        WordLists::for_language("en").expect("English has lists")
    }

    /// A deterministic sequence of numbers below a bound.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, bound: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % bound
        }
    }

    #[test]
    fn an_index_finds_what_pairs_find() {
        let known = ["a", "b", "c", "d", "e", "f", "g", "h", "not", "1", "2", "the", "ask", "never"];
        let mut numbers = Numbers(7);
        let (mut same, mut near) = (0, 0);
        for round in 0..4_000 {
            let range = 3 + round % (known.len() - 2);
            let words: Vec<Vec<&str>> = (0..numbers.below(30))
                .map(|_| (0..numbers.below(12)).map(|_| known[numbers.below(range)]).collect())
                .collect();
            let labels: Vec<ComparedLabel<'_>> = words
                .iter()
                .map(|words| ComparedLabel { words, folded: "?", conditional: numbers.below(3) == 0 })
                .collect();
            let lists = (round % 5 != 0).then(lists);
            let found = LabelIndex::compare(lists, &labels).0;
            assert_eq!(found, compare_pairs(lists, &labels), "{words:?}");
            same += found.iter().filter(|it| matches!(it, Some(Similar::Same(_)))).count();
            near += found.iter().filter(|it| matches!(it, Some(Similar::Nearly(_)))).count();
        }
        assert!(1_000 < same && 1_000 < near, "{same} and {near}");
    }

    #[test]
    fn labels_that_cannot_be_similar_are_not_compared() {
        let count_compared = |count: usize, label: fn(usize) -> String| {
            let texts: Vec<String> = (0..count).map(label).collect();
            let words: Vec<Vec<&str>> = texts.iter().map(|text| text.split(' ').collect()).collect();
            let labels: Vec<ComparedLabel<'_>> =
                words.iter().map(|words| ComparedLabel { words, folded: "", conditional: false }).collect();
            LabelIndex::compare(Some(lists()), &labels).1
        };
        assert_eq!(count_compared(2_000, |at| format!("ask about the thing with the number {at}")), 0);
        assert_eq!(count_compared(2_000, |at| format!("do {at}")), 0);
        assert_eq!(count_compared(500, |at| format!("ask them all about the plan of {}", "b".repeat(at + 1))), 0);
        let near = count_compared(500, |at| format!("ask them all about the next good plan of {}", "b".repeat(at + 1)));
        assert!(near < 500, "the first one is near, {near} pairs");
    }
}
