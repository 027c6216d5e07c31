//! A run between two steps, when nobody needs its scenario.

use scn_story::{ChoiceIx, Stacks, State};

use super::event_log::EventLog;
use super::{MadeChoice, Scene, Session};
use crate::{Event, Playable};

/// A session without its scenario, to be stored where that cannot be borrowed. The fields are those
/// of [`Session`].
#[derive(Clone, Debug)]
pub(crate) struct PausedSession {
    seed: u64,
    learner: String,
    state: State<Vec<u64>>,
    earlier_state: Option<State<Vec<u64>>>,
    stacks: Stacks,
    open: Vec<ChoiceIx>,
    scene: Scene,
    hinted: Vec<(Option<String>, u32)>,
    events: EventLog,
    draws: u64,
    steps: Vec<MadeChoice>,
    timed: bool,
}

impl PausedSession {
    /// Returns the events so far.
    pub(crate) fn events(&self) -> &[Event] {
        &self.events
    }
}

impl<'p> Session<'p> {
    /// Ends the use of the scenario.
    pub(crate) fn pause(self) -> PausedSession {
        let Self { playable: _, seed, learner, state, earlier_state, stacks, open, scene, hinted, .. } = self;
        let Self { events, draws, steps, timed, .. } = self;
        PausedSession { seed, learner, state, earlier_state, stacks, open, scene, hinted, events, draws, steps, timed }
    }

    /// Continues a session in the scenario that it was paused in.
    pub(crate) fn unpause(paused: PausedSession, playable: &'p Playable<'p>) -> Self {
        let PausedSession { seed, learner, state, earlier_state, stacks, open, scene, hinted, .. } = paused;
        let PausedSession { events, draws, steps, timed, .. } = paused;
        Self { playable, seed, learner, state, earlier_state, stacks, open, scene, hinted, events, draws, steps, timed }
    }
}
