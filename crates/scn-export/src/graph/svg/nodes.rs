//! Boxes: their content, their size and their shape.

use std::fmt::Write as _;

use scn_story::RunResult;

use super::super::layout::Point;
use super::super::measure::wrap_lines;
use super::super::words::{is_written, kind_words, node_marks, shows_id};
use super::super::{Graph, Node, NodeKind, Reach};
use super::xml::{Canvas, Font, Paint, TextAlign, draw_octagon, draw_rect, draw_text, escaped};

const KIND: Font = Font::with_size(10.0).colour("#3b4660");
const TITLE: Font = Font::with_size(13.0).bold();
const ID: Font = Font::with_size(10.0).colour("#4a5470");
const BADGE: Font = Font::with_size(10.0).bold().colour("#ffffff");
const PLACE: Font = Font::with_size(11.0).italic();

/// The padding of a badge around its text, and its distance to what is above it.
const BADGE_PAD: (f64, f64) = (6.0, 2.0);
const BADGE_GAP: f64 = 4.0;

/// The width of a title in columns, and its maximum number of lines.
const TITLE_WRAP: (usize, usize) = (24, 4);

/// A box with its lines, from top to bottom.
#[derive(Clone, Debug)]
pub(super) struct NodeBox {
    lines: Vec<(Font, String)>,
    badges: Vec<String>,
    pub(super) width: f64,
    pub(super) height: f64,
    /// The maximum distance from the middle at which arrows may touch it, which excludes the
    /// corners.
    pub(super) reach: f64,
}

impl NodeBox {
    pub(super) fn new(graph: &Graph, node: &Node) -> Self {
        let mut lines = Vec::new();
        let kind = kind_words(node);
        if !kind.is_empty() {
            lines.push((KIND, kind));
        }
        let title = if is_written(node) { TITLE } else { PLACE };
        lines.extend(wrap_lines(&node.title, TITLE_WRAP.0, TITLE_WRAP.1).into_iter().map(|line| (title, line)));
        if shows_id(node) {
            lines.extend(wrap_lines(&node.id, 30, 3).into_iter().map(|line| (ID, line)));
        }
        let badges = node_marks(graph, node);
        let text = lines.iter().map(|(font, line)| font.width_of(line)).fold(0.0, f64::max);
        let badge = badges.iter().map(|it| BADGE.width_of(it) + 2.0 * BADGE_PAD.0).fold(0.0, f64::max);
        let least = if is_written(node) { 96.0 } else { 40.0 };
        let sides = match node.kind {
            NodeKind::Ending(_) => 40.0,
            NodeKind::Situation | NodeKind::Return | NodeKind::Nowhere => 26.0,
        };
        let height =
            lines.iter().map(|(font, _)| font.line_height()).sum::<f64>() + badges.len() as f64 * badge_height();
        let round_to_even = |length: f64| (length / 2.0).ceil() * 2.0;
        let width = round_to_even((text.max(badge) + sides).max(least));
        let corner = match node.kind {
            NodeKind::Ending(_) | NodeKind::Return => 28.0,
            NodeKind::Situation | NodeKind::Nowhere => 16.0,
        };
        Self { lines, badges, width, height: round_to_even(height + 16.0), reach: (width / 2.0 - corner).max(4.0) }
    }

    /// Draws the box around a point.
    pub(super) fn draw_box(&self, out: &mut Canvas, graph: &Graph, node: &Node, at: Point) {
        let mut title = if shows_id(node) { format!("{} ({})", node.title, node.id) } else { node.title.clone() };
        for words in std::iter::once(kind_words(node)).chain(node_marks(graph, node)).filter(|words| !words.is_empty())
        {
            let _ = write!(title, "; {words}");
        }
        let _ = writeln!(
            out,
            "<g role=\"graphics-symbol img\" data-node=\"{}\">\n<title>{}</title>",
            escaped(&node.id),
            escaped(&title)
        );
        draw_shape(out, BoxLook::from_node(node), at, self.width, self.height);
        let mut top = at.y - self.height / 2.0 + 8.0;
        for (font, line) in &self.lines {
            draw_text(out, at.x, top, *font, TextAlign::Middle, line);
            top += font.line_height();
        }
        for badge in &self.badges {
            top += BADGE_GAP;
            let height = badge_height() - BADGE_GAP;
            let width = (BADGE.width_of(badge) + 2.0 * BADGE_PAD.0).ceil();
            let paint = Paint { fill: "#2b2b2b", stroke: "none", width: 0.0, dashes: "" };
            draw_rect(out, at.x, top + height / 2.0, width, height, 3.0, paint);
            draw_text(out, at.x, top + BADGE_PAD.1, BADGE, TextAlign::Middle, badge);
            top += height;
        }
        out.push_str("</g>\n");
    }
}

