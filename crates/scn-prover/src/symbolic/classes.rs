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
//!    of a class into a single class there, whether or not those with a condition are made. A
//!    `return` is assumed to lead to the continuation of
//!    every outcome that opens a detour.
//!
//! **Soundness.** Call two states equivalent if they are at the same node with the same open
//! detours and the values of each slot belong to the same class there. Equivalent states show the
//! same observations: a condition is composed of comparisons, and by (1) each comparison has the
//! same result in both. So the same choices are on offer, the same outcomes can happen, the same
//! changes are made, the same texts are shown and the same targets are followed, and by (2) the
//! same changes are cut off. By (3), an outcome, or the
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

use scn_story::{CaseView, CondView, Effect, EffectGroup, GoalView, Machine, NodeIx, OutcomeIx, TextView, ViewTest};

use super::budget::Budgeted;
use super::space::{self, ValueSpace};
use super::step_effects::SymbolicContext;

/// For each node and each level, the representative of each value.
#[derive(Debug)]
pub(crate) struct ValueClasses {
    /// By node, then by level; `None` if every value represents itself.
    tables: Vec<Vec<Option<Vec<u32>>>>,
}

impl ValueClasses {
    /// Merges only values that the machine itself leaves out: a slot that nothing ahead reads
    /// counts as 0.
    pub(crate) fn unread_only(context: &SymbolicContext<'_>) -> Self {
        let zero_table = |node: usize, level: u32, slot: usize| {
            let live = context.view.slots.get(slot).and_then(|slot| slot.live.get(node)).copied().unwrap_or(true);
            let zero = context.space.number_of(level, 0);
            (!live).then(|| vec![zero; context.space.raw_values(level).len()])
        };
        let node = |node: usize| {
            (0_u32..).zip(context.space.slots_by_level()).map(|(level, slot)| zero_table(node, level, *slot)).collect()
        };
        Self { tables: (0..context.view.nodes.len()).map(node).collect() }
    }

    /// Merges all values that nothing ahead can distinguish. The least value of a class represents
    /// it.
    pub(crate) fn merge_alike(machine: &Machine, context: &SymbolicContext<'_>) -> Budgeted<Self> {
        let mut merged = Self::unread_only(context);
        let marks = mark_slots(context);
        for (level, slot) in (0_u32..).zip(context.space.slots_by_level()) {
            if marks.contains(slot) {
                continue;
            }
            let classes = SlotRefiner { machine, context, space: &context.space, slot: *slot, level }.refine()?;
            for (tables, classes) in merged.tables.iter_mut().zip(classes) {
                if let Some(table) = tables.get_mut(level as usize).filter(|table| table.is_none()) {
                    let apart = classes.iter().zip(0_u32..).all(|(class, value)| *class == value);
                    *table = (!apart).then_some(classes);
                }
            }
        }
        Ok(merged)
    }

    /// Returns the representative of each value, or `None` if every value represents itself.
    pub(crate) fn representatives(&self, node: NodeIx, level: u32) -> Option<&[u32]> {
        self.tables.get(node.index())?.get(level as usize)?.as_deref()
    }
}

/// Returns the slots that the interpreter sets by itself.
fn mark_slots(context: &SymbolicContext<'_>) -> BTreeSet<usize> {
    let visited = context.view.nodes.iter().filter_map(|node| node.visited);
    let chosen = context.view.choices.iter().filter_map(|choice| choice.chosen);
    visited.chain(chosen).chain(context.view.faced.iter().copied().flatten()).collect()
}

/// For each value, the least value of its class.
type Partition = Vec<u32>;

/// The slot whose classes are being computed.
struct SlotRefiner<'f> {
    machine: &'f Machine,
    context: &'f SymbolicContext<'f>,
    space: &'f ValueSpace,
    slot: usize,
    level: u32,
}

/// The possible changes of a slot's values from one moment to the next.
#[derive(Default)]
struct SlotChanges {
    /// For each value, the observations of it on the way.
    seen: Vec<Vec<u32>>,
    /// The possible next nodes, each with what every value has become by then.
    next: BTreeSet<(NodeIx, Vec<u32>)>,
}

