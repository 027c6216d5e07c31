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
/// last time in the current version counts, or else the last time in another one. A version that is
/// another course, which only has the same name, never counts: it must have half of its parts in
/// common with the current version, also by way of others. Later events never count, neither better
/// results nor worse ones. If no event completed the course but an edit did, the version is the
/// current one, and the events count up to the first one after which nothing is missing in it.
#[must_use]
pub fn completed_version<'s>(
    now: &'s Story,
    kept: &'s Stories,
    attempts: &[Attempt],
) -> Option<(&'s Story, CourseState)> {
    let versions = Versions::new(now, kept);
    let current = now.pack.digest.as_str();
    let in_current = last_completion(versions, attempts, |digest| digest == current);
    let found = in_current
        .or_else(|| last_completion(versions, attempts, |digest| digest != current && versions.is_related(digest)));
    if found.is_some() {
        return found;
    }
    // An edit lowered the requirements. The first events that meet them count.
    for step in &sorted_steps(attempts) {
        let state = judge_attempts(&versions, attempts_until(attempts, *step, true));
        if state.complete {
            return Some((now, state));
        }
    }
    let state = CourseState::from_attempts(&versions, attempts);
    state.complete.then_some((now, state))
}

/// Returns the course that was completed last among those that have the name of the current one and
/// nothing else in common with it.
#[must_use]
pub fn completed_namesake<'s>(now: &'s Story, kept: &'s Stories, attempts: &[Attempt]) -> Option<&'s Story> {
    let versions = Versions::new(now, kept);
    last_completion(versions, attempts, |digest| !versions.is_related(digest)).map(|(story, _)| story)
}

/// Returns the version in which a course was last completed, and its state then. `accepts` selects
/// versions by digest.
fn last_completion<'s>(
    versions: Versions<'s>,
    attempts: &[Attempt],
    accepts: impl Fn(&str) -> bool,
) -> Option<(&'s Story, CourseState)> {
    for step in sorted_steps(attempts).iter().rev() {
        let done = attempts_until(attempts, *step, true);
        let digest = done.iter().find(|(at, _)| *at == step.attempt).and_then(|(_, it)| last_digest(&it.log));
        let Some(story) = digest.filter(|it| accepts(it)).and_then(|it| versions.story_by_digest(it)) else { continue };
        let then = Versions::new(story, versions.earlier_stories());
        let state = judge_attempts(&then, done);
        if state.complete && !judge_attempts(&then, attempts_until(attempts, *step, false)).complete {
            return Some((story, state));
        }
    }
    None
}

fn judge_attempts(versions: &Versions<'_>, some: Vec<(usize, Attempt)>) -> CourseState {
    let some: Vec<Attempt> = some.into_iter().map(|(_, attempt)| attempt).collect();
    CourseState::from_attempts(versions, &some)
}

/// Returns the events that can complete a course, in order of time.
fn sorted_steps(attempts: &[Attempt]) -> Vec<Step> {
    let mut steps: Vec<Step> =
        attempts.iter().enumerate().flat_map(|(at, attempt)| completing_steps(at, &attempt.log)).collect();
    steps.sort();
    steps
}

/// Returns the events of an attempt that can complete a course.
fn completing_steps(attempt: usize, log: &Log) -> Vec<Step> {
    fn steps_of_log<E>(attempt: usize, log: &[Stamped<E>], ends: impl Fn(&E) -> bool) -> Vec<Step> {
        let matching_events = log.iter().enumerate().filter(|(_, it)| ends(&it.event));
        matching_events.map(|(event, it)| Step { at: it.at, attempt, event }).collect()
    }
    match log {
        Log::Lesson(log) => steps_of_log(attempt, log, |event| *event == LessonEvent::Read),
        Log::Quiz(log) => steps_of_log(attempt, log, |event| *event == QuizEvent::Ended),
        Log::Scenario(log) => steps_of_log(attempt, log, |event| matches!(event, Event::Ended(Ended::Ending { .. }))),
    }
}

/// Returns the attempts up to an event, with their positions. `with` says whether the event itself
/// is included.
fn attempts_until(attempts: &[Attempt], last: Step, with: bool) -> Vec<(usize, Attempt)> {
    fn cut_log<E: Clone>(attempt: usize, log: &[Stamped<E>], last: Step, with: bool) -> Vec<Stamped<E>> {
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
                let log = cut_log(at, log, last, with);
                let is_empty = log.is_empty();
                (Log::Lesson(log), is_empty)
            }
            Log::Quiz(log) => {
                let log = cut_log(at, log, last, with);
                let is_empty = log.is_empty();
                (Log::Quiz(log), is_empty)
            }
            Log::Scenario(log) => {
                let log = cut_log(at, log, last, with);
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
