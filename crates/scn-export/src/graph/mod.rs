//! The graph of a scenario: its situations and endings, and the choices that lead from one to
//! another.
//!
//! [`Graph::new`] builds it from a scenario and its proof, independently of any format;
//! [`GraphSheet`] holds the graphs of a pack, and `dot`, `mermaid` and `svg` draw them. Unreachable
//! parts, dead ends and traps are marked by words, shapes and lines as well as by colour. The same
//! sheet always gives the same bytes.

mod build;
mod condition;
mod dot;
mod layout;
mod measure;
mod mermaid;
mod svg;
mod text;
mod words;

use scn_story::RunResult;

/// The graphs of a pack, with options for drawing.
///
/// # Examples
///
/// ```
/// use scn_export::graph::{Graph, GraphSheet, Reach};
/// use scn_prover::{Limits, prove};
/// use scn_story::{Keep, Machine, Story};
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let scenario = &story.scenarios[0];
/// let machine = Machine::new(scenario, Keep::Read)?;
/// let proof = prove(&machine, &Limits::default());
/// let graph = Graph::new(scenario, &machine, &proof, &story.principles);
/// assert!(graph.nodes.iter().all(|node| node.reach == Reach::Reached));
///
/// let sheet = GraphSheet {
///     title: story.pack.title.clone(),
///     language: story.pack.language.clone(),
///     graphs: vec![graph],
///     principles: true,
/// };
/// assert!(sheet.to_dot().starts_with("digraph \"At the till\""));
/// assert!(sheet.to_mermaid().starts_with("flowchart TD"));
/// assert!(sheet.to_svg().starts_with("<svg "));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphSheet {
    /// The title of the whole drawing.
    pub title: String,
    /// The language of the titles and labels, as a BCP 47 tag.
    pub language: Option<String>,
    /// The graphs, one for each scenario.
    pub graphs: Vec<Graph>,
    /// Whether to show which principles choices uphold and break.
    pub principles: bool,
}

/// The graph of one scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// The scenario's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The number of states explored.
    pub states: u64,
    /// Whether all states were explored. Otherwise nothing is called unreachable or a trap.
    pub complete: bool,
    /// Situations, then endings, then the nodes that stand for targets outside the scenario.
    pub nodes: Vec<Node>,
    /// The edges, by the node where they start, then in source order. No two have the same ends,
    /// kind and reach.
    pub edges: Vec<Edge>,
    /// The principles that choices of this scenario uphold or break, by id and title, in the order
    /// of the story.
    pub principles: Vec<(String, String)>,
}

/// A node of the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its id. That of a node that is not in the scenario contains a `/`.
    pub id: String,
    /// Its title on one line.
    pub title: String,
    /// Its kind.
    pub kind: NodeKind,
    /// Whether the scenario starts here.
    pub start: bool,
    /// Whether a run reaches it.
    pub reach: Reach,
    /// Whether a run can find no available choice here.
    pub dead_end: bool,
    /// The traps that it belongs to, numbered from 1 in the scenario.
    pub traps: Vec<usize>,
}

/// The kind of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A situation.
    Situation,
    /// An ending with its result.
    Ending(RunResult),
    /// Stands for the return from a detour to where it was opened.
    Return,
    /// Stands for something missing: an outcome, or the target of an outcome.
    Nowhere,
}

/// Whether a run reaches a node or takes an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// A run does.
    Reached,
    /// Proved: no run does.
    Never,
    /// None of the explored runs does, but not all were explored.
    NotSeen,
}

/// An edge between two nodes: one arrow, however many choices it represents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The index of the node where it starts.
    pub from: usize,
    /// The index of the node where it ends.
    pub to: usize,
    /// Its kind.
    pub kind: EdgeKind,
    /// Whether a run takes it.
    pub reach: Reach,
    /// The outcomes that it represents, in source order; at least one.
    pub ways: Vec<EdgeOutcome>,
}

/// The kind of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// The scenario continues there; if there is a detour, after it.
    Next,
    /// It opens a detour.
    Detour,
}

/// One outcome of a choice, or one `Next:` of a situation without choices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EdgeOutcome {
    /// The label of the choice on one line; empty for a situation without choices.
    pub label: String,
    /// Its conditions, as written: `[once]`, `[needs trust > 4]`, `[1 in 4]`.
    pub conditions: Vec<String>,
    /// The title of the situation that is played first.
    pub detour: Option<String>,
    /// The principles that it upholds or breaks, with their ratings.
    pub links: Vec<(String, i8)>,
    /// Its fault, if any.
    pub fault: Option<Fault>,
}

/// A fault of an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A run can make the choice while none of its outcomes holds.
    NoOutcome,
    /// The outcome has no `Next:`.
    NoNext,
    /// A run can reach its `return` while no detour is open.
    StrayReturn,
}

impl GraphSheet {
    /// Returns the graphs in the DOT language of Graphviz: one digraph, in which each scenario is a
    /// cluster if there are several.
    #[must_use]
    pub fn to_dot(&self) -> String {
        dot::write(self)
    }

    /// Returns the graphs as a Mermaid flowchart, in which each scenario is a subgraph if there are
    /// several.
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        mermaid::write(self)
    }

    /// Returns the graphs as one SVG picture, laid out in layers, one scenario below the other. The
    /// picture is self-contained and runs no script.
    #[must_use]
    pub fn to_svg(&self) -> String {
        svg::write(self)
    }
}

impl Graph {
    /// Returns the graph as one SVG picture to be put into an HTML page, like
    /// [`GraphSheet::to_svg`]. `prefix` makes its ids different from those of other pictures on the
    /// page; `language` is that of the titles and labels.
    #[must_use]
    pub fn to_inline_svg(&self, prefix: &str, language: Option<&str>) -> String {
        let language = language.map(str::to_owned);
        let sheet = GraphSheet { title: self.title.clone(), language, graphs: vec![self.clone()], principles: true };
        // A quotation mark of the author is escaped, so only attributes are found.
        let svg = sheet.to_svg().replace("=\"scn-", &format!("=\"{prefix}-"));
        svg.replace("=\"url(#scn-", &format!("=\"url(#{prefix}-"))
    }

    /// Describes the graph in sentences, for those who cannot see it.
    #[must_use]
    pub fn summary(&self) -> String {
        words::graph_summary(self)
    }
}
