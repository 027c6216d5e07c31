//! Functions of many small values as decision diagrams, with each function stored once.
//!
//! A function maps every tuple of values, one per level, to a whole number or is undefined there. A
//! set is a function that is 0 inside the set and undefined outside. The same data structure thus
//! represents both sets of states and *distances* of states. If a distance is a sum of
//! contributions of the individual values, as it is when meters are raised one at a time, its
//! diagram stays as small as that of a set. These are the edge-valued decision diagrams of G.
//! Ciardo and R. Siminiceanu, 'Using edge-valued decision diagrams for symbolic generation of
//! shortest paths', FMCAD 2002, except that a level is skipped where nothing depends on it.
//!
//! Invariants that make equal functions share one node: an inner node has at least two runs of
//! values, neighbouring runs differ, the last run ends at the size of the level, and the least
//! number added on any nonempty run is 0.

use rustc_hash::FxHashMap;

use super::budget::{Budget, Budgeted, Exhausted};
use super::cache::{Cache, Op, UniqueTable};

/// A function: a node, and a number added to all of its values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct NodeRef {
    pub(crate) node: u32,
    pub(crate) add: u32,
}

/// The function that is undefined everywhere: the empty set.
pub(crate) const EMPTY: NodeRef = NodeRef { node: 0, add: 0 };

/// The function that is 0 everywhere: the set of all tuples.
pub(crate) const ALL: NodeRef = NodeRef { node: 1, add: 0 };

/// The level of the two functions above, which is below all others.
const GROUND: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Node {
    level: u32,
    first: u32,
    end: u32,
}

/// The values from the end of the previous run up to but excluding `end`, which lead to the same
/// function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ValueRun {
    end: u32,
    to: NodeRef,
}

/// The number of a [`Map`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct MapIx(u32);

/// A transformation of a state's values: for some levels, in order, the new value of each old
/// value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Map {
    pub(crate) levels: Vec<(u32, Vec<u32>)>,
}

/// All functions created so far.
#[derive(Debug)]
pub(crate) struct Diagrams<'w> {
    sizes: Vec<u32>,
    nodes: Vec<Node>,
    runs: Vec<ValueRun>,
    unique: UniqueTable,
    cache: Cache,
    maps: Vec<Map>,
    map_numbers: FxHashMap<Map, MapIx>,
    pub(super) budget: Budget<'w>,
}

/// A position among the runs of a function at a level. A function that does not depend on the level
/// has a single run.
#[derive(Clone, Copy)]
struct Cursor {
    at: u32,
    add: u32,
    whole: Option<ValueRun>,
}

impl<'w> Diagrams<'w> {
    /// Creates a store that contains only the two constant functions. `sizes` gives the number of
    /// values of each level.
    pub(crate) fn new(sizes: Vec<u32>, budget: Budget<'w>) -> Self {
        let ground = Node { level: GROUND, first: 0, end: 0 };
        Self {
            sizes,
            nodes: vec![ground, ground],
            runs: Vec::new(),
            unique: UniqueTable::new(),
            cache: Cache::new(),
            maps: Vec::new(),
            map_numbers: FxHashMap::default(),
            budget,
        }
    }

    /// Returns the number of inner nodes of a function.
    #[cfg(test)]
    pub(crate) fn nodes_of(&self, fun: NodeRef) -> usize {
        let mut visited = std::collections::BTreeSet::new();
        let mut waiting = vec![fun];
        while let Some(fun) = waiting.pop() {
            if fun != EMPTY && fun.node != ALL.node && visited.insert(fun.node) {
                waiting.extend(self.runs_of(fun).iter().map(|run| run.to));
            }
        }
        visited.len()
    }

    fn node_of(&self, fun: NodeRef) -> Node {
        self.nodes.get(fun.node as usize).copied().unwrap_or(Node { level: GROUND, first: 0, end: 0 })
    }

    fn level_of(&self, fun: NodeRef) -> u32 {
        self.node_of(fun).level
    }

    fn level_size(&self, level: u32) -> u32 {
        self.sizes.get(level as usize).copied().unwrap_or(1)
    }

    fn cursor(&self, fun: NodeRef, level: u32) -> Cursor {
        let node = self.node_of(fun);
        let whole = (node.level != level).then(|| ValueRun { end: self.level_size(level), to: fun });
        Cursor { at: node.first, add: fun.add, whole }
    }

