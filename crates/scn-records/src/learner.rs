//! What one learner did.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use scn_player::{
    At, Attempt, Ended, Event, LessonEvent, Log, Part, QuizEvent, QuizResult, Stamped, Stories, Versions,
};
use scn_story::{RunResult, Story};
use serde::Serialize;

use crate::summary::{Meaning, bare, debrief, principle_title, title};
use crate::{PackKey, is_empty, is_over};

/// What a learner did with a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LearnerPack {
    /// The pack's name.
    pub pack: String,
    /// Its title.
    pub title: String,
    /// Its parts that were begun, in the order in which they first were.
    pub parts: Vec<LearnerPart>,
}

/// What a learner did with a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LearnerPart {
    /// The part.
    pub part: Part,
    /// Its title.
    pub title: String,
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
    /// When the last thing happened in it.
    pub last: At,
    /// Whether nothing more can come.
    pub over: bool,
    /// The id of the ending that a run came to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending: Option<String>,
    /// The ending's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending_title: Option<String>,
    /// The ending's result, as the story declares it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<RunResult>,
    /// How a run handled principles; nothing where it can no longer be made again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub profile: Vec<LearnerBand>,
    /// What came of a try of a quiz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiz: Option<LearnerQuiz>,
}

/// How a run handled a principle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LearnerBand {
    /// The principle's id.
    pub principle: String,
    /// Its title.
    pub title: String,
    /// The band in words.
    pub band: &'static str,
    /// How many decisions say something about it.
    pub decisions: u32,
}

/// What came of a try of a quiz.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LearnerQuiz {
    /// How many questions it asks.
    pub asked: u32,
    /// How many were right.
    pub right: u32,
    /// Whether it has ended with as many right as are needed.
    pub passed: bool,
}

/// When the first and the last event of a log happened.
pub(crate) fn span(log: &Log) -> (At, At) {
    fn ends<E>(events: &[Stamped<E>]) -> (At, At) {
        let at = |event: Option<&Stamped<E>>| event.map(|it| it.at).unwrap_or_default();
        (at(events.first()), at(events.last()))
    }
    match log {
        Log::Lesson(events) => ends(events),
        Log::Quiz(events) => ends(events),
        Log::Scenario(events) => ends(events),
    }
}

/// The ending that a run is at.
pub(crate) fn ending(log: &[Stamped<Event>]) -> Option<&str> {
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
    /// What a learner's attempts come to, pack by pack in the order in which they were begun. Where there is `now`, all are
    /// of that pack: they are judged by it where their part is still there and they can be made again in it, else by the
    /// stories that they were made in.
    #[must_use]
    pub fn all<'a>(now: Option<&Story>, stories: &Stories, attempts: &'a [Attempt]) -> Vec<Self> {
        let attempts: Vec<&'a Attempt> = attempts.iter().filter(|it| !is_empty(&it.log)).collect();
        let mut packs: Vec<Option<PackKey<'_>>> = Vec::new();
        let mut met = BTreeSet::new();
        // All attempts are of the pack that is there now, whatever it was called before.
        let key = |attempt: &'a Attempt| now.is_none().then(|| PackKey::of(attempt));
        packs.extend(attempts.iter().map(|it| key(it)).filter(|pack| met.insert(*pack)));
        let of_pack = |pack: Option<PackKey<'_>>| {
            let own: Vec<&Attempt> = attempts.iter().filter(|it| key(it) == pack).copied().collect();
            let name = own.last().map(|it| it.pack.as_str());
            let pack = now.map(|story| story.pack.name.as_str()).or(name).unwrap_or_default();
            let kept = own.iter().rev().find_map(|it| stories.get(&it.digest));
            let mut parts: Vec<&Part> = Vec::new();
            let mut met = BTreeSet::new();
            parts.extend(own.iter().map(|it| &it.part).filter(|part| met.insert(*part)));
            let parts = parts.into_iter().map(|part| {
                let tries: Vec<&Attempt> = own.iter().filter(|it| it.part == *part).copied().collect();
                let told = tries.iter().rev().find_map(|it| stories.get(&it.digest));
                let title = [now, told, kept].into_iter().flatten().find_map(|story| part_title(story, part));
                LearnerPart {
                    part: part.clone(),
                    title: title.unwrap_or_else(|| part.id().to_owned()),
                    attempts: tries.into_iter().map(|it| one(it, now, stories)).collect(),
                }
            });
            Self {
                pack: pack.to_owned(),
                title: now.or(kept).map_or_else(|| pack.to_owned(), |story| story.pack.title.clone()),
                parts: parts.collect(),
            }
        };
        packs.into_iter().map(of_pack).collect()
    }
}

