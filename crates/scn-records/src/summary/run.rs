//! The results of a run, as far as they are counted.

use scn_run::{
    Attempt, Band, Debrief, Ended, Event, Log, Playable, ProfileEntry, ScenarioVersions, Stamped, Stories, migrate_run,
};
use scn_story::{Scenario, Story};

use super::find_label;

/// A choice that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChoiceMade {
    /// The id of its situation.
    pub(super) at: String,
    /// Its id.
    pub(super) choice: String,
    /// Its former label, if the story used for counting does not contain the choice, words it
    /// differently, or asks something else. The ids are then those that it had.
    pub(super) earlier: Option<String>,
}

/// A situation or an ending that a run reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NodeReached {
    /// Its id.
    pub(super) at: String,
    /// Its former title, if the story used for counting does not contain it. The id is then the one
    /// that it had.
    pub(super) earlier: Option<String>,
}

/// How a run handled a principle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BandReached {
    /// The principle's id.
    pub(super) principle: String,
    /// Its former title, if the story used for counting does not contain it under this title.
    pub(super) earlier: Option<String>,
    pub(super) band: Band,
}

/// Returns whether a story does not have a principle under this title.
pub(crate) fn is_other_principle(story: &Story, id: &str, title: &str) -> bool {
    story.principles.iter().all(|it| it.id != id || it.title != title)
}

/// The results of a run.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// The ending that it reached.
    pub(super) ending: Option<NodeReached>,
    /// The situation where it was left, or where it got stuck.
    pub(super) left: Option<NodeReached>,
    /// The choices of the learner that count at its end.
    pub(super) taken: Vec<ChoiceMade>,
    /// The choices that count at its end and that the clock made, when time ran out.
    pub(super) timed: Vec<ChoiceMade>,
    /// The choices that were undone.
    pub(super) undone: Vec<ChoiceMade>,
    /// The band of each principle, if the run can be replayed.
    pub(super) bands: Vec<BandReached>,
}

/// Returns the debrief of a run, from the first of some stories in which the run can be replayed.
/// Each story comes with the id of the scenario in it.
pub(crate) fn first_debrief<'s>(
    stories: impl IntoIterator<Item = (&'s Story, &'s str)>,
    versions: &Stories,
    events: &[Event],
) -> Option<Debrief> {
    stories.into_iter().find_map(|(story, scenario)| {
        let playable = Playable::new(story, Some(scenario)).ok()?;
        Debrief::from_events(&playable, &migrate_run(events, story, versions), None).ok()
    })
}

/// Translates the ids of a run from the story in which it was made to the story used for counting.
pub(crate) struct IdTranslation<'s> {
    now: &'s Story,
    versions: &'s Stories,
    /// The id of the scenario in the version that was played.
    scenario: &'s str,
    nodes: ScenarioVersions<'s>,
    /// The scenario in the version that was played.
    before: Option<&'s Scenario>,
}

impl<'s> IdTranslation<'s> {
    pub(crate) fn new(now: &'s Story, versions: &'s Stories, scenario: &'s str) -> Self {
        Self { now, versions, scenario, nodes: ScenarioVersions::Current, before: None }
    }

    /// Marks the following events as made in the version with this digest.
    pub(crate) fn continue_in(&mut self, digest: &str) {
        self.continue_as(digest, None);
    }

    /// Marks the following events as made in the version with this digest, in which the scenario
    /// has this id, or the same as before.
    fn continue_as(&mut self, digest: &str, scenario: Option<&'s String>) {
        self.scenario = scenario.map_or(self.scenario, String::as_str);
        self.nodes = ScenarioVersions::new(self.scenario, digest, self.now, self.versions);
        let earlier = self.versions.get(digest).map(|story| story.scenarios.as_slice()).unwrap_or_default();
        self.before = earlier.iter().find(|it| it.id == self.scenario);
    }

