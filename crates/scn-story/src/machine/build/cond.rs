//! Flattened conditions.

use super::super::{CondNode, SlotIx, ValueKind};
use super::{BuildError, BuildResult, Builder, unknown_name};
use crate::{Comparison, Expr, Operand};

/// A resolved side of a comparison.
enum Side {
    Meter(SlotIx, i64, i64),
    State(SlotIx, Vec<String>),
    Number(i64),
    Word(String),
}

impl Builder<'_> {
    /// Adds the parts of a condition to the arena and returns its own node.
    pub(super) fn build_expr(&mut self, expr: &Expr) -> BuildResult<CondNode> {
        Ok(match expr {
            Expr::And(parts) => {
                let (first, count) = self.build_parts(parts)?;
                CondNode::And { first, count }
            }
            Expr::Or(parts) => {
                let (first, count) = self.build_parts(parts)?;
                CondNode::Or { first, count }
            }
            Expr::Not(inner) => {
                let node = self.build_expr(inner)?;
                let index = super::index_range(0, self.machine.conds.len()).end;
                self.machine.conds.push(node);
                CondNode::Not(index)
            }
            Expr::Flag(id) => match self.slots.variable_slot(&self.names, id)? {
                (ValueKind::Flag, Some(slot), ..) => mark_condition(slot),
                (ValueKind::Flag | ValueKind::Meter | ValueKind::State(_), ..) => {
                    return Err(BuildError::Kind(id.clone()));
                }
            },
            Expr::Compare { left, is, right } => self.build_comparison(left, *is, right)?,
            Expr::Visited(id) => {
                let node = self.names.node_index(id)?;
                self.slots.visited_slot(node).map_or(CondNode::Constant(false), mark_condition)
            }
            Expr::Chose { situation, choice } => {
                let choice = self.names.choice_index(situation, choice)?;
                self.slots.chosen_slot(choice).map_or(CondNode::Constant(false), mark_condition)
            }
            Expr::Broke(id) => {
                let principle = self.names.principle_index(id)?;
                self.slots.broke_slot(principle).map_or(CondNode::Constant(false), mark_condition)
            }
            Expr::Upheld(id) => {
                let principle = self.names.principle_index(id)?;
                self.slots.upheld_slot(principle).map_or(CondNode::Constant(false), mark_condition)
            }
            Expr::Faced(id) => {
                let principle = self.names.principle_index(id)?;
                self.slots.faced_slot(principle).map_or(CondNode::Constant(false), mark_condition)
            }
            Expr::At(id) => CondNode::At(self.names.node_index(id)?),
            Expr::Ended => CondNode::Ended,
            Expr::Result(result) => CondNode::Result(*result),
        })
    }

    fn build_parts(&mut self, parts: &[Expr]) -> BuildResult<(u32, u32)> {
        let mut nodes = Vec::with_capacity(parts.len());
        for part in parts {
            nodes.push(self.build_expr(part)?);
        }
        let first = self.machine.conds.len();
        self.machine.conds.append(&mut nodes);
        let run = super::index_range(first, self.machine.conds.len());
        Ok((run.start, run.end - run.start))
    }

    fn resolve_side(&self, operand: &Operand) -> BuildResult<Side> {
        Ok(match operand {
            Operand::Number(number) => Side::Number(*number),
            Operand::Word(word) => Side::Word(word.clone()),
            Operand::Variable(id) => match self.slots.variable_slot(&self.names, id)? {
                (ValueKind::Meter, Some(slot), low, high) => Side::Meter(slot, low, high),
                (ValueKind::State(values), Some(slot), ..) => Side::State(slot, values.clone()),
                (ValueKind::Flag | ValueKind::Meter | ValueKind::State(_), ..) => {
                    return Err(BuildError::Kind(id.clone()));
                }
            },
        })
    }

    fn build_comparison(&self, left: &Operand, is: Comparison, right: &Operand) -> BuildResult<CondNode> {
        let kind_error = || {
            let name = match (left, right) {
                (Operand::Variable(id), _) | (_, Operand::Variable(id)) => id.clone(),
                (Operand::Number(_) | Operand::Word(_), _) => String::new(),
            };
            BuildError::Kind(name)
        };
        Ok(match (self.resolve_side(left)?, self.resolve_side(right)?) {
            (Side::Number(left), Side::Number(right)) => CondNode::Constant(is.compare(left, right)),
            (Side::Word(left), Side::Word(right)) if only_same(is) => CondNode::Constant(is.compare(left, right)),
            (Side::Meter(slot, low, high), Side::Number(number)) => compare_with_number(slot, low, high, is, number),
            (Side::Number(number), Side::Meter(slot, low, high)) => {
                compare_with_number(slot, low, high, is.mirrored(), number)
            }
            (Side::Meter(left, low, high), Side::Meter(right, from, to)) => {
                constant_result((low, high), is, (from, to))
                    .map_or(CondNode::Slots { left, is, right }, CondNode::Constant)
            }
            (Side::State(left, ours), Side::State(right, theirs)) if only_same(is) && ours == theirs => {
                CondNode::Slots { left, is, right }
            }
            (Side::State(slot, values), Side::Word(word)) | (Side::Word(word), Side::State(slot, values))
                if only_same(is) =>
            {
                let index =
                    values.iter().position(|value| *value == word).ok_or_else(|| unknown_name("word", &word))?;
                let raw = index as u64;
                CondNode::Between { slot, low: raw, high: raw, inside: is == Comparison::Equal }
            }
            (Side::Meter(..) | Side::State(..) | Side::Number(_) | Side::Word(_), _) => return Err(kind_error()),
        })
    }
}

