//! How each principle was handled over a course.

use schemars::JsonSchema;
use scn_story::Story;
use serde::Serialize;

use super::part::PrincipleScore;
use crate::{Band, Score};

/// How a principle was handled in the counting run of each scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Handled {
    /// The principle's id.
    pub principle: String,
    /// Its title.
    pub title: String,
    /// How many decisions rate it.
    pub decisions: u32,
    /// The name of the band.
    pub band: &'static str,
    /// The points achieved and achievable, summed over the runs.
    #[serde(skip)]
    pub score: Score,
}

impl Handled {
    /// Returns the band.
    #[must_use]
    pub fn band(&self) -> Band {
        self.score.band()
    }
}

/// Sums up how the counting runs, one for each scenario, handled each principle, in the story's
/// order of principles. Principles that the course asks for are `judged` already.
pub(super) fn sum_profile(
    story: &Story,
    runs: impl IntoIterator<Item = PrincipleScore>,
    judged: Vec<Handled>,
) -> Vec<Handled> {
    let mut profile: Vec<Handled> = Vec::new();
    for run in runs {
        // A principle with another title may have required something else.
        let known_entry = profile.iter_mut().find(|it| it.principle == run.principle && it.title == run.title);
        match known_entry {
            Some(known) => {
                known.score.points += run.score.points;
                known.score.of += run.score.of;
                known.score.decisions += run.score.decisions;
            }
            None => profile.push(Handled {
                principle: run.principle,
                title: run.title,
                decisions: 0,
                band: "",
                score: run.score,
            }),
        }
    }
    profile.retain(|entry| !judged.iter().any(|it| it.principle == entry.principle && it.title == entry.title));
    profile.extend(judged);
    for entry in &mut profile {
        entry.decisions = entry.score.decisions;
        entry.band = entry.score.band().as_str();
    }
    let principle_position = |id: &str| story.principles.iter().position(|principle| principle.id == id);
    profile.sort_by_key(|entry| principle_position(&entry.principle).unwrap_or(usize::MAX));
    profile
}
