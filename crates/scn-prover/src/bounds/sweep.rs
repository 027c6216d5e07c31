//! Sweeps over combinations of values, for stories in which no run comes back to a place.
//!
//! The bounds from above treat each slot by itself. A sweep also tracks the combinations of some
//! slots, in a bitmap for each place, and drops each bitmap behind it.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{Effect, View, ViewTest};

use super::above::{Above, AboveStart, Tracked};
use super::goals::{Goals, collect_goals};
use super::grid::GridShape;
use crate::{Limits, Proof, Question};

/// Maximum number of combinations that a sweep for single questions tracks.
const MOST_COMBINATIONS: u64 = 1 << 21;

/// Operations on whole bitmaps that an outcome takes, approximately.
const OPERATIONS: u64 = 8;

/// Work on all sweeps for each state that the limits allow, in words.
const WORK_PER_STATE: u64 = 40;

/// Excludes open questions about combinations of the values that they depend on. Every arc leads up
/// in the order of `ranks`.
pub(super) fn exclude_by_sweeps(
    above: &Above<'_>,
    start: &AboveStart<'_>,
    ranks: Vec<u32>,
    limits: &Limits<'_>,
    proof: &mut Proof,
) {
    if proof.open.is_empty() {
        return;
    }
    let goals = collect_goals(above.machine, &above.view);
    let related = related_slots(above);
    let remaining = limits.states.saturating_mul(WORK_PER_STATE);
    let mut sweeps = Sweeps { above, start, ranks, remaining, swept: BTreeSet::new() };
    for extra in 0..3 {
        for question in proof.open.clone() {
            if proof.open.contains(&question) {
                let slots = slots_for(question, &goals, &related, &above.view, extra);
                sweeps.sweep(slots, MOST_COMBINATIONS, proof);
            }
        }
    }
    // All slots together, if that is not too much.
    if !proof.open.is_empty() {
        let per_word = above.view.outcomes.len().max(1) as u64 * OPERATIONS;
        let most = (sweeps.remaining / per_word).saturating_mul(u64::from(u64::BITS));
        sweeps.sweep((0..above.view.slots.len()).collect(), most, proof);
    }
}

/// Sweeps over combinations of different slots.
struct Sweeps<'s, 'm> {
    above: &'s Above<'m>,
    start: &'s AboveStart<'s>,
    ranks: Vec<u32>,
    /// Work that may still be done.
    remaining: u64,
    /// The slots that were tracked together already.
    swept: BTreeSet<Vec<usize>>,
}

impl Sweeps<'_, '_> {
    /// Tracks the combinations of some slots, if there are at most `most` of them, and excludes the
    /// questions that they exclude.
    fn sweep(&mut self, slots: Vec<usize>, most: u64, proof: &mut Proof) {
        if slots.len() < 2 || self.remaining == 0 || !self.swept.insert(slots.clone()) {
            return;
        }
        let Some(shape) = GridShape::new(&slots, &self.above.view.slots, most) else { return };
        let start = AboveStart { raw: self.start.raw.clone(), most_work: self.remaining, ..*self.start };
        let tracked = Tracked { shape, ranks: &self.ranks };
        let Some(swept) = Above::compute(self.above.machine, &start, Some(&tracked)) else {
            self.remaining = 0;
            return;
        };
        self.remaining = self.remaining.saturating_sub(swept.work);
        proof.open.retain(|question| {
            let is_about_places = matches!(question, Question::Trap | Question::Tests(_) | Question::Avoids(_));
            is_about_places || swept.possible.contains(question)
        });
    }
}

/// Returns the slots whose combinations decide a question: those that its goals read, and `extra`
/// of those that decide when they change.
fn slots_for(
    question: Question,
    goals: &Goals,
    related: &BTreeMap<usize, Vec<usize>>,
    view: &View,
    extra: usize,
) -> Vec<usize> {
    let mut slots = Vec::new();
    for goal in goals.get(&question).into_iter().flatten() {
        // The last condition is that of the question itself.
        goal.tests.iter().rev().for_each(|test| collect_slots(test, &mut slots));
    }
    for slot in slots.clone() {
        slots.extend(related.get(&slot).into_iter().flatten().skip(extra));
    }
    let mut chosen: Vec<usize> = Vec::new();
    let mut length = 1_u64;
    for slot in slots {
        let values = view.slots.get(slot).map_or(1, |slot| slot.top.saturating_add(1));
        let longer = length.saturating_mul(values);
        if !chosen.contains(&slot) && longer <= MOST_COMBINATIONS {
            chosen.push(slot);
            length = longer;
        }
    }
    chosen.sort_unstable();
    chosen
}

/// Returns, for each slot, the slots that are read where it changes, those read most often first.
fn related_slots(above: &Above<'_>) -> BTreeMap<usize, Vec<usize>> {
    let mut counts: BTreeMap<usize, BTreeMap<usize, usize>> = BTreeMap::new();
    for (at, outcome) in above.view.outcomes.iter().enumerate() {
        let choice = above.machine.choice_of(scn_story::OutcomeIx::at(at)).map(|(choice, _)| choice);
        let choice = choice.and_then(|choice| above.view.choices.get(choice.index()));
        let mut read = Vec::new();
        let conds = choice.into_iter().flat_map(|choice| choice.when.iter().chain(&choice.needs)).chain(&outcome.when);
        conds.for_each(|cond| collect_slots(&cond.test, &mut read));
        for effect in outcome.set.iter().flat_map(|group| &group.effects) {
            if let Effect::Add { slot, .. } = effect {
                let counted = counts.entry(*slot).or_default();
                read.iter().filter(|other| *other != slot).for_each(|other| *counted.entry(*other).or_default() += 1);
            }
        }
    }
    let sorted = |(slot, counts): (usize, BTreeMap<usize, usize>)| {
        let mut others: Vec<(usize, usize)> = counts.into_iter().map(|(other, count)| (count, other)).collect();
        others.sort_by_key(|(count, other)| (std::cmp::Reverse(*count), *other));
        (slot, others.into_iter().map(|(_, other)| other).collect())
    };
    counts.into_iter().map(sorted).collect()
}

fn collect_slots(test: &ViewTest, slots: &mut Vec<usize>) {
    match test {
        ViewTest::Between { slot, .. } => slots.push(*slot),
        ViewTest::Slots { left, right, .. } => slots.extend([*left, *right]),
        ViewTest::All(parts) | ViewTest::Any(parts) => parts.iter().for_each(|part| collect_slots(part, slots)),
        ViewTest::Not(inner) => collect_slots(inner, slots),
        ViewTest::Constant(_) | ViewTest::At(_) | ViewTest::Ended | ViewTest::Result(_) => {}
    }
}
