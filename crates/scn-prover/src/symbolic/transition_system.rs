//! State sets by location, and reachability: forwards to everything that runs reach, backwards to
//! everything that can still reach a goal.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use scn_story::{GoalView, NodeIx, OutcomeIx, Stacks};

use super::budget::{Budgeted, Exhausted};
use super::diagram::{ALL, EMPTY, NodeRef, add_to};
use super::rules::{ArcEffects, NodeRules, TransitionRules};
use super::step_effects::Observations;
use crate::StrayReturn;

/// Maximum number of locations.
const MOST_PLACES: usize = 1 << 17;

/// A node together with the open detours. The rest of a state is its values.
#[derive(Clone, Debug)]
pub(crate) struct Location {
    pub(crate) node: NodeIx,
    pub(crate) stack: u32,
    /// For each transition of the node, where it leads from here; `None` until a run has followed
    /// it.
    destinations: Vec<Option<Destination>>,
}

/// Where a transition leads.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Destination {
    /// To a location, by an arc.
    To { location: usize, arc: usize },
    /// Nowhere: the run stops.
    Stops,
    /// To a `return` with no detour open: the run stops.
    Strays(StrayReturn),
}

/// A transition that is being followed.
#[derive(Debug)]
struct Way {
    node: NodeIx,
    transition: usize,
    /// The outcomes whose detours it has closed, where conditions decided how it continues.
    closed: Vec<OutcomeIx>,
    /// What was observed while choosing between the targets of these outcomes.
    observations: Observations,
}

/// Everything that is computed incrementally.
#[derive(Debug)]
pub(crate) struct TransitionSystem<'m> {
    pub(crate) rules: TransitionRules<'m>,
    pub(crate) nodes: Vec<NodeRules>,
    pub(crate) locations: Vec<Location>,
    known: FxHashMap<(NodeIx, u32), usize>,
    pub(crate) stacks: Stacks,
    pub(crate) arcs: Vec<ArcEffects>,
    /// By node, transition, the outcomes whose detours it closes by conditions, and target.
    known_arcs: FxHashMap<(NodeIx, usize, Vec<OutcomeIx>, NodeIx), usize>,
    /// For each transition, as location and transition, that closes a detour and then leads
    /// nowhere: what was observed on the way.
    pub(crate) ended: FxHashMap<(usize, usize), Observations>,
    /// For each location, the transitions that lead there, as location and transition.
    into: Vec<Vec<(usize, usize)>>,
}

/// A set of states (or a function of states) for each location.
pub(crate) type StateSets = Vec<NodeRef>;

pub(crate) fn set_at(sets: &StateSets, location: usize) -> NodeRef {
    sets.get(location).copied().unwrap_or(EMPTY)
}

pub(crate) fn put_at(sets: &mut StateSets, location: usize, set: NodeRef) {
    if sets.len() <= location {
        sets.resize(location + 1, EMPTY);
    }
    if let Some(at) = sets.get_mut(location) {
        *at = set;
    }
}

impl<'m> TransitionSystem<'m> {
    pub(crate) fn new(mut rules: TransitionRules<'m>) -> Budgeted<Self> {
        let mut nodes = Vec::new();
        for at in 0..rules.machine.node_count() {
            rules.context.diagrams.budget.spend(1)?;
            nodes.push(rules.node_rules(NodeIx::at(at))?);
        }
        Ok(Self {
            rules,
            nodes,
            locations: Vec::new(),
            known: FxHashMap::default(),
            stacks: Stacks::new(),
            arcs: Vec::new(),
            known_arcs: FxHashMap::default(),
            ended: FxHashMap::default(),
            into: Vec::new(),
        })
    }

    /// Returns the number of a location. At an ending nothing is ahead, not even a `return`, so
    /// detours are dropped.
    pub(crate) fn location_number(&mut self, node: NodeIx, stack: u32) -> Budgeted<usize> {
        let stack = if self.rules.machine.result(node).is_some() { 0 } else { stack };
        if let Some(known) = self.known.get(&(node, stack)) {
            return Ok(*known);
        }
        if MOST_PLACES <= self.locations.len() {
            return Err(Exhausted::Bound);
        }
        let number = self.locations.len();
        let count = self.nodes.get(node.index()).map_or(0, |rules| rules.transitions.len());
        self.locations.push(Location { node, stack, destinations: vec![None; count] });
        self.into.push(Vec::new());
        self.known.insert((node, stack), number);
        Ok(number)
    }

    /// Returns the number of a location that some run has reached.
    pub(crate) fn known_location(&self, node: NodeIx, stack: u32) -> Option<usize> {
        self.known.get(&(node, stack)).copied()
    }

    pub(crate) fn node_of(&self, location: usize) -> NodeIx {
        self.locations.get(location).map(|place| place.node).unwrap_or_default()
    }

    pub(crate) fn rules_of(&self, location: usize) -> Option<&NodeRules> {
        self.nodes.get(self.node_of(location).index())
    }

    pub(crate) fn transition_count(&self, location: usize) -> usize {
        self.rules_of(location).map_or(0, |rules| rules.transitions.len())
    }

