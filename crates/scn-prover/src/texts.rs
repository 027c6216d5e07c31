//! Decides conditions in texts separately.
//!
//! Showing a text changes nothing that happens. So everything except the values of the conditions
//! in texts is proved without them. Each of these conditions is then proved with what it reads
//! itself and nothing that only other texts read. Three meters that are read only by texts then
//! cost three times the states, one after another, instead of all combinations of their values.
//!
//! Why this is exact: leaving out a value that decides nothing merges states whose futures are the
//! same except for what texts show. So each of these machines has the runs of the whole machine,
//! with the same lengths and in the same order, and observes the same things. A condition is
//! evaluated with all values that it reads, under the condition of its paragraph with all values
//! that this one reads. A change is cut off exactly where it is in the whole machine, and it is
//! reported in the machine whose condition reads its result. Only the point at which a run is said
//! to be in a trap can be earlier: in a state that represents several.
//!
//! Conditions share a machine where that costs nothing: where the states for one contain all that
//! the states for the other contain.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{Machine, SiteId, TextView, ViewTest};

use crate::{Limits, Proof, Witness};

/// All conditions together may explore this many times the limit for a single proof.
const FOR_ALL: u64 = 4;

/// Conditions that are evaluated in one machine.
struct ConditionGroup {
    machine: Machine,
    sites: BTreeSet<SiteId>,
}

/// Proves a scenario this way, using `prove` for each part. Returns `None` if this changes nothing
/// because all that texts read is also read by something else.
///
/// The proof returned is complete, or it is unfinished because the part without conditions in texts
/// could not be completed or because the watch interrupted it. If only the proof of a condition
/// exceeded the limits, the result is `None` too.
pub(crate) fn prove_apart(
    machine: &Machine,
    limits: &Limits<'_>,
    prove: &dyn Fn(&Machine, &Limits<'_>) -> Proof,
) -> Option<Proof> {
    let (base, groups) = split_conditions(machine);
    if machine.holds_no_more_than(&base) {
        return None;
    }
    let mut whole = prove(&base, limits);
    let mut states_left = limits.states.saturating_mul(FOR_ALL);
    for group in groups {
        if !whole.complete {
            break;
        }
        let part = prove(&group.machine, &Limits { states: states_left.min(limits.states), ..*limits });
        states_left = states_left.saturating_sub(part.states);
        if part.interrupted {
            (whole.complete, whole.interrupted) = (false, true);
        } else if !part.complete {
            return None;
        }
        whole.states = part.states.max(whole.states);
        add_observations(&mut whole, &part);
    }
    whole.open_unanswered(machine);
    Some(whole)
}

/// Adds what a proof observed about conditions in texts and about the values they read.
pub(crate) fn add_observations(whole: &mut Proof, part: &Proof) {
    let merge_flags =
        |known: &mut Vec<bool>, more: &[bool]| known.iter_mut().zip(more).for_each(|(known, more)| *known |= more);
    merge_flags(&mut whole.observed_true, &part.observed_true);
    merge_flags(&mut whole.observed_false, &part.observed_false);
    let mut saturated: BTreeMap<SiteId, Witness> = std::mem::take(&mut whole.saturated).into_iter().collect();
    for (site, run) in &part.saturated {
        saturated.entry(*site).or_insert_with(|| run.clone());
    }
    whole.saturated = saturated.into_iter().collect();
}

/// Returns the machine that evaluates only the conditions in texts that add no states, and groups
/// of the other conditions in as few machines as possible, each holding no more than one of its
/// conditions needs.
fn split_conditions(machine: &Machine) -> (Machine, Vec<ConditionGroup>) {
    let mut by_reads: BTreeMap<BTreeSet<usize>, BTreeSet<SiteId>> = BTreeMap::new();
    let view = machine.view();
    let of_nodes = view.nodes.iter().flat_map(|node| &node.texts);
    for text in of_nodes.chain(view.outcomes.iter().flat_map(|outcome| &outcome.texts)) {
        collect_conditions(text, &mut by_reads);
    }
    let bare = machine.with_text_conditions(&|_| false);
    let mut free = BTreeSet::new();
    let mut groups: Vec<ConditionGroup> = Vec::new();
    // Start with the conditions that read most, so that others can join them.
    let mut sorted: Vec<_> = by_reads.into_iter().collect();
    sorted.sort_by_key(|(reads, _)| std::cmp::Reverse(reads.len()));
    for (_, sites) in sorted {
        let alone = machine.with_text_conditions(&|site| sites.contains(&site));
        if alone.holds_no_more_than(&bare) {
            free.extend(sites);
        } else if let Some(group) = groups.iter_mut().find(|group| alone.holds_no_more_than(&group.machine)) {
            group.sites.extend(sites);
        } else {
            groups.push(ConditionGroup { machine: alone, sites });
        }
    }
    for group in &mut groups {
        group.machine = machine.with_text_conditions(&|site| group.sites.contains(&site));
    }
    (machine.with_text_conditions(&|site| free.contains(&site)), groups)
}

/// Collects the conditions of a text, keyed by everything needed to know their value where they are
/// evaluated.
fn collect_conditions(text: &TextView, by_reads: &mut BTreeMap<BTreeSet<usize>, BTreeSet<SiteId>>) {
    let mut gate = BTreeSet::new();
    for (cond, _) in &text.when {
        collect_slots(&cond.test, &mut gate);
        by_reads.entry(gate.clone()).or_default().insert(cond.site);
    }
    for cond in &text.inline {
        let mut reads = gate.clone();
        collect_slots(&cond.test, &mut reads);
        by_reads.entry(reads).or_default().insert(cond.site);
    }
}

/// Adds the slots that a condition reads.
fn collect_slots(test: &ViewTest, slots: &mut BTreeSet<usize>) {
    match test {
        ViewTest::Between { slot, .. } => drop(slots.insert(*slot)),
        ViewTest::Slots { left, right, .. } => slots.extend([*left, *right]),
        ViewTest::All(parts) | ViewTest::Any(parts) => parts.iter().for_each(|part| collect_slots(part, slots)),
        ViewTest::Not(inner) => collect_slots(inner, slots),
        ViewTest::Constant(_) | ViewTest::At(_) | ViewTest::Ended | ViewTest::Result(_) => {}
    }
}
