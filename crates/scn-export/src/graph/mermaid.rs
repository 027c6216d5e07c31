//! Mermaid, a diagram format that many Markdown viewers show.

use std::fmt::Write as _;

use super::words::{
    LabelLine, LegendSign, SIGNS, edge_lines, graph_summary, kind_words, node_marks, principle_lines, shows_id,
    used_signs,
};
use super::{Edge, EdgeKind, Graph, GraphSheet, Node, Reach};

/// The classes and their styles. Shapes and words convey the same information.
const CLASSES: [(&str, &str); 6] = [
    ("situation", "fill:#eef3fb,stroke:#33415c,color:#1b2333"),
    ("ending", "fill:#fdf3d7,stroke:#6f5400,color:#1b2333"),
    ("deadend", "fill:#fdeceb,stroke:#a3001e,stroke-width:4px,color:#1b2333"),
    ("trap", "fill:#fdeceb,stroke:#a3001e,stroke-width:4px,color:#1b2333"),
    ("never", "fill:#f3f3f3,stroke:#5c5c5c,stroke-dasharray:7 5,color:#1b2333"),
    ("place", "fill:#ffffff,stroke:#33415c,stroke-dasharray:2 3,color:#1b2333"),
];

/// Writes the sheet as one flowchart.
pub(super) fn write(sheet: &GraphSheet) -> String {
    let mut out = String::from("flowchart TD\n");
    let several = 1 < sheet.graphs.len();
    let describe = |graph: &Graph| {
        if several { format!("{}: {}", graph.title, graph_summary(graph)) } else { graph_summary(graph) }
    };
    let description: Vec<String> = sheet.graphs.iter().map(describe).collect();
    let _ = writeln!(out, "  accTitle: {}", escape_punctuation(&sheet.title));
    let _ = writeln!(out, "  accDescr: {}", escape_punctuation(&description.join(" ")));
    for (number, graph) in (1..).zip(&sheet.graphs) {
        if several {
            let _ = writeln!(out, "  subgraph s{number}[\"{}\"]", escape_punctuation(&graph.title));
        }
        let indent = if several { "    " } else { "  " };
        for node in &graph.nodes {
            let _ = writeln!(out, "{indent}{}", node_line(graph, number, node));
        }
        for edge in &graph.edges {
            if let (Some(from), Some(to)) = (graph.nodes.get(edge.from), graph.nodes.get(edge.to)) {
                let arrow = arrow_style(edge.kind, edge.reach);
                let label = edge_label(graph, edge, sheet.principles);
                let _ = writeln!(
                    out,
                    "{indent}{} {arrow}{label} {}",
                    mermaid_id(number, node_id(from)),
                    mermaid_id(number, node_id(to))
                );
            }
        }
        if several {
            out.push_str("  end\n");
        }
    }
    add_legend(&mut out, sheet);
    for (class, style) in CLASSES {
        let _ = writeln!(out, "  classDef {class} {style}");
    }
    out
}

fn node_id(node: &Node) -> &str {
    &node.id
}

/// Returns the id of a node. It starts with a number, so that it is not a keyword of Mermaid such
/// as `end`, and does not contain the characters with which Mermaid draws lines. Ids of the
/// language contain neither `_` nor capitals, so different ids stay different.
fn mermaid_id(graph: usize, id: &str) -> String {
    format!("s{graph}_{}", id.replace('-', "_").replace('/', "_X_"))
}

fn node_line(graph: &Graph, number: usize, node: &Node) -> String {
    let mut words = vec![kind_words(node), node.title.clone()];
    if shows_id(node) {
        words.push(format!("({})", node.id));
    }
    words.extend(node_marks(graph, node).into_iter().map(|mark| format!("[{mark}]")));
    words.retain(|line| !line.is_empty());
    let sign = LegendSign::from_node(node);
    shaped_node(&mermaid_id(number, &node.id), &join_label(&words), sign, node.reach)
}

