//! The runs of a scenario as a graph whose steps record what was done: which choice, which outcome,
//! and how many words were shown.
//!
//! The exploration for proofs keeps neither labels nor odds, so that it can hold many millions of
//! states; the statistics need both. States that no later condition can distinguish are merged here
//! too (`Machine::reduce`). This does not change what is counted: two such states offer the same
//! choices, with the same outcomes, odds and words, and lead to states that are merged again. So
//! the steps from the two states correspond one to one, and every sum, minimum or maximum over the
//! runs ahead is the same for both.
//!
//! States are numbered breadth first, by number of choices. The steps in `via` are those of a
//! shortest run, and among equally short runs those of the first in source order. Numbers of
//! states, choices and outcomes are created only here, for the lists that they index.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use scn_story::{
    Bits, Body, ChoiceIx, Machine, Moment, NodeIx, Observer, Offer, OutcomeIx, RunResult, Silent, SiteId, Stacks,
    State, Step,
};

use super::TextLengths;
use crate::{RunStep, Witness};

/// Marks a missing choice or outcome in a step, and a missing state.
pub(super) const NONE: u32 = u32::MAX;

/// Where a step leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StepTarget {
    /// To this state.
    State(u32),
    /// None of the choice's outcomes holds, so the run stops.
    NoOutcome,
    /// No next node is given, so the run stops.
    Nowhere,
    /// To a state that was not stored because the bound was reached.
    Beyond,
}

/// A step: one outcome of a choice, or the continuation of a situation without choices.
#[derive(Clone, Copy, Debug)]
pub(super) struct GraphStep {
    /// `NONE` if a situation without choices continues.
    pub(super) choice: u32,
    /// `NONE` if there is no outcome.
    pub(super) outcome: u32,
    pub(super) to: StepTarget,
    /// Words shown from the choice up to the next moment.
    pub(super) words: u32,
}

/// The graph. The first state is the start.
#[derive(Debug)]
pub(super) struct Graph<'m> {
    pub(super) machine: &'m Machine,
    pub(super) nodes: Vec<NodeIx>,
    /// For each state, the words of the labels shown.
    pub(super) labels: Vec<u32>,
    pub(super) moves: Vec<GraphStep>,
    /// For each state, the range of its steps, in source order.
    ranges: Vec<(u32, u32)>,
    /// For each state, the state and the step from which it was first reached; `NONE` for the
    /// start.
    via: Vec<(u32, u32)>,
    /// Words shown before the first moment.
    pub(super) first_words: u32,
    pub(super) complete: bool,
}

impl Graph<'_> {
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns the result of an ending, or `None` for other states.
    pub(super) fn result_of(&self, state: u32) -> Option<RunResult> {
        self.machine.result(self.nodes[state as usize])
    }

    /// Returns the numbers of the steps from a state.
    pub(super) fn step_range(&self, state: u32) -> std::ops::Range<u32> {
        let (from, to) = self.ranges[state as usize];
        from..to
    }

    /// Returns the shortest run to a state.
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
        self.to_witness(&moves)
    }

    /// Converts steps to the form in which a person would replay them.
    pub(super) fn to_witness(&self, moves: &[u32]) -> Witness {
        let mut steps = Vec::new();
        for step in moves.iter().map(|at| self.moves[*at as usize]).filter(|step| step.choice != NONE) {
            let choice = ChoiceIx(step.choice);
            steps.push(RunStep::Choose(choice));
            let drawn = self.machine.choice_of(OutcomeIx(step.outcome)).filter(|_| self.machine.is_chance(choice));
            steps.extend(drawn.map(|(_, at)| RunStep::Draw(u32::try_from(at + 1).unwrap_or(u32::MAX))));
        }
        Witness::from(steps)
    }
}

/// Follows every run, storing at most `most` states. Word counts are taken from `texts`.
pub(super) fn explore_graph<'m, B: Bits>(machine: &'m Machine, texts: &TextLengths, most: u64) -> Graph<'m> {
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
    explorer.explore_all();
    explorer.graph
}

struct Explorer<'m, 't, B> {
    graph: Graph<'m>,
    numbers: FxHashMap<State<B>, u32>,
    /// States with choices that are still to be expanded.
    waiting: VecDeque<(u32, State<B>)>,
    stacks: Stacks,
    counter: Counter<'t>,
    most: u64,
}

