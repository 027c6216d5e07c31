//! The time limit of a choice.

use std::time::Duration;

use super::super::sheet::Countdown;
use scn_run::Scene;
use scn_run::phrases::screen;

/// The seconds left at which a notice is shown, in addition to half of the total.
const SAID: [u64; 2] = [10, 5];

/// A timer that runs, and the choice that is made at its end.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    left: Duration,
    of: u64,
    /// The number of the choice.
    number: usize,
}

/// The effect of elapsed time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Passed {
    /// There is time left.
    On,
    /// There is time left, and a notice is due.
    Say(String),
    /// Time is up.
    Up,
}

impl Clock {
    /// Returns the timer of a scene, if it has one, with its full time.
    pub(super) fn of(scene: &Scene) -> Option<Self> {
        let (number, seconds) =
            scene.on_offer().zip(1..).find_map(|(view, number)| view.after.map(|seconds| (number, seconds)))?;
        let of = u64::from(seconds);
        Some(Self { left: Duration::from_secs(of), of, number })
    }

    pub(super) fn pass(&mut self, elapsed: Duration) -> Passed {
        let before = self.seconds();
        self.left = self.left.saturating_sub(elapsed);
        if self.left.is_zero() {
            return Passed::Up;
        }
        let now = self.seconds();
        let worth = SAID.into_iter().filter(|at| *at < self.of).chain([self.of / 2]).filter(|at| 0 < *at);
        if worth.into_iter().any(|at| now <= at && at < before) {
            return Passed::Say(screen::seconds_left(now));
        }
        Passed::On
    }

    pub(super) fn countdown(&self) -> Countdown {
        Countdown {
            left: self.seconds(),
            of: self.of,
            then: screen::then_taken(self.number),
            then_short: screen::then(self.number),
        }
    }

    /// Returns the seconds left, rounded up.
    fn seconds(&self) -> u64 {
        self.left.as_secs() + u64::from(0 < self.left.subsec_nanos())
    }
}