    fn current_run(&self, cursor: Cursor) -> ValueRun {
        match cursor.whole {
            Some(run) => run,
            None => {
                let run = self.runs.get(cursor.at as usize).copied().unwrap_or(ValueRun { end: u32::MAX, to: EMPTY });
                ValueRun { to: add_to(run.to, cursor.add), ..run }
            }
        }
    }

    fn runs_of(&self, fun: NodeRef) -> Vec<ValueRun> {
        let node = self.node_of(fun);
        let runs = self.runs.get(node.first as usize..node.end as usize).unwrap_or_default();
        runs.iter().map(|run| ValueRun { to: add_to(run.to, fun.add), ..*run }).collect()
    }

    /// Returns the function with these runs, which is stored only once.
    fn make_node(&mut self, level: u32, mut runs: Vec<ValueRun>) -> Budgeted<NodeRef> {
        let first = runs.first().map_or(EMPTY, |run| run.to);
        if runs.len() < 2 {
            return Ok(first);
        }
        let nonempty_runs = || runs.iter().filter(|run| run.to != EMPTY);
        let least = nonempty_runs().map(|run| run.to.add).min().unwrap_or_default();
        for run in runs.iter_mut().filter(|run| run.to != EMPTY) {
            run.to.add -= least;
        }
        let existing = self.unique.find_node(level, &runs, |at| {
            let node = self.nodes.get(at as usize)?;
            Some((node.level, self.runs.get(node.first as usize..node.end as usize)?))
        });
        let node = match existing {
            Ok(node) => node,
            Err(place) => {
                self.budget.check_room(self.runs.len() + runs.len())?;
                let to_index = |at: usize| u32::try_from(at).map_err(|_| Exhausted::Bound);
                let node = to_index(self.nodes.len())?;
                let first = to_index(self.runs.len())?;
                self.runs.extend_from_slice(&runs);
                self.nodes.push(Node { level, first, end: to_index(self.runs.len())? });
                let nodes = &self.nodes;
                let all_runs = &self.runs;
                self.unique.insert(place, node, |at| {
                    let node = nodes.get(at as usize)?;
                    Some((node.level, all_runs.get(node.first as usize..node.end as usize)?))
                });
                self.cache.make_room(self.nodes.len());
                node
            }
        };
        Ok(NodeRef { node, add: least })
    }

    /// Combines two functions piece by piece, at the first level that either of them depends on.
    fn combine(
        &mut self,
        a: NodeRef,
        b: NodeRef,
        each: fn(&mut Self, NodeRef, NodeRef) -> Budgeted<NodeRef>,
    ) -> Budgeted<NodeRef> {
        let level = self.level_of(a).min(self.level_of(b));
        let size = self.level_size(level);
        let (mut left, mut right) = (self.cursor(a, level), self.cursor(b, level));
        let mut runs: Vec<ValueRun> = Vec::new();
        let mut steps = 1;
        loop {
            let (one, other) = (self.current_run(left), self.current_run(right));
            let end = one.end.min(other.end);
            let combined = each(self, one.to, other.to)?;
            add_run(&mut runs, end, combined);
            steps += 1;
            if size <= end {
                break;
            }
            left.at += u32::from(one.end == end);
            right.at += u32::from(other.end == end);
        }
        self.budget.spend(steps)?;
        self.make_node(level, runs)
    }

    /// Returns the pointwise minimum of two functions, defined wherever either is. For sets, this
    /// is the union.
    pub(crate) fn min(&mut self, a: NodeRef, b: NodeRef) -> Budgeted<NodeRef> {
        if a == EMPTY || a == b {
            return Ok(b);
        }
        // No value of a function is less than the number added to all of its values.
        if b == EMPTY || a.node == ALL.node && a.add <= b.add || a.node == b.node && a.add < b.add {
            return Ok(a);
        }
        if b.node == ALL.node && b.add <= a.add || a.node == b.node {
            return Ok(b);
        }
        let (a, b) = if a.node < b.node { (a, b) } else { (b, a) };
        let least = a.add.min(b.add);
        let (a, b) = (NodeRef { add: a.add - least, ..a }, NodeRef { add: b.add - least, ..b });
        let key = [Op::Min as u32, a.node, b.node, a.add, b.add];
        if let Some(known) = self.cache.look_up(key) {
            return Ok(add_to(known, least));
        }
        let result = self.combine(a, b, Self::min)?;
        self.cache.insert(key, result);
        Ok(add_to(result, least))
    }

