//! From a choice to the next decision: the outcome, then every situation that continues without a
//! choice.

use rustc_hash::FxHashSet;

use scn_story::{Moment, Offer, OutcomeIx, Silent, State, Step};

use super::Session;
use super::view::{ChoiceView, Lock, Passage, PassageCollector, Scene, label_or_id};
use crate::{Ended, Event, random};

/// The maximum number of consecutive situations without a choice. A cycle is detected earlier; this
/// bound is for chains that change a counter on the way. Nobody reads that far.
const LONGEST: usize = 10_000;

impl Session<'_> {
    pub(super) fn take_outcome(&mut self, marked: &State<Vec<u64>>, outcome: OutcomeIx) {
        let number = self.playable.outcome(outcome).map_or(0, |(_, number)| number);
        self.events.push(Event::Resolved { outcome: number, reworded: false });
        let mut listener = PassageCollector::new(self.playable, &self.learner);
        let step = self.playable.machine().take_outcome(marked, outcome, &mut self.stacks, &mut listener);
        let passages = listener.passages;
        match step {
            Step::To(state) => {
                self.state = state;
                self.advance_to_choice(passages);
            }
            Step::Stopped(_) => {
                let node_id = self.current_node_id();
                self.end_run(passages, Ended::Nowhere { at: node_id });
            }
        }
    }

    /// Continues until there is something to choose or the run is over. The last passage is the
    /// arrival at the state's node.
    pub(super) fn advance_to_choice(&mut self, mut passages: Vec<Passage>) {
        let machine = self.playable.machine();
        let first = passages.len().saturating_sub(1);
        let mut visited_states = FxHashSet::default();
        let mut rooms = vec![(self.state.node, self.state.stack)];
        while machine.moment(self.state.node) == Moment::GoesOn {
            if LONGEST <= rooms.len() || !visited_states.insert(self.state.clone()) {
                self.end_cycle(passages, first, &rooms);
                return;
            }
            let mut listener = PassageCollector::new(self.playable, &self.learner);
            let step = machine.go_on(&self.state, &mut listener, &self.stacks);
            passages.append(&mut listener.passages);
            match step {
                Step::To(state) => self.state = state,
                Step::Stopped(_) => {
                    let node_id = self.current_node_id();
                    self.end_run(passages, Ended::Nowhere { at: node_id });
                    return;
                }
            }
            rooms.push((self.state.node, self.state.stack));
        }
        match machine.moment(self.state.node) {
            Moment::Ending(_) => {
                let node_id = self.current_node_id();
                self.end_run(passages, Ended::Ending { at: node_id });
            }
            Moment::Choices | Moment::GoesOn => self.offer_choices(passages),
        }
    }

    /// Ends a chain that never ends. One cycle of it is shown: up to the first situation that
    /// repeats.
    fn end_cycle(&mut self, mut passages: Vec<Passage>, first: usize, rooms: &[(scn_story::NodeIx, u32)]) {
        let mut visited_rooms = FxHashSet::default();
        if let Some(again) = rooms.iter().position(|room| !visited_rooms.insert(*room)) {
            passages.truncate(first + again);
        }
        let node_id = self.current_node_id();
        self.end_run(passages, Ended::Loop { at: node_id });
    }

    fn offer_choices(&mut self, passages: Vec<Passage>) {
        let playable = self.playable;
        let machine = playable.machine();
        machine.offers(&self.state, &mut self.open, &mut Silent);
        let resolver = self.text_resolver();
        let mut views = Vec::new();
        for choice in machine.choices_of(self.state.node) {
            let Some(written) = playable.choice(choice) else { continue };
            let lock = match machine.offer(&self.state, choice, &mut Silent) {
                Offer::Hidden | Offer::Used => continue,
                Offer::Locked => Lock::Locked(written.locked.as_ref().map(|why| resolver.resolve_text(why))),
                Offer::Open => Lock::Open,
            };
            views.push(ChoiceView {
                id: written.id.clone(),
                label: label_or_id(resolver.resolve_text(&written.label), &written.id),
                lock,
                after: written.after,
                hints: written.hints.iter().map(|hint| resolver.resolve_text(hint)).collect(),
            });
        }
        if playable.story().pack.shuffle {
            let situation_id = machine.node_id(self.state.node);
            views.sort_by_key(|view| random::order_key(self.seed, situation_id, &view.id));
        }
        let hints = playable.situation(self.state.node).map(|situation| &situation.hints);
        let hints = hints.into_iter().flatten().map(|hint| resolver.resolve_text(hint)).collect();
        let dead = self.open.is_empty();
        self.hinted.clear();
        let status = self.current_status(&self.scene.status);
        self.scene = Scene { passages, status, choices: views, hints, ended: None, progress: self.scene.progress };
        self.record_shown();
        if dead {
            let node_id = self.current_node_id();
            self.record_end(Ended::DeadEnd { at: node_id });
        }
        self.scene.progress = self.current_progress();
    }

    pub(super) fn end_run(&mut self, passages: Vec<Passage>, ended: Ended) {
        self.open.clear();
        let status = self.current_status(&self.scene.status);
        self.scene = Scene { passages, status, ..Scene::default() };
        self.record_shown();
        self.record_end(ended);
        self.scene.progress = self.current_progress();
    }

    pub(super) fn record_end(&mut self, ended: Ended) {
        self.events.push(Event::Ended(ended.clone()));
        self.scene.ended = Some(ended);
    }

    /// Records the situations and endings of the scene; the choices on offer belong to the last
    /// one.
    fn record_shown(&mut self) {
        let nodes: Vec<&str> = self.scene.passages.iter().filter_map(Passage::node_id).collect();
        let last = nodes.len().saturating_sub(1);
        for (index, at) in nodes.into_iter().enumerate() {
            let own_choices = || self.scene.choices.iter().filter(|_| index == last);
            let choice_ids =
                |open: bool| own_choices().filter(|it| it.is_open() == open).map(|it| it.id.clone()).collect();
            self.events.push(Event::Shown { at: at.to_owned(), choices: choice_ids(true), locked: choice_ids(false) });
        }
    }

    /// Records the choices on offer at a situation that the run has reached before.
    pub(super) fn record_offer(&mut self) {
        let ids =
            |open: bool| self.scene.choices.iter().filter(|it| it.is_open() == open).map(|it| it.id.clone()).collect();
        self.events.push(Event::Shown { at: self.current_node_id(), choices: ids(true), locked: ids(false) });
    }

    fn current_node_id(&self) -> String {
        self.playable.machine().node_id(self.state.node).to_owned()
    }
}
