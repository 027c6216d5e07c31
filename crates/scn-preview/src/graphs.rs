//! The graph of each scenario, with a shortest run to each situation and ending.

use std::collections::BTreeMap;

use scn_export::graph::{Graph, GraphSheet, Reach};
use scn_prover::{Limits, Proof, RunStep, prove};
use scn_run::ScriptedChoice;
use scn_story::{Keep, Machine, NodeIx, Principle, Scenario, Story};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::content::Content;
use crate::shown::shown_title;

/// The graph of a scenario.
#[derive(Debug)]
pub(crate) struct DrawnGraph {
    /// The scenario and principles that were drawn.
    scenario: Scenario,
    principles: Vec<Principle>,
    pub(crate) svg: String,
    /// The situations and endings, in source order.
    pub(crate) places: Vec<GraphPlace>,
    /// Whether all runs were explored.
    pub(crate) complete: bool,
}

/// A situation or an ending in the graph.
#[derive(Debug)]
pub(crate) struct GraphPlace {
    pub(crate) id: String,
    pub(crate) title: String,
    /// A shortest run that enters it, if there is one.
    pub(crate) run: Option<Vec<ScriptedChoice>>,
}

impl DrawnGraph {
    /// Draws a scenario of a story. Returns `None` if it cannot be compiled to a machine, or if the
    /// watcher ended the proof.
    pub(crate) fn new(story: &Story, scenario: &Scenario, limits: &Limits<'_>) -> Option<Self> {
        let machine = Machine::new(scenario, Keep::Read).ok()?;
        let proof = prove(&machine, limits);
        if proof.interrupted {
            return None;
        }
        let graph = Graph::new(scenario, &machine, &proof, &story.principles);
        let to_place = |(at, node): (usize, &scn_export::graph::Node)| {
            let run = (node.reach == Reach::Reached).then(|| shortest_run(&machine, &proof, NodeIx::at(at)))?;
            Some(GraphPlace { id: node.id.clone(), title: node.title.clone(), run })
        };
        let nodes = scenario.situations.len() + scenario.endings.len();
        let unreached =
            |node: &scn_export::graph::Node| GraphPlace { id: node.id.clone(), title: node.title.clone(), run: None };
        let places = graph.nodes.iter().enumerate().take(nodes);
        let places = places.map(|it| to_place(it).unwrap_or_else(|| unreached(it.1))).collect();
        let complete = graph.complete;
        let title = graph.title.clone();
        let language = story.pack.language.clone();
        let svg = GraphSheet { title, language, graphs: vec![graph], principles: false }.to_svg();
        Some(Self { scenario: scenario.clone(), principles: story.principles.clone(), svg, places, complete })
    }

    /// Returns whether this is still the graph of this scenario.
    pub(crate) fn is_of(&self, story: &Story, scenario: &Scenario) -> bool {
        self.scenario == *scenario && self.principles == story.principles
    }
}

/// Returns the choices of a shortest run that enters a node.
fn shortest_run(machine: &Machine, proof: &Proof, node: NodeIx) -> Option<Vec<ScriptedChoice>> {
    let witness = proof.nodes.run_to(node)?;
    let mut steps: Vec<ScriptedChoice> = Vec::new();
    for step in &witness.steps() {
        match step {
            RunStep::Choose(choice) => {
                let choice = machine.choice_id(*choice).to_owned();
                steps.push(ScriptedChoice { choice, outcome: None });
            }
            RunStep::Draw(outcome) => {
                if let Some(step) = steps.last_mut() {
                    step.outcome = Some(*outcome);
                }
            }
        }
    }
    Some(steps)
}

/// Draws the graphs of a story that have changed, and passes each to `each` when it is drawn.
pub(crate) fn draw_changed(
    story: &Story,
    known: &BTreeMap<String, std::sync::Arc<DrawnGraph>>,
    limits: &Limits<'_>,
    mut each: impl FnMut(&str, DrawnGraph),
) {
    for scenario in &story.scenarios {
        if known.get(&scenario.id).is_some_and(|drawn| drawn.is_of(story, scenario)) {
            continue;
        }
        if let Some(drawn) = DrawnGraph::new(story, scenario, limits) {
            each(&scenario.id, drawn);
        }
    }
}

/// Returns the lines of the wire protocol that make these choices.
pub(crate) fn choice_lines(choices: &[ScriptedChoice]) -> Vec<Value> {
    let to_line = |it: &ScriptedChoice| match it.outcome {
        Some(outcome) => json!({"do": "choose", "choice": it.choice, "outcome": outcome}),
        None => json!({"do": "choose", "choice": it.choice}),
    };
    choices.iter().map(to_line).collect()
}

/// A request about a graph.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GraphRequest {
    scenario: String,
}

/// A graph.
#[derive(Debug, Serialize)]
pub(crate) struct GraphView {
    /// The picture; absent while it is being drawn.
    svg: Option<String>,
    complete: bool,
    places: Vec<Place>,
}

/// A place of a graph.
#[derive(Debug, Serialize)]
struct Place {
    id: String,
    title: String,
    /// The lines of a shortest run that enters it; absent if no run is known to reach it.
    run: Option<Vec<Value>>,
}

/// Answers a request about a graph.
pub(crate) fn answer_graph_request(content: &Content, ask: &GraphRequest) -> GraphView {
    let Some(drawn) = content.graphs.get(&ask.scenario) else {
        return GraphView { svg: None, complete: false, places: Vec::new() };
    };
    let to_place = |it: &GraphPlace| Place {
        id: it.id.clone(),
        title: shown_title(&it.title, &it.id),
        run: it.run.as_deref().map(choice_lines),
    };
    GraphView {
        svg: Some(drawn.svg.clone()),
        complete: drawn.complete,
        places: drawn.places.iter().map(to_place).collect(),
    }
}
