//! Determines whether a later condition can still read a meter.

use std::collections::BTreeSet;

use scn_story::{
    Block, Change, Comparison, Cond, Expr, NextCase, Operand, Outcome, OutcomeWhen, Scenario, Situation, Span, Target,
    When,
};

use super::judge::compare_values;
use super::names::{ChoiceName, Node, OutcomeName, find_node, find_outcome};
use super::state::Value;
use super::step::{ChangePosition, CutOffChange, Setter, meter_range};

/// Where a `return` leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReturnTargets {
    /// As in the run that made the change: after the outcome that opened the detour.
    AsInThatRun,
    /// After any outcome that opens a detour.
    BehindAnyDetour,
}

/// Returns whether a path along `Next:` and `Detour:` lines, with conditions ignored, leads from a
/// change made by a run to a condition that reads the meter before it is assigned another value. A
/// comparison with the same result for all possible values reads nothing.
#[must_use]
pub(super) fn is_read(scenario: &Scenario, cut: &CutOffChange<'_>, returns: ReturnTargets) -> bool {
    let mut walk = ReadWalk { scenario, meter: cut.meter, returns, entered: BTreeSet::new() };
    match cut.of {
        Setter::Outcome(name) => walk.outcome_from(name, Some(cut.at), &cut.detours),
        Setter::Situation(id) => match find_node(scenario, id) {
            Node::Situation(situation) => walk.situation_from(situation, Some(cut.at), &cut.detours),
            Node::Ending(_) => unreachable!("endings change nothing"),
        },
    }
}

struct ReadWalk<'a> {
    scenario: &'a Scenario,
    meter: &'a str,
    returns: ReturnTargets,
    /// The situations entered, with the detours open then.
    entered: BTreeSet<(&'a str, Vec<OutcomeName<'a>>)>,
}