/// Returns a node with its shape and class. The signs of edges do not apply to nodes, and look like
/// a situation.
fn shaped_node(id: &str, label: &str, sign: LegendSign, reach: Reach) -> String {
    let (open, close, class) = match sign {
        LegendSign::DeadEnd => ("{{", "}}", "deadend"),
        LegendSign::Trap => ("[[", "]]", "trap"),
        LegendSign::Ending => ("([", "])", "ending"),
        LegendSign::Return => ("(", ")", "place"),
        LegendSign::Nowhere => (">", "]", "place"),
        LegendSign::Situation
        | LegendSign::Unreachable
        | LegendSign::NotSeen
        | LegendSign::Next
        | LegendSign::Never
        | LegendSign::NotTaken
        | LegendSign::Detour => ("[", "]", "situation"),
    };
    let class = match reach {
        Reach::Reached => class,
        Reach::Never | Reach::NotSeen => "never",
    };
    format!("{id}{open}\"{label}\"{close}:::{class}")
}

fn edge_label(graph: &Graph, edge: &Edge, principles: bool) -> String {
    let words: Vec<String> = edge_lines(graph, edge, principles).iter().map(LabelLine::plain_text).collect();
    if words.is_empty() { String::new() } else { format!("|\"{}\"|", join_label(&words)) }
}

fn arrow_style(kind: EdgeKind, reach: Reach) -> &'static str {
    match (kind, reach) {
        (_, Reach::Never) => "-.-x",
        (_, Reach::NotSeen) => "-.-o",
        (EdgeKind::Detour, Reach::Reached) => "-.->",
        (EdgeKind::Next, Reach::Reached) => "-->",
    }
}

/// Joins the lines of a label.
fn join_label(words: &[String]) -> String {
    words.iter().map(|line| escape_punctuation(line)).collect::<Vec<_>>().join("<br/>")
}

/// An invisible character that separates a backslash from an `n`: Mermaid 12 reads the two as a
/// line break, even if the backslash is written as a character code.
const WORD_JOINER: char = '\u{2060}';

/// Escapes text for quotes or a statement. All punctuation that Mermaid, its Markdown or HTML could
/// interpret is written as character codes.
fn escape_punctuation(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut previous = None;
    for c in text.chars() {
        let plain = match c {
            ' ' | ',' | '\'' | '?' | '/' => true,
            // At the start of a line, these would make it a list.
            '.' => !previous.is_some_and(|c: char| c.is_ascii_digit()),
            '-' => previous.is_some_and(char::is_alphanumeric),
            c => !c.is_ascii_punctuation(),
        };
        if previous == Some('\\') && c == 'n' {
            let _ = write!(out, "#{};", u32::from(WORD_JOINER));
        }
        if plain {
            out.push(c);
        } else {
            let _ = write!(out, "#{};", u32::from(c));
        }
        previous = Some(c);
    }
    out
}

/// Adds the legend as one box, since a legend laid out by Mermaid takes more space than the graph.
fn add_legend(out: &mut String, sheet: &GraphSheet) {
    let mut words = vec!["Legend".to_owned()];
    for sign in used_signs(sheet) {
        let looks = match sign {
            LegendSign::Situation => "box",
            LegendSign::Ending => "round box",
            LegendSign::DeadEnd => "six corners",
            LegendSign::Trap => "box with double sides",
            LegendSign::Unreachable | LegendSign::NotSeen => "dashed box",
            LegendSign::Nowhere => "flag",
            LegendSign::Return => "dotted box",
            LegendSign::Next => "arrow",
            LegendSign::Never => "dotted line with a cross",
            LegendSign::NotTaken => "dotted line with a circle",
            LegendSign::Detour => "dotted arrow",
        };
        words.push(format!("{looks}: {}", sign.meaning()));
    }
    words.extend(principle_lines(sheet).iter().flat_map(|line| {
        if line == SIGNS { line.split(", ").map(str::to_owned).collect() } else { vec![line.clone()] }
    }));
    let _ = writeln!(out, "  legend(\"{}\"):::place", join_label(&words));
}

#[cfg(test)]
mod tests {
    use super::escape_punctuation;

    #[test]
    fn what_mermaid_could_read_otherwise_is_written_by_its_number() {
        assert_eq!(
            escape_punctuation("Who; what # 1. %% {x} \"y\""),
            "Who#59; what #35; 1#46; #37;#37; #123;x#125; #34;y#34;"
        );
        assert_eq!(escape_punctuation("C:\\new\\temp"), "C#58;#92;#8288;new#92;temp");
        assert_eq!(escape_punctuation("\\\\n \\N n"), "#92;#92;#8288;n #92;N n");
    }
}
