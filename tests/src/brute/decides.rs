//! Determines what the conditions that decide how a run continues read, without those of texts.

use std::collections::BTreeSet;

use scn_story::{Change, Expr, NextCase, Operand, OutcomeWhen, Scenario};

use super::names::ChoiceName;
use super::state::State;

/// Everything read by a condition of a choice, an outcome, a `Set:` or a `Next:`, or by a promise.
#[derive(Clone, Debug, Default)]
pub(super) struct DecisiveReads<'a> {
    variables: BTreeSet<&'a str>,
    visited: BTreeSet<&'a str>,
    chosen: BTreeSet<ChoiceName<'a>>,
    faced: BTreeSet<&'a str>,
    upheld: BTreeSet<&'a str>,
    broke: BTreeSet<&'a str>,
}

impl<'a> DecisiveReads<'a> {
    /// Collects everything that is read in a scenario.
    pub(super) fn of_scenario(scenario: &'a Scenario) -> Self {
        let mut decides = Self::default();
        for situation in &scenario.situations {
            decides.read_changes(&situation.set);
            for choice in &situation.choices {
                choice.when.iter().chain(&choice.needs).for_each(|cond| decides.read(&cond.expr));
                if choice.once {
                    decides.chosen.insert(ChoiceName { situation: &situation.id, choice: &choice.id });
                }
                for outcome in &choice.outcomes {
                    if let OutcomeWhen::If(cond) = &outcome.when {
                        decides.read(&cond.expr);
                    }
                    decides.read_changes(&outcome.set);
                    decides.read_cases(&outcome.next);
                }
            }
            decides.read_cases(&situation.next);
        }
        scenario.promises.iter().for_each(|promise| decides.read(&promise.cond.expr));
        decides
    }

    fn read_changes(&mut self, changes: &'a [Change]) {
        for change in changes {
            if let Change::When { when, .. } = change {
                self.read(&when.expr);
            }
        }
    }

    fn read_cases(&mut self, cases: &'a [NextCase]) {
        cases.iter().filter_map(|case| case.when.as_ref()).for_each(|cond| self.read(&cond.expr));
    }

    fn read(&mut self, expr: &'a Expr) {
        match expr {
            Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| self.read(part)),
            Expr::Not(inner) => self.read(inner),
            Expr::Flag(id) => drop(self.variables.insert(id)),
            Expr::Compare { left, right, .. } => {
                for operand in [left, right] {
                    if let Operand::Variable(id) = operand {
                        self.variables.insert(id);
                    }
                }
            }
            Expr::Visited(id) => drop(self.visited.insert(id)),
            Expr::Chose { situation, choice } => drop(self.chosen.insert(ChoiceName { situation, choice })),
            Expr::Broke(id) => drop(self.broke.insert(id)),
            Expr::Upheld(id) => drop(self.upheld.insert(id)),
            Expr::Faced(id) => drop(self.faced.insert(id)),
            Expr::At(_) | Expr::Ended | Expr::Result(_) => {}
        }
    }

    /// Returns a moment reduced to the parts that are read.
    pub(super) fn reduce_state<'s>(&self, state: &State<'s>) -> State<'s> {
        let mut reduced = state.clone();
        reduced.values.retain(|id, _| self.variables.contains(id));
        reduced.visited.retain(|id| self.visited.contains(id));
        reduced.chosen.retain(|name| self.chosen.contains(name));
        reduced.faced.retain(|id| self.faced.contains(id));
        reduced.upheld.retain(|id| self.upheld.contains(id));
        reduced.broke.retain(|id| self.broke.contains(id));
        reduced
    }
}
