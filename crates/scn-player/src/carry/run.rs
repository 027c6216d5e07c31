//! Runs.

use scn_story::{Choice, Scenario, Situation, Story};

use super::counterpart::{Counterpart, Item, counterpart};
use super::{Earlier, Fate, UNDECIDED, words_as_written};
use crate::event::Votes;
use crate::{Ended, Event, Stories};

/// A scenario of an earlier version beside that of now.
#[derive(Clone, Copy, Debug)]
pub enum Nodes<'s> {
    /// It is the version of now.
    Current,
    /// Both are known.
    Known {
        /// As it was.
        before: &'s Scenario,
        /// As it is.
        now: &'s Scenario,
    },
    /// The version that was played is not known, or the scenario of now is another one; as it was, where that is known.
    Unknown(Option<&'s Scenario>),
}

impl<'s> Nodes<'s> {
    /// A scenario by its id, in the version of a digest and in that of now.
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

    fn situation(&self, id: &str) -> Counterpart<'s, Situation> {
        match self {
            Self::Known { before, now } => counterpart(&before.situations, &now.situations, id),
            Self::Current | Self::Unknown(_) => Counterpart::Undecided,
        }
    }

    /// The id of now of a situation or an ending: an empty one where it cannot be decided, and the one that it
    /// had where it is gone.
    #[must_use]
    pub fn node(&self, id: &str) -> String {
        let Self::Known { before, now } = self else {
            return if matches!(self, Self::Current) { id } else { UNDECIDED }.to_owned();
        };
        // An ending of now may have the id that a situation had, and the other way round.
        if before.endings.iter().any(|it| it.id == id) {
            let is_taken = now.situations.iter().any(|it| it.id == id);
            now_id(counterpart(&before.endings, &now.endings, id), id, is_taken)
        } else {
            now_id(self.situation(id), id, now.endings.iter().any(|it| it.id == id))
        }
    }

    /// What a choice is now, by its situation and its id as they were.
    #[must_use]
    pub fn choice(&self, at: &str, choice: &str) -> Counterpart<'s, Choice> {
        let Self::Known { before, .. } = self else { return Counterpart::Undecided };
        match (before.situations.iter().find(|it| it.id == at), self.situation(at)) {
            (Some(was), Counterpart::Same(now) | Counterpart::Reworded(now)) => {
                counterpart(&was.choices, &now.choices, choice)
            }
            (Some(_), Counterpart::Gone) => Counterpart::Gone,
            (Some(_), Counterpart::Undecided) | (None, _) => Counterpart::Undecided,
        }
    }

    /// What a choice said, as it was written.
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

    /// The id of now of a choice, and what it said where it does not say so now.
    fn chosen(&self, at: &str, choice: &str) -> (String, Option<Earlier>) {
        if matches!(self, Self::Current) {
            return (choice.to_owned(), None);
        }
        let label = || self.label(at, choice).unwrap_or_else(|| choice.to_owned());
        let earlier = |fate| Some(Earlier { label: label(), fate });
        match self.choice(at, choice) {
            Counterpart::Same(now) => (now.id.clone(), None),
            Counterpart::Reworded(now) => (now.id.clone(), earlier(Fate::Reworded)),
            Counterpart::Gone => (choice.to_owned(), earlier(Fate::Gone)),
            Counterpart::Undecided => (UNDECIDED.to_owned(), earlier(Fate::Undecided)),
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

/// The id of now; `is_taken`: something of another kind has the one that it had.
fn now_id<T: Item>(found: Counterpart<'_, T>, was: &str, is_taken: bool) -> String {
    match found {
        Counterpart::Same(now) | Counterpart::Reworded(now) => now.id().to_owned(),
        Counterpart::Gone if !is_taken => was.to_owned(),
        Counterpart::Gone | Counterpart::Undecided => UNDECIDED.to_owned(),
    }
}

/// The events of a run as the story of now reads them: as many, with the ids of now. A choice whose words are
/// other ones now says so; one that cannot be decided has an empty id, which no choice has.
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
