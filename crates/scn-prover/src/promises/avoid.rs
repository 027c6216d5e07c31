//! `inevitable`: whether every run reaches a moment that meets the condition.
//!
//! A run that does not passes only through states where the condition does not hold, and either
//! stops in one of them or continues forever. A run that continues forever through finitely many
//! states returns to one of them. Chance is treated as an adversary: each draw may have any
//! outcome, every time.

use scn_story::{Bits, ConditionRef, Moment};

use super::steps::{LabelledStep, StepFinder, StepTarget};
use super::{Refutation, Stop, Verdict, is_flagged, set_flag};
use crate::Witness;
use crate::explore::Explored;
use crate::scc::find_components;
use crate::table::{NONE, StateIx};

pub(super) fn prove_inevitable<B: Bits>(explored: &Explored<'_, B>, claim: ConditionRef) -> Verdict {
    let avoids: Vec<bool> = explored.all_states().map(|at| !explored.meets_condition(claim, at)).collect();
    let mut steps = StepFinder::new(explored);
    let mut search = AvoidingSearch::new(explored, &avoids);
    if let Some(stopped) = search.find_stop(0, &mut steps) {
        return Verdict::Refuted(search.stop_refutation(&stopped, &mut steps));
    }
    let components = find_components(&explored.edges, &avoids, [0]);
    let is_in_component = |at: StateIx| components.get(at as usize).is_some_and(|component| *component != NONE);
    let mut returns_to_itself =
        |at: StateIx| is_in_component(at) || steps.steps_of(at).iter().any(|step| leads_to(step, at));
    let Some(at) = search.order.iter().copied().find(|at| returns_to_itself(*at)) else { return Verdict::Kept };
    let run = Witness::from(steps.path_steps(&search.path_to(at)));
    let round = Witness::from(shortest_cycle(explored, &avoids, at, &mut steps));
    Verdict::Refuted(Refutation::Cycle { run, cycle: round, at: explored.table.node(at) })
}

fn leads_to(step: &LabelledStep, at: StateIx) -> bool {
    matches!(step.to, StepTarget::State(to) if to == at)
}

/// A breadth-first search through a subset of the states, in the same order as the exploration
/// itself: by number of choices, and by source order among equal numbers. Situations without
/// choices are followed immediately.
struct AvoidingSearch<'e, 'm, B> {
    explored: &'e Explored<'m, B>,
    inside: &'e [bool],
    met: Vec<bool>,
    /// The state from which each state was first reached.
    from: Vec<StateIx>,
    order: Vec<StateIx>,
}

/// A run that stops, after the state or at it.
struct StoppedRun {
    at: StateIx,
    step: LabelledStep,
    how: Stop,
}

impl<'e, 'm, B: Bits> AvoidingSearch<'e, 'm, B> {
    fn new(explored: &'e Explored<'m, B>, inside: &'e [bool]) -> Self {
        let states = inside.len();
        Self { explored, inside, met: vec![false; states], from: vec![NONE; states], order: Vec::new() }
    }

    /// Searches from a state until a run stops. Returns `None` if no run does; all reachable states
    /// have been visited then.
    fn find_stop(&mut self, start: StateIx, steps: &mut StepFinder<'e, 'm, B>) -> Option<StoppedRun> {
        if let Some(stopped) = self.visit(start, NONE, steps) {
            return Some(stopped);
        }
        let mut next = 0;
        while let Some(at) = self.order.get(next).copied() {
            next += 1;
            if self.goes_on(at) {
                continue;
            }
            // The exact step matters only if a run can stop after a choice.
            if self.explored.last_successor(at).is_none() {
                for step in steps.steps_of(at) {
                    let stopped = match step.to {
                        StepTarget::State(to) => self.visit(to, at, steps),
                        StepTarget::Stops(how) => Some(StoppedRun { at, step, how }),
                    };
                    if stopped.is_some() {
                        return stopped;
                    }
                }
            } else {
                for to in self.explored.edges.successors_of(at) {
                    if let Some(stopped) = self.visit(to, at, steps) {
                        return Some(stopped);
                    }
                }
            }
        }
        None
    }

    fn goes_on(&self, at: StateIx) -> bool {
        self.explored.machine.moment(self.explored.table.node(at)) == Moment::GoesOn
    }

    /// Visits a state and the chain of situations without choices that it starts.
    fn visit(&mut self, mut at: StateIx, mut from: StateIx, steps: &mut StepFinder<'e, 'm, B>) -> Option<StoppedRun> {
        while is_flagged(self.inside, at) && set_flag(&mut self.met, at) {
            if let Some(place) = self.from.get_mut(at as usize) {
                *place = from;
            }
            self.order.push(at);
            if self.explored.last_successor(at).is_none()
                && let [step] = steps.steps_of(at).as_slice()
                && let LabelledStep { by: None, to: StepTarget::Stops(how) } = *step
            {
                return Some(StoppedRun { at, step: *step, how });
            }
            if !self.goes_on(at) {
                return None;
            }
            from = at;
            at = self.explored.edges.successors_of(at).next()?;
        }
        None
    }

    /// Returns the states through which the search reached a state, ending with the state itself.
    fn path_to(&self, at: StateIx) -> Vec<StateIx> {
        let mut path = vec![at];
        let mut state = at;
        while let Some(from) = self.from.get(state as usize).copied().filter(|from| *from != NONE) {
            path.push(from);
            state = from;
        }
        path.reverse();
        path
    }

    fn stop_refutation(&self, stopped: &StoppedRun, steps: &mut StepFinder<'e, 'm, B>) -> Refutation {
        let mut run = steps.path_steps(&self.path_to(stopped.at));
        if let Some((choice, outcome)) = stopped.step.by {
            steps.push_step(choice, outcome, &mut run);
        }
        Refutation::Stops { run: Witness::from(run), at: self.explored.table.node(stopped.at), how: stopped.how }
    }
}

/// Returns the shortest path from a state back to itself, as steps.
fn shortest_cycle<'e, 'm, B: Bits>(
    explored: &'e Explored<'m, B>,
    inside: &'e [bool],
    start: StateIx,
    steps: &mut StepFinder<'e, 'm, B>,
) -> Vec<crate::RunStep> {
    // `from` of the start remains `NONE`, so that the path back ends there.
    let mut search = AvoidingSearch::new(explored, inside);
    search.order.push(start);
    let mut next = 0;
    while let Some(at) = search.order.get(next).copied() {
        next += 1;
        if at != start && search.goes_on(at) {
            continue;
        }
        for step in steps.steps_of(at) {
            let (mut from, mut step) = (at, Some(step));
            while let Some(LabelledStep { to: StepTarget::State(to), .. }) = step {
                if to == start {
                    let mut path = search.path_to(from);
                    path.push(start);
                    return steps.path_steps(&path);
                }
                if !is_flagged(inside, to) || !set_flag(&mut search.met, to) {
                    break;
                }
                if let Some(place) = search.from.get_mut(to as usize) {
                    *place = from;
                }
                search.order.push(to);
                // Situations without choices are followed immediately.
                step = if search.goes_on(to) { steps.steps_of(to).pop() } else { None };
                from = to;
            }
        }
    }
    Vec::new()
}
