//! Summarizes what one learner did.

use schemars::JsonSchema;
use scn_run::{At, Attempt, Ended, Event, LessonEvent, Log, Part, Stamped, Stories, Versions};
use scn_story::{Ending, RunResult, Story};
use serde::Serialize;

use crate::summary::{IdTranslation, first_debrief, is_other_principle, judge_as_played};
use crate::{PackGroup, group_by_pack};

/// What a learner did with a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LearnerPack {
    /// The pack's name.
    pub pack: String,
    /// Its title.
    pub title: String,
    /// The location of the pack, if it has no name of its own and the pack was not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The digest of the story that the pack has now, or had in the latest attempt, if it is stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Its parts that were begun, in the order in which they were first begun.
    pub parts: Vec<LearnerPart>,
}

/// What a learner did with a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LearnerPart {
    /// The part, as in the current pack if it exists there, else as it was played.
    pub part: Part,
    /// Its title, in the version that was played.
    pub title: String,
    /// Whether the current pack does not contain the part, or not under this title.
    #[serde(skip_serializing_if = "is_false")]
    pub earlier: bool,
    /// The attempts, first to latest.
    pub attempts: Vec<LearnerAttempt>,
}

/// An attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LearnerAttempt {
    /// Its id.
    pub id: String,
    /// When it began, in milliseconds since the beginning of 1970 in UTC.
    pub began: At,
    /// The time of its last event.
    pub last: At,
    /// Whether it is finished, so that no events can follow.
    pub over: bool,
    /// The id of the ending that a run reached: in the current pack if it exists there, else in the
    /// version that was played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending: Option<String>,
    /// The ending's title, in the version that was played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending_title: Option<String>,
    /// The ending's result, as declared in the version that was played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<RunResult>,
    /// Whether the current pack does not contain this ending, or not with this title and result.
    #[serde(skip_serializing_if = "is_false")]
    pub ending_earlier: bool,
    /// How a run handled principles; empty if the run can no longer be replayed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub profile: Vec<LearnerBand>,
    /// The result of an attempt at a quiz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiz: Option<LearnerQuiz>,
}

/// How a run handled a principle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LearnerBand {
    /// The principle's id.
    pub principle: String,
    /// Its title, in the version that was played.
    pub title: String,
    /// Whether the current pack does not contain the principle under this title.
    #[serde(skip_serializing_if = "is_false")]
    pub earlier: bool,
    /// The band, in words.
    pub band: &'static str,
    /// The number of decisions that concern it.
    pub decisions: u32,
}

/// The result of an attempt at a quiz.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LearnerQuiz {
    /// The number of questions that were asked.
    pub asked: u32,
    /// The number of questions that were answered.
    pub answered: u32,
    /// The number of right answers, by the key of the version that was played.
    pub right: u32,
    /// Whether it has ended with enough right answers to pass.
    pub passed: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(it: &bool) -> bool {
    !it
}

/// Returns the times of the first and the last event of a log.
pub(crate) fn first_and_last_time(log: &Log) -> (At, At) {
    fn end_times<E>(events: &[Stamped<E>]) -> (At, At) {
        let time_of = |event: Option<&Stamped<E>>| event.map(|it| it.at).unwrap_or_default();
        (time_of(events.first()), time_of(events.last()))
    }
    match log {
        Log::Lesson(events) => end_times(events),
        Log::Quiz(events) => end_times(events),
        Log::Scenario(events) => end_times(events),
    }
}

/// Returns the ending that a run has reached.
pub(crate) fn ending_of_run(log: &[Stamped<Event>]) -> Option<&str> {
    match log.last().map(|it| &it.event) {
        Some(Event::Ended(Ended::Ending { at })) => Some(at),
        Some(_) | None => None,
    }
}

pub(crate) fn part_title(story: &Story, part: &Part) -> Option<String> {
    let title = match part {
        Part::Lesson(id) => story.lessons.iter().find(|it| it.id == *id).map(|it| &it.title),
        Part::Quiz(id) => story.quizzes.iter().find(|it| it.id == *id).map(|it| &it.title),
        Part::Scenario(id) => story.scenarios.iter().find(|it| it.id == *id).map(|it| &it.title),
    };
    title.filter(|title| !title.is_empty()).cloned()
}

impl LearnerPack {
    /// Summarizes a learner's attempts by pack, in the order in which the packs were begun. If
    /// `now` is given, all attempts belong to that pack. Points and profiles are those of the version
    /// that was played, in its words, as are parts and endings; if that version is not stored, they
    /// are those of `now`.
    #[must_use]
    pub fn from_attempts(now: Option<&Story>, stories: &Stories, attempts: &[Attempt]) -> Vec<Self> {
        let groups = match now {
            // All attempts belong to the current pack, whatever its name was before.
            Some(story) => vec![PackGroup { story: Some(story), place: None, attempts: attempts.iter().collect() }],
            None => group_by_pack(attempts, stories),
        };
        let summarize_pack = |group: PackGroup<'_>| {
            let mut attempts = group.attempts;
            attempts.retain(|it| !it.log.is_empty());
            let name = attempts.last()?.pack.as_str();
            let pack = now.map_or(name, |story| story.pack.name.as_str());
            let mut parts: Vec<LearnerPart> = Vec::new();
            for attempt in &attempts {
                let played = PlayedPart::from_attempt(attempt, now, stories);
                let summary = summarize_attempt(attempt, &played, stories);
                let is_same = |it: &&mut LearnerPart| {
                    (&it.part, &it.title, it.earlier) == (&played.part, &played.title, played.earlier)
                };
                match parts.iter_mut().find(is_same) {
                    Some(part) => part.attempts.push(summary),
                    None => parts.push(LearnerPart {
                        part: played.part,
                        title: played.title,
                        earlier: played.earlier,
                        attempts: vec![summary],
                    }),
                }
            }
            Some(Self {
                pack: pack.to_owned(),
                title: group.story.map_or_else(|| pack.to_owned(), |story| story.pack.title.clone()),
                place: group.place.map(ToOwned::to_owned),
                digest: group.story.map(|story| story.pack.digest.clone()),
                parts,
            })
        };
        groups.into_iter().filter_map(summarize_pack).collect()
    }
}

