//! DOT, the language of Graphviz.

use std::fmt::Write as _;

use super::measure::wrap_lines;
use super::words::{
    LabelLine, LegendSign, edge_lines, graph_summary, kind_words, node_marks, principle_lines, shows_id, used_signs,
};
use super::{Edge, EdgeKind, Graph, GraphSheet, Node, Reach};

/// Writes the sheet as one digraph.
pub(super) fn write(sheet: &GraphSheet) -> String {
    let mut out = format!("digraph {} {{\n", quoted_string(&sheet.title));
    out.push_str(
        "  graph [rankdir=TB, fontname=\"sans-serif\", labelloc=t, labeljust=l, nodesep=0.4, ranksep=0.5];\n  \
         node [shape=box, fontname=\"sans-serif\", fontsize=12];\n  \
         edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    let several = 1 < sheet.graphs.len();
    if several {
        let _ = writeln!(out, "  label={};", quoted_string(&sheet.title));
    }
    for graph in &sheet.graphs {
        let indent = if several { "    " } else { "  " };
        let label = format!("{}\\l{}\\l", join_lines(&wrap_lines(&graph.title, 60, 4), "\\l"), summary_lines(graph));
        if several {
            let _ = writeln!(
                out,
                "  subgraph {} {{\n    label=\"{label}\";",
                quoted_string(&format!("cluster_{}", graph.id))
            );
        } else {
            let _ = writeln!(out, "  label=\"{label}\";");
        }
        let node_name = |node: &Node| if several { format!("{}/{}", graph.id, node.id) } else { node.id.clone() };
        for node in &graph.nodes {
            let _ = writeln!(out, "{indent}{} [{}];", quoted_string(&node_name(node)), node_attributes(graph, node));
        }
        for edge in &graph.edges {
            let (Some(from), Some(to)) = (graph.nodes.get(edge.from), graph.nodes.get(edge.to)) else { continue };
            let (from, to) = (quoted_string(&node_name(from)), quoted_string(&node_name(to)));
            let _ = writeln!(out, "{indent}{from} -> {to} [{}];", edge_attributes(graph, edge, sheet.principles));
        }
        if several {
            out.push_str("  }\n");
        }
    }
    add_legend(&mut out, sheet);
    out.push_str("}\n");
    out
}

/// Returns a quoted string of DOT.
fn quoted_string(text: &str) -> String {
    format!("\"{}\"", escape_quotes(text))
}

fn escape_quotes(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Joins the lines of a label with a line break that aligns them left (`\l`) or centres them
/// (`\n`).
fn join_lines(lines: &[String], by: &str) -> String {
    lines.iter().map(|line| escape_quotes(line)).collect::<Vec<_>>().join(by)
}

fn summary_lines(graph: &Graph) -> String {
    join_lines(&wrap_lines(&graph_summary(graph), 80, 20), "\\l")
}

fn node_attributes(graph: &Graph, node: &Node) -> String {
    let mut words = vec![kind_words(node)];
    words.extend(wrap_lines(&node.title, 26, 4));
    if shows_id(node) {
        words.push(format!("({})", node.id));
    }
    words.extend(node_marks(graph, node).into_iter().map(|mark| format!("[{mark}]")));
    words.retain(|line| !line.is_empty());
    let sign = LegendSign::from_node(node);
    let start = node.start && !node.dead_end && node.traps.is_empty();
    let width = if start { ", penwidth=2" } else { "" };
    format!("label=\"{}\", {}{width}", join_lines(&words, "\\n"), node_style(sign, node.reach))
}

/// Returns the shape and outline of a node. The signs of edges do not apply to nodes, and look like
/// a situation.
fn node_style(sign: LegendSign, reach: Reach) -> String {
    let (shape, mut styles, more) = match sign {
        LegendSign::DeadEnd => ("octagon", vec!["filled"], ", fillcolor=\"#fdeceb\", penwidth=3"),
        LegendSign::Trap => ("box", vec!["filled"], ", fillcolor=\"#fdeceb\", penwidth=3, peripheries=2"),
        LegendSign::Ending => ("box", vec!["rounded", "filled"], ", fillcolor=\"#fdf3d7\", peripheries=2"),
        LegendSign::Return => ("box", vec!["rounded", "dotted"], ""),
        LegendSign::Nowhere => ("octagon", Vec::new(), ""),
        LegendSign::Situation
        | LegendSign::Unreachable
        | LegendSign::NotSeen
        | LegendSign::Next
        | LegendSign::Never
        | LegendSign::NotTaken
        | LegendSign::Detour => ("box", vec!["filled"], ", fillcolor=\"#eef3fb\""),
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
        let most = if matches!(line, LabelLine::Label(_)) { 3 } else { 4 };
        words.extend(wrap_lines(line.wrappable_text(), 30, most));
    }
    let style = edge_style(edge.kind, edge.reach);
    if words.is_empty() { style.to_owned() } else { format!("label=\"{}\", {style}", join_lines(&words, "\\n")) }
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
fn add_legend(out: &mut String, sheet: &GraphSheet) {
    let mut label = vec!["Legend".to_owned()];
    label.extend(principle_lines(sheet).iter().flat_map(|line| wrap_lines(line, 60, 3)));
    let _ = writeln!(out, "  subgraph \"cluster_/legend\" {{\n    label=\"{}\\l\";", join_lines(&label, "\\l"));
    for (at, sign) in used_signs(sheet).into_iter().enumerate() {
        let words = join_lines(&wrap_lines(sign.meaning(), 22, 3), "\\n");
        let (from, to) = (format!("\"/legend/{at}\""), format!("\"/legend/{at}/to\""));
        let line = match sign {
            LegendSign::Next => Some(edge_style(EdgeKind::Next, Reach::Reached)),
            LegendSign::Never => Some(edge_style(EdgeKind::Next, Reach::Never)),
            LegendSign::NotTaken => Some(edge_style(EdgeKind::Next, Reach::NotSeen)),
            LegendSign::Detour => Some(edge_style(EdgeKind::Detour, Reach::Reached)),
            LegendSign::Situation
            | LegendSign::Ending
            | LegendSign::DeadEnd
            | LegendSign::Trap
            | LegendSign::Unreachable
            | LegendSign::NotSeen
            | LegendSign::Nowhere
            | LegendSign::Return => None,
        };
        let _ = match line {
            Some(style) => writeln!(
                out,
                "    {from} [shape=point, label=\"\"]; {to} [shape=point, label=\"\"]; {from} -> {to} [label=\"{words}\", {style}];"
            ),
            None => {
                let reach = match sign {
                    LegendSign::Unreachable => Reach::Never,
                    LegendSign::NotSeen => Reach::NotSeen,
                    LegendSign::Situation
                    | LegendSign::Ending
                    | LegendSign::DeadEnd
                    | LegendSign::Trap
                    | LegendSign::Nowhere
                    | LegendSign::Return
                    | LegendSign::Next
                    | LegendSign::Never
                    | LegendSign::NotTaken
                    | LegendSign::Detour => Reach::Reached,
                };
                writeln!(out, "    {from} [label=\"{words}\", {}];", node_style(sign, reach))
            }
        };
    }
    out.push_str("  }\n");
}
