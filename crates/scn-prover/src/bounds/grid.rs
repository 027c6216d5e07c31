//! A set of combinations of values of several slots, as a bitmap over all combinations.
//!
//! The values of a slot are rows of the bitmap: a condition on a slot clears rows, and an addition
//! moves rows. Both work on many combinations at a time.
//!
//! The rows of the first slots are short. These slots form a *group*, which is filled up with zeros
//! to whole words, so that the rows of all other slots are whole words. If a group is one or two
//! words, an operation on one of its slots shifts and masks all of it at once.

use std::rc::Rc;

use scn_story::SlotView;

use super::bitmap::{Bitmap, GroupFold, GroupShift, WORD};

/// The slots of a grid, and how combinations of their values are numbered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct GridShape {
    axes: Vec<Axis>,
    /// Number of bits.
    length: u64,
    /// Number of combinations of the slots of a group.
    inner: u64,
    /// Number of bits of a group. The slots whose rows are shorter belong to it.
    group: u64,
}

/// A slot of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Axis {
    slot: usize,
    /// Number of values.
    values: u64,
    /// Number of bits in a row.
    row: u64,
}

impl GridShape {
    /// Returns the shape for some slots, or `None` if they have more than `most` combinations.
    pub(super) fn new(slots: &[usize], known: &[SlotView], most: u64) -> Option<Rc<Self>> {
        let mut axes = Vec::with_capacity(slots.len());
        let (mut combinations, mut length) = (1_u64, 1_u64);
        let mut group = None;
        for slot in slots {
            let values = known.get(*slot)?.top.checked_add(1)?;
            axes.push(Axis { slot: *slot, values, row: length });
            combinations = combinations.checked_mul(values).filter(|combinations| *combinations <= most)?;
            length = length.checked_mul(values)?;
            if group.is_none() && WORD <= length {
                let inner = length;
                length = length.next_multiple_of(WORD);
                group = Some((inner, length));
            }
        }
        let (inner, group) = group.unwrap_or((length, length));
        Some(Rc::new(Self { axes, length, inner, group }))
    }

    /// Returns the number of bits.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Returns the first bits of the parts of `length` bits in which all values of an axis occur
    /// once.
    fn blocks(&self, axis: Axis, length: u64) -> impl Iterator<Item = u64> + use<> {
        let block = (axis.values * axis.row).max(1);
        let (step, count) = if axis.row < self.group { (self.group, self.inner / block) } else { (block, 1) };
        (0..length / step.max(1)).flat_map(move |at| (0..count).map(move |part| at * step + part * block))
    }

    /// Returns the bits of a group, as words, in which an axis of it has a value from `low` to
    /// `high`.
    fn group_mask(&self, axis: Axis, low: u64, high: u64) -> Bitmap {
        let mut mask = Bitmap::empty(self.group);
        for block in self.blocks(axis, self.group) {
            mask.set(block + low * axis.row, block + (high + 1).min(axis.values) * axis.row);
        }
        mask
    }

    fn axis_of(&self, slot: usize) -> Option<Axis> {
        self.axes.iter().find(|axis| axis.slot == slot).copied()
    }
}

/// A set of combinations.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    shape: Rc<GridShape>,
    bits: Rc<Bitmap>,
}

impl PartialEq for Grid {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.bits, &other.bits) || self.bits == other.bits
    }
}

impl Eq for Grid {}

impl Grid {
    /// Returns the set of a single combination.
    pub(super) fn single(shape: &Rc<GridShape>, raw: impl Fn(usize) -> u64) -> Self {
        let mut bits = Bitmap::empty(shape.length);
        bits.insert(shape.axes.iter().map(|axis| raw(axis.slot) * axis.row).sum());
        Self { shape: Rc::clone(shape), bits: Rc::new(bits) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bits.is_empty()
    }

    /// Returns whether the grid has a slot.
    pub(super) fn has_slot(&self, slot: usize) -> bool {
        self.shape.axis_of(slot).is_some()
    }

    /// Returns a measure of the work that an operation takes.
    pub(super) fn size(&self) -> u64 {
        self.bits.word_count() as u64
    }

    /// Returns whether two grids are the same object.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.bits, &other.bits)
    }

