//! Tail probabilities of random choices.

/// Smaller probabilities change no digit that is ever shown.
const NOTHING: f64 = 1e-25;

/// Returns the probability that at least `least` of some independent events happen, each with its
/// own probability.
///
/// This is the upper tail of the Poisson binomial distribution, which is binomial if all events are
/// equally likely. It is computed event by event (for the recursion, see M. Fernandez and S.
/// Williams, 'Closed-form expression for the Poisson-binomial probability density function', IEEE
/// Transactions on Aerospace and Electronic Systems 46, 2010). The only error is that of
/// floating-point numbers, about 1e-12 here.
pub(crate) fn at_least(chances: impl IntoIterator<Item = f64>, least: usize) -> f64 {
    // The probabilities that exactly `low`, `low + 1`, … events have happened so far. Values below
    // `NOTHING` at either end are dropped.
    let mut low = 0;
    let mut exactly = vec![1.0_f64];
    for chance in chances {
        exactly.push(0.0);
        for at in (1..exactly.len()).rev() {
            exactly[at] = exactly[at] * (1.0 - chance) + exactly[at - 1] * chance;
        }
        exactly[0] *= 1.0 - chance;
        while exactly.last().is_some_and(|it| *it < NOTHING) {
            exactly.pop();
        }
        let dull = exactly.iter().take_while(|it| **it < NOTHING).count();
        // Dropped in large steps, since every removal moves the rest.
        if 64 < dull {
            exactly.drain(..dull);
            low += dull;
        }
    }
    exactly.iter().skip(least.saturating_sub(low)).sum()
}

/// Returns whether the probability that the sum of independent draws is at least `least` is at
/// least `level`, which is between 0 and 1. Each draw is a list of its possible values with their
/// probabilities.
///
/// W. Hoeffding's inequality ('Probability inequalities for sums of bounded random variables',
/// Journal of the American Statistical Association 58, 1963) decides most cases without the
/// distribution: a sum of draws with these ranges is hardly ever far from its expected value.
pub(crate) fn sum_reaches(draws: &[Vec<(i64, f64)>], least: i64, level: f64) -> bool {
    let (mut expected, mut spread) = (0.0, 0.0);
    for draw in draws {
        let worths = || draw.iter().map(|(worth, _)| *worth);
        let range = worths().max().unwrap_or_default().abs_diff(worths().min().unwrap_or_default()) as f64;
        spread += range * range;
        expected += draw.iter().map(|(worth, chance)| *worth as f64 * chance).sum::<f64>();
    }
    let above = least as f64 - expected;
    // The probability of being that far on this side of the expected value. Only if it is clearly
    // within the level, since the numbers are rounded.
    let bound = if 0.0 < spread { (-2.0 * above * above / spread).exp() } else { 1.0 };
    if 0.0 < above && bound < 0.99 * level {
        return false;
    }
    if above < 0.0 && bound < 0.99 * (1.0 - level) {
        return true;
    }
    level <= sum_at_least(draws, least)
}

/// Returns the probability that the sum of independent draws is at least `least`. Each draw is a
/// list of its possible values with their probabilities.
fn sum_at_least(draws: &[Vec<(i64, f64)>], least: i64) -> f64 {
    let lowest_worth = |draw: &Vec<(i64, f64)>| draw.iter().map(|(worth, _)| *worth).min().unwrap_or_default();
    // The probabilities that the sum is exactly `base`, `base + 1`, … so far. Values below
    // `NOTHING` at either end are dropped.
    let mut exactly = vec![1.0_f64];
    let mut base = 0_i64;
    for draw in draws {
        let low = lowest_worth(draw);
        let reach = draw.iter().map(|(worth, _)| worth.abs_diff(low)).max().unwrap_or_default();
        let mut next = vec![0.0; exactly.len() + usize::try_from(reach).unwrap_or_default()];
        for (at, before) in exactly.iter().enumerate() {
            for (worth, chance) in draw {
                let target = at + usize::try_from(worth.abs_diff(low)).unwrap_or_default();
                if let Some(slot) = next.get_mut(target) {
                    *slot += before * chance;
                }
            }
        }
        while next.last().is_some_and(|it| *it < NOTHING) {
            next.pop();
        }
        let dull = next.iter().take_while(|it| **it < NOTHING).count();
        if 64 < dull {
            next.drain(..dull);
            base += i64::try_from(dull).unwrap_or_default();
        }
        exactly = next;
        base += low;
    }
    let skipped = usize::try_from(least.saturating_sub(base)).unwrap_or_default();
    exactly.iter().skip(skipped).sum()
}

#[cfg(test)]
mod tests {
    use super::{at_least, sum_at_least, sum_reaches};

