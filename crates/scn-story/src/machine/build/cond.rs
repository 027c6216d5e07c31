//! Flattened conditions.

use super::super::{CondNode, SlotIx, ValueKind};
use super::{BuildError, Builder, Built, unknown};
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
    pub(super) fn expr(&mut self, expr: &Expr) -> Built<CondNode> {
        Ok(match expr {
            Expr::And(parts) => {
                let (first, count) = self.parts(parts)?;
                CondNode::And { first, count }
            }
            Expr::Or(parts) => {
                let (first, count) = self.parts(parts)?;
                CondNode::Or { first, count }
            }
            Expr::Not(inner) => {
                let node = self.expr(inner)?;
                let at = super::run(0, self.machine.conds.len()).end;
                self.machine.conds.push(node);
                CondNode::Not(at)
            }
            Expr::Flag(id) => match self.slots.variable(&self.names, id)? {
                (ValueKind::Flag, Some(slot), ..) => mark(slot),
                (ValueKind::Flag | ValueKind::Meter | ValueKind::State(_), ..) => {
                    return Err(BuildError::Kind(id.clone()));
                }
            },
            Expr::Compare { left, is, right } => self.compare(left, *is, right)?,
            Expr::Visited(id) => {
                let node = self.names.node(id)?;
                self.slots.visited(node).map_or(CondNode::Constant(false), mark)
            }
            Expr::Chose { situation, choice } => {
                let choice = self.names.choice(situation, choice)?;
                self.slots.chosen(choice).map_or(CondNode::Constant(false), mark)
            }
            Expr::Broke(id) => {
                let principle = self.names.principle(id)?;
                self.slots.broke(principle).map_or(CondNode::Constant(false), mark)
            }
            Expr::Upheld(id) => {
                let principle = self.names.principle(id)?;
                self.slots.upheld(principle).map_or(CondNode::Constant(false), mark)
            }
            Expr::Faced(id) => {
                let principle = self.names.principle(id)?;
                self.slots.faced(principle).map_or(CondNode::Constant(false), mark)
            }
            Expr::At(id) => CondNode::At(self.names.node(id)?),
            Expr::Ended => CondNode::Ended,
            Expr::Result(result) => CondNode::Result(*result),
        })
    }

    fn parts(&mut self, parts: &[Expr]) -> Built<(u32, u32)> {
        let mut nodes = Vec::with_capacity(parts.len());
        for part in parts {
            nodes.push(self.expr(part)?);
        }
        let first = self.machine.conds.len();
        self.machine.conds.append(&mut nodes);
        let run = super::run(first, self.machine.conds.len());
        Ok((run.start, run.end - run.start))
    }

    fn side(&self, operand: &Operand) -> Built<Side> {
        Ok(match operand {
            Operand::Number(number) => Side::Number(*number),
            Operand::Word(word) => Side::Word(word.clone()),
            Operand::Variable(id) => match self.slots.variable(&self.names, id)? {
                (ValueKind::Meter, Some(slot), low, high) => Side::Meter(slot, low, high),
                (ValueKind::State(values), Some(slot), ..) => Side::State(slot, values.clone()),
                (ValueKind::Flag | ValueKind::Meter | ValueKind::State(_), ..) => {
                    return Err(BuildError::Kind(id.clone()));
                }
            },
        })
    }

    fn compare(&self, left: &Operand, is: Comparison, right: &Operand) -> Built<CondNode> {
        let kind = || {
            let name = match (left, right) {
                (Operand::Variable(id), _) | (_, Operand::Variable(id)) => id.clone(),
                (Operand::Number(_) | Operand::Word(_), _) => String::new(),
            };
            BuildError::Kind(name)
        };
        Ok(match (self.side(left)?, self.side(right)?) {
            (Side::Number(left), Side::Number(right)) => CondNode::Constant(is.compare(left, right)),
            (Side::Word(left), Side::Word(right)) if only_same(is) => CondNode::Constant(is.compare(left, right)),
            (Side::Meter(slot, low, high), Side::Number(number)) => between(slot, low, high, is, number),
            (Side::Number(number), Side::Meter(slot, low, high)) => between(slot, low, high, is.mirrored(), number),
            (Side::Meter(left, low, high), Side::Meter(right, from, to)) => {
                settled((low, high), is, (from, to)).map_or(CondNode::Slots { left, is, right }, CondNode::Constant)
            }
            (Side::State(left, ours), Side::State(right, theirs)) if only_same(is) && ours == theirs => {
                CondNode::Slots { left, is, right }
            }
            (Side::State(slot, values), Side::Word(word)) | (Side::Word(word), Side::State(slot, values))
                if only_same(is) =>
            {
                let at = values.iter().position(|value| *value == word).ok_or_else(|| unknown("word", &word))?;
                let raw = at as u64;
                CondNode::Between { slot, low: raw, high: raw, inside: is == Comparison::Equal }
            }
            (Side::Meter(..) | Side::State(..) | Side::Number(_) | Side::Word(_), _) => return Err(kind()),
        })
    }
}

fn only_same(is: Comparison) -> bool {
    match is {
        Comparison::Equal | Comparison::NotEqual => true,
        Comparison::Less | Comparison::LessOrEqual | Comparison::Greater | Comparison::GreaterOrEqual => false,
    }
}

fn mark(slot: SlotIx) -> CondNode {
    CondNode::Between { slot, low: 1, high: 1, inside: true }
}

/// Compares a meter from `low` to `high` with a number, as bounds on the stored number.
fn between(slot: SlotIx, low: i64, high: i64, is: Comparison, number: i64) -> CondNode {
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
fn settled(left: (i64, i64), is: Comparison, right: (i64, i64)) -> Option<bool> {
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
