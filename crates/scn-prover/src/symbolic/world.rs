//! State sets by location, and reachability: forwards to everything that runs reach, backwards to
//! everything that can still reach a goal.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use scn_story::{GoalView, NodeIx, OutcomeIx, Stacks};

use super::diagram::{ALL, EMPTY, Fun, plus};
use super::purse::{Done, Spent};
use super::rules::{Arc, NodeRules, Rules};
use crate::StrayReturn;

/// Maximum number of locations.
const MOST_PLACES: usize = 1 << 17;

/// A node together with the open detours. The rest of a state is its values.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) node: NodeIx,
    pub(crate) stack: u32,
    /// For each transition of the node, where it leads from here; `None` until a run has followed
    /// it.
    paths: Vec<Option<Path>>,
}

/// Where a transition leads.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Path {
    /// To a location, by an arc.
    To { place: usize, arc: usize },
    /// Nowhere: the run stops.
    Stops,
    /// To a `return` with no detour open: the run stops.
    Strays(StrayReturn),
}

/// Everything that is computed incrementally.
#[derive(Debug)]
pub(crate) struct World<'m> {
    pub(crate) rules: Rules<'m>,
    pub(crate) nodes: Vec<NodeRules>,
    pub(crate) places: Vec<Place>,
    known: FxHashMap<(NodeIx, u32), usize>,
    pub(crate) stacks: Stacks,
    pub(crate) arcs: Vec<Arc>,
    known_arcs: FxHashMap<(NodeIx, usize, NodeIx), usize>,
    /// For each location, the transitions that lead there, as location and transition.
    into: Vec<Vec<(usize, usize)>>,
}

/// A set of states (or a function of states) for each location.
pub(crate) type Sets = Vec<Fun>;

pub(crate) fn set_at(sets: &Sets, place: usize) -> Fun {
    sets.get(place).copied().unwrap_or(EMPTY)
}

pub(crate) fn put_at(sets: &mut Sets, place: usize, set: Fun) {
    if sets.len() <= place {
        sets.resize(place + 1, EMPTY);
    }
    if let Some(at) = sets.get_mut(place) {
        *at = set;
    }
}

impl<'m> World<'m> {
    pub(crate) fn new(mut rules: Rules<'m>) -> Done<Self> {
        let mut nodes = Vec::new();
        for at in 0..rules.machine.node_count() {
            rules.frame.diagrams.purse.work(1)?;
            nodes.push(rules.node(NodeIx::at(at))?);
        }
        Ok(Self {
            rules,
            nodes,
            places: Vec::new(),
            known: FxHashMap::default(),
            stacks: Stacks::new(),
            arcs: Vec::new(),
            known_arcs: FxHashMap::default(),
            into: Vec::new(),
        })
    }

    /// Returns the number of a location. At an ending nothing is ahead, not even a `return`, so
    /// detours are dropped.
    pub(crate) fn place(&mut self, node: NodeIx, stack: u32) -> Done<usize> {
        let stack = if self.rules.machine.result(node).is_some() { 0 } else { stack };
        if let Some(known) = self.known.get(&(node, stack)) {
            return Ok(*known);
        }
        if MOST_PLACES <= self.places.len() {
            return Err(Spent::Bound);
        }
        let number = self.places.len();
        let ways = self.nodes.get(node.index()).map_or(0, |rules| rules.ways.len());
        self.places.push(Place { node, stack, paths: vec![None; ways] });
        self.into.push(Vec::new());
        self.known.insert((node, stack), number);
        Ok(number)
    }

    /// Returns the number of a location that some run has reached.
    pub(crate) fn known_place(&self, node: NodeIx, stack: u32) -> Option<usize> {
        self.known.get(&(node, stack)).copied()
    }

    pub(crate) fn node_of(&self, place: usize) -> NodeIx {
        self.places.get(place).map(|place| place.node).unwrap_or_default()
    }

    pub(crate) fn rules_of(&self, place: usize) -> Option<&NodeRules> {
        self.nodes.get(self.node_of(place).index())
    }

    pub(crate) fn way_count(&self, place: usize) -> usize {
        self.rules_of(place).map_or(0, |rules| rules.ways.len())
    }

