//! How each principle was handled over a course.

use schemars::JsonSchema;
use scn_story::Story;
use serde::Serialize;

use super::part::{Sorted, bare, finished};
use crate::{Band, Debrief, Log, Part, Playable, Score};

/// How a principle was handled over the latest finished run of each scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Handled {
    /// The principle's id.
    pub principle: String,
    /// Its title.
    pub title: String,
    /// How many decisions say something about it.
    pub decisions: u32,
    /// The band in words.
    pub band: &'static str,
    /// The points had, and those that could be had, added over the runs.
    #[serde(skip)]
    pub score: Score,
}

impl Handled {
    /// The band.
    #[must_use]
    pub fn band(&self) -> Band {
        self.score.band()
    }
}

/// A run that can no longer be made again in the story as it is now says nothing.
pub(super) fn profile(story: &Story, sorted: &Sorted<'_>) -> Vec<Handled> {
    let mut profile: Vec<Handled> = Vec::new();
    for scenario in &story.scenarios {
        let part = Part::Scenario(scenario.id.clone());
        let latest = sorted.of(&part).rev().find_map(|it| match &it.attempt.log {
            Log::Scenario(log) if finished(log) => Some(bare(log)),
            Log::Scenario(_) | Log::Lesson(_) | Log::Quiz(_) => None,
        });
        let Some(events) = latest else { continue };
        let Ok(playable) = Playable::new(story, Some(&scenario.id)) else { continue };
        let Ok(debrief) = Debrief::of(&playable, &events, None) else { continue };
        for entry in debrief.profile {
            let known = profile.iter_mut().find(|it| it.principle == entry.principle);
            let (points, of, decisions) = (entry.score.points, entry.score.of, entry.score.decisions);
            match known {
                Some(known) => {
                    known.score.points += points;
                    known.score.of += of;
                    known.score.decisions += decisions;
                }
                None => profile.push(Handled {
                    principle: entry.principle,
                    title: entry.title,
                    decisions: 0,
                    band: "",
                    score: entry.score,
                }),
            }
        }
    }
    for entry in &mut profile {
        entry.decisions = entry.score.decisions;
        entry.band = entry.score.band().word();
    }
    let place = |id: &str| story.principles.iter().position(|principle| principle.id == id);
    profile.sort_by_key(|entry| place(&entry.principle).unwrap_or(usize::MAX));
    profile
}
