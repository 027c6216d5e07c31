//! `inevitable`: whether every run reaches a moment that meets the condition.
//!
//! A run that does not passes only through states where the condition does not hold, and either
//! stops in one of them or continues forever. A run that continues forever through finitely many
//! states returns to one of them. Chance is treated as an adversary: each draw may have any
//! outcome, every time.

use scn_story::{Bits, Claim, Moment};

use super::steps::{Labelled, Steps, To};
use super::{Refutation, Stop, Verdict, is, set};
use crate::Witness;
use crate::explore::Explored;
use crate::rounds::components;
use crate::table::{NONE, StateIx};

pub(super) fn inevitable<B: Bits>(explored: &Explored<'_, B>, claim: Claim) -> Verdict {
    let avoids: Vec<bool> = explored.all().map(|at| !explored.holds(claim, at)).collect();
    let mut steps = Steps::new(explored);
    let mut search = Search::new(explored, &avoids);
    if let Some(stopped) = search.run(0, &mut steps) {
        return Verdict::Refuted(search.stops(&stopped, &mut steps));
    }
    let components = components(&explored.edges, &avoids, [0]);
    let is_round = |at: StateIx| components.get(at as usize).is_some_and(|component| *component != NONE);
    let mut comes_round = |at: StateIx| is_round(at) || steps.of(at).iter().any(|step| leads_to(step, at));
    let Some(at) = search.order.iter().copied().find(|at| comes_round(*at)) else { return Verdict::Kept };
    let run = Witness { steps: steps.way(&search.way_to(at)) };
    let round = Witness { steps: shortest_round(explored, &avoids, at, &mut steps) };
    Verdict::Refuted(Refutation::Round { run, round, at: explored.table.node(at) })
}

fn leads_to(step: &Labelled, at: StateIx) -> bool {
    matches!(step.to, To::State(to) if to == at)
}

/// A breadth-first search through a subset of the states, in the same order as the exploration
/// itself: by number of choices, and by source order among equal numbers. Situations without
/// choices are followed immediately.
struct Search<'e, 'm, B> {
    explored: &'e Explored<'m, B>,
    inside: &'e [bool],
    met: Vec<bool>,
    /// The state from which each state was first reached.
    from: Vec<StateIx>,
    order: Vec<StateIx>,
}

/// A run that stops, after the state or at it.
struct Stopped {
    at: StateIx,
    step: Labelled,
    how: Stop,
}

impl<'e, 'm, B: Bits> Search<'e, 'm, B> {
    fn new(explored: &'e Explored<'m, B>, inside: &'e [bool]) -> Self {
        let states = inside.len();
        Self { explored, inside, met: vec![false; states], from: vec![NONE; states], order: Vec::new() }
    }

    /// Searches from a state until a run stops. Returns `None` if no run does; all reachable states
    /// have been visited then.
    fn run(&mut self, start: StateIx, steps: &mut Steps<'e, 'm, B>) -> Option<Stopped> {
        if let Some(stopped) = self.meet(start, NONE, steps) {
            return Some(stopped);
        }
        let mut next = 0;
        while let Some(at) = self.order.get(next).copied() {
            next += 1;
            if self.goes_on(at) {
                continue;
            }
            // The exact step matters only if a run can stop after a choice.
            if self.explored.ahead(at).is_none() {
                for step in steps.of(at) {
                    let stopped = match step.to {
                        To::State(to) => self.meet(to, at, steps),
                        To::Stops(how) => Some(Stopped { at, step, how }),
                    };
                    if stopped.is_some() {
                        return stopped;
                    }
                }
            } else {
                for to in self.explored.edges.of(at) {
                    if let Some(stopped) = self.meet(to, at, steps) {
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
    fn meet(&mut self, mut at: StateIx, mut from: StateIx, steps: &mut Steps<'e, 'm, B>) -> Option<Stopped> {
        while is(self.inside, at) && set(&mut self.met, at) {
            if let Some(place) = self.from.get_mut(at as usize) {
                *place = from;
            }
            self.order.push(at);
            if self.explored.ahead(at).is_none()
                && let [step] = steps.of(at).as_slice()
                && let Labelled { by: None, to: To::Stops(how) } = *step
            {
                return Some(Stopped { at, step: *step, how });
            }
            if !self.goes_on(at) {
                return None;
            }
            from = at;
            at = self.explored.edges.of(at).next()?;
        }
        None
    }

    /// Returns the states through which the search reached a state, ending with the state itself.
    fn way_to(&self, at: StateIx) -> Vec<StateIx> {
        let mut way = vec![at];
        let mut at = at;
        while let Some(from) = self.from.get(at as usize).copied().filter(|from| *from != NONE) {
            way.push(from);
            at = from;
        }
        way.reverse();
        way
    }

    fn stops(&self, stopped: &Stopped, steps: &mut Steps<'e, 'm, B>) -> Refutation {
        let mut run = steps.way(&self.way_to(stopped.at));
        if let Some((choice, outcome)) = stopped.step.by {
            steps.told(choice, outcome, &mut run);
        }
        Refutation::Stops { run: Witness { steps: run }, at: self.explored.table.node(stopped.at), how: stopped.how }
    }
}

/// Returns the shortest path from a state back to itself, as steps.
fn shortest_round<'e, 'm, B: Bits>(
    explored: &'e Explored<'m, B>,
    inside: &'e [bool],
    start: StateIx,
    steps: &mut Steps<'e, 'm, B>,
) -> Vec<crate::RunStep> {
    // `from` of the start remains `NONE`, so that the path back ends there.
    let mut search = Search::new(explored, inside);
    search.order.push(start);
    let mut next = 0;
    while let Some(at) = search.order.get(next).copied() {
        next += 1;
        if at != start && search.goes_on(at) {
            continue;
        }
        for step in steps.of(at) {
            let (mut from, mut step) = (at, Some(step));
            while let Some(Labelled { to: To::State(to), .. }) = step {
                if to == start {
                    let mut way = search.way_to(from);
                    way.push(start);
                    return steps.way(&way);
                }
                if !is(inside, to) || !set(&mut search.met, to) {
                    break;
                }
                if let Some(place) = search.from.get_mut(to as usize) {
                    *place = from;
                }
                search.order.push(to);
                // Situations without choices are followed immediately.
                step = if search.goes_on(to) { steps.of(to).pop() } else { None };
                from = to;
            }
        }
    }
    Vec::new()
}