    /// Returns the outcome of a transition and the states in which it can happen.
    pub(crate) fn way(&self, place: usize, way: usize) -> (Option<OutcomeIx>, Fun) {
        let way = self.rules_of(place).and_then(|rules| rules.ways.get(way));
        way.map_or((None, EMPTY), |way| (way.outcome, way.moves.guard))
    }

    /// Returns where a transition leads, if some run has followed it.
    pub(crate) fn known_path(&self, place: usize, way: usize) -> Option<Path> {
        self.places.get(place)?.paths.get(way).copied().flatten()
    }

    fn path(&mut self, place: usize, way: usize) -> Done<Path> {
        if let Some(known) = self.known_path(place, way) {
            return Ok(known);
        }
        let path = self.find_path(place, way)?;
        if let Some(slot) = self.places.get_mut(place).and_then(|place| place.paths.get_mut(way)) {
            *slot = Some(path);
        }
        if let Path::To { place: target, .. } = path
            && let Some(into) = self.into.get_mut(target)
        {
            into.push((place, way));
        }
        Ok(path)
    }

    /// Corresponds to the interpreter's `go`, and to the detour of its `take`.
    fn find_path(&mut self, place: usize, way: usize) -> Done<Path> {
        let Some(Place { node, stack, .. }) = self.places.get(place).cloned() else { return Ok(Path::Stops) };
        let Some(found) = self.nodes.get(node.index()).and_then(|rules| rules.ways.get(way)) else {
            return Ok(Path::Stops);
        };
        let (mut from, mut goal, detour) = (found.outcome, found.next, found.detour);
        if let (Some(detour), Some(outcome)) = (detour, from) {
            let deeper = self.stacks.push(stack, outcome);
            return self.follow(node, way, detour, deeper);
        }
        let mut stack = stack;
        loop {
            match goal {
                GoalView::Nowhere => return Ok(Path::Stops),
                GoalView::Node(target) => return self.follow(node, way, target, stack),
                GoalView::Again => {
                    let machine = self.rules.machine;
                    let own = from.and_then(|outcome| machine.choice_of(outcome));
                    let own = own.and_then(|(choice, _)| machine.node_of(choice)).unwrap_or(node);
                    return self.follow(node, way, own, stack);
                }
                GoalView::Return => match self.stacks.pop(stack) {
                    None => return Ok(Path::Strays(from.map_or(StrayReturn::Node(node), StrayReturn::Outcome))),
                    Some((below, outcome)) => {
                        stack = below;
                        let opener = self.rules.frame.view.outcomes.get(outcome.index());
                        goal = opener.map_or(GoalView::Nowhere, |opener| opener.next);
                        from = Some(outcome);
                    }
                },
            }
        }
    }

    fn follow(&mut self, node: NodeIx, way: usize, target: NodeIx, stack: u32) -> Done<Path> {
        let place = self.place(target, stack)?;
        if let Some(arc) = self.known_arcs.get(&(node, way, target)) {
            return Ok(Path::To { place, arc: *arc });
        }
        let Some(moves) =
            self.nodes.get(node.index()).and_then(|rules| rules.ways.get(way)).map(|way| way.moves.clone())
        else {
            return Ok(Path::Stops);
        };
        let arc = self.rules.enter(&moves, target)?;
        self.arcs.push(arc);
        self.known_arcs.insert((node, way, target), self.arcs.len() - 1);
        Ok(Path::To { place, arc: self.arcs.len() - 1 })
    }

