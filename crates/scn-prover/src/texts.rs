//! Conditions in texts decided each on their own.
//!
//! What a text shows changes nothing that happens. So all that is to be proved but what its
//! conditions come to is proved without them; and each of them with what it reads itself, and no
//! other text does: three meters that only texts read make three times as many states, one after
//! the other, in place of all their combinations.
//!
//! Why that is exact: leaving out a value that decides nothing takes states with the same future,
//! but for what texts show, for one. So each of these machines has the runs of the whole one, of
//! the same lengths and in the same order, and shows what that shows: a condition is judged on all
//! the values that it reads, under the condition of its paragraph on all that this reads; a change
//! is cut off where it is in the whole, and told of in that machine whose condition reads its
//! result. Only where a run is said to be in a trap can it be so earlier: in a state that stands
//! for several.
//!
//! Conditions are put together where that costs nothing: where the states for one hold all that
//! those for the other hold.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{Machine, Site, TextView, ViewTest};

use crate::{Limits, Proof, Witness};

/// So many times what the limits allow for one proof may be walked for all conditions together.
const FOR_ALL: u64 = 4;

/// Conditions that are judged in one machine.
struct Group {
    machine: Machine,
    sites: BTreeSet<Site>,
}

/// Proves a scenario so, each part of it by `prove`. `None` where that changes nothing: all that
/// texts read is read by something else.
///
/// What comes back is complete, or it is what could be proved without conditions in texts; nothing
/// comes back where that was all and a condition was too much.
pub(crate) fn prove_apart(
    machine: &Machine,
    limits: &Limits<'_>,
    prove: &dyn Fn(&Machine, &Limits<'_>) -> Proof,
) -> Option<Proof> {
    let (base, groups) = apart(machine);
    if machine.holds_no_more_than(&base) {
        return None;
    }
    let mut whole = prove(&base, limits);
    let mut left = limits.states.saturating_mul(FOR_ALL);
    for group in groups {
        if !whole.complete {
            break;
        }
        let part = prove(&group.machine, &Limits { states: left.min(limits.states), ..*limits });
        left = left.saturating_sub(part.states);
        if part.interrupted {
            (whole.complete, whole.interrupted) = (false, true);
        } else if !part.complete {
            return None;
        }
        whole.states = part.states.max(whole.states);
        add(&mut whole, &part);
    }
    Some(whole)
}

/// Adds what a proof shows of conditions in texts, and of what they read.
pub(crate) fn add(whole: &mut Proof, part: &Proof) {
    let both =
        |known: &mut Vec<bool>, more: &[bool]| known.iter_mut().zip(more).for_each(|(known, more)| *known |= more);
    both(&mut whole.held, &part.held);
    both(&mut whole.failed, &part.failed);
    let mut saturated: BTreeMap<Site, Witness> = std::mem::take(&mut whole.saturated).into_iter().collect();
    for (site, run) in &part.saturated {
        saturated.entry(*site).or_insert_with(|| run.clone());
    }
    whole.saturated = saturated.into_iter().collect();
}

/// The machine that judges only those conditions in texts that cost no states, and the others, in
/// as few machines as hold no more than one of them needs.
fn apart(machine: &Machine) -> (Machine, Vec<Group>) {
    let mut by_reads: BTreeMap<BTreeSet<usize>, BTreeSet<Site>> = BTreeMap::new();
    let view = machine.view();
    let of_nodes = view.nodes.iter().flat_map(|node| &node.texts);
    for text in of_nodes.chain(view.outcomes.iter().flat_map(|outcome| &outcome.texts)) {
        conditions(text, &mut by_reads);
    }
    let bare = machine.reading(&|_| false);
    let mut free = BTreeSet::new();
    let mut groups: Vec<Group> = Vec::new();
    // Those that read most first, so that others can be put with them.
    let mut all: Vec<_> = by_reads.into_iter().collect();
    all.sort_by_key(|(reads, _)| std::cmp::Reverse(reads.len()));
    for (_, sites) in all {
        let alone = machine.reading(&|site| sites.contains(&site));
        if alone.holds_no_more_than(&bare) {
            free.extend(sites);
        } else if let Some(group) = groups.iter_mut().find(|group| alone.holds_no_more_than(&group.machine)) {
            group.sites.extend(sites);
        } else {
            groups.push(Group { machine: alone, sites });
        }
    }
    for group in &mut groups {
        group.machine = machine.reading(&|site| group.sites.contains(&site));
    }
    (machine.reading(&|site| free.contains(&site)), groups)
}

/// The conditions of a text, each by what it takes to know whether it holds where it is judged.
fn conditions(text: &TextView, by_reads: &mut BTreeMap<BTreeSet<usize>, BTreeSet<Site>>) {
    let mut gate = BTreeSet::new();
    if let Some((cond, _)) = &text.when {
        read(&cond.test, &mut gate);
        by_reads.entry(gate.clone()).or_default().insert(cond.site);
    }
    for cond in &text.inline {
        let mut reads = gate.clone();
        read(&cond.test, &mut reads);
        by_reads.entry(reads).or_default().insert(cond.site);
    }
}

/// The slots that a condition reads.
fn read(test: &ViewTest, slots: &mut BTreeSet<usize>) {
    match test {
        ViewTest::Between { slot, .. } => drop(slots.insert(*slot)),
        ViewTest::Slots { left, right, .. } => slots.extend([*left, *right]),
        ViewTest::All(parts) | ViewTest::Any(parts) => parts.iter().for_each(|part| read(part, slots)),
        ViewTest::Not(inner) => read(inner, slots),
        ViewTest::Constant(_) | ViewTest::At(_) | ViewTest::Ended | ViewTest::Result(_) => {}
    }
}
