//! Converts state sets into the results of a proof.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{Bits, ChoiceIx, NodeIx, Observer, SiteId, State};

use super::budget::{Budgeted, Exhausted};
use super::diagram::{ALL, EMPTY, NodeRef};
use super::runs::{GoalPart, Trigger};
use super::step_effects::{Observation, Observations};
use super::transition_system::{Destination, StateSets, TransitionSystem, set_at};
use crate::runs::RunCollection;
use crate::{Entered, Proof, RunStep, StrayReturn, Witness};

/// Something that a run has to demonstrate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WitnessGoal {
    Node(NodeIx),
    DeadEnd(NodeIx),
    NoOutcome(ChoiceIx),
    Stray(StrayReturn),
    Cut(SiteId),
}

/// Everything observed in all states together.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) seen: BTreeSet<Observation>,
    pub(crate) shown: BTreeMap<WitnessGoal, Vec<GoalPart>>,
    /// Changes cut off as the run starts.
    cut_at_start: BTreeSet<SiteId>,
}

/// Observes the start of a run.
struct StartObserver<'w, 'm> {
    system: &'w TransitionSystem<'m>,
    facts: Facts,
}

impl<B: Bits> Observer<B> for StartObserver<'_, '_> {
    fn condition_evaluated(&mut self, site: SiteId, held: bool) {
        self.facts.seen.insert(if held { Observation::Held(site) } else { Observation::Failed(site) });
    }

    fn change_saturated(&mut self, site: SiteId) {
        if self.system.rules.machine.is_read_after(site) {
            self.facts.cut_at_start.insert(site);
        }
    }
}

impl TransitionSystem<'_> {
    /// Returns the first state and the observations as the run starts.
    pub(crate) fn start_state(&self) -> (State<Vec<u64>>, Facts) {
        let machine = self.rules.machine;
        let none = Facts { seen: BTreeSet::new(), shown: BTreeMap::new(), cut_at_start: BTreeSet::new() };
        let mut listener = StartObserver { system: self, facts: none };
        let mut state = machine.start::<Vec<u64>>(&mut listener);
        machine.reduce(&mut state);
        (state, listener.facts)
    }

    /// Adds everything that is observed in these states.
    pub(crate) fn collect_facts(&mut self, reached: &StateSets, facts: &mut Facts) -> Budgeted<()> {
        for location in 0..self.locations.len() {
            let states_here = set_at(reached, location);
            if states_here == EMPTY {
                continue;
            }
            let node = self.node_of(location);
            let Some(rules) = self.nodes.get(node.index()) else { continue };
            let (dead, none) = (rules.dead, rules.no_outcome.clone());
            let observations = rules.observations.clone();
            self.add_shown(facts, WitnessGoal::Node(node), location, states_here, ALL)?;
            self.add_shown(facts, WitnessGoal::DeadEnd(node), location, states_here, dead)?;
            for (choice, states) in none {
                self.add_shown(facts, WitnessGoal::NoOutcome(choice), location, states_here, states)?;
            }
            self.collect_observations(facts, &observations, None, (location, states_here))?;
            for transition in 0..self.transition_count(location) {
                self.collect_transition_facts(facts, (location, states_here), transition)?;
            }
        }
        Ok(())
    }

    fn collect_transition_facts(
        &mut self,
        facts: &mut Facts,
        (location, here): (usize, NodeRef),
        at: usize,
    ) -> Budgeted<()> {
        let (outcome, guard) = self.transition_at(location, at);
        let Some(path) = self.known_destination(location, at) else { return Ok(()) };
        let observations = self
            .rules_of(location)
            .and_then(|rules| rules.transitions.get(at))
            .map(|transition| transition.observations.clone());
        self.collect_observations(facts, &observations.unwrap_or_default(), outcome, (location, here))?;
        let on_the_way = match path {
            Destination::To { arc, .. } => self.arcs.get(arc).map(|arc| &arc.observations),
            Destination::Stops | Destination::Strays(_) => self.ended.get(&(location, at)),
        };
        let on_the_way = on_the_way.cloned().unwrap_or_default();
        self.collect_observations(facts, &on_the_way, outcome, (location, here))?;
        match path {
            Destination::To { .. } | Destination::Stops => Ok(()),
            Destination::Strays(stray) => {
                self.add_shown_by(facts, WitnessGoal::Stray(stray), (location, here), guard, outcome)
            }
        }
    }

    fn collect_observations(
        &mut self,
        facts: &mut Facts,
        observations: &Observations,
        by: Option<scn_story::OutcomeIx>,
        (location, here): (usize, NodeRef),
    ) -> Budgeted<()> {
        for (seen, states) in &observations.seen {
            if !facts.seen.contains(seen) && self.intersects(here, *states)? {
                facts.seen.insert(*seen);
            }
        }
        for (site, states) in &observations.cut {
            self.add_shown_by(facts, WitnessGoal::Cut(*site), (location, here), *states, by)?;
        }
        Ok(())
    }

    fn add_shown(
        &mut self,
        facts: &mut Facts,
        shown: WitnessGoal,
        location: usize,
        here: NodeRef,
        states: NodeRef,
    ) -> Budgeted<()> {
        self.add_shown_by(facts, shown, (location, here), states, None)
    }

    fn add_shown_by(
        &mut self,
        facts: &mut Facts,
        shown: WitnessGoal,
        (location, here): (usize, NodeRef),
        states: NodeRef,
        by: Option<scn_story::OutcomeIx>,
    ) -> Budgeted<()> {
        if self.intersects(here, states)? {
            facts.shown.entry(shown).or_default().push(GoalPart {
                location,
                states,
                by: by.map_or(Trigger::Itself, Trigger::Outcome),
            });
        }
        Ok(())
    }
}

