//! Places boxes in layers and leads arrows between them, by the method of Sugiyama, Tagawa and Toda
//! ('Methods for visual understanding of hierarchical system structures', 1981), with the medians
//! and transpositions of Gansner, Koutsofios, North and Vo ('A technique for drawing directed
//! graphs', 1993).
//!
//! Takes: the sizes of boxes and of the labels of arrows. Gives: where each goes. Must not know:
//! what is drawn.
//!
//! One module a step: `acyclic` turns arrows round until there are no cycles; `rank` gives each box
//! a layer; `layers` cuts arrows into steps from a layer to the next, the label being one of them;
//! `order` puts each layer in an order with few crossings; `place` finds the places across; `route`
//! the places down, and the lines.
//!
//! It is our own because what an arrow says is half of what this picture shows: the crates for
//! layered layouts either give labels no room (rust-sugiyama), draw by themselves (layout-rs), or
//! are in their first months (the ports of dagre). No randomness, no hash table: the same input
//! gives the same picture.

mod acyclic;
mod layers;
mod order;
mod place;
mod rank;
mod route;

pub(super) use acyclic::turned;

/// The room that a box takes. Arrows come to and leave from the middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Room {
    /// From the middle to the left.
    pub(super) left: f64,
    /// From the middle to the right.
    pub(super) right: f64,
    /// How high it is.
    pub(super) height: f64,
    /// How far apart the lines are, around the middle, at which arrows come to it and leave it.
    pub(super) edge: f64,
    /// How far from the middle arrows may come to it or leave it, to either side.
    pub(super) reach: f64,
}

/// An arrow between two boxes that are not the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Arrow {
    /// Where from: an index into the boxes.
    pub(super) from: usize,
    /// Where to: an index into the boxes.
    pub(super) to: usize,
    /// Whether it goes up: [`turned`] says.
    pub(super) up: bool,
    /// The width and height of its label.
    pub(super) label: Option<(f64, f64)>,
}

/// A place, in pixels from the top left.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    /// To the right.
    pub(super) x: f64,
    /// Down.
    pub(super) y: f64,
}

/// Where everything goes. All numbers are whole, and none is negative.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Layout {
    /// How wide it all is.
    pub(super) width: f64,
    /// How high it all is.
    pub(super) height: f64,
    /// The middle of each box.
    pub(super) boxes: Vec<Point>,
    /// The middle of each arrow's label.
    pub(super) labels: Vec<Option<Point>>,
    /// The way of each arrow, from where it starts to where it points. Between two points that are
    /// not above each other runs a curve that starts and ends upright, and lies between layers.
    pub(super) paths: Vec<Vec<Point>>,
}

/// The layer of each box, from 0 at the top. Of each arrow: where from, where to, and whether it
/// goes up.
pub(super) fn ranks(boxes: usize, arrows: impl Iterator<Item = (usize, usize, bool)>) -> Vec<usize> {
    let ends: Vec<(usize, usize)> = arrows.map(|(from, to, up)| if up { (to, from) } else { (from, to) }).collect();
    rank::ranks(boxes, &ends)
}

/// Lays out a graph; `ranks`: the layer of each box. No two boxes or labels overlap, and no line
/// crosses a box or a label that is not its own.
pub(super) fn layout(rooms: &[Room], arrows: &[Arrow], ranks: &[usize]) -> Layout {
    let mut layers = layers::Layers::new(rooms, arrows, ranks);
    order::order(&mut layers);
    let across = place::place(&layers);
    route::route(&layers, rooms, arrows, &across)
}

#[cfg(test)]
mod tests;
