//! Values that nothing ahead can tell apart.
//!
//! A slot that no condition ahead reads counts as 0: the machine leaves it out of its states. This
//! goes further. Where all that is still asked of a meter is whether it is 40 or more, and at most
//! 10 can still be added, 0 to 29 are one value and 40 to 100 are another.
//!
//! For each slot there is at each node a partition of the slot's values, the coarsest for which
//! these hold at the moment of the node:
//!
//! 1. every comparison of the slot with a number that is judged before the next moment (also in the
//!    texts on the way, after the changes before them) or that a promise makes of the moment itself
//!    has the same answer for all values of a class; where the slot is compared with another slot,
//!    every value is a class of its own;
//! 2. every change on the way whose being cut off is told of is cut off for all values of a class
//!    or for none;
//! 3. wherever the node can lead, conditions ignored, the changes on the way take values of a class
//!    into one class there. A `return` is taken to lead behind every outcome that opens a detour.
//!
//! **Why it is sound.** Call two states alike when they are at the same node in the same detours
//! and each slot's values are of one class there. Alike states see the same: a condition is made of
//! comparisons, and by (1) each has the same answer in both; so the same choices are on offer, the
//! same outcomes can happen, the same texts show, and by (2) the same changes are cut off. And by
//! (3) what one outcome, or going on, makes of them is alike again, since a change of one slot
//! looks at that slot only. So whatever one can do and show, step by step, the other can: likeness
//! is a bisimulation, and a run from one is, choice by choice, a run from the other. Taking one
//! state for all that are alike changes nothing that a run shows, and no length and no order of
//! runs.
//!
//! The partitions are found by refinement: from the coarsest that obeys (1) and (2), classes are
//! split until (3) holds. Marks are left alone: they are set by what is on offer, which depends on
//! other slots.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{CondView, Effect, GoalView, Machine, NodeIx, OutcomeIx, TextView, ViewTest};

use super::moves::Frame;
use super::purse::Done;
use super::space::{self, Space};

/// For each node and each level, which value stands for which.
#[derive(Debug)]
pub(crate) struct Classes {
    /// By node, then by level; `None` where every value stands for itself.
    tables: Vec<Vec<Option<Vec<u32>>>>,
}

impl Classes {
    /// Only what the machine itself leaves out of its states: a slot that nothing ahead reads
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

    /// All values that nothing ahead can tell apart: the least of a class stands for all of it.
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

    /// Which value stands for which; `None` where every value stands for itself.
    pub(crate) fn of(&self, node: NodeIx, level: u32) -> Option<&[u32]> {
        self.tables.get(node.index())?.get(level as usize)?.as_deref()
    }
}

/// The slots that the interpreter sets by itself.
fn marks(frame: &Frame<'_>) -> BTreeSet<usize> {
    let visited = frame.view.nodes.iter().filter_map(|node| node.visited);
    let chosen = frame.view.choices.iter().filter_map(|choice| choice.chosen);
    visited.chain(chosen).chain(frame.view.faced.iter().copied().flatten()).collect()
}

/// By value, the least value of its class.
type Partition = Vec<u32>;

/// One slot, of which the classes are sought.
struct Slot<'f> {
    machine: &'f Machine,
    frame: &'f Frame<'f>,
    space: &'f Space,
    slot: usize,
    level: u32,
}

/// What can happen to a slot's values from one moment to the next.
#[derive(Default)]
struct Ways {
    /// By value, what is seen of it on the way.
    seen: Vec<Vec<u32>>,
    /// Nodes that come next, with what has become of each value by then.
    next: BTreeSet<(NodeIx, Vec<u32>)>,
}

impl Slot<'_> {
    /// For each node, the classes.
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

    /// Counts the work of looking at what can happen to the slot's values at a node.
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
                    // An opener that itself leads on by `return` leads behind the others, which are
                    // all looked at.
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

/// Values with the same signature in one class, known by its least value.
fn partition(signatures: &[Vec<u32>]) -> Partition {
    let mut first: BTreeMap<&[u32], u32> = BTreeMap::new();
    signatures.iter().zip(0_u32..).map(|(signature, value)| *first.entry(signature).or_insert(value)).collect()
}
