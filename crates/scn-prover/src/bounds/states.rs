//! A set of states of one node: for each slot, the values that it may have, without any relation
//! between slots; and for some slots, the combinations of their values.

use std::rc::Rc;

use scn_story::{Comparison, Effect, EffectGroup, SiteId, SlotView, ViewTest};

use super::grid::{Grid, GridShape};
use super::values::ValueSet;

/// For each slot, its possible values, and the possible combinations of tracked slots. A state is
/// in the set if both allow it. None of these sets is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct StateSet {
    slots: Vec<Rc<ValueSet>>,
    grid: Option<Grid>,
}

impl StateSet {
    /// Returns the set of a single state.
    pub(super) fn of_values(raw: &[u64], tracked: Option<&Rc<GridShape>>) -> Self {
        let slots = raw.iter().map(|raw| Rc::new(ValueSet::single(*raw))).collect();
        let raw_at = |slot: usize| raw.get(slot).copied().unwrap_or_default();
        Self { slots, grid: tracked.map(|shape| Grid::single(shape, raw_at)) }
    }

    /// Empties the grid, which is not used any more.
    pub(super) fn drop_grid(&mut self) {
        self.grid = None;
    }

    /// Returns the possible values of a slot.
    pub(super) fn values(&self, slot: usize) -> &ValueSet {
        static NOTHING: ValueSet = ValueSet::empty();
        self.slots.get(slot).map_or(&NOTHING, |values| values)
    }

    /// Replaces the possible values of a slot.
    pub(super) fn set_values(&mut self, slot: usize, values: ValueSet) {
        if let Some(place) = self.slots.get_mut(slot) {
            *place = Rc::new(values);
        }
    }

    /// Sets a slot to a single value.
    pub(super) fn put(&mut self, slot: usize, raw: u64) {
        if self.values(slot).only_value() != Some(raw) {
            self.set_values(slot, ValueSet::single(raw));
            if let Some(grid) = self.grid.as_mut().filter(|grid| grid.has_slot(slot)) {
                grid.put(slot, raw);
            }
        }
    }

    /// Keeps the states in which a slot has this value.
    pub(super) fn with_value(&self, slot: usize, raw: u64) -> Option<Self> {
        let test = ViewTest::Between { slot, low: raw, high: raw, inside: true };
        self.where_test(&test, true, &[])
    }

    /// Adds a value to those that a slot may have.
    pub(super) fn may_be(&mut self, slot: usize, raw: u64) {
        if let Some(place) = self.slots.get_mut(slot).filter(|place| !place.contains(raw)) {
            Rc::make_mut(place).unite(&ValueSet::single(raw));
        }
        if let Some(grid) = self.grid.as_mut().filter(|grid| grid.has_slot(slot)) {
            let mut with = grid.clone();
            with.put(slot, raw);
            grid.unite(&with);
        }
    }

    /// Adds the states of another set. With `widen_to`, a slot that grows may have every value up
    /// to its end from then on. Returns whether the set grew.
    pub(super) fn unite(&mut self, other: &Self, widen_to: Option<&[SlotView]>) -> bool {
        let mut grew = match (&mut self.grid, &other.grid) {
            (Some(grid), Some(more)) => grid.unite(more),
            (None, more @ Some(_)) => {
                self.grid.clone_from(more);
                true
            }
            (_, None) => false,
        };
        for (at, (values, more)) in self.slots.iter_mut().zip(&other.slots).enumerate() {
            if Rc::ptr_eq(values, more) {
                continue;
            }
            let mut united = ValueSet::clone(values);
            if !united.unite(more) {
                continue;
            }
            grew = true;
            if let Some(slot) = widen_to.and_then(|slots| slots.get(at)) {
                united.widen(values, slot.top);
            }
            *values = Rc::new(united);
        }
        grew
    }

    /// Makes a change. Returns the site of an addition that may be cut off while something later
    /// reads its result.
    fn apply(&mut self, effect: Effect, slots: &[SlotView]) -> Option<SiteId> {
        match effect {
            Effect::Put { slot, raw } => {
                self.put(slot, raw);
                None
            }
            Effect::Add { slot, by, site, live } => {
                let top = slots.get(slot).map_or(0, |slot| slot.top);
                let mut values = self.values(slot).clone();
                let mut is_cut = values.add(by, top);
                self.set_values(slot, values);
                if let Some(grid) = self.grid.as_mut().filter(|grid| grid.has_slot(slot)) {
                    is_cut &= grid.add(slot, by);
                }
                (is_cut && live).then_some(site)
            }
        }
    }

    /// Makes the changes of a group, and reports those that may be cut off.
    pub(super) fn apply_all(&mut self, group: &EffectGroup, slots: &[SlotView], cut: &mut impl FnMut(SiteId)) {
        group.effects.iter().filter_map(|effect| self.apply(*effect, slots)).for_each(cut);
    }

