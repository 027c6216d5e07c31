//! The texts and changes of a story that are printed as passages, and the places that show them.
//!
//! A story has no passages: each is expanded where it is shown. What is printed as one depends only
//! on the story. Texts and changes that several places have in common always are.

use std::collections::BTreeMap;

use scn_story::{Block, Change, Ending, Outcome, Scenario, SiteId, Situation, Span, When};

use super::rng::Rng;

/// A place that has a text. The numbers are indices: of a situation; of a situation, a choice of it
/// and an outcome of that; of an ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The text of a situation.
    Situation(usize),
    /// The text of an outcome.
    Outcome(usize, usize, usize),
    /// The text of an ending.
    Ending(usize),
}

/// A text and changes that are printed once.
#[derive(Debug)]
pub struct Passage<'s> {
    /// Its id.
    pub id: String,
    /// Its changes.
    pub set: &'s [Change],
    /// The whole text of a place that shows it.
    body: &'s [Block],
    /// The number of blocks of that text that are printed before the `Show:`.
    pub before: usize,
    /// The places that show it, in order.
    pub places: Vec<Place>,
}

impl Passage<'_> {
    /// Returns its text.
    pub fn text(&self) -> &[Block] {
        &self.body[self.before..]
    }
}

/// Returns the passages of a scenario.
#[must_use]
pub fn passages(scenario: &Scenario) -> Vec<Passage<'_>> {
    let mut groups: Vec<(Situation, Passage<'_>)> = Vec::new();
    for (place, set, body) in texts(scenario) {
        let contents = normalized(set, body);
        match groups.iter_mut().find(|(other, _)| *other == contents) {
            Some((_, passage)) => passage.places.push(place),
            None => {
                let starts_plainly = matches!(body.first(), Some(Block::Paragraph { when: When::Always, .. }));
                let before = usize::from(starts_plainly && body.len() % 2 == 0);
                groups.push((contents, Passage { id: String::new(), set, body, before, places: vec![place] }));
            }
        }
    }
    // Of the others, one in three.
    let is_printed = |(at, passage): &(usize, Passage<'_>)| {
        let has_contents = !passage.text().is_empty() || !passage.set.is_empty();
        has_contents && (1 < passage.places.len() || (at + passage.body.len()).is_multiple_of(3))
    };
    let mut printed: Vec<Passage<'_>> =
        groups.into_iter().map(|(_, passage)| passage).enumerate().filter(is_printed).map(|(_, it)| it).collect();
    for (at, passage) in printed.iter_mut().enumerate() {
        passage.id = format!("text-{at}");
    }
    printed
}

/// Maps the sites of each passage, in all places that show it, to those of the first place.
#[must_use]
pub fn shared_sites(scenario: &Scenario) -> BTreeMap<SiteId, SiteId> {
    let texts: BTreeMap<Place, (&[Change], &[Block])> =
        texts(scenario).into_iter().map(|(place, set, body)| (place, (set, body))).collect();
    let mut shared = BTreeMap::new();
    for passage in passages(scenario) {
        let sites_at = |place: &Place| {
            let (set, body) = texts[place];
            sites(set, &body[passage.before..])
        };
        let first = sites_at(&passage.places[0]);
        for place in &passage.places {
            shared.extend(sites_at(place).into_iter().zip(first.iter().copied()));
        }
    }
    shared
}

/// Returns all texts that can be printed as passages, with their changes. Outcomes without words
/// are printed without an `Outcome:`.
fn texts(scenario: &Scenario) -> Vec<(Place, &[Change], &[Block])> {
    let mut found: Vec<(Place, &[Change], &[Block])> = Vec::new();
    for (at, situation) in scenario.situations.iter().enumerate() {
        found.push((Place::Situation(at), &situation.set, &situation.body));
        for (choice_at, choice) in situation.choices.iter().enumerate() {
            for (outcome_at, outcome) in choice.outcomes.iter().enumerate().filter(|(_, it)| !it.body.is_empty()) {
                found.push((Place::Outcome(at, choice_at, outcome_at), &outcome.set, &outcome.body));
            }
        }
    }
    for (at, ending) in scenario.endings.iter().enumerate() {
        found.push((Place::Ending(at), &[], &ending.body));
    }
    found
}

/// Returns a text and its changes with sites that depend on nothing else.
fn normalized(set: &[Change], body: &[Block]) -> Situation {
    let situation = Situation { set: set.to_vec(), body: body.to_vec(), ..Situation::default() };
    let mut alone = Scenario { situations: vec![situation], ..Scenario::default() };
    alone.number_sites();
    alone.situations.swap_remove(0)
}

/// Returns the sites of changes and of a text. Some are repeated.
fn sites(set: &[Change], body: &[Block]) -> Vec<SiteId> {
    let mut found = Vec::new();
    for change in set {
        match change {
            Change::Add { site, .. } => found.push(*site),
            Change::When { when, set } => {
                found.push(when.site);
                found.extend(sites(set, &[]));
            }
            Change::Number { .. } | Change::Flag { .. } | Change::State { .. } => {}
        }
    }
    for block in body {
        found.extend(block.display_condition().guards().map(|(cond, _)| cond.site));
        for span in block.texts().flatten() {
            if let Span::If { when, .. } = span {
                found.push(when.site);
            }
        }
    }
    found
}

/// Gives some places of a scenario the text and changes of others.
pub(super) fn share_texts(rng: &mut Rng, scenario: &mut Scenario) {
    for _ in 0..rng.weighted_index(&[65, 25, 10]) {
        let places: Vec<Place> = texts(scenario).into_iter().map(|(place, ..)| place).collect();
        let Some(from) = rng.pick_one(&places).copied() else { return };
        let shared = match from {
            Place::Situation(at) => (scenario.situations[at].set.clone(), scenario.situations[at].body.clone()),
            Place::Outcome(at, choice, outcome) => {
                let Outcome { set, body, .. } = &scenario.situations[at].choices[choice].outcomes[outcome];
                (set.clone(), body.clone())
            }
            Place::Ending(at) => (Vec::new(), scenario.endings[at].body.clone()),
        };
        for _ in 0..=rng.number_below(3) {
            let Some(to) = rng.pick_one(&places).copied() else { return };
            match to {
                Place::Situation(at) => {
                    let Situation { set, body, .. } = &mut scenario.situations[at];
                    (*set, *body) = shared.clone();
                }
                Place::Outcome(at, choice, outcome) => {
                    let Outcome { set, body, .. } = &mut scenario.situations[at].choices[choice].outcomes[outcome];
                    (*set, *body) = shared.clone();
                }
                // An ending has no changes.
                Place::Ending(at) if shared.0.is_empty() => {
                    let Ending { body, .. } = &mut scenario.endings[at];
                    body.clone_from(&shared.1);
                }
                Place::Ending(_) => {}
            }
        }
    }
}
