//! One scenario by itself: lowered, proved, its tests run, its promises proved, its text linted.

use rustc_hash::FxHashMap;
use scn_prover::Coverage;
use scn_source::{FileId, Finding, Place};
use scn_syntax::ast;

use crate::cache::Prover;
use crate::context::Context;
use crate::findings::proof_incomplete;
use crate::lints::{self, Decision};
use crate::lowered::Lowered;
use crate::properties::{self, Claim, ClaimResult};
use crate::{graph, lower};

/// How far a scenario covers principles, by their ids.
pub(crate) type Coverages = FxHashMap<String, Coverage>;

/// What the pack needs to know of a scenario besides its findings.
#[derive(Debug, Default)]
pub(crate) struct ScenarioResult {
    /// The number of states that were stored.
    pub(crate) states: u64,
    /// Whether those are all. False for a scenario that is not sound: nothing is proved of it.
    pub(crate) complete: bool,
    /// The number of endings that some run reaches.
    pub(crate) endings: usize,
    /// How far it covers each principle that it links.
    pub(crate) coverage: Coverages,
    /// Its tests and promises, and whether they hold.
    pub(crate) claims: Vec<Claim>,
    /// Its decisions, for the lints that look at all decisions of the pack.
    pub(crate) decisions: Vec<Decision>,
    /// The most states that were stored for promises left open.
    claim_states: u64,
    /// Whether the proof was begun at all.
    begun: bool,
    /// Whether it was ended from outside.
    interrupted: bool,
}

impl ScenarioResult {
    /// Whether all runs were followed, and every promise that was looked at proved or refuted.
    pub(crate) fn was_fully_checked(&self) -> bool {
        self.complete && self.claims.iter().all(|claim| claim.result != ClaimResult::Open)
    }

    /// Returns the finding that not all runs were followed, if they were not.
    pub(crate) fn incomplete_finding(&self, file: FileId, scenario: &ast::Scenario<'_>) -> Option<Finding> {
        let open = self.claims.iter().filter(|claim| claim.result == ClaimResult::Open);
        let open: Vec<Place> = open.map(|claim| claim.place).collect();
        let (header, id) = (scenario.header, scenario.id.text);
        if self.begun && !self.complete {
            return Some(match self.interrupted {
                true => proof_incomplete::interrupted(file, header, id, self.states, &open),
                false => proof_incomplete::finding(file, header, id, self.states, &open),
            });
        }
        (!open.is_empty()).then(|| proof_incomplete::promises(file, header, id, self.claim_states, &open))
    }
}

/// Checks a scenario by itself. `shared`: its file, whose variables it can use.
pub(crate) fn check_scenario(
    context: &Context<'_>,
    (file, shared, scenario): (FileId, &ast::File<'_>, &ast::Scenario<'_>),
    prover: &Prover<'_>,
) -> (Lowered, ScenarioResult) {
    // Lower: names and types are checked, and the scenario becomes a story.
    let mut lowered = lower::scenario(context, file, shared, scenario);

    // Prove: every state that a run can be in.
    let Some((machine, proof)) = graph::prove(&mut lowered, prover) else {
        let (mut findings, _) = lints::scenario(context.lints, context.names, scenario, &lowered, None);
        lowered.findings.append(&mut findings);
        let claims = properties::not_run(context, scenario, &lowered).claims;
        return (lowered, ScenarioResult { claims, ..ScenarioResult::default() });
    };

    // Judge: what the proof means, at the places where the author wrote it.
    let mut findings = graph::findings(context, shared, scenario, &lowered, (&machine, &proof));
    lowered.findings.append(&mut findings);

    // Properties: tests are run, promises are proved.
    let mut judged = properties::judge(context, scenario, &lowered, prover);
    lowered.findings.append(&mut judged.findings);

    // Lints: the writing, with what is known of the runs.
    let (mut findings, decisions) =
        lints::scenario(context.lints, context.names, scenario, &lowered, Some((&machine, &proof)));
    lowered.findings.append(&mut findings);

    let result = ScenarioResult {
        states: proof.states,
        complete: proof.complete,
        endings: graph::reached_endings(scenario, &machine, &proof),
        coverage: machine.principles().iter().cloned().zip(proof.coverage.iter().cloned()).collect(),
        claims: judged.claims,
        decisions,
        claim_states: judged.states,
        begun: true,
        interrupted: proof.interrupted,
    };
    (lowered, result)
}
