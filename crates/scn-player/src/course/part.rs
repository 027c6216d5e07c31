//! How a learner stands with one part.

use scn_story::{Quiz, RunResult, Scenario, Story};

use super::PartState;
use crate::session::titled;
use crate::{At, Attempt, Ended, Event, LessonEvent, Log, Part, QuizEvent, QuizResult, Stamped, result_word};

/// What came of all attempts at a part.
#[derive(Default)]
pub(super) struct Done {
    /// When it was first done.
    pub(super) at: Option<At>,
    passed: bool,
    result: Option<String>,
    open: Option<String>,
}

pub(super) fn state(story: &Story, part: Part, attempts: &[Attempt]) -> PartState {
    let of_part: Vec<&Attempt> = attempts.iter().filter(|attempt| attempt.part == part).collect();
    let title = |title: Option<&String>| titled(title.map_or("", String::as_str), part.id());
    let (title, done) = match &part {
        Part::Lesson(id) => (title(story.lessons.iter().find(|it| it.id == *id).map(|it| &it.title)), lesson(&of_part)),
        Part::Quiz(id) => {
            let found = story.quizzes.iter().find(|it| it.id == *id);
            (title(found.map(|it| &it.title)), found.map(|found| quiz(found, &of_part)).unwrap_or_default())
        }
        Part::Scenario(id) => {
            let found = story.scenarios.iter().find(|it| it.id == *id);
            (title(found.map(|it| &it.title)), found.map(|found| scenario(found, &of_part)).unwrap_or_default())
        }
    };
    let attempts = u32::try_from(of_part.len()).unwrap_or(u32::MAX);
    PartState {
        title,
        status: done.status(attempts),
        result: done.result,
        passed: done.passed,
        attempts,
        open: done.open,
        done_at: done.at,
        part,
    }
}

fn lesson(attempts: &[&Attempt]) -> Done {
    let read = |attempt: &&Attempt| match &attempt.log {
        Log::Lesson(events) => events.iter().find(|stamped| stamped.event == LessonEvent::Read).map(|it| it.at),
        Log::Quiz(_) | Log::Scenario(_) => None,
    };
    let at = attempts.iter().filter_map(read).min();
    let open = attempts.last().filter(|last| read(last).is_none()).map(|last| last.id.clone());
    Done { at, passed: at.is_some(), result: at.map(|_| "read".to_owned()), open }
}

/// A quiz is done when some try of it passes, by the key of now; what is told is the latest try that passed, else the latest that ended.
fn quiz(quiz: &Quiz, attempts: &[&Attempt]) -> Done {
    let mut done = Done::default();
    for attempt in attempts {
        let Log::Quiz(log) = &attempt.log else { continue };
        let result = QuizResult::of(quiz, &bare(log));
        done.open = (!result.ended).then(|| attempt.id.clone());
        if !result.ended {
            continue;
        }
        if result.passed || !done.passed {
            let how = if result.passed { "passed" } else { "not passed" };
            done.result = Some(format!("{} of {} right, {how}", result.right, result.asked));
        }
        if result.passed && !done.passed {
            done.passed = true;
            done.at = log.iter().rev().find(|it| it.event == QuizEvent::Ended).map(|it| it.at);
        }
    }
    done
}

/// A scenario is done when some run of it came to an ending; what is told is the latest that did.
fn scenario(scenario: &Scenario, attempts: &[&Attempt]) -> Done {
    let mut done = Done::default();
    let passable = scenario.endings.iter().any(|ending| ending.result == RunResult::Passed);
    for attempt in attempts {
        let Log::Scenario(log) = &attempt.log else { continue };
        done.open = match outcome(log) {
            None => Some(attempt.id.clone()),
            Some((Ended::Left { .. }, _)) => Some(attempt.id.clone()),
            // A run that stopped by a mistake in the story cannot go on, and is none that came to its end.
            Some((Ended::DeadEnd { .. } | Ended::NoOutcome { .. } | Ended::Loop { .. } | Ended::Nowhere { .. }, _)) => {
                None
            }
            Some((Ended::Ending { at }, when)) => {
                let before = done.passed;
                let words = match scenario.endings.iter().find(|ending| ending.id == *at) {
                    Some(ending) => {
                        done.passed |= ending.result == RunResult::Passed || !passable;
                        let title = titled(&ending.title, &ending.id);
                        format!("came to “{title}”, {}", result_word(ending.result))
                    }
                    None => "came to an ending that is no longer there".to_owned(),
                };
                let now_passed = words.ends_with(result_word(RunResult::Passed));
                let passed_before = if before && passable && !now_passed { "; passed before" } else { "" };
                done.result = Some(format!("{words}{passed_before}"));
                done.at = done.at.or(Some(when));
                None
            }
        };
    }
    done
}

/// How a run stopped for good, and when; `None` while it goes on.
fn outcome(log: &[Stamped<Event>]) -> Option<(&Ended, At)> {
    let mut outcome = None;
    for stamped in log {
        match &stamped.event {
            Event::Ended(ended) => outcome = Some((ended, stamped.at)),
            Event::Undone { .. } | Event::Resumed { .. } => outcome = None,
            Event::Started { .. }
            | Event::Shown { .. }
            | Event::Chosen { .. }
            | Event::Resolved { .. }
            | Event::Hinted { .. }
            | Event::Voted { .. }
            | Event::Saved => {}
        }
    }
    outcome
}

/// Whether a run came to an ending.
pub(super) fn finished(log: &[Stamped<Event>]) -> bool {
    matches!(outcome(log), Some((Ended::Ending { .. }, _)))
}

/// Events without their moments.
pub(super) fn bare<E: Clone>(log: &[Stamped<E>]) -> Vec<E> {
    log.iter().map(|stamped| stamped.event.clone()).collect()
}
