//! How far an exploration may go, and how it is watched from outside: the core has no clock and
//! does not know what a terminal is.

use std::fmt;
use std::ops::ControlFlow;

/// So many states are stored, or looked at again, between two looks at the watch.
pub(crate) const BETWEEN: usize = 1 << 14;

/// Is told how many states were stored since it was last told, at the start and every some thousand
/// states, and says whether to go on. It is called from every thread that proves something.
pub type Watch<'w> = dyn Fn(u64) -> ControlFlow<()> + Sync + 'w;

/// Is asked by an exploration that has become large, and now and then as it grows: whether a second
/// thread may work on it. What is found is the same either way.
pub type MayHelp<'w> = dyn Fn() -> bool + Sync + 'w;

/// How far a proof may go.
#[derive(Clone, Copy)]
pub struct Limits<'w> {
    /// How many states may be stored.
    pub states: u64,
    /// Who is told of progress and can end it; nobody where `None`.
    pub watch: Option<&'w Watch<'w>>,
    /// Whether a second thread may help; never where `None`.
    pub may_help: Option<&'w MayHelp<'w>>,
}

impl Limits<'_> {
    /// No more than so many states; nobody watches, nobody helps.
    #[must_use]
    pub const fn of_states(states: u64) -> Self {
        Self { states, watch: None, may_help: None }
    }

    /// Tells of so many more states; whether to go on.
    pub(crate) fn go_on(&self, states: usize) -> bool {
        self.watch.is_none_or(|watch| watch(states as u64).is_continue())
    }
}

impl Default for Limits<'_> {
    fn default() -> Self {
        Self::of_states(10_000_000)
    }
}

impl fmt::Debug for Limits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits").field("states", &self.states).finish_non_exhaustive()
    }
}
