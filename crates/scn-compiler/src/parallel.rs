//! Work on several items at once.

use rayon::prelude::*;

/// Applies a function to each item, in parallel. A single item needs no other thread, and then none
/// is started: that takes longer than to check a small file.
pub(crate) fn map_items<T: Sync, R: Send>(items: &[T], apply: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    match items {
        [] => Vec::new(),
        [only] => vec![apply(0, only)],
        // One item per task, so that none waits for a large one before it.
        _ => items.par_iter().enumerate().with_max_len(1).map(|(at, item)| apply(at, item)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::map_items;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        for count in [0, 1, 2, 100] {
            let items: Vec<usize> = (0..count).collect();
            let results = map_items(&items, |at, item| (at, item + 1));
            assert_eq!(results, (0..count).map(|at| (at, at + 1)).collect::<Vec<_>>());
        }
    }
}