    /// Restricts the function `a` to the set `b`. For sets, this is the intersection.
    pub(crate) fn restrict(&mut self, a: NodeRef, b: NodeRef) -> Budgeted<NodeRef> {
        if a == EMPTY || b == EMPTY {
            return Ok(EMPTY);
        }
        if b.node == ALL.node || a.node == b.node {
            return Ok(a);
        }
        let key = [Op::And as u32, a.node, b.node, 0, 0];
        if let Some(known) = self.cache.look_up(key) {
            return Ok(add_to(known, a.add));
        }
        let result = self.combine(NodeRef { add: 0, ..a }, b, Self::restrict)?;
        self.cache.insert(key, result);
        Ok(add_to(result, a.add))
    }

    /// Restricts the function `a` to the complement of the set `b`.
    pub(crate) fn exclude(&mut self, a: NodeRef, b: NodeRef) -> Budgeted<NodeRef> {
        if a == EMPTY || b.node == ALL.node || a.node == b.node {
            return Ok(EMPTY);
        }
        if b == EMPTY {
            return Ok(a);
        }
        let key = [Op::Without as u32, a.node, b.node, 0, 0];
        if let Some(known) = self.cache.look_up(key) {
            return Ok(add_to(known, a.add));
        }
        let result = self.combine(NodeRef { add: 0, ..a }, b, Self::exclude)?;
        self.cache.insert(key, result);
        Ok(add_to(result, a.add))
    }

    /// Returns whether two sets intersect.
    pub(crate) fn intersects(&mut self, a: NodeRef, b: NodeRef) -> Budgeted<bool> {
        Ok(self.restrict(a, b)? != EMPTY)
    }

    /// Returns the set of all tuples whose value at a level satisfies `has`.
    pub(crate) fn values_where(&mut self, level: u32, has: impl Fn(u32) -> bool) -> Budgeted<NodeRef> {
        let mut runs = Vec::new();
        self.budget.spend(u64::from(self.level_size(level)) / 8)?;
        for value in 0..self.level_size(level) {
            add_run(&mut runs, value + 1, if has(value) { ALL } else { EMPTY });
        }
        self.make_node(level, runs)
    }

    /// Returns the set of all tuples whose values at two levels satisfy `has`.
    pub(crate) fn pairs_where(&mut self, one: u32, other: u32, has: impl Fn(u32, u32) -> bool) -> Budgeted<NodeRef> {
        if one == other {
            return self.values_where(one, |value| has(value, value));
        }
        let mut runs = Vec::new();
        let (upper, lower) = (one.min(other), one.max(other));
        for above in 0..self.level_size(upper) {
            let lower_set =
                self.values_where(lower, |below| if upper == one { has(above, below) } else { has(below, above) })?;
            add_run(&mut runs, above + 1, lower_set);
        }
        self.make_node(upper, runs)
    }

    /// Returns the set of a single tuple.
    pub(crate) fn single_tuple(&mut self, values: &[u32]) -> Budgeted<NodeRef> {
        let mut fun = ALL;
        for (level, value) in values.iter().enumerate().rev() {
            let level = u32::try_from(level).map_err(|_| Exhausted::Bound)?;
            let mut runs = Vec::new();
            if 0 < *value {
                add_run(&mut runs, *value, EMPTY);
            }
            add_run(&mut runs, value + 1, fun);
            if value + 1 < self.level_size(level) {
                add_run(&mut runs, self.level_size(level), EMPTY);
            }
            fun = self.make_node(level, runs)?;
        }
        Ok(fun)
    }

    /// Returns the value of a function for a tuple.
    pub(crate) fn value_at(&self, mut fun: NodeRef, values: &[u32]) -> Option<u32> {
        while fun.node != ALL.node {
            let level = self.level_of(fun);
            let value = values.get(level as usize).copied()?;
            let node = self.node_of(fun);
            let runs = self.runs.get(node.first as usize..node.end as usize)?;
            let run = runs.get(runs.partition_point(|run| run.end <= value))?;
            if run.to == EMPTY {
                return None;
            }
            fun = add_to(run.to, fun.add);
        }
        Some(fun.add)
    }