fn badge_height() -> f64 {
    BADGE.line_height() + 2.0 * BADGE_PAD.1 + BADGE_GAP
}

/// The properties that determine the look of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BoxLook {
    pub(super) kind: NodeKind,
    pub(super) start: bool,
    pub(super) reach: Reach,
    pub(super) dead_end: bool,
    pub(super) trap: bool,
}

impl BoxLook {
    fn from_node(node: &Node) -> Self {
        let Node { kind, start, reach, dead_end, .. } = *node;
        Self { kind, start, reach, dead_end, trap: !node.traps.is_empty() }
    }

    fn box_paint(self) -> Paint {
        let (fill, stroke) = match self.kind {
            _ if self.reach != Reach::Reached => ("#f3f3f3", "#5c5c5c"),
            NodeKind::Situation if self.dead_end || self.trap => ("#fdeceb", "#a3001e"),
            NodeKind::Situation => ("#eef3fb", "#33415c"),
            NodeKind::Ending(RunResult::Passed) => ("#e3f4e7", "#1c6632"),
            NodeKind::Ending(RunResult::Failed) => ("#fbe7e4", "#8f2a1d"),
            NodeKind::Ending(RunResult::Mixed) => ("#fdf3d7", "#6f5400"),
            NodeKind::Return => ("#ffffff", "#33415c"),
            NodeKind::Nowhere => ("#ffffff", "#a3001e"),
        };
        let dashes = match self.reach {
            Reach::Reached if self.kind == NodeKind::Return => "2 3",
            Reach::Reached => "",
            Reach::Never => "7 5",
            Reach::NotSeen => "2 3",
        };
        let width = if self.dead_end || self.trap {
            3.0
        } else if self.start {
            2.5
        } else {
            1.5
        };
        Paint { fill, stroke, width, dashes }
    }
}

/// Draws the outline of a box: a situation has square corners, an ending has round corners and a
/// double line, a dead end has cut corners, a trap has a double line and sharp corners; a box that
/// is not reached is dashed.
pub(super) fn draw_shape(out: &mut Canvas, look: BoxLook, at: Point, width: f64, height: f64) {
    let paint = look.box_paint();
    let inner = Paint { fill: "none", width: 1.0, ..paint };
    match look.kind {
        NodeKind::Situation if look.dead_end => {
            draw_octagon(out, at.x, at.y, width, height, paint);
            if look.trap {
                draw_octagon(out, at.x, at.y, width - 8.0, height - 8.0, inner);
            }
        }
        NodeKind::Situation if look.trap => {
            draw_rect(out, at.x, at.y, width, height, 0.0, paint);
            draw_rect(out, at.x, at.y, width - 8.0, height - 8.0, 0.0, inner);
        }
        NodeKind::Situation => draw_rect(out, at.x, at.y, width, height, 6.0, paint),
        NodeKind::Ending(_) => {
            let round = (height / 2.0).min(26.0);
            draw_rect(out, at.x, at.y, width, height, round, paint);
            draw_rect(out, at.x, at.y, width - 8.0, height - 8.0, (round - 4.0).max(0.0), inner);
        }
        NodeKind::Return => draw_rect(out, at.x, at.y, width, height, height / 2.0, paint),
        NodeKind::Nowhere => draw_octagon(out, at.x, at.y, width, height, paint),
    }
}
