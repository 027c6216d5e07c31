//! The text in the drawings, the same in every format.

use super::{Edge, EdgeKind, EdgeOutcome, Fault, Graph, GraphSheet, Node, NodeKind, Reach};
use scn_text::counted;

/// A line of an arrow's label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LabelLine {
    /// The label of the choice; it starts the description of an outcome.
    Label(String),
    /// A condition, or what comes first.
    Condition(String),
    /// A principle that is upheld or broken.
    Principle(String),
    /// A mark that no run takes the edge, or its fault.
    Mark(String),
}

impl LabelLine {
    /// Returns its text for wrapping: parts that should stay on one line contain non-breaking
    /// spaces.
    pub(super) fn wrappable_text(&self) -> &str {
        match self {
            Self::Label(text) | Self::Condition(text) | Self::Principle(text) | Self::Mark(text) => text,
        }
    }

    /// Returns its text with normal spaces only.
    pub(super) fn plain_text(&self) -> String {
        self.wrappable_text().replace(NO_BREAK, " ")
    }
}

/// A non-breaking space.
pub(super) const NO_BREAK: char = '\u{A0}';

/// The start of each of several outcomes.
pub(super) const BULLET: &str = "•\u{A0}";

/// Text up to this length stays on one line.
const KEPT_TOGETHER: usize = 26;

fn keep_together(words: &str) -> String {
    if words.chars().count() <= KEPT_TOGETHER { words.replace(' ', &String::from(NO_BREAK)) } else { words.to_owned() }
}

/// Returns the lines of an arrow's label, one outcome after another.
pub(super) fn edge_lines(graph: &Graph, edge: &Edge, principles: bool) -> Vec<LabelLine> {
    let mut lines = Vec::new();
    if edge.kind == EdgeKind::Detour {
        lines.push(LabelLine::Condition("detour".to_owned()));
    }
    for way in &edge.ways {
        way_lines(way, 1 < edge.ways.len(), principles, &mut lines);
    }
    // An edge that starts at an unreachable node needs no mark of its own.
    let source_reach = graph.nodes.get(edge.from).map(|node| node.reach);
    match (edge.reach, source_reach) {
        (Reach::Never, Some(Reach::Reached)) => lines.push(LabelLine::Mark("never taken".to_owned())),
        (Reach::NotSeen, Some(Reach::Reached)) => lines.push(LabelLine::Mark("not seen so far".to_owned())),
        (Reach::Reached, _) | (Reach::Never | Reach::NotSeen, _) => {}
    }
    lines
}

fn way_lines(way: &EdgeOutcome, one_of_several: bool, principles: bool, lines: &mut Vec<LabelLine>) {
    let bullet = if one_of_several { BULLET } else { "" };
    if !way.label.is_empty() {
        lines.push(LabelLine::Label(format!("{bullet}{}", way.label)));
    }
    let conditions: Vec<String> = way.conditions.iter().map(|condition| keep_together(condition)).collect();
    let mut conditions = conditions.join(" ");
    if way.label.is_empty() && !conditions.is_empty() {
        conditions.insert_str(0, bullet);
    }
    if !conditions.is_empty() {
        lines.push(LabelLine::Condition(conditions));
    }
    if let Some(detour) = &way.detour {
        lines.push(LabelLine::Condition(format!("after a detour: {detour}")));
    }
    if principles {
        let links = way
            .links
            .iter()
            .map(|(id, rating)| LabelLine::Principle(format!("{}{NO_BREAK}{id}", rating_sign(*rating))));
        lines.extend(links);
    }
    if let Some(fault) = way.fault {
        lines.push(LabelLine::Mark(fault_words(fault).to_owned()));
    }
}

fn fault_words(fault: Fault) -> &'static str {
    match fault {
        Fault::NoOutcome => "no outcome holds",
        Fault::NoNext => "no `Next:`",
        Fault::StrayReturn => "no detour to return from",
    }
}

