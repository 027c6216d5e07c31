//! Every moment that some run comes to, breadth first.
//!
//! States are numbered as they are met and expanded in the order of their numbers; what a choice
//! leads to is met in source order, and a situation without choices is followed at once, to the end
//! of its chain. So numbers order states by the shortest run that comes there, and among equally
//! short ones by source order.
//!
//! Looking up a state waits for memory, and most of the time of a large exploration is that wait.
//! So states are played in batches: what some of them lead to is worked out without storing
//! anything (`play.rs`), everything that looking it up will need is looked at at once
//! (`Table::look`), and only then is it stored in order (`settle`). What has an order is noted in
//! `settle` only.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use scn_story::{Bits, Machine, Moment, NodeIx, OutcomeIx, Site, State, Step, Stop};

use crate::edges::Edges;
use crate::limits::BETWEEN;
use crate::play::{Batch, Event, Kind, Notes, Rare};
use crate::seen::Seen;
use crate::table::{Item, KNOWN, NONE, StateIx, Table};
use crate::{Limits, StrayReturn};

/// In place of a state led to: a run can stop here, or comes to an ending with the next step.
const STOPS: StateIx = NONE;

/// So many steps are played before they are stored.
const BATCH: usize = 128;

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
    Chose(scn_story::ChoiceIx),
    /// This outcome.
    Took(OutcomeIx),
}

/// All that the exploration found.
#[derive(Debug)]
pub(crate) struct Explored<'m, B> {
    pub(crate) machine: &'m Machine,
    pub(crate) limits: Limits<'m>,
    pub(crate) notes: Notes<'m>,
    /// What is seen on the way of situations that go on by themselves, and at the start.
    seen: Seen<'m>,
    /// Changes whose being cut off has been noted since the player was last told.
    pub(crate) settled: Vec<Site>,
    pub(crate) table: Table<B>,
    /// For each state whose steps are stored, `STOPS`, or the last of the states that it leads to,
    /// as far as their numbers were looked up: of those that are new with it, if any, and else of
    /// all.
    ahead: Vec<StateIx>,
    /// The steps of states, where they are kept: see `keep_edges`.
    pub(crate) edges: Edges,
    pub(crate) complete: bool,
    /// Whether whoever watches it has ended it.
    pub(crate) interrupted: bool,
    pub(crate) first_at: Vec<Option<StateIx>>,
    pub(crate) stray_returns: BTreeMap<StrayReturn, Mark>,
    pub(crate) saturated: BTreeMap<Site, Mark>,
    /// Whether a state was not stored for want of room. What is stored is still played, so that
    /// what is seen does not hang on how states were batched.
    full: bool,
    /// Of how many states the watch has been told.
    told: usize,
    /// At how many states to ask for a second thread.
    pub(crate) ask_again: usize,
    /// Of states that go on by themselves and whose turn has not come: where they lead, `None`
    /// where the run stops.
    going_on: VecDeque<Option<StateIx>>,
}

/// The watch ended it.
#[derive(Debug)]
pub(crate) struct Ended;

/// Explores a machine as far as the limits allow.
pub(crate) fn explore<'m, B: Bits>(machine: &'m Machine, limits: &Limits<'m>) -> Explored<'m, B> {
    let mut explored = Explored {
        machine,
        limits: *limits,
        notes: Notes::new(machine),
        seen: Seen::new(machine),
        settled: Vec::new(),
        table: Table::new(machine.node_count()),
        ahead: Vec::new(),
        edges: Edges::default(),
        complete: false,
        interrupted: false,
        first_at: vec![None; machine.node_count()],
        stray_returns: BTreeMap::new(),
        saturated: BTreeMap::new(),
        full: false,
        told: 0,
        ask_again: 0,
        going_on: VecDeque::new(),
    };
    explored.interrupted = explored.run().is_err();
    explored.notes.seen.join(&explored.seen);
    explored.complete = !explored.interrupted && !explored.full;
    explored
}

