//! Bounds from above: a set of states for each node that contains every state in which some run is
//! at the node, and what could happen in these sets.
//!
//! This restates `step.rs` of scn-story for sets of values; the comments name the corresponding
//! functions there. The suite `tests/suites/bounds_against_brute_force.rs` compares both.

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::FxHashSet;
use scn_story::{
    CaseView, ChoiceIx, CondView, EffectGroup, GoalView, Machine, Moment, NodeIx, OutcomeIx, TextView, View,
};

use super::graph::{ChoiceArcs, OutcomeArcs, Vertex, VertexArcs};
use super::grid::GridShape;
use super::states::StateSet;
use crate::{Limits, Question, StrayReturn};

/// Number of times that a node is visited before slots that still grow are taken to have any value
/// up to their end.
const BEFORE_WIDENING: u32 = 128;

/// The same, if the work on all nodes has become large.
const SOON: u32 = 4;

/// Work on all nodes, in intervals of values, after which widening begins early.
const MUCH: u64 = 4_000_000;

/// The outcomes whose detour may be the innermost open one, and `None` if none may be open.
pub(super) type Innermost = BTreeSet<Option<OutcomeIx>>;

/// What could happen in runs.
pub(super) struct Above<'m> {
    pub(super) machine: &'m Machine,
    pub(super) view: View,
    /// Everything that could happen. What is missing happens in no run.
    pub(super) possible: FxHashSet<Question>,
    /// For each vertex, where it can lead.
    pub(super) arcs: Vec<VertexArcs>,
    /// For each vertex, the states in which runs may be there, and the detours they may be in.
    reached: Vec<Option<(StateSet, Innermost)>>,
    /// For each outcome that opens a detour, the detours that may be open after it.
    below: Vec<Innermost>,
    visits: Vec<u32>,
    /// The vertices to be visited, in the order of their ranks.
    waiting: BTreeSet<(u32, Vertex)>,
    ranks: Vec<u32>,
    pub(super) work: u64,
    /// Number of tracked combinations at all nodes together. If all slots are tracked, that many
    /// states exist at most.
    pub(super) combinations: u64,
}

/// Where a step comes from.
struct Origin<'o> {
    /// The situation that `again` leads to.
    node: NodeIx,
    /// The owner of a `return`.
    stray: StrayReturn,
    innermost: &'o Innermost,
}

/// The values and detours at the start, and the limit of work.
pub(super) struct AboveStart<'s> {
    pub(super) node: NodeIx,
    pub(super) raw: Vec<u64>,
    pub(super) most_work: u64,
    pub(super) limits: Limits<'s>,
}

/// Slots whose combinations are tracked.
pub(super) struct Tracked<'t> {
    pub(super) shape: Rc<GridShape>,
    /// For each vertex, its rank in an order in which every arc leads up.
    pub(super) ranks: &'t [u32],
}

impl<'m> Above<'m> {
    /// Computes the bounds. Returns `None` if that takes too much work, or if the watch interrupts it.
    ///
    /// With tracked slots, a vertex is visited after everything that leads there, so its states are
    /// forgotten as soon as it was visited.
    pub(super) fn compute(machine: &'m Machine, start: &AboveStart<'_>, tracked: Option<&Tracked<'_>>) -> Option<Self> {
        let view = machine.view();
        let (vertices, outcomes) = (view.nodes.len() + view.outcomes.len(), view.outcomes.len());
        let mut above = Self {
            machine,
            view,
            possible: FxHashSet::default(),
            arcs: (0..vertices).map(|_| VertexArcs::default()).collect(),
            reached: vec![None; vertices],
            below: vec![Innermost::new(); outcomes],
            visits: vec![0; vertices],
            waiting: BTreeSet::new(),
            ranks: tracked.map(|tracked| tracked.ranks.to_vec()).unwrap_or_default(),
            work: 0,
            combinations: 0,
        };
        above.possible.insert(Question::Enters(start.node));
        let states = StateSet::of_values(&start.raw, tracked.map(|tracked| &tracked.shape));
        above.reach(Vertex::node(start.node), &states, &Innermost::from([None]));
        while let Some((_, vertex)) = above.waiting.pop_first() {
            above.visit(vertex);
            if start.most_work < above.work || !start.limits.report(0) {
                return None;
            }
        }
        Some(above)
    }

    pub(super) fn index(&self, vertex: Vertex) -> usize {
        vertex.index(self.view.nodes.len())
    }

