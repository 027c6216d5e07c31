//! Places boxes in layers and routes arrows between them, by the method of Sugiyama, Tagawa and
//! Toda ('Methods for visual understanding of hierarchical system structures', 1981), with the
//! medians and transpositions of Gansner, Koutsofios, North and Vo ('A technique for drawing
//! directed graphs', 1993).
//!
//! Input: the sizes of boxes and of the labels of arrows. Output: their positions. This module does
//! not know what is drawn.
//!
//! Each step is a module: `acyclic` reverses arrows until there are no cycles; `rank` assigns each
//! box to a layer; `layers` splits arrows into segments between adjacent layers, with the label as
//! one of their vertices; `order` orders each layer so that few arrows cross; `place` computes the
//! horizontal positions; `route` the vertical positions, and the lines.
//!
//! It is written here because the labels of arrows are half of what this picture shows: the crates
//! for layered layouts either reserve no space for labels (rust-sugiyama), draw by themselves
//! (layout-rs), or are only months old (the ports of dagre). There is no randomness and no hash
//! table: the same input gives the same picture.

mod acyclic;
mod layers;
mod order;
mod place;
mod rank;
mod route;

use acyclic::{find_reversed, find_reversed_by_breadth};

/// With more bends than this, arrows are directed by a breadth-first search if that saves bends.
const MANY_BENDS: usize = 20_000;

/// The space that a box takes. Arrows start and end around its middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Room {
    /// The distance from the middle to the left.
    pub(super) left: f64,
    /// The distance from the middle to the right.
    pub(super) right: f64,
    /// The height.
    pub(super) height: f64,
    /// The distance between the upper and lower line, around the middle, at which arrows end and
    /// start.
    pub(super) edge: f64,
    /// The maximum horizontal distance from the middle at which arrows may end and start.
    pub(super) reach: f64,
}

/// An arrow between two different boxes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Arrow {
    /// The index of the box where it starts.
    pub(super) from: usize,
    /// The index of the box where it ends.
    pub(super) to: usize,
    /// Whether it goes up, and so is reversed.
    pub(super) up: bool,
    /// The width and height of its label.
    pub(super) label: Option<(f64, f64)>,
}

/// A point, in pixels from the top left.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    /// The distance to the right.
    pub(super) x: f64,
    /// The distance down.
    pub(super) y: f64,
}

/// The positions of everything. All numbers are whole and not negative.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Layout {
    /// The total width.
    pub(super) width: f64,
    /// The total height.
    pub(super) height: f64,
    /// The middle of each box.
    pub(super) boxes: Vec<Point>,
    /// The middle of each arrow's label.
    pub(super) labels: Vec<Option<Point>>,
    /// The points of each arrow, from its start to its head. Two points that are not above each
    /// other are connected by a curve that starts and ends vertically and stays between layers.
    pub(super) paths: Vec<Vec<Point>>,
}

/// Returns for each arrow whether it goes up, and for each box its layer, from 0 at the top. Each
/// arrow is given as its start and its end; `first` is the box where runs start.
///
/// Only arrows that close a cycle go up, unless the arrows then pass so many layers that the
/// picture would consist of little else than their lines.
pub(super) fn direct_arrows(boxes: usize, ends: &[(usize, usize)], first: usize) -> (Vec<bool>, Vec<usize>) {
    let up = find_reversed(boxes, ends, first);
    let ranks = box_ranks(boxes, ends, &up);
    let bends = count_bends(ends, &ranks);
    if MANY_BENDS < bends {
        let up_by_breadth = find_reversed_by_breadth(boxes, ends, first);
        let ranks_by_breadth = box_ranks(boxes, ends, &up_by_breadth);
        if count_bends(ends, &ranks_by_breadth) < bends {
            return (up_by_breadth, ranks_by_breadth);
        }
    }
    (up, ranks)
}

fn box_ranks(boxes: usize, ends: &[(usize, usize)], up: &[bool]) -> Vec<usize> {
    let downwards = ends.iter().zip(up).map(|((from, to), up)| if *up { (*to, *from) } else { (*from, *to) });
    rank::assign_ranks(boxes, &downwards.collect::<Vec<_>>())
}

/// Returns the number of layers that arrows pass, labels included.
fn count_bends(ends: &[(usize, usize)], ranks: &[usize]) -> usize {
    ends.iter().map(|(from, to)| (2 * ranks[*from].abs_diff(ranks[*to])).saturating_sub(1)).sum()
}

/// Lays out a graph, given the layer of each box. No two boxes or labels overlap, and no line
/// crosses a box or a label other than its own.
pub(super) fn lay_out(rooms: &[Room], arrows: &[Arrow], ranks: &[usize]) -> Layout {
    let mut layers = layers::Layers::new(rooms, arrows, ranks);
    order::order_layers(&mut layers);
    let across = place::horizontal_positions(&layers);
    route::route_arrows(&layers, rooms, arrows, &across)
}

#[cfg(test)]
mod tests;
