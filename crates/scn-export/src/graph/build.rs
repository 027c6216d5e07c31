//! Builds the graph from a scenario and its proof.

use std::collections::{BTreeMap, BTreeSet};

use scn_prover::{Proof, StrayReturn};
use scn_story::{
    Choice, ChoiceIx, Cond, Machine, NodeIx, Outcome, OutcomeIx, OutcomeWhen, Principle, Scenario, Situation, Target,
};

use super::condition::{Names, choice_counts};
use super::text::{one_line, plain};
use super::{Edge, EdgeKind, Fault, Graph, Node, NodeKind, Reach, Way};

impl Graph {
    /// Builds the graph of a scenario. `machine` is that of the scenario, `proof` its proof, and
    /// `principles` are those of the story.
    ///
    /// An edge that continues after a detour counts as reached if its choice is taken and its
    /// target is reached: the proof does not record which detours return.
    #[must_use]
    pub fn new(scenario: &Scenario, machine: &Machine, proof: &Proof, principles: &[Principle]) -> Self {
        let counts = choice_counts(scenario);
        let mut builder = Builder {
            scenario,
            machine,
            proof,
            nodes: Vec::new(),
            edges: Vec::new(),
            by_id: BTreeMap::new(),
            counts: &counts,
        };
        builder.nodes();
        let mut next_choice = 0;
        for (at, situation) in scenario.situations.iter().enumerate() {
            builder.choices(at, situation, next_choice);
            builder.cases(at, situation);
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
            complete: proof.complete,
            nodes: builder.nodes,
            edges: builder.edges,
        }
    }
}

struct Builder<'b> {
    scenario: &'b Scenario,
    machine: &'b Machine,
    proof: &'b Proof,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    by_id: BTreeMap<String, usize>,
    counts: &'b BTreeMap<&'b str, usize>,
}

fn flag(list: &[bool], at: usize) -> bool {
    list.get(at).copied().unwrap_or_default()
}