impl SlotRefiner<'_> {
    /// Computes the classes at each node.
    fn refine(&self) -> Budgeted<Vec<Partition>> {
        let mut changes: Vec<SlotChanges> = Vec::with_capacity(self.context.view.nodes.len());
        for node in 0..self.context.view.nodes.len() {
            changes.push(self.changes_at(NodeIx::at(node))?);
            changes.last().map_or(Ok(()), |ways| self.charge_work(ways))?;
        }
        let mut classes: Vec<Partition> = changes.iter().map(|ways| partition_by(&ways.seen)).collect();
        let mut signatures: Vec<Vec<u32>> = Vec::new();
        loop {
            let mut changed = false;
            for (node, ways) in changes.iter().enumerate().rev() {
                let Some(before) = classes.get(node) else { continue };
                self.charge_work(ways)?;
                signatures.clear();
                signatures.extend(before.iter().map(|class| vec![*class]));
                for (target, table) in &ways.next {
                    let there = classes.get(target.index()).map(Vec::as_slice).unwrap_or_default();
                    for (signature, value) in signatures.iter_mut().zip(table) {
                        signature.push(there.get(*value as usize).copied().unwrap_or_default());
                    }
                }
                let refined = partition_by(&signatures);
                if *before != refined {
                    changed = true;
                    if let Some(place) = classes.get_mut(node) {
                        *place = refined;
                    }
                }
            }
            if !changed {
                return Ok(classes);
            }
        }
    }

    /// Charges the work of processing the possible changes of the slot's values at a node.
    fn charge_work(&self, changes: &SlotChanges) -> Budgeted<()> {
        let per_value = changes.next.len() + changes.seen.first().map_or(0, Vec::len) + 1;
        self.context.diagrams.budget.spend((changes.seen.len() * per_value) as u64 / 4)
    }

    fn all_values(&self) -> Vec<u32> {
        (0_u32..).take(self.space.raw_values(self.level).len()).collect()
    }

    fn changes_at(&self, node: NodeIx) -> Budgeted<SlotChanges> {
        let view = &self.context.view;
        let mut changes = SlotChanges { seen: vec![Vec::new(); self.all_values().len()], next: BTreeSet::new() };
        let unchanged = self.all_values();
        view.promised.iter().for_each(|promised| self.observe_test(promised, &unchanged, &mut changes));
        let cases = view.nodes.get(node.index()).map(|node| node.cases.as_slice()).unwrap_or_default();
        self.add_cases(cases, node, &unchanged, &mut changes)?;
        for choice in self.machine.choices_of(node) {
            if let Some(known) = view.choices.get(choice.index()) {
                self.observe_conds(known.when.iter().chain(&known.needs), &unchanged, &mut changes);
            }
            for outcome in self.machine.outcomes_of(choice) {
                self.add_outcome(outcome, node, &mut changes)?;
            }
        }
        Ok(changes)
    }

    fn add_outcome(&self, outcome: OutcomeIx, node: NodeIx, changes: &mut SlotChanges) -> Budgeted<()> {
        let Some(known) = self.context.view.outcomes.get(outcome.index()) else { return Ok(()) };
        let values = self.all_values();
        self.observe_conds(known.when.iter(), &values, changes);
        for values in self.apply_groups(&known.set, values, changes)? {
            self.observe_texts(&known.texts, &values, changes);
            match known.detour {
                Some(detour) => self.add_entry(detour, &values, changes)?,
                None => self.add_cases(&known.next, node, &values, changes)?,
            }
        }
        Ok(())
    }

    /// Adds cases of where `node`, or an outcome of one of its choices, leads.
    fn add_cases(&self, cases: &[CaseView], node: NodeIx, now: &[u32], changes: &mut SlotChanges) -> Budgeted<()> {
        for case in cases {
            self.observe_conds(case.when.iter(), now, changes);
            match case.to {
                GoalView::Nowhere => {}
                GoalView::Node(target) => self.add_entry(target, now, changes)?,
                GoalView::Again => self.add_entry(node, now, changes)?,
                GoalView::Return => self.add_openers(node, now, changes)?,
            }
        }
        Ok(())
    }

    /// Adds where every outcome that opens a detour leads. Where one of them leads to a `return`
    /// itself, that is where the others lead.
    fn add_openers(&self, node: NodeIx, now: &[u32], changes: &mut SlotChanges) -> Budgeted<()> {
        for (at, opener) in self.context.view.outcomes.iter().enumerate().filter(|(_, it)| it.detour.is_some()) {
            let opener_choice = self.machine.choice_of(OutcomeIx::at(at));
            let opener_node = opener_choice.and_then(|(choice, _)| self.machine.node_of(choice)).unwrap_or(node);
            for case in &opener.next {
                self.observe_conds(case.when.iter(), now, changes);
                match case.to {
                    GoalView::Nowhere | GoalView::Return => {}
                    GoalView::Node(target) => self.add_entry(target, now, changes)?,
                    GoalView::Again => self.add_entry(opener_node, now, changes)?,
                }
            }
        }
        Ok(())
    }

    fn add_entry(&self, target: NodeIx, now: &[u32], changes: &mut SlotChanges) -> Budgeted<()> {
        let Some(known) = self.context.view.nodes.get(target.index()) else { return Ok(()) };
        for values in self.apply_groups(&known.set, now.to_vec(), changes)? {
            self.observe_texts(&known.texts, &values, changes);
            changes.next.insert((target, values));
        }
        Ok(())
    }

    /// Returns what the values can become by groups of changes, whether or not the changes with a
    /// condition are made.
    fn apply_groups(
        &self,
        groups: &[EffectGroup],
        now: Vec<u32>,
        changes: &mut SlotChanges,
    ) -> Budgeted<BTreeSet<Vec<u32>>> {
        let mut possible = BTreeSet::from([now]);
        for EffectGroup { when, effects } in groups {
            let mut next = BTreeSet::new();
            for mut values in possible {
                self.observe_conds(when.iter(), &values, changes);
                let unchanged = when.as_ref().map(|_| values.clone());
                self.apply_effects(effects, &mut values, changes);
                self.context.diagrams.budget.spend(values.len() as u64 / 4)?;
                next.extend(unchanged);
                next.insert(values);
            }
            possible = next;
        }
        Ok(possible)
    }

    fn apply_effects(&self, effects: &[Effect], now: &mut [u32], changes: &mut SlotChanges) {
        for effect in effects.iter().filter(|effect| effect.slot() == self.slot) {
            match *effect {
                Effect::Put { raw, .. } => now.fill(self.space.number_of(self.level, raw)),
                Effect::Add { by, live, .. } => {
                    let Some(known) = self.context.view.slots.get(self.slot) else { continue };
                    for (now, seen) in now.iter_mut().zip(&mut changes.seen) {
                        let (raw, cut) = space::add_saturating(known, self.raw_value(*now), by);
                        *now = self.space.number_of(self.level, raw);
                        if live {
                            seen.push(u32::from(cut));
                        }
                    }
                }
            }
        }
    }

    fn raw_value(&self, value: u32) -> u64 {
        self.space.raw_values(self.level).get(value as usize).copied().unwrap_or_default()
    }

    fn observe_texts(&self, texts: &[TextView], now: &[u32], changes: &mut SlotChanges) {
        for text in texts {
            self.observe_conds(text.when.iter().map(|(cond, _)| cond).chain(&text.inline), now, changes);
        }
    }

    fn observe_conds<'c>(&self, conds: impl Iterator<Item = &'c CondView>, now: &[u32], changes: &mut SlotChanges) {
        conds.for_each(|cond| self.observe_test(&cond.test, now, changes));
    }

    fn observe_test(&self, test: &ViewTest, now: &[u32], changes: &mut SlotChanges) {
        let mut record = |what: &dyn Fn(u32) -> u32| {
            now.iter().zip(&mut changes.seen).for_each(|(now, seen)| seen.push(what(*now)));
        };
        match test {
            ViewTest::Between { slot, low, high, .. } if *slot == self.slot => {
                record(&|value| u32::from((*low..=*high).contains(&self.raw_value(value))));
            }
            ViewTest::Slots { left, right, .. } if *left == self.slot || *right == self.slot => record(&|value| value),
            ViewTest::All(parts) | ViewTest::Any(parts) => {
                parts.iter().for_each(|part| self.observe_test(part, now, changes));
            }
            ViewTest::Not(inner) => self.observe_test(inner, now, changes),
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
fn partition_by(signatures: &[Vec<u32>]) -> Partition {
    let mut first: BTreeMap<&[u32], u32> = BTreeMap::new();
    signatures.iter().zip(0_u32..).map(|(signature, value)| *first.entry(signature).or_insert(value)).collect()
}