/// The part at which an attempt was made.
struct PlayedPart<'s> {
    /// The current pack, if it contains the part.
    now: Option<&'s Story>,
    part: Part,
    title: String,
    earlier: bool,
}

impl<'s> PlayedPart<'s> {
    fn from_attempt(attempt: &Attempt, now: Option<&'s Story>, stories: &Stories) -> Self {
        let played_title = stories.get(&attempt.digest).and_then(|story| part_title(story, &attempt.part));
        let title_or_id = |title: Option<String>, part: &Part| title.unwrap_or_else(|| part.id().to_owned());
        let Some(story) = now else {
            let title = title_or_id(played_title, &attempt.part);
            return Self { now: None, part: attempt.part.clone(), title, earlier: false };
        };
        match Versions::new(story, stories).current_part(attempt) {
            Some((part, _)) => {
                let today = title_or_id(part_title(story, &part), &part);
                // A version that was not stored, or a part without a title, has no title of its
                // own.
                let title = played_title.unwrap_or_else(|| today.clone());
                Self { now, earlier: title != today, part, title }
            }
            // A part that has its id now, if any, is another part.
            None => Self {
                now: None,
                part: attempt.part.clone(),
                title: title_or_id(played_title, &attempt.part),
                earlier: true,
            },
        }
    }
}

fn summarize_attempt<'s>(attempt: &Attempt, played: &PlayedPart<'s>, stories: &'s Stories) -> LearnerAttempt {
    let played_story = stories.get(&attempt.digest);
    let current_story = played.now;
    let (began, last) = first_and_last_time(&attempt.log);
    let mut summary = LearnerAttempt {
        id: attempt.id.clone(),
        began,
        last,
        over: attempt.log.is_over(),
        ending: None,
        ending_title: None,
        result: None,
        ending_earlier: false,
        profile: Vec::new(),
        quiz: None,
    };
    match &attempt.log {
        Log::Lesson(_) => {}
        Log::Quiz(log) => {
            let otherwise = current_story.or(played_story).map(|story| (story, &played.part));
            let result = otherwise.and_then(|it| judge_as_played(attempt, it, stories, &Stamped::events(log)));
            summary.quiz = result.map(|it| LearnerQuiz {
                asked: it.asked,
                answered: it.answered,
                right: it.right,
                passed: it.passed,
            });
        }
        Log::Scenario(log) => {
            if let Some(id) = ending_of_run(log) {
                summarize_ending(&mut summary, (attempt, played), id, stories);
            }
            let judged_by =
                [played_story.map(|then| (then, attempt.part.id())), current_story.map(|now| (now, played.part.id()))];
            let debrief = first_debrief(judged_by.into_iter().flatten(), stories, &Stamped::events(log));
            let profile = debrief.map(|it| it.profile).unwrap_or_default();
            summary.profile = profile
                .into_iter()
                .map(|entry| LearnerBand {
                    earlier: current_story.is_some_and(|now| is_other_principle(now, &entry.principle, &entry.title)),
                    title: entry.title,
                    band: entry.score.band().as_str(),
                    decisions: entry.score.decisions,
                    principle: entry.principle,
                })
                .collect();
        }
    }
    summary
}

/// Adds the ending of an attempt to its summary: as it was played, and under its current id.
fn summarize_ending(
    summary: &mut LearnerAttempt,
    (attempt, played): (&Attempt, &PlayedPart<'_>),
    id: &str,
    stories: &Stories,
) {
    let played_story = stories.get(&attempt.digest);
    let played_ending = played_story.and_then(|story| ending_of(story, &attempt.part, id));
    let current_ending = played.now.and_then(|now| {
        let moved = ending_now(attempt, id, now, stories).unwrap_or_else(|| id.to_owned());
        ending_of(now, &played.part, &moved)
    });
    let is_unchanged =
        |it: &&Ending| played_ending.is_none_or(|own| (&own.title, own.result) == (&it.title, it.result));
    let current_ending = current_ending.filter(is_unchanged);
    let shown_ending = played_ending.or(current_ending);
    summary.ending_earlier = current_ending.is_none() && (played.now.is_some() || played.earlier);
    summary.ending = Some(current_ending.map_or_else(|| id.to_owned(), |it| it.id.clone()));
    summary.ending_title = shown_ending.map(|it| it.title.clone()).filter(|title| !title.is_empty());
    summary.result = shown_ending.map(|it| it.result);
}

fn ending_of<'s>(story: &'s Story, part: &Part, id: &str) -> Option<&'s Ending> {
    let scenario = story.scenarios.iter().find(|it| it.id == part.id())?;
    scenario.endings.iter().find(|it| it.id == id)
}

/// Returns the current id of an ending of an attempt's latest version; `None` if the ending no
/// longer exists, or if this cannot be decided.
fn ending_now(attempt: &Attempt, id: &str, now: &Story, stories: &Stories) -> Option<String> {
    let mut meaning = IdTranslation::new(now, stories, attempt.part.id());
    meaning.continue_in(&attempt.digest);
    meaning.current_id_of(id)
}

/// Returns whether the learner finished a lesson.
pub(crate) fn is_read(log: &[Stamped<LessonEvent>]) -> bool {
    log.iter().any(|it| it.event == LessonEvent::Read)
}