    /// Adds states and open detours at a vertex.
    fn reach(&mut self, vertex: Vertex, states: &StateSet, innermost: &Innermost) {
        let at = self.index(vertex);
        self.work += states.size();
        let visits = self.visits.get(at).copied().unwrap_or_default();
        let before_widening = if self.work < MUCH { BEFORE_WIDENING } else { SOON };
        let Some(place) = self.reached.get_mut(at) else { return };
        let grew = match place {
            None => {
                *place = Some((states.clone(), innermost.clone()));
                true
            }
            Some((known, detours)) => {
                let widen_to = (before_widening < visits).then_some(self.view.slots.as_slice());
                let count = detours.len();
                detours.extend(innermost);
                known.unite(states, widen_to) | (count < detours.len())
            }
        };
        if grew {
            self.waiting.insert((self.ranks.get(at).copied().unwrap_or_default(), vertex));
        }
    }

    fn visit(&mut self, vertex: Vertex) {
        let at = self.index(vertex);
        let Some(place) = self.reached.get_mut(at) else { return };
        let Some((states, innermost)) = place.clone() else { return };
        if !self.ranks.is_empty() {
            place.iter_mut().for_each(|(states, _)| states.drop_grid());
            if let Vertex::Node(_) = vertex {
                self.combinations = self.combinations.saturating_add(states.combination_count());
            }
        }
        if let Some(visits) = self.visits.get_mut(at) {
            *visits += 1;
        }
        let mut arcs = VertexArcs::default();
        match vertex {
            Vertex::Node(node) => match self.machine.moment(node) {
                Moment::Ending(_) => arcs.stops = true,
                Moment::GoesOn => {
                    let cases = self.view.nodes.get(node.index()).map(|it| it.cases.clone()).unwrap_or_default();
                    let origin = Origin { node, stray: StrayReturn::Node(node), innermost: &innermost };
                    arcs.all = self.follow_cases(&cases, states, &origin);
                }
                Moment::Choices => self.visit_choices(node, &states, &innermost, &mut arcs),
            },
            Vertex::After(outcome) => {
                let cases = self.view.outcomes.get(outcome.index()).map(|it| it.next.clone()).unwrap_or_default();
                let node = self.node_of(outcome);
                let origin = Origin { node, stray: StrayReturn::Outcome(outcome), innermost: &innermost };
                arcs.all = self.follow_cases(&cases, states, &origin);
            }
        }
        if let Some(place) = self.arcs.get_mut(at) {
            *place = arcs;
        }
    }

    pub(super) fn node_of(&self, outcome: OutcomeIx) -> NodeIx {
        let choice = self.machine.choice_of(outcome);
        choice.and_then(|(choice, _)| self.machine.node_of(choice)).unwrap_or_default()
    }

    /// Evaluates a condition: returns the states in which it holds, and those in which it does not.
    fn evaluate(&mut self, cond: &CondView, states: &StateSet) -> (Option<StateSet>, Option<StateSet>) {
        self.work += states.size();
        let [holding, failing] = [true, false].map(|wanted| states.where_test(&cond.test, wanted, &self.view.slots));
        if holding.is_some() {
            self.possible.insert(Question::Holds(cond.site));
        }
        if failing.is_some() {
            self.possible.insert(Question::Fails(cond.site));
        }
        (holding, failing)
    }

    /// Corresponds to the interpreter's `offers`, and to its `choose` for each choice on offer.
    fn visit_choices(&mut self, node: NodeIx, states: &StateSet, innermost: &Innermost, arcs: &mut VertexArcs) {
        let mut dead = Some(states.clone());
        let mut offered = Vec::new();
        for choice in self.machine.choices_of(node) {
            dead = dead.and_then(|dead| self.states_without(choice, &dead));
            if let Some(open) = self.states_offering(choice, states) {
                self.possible.insert(Question::Offers(choice));
                offered.push((choice, open));
            }
        }
        if dead.is_some() {
            self.possible.insert(Question::DeadEnd(node));
            arcs.stops = true;
        }
        let choices: Vec<ChoiceIx> = offered.iter().map(|(choice, _)| *choice).collect();
        for (choice, mut open) in offered {
            let is_sure = self.states_without(choice, states).is_none();
            self.mark_choice(choice, &choices, &mut open);
            let mut choice_arcs = ChoiceArcs { choice, is_sure, stops: false, outcomes: Vec::new() };
            self.visit_outcomes(choice, open, (node, innermost), &mut choice_arcs);
            arcs.choices.push(choice_arcs);
        }
    }