fn one<'s>(attempt: &Attempt, now: Option<&'s Story>, stories: &'s Stories) -> LearnerAttempt {
    let then = stories.get(&attempt.digest);
    // By a part that has taken the place of another under its id, nothing is judged.
    let is_there =
        |story: &&Story| Versions::new(story, stories).part_now(attempt).is_some_and(|(part, _)| part == attempt.part);
    let now = now.filter(is_there);
    let judges = || [now, then].into_iter().flatten();
    let (began, last) = span(&attempt.log);
    let mut told = LearnerAttempt {
        id: attempt.id.clone(),
        began,
        last,
        over: is_over(&attempt.log),
        ending: None,
        ending_title: None,
        result: None,
        profile: Vec::new(),
        quiz: None,
    };
    match &attempt.log {
        Log::Lesson(_) => {}
        Log::Quiz(log) => {
            let events: Vec<QuizEvent> = log.iter().map(|it| it.event.clone()).collect();
            let quiz =
                judges().find_map(|story| Some((story, story.quizzes.iter().find(|it| it.id == attempt.part.id())?)));
            told.quiz = quiz.map(|(story, quiz)| {
                let result = QuizResult::of(&Versions::new(story, stories), quiz, &events);
                LearnerQuiz { asked: result.asked, right: result.right, passed: result.passed }
            });
        }
        Log::Scenario(log) => {
            told.ending = ending(log).map(str::to_owned);
            if let Some(id) = told.ending.clone() {
                let ending = now.and_then(|now| ending_now(attempt, &id, now, stories));
                let own = stories.get(&attempt.digest).map(|story| (story, id));
                if let Some((story, id)) = ending.or(own) {
                    let mut scenarios = story.scenarios.iter().filter(|it| it.id == attempt.part.id());
                    let scenario = scenarios.next();
                    told.ending_title = scenario.and_then(|it| title(it, &id));
                    let found = scenario.and_then(|it| it.endings.iter().find(|it| it.id == id));
                    told.result = found.map(|it| it.result);
                    told.ending = Some(id);
                }
            }
            let profile =
                debrief(judges(), stories, attempt.part.id(), &bare(log)).map(|it| it.profile).unwrap_or_default();
            let name = |id: &str| judges().next().map_or_else(|| id.to_owned(), |story| principle_title(story, id));
            told.profile = profile
                .into_iter()
                .map(|entry| LearnerBand {
                    title: name(&entry.principle),
                    band: entry.score.band().word(),
                    decisions: entry.score.decisions,
                    principle: entry.principle,
                })
                .collect();
        }
    }
    told
}

/// The ending of now that an ending of an attempt's latest version is, by its id; `None` where it is none, or that cannot
/// be decided.
fn ending_now<'s>(attempt: &Attempt, id: &str, now: &'s Story, stories: &Stories) -> Option<(&'s Story, String)> {
    let mut meaning = Meaning::new(now, stories, attempt.part.id());
    meaning.goes_on_in(&attempt.digest);
    let at = meaning.now(id)?;
    let scenario = now.scenarios.iter().find(|it| it.id == attempt.part.id())?;
    scenario.endings.iter().any(|it| it.id == at).then_some((now, at))
}

/// Whether the learner came to the end of a lesson.
pub(crate) fn is_read(log: &[Stamped<LessonEvent>]) -> bool {
    log.iter().any(|it| it.event == LessonEvent::Read)
}