    /// Returns the least tuple for which a function is defined, compared level by level.
    pub(crate) fn least_tuple(&self, mut fun: NodeRef) -> Option<Vec<u32>> {
        let mut values = vec![0; self.sizes.len()];
        while fun.node != ALL.node {
            let level = self.level_of(fun);
            let mut start = 0;
            for run in self.runs_of(fun) {
                if run.to != EMPTY {
                    *values.get_mut(level as usize)? = start;
                    fun = run.to;
                    break;
                }
                start = run.end;
            }
            if fun == EMPTY {
                return None;
            }
        }
        Some(values)
    }

    /// Returns the number of tuples for which a function is defined. `u128::MAX` means that many or
    /// more.
    pub(crate) fn tuple_count(&self, fun: NodeRef) -> u128 {
        let mut counts = FxHashMap::default();
        let above = self.tuples_between(0, self.level_of(fun));
        self.count_below(fun, &mut counts).saturating_mul(above)
    }

    /// Returns the number of tuples that the levels from `from` up to but excluding `to` form.
    fn tuples_between(&self, from: u32, to: u32) -> u128 {
        let sizes = self.sizes.iter().take(to as usize).skip(from as usize);
        sizes.fold(1, |product: u128, size| product.saturating_mul(u128::from(*size)))
    }

    fn count_below(&self, fun: NodeRef, known: &mut FxHashMap<u32, u128>) -> u128 {
        if fun == EMPTY || fun.node == ALL.node {
            return u128::from(fun != EMPTY);
        }
        if let Some(count) = known.get(&fun.node) {
            return *count;
        }
        let level = self.level_of(fun);
        let (mut from, mut sum) = (0, 0_u128);
        for run in self.runs_of(fun) {
            let below = self.count_below(run.to, known);
            let left_out = self.tuples_between(level + 1, self.level_of(run.to));
            let per_value = below.saturating_mul(left_out);
            sum = sum.saturating_add(per_value.saturating_mul(u128::from(run.end - from)));
            from = run.end;
        }
        known.insert(fun.node, sum);
        sum
    }

    /// Returns the number of a map.
    pub(crate) fn map_number(&mut self, map: Map) -> MapIx {
        let next = MapIx(u32::try_from(self.maps.len()).unwrap_or(u32::MAX));
        let maps = &mut self.maps;
        *self.map_numbers.entry(map).or_insert_with_key(|map| {
            maps.push(map.clone());
            next
        })
    }

    fn map_part(&self, map: MapIx, part: u32) -> Option<&(u32, Vec<u32>)> {
        self.maps.get(map.0 as usize)?.levels.get(part as usize)
    }

    /// Returns what a map does to each value of a level, or `None` if it leaves all of them
    /// unchanged.
    pub(crate) fn map_table(&self, map: MapIx, level: u32) -> Option<&[u32]> {
        let levels = &self.maps.get(map.0 as usize)?.levels;
        levels.iter().find(|(mapped, _)| *mapped == level).map(|(_, table)| table.as_slice())
    }

    /// Returns the image of a function under a map. If several tuples are mapped to the same one,
    /// it gets the least of their values.
    pub(crate) fn image(&mut self, map: MapIx, fun: NodeRef) -> Budgeted<NodeRef> {
        self.image_from(map, 0, fun)
    }

