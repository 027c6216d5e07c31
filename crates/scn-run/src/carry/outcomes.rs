//! Matches outcomes of an earlier version of a choice with its current outcomes.
//!
//! An outcome has no id, so its text identifies it, together with the place that it leads to. The
//! position of an outcome never does, because outcomes are moved, inserted and deleted.

use scn_story::{Outcome, OutcomeWhen, Target};
use serde::Serialize;

use super::asked::body_text;
use super::counterpart::{to_nfc, words_key};
use crate::versions::{is_corrected, split_words};

/// The number of an outcome whose counterpart cannot be decided. Real outcomes count from 1.
pub(crate) const UNDECIDED_OUTCOME: u32 = 0;

/// The current counterpart of an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CurrentOutcome {
    /// Its number, from 1; [`UNDECIDED_OUTCOME`] if it cannot be decided.
    pub(super) number: u32,
    /// Whether it has other words, ratings or changes now.
    pub(super) reworded: bool,
}

impl CurrentOutcome {
    pub(super) const UNDECIDED: Self = Self { number: UNDECIDED_OUTCOME, reworded: false };

    fn new(index: usize, reworded: bool) -> Self {
        let number = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        Self { number, reworded }
    }
}

/// Returns the text of an outcome, as written, on one line. An outcome may have none.
pub(crate) fn outcome_text(outcome: &Outcome) -> String {
    body_text(&outcome.body)
}

/// Returns the numbers of the outcomes, from 1, that a saved text and place may refer to: those
/// with this text, and of several those that lead to this place. `from` is the id of their
/// situation.
pub(crate) fn outcomes_with_text(outcomes: &[Outcome], text: &str, from: &str, place: Option<&str>) -> Vec<u32> {
    let exactly: fn(&str) -> String = to_nfc;
    for key in [exactly, words_key] {
        let has_text = |(_, it): &(u32, &Outcome)| key(&outcome_text(it)) == key(text);
        let with_text: Vec<(u32, &Outcome)> = (1..).zip(outcomes).filter(has_text).collect();
        let leads_there = |(_, it): &&(u32, &Outcome)| may_lead_to(it, from, place);
        let found: Vec<u32> = match with_text.as_slice() {
            [] => continue,
            [(number, _)] => vec![*number],
            several => several.iter().filter(leads_there).map(|(number, _)| *number).collect(),
        };
        return found;
    }
    Vec::new()
}

/// Returns whether a situation or ending can be shown next after an outcome. Where a `return` leads
/// depends on the detour that is open, so it can be anywhere.
fn may_lead_to(outcome: &Outcome, from: &str, place: Option<&str>) -> bool {
    if let Some(detour) = &outcome.detour {
        return Some(detour.as_str()) == place;
    }
    outcome.next.is_empty()
        || outcome.targets().any(|target| match target {
            Target::Node(id) => Some(id.as_str()) == place,
            Target::Again => Some(from) == place,
            Target::Return => true,
        })
}

/// What identifies an outcome.
struct Identity {
    text: String,
    /// The detour that it plays, and the places that it leads to, each with its condition in the
    /// JSON form of a story, with ids of the current version.
    leads_to: (Option<String>, Vec<(String, Target)>),
    /// Its condition or odds, in the JSON form of a story.
    when: String,
    /// Its other effects, in the JSON form of a story.
    effects: String,
    /// Its ratings without their reasons, and its changes, in the JSON form of a story.
    ratings: String,
}

impl Identity {
    /// Describes an outcome. `current_node` returns the current id of a situation or ending.
    fn new(outcome: &Outcome, current_node: impl Fn(&str) -> String) -> Self {
        let current_target = |target: &Target| match target {
            Target::Node(id) => Target::Node(current_node(id)),
            Target::Again | Target::Return => target.clone(),
        };
        let cases = outcome.next.iter();
        let next = cases.map(|case| (normalized_json(&case.when), current_target(&case.to))).collect();
        let ratings = outcome.links.iter().map(|link| (&link.principle, link.rating));
        Self {
            text: outcome_text(outcome),
            leads_to: (outcome.detour.as_deref().map(&current_node), next),
            when: normalized_json(&outcome.when),
            effects: normalized_json(&(&outcome.links, &outcome.feedback, &outcome.set)),
            ratings: normalized_json(&(ratings.collect::<Vec<_>>(), &outcome.set)),
        }
    }

    fn leads_where(&self, other: &Self) -> bool {
        self.leads_to == other.leads_to
    }

    fn has_consequences_of(&self, other: &Self) -> bool {
        self.leads_where(other) && self.effects == other.effects
    }

    fn is_same_in_all(&self, other: &Self) -> bool {
        self.has_consequences_of(other) && self.when == other.when
    }

    fn is_correction_of(&self, other: &Self) -> bool {
        self.has_consequences_of(other) && is_corrected(&split_words(&self.text), &split_words(&other.text))
    }
}

fn normalized_json<T: Serialize>(value: &T) -> String {
    // A story that was read from JSON, or is written as JSON, has no outcome that cannot be
    // serialized.
    to_nfc(&serde_json::to_string(value).unwrap_or_default())
}

