//! Migration of runs.

use scn_story::{Choice, Scenario, Situation, Story};

use super::asked::{SituationChange, keeps_meaning};
use super::counterpart::{Counterpart, RecordedItem, find_counterpart, words_key};
use super::outcomes::{CurrentOutcome, find_outcome};
use super::{Earlier, Fate, UNDECIDED, words_as_written};
use crate::event::Votes;
use crate::{Ended, Event, Part, Stories, Versions};

/// A scenario in an earlier version and in the current one.
#[derive(Clone, Copy, Debug)]
pub enum ScenarioVersions<'s> {
    /// The earlier version is the current one.
    Current,
    /// Both versions are known.
    Known {
        /// The earlier version.
        before: &'s Scenario,
        /// The current version.
        now: &'s Scenario,
    },
    /// The version that was played is not available, or the current scenario is a different one;
    /// holds the earlier version, if available.
    Unknown(Option<&'s Scenario>),
}

impl<'s> ScenarioVersions<'s> {
    /// Finds a scenario by its id, in the version with the given digest and in the current one. A
    /// scenario whose id has changed is found by its content.
    #[must_use]
    pub fn new(scenario: &str, digest: &str, now: &'s Story, versions: &'s Stories) -> Self {
        if digest == now.pack.digest {
            return Self::Current;
        }
        let Some(earlier) = versions.get(digest) else { return Self::Unknown(None) };
        let found_before = earlier.scenarios.iter().find(|it| it.id == scenario);
        let found_now = find_counterpart(&earlier.scenarios, &now.scenarios, scenario)
            .into_item()
            .filter(|it| it.id == scenario)
            .or_else(|| renamed_scenario(scenario, digest, now, versions));
        match (found_before, found_now) {
            (Some(before), Some(now)) => Self::Known { before, now },
            (before, _) => Self::Unknown(before),
        }
    }