impl<B: Bits> Explored<'_, B> {
    /// The last of the states that a state leads to. None of one where a run can stop (at an
    /// ending, a dead end, a choice without an outcome, or for want of a way on) or can come to an
    /// ending with the next step.
    pub(crate) fn ahead(&self, at: StateIx) -> Option<StateIx> {
        self.ahead.get(at as usize).copied().filter(|ahead| *ahead != STOPS)
    }

    /// How many states have all their steps stored: those up to this number.
    pub(crate) fn closed(&self) -> StateIx {
        u32::try_from(self.ahead.len()).unwrap_or(u32::MAX)
    }

    fn run(&mut self) -> Result<(), Ended> {
        self.tell(true)?;
        let mut start = self.machine.start::<B>(&mut self.seen);
        let mark = Mark { state: None, then: Then::Nothing };
        self.machine.reduce(&mut start);
        if self.store(&start).is_some() {
            self.go_on(start, mark);
        }
        self.note_cuts(mark);
        let mut batch = Batch::new();
        let mut at = 0;
        loop {
            let first = at;
            batch.clear();
            while batch.items.len() < BATCH && batch.played.len() < BATCH {
                let Some(state) = self.table.state(at) else { break };
                self.notes.play(at, &state, self.table.places(), &mut batch);
                at += 1;
            }
            if first == at {
                return self.tell(true);
            }
            self.settle(first, &batch);
            self.notes.news(&mut self.settled);
            self.tell(false)?;
            if self.wants_help() {
                return self.run_with_helper(at);
            }
        }
    }

    /// Tells the watch how many states are new, when it is time or when it must be now.
    pub(crate) fn tell(&mut self, now: bool) -> Result<(), Ended> {
        let new = self.table.len() - self.told;
        if new < BETWEEN && !now {
            return Ok(());
        }
        self.told = self.table.len();
        if self.limits.go_on(new) { Ok(()) } else { Err(Ended) }
    }

    /// Stores what was played, in order; the first state played has the number `first`.
    pub(crate) fn settle(&mut self, first: StateIx, batch: &Batch<B>) {
        self.table.look(self.machine, &batch.items);
        let mut rare = batch.rare.iter().peekable();
        let mut from = 0;
        for (at, (end, kind)) in (first..).zip(&batch.played) {
            let mut ahead = 0;
            let items = batch.items.get(from as usize..*end as usize).unwrap_or_default();
            for (number, item) in (from..).zip(items) {
                while let Some(rare) = rare.next_if(|rare| rare.before <= number) {
                    self.note(rare);
                }
                let target = match self.table.looked(number as usize) {
                    KNOWN => continue,
                    0 => self.arrive(number as usize, item, at).unwrap_or_default(),
                    next => next - 1,
                };
                ahead = target.max(ahead);
            }
            if ahead == 0 && *kind == Kind::Leads {
                let known = (from as usize..).zip(items);
                let known = known.filter_map(|(number, item)| self.table.number_looked(number, item));
                ahead = known.max().unwrap_or_default();
            }
            while let Some(rare) = rare.next_if(|rare| rare.at == at) {
                self.note(rare);
            }
            from = *end;
            if self.full {
                continue;
            }
            self.ahead.push(match kind {
                Kind::Leads => ahead,
                Kind::Stops | Kind::Ends => STOPS,
                Kind::GoesOn => self.going_on.pop_front().flatten().unwrap_or(STOPS),
            });
        }
    }

    /// Stores a state that the first look did not find, and those that it goes on to by itself;
    /// `None` where there is no room.
    #[inline(never)]
    fn arrive(&mut self, looked: usize, item: &Item<B>, from: StateIx) -> Option<StateIx> {
        let inserted = self.table.insert_looked(looked, item, from, self.limits.states);
        self.full |= inserted.is_none();
        let (at, new) = inserted?;
        if new {
            let state = self.table.state(at)?;
            self.stored(at, state.node);
            if self.machine.moment(state.node) == Moment::GoesOn {
                let mark = Mark { state: Some(from), then: Then::Took(OutcomeIx(item.via)) };
                self.go_on(state, mark);
                self.note_cuts(mark);
            }
        }
        Some(at)
    }

    /// Stores what a new state goes on to by itself. A chain that comes back to a state met before
    /// is followed no further, so that it ends.
    fn go_on(&mut self, mut state: State<B>, mark: Mark) {
        while self.machine.moment(state.node) == Moment::GoesOn {
            match self.machine.go_on(&state, &mut self.seen, &self.notes.stacks) {
                Step::To(mut next) => {
                    self.machine.reduce(&mut next);
                    let Some((target, new)) = self.store(&next) else { return };
                    self.going_on.push_back(Some(target));
                    if !new {
                        return;
                    }
                    state = next;
                }
                Step::Stopped(stop) => {
                    self.going_on.push_back(None);
                    return self.note_stop(stop, state.node, mark);
                }
            }
        }
    }

    /// Stores the first state, or what the state stored last goes on to by itself.
    fn store(&mut self, state: &State<B>) -> Option<(StateIx, bool)> {
        let inserted = self.table.insert_next(self.machine, state, self.limits.states);
        self.full |= inserted.is_none();
        let (at, new) = inserted?;
        if new {
            self.stored(at, state.node);
        }
        Some((at, new))
    }

    fn stored(&mut self, at: StateIx, node: NodeIx) {
        if let Some(first) = self.first_at.get_mut(node.index()) {
            first.get_or_insert(at);
        }
    }

    fn note(&mut self, rare: &Rare) {
        // The first state that was not stored might have shown it earlier, by what it goes on to by
        // itself.
        if self.full {
            return;
        }
        let mark = Mark { state: Some(rare.at), then: Then::Took(rare.outcome) };
        match rare.what {
            Event::Cut(site) => self.note_cut(site, mark),
            Event::Stop(stop) => self.note_stop(stop, NodeIx::default(), mark),
        }
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
            self.note_cut(site, mark);
        }
    }

    fn note_cut(&mut self, site: Site, mark: Mark) {
        if let Entry::Vacant(vacant) = self.saturated.entry(site) {
            vacant.insert(mark);
            self.seen.settle(site);
            self.settled.push(site);
        }
    }
}