impl<B: Bits> Explorer<'_, '_, B> {
    fn explore_all(&mut self) {
        let machine = self.graph.machine;
        let start = machine.start::<B>(&mut self.counter);
        self.graph.first_words = self.counter.take_words();
        self.store_chain(start, (NONE, NONE));
        let (mut open, mut outcomes) = (Vec::new(), Vec::new());
        while let Some((at, state)) = self.waiting.pop_front() {
            let first_step = self.graph.moves.len() as u32;
            let mut labels = 0;
            open.clear();
            for choice in machine.choices_of(state.node) {
                let offer = machine.offer(&state, choice, &mut Silent);
                if offer == Offer::Open {
                    open.push(choice);
                }
                if matches!(offer, Offer::Open | Offer::Locked) {
                    labels += self.counter.texts.label_of(choice).words;
                }
            }
            self.graph.labels[at as usize] = labels;
            // All steps of a state are stored contiguously, so chains that start at its targets are
            // followed after it is finished.
            let mut targets = Vec::new();
            for choice in open.iter().copied() {
                let chosen = machine.choose(&state, &open, choice, &mut outcomes, &mut Silent);
                if outcomes.is_empty() {
                    self.graph.moves.push(GraphStep {
                        choice: choice.0,
                        outcome: NONE,
                        to: StepTarget::NoOutcome,
                        words: 0,
                    });
                }
                for outcome in outcomes.iter().copied() {
                    let step = machine.take_outcome(&chosen, outcome, &mut self.stacks, &mut self.counter);
                    let words = self.counter.take_words();
                    if let Step::To(next) = step {
                        targets.push((self.graph.moves.len() as u32, next));
                    }
                    self.graph.moves.push(GraphStep {
                        choice: choice.0,
                        outcome: outcome.0,
                        to: StepTarget::Nowhere,
                        words,
                    });
                }
            }
            self.graph.ranges[at as usize] = (first_step, self.graph.moves.len() as u32);
            for (by, next) in targets {
                let target = self.store_chain(next, (at, by));
                self.graph.moves[by as usize].to = target;
            }
        }
    }

    /// Stores a state and the chain of situations without choices that it starts. The chain ends at
    /// a state that is already known.
    fn store_chain(&mut self, state: State<B>, via: (u32, u32)) -> StepTarget {
        let (first, mut ahead) = self.store_state(state, via);
        while let Some((at, state)) = ahead.take() {
            let step = self.graph.machine.go_on(&state, &mut self.counter, &self.stacks);
            let words = self.counter.take_words();
            let number = self.graph.moves.len() as u32;
            self.graph.ranges[at as usize] = (number, number + 1);
            self.graph.moves.push(GraphStep { choice: NONE, outcome: NONE, to: StepTarget::Nowhere, words });
            if let Step::To(next) = step {
                let (to, next) = self.store_state(next, (at, number));
                self.graph.moves[number as usize].to = to;
                ahead = next;
            }
        }
        first
    }

    /// Returns the number of a state; also the state itself if it is new and its situation has no
    /// choices.
    fn store_state(&mut self, mut state: State<B>, via: (u32, u32)) -> (StepTarget, Option<(u32, State<B>)>) {
        self.graph.machine.reduce(&mut state);
        if let Some(known) = self.numbers.get(&state) {
            return (StepTarget::State(*known), None);
        }
        if self.most <= self.graph.nodes.len() as u64 {
            self.graph.complete = false;
            return (StepTarget::Beyond, None);
        }
        let number = self.graph.nodes.len() as u32;
        self.numbers.insert(state.clone(), number);
        self.graph.nodes.push(state.node);
        self.graph.labels.push(0);
        self.graph.ranges.push((0, 0));
        self.graph.via.push(via);
        match self.graph.machine.moment(state.node) {
            Moment::Ending(_) => (StepTarget::State(number), None),
            Moment::GoesOn => (StepTarget::State(number), Some((number, state))),
            Moment::Choices => {
                self.waiting.push_back((number, state));
                (StepTarget::State(number), None)
            }
        }
    }
}

/// Counts the words shown: those of each body that are always shown, and those that depend on a
/// condition, according to its value. The two blocks of an `[if]` and its `[otherwise]` share a
/// site and are evaluated one after the other; their words are counted together, once.
struct Counter<'t> {
    texts: &'t TextLengths,
    words: u32,
    /// Sites evaluated since the current body began to be shown.
    judged: Vec<SiteId>,
}

impl Counter<'_> {
    fn take_words(&mut self) -> u32 {
        std::mem::take(&mut self.words)
    }
}

impl<B: Bits> Observer<B> for Counter<'_> {
    fn body_shown(&mut self, body: Body, _: &State<B>) {
        self.words = self.words.saturating_add(self.texts.body_words(body));
        self.judged.clear();
    }

    fn condition_evaluated(&mut self, site: SiteId, held: bool) {
        let [failing, holding] = self.texts.sites.get(site.0 as usize).copied().unwrap_or_default();
        let words = if held { holding } else { failing };
        if 0 < words && !self.judged.contains(&site) {
            self.judged.push(site);
            self.words = self.words.saturating_add(words);
        }
    }
}
