//! SVG: one picture, with the scenarios one below the other, each laid out in layers.
//!
//! The picture, each box and each arrow have a title and a description, and a legend explains the
//! signs. Only attributes are used, so that the picture does not affect the styles of a page that
//! contains it, and nothing external is loaded. `data-` attributes of boxes and arrows name their
//! nodes, for a page that shows the position of a run.

mod edges;
mod legend;
mod nodes;
mod xml;

use std::fmt::Write as _;

use scn_story::is_right_to_left;

use super::layout::{Arrow, Layout, Point, Room, direct_arrows, lay_out};
use super::measure::wrap_lines;
use super::words::graph_summary;
use super::{Graph, GraphSheet};
use edges::Label;
use nodes::NodeBox;
use xml::{Canvas, Font, TextAlign, draw_text, escaped};

const MARGIN: f64 = 24.0;
/// The minimum width, so that the legend is readable.
const LEAST_WIDTH: f64 = 680.0;
const TITLE: Font = Font::with_size(20.0).bold();
const HEADING: Font = Font::with_size(16.0).bold();
const WORDS: Font = Font::with_size(12.0);
/// How far a loop extends to the side of its box.
const LOOP: f64 = 30.0;

/// Writes the picture.
pub(super) fn write(sheet: &GraphSheet) -> String {
    let drawings: Vec<Drawing<'_>> = sheet.graphs.iter().map(|graph| Drawing::new(graph, sheet.principles)).collect();
    let inner = drawings.iter().map(|it| it.layout.width).fold(LEAST_WIDTH, f64::max);
    let right_to_left = sheet.language.as_deref().is_some_and(is_right_to_left);
    let mut body = Canvas { svg: String::new(), right_to_left };
    let start = TextAlign::Start(MARGIN + inner);
    let mut y = MARGIN;
    for line in wrap_lines(&sheet.title, (inner / 14.0) as usize, 4) {
        draw_text(&mut body, MARGIN, y, TITLE, start, &line);
        y += TITLE.line_height();
    }
    y = legend::draw_legend(&mut body, sheet, MARGIN, y + 8.0, inner);
    let mut description = Vec::new();
    for drawing in &drawings {
        y += 14.0;
        let graph = drawing.graph;
        let summary = graph_summary(graph);
        if 1 < drawings.len() {
            let _ = writeln!(body, "<g role=\"graphics-object group\">\n<title>{}</title>", escaped(&graph.title));
            for line in wrap_lines(&format!("{} ({})", graph.title, graph.id), (inner / 11.0) as usize, 4) {
                draw_text(&mut body, MARGIN, y, HEADING, start, &line);
                y += HEADING.line_height();
            }
            description.push(format!("{}: {summary}", graph.title));
        } else {
            description.push(summary.clone());
        }
        for line in wrap_lines(&summary, (inner / 8.0) as usize, 12) {
            draw_text(&mut body, MARGIN, y, WORDS, start, &line);
            y += WORDS.line_height();
        }
        y += 16.0;
        let drawing_left = MARGIN + ((inner - drawing.layout.width) / 2.0).floor();
        drawing.draw_all(&mut body, Point { x: drawing_left, y });
        if 1 < drawings.len() {
            body.push_str("</g>\n");
        }
        y += drawing.layout.height + 20.0;
    }
    let (width, height) = ((inner + 2.0 * MARGIN).ceil(), (y - 20.0 + MARGIN).ceil());
    let mut out = document_start(sheet, width, height, &description.join(" "));
    out.push_str(&body.svg);
    out.push_str("</svg>\n");
    out
}

/// Returns the start of the document: its size and language, its texts for people who cannot see
/// it, the heads of arrows, and the background.
fn document_start(sheet: &GraphSheet, width: f64, height: f64, description: &str) -> String {
    let right_to_left = sheet.language.as_deref().is_some_and(is_right_to_left);
    let language = sheet.language.as_deref().map(|it| format!(" xml:lang=\"{}\"", escaped(it))).unwrap_or_default();
    let direction = if right_to_left { " direction=\"rtl\"" } else { "" };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"graphics-document document\" aria-labelledby=\"scn-title\" aria-describedby=\"scn-description\"{language}{direction} \
         font-family=\"'DejaVu Sans', 'Noto Sans', Verdana, 'Segoe UI', sans-serif\">\n\
         <title id=\"scn-title\">{}</title>\n<desc id=\"scn-description\">{}</desc>\n<defs>\n",
        escaped(&sheet.title),
        escaped(description),
    );
    for (colour, id) in edges::HEADS {
        let _ = writeln!(
            out,
            "<marker id=\"{id}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" markerHeight=\"9\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0,1 L10,5 L0,9 z\" fill=\"{colour}\"/></marker>"
        );
    }
    let _ = writeln!(out, "</defs>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>");
    out
}

/// A graph with all sizes and positions.
struct Drawing<'d> {
    graph: &'d Graph,
    principles: bool,
    boxes: Vec<NodeBox>,
    labels: Vec<Label>,
    /// The edges that are arrows of the layout, in its order, and whether each goes up.
    arrows: Vec<(usize, bool)>,
    /// The edges of each node to itself.
    loops: Vec<Vec<usize>>,
    layout: Layout,
}

