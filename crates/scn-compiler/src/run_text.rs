//! Text of runs for findings and statistics.

use scn_prover::{RunStep as Step, Witness};
use scn_source::RunStep;
use scn_story::Machine;

/// Returns the steps of a run, as findings name them.
pub(crate) fn run_steps(machine: &Machine, run: &Witness) -> Vec<RunStep> {
    let steps = run.steps.iter().map(|step| match step {
        Step::Choose(choice) => RunStep::Choose(machine.choice_id(*choice).to_owned()),
        Step::Draw(number) => RunStep::Outcome(*number),
    });
    steps.collect()
}

/// Returns the text of each step of a run.
pub(crate) fn words(machine: &Machine, run: &Witness) -> Vec<String> {
    run_steps(machine, run).iter().map(ToString::to_string).collect()
}