    /// The same result by enumerating all cases.
    fn listed(chances: &[f64], least: usize) -> f64 {
        (0_u32..1 << chances.len())
            .filter(|happened| least <= happened.count_ones() as usize)
            .map(|happened| {
                let each = chances.iter().enumerate();
                each.map(|(at, chance)| if happened >> at & 1 == 1 { *chance } else { 1.0 - chance }).product::<f64>()
            })
            .sum()
    }

    #[test]
    fn the_tail_is_what_listing_everything_gives() {
        let kinds = [1.0 / 2.0, 1.0 / 3.0, 1.0 / 4.0, 2.0 / 4.0, 1.0 / 5.0, 1.0];
        for seed in 0..200_usize {
            let chances: Vec<f64> =
                (0..seed % 13).map(|at| kinds[(seed * 7 + at * at * 5 + at) % kinds.len()]).collect();
            for least in 0..=chances.len() + 1 {
                let (got, wanted) = (at_least(chances.iter().copied(), least), listed(&chances, least));
                assert!((got - wanted).abs() < 1e-12, "{chances:?}, {least}: {got} for {wanted}");
            }
        }
    }

    /// Thresholds as given by published tables for three and four choices, at a level of one in
    /// twenty.
    #[test]
    fn the_share_that_is_too_high_depends_on_the_total() {
        for (choices, decisions, threshold) in
            [(3, 8, 6), (3, 10, 7), (3, 15, 9), (3, 20, 11), (4, 8, 5), (4, 10, 6), (4, 15, 8)]
        {
            let chance = |hits| at_least(std::iter::repeat_n(1.0 / f64::from(choices), decisions), hits);
            assert!(chance(threshold) < 0.05, "{threshold} of {decisions} at 1 in {choices}: {}", chance(threshold));
            assert!(0.05 <= chance(threshold - 1), "{} of {decisions}: {}", threshold - 1, chance(threshold - 1));
        }
    }

    #[test]
    fn thousands_of_decisions_keep_their_digits() {
        // By symmetry, more than half of an odd number of fair coin tosses succeed half the time.
        let half = at_least(std::iter::repeat_n(0.5, 9_999), 5_000);
        assert!((half - 0.5).abs() < 1e-11, "{half}");
        assert!((at_least(std::iter::repeat_n(1.0 / 3.0, 9_999), 0) - 1.0).abs() < 1e-11);
        assert!(at_least(std::iter::repeat_n(1.0 / 3.0, 9_999), 9_999) < 1e-20);
    }

    #[test]
    fn sums_of_draws_are_what_listing_everything_gives() {
        let draws = vec![
            vec![(2, 0.5), (-2, 0.5)],
            vec![(1, 0.25), (0, 0.25), (-1, 0.5)],
            vec![(3, 1.0 / 3.0), (0, 2.0 / 3.0)],
        ];
        for least in -6..=8 {
            let mut wanted = 0.0;
            for (a, p) in &draws[0] {
                for (b, q) in &draws[1] {
                    wanted += draws[2].iter().filter(|(c, _)| least <= a + b + c).map(|(_, r)| p * q * r).sum::<f64>();
                }
            }
            let got = sum_at_least(&draws, least);
            assert!((got - wanted).abs() < 1e-12, "{least}: {got} for {wanted}");
        }
        assert!((sum_at_least(&[], 0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_level_is_reached_exactly_if_the_probability_is_at_least_the_level() {
        let kinds: [&[(i64, f64)]; 5] = [
            &[(2, 0.5), (-2, 0.5)],
            &[(1, 0.25), (0, 0.25), (-1, 0.5)],
            &[(3, 0.125), (0, 0.875)],
            &[(1, 1.0)],
            &[(-2, 0.25), (2, 0.25), (0, 0.5)],
        ];
        let mut decided = [0, 0];
        for seed in 0..60_usize {
            let count = [3, 10, 40, 200][seed % 4];
            let draws: Vec<_> = (0..count).map(|at| kinds[(seed * 7 + at * at * 3 + at) % 5].to_vec()).collect();
            for least in (-300..=300).step_by(1 + seed % 37) {
                for level in [0.01, 0.05, 0.5] {
                    let reaches = level <= sum_at_least(&draws, least);
                    assert_eq!(sum_reaches(&draws, least, level), reaches, "{draws:?}, {least}, {level}");
                    decided[usize::from(reaches)] += 1;
                }
            }
        }
        assert!(decided.into_iter().all(|count| 200 < count), "both answers are common: {decided:?}");
    }

    #[test]
    fn sums_of_thousands_of_draws_keep_their_digits() {
        let draws = vec![vec![(1, 0.5), (-1, 0.5)]; 9_999];
        assert!((sum_at_least(&draws, 0) - 0.5).abs() < 1e-11, "an odd number of fair tosses is never even");
        assert!((sum_at_least(&draws, -9_999) - 1.0).abs() < 1e-11);
        assert!(sum_at_least(&draws, 3_000) < 1e-20);
    }
}
