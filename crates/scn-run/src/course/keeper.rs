//! Who keeps what a learner does in a course.

use crate::recorder::{Holder, KeepError};
use crate::{Attempt, Event, LessonEvent, Part, QuizEvent, Stories};

/// Events to keep, of the kind that their part has.
#[derive(Clone, Copy, Debug)]
pub enum Further<'e> {
    /// Of a lesson.
    Lesson(&'e [LessonEvent]),
    /// Of a quiz.
    Quiz(&'e [QuizEvent]),
    /// Of a scenario.
    Scenario(&'e [Event]),
}

/// Keeps the attempts of one learner at the parts of one pack. A guest's are there as long as this
/// is, and no longer.
pub trait CourseKeeper {
    /// Whose they are now.
    fn holder(&self) -> &Holder;

    /// All attempts so far, those begun first coming first; also what could not be kept.
    fn attempts(&self) -> &[Attempt];

    /// The stories that these attempts were made in, by digest, as far as they are kept.
    fn stories(&self) -> &Stories;

    /// Begins an attempt at a part; gives its id. It is kept with its first events.
    fn begin(&mut self, part: &Part) -> String;

    /// Keeps the events of an attempt from a position on. What stood there and behind it, and was
    /// not confirmed, is replaced: a call that failed can be made again, with more. Once this comes
    /// back all of the attempt is confirmed.
    ///
    /// # Errors
    /// When they cannot be kept; whoever learns can go on, and keeping is tried again with the next
    /// events.
    fn keep(&mut self, attempt: &str, from: usize, further: Further<'_>) -> Result<(), KeepError>;

    /// Keeps a guest's attempts under a name from now on, those so far included. What was kept
    /// under this name before comes first.
    ///
    /// # Errors
    /// When they cannot be kept; they are a guest's as before.
    fn adopt(&mut self, name: &str) -> Result<(), KeepError>;

    /// Whether they can be kept under a name at all.
    fn can_adopt(&self) -> bool;

    /// The command by which the course is gone on with, where there is one.
    fn way_back(&self) -> Option<String>;

    /// The command that issues a certificate of the course once it is completed, where there is
    /// one.
    fn way_to_certificate(&self) -> Option<String>;

    /// What the next try draws from.
    fn seed(&mut self) -> u64;
}
