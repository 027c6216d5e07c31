//! Whether the result of a run depends on what is chosen: always the same, or decided by the last
//! decision alone. Both are proved over all runs.

use rustc_hash::FxHashSet;
use scn_prover::{Limits, last_decision};
use scn_source::Finding;
use scn_story::{NodeIx, OutcomeIx, RunResult};

use super::quick::MachineFacts;
use super::runs::{ProvedScenario, STATES};
use crate::findings;
use crate::run_text::named_run;

/// Reports a scenario whose runs all have the same result, or whose result depends on the last
/// decision alone. The proof must be complete.
pub(crate) fn lint(proved: &ProvedScenario<'_, '_>, quick: &MachineFacts<'_>, findings: &mut Vec<Finding>) {
    let machine = proved.machine;
    let nodes = (0..machine.node_count()).map(NodeIx::at).filter(|node| proved.proof.nodes.has(*node));
    let endings: Vec<(NodeIx, RunResult)> = nodes.filter_map(|node| Some((node, machine.result(node)?))).collect();
    let results: FxHashSet<RunResult> = endings.iter().map(|(_, result)| *result).collect();
    match endings.first() {
        Some((_, result)) if results.len() == 1 => {
            if contradicts(proved, *result) || 1 < endings.len() && has_decision(proved) {
                findings.push(findings::same_result::finding(proved.file, proved.scenario, *result, endings.len()));
            }
        }
        Some(_) if proved.proof.states <= STATES && quick.may_decide_last(&results) => {
            if let Some(last) = last_decision(machine, &Limits::of_states(STATES)) {
                let run = named_run(machine, &last.run);
                findings.push(findings::last_choice_decides::finding(proved.file, proved.scenario, &last.results, run));
            }
        }
        Some(_) | None => {}
    }
}

/// Whether some run does what does not fit the result of every run: it breaks a principle where all
/// pass, or upholds one where all fail.
fn contradicts(proved: &ProvedScenario<'_, '_>, result: RunResult) -> bool {
    let taken = proved.proof.taken.iter().enumerate().filter(|(_, taken)| **taken).map(|(at, _)| OutcomeIx::at(at));
    let mut ratings = taken.flat_map(|outcome| proved.machine.outcome_links(outcome)).map(|(_, rating)| *rating);
    match result {
        RunResult::Passed => ratings.any(|rating| rating < 0),
        RunResult::Failed => ratings.any(|rating| 0 < rating),
        RunResult::Mixed => false,
    }
}

/// Whether some run reaches a situation in which at least two choices are ever on offer.
fn has_decision(proved: &ProvedScenario<'_, '_>) -> bool {
    let is_offered = |choice: &scn_story::ChoiceIx| proved.proof.offered.get(choice.index()) == Some(&true);
    (0..proved.machine.node_count())
        .map(NodeIx::at)
        .any(|node| 1 < proved.machine.choices_of(node).filter(is_offered).count())
}