/// Finds the current counterpart of an outcome of a choice, by its number in the earlier version.
///
/// The only outcome of a choice that still has only one is the same unless it has another text and
/// other ratings or changes. Otherwise the text decides. If several outcomes share it, the place
/// that they lead to decides, and then everything else that they have. A correction of the text
/// counts if nothing else has changed. An outcome that depends on a condition is also recognised by
/// it. In all other cases the outcome was removed, or it cannot be decided which one it is.
pub(super) fn find_outcome(
    before: &[Outcome],
    now: &[Outcome],
    number: u32,
    current_node: impl Fn(&str) -> String,
) -> CurrentOutcome {
    let earlier: Vec<Identity> = before.iter().map(|it| Identity::new(it, &current_node)).collect();
    let current: Vec<Identity> = now.iter().map(|it| Identity::new(it, str::to_owned)).collect();
    let matching = Matching { earlier, current };
    let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    let Some(was) = index.and_then(|index| matching.earlier.get(index)) else { return CurrentOutcome::UNDECIDED };
    if let ([_], [is]) = (before, matching.current.as_slice()) {
        return matching.only_outcome(was, is);
    }
    let exactly: fn(&str) -> String = to_nfc;
    for key in [exactly, words_key] {
        let has_same_text = |it: &Identity| key(&it.text) == key(&was.text);
        if matching.current.iter().any(has_same_text) {
            let found = matching.find_among(was, has_same_text);
            return found.map_or(CurrentOutcome::UNDECIDED, |index| CurrentOutcome::new(index, false));
        }
    }
    let by_chance = |outcomes: &[Outcome]| outcomes.iter().any(|it| matches!(it.when, OutcomeWhen::Chance { .. }));
    let by_condition = !by_chance(before) && !by_chance(now);
    let found = matching
        .only_unmatched(was, Identity::is_correction_of)
        .or_else(|| by_condition.then(|| matching.only_unmatched(was, |it, other| it.when == other.when)).flatten());
    found.map_or(CurrentOutcome::UNDECIDED, |index| CurrentOutcome::new(index, true))
}

/// The outcomes of a choice in both versions.
struct Matching {
    earlier: Vec<Identity>,
    current: Vec<Identity>,
}

impl Matching {
    /// Returns the counterpart of the only outcome of a choice that still has only one. With other
    /// words and other ratings or changes, it is not what the learner has read.
    fn only_outcome(&self, was: &Identity, is: &Identity) -> CurrentOutcome {
        let has_same_text = words_key(&is.text) == words_key(&was.text);
        let is_corrected = || is_corrected(&split_words(&was.text), &split_words(&is.text));
        let has_same_ratings = is.ratings == was.ratings;
        if has_same_text || is_corrected() || has_same_ratings {
            return CurrentOutcome::new(0, !has_same_text || !has_same_ratings);
        }
        CurrentOutcome::UNDECIDED
    }

    /// Of the current outcomes with the text of an earlier one, returns the position of its
    /// counterpart.
    fn find_among(&self, was: &Identity, has_same_text: impl Fn(&Identity) -> bool) -> Option<usize> {
        let only = |is_alike: &dyn Fn(&Identity) -> bool| {
            let alike = |it: &&Identity| has_same_text(it) && is_alike(it);
            let mut found = self.current.iter().enumerate().filter(|(_, it)| alike(it));
            let first = found.next().map(|(index, _)| index)?;
            let is_alone = found.next().is_none() && self.earlier.iter().filter(alike).count() == 1;
            is_alone.then_some(first)
        };
        let by_text = || {
            let index = only(&|_| true).filter(|_| !was.text.is_empty())?;
            let is = self.current.get(index)?;
            (is.leads_where(was) || !self.is_goal_taken_over(was, index)).then_some(index)
        };
        by_text()
            .or_else(|| only(&|it| it.leads_where(was)))
            .or_else(|| only(&|it| it.is_same_in_all(was)))
            // Outcomes that are the same in everything are interchangeable.
            .or_else(|| self.current.iter().position(|it| has_same_text(it) && it.is_same_in_all(was)))
    }

    /// Returns whether another current outcome, which did not lead there before, leads to where an
    /// earlier outcome led. The two may have exchanged their texts.
    fn is_goal_taken_over(&self, was: &Identity, counterpart: usize) -> bool {
        let led_there = |it: &Identity| {
            let key = words_key(&it.text);
            self.earlier.iter().any(|other| other.leads_where(was) && words_key(&other.text) == key)
        };
        let others = self.current.iter().enumerate().filter(|(index, _)| *index != counterpart);
        others.into_iter().any(|(_, it)| it.leads_where(was) && !led_there(it))
    }

    /// Returns the position of the only current outcome that matches an earlier one, among those
    /// with a text that the other version does not have.
    fn only_unmatched(&self, was: &Identity, matches: impl Fn(&Identity, &Identity) -> bool) -> Option<usize> {
        let has_text = |outcomes: &[Identity], it: &Identity| {
            outcomes.iter().any(|other| words_key(&other.text) == words_key(&it.text))
        };
        let mut new =
            self.current.iter().enumerate().filter(|(_, it)| !has_text(&self.earlier, it) && matches(it, was));
        let (index, is) = new.next()?;
        let lost = self.earlier.iter().filter(|it| !has_text(&self.current, it) && matches(is, it)).count();
        (new.next().is_none() && lost == 1).then_some(index)
    }
}
