//! Verifies records that somebody else made: whether a story allows what they say has happened.

use scn_story::{Quiz, Story};
use thiserror::Error;

use crate::session::MOST_WORDS;
use crate::verified_run::VerifiedRun;
use crate::{
    Event, LessonEvent, Log, Part, PreparedScenarios, QuizEvent, QuizSession, Stamped, Stories, migrate_run, replay_run,
};

/// The most events that are verified, so that no record takes long. A run of 2,000 choices has
/// fewer.
pub(crate) const MOST_EVENTS: usize = 10_000;

/// The most times that an attempt is resumed in another version.
const MOST_VERSIONS: usize = 20;

/// Why a record is not one of the story in which it says that it was made. Events are counted from
/// 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RecordFault {
    /// It does not begin with the start of an attempt.
    #[error("it does not begin with the start of an attempt")]
    NoStart,
    /// It is too long to be verified.
    #[error("it has more than {MOST_EVENTS} events, or was resumed in more than {MOST_VERSIONS} versions of the pack")]
    TooLong,
    /// The version of the pack is not available.
    #[error("event {event}: the version of the pack with the digest `{digest}` is not known here")]
    UnknownVersion {
        /// The number of the event.
        event: usize,
        /// The digest.
        digest: String,
    },
    /// The version has another name, or does not have the part.
    #[error("event {event}: this version of the pack has no {kind} `{id}`")]
    NoPart {
        /// The number of the event.
        event: usize,
        /// The kind of part.
        kind: &'static str,
        /// Its id.
        id: String,
    },
    /// The story does something else.
    #[error("event {event} does not follow from the story and the events before it")]
    Different {
        /// The number of the event.
        event: usize,
    },
    /// The events up to this one cannot be repeated.
    #[error("the events up to {event} cannot be repeated: {reason}")]
    Unrepeatable {
        /// The number of the event.
        event: usize,
        /// The reason, in words.
        reason: String,
    },
}

/// Verifies the record of an attempt by repeating it, in each version of the pack in which it was
/// made. `stories` has these versions.
///
/// What a learner wrote is verified by its length and its place only. Which questions of a quiz
/// were drawn depends on earlier attempts, so it is verified that they can be drawn.
///
/// # Errors
///
/// If a version is not in `stories`, or the story does not allow what was recorded.
///
/// # Examples
///
/// ```
/// use scn_run::{At, Log, Playable, Session, Stamped, Stories, verify_log};
/// use scn_story::Story;
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let playable = Playable::new(&story, None)?;
/// let mut session = Session::start(&playable, 7, None);
/// session.choose("guess", None)?;
/// let stamp = |event| Stamped { at: At(0), event };
/// let mut events: Vec<_> = session.events().iter().cloned().map(stamp).collect();
///
/// let stories = Stories::from([(story.pack.digest.clone(), story.clone())]);
/// assert_eq!(verify_log(&Log::Scenario(events.clone()), &stories), Ok(()));
/// events.remove(2);
/// assert!(verify_log(&Log::Scenario(events), &stories).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify_log(log: &Log, stories: &Stories) -> Result<(), RecordFault> {
    verify_with(log, stories, &PreparedScenarios::default()).map(drop)
}

/// Verifies the record of an attempt, as [`verify_log`] does, with scenarios that may have been
/// prepared before. Returns a run that can be [continued](VerifiedRun::verify_further), unless the
/// record is of something else, or of several versions.
///
/// # Errors
///
/// As for [`verify_log`].
pub fn verify_with(
    log: &Log,
    stories: &Stories,
    scenarios: &PreparedScenarios,
) -> Result<Option<VerifiedRun>, RecordFault> {
    if MOST_EVENTS < log.len() {
        return Err(RecordFault::TooLong);
    }
    let verifier = Verifier { stories, scenarios };
    match log {
        Log::Lesson(log) => verifier.verify_lesson(&Stamped::events(log)).map(|()| None),
        Log::Quiz(log) => verifier.verify_quiz(&Stamped::events(log)).map(|()| None),
        Log::Scenario(log) => verifier.verify_run(&Stamped::events(log)),
    }
}

struct Verifier<'s> {
    stories: &'s Stories,
    scenarios: &'s PreparedScenarios,
}

