//! Recording the attempts of a learner in a course.

use crate::recorder::{Holder, KeepError};
use crate::{Attempt, Event, LessonEvent, Part, QuizEvent, Stories};

/// Events to record, by the kind of their part.
#[derive(Clone, Copy, Debug)]
pub enum Further<'e> {
    /// Events of a lesson.
    Lesson(&'e [LessonEvent]),
    /// Events of a quiz.
    Quiz(&'e [QuizEvent]),
    /// Events of a scenario.
    Scenario(&'e [Event]),
}

/// Records the attempts of one learner at the parts of one pack. A guest's attempts exist only as
/// long as this value.
pub trait CourseKeeper {
    /// Returns the current owner of the attempts.
    fn holder(&self) -> &Holder;

    /// Returns all attempts so far, in the order in which they were begun, including what could not
    /// be recorded.
    fn attempts(&self) -> &[Attempt];

    /// Returns the stories in which these attempts were made, by digest, as far as they are
    /// available.
    fn stories(&self) -> &Stories;

    /// Begins an attempt at a part and returns its id. The attempt is recorded with its first
    /// events.
    fn begin(&mut self, part: &Part) -> String;

    /// Records the events of an attempt from position `from`. Unconfirmed events at and after that
    /// position are replaced, so a failed call can be repeated with more events. When this returns,
    /// the whole attempt is confirmed.
    ///
    /// # Errors
    ///
    /// When they cannot be recorded. The learner can continue, and recording is retried with the
    /// next events.
    fn keep(&mut self, attempt: &str, from: usize, further: Further<'_>) -> Result<(), KeepError>;

    /// Records a guest's attempts under a name from now on, including those so far. Attempts
    /// recorded earlier under this name come first.
    ///
    /// # Errors
    ///
    /// When they cannot be recorded; they stay a guest's.
    fn adopt(&mut self, name: &str) -> Result<(), KeepError>;

    /// Returns whether they can be recorded under a name at all.
    fn can_adopt(&self) -> bool;

    /// Returns the shell command that resumes the course, if there is one.
    fn way_back(&self) -> Option<String>;

    /// Returns the command that issues a certificate once the course is completed, if there is one.
    fn way_to_certificate(&self) -> Option<String>;

    /// Returns the seed of the next attempt.
    fn seed(&mut self) -> u64;
}
