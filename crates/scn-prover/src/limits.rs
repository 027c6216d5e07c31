//! Limits on an exploration, and callbacks to observe and interrupt it. The core has no clock and
//! knows nothing about terminals.

use std::fmt;
use std::ops::ControlFlow;

/// Number of states stored, or visited again, between two calls of the watch.
pub(crate) const BETWEEN: usize = 1 << 14;

/// Maximum number of states, unless the caller sets another.
pub(crate) const DEFAULT_STATES: u64 = 10_000_000;

/// Bytes for stored states, unless the caller sets another limit: 1 GiB.
const MEMORY: u64 = 1 << 30;

/// Progress callback. Receives the number of states stored since its previous call and returns
/// whether to continue. It is called at the start and then every few thousand states, from every
/// thread that proves something.
pub type Watch<'w> = dyn Fn(u64) -> ControlFlow<()> + Sync + 'w;

/// Asked by an exploration that has become large, and again from time to time as it grows, whether
/// it may use a second thread. The result is the same either way.
pub type MayHelp<'w> = dyn Fn() -> bool + Sync + 'w;

/// Limits on a proof.
///
/// # Examples
///
/// ```
/// use std::ops::ControlFlow;
///
/// use scn_prover::{Limits, prove};
/// use scn_story::{Keep, Machine, Story};
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let machine = Machine::new(&story.scenarios[0], Keep::Read)?;
///
/// // The watch ends the proof at once, as it would after Ctrl-C.
/// let stop = |_states: u64| ControlFlow::Break(());
/// let limits = Limits { watch: Some(&stop), ..Limits::of_states(1_000_000) };
/// let proof = prove(&machine, &limits);
/// assert!(proof.interrupted && !proof.complete);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Limits<'w> {
    /// Maximum number of states to store.
    pub states: u64,
    /// Maximum number of bytes for the states that are stored, approximately.
    pub memory: u64,
    /// Maximum number of steps to play from the stored states, approximately. A finite number leaves
    /// the proof to one thread.
    pub steps: u64,
    /// Callback that receives progress and can interrupt the proof, if any.
    pub watch: Option<&'w Watch<'w>>,
    /// Callback that decides whether a second thread may help. With `None`, none ever does.
    pub may_help: Option<&'w MayHelp<'w>>,
}

impl Limits<'_> {
    /// Limits the number of states, with no watch and no second thread.
    #[must_use]
    pub const fn of_states(states: u64) -> Self {
        Self { states, memory: MEMORY, steps: u64::MAX, watch: None, may_help: None }
    }

    /// Reports `states` new states to the watch. Returns whether to continue.
    pub(crate) fn report(&self, states: usize) -> bool {
        self.watch.is_none_or(|watch| watch(states as u64).is_continue())
    }
}

impl Default for Limits<'_> {
    fn default() -> Self {
        Self::of_states(DEFAULT_STATES)
    }
}

impl fmt::Debug for Limits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits").field("states", &self.states).finish_non_exhaustive()
    }
}