    /// Returns the number of combinations in the set.
    pub(super) fn count(&self) -> u64 {
        self.bits.count()
    }

    fn blocks(&self, axis: Axis) -> impl Iterator<Item = u64> + use<> {
        self.shape.blocks(axis, self.shape.length)
    }

    /// Returns whether an axis belongs to a group of one or two words.
    fn is_in_small_group(&self, axis: Axis) -> bool {
        axis.row < self.shape.group && [WORD, 2 * WORD].contains(&self.shape.group)
    }

    /// Returns whether a slot has a value from `low` to `high` in some combination.
    pub(super) fn has_between(&self, slot: usize, low: u64, high: u64) -> bool {
        let Some(axis) = self.shape.axis_of(slot).filter(|_| low <= high) else { return false };
        if self.is_in_small_group(axis) && low < axis.values {
            return self.bits.has_any_of(&self.shape.group_mask(axis, low, high.min(axis.values)));
        }
        let (from, to) = (low.min(axis.values) * axis.row, high.saturating_add(1).min(axis.values) * axis.row);
        self.blocks(axis).any(|block| self.bits.has_any(block + from, block + to))
    }

    /// Keeps the combinations in which a slot has a value from `low` to `high`, or removes them.
    pub(super) fn restrict(&mut self, slot: usize, low: u64, high: u64, keeps: bool) {
        let Some(axis) = self.shape.axis_of(slot) else { return };
        let end = axis.values * axis.row;
        let (from, to) = (low.min(axis.values) * axis.row, high.saturating_add(1).min(axis.values) * axis.row);
        let bits = Rc::make_mut(&mut self.bits);
        if axis.row < self.shape.group && self.shape.group.is_multiple_of(WORD) {
            let mut mask = Bitmap::empty(self.shape.group);
            for block in self.shape.blocks(axis, self.shape.group) {
                mask.set(block + from, block + to.max(from));
            }
            bits.mask_groups(&mask, keeps);
            return;
        }
        for block in self.shape.blocks(axis, self.shape.length) {
            match keeps {
                false => bits.clear(block + from, block + to),
                true => {
                    bits.clear(block, block + from.min(end));
                    bits.clear(block + to.max(from), block + end);
                }
            }
        }
    }

    /// Adds to the values of a slot, cutting off at its ends. Returns whether some are cut off.
    pub(super) fn add(&mut self, slot: usize, by: i64) -> bool {
        let Some(axis) = self.shape.axis_of(slot) else { return false };
        let amount = by.unsigned_abs().min(axis.values);
        let top = axis.values - 1;
        let is_cut = match by < 0 {
            true => amount > 0 && self.has_between(slot, 0, amount - 1),
            false => amount > 0 && self.has_between(slot, (top + 1) - amount, top),
        };
        if self.is_in_small_group(axis) {
            self.add_in_groups(axis, by < 0, amount, is_cut);
            return is_cut;
        }
        if axis.row.is_multiple_of(WORD) {
            self.bits = Rc::new(self.bits.move_rows(axis.row, axis.values, amount, by < 0));
            return is_cut;
        }
        let (old, row) = (&self.bits, axis.row);
        let mut moved = Bitmap::empty(self.shape.length);
        let kept = (axis.values - amount) * row;
        for block in self.blocks(axis) {
            // The rows that move as they are, and then those that are cut off, which all become the
            // row at the end.
            match by < 0 {
                true => moved.add_range(block, old, block + amount * row, kept),
                false => moved.add_range(block + amount * row, old, block, kept),
            }
            if is_cut {
                let (end, cut) = if by < 0 { (0, 0) } else { (top, top + 1 - amount) };
                collapse(&mut moved, block + end * row, old, block + cut * row, (amount, row));
            }
        }
        self.bits = Rc::new(moved);
        is_cut
    }

