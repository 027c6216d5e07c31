//! Plays states by one step without storing the successors.

use std::collections::BTreeMap;

use scn_story::{
    Bits, ChoiceIx, Expander, Machine, Moment, NodeIx, Observer, Offer, OutcomeIx, SiteId, Stacks, State, Stop,
};

use crate::coverage::TestedPrinciples;
use crate::explore::{LastStep, RunMark};
use crate::observer::RunObserver;
use crate::table::{Locations, LookupItem, StateIx};

/// The result of playing several states, in the order of their numbers, before it is stored.
#[derive(Debug)]
pub(crate) struct Batch<B> {
    /// The successors.
    pub(crate) items: Vec<LookupItem<B>>,
    /// For each state played, where its items end, and its kind.
    pub(crate) played: Vec<(u32, PlayedKind)>,
    /// Rare events, in order.
    pub(crate) rare: Vec<RareEvent>,
}

/// The kind of a played state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlayedKind {
    /// A run can stop there.
    Stops,
    /// An outcome leads to an ending.
    Ends,
    /// None of the other kinds.
    Leads,
    /// A situation without choices, which continues by itself.
    GoesOn,
}

/// A rare event, recorded together with the run that shows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RareEvent {
    /// Number of items before it.
    pub(crate) before: u32,
    /// The state, and the outcome taken there.
    pub(crate) at: StateIx,
    pub(crate) outcome: OutcomeIx,
    pub(crate) what: RareEventKind,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum RareEventKind {
    /// A change was cut off at the end of its range.
    Cut(SiteId),
    /// The run stopped.
    Stop(Stop),
}

impl<B> Batch<B> {
    pub(crate) fn new() -> Self {
        Self { items: Vec::new(), played: Vec::new(), rare: Vec::new() }
    }

    pub(crate) fn clear(&mut self) {
        self.items.clear();
        self.played.clear();
        self.rare.clear();
    }
}

/// Observations that playing makes, independent of the order of states.
#[derive(Debug)]
pub(crate) struct PlayNotes<'m> {
    pub(crate) machine: &'m Machine,
    pub(crate) seen: RunObserver<'m>,
    pub(crate) tested: TestedPrinciples,
    pub(crate) offered: Vec<bool>,
    pub(crate) locked: Vec<bool>,
    pub(crate) taken: Vec<bool>,
    pub(crate) dead_ends: BTreeMap<NodeIx, StateIx>,
    pub(crate) no_outcomes: BTreeMap<ChoiceIx, RunMark>,
    pub(crate) stacks: Stacks,
    /// For each node, whether it is an ending.
    is_ending: Vec<bool>,
    open: Vec<ChoiceIx>,
}

impl<'m> PlayNotes<'m> {
    pub(crate) fn new(machine: &'m Machine) -> Self {
        Self {
            machine,
            seen: RunObserver::new(machine),
            tested: TestedPrinciples::new(machine),
            offered: vec![false; machine.choice_count()],
            locked: vec![false; machine.choice_count()],
            taken: vec![false; machine.outcome_count()],
            dead_ends: BTreeMap::new(),
            no_outcomes: BTreeMap::new(),
            stacks: Stacks::new(),
            is_ending: (0..machine.node_count()).map(|at| machine.result(NodeIx::at(at)).is_some()).collect(),
            open: Vec::new(),
        }
    }

    /// Receives what became known since the last call: changes whose saturation need not be
    /// reported any more.
    pub(crate) fn apply_settled(&mut self, settled: &mut Vec<SiteId>) {
        settled.drain(..).for_each(|site| self.seen.settle_change(site));
        self.seen.update_unsettled();
    }