    /// Returns the scenario in the current version, if it is known and another version than before.
    #[must_use]
    pub fn current_scenario(&self) -> Option<&'s Scenario> {
        match self {
            Self::Known { now, .. } => Some(now),
            Self::Current | Self::Unknown(_) => None,
        }
    }

    /// Returns the current counterpart of a situation. A situation that asks something else is a
    /// different one, whatever its id.
    fn current_situation(&self, id: &str) -> Counterpart<'s, Situation> {
        let Self::Known { before, now } = self else { return Counterpart::Undecided };
        let found_situation = find_counterpart(&before.situations, &now.situations, id);
        let current = match &found_situation {
            Counterpart::Same(is) | Counterpart::Reworded(is) => Some(*is),
            Counterpart::Gone | Counterpart::Undecided => None,
        };
        match (before.situations.iter().find(|it| it.id == id), current) {
            (Some(was), Some(is)) if SituationChange::from_versions(was, is) == SituationChange::Replaced => {
                Counterpart::Undecided
            }
            (_, _) => found_situation,
        }
    }

    /// Returns how the text of a situation has changed, if it still exists.
    fn situation_change(&self, id: &str) -> Option<(&'s Situation, SituationChange)> {
        let Self::Known { before, now } = self else { return None };
        let earlier = before.situations.iter().find(|it| it.id == id)?;
        let current = find_counterpart(&before.situations, &now.situations, id).into_item()?;
        Some((earlier, SituationChange::from_versions(earlier, current)))
    }

    /// Returns whether the title or the text of a situation has been replaced.
    #[must_use]
    pub fn is_situation_changed(&self, at: &str) -> bool {
        self.situation_change(at)
            .is_some_and(|(_, asked)| matches!(asked, SituationChange::Changed | SituationChange::Replaced))
    }

    /// Returns whether the title of a situation or ending has other words now.
    #[must_use]
    pub fn is_retitled(&self, at: &str) -> bool {
        let Self::Known { before, now } = self else { return false };
        fn is_item_retitled<T: RecordedItem>(before: &[T], now: &[T], id: &str) -> bool {
            let earlier_item = before.iter().find(|it| it.id() == id);
            let current_item = find_counterpart(before, now, id).into_item();
            earlier_item
                .zip(current_item)
                .is_some_and(|(was, is)| words_key(&was.written_words()) != words_key(&is.written_words()))
        }
        is_item_retitled(&before.situations, &now.situations, at) || is_item_retitled(&before.endings, &now.endings, at)
    }

    /// Returns the current id of a situation or ending: empty if it cannot be decided, unchanged if
    /// the item was removed.
    #[must_use]
    pub fn current_node_id(&self, id: &str) -> String {
        let Self::Known { before, now } = self else {
            return if matches!(self, Self::Current) { id } else { UNDECIDED }.to_owned();
        };
        // An ending may now have the id that a situation had, and vice versa.
        if before.endings.iter().any(|it| it.id == id) {
            let is_taken = now.situations.iter().any(|it| it.id == id);
            current_id(find_counterpart(&before.endings, &now.endings, id), id, is_taken)
        } else {
            current_id(self.current_situation(id), id, now.endings.iter().any(|it| it.id == id))
        }
    }

    /// Returns the current counterpart of a choice, by its earlier situation id and id.
    #[must_use]
    pub fn current_choice(&self, at: &str, choice: &str) -> Counterpart<'s, Choice> {
        let Self::Known { before, .. } = self else { return Counterpart::Undecided };
        match (before.situations.iter().find(|it| it.id == at), self.current_situation(at)) {
            (Some(was), Counterpart::Same(now) | Counterpart::Reworded(now)) => {
                let found_choice = find_counterpart(&was.choices, &now.choices, choice);
                let is_there = matches!(found_choice, Counterpart::Same(_) | Counterpart::Reworded(_));
                if is_there && !keeps_meaning(SituationChange::from_versions(was, now), was, choice) {
                    Counterpart::Undecided
                } else {
                    found_choice
                }
            }
            (Some(_), Counterpart::Gone) => Counterpart::Gone,
            (Some(_), Counterpart::Undecided) | (None, _) => Counterpart::Undecided,
        }
    }

    /// Returns whether the label of a choice has changed; case and white space are ignored.
    #[must_use]
    pub fn is_reworded(&self, at: &str, choice: &str) -> bool {
        let old_label = self.earlier_label(at, choice).unwrap_or_default();
        match self.current_choice(at, choice) {
            Counterpart::Reworded(now) => words_key(&old_label) != words_key(&words_as_written(&now.label)),
            Counterpart::Same(_) | Counterpart::Gone | Counterpart::Undecided => false,
        }
    }

    /// Returns the earlier label of a choice, as written.
    #[must_use]
    pub fn earlier_label(&self, at: &str, choice: &str) -> Option<String> {
        let earlier_scenario = match self {
            Self::Known { before, .. } | Self::Unknown(Some(before)) => before,
            Self::Current | Self::Unknown(None) => return None,
        };
        let situation = earlier_scenario.situations.iter().find(|it| it.id == at)?;
        let choice = situation.choices.iter().find(|it| it.id == choice)?;
        Some(words_as_written(&choice.label)).filter(|label| !label.is_empty())
    }

    /// Returns the current id of a choice, and its earlier label if that has changed.
    fn migrate_choice(&self, at: &str, choice: &str) -> (String, Option<Earlier>) {
        if matches!(self, Self::Current) {
            return (choice.to_owned(), None);
        }
        let find_label = || self.earlier_label(at, choice).unwrap_or_else(|| choice.to_owned());
        let change = self.situation_change(at);
        let situation_changed = change.is_some_and(|(_, asked)| asked == SituationChange::Changed);
        let build_earlier = |fate| Some(Earlier { label: find_label(), fate, situation_changed });
        match self.current_choice(at, choice) {
            Counterpart::Same(now) if situation_changed => (now.id.clone(), build_earlier(Fate::Holds)),
            Counterpart::Same(now) => (now.id.clone(), None),
            Counterpart::Reworded(now) => (now.id.clone(), build_earlier(Fate::Reworded)),
            Counterpart::Gone => (choice.to_owned(), build_earlier(Fate::Gone)),
            Counterpart::Undecided => {
                let is_replaced = change.is_some_and(|(was, asked)| !keeps_meaning(asked, was, choice));
                (UNDECIDED.to_owned(), build_earlier(if is_replaced { Fate::Replaced } else { Fate::Undecided }))
            }
        }
    }

    /// Returns the current id of a question that the learner answered in words. If the current
    /// situation does not ask the same, returns the earlier id and question: what was written stays
    /// with the question that was asked.
    fn migrate_ask(&self, at: &str, ask: &str) -> (String, Option<String>) {
        let before = match self {
            Self::Known { before, .. } | Self::Unknown(Some(before)) => Some(*before),
            Self::Current | Self::Unknown(None) => None,
        };
        let situation = before.and_then(|it| it.situations.iter().find(|it| it.id == at));
        let was = situation.and_then(|it| it.ask.as_ref()).filter(|it| it.id == ask);
        let was = was.map(|it| words_as_written(&it.text)).unwrap_or_default();
        let now = self.current_situation(at).into_item().and_then(|it| it.ask.as_ref());
        match now.filter(|it| words_key(&words_as_written(&it.text)) == words_key(&was)) {
            Some(same) => (same.id.clone(), None),
            None => (ask.to_owned(), Some(was)),
        }
    }

    /// Returns the current counterpart of an outcome, by its earlier situation id, choice id and
    /// number.
    fn current_outcome(&self, at: &str, choice: &str, number: u32) -> CurrentOutcome {
        let before = match self {
            Self::Current => return CurrentOutcome { number, reworded: false },
            Self::Known { before, .. } => before,
            Self::Unknown(_) => return CurrentOutcome::UNDECIDED,
        };
        let situation = before.situations.iter().find(|it| it.id == at);
        let was = situation.and_then(|it| it.choices.iter().find(|it| it.id == choice));
        match (was, self.current_choice(at, choice).into_item()) {
            (Some(was), Some(is)) => find_outcome(&was.outcomes, &is.outcomes, number, |id| self.current_node_id(id)),
            (_, _) => CurrentOutcome::UNDECIDED,
        }
    }

    fn current_choice_ids(&self, at: &str, choices: &[String]) -> Vec<String> {
        let find_current_id = |choice: &String| match self {
            Self::Current => Some(choice.clone()),
            Self::Known { .. } | Self::Unknown(_) => {
                self.current_choice(at, choice).into_item().map(|it| it.id.clone())
            }
        };
        choices.iter().filter_map(find_current_id).collect()
    }
}

