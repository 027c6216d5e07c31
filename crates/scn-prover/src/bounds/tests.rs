//! Compares each operation on sets of values and on grids with the same on plain lists.

use std::collections::BTreeSet;

use scn_story::SlotView;

use super::grid::{Grid, GridShape};
use super::random::Random;
use super::values::ValueSet;

fn draw(random: &mut Random, below: u64) -> u64 {
    random.below(usize::try_from(below).expect("small")) as u64
}

/// Adds to a raw value, cutting off at 0 and `top`.
fn added(value: u64, by: i64, top: u64) -> u64 {
    let wanted = i64::try_from(value).expect("small") + by;
    wanted.clamp(0, i64::try_from(top).expect("small")).unsigned_abs()
}

#[test]
fn operations_on_value_sets_are_those_on_plain_sets() {
    let mut random = Random::default();
    for _ in 0..2000 {
        let top = 1 + draw(&mut random, 40);
        let (mut set, mut plain) = (ValueSet::empty(), BTreeSet::new());
        for _ in 0..20 {
            let (low, high) = (draw(&mut random, top + 1), draw(&mut random, top + 1));
            match random.below(4) {
                0 => {
                    let grew = set.unite(&ValueSet::between(low, high));
                    let count = plain.len();
                    plain.extend(low..=high);
                    assert_eq!(grew, count < plain.len());
                }
                1 => {
                    set.keep_between(low.min(high), top);
                    plain.retain(|value| low.min(high) <= *value);
                }
                2 => {
                    set.remove_between(low, high);
                    plain.retain(|value| !(low..=high).contains(value));
                }
                _ => {
                    let by = i64::try_from(low).expect("small") - i64::try_from(high).expect("small");
                    let is_cut = set.add(by, top);
                    let wanted = |value: &u64| i64::try_from(*value).expect("small") + by;
                    let beyond = |value: &u64| wanted(value) < 0 || i64::try_from(top).expect("small") < wanted(value);
                    assert_eq!(is_cut, plain.iter().any(beyond));
                    plain = plain.into_iter().map(|value| added(value, by, top)).collect();
                }
            }
            assert!((0..=top + 1).all(|value| set.contains(value) == plain.contains(&value)), "{set:?} {plain:?}");
            assert_eq!(set.range(), plain.first().copied().zip(plain.last().copied()));
        }
    }
}

/// A grid, and the same combinations as a list.
struct Pair {
    grid: Grid,
    plain: BTreeSet<Vec<u64>>,
    tops: Vec<u64>,
}

impl Pair {
    /// Does the same to both, by random numbers.
    fn step(&mut self, random: &mut Random) {
        let slot = random.below(self.tops.len());
        let top = self.tops[slot];
        let (one, other) = (draw(random, top + 1), draw(random, top + 1));
        match random.below(6) {
            0 => {
                let keeps = random.below(2) == 0;
                self.grid.restrict(slot, one, other, keeps);
                self.plain.retain(|values| (one..=other).contains(&values[slot]) == keeps);
            }
            1 => {
                self.grid.put(slot, one);
                self.change(slot, |_| one);
            }
            2 => {
                let mut with = self.grid.clone();
                with.put(slot, one);
                self.grid.unite(&with);
                let before = self.plain.clone();
                self.change(slot, |_| one);
                self.plain.extend(before);
            }
            3 => {
                let right = random.below(self.tops.len());
                self.grid.compare(slot, right, &|left, right| left <= right);
                if slot != right {
                    self.plain.retain(|values| values[slot] <= values[right]);
                }
            }
            _ => {
                let by = i64::try_from(one).expect("small") - i64::try_from(other).expect("small");
                let mut moved = self.grid.clone();
                let is_cut = moved.add(slot, by);
                let wanted = |values: &Vec<u64>| i64::try_from(values[slot]).expect("small") + by;
                let beyond = |values| wanted(values) < 0 || i64::try_from(top).expect("small") < wanted(values);
                assert_eq!(is_cut, self.plain.iter().any(beyond));
                // Both together, so that the sets grow.
                let before = self.plain.clone();
                self.change(slot, |value| added(value, by, top));
                self.plain.extend(before);
                self.grid.unite(&moved);
            }
        }
    }

    fn change(&mut self, slot: usize, change: impl Fn(u64) -> u64) {
        let changed = std::mem::take(&mut self.plain).into_iter().map(|mut values| {
            values[slot] = change(values[slot]);
            values
        });
        self.plain = changed.collect();
    }

    fn check(&self) {
        for (slot, top) in self.tops.iter().enumerate() {
            for value in 0..=*top {
                let is_in = self.plain.iter().any(|values| values[slot] == value);
                assert_eq!(self.grid.has_between(slot, value, value), is_in, "{slot} {value} {:?}", self.plain);
            }
        }
        // Every combination, by keeping each value in turn.
        for values in combinations(&self.tops) {
            let mut single = self.grid.clone();
            values.iter().enumerate().for_each(|(slot, value)| single.restrict(slot, *value, *value, true));
            assert_eq!(!single.is_empty(), self.plain.contains(&values));
        }
    }
}

fn combinations(tops: &[u64]) -> Vec<Vec<u64>> {
    tops.iter().fold(vec![Vec::new()], |all, top| {
        let with = |values: &Vec<u64>| {
            (0..=*top).map(|value| values.iter().copied().chain([value]).collect()).collect::<Vec<Vec<u64>>>()
        };
        all.iter().flat_map(with).collect()
    })
}

#[test]
fn operations_on_grids_are_those_on_lists_of_combinations() {
    let mut random = Random::default();
    for _ in 0..400 {
        // Groups of combinations of one, two or more words, and of less than one.
        let most = [9, 9, 9, 24][random.below(4)];
        let tops: Vec<u64> = (0..3).map(|_| 1 + draw(&mut random, most)).collect();
        let to_slot = |top: &u64| SlotView { low: 0, top: *top, start: 0, live: Vec::new() };
        let slots: Vec<SlotView> = tops.iter().map(to_slot).collect();
        let shape = GridShape::new(&[0, 1, 2], &slots, 20_000).expect("few combinations");
        let start: Vec<u64> = tops.iter().map(|top| draw(&mut random, top + 1)).collect();
        let grid = Grid::single(&shape, |slot| start[slot]);
        let mut pair = Pair { grid, plain: BTreeSet::from([start]), tops };
        for _ in 0..12 {
            pair.step(&mut random);
        }
        pair.check();
    }
}
