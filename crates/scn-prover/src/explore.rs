//! Breadth-first exploration of every moment that some run reaches.
//!
//! States are numbered as they are found and expanded in the order of their numbers. The successors
//! of a choice are found in source order, and situations without choices are followed immediately
//! to the end of their chain. The numbers therefore order states by the length of the shortest run
//! that reaches them, and by source order among runs of equal length.
//!
//! Looking up a state waits for memory, and a large exploration spends most of its time on that
//! wait. So states are played in batches. First the successors of several states are computed
//! without storing anything (`play.rs`). Then all memory needed for their lookups is accessed at
//! once (`StateTable::look_up_batch`). Only then are they stored, in order (`store_batch`).
//! Anything that depends on the order is recorded only in `store_batch`.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use scn_story::{Bits, Machine, Moment, NodeIx, OutcomeIx, SiteId, State, Step, Stop};

use crate::edges::Edges;
use crate::limits::BETWEEN;
use crate::observer::RunObserver;
use crate::play::{Batch, PlayNotes, PlayedKind, RareEvent, RareEventKind};
use crate::table::{KNOWN, LookupItem, NONE, StateIx, StateTable};
use crate::{Limits, StrayReturn};

/// Stored instead of a successor if a run can stop here or reaches an ending with the next step.
const STOPS: StateIx = NONE;

/// Number of steps played before they are stored.
const BATCH: usize = 128;

/// The run that shows something: a run to a state, optionally followed by one more step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunMark {
    /// The state; `None` before the first.
    pub(crate) state: Option<StateIx>,
    pub(crate) then: LastStep,
}

/// The step taken after a state.
#[derive(Clone, Copy, Debug)]
pub(crate) enum LastStep {
    /// No step.
    Nothing,
    /// This choice, without an outcome.
    Chose(scn_story::ChoiceIx),
    /// This outcome.
    Took(OutcomeIx),
}

/// Everything the exploration found.
#[derive(Debug)]
pub(crate) struct Explored<'m, B> {
    pub(crate) machine: &'m Machine,
    pub(crate) limits: Limits<'m>,
    pub(crate) notes: PlayNotes<'m>,
    /// Observations made while following situations without choices, and at the start.
    seen: RunObserver<'m>,
    /// Changes whose saturation was recorded since the player was last informed.
    pub(crate) settled: Vec<SiteId>,
    pub(crate) table: StateTable<B>,
    /// For each state whose edges were processed: `STOPS`, or the highest-numbered successor whose
    /// number was looked up. Where the first lookup gives only `KNOWN` and no numbers, these are
    /// the successors new in the batch, if there are any, and otherwise all of them.
    ahead: Vec<StateIx>,
    /// The edges of all states, if they are kept; see `keep_edges`.
    pub(crate) edges: Edges,
    pub(crate) complete: bool,
    /// Whether the watch interrupted the exploration.
    pub(crate) interrupted: bool,
    pub(crate) first_at: Vec<Option<StateIx>>,
    pub(crate) stray_returns: BTreeMap<StrayReturn, RunMark>,
    pub(crate) saturated: BTreeMap<SiteId, RunMark>,
    /// Whether a state could not be stored for lack of room. The states already stored are still
    /// played, so that the observations do not depend on how states were batched.
    full: bool,
    /// Number of states reported to the watch.
    reported: usize,
    /// Number of states at which to ask for a second thread next.
    pub(crate) ask_again: usize,
    /// Successors of the states at situations without choices that were not processed yet, in
    /// order; `None` where the run stops.
    going_on: VecDeque<Option<StateIx>>,
    /// Number of steps played.
    steps: u64,
}

/// The watch interrupted the exploration.
#[derive(Debug)]
pub(crate) struct Interrupted;

