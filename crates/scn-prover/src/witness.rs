//! Converts state numbers to runs that a person can replay.

use rustc_hash::FxHashMap;
use scn_story::{Bits, Machine, NodeIx, OutcomeIx};

use crate::explore::{Explored, LastStep, RunMark};
use crate::runs::{End, FinishedRuns, RunCollection};
use crate::successors::SuccessorFinder;
use crate::table::StateIx;
use crate::traps::FoundTrap;
use crate::{Proof, RunStep, Trap, Witness};

impl<B: Bits> Explored<'_, B> {
    /// Returns the shortest run to a state.
    pub(crate) fn run_to(&self, state: StateIx) -> Witness {
        let mut runs = StateRuns::new(self);
        let end = runs.run_to(state);
        runs.finish().run(end)
    }
}

/// The runs to states, which share their beginnings. Together they take time and memory
/// proportional to the number of their different steps.
pub(crate) struct StateRuns<'e, 'm, B> {
    explored: &'e Explored<'m, B>,
    finder: SuccessorFinder<'e, 'm, B>,
    runs: RunCollection,
    /// The run to each state on the way of another.
    known: FxHashMap<StateIx, End>,
}

impl<'e, 'm, B: Bits> StateRuns<'e, 'm, B> {
    pub(crate) fn new(explored: &'e Explored<'m, B>) -> Self {
        Self {
            explored,
            finder: SuccessorFinder::new(explored),
            runs: RunCollection::default(),
            known: FxHashMap::default(),
        }
    }

    /// Adds the shortest run to a state.
    pub(crate) fn run_to(&mut self, state: StateIx) -> End {
        // Go back to a state whose run is already stored, then forward from there.
        let (mut at, mut end) = (Some(state), 0);
        let (mut way, mut steps) = (Vec::new(), Vec::new());
        while let Some(state) = at {
            if let Some(known) = self.known.get(&state) {
                end = *known;
                break;
            }
            way.push(state);
            at = self.explored.table.parent(state);
        }
        while let Some(state) = way.pop() {
            // There is no step into the start and into the successor of a situation without choices.
            if let Some(outcome) = self.finder.outcome_into(state) {
                backwards(self.explored.machine, outcome, &mut steps);
            }
            end = steps.drain(..).rev().fold(end, |end, step| self.runs.step(end, step));
            self.known.insert(state, end);
        }
        end
    }

    /// Adds the run that a mark represents.
    pub(crate) fn run_of(&mut self, mark: RunMark) -> End {
        let end = mark.state.map_or(0, |state| self.run_to(state));
        let mut steps = Vec::new();
        match mark.then {
            LastStep::Nothing => {}
            LastStep::Chose(choice) => steps.push(RunStep::Choose(choice)),
            LastStep::Took(outcome) => backwards(self.explored.machine, outcome, &mut steps),
        }
        steps.drain(..).rev().fold(end, |end, step| self.runs.step(end, step))
    }

    pub(crate) fn finish(self) -> FinishedRuns {
        self.runs.finish()
    }
}

/// Adds everything for which a proof has a run. All these runs share their beginnings.
pub(crate) fn add_runs<B: Bits>(proof: &mut Proof, explored: &Explored<'_, B>, traps: Vec<FoundTrap>) {
    let mut runs = StateRuns::new(explored);
    let nodes: Vec<_> = explored.first_at.iter().map(|first| first.map(|state| runs.run_to(state))).collect();
    let dead_ends: Vec<_> = explored.notes.dead_ends.iter().map(|(node, state)| (*node, runs.run_to(*state))).collect();
    let no_outcomes: Vec<_> =
        explored.notes.no_outcomes.iter().map(|(choice, mark)| (*choice, runs.run_of(*mark))).collect();
    let stray_returns: Vec<_> =
        explored.stray_returns.iter().map(|(stray, mark)| (*stray, runs.run_of(*mark))).collect();
    let saturated: Vec<_> = explored.saturated.iter().map(|(site, mark)| (*site, runs.run_of(*mark))).collect();
    let traps: Vec<_> = traps.into_iter().map(|trap| (runs.run_to(trap.at), trap)).collect();
    let runs = runs.finish();
    for (node, end) in (0..).map(NodeIx).zip(nodes) {
        if let Some(end) = end {
            proof.nodes.enter(node, runs.run(end));
        }
    }
    proof.dead_ends = dead_ends.into_iter().map(|(node, end)| (node, runs.run(end))).collect();
    proof.no_outcomes = no_outcomes.into_iter().map(|(choice, end)| (choice, runs.run(end))).collect();
    proof.stray_returns = stray_returns.into_iter().map(|(stray, end)| (stray, runs.run(end))).collect();
    proof.saturated = saturated.into_iter().map(|(site, end)| (site, runs.run(end))).collect();
    let trap = |(end, trap): (_, FoundTrap)| Trap { nodes: trap.nodes, entry: trap.entry, run: runs.run(end) };
    proof.traps = traps.into_iter().map(trap).collect();
}

/// Appends the steps that take an outcome, last step first.
fn backwards(machine: &Machine, outcome: OutcomeIx, steps: &mut Vec<RunStep>) {
    let Some((choice, position)) = machine.choice_of(outcome) else { return };
    if machine.is_chance(choice) {
        steps.push(RunStep::Draw(u32::try_from(position + 1).unwrap_or(u32::MAX)));
    }
    steps.push(RunStep::Choose(choice));
}
