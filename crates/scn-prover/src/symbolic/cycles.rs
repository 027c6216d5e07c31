//! States that may lie on a cycle: a path from a state back to itself.
//!
//! Repeatedly removes what cannot lie on a cycle, until nothing more can be removed:
//!
//! - a transition from one component of the locations to another, since no cycle uses it. (The
//!   components are those of the graph with an edge wherever some transition leads from a remaining
//!   state to a remaining state.)
//! - a transition in the states where it raises a value that no transition within the component
//!   lowers, or lowers one that none raises, since such a change is never undone. Marks are such
//!   values, as are those of `[once]` and of a meter that is only ever raised.
//! - a state that no remaining transition leads out of, or that none leads to.
//!
//! Every cycle survives this completely, so no state on a cycle is removed. The result can contain
//! more: states that lie between two cycles.

use super::budget::Budgeted;
use super::diagram::{EMPTY, MapIx, NodeRef};
use super::transition_system::{Destination, StateSets, TransitionSystem, put_at, set_at};
use crate::edges::Edges;
use crate::scc::find_components;

/// A transition within a component.
#[derive(Clone, Copy, Debug)]
struct InnerTransition {
    from: usize,
    to: usize,
    /// The states in which it can be taken and may be part of a cycle.
    guard: NodeRef,
    map: MapIx,
}

impl TransitionSystem<'_> {
    /// Returns those of the given states that may lie on a cycle through them.
    pub(super) fn possible_cycles(&mut self, among: &StateSets) -> Budgeted<StateSets> {
        let mut remaining = among.clone();
        remaining.resize(self.locations.len(), EMPTY);
        loop {
            let previous = remaining.clone();
            let inner = self.inner_transitions(&remaining)?;
            remaining = self.infinite_paths(remaining, &inner)?;
            if remaining == previous {
                return Ok(remaining);
            }
        }
    }

    /// Returns the transitions that may be part of a cycle through these states.
    fn inner_transitions(&mut self, left: &StateSets) -> Budgeted<Vec<InnerTransition>> {
        let mut transitions = Vec::new();
        let mut edges = Edges::default();
        for from in 0..self.locations.len() {
            for transition in 0..self.transition_count(from) {
                let Some(Destination::To { location: to, arc }) = self.known_destination(from, transition) else {
                    continue;
                };
                let Some(map) = self.arcs.get(arc).map(|arc| arc.map) else { continue };
                if set_at(left, from) == EMPTY || set_at(left, to) == EMPTY {
                    continue;
                }
                let guard = self.transition_at(from, transition).1;
                let leads = self.leading_states(InnerTransition { from, to, guard, map }, left)?;
                if leads != EMPTY {
                    transitions.push(InnerTransition { from, to, guard, map });
                    edges.add(u32::try_from(to).unwrap_or(u32::MAX));
                }
            }
            edges.close_state();
        }
        let all_inside = vec![true; self.locations.len()];
        let components = find_components(&edges, &all_inside, 0..u32::try_from(all_inside.len()).unwrap_or(u32::MAX));
        let component_of = |location: usize| components.get(location).copied();
        transitions.retain(|transition| {
            transition.from == transition.to || component_of(transition.from) == component_of(transition.to)
        });
        transitions.sort_by_key(|transition| (component_of(transition.from), transition.from));
        let mut inner = Vec::with_capacity(transitions.len());
        for changes in transitions.chunk_by(|a, b| component_of(a.from) == component_of(b.from)) {
            let one_way = self.one_way_levels(changes);
            for transition in changes {
                let mut guard = transition.guard;
                for level in &one_way {
                    let unchanged = self.unchanged_states(transition.map, *level)?;
                    guard = self.restrict(guard, unchanged)?;
                }
                inner.push(InnerTransition { guard, ..*transition });
            }
        }
        Ok(inner)
    }

    /// Returns the remaining states from which a transition leads to a remaining state.
    fn leading_states(&mut self, transition: InnerTransition, left: &StateSets) -> Budgeted<NodeRef> {
        let there = self.rules.context.diagrams.preimage(transition.map, set_at(left, transition.to))?;
        let there = self.restrict(there, transition.guard)?;
        self.restrict(set_at(left, transition.from), there)
    }

    /// Returns the levels that these transitions only ever raise or only ever lower.
    fn one_way_levels(&self, changes: &[InnerTransition]) -> Vec<u32> {
        let levels = (0_u32..).take(self.rules.context.space.slots_by_level().len());
        let no_transition = |level: u32, wrong: fn(&u32, &u32) -> bool| {
            changes.iter().all(|transition| {
                let node = self.node_of(transition.from);
                let representatives = self.rules.classes.representatives(node, level);
                // Only the representative of a class occurs.
                let occurs = |value: u32| representatives.is_none_or(|table| table.get(value as usize) == Some(&value));
                let table = self.rules.context.diagrams.map_table(transition.map, level).unwrap_or_default();
                !(0_u32..).zip(table).any(|(value, to)| occurs(value) && wrong(&value, to))
            })
        };
        levels
            .filter(|level| no_transition(*level, |from, to| to < from) || no_transition(*level, |from, to| from < to))
            .collect()
    }

    /// Returns the states whose value at a level is unchanged by a map.
    fn unchanged_states(&mut self, map: MapIx, level: u32) -> Budgeted<NodeRef> {
        let Some(table) = self.rules.context.diagrams.map_table(map, level).map(<[u32]>::to_vec) else {
            return Ok(super::diagram::ALL);
        };
        self.rules.context.diagrams.values_where(level, |value| table.get(value as usize) == Some(&value))
    }

    /// Returns those of these states that have infinitely long paths of such transitions both from
    /// them and to them.
    fn infinite_paths(&mut self, mut left: StateSets, changes: &[InnerTransition]) -> Budgeted<StateSets> {
        loop {
            let (mut sources, mut targets) = (StateSets::new(), StateSets::new());
            for transition in changes {
                let leads = self.leading_states(*transition, &left)?;
                let source = self.min(set_at(&sources, transition.from), leads)?;
                put_at(&mut sources, transition.from, source);
                let there = self.rules.context.diagrams.image(transition.map, leads)?;
                let target = self.min(set_at(&targets, transition.to), there)?;
                put_at(&mut targets, transition.to, target);
            }
            let mut next = StateSets::new();
            for location in 0..self.locations.len() {
                let connected = self.restrict(set_at(&sources, location), set_at(&targets, location))?;
                put_at(&mut next, location, connected);
            }
            if next == left {
                return Ok(next);
            }
            left = next;
        }
    }
}
