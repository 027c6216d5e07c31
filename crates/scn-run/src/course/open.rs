//! Opens parts of a course: resumes the attempt that was left, or begins a new one. Every front end
//! opens parts with these, so that all of them record the same.

use scn_story::{Lesson, Quiz, Story};

use super::CourseState;
use crate::phrases::resumed;
use crate::versions::{Versions, last_digest};
use crate::{
    AskedQuestions, Attempt, LessonEvent, Log, Part, Playable, QuizSession, RecordError, Recorded, Recorder, Recording,
    Session, Stamped, migrate_run, phrases, resume_run,
};

impl CourseState {
    /// Returns the attempt at a part that was left and can be resumed.
    #[must_use]
    pub fn open_attempt(&self, part: &Part, attempts: &[Attempt]) -> Option<Attempt> {
        let id = self.part_state(part)?.open.as_ref()?;
        attempts.iter().find(|attempt| attempt.id == *id).cloned()
    }
}

/// A lesson that is being read.
#[derive(Clone, Debug)]
pub struct OpenLesson {
    attempt: String,
    confirmed: usize,
    log: Vec<LessonEvent>,
}

impl OpenLesson {
    /// Opens a lesson. `left` is an attempt that was left.
    pub fn open(story: &Story, lesson: &Lesson, left: Option<Attempt>, recorder: &mut dyn Recorder) -> Self {
        // The text read is the current one, so an attempt begun in an earlier version records the
        // new version.
        let is_new = left.as_ref().is_none_or(|attempt| last_digest(&attempt.log) != Some(&story.pack.digest));
        let mut log = match left.as_ref().map(|attempt| &attempt.log) {
            Some(Log::Lesson(log)) => Stamped::events(log),
            Some(Log::Quiz(_) | Log::Scenario(_)) | None => Vec::new(),
        };
        let confirmed = log.len();
        let attempt = left.map_or_else(|| recorder.begin(&Part::Lesson(lesson.id.clone())), |attempt| attempt.id);
        if is_new {
            let (pack, digest) = (story.pack.name.clone(), story.pack.digest.clone());
            log.push(LessonEvent::Opened { pack, digest, lesson: lesson.id.clone() });
        }
        Self { attempt, confirmed, log }
    }

    /// Notes that the learner has reached the end.
    pub fn mark_read(&mut self) {
        self.log.push(LessonEvent::Read);
    }

    /// Records what is not confirmed yet. Returns a sentence to show if the lesson was also read
    /// elsewhere.
    ///
    /// # Errors
    ///
    /// When it cannot be recorded; the next call tries again.
    pub fn record(&mut self, recorder: &mut dyn Recorder) -> Result<Option<&'static str>, RecordError> {
        let mut recording = Recording::resume(recorder, self.attempt.clone(), self.confirmed);
        match recording.record(self.log.as_slice()) {
            Recorded::Failed { error, .. } => Err(error),
            Recorded::Separate => {
                self.confirmed = self.log.len();
                Ok(Some(phrases::recording::LESSON_SEPARATE.text()))
            }
            Recorded::Unchanged | Recorded::Confirmed | Recorded::Restored => {
                self.confirmed = self.log.len();
                Ok(None)
            }
        }
    }
}

/// Returns what to say about the attempt that was left if its part now has another id, and about
/// one that was left at a part that the pack no longer has.
fn part_notices(story: &Story, part: &Part, left: Option<&Attempt>, recorder: &dyn Recorder) -> Vec<String> {
    match left {
        Some(left) if left.part != *part => vec![resumed::other_id(left.part.id())],
        Some(_) => Vec::new(),
        None => {
            let versions = Versions::new(story, recorder.stories());
            let title = versions.left_at_removed_part(part, recorder.attempts());
            title.iter().map(|title| resumed::left_at_removed_part(title)).collect()
        }
    }
}

/// Returns which questions of a quiz were asked in attempts at it.
#[must_use]
pub fn asked_before(versions: &Versions<'_>, quiz: &Quiz, attempts: &[Attempt]) -> AskedQuestions {
    let part = Part::Quiz(quiz.id.clone());
    let mut asked = AskedQuestions::default();
    for attempt in attempts {
        if let Log::Quiz(log) = &attempt.log
            && versions.current_part(attempt).is_some_and(|(current, _)| current == part)
        {
            asked.add_attempt(versions, quiz, &Stamped::events(log));
        }
    }
    asked
}

/// A quiz that is being answered.
#[derive(Clone, Debug)]
pub struct OpenQuiz<'q> {
    /// The id of the attempt.
    pub attempt: String,
    /// How many of its events are confirmed.
    pub confirmed: usize,
    /// The attempt.
    pub session: QuizSession<'q>,
    /// What to say before it, as sentences in order.
    pub notices: Vec<String>,
}

impl<'q> OpenQuiz<'q> {
    /// Opens a quiz. `left` is an attempt that was left; if it cannot be resumed, a new one begins.
    pub fn open(story: &Story, quiz: &'q Quiz, left: Option<Attempt>, recorder: &mut dyn Recorder) -> Self {
        let learner = recorder.owner().learner_name().map(str::to_owned);
        let part = Part::Quiz(quiz.id.clone());
        let mut notices = part_notices(story, &part, left.as_ref(), recorder);
        if let Some((attempt, Log::Quiz(log))) = left.map(|attempt| (attempt.id, attempt.log)) {
            let versions = Versions::new(story, recorder.stories());
            match QuizSession::resume(&versions, quiz, Stamped::events(&log), learner.as_deref()) {
                Ok(resumed_quiz) => {
                    notices.extend(resumed::quiz(&resumed_quiz));
                    return Self { attempt, confirmed: log.len(), session: resumed_quiz.session, notices };
                }
                Err(error) => notices.push(resumed::quiz_begins_anew(&error)),
            }
        }
        let asked = asked_before(&Versions::new(story, recorder.stories()), quiz, recorder.attempts());
        let attempt = recorder.begin(&part);
        let session = QuizSession::start_again(story, quiz, recorder.seed(), learner.as_deref(), &asked);
        Self { attempt, confirmed: 0, session, notices }
    }
}

/// A scenario of a course that is being played.
#[derive(Debug)]
pub struct OpenRun<'p> {
    /// The id of the attempt.
    pub attempt: String,
    /// The run.
    pub session: Session<'p>,
    /// What to say before it, as sentences in order.
    pub notices: Vec<String>,
}

impl<'p> OpenRun<'p> {
    /// Opens a scenario. `left` is a run that was left; if it cannot be resumed, a new one begins.
    pub fn open(playable: &'p Playable<'p>, left: Option<Attempt>, recorder: &mut dyn Recorder) -> Self {
        let learner = recorder.owner().learner_name().map(str::to_owned);
        let part = Part::Scenario(playable.scenario().id.clone());
        let mut notices = part_notices(playable.story(), &part, left.as_ref(), recorder);
        if let Some((attempt, Log::Scenario(log))) = left.map(|attempt| (attempt.id, attempt.log)) {
            let events = migrate_run(&Stamped::events(&log), playable.story(), recorder.stories());
            match resume_run(playable, &events, learner.as_deref()) {
                Ok(resumed_run) => {
                    notices.extend(resumed::run_in_course(&resumed_run));
                    return Self { attempt, session: resumed_run.session, notices };
                }
                Err(_) => notices.push(resumed::RUN_BEGINS_ANEW.text().to_owned()),
            }
        }
        let attempt = recorder.begin(&part);
        let session = Session::start(playable, recorder.seed(), learner.as_deref());
        Self { attempt, session, notices }
    }
}
