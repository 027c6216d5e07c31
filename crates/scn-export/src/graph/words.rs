//! What the drawings say in words, the same in every format.

use super::condition::result;
use super::{Edge, EdgeKind, Fault, Graph, Node, NodeKind, Reach, Sheet, Way};
use scn_text::counted;

/// A line of an arrow's label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// What the choice says; it starts a way.
    Label(String),
    /// What it asks for, or what comes first.
    Condition(String),
    /// A principle that it upholds or breaks.
    Principle(String),
    /// That no run goes this way, or what is wrong with it.
    Mark(String),
}

impl Line {
    /// Its words, as [`wrap`](super::measure::wrap) takes them: what should stay on one line has
    /// blanks that do not break.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Label(text) | Self::Condition(text) | Self::Principle(text) | Self::Mark(text) => text,
        }
    }

    /// Its words, with blanks only.
    pub(super) fn words(&self) -> String {
        self.text().replace(NO_BREAK, " ")
    }
}

/// A blank at which no line breaks.
pub(super) const NO_BREAK: char = '\u{A0}';

/// What each of several ways begins with.
pub(super) const BULLET: &str = "•\u{A0}";

/// What is no longer stays on one line.
const KEPT_TOGETHER: usize = 26;

fn together(words: &str) -> String {
    if words.chars().count() <= KEPT_TOGETHER { words.replace(' ', &String::from(NO_BREAK)) } else { words.to_owned() }
}

/// The lines of an arrow's label, way by way.
pub(super) fn edge_lines(graph: &Graph, edge: &Edge, principles: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    if edge.kind == EdgeKind::Detour {
        lines.push(Line::Condition("detour".to_owned()));
    }
    for way in &edge.ways {
        way_lines(way, 1 < edge.ways.len(), principles, &mut lines);
    }
    // What lies inside something unreachable needs no mark of its own.
    let from = graph.nodes.get(edge.from).map(|node| node.reach);
    match (edge.reach, from) {
        (Reach::Never, Some(Reach::Reached)) => lines.push(Line::Mark("never taken".to_owned())),
        (Reach::NotSeen, Some(Reach::Reached)) => lines.push(Line::Mark("not seen so far".to_owned())),
        (Reach::Reached, _) | (Reach::Never | Reach::NotSeen, _) => {}
    }
    lines
}

fn way_lines(way: &Way, one_of_several: bool, principles: bool, lines: &mut Vec<Line>) {
    let bullet = if one_of_several { BULLET } else { "" };
    if !way.label.is_empty() {
        lines.push(Line::Label(format!("{bullet}{}", way.label)));
    }
    let conditions: Vec<String> = way.conditions.iter().map(|condition| together(condition)).collect();
    let mut conditions = conditions.join(" ");
    if way.label.is_empty() && !conditions.is_empty() {
        conditions.insert_str(0, bullet);
    }
    if !conditions.is_empty() {
        lines.push(Line::Condition(conditions));
    }
    if let Some(detour) = &way.detour {
        lines.push(Line::Condition(format!("after a detour: {detour}")));
    }
    if principles {
        let links = way.links.iter().map(|(id, rating)| Line::Principle(format!("{}{NO_BREAK}{id}", sign(*rating))));
        lines.extend(links);
    }
    if let Some(fault) = way.fault {
        lines.push(Line::Mark(fault_words(fault).to_owned()));
    }
}

fn fault_words(fault: Fault) -> &'static str {
    match fault {
        Fault::NoOutcome => "no outcome holds",
        Fault::NoNext => "no `Next:`",
        Fault::StrayReturn => "no detour to return from",
    }
}

/// A rating as signs; [`SIGNS`] tells what they mean.
fn sign(rating: i8) -> &'static str {
    match rating {
        2.. => "++",
        0..=1 => "+",
        -1 => "−",
        i8::MIN..=-2 => "−−",
    }
}

/// What the signs before principles mean.
pub(super) const SIGNS: &str = "++ upholds, + partly upholds, − partly breaks, −− breaks";

/// What stands over a node's title; empty for most.
pub(super) fn kind_words(node: &Node) -> String {
    match (node.kind, node.start) {
        (NodeKind::Ending(outcome), false) => format!("ending: {}", result(outcome)),
        (NodeKind::Ending(outcome), true) => format!("start, and ending: {}", result(outcome)),
        (NodeKind::Situation, true) => "start".to_owned(),
        (NodeKind::Situation | NodeKind::Return | NodeKind::Nowhere, _) => String::new(),
    }
}

