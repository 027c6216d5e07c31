//! Every moment that some run comes to, breadth first.
//!
//! States are numbered as they are met and expanded in the order of their numbers; what a choice leads to is met in source order, and a
//! situation without choices is followed at once, to the end of its chain. So numbers order states by the shortest run that comes there,
//! and among equally short ones by source order.
//!
//! Looking states up waits for memory more than it computes. So a few states at a time are first played on (`play`), then all that they lead
//! to is looked at at once (`Table::warm`), and only then stored in order (`settle`). What has an order is noted in `settle` only.

use std::collections::{BTreeMap, VecDeque};

use scn_story::{Bits, ChoiceIx, Machine, Moment, NodeIx, Offer, OutcomeIx, Site, Stacks, State, Step, Stop};

use crate::coverage::Tested;
use crate::edges::Edges;
use crate::seen::Seen;
use crate::table::{Key, NONE, StateIx, Table};
use crate::{Limits, StrayReturn};

/// Stands for 'none' where an outcome is stored.
pub(crate) const NO_OUTCOME: u32 = u32::MAX;

/// So many steps are played before they are stored.
const BATCH: usize = 64;

/// Something that a run shows: the run to a state, and perhaps one step more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    /// The state; `None` before the first.
    pub(crate) state: Option<StateIx>,
    pub(crate) then: Then,
}

/// The step after a state.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Then {
    /// None.
    Nothing,
    /// This choice, without an outcome.
    Chose(ChoiceIx),
    /// This outcome.
    Took(OutcomeIx),
}

/// All that the exploration found.
#[derive(Debug)]
pub(crate) struct Explored<'m, B> {
    pub(crate) machine: &'m Machine,
    pub(crate) table: Table<B>,
    /// For each state, the outcome that led there; `NO_OUTCOME` where a situation went on by itself, and at the start.
    pub(crate) via: Vec<u32>,
    pub(crate) edges: Edges,
    /// For each state, whether a run can stop there: at an ending, a dead end, a choice without an outcome, or for want of a way on.
    pub(crate) stops: Vec<bool>,
    pub(crate) seen: Seen<'m>,
    pub(crate) tested: Tested,
    pub(crate) complete: bool,
    pub(crate) first_at: Vec<Option<StateIx>>,
    pub(crate) offered: Vec<bool>,
    pub(crate) locked: Vec<bool>,
    pub(crate) taken: Vec<bool>,
    pub(crate) dead_ends: BTreeMap<NodeIx, StateIx>,
    pub(crate) no_outcomes: BTreeMap<ChoiceIx, Mark>,
    pub(crate) stray_returns: BTreeMap<StrayReturn, Mark>,
    pub(crate) saturated: BTreeMap<Site, Mark>,
    pub(crate) stacks: Stacks,
    most: u64,
    /// Of states that go on by themselves and whose turn has not come: where they lead, `None` where the run stops.
    ahead: VecDeque<Option<StateIx>>,
}

/// The bound was reached.
struct Full;

/// What was played of some states, in the order of their numbers, and not stored yet.
#[derive(Debug)]
struct Batch<B> {
    items: Vec<Item<B>>,
    /// Changes cut off, by the number of the item in whose step they were.
    cuts: Vec<(usize, Site)>,
    open: Vec<ChoiceIx>,
    outcomes: Vec<OutcomeIx>,
}

#[derive(Debug)]
enum Item<B> {
    /// An outcome leads to a state.
    Leads { outcome: OutcomeIx, state: State<B>, key: Key },
    /// After an outcome the run stops.
    Stops { outcome: OutcomeIx, stop: Stop },
    /// A situation goes on by itself, to a state met before.
    GoesOn(StateIx),
    /// That was all of a state; whether a run can stop there other than after an outcome.
    Done { stops: bool },
}

