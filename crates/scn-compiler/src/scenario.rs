//! Checks a single scenario: lowers it, proves it, runs its tests, proves its promises and lints
//! its text.

use rustc_hash::FxHashMap;
use scn_prover::{Coverage, Proof, Question, RunStep};
use scn_source::{FileId, Finding, Place};
use scn_story::{Machine, NodeIx, RunResult};
use scn_syntax::ast;

use crate::cache::Prover;
use crate::context::Context;
use crate::findings::proof_incomplete;
use crate::lints::{self, Decision};
use crate::lowered::Lowered;
use crate::open_questions::{self, OpenQuestion};
use crate::properties::{self, Property, PropertyResult};
use crate::{graph, lower};

/// The coverage of principles by a scenario, by principle id.
pub(crate) type Coverages = FxHashMap<String, Coverage>;

/// The results of a scenario that the pack needs, besides its findings.
#[derive(Clone, Debug, Default)]
pub(crate) struct ScenarioResult {
    /// Number of states stored.
    pub(crate) states: u64,
    /// Whether those are all states. False for a scenario that is not sound, about which nothing is
    /// proved.
    pub(crate) complete: bool,
    /// Whether every question about its runs has an answer: those were all states, or the questions
    /// were answered one by one.
    pub(crate) is_settled: bool,
    /// The questions without an answer, in the author's words.
    open: Vec<OpenQuestion>,
    /// Number of endings that some run reaches.
    pub(crate) endings: usize,
    /// Whether it was proved that no run passes it: that none reaches an ending with the result
    /// `passed`, or any ending if none has it.
    pub(crate) cannot_pass: bool,
    /// The fewest decisions of a run that passes it; `None` if no such run is known.
    pub(crate) fewest: Option<u64>,
    /// How it covers each principle that it links.
    pub(crate) coverage: Coverages,
    /// Its tests and promises, with their results.
    pub(crate) properties: Vec<Property>,
    /// Its decisions, for lints over all decisions of the pack.
    pub(crate) decisions: Vec<Decision>,
    /// The maximum number of states stored for a promise that stayed undecided.
    property_states: u64,
    /// Whether the proof was started at all.
    begun: bool,
    /// Whether it was stopped from outside.
    pub(crate) interrupted: bool,
}

impl ScenarioResult {
    /// Whether every question about its runs has an answer, and every promise that was checked was
    /// proved or refuted.
    pub(crate) fn was_fully_checked(&self) -> bool {
        self.is_settled && self.properties.iter().all(|property| property.result != PropertyResult::Open)
    }

    /// Returns the finding that questions are open, if some are.
    pub(crate) fn incomplete_finding(&self, file: FileId, scenario: &ast::Scenario<'_>) -> Option<Finding> {
        let open = self.properties.iter().filter(|property| property.result == PropertyResult::Open);
        let open: Vec<Place> = open.map(|property| property.place).collect();
        let (header, id) = (scenario.header, scenario.id.text);
        if self.begun && !self.is_settled {
            return Some(match self.interrupted {
                true => proof_incomplete::interrupted_proof(file, header, id, self.states, &open),
                false => proof_incomplete::finding(file, header, id, (self.states, &self.open), &open),
            });
        }
        (!open.is_empty()).then(|| proof_incomplete::undecided_promises(file, header, id, self.property_states, &open))
    }
}

/// Checks a single scenario. `shared` is its file, whose variables it can use.
pub(crate) fn check_scenario(
    context: &Context<'_>,
    (file, shared, scenario): (FileId, &ast::File<'_>, &ast::Scenario<'_>),
    prover: &Prover<'_>,
) -> (Lowered, ScenarioResult) {
    // Lower: check names and types, and convert the scenario to a story.
    let mut lowered = lower::scenario(context, file, shared, scenario);

    // Prove: explore every state that a run can reach.
    let Some((machine, proof)) = graph::prove(&mut lowered, prover) else {
        let (mut findings, _) = lints::lint_scenario(context.lints, context.names, scenario, &lowered, None);
        lowered.findings.append(&mut findings);
        let properties = properties::not_run(context, scenario, &lowered).properties;
        return (lowered, ScenarioResult { properties, ..ScenarioResult::default() });
    };

    // Report: findings that follow from the proof.
    let mut findings = graph::report_findings(context, shared, scenario, &lowered, (&machine, &proof));
    lowered.findings.append(&mut findings);

    // Properties: run the tests and prove the promises.
    let mut judged = properties::check_properties(context, scenario, &lowered, prover);
    lowered.findings.append(&mut judged.findings);

    // Lints: check the writing; some lints use the proof.
    let (mut findings, decisions) =
        lints::lint_scenario(context.lints, context.names, scenario, &lowered, Some((&machine, &proof)));
    lowered.findings.append(&mut findings);

    let result = ScenarioResult {
        states: proof.states,
        complete: proof.complete,
        is_settled: proof.is_settled(),
        open: open_questions::describe(scenario, &lowered, &proof),
        endings: graph::reached_endings(scenario, &machine, &proof),
        cannot_pass: cannot_pass(&machine, &proof),
        fewest: passing_endings(&machine, &proof).filter_map(|node| decisions_to(&proof, node)).min(),
        coverage: machine.principles().iter().cloned().zip(proof.coverage.iter().cloned()).collect(),
        properties: judged.properties,
        decisions,
        property_states: judged.states,
        begun: true,
        interrupted: proof.interrupted,
    };
    (lowered, result)
}

/// Returns whether it is known that no run passes a scenario.
fn cannot_pass(machine: &Machine, proof: &Proof) -> bool {
    passing_nodes(machine).all(|node| proof.excludes(Question::Enters(node)))
}

/// Returns the endings that some run reaches and that pass a scenario.
fn passing_endings(machine: &Machine, proof: &Proof) -> impl Iterator<Item = NodeIx> {
    passing_nodes(machine).filter(|node| proof.nodes.has(*node))
}

/// Returns the endings that pass a scenario: those with the result `passed`, or all if none has it.
fn passing_nodes(machine: &Machine) -> impl Iterator<Item = NodeIx> {
    let results = || {
        let nodes = (0..machine.node_count()).map(NodeIx::at);
        nodes.filter_map(|node| Some((node, machine.result(node)?)))
    };
    let passable = results().any(|(_, result)| result == RunResult::Passed);
    let passes = move |result| result == RunResult::Passed || !passable;
    results().filter(move |(_, result)| passes(*result)).map(|(node, _)| node)
}

/// Returns the number of decisions of the shortest run to a node.
fn decisions_to(proof: &Proof, node: NodeIx) -> Option<u64> {
    let run = proof.nodes.run_to(node)?;
    Some(run.steps().iter().filter(|step| matches!(step, RunStep::Choose(_))).count() as u64)
}
