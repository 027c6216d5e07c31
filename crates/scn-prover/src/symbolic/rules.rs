//! The possible events at each node, as operations on state sets.
//!
//! This restates `step.rs` of scn-story for all states at once; the comments name the corresponding
//! functions there. Both must agree: the suite `tests/suites/symbolic_against_explicit.rs` compares
//! them on thousands of random stories.

use scn_story::{ChoiceIx, GoalView, Machine, Moment, NodeIx, OutcomeIx, OutcomeView};

use super::budget::{Budgeted, Exhausted};
use super::classes::ValueClasses;
use super::diagram::{ALL, EMPTY, MapIx, NodeRef};
use super::step_effects::{EvalPoint, MOST_PARTS, Observation, Observations, StepEffects, SymbolicContext};

/// The possible events at a node, independent of the open detours.
#[derive(Debug, Default)]
pub(crate) struct NodeRules {
    pub(crate) observations: Observations,
    /// In source order.
    pub(crate) transitions: Vec<Transition>,
    /// The states where each choice is on offer.
    pub(crate) open: Vec<(ChoiceIx, NodeRef)>,
    /// The states where no choice is on offer, at a node with choices.
    pub(crate) dead: NodeRef,
    /// The states where each choice has no outcome.
    pub(crate) no_outcome: Vec<(ChoiceIx, NodeRef)>,
    /// The states where the run stops without following a transition.
    pub(crate) stops: NodeRef,
}

/// Something that can happen at a node, up to the point where it leads to another node.
#[derive(Debug)]
pub(crate) struct Transition {
    /// `None` if the node has no choices and continues by itself.
    pub(crate) outcome: Option<OutcomeIx>,
    /// The effects on a state up to that point; the guard holds the states in which it can happen.
    pub(crate) effects: StepEffects,
    pub(crate) observations: Observations,
    pub(crate) detour: Option<NodeIx>,
    pub(crate) next: GoalView,
}

/// A transition followed to the next moment.
#[derive(Debug)]
pub(crate) struct ArcEffects {
    pub(crate) map: MapIx,
    pub(crate) observations: Observations,
}

/// Computes the possible events at the nodes.
#[derive(Debug)]
pub(crate) struct TransitionRules<'m> {
    pub(crate) machine: &'m Machine,
    pub(crate) context: SymbolicContext<'m>,
    pub(crate) classes: ValueClasses,
    /// The outcomes after whose detours a condition decides where a run continues or what changes.
    pub(super) branching: Vec<OutcomeIx>,
}

impl<'m> TransitionRules<'m> {
    pub(super) fn new(machine: &'m Machine, context: SymbolicContext<'m>, classes: ValueClasses) -> Self {
        let mut rules = Self { machine, context, classes, branching: Vec::new() };
        let outcomes = (0..rules.context.view.outcomes.len()).map(OutcomeIx::at);
        rules.branching = outcomes.filter(|outcome| rules.is_branching(*outcome)).collect();
        rules
    }

    pub(super) fn eval_point(&self, node: NodeIx) -> EvalPoint {
        EvalPoint { node, result: self.machine.result(node) }
    }

    /// Computes the possible events at a node. Corresponds to the interpreter's `moment`.
    pub(crate) fn node_rules(&mut self, node: NodeIx) -> Budgeted<NodeRules> {
        match self.machine.moment(node) {
            Moment::Ending(_) => Ok(NodeRules { stops: ALL, ..NodeRules::default() }),
            Moment::GoesOn => self.chain_rules(node),
            Moment::Choices => self.choice_rules(node),
        }
    }

    /// Corresponds to the interpreter's `go_on`, up to the point where it leads to another node.
    fn chain_rules(&mut self, node: NodeIx) -> Budgeted<NodeRules> {
        let mut rules = NodeRules::default();
        let cases = self.context.view.nodes.get(node.index()).map(|node| node.cases.clone()).unwrap_or_default();
        let start = StepEffects::new(ALL, &self.context);
        for (effects, next) in self.split_by_cases(&start, &cases, node, &mut rules.observations)? {
            if next == GoalView::Nowhere {
                rules.stops = self.context.diagrams.min(rules.stops, effects.guard)?;
                continue;
            }
            for effects in self.split_by_goal(effects, next, node)? {
                let observations = Observations::default();
                rules.transitions.push(Transition { outcome: None, effects, observations, detour: None, next });
            }
        }
        Ok(rules)
    }

