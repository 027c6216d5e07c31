//! The possible events at each node, as operations on state sets.
//!
//! This restates `step.rs` of scn-story for all states at once; the comments name the corresponding
//! functions there. Both must agree: the suite `tests/suites/symbolic_against_explicit.rs` compares
//! them on thousands of random stories.

use scn_story::{ChoiceIx, GoalView, Machine, Moment, NodeIx, OutcomeIx};

use super::classes::Classes;
use super::diagram::{ALL, EMPTY, Fun, MapIx};
use super::moves::{Frame, Moves, Seen, Sights, Spot};
use super::purse::{Done, Spent};

/// Maximum number of combinations of marks that are distinguished at one node.
const MOST_WAYS: usize = 1 << 12;

/// The possible events at a node, independent of the open detours.
#[derive(Debug, Default)]
pub(crate) struct NodeRules {
    pub(crate) sights: Sights,
    /// In source order.
    pub(crate) ways: Vec<Way>,
    /// The states where each choice is on offer.
    pub(crate) open: Vec<(ChoiceIx, Fun)>,
    /// The states where no choice is on offer, at a node with choices.
    pub(crate) dead: Fun,
    /// The states where each choice has no outcome.
    pub(crate) no_outcome: Vec<(ChoiceIx, Fun)>,
    /// The states where the run stops without following a transition.
    pub(crate) stops: Fun,
}

/// Something that can happen at a node, up to the point where it leads to another node.
#[derive(Debug)]
pub(crate) struct Way {
    /// `None` if the node has no choices and continues by itself.
    pub(crate) outcome: Option<OutcomeIx>,
    /// The effects on a state up to that point; the guard holds the states in which it can happen.
    pub(crate) moves: Moves,
    pub(crate) sights: Sights,
    pub(crate) detour: Option<NodeIx>,
    pub(crate) next: GoalView,
}

/// A transition followed to the next moment.
#[derive(Debug)]
pub(crate) struct Arc {
    pub(crate) map: MapIx,
    pub(crate) sights: Sights,
}

/// Computes the possible events at the nodes.
#[derive(Debug)]
pub(crate) struct Rules<'m> {
    pub(crate) machine: &'m Machine,
    pub(crate) frame: Frame<'m>,
    pub(crate) classes: Classes,
}

