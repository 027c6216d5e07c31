//! Migration of runs.

use scn_story::{Choice, Scenario, Situation, Story};

use super::asked::{Asked, still_means};
use super::counterpart::{Counterpart, Item, counterpart, folded};
use super::{Earlier, Fate, UNDECIDED, words_as_written};
use crate::event::Votes;
use crate::{Ended, Event, Stories};

/// A scenario in an earlier version and in the current one.
#[derive(Clone, Copy, Debug)]
pub enum Nodes<'s> {
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

impl<'s> Nodes<'s> {
    /// Finds a scenario by its id, in the version with the given digest and in the current one.
    #[must_use]
    pub fn new(scenario: &str, digest: &str, now: &'s Story, versions: &'s Stories) -> Self {
        if digest == now.pack.digest {
            return Self::Current;
        }
        let Some(earlier) = versions.get(digest) else { return Self::Unknown(None) };
        let before = earlier.scenarios.iter().find(|it| it.id == scenario);
        let now = counterpart(&earlier.scenarios, &now.scenarios, scenario).found().filter(|it| it.id == scenario);
        match (before, now) {
            (Some(before), Some(now)) => Self::Known { before, now },
            (before, _) => Self::Unknown(before),
        }
    }

    /// Returns the current counterpart of a situation. A situation that asks something else is a
    /// different one, whatever its id.
    fn situation(&self, id: &str) -> Counterpart<'s, Situation> {
        let Self::Known { before, now } = self else { return Counterpart::Undecided };
        let found = counterpart(&before.situations, &now.situations, id);
        let is = match &found {
            Counterpart::Same(is) | Counterpart::Reworded(is) => Some(*is),
            Counterpart::Gone | Counterpart::Undecided => None,
        };
        match (before.situations.iter().find(|it| it.id == id), is) {
            (Some(was), Some(is)) if Asked::of(was, is) == Asked::Replaced => Counterpart::Undecided,
            (_, _) => found,
        }
    }

    /// Returns how the text of a situation has changed, if it still exists.
    fn asked(&self, id: &str) -> Option<(&'s Situation, Asked)> {
        let Self::Known { before, now } = self else { return None };
        let was = before.situations.iter().find(|it| it.id == id)?;
        let is = counterpart(&before.situations, &now.situations, id).found()?;
        Some((was, Asked::of(was, is)))
    }

    /// Returns whether the title or the text of a situation has been replaced.
    #[must_use]
    pub fn is_situation_changed(&self, at: &str) -> bool {
        self.asked(at).is_some_and(|(_, asked)| matches!(asked, Asked::Changed | Asked::Replaced))
    }

    /// Returns whether the title of a situation or ending has other words now.
    #[must_use]
    pub fn is_retitled(&self, at: &str) -> bool {
        let Self::Known { before, now } = self else { return false };
        fn retitled<T: Item>(before: &[T], now: &[T], id: &str) -> bool {
            let was = before.iter().find(|it| it.id() == id);
            let is = counterpart(before, now, id).found();
            was.zip(is).is_some_and(|(was, is)| folded(&was.words()) != folded(&is.words()))
        }
        retitled(&before.situations, &now.situations, at) || retitled(&before.endings, &now.endings, at)
    }

    /// Returns the current id of a situation or ending: empty if it cannot be decided, unchanged if
    /// the item was removed.
    #[must_use]
    pub fn node(&self, id: &str) -> String {
        let Self::Known { before, now } = self else {
            return if matches!(self, Self::Current) { id } else { UNDECIDED }.to_owned();
        };
        // An ending may now have the id that a situation had, and vice versa.
        if before.endings.iter().any(|it| it.id == id) {
            let is_taken = now.situations.iter().any(|it| it.id == id);
            now_id(counterpart(&before.endings, &now.endings, id), id, is_taken)
        } else {
            now_id(self.situation(id), id, now.endings.iter().any(|it| it.id == id))
        }
    }

    /// Returns the current counterpart of a choice, by its earlier situation id and id.
    #[must_use]
    pub fn choice(&self, at: &str, choice: &str) -> Counterpart<'s, Choice> {
        let Self::Known { before, .. } = self else { return Counterpart::Undecided };
        match (before.situations.iter().find(|it| it.id == at), self.situation(at)) {
            (Some(was), Counterpart::Same(now) | Counterpart::Reworded(now)) => {
                let found = counterpart(&was.choices, &now.choices, choice);
                let is_there = matches!(found, Counterpart::Same(_) | Counterpart::Reworded(_));
                if is_there && !still_means(Asked::of(was, now), was, choice) { Counterpart::Undecided } else { found }
            }
            (Some(_), Counterpart::Gone) => Counterpart::Gone,
            (Some(_), Counterpart::Undecided) | (None, _) => Counterpart::Undecided,
        }
    }

    /// Returns whether the label of a choice has changed; punctuation and case are ignored.
    #[must_use]
    pub fn is_reworded(&self, at: &str, choice: &str) -> bool {
        let was = self.label(at, choice).unwrap_or_default();
        match self.choice(at, choice) {
            Counterpart::Reworded(now) => folded(&was) != folded(&words_as_written(&now.label)),
            Counterpart::Same(_) | Counterpart::Gone | Counterpart::Undecided => false,
        }
    }

    /// Returns the earlier label of a choice, as written.
    #[must_use]
    pub fn label(&self, at: &str, choice: &str) -> Option<String> {
        let before = match self {
            Self::Known { before, .. } | Self::Unknown(Some(before)) => before,
            Self::Current | Self::Unknown(None) => return None,
        };
        let situation = before.situations.iter().find(|it| it.id == at)?;
        let choice = situation.choices.iter().find(|it| it.id == choice)?;
        Some(words_as_written(&choice.label)).filter(|label| !label.is_empty())
    }

    /// Returns the current id of a choice, and its earlier label if that has changed.
    fn chosen(&self, at: &str, choice: &str) -> (String, Option<Earlier>) {
        if matches!(self, Self::Current) {
            return (choice.to_owned(), None);
        }
        let label = || self.label(at, choice).unwrap_or_else(|| choice.to_owned());
        let asked = self.asked(at);
        let situation_changed = asked.is_some_and(|(_, asked)| asked == Asked::Changed);
        let earlier = |fate| Some(Earlier { label: label(), fate, situation_changed });
        match self.choice(at, choice) {
            Counterpart::Same(now) if situation_changed => (now.id.clone(), earlier(Fate::Holds)),
            Counterpart::Same(now) => (now.id.clone(), None),
            Counterpart::Reworded(now) => (now.id.clone(), earlier(Fate::Reworded)),
            Counterpart::Gone => (choice.to_owned(), earlier(Fate::Gone)),
            Counterpart::Undecided => {
                let is_replaced = asked.is_some_and(|(was, asked)| !still_means(asked, was, choice));
                (UNDECIDED.to_owned(), earlier(if is_replaced { Fate::Replaced } else { Fate::Undecided }))
            }
        }
    }

    fn known(&self, at: &str, choices: &[String]) -> Vec<String> {
        let now = |choice: &String| match self {
            Self::Current => Some(choice.clone()),
            Self::Known { .. } | Self::Unknown(_) => self.choice(at, choice).found().map(|it| it.id.clone()),
        };
        choices.iter().filter_map(now).collect()
    }
}

