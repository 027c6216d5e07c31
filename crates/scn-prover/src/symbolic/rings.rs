//! States that may lie on a way round: from them back to them.
//!
//! Put aside is what cannot lie on one, until nothing more can be:
//!
//! - a way that leads from one component of the places to another: no way round takes it.
//!   (Components are those of the graph that has an arrow where some way leads from a state that is
//!   left to one that is left.)
//! - a way that lifts a value which, within the component, no way lowers, or lowers one that none
//!   lifts: what has changed so never comes back. Marks are such values, and `[once]`, and a meter
//!   that is only ever lifted.
//! - a state from which none of the ways that are left leads on, or to which none leads.
//!
//! Every way round survives this whole, so no state on one is put aside. What is left can hold
//! more: what lies between two ways round.

use super::diagram::{EMPTY, Fun, MapIx};
use super::purse::Done;
use super::world::{Path, Sets, World, put_at, set_at};
use crate::edges::Edges;
use crate::rounds::components;

/// A way within a component.
#[derive(Clone, Copy, Debug)]
struct Inner {
    from: usize,
    to: usize,
    /// The states in which it can be taken and may be part of a way round.
    guard: Fun,
    map: MapIx,
}

impl World<'_> {
    /// Of some states, those that may lie on a way round through them.
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

    /// The ways that may be part of a way round through these states.
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

    /// From which of the states that are left a way leads to one that is left.
    fn leads(&mut self, way: Inner, left: &Sets) -> Done<Fun> {
        let there = self.rules.frame.diagrams.before(way.map, set_at(left, way.to))?;
        let there = self.and(there, way.guard)?;
        self.and(set_at(left, way.from), there)
    }

    /// The levels that these ways only ever lift or only ever lower.
    fn one_way(&self, ways: &[Inner]) -> Vec<u32> {
        let levels = (0_u32..).take(self.rules.frame.space.slots().len());
        let only = |level: u32, wrong: fn(&u32, &u32) -> bool| {
            ways.iter().all(|way| {
                let node = self.node_of(way.from);
                let stands = self.rules.classes.of(node, level);
                // Only the value that stands for its class occurs.
                let occurs = |value: u32| stands.is_none_or(|table| table.get(value as usize) == Some(&value));
                let table = self.rules.frame.diagrams.table(way.map, level).unwrap_or_default();
                !(0_u32..).zip(table).any(|(value, to)| occurs(value) && wrong(&value, to))
            })
        };
        levels.filter(|level| only(*level, |from, to| to < from) || only(*level, |from, to| from < to)).collect()
    }

    /// The states whose value at a level a map leaves alone.
    fn still(&mut self, map: MapIx, level: u32) -> Done<Fun> {
        let Some(table) = self.rules.frame.diagrams.table(map, level).map(<[u32]>::to_vec) else {
            return Ok(super::diagram::ALL);
        };
        self.rules.frame.diagrams.values(level, |value| table.get(value as usize) == Some(&value))
    }

    /// Of these states, those from which such ways lead on for ever, and to which they lead from
    /// ever.
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
