//! An attempt while it is recorded: which of its events are confirmed, and what is tried again.

use crate::recorder::{Events, NullRecorder, RecordError, RecordOwner, Recorder};
use crate::{Part, Session};

/// An attempt that is being recorded. It gives its recorder each event once, in order, and again
/// with the next where recording failed.
///
/// # Examples
///
/// ```
/// use scn_run::{Event, Recorded, Recording};
///
/// let mut recording = Recording::none();
/// assert_eq!(recording.record([Event::Saved].as_slice()), Recorded::Confirmed);
/// assert_eq!(recording.record([Event::Saved].as_slice()), Recorded::Unchanged);
/// ```
#[expect(missing_debug_implementations, reason = "a recorder has none")]
pub struct Recording<'r> {
    recorder: &'r mut (dyn Recorder + 'r),
    attempt: String,
    /// How many events are confirmed, the first ones.
    confirmed: usize,
    /// Why the others could not be recorded.
    failure: Option<RecordError>,
    /// Whether the attempt is part of a course, which is given a name as a whole.
    in_course: bool,
    /// Whether it was continued elsewhere, and is recorded as an attempt of its own.
    separate: bool,
}

/// What came of recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// There was nothing new.
    Unchanged,
    /// All is confirmed.
    Confirmed,
    /// All is confirmed, after it had failed before.
    Restored,
    /// All is confirmed, in an attempt of its own, since the attempt was continued elsewhere. This
    /// is returned once.
    Separate,
    /// What is new could not be recorded.
    Failed {
        /// Why.
        error: RecordError,
        /// Whether it failed for the same reason the last time.
        again: bool,
    },
}

impl Recorded {
    /// What to say about it: of a failure the first time, of its end, and of an attempt that was
    /// continued elsewhere.
    #[must_use]
    pub fn words(self, failed: impl FnOnce(&RecordError) -> String, restored: &str, separate: &str) -> Option<String> {
        match self {
            Self::Failed { error, again: false } => Some(failed(&error)),
            Self::Restored => Some(restored.to_owned()),
            Self::Separate => Some(separate.to_owned()),
            Self::Failed { again: true, .. } | Self::Unchanged | Self::Confirmed => None,
        }
    }
}

impl<'r> Recording<'r> {
    /// A run that nobody records.
    #[must_use]
    pub fn none() -> Recording<'static> {
        // It has no size, so nothing is allocated.
        Recording::resume(Box::leak(Box::new(NullRecorder)), String::new(), 0)
    }

    /// Begins an attempt at a part.
    pub fn begin(recorder: &'r mut (dyn Recorder + 'r), part: &Part) -> Self {
        let attempt = recorder.begin(part);
        Self::resume(recorder, attempt, 0)
    }

    /// Begins an attempt at the scenario of a run.
    pub fn begin_run(recorder: &'r mut (dyn Recorder + 'r), session: &Session<'_>) -> Self {
        Self::begin(recorder, &Part::Scenario(session.playable().scenario().id.clone()))
    }

    /// Continues an attempt, of which this number of events is confirmed.
    pub fn resume(recorder: &'r mut (dyn Recorder + 'r), attempt: String, confirmed: usize) -> Self {
        Self { recorder, attempt, confirmed, failure: None, in_course: false, separate: false }
    }

    /// Continues the attempt that a run was recorded as: what comes before the last `resumed` was
    /// confirmed when it happened.
    pub fn resume_run(recorder: &'r mut (dyn Recorder + 'r), attempt: String, session: &Session<'_>) -> Self {
        Self::resume(recorder, attempt, session.recorded_before())
    }

    /// The same attempt as part of a course.
    #[must_use]
    pub fn in_course(self) -> Self {
        Self { in_course: true, ..self }
    }

    /// Returns the current owner of the record.
    #[must_use]
    pub fn owner(&self) -> &RecordOwner {
        self.recorder.owner()
    }

    /// The command that resumes the attempt, where there is one.
    #[must_use]
    pub fn resume_command(&self) -> Option<String> {
        self.recorder.resume_command()
    }

    /// Whether this attempt can be recorded under a name by itself.
    #[must_use]
    pub fn can_save_as(&self) -> bool {
        !self.in_course && self.recorder.can_save_as()
    }

    /// Whether the attempt is part of a course.
    #[must_use]
    pub fn is_in_course(&self) -> bool {
        self.in_course
    }

    /// Whether a guest's attempt is recorded once its course is given a name.
    #[must_use]
    pub fn is_saved_with_course(&self) -> bool {
        self.in_course && self.recorder.can_save_as()
    }

    /// Whether the attempt was continued elsewhere, and is recorded as an attempt of its own.
    #[must_use]
    pub fn is_separate(&self) -> bool {
        self.separate
    }

    /// Why the last events could not be recorded; `None` where all are confirmed.
    #[must_use]
    pub fn failure(&self) -> Option<&RecordError> {
        self.failure.as_ref()
    }

    /// Records what is new in the events of the attempt.
    pub fn record<'e>(&mut self, events: impl Into<Events<'e>>) -> Recorded {
        let events = events.into();
        let new = events.after(self.confirmed);
        if new.is_empty() {
            return Recorded::Unchanged;
        }
        match self.recorder.record(&self.attempt, self.confirmed, new) {
            Ok(()) => {
                self.confirmed = events.len();
                let failed_before = self.failure.take().is_some();
                if !self.separate && self.recorder.is_separate(&self.attempt) {
                    self.separate = true;
                    return Recorded::Separate;
                }
                if failed_before { Recorded::Restored } else { Recorded::Confirmed }
            }
            Err(error) => {
                let again = self.failure.as_ref() == Some(&error);
                self.failure = Some(error.clone());
                Recorded::Failed { error, again }
            }
        }
    }

    /// Records a guest's attempt under a name, all of it.
    ///
    /// # Errors
    /// When it cannot be recorded; it is a guest's as before.
    pub fn save_as<'e>(&mut self, name: &str, events: impl Into<Events<'e>>) -> Result<(), RecordError> {
        if let Recorded::Failed { error, .. } = self.record(events) {
            return Err(error);
        }
        self.recorder.save_as(name)
    }
}