impl<'a> ReadWalk<'a> {
    /// Walks on from a situation: from its beginning, or after one of its changes.
    fn situation_from(
        &mut self,
        situation: &'a Situation,
        after: Option<ChangePosition>,
        detours: &[OutcomeName<'a>],
    ) -> bool {
        if let Some(is_read) = self.in_changes(&situation.set, after) {
            return is_read;
        }
        if self.is_in_blocks(&situation.body) || situation_conds(situation).any(|cond| self.is_in(&cond.expr)) {
            return true;
        }
        let by_choice = situation.choices.iter().any(|choice| {
            let choice_name = ChoiceName { situation: &situation.id, choice: &choice.id };
            (1..=choice.outcomes.len())
                .any(|number| self.outcome_from(OutcomeName { of: choice_name, number }, None, detours))
        });
        by_choice || situation.next.iter().any(|case| self.follow_target(&case.to, &situation.id, detours))
    }

    /// Walks on from an outcome: from its beginning, or after one of its changes.
    fn outcome_from(
        &mut self,
        name: OutcomeName<'a>,
        after: Option<ChangePosition>,
        detours: &[OutcomeName<'a>],
    ) -> bool {
        let Outcome { set, body, detour, next, .. } = find_outcome(self.scenario, name);
        if let Some(is_read) = self.in_changes(set, after) {
            return is_read;
        }
        if self.is_in_blocks(body) {
            return true;
        }
        match detour {
            Some(detour) => {
                let mut deeper = detours.to_vec();
                deeper.push(name);
                match self.returns {
                    ReturnTargets::AsInThatRun => self.enter_node(detour, &deeper),
                    ReturnTargets::BehindAnyDetour => self.enter_node(detour, &[]),
                }
            }
            None => self.follow_cases(next, name.of.situation, detours),
        }
    }

    fn follow_cases(&mut self, cases: &'a [NextCase], again: &'a str, detours: &[OutcomeName<'a>]) -> bool {
        cases.iter().any(|case| {
            case.when.as_ref().is_some_and(|cond| self.is_in(&cond.expr))
                || self.follow_target(&case.to, again, detours)
        })
    }

    fn follow_target(&mut self, target: &'a Target, again: &'a str, detours: &[OutcomeName<'a>]) -> bool {
        match (target, self.returns, detours) {
            (Target::Node(id), ..) => self.enter_node(id, detours),
            (Target::Again, ..) => self.enter_node(again, detours),
            (Target::Return, ReturnTargets::AsInThatRun, []) => false,
            (Target::Return, ReturnTargets::AsInThatRun, [outer @ .., opened_by]) => {
                self.follow_cases(&find_outcome(self.scenario, *opened_by).next, opened_by.of.situation, outer)
            }
            (Target::Return, ReturnTargets::BehindAnyDetour, _) => {
                let scenario = self.scenario;
                scenario.situations.iter().any(|situation| self.after_detours(situation))
            }
        }
    }

    /// Walks on after each outcome of a situation that opens a detour. If the outcome itself
    /// continues with `return`, there is nothing new.
    fn after_detours(&mut self, situation: &'a Situation) -> bool {
        let outcomes = situation.choices.iter().flat_map(|choice| &choice.outcomes);
        let openers = outcomes.filter(|outcome| outcome.detour.is_some());
        openers.flat_map(|opener| &opener.next).any(|case| {
            let leads_to_read = match &case.to {
                Target::Node(id) => self.enter_node(id, &[]),
                Target::Again => self.enter_node(&situation.id, &[]),
                Target::Return => false,
            };
            leads_to_read || case.when.as_ref().is_some_and(|cond| self.is_in(&cond.expr))
        })
    }

    fn enter_node(&mut self, id: &'a str, detours: &[OutcomeName<'a>]) -> bool {
        match find_node(self.scenario, id) {
            Node::Ending(ending) => self.is_in_blocks(&ending.body),
            Node::Situation(situation) => {
                self.entered.insert((id, detours.to_vec())) && self.situation_from(situation, None, detours)
            }
        }
    }

    /// Returns whether the meter is read in changes, all of them or those after one of them; false
    /// if it is certainly given another value first, and `None` if neither is the case.
    fn in_changes(&self, changes: &[Change], after: Option<ChangePosition>) -> Option<bool> {
        let mut rest = changes;
        if let Some(ChangePosition { outer, inner }) = after {
            if let (Change::When { set, .. }, Some(inner)) = (&changes[outer], inner)
                && set[inner + 1..].iter().any(|change| self.gives_value(change))
            {
                return Some(false);
            }
            rest = &changes[outer + 1..];
        }
        rest.iter().find_map(|change| {
            if let Change::When { when, .. } = change {
                self.is_in(&when.expr).then_some(true)
            } else {
                self.gives_value(change).then_some(false)
            }
        })
    }

    fn gives_value(&self, change: &Change) -> bool {
        matches!(change, Change::Number { variable, .. } if variable == self.meter)
    }

    fn is_in_blocks(&self, blocks: &[Block]) -> bool {
        blocks
            .iter()
            .any(|block| self.is_in_when(block.display_condition()) || block.texts().any(|text| self.is_in_text(text)))
    }

    fn is_in_when(&self, when: &When) -> bool {
        match when {
            When::Always => false,
            When::If(cond) | When::Otherwise(cond) => self.is_in(&cond.expr),
            When::All(parts) => parts.iter().any(|part| self.is_in_when(part)),
        }
    }

    fn is_in_text(&self, spans: &[Span]) -> bool {
        spans.iter().any(|span| match span {
            Span::Text { .. } | Span::Value { .. } => false,
            Span::If { when, then, otherwise } => {
                self.is_in(&when.expr) || self.is_in_text(then) || self.is_in_text(otherwise)
            }
        })
    }

    fn is_in(&self, expr: &Expr) -> bool {
        let is_meter = |operand: &Operand| matches!(operand, Operand::Variable(id) if id == self.meter);
        match expr {
            Expr::And(parts) | Expr::Or(parts) => parts.iter().any(|part| self.is_in(part)),
            Expr::Not(inner) => self.is_in(inner),
            Expr::Compare { left, is, right } => {
                (is_meter(left) || is_meter(right)) && self.can_differ(left, *is, right)
            }
            Expr::Flag(_)
            | Expr::Visited(_)
            | Expr::Chose { .. }
            | Expr::Broke(_)
            | Expr::Upheld(_)
            | Expr::Faced(_)
            | Expr::At(_)
            | Expr::Ended
            | Expr::Result(_) => false,
        }
    }
}

impl ReadWalk<'_> {
    /// Returns whether a comparison that contains a meter holds for some possible values and not
    /// for others.
    fn can_differ(&self, left: &Operand, is: Comparison, right: &Operand) -> bool {
        let bounds_of = |operand: &Operand| match operand {
            Operand::Variable(id) => meter_range(self.scenario, id),
            Operand::Number(number) => (*number, *number),
            Operand::Word(_) => unreachable!("meters compare with numbers"),
        };
        // The values at which the result can change: the bounds of both sides and the numbers next
        // to them, as far as a side can have them.
        let turning: Vec<i64> = [bounds_of(left), bounds_of(right)]
            .iter()
            .flat_map(|(low, high)| [low - 1, *low, low + 1, high - 1, *high, high + 1])
            .collect();
        let values_of = |operand: &Operand| -> Vec<i64> {
            let (low, high) = bounds_of(operand);
            turning.iter().copied().filter(|value| (low..=high).contains(value)).collect()
        };
        let rights = values_of(right);
        let pairs = values_of(left).into_iter().flat_map(|left| rights.iter().map(move |right| (left, *right)));
        let answers: BTreeSet<bool> =
            pairs.map(|(left, right)| compare_values(Value::Number(left), is, Value::Number(right))).collect();
        answers.len() > 1
    }
}

/// Returns the conditions of a situation's choices, of their outcomes, and of its `Next:` cases.
fn situation_conds(situation: &Situation) -> impl Iterator<Item = &Cond> {
    let of_choices = situation.choices.iter().flat_map(|choice| {
        let of_outcomes = choice.outcomes.iter().filter_map(|outcome| match &outcome.when {
            OutcomeWhen::If(cond) => Some(cond),
            OutcomeWhen::Always | OutcomeWhen::Chance { .. } | OutcomeWhen::Otherwise => None,
        });
        choice.when.iter().chain(&choice.needs).chain(of_outcomes)
    });
    of_choices.chain(situation.next.iter().filter_map(|case| case.when.as_ref()))
}
