//! Decides which counts may be published.

/// The minimum number of learners of a published count.
pub const ENOUGH: usize = 5;

/// A prime. Sums of products of two numbers below it fit 64 bits.
const PRIME: u64 = (1 << 31) - 1;

/// The number of times each learner did something, with the learners in the same order in all
/// cells.
pub(super) type Cell = Vec<u32>;

fn rests_on(cell: &[u32]) -> usize {
    cell.iter().filter(|count| 0 < **count).count()
}

/// Decides for each count whether it may be published, so that no count of fewer than [`ENOUGH`]
/// learners can be computed from the published ones by adding, subtracting or multiplying.
///
/// A count is a vector with a number for each learner, and the values that can be computed from
/// published counts are their linear span. The counts are processed in order. One is published if
/// enough learners or none contribute to it, and if no small count, of these or of `hidden`, is in
/// the span of it and those published before. (Complementary cell suppression; Willenborg and de
/// Waal, Elements of Statistical Disclosure Control, 2001, chapter 5. Here the span is computed
/// exactly, modulo a prime, since the tables are small.)
pub(super) fn decide_publication(cells: &[Cell], hidden: &[Cell]) -> Vec<bool> {
    let is_small = |cell: &&Cell| (1..ENOUGH).contains(&rests_on(cell));
    let to_vector = |cell: &Cell| -> Vec<u64> { cell.iter().map(|count| u64::from(*count) % PRIME).collect() };
    let mut small: Vec<Vec<u64>> = cells.iter().chain(hidden).filter(is_small).map(to_vector).collect();
    let mut basis: Vec<Row> = Vec::new();
    let try_publish = |cell: &Cell| {
        match rests_on(cell) {
            0 => return true,
            1..ENOUGH => return false,
            ENOUGH.. => {}
        }
        let mut remainder = to_vector(cell);
        for row in &basis {
            row.take_from(&mut remainder);
        }
        // It adds no information, since it can be computed from the counts published so far.
        let Some(row) = Row::normalized(remainder) else { return true };
        let mut reduced = small.clone();
        reduced.iter_mut().for_each(|it| row.take_from(it));
        if reduced.iter().any(|it| it.iter().all(|number| *number == 0)) {
            return false;
        }
        small = reduced;
        basis.push(row);
        true
    };
    cells.iter().map(try_publish).collect()
}

/// A vector whose first nonzero number is 1.
struct Row {
    pivot: usize,
    numbers: Vec<u64>,
}

impl Row {
    fn normalized(mut numbers: Vec<u64>) -> Option<Self> {
        let pivot = numbers.iter().position(|number| *number != 0)?;
        let inverse = power_mod(numbers.get(pivot).copied().unwrap_or(1), PRIME - 2);
        numbers.iter_mut().for_each(|number| *number = *number * inverse % PRIME);
        Some(Self { pivot, numbers })
    }

    /// Subtracts the multiple of this row that makes the other's number at the pivot 0.
    fn take_from(&self, other: &mut [u64]) {
        let times = other.get(self.pivot).copied().unwrap_or(0);
        if times == 0 {
            return;
        }
        for (number, own) in other.iter_mut().zip(&self.numbers) {
            *number = (*number + (PRIME - times) * own) % PRIME;
        }
    }
}