impl Builder<'_> {
    fn reach(&self, seen: bool) -> Reach {
        match (seen, self.proof.complete) {
            (true, _) => Reach::Reached,
            (false, true) => Reach::Never,
            (false, false) => Reach::NotSeen,
        }
    }

    fn nodes(&mut self) {
        let situations = self.scenario.situations.iter().map(|it| (&it.id, &it.title, NodeKind::Situation));
        let endings = self.scenario.endings.iter().map(|it| (&it.id, &it.title, NodeKind::Ending(it.result)));
        for (at, (id, title, kind)) in situations.chain(endings).enumerate() {
            let node = NodeIx::at(at);
            let traps = (1..).zip(&self.proof.traps).filter(|(_, trap)| trap.nodes.contains(&node));
            self.by_id.entry(id.clone()).or_insert(at);
            self.nodes.push(Node {
                id: id.clone(),
                title: one_line(title),
                kind,
                start: *id == self.scenario.start,
                reach: self.reach(self.proof.nodes.has(NodeIx::at(at))),
                dead_end: self.proof.dead_ends.iter().any(|(dead, _)| *dead == node),
                traps: traps.map(|(number, _)| number).collect(),
            });
        }
    }

    /// Adds the choices of a situation. `first` is the machine's index of its first choice.
    fn choices(&mut self, from: usize, situation: &Situation, first: usize) {
        let names = Names { counts: self.counts, situation: &situation.id };
        for (choice, at) in situation.choices.iter().zip(first..) {
            let index = ChoiceIx::at(at);
            let asked = asked(choice, &names);
            let label = plain(&choice.label, &names);
            for (outcome, number) in choice.outcomes.iter().zip(self.machine.outcomes_of(index)) {
                let mut conditions = asked.clone();
                conditions.extend(self.when(outcome, number, &names));
                let links = outcome.links.iter().map(|link| (link.principle.clone(), link.rating)).collect();
                let way = Way { label: label.clone(), conditions, links, ..Way::default() };
                self.outcome(from, outcome, number, way);
            }
            if self.proof.no_outcomes.iter().any(|(without, _)| *without == index) {
                let fault = Some(Fault::NoOutcome);
                let to = self.place(from, NodeKind::Nowhere, Reach::Reached);
                self.add(
                    from,
                    to,
                    EdgeKind::Next,
                    Reach::Reached,
                    Way { label, conditions: asked, fault, ..Way::default() },
                );
            }
        }
    }

    fn outcome(&mut self, from: usize, outcome: &Outcome, number: OutcomeIx, mut way: Way) {
        let taken = self.reach(flag(&self.proof.taken, number.index()));
        let detour = outcome.detour.as_deref().and_then(|id| self.index(id));
        if let Some(to) = detour {
            let there = self.nodes.get(to).map_or(taken, |node| node.reach);
            self.add(from, to, EdgeKind::Detour, taken.max(there), Way::default());
            way.detour = self.nodes.get(to).map(|node| node.title.clone());
        }
        let (to, reach) = match &outcome.next {
            Some(Target::Again) => (Some(from), taken),
            Some(Target::Node(id)) => {
                let to = self.index(id);
                // If a detour never returns, what follows it is never taken.
                let there = to.and_then(|to| self.nodes.get(to)).map_or(taken, |node| node.reach);
                (to, taken.max(there))
            }
            Some(Target::Return) => {
                let stray = |(stray, _): &(StrayReturn, _)| *stray == StrayReturn::Outcome(number);
                way.fault = self.proof.stray_returns.iter().any(stray).then_some(Fault::StrayReturn);
                (Some(self.place(from, NodeKind::Return, taken)), taken)
            }
            None => {
                way.fault = Some(Fault::NoNext);
                (Some(self.place(from, NodeKind::Nowhere, taken)), taken)
            }
        };
        if let Some(to) = to {
            self.add(from, to, EdgeKind::Next, reach, way);
        }
    }

    /// Adds the targets of a situation without choices.
    fn cases(&mut self, from: usize, situation: &Situation) {
        let names = Names { counts: self.counts, situation: &situation.id };
        let reached = self.proof.nodes.has(NodeIx::at(from));
        // The first case that holds is taken, so a case is evaluated only if all before it failed.
        let mut asked = reached;
        for case in &situation.next {
            let (taken, conditions) = match &case.when {
                Some(cond) => {
                    let site = cond.site.0 as usize;
                    let taken = asked && flag(&self.proof.held, site);
                    asked = asked && flag(&self.proof.failed, site);
                    (taken, vec![condition("if", cond, &names)])
                }
                None if 1 < situation.next.len() => (asked, vec!["[otherwise]".to_owned()]),
                None => (asked, Vec::new()),
            };
            let reach = self.reach(taken);
            let mut way = Way { conditions, ..Way::default() };
            let to = match &case.to {
                Target::Again => Some(from),
                Target::Node(id) => self.index(id),
                Target::Return => {
                    let stray = |(stray, _): &(StrayReturn, _)| *stray == StrayReturn::Node(NodeIx::at(from));
                    way.fault = (taken && self.proof.stray_returns.iter().any(stray)).then_some(Fault::StrayReturn);
                    Some(self.place(from, NodeKind::Return, reach))
                }
            };
            if let Some(to) = to {
                self.add(from, to, EdgeKind::Next, reach, way);
            }
        }
    }

    /// Returns the condition or probability of an outcome.
    fn when(&self, outcome: &Outcome, number: OutcomeIx, names: &Names<'_>) -> Option<String> {
        let chance = self.machine.choice_of(number).is_some_and(|(choice, _)| self.machine.is_chance(choice));
        match &outcome.when {
            OutcomeWhen::Always => None,
            OutcomeWhen::If(cond) => Some(condition("if", cond, names)),
            OutcomeWhen::Chance { numerator, denominator } => Some(format!("[{numerator} in {denominator}]")),
            OutcomeWhen::Otherwise if chance => {
                let odds = self.machine.weight(number);
                Some(format!("[{} in {}]", odds.numerator, odds.denominator))
            }
            OutcomeWhen::Otherwise => Some("[otherwise]".to_owned()),
        }
    }

    fn index(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Returns the node next to a situation that stands for a target outside the scenario. It is
    /// reached if any transition to it is taken.
    fn place(&mut self, from: usize, kind: NodeKind, reach: Reach) -> usize {
        let (name, title) = match kind {
            NodeKind::Return => ("return", "back to where the detour began"),
            NodeKind::Nowhere | NodeKind::Situation | NodeKind::Ending(_) => ("nowhere", "leads nowhere"),
        };
        let id = format!("{}/{name}", self.nodes.get(from).map(|node| node.id.as_str()).unwrap_or_default());
        if let Some(at) = self.index(&id) {
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

    fn add(&mut self, from: usize, to: usize, kind: EdgeKind, reach: Reach, way: Way) {
        let same = |edge: &&mut Edge| (edge.from, edge.to, edge.kind, edge.reach) == (from, to, kind, reach);
        match self.edges.iter_mut().rev().take_while(|edge| edge.from == from).find(same) {
            // All transitions into the same detour have the same, empty label.
            Some(_) if kind == EdgeKind::Detour => {}
            Some(edge) => edge.ways.push(way),
            None => self.edges.push(Edge { from, to, kind, reach, ways: vec![way] }),
        }
    }
}

/// Returns the conditions of a choice.
fn asked(choice: &Choice, names: &Names<'_>) -> Vec<String> {
    let mut asked = Vec::new();
    asked.extend(choice.when.as_ref().map(|cond| condition("if", cond, names)));
    asked.extend(choice.needs.as_ref().map(|cond| condition("needs", cond, names)));
    asked.extend(choice.once.then(|| "[once]".to_owned()));
    asked.extend(choice.after.map(|seconds| format!("[after {seconds} seconds]")));
    asked
}

fn condition(word: &str, cond: &Cond, names: &Names<'_>) -> String {
    format!("[{word} {}]", names.words(&cond.expr))
}