    fn current_scenario(&self) -> Option<&'s Scenario> {
        let by_id = || self.now.scenarios.iter().find(|it| it.id == self.scenario);
        self.nodes.current_scenario().or_else(by_id)
    }

    /// Translates a situation or an ending.
    pub(super) fn translate_node(&self, at: &str) -> NodeReached {
        let current_id = self.nodes.current_node_id(at);
        let exists_unchanged =
            || self.current_scenario().is_some_and(|it| is_there(it, &current_id)) && !self.nodes.is_retitled(at);
        if matches!(self.nodes, ScenarioVersions::Current) || exists_unchanged() {
            return NodeReached { at: current_id, earlier: None };
        }
        let earlier = self.before.and_then(|it| it.title_of(at)).unwrap_or(at).to_owned();
        NodeReached { at: at.to_owned(), earlier: Some(earlier) }
    }

    /// Returns the current id of a situation or an ending, if it still exists.
    pub(crate) fn current_id_of(&self, at: &str) -> Option<String> {
        Some(self.translate_node(at)).filter(|it| it.earlier.is_none()).map(|it| it.at)
    }

    fn translate_choice(&self, at: &str, choice: &str) -> ChoiceMade {
        if !matches!(self.nodes, ScenarioVersions::Current) {
            // A choice is shown with the label that was read, and never under a question that was
            // not asked.
            let is_other = self.nodes.is_situation_changed(at) || self.nodes.is_reworded(at, choice);
            let Some(now) = self.nodes.current_choice(at, choice).into_item().filter(|_| !is_other) else {
                let earlier =
                    self.before.and_then(|it| find_label(it, at, choice)).unwrap_or_else(|| choice.to_owned());
                return ChoiceMade { at: at.to_owned(), choice: choice.to_owned(), earlier: Some(earlier) };
            };
            return ChoiceMade { at: self.nodes.current_node_id(at), choice: now.id.clone(), earlier: None };
        }
        ChoiceMade { at: at.to_owned(), choice: choice.to_owned(), earlier: None }
    }
}

fn is_there(scenario: &Scenario, id: &str) -> bool {
    scenario.situations.iter().any(|it| it.id == id) || scenario.endings.iter().any(|it| it.id == id)
}

impl Run {
    /// Evaluates a run: counted by `now`, in which the scenario has the given id. Its profile is that
    /// of the version in which it was played, or else, if that is not stored, of `now`. Returns
    /// `None` for an attempt that is not at a scenario.
    pub(super) fn evaluate(attempt: &Attempt, (now, id): (&Story, &str), versions: &Stories) -> Option<Self> {
        let Log::Scenario(log) = &attempt.log else { return None };
        let events = Stamped::events(log);
        let mut run = Self::default();
        let mut meaning = IdTranslation::new(now, versions, attempt.part.id());
        // The choices that count so far; the flag says whether the clock made them.
        let mut standing: Vec<(ChoiceMade, bool)> = Vec::new();
        for event in &events {
            match event {
                Event::Started { digest, scenario, .. } => meaning.continue_as(digest, Some(scenario)),
                Event::Shown { at, .. } => run.left = Some(meaning.translate_node(at)),
                Event::Chosen { at, choice, timed, .. } => {
                    standing.push((meaning.translate_choice(at, choice), *timed));
                }
                Event::Undone { .. } => run.undone.extend(standing.pop().map(|(choice, _)| choice)),
                Event::Resumed { kept, digest, scenario } => {
                    meaning.continue_as(digest, scenario.as_ref());
                    standing.truncate(usize::try_from(*kept).unwrap_or(usize::MAX));
                    run.ending = None;
                }
                Event::Ended(Ended::Ending { at }) => run.ending = Some(meaning.translate_node(at)),
                Event::Ended(
                    Ended::DeadEnd { .. }
                    | Ended::NoOutcome { .. }
                    | Ended::Loop { .. }
                    | Ended::Nowhere { .. }
                    | Ended::Left { .. },
                )
                | Event::Resolved { .. }
                | Event::Hinted { .. }
                | Event::Wrote { .. }
                | Event::Voted { .. }
                | Event::Saved => {}
            }
        }
        for (choice, timed) in standing {
            if timed { run.timed.push(choice) } else { run.taken.push(choice) }
        }
        if run.ending.is_some() {
            run.left = None;
        }
        let played = versions.get(&attempt.digest).map(|story| (story, attempt.part.id()));
        let debrief = first_debrief(played.into_iter().chain([(now, id)]), versions, &events);
        let profile = debrief.map(|debrief| debrief.profile).unwrap_or_default();
        let to_band = |entry: ProfileEntry| BandReached {
            earlier: is_other_principle(now, &entry.principle, &entry.title).then_some(entry.title),
            principle: entry.principle,
            band: entry.score.band(),
        };
        run.bands = profile.into_iter().map(to_band).collect();
        Some(run)
    }
}
