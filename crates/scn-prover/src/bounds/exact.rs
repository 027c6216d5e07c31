//! Sweeps over all combinations of all values, which find every state and nothing else.
//!
//! In a story without detours in which no run comes back to a place, a sweep that tracks all slots
//! computes for each node exactly the states in which runs are there. So it answers every question
//! for which no run has to be shown, and counts the states.

use std::collections::{BTreeMap, VecDeque};

use scn_story::{Effect, EffectGroup, OutcomeIx, SiteId};

use super::above::{Above, AboveStart, Tracked};
use super::graph::Vertex;
use super::grid::GridShape;
use crate::{Limits, Proof, Question, RunStep, StrayReturn, Witness};

/// Words of bitmaps that may be processed for each state that the limits allow, approximately.
const WORK_PER_STATE: u64 = 25;

/// Operations on whole bitmaps that an outcome takes, approximately.
const OPERATIONS: u64 = 8;

/// Bitmaps that exist at a time, approximately.
const BITMAPS: u64 = 8;

/// Sweeps over all combinations of all values. Returns `None` if that does not find exactly the
/// states, or takes too much work or memory.
pub(super) fn find_all_states<'m>(
    above: &Above<'m>,
    start: &AboveStart<'_>,
    ranks: &[u32],
    limits: &Limits<'_>,
) -> Option<Above<'m>> {
    let view = &above.view;
    // A mark that a principle was faced depends on what else was on offer, which sets of states do
    // not tell exactly. The same holds for what is below an open detour.
    let opens_detour = |(at, outcome): (usize, &scn_story::OutcomeView)| {
        outcome.detour.is_some() && above.possible.contains(&Question::Takes(OutcomeIx::at(at)))
    };
    if view.faced.iter().any(Option::is_some) || view.outcomes.iter().enumerate().any(opens_detour) {
        return None;
    }
    let most_work = limits.states.saturating_mul(WORK_PER_STATE);
    let most_bits = (limits.memory / BITMAPS).saturating_mul(8);
    let slots: Vec<usize> = (0..view.slots.len()).collect();
    let shape = GridShape::new(&slots, &view.slots, most_bits)?;
    let taken = above.possible.iter().filter(|question| matches!(question, Question::Takes(_))).count() as u64;
    let operations = taken.saturating_mul(OPERATIONS);
    if most_work < (shape.length() / u64::from(u64::BITS)).saturating_mul(operations) {
        return None;
    }
    let start = AboveStart { raw: start.raw.clone(), most_work: most_work.saturating_mul(2), ..*start };
    Above::compute(above.machine, &start, Some(&Tracked { shape, ranks }))
}

/// Answers what the sweep over all states answers. `swept` is its result.
pub(super) fn answer_exactly(swept: &Above<'_>, start: &AboveStart<'_>, proof: &mut Proof) {
    let open = std::mem::take(&mut proof.open);
    for question in open {
        // Every run stops, since none comes back to a place.
        let may_trap = false;
        if swept.is_possible(question, start.node, may_trap) && !proof.show_without_run(question, swept.machine) {
            proof.open.insert(question);
        }
    }
    proof.close_answered(swept.machine);
}

/// Marks a proof as complete if nothing is open and all its runs are shortest runs. `swept` is the
/// result of a sweep over all states.
pub(super) fn complete(swept: &Above<'_>, start: &AboveStart<'_>, proof: &mut Proof) {
    if proof.open.is_empty() && !proof.interrupted && are_runs_shortest(swept, start, proof) {
        proof.complete = true;
        proof.states = swept.combinations;
    }
}

/// Returns whether no run of a proof can be shorter: each has as few choices as the arcs between
/// places allow.
fn are_runs_shortest(swept: &Above<'_>, start: &AboveStart<'_>, proof: &Proof) -> bool {
    let distances = distances(swept, start);
    let distance = |vertex: Vertex| distances.get(swept.index(vertex)).copied().flatten();
    let after = |outcome: OutcomeIx| distance(Vertex::Node(swept.node_of(outcome))).map(|choices| choices + 1);
    let sites = site_distances(swept, &distance, &after);
    let is_shortest = |run: &Witness, least: Option<usize>| {
        let choices = run.steps().iter().filter(|step| matches!(step, RunStep::Choose(_))).count();
        least.is_some_and(|least| choices <= least)
    };
    let nodes = (0..swept.machine.node_count()).map(scn_story::NodeIx::at);
    let after_choice = |choice| {
        let node = swept.machine.node_of(choice)?;
        distance(Vertex::Node(node)).map(|choices| choices + 1)
    };
    let after_return = |stray: StrayReturn| match stray {
        StrayReturn::Outcome(outcome) => after(outcome),
        StrayReturn::Node(node) => distance(Vertex::Node(node)),
    };
    nodes
        .filter_map(|node| Some((node, proof.nodes.run_to(node)?)))
        .all(|(node, run)| is_shortest(&run, distance(Vertex::Node(node))))
        && proof.dead_ends.iter().all(|(node, run)| is_shortest(run, distance(Vertex::Node(*node))))
        && proof.no_outcomes.iter().all(|(choice, run)| is_shortest(run, after_choice(*choice)))
        && proof.stray_returns.iter().all(|(stray, run)| is_shortest(run, after_return(*stray)))
        && proof.saturated.iter().all(|(site, run)| is_shortest(run, sites.get(site).copied()))
}

/// Returns, for each vertex, the least number of choices on a way to it.
fn distances(swept: &Above<'_>, start: &AboveStart<'_>) -> Vec<Option<usize>> {
    let mut distances: Vec<Option<usize>> = vec![None; swept.arcs.len()];
    let mut waiting = VecDeque::from([(Vertex::Node(start.node), 0)]);
    while let Some((vertex, choices)) = waiting.pop_front() {
        let at = swept.index(vertex);
        let Some(place) = distances.get_mut(at).filter(|place| place.is_none()) else { continue };
        *place = Some(choices);
        let Some(arcs) = swept.arcs.get(at) else { continue };
        // Ways without a choice come first, so that the queue stays in order.
        arcs.all.iter().flatten().for_each(|target| waiting.push_front((*target, choices)));
        let outcomes = arcs.choices.iter().flat_map(|choice| &choice.outcomes);
        waiting.extend(outcomes.flat_map(|outcome| &outcome.all).flatten().map(|target| (*target, choices + 1)));
    }
    distances
}

/// Returns, for each change, the least number of choices of a run that makes it.
fn site_distances(
    swept: &Above<'_>,
    distance: &impl Fn(Vertex) -> Option<usize>,
    after: &impl Fn(OutcomeIx) -> Option<usize>,
) -> BTreeMap<SiteId, usize> {
    let mut sites = BTreeMap::new();
    let mut add = |groups: &[EffectGroup], choices: Option<usize>| {
        let Some(choices) = choices else { return };
        for effect in groups.iter().flat_map(|group| &group.effects) {
            if let Effect::Add { site, .. } = effect {
                let least: &mut usize = sites.entry(*site).or_insert(choices);
                *least = choices.min(*least);
            }
        }
    };
    for (node, known) in swept.view.nodes.iter().enumerate() {
        add(&known.set, distance(Vertex::Node(scn_story::NodeIx::at(node))));
    }
    for (outcome, known) in swept.view.outcomes.iter().enumerate() {
        add(&known.set, after(OutcomeIx::at(outcome)));
    }
    sites
}