/// Explores a machine as far as the limits allow.
pub(crate) fn explore<'m, B: Bits>(machine: &'m Machine, limits: &Limits) -> Explored<'m, B> {
    let mut explored = Explored {
        machine,
        table: Table::new(machine.node_count()),
        via: Vec::new(),
        edges: Edges::default(),
        stops: Vec::new(),
        seen: Seen::new(machine),
        tested: Tested::new(machine),
        complete: false,
        first_at: vec![None; machine.node_count()],
        offered: vec![false; machine.choice_count()],
        locked: vec![false; machine.choice_count()],
        taken: vec![false; machine.outcome_count()],
        dead_ends: BTreeMap::new(),
        no_outcomes: BTreeMap::new(),
        stray_returns: BTreeMap::new(),
        saturated: BTreeMap::new(),
        stacks: Stacks::new(),
        most: limits.states,
        ahead: VecDeque::new(),
    };
    explored.complete = explored.run().is_ok();
    explored
}

impl<B: Bits> Explored<'_, B> {
    fn run(&mut self) -> Result<(), Full> {
        let mut start = self.machine.start::<B>(&mut self.seen);
        let mark = Mark { state: None, then: Then::Nothing };
        self.machine.reduce(&mut start);
        let key = self.table.key(&start);
        let arrived = self.arrive(start, key, NONE, NO_OUTCOME, mark);
        self.note_cuts(mark);
        arrived?;
        let mut batch = Batch { items: Vec::new(), cuts: Vec::new(), open: Vec::new(), outcomes: Vec::new() };
        let mut at = 0;
        loop {
            let first = at;
            while batch.items.len() < BATCH {
                let Some(state) = self.table.state(at) else { break };
                self.play(at, &state, &mut batch);
                at += 1;
            }
            if first == at {
                return Ok(());
            }
            self.settle(first, &mut batch)?;
        }
    }

    /// Follows everything that can happen at a moment, one step far.
    fn play(&mut self, at: StateIx, state: &State<B>, batch: &mut Batch<B>) {
        let stops = match self.machine.moment(state.node) {
            Moment::Ending(_) => true,
            Moment::GoesOn => {
                let ahead = self.ahead.pop_front().flatten();
                batch.items.extend(ahead.map(Item::GoesOn));
                ahead.is_none()
            }
            Moment::Choices => {
                self.offers(state, &mut batch.open);
                if batch.open.is_empty() {
                    self.dead_ends.entry(state.node).or_insert(at);
                }
                self.choices(at, state, batch) || batch.open.is_empty()
            }
        };
        batch.items.push(Item::Done { stops });
    }

    fn offers(&mut self, state: &State<B>, open: &mut Vec<ChoiceIx>) {
        open.clear();
        for choice in self.machine.choices_of(state.node) {
            let list = match self.machine.offer(state, choice, &mut self.seen) {
                Offer::Hidden | Offer::Used => continue,
                Offer::Locked => &mut self.locked,
                Offer::Open => {
                    open.push(choice);
                    &mut self.offered
                }
            };
            if let Some(met) = list.get_mut(choice.index()) {
                *met = true;
            }
        }
    }

    /// Makes every choice on offer; whether one has no outcome.
    fn choices(&mut self, at: StateIx, state: &State<B>, batch: &mut Batch<B>) -> bool {
        let mut stops = false;
        let machine = self.machine;
        let Batch { items, cuts, open, outcomes } = batch;
        self.tested.begin();
        for choice in open.iter().copied() {
            let chosen = machine.choose(state, open, choice, outcomes, &mut self.seen);
            if outcomes.is_empty() {
                stops = true;
                self.no_outcomes.entry(choice).or_insert(Mark { state: Some(at), then: Then::Chose(choice) });
            }
            for outcome in outcomes.iter().copied() {
                if let Some(taken) = self.taken.get_mut(outcome.index()) {
                    *taken = true;
                }
                self.tested.can_happen(outcome);
                let step = machine.take(&chosen, outcome, &mut self.stacks, &mut self.seen);
                let item = items.len();
                cuts.extend(self.seen.cut.drain(..).map(|site| (item, site)));
                items.push(match step {
                    Step::To(mut next) => {
                        machine.reduce(&mut next);
                        let key = self.table.key(&next);
                        Item::Leads { outcome, state: next, key }
                    }
                    Step::Stopped(stop) => Item::Stops { outcome, stop },
                });
            }
        }
        self.tested.end();
        stops
    }

    /// Stores what was played, in order; the first state played has the number `at`.
    fn settle(&mut self, mut at: StateIx, batch: &mut Batch<B>) -> Result<(), Full> {
        let keys = batch.items.iter().filter_map(|item| match item {
            Item::Leads { key, .. } => Some(*key),
            Item::Stops { .. } | Item::GoesOn(_) | Item::Done { .. } => None,
        });
        std::hint::black_box(self.table.warm(keys));
        let mut cuts = batch.cuts.drain(..).peekable();
        let mut stopped = false;
        for (number, item) in batch.items.drain(..).enumerate() {
            match item {
                Item::Leads { outcome, state, key } => {
                    let mark = Mark { state: Some(at), then: Then::Took(outcome) };
                    while let Some((_, site)) = cuts.next_if(|(item, _)| *item == number) {
                        self.seen.cut.push(site);
                    }
                    let arrived = self.arrive(state, key, at, outcome.0, mark);
                    self.note_cuts(mark);
                    self.edges.add(arrived?);
                }
                Item::Stops { outcome, stop } => {
                    let mark = Mark { state: Some(at), then: Then::Took(outcome) };
                    while let Some((_, site)) = cuts.next_if(|(item, _)| *item == number) {
                        self.seen.cut.push(site);
                    }
                    self.note_cuts(mark);
                    self.note_stop(stop, NodeIx::default(), mark);
                    stopped = true;
                }
                Item::GoesOn(target) => self.edges.add(target),
                Item::Done { stops } => {
                    self.stops.push(stops || stopped);
                    stopped = false;
                    if !self.edges.close() {
                        return Err(Full);
                    }
                    at += 1;
                }
            }
        }
        Ok(())
    }

    /// Stores the moment of a run, and those that it goes on to by itself. Gives the number of the first. A chain that comes back to a
    /// state met before is followed no further, so that it ends.
    fn arrive(&mut self, state: State<B>, key: Key, from: StateIx, via: u32, mark: Mark) -> Result<StateIx, Full> {
        let (first, mut new) = self.store(&state, key, from, via)?;
        if !new {
            return Ok(first);
        }
        let (mut at, mut state) = (first, state);
        while new && self.machine.moment(state.node) == Moment::GoesOn {
            match self.machine.go_on(&state, &mut self.seen, &self.stacks) {
                Step::To(mut next) => {
                    self.machine.reduce(&mut next);
                    let key = self.table.key(&next);
                    (at, new) = self.store(&next, key, at, NO_OUTCOME)?;
                    self.ahead.push_back(Some(at));
                    state = next;
                }
                Step::Stopped(stop) => {
                    self.ahead.push_back(None);
                    self.note_stop(stop, state.node, mark);
                    break;
                }
            }
        }
        Ok(first)
    }

    fn store(&mut self, state: &State<B>, key: Key, from: StateIx, via: u32) -> Result<(StateIx, bool), Full> {
        let (at, new) = self.table.insert(&state.bits, key, from, self.most).ok_or(Full)?;
        if new {
            self.via.push(via);
            if let Some(first) = self.first_at.get_mut(state.node.index()) {
                first.get_or_insert(at);
            }
        }
        Ok((at, new))
    }

    /// A run stops; `node` is where it stops when the `return` is the situation's own.
    fn note_stop(&mut self, stop: Stop, node: NodeIx, mark: Mark) {
        let stray = match stop {
            Stop::Nowhere => return,
            Stop::StrayReturn(Some(outcome)) => StrayReturn::Outcome(outcome),
            Stop::StrayReturn(None) => StrayReturn::Node(node),
        };
        self.stray_returns.entry(stray).or_insert(mark);
    }

    fn note_cuts(&mut self, mark: Mark) {
        while let Some(site) = self.seen.cut.pop() {
            self.seen.settle(site);
            self.saturated.entry(site).or_insert(mark);
        }
    }
}
