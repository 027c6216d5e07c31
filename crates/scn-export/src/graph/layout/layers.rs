//! The layers, with every arrow cut into steps from one layer to the next.

use super::{Arrow, Room};

/// What stands in a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A box.
    Box,
    /// The label of an arrow.
    Label,
    /// An arrow that passes by.
    Bend,
}

/// Something that stands in a layer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vertex {
    pub(super) kind: Kind,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) height: f64,
}

/// All layers. Boxes have even ones; between two of these is one for labels.
#[derive(Clone, Debug)]
pub(super) struct Layers {
    /// Boxes first, by their index; then what arrows need.
    pub(super) vertices: Vec<Vertex>,
    /// The layer of each vertex.
    pub(super) ranks: Vec<usize>,
    /// What each is linked with in the layer above.
    pub(super) above: Vec<Vec<usize>>,
    /// What each is linked with in the layer below.
    pub(super) below: Vec<Vec<usize>>,
    /// The vertices of each layer, from left to right.
    pub(super) rows: Vec<Vec<usize>>,
    /// For each arrow, its vertices from the box that lies higher to the one that lies lower.
    pub(super) chains: Vec<Vec<usize>>,
}

impl Layers {
    /// Cuts the arrows. A label stands next to the box that its arrow comes from: what a choice
    /// says is read where it is made.
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
                let at = layers.add(Vertex { kind, left: width / 2.0, right: width / 2.0, height }, rank);
                layers.link(chain.last().copied().unwrap_or(top), at);
                chain.push(at);
            }
            layers.link(chain.last().copied().unwrap_or(top), bottom);
            chain.push(bottom);
            layers.chains.push(chain);
        }
        layers.fill_rows();
        layers
    }

    fn add(&mut self, vertex: Vertex, rank: usize) -> usize {
        self.vertices.push(vertex);
        self.ranks.push(rank);
        self.above.push(Vec::new());
        self.below.push(Vec::new());
        self.vertices.len() - 1
    }

    fn link(&mut self, top: usize, bottom: usize) {
        self.below[top].push(bottom);
        self.above[bottom].push(top);
    }

    /// Puts each vertex into its layer as a search along the arrows meets it: what follows from one
    /// thing stands together, in the order of the story.
    fn fill_rows(&mut self) {
        self.rows = vec![Vec::new(); self.ranks.iter().max().map_or(0, |last| last + 1)];
        let mut met = vec![false; self.vertices.len()];
        for root in (0..self.vertices.len()).filter(|at| self.above[*at].is_empty()) {
            let mut to_do = vec![root];
            while let Some(at) = to_do.pop() {
                if std::mem::replace(&mut met[at], true) {
                    continue;
                }
                self.rows[self.ranks[at]].push(at);
                to_do.extend(self.below[at].iter().rev());
            }
        }
    }
}

/// How far apart two neighbours of a layer stand.
pub(super) fn gap(left: Kind, right: Kind) -> f64 {
    match (left, right) {
        (Kind::Box, Kind::Box) => 36.0,
        (Kind::Box, Kind::Label | Kind::Bend) | (Kind::Label | Kind::Bend, Kind::Box) => 20.0,
        (Kind::Label, Kind::Label) => 14.0,
        (Kind::Label, Kind::Bend) | (Kind::Bend, Kind::Label) => 12.0,
        (Kind::Bend, Kind::Bend) => 14.0,
    }
}