    /// Returns the states in which a choice is on offer. Corresponds to the interpreter's `offer`.
    fn states_offering(&mut self, choice: ChoiceIx, states: &StateSet) -> Option<StateSet> {
        let known = self.view.choices.get(choice.index())?.clone();
        let mut open = states.clone();
        if let Some(slot) = known.chosen.filter(|_| known.once) {
            open = open.with_value(slot, 0)?;
        }
        if let Some(when) = &known.when {
            open = self.evaluate(when, &open).0?;
        }
        if let Some(needs) = &known.needs {
            let (holding, failing) = self.evaluate(needs, &open);
            if failing.is_some() {
                self.possible.insert(Question::Locks(choice));
            }
            open = holding?;
        }
        Some(open)
    }

    /// Returns the states in which a choice is not on offer.
    fn states_without(&self, choice: ChoiceIx, states: &StateSet) -> Option<StateSet> {
        let known = self.view.choices.get(choice.index())?;
        let mut without: Option<StateSet> = None;
        let mut add = |more: Option<StateSet>| {
            let Some(more) = more else { return };
            match &mut without {
                None => without = Some(more),
                Some(without) => drop(without.unite(&more, None)),
            }
        };
        let mut open = Some(states.clone());
        if let Some(slot) = known.chosen.filter(|_| known.once) {
            add(states.with_value(slot, 1));
            open = states.with_value(slot, 0);
        }
        for cond in known.when.iter().chain(&known.needs) {
            let Some(states) = open else { break };
            add(states.where_test(&cond.test, false, &self.view.slots));
            open = states.where_test(&cond.test, true, &self.view.slots);
        }
        without
    }

    /// Sets the marks of a choice. `offered` are the choices that may be on offer beside it.
    fn mark_choice(&self, choice: ChoiceIx, offered: &[ChoiceIx], states: &mut StateSet) {
        if let Some(slot) = self.view.choices.get(choice.index()).and_then(|known| known.chosen) {
            states.put(slot, 1);
        }
        let links = |choice: ChoiceIx, principle: usize| {
            self.machine.linked_principles(choice).iter().any(|linked| linked.index() == principle)
        };
        for (principle, slot) in self.view.faced.iter().enumerate() {
            let Some(slot) = slot else { continue };
            if links(choice, principle) {
                states.put(*slot, 1);
            } else if offered.iter().any(|other| links(*other, principle)) {
                states.may_be(*slot, 1);
            }
        }
    }

    /// Corresponds to the interpreter's `choose`, after its marks, and to `take_outcome`.
    fn visit_outcomes(
        &mut self,
        choice: ChoiceIx,
        chosen: StateSet,
        (node, innermost): (NodeIx, &Innermost),
        arcs: &mut ChoiceArcs,
    ) {
        let is_chance = self.machine.is_chance(choice);
        // The states in which the outcome is evaluated, and those in which none happened so far.
        let (mut evaluated, mut none) = (Some(chosen.clone()), Some(chosen));
        for outcome in self.machine.outcomes_of(choice) {
            let Some(states) = evaluated.clone() else { break };
            let Some(known) = self.view.outcomes.get(outcome.index()).cloned() else { continue };
            let is_sure = is_chance && known.when.is_none();
            let taken = match &known.when {
                None => {
                    none = None;
                    Some(states)
                }
                Some(when) => {
                    none = none.and_then(|none| none.where_test(&when.test, false, &self.view.slots));
                    self.evaluate(when, &states).0
                }
            };
            if !is_chance {
                evaluated.clone_from(&none);
            }
            if let Some(taken) = taken {
                self.possible.insert(Question::Takes(outcome));
                let origin = Origin { node, stray: StrayReturn::Outcome(outcome), innermost };
                let all = self.take_outcome(outcome, taken, &origin);
                arcs.outcomes.push(OutcomeArcs { outcome, is_sure, all });
            }
        }
        if none.is_some() {
            self.possible.insert(Question::NoOutcome(choice));
            arcs.stops = true;
        }
    }

    /// Corresponds to the interpreter's `take_outcome`.
    fn take_outcome(&mut self, outcome: OutcomeIx, states: StateSet, origin: &Origin<'_>) -> BTreeSet<Option<Vertex>> {
        let Some(known) = self.view.outcomes.get(outcome.index()).cloned() else { return BTreeSet::new() };
        let states = self.apply_groups(&known.set, states);
        self.evaluate_texts(&known.texts, &states);
        match known.detour {
            None => self.follow_cases(&known.next, states, origin),
            Some(detour) => {
                self.open_detour(outcome, origin.innermost);
                self.enter_node(detour, states, &Innermost::from([Some(outcome)]));
                BTreeSet::from([Some(Vertex::Node(detour))])
            }
        }
    }

