//! The values that each slot can have, and the order of the slots in diagrams.

use scn_story::{Effect, EffectGroup, SlotView, View, ViewTest};

use super::budget::{Budget, Budgeted, Exhausted};

/// Maximum number of values of a slot in diagrams.
const MOST_VALUES: usize = 1 << 16;

/// Maximum number of slots in diagrams. Operations recurse once per level, and a thread's stack is
/// small.
pub(super) const MOST_LEVELS: usize = 512;

/// The values of all slots. Diagrams represent a value by its number, counted from 0 in ascending
/// order.
#[derive(Debug)]
pub(crate) struct ValueSpace {
    /// For each slot, its level.
    levels: Vec<u32>,
    /// For each level, the raw values that its slot can have.
    values: Vec<Vec<u64>>,
    /// For each level, its slot.
    slots: Vec<usize>,
}

/// Adds to a raw value. Also returns whether the sum was cut off. Corresponds to the interpreter's
/// `apply_changes`, for a single value.
pub(crate) fn add_saturating(slot: &SlotView, raw: u64, by: i64) -> (u64, bool) {
    let wanted = if by < 0 { raw.checked_sub(by.unsigned_abs()) } else { raw.checked_add(by.unsigned_abs()) };
    match wanted {
        Some(wanted) if wanted <= slot.top => (wanted, false),
        None if by < 0 => (0, true),
        Some(_) | None => (slot.top, true),
    }
}

impl ValueSpace {
    /// Collects every value that some sequence of changes produces from the start value, plus 0,
    /// which represents a value that nothing reads.
    pub(crate) fn new(view: &View, budget: &Budget<'_>) -> Budgeted<Self> {
        if MOST_LEVELS < view.slots.len() {
            return Err(Exhausted::Bound);
        }
        let slots = order_slots(view);
        let mut levels = vec![0; slots.len()];
        let mut values = Vec::with_capacity(slots.len());
        for (level, slot) in (0_u32..).zip(&slots) {
            if let Some(place) = levels.get_mut(*slot) {
                *place = level;
            }
            values.push(values_of(view, *slot, budget)?);
        }
        Ok(Self { levels, values, slots })
    }

    /// Returns the number of values of each level.
    pub(crate) fn level_sizes(&self) -> Vec<u32> {
        self.values.iter().map(|values| u32::try_from(values.len()).unwrap_or(u32::MAX)).collect()
    }

    /// Returns the level of a slot.
    pub(crate) fn level_of(&self, slot: usize) -> u32 {
        self.levels.get(slot).copied().unwrap_or_default()
    }

    /// Returns the slots by level.
    pub(crate) fn slots_by_level(&self) -> &[usize] {
        &self.slots
    }