    /// Returns all states that runs reach from some states. They go no further from states in
    /// `barred`, which is given per node.
    ///
    /// Whatever is added at a location is followed together with everything already there, and a
    /// transition back to its own location is followed until it adds nothing new. The order in
    /// which states are found does not matter, and sets grown this way are usually simpler than
    /// sets of states at the same distance.
    pub(crate) fn spread(&mut self, from: &[(usize, Fun)], barred: Option<&[Fun]>) -> Done<Sets> {
        let mut sets: Sets = Vec::new();
        let mut waiting = BTreeSet::new();
        for (place, set) in from {
            let joined = self.min(set_at(&sets, *place), *set)?;
            put_at(&mut sets, *place, joined);
            waiting.insert((self.node_of(*place), *place));
        }
        while let Some((node, place)) = waiting.pop_first() {
            let barred = barred.and_then(|barred| barred.get(node.index()).copied()).unwrap_or(EMPTY);
            loop {
                let before = set_at(&sets, place);
                for way in 0..self.way_count(place) {
                    let (_, guard) = self.way(place, way);
                    self.rules.frame.diagrams.purse.work(1)?;
                    loop {
                        let here = self.rules.frame.diagrams.and(set_at(&sets, place), guard)?;
                        let here = self.rules.frame.diagrams.without(here, barred)?;
                        if here == EMPTY {
                            break;
                        }
                        let Path::To { place: target, arc } = self.path(place, way)? else { break };
                        let Some(map) = self.arcs.get(arc).map(|arc| arc.map) else { break };
                        let there = self.rules.frame.diagrams.image(map, here)?;
                        let known = set_at(&sets, target);
                        let joined = self.min(known, there)?;
                        if joined == known {
                            break;
                        }
                        put_at(&mut sets, target, joined);
                        if target != place {
                            waiting.insert((self.node_of(target), target));
                            break;
                        }
                    }
                }
                if set_at(&sets, place) == before {
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
    pub(crate) fn distances(&mut self, goal: &[(usize, Fun)], counted: bool, within: Option<&Sets>) -> Done<Sets> {
        let mut sets: Sets = vec![EMPTY; self.places.len()];
        let mut waiting = BTreeSet::new();
        for (place, fun) in goal {
            let joined = self.min(set_at(&sets, *place), *fun)?;
            put_at(&mut sets, *place, joined);
            waiting.insert((self.node_of(*place), *place));
        }
        while let Some((_, target)) = waiting.pop_last() {
            for (place, way) in self.into.get(target).cloned().unwrap_or_default() {
                self.rules.frame.diagrams.purse.work(1)?;
                let Some(Path::To { arc, .. }) = self.known_path(place, way) else { continue };
                let Some(map) = self.arcs.get(arc).map(|arc| arc.map) else { continue };
                let (outcome, guard) = self.way(place, way);
                let cost = u32::from(counted && outcome.is_some());
                loop {
                    let diagrams = &mut self.rules.frame.diagrams;
                    let here = diagrams.before(map, set_at(&sets, target))?;
                    let mut here = diagrams.and(plus(here, cost), guard)?;
                    if let Some(within) = within {
                        here = diagrams.and(here, set_at(within, place))?;
                    }
                    let known = set_at(&sets, place);
                    let joined = self.min(known, here)?;
                    if joined == known {
                        break;
                    }
                    put_at(&mut sets, place, joined);
                    waiting.insert((self.node_of(place), place));
                    if target != place {
                        break;
                    }
                }
            }
        }
        Ok(sets)
    }

    /// Returns every state at the reached locations from which a stop is reachable.
    pub(crate) fn can_stop(&mut self, reached: &Sets) -> Done<Sets> {
        let mut stops = Vec::new();
        for place in 0..self.places.len() {
            if set_at(reached, place) == EMPTY {
                continue;
            }
            stops.push((place, self.rules_of(place).map_or(ALL, |rules| rules.stops)));
            for way in 0..self.way_count(place) {
                match self.known_path(place, way) {
                    Some(Path::Stops | Path::Strays(_)) => stops.push((place, self.way(place, way).1)),
                    Some(Path::To { .. }) | None => {}
                }
            }
        }
        self.distances(&stops, false, None)
    }

    pub(crate) fn min(&mut self, a: Fun, b: Fun) -> Done<Fun> {
        self.rules.frame.diagrams.min(a, b)
    }

    pub(crate) fn and(&mut self, a: Fun, b: Fun) -> Done<Fun> {
        self.rules.frame.diagrams.and(a, b)
    }

    pub(crate) fn meet(&mut self, a: Fun, b: Fun) -> Done<bool> {
        self.rules.frame.diagrams.meet(a, b)
    }
}
