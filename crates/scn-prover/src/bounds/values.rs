//! Sets of raw values of one slot, as intervals.

/// Maximum number of intervals of a set. A set that would need more of them becomes larger than it
/// is, which can only make a bound less precise.
const MOST_PARTS: usize = 128;

/// A set of raw values: closed intervals in ascending order, which neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ValueSet {
    parts: Vec<(u64, u64)>,
}

impl ValueSet {
    /// Returns the empty set.
    pub(super) const fn empty() -> Self {
        Self { parts: Vec::new() }
    }

    /// Returns the set of the values from `low` to `high`; empty if `high` is less than `low`.
    pub(super) fn between(low: u64, high: u64) -> Self {
        Self { parts: if low <= high { vec![(low, high)] } else { Vec::new() } }
    }

    /// Returns the set of a single value.
    pub(super) fn single(value: u64) -> Self {
        Self::between(value, value)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    pub(super) fn contains(&self, value: u64) -> bool {
        self.parts.iter().any(|(low, high)| (*low..=*high).contains(&value))
    }

    /// Returns the least and the greatest value.
    pub(super) fn range(&self) -> Option<(u64, u64)> {
        Some((self.parts.first()?.0, self.parts.last()?.1))
    }

    /// Returns the only value, if there is only one.
    pub(super) fn only_value(&self) -> Option<u64> {
        self.range().filter(|(low, high)| low == high).map(|(low, _)| low)
    }

    /// Returns the number of intervals, as a measure of the work that an operation takes.
    pub(super) fn part_count(&self) -> usize {
        self.parts.len()
    }

    /// Keeps the values from `low` to `high`.
    pub(super) fn keep_between(&mut self, low: u64, high: u64) {
        let clip = |(from, to): &(u64, u64)| ((*from).max(low), (*to).min(high));
        self.parts = self.parts.iter().map(clip).filter(|(from, to)| from <= to).collect();
    }

    /// Removes the values from `low` to `high`.
    pub(super) fn remove_between(&mut self, low: u64, high: u64) {
        if high < low {
            return;
        }
        let mut above = self.clone();
        match high.checked_add(1) {
            Some(next) => above.keep_between(next, u64::MAX),
            None => above.parts.clear(),
        }
        match low.checked_sub(1) {
            Some(last) => self.keep_between(0, last),
            None => self.parts.clear(),
        }
        self.parts.append(&mut above.parts);
    }

    /// Adds the values of another set. Returns whether the set grew.
    pub(super) fn unite(&mut self, other: &Self) -> bool {
        if other.parts.iter().all(|part| self.covers(*part)) {
            return false;
        }
        let mut parts = std::mem::take(&mut self.parts);
        parts.extend(&other.parts);
        self.parts = normalized(parts);
        true
    }

    fn covers(&self, (low, high): (u64, u64)) -> bool {
        self.parts.iter().any(|(from, to)| *from <= low && high <= *to)
    }

    /// Adds a number to all values, cutting off at 0 and at `top`. Returns whether some value is
    /// cut off.
    pub(super) fn add(&mut self, by: i64, top: u64) -> bool {
        let Some((low, high)) = self.range() else { return false };
        let amount = by.unsigned_abs();
        let is_cut = if by < 0 { low < amount } else { top.saturating_sub(amount) < high };
        let moved = |value: u64| match by < 0 {
            true => value.saturating_sub(amount),
            false => value.saturating_add(amount).min(top),
        };
        self.parts = normalized(self.parts.iter().map(|(low, high)| (moved(*low), moved(*high))).collect());
        is_cut
    }

    /// Extends the set to 0 and to `top`, on each side on which it has grown beyond `before`.
    pub(super) fn widen(&mut self, before: &Self, top: u64) {
        let Some(((low, high), (old_low, old_high))) = self.range().zip(before.range()) else { return };
        // Growth between two old values is widened to everything between them.
        let low = if low < old_low { 0 } else { low };
        let high = if old_high < high { top } else { high };
        self.parts = vec![(low, high)];
    }
}

/// Sorts intervals, and joins those that overlap or touch. If more than `MOST_PARTS` remain, joins
/// each with the next.
fn normalized(mut parts: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    parts.sort_unstable();
    let mut joined: Vec<(u64, u64)> = Vec::with_capacity(parts.len());
    for (low, high) in parts {
        match joined.last_mut().filter(|(_, end)| low <= end.saturating_add(1)) {
            Some((_, end)) => *end = high.max(*end),
            None => joined.push((low, high)),
        }
    }
    while MOST_PARTS < joined.len() {
        joined = joined.chunks(2).filter_map(|pair| Some((pair.first()?.0, pair.last()?.1))).collect();
    }
    joined
}