/// Explores a machine as far as the limits allow.
pub(crate) fn explore<'m, B: Bits>(machine: &'m Machine, limits: &Limits<'m>) -> Explored<'m, B> {
    let mut explored = Explored {
        machine,
        limits: *limits,
        notes: PlayNotes::new(machine),
        seen: RunObserver::new(machine),
        settled: Vec::new(),
        table: StateTable::new(machine),
        ahead: Vec::new(),
        edges: Edges::default(),
        complete: false,
        interrupted: false,
        first_at: vec![None; machine.node_count()],
        stray_returns: BTreeMap::new(),
        saturated: BTreeMap::new(),
        full: false,
        reported: 0,
        ask_again: 0,
        going_on: VecDeque::new(),
        steps: 0,
    };
    explored.interrupted = explored.explore_all().is_err();
    explored.notes.seen.merge(&explored.seen);
    explored.complete = !explored.interrupted && !explored.full;
    explored
}

impl<B: Bits> Explored<'_, B> {
    /// Returns the last successor of a state. `None` if a run can stop there (at an ending, a dead
    /// end, a choice without an outcome, or where there is no next node) or can reach an ending
    /// with the next step.
    pub(crate) fn last_successor(&self, at: StateIx) -> Option<StateIx> {
        self.ahead.get(at as usize).copied().filter(|ahead| *ahead != STOPS)
    }

    /// Returns the number of states whose edges were all processed; they are the states with lower
    /// numbers.
    pub(crate) fn closed_count(&self) -> StateIx {
        u32::try_from(self.ahead.len()).unwrap_or(u32::MAX)
    }

    fn explore_all(&mut self) -> Result<(), Interrupted> {
        self.report_progress(true)?;
        let mut start = self.machine.start::<B>(&mut self.seen);
        let mark = RunMark { state: None, then: LastStep::Nothing };
        self.machine.reduce(&mut start);
        if self.store_next(&start).is_some() {
            self.store_chain(start, mark);
        }
        self.note_cuts(mark);
        let mut batch = Batch::new();
        let mut next = 0;
        loop {
            let first = next;
            batch.clear();
            while batch.items.len() < BATCH && batch.played.len() < BATCH {
                let Some(state) = self.table.state(next) else { break };
                self.notes.play_state(next, &state, self.table.locations(), &mut batch);
                next += 1;
            }
            if first == next {
                return self.report_progress(true);
            }
            self.store_batch(first, &batch);
            self.notes.apply_settled(&mut self.settled);
            self.report_progress(false)?;
            self.steps += batch.items.len() as u64;
            if self.limits.steps <= self.steps {
                self.full = true;
                return self.report_progress(true);
            }
            if self.wants_help() {
                return self.run_with_helper(next);
            }
        }
    }

    /// Reports the number of new states to the watch if enough have accumulated, or unconditionally
    /// if `now` is set.
    pub(crate) fn report_progress(&mut self, now: bool) -> Result<(), Interrupted> {
        let new = self.table.len() - self.reported;
        if new < BETWEEN && !now {
            return Ok(());
        }
        self.reported = self.table.len();
        if self.limits.report(new) { Ok(()) } else { Err(Interrupted) }
    }

    /// Stores the states of a played batch, in order. The first state played has the number
    /// `first`.
    pub(crate) fn store_batch(&mut self, first: StateIx, batch: &Batch<B>) {
        self.table.look_up_batch(self.machine, &batch.items);
        let mut rare = batch.rare.iter().peekable();
        let mut first_item = 0;
        for (at, (end, kind)) in (first..).zip(&batch.played) {
            let mut ahead = 0;
            let items = batch.items.get(first_item as usize..*end as usize).unwrap_or_default();
            for (number, item) in (first_item..).zip(items) {
                while let Some(rare) = rare.next_if(|rare| rare.before <= number) {
                    self.note_rare(rare);
                }
                let target = match self.table.lookup_result(number as usize) {
                    KNOWN => continue,
                    0 => self.store_new(number as usize, item, at).unwrap_or_default(),
                    next => next - 1,
                };
                ahead = target.max(ahead);
            }
            if ahead == 0 && *kind == PlayedKind::Leads {
                let numbered_items = (first_item as usize..).zip(items);
                let known_numbers =
                    numbered_items.filter_map(|(number, item)| self.table.looked_up_number(number, item));
                ahead = known_numbers.max().unwrap_or_default();
            }
            while let Some(rare) = rare.next_if(|rare| rare.at == at) {
                self.note_rare(rare);
            }
            first_item = *end;
            if self.full {
                continue;
            }
            self.ahead.push(match kind {
                PlayedKind::Leads => ahead,
                PlayedKind::Stops | PlayedKind::Ends => STOPS,
                PlayedKind::GoesOn => self.going_on.pop_front().flatten().unwrap_or(STOPS),
            });
        }
    }

    /// Stores a state that the first lookup did not find, together with the chain of situations
    /// without choices that it starts. Returns `None` if there is no room.
    #[inline(never)]
    fn store_new(&mut self, looked: usize, item: &LookupItem<B>, from: StateIx) -> Option<StateIx> {
        let inserted = self.table.insert_looked_up(looked, item, from, self.limits.states);
        self.full |= inserted.is_none();
        let (at, new) = inserted?;
        if new {
            let state = self.table.state(at)?;
            self.note_stored(at, state.node);
            if self.machine.moment(state.node) == Moment::GoesOn {
                let mark = RunMark { state: Some(from), then: LastStep::Took(OutcomeIx(item.via)) };
                self.store_chain(state, mark);
                self.note_cuts(mark);
            }
        }
        Some(at)
    }

    /// Stores the chain of successors of a new state at a situation without choices. Following the
    /// chain ends at a state that is already known, so it always terminates.
    fn store_chain(&mut self, mut state: State<B>, mark: RunMark) {
        while self.machine.moment(state.node) == Moment::GoesOn {
            match self.machine.go_on(&state, &mut self.seen, &self.notes.stacks) {
                Step::To(mut next) => {
                    self.machine.reduce(&mut next);
                    let Some((target, new)) = self.store_next(&next) else { return };
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

    /// Stores the first state, or the successor of the state stored last if that is at a situation
    /// without choices.
    fn store_next(&mut self, state: &State<B>) -> Option<(StateIx, bool)> {
        let inserted = self.table.insert_next(self.machine, state, self.limits.states);
        self.full |= inserted.is_none();
        let (at, new) = inserted?;
        if new {
            self.note_stored(at, state.node);
        }
        Some((at, new))
    }

    fn note_stored(&mut self, at: StateIx, node: NodeIx) {
        if let Some(first) = self.first_at.get_mut(node.index()) {
            first.get_or_insert(at);
        }
    }

    fn note_rare(&mut self, rare: &RareEvent) {
        // A state that could not be stored might have shown it earlier, through the situations
        // without choices that follow it.
        if self.full {
            return;
        }
        let mark = RunMark { state: Some(rare.at), then: LastStep::Took(rare.outcome) };
        match rare.what {
            RareEventKind::Cut(site) => self.note_cut(site, mark),
            RareEventKind::Stop(stop) => self.note_stop(stop, NodeIx::default(), mark),
        }
    }

    /// Records that a run stops. `node` is where it stops if the `return` belongs to the situation
    /// itself.
    fn note_stop(&mut self, stop: Stop, node: NodeIx, mark: RunMark) {
        let stray = match stop {
            Stop::Nowhere => return,
            Stop::StrayReturn(Some(outcome)) => StrayReturn::Outcome(outcome),
            Stop::StrayReturn(None) => StrayReturn::Node(node),
        };
        self.stray_returns.entry(stray).or_insert(mark);
    }

    fn note_cuts(&mut self, mark: RunMark) {
        while let Some(site) = self.seen.cut.pop() {
            self.note_cut(site, mark);
        }
    }

    fn note_cut(&mut self, site: SiteId, mark: RunMark) {
        if let Entry::Vacant(vacant) = self.saturated.entry(site) {
            vacant.insert(mark);
            self.seen.settle_change(site);
            self.settled.push(site);
        }
    }
}
