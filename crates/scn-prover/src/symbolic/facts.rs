//! Converts state sets into the results of a proof.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{Bits, ChoiceIx, NodeIx, Observer, Site, State};

use super::diagram::{ALL, EMPTY, Fun};
use super::moves::{Seen, Sights};
use super::purse::{Done, Spent};
use super::runs::{By, Part};
use super::world::{Path, Sets, World, set_at};
use crate::{Entered, Proof, RunStep, StrayReturn, Witness};

/// Something that a run has to demonstrate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shown {
    Node(NodeIx),
    DeadEnd(NodeIx),
    NoOutcome(ChoiceIx),
    Stray(StrayReturn),
    Cut(Site),
}

/// Everything observed in all states together.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) seen: BTreeSet<Seen>,
    pub(crate) shown: BTreeMap<Shown, Vec<Part>>,
    /// Changes cut off as the run starts.
    cut_at_start: BTreeSet<Site>,
}

/// Observes the start of a run.
struct AtStart<'w, 'm> {
    world: &'w World<'m>,
    facts: Facts,
}

impl<B: Bits> Observer<B> for AtStart<'_, '_> {
    fn judged(&mut self, site: Site, held: bool) {
        self.facts.seen.insert(if held { Seen::Held(site) } else { Seen::Failed(site) });
    }

    fn saturated(&mut self, site: Site) {
        if self.world.rules.machine.is_read_after(site) {
            self.facts.cut_at_start.insert(site);
        }
    }
}

impl World<'_> {
    /// Returns the first state and the observations as the run starts.
    pub(crate) fn start(&self) -> (State<Vec<u64>>, Facts) {
        let machine = self.rules.machine;
        let none = Facts { seen: BTreeSet::new(), shown: BTreeMap::new(), cut_at_start: BTreeSet::new() };
        let mut listener = AtStart { world: self, facts: none };
        let mut state = machine.start::<Vec<u64>>(&mut listener);
        machine.reduce(&mut state);
        (state, listener.facts)
    }

    /// Adds everything that is observed in these states.
    pub(crate) fn facts(&mut self, reached: &Sets, facts: &mut Facts) -> Done<()> {
        for place in 0..self.places.len() {
            let here = set_at(reached, place);
            if here == EMPTY {
                continue;
            }
            let node = self.node_of(place);
            let Some(rules) = self.nodes.get(node.index()) else { continue };
            let (dead, none) = (rules.dead, rules.no_outcome.clone());
            let sights = rules.sights.clone();
            self.show(facts, Shown::Node(node), place, here, ALL)?;
            self.show(facts, Shown::DeadEnd(node), place, here, dead)?;
            for (choice, states) in none {
                self.show(facts, Shown::NoOutcome(choice), place, here, states)?;
            }
            self.sights(facts, &sights, None, (place, here))?;
            for way in 0..self.way_count(place) {
                self.way_facts(facts, (place, here), way)?;
            }
        }
        Ok(())
    }

    fn way_facts(&mut self, facts: &mut Facts, (place, here): (usize, Fun), at: usize) -> Done<()> {
        let (outcome, guard) = self.way(place, at);
        let Some(path) = self.known_path(place, at) else { return Ok(()) };
        let sights = self.rules_of(place).and_then(|rules| rules.ways.get(at)).map(|way| way.sights.clone());
        self.sights(facts, &sights.unwrap_or_default(), outcome, (place, here))?;
        match path {
            Path::To { arc, .. } => {
                let sights = self.arcs.get(arc).map(|arc| arc.sights.clone()).unwrap_or_default();
                self.sights(facts, &sights, outcome, (place, here))
            }
            Path::Stops => Ok(()),
            Path::Strays(stray) => self.show_by(facts, Shown::Stray(stray), (place, here), guard, outcome),
        }
    }

    fn sights(
        &mut self,
        facts: &mut Facts,
        sights: &Sights,
        by: Option<scn_story::OutcomeIx>,
        (place, here): (usize, Fun),
    ) -> Done<()> {
        for (seen, states) in &sights.seen {
            if !facts.seen.contains(seen) && self.meet(here, *states)? {
                facts.seen.insert(*seen);
            }
        }
        for (site, states) in &sights.cut {
            self.show_by(facts, Shown::Cut(*site), (place, here), *states, by)?;
        }
        Ok(())
    }

    fn show(&mut self, facts: &mut Facts, shown: Shown, place: usize, here: Fun, states: Fun) -> Done<()> {
        self.show_by(facts, shown, (place, here), states, None)
    }

    fn show_by(
        &mut self,
        facts: &mut Facts,
        shown: Shown,
        (place, here): (usize, Fun),
        states: Fun,
        by: Option<scn_story::OutcomeIx>,
    ) -> Done<()> {
        if self.meet(here, states)? {
            facts.shown.entry(shown).or_default().push(Part { place, states, by: by.map_or(By::Itself, By::Outcome) });
        }
        Ok(())
    }
}

