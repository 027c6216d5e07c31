//! Tests every operation against the same operation on plain lists of tuples.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::Limits;

const SIZES: [u32; 4] = [3, 2, 5, 4];

/// A function as a list of tuples.
type Plain = BTreeMap<Vec<u32>, u32>;

fn purse(runs: u64, work: u64) -> Budget<'static> {
    Budget::with_amounts(&Limits::default(), runs, work)
}

fn diagrams() -> Diagrams<'static> {
    Diagrams::new(SIZES.to_vec(), purse(1 << 20, 1 << 24))
}

fn tuples() -> Vec<Vec<u32>> {
    SIZES.iter().fold(vec![Vec::new()], |tuples, size| {
        let longer = |tuple: &Vec<u32>| {
            let tuple = tuple.clone();
            (0..*size).map(move |value| [tuple.as_slice(), &[value]].concat())
        };
        tuples.iter().flat_map(longer).collect()
    })
}

fn built(diagrams: &mut Diagrams, plain: &Plain) -> NodeRef {
    plain.iter().fold(EMPTY, |fun, (tuple, add)| {
        let point = diagrams.single_tuple(tuple).expect("there is room");
        diagrams.min(fun, add_to(point, *add)).expect("there is room")
    })
}

fn read(diagrams: &Diagrams, fun: NodeRef) -> Plain {
    tuples().into_iter().filter_map(|tuple| diagrams.value_at(fun, &tuple).map(|add| (tuple, add))).collect()
}

/// Functions built from boxes, so that they have runs, skipped levels, and parts in common.
fn plain(most: u32) -> impl Strategy<Value = Plain> {
    let interval = |size: u32| (0..size, 0..size).prop_map(|(a, b)| (a.min(b), a.max(b)));
    let sides = (interval(SIZES[0]), interval(SIZES[1]), interval(SIZES[2]), interval(SIZES[3]));
    let boxes = prop::collection::vec((sides, 0..=most), 0..6);
    boxes.prop_map(|boxes| {
        let mut plain = Plain::new();
        for ((a, b, c, d), add) in boxes {
            for tuple in tuples() {
                let inside = tuple.iter().zip([a, b, c, d]).all(|(value, (low, high))| (low..=high).contains(value));
                if inside {
                    let known = plain.entry(tuple).or_insert(add);
                    *known = add.min(*known);
                }
            }
        }
        plain
    })
}

fn map() -> impl Strategy<Value = Map> {
    let table = |level: usize| prop::option::of(prop::collection::vec(0..SIZES[level], SIZES[level] as usize));
    (table(0), table(1), table(2), table(3)).prop_map(|(a, b, c, d)| {
        let tables = [a, b, c, d].into_iter().zip(0_u32..);
        Map { levels: tables.filter_map(|(table, level)| table.map(|table| (level, table))).collect() }
    })
}

fn mapped(map: &Map, tuple: &[u32]) -> Vec<u32> {
    let mut tuple = tuple.to_vec();
    for (level, table) in &map.levels {
        tuple[*level as usize] = table[tuple[*level as usize] as usize];
    }
    tuple
}

proptest! {
    #[test]
    fn equal_functions_are_one_node(plain in plain(3)) {
        let mut diagrams = diagrams();
        let one = built(&mut diagrams, &plain);
        let backwards = plain.iter().rev().fold(EMPTY, |fun, (tuple, add)| {
            let point = diagrams.single_tuple(tuple).expect("there is room");
            diagrams.min(add_to(point, *add), fun).expect("there is room")
        });
        prop_assert_eq!(one, backwards);
        prop_assert_eq!(read(&diagrams, one), plain.clone());
        prop_assert_eq!(diagrams.tuple_count(one), plain.len() as u128);
        prop_assert_eq!(diagrams.least_tuple(one), plain.keys().next().cloned());
    }

    #[test]
    fn the_lesser_of_two(a in plain(3), b in plain(3)) {
        let mut diagrams = diagrams();
        let (one, other) = (built(&mut diagrams, &a), built(&mut diagrams, &b));
        let both = diagrams.min(one, other).expect("there is room");
        let mut expected = a;
        for (tuple, add) in b {
            let known = expected.entry(tuple).or_insert(add);
            *known = add.min(*known);
        }
        prop_assert_eq!(read(&diagrams, both), expected.clone());
        prop_assert_eq!(both, built(&mut diagrams, &expected));
    }

    #[test]
    fn inside_and_outside_a_set(a in plain(3), b in plain(0)) {
        let mut diagrams = diagrams();
        let (one, set) = (built(&mut diagrams, &a), built(&mut diagrams, &b));
        let inside = diagrams.restrict(one, set).expect("there is room");
        let outside = diagrams.exclude(one, set).expect("there is room");
        let (within, without): (Plain, Plain) = a.into_iter().partition(|(tuple, _)| b.contains_key(tuple));
        prop_assert_eq!(inside, built(&mut diagrams, &within));
        prop_assert_eq!(outside, built(&mut diagrams, &without));
        prop_assert_eq!(diagrams.intersects(one, set), Ok(!within.is_empty()));
    }

    #[test]
    fn what_a_map_makes_of_it(a in plain(3), map in map()) {
        let mut diagrams = diagrams();
        let one = built(&mut diagrams, &a);
        let number = diagrams.map_number(map.clone());
        let image = diagrams.image(number, one).expect("there is room");
        let mut expected = Plain::new();
        for (tuple, add) in &a {
            let known = expected.entry(mapped(&map, tuple)).or_insert(*add);
            *known = (*add).min(*known);
        }
        prop_assert_eq!(image, built(&mut diagrams, &expected));
    }

    #[test]
    fn what_is_before_a_map(a in plain(3), map in map()) {
        let mut diagrams = diagrams();
        let one = built(&mut diagrams, &a);
        let number = diagrams.map_number(map.clone());
        let before = diagrams.preimage(number, one).expect("there is room");
        let expected: Plain = tuples()
            .into_iter()
            .filter_map(|tuple| a.get(&mapped(&map, &tuple)).map(|add| (tuple, *add)))
            .collect();
        prop_assert_eq!(before, built(&mut diagrams, &expected));
    }
}

