//! Computes the vertical positions, and the lines.

use super::layers::{Kind, Layers};
use super::place::spread_row;
use super::{Arrow, Layout, Point, Room};

/// The minimum and maximum distance between two layers.
const GAPS: (f64, f64) = (22.0, 72.0);

/// The distance between arrows at a box, if there is space.
const PORTS: f64 = 24.0;

/// Computes the height of every layer and the route of every arrow.
pub(super) fn route_arrows(layers: &Layers, rooms: &[Room], arrows: &[Arrow], across: &[f64]) -> Layout {
    let ports = Ports::new(layers, rooms, across);
    let rows = row_bounds(layers, across);
    let middle =
        |at: usize| Point { x: across[at], y: ((rows[layers.ranks[at]].0 + rows[layers.ranks[at]].1) / 2.0).round() };
    let boxes: Vec<Point> = (0..rooms.len()).map(middle).collect();
    let mut paths = Vec::new();
    let mut labels = Vec::new();
    for (at, (arrow, chain)) in arrows.iter().zip(&layers.chains).enumerate() {
        labels.push(chain.iter().copied().find(|it| layers.vertices[*it].kind == Kind::Label).map(middle));
        let mut path = Vec::with_capacity(2 * chain.len());
        let (top, bottom) = (chain[0], chain[chain.len() - 1]);
        path.push(Point { x: ports.bottom[at], y: boxes[top].y + (rooms[top].edge / 2.0).ceil() });
        path.push(Point { x: ports.bottom[at], y: rows[layers.ranks[top]].1 });
        for inner in &chain[1..chain.len() - 1] {
            let (from, to) = rows[layers.ranks[*inner]];
            path.push(Point { x: across[*inner], y: from });
            path.push(Point { x: across[*inner], y: to });
        }
        path.push(Point { x: ports.top[at], y: rows[layers.ranks[bottom]].0 });
        path.push(Point { x: ports.top[at], y: boxes[bottom].y - (rooms[bottom].edge / 2.0).ceil() });
        if arrow.up {
            path.reverse();
        }
        path.dedup();
        paths.push(path);
    }
    let right_edge = |at: usize| across[at] + layers.vertices[at].right;
    let width = (0..across.len()).map(right_edge).fold(0.0, f64::max).ceil();
    let height = rows.last().map_or(0.0, |row| row.1);
    Layout { width, height, boxes, labels, paths }
}

/// Returns the top and bottom of each layer. The further arrows go sideways between two layers, the
/// larger is the distance between these, so that no line is too flat.
fn row_bounds(layers: &Layers, across: &[f64]) -> Vec<(f64, f64)> {
    let mut rows = Vec::with_capacity(layers.rows.len());
    let mut y = 0.0;
    for row in &layers.rows {
        let height = row.iter().map(|at| layers.vertices[*at].height).fold(0.0, f64::max);
        // An even height has its middle on a whole pixel.
        let height = (height / 2.0).ceil() * 2.0;
        rows.push((y, y + height));
        let steps = row.iter().flat_map(|at| layers.below[*at].iter().map(move |to| (across[*at] - across[*to]).abs()));
        let furthest = steps.fold(0.0, f64::max);
        y += height + (GAPS.0 + furthest / 14.0).min(GAPS.1).round();
    }
    rows
}

/// The points where arrows touch their boxes: ordered like the next points of the arrows, spaced,
/// and as close as possible to where the arrows are vertical.
struct Ports {
    /// For each arrow, the point at the bottom of its upper box.
    bottom: Vec<f64>,
    /// For each arrow, the point at the top of its lower box.
    top: Vec<f64>,
}

impl Ports {
    fn new(layers: &Layers, rooms: &[Room], across: &[f64]) -> Self {
        let mut ports = Self { bottom: vec![0.0; layers.chains.len()], top: vec![0.0; layers.chains.len()] };
        let mut bottoms: Vec<Vec<(f64, usize)>> = vec![Vec::new(); rooms.len()];
        let mut tops = bottoms.clone();
        for (arrow, chain) in layers.chains.iter().enumerate() {
            bottoms[chain[0]].push((across[chain[1]], arrow));
            tops[chain[chain.len() - 1]].push((across[chain[chain.len() - 2]], arrow));
        }
        for (all, into) in [(bottoms, &mut ports.bottom), (tops, &mut ports.top)] {
            for ((mut sides, room), middle) in all.into_iter().zip(rooms).zip(across) {
                sides.sort_by(|a, b| a.0.total_cmp(&b.0));
                let last = sides.len().saturating_sub(1);
                let step = (2.0 * room.reach / sides.len().max(1) as f64).min(PORTS);
                let wanted = sides.iter().enumerate().map(|(place, (x, _))| {
                    let low = middle - room.reach + step * place as f64;
                    let high = middle + room.reach - step * (last - place) as f64;
                    (x.max(low).min(high), 1.0)
                });
                let places = spread_row(&wanted.collect::<Vec<_>>(), |_| step);
                for ((_, arrow), place) in sides.into_iter().zip(places) {
                    into[arrow] = place.round();
                }
            }
        }
        ports
    }
}