fn only_same(is: Comparison) -> bool {
    match is {
        Comparison::Equal | Comparison::NotEqual => true,
        Comparison::Less | Comparison::LessOrEqual | Comparison::Greater | Comparison::GreaterOrEqual => false,
    }
}

fn mark_condition(slot: SlotIx) -> CondNode {
    CondNode::Between { slot, low: 1, high: 1, inside: true }
}

/// Compares a meter from `low` to `high` with a number, as bounds on the stored number.
fn compare_with_number(slot: SlotIx, low: i64, high: i64, is: Comparison, number: i64) -> CondNode {
    let (from, to, inside) = match is {
        Comparison::Equal => (number, number, true),
        Comparison::NotEqual => (number, number, false),
        Comparison::Less => (low, number.saturating_sub(1), true),
        Comparison::LessOrEqual => (low, number, true),
        Comparison::Greater => (number.saturating_add(1), high, true),
        Comparison::GreaterOrEqual => (number, high, true),
    };
    let (from, to) = (from.max(low), to.min(high));
    // i64::MIN and MAX lie outside every range, so the saturations above never affect a value.
    if to < from {
        return CondNode::Constant(!inside);
    }
    if (from, to) == (low, high) {
        return CondNode::Constant(inside);
    }
    CondNode::Between { slot, low: from.abs_diff(low), high: to.abs_diff(low), inside }
}

/// Returns the result of comparing any value of one range with any value of another, if it is
/// always the same. Such a comparison reads nothing.
fn constant_result(left: (i64, i64), is: Comparison, right: (i64, i64)) -> Option<bool> {
    let ((low, high), (from, to)) = (left, right);
    let apart = high < from || to < low;
    let varies = match is {
        Comparison::Equal | Comparison::NotEqual => !apart && (low < high || from < to),
        // Consider the two extremes, where the left side is smallest relative to the right side and
        // where it is largest: between them the result changes at most once.
        Comparison::Less | Comparison::LessOrEqual | Comparison::Greater | Comparison::GreaterOrEqual => {
            is.compare(low, to) != is.compare(high, from)
        }
    };
    (!varies).then(|| is.compare(low, from))
}