    /// The values that stay in the range move together. The others are united at the end.
    fn add_in_groups(&mut self, axis: Axis, is_down: bool, amount: u64, is_cut: bool) {
        let (shape, top) = (&self.shape, axis.values - 1);
        let kept = (amount <= top).then(|| {
            let (low, high) = if is_down { (amount, top) } else { (0, top - amount) };
            GroupShift::new(&shape.group_mask(axis, low, high), amount * axis.row, is_down)
        });
        let folded = is_cut.then(|| {
            let (low, high, end) = if is_down { (0, amount - 1, 0) } else { (top + 1 - amount, top, top) };
            let (mask, end) = (shape.group_mask(axis, low, high), shape.group_mask(axis, end, end));
            GroupFold::new(&mask, &end, (amount, axis.row), is_down, 0)
        });
        self.bits = Rc::new(self.bits.move_groups(shape.group, kept, folded.as_ref()));
    }

    /// Sets a slot to a value.
    pub(super) fn put(&mut self, slot: usize, raw: u64) {
        let Some(axis) = self.shape.axis_of(slot) else { return };
        let raw = raw.min(axis.values - 1);
        if self.is_in_small_group(axis) {
            let (all, top) = (self.shape.group_mask(axis, 0, axis.values - 1), axis.values - 1);
            let end = self.shape.group_mask(axis, top, top);
            let folded = GroupFold::new(&all, &end, (axis.values, axis.row), false, (top - raw) * axis.row);
            self.bits = Rc::new(self.bits.move_groups(self.shape.group, None, Some(&folded)));
            return;
        }
        let mut moved = Bitmap::empty(self.shape.length);
        for block in self.blocks(axis) {
            collapse(&mut moved, block + raw * axis.row, &self.bits, block, (axis.values, axis.row));
        }
        self.bits = Rc::new(moved);
    }

    /// Keeps the combinations in which two slots satisfy a comparison of their raw values.
    pub(super) fn compare(&mut self, left: usize, right: usize, holds: &impl Fn(u64, u64) -> bool) {
        let (Some(one), Some(other)) = (self.shape.axis_of(left), self.shape.axis_of(right)) else { return };
        let (inner, outer) = if one.row < other.row { (one, other) } else { (other, one) };
        let starts: Vec<u64> = self.blocks(outer).collect();
        let bits = Rc::make_mut(&mut self.bits);
        let parts: Vec<u64> = if outer.row < self.shape.group {
            let block = (inner.values * inner.row).max(1);
            (0..outer.row / block).map(|at| at * block).collect()
        } else {
            self.shape.blocks(inner, outer.row).collect()
        };
        for start in starts {
            for outer_value in 0..outer.values {
                let row = start + outer_value * outer.row;
                for inner_value in 0..inner.values {
                    let (left, right) =
                        if one.row < other.row { (inner_value, outer_value) } else { (outer_value, inner_value) };
                    if holds(left, right) {
                        continue;
                    }
                    for part in parts.iter().map(|part| row + part) {
                        bits.clear(part + inner_value * inner.row, part + (inner_value + 1) * inner.row);
                    }
                }
            }
        }
    }

    /// Adds the combinations of another grid. Returns whether the set grew.
    pub(super) fn unite(&mut self, other: &Self) -> bool {
        !self.is_same(other) && Rc::make_mut(&mut self.bits).unite(&other.bits)
    }
}

/// Adds several rows of a bitmap to a single row of another.
fn collapse(into: &mut Bitmap, at: u64, from: &Bitmap, first: u64, (count, row): (u64, u64)) {
    if row == 1 {
        if from.has_any(first, first + count) {
            into.insert(at);
        }
        return;
    }
    for number in 0..count {
        into.add_range(at, from, first + number * row, row);
    }
}
