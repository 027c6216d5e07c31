//! How far a scenario covers each principle.

use scn_story::{Moment, NodeIx, OutcomeIx, PrincipleIx};

use super::diagram::{EMPTY, Fun};
use super::purse::Done;
use super::world::{Sets, World, set_at};
use crate::{Coverage, Level, Proof};

impl World<'_> {
    /// Computes the level of each principle. `start` is where runs begin, `reached` is everything
    /// they reach, and `proof` says which outcomes happen.
    pub(crate) fn coverage(&mut self, start: (usize, Fun), reached: &Sets, proof: &Proof) -> Done<Vec<Coverage>> {
        let machine = self.rules.machine;
        let mut levels = vec![Level::None; machine.principles().len()];
        for at in 0..machine.outcome_count() {
            let level = if proof.taken.get(at) == Some(&true) { Level::Reachable } else { Level::Linked };
            for (principle, _) in machine.links(OutcomeIx::at(at)) {
                if let Some(known) = levels.get_mut(principle.index()) {
                    *known = level.max(*known);
                }
            }
        }
        let mut nodes = (0..proof.nodes.len()).map(NodeIx::at);
        let some_run_ends = nodes.any(|node| proof.nodes.has(node) && machine.result(node).is_some());
        for (at, level) in levels.iter_mut().enumerate() {
            let principle = PrincipleIx::at(at);
            if *level == Level::Reachable && self.is_tested(principle, reached)? {
                let guaranteed = some_run_ends && !self.escapes(principle, start)?;
                *level = if guaranteed { Level::Guaranteed } else { Level::Tested };
            }
        }
        Ok(levels.into_iter().map(|level| Coverage { level }).collect())
    }

    /// Returns whether there is a moment where the choices on offer can, taken together, both
    /// uphold a principle and break it.
    fn is_tested(&mut self, principle: PrincipleIx, reached: &Sets) -> Done<bool> {
        let machine = self.rules.machine;
        for place in 0..self.places.len() {
            let here = set_at(reached, place);
            if here == EMPTY {
                continue;
            }
            let (mut upheld, mut broken) = (EMPTY, EMPTY);
            for way in 0..self.way_count(place) {
                let (outcome, guard) = self.way(place, way);
                for (linked, rating) in outcome.map(|outcome| machine.links(outcome)).unwrap_or_default() {
                    if *linked == principle {
                        let side = if *rating < 0 { &mut broken } else { &mut upheld };
                        *side = self.rules.frame.diagrams.min(*side, guard)?;
                    }
                }
            }
            let both = self.and(upheld, broken)?;
            if self.meet(here, both)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns whether some run ends without having faced a principle.
    fn escapes(&mut self, principle: PrincipleIx, start: (usize, Fun)) -> Done<bool> {
        let mut facing = Vec::with_capacity(self.nodes.len());
        for rules in &self.nodes {
            facing.push(self.rules.facing(principle.index(), rules)?);
        }
        let unfaced = self.spread(&[start], Some(&facing))?;
        let machine = self.rules.machine;
        let ends = |place: usize| match machine.moment(self.node_of(place)) {
            Moment::Ending(_) => true,
            Moment::GoesOn | Moment::Choices => false,
        };
        Ok((0..self.places.len()).any(|place| set_at(&unfaced, place) != EMPTY && ends(place)))
    }
}
