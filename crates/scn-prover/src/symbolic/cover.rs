//! How far a scenario covers each principle.

use scn_story::{Moment, NodeIx, OutcomeIx, PrincipleIx};

use super::budget::Budgeted;
use super::diagram::{EMPTY, NodeRef};
use super::transition_system::{StateSets, TransitionSystem, set_at};
use crate::{Coverage, Level, Proof};

impl TransitionSystem<'_> {
    /// Computes the level of each principle. `start` is where runs begin, `reached` is everything
    /// they reach, and `proof` says which outcomes happen.
    pub(crate) fn compute_coverage(
        &mut self,
        start: (usize, NodeRef),
        reached: &StateSets,
        proof: &Proof,
    ) -> Budgeted<Vec<Coverage>> {
        let machine = self.rules.machine;
        let mut levels = vec![Level::None; machine.principles().len()];
        for at in 0..machine.outcome_count() {
            let level = if proof.taken.get(at) == Some(&true) { Level::Reachable } else { Level::Linked };
            for (principle, _) in machine.outcome_links(OutcomeIx::at(at)) {
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
                let guaranteed = some_run_ends && !self.can_escape(principle, start)?;
                *level = if guaranteed { Level::Guaranteed } else { Level::Tested };
            }
        }
        Ok(levels.into_iter().map(|level| Coverage { level, ..Coverage::default() }).collect())
    }

    /// Returns whether there is a moment where the choices on offer can, taken together, both
    /// uphold a principle and break it.
    fn is_tested(&mut self, principle: PrincipleIx, reached: &StateSets) -> Budgeted<bool> {
        let machine = self.rules.machine;
        for location in 0..self.locations.len() {
            let states_here = set_at(reached, location);
            if states_here == EMPTY {
                continue;
            }
            let (mut upheld, mut broken) = (EMPTY, EMPTY);
            for transition in 0..self.transition_count(location) {
                let (outcome, guard) = self.transition_at(location, transition);
                for (linked, rating) in outcome.map(|outcome| machine.outcome_links(outcome)).unwrap_or_default() {
                    if *linked == principle {
                        let side = if *rating < 0 { &mut broken } else { &mut upheld };
                        *side = self.rules.context.diagrams.min(*side, guard)?;
                    }
                }
            }
            let contested = self.restrict(upheld, broken)?;
            if self.intersects(states_here, contested)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns whether some run ends without having faced a principle.
    fn can_escape(&mut self, principle: PrincipleIx, start: (usize, NodeRef)) -> Budgeted<bool> {
        let mut facing = Vec::with_capacity(self.nodes.len());
        for rules in &self.nodes {
            facing.push(self.rules.states_facing(principle.index(), rules)?);
        }
        let unfaced = self.reachable_from(&[start], Some(&facing))?;
        let machine = self.rules.machine;
        let is_ending = |location: usize| match machine.moment(self.node_of(location)) {
            Moment::Ending(_) => true,
            Moment::GoesOn | Moment::Choices => false,
        };
        Ok((0..self.locations.len()).any(|location| set_at(&unfaced, location) != EMPTY && is_ending(location)))
    }
}
