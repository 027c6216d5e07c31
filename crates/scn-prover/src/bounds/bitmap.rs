//! A set of numbers below a fixed bound, as a bitmap with operations on ranges of bits.

/// Number of bits in a word.
pub(super) const WORD: u64 = u64::BITS as u64;

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

    /// Returns the number of bits that are set.
    pub(super) fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
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

    /// Sets a range of bits.
    pub(super) fn set(&mut self, from: u64, to: u64) {
        (from..to).for_each(|bit| self.insert(bit));
    }

    /// Returns whether a bit of the mask is set in some group. The bitmap consists of groups of as
    /// many words as the mask.
    pub(super) fn has_any_of(&self, mask: &Self) -> bool {
        let meets = |group: &[u64]| group.iter().zip(&mask.words).fold(0, |any, (word, mask)| any | word & mask) != 0;
        self.words.chunks_exact(mask.words.len().max(1)).any(meets)
    }

    /// Keeps the bits of a mask in each group, or removes them.
    pub(super) fn mask_groups(&mut self, mask: &Self, keeps: bool) {
        let flip = if keeps { 0 } else { u64::MAX };
        for group in self.words.chunks_exact_mut(mask.words.len().max(1)) {
            group.iter_mut().zip(&mask.words).for_each(|(word, mask)| *word &= mask ^ flip);
        }
    }

    /// Returns a bitmap in which each group of one or two words is the union of what `kept` and
    /// `folded` make of it.
    pub(super) fn move_groups(&self, group: u64, kept: Option<GroupShift>, folded: Option<&GroupFold>) -> Self {
        let apply = |group: u128| match group {
            0 => 0,
            _ => kept.map_or(0, |kept| kept.apply(group)) | folded.map_or(0, |folded| folded.apply(group)),
        };
        let mut words = Vec::with_capacity(self.words.len());
        if group == WORD {
            words.extend(self.words.iter().map(|word| apply(u128::from(*word)) as u64));
        } else {
            for pair in self.words.chunks_exact(2) {
                let moved = apply(to_pair(pair));
                words.extend([moved as u64, (moved >> WORD) as u64]);
            }
        }
        Self { words }
    }

    /// Returns a bitmap in which rows have moved by `amount` rows. It consists of blocks of `count`
    /// rows of whole words. Rows that would leave their block are added to its last row in that
    /// direction.
    pub(super) fn move_rows(&self, row: u64, count: u64, amount: u64, is_down: bool) -> Self {
        let (row, moved) = (split(row).0, split(row * amount).0);
        let block_length = split(row as u64 * WORD * count).0;
        let mut words = Vec::with_capacity(self.words.len());
        for block in self.words.chunks_exact(block_length.max(1)) {
            let start = words.len();
            let middle = if is_down { moved } else { block_length - moved };
            let (low, high) = block.split_at_checked(middle).unwrap_or_default();
            let (kept, cut) = if is_down { (high, low) } else { (low, high) };
            if is_down {
                words.extend_from_slice(kept);
            }
            words.resize(words.len() + moved, 0);
            if !is_down {
                words.extend_from_slice(kept);
            }
            let end = if is_down { start } else { start + block_length - row };
            for cut in cut.chunks_exact(row.max(1)).filter(|cut| cut.iter().any(|word| *word != 0)) {
                let end = words.get_mut(end..end + row).into_iter().flatten();
                end.zip(cut).for_each(|(word, cut)| *word |= cut);
            }
        }
        Self { words }
    }

    /// Adds `count` bits of another bitmap, from `from` on, at `at`.
    pub(super) fn add_range(&mut self, at: u64, other: &Self, from: u64, count: u64) {
        if [at, from, count].iter().all(|bit| bit.is_multiple_of(WORD)) {
            return self.add_words(split(at).0, other, split(from).0, split(count).0);
        }
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

    /// Adds whole words of another bitmap.
    fn add_words(&mut self, at: usize, other: &Self, from: usize, count: usize) {
        let (to, from) = (self.words.get_mut(at..at + count), other.words.get(from..from + count));
        for (word, more) in to.into_iter().flatten().zip(from.into_iter().flatten()) {
            *word |= more;
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

/// Returns the first two words as one number.
fn to_pair(words: &[u64]) -> u128 {
    words.iter().take(2).rev().fold(0, |pair, word| pair << WORD | u128::from(*word))
}

/// Some bits of a group of one or two words, and how far they move.
#[derive(Clone, Copy, Debug)]
pub(super) struct GroupShift {
    mask: u128,
    up: u32,
    down: u32,
}

impl GroupShift {
    /// Creates the shift of the bits in `mask`, which stay inside the group.
    pub(super) fn new(mask: &Bitmap, distance: u64, is_down: bool) -> Self {
        let distance = u32::try_from(distance).unwrap_or(u32::MAX);
        let (up, down) = if is_down { (0, distance) } else { (distance, 0) };
        Self { mask: to_pair(&mask.words), up, down }
    }

    #[inline]
    fn apply(self, group: u128) -> u128 {
        (group & self.mask).wrapping_shl(self.up).wrapping_shr(self.down)
    }
}

/// Some rows of a group of one or two words, and where their union goes.
#[derive(Clone, Debug)]
pub(super) struct GroupFold {
    mask: u128,
    /// The distances by which the rows are added to themselves, one after the other.
    steps: Vec<u32>,
    is_down: bool,
    /// The row in which the union is then.
    end: u128,
    /// How far that row moves back.
    back: u32,
}

impl GroupFold {
    /// Creates the fold of the `count` rows in `mask`, which follow each other, into the row `end`,
    /// the last or the first of them. That row then moves back by a distance.
    pub(super) fn new(mask: &Bitmap, end: &Bitmap, (count, row): (u64, u64), is_down: bool, back: u64) -> Self {
        let to_shift = |distance: u64| u32::try_from(distance).unwrap_or_default();
        let (mut steps, mut united) = (Vec::new(), 1);
        while united < count {
            let more = united.min(count - united);
            steps.push(to_shift(more * row));
            united += more;
        }
        Self { mask: to_pair(&mask.words), steps, is_down, end: to_pair(&end.words), back: to_shift(back) }
    }

    /// In total a row moves by less than `count` rows. So no row reaches the end row of another
    /// block of the group.
    #[inline]
    fn apply(&self, group: u128) -> u128 {
        let first = group & self.mask;
        if first == 0 {
            return 0;
        }
        let united = self.steps.iter().fold(first, |united, step| match self.is_down {
            true => united | united.wrapping_shr(*step),
            false => united | united.wrapping_shl(*step),
        });
        match self.is_down {
            true => (united & self.end).wrapping_shl(self.back),
            false => (united & self.end).wrapping_shr(self.back),
        }
    }
}
