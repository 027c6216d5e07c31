//! Bounds from below: runs that show what can happen.
//!
//! All runs are played by the interpreter, so whatever they show happens. First some runs choose at
//! random, and some push meters in one direction. Then the open questions direct the search: of the
//! states that a set of runs can reach next, those nearest to the answer are kept (a beam search).
//! Random numbers come from a fixed seed, so the same runs are played everywhere.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use scn_story::{Bits, ChoiceIx, Machine, Moment, NodeIx, OutcomeIx, PrincipleIx, Silent, SiteId, State, Step, Stop};

use super::random::Random;
use crate::explore::RunMark;
use crate::observer::RunObserver;
use crate::play::{Batch, PlayNotes, RareEventKind};
use crate::runs::{End, RunCollection};
use crate::table::Locations;
use crate::{Level, Proof, Question, RunStep, StrayReturn};

/// A state, and the run that leads to it.
#[derive(Clone, Debug)]
pub(super) struct RunState<B> {
    pub(super) state: State<B>,
    pub(super) end: End,
}

/// What runs have shown.
pub(super) struct Below<'m, B> {
    pub(super) machine: &'m Machine,
    pub(super) notes: PlayNotes<'m>,
    /// Observations made while following situations without choices.
    seen: RunObserver<'m>,
    places: Locations,
    batch: Batch<B>,
    runs: RunCollection,
    entered: BTreeMap<NodeIx, End>,
    stray_returns: BTreeMap<StrayReturn, End>,
    saturated: BTreeMap<SiteId, End>,
    /// The principles that some run has not faced when it ends.
    pub(super) avoided: FxHashSet<PrincipleIx>,
    /// The nodes and changes that are known already.
    known: FxHashSet<Question>,
    /// Number of moments and steps played.
    pub(super) played: u64,
    pub(super) random: Random,
}

impl<'m, B: Bits> Below<'m, B> {
    /// Creates a value that knows what a proof shows.
    pub(super) fn new(machine: &'m Machine, proof: &Proof) -> Self {
        let mut below = Self {
            machine,
            notes: PlayNotes::new(machine),
            seen: RunObserver::new(machine),
            places: Locations::new(machine.node_count()),
            batch: Batch::new(),
            runs: RunCollection::default(),
            entered: BTreeMap::new(),
            stray_returns: BTreeMap::new(),
            saturated: BTreeMap::new(),
            avoided: FxHashSet::default(),
            known: FxHashSet::default(),
            played: 0,
            random: Random::default(),
        };
        let nodes = (0..machine.node_count()).map(NodeIx::at).filter(|node| proof.nodes.has(*node));
        below.known.extend(nodes.map(Question::Enters));
        for (site, _) in &proof.saturated {
            below.notes.seen.settle_change(*site);
            below.seen.settle_change(*site);
        }
        below
    }

    /// Returns the first state of a run, or `None` if it stops before the first choice.
    pub(super) fn start(&mut self) -> Option<RunState<B>> {
        let mut state: State<B> = self.machine.start(&mut Silent);
        self.machine.reduce(&mut state);
        self.follow(state, 0)
    }

    /// Plays every choice of a moment, and appends the states that can come next.
    pub(super) fn play_moment(&mut self, at: &RunState<B>, next: &mut Vec<RunState<B>>) {
        self.batch.clear();
        let mut batch = std::mem::replace(&mut self.batch, Batch::new());
        self.notes.play_state(at.end, &at.state, &mut self.places, &mut batch);
        self.played += 1 + batch.items.len() as u64;
        for rare in &batch.rare {
            let end = self.run_with(at.end, rare.outcome);
            match rare.what {
                RareEventKind::Cut(site) => self.note_cut(site, end),
                RareEventKind::Stop(Stop::Nowhere) => {}
                RareEventKind::Stop(Stop::StrayReturn(outcome)) => {
                    let stray = outcome.map_or(StrayReturn::Node(at.state.node), StrayReturn::Outcome);
                    self.stray_returns.entry(stray).or_insert(end);
                }
            }
        }
        for item in &batch.items {
            let (node, stack) = self.places.node_and_stack(item.place);
            let end = self.run_with(at.end, OutcomeIx(item.via));
            let state = State { node, stack, bits: item.bits.clone() };
            next.extend(self.follow(state, end));
        }
        self.batch = batch;
    }

    /// Follows situations without choices. Returns `None` if the run stops or does not leave them.
    fn follow(&mut self, mut state: State<B>, end: End) -> Option<RunState<B>> {
        let mut remaining = self.machine.node_count();
        loop {
            if self.known.insert(Question::Enters(state.node)) {
                self.entered.insert(state.node, end);
            }
            if self.machine.moment(state.node) != Moment::GoesOn {
                return Some(RunState { state, end });
            }
            remaining = remaining.checked_sub(1)?;
            let step = self.machine.go_on(&state, &mut self.seen, &self.notes.stacks);
            while let Some(site) = self.seen.cut.pop() {
                self.note_cut(site, end);
            }
            match step {
                Step::To(next) => state = next,
                Step::Stopped(Stop::Nowhere) => return None,
                Step::Stopped(Stop::StrayReturn(outcome)) => {
                    let stray = outcome.map_or(StrayReturn::Node(state.node), StrayReturn::Outcome);
                    self.stray_returns.entry(stray).or_insert(end);
                    return None;
                }
            }
            self.machine.reduce(&mut state);
        }
    }

