//! DOT, the language of Graphviz.

use std::fmt::Write as _;

use super::measure::wrap;
use super::words::{Line, Sign, edge_lines, is_written, kind_words, marks, principle_lines, signs, summary};
use super::{Edge, EdgeKind, Graph, Node, Reach, Sheet};

/// Writes the sheet as one digraph.
pub(super) fn write(sheet: &Sheet) -> String {
    let mut out = format!("digraph {} {{\n", quoted(&sheet.title));
    out.push_str(
        "  graph [rankdir=TB, fontname=\"sans-serif\", labelloc=t, labeljust=l, nodesep=0.4, ranksep=0.5];\n  \
         node [shape=box, fontname=\"sans-serif\", fontsize=12];\n  \
         edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    let several = 1 < sheet.graphs.len();
    if several {
        let _ = writeln!(out, "  label={};", quoted(&sheet.title));
    }
    for graph in &sheet.graphs {
        let indent = if several { "    " } else { "  " };
        let label = format!("{}\\l{}\\l", lines(&wrap(&graph.title, 60, 4), "\\l"), summary_lines(graph));
        if several {
            let _ = writeln!(out, "  subgraph {} {{\n    label=\"{label}\";", quoted(&format!("cluster_{}", graph.id)));
        } else {
            let _ = writeln!(out, "  label=\"{label}\";");
        }
        let name = |node: &Node| if several { format!("{}/{}", graph.id, node.id) } else { node.id.clone() };
        for node in &graph.nodes {
            let _ = writeln!(out, "{indent}{} [{}];", quoted(&name(node)), node_attributes(graph, node));
        }
        for edge in &graph.edges {
            let (Some(from), Some(to)) = (graph.nodes.get(edge.from), graph.nodes.get(edge.to)) else { continue };
            let (from, to) = (quoted(&name(from)), quoted(&name(to)));
            let _ = writeln!(out, "{indent}{from} -> {to} [{}];", edge_attributes(graph, edge, sheet.principles));
        }
        if several {
            out.push_str("  }\n");
        }
    }
    legend(&mut out, sheet);
    out.push_str("}\n");
    out
}

/// Returns a quoted string of DOT.
fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Joins the lines of a label with a line break that aligns them left (`\l`) or centres them
/// (`\n`).
fn lines(lines: &[String], by: &str) -> String {
    lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join(by)
}

fn summary_lines(graph: &Graph) -> String {
    lines(&wrap(&summary(graph), 80, 20), "\\l")
}

fn node_attributes(graph: &Graph, node: &Node) -> String {
    let mut words = vec![kind_words(node)];
    words.extend(wrap(&node.title, 26, 4));
    if is_written(node) {
        words.push(format!("({})", node.id));
    }
    words.extend(marks(graph, node).into_iter().map(|mark| format!("[{mark}]")));
    words.retain(|line| !line.is_empty());
    let sign = Sign::of(node);
    let start = node.start && !node.dead_end && node.traps.is_empty();
    let width = if start { ", penwidth=2" } else { "" };
    format!("label=\"{}\", {}{width}", lines(&words, "\\n"), node_style(sign, node.reach))
}

/// Returns the shape and outline of a node. The signs of edges do not apply to nodes, and look like
/// a situation.
fn node_style(sign: Sign, reach: Reach) -> String {
    let (shape, mut styles, more) = match sign {
        Sign::DeadEnd => ("octagon", vec!["filled"], ", fillcolor=\"#fdeceb\", penwidth=3"),
        Sign::Trap => ("box", vec!["filled"], ", fillcolor=\"#fdeceb\", penwidth=3, peripheries=2"),
        Sign::Ending => ("box", vec!["rounded", "filled"], ", fillcolor=\"#fdf3d7\", peripheries=2"),
        Sign::Return => ("box", vec!["rounded", "dotted"], ""),
        Sign::Nowhere => ("octagon", Vec::new(), ""),
        Sign::Situation
        | Sign::Unreachable
        | Sign::NotSeen
        | Sign::Next
        | Sign::Never
        | Sign::NotTaken
        | Sign::Detour => ("box", vec!["filled"], ", fillcolor=\"#eef3fb\""),
    };
    match reach {
        Reach::Reached => {}
        Reach::Never => styles.push("dashed"),
        Reach::NotSeen => styles.push("dotted"),
    }
    let style = if styles.is_empty() { String::new() } else { format!(", style=\"{}\"", styles.join(",")) };
    format!("shape={shape}{style}{more}")
}

fn edge_attributes(graph: &Graph, edge: &Edge, principles: bool) -> String {
    let mut words = Vec::new();
    for line in edge_lines(graph, edge, principles) {
        let most = if matches!(line, Line::Label(_)) { 3 } else { 4 };
        words.extend(wrap(line.text(), 30, most));
    }
    let style = edge_style(edge.kind, edge.reach);
    if words.is_empty() { style.to_owned() } else { format!("label=\"{}\", {style}", lines(&words, "\\n")) }
}

fn edge_style(kind: EdgeKind, reach: Reach) -> &'static str {
    match (kind, reach) {
        (_, Reach::Never) => "style=dashed, color=\"#6b6b6b\"",
        (_, Reach::NotSeen) => "style=dotted, color=\"#6b6b6b\"",
        (EdgeKind::Detour, Reach::Reached) => "style=dotted, penwidth=2",
        (EdgeKind::Next, Reach::Reached) => "style=solid",
    }
}

/// Adds the legend: the signs that are used, side by side.
fn legend(out: &mut String, sheet: &Sheet) {
    let mut label = vec!["Legend".to_owned()];
    label.extend(principle_lines(sheet).iter().flat_map(|line| wrap(line, 60, 3)));
    let _ = writeln!(out, "  subgraph \"cluster_/legend\" {{\n    label=\"{}\\l\";", lines(&label, "\\l"));
    for (at, sign) in signs(sheet).into_iter().enumerate() {
        let words = lines(&wrap(sign.words(), 22, 3), "\\n");
        let (from, to) = (format!("\"/legend/{at}\""), format!("\"/legend/{at}/to\""));
        let line = match sign {
            Sign::Next => Some(edge_style(EdgeKind::Next, Reach::Reached)),
            Sign::Never => Some(edge_style(EdgeKind::Next, Reach::Never)),
            Sign::NotTaken => Some(edge_style(EdgeKind::Next, Reach::NotSeen)),
            Sign::Detour => Some(edge_style(EdgeKind::Detour, Reach::Reached)),
            Sign::Situation
            | Sign::Ending
            | Sign::DeadEnd
            | Sign::Trap
            | Sign::Unreachable
            | Sign::NotSeen
            | Sign::Nowhere
            | Sign::Return => None,
        };
        let _ = match line {
            Some(style) => writeln!(
                out,
                "    {from} [shape=point, label=\"\"]; {to} [shape=point, label=\"\"]; {from} -> {to} [label=\"{words}\", {style}];"
            ),
            None => {
                let reach = match sign {
                    Sign::Unreachable => Reach::Never,
                    Sign::NotSeen => Reach::NotSeen,
                    Sign::Situation
                    | Sign::Ending
                    | Sign::DeadEnd
                    | Sign::Trap
                    | Sign::Nowhere
                    | Sign::Return
                    | Sign::Next
                    | Sign::Never
                    | Sign::NotTaken
                    | Sign::Detour => Reach::Reached,
                };
                writeln!(out, "    {from} [label=\"{words}\", {}];", node_style(sign, reach))
            }
        };
    }
    out.push_str("  }\n");
}
