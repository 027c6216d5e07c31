//! The layers, with every arrow split into segments between adjacent layers.

use super::{Arrow, Room};

/// The kind of a vertex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A box.
    Box,
    /// The label of an arrow.
    Label,
    /// A bend of an arrow that passes the layer.
    Bend,
}

/// A vertex in a layer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vertex {
    pub(super) kind: Kind,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) height: f64,
}

/// All layers. Boxes are in even ones; between each two of these is one for labels.
#[derive(Clone, Debug)]
pub(super) struct Layers {
    /// Boxes first, by their index; then the vertices of arrows.
    pub(super) vertices: Vec<Vertex>,
    /// The layer of each vertex.
    pub(super) ranks: Vec<usize>,
    /// The neighbours of each vertex in the layer above.
    pub(super) above: Vec<Vec<usize>>,
    /// The neighbours of each vertex in the layer below.
    pub(super) below: Vec<Vec<usize>>,
    /// The vertices of each layer, from left to right.
    pub(super) rows: Vec<Vec<usize>>,
    /// The vertices of each arrow, from its upper box to its lower box.
    pub(super) chains: Vec<Vec<usize>>,
}

impl Layers {
    /// Splits the arrows. A label is placed next to the box where its arrow starts, since the label
    /// of a choice is read where the choice is made.
    pub(super) fn new(rooms: &[Room], arrows: &[Arrow], ranks: &[usize]) -> Self {
        let boxes = rooms.iter().map(|room| Vertex {
            kind: Kind::Box,
            left: room.left,
            right: room.right,
            height: room.height,
        });
        let mut layers = Self {
            vertices: boxes.collect(),
            ranks: ranks.iter().map(|rank| 2 * rank).collect(),
            above: vec![Vec::new(); rooms.len()],
            below: vec![Vec::new(); rooms.len()],
            rows: Vec::new(),
            chains: Vec::new(),
        };
        for arrow in arrows {
            let (top, bottom) = if arrow.up { (arrow.to, arrow.from) } else { (arrow.from, arrow.to) };
            let (first, last) = (layers.ranks[top], layers.ranks[bottom]);
            let labelled = if arrow.up { last.saturating_sub(1) } else { first + 1 };
            let mut chain = vec![top];
            for rank in first + 1..last {
                let (kind, (width, height)) = match arrow.label {
                    Some(size) if rank == labelled => (Kind::Label, size),
                    Some(_) | None => (Kind::Bend, (0.0, 0.0)),
                };
                let vertex = layers.add_vertex(Vertex { kind, left: width / 2.0, right: width / 2.0, height }, rank);
                layers.add_link(chain.last().copied().unwrap_or(top), vertex);
                chain.push(vertex);
            }
            layers.add_link(chain.last().copied().unwrap_or(top), bottom);
            chain.push(bottom);
            layers.chains.push(chain);
        }
        layers.fill_rows();
        layers
    }

    fn add_vertex(&mut self, vertex: Vertex, rank: usize) -> usize {
        self.vertices.push(vertex);
        self.ranks.push(rank);
        self.above.push(Vec::new());
        self.below.push(Vec::new());
        self.vertices.len() - 1
    }

    fn add_link(&mut self, top: usize, bottom: usize) {
        self.below[top].push(bottom);
        self.above[bottom].push(top);
    }

    /// Adds each vertex to its layer in the order of a search along the arrows, so that related
    /// vertices are next to each other, in the order of the story.
    fn fill_rows(&mut self) {
        self.rows = vec![Vec::new(); self.ranks.iter().max().map_or(0, |last| last + 1)];
        let mut visited = vec![false; self.vertices.len()];
        for root in (0..self.vertices.len()).filter(|at| self.above[*at].is_empty()) {
            let mut to_do = vec![root];
            while let Some(at) = to_do.pop() {
                if std::mem::replace(&mut visited[at], true) {
                    continue;
                }
                self.rows[self.ranks[at]].push(at);
                to_do.extend(self.below[at].iter().rev());
            }
        }
    }
}

/// Returns the distance between two neighbours in a layer.
pub(super) fn minimum_gap(left: Kind, right: Kind) -> f64 {
    match (left, right) {
        (Kind::Box, Kind::Box) => 36.0,
        (Kind::Box, Kind::Label | Kind::Bend) | (Kind::Label | Kind::Bend, Kind::Box) => 20.0,
        (Kind::Label, Kind::Label) => 14.0,
        (Kind::Label, Kind::Bend) | (Kind::Bend, Kind::Label) => 12.0,
        (Kind::Bend, Kind::Bend) => 14.0,
    }
}