    /// Corresponds to the interpreter's `offers`, and to its `choose` for each choice on offer.
    fn choice_rules(&mut self, node: NodeIx) -> Budgeted<NodeRules> {
        let mut rules = NodeRules { dead: ALL, ..NodeRules::default() };
        for choice in self.machine.choices_of(node) {
            let open = self.states_offering(node, choice, &mut rules.observations)?;
            rules.open.push((choice, open));
            rules.dead = self.context.diagrams.exclude(rules.dead, open)?;
        }
        rules.stops = rules.dead;
        for (choice, open) in rules.open.clone() {
            let none = self.add_choice_transitions(node, choice, open, &mut rules)?;
            if none != EMPTY {
                rules.no_outcome.push((choice, none));
                rules.stops = self.context.diagrams.min(rules.stops, none)?;
            }
        }
        Ok(rules)
    }

    /// Returns the states where a choice is on offer. Corresponds to the interpreter's `offer`.
    fn states_offering(
        &mut self,
        node: NodeIx,
        choice: ChoiceIx,
        observations: &mut Observations,
    ) -> Budgeted<NodeRef> {
        let point = self.eval_point(node);
        let Some(known) = self.context.view.choices.get(choice.index()).cloned() else { return Ok(EMPTY) };
        let mut effects = StepEffects::new(ALL, &self.context);
        if let Some(slot) = known.chosen.filter(|_| known.once) {
            let level = self.context.space.level_of(slot);
            let unused = self.context.space.number_of(level, 0);
            effects.guard = self.context.diagrams.values_where(level, |value| value == unused)?;
        }
        if let Some(when) = &known.when {
            effects.guard = effects.evaluate(&mut self.context, when, point, observations)?;
        }
        if let Some(needs) = &known.needs {
            let holding = effects.evaluate(&mut self.context, needs, point, observations)?;
            let locked = self.context.diagrams.exclude(effects.guard, holding)?;
            observations.observe(Observation::Locked(choice.index()), locked);
            effects.guard = holding;
        }
        observations.observe(Observation::Offered(choice.index()), effects.guard);
        Ok(effects.guard)
    }

    /// Adds the transitions of a choice and returns the states where it has no outcome. Corresponds
    /// to the interpreter's `choose` and the part of `take_outcome` before it leads to another
    /// node.
    fn add_choice_transitions(
        &mut self,
        node: NodeIx,
        choice: ChoiceIx,
        open: NodeRef,
        rules: &mut NodeRules,
    ) -> Budgeted<NodeRef> {
        let point = self.eval_point(node);
        let chance = self.machine.is_chance(choice);
        let mut none = EMPTY;
        let mut transitions: Vec<Transition> = Vec::new();
        for marked in self.split_by_marks(choice, open, rules)? {
            let mut remaining = marked;
            let mut any = EMPTY;
            for outcome in self.machine.outcomes_of(choice) {
                let Some(known) = self.context.view.outcomes.get(outcome.index()).cloned() else { continue };
                let holding = match &known.when {
                    None => remaining.guard,
                    Some(cond) => remaining.evaluate(&mut self.context, cond, point, &mut rules.observations)?,
                };
                any = self.context.diagrams.min(any, holding)?;
                if holding != EMPTY {
                    let taken = remaining.restricted_to(holding);
                    for guard in taken.split_by_groups(&mut self.context, &known.set, point)? {
                        self.add_outcome_transitions(taken.restricted_to(guard), outcome, &known, &mut transitions)?;
                    }
                    if MOST_PARTS < transitions.len() {
                        return Err(Exhausted::Bound);
                    }
                }
                if !chance {
                    remaining.guard = self.context.diagrams.exclude(remaining.guard, holding)?;
                }
            }
            let without = self.context.diagrams.exclude(remaining.guard, any)?;
            none = self.context.diagrams.min(none, without)?;
        }
        transitions.sort_by_key(|transition| transition.outcome);
        rules.transitions.extend(transitions);
        Ok(none)
    }

