//! Merges values that nothing ahead can distinguish.
//!
//! A slot that no later condition reads counts as 0: the machine leaves it out of its states. This
//! module goes further. If the only remaining question about a meter is whether it is at least 40,
//! and at most 10 can still be added, then 0 to 29 form one class of values and 40 to 100 another.
//!
//! For each slot and each node there is a partition of the slot's values: the coarsest one for
//! which the following holds at the moment of the node.
//!
//! 1. Every comparison of the slot with a number has the same result for all values of a class, if
//!    it is evaluated before the next moment (including those in the texts on the way, after the
//!    changes that precede them) or if a promise evaluates it at the moment itself. If the slot is
//!    compared with another slot, every value is a class of its own.
//! 2. Every change on the way whose saturation is reported is cut off either for all values of a
//!    class or for none.
//! 3. For every node that can come next, ignoring conditions, the changes on the way map all values
//!    of a class into a single class there. A `return` is assumed to lead to the continuation of
//!    every outcome that opens a detour.
//!
//! **Soundness.** Call two states equivalent if they are at the same node with the same open
//! detours and the values of each slot belong to the same class there. Equivalent states show the
//! same observations: a condition is composed of comparisons, and by (1) each comparison has the
//! same result in both. So the same choices are on offer, the same outcomes can happen and the same
//! texts are shown, and by (2) the same changes are cut off. By (3), an outcome, or the
//! continuation of a situation without choices, leads from equivalent states to equivalent states,
//! since a change of one slot depends on that slot only. So whatever one of them can do and show,
//! step by step, the other can too: equivalence is a bisimulation, and a run from one is, choice by
//! choice, a run from the other. Replacing all equivalent states by one of them therefore changes
//! nothing that a run shows, and neither the length nor the order of runs.
//!
//! The partitions are computed by refinement: starting from the coarsest one that satisfies (1) and
//! (2), classes are split until (3) holds. Marks are not merged, because they are set by what is on
//! offer, which depends on other slots.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{CondView, Effect, GoalView, Machine, NodeIx, OutcomeIx, TextView, ViewTest};

use super::moves::Frame;
use super::purse::Done;
use super::space::{self, Space};

/// For each node and each level, the representative of each value.
#[derive(Debug)]
pub(crate) struct Classes {
    /// By node, then by level; `None` if every value represents itself.
    tables: Vec<Vec<Option<Vec<u32>>>>,
}

impl Classes {
    /// Merges only values that the machine itself leaves out: a slot that nothing ahead reads
    /// counts as 0.
    pub(crate) fn of_slots(frame: &Frame<'_>) -> Self {
        let table = |node: usize, level: u32, slot: usize| {
            let live = frame.view.slots.get(slot).and_then(|slot| slot.live.get(node)).copied().unwrap_or(true);
            let zero = frame.space.number(level, 0);
            (!live).then(|| vec![zero; frame.space.values(level).len()])
        };
        let node =
            |node: usize| (0_u32..).zip(frame.space.slots()).map(|(level, slot)| table(node, level, *slot)).collect();
        Self { tables: (0..frame.view.nodes.len()).map(node).collect() }
    }

    /// Merges all values that nothing ahead can distinguish. The least value of a class represents
    /// it.
    pub(crate) fn alike(machine: &Machine, frame: &Frame<'_>) -> Done<Self> {
        let mut this = Self::of_slots(frame);
        let marks = marks(frame);
        for (level, slot) in (0_u32..).zip(frame.space.slots()) {
            if marks.contains(slot) {
                continue;
            }
            let classes = Slot { machine, frame, space: &frame.space, slot: *slot, level }.classes()?;
            for (tables, classes) in this.tables.iter_mut().zip(classes) {
                if let Some(table) = tables.get_mut(level as usize).filter(|table| table.is_none()) {
                    let apart = classes.iter().zip(0_u32..).all(|(class, value)| *class == value);
                    *table = (!apart).then_some(classes);
                }
            }
        }
        Ok(this)
    }