    /// Returns the outcome of a transition and the states in which it can happen.
    pub(crate) fn transition_at(&self, location: usize, transition: usize) -> (Option<OutcomeIx>, NodeRef) {
        let transition = self.rules_of(location).and_then(|rules| rules.transitions.get(transition));
        transition.map_or((None, EMPTY), |way| (way.outcome, way.effects.guard))
    }

    /// Returns where a transition leads, if some run has followed it.
    pub(crate) fn known_destination(&self, location: usize, transition: usize) -> Option<Destination> {
        self.locations.get(location)?.destinations.get(transition).copied().flatten()
    }

    fn destination_of(&mut self, location: usize, transition: usize) -> Budgeted<Destination> {
        if let Some(known) = self.known_destination(location, transition) {
            return Ok(known);
        }
        let destination = self.find_destination(location, transition)?;
        if let Some(slot) = self.locations.get_mut(location).and_then(|place| place.destinations.get_mut(transition)) {
            *slot = Some(destination);
        }
        if let Destination::To { location: target, .. } = destination
            && let Some(into) = self.into.get_mut(target)
        {
            into.push((location, transition));
        }
        Ok(destination)
    }

    /// Corresponds to the interpreter's `follow_goal`, and to the detour of its `take_outcome`.
    fn find_destination(&mut self, location: usize, transition: usize) -> Budgeted<Destination> {
        let Some(Location { node, stack, .. }) = self.locations.get(location).cloned() else {
            return Ok(Destination::Stops);
        };
        let Some(found) = self.nodes.get(node.index()).and_then(|rules| rules.transitions.get(transition)) else {
            return Ok(Destination::Stops);
        };
        let (mut from, mut goal, detour) = (found.outcome, found.next, found.detour);
        let way = Way { node, transition, closed: Vec::new(), observations: Observations::default() };
        if let (Some(detour), Some(outcome)) = (detour, from) {
            let deeper = self.rules.machine.open_detour(stack, outcome, &mut self.stacks);
            return self.follow_transition(way, detour, deeper);
        }
        let (mut stack, mut way) = (stack, way);
        loop {
            match goal {
                GoalView::Nowhere => {
                    self.ended.insert((location, transition), way.observations);
                    return Ok(Destination::Stops);
                }
                GoalView::Node(target) => return self.follow_transition(way, target, stack),
                GoalView::Again => {
                    let machine = self.rules.machine;
                    let own_choice = from.and_then(|outcome| machine.choice_of(outcome));
                    let own_node = own_choice.and_then(|(choice, _)| machine.node_of(choice)).unwrap_or(node);
                    return self.follow_transition(way, own_node, stack);
                }
                GoalView::Return => match self.stacks.pop(stack) {
                    None => {
                        self.ended.insert((location, transition), way.observations);
                        return Ok(Destination::Strays(from.map_or(StrayReturn::Node(node), StrayReturn::Outcome)));
                    }
                    Some((below, outcome)) => {
                        stack = below;
                        from = Some(outcome);
                        goal = match self.rules.certain_goal_after(outcome) {
                            Some(goal) => goal,
                            None => {
                                way.closed.push(outcome);
                                self.goal_by_conditions(&mut way, outcome)?
                            }
                        };
                    }
                },
            }
        }
    }

    fn goal_by_conditions(&mut self, way: &mut Way, opener: OutcomeIx) -> Budgeted<GoalView> {
        let transition = self.nodes.get(way.node.index()).and_then(|rules| rules.transitions.get(way.transition));
        match transition.map(|transition| transition.effects.clone()) {
            Some(effects) => self.rules.goal_after(&effects, opener, &mut way.observations),
            None => Ok(GoalView::Nowhere),
        }
    }

    fn follow_transition(&mut self, way: Way, target: NodeIx, stack: u32) -> Budgeted<Destination> {
        let Way { node, transition, closed, observations } = way;
        let location = self.location_number(target, stack)?;
        let key = (node, transition, closed, target);
        if let Some(arc) = self.known_arcs.get(&key) {
            return Ok(Destination::To { location, arc: *arc });
        }
        let Some(moves) = self
            .nodes
            .get(node.index())
            .and_then(|rules| rules.transitions.get(transition))
            .map(|way| way.effects.clone())
        else {
            return Ok(Destination::Stops);
        };
        let arc = self.rules.enter_node(&moves, target, observations)?;
        self.arcs.push(arc);
        self.known_arcs.insert(key, self.arcs.len() - 1);
        Ok(Destination::To { location, arc: self.arcs.len() - 1 })
    }

