//! The worth of a choice, from the author's `Upholds`, `Breaks` and related lines.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;
use scn_story as story;

/// The weight of each principle, by its id.
pub(crate) type Weights<'w> = FxHashMap<&'w str, i64>;

/// A mean over the outcomes of a choice, all weighted equally regardless of their conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mean {
    sum: i64,
    count: i64,
}

impl Mean {
    fn new(choice: &story::Choice, rating: impl Fn(&story::Link) -> i64) -> Self {
        let sum = choice.outcomes.iter().flat_map(|outcome| &outcome.links).map(rating).sum();
        Self { sum, count: i64::try_from(choice.outcomes.len()).unwrap_or(i64::MAX).max(1) }
    }

    /// The mean rating of a choice over all principles, each multiplied by its weight.
    pub(crate) fn over_principles(choice: &story::Choice, weights: &Weights<'_>) -> Self {
        Self::new(choice, |link| i64::from(link.rating) * weights.get(link.principle.as_str()).copied().unwrap_or(1))
    }

    /// The mean rating of a choice on one principle; 0 if the choice does not link it.
    pub(crate) fn on_principle(choice: &story::Choice, principle: &str) -> Self {
        Self::new(choice, |link| if link.principle == principle { i64::from(link.rating) } else { 0 })
    }
}

impl Ord for Mean {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.sum.saturating_mul(other.count)).cmp(&other.sum.saturating_mul(self.count))
    }
}

impl PartialOrd for Mean {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Returns the index of the item that is greater than all others, if there is one.
pub(crate) fn only_greatest<T: Ord>(list: impl IntoIterator<Item = T>) -> Option<usize> {
    let mut best: Option<(usize, T, bool)> = None;
    for (at, item) in list.into_iter().enumerate() {
        best = match best {
            None => Some((at, item, true)),
            Some((known, greatest, only)) => match item.cmp(&greatest) {
                Ordering::Greater => Some((at, item, true)),
                Ordering::Equal => Some((known, greatest, false)),
                Ordering::Less => Some((known, greatest, only)),
            },
        };
    }
    best.filter(|(_, _, only)| *only).map(|(at, _, _)| at)
}

#[cfg(test)]
mod tests {
    use super::{Mean, only_greatest};

    #[test]
    fn means_compare_as_fractions() {
        let mean = |sum, of| Mean { sum, count: of };
        assert!(mean(1, 2) < mean(2, 3) && mean(-1, 2) < mean(0, 5));
        assert_eq!(mean(1, 2).cmp(&mean(2, 4)), std::cmp::Ordering::Equal);
    }

    #[test]
    fn the_greatest_must_be_alone() {
        assert_eq!(only_greatest([1, 3, 2]), Some(1));
        assert_eq!(only_greatest([3, 1, 3]), None);
        assert_eq!(only_greatest([1, 1, 2]), Some(2));
        assert_eq!(only_greatest::<u8>([]), None);
    }
}
