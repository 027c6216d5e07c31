//! Builds the graph from a scenario and its proof.

use std::collections::{BTreeMap, BTreeSet};

use scn_prover::{Proof, StrayReturn};
use scn_story::{
    Choice, ChoiceIx, Cond, Machine, NextCase, NodeIx, Outcome, OutcomeIx, OutcomeWhen, Principle, Scenario, Situation,
    Target,
};

use super::condition::{ConditionNames, choice_counts};
use super::text::{one_line, plain_label};
use super::{Edge, EdgeKind, EdgeOutcome, Fault, Graph, Node, NodeKind, Reach};

impl Graph {
    /// Builds the graph of a scenario. `machine` is that of the scenario, `proof` its proof, and
    /// `principles` are those of the story.
    ///
    /// An edge that continues after a detour counts as reached if its choice is taken and its
    /// target is reached: the proof does not record which detours return.
    #[must_use]
    pub fn new(scenario: &Scenario, machine: &Machine, proof: &Proof, principles: &[Principle]) -> Self {
        let counts = choice_counts(scenario);
        let mut builder = GraphBuilder {
            scenario,
            machine,
            proof,
            nodes: Vec::new(),
            edges: Vec::new(),
            by_id: BTreeMap::new(),
            counts: &counts,
        };
        builder.add_nodes();
        let mut next_choice = 0;
        for (at, situation) in scenario.situations.iter().enumerate() {
            builder.add_choices(at, situation, next_choice);
            let (begun, source) = (proof.nodes.has(NodeIx::at(at)), StrayReturn::Node(NodeIx::at(at)));
            builder.add_cases(at, &situation.next, begun, source, &EdgeOutcome::default(), false);
            next_choice += situation.choices.len();
        }
        let linked: BTreeSet<&str> =
            builder.edges.iter().flat_map(|edge| &edge.ways).flat_map(|way| &way.links).map(|(id, _)| &**id).collect();
        let principles = principles.iter().filter(|it| linked.contains(&*it.id));
        Self {
            principles: principles.map(|it| (it.id.clone(), one_line(&it.title))).collect(),
            id: scenario.id.clone(),
            title: one_line(&scenario.title),
            states: proof.states,
            complete: proof.is_settled(),
            nodes: builder.nodes,
            edges: builder.edges,
        }
    }
}

struct GraphBuilder<'b> {
    scenario: &'b Scenario,
    machine: &'b Machine,
    proof: &'b Proof,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    by_id: BTreeMap<String, usize>,
    counts: &'b BTreeMap<&'b str, usize>,
}

fn flag_at(list: &[bool], at: usize) -> bool {
    list.get(at).copied().unwrap_or_default()
}