/// Returns a rating as signs; [`SIGNS`] explains them.
fn rating_sign(rating: i8) -> &'static str {
    match rating {
        2.. => "++",
        0..=1 => "+",
        -1 => "−",
        i8::MIN..=-2 => "−−",
    }
}

/// The meaning of the signs before principles.
pub(super) const SIGNS: &str = "++ upholds, + partly upholds, − partly breaks, −− breaks";

/// Returns the text above a node's title; empty for most nodes.
pub(super) fn kind_words(node: &Node) -> String {
    match (node.kind, node.start) {
        (NodeKind::Ending(outcome), false) => format!("ending: {}", outcome.as_str()),
        (NodeKind::Ending(outcome), true) => format!("start, and ending: {}", outcome.as_str()),
        (NodeKind::Situation, true) => "start".to_owned(),
        (NodeKind::Situation | NodeKind::Return | NodeKind::Nowhere, _) => String::new(),
    }
}

/// Returns the marks of a node.
pub(super) fn node_marks(graph: &Graph, node: &Node) -> Vec<String> {
    let mut marks = Vec::new();
    match node.reach {
        Reach::Never if is_written(node) => marks.push("unreachable".to_owned()),
        Reach::NotSeen if is_written(node) => marks.push("not seen so far".to_owned()),
        Reach::Reached | Reach::Never | Reach::NotSeen => {}
    }
    if node.dead_end {
        marks.push("dead end".to_owned());
    }
    let several = graph.nodes.iter().flat_map(|node| &node.traps).any(|trap| 1 < *trap);
    for trap in &node.traps {
        marks.push(if several { format!("trap {trap}") } else { "trap".to_owned() });
    }
    marks
}

/// Returns whether the author wrote the node, so that it has an id to show.
pub(super) fn is_written(node: &Node) -> bool {
    match node.kind {
        NodeKind::Situation | NodeKind::Ending(_) => true,
        NodeKind::Return | NodeKind::Nowhere => false,
    }
}

/// Returns whether the id of a node is shown besides its title. A situation without a title is
/// shown by its id alone.
pub(super) fn shows_id(node: &Node) -> bool {
    is_written(node) && node.title != node.id
}

/// Describes the graph in sentences, for those who cannot see it.
pub(super) fn graph_summary(graph: &Graph) -> String {
    let situations = graph.nodes.iter().filter(|node| node.kind == NodeKind::Situation).count();
    let endings = graph.nodes.iter().filter(|node| matches!(node.kind, NodeKind::Ending(_))).count();
    let mut text = format!("{} and {}.", counted(situations, "situation"), counted(endings, "ending"));
    if let Some(start) = graph.nodes.iter().find(|node| node.start) {
        text.push_str(&format!(" It starts at {}.", start.id));
    }
    let mut add_node_list = |what: &str, is: &dyn Fn(&Node) -> bool| {
        let ids: Vec<&str> = graph.nodes.iter().filter(|node| is(node)).map(|node| node.id.as_str()).collect();
        if !ids.is_empty() {
            text.push_str(&format!(" {what}: {}.", ids.join(", ")));
        }
    };
    add_node_list("Unreachable", &|node| is_written(node) && node.reach == Reach::Never);
    add_node_list("Dead ends", &|node| node.dead_end);
    for trap in 1..=graph.nodes.iter().flat_map(|node| &node.traps).copied().max().unwrap_or_default() {
        add_node_list("A trap, never left once entered", &|node| node.traps.contains(&trap));
    }
    let mut nowhere: Vec<&str> = graph
        .edges
        .iter()
        .filter(|edge| edge.ways.iter().any(|way| way.fault.is_some()))
        .filter_map(|edge| graph.nodes.get(edge.from))
        .map(|node| node.id.as_str())
        .collect();
    // Edges are ordered by the node where they start.
    nowhere.dedup();
    if !nowhere.is_empty() {
        text.push_str(&format!(" Choices that lead nowhere: in {}.", nowhere.join(", ")));
    }
    if !graph.complete {
        text.push_str(&format!(
            " The proof stopped at {}: anything not seen may still be reachable.",
            counted(usize::try_from(graph.states).unwrap_or(usize::MAX), "state")
        ));
    }
    text
}

