//! The runs of a scenario as a graph whose steps say what was done: which choice, which outcome,
//! how many words were shown.
//!
//! The proof's own exploration keeps neither labels nor odds, so that it can hold many millions of
//! states; what is asked here needs both. States that no condition ahead can tell apart are one
//! state here too (`Machine::reduce`). That takes nothing away from what is counted: two such
//! states offer the same choices, with the same outcomes, odds and words, and lead to states that
//! are one again. So the steps from one are those from the other, each for each, and whatever is a
//! sum, a least or a most over the runs ahead is the same of both.
//!
//! States are numbered breadth first, by choices: the steps kept in `via` are those of a shortest
//! run, and among equally short ones of the first in source order. Numbers of states, choices and
//! outcomes are only ever made here, for the lists that they index.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use scn_story::{
    Bits, Body, ChoiceIx, Machine, Moment, NodeIx, Observer, Offer, OutcomeIx, RunResult, Silent, Site, Stacks, State,
    Step,
};

use super::Texts;
use crate::{RunStep, Witness};

/// Stands for 'no choice' and 'no outcome' in a step, and for 'no state'.
pub(super) const NONE: u32 = u32::MAX;

/// Where a step leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum To {
    /// To this state.
    State(u32),
    /// The choice has no outcome that holds: the run stops.
    NoOutcome,
    /// Nothing says where it goes on: the run stops.
    Nowhere,
    /// To a state that was not stored, as the bound was reached.
    Beyond,
}

/// A step: one way in which a choice comes out, or a situation going on by itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    /// `NONE` where the situation goes on by itself.
    pub(super) choice: u32,
    /// `NONE` where there is none.
    pub(super) outcome: u32,
    pub(super) to: To,
    /// The words shown from the choice on to the next moment.
    pub(super) words: u32,
}

/// The graph. The first state is the start.
#[derive(Debug)]
pub(super) struct Graph<'m> {
    pub(super) machine: &'m Machine,
    pub(super) nodes: Vec<NodeIx>,
    /// The words of the labels shown at each state.
    pub(super) labels: Vec<u32>,
    pub(super) moves: Vec<Move>,
    /// The steps from each state, in source order.
    ranges: Vec<(u32, u32)>,
    /// The state and the step by which each state was first met; `NONE` at the start.
    via: Vec<(u32, u32)>,
    /// The words shown up to the first moment.
    pub(super) first_words: u32,
    pub(super) complete: bool,
}

impl Graph<'_> {
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The result of an ending; `None` elsewhere.
    pub(super) fn result(&self, state: u32) -> Option<RunResult> {
        self.machine.result(self.nodes[state as usize])
    }

    /// The numbers of the steps from a state.
    pub(super) fn range(&self, state: u32) -> std::ops::Range<u32> {
        let (from, to) = self.ranges[state as usize];
        from..to
    }

    /// The shortest run to a state.
    pub(super) fn run_to(&self, mut state: u32) -> Witness {
        let mut moves = Vec::new();
        loop {
            let (from, by) = self.via[state as usize];
            if from == NONE {
                break;
            }
            moves.push(by);
            state = from;
        }
        moves.reverse();
        self.witness(&moves)
    }

    /// Steps as a person would replay them.
    pub(super) fn witness(&self, moves: &[u32]) -> Witness {
        let mut steps = Vec::new();
        for step in moves.iter().map(|at| self.moves[*at as usize]).filter(|step| step.choice != NONE) {
            let choice = ChoiceIx(step.choice);
            steps.push(RunStep::Choose(choice));
            let drawn = self.machine.choice_of(OutcomeIx(step.outcome)).filter(|_| self.machine.is_chance(choice));
            steps.extend(drawn.map(|(_, at)| RunStep::Draw(u32::try_from(at + 1).unwrap_or(u32::MAX))));
        }
        Witness { steps }
    }
}

/// Follows every run, storing at most so many states. Takes the words of the texts from `texts`.
pub(super) fn explore<'m, B: Bits>(machine: &'m Machine, texts: &Texts, most: u64) -> Graph<'m> {
    let graph = Graph {
        machine,
        nodes: Vec::new(),
        labels: Vec::new(),
        moves: Vec::new(),
        ranges: Vec::new(),
        via: Vec::new(),
        first_words: 0,
        complete: true,
    };
    let counter = Counter { texts, words: 0, judged: Vec::new() };
    let mut explorer = Explorer::<B> {
        graph,
        numbers: FxHashMap::default(),
        waiting: VecDeque::new(),
        stacks: Stacks::new(),
        counter,
        most: most.min(u64::from(NONE) - 1),
    };
    explorer.run();
    explorer.graph
}

struct Explorer<'m, 't, B> {
    graph: Graph<'m>,
    numbers: FxHashMap<State<B>, u32>,
    /// States with choices whose turn has not come.
    waiting: VecDeque<(u32, State<B>)>,
    stacks: Stacks,
    counter: Counter<'t>,
    most: u64,
}