impl<'s> Verifier<'s> {
    /// Returns a version of the pack. `index` is the position of the event that names it.
    fn story(&self, index: usize, digest: &str) -> Result<&'s Story, RecordFault> {
        let unknown = || RecordFault::UnknownVersion { event: index + 1, digest: digest.to_owned() };
        self.stories.get(digest).filter(|it| it.pack.digest == digest).ok_or_else(unknown)
    }

    fn verify_lesson(&self, events: &[LessonEvent]) -> Result<(), RecordFault> {
        if !matches!(events.first(), Some(LessonEvent::Opened { .. })) {
            return Err(RecordFault::NoStart);
        }
        for (index, event) in events.iter().enumerate() {
            let LessonEvent::Opened { pack, digest, lesson } = event else { continue };
            let story = self.story(index, digest)?;
            if *pack != story.pack.name || story.lessons.iter().all(|it| it.id != *lesson) {
                return Err(no_part(index, &Part::Lesson(lesson.clone())));
            }
        }
        Ok(())
    }

    fn verify_quiz(&self, events: &[QuizEvent]) -> Result<(), RecordFault> {
        let Some(start @ QuizEvent::Started { pack, digest, quiz, .. }) = events.first() else {
            return Err(RecordFault::NoStart);
        };
        let story = self.story(0, digest)?;
        let find_quiz = |index: usize, story: &'s Story, id: &str| -> Result<&'s Quiz, RecordFault> {
            let found = story.quizzes.iter().find(|it| it.id == id);
            found.ok_or_else(|| no_part(index, &Part::Quiz(id.to_owned())))
        };
        if *pack != story.pack.name {
            return Err(no_part(0, &Part::Quiz(quiz.clone())));
        }
        let mut id = quiz.as_str();
        let different = |index: usize| RecordFault::Different { event: index + 1 };
        let mut session =
            QuizSession::from_start(story, find_quiz(0, story, id)?, start).ok_or_else(|| different(0))?;
        let mut versions = 0;
        for (index, event) in events.iter().enumerate().skip(1) {
            if session.events().get(index) == Some(event) {
                continue;
            }
            if session.events().len() != index {
                return Err(different(index));
            }
            match event {
                QuizEvent::Answered { answers, .. } => drop(session.answer(answers)),
                QuizEvent::Hinted { .. } => drop(session.next_hint()),
                QuizEvent::Left => session.leave(),
                QuizEvent::Resumed { digest, quiz, .. } => {
                    versions += 1;
                    if MOST_VERSIONS < versions {
                        return Err(RecordFault::TooLong);
                    }
                    id = quiz.as_deref().unwrap_or(id);
                    let story = self.story(index, digest)?;
                    let resumed = QuizSession::resume(
                        &crate::Versions::new(story, self.stories),
                        find_quiz(index, story, id)?,
                        session.events().to_vec(),
                        None,
                    );
                    let reason = |error: crate::ResumeQuizError| error.to_string();
                    let fault = |reason| RecordFault::Unrepeatable { event: index + 1, reason };
                    session = resumed.map_err(|error| fault(reason(error)))?.session;
                }
                QuizEvent::Started { .. } | QuizEvent::Asked { .. } | QuizEvent::Ended => {}
            }
            if session.events().get(index) != Some(event) {
                return Err(different(index));
            }
        }
        Ok(())
    }

    fn verify_run(&self, events: &[Event]) -> Result<Option<VerifiedRun>, RecordFault> {
        let Some(Event::Started { pack, digest, scenario, .. }) = events.first() else {
            return Err(RecordFault::NoStart);
        };
        if *pack != self.story(0, digest)?.pack.name {
            return Err(no_part(0, &Part::Scenario(scenario.clone())));
        }
        let mut at = "";
        for (index, event) in events.iter().enumerate() {
            at = event.shown_node().unwrap_or(at);
            if !is_placed(event, at) {
                return Err(RecordFault::Different { event: index + 1 });
            }
        }
        // Each stretch in one version is repeated in that version, after what was carried over.
        let named = |event: &Event| event.story_digest().map(str::to_owned);
        let starts: Vec<(usize, String)> =
            events.iter().enumerate().filter_map(|(index, event)| Some((index, named(event)?))).collect();
        let mut stretches: Vec<(usize, &str)> = Vec::new();
        for (index, digest) in &starts {
            if stretches.last().is_none_or(|(_, last)| last != digest) {
                stretches.push((*index, digest));
            }
        }
        if MOST_VERSIONS < stretches.len() {
            return Err(RecordFault::TooLong);
        }
        let mut id = scenario.as_str();
        let mut run = None;
        for (number, (start, digest)) in stretches.iter().enumerate() {
            let end = stretches.get(number + 1).map_or(events.len(), |(next, _)| *next);
            id = events.get(*start).and_then(Event::scenario_id).unwrap_or(id);
            let story = self.story(*start, digest)?;
            let playable = self.scenarios.prepare(story, id);
            let playable = playable.map_err(|_| no_part(*start, &Part::Scenario(id.to_owned())))?;
            let carried = migrate_run(events.get(..end).unwrap_or_default(), story, self.stories);
            let repeated = replay_run(&playable, &carried, None)
                .map_err(|error| RecordFault::Unrepeatable { event: end, reason: error.to_string() })?;
            let mut pairs = carried.iter().zip(repeated.events().iter().map(Some).chain(std::iter::repeat(None)));
            if let Some(index) = pairs.position(|(was, is)| Some(was) != is) {
                return Err(RecordFault::Different { event: index + 1 });
            }
            run = VerifiedRun::new(repeated, events);
        }
        // What was carried over from another version is not what was recorded.
        Ok(run.filter(|_| stretches.len() == 1))
    }
}

/// Returns whether what a learner wrote, or a group voted, is at the situation that was last shown.
pub(crate) fn is_placed(event: &Event, at: &str) -> bool {
    match event {
        Event::Wrote { at: place, words, question, .. } => {
            place == at && question.is_none() && words.chars().count() <= MOST_WORDS
        }
        Event::Voted { at: place, .. } => place == at,
        Event::Started { .. }
        | Event::Shown { .. }
        | Event::Chosen { .. }
        | Event::Resolved { .. }
        | Event::Hinted { .. }
        | Event::Undone { .. }
        | Event::Saved
        | Event::Resumed { .. }
        | Event::Ended(_) => true,
    }
}

fn no_part(index: usize, part: &Part) -> RecordFault {
    RecordFault::NoPart { event: index + 1, kind: part.kind(), id: part.id().to_owned() }
}