/// What is marked at a node.
pub(super) fn marks(graph: &Graph, node: &Node) -> Vec<String> {
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

/// Whether a node was written by the author: it has an id to show.
pub(super) fn is_written(node: &Node) -> bool {
    match node.kind {
        NodeKind::Situation | NodeKind::Ending(_) => true,
        NodeKind::Return | NodeKind::Nowhere => false,
    }
}

/// The graph in some sentences, for those who do not see it.
pub(super) fn summary(graph: &Graph) -> String {
    let situations = graph.nodes.iter().filter(|node| node.kind == NodeKind::Situation).count();
    let endings = graph.nodes.iter().filter(|node| matches!(node.kind, NodeKind::Ending(_))).count();
    let mut text = format!("{} and {}.", counted(situations, "situation"), counted(endings, "ending"));
    if let Some(start) = graph.nodes.iter().find(|node| node.start) {
        text.push_str(&format!(" It starts at {}.", start.id));
    }
    let mut tell = |what: &str, is: &dyn Fn(&Node) -> bool| {
        let ids: Vec<&str> = graph.nodes.iter().filter(|node| is(node)).map(|node| node.id.as_str()).collect();
        if !ids.is_empty() {
            text.push_str(&format!(" {what}: {}.", ids.join(", ")));
        }
    };
    tell("Unreachable", &|node| is_written(node) && node.reach == Reach::Never);
    tell("Dead ends", &|node| node.dead_end);
    for trap in 1..=graph.nodes.iter().flat_map(|node| &node.traps).copied().max().unwrap_or_default() {
        tell("A trap, never left once entered", &|node| node.traps.contains(&trap));
    }
    let mut nowhere: Vec<&str> = graph
        .edges
        .iter()
        .filter(|edge| edge.ways.iter().any(|way| way.fault.is_some()))
        .filter_map(|edge| graph.nodes.get(edge.from))
        .map(|node| node.id.as_str())
        .collect();
    // Edges stand by the node that they come from.
    nowhere.dedup();
    if !nowhere.is_empty() {
        text.push_str(&format!(" Choices that lead nowhere: in {}.", nowhere.join(", ")));
    }
    if !graph.complete {
        text.push_str(&format!(
            " The proof stopped at {}: what was not seen may still be reached.",
            counted(usize::try_from(graph.states).unwrap_or(usize::MAX), "state")
        ));
    }
    text
}

/// A sign that the legend explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// A situation.
    Situation,
    /// An ending.
    Ending,
    /// A dead end.
    DeadEnd,
    /// A trap.
    Trap,
    /// What no run comes to.
    Unreachable,
    /// What no run was seen to come to.
    NotSeen,
    /// What stands for nothing.
    Nowhere,
    /// The way back from a detour.
    Return,
    /// Where a choice leads.
    Next,
    /// A way that no run takes.
    Never,
    /// A way that no run was seen to take.
    NotTaken,
    /// Into a detour.
    Detour,
}

impl Sign {
    /// The sign of a node as it is drawn: that it is stuck or trapped counts for more than what it
    /// is.
    pub(super) fn of(node: &Node) -> Self {
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

impl Sign {
    /// What it means.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Situation => "situation",
            Self::Ending => "ending",
            Self::DeadEnd => "dead end: a run finds nothing on offer",
            Self::Trap => "trap: once in it, a run never ends",
            Self::Unreachable => "unreachable: no run comes here",
            Self::NotSeen => "not seen in the runs looked at",
            Self::Nowhere => "leads nowhere",
            Self::Return => "back from a detour",
            Self::Next => "where a choice leads",
            Self::Never => "a way that no run takes",
            Self::NotTaken => "a way not seen in the runs looked at",
            Self::Detour => "a detour, played first",
        }
    }
}

/// The signs that a sheet uses, in a fixed order.
pub(super) fn signs(sheet: &Sheet) -> Vec<Sign> {
    let nodes = || sheet.graphs.iter().flat_map(|graph| &graph.nodes);
    let edges = || sheet.graphs.iter().flat_map(|graph| &graph.edges);
    let used = [
        (Sign::Situation, nodes().any(|node| node.kind == NodeKind::Situation)),
        (Sign::Ending, nodes().any(|node| matches!(node.kind, NodeKind::Ending(_)))),
        (Sign::DeadEnd, nodes().any(|node| node.dead_end)),
        (Sign::Trap, nodes().any(|node| !node.traps.is_empty())),
        (Sign::Unreachable, nodes().any(|node| node.reach == Reach::Never)),
        (Sign::NotSeen, nodes().any(|node| node.reach == Reach::NotSeen)),
        (Sign::Nowhere, nodes().any(|node| node.kind == NodeKind::Nowhere)),
        (Sign::Return, nodes().any(|node| node.kind == NodeKind::Return)),
        (Sign::Next, edges().any(|edge| edge.kind == EdgeKind::Next && edge.reach == Reach::Reached)),
        (Sign::Never, edges().any(|edge| edge.reach == Reach::Never)),
        (Sign::NotTaken, edges().any(|edge| edge.reach == Reach::NotSeen)),
        (Sign::Detour, edges().any(|edge| edge.kind == EdgeKind::Detour)),
    ];
    used.into_iter().filter(|(_, used)| *used).map(|(sign, _)| sign).collect()
}

/// The principles of a sheet, each once, with the words of the legend.
pub(super) fn principle_lines(sheet: &Sheet) -> Vec<String> {
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