    fn note_cut(&mut self, site: SiteId, end: End) {
        self.notes.seen.settle_change(site);
        self.seen.settle_change(site);
        self.saturated.entry(site).or_insert(end);
    }

    /// Extends a run by an outcome.
    fn run_with(&mut self, end: End, outcome: OutcomeIx) -> End {
        let Some((choice, position)) = self.machine.choice_of(outcome) else { return end };
        let chosen = self.runs.step(end, RunStep::Choose(choice));
        match self.machine.is_chance(choice) {
            true => self.runs.step(chosen, RunStep::Draw(u32::try_from(position + 1).unwrap_or(u32::MAX))),
            false => chosen,
        }
    }

    /// Returns whether a run has shown what a question asks.
    pub(super) fn shows(&self, question: Question) -> bool {
        let is_set = |list: &[bool], at: usize| list.get(at).copied().unwrap_or_default();
        match question {
            Question::Enters(_) => self.known.contains(&question),
            Question::Offers(choice) => is_set(&self.notes.offered, choice.index()),
            Question::Locks(choice) => is_set(&self.notes.locked, choice.index()),
            Question::Takes(outcome) => is_set(&self.notes.taken, outcome.index()),
            Question::Holds(site) => self.notes.seen.has_observed(site, true) || self.seen.has_observed(site, true),
            Question::Fails(site) => self.notes.seen.has_observed(site, false) || self.seen.has_observed(site, false),
            Question::DeadEnd(node) => self.notes.dead_ends.contains_key(&node),
            Question::NoOutcome(choice) => self.notes.no_outcomes.contains_key(&choice),
            Question::StrayReturn(stray) => self.stray_returns.contains_key(&stray),
            Question::Saturates(site) => self.saturated.contains_key(&site),
            Question::Trap => false,
            Question::Tests(principle) => self.notes.tested.is_tested(principle),
            Question::Avoids(principle) => self.avoided.contains(&principle),
        }
    }

    /// Adds everything shown to a proof. A run that the proof has already stays.
    pub(super) fn add_to(mut self, proof: &mut Proof) {
        self.notes.seen.merge(&self.seen);
        let (held, failed) = self.notes.seen.observed_values();
        for (known, more) in [
            (&mut proof.observed_true, &held),
            (&mut proof.observed_false, &failed),
            (&mut proof.offered, &self.notes.offered),
            (&mut proof.locked, &self.notes.locked),
            (&mut proof.taken, &self.notes.taken),
        ] {
            known.iter_mut().zip(more).for_each(|(known, more)| *known |= more);
        }
        let runs = &mut self.runs;
        let run_of = |mark: &RunMark, choice| runs.step(mark.state.unwrap_or_default(), RunStep::Choose(choice));
        let mut run_of = run_of;
        let no_outcomes: Vec<(ChoiceIx, End)> =
            self.notes.no_outcomes.iter().map(|(choice, mark)| (*choice, run_of(mark, *choice))).collect();
        let runs = self.runs.finish();
        for (node, end) in &self.entered {
            proof.nodes.enter(*node, runs.run(*end));
        }
        add_runs(&mut proof.dead_ends, self.notes.dead_ends.iter().map(|(node, end)| (*node, runs.run(*end))));
        add_runs(&mut proof.no_outcomes, no_outcomes.into_iter().map(|(choice, end)| (choice, runs.run(end))));
        add_runs(&mut proof.stray_returns, self.stray_returns.iter().map(|(stray, end)| (*stray, runs.run(*end))));
        add_runs(&mut proof.saturated, self.saturated.iter().map(|(site, end)| (*site, runs.run(*end))));
        raise_levels(self.machine, &self.notes, proof);
    }
}

fn add_runs<K: Ord + Copy, R>(known: &mut Vec<(K, R)>, more: impl Iterator<Item = (K, R)>) {
    let mut sorted: BTreeMap<K, R> = std::mem::take(known).into_iter().collect();
    for (key, run) in more {
        sorted.entry(key).or_insert(run);
    }
    known.extend(sorted);
}

/// Raises the levels of principles to what runs have shown.
fn raise_levels(machine: &Machine, notes: &PlayNotes<'_>, proof: &mut Proof) {
    for outcome in (0..machine.outcome_count()).map(OutcomeIx::at) {
        if notes.taken.get(outcome.index()) != Some(&true) {
            continue;
        }
        for (principle, _) in machine.outcome_links(outcome) {
            if let Some(coverage) = proof.coverage.get_mut(principle.index()) {
                coverage.level = coverage.level.max(Level::Reachable);
            }
        }
    }
    for (at, coverage) in proof.coverage.iter_mut().enumerate() {
        if notes.tested.is_tested(PrincipleIx::at(at)) {
            coverage.level = coverage.level.max(Level::Tested);
        }
    }
}