/// A sign that the legend explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LegendSign {
    /// A situation.
    Situation,
    /// An ending.
    Ending,
    /// A dead end.
    DeadEnd,
    /// A trap.
    Trap,
    /// A node that no run reaches.
    Unreachable,
    /// A node that no explored run reaches.
    NotSeen,
    /// A missing target.
    Nowhere,
    /// The return from a detour.
    Return,
    /// The target of a choice.
    Next,
    /// An edge that no run takes.
    Never,
    /// An edge that no explored run takes.
    NotTaken,
    /// The start of a detour.
    Detour,
}

impl LegendSign {
    /// Returns the sign of a node as drawn: being a dead end or a trap takes precedence over its
    /// kind.
    pub(super) fn from_node(node: &Node) -> Self {
        match node.kind {
            _ if node.dead_end => Self::DeadEnd,
            _ if !node.traps.is_empty() => Self::Trap,
            NodeKind::Situation => Self::Situation,
            NodeKind::Ending(_) => Self::Ending,
            NodeKind::Return => Self::Return,
            NodeKind::Nowhere => Self::Nowhere,
        }
    }
}

impl LegendSign {
    /// Returns its meaning.
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Situation => "situation",
            Self::Ending => "ending",
            Self::DeadEnd => "dead end: in some run, no choice is on offer",
            Self::Trap => "trap: once in it, a run never ends",
            Self::Unreachable => "unreachable: no run reaches it",
            Self::NotSeen => "not seen in the explored runs",
            Self::Nowhere => "leads nowhere",
            Self::Return => "back from a detour",
            Self::Next => "where a choice leads",
            Self::Never => "a path that no run takes",
            Self::NotTaken => "a path not seen in the explored runs",
            Self::Detour => "a detour, played first",
        }
    }
}

/// Returns the signs that a sheet uses, in a fixed order.
pub(super) fn used_signs(sheet: &GraphSheet) -> Vec<LegendSign> {
    let all_nodes = || sheet.graphs.iter().flat_map(|graph| &graph.nodes);
    let all_edges = || sheet.graphs.iter().flat_map(|graph| &graph.edges);
    let used = [
        (LegendSign::Situation, all_nodes().any(|node| node.kind == NodeKind::Situation)),
        (LegendSign::Ending, all_nodes().any(|node| matches!(node.kind, NodeKind::Ending(_)))),
        (LegendSign::DeadEnd, all_nodes().any(|node| node.dead_end)),
        (LegendSign::Trap, all_nodes().any(|node| !node.traps.is_empty())),
        (LegendSign::Unreachable, all_nodes().any(|node| node.reach == Reach::Never)),
        (LegendSign::NotSeen, all_nodes().any(|node| node.reach == Reach::NotSeen)),
        (LegendSign::Nowhere, all_nodes().any(|node| node.kind == NodeKind::Nowhere)),
        (LegendSign::Return, all_nodes().any(|node| node.kind == NodeKind::Return)),
        (LegendSign::Next, all_edges().any(|edge| edge.kind == EdgeKind::Next && edge.reach == Reach::Reached)),
        (LegendSign::Never, all_edges().any(|edge| edge.reach == Reach::Never)),
        (LegendSign::NotTaken, all_edges().any(|edge| edge.reach == Reach::NotSeen)),
        (LegendSign::Detour, all_edges().any(|edge| edge.kind == EdgeKind::Detour)),
    ];
    used.into_iter().filter(|(_, used)| *used).map(|(sign, _)| sign).collect()
}

/// Returns the principles of a sheet, each once, in the words of the legend.
pub(super) fn principle_lines(sheet: &GraphSheet) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    if !sheet.principles {
        return lines;
    }
    for (id, title) in sheet.graphs.iter().flat_map(|graph| &graph.principles) {
        let line = format!("{id}: {title}");
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if !lines.is_empty() {
        lines.insert(0, SIGNS.to_owned());
    }
    lines
}
