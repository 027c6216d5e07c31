//! The states found so far, as rows of 32-bit units: the bits of a state in as many units as a
//! machine's slots need, and its location in the last one. Six meters of ten values take two units.

use std::marker::PhantomData;

use scn_story::{Bits, Machine};

/// Number of bits of a unit.
const UNIT: usize = u32::BITS as usize;

/// Rows of one length.
#[derive(Debug)]
pub(crate) struct Rows<B> {
    units: Vec<u32>,
    /// Number of rows.
    count: usize,
    /// Number of units for the bits of a state.
    for_bits: usize,
    /// Number of words of a state.
    words: usize,
    states: PhantomData<B>,
}

/// Returns unit `at` of some words.
#[inline]
fn unit_of(words: &[u64], at: usize) -> u32 {
    words.get(at / 2).map_or(0, |word| (word >> (at % 2 * UNIT)) as u32)
}

impl<B: Bits> Rows<B> {
    /// Returns no rows, of the length that a machine needs.
    pub(crate) fn new(machine: &Machine) -> Self {
        let for_bits = machine.bit_count().div_ceil(UNIT);
        Self { units: Vec::new(), count: 0, for_bits, words: machine.word_count(), states: PhantomData }
    }

    /// Returns the number of rows.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// Returns the bits and the location of a row.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> Option<(B, u32)> {
        self.units_of(row).map(|units| self.state_of(units))
    }

    /// Returns the location of a row.
    pub(crate) fn place(&self, row: usize) -> Option<u32> {
        self.units_of(row)?.last().copied()
    }

    /// Returns all rows, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (B, u32)> {
        self.units.chunks_exact(self.for_bits + 1).map(|units| self.state_of(units))
    }

    /// Adds a row.
    #[inline]
    pub(crate) fn push(&mut self, bits: &B, place: u32) {
        self.count += 1;
        let words = bits.as_ref();
        match self.for_bits {
            1 => self.units.extend([unit_of(words, 0), place]),
            2 => self.units.extend([unit_of(words, 0), unit_of(words, 1), place]),
            _ => self.units.extend((0..self.for_bits).map(|at| unit_of(words, at)).chain([place])),
        }
    }

    /// Returns 0 if a row has these bits and this location.
    #[inline]
    pub(crate) fn difference(&self, row: usize, bits: &B, place: u32) -> u32 {
        let words = bits.as_ref();
        match self.units_of(row) {
            None => 1,
            Some([one, known]) => (one ^ unit_of(words, 0)) | (known ^ place),
            Some([one, two, known]) => (one ^ unit_of(words, 0)) | (two ^ unit_of(words, 1)) | (known ^ place),
            Some([one, two, three, four, known]) => {
                let low = (one ^ unit_of(words, 0)) | (two ^ unit_of(words, 1));
                low | (three ^ unit_of(words, 2)) | (four ^ unit_of(words, 3)) | (known ^ place)
            }
            Some([units @ .., known]) => {
                let differs = |all: u32, (at, unit): (usize, &u32)| all | (unit ^ unit_of(words, at));
                units.iter().enumerate().fold(known ^ place, differs)
            }
            Some([]) => 1,
        }
    }

    #[inline]
    fn units_of(&self, row: usize) -> Option<&[u32]> {
        let length = self.for_bits + 1;
        self.units.get(row * length..(row + 1) * length)
    }

    #[inline]
    fn state_of(&self, units: &[u32]) -> (B, u32) {
        let mut bits = B::zero(self.words);
        let Some((place, units)) = units.split_last() else { return (bits, 0) };
        for (word, parts) in bits.as_mut().iter_mut().zip(units.chunks(2)) {
            *word = parts.iter().rev().fold(0, |word, part| word << UNIT | u64::from(*part));
        }
        (bits, *place)
    }
}
