//! `inevitable`, with state sets: whether a run can continue or stop without reaching a moment that
//! meets the condition.
//!
//! First it checks whether a run stops, by looking for the shortest run to a stop through states
//! that do not meet the condition. If there is none, it checks whether a run can cycle: `rings.rs`
//! computes a set of states that contains every state on a cycle and few others. The state of this
//! set that is nearest to the start is tried first. If no path leads from it back to itself, it is
//! removed from the set.

use scn_story::Moment;

use super::claims::parts;
use super::diagram::{EMPTY, Fun};
use super::purse::{Done, Spent};
use super::runs::{By, Part, Walked};
use super::world::{Path, Sets, World, put_at, set_at};
use crate::{Refutation, Stop, Verdict};

/// Maximum number of states tried that turn out to lie on no cycle.
const MOST_TRIES: usize = 1024;

impl World<'_> {
    pub(super) fn inevitable(&mut self, has: &[Fun], start: (usize, Fun)) -> Done<Verdict> {
        let avoiding = self.spread(&[start], Some(has))?;
        let avoiding = self.outside(&avoiding, has)?;
        let stops = self.stops(&avoiding)?;
        if !stops.is_empty() {
            let Walked { run, last, by, .. } = self.run_to(&stops, Some(&avoiding))?;
            let how = match (by, self.rules.machine.moment(last.node)) {
                (By::NoOutcome(choice), _) => Stop::NoOutcome(choice),
                (By::Itself, Moment::Ending(_)) => Stop::Ending,
                (By::Itself, Moment::Choices) => Stop::DeadEnd,
                (By::Itself, Moment::GoesOn) | (By::Outcome(_), _) => Stop::Nowhere,
            };
            return Ok(Verdict::Refuted(Refutation::Stops { run, at: last.node, how }));
        }
        let mut rings = self.rings(&avoiding)?;
        for _ in 0..MOST_TRIES {
            let ringed = parts(&rings);
            if ringed.is_empty() {
                return Ok(Verdict::Kept);
            }
            let Walked { run, last, .. } = self.run_to(&ringed, Some(&avoiding))?;
            if let Some(round) = self.way_round(&last, &rings)? {
                return Ok(Verdict::Refuted(Refutation::Round { run, round, at: last.node }));
            }
            let aside = self.part_of(&last)?.ok_or(Spent::Bound)?;
            let rest = self.rules.frame.diagrams.without(set_at(&rings, aside.place), aside.states)?;
            put_at(&mut rings, aside.place, rest);
            rings = self.rings(&rings)?;
        }
        Err(Spent::Bound)
    }

    /// Returns where a run can stop among these states.
    fn stops(&mut self, among: &Sets) -> Done<Vec<Part>> {
        let mut stops = Vec::new();
        for place in 0..self.places.len() {
            let here = set_at(among, place);
            if here == EMPTY {
                continue;
            }
            let Some(rules) = self.rules_of(place) else { continue };
            let itself = match self.rules.machine.moment(self.node_of(place)) {
                Moment::Ending(_) | Moment::GoesOn => rules.stops,
                Moment::Choices => rules.dead,
            };
            let mut seen = vec![(By::Itself, itself)];
            seen.extend(rules.no_outcome.iter().map(|(choice, states)| (By::NoOutcome(*choice), *states)));
            for way in 0..self.way_count(place) {
                let (outcome, guard) = self.way(place, way);
                match self.known_path(place, way) {
                    Some(Path::Stops | Path::Strays(_)) => {
                        seen.push((outcome.map_or(By::Itself, By::Outcome), guard));
                    }
                    Some(Path::To { .. }) | None => {}
                }
            }
            for (by, states) in seen {
                let states = self.and(here, states)?;
                if states != EMPTY {
                    stops.push(Part { place, states, by });
                }
            }
        }
        Ok(stops)
    }
}