    /// The same for part of a map: its first `from` levels are already processed.
    fn image_from(&mut self, map: MapIx, from: u32, fun: NodeRef) -> Budgeted<NodeRef> {
        let Some((mapped, _)) = self.map_part(map, from) else { return Ok(fun) };
        let mapped = *mapped;
        if fun == EMPTY {
            return Ok(EMPTY);
        }
        let key = [Op::Image as u32, fun.node, map.0, from, 0];
        if let Some(known) = self.cache.look_up(key) {
            return Ok(add_to(known, fun.add));
        }
        let plain = NodeRef { add: 0, ..fun };
        let level = self.level_of(fun).min(mapped);
        let runs = if self.level_of(fun) == level {
            self.runs_of(plain)
        } else {
            vec![ValueRun { end: self.level_size(level), to: plain }]
        };
        let next = if level == mapped { from + 1 } else { from };
        let mut steps = 1;
        let mut images = Vec::with_capacity(runs.len());
        for run in &runs {
            images.push(ValueRun { to: self.image_from(map, next, run.to)?, ..*run });
            steps += 1;
        }
        if level == mapped {
            let size = self.level_size(level);
            let mut targets = vec![EMPTY; size as usize];
            let mut start = 0;
            for run in images {
                if run.to != EMPTY {
                    for value in start..run.end {
                        let target = self.map_part(map, from).and_then(|(_, table)| table.get(value as usize)).copied();
                        let target = target.unwrap_or(value) as usize;
                        let previous = targets.get(target).copied().unwrap_or(EMPTY);
                        if previous != run.to {
                            let joined = self.min(previous, run.to)?;
                            if let Some(target) = targets.get_mut(target) {
                                *target = joined;
                            }
                        }
                    }
                }
                start = run.end;
            }
            steps += u64::from(size) / 8;
            images = Vec::new();
            for (end, to) in (1_u32..).zip(targets) {
                add_run(&mut images, end, to);
            }
        } else {
            let apart = std::mem::take(&mut images);
            apart.into_iter().for_each(|run| add_run(&mut images, run.end, run.to));
        }
        self.budget.spend(steps)?;
        let result = self.make_node(level, images)?;
        self.cache.insert(key, result);
        Ok(add_to(result, fun.add))
    }

    /// Returns the preimage: the function that maps a tuple to the value of `fun` for the tuple the
    /// map turns it into.
    pub(crate) fn preimage(&mut self, map: MapIx, fun: NodeRef) -> Budgeted<NodeRef> {
        self.preimage_from(map, 0, fun)
    }

    fn preimage_from(&mut self, map: MapIx, mut from: u32, fun: NodeRef) -> Budgeted<NodeRef> {
        let level = self.level_of(fun);
        // Levels that the function does not depend on may be changed in any way.
        while self.map_part(map, from).is_some_and(|(mapped, _)| *mapped < level) {
            from += 1;
        }
        let Some((mapped, _)) = self.map_part(map, from) else { return Ok(fun) };
        let is_mapped = *mapped == level;
        if level == GROUND {
            return Ok(fun);
        }
        let key = [Op::Preimage as u32, fun.node, map.0, 0, 0];
        if let Some(known) = self.cache.look_up(key) {
            return Ok(add_to(known, fun.add));
        }
        let mut runs = self.runs_of(NodeRef { add: 0, ..fun });
        let mut steps = 1;
        for run in &mut runs {
            run.to = self.preimage_from(map, from, run.to)?;
            steps += 1;
        }
        let mut result = Vec::new();
        if is_mapped {
            let table = self.map_part(map, from).map(|(_, table)| table.as_slice()).unwrap_or_default();
            for (end, target) in (1_u32..).zip(table) {
                let run = runs.get(runs.partition_point(|run| run.end <= *target));
                add_run(&mut result, end, run.map_or(EMPTY, |run| run.to));
            }
            steps += table.len() as u64 / 8;
        } else {
            runs.into_iter().for_each(|run| add_run(&mut result, run.end, run.to));
        }
        self.budget.spend(steps)?;
        let result = self.make_node(level, result)?;
        self.cache.insert(key, result);
        Ok(add_to(result, fun.add))
    }
}

/// Returns the same function with `add` added to all values. No run whose length exceeds 32 bits
/// could be replayed by anyone.
pub(crate) fn add_to(fun: NodeRef, add: u32) -> NodeRef {
    if fun == EMPTY { EMPTY } else { NodeRef { add: fun.add.saturating_add(add), ..fun } }
}

fn add_run(runs: &mut Vec<ValueRun>, end: u32, to: NodeRef) {
    match runs.last_mut() {
        Some(last) if last.to == to => last.end = end,
        Some(_) | None => runs.push(ValueRun { end, to }),
    }
}

impl ValueRun {
    /// Returns the run as numbers, for hashing.
    pub(super) fn as_words(self) -> [u32; 3] {
        [self.end, self.to.node, self.to.add]
    }
}

#[cfg(test)]
mod tests;