/// Writes the observations into `proof`, with a run for everything that needs one. `known` is an
/// unfinished proof of the same machine. If it has a run, that run is used, since it found its runs
/// in order of length and source. Otherwise the run is computed.
pub(crate) fn tell(world: &mut World<'_>, facts: &Facts, known: Option<&Proof>, proof: &mut Proof) -> Done<()> {
    let machine = world.rules.machine;
    proof.nodes = Entered::none(machine.node_count());
    proof.offered = vec![false; machine.choice_count()];
    proof.locked = vec![false; machine.choice_count()];
    proof.taken = vec![false; machine.outcome_count()];
    proof.held = vec![false; machine.site_count()];
    proof.failed = vec![false; machine.site_count()];
    for seen in &facts.seen {
        let place = match *seen {
            Seen::Held(site) => proof.held.get_mut(site.0 as usize),
            Seen::Failed(site) => proof.failed.get_mut(site.0 as usize),
            Seen::Offered(choice) => proof.offered.get_mut(choice),
            Seen::Locked(choice) => proof.locked.get_mut(choice),
            Seen::Taken(outcome) => proof.taken.get_mut(outcome),
        };
        if let Some(place) = place {
            *place = true;
        }
    }
    proof.saturated.extend(facts.cut_at_start.iter().map(|site| (*site, Witness::default())));
    for (shown, parts) in &facts.shown {
        if matches!(shown, Shown::Cut(site) if facts.cut_at_start.contains(site)) {
            continue;
        }
        let run = match known.and_then(|known| known_run(known, *shown)) {
            Some(run) => run,
            None => run(world, *shown, parts)?,
        };
        match *shown {
            Shown::Node(node) => proof.nodes.enter(node, &run),
            Shown::DeadEnd(node) => proof.dead_ends.push((node, run)),
            Shown::NoOutcome(choice) => proof.no_outcomes.push((choice, run)),
            Shown::Stray(stray) => proof.stray_returns.push((stray, run)),
            Shown::Cut(site) => proof.saturated.push((site, run)),
        }
    }
    proof.saturated.sort_by_key(|(site, _)| *site);
    Ok(())
}

fn run(world: &mut World<'_>, shown: Shown, parts: &[Part]) -> Done<Witness> {
    // If the sets say that something happens and no run shows it, that would be a bug here; nothing
    // is claimed then.
    let mut run = world.run(parts)?.ok_or(Spent::Bound)?.run;
    if let Shown::NoOutcome(choice) = shown {
        run.steps.push(RunStep::Choose(choice));
    }
    Ok(run)
}

fn known_run(known: &Proof, shown: Shown) -> Option<Witness> {
    fn of<K: PartialEq>(list: &[(K, Witness)], key: K) -> Option<Witness> {
        list.iter().find(|(other, _)| *other == key).map(|(_, run)| run.clone())
    }
    match shown {
        Shown::Node(node) => known.nodes.run_to(node),
        Shown::DeadEnd(node) => of(&known.dead_ends, node),
        Shown::NoOutcome(choice) => of(&known.no_outcomes, choice),
        Shown::Stray(stray) => of(&known.stray_returns, stray),
        Shown::Cut(site) => of(&known.saturated, site),
    }
}
