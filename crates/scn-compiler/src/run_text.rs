//! Text of runs for findings and statistics.

use scn_prover::{RunStep, Witness};
use scn_story::Machine;

/// Returns the steps of a run: ids of choices, and `outcome N` after a choice where chance decides.
pub(crate) fn steps(machine: &Machine, run: &Witness) -> Vec<String> {
    let words = run.steps.iter().map(|step| match step {
        RunStep::Choose(choice) => machine.choice_id(*choice).to_owned(),
        RunStep::Draw(number) => format!("outcome {number}"),
    });
    words.collect()
}