    /// Plays the state with number `at` by one step.
    pub(crate) fn play_state<B: Bits>(
        &mut self,
        at: StateIx,
        state: &State<B>,
        places: &mut Locations,
        batch: &mut Batch<B>,
    ) {
        let kind = match self.machine.moment(state.node) {
            Moment::Ending(_) => PlayedKind::Stops,
            Moment::GoesOn => PlayedKind::GoesOn,
            Moment::Choices => {
                let machine = self.machine;
                let (mut open, mut stacks) = (std::mem::take(&mut self.open), std::mem::take(&mut self.stacks));
                let is_testing = self.tested.begin_moment(state.node);
                let (is_open, stops, ends) = (false, false, false);
                let mut step = PlayStep { notes: self, places, batch, at, is_testing, is_open, stops, ends };
                machine.expand(state, &mut open, &mut stacks, &mut step);
                let (is_open, stops, ends) = (step.is_open, step.stops, step.ends);
                if is_testing {
                    self.tested.end_moment();
                }
                (self.open, self.stacks) = (open, stacks);
                if !is_open {
                    self.dead_ends.entry(state.node).or_insert(at);
                }
                match stops || !is_open {
                    true => PlayedKind::Stops,
                    false if ends => PlayedKind::Ends,
                    false => PlayedKind::Leads,
                }
            }
        };
        batch.played.push((u32::try_from(batch.items.len()).unwrap_or(u32::MAX), kind));
    }
}

/// The playing of one state.
struct PlayStep<'s, 'm, B> {
    notes: &'s mut PlayNotes<'m>,
    places: &'s mut Locations,
    batch: &'s mut Batch<B>,
    at: StateIx,
    is_testing: bool,
    /// Whether a choice is on offer.
    is_open: bool,
    stops: bool,
    /// Whether an outcome leads to an ending.
    ends: bool,
}

impl<B: Bits> PlayStep<'_, '_, B> {
    #[inline]
    fn note_taken(&mut self, outcome: OutcomeIx) {
        if let Some(taken) = self.notes.taken.get_mut(outcome.index()) {
            *taken = true;
        }
        if self.is_testing {
            self.notes.tested.can_happen(outcome);
        }
        if !self.notes.seen.cut.is_empty() {
            self.note_cuts(outcome);
        }
    }

    #[inline(never)]
    fn note_cuts(&mut self, outcome: OutcomeIx) {
        while let Some(site) = self.notes.seen.cut.pop() {
            self.push_rare(outcome, RareEventKind::Cut(site));
        }
    }

    fn push_rare(&mut self, outcome: OutcomeIx, what: RareEventKind) {
        let item_count = u32::try_from(self.batch.items.len()).unwrap_or(u32::MAX);
        self.batch.rare.push(RareEvent { before: item_count, at: self.at, outcome, what });
    }
}

impl<B: Bits> Observer<B> for PlayStep<'_, '_, B> {
    #[inline]
    fn condition_evaluated(&mut self, site: SiteId, held: bool) {
        Observer::<B>::condition_evaluated(&mut self.notes.seen, site, held);
    }

    #[inline]
    fn change_saturated(&mut self, site: SiteId) {
        Observer::<B>::change_saturated(&mut self.notes.seen, site);
    }
}

impl<B: Bits> Expander<B> for PlayStep<'_, '_, B> {
    #[inline]
    fn choice_offered(&mut self, choice: ChoiceIx, offer: Offer) {
        let list = match offer {
            Offer::Hidden | Offer::Used => return,
            Offer::Locked => &mut self.notes.locked,
            Offer::Open => {
                self.is_open = true;
                &mut self.notes.offered
            }
        };
        if let Some(met) = list.get_mut(choice.index()) {
            *met = true;
        }
    }

    fn without_outcome(&mut self, choice: ChoiceIx) {
        self.stops = true;
        let mark = RunMark { state: Some(self.at), then: LastStep::Chose(choice) };
        self.notes.no_outcomes.entry(choice).or_insert(mark);
    }

    #[inline]
    fn outcome_leads(&mut self, outcome: OutcomeIx, node: NodeIx, stack: u32, bits: B) {
        self.note_taken(outcome);
        self.ends |= self.notes.is_ending.get(node.index()) == Some(&true);
        let place = self.places.number_of(node, stack);
        self.batch.items.push(LookupItem { bits, place, via: outcome.0 });
    }

    fn outcome_stops(&mut self, outcome: OutcomeIx, stop: Stop) {
        self.stops = true;
        self.note_taken(outcome);
        self.push_rare(outcome, RareEventKind::Stop(stop));
    }

    #[inline]
    fn wants_text(&self, outcome: OutcomeIx) -> bool {
        self.notes.seen.unsettled.get(outcome.index()) != Some(&false)
    }
}
