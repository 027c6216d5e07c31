//! Random numbers from a seed: the same on every machine, for ever.

/// The generator splitmix64 (Steele, Lea and Flood, *Fast splittable pseudorandom number
/// generators*, OOPSLA 2014).
#[derive(Clone, Debug)]
pub struct Rng {
    state: u64,
}

impl Rng {
    /// Creates a generator from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Returns the next 64 bits.
    pub fn next_bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Returns a number from 0 to `end`, exclusive; 0 if `end` is 0. The bias of the remainder does
    /// not matter for small ends.
    pub fn number_below(&mut self, end: usize) -> usize {
        usize::try_from(self.next_bits() >> 1).unwrap_or(0).checked_rem(end).unwrap_or(0)
    }

    /// Returns a number from `low` to `high`, inclusive.
    pub fn number_between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high - low + 1).unwrap_or(0);
        low + i64::try_from(self.number_below(span)).unwrap_or(0)
    }

    /// Returns a share or a weight from `low` to `high`, inclusive.
    pub fn share_between(&mut self, low: u32, high: u32) -> u32 {
        u32::try_from(self.number_between(i64::from(low), i64::from(high))).unwrap_or(low)
    }

    /// Returns true with this probability in percent.
    pub fn with_percent(&mut self, share: u32) -> bool {
        self.number_below(100) < share as usize
    }

    /// Returns an element of a list; `None` if the list is empty.
    pub fn pick_one<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        list.get(self.number_below(list.len()))
    }

    /// Returns an index, with a probability proportional to its weight; 0 if all weights are 0.
    pub fn weighted_index(&mut self, weights: &[u32]) -> usize {
        let sum: u32 = weights.iter().sum();
        let mut drawn = self.number_below(sum as usize);
        for (index, weight) in weights.iter().enumerate() {
            if drawn < *weight as usize {
                return index;
            }
            drawn -= *weight as usize;
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    /// The first numbers from seed 1234567 as printed by the authors' C code.
    #[test]
    fn it_is_splitmix64() {
        let mut rng = Rng::new(1_234_567);
        let first = [rng.next_bits(), rng.next_bits(), rng.next_bits()];
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }
}