#[test]
fn values_and_pairs() {
    let mut diagrams = diagrams();
    let even = diagrams.values_where(2, |value| value % 2 == 0).expect("there is room");
    assert_eq!(read(&diagrams, even).len(), 3 * 2 * 3 * 4);
    let less = diagrams.pairs_where(3, 0, |three, zero| three < zero).expect("there is room");
    let expected: Plain = tuples().into_iter().filter(|it| it[3] < it[0]).map(|it| (it, 0)).collect();
    assert_eq!(read(&diagrams, less), expected);
    let all = diagrams.values_where(1, |_| true).expect("there is room");
    assert_eq!(all, ALL);
    assert_eq!(diagrams.values_where(1, |_| false), Ok(EMPTY));
}

#[test]
fn it_stops_when_all_is_spent() {
    let mut diagrams = Diagrams::new(SIZES.to_vec(), purse(2, 1 << 20));
    assert_eq!(diagrams.single_tuple(&[1, 1, 1, 1]), Err(Exhausted::Bound));
    let mut diagrams = Diagrams::new(SIZES.to_vec(), purse(1 << 20, 1));
    let one = diagrams.single_tuple(&[1, 1, 1, 1]).expect("there is room");
    let other = diagrams.single_tuple(&[2, 0, 1, 1]).expect("there is room");
    assert_eq!(diagrams.min(one, other), Err(Exhausted::Bound));
}

#[test]
fn a_sum_of_distances_is_as_small_as_a_set() {
    let mut diagrams = Diagrams::new(vec![100; 10], purse(1 << 20, 1 << 24));
    let mut far = EMPTY;
    far = diagrams.min(far, ALL).expect("there is room");
    // Everything at its maximum is at distance 0; raising any value by one costs one.
    for level in 0..10 {
        let end = diagrams.values_where(level, |value| value == 99).expect("there is room");
        far = diagrams.restrict(far, end).expect("there is room");
    }
    for level in 0..10 {
        let lifted = Map { levels: vec![(level, (0..100_u32).map(|value| (value + 1).min(99)).collect())] };
        let lifted = diagrams.map_number(lifted);
        loop {
            let further = add_to(diagrams.preimage(lifted, far).expect("there is room"), 1);
            let nearer = diagrams.min(far, further).expect("there is room");
            if nearer == far {
                break;
            }
            far = nearer;
        }
    }
    assert_eq!(diagrams.value_at(far, &[0; 10]), Some(990));
    assert_eq!(diagrams.value_at(far, &[99, 98, 97, 99, 99, 99, 99, 99, 99, 0]), Some(102));
    assert_eq!(diagrams.nodes_of(far), 10);
}

/// Runs on the small stack of a test thread.
#[test]
fn as_many_levels_as_there_may_be_do_not_exhaust_the_stack() {
    const LEVELS: usize = super::super::space::MOST_LEVELS;
    let mut diagrams = Diagrams::new(vec![2; LEVELS], purse(1 << 20, 1 << 24));
    let low = diagrams.single_tuple(&[0; LEVELS]).expect("there is room");
    let high = diagrams.single_tuple(&[1; LEVELS]).expect("there is room");
    let both = diagrams.min(low, high).expect("there is room");
    let levels = (0_u32..).take(LEVELS);
    let turned = diagrams.map_number(Map { levels: levels.map(|level| (level, vec![1, 0])).collect() });
    assert_eq!(diagrams.image(turned, low), Ok(high));
    assert_eq!(diagrams.preimage(turned, both), Ok(both));
    assert_eq!(diagrams.exclude(both, low), Ok(high));
    assert_eq!(diagrams.restrict(both, low), Ok(low));
    assert_eq!(diagrams.tuple_count(both), 2);
}