impl GraphBuilder<'_> {
    fn reach_of(&self, seen: bool) -> Reach {
        match (seen, self.proof.is_settled()) {
            (true, _) => Reach::Reached,
            (false, true) => Reach::Never,
            (false, false) => Reach::NotSeen,
        }
    }

    fn add_nodes(&mut self) {
        let situations = self.scenario.situations.iter().map(|it| (&it.id, &it.title, NodeKind::Situation));
        let endings = self.scenario.endings.iter().map(|it| (&it.id, &it.title, NodeKind::Ending(it.result)));
        for (at, (id, title, kind)) in situations.chain(endings).enumerate() {
            let node = NodeIx::at(at);
            let traps = (1..).zip(&self.proof.traps).filter(|(_, trap)| trap.nodes.contains(&node));
            self.by_id.entry(id.clone()).or_insert(at);
            self.nodes.push(Node {
                id: id.clone(),
                title: one_line(if title.trim().is_empty() { id } else { title }),
                kind,
                start: *id == self.scenario.start,
                reach: self.reach_of(self.proof.nodes.has(NodeIx::at(at))),
                dead_end: self.proof.dead_ends.iter().any(|(dead, _)| *dead == node),
                traps: traps.map(|(number, _)| number).collect(),
            });
        }
    }

    /// Adds the choices of a situation. `first` is the machine's index of its first choice.
    fn add_choices(&mut self, from: usize, situation: &Situation, first: usize) {
        let names = ConditionNames { counts: self.counts, situation: &situation.id };
        for (choice, at) in situation.choices.iter().zip(first..) {
            let index = ChoiceIx::at(at);
            let choice_conditions = conditions_of(choice, &names);
            let label = plain_label(&choice.label, &names);
            for (outcome, number) in choice.outcomes.iter().zip(self.machine.outcomes_of(index)) {
                let mut conditions = choice_conditions.clone();
                conditions.extend(self.outcome_condition(outcome, number, &names));
                let links = outcome.links.iter().map(|link| (link.principle.clone(), link.rating)).collect();
                let outcome_label = EdgeOutcome { label: label.clone(), conditions, links, ..EdgeOutcome::default() };
                self.add_outcome(from, outcome, number, outcome_label);
            }
            if self.proof.no_outcomes.iter().any(|(without, _)| *without == index) {
                let fault = Some(Fault::NoOutcome);
                let nowhere = self.extra_node(from, NodeKind::Nowhere, Reach::Reached);
                self.add_edge(
                    from,
                    nowhere,
                    EdgeKind::Next,
                    Reach::Reached,
                    EdgeOutcome { label, conditions: choice_conditions, fault, ..EdgeOutcome::default() },
                );
            }
        }
    }

    fn add_outcome(&mut self, from: usize, outcome: &Outcome, number: OutcomeIx, mut way: EdgeOutcome) {
        let taken_reach = self.reach_of(flag_at(&self.proof.taken, number.index()));
        let detour = outcome.detour.as_deref().and_then(|id| self.index_of(id));
        if let Some(to) = detour {
            let there = self.nodes.get(to).map_or(taken_reach, |node| node.reach);
            self.add_edge(from, to, EdgeKind::Detour, taken_reach.max(there), EdgeOutcome::default());
            way.detour = self.nodes.get(to).map(|node| node.title.clone());
        }
        if outcome.next.is_empty() {
            way.fault = Some(Fault::NoNext);
            let nowhere = self.extra_node(from, NodeKind::Nowhere, taken_reach);
            self.add_edge(from, nowhere, EdgeKind::Next, taken_reach, way);
            return;
        }
        let is_taken = flag_at(&self.proof.taken, number.index());
        self.add_cases(from, &outcome.next, is_taken, StrayReturn::Outcome(number), &way, detour.is_some());
    }

    /// Adds the targets of a situation without choices, or of an outcome. `begun` says whether a
    /// run gets there, and `way` is what all of the targets have in common.
    fn add_cases(
        &mut self,
        from: usize,
        cases: &[NextCase],
        begun: bool,
        source: StrayReturn,
        way: &EdgeOutcome,
        detours: bool,
    ) {
        let situation = self.nodes.get(from).map(|node| node.id.clone()).unwrap_or_default();
        let names = ConditionNames { counts: self.counts, situation: &situation };
        // The first case that holds is taken, so a case is evaluated only if all before it failed.
        let mut is_evaluated = begun;
        for case in cases {
            let (taken, condition) = match &case.when {
                Some(cond) => {
                    let site = cond.site.0 as usize;
                    let is_taken = is_evaluated && flag_at(&self.proof.observed_true, site);
                    is_evaluated = is_evaluated && flag_at(&self.proof.observed_false, site);
                    (is_taken, Some(condition_text("if", cond, &names)))
                }
                None if 1 < cases.len() => (is_evaluated, Some("[otherwise]".to_owned())),
                None => (is_evaluated, None),
            };
            let mut reach = self.reach_of(taken);
            let mut case_outcome = way.clone();
            case_outcome.conditions.extend(condition);
            let target = match &case.to {
                Target::Again => Some(from),
                Target::Node(id) => {
                    let target = self.index_of(id);
                    // If a detour never returns, what follows it is never taken.
                    if let Some(node) = target.and_then(|to| self.nodes.get(to)).filter(|_| detours) {
                        reach = reach.max(node.reach);
                    }
                    target
                }
                Target::Return => {
                    let is_stray = taken && self.proof.stray_returns.iter().any(|(stray, _)| *stray == source);
                    case_outcome.fault = is_stray.then_some(Fault::StrayReturn);
                    Some(self.extra_node(from, NodeKind::Return, reach))
                }
            };
            if let Some(to) = target {
                self.add_edge(from, to, EdgeKind::Next, reach, case_outcome);
            }
        }
    }

    /// Returns the condition or probability of an outcome.
    fn outcome_condition(&self, outcome: &Outcome, number: OutcomeIx, names: &ConditionNames<'_>) -> Option<String> {
        let chance = self.machine.choice_of(number).is_some_and(|(choice, _)| self.machine.is_chance(choice));
        match &outcome.when {
            OutcomeWhen::Always => None,
            OutcomeWhen::If(cond) => Some(condition_text("if", cond, names)),
            OutcomeWhen::Chance { numerator, denominator } => Some(format!("[{numerator} in {denominator}]")),
            OutcomeWhen::Otherwise if chance => {
                let odds = self.machine.outcome_weight(number);
                Some(format!("[{} in {}]", odds.numerator, odds.denominator))
            }
            OutcomeWhen::Otherwise => Some("[otherwise]".to_owned()),
        }
    }

    fn index_of(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Returns the node next to a situation that stands for a target outside the scenario. It is
    /// reached if any transition to it is taken.
    fn extra_node(&mut self, from: usize, kind: NodeKind, reach: Reach) -> usize {
        let (name, title) = match kind {
            NodeKind::Return => ("return", "back to where the detour began"),
            NodeKind::Nowhere | NodeKind::Situation | NodeKind::Ending(_) => ("nowhere", "leads nowhere"),
        };
        let id = format!("{}/{name}", self.nodes.get(from).map(|node| node.id.as_str()).unwrap_or_default());
        if let Some(at) = self.index_of(&id) {
            if let Some(node) = self.nodes.get_mut(at) {
                node.reach = node.reach.min(reach);
            }
            return at;
        }
        self.by_id.insert(id.clone(), self.nodes.len());
        let title = title.to_owned();
        self.nodes.push(Node { id, title, kind, start: false, reach, dead_end: false, traps: Vec::new() });
        self.nodes.len() - 1
    }

    fn add_edge(&mut self, from: usize, to: usize, kind: EdgeKind, reach: Reach, way: EdgeOutcome) {
        let is_same_edge = |edge: &&mut Edge| (edge.from, edge.to, edge.kind, edge.reach) == (from, to, kind, reach);
        match self.edges.iter_mut().rev().take_while(|edge| edge.from == from).find(is_same_edge) {
            // All transitions into the same detour have the same, empty label.
            Some(_) if kind == EdgeKind::Detour => {}
            Some(edge) => edge.ways.push(way),
            None => self.edges.push(Edge { from, to, kind, reach, ways: vec![way] }),
        }
    }
}

/// Returns the conditions of a choice.
fn conditions_of(choice: &Choice, names: &ConditionNames<'_>) -> Vec<String> {
    let mut conditions = Vec::new();
    conditions.extend(choice.when.as_ref().map(|cond| condition_text("if", cond, names)));
    conditions.extend(choice.needs.as_ref().map(|cond| condition_text("needs", cond, names)));
    conditions.extend(choice.once.then(|| "[once]".to_owned()));
    conditions.extend(choice.after.map(|seconds| format!("[after {seconds} seconds]")));
    conditions
}

fn condition_text(word: &str, cond: &Cond, names: &ConditionNames<'_>) -> String {
    format!("[{word} {}]", names.expression_text(&cond.expr))
}