impl<'d> Drawing<'d> {
    fn new(graph: &'d Graph, principles: bool) -> Self {
        let boxes: Vec<NodeBox> = graph.nodes.iter().map(|node| NodeBox::new(graph, node)).collect();
        let mut loops = vec![Vec::new(); boxes.len()];
        let mut between = Vec::new();
        for (at, edge) in graph.edges.iter().enumerate() {
            if edge.from == edge.to {
                loops[edge.from].push(at);
            } else {
                between.push(at);
            }
        }
        let ends: Vec<(usize, usize)> = between.iter().map(|at| (graph.edges[*at].from, graph.edges[*at].to)).collect();
        let start = graph.nodes.iter().position(|node| node.start).unwrap_or_default();
        let (up, ranks) = direct_arrows(boxes.len(), &ends, start);
        let arrows: Vec<(usize, bool)> = between.into_iter().zip(up).collect();
        let mut spans = vec![(0, false); graph.edges.len()];
        arrows
            .iter()
            .zip(&ends)
            .for_each(|((at, up), (from, to))| spans[*at] = (ranks[*from].abs_diff(ranks[*to]), *up));
        let labels = graph.edges.iter().zip(&spans);
        let labels: Vec<Label> =
            labels.map(|(edge, (span, up))| Label::new(graph, edge, principles, *span, *up)).collect();
        let rooms: Vec<Room> = boxes.iter().zip(&loops).map(|(it, loops)| box_room(it, loops, &labels)).collect();
        let layout_arrows: Vec<Arrow> = arrows
            .iter()
            .map(|(at, up)| {
                let edge = &graph.edges[*at];
                Arrow { from: edge.from, to: edge.to, up: *up, label: labels[*at].visible_size() }
            })
            .collect();
        let layout = lay_out(&rooms, &layout_arrows, &ranks);
        Self { graph, principles, boxes, labels, arrows, loops, layout }
    }

    /// Draws everything with the top left at a point: lines first, so that labels and boxes are
    /// above them.
    fn draw_all(&self, out: &mut Canvas, shift: Point) {
        let shift_point = |point: &Point| Point { x: point.x + shift.x, y: point.y + shift.y };
        for ((edge, up), (path, label)) in self.arrows.iter().zip(self.layout.paths.iter().zip(&self.layout.labels)) {
            let line = edges::arrow_path(path, shift);
            self.draw_edge(out, *edge, *up, &line, label.as_ref().map(shift_point));
        }
        for ((node, it), (at, loops)) in
            self.graph.nodes.iter().zip(&self.boxes).zip(self.layout.boxes.iter().zip(&self.loops))
        {
            let box_position = shift_point(at);
            self.draw_loops(out, it, loops, box_position);
            it.draw_box(out, self.graph, node, box_position);
        }
    }

    fn draw_edge(&self, out: &mut Canvas, at: usize, up: bool, line: &str, label: Option<Point>) {
        let edge = &self.graph.edges[at];
        let title = edges::edge_title(self.graph, edge, self.principles);
        let node_id = |at: usize| self.graph.nodes.get(at).map(|node| escaped(&node.id)).unwrap_or_default();
        let (from, to) = (node_id(edge.from), node_id(edge.to));
        let _ = writeln!(
            out,
            "<g role=\"graphics-symbol img\" data-from=\"{from}\" data-to=\"{to}\">\n<title>{title}</title>"
        );
        edges::draw_line(out, line, edges::edge_paint(edge.kind, edge.reach, up));
        if let Some(label) = label {
            self.labels[at].draw_label(out, label);
        }
        out.push_str("</g>\n");
    }

    /// Draws the loops of a box: to its right, one below the other, each to its label and back.
    fn draw_loops(&self, out: &mut Canvas, it: &NodeBox, loops: &[usize], at: Point) {
        let right = at.x + it.width / 2.0;
        let step = it.height / (loops.len() + 1) as f64;
        let mut top = at.y - stack_height(loops, &self.labels) / 2.0;
        for (place, edge) in loops.iter().enumerate() {
            let label = &self.labels[*edge];
            let y = (at.y - it.height / 2.0 + step * (place + 1) as f64).round();
            let out_at = (top + label.height / 2.0).round();
            let half = (step / 3.0).clamp(3.0, 9.0).round();
            let far = right + LOOP * 1.3;
            let line = format!(
                "M{right},{} C{far},{} {far},{} {right},{}",
                y - half,
                out_at - half - 6.0,
                out_at + half + 6.0,
                y + half
            );
            let middle = Point { x: right + LOOP + label.width / 2.0, y: out_at };
            self.draw_edge(out, *edge, false, &line, label.visible_size().map(|_| middle));
            top += label.height + LOOP_GAP;
        }
    }
}

/// The distance between the labels of two loops.
const LOOP_GAP: f64 = 8.0;

fn stack_height(loops: &[usize], labels: &[Label]) -> f64 {
    let gaps = LOOP_GAP * loops.len().saturating_sub(1) as f64;
    loops.iter().map(|at| labels[*at].height).sum::<f64>() + gaps
}

/// Returns the space of a box with its loops.
fn box_room(it: &NodeBox, loops: &[usize], labels: &[Label]) -> Room {
    let aside = loops.iter().map(|at| labels[*at].width).fold(0.0, f64::max);
    let beside = if loops.is_empty() { 0.0 } else { LOOP + aside + 2.0 };
    Room {
        left: it.width / 2.0,
        right: it.width / 2.0 + beside,
        height: it.height.max(stack_height(loops, labels)),
        edge: it.height,
        reach: it.reach,
    }
}
