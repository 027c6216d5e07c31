//! The budget for work on state sets. It counts steps instead of seconds, so that the same things
//! are proved everywhere. The watch is called while steps are counted.

use std::cell::Cell;

use crate::Limits;

/// Why something was not computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exhausted {
    /// The bound on nodes or on work was reached.
    Bound,
    /// The watch interrupted it.
    Interrupted,
}

pub(crate) type Budgeted<T> = Result<T, Exhausted>;

/// Number of steps between two calls of the watch: a few milliseconds at most.
const BETWEEN: u64 = 1 << 10;

/// The remaining budget.
#[derive(Debug)]
pub(crate) struct Budget<'w> {
    limits: Limits<'w>,
    /// Maximum number of runs of values stored, over all nodes.
    runs: u64,
    /// Remaining steps. Counts the steps of operations that were not answered from the cache, each
    /// weighted by the number of values processed.
    work: Cell<u64>,
    /// Remaining number of steps at which the watch is called next.
    look_at: Cell<u64>,
}

impl<'w> Budget<'w> {
    /// Creates the budget that the limits allow: two runs of values and twenty steps for each state
    /// that may be explored.
    pub(crate) fn new(limits: &Limits<'w>) -> Self {
        Self::with_amounts(limits, limits.states.saturating_mul(2), limits.states.saturating_mul(20))
    }

    /// Creates a budget of the given size, whatever the limits say.
    pub(crate) fn with_amounts(limits: &Limits<'w>, runs: u64, work: u64) -> Self {
        Self { limits: *limits, runs, work: Cell::new(work), look_at: Cell::new(work.saturating_sub(BETWEEN)) }
    }

    /// Charges `much` steps, and calls the watch when it is due.
    pub(crate) fn spend(&self, much: u64) -> Budgeted<()> {
        let remaining = self.work.get().checked_sub(much).ok_or(Exhausted::Bound)?;
        self.work.set(remaining);
        if self.look_at.get() < remaining {
            return Ok(());
        }
        self.look_at.set(remaining.saturating_sub(BETWEEN));
        if self.limits.report(0) { Ok(()) } else { Err(Exhausted::Interrupted) }
    }

    /// Checks that this many runs of values may be stored.
    pub(crate) fn check_room(&self, runs: usize) -> Budgeted<()> {
        if runs as u64 <= self.runs { Ok(()) } else { Err(Exhausted::Bound) }
    }
}
