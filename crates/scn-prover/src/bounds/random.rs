//! Random numbers from a fixed seed.

/// The generator xorshift64* (S. Vigna, 'An experimental exploration of Marsaglia's xorshift
/// generators, scrambled', 2016).
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Default for Random {
    fn default() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }
}

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Returns a number from 0 to `below`, exclusive; 0 if `below` is 0.
    pub(super) fn below(&mut self, below: usize) -> usize {
        let high = (u128::from(self.next()) * below as u128) >> 64;
        usize::try_from(high).unwrap_or_default()
    }

    /// Returns a number from 0 to 1, exclusive.
    pub(super) fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
