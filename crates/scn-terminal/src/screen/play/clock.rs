//! The time limit of a choice.

use std::time::Duration;

use super::super::sheet::Countdown;
use scn_run::Scene;
use scn_run::phrases::screen;

/// The seconds left at which a notice is shown, in addition to half of the total.
const SAID: [u64; 2] = [10, 5];

/// A timer that runs, and the choice that is made at its end.
#[derive(Clone, Debug)]
pub(super) struct ChoiceTimer {
    left: Duration,
    total: u64,
    /// The number of the choice.
    number: usize,
}

/// The effect of elapsed time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TimerUpdate {
    /// There is time left.
    On,
    /// There is time left, and a notice is due.
    Say(String),
    /// Time is up.
    Up,
}

impl ChoiceTimer {
    /// Returns the timer of a scene, if it has one, with its full time.
    pub(super) fn for_scene(scene: &Scene) -> Option<Self> {
        let (number, seconds) =
            scene.on_offer().zip(1..).find_map(|(view, number)| view.after.map(|seconds| (number, seconds)))?;
        let total = u64::from(seconds);
        Some(Self { left: Duration::from_secs(total), total, number })
    }

    pub(super) fn advance_by(&mut self, elapsed: Duration) -> TimerUpdate {
        let seconds_before = self.seconds_left();
        self.left = self.left.saturating_sub(elapsed);
        if self.left.is_zero() {
            return TimerUpdate::Up;
        }
        let seconds_now = self.seconds_left();
        let worth = SAID.into_iter().filter(|at| *at < self.total).chain([self.total / 2]).filter(|at| 0 < *at);
        if worth.into_iter().any(|at| seconds_now <= at && at < seconds_before) {
            return TimerUpdate::Say(screen::SECONDS_LEFT.about(seconds_now));
        }
        TimerUpdate::On
    }

    pub(super) fn countdown(&self) -> Countdown {
        Countdown {
            left: self.seconds_left(),
            total: self.total,
            then: screen::then_taken(self.number),
            then_short: screen::then(self.number),
        }
    }

    /// Returns the seconds left, rounded up.
    fn seconds_left(&self) -> u64 {
        self.left.as_secs() + u64::from(0 < self.left.subsec_nanos())
    }
}
