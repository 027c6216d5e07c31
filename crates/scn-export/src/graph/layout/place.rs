//! Computes the horizontal positions: each vertex as close to its neighbours in other layers as
//! those in its own layer allow.

use super::layers::{Kind, Layers, minimum_gap};

/// The number of rounds over all layers: first with the neighbours on one side, then on both.
const ROUNDS: usize = 8;
const BOTH: usize = 24;

/// Returns the middle of each vertex, in whole pixels, none less than the vertex's extent to the
/// left.
pub(super) fn horizontal_positions(layers: &Layers) -> Vec<f64> {
    let mut x = vec![0.0; layers.vertices.len()];
    for row in &layers.rows {
        for pair in row.windows(2) {
            x[pair[1]] = x[pair[0]] + minimum_distance(layers, pair[0], pair[1]);
        }
    }
    let count = layers.rows.len();
    for _ in 0..ROUNDS {
        (1..count).for_each(|row| settle_layer(layers, &mut x, row, true, false));
        (0..count.saturating_sub(1)).rev().for_each(|row| settle_layer(layers, &mut x, row, false, true));
    }
    for _ in 0..BOTH {
        (0..count).for_each(|row| settle_layer(layers, &mut x, row, true, true));
        (0..count).rev().for_each(|row| settle_layer(layers, &mut x, row, true, true));
    }
    for _ in 0..3 {
        straighten_arrows(layers, &mut x);
    }
    let left_edge = |at: usize| x[at] - layers.vertices[at].left;
    let least = (0..x.len()).map(left_edge).fold(f64::INFINITY, f64::min);
    x.iter().map(|x| (x - least).ceil()).collect()
}

/// Returns the minimum distance between the middles of two neighbours.
fn minimum_distance(layers: &Layers, left: usize, right: usize) -> f64 {
    let (left, right) = (&layers.vertices[left], &layers.vertices[right]);
    (left.right + minimum_gap(left.kind, right.kind) + right.left).ceil()
}

/// Returns how strongly an arrow segment between two vertices is pulled vertical: more strongly for
/// long arrows, as in Gansner et al.
fn vertical_pull(a: Kind, b: Kind) -> f64 {
    match (a, b) {
        (Kind::Box, Kind::Box) => 1.0,
        (Kind::Box, Kind::Label | Kind::Bend) | (Kind::Label | Kind::Bend, Kind::Box) => 2.0,
        (Kind::Label | Kind::Bend, Kind::Label | Kind::Bend) => 8.0,
    }
}

/// Places one layer so that the sum of the squared distances to connected vertices is minimal,
/// while order and distances are kept.
fn settle_layer(layers: &Layers, x: &mut [f64], row: usize, up: bool, down: bool) {
    let row = &layers.rows[row];
    let wanted: Vec<(f64, f64)> = row
        .iter()
        .map(|at| {
            let above = layers.above[*at].iter().filter(|_| up);
            let (mut sum, mut weight) = (0.0, 0.0);
            for other in above.chain(layers.below[*at].iter().filter(|_| down)) {
                let pull = vertical_pull(layers.vertices[*at].kind, layers.vertices[*other].kind);
                sum += x[*other] * pull;
                weight += pull;
            }
            // A vertex without connections yields to the others.
            if weight == 0.0 { (x[*at], 0.01) } else { (sum / weight, weight) }
        })
        .collect();
    let places = spread_row(&wanted, |left| minimum_distance(layers, row[left], row[left + 1]));
    row.iter().zip(places).for_each(|(at, place)| x[*at] = place);
}

/// Places things in a row as close to their wanted positions as their order and distances allow:
/// the weighted sum of squares is minimal. `wanted` contains positions and weights; `distance`
/// returns the minimum distance from one to the next.
///
/// After subtracting from each position the space of all things to its left, keeping the distances
/// means keeping the order. This is isotonic regression, solved by pooling neighbours that would
/// change places.
pub(super) fn spread_row(wanted: &[(f64, f64)], distance: impl Fn(usize) -> f64) -> Vec<f64> {
    struct Pool {
        sum: f64,
        weight: f64,
        count: usize,
    }
    let mut rooms = Vec::with_capacity(wanted.len());
    let mut pools: Vec<Pool> = Vec::with_capacity(wanted.len());
    let mut room = 0.0;
    for (at, (place, weight)) in wanted.iter().enumerate() {
        rooms.push(room);
        let mut pool = Pool { sum: (place - room) * weight, weight: *weight, count: 1 };
        while let Some(last) = pools.pop_if(|last| pool.sum * last.weight < last.sum * pool.weight) {
            pool = Pool { sum: last.sum + pool.sum, weight: last.weight + pool.weight, count: last.count + pool.count };
        }
        pools.push(pool);
        if at + 1 < wanted.len() {
            room += distance(at);
        }
    }
    let means = pools.iter().flat_map(|pool| std::iter::repeat_n(pool.sum / pool.weight, pool.count));
    means.zip(rooms).map(|(mean, room)| mean + room).collect()
}

/// Makes arrows that pass several layers vertical where there is space, in as few pieces as
/// possible.
fn straighten_arrows(layers: &Layers, x: &mut [f64]) {
    let mut row_and_place = vec![(0, 0); layers.vertices.len()];
    for (row, vertices) in layers.rows.iter().enumerate() {
        vertices.iter().enumerate().for_each(|(place, vertex)| row_and_place[*vertex] = (row, place));
    }
    // The range within which a vertex can be moved.
    let free_range = |x: &[f64], vertex: usize| {
        let (row, place) = row_and_place[vertex];
        let row = &layers.rows[row];
        let low =
            place.checked_sub(1).map_or(f64::NEG_INFINITY, |it| x[row[it]] + minimum_distance(layers, row[it], vertex));
        let high = row.get(place + 1).map_or(f64::INFINITY, |it| x[*it] - minimum_distance(layers, vertex, *it));
        (low, high)
    };
    for chain in &layers.chains {
        let inner = &chain[1..chain.len() - 1];
        let mut piece_start = 0;
        while piece_start < inner.len() {
            let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
            let mut piece_end = piece_start;
            while let Some(vertex) = inner.get(piece_end) {
                let (least, most) = free_range(x, *vertex);
                if high < least.max(low) || most.min(high) < low {
                    break;
                }
                (low, high) = (low.max(least), high.min(most));
                piece_end += 1;
            }
            // Rounding may leave a vertex no position but its own.
            let piece_end = piece_end.max(piece_start + 1);
            if low <= high {
                let run = &inner[piece_start..piece_end];
                let mean = run.iter().map(|vertex| x[*vertex]).sum::<f64>() / run.len() as f64;
                let mean = mean.max(low).min(high);
                run.iter().for_each(|vertex| x[*vertex] = mean);
            }
            piece_start = piece_end;
        }
    }
}
