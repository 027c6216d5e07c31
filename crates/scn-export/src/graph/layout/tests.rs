use super::layers::Layers;
use super::order::{count_crossings, order_layers};
use super::place::spread_row;
use super::{Arrow, Layout, Room, count_bends, direct_arrows, find_reversed, lay_out};

fn room() -> Room {
    Room { left: 20.0, right: 20.0, height: 30.0, edge: 30.0, reach: 10.0 }
}

/// Lays out boxes of one size, and arrows with small labels.
fn laid_out(boxes: usize, ends: &[(usize, usize)]) -> (Vec<usize>, Vec<bool>, Layout) {
    let (up, ranks) = direct_arrows(boxes, ends, 0);
    let arrows: Vec<Arrow> = ends
        .iter()
        .zip(&up)
        .map(|((from, to), up)| Arrow { from: *from, to: *to, up: *up, label: Some((30.0, 10.0)) })
        .collect();
    let rooms = vec![room(); boxes];
    let layout = lay_out(&rooms, &arrows, &ranks);
    (ranks, up, layout)
}

#[test]
fn only_arrows_that_lead_back_are_turned() {
    assert_eq!(find_reversed(3, &[(0, 1), (1, 2), (2, 0), (0, 2)], 0), [false, false, true, false]);
    assert_eq!(find_reversed(3, &[(0, 1), (1, 2), (2, 0)], 1), [true, false, false], "by where a run starts");
    assert_eq!(find_reversed(4, &[(2, 3), (3, 2)], 0), [false, true], "what no run comes to has cycles too");
}

#[test]
fn boxes_that_are_linked_at_random_have_few_layers() {
    let boxes = 1_000_usize;
    let mut seed = 5_usize;
    let mut draw = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % boxes
    };
    let mut ends: Vec<(usize, usize)> = (0..2 * boxes).map(|at| (at / 2, draw())).collect();
    ends.retain(|(from, to)| from != to);
    let (up, ranks) = direct_arrows(boxes, &ends, 0);
    let goes_its_way = |((from, to), up): (&(usize, usize), &bool)| (ranks[*from] < ranks[*to]) != *up;
    assert!(ends.iter().zip(&up).all(goes_its_way), "every arrow passes at least one layer in its direction");
    assert!(ends.iter().all(|(from, to)| ranks[*from] != ranks[*to]));
    assert!(ranks.iter().max() < Some(&60), "{:?}", ranks.iter().max());
    assert!(count_bends(&ends, &ranks) < 30 * boxes, "{}", count_bends(&ends, &ranks));
}

#[test]
fn every_arrow_leads_down_and_none_further_than_it_has_to() {
    let ends = [(0, 1), (1, 2), (0, 3), (3, 4), (2, 4), (5, 4)];
    let (ranks, up, _) = laid_out(6, &ends);
    assert_eq!(up, [false; 6]);
    assert!(ends.iter().all(|(from, to)| ranks[*from] < ranks[*to]), "{ranks:?}");
    assert_eq!(ranks[5], 2, "what nothing leads to stands over what it leads to: {ranks:?}");
}

#[test]
fn a_cycle_goes_back_up() {
    let (ranks, up, layout) = laid_out(3, &[(0, 1), (1, 2), (2, 0)]);
    assert_eq!((ranks, up), (vec![0, 1, 2], vec![false, false, true]));
    let path = &layout.paths[2];
    let (first, last) = (path.first().expect("a way"), path.last().expect("a way"));
    assert_eq!(first.y, layout.boxes[2].y - 15.0, "it leaves at the top of where it comes from");
    assert_eq!(last.y, layout.boxes[0].y + 15.0, "and comes to the bottom of where it goes");
    let label = layout.labels[2].expect("it has a label");
    assert!(layout.boxes[1].y < label.y && label.y < layout.boxes[2].y, "which stands where it leaves");
}

#[test]
fn crossings_that_need_not_be_are_taken_out() {
    // Two pairs that cross, and a third box that both lead to.
    let ends = [(0, 3), (1, 2), (0, 4), (1, 4)];
    let arrows = ends.map(|(from, to)| Arrow { from, to, up: false, label: None });
    let mut layers = Layers::new(&[room(); 5], &arrows, &[0, 0, 1, 1, 1]);
    layers.rows = vec![vec![0, 1], vec![5, 7, 6, 8], vec![2, 3, 4]];
    order_layers(&mut layers);
    let mut at = vec![0; layers.vertices.len()];
    layers.rows.iter().for_each(|row| row.iter().enumerate().for_each(|(place, vertex)| at[*vertex] = place));
    assert_eq!(count_crossings(&layers, &at), 0, "{:?}", layers.rows);
}

#[test]
fn crossings_are_counted_once_each() {
    let ends = [(0, 2), (0, 3), (1, 2), (1, 3)];
    let arrows = ends.map(|(from, to)| Arrow { from, to, up: false, label: None });
    let layers = Layers::new(&[room(); 4], &arrows, &[0, 0, 1, 1]);
    let mut at = vec![0; layers.vertices.len()];
    layers.rows.iter().for_each(|row| row.iter().enumerate().for_each(|(place, vertex)| at[*vertex] = place));
    assert_eq!(count_crossings(&layers, &at), 1, "two by two cross once at least: {:?}", layers.rows);
}

#[test]
fn things_in_a_row_stand_where_they_are_wanted_or_share_what_is_missing() {
    let spread = |wanted: &[f64]| spread_row(&wanted.iter().map(|at| (*at, 1.0)).collect::<Vec<_>>(), |_| 10.0);
    assert_eq!(spread(&[0.0, 20.0, 40.0]), [0.0, 20.0, 40.0]);
    assert_eq!(spread(&[5.0, 5.0]), [0.0, 10.0]);
    assert_eq!(spread(&[20.0, 0.0, 100.0]), [5.0, 15.0, 100.0], "the order is kept");
    assert!(spread(&[]).is_empty());
}

#[test]
fn nothing_has_a_layout_too() {
    assert_eq!(laid_out(0, &[]).2, Layout::default());
    let (_, _, one) = laid_out(1, &[]);
    assert_eq!((one.width, one.height, one.boxes.len()), (40.0, 30.0, 1));
}
