//! Arrows and their labels.

use std::fmt::Write as _;

use super::super::layout::Point;
use super::super::measure::wrap_lines;
use super::super::words::{LabelLine, edge_lines};
use super::super::{Edge, EdgeKind, Graph, Reach};
use super::xml::{Canvas, Font, Paint, TextAlign, draw_rect, draw_text, escaped};

const LABEL: Font = Font::with_size(11.0);
const CONDITION: Font = Font::with_size(10.0).italic();
const PRINCIPLES: Font = Font::with_size(10.0).bold();
const MARK: Font = Font::with_size(10.0).bold().colour("#8f2a1d");

/// The width of a label in columns, and the maximum number of lines of its parts. Longer text is
/// shown in full as a tooltip.
const COLUMNS: usize = 27;
const LABEL_LINES: usize = 3;
const OTHER_LINES: usize = 4;

/// The labels of arrows that pass more layers than this name the target.
const FAR: usize = 2;
const FAR_LINES: usize = 2;
const TARGET: Font = Font::with_size(10.0).bold().colour("#4a5470");

const PAD: (f64, f64) = (5.0, 3.0);

/// The label of an arrow with its lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Label {
    lines: Vec<(Font, String)>,
    /// Whether it describes several choices. Its lines are then aligned left, so that the start of
    /// each choice is visible.
    several: bool,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Label {
    /// Creates the label of an arrow. `span` is the number of layers that the arrow passes; as a
    /// long arrow is hard to follow, its label names the target. `up` is true if the arrow leads
    /// back up, which the label says too.
    pub(super) fn new(graph: &Graph, edge: &Edge, principles: bool, span: usize, up: bool) -> Self {
        let mut lines: Vec<(Font, String)> = Vec::new();
        let several = 1 < edge.ways.len();
        for (at, line) in edge_lines(graph, edge, principles).into_iter().enumerate() {
            let (font, most) = match line {
                LabelLine::Label(_) => (LABEL, LABEL_LINES),
                LabelLine::Condition(_) => (CONDITION, OTHER_LINES),
                LabelLine::Principle(_) => (PRINCIPLES, OTHER_LINES),
                LabelLine::Mark(_) => (MARK, OTHER_LINES),
            };
            let arrow = if up && at == 0 && span <= FAR { "↑ " } else { "" };
            let words = format!("{arrow}{}", line.wrappable_text());
            lines.extend(wrap_lines(&words, COLUMNS, most).into_iter().map(|line| (font, line)));
        }
        if FAR < span
            && let Some(to) = graph.nodes.get(edge.to)
        {
            let sign = if up { "↑" } else { "→" };
            let words = format!("{sign}\u{A0}{}", to.title);
            lines.extend(wrap_lines(&words, COLUMNS, FAR_LINES).into_iter().map(|line| (TARGET, line)));
        }
        if lines.is_empty() {
            return Self::default();
        }
        let line_indent = |line: &str| if several { item_indent(line) } else { 0.0 };
        let width = lines.iter().map(|(font, line)| line_indent(line) + font.width_of(line)).fold(0.0, f64::max);
        let height: f64 = lines.iter().map(|(font, _)| font.line_height()).sum();
        let round_to_even = |length: f64| (length / 2.0).ceil() * 2.0;
        Self { lines, several, width: round_to_even(width + 2.0 * PAD.0), height: round_to_even(height + 2.0 * PAD.1) }
    }

    /// Returns its size; `None` if it has no text.
    pub(super) fn visible_size(&self) -> Option<(f64, f64)> {
        (!self.lines.is_empty()).then_some((self.width, self.height))
    }

    /// Draws it around a point.
    pub(super) fn draw_label(&self, out: &mut Canvas, at: Point) {
        let paint = Paint { fill: "#ffffff", stroke: "#cfd6e4", width: 1.0, dashes: "" };
        draw_rect(out, at.x, at.y, self.width, self.height, 4.0, paint);
        let mut top = at.y - self.height / 2.0 + PAD.1;
        for (font, line) in &self.lines {
            if self.several {
                let inset = self.width / 2.0 - PAD.0 - item_indent(line);
                draw_text(out, at.x - inset, top, *font, TextAlign::Start(at.x + inset), line);
            } else {
                draw_text(out, at.x, top, *font, TextAlign::Middle, line);
            }
            top += font.line_height();
        }
    }
}

/// The further lines of an item are indented like its text.
fn item_indent(line: &str) -> f64 {
    if line.starts_with(['•', '↑', '→']) { 0.0 } else { 8.0 }
}

/// Returns the style of a line.
pub(super) fn edge_paint(kind: EdgeKind, reach: Reach, up: bool) -> Paint {
    let (stroke, dashes) = match (kind, reach) {
        (_, Reach::Never) => ("#6b6b6b", "7 5"),
        (_, Reach::NotSeen) => ("#6b6b6b", "2 3"),
        (EdgeKind::Detour, Reach::Reached) => ("#33415c", "1.5 4"),
        (EdgeKind::Next, Reach::Reached) if up => ("#6a3d9a", ""),
        (EdgeKind::Next, Reach::Reached) => ("#33415c", ""),
    };
    let width = if kind == EdgeKind::Detour { 2.0 } else { 1.4 };
    Paint { fill: "none", stroke, width, dashes }
}

/// The arrowheads, by the colour of their line.
pub(super) const HEADS: [(&str, &str); 3] =
    [("#33415c", "scn-head"), ("#6a3d9a", "scn-head-up"), ("#6b6b6b", "scn-head-never")];

/// Draws a line with its arrowhead.
pub(super) fn draw_line(out: &mut Canvas, path: &str, paint: Paint) {
    let head = HEADS.iter().find(|(colour, _)| *colour == paint.stroke).map_or("scn-head", |(_, id)| *id);
    let _ = writeln!(out, "<path d=\"{path}\" {paint} stroke-linecap=\"round\" marker-end=\"url(#{head})\"/>");
}

/// Returns the path of an arrow: vertical lines, with curves between layers.
pub(super) fn arrow_path(points: &[Point], shift: Point) -> String {
    let mut path = String::new();
    let mut last: Option<Point> = None;
    for point in points {
        let (x, y) = (point.x + shift.x, point.y + shift.y);
        match last {
            None => {
                let _ = write!(path, "M{x},{y}");
            }
            Some(before) if before.x == x => {
                let _ = write!(path, " V{y}");
            }
            Some(before) => {
                let middle = (before.y + y) / 2.0;
                let _ = write!(path, " C{},{middle} {x},{middle} {x},{y}", before.x);
            }
        }
        last = Some(Point { x, y });
    }
    path
}

/// Returns the full text of an arrow, for tooltips and screen readers.
pub(super) fn edge_title(graph: &Graph, edge: &Edge, principles: bool) -> String {
    let node_title = |at: usize| graph.nodes.get(at).map(|node| node.title.as_str()).unwrap_or_default();
    let words: Vec<String> = edge_lines(graph, edge, principles).iter().map(LabelLine::plain_text).collect();
    let mut title = format!("{} → {}", node_title(edge.from), node_title(edge.to));
    if !words.is_empty() {
        title.push_str(": ");
        title.push_str(&words.join(" "));
    }
    escaped(&title).into_owned()
}