fn power_mod(base: u64, exponent: u64) -> u64 {
    let (mut base, mut exponent, mut product) = (base, exponent, 1);
    while 0 < exponent {
        if exponent % 2 == 1 {
            product = product * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    product
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use super::{Cell, decide_publication};

    /// Returns a cell for this number of learners, in which the given ones did something once.
    fn cell_of(learners: usize, some: impl IntoIterator<Item = usize>) -> Cell {
        let mut cell = vec![0; learners];
        some.into_iter().for_each(|learner| cell[learner] = 1);
        cell
    }

    #[test]
    fn small_counts_are_withheld_and_empty_groups_are_not_reported() {
        assert_eq!(decide_publication(&[cell_of(4, 0..4), cell_of(4, [])], &[]), [false, true]);
        assert_eq!(decide_publication(&[cell_of(5, 0..5)], &[]), [true]);
    }

    #[test]
    fn the_rest_of_a_total_is_withheld_with_one_that_is_not_small() {
        let cells = [cell_of(20, 0..20), cell_of(20, 0..10), cell_of(20, 10..17), cell_of(20, 17..20)];
        assert_eq!(decide_publication(&cells, &[]), [true, true, false, false], "20 - 10 - 7 is 3");
        let cells = [cell_of(20, 0..20), cell_of(20, 0..10), cell_of(20, 10..20)];
        assert_eq!(decide_publication(&cells, &[]), [true; 3]);
    }

    #[test]
    fn two_small_ones_need_no_third() {
        let cells = [cell_of(20, 0..20), cell_of(20, 0..12), cell_of(20, 12..16), cell_of(20, 16..20)];
        assert_eq!(decide_publication(&cells, &[]), [true, true, false, false]);
    }

    #[test]
    fn other_tables_do_not_give_it_away_either() {
        // All reached one of two endings. The choice of the 3 learners cannot be computed from both
        // tables together.
        let cells = [
            cell_of(20, 0..20),
            cell_of(20, 0..17),
            cell_of(20, 17..20),
            cell_of(20, 0..10),
            cell_of(20, 10..17),
            cell_of(20, 10..20),
        ];
        let published = decide_publication(&cells, &[]);
        assert_eq!(published, [true, false, false, true, false, true]);
    }

    #[test]
    fn the_learners_who_did_nothing_are_few_too() {
        let everyone = cell_of(20, 0..20);
        assert_eq!(decide_publication(&[everyone.clone(), cell_of(20, 0..18)], &[cell_of(20, 18..20)]), [true, false]);
        assert_eq!(decide_publication(&[everyone, cell_of(20, 0..15)], &[cell_of(20, 15..20)]), [true, true]);
    }

    #[test]
    fn more_attempts_than_learners_do_not_tell_of_the_one_who_tried_again() {
        let mut attempts = cell_of(20, 0..20);
        attempts[7] = 2;
        assert_eq!(decide_publication(&[cell_of(20, 0..20), attempts], &[cell_of(20, [7])]), [true, false]);
    }

    /// Checks, for random tables, all sums and differences of up to four published counts: none
    /// equals a small count that was withheld.
    #[test]
    fn no_sum_or_difference_of_published_counts_is_a_withheld_one() {
        let mut seed = 7_u64;
        let mut random_below = move |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let mut withheld = 0;
        for _ in 0..60 {
            let learners = 12 + usize::try_from(random_below(12)).unwrap();
            let kinds: Vec<u64> = (0..learners).map(|_| random_below(4)).collect();
            let repeats: Vec<u64> = (0..learners).map(|_| random_below(3)).collect();
            let mut cells = vec![cell_of(learners, 0..learners)];
            cells.extend((0..4).map(|kind| cell_of(learners, (0..learners).filter(|it| kinds[*it] == kind))));
            cells.extend((0..3).map(|kind| cell_of(learners, (0..learners).filter(|it| repeats[*it] == kind))));
            let published = decide_publication(&cells, &[]);
            let published_cells: Vec<&Cell> =
                cells.iter().zip(&published).filter(|(_, is_published)| **is_published).map(|(cell, _)| cell).collect();
            let hidden: Vec<&Cell> = cells
                .iter()
                .zip(&published)
                .filter(|(_, is_published)| !**is_published)
                .map(|(cell, _)| cell)
                .collect();
            let is_small_cell = |cell: &Cell| (1..5).contains(&cell.iter().filter(|it| **it > 0).count());
            withheld += hidden.len();
            for signs in 0..3_u32.pow(u32::try_from(published_cells.len()).unwrap()) {
                let mut sum = vec![0_i64; learners];
                for (at, cell) in published_cells.iter().enumerate() {
                    let sign = i64::from(signs / 3_u32.pow(u32::try_from(at).unwrap()) % 3) - 1;
                    sum.iter_mut().zip(cell.iter()).for_each(|(sum, count)| *sum += sign * i64::from(*count));
                }
                for cell in hidden.iter().filter(|cell| is_small_cell(cell)) {
                    assert!(sum.iter().zip(cell.iter()).any(|(sum, count)| *sum != i64::from(*count)));
                }
            }
        }
        assert!(60 < withheld, "the tables by lot have small counts");
    }
}
