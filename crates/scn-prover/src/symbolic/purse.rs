//! What may be spent on sets of states, counted in steps and not in seconds, so that what is proved
//! is the same everywhere; and the watch, which is looked at as they are counted.

use std::cell::Cell;

use crate::Limits;

/// Why something was not worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spent {
    /// The bound on nodes or on work was reached.
    Bound,
    /// The watch ended it.
    Ended,
}

pub(crate) type Done<T> = Result<T, Spent>;

/// So many steps are made between two looks at the watch: a few milliseconds at most.
const BETWEEN: u64 = 1 << 10;

/// How much may be spent.
#[derive(Debug)]
pub(crate) struct Purse<'w> {
    limits: Limits<'w>,
    /// Runs of values stored, over all nodes.
    runs: u64,
    /// Steps of an operation that were not answered from the cache, each weighed by the values it
    /// went through; those that are left.
    work: Cell<u64>,
    /// How many steps are left at the next look at the watch.
    look_at: Cell<u64>,
}

impl<'w> Purse<'w> {
    /// As much as the limits allow: two runs of values and twenty steps for each state that may be
    /// walked.
    pub(crate) fn new(limits: &Limits<'w>) -> Self {
        Self::with(limits, limits.states.saturating_mul(2), limits.states.saturating_mul(20))
    }

    /// So much, whatever the limits say.
    pub(crate) fn with(limits: &Limits<'w>, runs: u64, work: u64) -> Self {
        Self { limits: *limits, runs, work: Cell::new(work), look_at: Cell::new(work.saturating_sub(BETWEEN)) }
    }

    /// Counts so many steps, and looks at the watch when it is time.
    pub(crate) fn work(&self, much: u64) -> Done<()> {
        let left = self.work.get().checked_sub(much).ok_or(Spent::Bound)?;
        self.work.set(left);
        if self.look_at.get() < left {
            return Ok(());
        }
        self.look_at.set(left.saturating_sub(BETWEEN));
        if self.limits.go_on(0) { Ok(()) } else { Err(Spent::Ended) }
    }

    /// Whether so many runs of values may be stored.
    pub(crate) fn holds(&self, runs: usize) -> Done<()> {
        if runs as u64 <= self.runs { Ok(()) } else { Err(Spent::Bound) }
    }
}
