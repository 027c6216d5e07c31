//! What a run comes to, as far as many of them are counted.

use scn_player::{Attempt, Band, Debrief, Ended, Event, Log, Playable, Stamped};
use scn_story::Story;

/// What a run comes to.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// The ending that it came to.
    pub(super) ending: Option<String>,
    /// The situation where it was left, or stopped for good.
    pub(super) left: Option<String>,
    /// The choices that count at its end, each with its situation.
    pub(super) taken: Vec<(String, String)>,
    /// Those that were undone.
    pub(super) undone: Vec<(String, String)>,
    /// The band of each principle, where the run can be made again.
    pub(super) bands: Vec<(String, Band)>,
}

/// The bare events of a run.
pub(crate) fn bare(log: &[Stamped<Event>]) -> Vec<Event> {
    log.iter().map(|stamped| stamped.event.clone()).collect()
}

/// The debrief of a run, by the first of some stories in which it can be made again.
pub(crate) fn debrief<'s>(
    stories: impl IntoIterator<Item = &'s Story>,
    scenario: &str,
    events: &[Event],
) -> Option<Debrief> {
    stories.into_iter().find_map(|story| {
        let playable = Playable::new(story, Some(scenario)).ok()?;
        Debrief::of(&playable, events, None).ok()
    })
}

impl Run {
    /// Judged by the first of some stories in which it can be made again. `None` for an attempt at something else.
    pub(super) fn of<'s>(attempt: &Attempt, stories: impl IntoIterator<Item = &'s Story>) -> Option<Self> {
        let Log::Scenario(log) = &attempt.log else { return None };
        let events = bare(log);
        let mut run = Self::default();
        for event in &events {
            match event {
                Event::Shown { at, .. } => run.left = Some(at.clone()),
                Event::Chosen { at, choice, .. } => run.taken.push((at.clone(), choice.clone())),
                Event::Undone { .. } => run.undone.extend(run.taken.pop()),
                Event::Resumed { kept, .. } => {
                    run.taken.truncate(usize::try_from(*kept).unwrap_or(usize::MAX));
                    run.ending = None;
                }
                Event::Ended(Ended::Ending { at }) => run.ending = Some(at.clone()),
                Event::Ended(
                    Ended::DeadEnd { .. }
                    | Ended::NoOutcome { .. }
                    | Ended::Loop { .. }
                    | Ended::Nowhere { .. }
                    | Ended::Left { .. },
                )
                | Event::Started { .. }
                | Event::Resolved { .. }
                | Event::Hinted { .. }
                | Event::Voted { .. }
                | Event::Saved => {}
            }
        }
        if run.ending.is_some() {
            run.left = None;
        }
        let debrief = debrief(stories, attempt.part.id(), &events);
        let profile = debrief.map(|debrief| debrief.profile).unwrap_or_default();
        run.bands = profile.into_iter().map(|entry| (entry.principle, entry.score.band())).collect();
        Some(run)
    }
}