/// Returns the current scenario that has the content of an earlier one, under another id.
fn renamed_scenario<'s>(id: &str, digest: &str, now: &'s Story, versions: &'s Stories) -> Option<&'s Scenario> {
    let (part, _) = Versions::new(now, versions).counterpart_of(digest, &Part::Scenario(id.to_owned()))?;
    now.scenarios.iter().find(|it| part.id() != id && it.id == part.id())
}

/// Returns the current id. `is_taken` says that an item of another kind now has the earlier id.
fn current_id<T: RecordedItem>(found: Counterpart<'_, T>, was: &str, is_taken: bool) -> String {
    match found {
        Counterpart::Same(now) | Counterpart::Reworded(now) => now.id().to_owned(),
        Counterpart::Gone if !is_taken => was.to_owned(),
        Counterpart::Gone | Counterpart::Undecided => UNDECIDED.to_owned(),
    }
}

/// Migrates the events of a run to the current story: the same number of events, with current ids.
/// A choice whose label has changed carries its earlier label; a choice that cannot be decided gets
/// an empty id, which no choice has; an outcome that cannot be decided gets the number 0.
#[must_use]
pub fn migrate_run<'e>(events: &'e [Event], now: &Story, versions: &Stories) -> Vec<Event> {
    let Some(Event::Started { scenario, .. }) = events.first() else { return events.to_vec() };
    let mut scenario = scenario.as_str();
    let mut nodes = ScenarioVersions::Current;
    // The situation and the id of the last choice, as recorded.
    let mut last_choice = ("", "");
    let migrate_event = |event: &'e Event| {
        if let Some(digest) = event.story_digest() {
            scenario = event.scenario_id().unwrap_or(scenario);
            nodes = ScenarioVersions::new(scenario, digest, now, versions);
        }
        if matches!(nodes, ScenarioVersions::Current) {
            return event.clone();
        }
        let migrate_choice_id = |at: &str, id: &str| nodes.migrate_choice(at, id).0;
        match event {
            Event::Started { pack, digest, scenario, seed } => Event::Started {
                pack: pack.clone(),
                digest: digest.clone(),
                scenario: nodes.current_scenario().map_or_else(|| scenario.clone(), |it| it.id.clone()),
                seed: *seed,
            },
            Event::Resumed { digest, kept, scenario } => {
                let current_id = |id: &String| nodes.current_scenario().map_or_else(|| id.clone(), |it| it.id.clone());
                Event::Resumed { digest: digest.clone(), kept: *kept, scenario: scenario.as_ref().map(current_id) }
            }
            Event::Saved => event.clone(),
            Event::Resolved { outcome, .. } => {
                let CurrentOutcome { number, reworded } = nodes.current_outcome(last_choice.0, last_choice.1, *outcome);
                Event::Resolved { outcome: number, reworded }
            }
            Event::Shown { at, choices, locked } => Event::Shown {
                at: nodes.current_node_id(at),
                choices: nodes.current_choice_ids(at, choices),
                locked: nodes.current_choice_ids(at, locked),
            },
            Event::Chosen { at, choice, timed, .. } => {
                last_choice = (at, choice);
                let (choice, earlier) = nodes.migrate_choice(at, choice);
                Event::Chosen { at: nodes.current_node_id(at), choice, timed: *timed, earlier }
            }
            Event::Hinted { at, choice: about, hint } => {
                let about = about.as_ref().map(|id| migrate_choice_id(at, id));
                Event::Hinted { at: nodes.current_node_id(at), choice: about, hint: *hint }
            }
            Event::Wrote { at, ask, words, .. } => {
                let (ask, question) = nodes.migrate_ask(at, ask);
                Event::Wrote { at: nodes.current_node_id(at), ask, words: words.clone(), question }
            }
            Event::Voted { at, votes } => {
                let votes = votes
                    .iter()
                    .map(|it| Votes { choice: migrate_choice_id(at, &it.choice), count: it.count })
                    .collect();
                Event::Voted { at: nodes.current_node_id(at), votes }
            }
            Event::Undone { at } => Event::Undone { at: nodes.current_node_id(at) },
            Event::Ended(ended) => Event::Ended(match ended {
                Ended::Ending { at } => Ended::Ending { at: nodes.current_node_id(at) },
                Ended::DeadEnd { at } => Ended::DeadEnd { at: nodes.current_node_id(at) },
                Ended::NoOutcome { at, choice: id } => {
                    Ended::NoOutcome { at: nodes.current_node_id(at), choice: migrate_choice_id(at, id) }
                }
                Ended::Loop { at } => Ended::Loop { at: nodes.current_node_id(at) },
                Ended::Nowhere { at } => Ended::Nowhere { at: nodes.current_node_id(at) },
                Ended::Left { at } => Ended::Left { at: nodes.current_node_id(at) },
            }),
        }
    };
    events.iter().map(migrate_event).collect()
}