    /// Returns the representative of each value, or `None` if every value represents itself.
    pub(crate) fn of(&self, node: NodeIx, level: u32) -> Option<&[u32]> {
        self.tables.get(node.index())?.get(level as usize)?.as_deref()
    }
}

/// Returns the slots that the interpreter sets by itself.
fn marks(frame: &Frame<'_>) -> BTreeSet<usize> {
    let visited = frame.view.nodes.iter().filter_map(|node| node.visited);
    let chosen = frame.view.choices.iter().filter_map(|choice| choice.chosen);
    visited.chain(chosen).chain(frame.view.faced.iter().copied().flatten()).collect()
}

/// For each value, the least value of its class.
type Partition = Vec<u32>;

/// The slot whose classes are being computed.
struct Slot<'f> {
    machine: &'f Machine,
    frame: &'f Frame<'f>,
    space: &'f Space,
    slot: usize,
    level: u32,
}

/// The possible changes of a slot's values from one moment to the next.
#[derive(Default)]
struct Ways {
    /// For each value, the observations of it on the way.
    seen: Vec<Vec<u32>>,
    /// The possible next nodes, each with what every value has become by then.
    next: BTreeSet<(NodeIx, Vec<u32>)>,
}

impl Slot<'_> {
    /// Computes the classes at each node.
    fn classes(&self) -> Done<Vec<Partition>> {
        let mut ways: Vec<Ways> = Vec::with_capacity(self.frame.view.nodes.len());
        for node in 0..self.frame.view.nodes.len() {
            ways.push(self.ways(NodeIx::at(node)));
            ways.last().map_or(Ok(()), |ways| self.count(ways))?;
        }
        let mut classes: Vec<Partition> = ways.iter().map(|ways| partition(&ways.seen)).collect();
        let mut signatures: Vec<Vec<u32>> = Vec::new();
        loop {
            let mut changed = false;
            for (node, ways) in ways.iter().enumerate().rev() {
                let Some(before) = classes.get(node) else { continue };
                self.count(ways)?;
                signatures.clear();
                signatures.extend(before.iter().map(|class| vec![*class]));
                for (target, table) in &ways.next {
                    let there = classes.get(target.index()).map(Vec::as_slice).unwrap_or_default();
                    for (signature, value) in signatures.iter_mut().zip(table) {
                        signature.push(there.get(*value as usize).copied().unwrap_or_default());
                    }
                }
                let after = partition(&signatures);
                if *before != after {
                    changed = true;
                    if let Some(place) = classes.get_mut(node) {
                        *place = after;
                    }
                }
            }
            if !changed {
                return Ok(classes);
            }
        }
    }

    /// Charges the work of processing the possible changes of the slot's values at a node.
    fn count(&self, ways: &Ways) -> Done<()> {
        let each = ways.next.len() + ways.seen.first().map_or(0, Vec::len) + 1;
        self.frame.diagrams.purse.work((ways.seen.len() * each) as u64 / 4)
    }

    fn values(&self) -> Vec<u32> {
        (0_u32..).take(self.space.values(self.level).len()).collect()
    }

    fn ways(&self, node: NodeIx) -> Ways {
        let view = &self.frame.view;
        let mut ways = Ways { seen: vec![Vec::new(); self.values().len()], next: BTreeSet::new() };
        let same = self.values();
        view.promised.iter().for_each(|promised| self.test(promised, &same, &mut ways));
        for case in view.nodes.get(node.index()).map(|node| node.cases.as_slice()).unwrap_or_default() {
            self.conds(case.when.iter(), &same, &mut ways);
            self.goal(case.to, node, &same, &mut ways);
        }
        for choice in self.machine.choices_of(node) {
            if let Some(known) = view.choices.get(choice.index()) {
                self.conds(known.when.iter().chain(&known.needs), &same, &mut ways);
            }
            for outcome in self.machine.outcomes_of(choice) {
                self.outcome(outcome, node, &mut ways);
            }
        }
        ways
    }

    fn outcome(&self, outcome: OutcomeIx, node: NodeIx, ways: &mut Ways) {
        let Some(known) = self.frame.view.outcomes.get(outcome.index()) else { return };
        let mut now = self.values();
        self.conds(known.when.iter(), &now, ways);
        self.apply(&known.set, &mut now, ways);
        self.texts(&known.texts, &now, ways);
        match known.detour {
            Some(detour) => self.enter(detour, &now, ways),
            None => self.goal(known.next, node, &now, ways),
        }
    }

    fn goal(&self, goal: GoalView, node: NodeIx, now: &[u32], ways: &mut Ways) {
        match goal {
            GoalView::Nowhere => {}
            GoalView::Node(target) => self.enter(target, now, ways),
            GoalView::Again => self.enter(node, now, ways),
            GoalView::Return => {
                for (at, opener) in self.frame.view.outcomes.iter().enumerate() {
                    // An opener that itself continues with `return` leads to the continuations of
                    // the others, all of which are visited.
                    if opener.detour.is_some() && opener.next != GoalView::Return {
                        let own = self.machine.choice_of(OutcomeIx::at(at));
                        let own = own.and_then(|(choice, _)| self.machine.node_of(choice)).unwrap_or(node);
                        self.goal(opener.next, own, now, ways);
                    }
                }
            }
        }
    }

    fn enter(&self, target: NodeIx, now: &[u32], ways: &mut Ways) {
        let Some(known) = self.frame.view.nodes.get(target.index()) else { return };
        let mut now = now.to_vec();
        self.apply(&known.set, &mut now, ways);
        self.texts(&known.texts, &now, ways);
        ways.next.insert((target, now));
    }

    fn apply(&self, effects: &[Effect], now: &mut [u32], ways: &mut Ways) {
        for effect in effects.iter().filter(|effect| effect.slot() == self.slot) {
            match *effect {
                Effect::Put { raw, .. } => now.fill(self.space.number(self.level, raw)),
                Effect::Add { by, live, .. } => {
                    let Some(known) = self.frame.view.slots.get(self.slot) else { continue };
                    for (now, seen) in now.iter_mut().zip(&mut ways.seen) {
                        let (raw, cut) = space::add(known, self.raw(*now), by);
                        *now = self.space.number(self.level, raw);
                        if live {
                            seen.push(u32::from(cut));
                        }
                    }
                }
            }
        }
    }

    fn raw(&self, value: u32) -> u64 {
        self.space.values(self.level).get(value as usize).copied().unwrap_or_default()
    }

    fn texts(&self, texts: &[TextView], now: &[u32], ways: &mut Ways) {
        for text in texts {
            self.conds(text.when.iter().map(|(cond, _)| cond).chain(&text.inline), now, ways);
        }
    }

    fn conds<'c>(&self, conds: impl Iterator<Item = &'c CondView>, now: &[u32], ways: &mut Ways) {
        conds.for_each(|cond| self.test(&cond.test, now, ways));
    }

    fn test(&self, test: &ViewTest, now: &[u32], ways: &mut Ways) {
        let mut see = |what: &dyn Fn(u32) -> u32| {
            now.iter().zip(&mut ways.seen).for_each(|(now, seen)| seen.push(what(*now)));
        };
        match test {
            ViewTest::Between { slot, low, high, .. } if *slot == self.slot => {
                see(&|value| u32::from((*low..=*high).contains(&self.raw(value))));
            }
            ViewTest::Slots { left, right, .. } if *left == self.slot || *right == self.slot => see(&|value| value),
            ViewTest::All(parts) | ViewTest::Any(parts) => parts.iter().for_each(|part| self.test(part, now, ways)),
            ViewTest::Not(inner) => self.test(inner, now, ways),
            ViewTest::Between { .. }
            | ViewTest::Slots { .. }
            | ViewTest::Constant(_)
            | ViewTest::At(_)
            | ViewTest::Ended
            | ViewTest::Result(_) => {}
        }
    }
}

/// Puts values with the same signature into one class, identified by its least value.
fn partition(signatures: &[Vec<u32>]) -> Partition {
    let mut first: BTreeMap<&[u32], u32> = BTreeMap::new();
    signatures.iter().zip(0_u32..).map(|(signature, value)| *first.entry(signature).or_insert(value)).collect()
}
