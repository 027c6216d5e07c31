//! Random outcomes and shuffling, computed from a seed.
//!
//! Every draw is a function of the seed and of what is drawn, not of how many numbers were used
//! before it. So a run that is replayed and continued, or in which a draw was fixed, gets the same
//! random outcomes afterwards as an uninterrupted run. Numbers are mixed by the finaliser of
//! SplitMix64 (Steele, Lea and Flood, 'Fast splittable pseudorandom number generators', 2014);
//! names are hashed by FNV-1a.

use scn_story::Weight;

/// Draws an outcome: returns a position in `weights`, which add up to 1. `number` is the index of
/// the draw within the run.
pub(crate) fn draw_outcome(seed: u64, number: u64, weights: impl IntoIterator<Item = Weight>) -> usize {
    // 53 bits, so that the quotient is exact; the probability is off by less than one in 10^15.
    const RANGE: f64 = (1_u64 << 53) as f64;
    let ticket = (mix(mix(seed) ^ mix(!number)) >> 11) as f64 / RANGE;
    let mut sum = 0.0;
    let mut last = 0;
    for (at, weight) in weights.into_iter().enumerate() {
        sum += weight.numerator as f64 / weight.denominator as f64;
        last = at;
        if ticket < sum {
            break;
        }
    }
    last
}

/// Returns the sort key of a choice within its situation when choices are shuffled. It depends only
/// on the names, so adding or removing a choice does not reorder the others.
pub(crate) fn order_key(seed: u64, situation: &str, choice: &str) -> u64 {
    mix(seed ^ hash(situation).rotate_left(32) ^ mix(hash(choice)))
}

fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn hash(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use super::{draw_outcome, order_key};
    use scn_story::Weight;

    const fn of(numerator: u64, denominator: u64) -> Weight {
        Weight { numerator, denominator }
    }

    #[test]
    fn draws_fall_as_often_as_the_odds_say() {
        let weights = [of(1, 6), of(1, 4), of(7, 12)];
        let mut counts = [0_u32; 3];
        for seed in 0..6_000 {
            for number in 0..2 {
                if let Some(count) = counts.get_mut(draw_outcome(seed, number, weights)) {
                    *count += 1;
                }
            }
        }
        // Of 12,000 draws, 2,000, 3,000 and 7,000 are expected; four standard deviations are at
        // most 216.
        let near = |count: u32, expected: u32| count.abs_diff(expected) < 216;
        assert!(near(counts[0], 2_000) && near(counts[1], 3_000) && near(counts[2], 7_000), "{counts:?}");
    }

    #[test]
    fn sure_and_impossible_are_kept() {
        for number in 0..1_000 {
            assert_eq!(draw_outcome(7, number, [of(1, 1)]), 0);
            assert_eq!(draw_outcome(7, number, [of(0, 1), of(1, 1)]), 1);
        }
    }

    #[test]
    fn every_order_of_three_choices_is_about_as_frequent() {
        let mut counts = std::collections::BTreeMap::new();
        for seed in 0..6_000 {
            let mut names = ["ask", "read", "wait"];
            names.sort_by_key(|name| order_key(seed, "call", name));
            *counts.entry(names).or_insert(0_u32) += 1;
        }
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|count| count.abs_diff(1_000) < 120), "{counts:?}");
    }
}