/// Returns the current id. `is_taken` says that an item of another kind now has the earlier id.
fn now_id<T: Item>(found: Counterpart<'_, T>, was: &str, is_taken: bool) -> String {
    match found {
        Counterpart::Same(now) | Counterpart::Reworded(now) => now.id().to_owned(),
        Counterpart::Gone if !is_taken => was.to_owned(),
        Counterpart::Gone | Counterpart::Undecided => UNDECIDED.to_owned(),
    }
}

/// Migrates the events of a run to the current story: the same number of events, with current ids.
/// A choice whose label has changed carries its earlier label; a choice that cannot be decided gets
/// an empty id, which no choice has.
#[must_use]
pub fn carried_run(events: &[Event], now: &Story, versions: &Stories) -> Vec<Event> {
    let Some(Event::Started { scenario, .. }) = events.first() else { return events.to_vec() };
    let mut nodes = Nodes::Current;
    let carry = |event: &Event| {
        if let Some(digest) = event.story() {
            nodes = Nodes::new(scenario, digest, now, versions);
        }
        if matches!(nodes, Nodes::Current) {
            return event.clone();
        }
        let choice = |at: &str, id: &str| nodes.chosen(at, id).0;
        match event {
            Event::Started { .. } | Event::Resolved { .. } | Event::Saved | Event::Resumed { .. } => event.clone(),
            Event::Shown { at, choices, locked } => {
                Event::Shown { at: nodes.node(at), choices: nodes.known(at, choices), locked: nodes.known(at, locked) }
            }
            Event::Chosen { at, choice, timed, .. } => {
                let (choice, earlier) = nodes.chosen(at, choice);
                Event::Chosen { at: nodes.node(at), choice, timed: *timed, earlier }
            }
            Event::Hinted { at, choice: about, hint } => {
                let about = about.as_ref().map(|id| choice(at, id));
                Event::Hinted { at: nodes.node(at), choice: about, hint: *hint }
            }
            Event::Voted { at, votes } => {
                let votes = votes.iter().map(|it| Votes { choice: choice(at, &it.choice), count: it.count }).collect();
                Event::Voted { at: nodes.node(at), votes }
            }
            Event::Undone { at } => Event::Undone { at: nodes.node(at) },
            Event::Ended(ended) => Event::Ended(match ended {
                Ended::Ending { at } => Ended::Ending { at: nodes.node(at) },
                Ended::DeadEnd { at } => Ended::DeadEnd { at: nodes.node(at) },
                Ended::NoOutcome { at, choice: id } => Ended::NoOutcome { at: nodes.node(at), choice: choice(at, id) },
                Ended::Loop { at } => Ended::Loop { at: nodes.node(at) },
                Ended::Nowhere { at } => Ended::Nowhere { at: nodes.node(at) },
                Ended::Left { at } => Ended::Left { at: nodes.node(at) },
            }),
        }
    };
    events.iter().map(carry).collect()
}
