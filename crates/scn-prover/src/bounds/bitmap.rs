//! A set of numbers below a fixed bound, as a bitmap with operations on ranges of bits.

/// Number of bits in a word.
const WORD: u64 = u64::BITS as u64;

/// A bitmap. Bits beyond its length are zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bitmap {
    words: Vec<u64>,
}

/// Returns a word whose lowest `count` bits are set.
fn low_bits(count: u64) -> u64 {
    if WORD <= count { u64::MAX } else { (1 << count) - 1 }
}

/// Splits a position into a word and a bit.
fn split(bit: u64) -> (usize, u64) {
    (usize::try_from(bit / WORD).unwrap_or(usize::MAX), bit % WORD)
}

impl Bitmap {
    /// Returns an empty set of numbers below `length`.
    pub(super) fn empty(length: u64) -> Self {
        let words = usize::try_from(length.div_ceil(WORD)).unwrap_or(usize::MAX);
        Self { words: vec![0; words] }
    }

    pub(super) fn insert(&mut self, bit: u64) {
        let (word, bit) = split(bit);
        if let Some(word) = self.words.get_mut(word) {
            *word |= 1 << bit;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Returns the number of words, as a measure of the work that an operation takes.
    pub(super) fn word_count(&self) -> usize {
        self.words.len()
    }

    /// Returns the 64 bits from a position on.
    #[inline]
    fn bits_from(&self, bit: u64) -> u64 {
        let (word, shift) = split(bit);
        let low = self.words.get(word).map_or(0, |word| word >> shift);
        if shift == 0 {
            return low;
        }
        low | self.words.get(word + 1).map_or(0, |word| word << (WORD - shift))
    }

    /// Returns whether some bit in a range is set.
    pub(super) fn has_any(&self, from: u64, to: u64) -> bool {
        let mut bit = from;
        while bit < to {
            if self.bits_from(bit) & low_bits(to - bit) != 0 {
                return true;
            }
            bit += WORD;
        }
        false
    }

    /// Clears a range of bits.
    pub(super) fn clear(&mut self, from: u64, to: u64) {
        if to <= from {
            return;
        }
        let ((first, low), (last, high)) = (split(from), split(to));
        if first == last {
            if let Some(word) = self.words.get_mut(first) {
                *word &= !(low_bits(high - low) << low);
            }
            return;
        }
        if let Some(word) = self.words.get_mut(first) {
            *word &= low_bits(low);
        }
        if let Some(between) = self.words.get_mut(first + 1..last) {
            between.fill(0);
        }
        if let Some(word) = self.words.get_mut(last) {
            *word &= !low_bits(high);
        }
    }

    /// Adds `count` bits of another bitmap, from `from` on, at `at`.
    pub(super) fn add_range(&mut self, at: u64, other: &Self, from: u64, count: u64) {
        let mut done = 0;
        // Up to the next full word here, then word by word.
        while done < count {
            let (word, shift) = split(at + done);
            let taken = (WORD - shift).min(count - done);
            let bits = other.bits_from(from + done) & low_bits(taken);
            if let Some(word) = self.words.get_mut(word) {
                *word |= bits << shift;
            }
            done += taken;
        }
    }

    /// Adds all numbers of another set. Returns whether the set grew.
    pub(super) fn unite(&mut self, other: &Self) -> bool {
        let mut grew = 0;
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            grew |= more & !*word;
            *word |= more;
        }
        grew != 0
    }
}