impl Rules<'_> {
    pub(super) fn spot(&self, node: NodeIx) -> Spot {
        Spot { node, result: self.machine.result(node) }
    }

    /// Computes the possible events at a node. Corresponds to the interpreter's `moment`.
    pub(crate) fn node(&mut self, node: NodeIx) -> Done<NodeRules> {
        match self.machine.moment(node) {
            Moment::Ending(_) => Ok(NodeRules { stops: ALL, ..NodeRules::default() }),
            Moment::GoesOn => self.goes_on(node),
            Moment::Choices => self.choices(node),
        }
    }

    /// Corresponds to the interpreter's `go_on`, up to the point where it leads to another node.
    fn goes_on(&mut self, node: NodeIx) -> Done<NodeRules> {
        let mut rules = NodeRules::default();
        let spot = self.spot(node);
        let cases = self.frame.view.nodes.get(node.index()).map(|node| node.cases.clone()).unwrap_or_default();
        let mut rest = Moves::new(ALL, &self.frame);
        for case in cases {
            let held = match &case.when {
                None => rest.guard,
                Some(cond) => rest.judge(&mut self.frame, cond, spot, &mut rules.sights)?,
            };
            let sights = Sights::default();
            rules.ways.push(Way { outcome: None, moves: rest.within(held), sights, detour: None, next: case.to });
            rest = rest.within(self.frame.diagrams.without(rest.guard, held)?);
        }
        rules.stops = rest.guard;
        Ok(rules)
    }

    /// Corresponds to the interpreter's `offers`, and to its `choose` for each choice on offer.
    fn choices(&mut self, node: NodeIx) -> Done<NodeRules> {
        let mut rules = NodeRules { dead: ALL, ..NodeRules::default() };
        for choice in self.machine.choices_of(node) {
            let open = self.offer(node, choice, &mut rules.sights)?;
            rules.open.push((choice, open));
            rules.dead = self.frame.diagrams.without(rules.dead, open)?;
        }
        rules.stops = rules.dead;
        for (choice, open) in rules.open.clone() {
            let none = self.choose(node, choice, open, &mut rules)?;
            if none != EMPTY {
                rules.no_outcome.push((choice, none));
                rules.stops = self.frame.diagrams.min(rules.stops, none)?;
            }
        }
        Ok(rules)
    }

    /// Returns the states where a choice is on offer. Corresponds to the interpreter's `offer`.
    fn offer(&mut self, node: NodeIx, choice: ChoiceIx, sights: &mut Sights) -> Done<Fun> {
        let spot = self.spot(node);
        let Some(known) = self.frame.view.choices.get(choice.index()).cloned() else { return Ok(EMPTY) };
        let mut here = Moves::new(ALL, &self.frame);
        if let Some(slot) = known.chosen.filter(|_| known.once) {
            let level = self.frame.space.level(slot);
            let unused = self.frame.space.number(level, 0);
            here.guard = self.frame.diagrams.values(level, |value| value == unused)?;
        }
        if let Some(when) = &known.when {
            here.guard = here.judge(&mut self.frame, when, spot, sights)?;
        }
        if let Some(needs) = &known.needs {
            let held = here.judge(&mut self.frame, needs, spot, sights)?;
            let locked = self.frame.diagrams.without(here.guard, held)?;
            sights.see(Seen::Locked(choice.index()), locked);
            here.guard = held;
        }
        sights.see(Seen::Offered(choice.index()), here.guard);
        Ok(here.guard)
    }

    /// Adds the transitions of a choice and returns the states where it has no outcome. Corresponds
    /// to the interpreter's `choose` and the part of `take` before it leads to another node.
    fn choose(&mut self, node: NodeIx, choice: ChoiceIx, open: Fun, rules: &mut NodeRules) -> Done<Fun> {
        let spot = self.spot(node);
        let chance = self.machine.is_chance(choice);
        let mut none = EMPTY;
        let mut ways: Vec<Way> = Vec::new();
        for marked in self.marked(choice, open, rules)? {
            let mut rest = marked;
            let mut any = EMPTY;
            for outcome in self.machine.outcomes_of(choice) {
                let Some(known) = self.frame.view.outcomes.get(outcome.index()).cloned() else { continue };
                let held = match &known.when {
                    None => rest.guard,
                    Some(cond) => rest.judge(&mut self.frame, cond, spot, &mut rules.sights)?,
                };
                any = self.frame.diagrams.min(any, held)?;
                if held != EMPTY {
                    let mut moves = rest.within(held);
                    let mut sights = Sights::default();
                    sights.see(Seen::Taken(outcome.index()), held);
                    moves.apply(&mut self.frame, &known.set, &mut sights)?;
                    moves.texts(&mut self.frame, &known.texts, spot, &mut sights)?;
                    let (detour, next) = (known.detour, known.next);
                    ways.push(Way { outcome: Some(outcome), moves, sights, detour, next });
                }
                if !chance {
                    rest.guard = self.frame.diagrams.without(rest.guard, held)?;
                }
            }
            let without = self.frame.diagrams.without(rest.guard, any)?;
            none = self.frame.diagrams.min(none, without)?;
        }
        ways.sort_by_key(|way| way.outcome);
        rules.ways.extend(ways);
        Ok(none)
    }

    /// Sets the marks of a choice: that it was chosen, and that the principles of everything on
    /// offer with it were faced. Splits the states where the choice is on offer by what else is on
    /// offer.
    fn marked(&mut self, choice: ChoiceIx, open: Fun, rules: &NodeRules) -> Done<Vec<Moves>> {
        let mut start = Moves::new(open, &self.frame);
        if let Some(slot) = self.frame.view.choices.get(choice.index()).and_then(|choice| choice.chosen) {
            start.put(&self.frame, slot, 1);
        }
        let mut all = vec![start];
        for (principle, slot) in self.frame.view.faced.clone().into_iter().enumerate() {
            let Some(slot) = slot else { continue };
            let facing = self.facing(principle, rules)?;
            if facing == EMPTY {
                continue;
            }
            let mut apart = Vec::new();
            for moves in all {
                let faced = self.frame.diagrams.and(moves.guard, facing)?;
                let not = self.frame.diagrams.without(moves.guard, facing)?;
                if faced != EMPTY {
                    let mut marked = moves.within(faced);
                    marked.put(&self.frame, slot, 1);
                    apart.push(marked);
                }
                if not != EMPTY {
                    apart.push(moves.within(not));
                }
            }
            if MOST_WAYS < apart.len() {
                return Err(Spent::Bound);
            }
            all = apart;
        }
        Ok(all)
    }

    /// Returns the states where some choice on offer links a principle.
    pub(crate) fn facing(&mut self, principle: usize, rules: &NodeRules) -> Done<Fun> {
        let mut facing = EMPTY;
        for (choice, open) in &rules.open {
            if self.machine.linked(*choice).iter().any(|linked| linked.index() == principle) {
                facing = self.frame.diagrams.min(facing, *open)?;
            }
        }
        Ok(facing)
    }

    /// Follows a transition into a node. Corresponds to the interpreter's `enter` and `reduce`.
    pub(crate) fn enter(&mut self, way: &Moves, node: NodeIx) -> Done<Arc> {
        let spot = self.spot(node);
        let mut moves = way.clone();
        let mut sights = Sights::default();
        if let Some(known) = self.frame.view.nodes.get(node.index()).cloned() {
            moves.apply(&mut self.frame, &known.set, &mut sights)?;
            moves.texts(&mut self.frame, &known.texts, spot, &mut sights)?;
            if let Some(slot) = known.visited {
                moves.put(&self.frame, slot, 1);
            }
        }
        for level in (0_u32..).take(self.frame.space.slots().len()) {
            if let Some(table) = self.classes.of(node, level) {
                self.frame.diagrams.purse.work(table.len() as u64 / 8)?;
                moves.exchange(&self.frame, level, table);
            }
        }
        Ok(Arc { map: moves.map(&mut self.frame), sights })
    }
}
