//! Proofs of small hand-made stories: one rule per test.

use scn_story::{Keep, Machine};

use crate::{Level, Limits, Merge, Proof, RunStep, StrayReturn, Witness, prove, prove_by_sets, prove_by_walking};

mod story {
    pub(crate) use scn_story::*;
}
#[path = "../../scn-story/src/machine/tests/builder.rs"]
mod builder;

#[path = "../../scn-story/src/machine/tests/random.rs"]
mod random;

mod bounds;
mod coverage;
mod large;
mod moments;
mod promises;
mod reach;
mod scripts;
mod sets;
mod shared_runs;
mod stats;
mod texts;
mod traps;

use builder::*;
use story::Scenario;

/// A proof, with names for its contents.
struct Proved {
    machine: Machine,
    proof: Proof,
}

fn proved(scenario: Scenario) -> Proved {
    proved_within(scenario, Limits::default())
}

fn proved_within(scenario: Scenario, limits: Limits<'_>) -> Proved {
    let machine = Machine::new(&scenario.numbered(), Keep::Read).expect("the scenario is whole");
    let proof = prove_by_walking(&machine, &limits);
    if proof.complete && proof.states < 10_000 {
        let by_sets = prove_by_sets(&machine, &Limits::default(), Merge::Unread);
        assert_eq!(by_sets.as_ref(), Some(&proof), "whole sets of states show what single ones do");
    }
    Proved { machine, proof }
}

impl Proved {
    fn words(&self, run: &Witness) -> String {
        let mut words = Vec::new();
        for step in &run.steps() {
            words.push(match step {
                RunStep::Choose(choice) => self.machine.choice_id(*choice).to_owned(),
                RunStep::Draw(number) => format!("outcome {number}"),
            });
        }
        words.join(", ")
    }

    /// Returns the shortest run to a node in words, or `None` if no run reaches it.
    fn run_to(&self, node: &str) -> Option<String> {
        let node = self.machine.node_by_id(node).expect("a node has this id");
        self.proof.nodes.run_to(node).map(|run| self.words(&run))
    }

    fn choice(&self, id: &str) -> usize {
        (0..self.machine.choice_count())
            .find(|at| self.machine.choice_id(story::ChoiceIx::at(*at)) == id)
            .expect("a choice has this id")
    }

    fn offered(&self, id: &str) -> bool {
        self.proof.offered[self.choice(id)]
    }

    /// Returns whether each outcome of a choice is ever taken.
    fn taken(&self, id: &str) -> Vec<bool> {
        let outcomes = self.machine.outcomes_of(story::ChoiceIx::at(self.choice(id)));
        outcomes.map(|outcome| self.proof.taken[outcome.index()]).collect()
    }

    fn dead_ends(&self) -> Vec<String> {
        let ends = &self.proof.dead_ends;
        ends.iter().map(|(node, run)| format!("{}: {}", self.machine.node_id(*node), self.words(run))).collect()
    }

    fn no_outcomes(&self) -> Vec<String> {
        let list = &self.proof.no_outcomes;
        list.iter().map(|(choice, run)| format!("{}: {}", self.machine.choice_id(*choice), self.words(run))).collect()
    }

    fn saturated(&self) -> Vec<String> {
        self.proof.saturated.iter().map(|(site, run)| format!("{}: {}", site.0, self.words(run))).collect()
    }

    fn stray_returns(&self) -> Vec<String> {
        let name = |stray: &StrayReturn| match stray {
            StrayReturn::Outcome(outcome) => {
                let (choice, at) = self.machine.choice_of(*outcome).expect("an outcome has a choice");
                format!("{} {}", self.machine.choice_id(choice), at + 1)
            }
            StrayReturn::Node(node) => self.machine.node_id(*node).to_owned(),
        };
        self.proof.stray_returns.iter().map(|(stray, run)| format!("{}: {}", name(stray), self.words(run))).collect()
    }

    /// Returns the traps as `entry [nodes]: run`.
    fn traps(&self) -> Vec<String> {
        let id = |node| self.machine.node_id(node);
        let traps = self.proof.traps.iter();
        traps
            .map(|trap| {
                let nodes: Vec<&str> = trap.nodes.iter().copied().map(id).collect();
                format!("{} [{}]: {}", id(trap.entry), nodes.join(" "), self.words(&trap.run))
            })
            .collect()
    }

    fn level(&self, principle: &str) -> Level {
        let at = self.machine.principles().iter().position(|id| id == principle).expect("the principle is known");
        self.proof.coverage[at].level
    }

    /// Returns the conditions by site: `+` always true, `-` always false, `±` both, `?` never
    /// evaluated.
    fn judged(&self) -> String {
        let judged = self.proof.observed_true.iter().zip(&self.proof.observed_false);
        judged
            .map(|pair| match pair {
                (true, true) => '±',
                (true, false) => '+',
                (false, true) => '-',
                (false, false) => '?',
            })
            .collect()
    }
}
