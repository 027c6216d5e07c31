//! The graph of a scenario: its situations and endings, and the choices that lead from one to
//! another.
//!
//! [`Graph::new`] makes it from a scenario and its proof, in no format; [`Sheet`] holds the graphs
//! of a pack, and `dot`, `mermaid` and `svg` draw them. What is unreachable, a dead end or a trap
//! is marked by words, shape and line as well as by colour. The same sheet gives the same bytes.

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

/// The graphs of a pack, and how they are to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The title of the whole.
    pub title: String,
    /// The language of the titles and labels, as a BCP 47 tag.
    pub language: Option<String>,
    /// Its graphs: one a scenario.
    pub graphs: Vec<Graph>,
    /// Whether choices show which principles they uphold and break.
    pub principles: bool,
}

/// The graph of one scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// The scenario's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many states were looked at.
    pub states: u64,
    /// Whether those are all. Otherwise nothing is called unreachable, nor a trap.
    pub complete: bool,
    /// Situations, then endings, then the places that stand for what is no place of the scenario.
    pub nodes: Vec<Node>,
    /// What leads from one to another, by the node it comes from, then in source order. No two have
    /// the same ends, kind and reach.
    pub edges: Vec<Edge>,
    /// The principles that choices of this scenario uphold or break, by id and title, in the order
    /// of the story.
    pub principles: Vec<(String, String)>,
}

/// A place in the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its id. That of a place that is no node of the scenario has a `/` in it.
    pub id: String,
    /// Its title on one line.
    pub title: String,
    /// What it is.
    pub kind: NodeKind,
    /// Whether a run starts here.
    pub start: bool,
    /// Whether some run comes here.
    pub reach: Reach,
    /// Whether some run finds nothing on offer here.
    pub dead_end: bool,
    /// The traps that it belongs to, counted from 1 in the scenario.
    pub traps: Vec<usize>,
}

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A situation.
    Situation,
    /// An ending with its result.
    Ending(RunResult),
    /// Stands for the way back from a detour to where it was opened.
    Return,
    /// Stands for what is missing: an outcome, or where an outcome leads.
    Nowhere,
}

/// Whether some run comes to a place or takes a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Some run does.
    Reached,
    /// No run does: proved.
    Never,
    /// None of the runs that were looked at did, and not all were.
    NotSeen,
}

/// What leads from one place to another: one arrow, however many choices it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Where from: an index into the nodes.
    pub from: usize,
    /// Where to: an index into the nodes.
    pub to: usize,
    /// What it is.
    pub kind: EdgeKind,
    /// Whether some run goes this way.
    pub reach: Reach,
    /// The outcomes that lead this way, in source order; at least one.
    pub ways: Vec<Way>,
}

/// What an arrow is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// Where the scenario goes on. With a detour: after it.
    Next,
    /// Into a detour.
    Detour,
}

/// One outcome of a choice, or one `Next:` of a situation without choices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// The label of the choice on one line; empty for a situation without choices.
    pub label: String,
    /// What it asks for, as written: `[once]`, `[needs trust > 4]`, `[1 in 4]`.
    pub conditions: Vec<String>,
    /// The title of the situation that is played first.
    pub detour: Option<String>,
    /// The principles that it upholds or breaks, with their ratings.
    pub links: Vec<(String, i8)>,
    /// What is wrong with it.
    pub fault: Option<Fault>,
}

/// What is wrong with a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Some run makes the choice while none of its outcomes holds.
    NoOutcome,
    /// The outcome has no `Next:`.
    NoNext,
    /// Some run comes to its `return` with no detour open.
    StrayReturn,
}

impl Sheet {
    /// The graphs in the DOT language of Graphviz: one digraph, each scenario a cluster where there
    /// are several.
    #[must_use]
    pub fn to_dot(&self) -> String {
        dot::write(self)
    }

    /// The graphs as a Mermaid flowchart, each scenario a subgraph where there are several.
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        mermaid::write(self)
    }

    /// The graphs as one SVG picture, laid out in layers, one scenario below the other. It needs
    /// nothing but itself, and runs no script.
    #[must_use]
    pub fn to_svg(&self) -> String {
        svg::write(self)
    }
}
