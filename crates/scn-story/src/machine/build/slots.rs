//! Which values and marks a machine keeps, and where.

use super::super::bits::Slot;
use super::super::{Change, ChoiceIx, Machine, NodeIx, PrincipleIx, SlotIx, ValueKind};
use super::{BuildError, BuildResult, Keep, NameTable, unknown_name};
use crate::{Expr, Operand, Scenario, TestStep, Variable, VariableKind};

/// The widest range a meter can have, from the lowest to the highest value: 2^53, so that every
/// value is exact in JSON.
const WIDEST: u64 = 1 << 53;

/// Slots allocated so far. Those that conditions read come first, so that a small machine has few
/// words.
#[derive(Debug)]
pub(super) struct SlotAllocator {
    slots: Vec<Slot>,
    used: Vec<u32>,
    variables: Vec<(ValueKind, Option<SlotIx>, i64, i64)>,
    visited: Vec<Option<SlotIx>>,
    chosen: Vec<Option<SlotIx>>,
    broke: Vec<Option<SlotIx>>,
    upheld: Vec<Option<SlotIx>>,
    faced: Vec<Option<SlotIx>>,
}

impl SlotAllocator {
    pub(super) fn new(scenario: &Scenario, names: &NameTable<'_>, keep: Keep) -> BuildResult<Self> {
        let principles = names.principle_list.len();
        let mut slots = Self {
            slots: Vec::new(),
            used: Vec::new(),
            variables: Vec::new(),
            visited: vec![None; names.nodes.len()],
            chosen: vec![None; names.choices.len()],
            broke: vec![None; principles],
            upheld: vec![None; principles],
            faced: vec![None; principles],
        };
        for variable in &scenario.variables {
            slots.variables.push(variable_domain(variable)?);
        }
        let mut failed = None;
        each_expr(scenario, keep.read_scope(), &mut |expr| {
            if let Err(error) = slots.keep_reads(scenario, names, expr) {
                failed.get_or_insert(error);
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        for (situation, choice) in scenario.situations.iter().flat_map(|it| it.choices.iter().map(move |c| (it, c))) {
            if choice.once {
                let index = names.choice_index(&situation.id, &choice.id)?;
                slots.keep_mark(|it| &mut it.chosen, index.index());
            }
        }
        if keep == Keep::All {
            for at in 0..scenario.variables.len() {
                slots.keep_variable(scenario, at);
            }
        }
        Ok(slots)
    }

    fn keep_reads(&mut self, scenario: &Scenario, names: &NameTable<'_>, expr: &Expr) -> BuildResult<()> {
        match expr {
            Expr::Flag(id) => self.keep_named(scenario, names, id)?,
            Expr::Compare { left, right, .. } => {
                for operand in [left, right] {
                    if let Operand::Variable(id) = operand {
                        self.keep_named(scenario, names, id)?;
                    }
                }
            }
            Expr::Visited(id) => self.keep_mark(|it| &mut it.visited, names.node_index(id)?.index()),
            Expr::Chose { situation, choice } => {
                self.keep_mark(|it| &mut it.chosen, names.choice_index(situation, choice)?.index());
            }
            Expr::Broke(id) => self.keep_mark(|it| &mut it.broke, names.principle_index(id)?.index()),
            Expr::Upheld(id) => self.keep_mark(|it| &mut it.upheld, names.principle_index(id)?.index()),
            Expr::Faced(id) => self.keep_mark(|it| &mut it.faced, names.principle_index(id)?.index()),
            Expr::And(_) | Expr::Or(_) | Expr::Not(_) | Expr::At(_) | Expr::Ended | Expr::Result(_) => {}
        }
        Ok(())
    }

    fn keep_named(&mut self, scenario: &Scenario, names: &NameTable<'_>, id: &str) -> BuildResult<()> {
        let index = names.variables.get(id).ok_or_else(|| unknown_name("variable", id))?;
        self.keep_variable(scenario, *index);
        Ok(())
    }

    fn keep_variable(&mut self, scenario: &Scenario, at: usize) {
        let Some((_, None, low, high)) = self.variables.get(at) else { return };
        let (low, high) = (*low, *high);
        let start = match scenario.variables.get(at).map(|variable| &variable.kind) {
            Some(VariableKind::Meter { start, .. }) => start.abs_diff(low),
            Some(VariableKind::Flag { start }) => u64::from(*start),
            Some(VariableKind::State { values, start, .. }) => {
                values.iter().position(|value| value == start).unwrap_or_default() as u64
            }
            None => 0,
        };
        let slot = self.allocate_slot(low, high, start);
        if let Some(variable) = self.variables.get_mut(at) {
            variable.1 = Some(slot);
        }
    }

    fn keep_mark(&mut self, list: fn(&mut Self) -> &mut Vec<Option<SlotIx>>, at: usize) {
        if matches!(list(self).get(at), Some(None)) {
            let slot = self.allocate_slot(0, 1, 0);
            if let Some(place) = list(self).get_mut(at) {
                *place = Some(slot);
            }
        }
    }

    /// Allocates a slot in the first word that has room for it.
    fn allocate_slot(&mut self, low: i64, high: i64, start: u64) -> SlotIx {
        let bits = Slot::bit_count(low, high);
        let word = self.used.iter().position(|used| used + bits <= u64::BITS).unwrap_or_else(|| {
            self.used.push(0);
            self.used.len() - 1
        });
        let shift = self.used.get(word).copied().unwrap_or_default();
        if let Some(used) = self.used.get_mut(word) {
            *used += bits;
        }
        let mask = u64::MAX >> (u64::BITS - bits);
        let to_u32 = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.slots.push(Slot { word: to_u32(word), shift, mask, low, high, start });
        SlotIx(to_u32(self.slots.len() - 1))
    }

    pub(super) fn variable_slot(
        &self,
        names: &NameTable<'_>,
        id: &str,
    ) -> BuildResult<(&ValueKind, Option<SlotIx>, i64, i64)> {
        let index = names.variables.get(id).ok_or_else(|| unknown_name("variable", id))?;
        let (kind, slot, low, high) = self.variables.get(*index).ok_or_else(|| unknown_name("variable", id))?;
        Ok((kind, *slot, *low, *high))
    }

    /// Returns all slots allocated so far.
    pub(super) fn as_slice(&self) -> &[Slot] {
        &self.slots
    }

    pub(super) fn visited_slot(&self, node: NodeIx) -> Option<SlotIx> {
        self.visited.get(node.index()).copied().flatten()
    }

    pub(super) fn chosen_slot(&self, choice: ChoiceIx) -> Option<SlotIx> {
        self.chosen.get(choice.index()).copied().flatten()
    }

    pub(super) fn broke_slot(&self, principle: PrincipleIx) -> Option<SlotIx> {
        self.broke.get(principle.index()).copied().flatten()
    }

    pub(super) fn upheld_slot(&self, principle: PrincipleIx) -> Option<SlotIx> {
        self.upheld.get(principle.index()).copied().flatten()
    }

    pub(super) fn faced_slot(&self, principle: PrincipleIx) -> Option<SlotIx> {
        self.faced.get(principle.index()).copied().flatten()
    }

    /// Converts a change to its flattened form, or `None` if the variable is not kept.
    pub(super) fn flatten_change(&self, names: &NameTable<'_>, change: &crate::Change) -> BuildResult<Option<Change>> {
        Ok(match change {
            crate::Change::Add { variable, by, site } => match self.variable_slot(names, variable)? {
                (ValueKind::Meter, slot, ..) => slot.map(|slot| Change::Add { slot, by: *by, site: *site }),
                (ValueKind::Flag | ValueKind::State(_), ..) => return Err(BuildError::Kind(variable.clone())),
            },
            crate::Change::When { .. } => return Err(BuildError::Nested),
            crate::Change::Number { variable, to } => match self.variable_slot(names, variable)? {
                (ValueKind::Meter, slot, low, high) if (low..=high).contains(to) => {
                    slot.map(|slot| Change::Put { slot, raw: to.abs_diff(low) })
                }
                (ValueKind::Meter | ValueKind::Flag | ValueKind::State(_), ..) => {
                    return Err(BuildError::Kind(variable.clone()));
                }
            },
            crate::Change::Flag { variable, to } => match self.variable_slot(names, variable)? {
                (ValueKind::Flag, slot, ..) => slot.map(|slot| Change::Put { slot, raw: u64::from(*to) }),
                (ValueKind::Meter | ValueKind::State(_), ..) => return Err(BuildError::Kind(variable.clone())),
            },
            crate::Change::State { variable, to } => match self.variable_slot(names, variable)? {
                (ValueKind::State(values), slot, ..) => {
                    let index = values.iter().position(|value| value == to).ok_or_else(|| unknown_name("word", to))?;
                    slot.map(|slot| Change::Put { slot, raw: index as u64 })
                }
                (ValueKind::Meter | ValueKind::Flag, ..) => return Err(BuildError::Kind(variable.clone())),
            },
        })
    }

    pub(super) fn into_machine(self, scenario: &Scenario, machine: &mut Machine) {
        machine.variables = scenario
            .variables
            .iter()
            .zip(self.variables)
            .map(|(variable, (kind, slot, ..))| (variable.id.clone(), kind, slot))
            .collect();
        machine.shown_words = scenario.variables.iter().flat_map(state_words).collect();
        machine.slots = self.slots;
        machine.words = self.used.len();
        machine.broke = self.broke;
        machine.upheld = self.upheld;
        machine.reads_faced = self.faced.iter().any(Option::is_some);
        machine.faced = self.faced;
    }
}

/// Returns the words of the values of a state: its id, the value, the words.
fn state_words(variable: &Variable) -> impl Iterator<Item = (String, String, String)> {
    let words = match &variable.kind {
        VariableKind::State { words, .. } => Some(words),
        VariableKind::Meter { .. } | VariableKind::Flag { .. } => None,
    };
    words.into_iter().flatten().map(|(value, words)| (variable.id.clone(), value.clone(), words.clone()))
}

/// Returns the kind, no slot yet, and the lowest and highest value.
fn variable_domain(variable: &Variable) -> BuildResult<(ValueKind, Option<SlotIx>, i64, i64)> {
    let range_error = || BuildError::Range(variable.id.clone());
    match &variable.kind {
        VariableKind::Meter { low, high, start } => {
            if high < low || WIDEST < high.abs_diff(*low) || !(low..=high).contains(&start) {
                return Err(range_error());
            }
            Ok((ValueKind::Meter, None, *low, *high))
        }
        VariableKind::Flag { .. } => Ok((ValueKind::Flag, None, 0, 1)),
        VariableKind::State { values, start, .. } => {
            if !values.contains(start) {
                return Err(range_error());
            }
            let high = i64::try_from(values.len()).map_err(|_| range_error())? - 1;
            Ok((ValueKind::State(values.clone()), None, 0, high))
        }
    }
}

/// Which conditions of a scenario count, besides those that decide where its runs go.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReadScope {
    /// Those in text.
    pub(super) text: bool,
    /// Those of tests.
    pub(super) tests: bool,
    /// Those of promises.
    pub(super) promises: bool,
}

/// Calls `f` with every condition of a scenario that counts, and with everything inside it.
pub(super) fn each_expr<'s>(scenario: &'s Scenario, reads: ReadScope, f: &mut impl FnMut(&'s Expr)) {
    scenario.each_condition(reads.text, &mut |cond| visit_expr(&cond.expr, f));
    let tests = if reads.tests { scenario.tests.as_slice() } else { &[] };
    for step in tests.iter().flat_map(|test| &test.steps) {
        if let TestStep::Expect(cond) = step {
            visit_expr(&cond.expr, f);
        }
    }
    let promises = if reads.promises { scenario.promises.as_slice() } else { &[] };
    for promise in promises {
        visit_expr(&promise.cond.expr, f);
    }
}

fn visit_expr<'s>(expr: &'s Expr, f: &mut impl FnMut(&'s Expr)) {
    f(expr);
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| visit_expr(part, f)),
        Expr::Not(inner) => visit_expr(inner, f),
        Expr::Flag(_)
        | Expr::Compare { .. }
        | Expr::Visited(_)
        | Expr::Chose { .. }
        | Expr::Broke(_)
        | Expr::Upheld(_)
        | Expr::Faced(_)
        | Expr::At(_)
        | Expr::Ended
        | Expr::Result(_) => {}
    }
}