    /// Returns the raw values of a level.
    pub(crate) fn raw_values(&self, level: u32) -> &[u64] {
        self.values.get(level as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the number of a raw value. Every value that a run can have has one.
    pub(crate) fn number_of(&self, level: u32, raw: u64) -> u32 {
        let index = self.raw_values(level).partition_point(|value| *value < raw);
        u32::try_from(index).unwrap_or(u32::MAX)
    }

    /// Returns, for each value of a level, the number of the value that a change turns it into, and
    /// whether it is cut off.
    pub(crate) fn changed_values(&self, slot: &SlotView, level: u32, by: i64) -> Vec<(u32, bool)> {
        let apply_change = |raw: &u64| {
            let (raw, cut) = add_saturating(slot, *raw, by);
            (self.number_of(level, raw), cut)
        };
        self.raw_values(level).iter().map(apply_change).collect()
    }
}

/// Iterates over all groups of changes written in a scenario.
fn all_groups(view: &View) -> impl Iterator<Item = &EffectGroup> {
    let of_nodes = view.nodes.iter().flat_map(|node| &node.set);
    of_nodes.chain(view.outcomes.iter().flat_map(|outcome| &outcome.set))
}

/// Iterates over all changes written in a scenario.
fn all_effects(view: &View) -> impl Iterator<Item = Effect> {
    all_groups(view).flat_map(|group| &group.effects).copied()
}

fn values_of(view: &View, slot: usize, budget: &Budget<'_>) -> Budgeted<Vec<u64>> {
    let Some(known) = view.slots.get(slot) else { return Ok(vec![0]) };
    let slot_effects = || all_effects(view).filter(|effect| effect.slot() == slot);
    let mut steps: Vec<i64> = Vec::new();
    let mut values = std::collections::BTreeSet::from([0, known.start]);
    // Marks are set to 1 by the interpreter and not by a change.
    values.extend(Some(1).filter(|_| known.top == 1));
    for effect in slot_effects() {
        match effect {
            Effect::Add { by, .. } => steps.push(by),
            Effect::Put { raw, .. } => {
                values.insert(raw);
            }
        }
    }
    steps.sort_unstable();
    steps.dedup();
    let mut waiting: Vec<u64> = values.iter().copied().collect();
    while let Some(raw) = waiting.pop() {
        budget.spend(steps.len() as u64 / 4)?;
        for by in &steps {
            let (next, _) = add_saturating(known, raw, *by);
            if values.insert(next) {
                waiting.push(next);
            }
        }
        if MOST_VALUES < values.len() {
            return Err(Exhausted::Bound);
        }
    }
    Ok(values.into_iter().collect())
}

/// Orders slots so that those read or changed together are next to each other: the closer they are,
/// the smaller the diagrams. Each next slot is the one most strongly connected to those before it,
/// with the most recent ones counting most.
fn order_slots(view: &View) -> Vec<usize> {
    let count = view.slots.len();
    let mut weights = vec![0_u32; count * count];
    let mut add_weight = |slots: &[usize], weight: u32| {
        for one in slots {
            for other in slots.iter().filter(|other| *other != one) {
                if let Some(place) = weights.get_mut(one * count + other) {
                    *place = place.saturating_add(weight);
                }
            }
        }
    };
    for test in all_tests(view) {
        weigh_comparisons(test, &mut add_weight);
        let mut slots = Vec::new();
        collect_slots(test, &mut slots);
        add_weight(&slots, 4);
    }
    for outcome in &view.outcomes {
        let effects = outcome.set.iter().flat_map(|group| &group.effects);
        let slots: Vec<usize> = effects.map(|effect| effect.slot()).collect();
        add_weight(&slots, 1);
    }
    let mut order: Vec<usize> = Vec::with_capacity(count);
    let mut remaining: Vec<usize> = (0..count).collect();
    while !remaining.is_empty() {
        let compute_pull = |slot: usize| {
            let near = order.iter().rev().take(8).enumerate();
            near.map(|(far, other)| {
                u64::from(weights.get(slot * count + other).copied().unwrap_or_default()) * 16 / (far as u64 + 1)
            })
            .sum::<u64>()
        };
        let best = (0..remaining.len())
            .rev()
            .max_by_key(|at| remaining.get(*at).map_or(0, |slot| compute_pull(*slot)))
            .unwrap_or(0);
        order.push(remaining.remove(best));
    }
    order
}

/// Iterates over every condition written in a scenario.
fn all_tests(view: &View) -> impl Iterator<Item = &ViewTest> {
    let texts = view.nodes.iter().flat_map(|node| &node.texts);
    let texts = texts.chain(view.outcomes.iter().flat_map(|outcome| &outcome.texts));
    let texts = texts.flat_map(|text| text.when.iter().map(|(cond, _)| cond).chain(&text.inline));
    let of_outcomes = view.outcomes.iter().flat_map(|outcome| &outcome.next);
    let cases = view.nodes.iter().flat_map(|node| &node.cases).chain(of_outcomes).filter_map(|case| case.when.as_ref());
    let changes = all_groups(view).filter_map(|group| group.when.as_ref());
    let choices = view.choices.iter().flat_map(|choice| choice.when.iter().chain(&choice.needs));
    let outcomes = view.outcomes.iter().filter_map(|outcome| outcome.when.as_ref());
    texts.chain(cases).chain(choices).chain(outcomes).chain(changes).map(|cond| &cond.test).chain(&view.promised)
}

fn test_parts(test: &ViewTest) -> &[ViewTest] {
    match test {
        ViewTest::All(parts) | ViewTest::Any(parts) => parts,
        ViewTest::Not(inner) => std::slice::from_ref(inner),
        ViewTest::Constant(_)
        | ViewTest::Between { .. }
        | ViewTest::Slots { .. }
        | ViewTest::At(_)
        | ViewTest::Ended
        | ViewTest::Result(_) => &[],
    }
}

/// Collects the slots that a condition reads.
fn collect_slots(test: &ViewTest, slots: &mut Vec<usize>) {
    match test {
        ViewTest::Between { slot, .. } => slots.push(*slot),
        ViewTest::Slots { left, right, .. } => slots.extend([*left, *right]),
        ViewTest::All(_)
        | ViewTest::Any(_)
        | ViewTest::Not(_)
        | ViewTest::Constant(_)
        | ViewTest::At(_)
        | ViewTest::Ended
        | ViewTest::Result(_) => test_parts(test).iter().for_each(|part| collect_slots(part, slots)),
    }
}

/// Weights slots that are compared with each other most strongly.
fn weigh_comparisons(test: &ViewTest, together: &mut impl FnMut(&[usize], u32)) {
    if let ViewTest::Slots { left, right, .. } = test {
        together(&[*left, *right], 64);
    }
    test_parts(test).iter().for_each(|part| weigh_comparisons(part, together));
}
