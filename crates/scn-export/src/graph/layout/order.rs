//! Orders each layer so that few arrows cross.

use super::layers::Layers;

/// The maximum number of rounds over all layers, and of rounds without improvement.
const ROUNDS: usize = 24;
const PATIENCE: usize = 8;

/// From this number of vertices on, fewer rounds are made.
const MANY: usize = 20_000;

/// Orders all layers: alternately downwards and upwards, each vertex is placed at the median of its
/// neighbours; then neighbouring vertices are swapped as long as that saves crossings. The best
/// order found is kept.
pub(super) fn order_layers(layers: &mut Layers) {
    let rounds = if layers.vertices.len() < MANY { ROUNDS } else { 4 };
    let mut positions = vertex_positions(layers);
    let mut best = layers.rows.clone();
    let mut least = count_crossings(layers, &positions);
    let mut since = 0;
    for round in 0..rounds {
        if least == 0 || since == PATIENCE {
            break;
        }
        let down = round % 2 == 0;
        // In some rounds, ties are broken the other way, which may lead to a better order.
        let turn = round / 2 % 2 == 1;
        place_at_medians(layers, &mut positions, down, turn);
        swap_neighbours(layers, &mut positions, turn);
        let current_crossings = count_crossings(layers, &positions);
        since += 1;
        if current_crossings < least {
            least = current_crossings;
            best.clone_from(&layers.rows);
            since = 0;
        }
    }
    layers.rows = best;
}

fn vertex_positions(layers: &Layers) -> Vec<usize> {
    let mut positions = vec![0; layers.vertices.len()];
    for row in &layers.rows {
        for (place, vertex) in row.iter().enumerate() {
            positions[*vertex] = place;
        }
    }
    positions
}

fn place_at_medians(layers: &mut Layers, at: &mut [usize], down: bool, turn: bool) {
    let count = layers.rows.len();
    for step in 1..count {
        let row = if down { step } else { count - 1 - step };
        let neighbours = if down { &layers.above } else { &layers.below };
        let vertices = layers.rows[row].clone();
        let mut moved: Vec<(f64, usize)> =
            vertices.iter().filter_map(|vertex| Some((weighted_median(&neighbours[*vertex], at)?, *vertex))).collect();
        if turn {
            moved.reverse();
        }
        // The sort is stable: vertices with the same median keep their order.
        moved.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut moved = moved.into_iter().map(|(_, vertex)| vertex);
        for (place, vertex) in vertices.into_iter().enumerate() {
            // A vertex without neighbours stays where it is.
            let vertex = if neighbours[vertex].is_empty() { Some(vertex) } else { moved.next() };
            if let Some(vertex) = vertex {
                layers.rows[row][place] = vertex;
                at[vertex] = place;
            }
        }
    }
}

/// Returns the median of the neighbours' positions, weighted towards the side where they are closer
/// together (Gansner et al.).
fn weighted_median(neighbours: &[usize], at: &[usize]) -> Option<f64> {
    let mut places: Vec<f64> = neighbours.iter().map(|it| at[*it] as f64).collect();
    places.sort_by(f64::total_cmp);
    match places.as_slice() {
        [] => None,
        [a] => Some(*a),
        [a, b] => Some((a + b) / 2.0),
        all if all.len() % 2 == 1 => Some(all[all.len() / 2]),
        all => {
            let middle = all.len() / 2;
            let left_spread = all[middle - 1] - all[0];
            let right = all[all.len() - 1] - all[middle];
            if left_spread + right == 0.0 {
                return Some((all[middle - 1] + all[middle]) / 2.0);
            }
            Some((all[middle - 1] * right + all[middle] * left_spread) / (left_spread + right))
        }
    }
}

fn swap_neighbours(layers: &mut Layers, at: &mut [usize], turn: bool) {
    for pass in 0..8 {
        let mut better = false;
        for row in 0..layers.rows.len() {
            for place in 1..layers.rows[row].len() {
                let (left, right) = (layers.rows[row][place - 1], layers.rows[row][place]);
                let (mut now, mut then) = (0, 0);
                for neighbours in [&layers.above, &layers.below] {
                    let (kept, swapped) = crossings_of_pair(&neighbours[left], &neighbours[right], at);
                    now += kept;
                    then += swapped;
                }
                if then < now || turn && pass == 0 && 0 < now && then == now {
                    layers.rows[row].swap(place - 1, place);
                    (at[left], at[right]) = (place, place - 1);
                    better = true;
                }
            }
        }
        if !better {
            break;
        }
    }
}

/// Returns the number of crossings between the arrows of two neighbours, in their current order and
/// if they were swapped.
fn crossings_of_pair(left: &[usize], right: &[usize], at: &[usize]) -> (usize, usize) {
    let (mut kept, mut swapped) = (0, 0);
    for a in left {
        for b in right {
            match at[*a].cmp(&at[*b]) {
                std::cmp::Ordering::Greater => kept += 1,
                std::cmp::Ordering::Less => swapped += 1,
                std::cmp::Ordering::Equal => {}
            }
        }
    }
    (kept, swapped)
}

/// Returns the number of crossings between all layers.
pub(super) fn count_crossings(layers: &Layers, at: &[usize]) -> usize {
    layers.rows.windows(2).map(|rows| crossings_between(layers, &rows[0], rows[1].len(), at)).sum()
}

/// Counts inversions with a tree of sums (Barth, Mutzel and Jünger, 'Simple and efficient bilayer
/// cross counting', 2002).
fn crossings_between(layers: &Layers, upper: &[usize], lower: usize, at: &[usize]) -> usize {
    let mut sums = vec![0_usize; lower + 1];
    let (mut crossings, mut all) = (0, 0);
    let mut places = Vec::new();
    for vertex in upper {
        places.clear();
        places.extend(layers.below[*vertex].iter().map(|it| at[*it]));
        places.sort_unstable();
        for place in &places {
            let (mut not_right, mut i) = (0, place + 1);
            while 0 < i {
                not_right += sums[i];
                i &= i - 1;
            }
            crossings += all - not_right;
        }
        for place in &places {
            let mut i = place + 1;
            while i <= lower {
                sums[i] += 1;
                i += i & i.wrapping_neg();
            }
            all += 1;
        }
    }
    crossings
}
