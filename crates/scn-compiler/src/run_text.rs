//! Text of runs for findings and statistics.

use std::cell::OnceCell;
use std::sync::Arc;

use scn_prover::{RunStep as Step, RunTree, Witness};
use scn_source::{Run, RunStep, SharedSteps};
use scn_story::Machine;

/// The runs of a proof, as findings name them. They share their steps as those of the proof do.
#[derive(Default)]
pub(crate) struct ProofRuns {
    shared: OnceCell<(Arc<RunTree>, Arc<SharedSteps>)>,
}

impl ProofRuns {
    /// Returns a run of the proof.
    pub(crate) fn run(&self, machine: &Machine, witness: &Witness) -> Run {
        if witness.end() == 0 {
            return Run::default();
        }
        let (tree, steps) = self.shared.get_or_init(|| {
            let mut steps = SharedSteps::default();
            for (before, step) in witness.tree().steps() {
                steps.push(before, named_step(machine, step));
            }
            (Arc::clone(witness.tree()), Arc::new(steps))
        });
        if Arc::ptr_eq(tree, witness.tree()) {
            Run::new(Arc::clone(steps), witness.end())
        } else {
            Run::from(run_steps(machine, &witness.steps()))
        }
    }
}

fn named_step(machine: &Machine, step: Step) -> RunStep {
    match step {
        Step::Choose(choice) => RunStep::Choose(machine.choice_id(choice).to_owned()),
        Step::Draw(number) => RunStep::Outcome(number),
    }
}

/// Returns steps as findings name them.
pub(crate) fn run_steps(machine: &Machine, steps: &[Step]) -> Vec<RunStep> {
    steps.iter().map(|step| named_step(machine, *step)).collect()
}

/// Returns a run as findings name its steps.
pub(crate) fn named_run(machine: &Machine, run: &Witness) -> Run {
    Run::from(run_steps(machine, &run.steps()))
}

/// Returns the text of each step of a run.
pub(crate) fn words(machine: &Machine, run: &Witness) -> Vec<String> {
    run.steps().iter().map(|step| named_step(machine, *step).to_string()).collect()
}