    /// Records the detours in which the detour of an outcome may be opened: those that may be open
    /// after it.
    fn open_detour(&mut self, outcome: OutcomeIx, innermost: &Innermost) {
        let vertex = Vertex::After(outcome);
        let at = self.index(vertex);
        let Some(below) = self.below.get_mut(outcome.index()) else { return };
        let count = below.len();
        below.extend(innermost);
        let (grew, below) = (count < below.len(), below.clone());
        if let Some((_, detours)) = self.reached.get_mut(at).and_then(Option::as_mut).filter(|_| grew) {
            detours.extend(below);
            self.waiting.insert((self.ranks.get(at).copied().unwrap_or_default(), vertex));
        }
    }

    fn apply_groups(&mut self, groups: &[EffectGroup], mut states: StateSet) -> StateSet {
        for group in groups {
            let (holding, failing) = match &group.when {
                None => (Some(states), None),
                Some(when) => self.evaluate(when, &states),
            };
            let mut cut = Vec::new();
            let changed = holding.map(|mut states| {
                states.apply_all(group, &self.view.slots, &mut |site| cut.push(site));
                states
            });
            self.possible.extend(cut.into_iter().map(Question::Saturates));
            states = match (changed, failing) {
                (Some(mut states), Some(unchanged)) => {
                    states.unite(&unchanged, None);
                    states
                }
                (Some(states), None) | (None, Some(states)) => states,
                // A condition has one result or the other.
                (None, None) => return StateSet::default(),
            };
        }
        states
    }

    fn evaluate_texts(&mut self, texts: &[TextView], states: &StateSet) {
        for text in texts {
            let mut shown = Some(states.clone());
            for (cond, wanted) in &text.when {
                let Some(states) = shown else { break };
                let (holding, failing) = self.evaluate(cond, &states);
                shown = if *wanted { holding } else { failing };
            }
            if let Some(states) = shown {
                text.inline.iter().for_each(|cond| drop(self.evaluate(cond, &states)));
            }
        }
    }

    /// Corresponds to the interpreter's `first_case` and `follow_goal`. Returns where it can lead,
    /// with `None` for a stop.
    fn follow_cases(&mut self, cases: &[CaseView], states: StateSet, origin: &Origin<'_>) -> BTreeSet<Option<Vertex>> {
        let mut targets = BTreeSet::new();
        let mut remaining = Some(states);
        for case in cases {
            let Some(states) = remaining.take() else { break };
            let followed = match &case.when {
                None => Some(states),
                Some(when) => {
                    let (holding, failing) = self.evaluate(when, &states);
                    remaining = failing;
                    holding
                }
            };
            if let Some(states) = followed {
                self.follow_goal(case.to, states, origin, &mut targets);
            }
        }
        if remaining.is_some() {
            targets.insert(None);
        }
        targets
    }

    fn follow_goal(
        &mut self,
        goal: GoalView,
        states: StateSet,
        origin: &Origin<'_>,
        targets: &mut BTreeSet<Option<Vertex>>,
    ) {
        let node = match goal {
            GoalView::Nowhere => {
                targets.insert(None);
                return;
            }
            GoalView::Node(node) => node,
            GoalView::Again => origin.node,
            GoalView::Return => {
                for innermost in origin.innermost {
                    targets.insert(innermost.map(Vertex::After));
                    match innermost {
                        None => drop(self.possible.insert(Question::StrayReturn(origin.stray))),
                        Some(outcome) => {
                            let below = self.below.get(outcome.index()).cloned().unwrap_or_default();
                            self.reach(Vertex::After(*outcome), &states, &below);
                        }
                    }
                }
                return;
            }
        };
        targets.insert(Some(Vertex::Node(node)));
        self.enter_node(node, states, origin.innermost);
    }

    /// Corresponds to the interpreter's `enter_node` and `reduce`.
    fn enter_node(&mut self, node: NodeIx, states: StateSet, innermost: &Innermost) {
        self.possible.insert(Question::Enters(node));
        let Some(known) = self.view.nodes.get(node.index()).cloned() else { return };
        let mut states = self.apply_groups(&known.set, states);
        self.evaluate_texts(&known.texts, &states);
        if let Some(slot) = known.visited {
            states.put(slot, 1);
        }
        for (slot, known) in self.view.slots.iter().enumerate() {
            if known.live.get(node.index()) == Some(&false) {
                states.put(slot, 0);
            }
        }
        self.reach(Vertex::Node(node), &states, innermost);
    }
}
