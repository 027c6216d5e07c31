//! Finds the version of a course that a learner completed.

use scn_story::Story;

use super::CourseState;
use crate::versions::last_digest;
use crate::{At, Attempt, Ended, Event, LessonEvent, Log, QuizEvent, Stamped, Stories, Versions};

/// An event that can complete a course: a lesson was read, or a quiz or a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    at: At,
    attempt: usize,
    event: usize,
}

/// Returns the version in which a course was completed, and its state. Returns `None` if it is not
/// completed.
///
/// A course is completed by the event after which nothing is missing, in the version in which the
/// event was recorded. If that happened more than once, as in a course that has grown since, the
/// last time counts. Later events count if they were recorded in the same version. If no event
/// completed the course but an edit did, the version is the current one.
#[must_use]
pub fn completed<'s>(now: &'s Story, kept: &'s Stories, attempts: &[Attempt]) -> Option<(&'s Story, CourseState)> {
    let versions = |digest: &str| Versions::new(now, kept).get(digest).map(|story| Versions::new(story, kept));
    let mut steps: Vec<Step> = attempts.iter().enumerate().flat_map(|(at, attempt)| steps(at, &attempt.log)).collect();
    steps.sort();
    for step in steps.into_iter().rev() {
        let done = until(attempts, step, true);
        let digest = done.iter().find(|(at, _)| *at == step.attempt).and_then(|(_, it)| last_digest(&it.log));
        let Some((digest, versions)) = digest.and_then(|digest| Some((digest, versions(digest)?))) else { continue };
        let of = |some: &[(usize, Attempt)]| {
            let some: Vec<Attempt> = some.iter().map(|(_, attempt)| attempt.clone()).collect();
            CourseState::of(&versions, &some)
        };
        if !of(&done).complete || of(&until(attempts, step, false)).complete {
            continue;
        }
        let later = attempts.iter().enumerate().map(|(at, attempt)| {
            let before = done.iter().find(|(done, _)| *done == at).map(|(_, attempt)| attempt);
            if last_digest(&attempt.log) == Some(digest) { Some(attempt) } else { before }
        });
        let later: Vec<Attempt> = later.flatten().cloned().collect();
        return Some((versions.now(), CourseState::of(&versions, &later)));
    }
    let state = CourseState::of(&Versions::new(now, kept), attempts);
    state.complete.then_some((now, state))
}

/// Returns the events of an attempt that can complete a course.
fn steps(attempt: usize, log: &Log) -> Vec<Step> {
    fn of<E>(attempt: usize, log: &[Stamped<E>], ends: impl Fn(&E) -> bool) -> Vec<Step> {
        let found = log.iter().enumerate().filter(|(_, it)| ends(&it.event));
        found.map(|(event, it)| Step { at: it.at, attempt, event }).collect()
    }
    match log {
        Log::Lesson(log) => of(attempt, log, |event| *event == LessonEvent::Read),
        Log::Quiz(log) => of(attempt, log, |event| *event == QuizEvent::Ended),
        Log::Scenario(log) => of(attempt, log, |event| matches!(event, Event::Ended(Ended::Ending { .. }))),
    }
}

/// Returns the attempts up to an event, with their positions. `with` says whether the event itself
/// is included.
fn until(attempts: &[Attempt], last: Step, with: bool) -> Vec<(usize, Attempt)> {
    fn cut<E: Clone>(attempt: usize, log: &[Stamped<E>], last: Step, with: bool) -> Vec<Stamped<E>> {
        let is_before = |(event, it): &(usize, &Stamped<E>)| {
            let step = Step { at: it.at, attempt, event: *event };
            if attempt == last.attempt { step.event < last.event || with && step == last } else { step < last }
        };
        log.iter().enumerate().take_while(is_before).map(|(_, it)| it.clone()).collect()
    }
    let mut done = Vec::new();
    for (at, attempt) in attempts.iter().enumerate() {
        let (log, is_empty) = match &attempt.log {
            Log::Lesson(log) => {
                let log = cut(at, log, last, with);
                let is_empty = log.is_empty();
                (Log::Lesson(log), is_empty)
            }
            Log::Quiz(log) => {
                let log = cut(at, log, last, with);
                let is_empty = log.is_empty();
                (Log::Quiz(log), is_empty)
            }
            Log::Scenario(log) => {
                let log = cut(at, log, last, with);
                let is_empty = log.is_empty();
                (Log::Scenario(log), is_empty)
            }
        };
        if !is_empty {
            done.push((at, Attempt { log, ..attempt.clone() }));
        }
    }
    done
}