impl<B: Bits> Explorer<'_, '_, B> {
    fn run(&mut self) {
        let machine = self.graph.machine;
        let start = machine.start::<B>(&mut self.counter);
        self.graph.first_words = self.counter.take();
        self.arrive(start, (NONE, NONE));
        let (mut open, mut outcomes) = (Vec::new(), Vec::new());
        while let Some((at, state)) = self.waiting.pop_front() {
            let from = self.graph.moves.len() as u32;
            let mut labels = 0;
            open.clear();
            for choice in machine.choices_of(state.node) {
                let offer = machine.offer(&state, choice, &mut Silent);
                if offer == Offer::Open {
                    open.push(choice);
                }
                if matches!(offer, Offer::Open | Offer::Locked) {
                    labels += self.counter.texts.label(choice).words;
                }
            }
            self.graph.labels[at as usize] = labels;
            // All steps of a state stand together, so those of the chains that begin at its targets
            // wait until it is done.
            let mut targets = Vec::new();
            for choice in open.iter().copied() {
                let chosen = machine.choose(&state, &open, choice, &mut outcomes, &mut Silent);
                if outcomes.is_empty() {
                    self.graph.moves.push(Move { choice: choice.0, outcome: NONE, to: To::NoOutcome, words: 0 });
                }
                for outcome in outcomes.iter().copied() {
                    let step = machine.take(&chosen, outcome, &mut self.stacks, &mut self.counter);
                    let words = self.counter.take();
                    if let Step::To(next) = step {
                        targets.push((self.graph.moves.len() as u32, next));
                    }
                    self.graph.moves.push(Move { choice: choice.0, outcome: outcome.0, to: To::Nowhere, words });
                }
            }
            self.graph.ranges[at as usize] = (from, self.graph.moves.len() as u32);
            for (by, next) in targets {
                let to = self.arrive(next, (at, by));
                self.graph.moves[by as usize].to = to;
            }
        }
    }

    /// Stores a state, and those that it goes on to by itself. A chain that comes back to a state
    /// met before is followed no further.
    fn arrive(&mut self, state: State<B>, via: (u32, u32)) -> To {
        let (first, mut ahead) = self.store(state, via);
        while let Some((at, state)) = ahead.take() {
            let step = self.graph.machine.go_on(&state, &mut self.counter, &self.stacks);
            let words = self.counter.take();
            let by = self.graph.moves.len() as u32;
            self.graph.ranges[at as usize] = (by, by + 1);
            self.graph.moves.push(Move { choice: NONE, outcome: NONE, to: To::Nowhere, words });
            if let Step::To(next) = step {
                let (to, next) = self.store(next, (at, by));
                self.graph.moves[by as usize].to = to;
                ahead = next;
            }
        }
        first
    }

    /// The number of a state; and the state, where it is new and goes on by itself.
    fn store(&mut self, mut state: State<B>, via: (u32, u32)) -> (To, Option<(u32, State<B>)>) {
        self.graph.machine.reduce(&mut state);
        if let Some(known) = self.numbers.get(&state) {
            return (To::State(*known), None);
        }
        if self.most <= self.graph.nodes.len() as u64 {
            self.graph.complete = false;
            return (To::Beyond, None);
        }
        let at = self.graph.nodes.len() as u32;
        self.numbers.insert(state.clone(), at);
        self.graph.nodes.push(state.node);
        self.graph.labels.push(0);
        self.graph.ranges.push((0, 0));
        self.graph.via.push(via);
        match self.graph.machine.moment(state.node) {
            Moment::Ending(_) => (To::State(at), None),
            Moment::GoesOn => (To::State(at), Some((at, state))),
            Moment::Choices => {
                self.waiting.push_back((at, state));
                (To::State(at), None)
            }
        }
    }
}

/// Counts the words that are shown: those of each body that always show, and those that depend on a
/// condition as it is judged. The two blocks of an `[if]` and its `[otherwise]` share a site and
/// are judged one after the other; their words are counted together, once.
struct Counter<'t> {
    texts: &'t Texts,
    words: u32,
    /// Sites judged since a body began to be shown.
    judged: Vec<Site>,
}

impl Counter<'_> {
    fn take(&mut self) -> u32 {
        std::mem::take(&mut self.words)
    }
}

impl<B: Bits> Observer<B> for Counter<'_> {
    fn shown(&mut self, body: Body, _: &State<B>) {
        self.words = self.words.saturating_add(self.texts.body(body));
        self.judged.clear();
    }

    fn judged(&mut self, site: Site, held: bool) {
        let [failing, holding] = self.texts.sites.get(site.0 as usize).copied().unwrap_or_default();
        let words = if held { holding } else { failing };
        if 0 < words && !self.judged.contains(&site) {
            self.judged.push(site);
            self.words = self.words.saturating_add(words);
        }
    }
}