    /// Adds the transitions of an outcome. `effects` are those of the choice, and the conditions of
    /// the outcome's changes have the same result in all their states. Corresponds to the
    /// interpreter's `take_outcome`, up to the point where it leads to another node.
    fn add_outcome_transitions(
        &mut self,
        mut effects: StepEffects,
        outcome: OutcomeIx,
        known: &OutcomeView,
        transitions: &mut Vec<Transition>,
    ) -> Budgeted<()> {
        let node = self.own_node(outcome);
        let point = self.eval_point(node);
        let mut observations = Observations::default();
        observations.observe(Observation::Taken(outcome.index()), effects.guard);
        effects.apply_groups(&mut self.context, &known.set, point, &mut observations)?;
        effects.evaluate_texts(&mut self.context, &known.texts, point, &mut observations)?;
        let parts = match known.detour {
            Some(detour) => {
                let parts = self.split_by_entry(effects, detour)?.into_iter();
                parts.map(|part| (part, GoalView::Nowhere)).collect()
            }
            None => {
                let mut parts = Vec::new();
                for (part, goal) in self.split_by_cases(&effects, &known.next, node, &mut observations)? {
                    if part.guard != EMPTY {
                        parts.extend(self.split_by_goal(part, goal, node)?.into_iter().map(|part| (part, goal)));
                    }
                }
                parts
            }
        };
        let detour = known.detour;
        for (effects, next) in parts {
            let observations = observations.clone();
            transitions.push(Transition { outcome: Some(outcome), effects, observations, detour, next });
        }
        Ok(())
    }

    /// Sets the marks of a choice: that it was chosen, and that the principles of everything on
    /// offer with it were faced. Splits the states where the choice is on offer by what else is on
    /// offer.
    fn split_by_marks(&mut self, choice: ChoiceIx, open: NodeRef, rules: &NodeRules) -> Budgeted<Vec<StepEffects>> {
        let mut start = StepEffects::new(open, &self.context);
        if let Some(slot) = self.context.view.choices.get(choice.index()).and_then(|choice| choice.chosen) {
            start.set_raw(&self.context, slot, 1);
        }
        let mut cases = vec![start];
        for (principle, slot) in self.context.view.faced.clone().into_iter().enumerate() {
            let Some(slot) = slot else { continue };
            let facing = self.states_facing(principle, rules)?;
            if facing == EMPTY {
                continue;
            }
            let mut apart = Vec::new();
            for effects in cases {
                let faced = self.context.diagrams.restrict(effects.guard, facing)?;
                let not = self.context.diagrams.exclude(effects.guard, facing)?;
                if faced != EMPTY {
                    let mut marked = effects.restricted_to(faced);
                    marked.set_raw(&self.context, slot, 1);
                    apart.push(marked);
                }
                if not != EMPTY {
                    apart.push(effects.restricted_to(not));
                }
            }
            if MOST_PARTS < apart.len() {
                return Err(Exhausted::Bound);
            }
            cases = apart;
        }
        Ok(cases)
    }

    /// Returns the states where some choice on offer links a principle.
    pub(crate) fn states_facing(&mut self, principle: usize, rules: &NodeRules) -> Budgeted<NodeRef> {
        let mut facing = EMPTY;
        for (choice, open) in &rules.open {
            if self.machine.linked_principles(*choice).iter().any(|linked| linked.index() == principle) {
                facing = self.context.diagrams.min(facing, *open)?;
            }
        }
        Ok(facing)
    }

    /// Follows a transition into a node. Corresponds to the interpreter's `enter_node` and
    /// `reduce`. `observations` are those made on the way there.
    pub(crate) fn enter_node(
        &mut self,
        transition: &StepEffects,
        node: NodeIx,
        mut observations: Observations,
    ) -> Budgeted<ArcEffects> {
        let point = self.eval_point(node);
        let mut effects = transition.clone();
        if let Some(known) = self.context.view.nodes.get(node.index()).cloned() {
            effects.apply_groups(&mut self.context, &known.set, point, &mut observations)?;
            effects.evaluate_texts(&mut self.context, &known.texts, point, &mut observations)?;
            if let Some(slot) = known.visited {
                effects.set_raw(&self.context, slot, 1);
            }
        }
        for level in (0_u32..).take(self.context.space.slots_by_level().len()) {
            if let Some(table) = self.classes.representatives(node, level) {
                self.context.diagrams.budget.spend(table.len() as u64 / 8)?;
                effects.map_level(&self.context, level, table);
            }
        }
        Ok(ArcEffects { map: effects.to_map(&mut self.context), observations })
    }
}