    /// Returns a set that contains every state of this one in which a condition has the result
    /// `wanted`, or `None` if there is no such state.
    pub(super) fn where_test(&self, test: &ViewTest, wanted: bool, slots: &[SlotView]) -> Option<Self> {
        match test {
            ViewTest::Constant(known) => (*known == wanted).then(|| self.clone()),
            // Only tests and promises ask where the run is. Either result is possible here.
            ViewTest::At(_) | ViewTest::Ended | ViewTest::Result(_) => Some(self.clone()),
            ViewTest::Not(inner) => self.where_test(inner, !wanted, slots),
            ViewTest::All(parts) => match wanted {
                true => self.where_every(parts, wanted, slots),
                false => self.where_some(parts, wanted, slots),
            },
            ViewTest::Any(parts) => match wanted {
                true => self.where_some(parts, wanted, slots),
                false => self.where_every(parts, wanted, slots),
            },
            ViewTest::Between { slot, low, high, inside } => {
                let mut values = self.values(*slot).clone();
                match *inside == wanted {
                    true => values.keep_between(*low, *high),
                    false => values.remove_between(*low, *high),
                }
                let mut states = self.with_values(*slot, values)?;
                if let Some(grid) = states.grid.as_mut().filter(|grid| grid.has_slot(*slot)) {
                    grid.restrict(*slot, *low, *high, *inside == wanted);
                    if grid.is_empty() {
                        return None;
                    }
                }
                Some(states)
            }
            ViewTest::Slots { left, is, right } => {
                let is = if wanted { *is } else { negated(*is) };
                self.where_compared(*left, is, *right, slots)
            }
        }
    }

    fn with_values(&self, slot: usize, values: ValueSet) -> Option<Self> {
        if values.is_empty() {
            return None;
        }
        let mut restricted = self.clone();
        if self.values(slot) != &values {
            restricted.set_values(slot, values);
        }
        Some(restricted)
    }

    fn where_every(&self, parts: &[ViewTest], wanted: bool, slots: &[SlotView]) -> Option<Self> {
        parts.iter().try_fold(self.clone(), |states, part| states.where_test(part, wanted, slots))
    }

    fn where_some(&self, parts: &[ViewTest], wanted: bool, slots: &[SlotView]) -> Option<Self> {
        let cases = parts.iter().filter_map(|part| self.where_test(part, wanted, slots));
        cases.reduce(|mut states, more| {
            states.unite(&more, None);
            states
        })
    }

    /// The same for a comparison of two slots, whose values are numbers and not raw.
    fn where_compared(&self, left: usize, is: Comparison, right: usize, slots: &[SlotView]) -> Option<Self> {
        let ((left_low, left_high), (right_low, right_high)) = (self.range(left, slots)?, self.range(right, slots)?);
        let (left_range, right_range) = match is {
            Comparison::NotEqual => {
                let is_equal = left_low == left_high && (left_low, left_high) == (right_low, right_high);
                return (!is_equal && left != right).then(|| self.clone())?.combined(left, is, right, slots);
            }
            Comparison::Equal => {
                let both = (left_low.max(right_low), left_high.min(right_high));
                (both, both)
            }
            Comparison::Less => ((left_low, left_high.min(right_high - 1)), (right_low.max(left_low + 1), right_high)),
            Comparison::LessOrEqual => ((left_low, left_high.min(right_high)), (right_low.max(left_low), right_high)),
            Comparison::Greater => {
                ((left_low.max(right_low + 1), left_high), (right_low, right_high.min(left_high - 1)))
            }
            Comparison::GreaterOrEqual => {
                ((left_low.max(right_low), left_high), (right_low, right_high.min(left_high)))
            }
        };
        if left == right && !is.compare(0, 0) {
            return None;
        }
        self.within(left, left_range, slots)?.within(right, right_range, slots)?.combined(left, is, right, slots)
    }

    /// Keeps the tracked combinations that satisfy a comparison.
    fn combined(mut self, left: usize, is: Comparison, right: usize, slots: &[SlotView]) -> Option<Self> {
        if let Some(grid) = self.grid.as_mut().filter(|grid| grid.has_slot(left) && grid.has_slot(right)) {
            let low = |slot: usize| slots.get(slot).map_or(0, |slot| i128::from(slot.low));
            let (left_low, right_low) = (low(left), low(right));
            grid.compare(left, right, &|left, right| {
                is.compare(left_low + i128::from(left), right_low + i128::from(right))
            });
            if grid.is_empty() {
                return None;
            }
        }
        Some(self)
    }

    /// Returns the least and the greatest number that a slot may have.
    fn range(&self, slot: usize, slots: &[SlotView]) -> Option<(i128, i128)> {
        let (low, high) = self.values(slot).range()?;
        let first = i128::from(slots.get(slot)?.low);
        Some((first + i128::from(low), first + i128::from(high)))
    }

    fn within(&self, slot: usize, (low, high): (i128, i128), slots: &[SlotView]) -> Option<Self> {
        let first = i128::from(slots.get(slot)?.low);
        let to_raw = |value: i128| u64::try_from((value - first).max(0)).unwrap_or(u64::MAX);
        if high < first {
            return None;
        }
        let mut values = self.values(slot).clone();
        values.keep_between(to_raw(low), to_raw(high));
        let mut states = self.with_values(slot, values)?;
        if let Some(grid) = states.grid.as_mut().filter(|grid| grid.has_slot(slot)) {
            grid.restrict(slot, to_raw(low), to_raw(high), true);
            if grid.is_empty() {
                return None;
            }
        }
        Some(states)
    }

    /// Returns the number of tracked combinations.
    pub(super) fn combination_count(&self) -> u64 {
        self.grid.as_ref().map_or(0, Grid::count)
    }

    /// Returns a measure of the work that an operation on the set takes.
    pub(super) fn size(&self) -> u64 {
        let parts: u64 = self.slots.iter().map(|values| values.part_count() as u64).sum();
        parts + self.grid.as_ref().map_or(0, Grid::size)
    }
}

fn negated(is: Comparison) -> Comparison {
    match is {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::GreaterOrEqual,
        Comparison::LessOrEqual => Comparison::Greater,
        Comparison::Greater => Comparison::LessOrEqual,
        Comparison::GreaterOrEqual => Comparison::Less,
    }
}