/// Writes the observations into `proof`, with a run for everything that needs one. `known` is an
/// unfinished proof of the same machine. If it has a run, that run is used, since it found its runs
/// in order of length and source. Otherwise the run is computed.
pub(crate) fn write_proof(
    system: &mut TransitionSystem<'_>,
    facts: &Facts,
    known: Option<&Proof>,
    proof: &mut Proof,
) -> Budgeted<()> {
    let machine = system.rules.machine;
    proof.nodes = Entered::none(machine.node_count());
    proof.offered = vec![false; machine.choice_count()];
    proof.locked = vec![false; machine.choice_count()];
    proof.taken = vec![false; machine.outcome_count()];
    proof.observed_true = vec![false; machine.site_count()];
    proof.observed_false = vec![false; machine.site_count()];
    for seen in &facts.seen {
        let location = match *seen {
            Observation::Held(site) => proof.observed_true.get_mut(site.0 as usize),
            Observation::Failed(site) => proof.observed_false.get_mut(site.0 as usize),
            Observation::Offered(choice) => proof.offered.get_mut(choice),
            Observation::Locked(choice) => proof.locked.get_mut(choice),
            Observation::Taken(outcome) => proof.taken.get_mut(outcome),
        };
        if let Some(place) = location {
            *place = true;
        }
    }
    proof.saturated.extend(facts.cut_at_start.iter().map(|site| (*site, Witness::default())));
    let mut runs = RunCollection::default();
    let mut shown = Vec::new();
    for (goal, parts) in &facts.shown {
        if matches!(goal, WitnessGoal::Cut(site) if facts.cut_at_start.contains(site)) {
            continue;
        }
        let run = match known.and_then(|known| known_run(known, *goal)) {
            Some(run) => run.steps(),
            None => run_showing(system, *goal, parts)?,
        };
        shown.push((*goal, runs.add(&run)));
    }
    let runs = runs.finish();
    for (goal, end) in shown {
        let run = runs.run(end);
        match goal {
            WitnessGoal::Node(node) => proof.nodes.enter(node, run),
            WitnessGoal::DeadEnd(node) => proof.dead_ends.push((node, run)),
            WitnessGoal::NoOutcome(choice) => proof.no_outcomes.push((choice, run)),
            WitnessGoal::Stray(stray) => proof.stray_returns.push((stray, run)),
            WitnessGoal::Cut(site) => proof.saturated.push((site, run)),
        }
    }
    proof.saturated.sort_by_key(|(site, _)| *site);
    Ok(())
}

fn run_showing(system: &mut TransitionSystem<'_>, shown: WitnessGoal, parts: &[GoalPart]) -> Budgeted<Vec<RunStep>> {
    // If the sets say that something happens and no run shows it, that would be a bug here; nothing
    // is claimed then.
    let mut steps = system.shortest_run(parts)?.ok_or(Exhausted::Bound)?.run.steps();
    if let WitnessGoal::NoOutcome(choice) = shown {
        steps.push(RunStep::Choose(choice));
    }
    Ok(steps)
}

fn known_run(known: &Proof, shown: WitnessGoal) -> Option<Witness> {
    fn find_run<K: PartialEq>(list: &[(K, Witness)], key: K) -> Option<Witness> {
        list.iter().find(|(other, _)| *other == key).map(|(_, run)| run.clone())
    }
    match shown {
        WitnessGoal::Node(node) => known.nodes.run_to(node),
        WitnessGoal::DeadEnd(node) => find_run(&known.dead_ends, node),
        WitnessGoal::NoOutcome(choice) => find_run(&known.no_outcomes, choice),
        WitnessGoal::Stray(stray) => find_run(&known.stray_returns, stray),
        WitnessGoal::Cut(site) => find_run(&known.saturated, site),
    }
}
