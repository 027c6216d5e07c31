//! `inevitable`, with state sets: whether a run can continue or stop without reaching a moment that
//! meets the condition.
//!
//! First it checks whether a run stops, by looking for the shortest run to a stop through states
//! that do not meet the condition. If there is none, it checks whether a run can cycle: `cycles.rs`
//! computes a set of states that contains every state on a cycle and few others. The state of this
//! set that is nearest to the start is tried first. If no path leads from it back to itself, it is
//! removed from the set.

use scn_story::Moment;

use super::budget::{Budgeted, Exhausted};
use super::diagram::{EMPTY, NodeRef};
use super::promises::nonempty_parts;
use super::runs::{GoalPart, Trigger, WalkedRun};
use super::transition_system::{Destination, StateSets, TransitionSystem, put_at, set_at};
use crate::{Refutation, Stop, Verdict};

/// Maximum number of states tried that turn out to lie on no cycle.
const MOST_TRIES: usize = 1024;

impl TransitionSystem<'_> {
    pub(super) fn prove_inevitable(&mut self, has: &[NodeRef], start: (usize, NodeRef)) -> Budgeted<Verdict> {
        let avoiding = self.reachable_from(&[start], Some(has))?;
        let avoiding = self.states_outside(&avoiding, has)?;
        let stops = self.find_stops(&avoiding)?;
        if !stops.is_empty() {
            let WalkedRun { run, last, by, .. } = self.run_to(&stops, Some(&avoiding))?;
            let stop = match (by, self.rules.machine.moment(last.node)) {
                (Trigger::NoOutcome(choice), _) => Stop::NoOutcome(choice),
                (Trigger::Itself, Moment::Ending(_)) => Stop::Ending,
                (Trigger::Itself, Moment::Choices) => Stop::DeadEnd,
                (Trigger::Itself, Moment::GoesOn) | (Trigger::Outcome(_), _) => Stop::Nowhere,
            };
            return Ok(Verdict::Refuted(Refutation::Stops { run, at: last.node, how: stop }));
        }
        let mut rings = self.possible_cycles(&avoiding)?;
        for _ in 0..MOST_TRIES {
            let ringed = nonempty_parts(&rings);
            if ringed.is_empty() {
                return Ok(Verdict::Kept);
            }
            let WalkedRun { run, last, .. } = self.run_to(&ringed, Some(&avoiding))?;
            if let Some(round) = self.shortest_cycle_from(&last, &rings)? {
                return Ok(Verdict::Refuted(Refutation::Cycle { run, cycle: round, at: last.node }));
            }
            let aside = self.single_state(&last)?.ok_or(Exhausted::Bound)?;
            let remaining = self.rules.context.diagrams.exclude(set_at(&rings, aside.location), aside.states)?;
            put_at(&mut rings, aside.location, remaining);
            rings = self.possible_cycles(&rings)?;
        }
        Err(Exhausted::Bound)
    }

    /// Returns where a run can stop among these states.
    fn find_stops(&mut self, among: &StateSets) -> Budgeted<Vec<GoalPart>> {
        let mut stops = Vec::new();
        for location in 0..self.locations.len() {
            let states_here = set_at(among, location);
            if states_here == EMPTY {
                continue;
            }
            let Some(rules) = self.rules_of(location) else { continue };
            let itself = match self.rules.machine.moment(self.node_of(location)) {
                Moment::Ending(_) | Moment::GoesOn => rules.stops,
                Moment::Choices => rules.dead,
            };
            let mut stopping = vec![(Trigger::Itself, itself)];
            stopping.extend(rules.no_outcome.iter().map(|(choice, states)| (Trigger::NoOutcome(*choice), *states)));
            for transition in 0..self.transition_count(location) {
                let (outcome, guard) = self.transition_at(location, transition);
                match self.known_destination(location, transition) {
                    Some(Destination::Stops | Destination::Strays(_)) => {
                        stopping.push((outcome.map_or(Trigger::Itself, Trigger::Outcome), guard));
                    }
                    Some(Destination::To { .. }) | None => {}
                }
            }
            for (by, states) in stopping {
                let states = self.restrict(states_here, states)?;
                if states != EMPTY {
                    stops.push(GoalPart { location, states, by });
                }
            }
        }
        Ok(stops)
    }
}
