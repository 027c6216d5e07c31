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

use super::diagram::{EMPTY, Fun, MapIx};
use super::purse::Done;
use super::world::{Path, Sets, World, put_at, set_at};
use crate::edges::Edges;
use crate::rounds::components;

/// A transition within a component.
#[derive(Clone, Copy, Debug)]
struct Inner {
    from: usize,
    to: usize,
    /// The states in which it can be taken and may be part of a cycle.
    guard: Fun,
    map: MapIx,
}

impl World<'_> {
    /// Returns those of the given states that may lie on a cycle through them.
    pub(super) fn rings(&mut self, among: &Sets) -> Done<Sets> {
        let mut left = among.clone();
        left.resize(self.places.len(), EMPTY);
        loop {
            let before = left.clone();
            let inner = self.inner(&left)?;
            left = self.going_on(left, &inner)?;
            if left == before {
                return Ok(left);
            }
        }
    }

    /// Returns the transitions that may be part of a cycle through these states.
    fn inner(&mut self, left: &Sets) -> Done<Vec<Inner>> {
        let mut ways = Vec::new();
        let mut edges = Edges::default();
        for from in 0..self.places.len() {
            for way in 0..self.way_count(from) {
                let Some(Path::To { place: to, arc }) = self.known_path(from, way) else { continue };
                let Some(map) = self.arcs.get(arc).map(|arc| arc.map) else { continue };
                if set_at(left, from) == EMPTY || set_at(left, to) == EMPTY {
                    continue;
                }
                let guard = self.way(from, way).1;
                let leads = self.leads(Inner { from, to, guard, map }, left)?;
                if leads != EMPTY {
                    ways.push(Inner { from, to, guard, map });
                    edges.add(u32::try_from(to).unwrap_or(u32::MAX));
                }
            }
            edges.close();
        }
        let all = vec![true; self.places.len()];
        let components = components(&edges, &all, 0..u32::try_from(all.len()).unwrap_or(u32::MAX));
        let component = |place: usize| components.get(place).copied();
        ways.retain(|way| way.from == way.to || component(way.from) == component(way.to));
        ways.sort_by_key(|way| (component(way.from), way.from));
        let mut inner = Vec::with_capacity(ways.len());
        for ways in ways.chunk_by(|a, b| component(a.from) == component(b.from)) {
            let one_way = self.one_way(ways);
            for way in ways {
                let mut guard = way.guard;
                for level in &one_way {
                    let still = self.still(way.map, *level)?;
                    guard = self.and(guard, still)?;
                }
                inner.push(Inner { guard, ..*way });
            }
        }
        Ok(inner)
    }

    /// Returns the remaining states from which a transition leads to a remaining state.
    fn leads(&mut self, way: Inner, left: &Sets) -> Done<Fun> {
        let there = self.rules.frame.diagrams.before(way.map, set_at(left, way.to))?;
        let there = self.and(there, way.guard)?;
        self.and(set_at(left, way.from), there)
    }

    /// Returns the levels that these transitions only ever raise or only ever lower.
    fn one_way(&self, ways: &[Inner]) -> Vec<u32> {
        let levels = (0_u32..).take(self.rules.frame.space.slots().len());
        let only = |level: u32, wrong: fn(&u32, &u32) -> bool| {
            ways.iter().all(|way| {
                let node = self.node_of(way.from);
                let stands = self.rules.classes.of(node, level);
                // Only the representative of a class occurs.
                let occurs = |value: u32| stands.is_none_or(|table| table.get(value as usize) == Some(&value));
                let table = self.rules.frame.diagrams.table(way.map, level).unwrap_or_default();
                !(0_u32..).zip(table).any(|(value, to)| occurs(value) && wrong(&value, to))
            })
        };
        levels.filter(|level| only(*level, |from, to| to < from) || only(*level, |from, to| from < to)).collect()
    }

    /// Returns the states whose value at a level is unchanged by a map.
    fn still(&mut self, map: MapIx, level: u32) -> Done<Fun> {
        let Some(table) = self.rules.frame.diagrams.table(map, level).map(<[u32]>::to_vec) else {
            return Ok(super::diagram::ALL);
        };
        self.rules.frame.diagrams.values(level, |value| table.get(value as usize) == Some(&value))
    }

    /// Returns those of these states that have infinitely long paths of such transitions both from
    /// them and to them.
    fn going_on(&mut self, mut left: Sets, ways: &[Inner]) -> Done<Sets> {
        loop {
            let (mut sources, mut targets) = (Sets::new(), Sets::new());
            for way in ways {
                let leads = self.leads(*way, &left)?;
                let source = self.min(set_at(&sources, way.from), leads)?;
                put_at(&mut sources, way.from, source);
                let there = self.rules.frame.diagrams.image(way.map, leads)?;
                let target = self.min(set_at(&targets, way.to), there)?;
                put_at(&mut targets, way.to, target);
            }
            let mut after = Sets::new();
            for place in 0..self.places.len() {
                let both = self.and(set_at(&sources, place), set_at(&targets, place))?;
                put_at(&mut after, place, both);
            }
            if after == left {
                return Ok(after);
            }
            left = after;
        }
    }
}