    /// Returns all states that runs reach from some states. They go no further from states in
    /// `barred`, which is given per node.
    ///
    /// Whatever is added at a location is followed together with everything already there, and a
    /// transition back to its own location is followed until it adds nothing new. The order in
    /// which states are found does not matter, and sets grown this way are usually simpler than
    /// sets of states at the same distance.
    pub(crate) fn reachable_from(
        &mut self,
        from: &[(usize, NodeRef)],
        barred: Option<&[NodeRef]>,
    ) -> Budgeted<StateSets> {
        let mut sets: StateSets = Vec::new();
        let mut waiting = BTreeSet::new();
        for (location, set) in from {
            let joined = self.min(set_at(&sets, *location), *set)?;
            put_at(&mut sets, *location, joined);
            waiting.insert((self.node_of(*location), *location));
        }
        while let Some((node, place)) = waiting.pop_first() {
            let barred = barred.and_then(|barred| barred.get(node.index()).copied()).unwrap_or(EMPTY);
            loop {
                let previous = set_at(&sets, place);
                for transition in 0..self.transition_count(place) {
                    let (_, guard) = self.transition_at(place, transition);
                    self.rules.context.diagrams.budget.spend(1)?;
                    loop {
                        let enabled = self.rules.context.diagrams.restrict(set_at(&sets, place), guard)?;
                        let enabled = self.rules.context.diagrams.exclude(enabled, barred)?;
                        if enabled == EMPTY {
                            break;
                        }
                        let Destination::To { location: target, arc } = self.destination_of(place, transition)? else {
                            break;
                        };
                        let Some(map) = self.arcs.get(arc).map(|arc| arc.map) else { break };
                        let there = self.rules.context.diagrams.image(map, enabled)?;
                        let known_states = set_at(&sets, target);
                        let joined = self.min(known_states, there)?;
                        if joined == known_states {
                            break;
                        }
                        put_at(&mut sets, target, joined);
                        if target != place {
                            waiting.insert((self.node_of(target), target));
                            break;
                        }
                    }
                }
                if set_at(&sets, place) == previous {
                    break;
                }
            }
        }
        Ok(sets)
    }

    /// Computes distances for the states at locations that some run has reached. The distance of a
    /// state is the minimum, over all paths to a state in `goal`, of the number of choices on the
    /// path plus the value of `goal` there. It is undefined if no path leads to the goal. If
    /// `counted` is false, choices cost nothing. With `within`, paths start in and pass through
    /// these states only.
    ///
    /// Solves Bellman's equations from above: each number found belongs to some run, and once
    /// nothing changes any more, there is no shorter one.
    pub(crate) fn distances_to(
        &mut self,
        goal: &[(usize, NodeRef)],
        counted: bool,
        within: Option<&StateSets>,
    ) -> Budgeted<StateSets> {
        let mut sets: StateSets = vec![EMPTY; self.locations.len()];
        let mut waiting = BTreeSet::new();
        for (location, fun) in goal {
            let joined = self.min(set_at(&sets, *location), *fun)?;
            put_at(&mut sets, *location, joined);
            waiting.insert((self.node_of(*location), *location));
        }
        while let Some((_, target)) = waiting.pop_last() {
            for (location, way) in self.into.get(target).cloned().unwrap_or_default() {
                self.rules.context.diagrams.budget.spend(1)?;
                let Some(Destination::To { arc, .. }) = self.known_destination(location, way) else { continue };
                let Some(map) = self.arcs.get(arc).map(|arc| arc.map) else { continue };
                let (outcome, guard) = self.transition_at(location, way);
                let cost = u32::from(counted && outcome.is_some());
                loop {
                    let diagrams = &mut self.rules.context.diagrams;
                    let preimage = diagrams.preimage(map, set_at(&sets, target))?;
                    let mut candidate = diagrams.restrict(add_to(preimage, cost), guard)?;
                    if let Some(within) = within {
                        candidate = diagrams.restrict(candidate, set_at(within, location))?;
                    }
                    let known_distances = set_at(&sets, location);
                    let joined = self.min(known_distances, candidate)?;
                    if joined == known_distances {
                        break;
                    }
                    put_at(&mut sets, location, joined);
                    waiting.insert((self.node_of(location), location));
                    if target != location {
                        break;
                    }
                }
            }
        }
        Ok(sets)
    }

    /// Returns every state at the reached locations from which a stop is reachable.
    pub(crate) fn can_stop(&mut self, reached: &StateSets) -> Budgeted<StateSets> {
        let mut stops = Vec::new();
        for location in 0..self.locations.len() {
            if set_at(reached, location) == EMPTY {
                continue;
            }
            stops.push((location, self.rules_of(location).map_or(ALL, |rules| rules.stops)));
            for transition in 0..self.transition_count(location) {
                match self.known_destination(location, transition) {
                    Some(Destination::Stops | Destination::Strays(_)) => {
                        stops.push((location, self.transition_at(location, transition).1));
                    }
                    Some(Destination::To { .. }) | None => {}
                }
            }
        }
        self.distances_to(&stops, false, None)
    }

    pub(crate) fn min(&mut self, a: NodeRef, b: NodeRef) -> Budgeted<NodeRef> {
        self.rules.context.diagrams.min(a, b)
    }

    pub(crate) fn restrict(&mut self, a: NodeRef, b: NodeRef) -> Budgeted<NodeRef> {
        self.rules.context.diagrams.restrict(a, b)
    }

    pub(crate) fn intersects(&mut self, a: NodeRef, b: NodeRef) -> Budgeted<bool> {
        self.rules.context.diagrams.intersects(a, b)
    }
}
