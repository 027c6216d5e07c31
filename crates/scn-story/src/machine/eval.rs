//! Evaluates conditions, and reads values for display.

use super::bits::{Bits, State};
use super::{CondNode, Machine, NodeIx, Observer, Run, ValueKind, span};
use crate::{Comparison, Site};

/// A condition of a machine, or a part of one, that can be evaluated in any state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim(u32);

impl Claim {
    pub(super) fn root(self) -> u32 {
        self.0
    }
}

/// The value of a variable, for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueNow<'m> {
    /// The value of a meter.
    Number(i64),
    /// The value of a flag.
    Flag(bool),
    /// The value of a state.
    Word(&'m str),
}

impl Machine {
    /// Returns whether the condition at `root` holds for these bits. Conditions are nested no
    /// deeper than the parser allows (64).
    pub(super) fn holds(&self, root: u32, node: NodeIx, bits: &[u64]) -> bool {
        match self.conds.get(root as usize) {
            None => false,
            Some(CondNode::Constant(value)) => *value,
            Some(CondNode::And { first, count }) => (*first..first + count).all(|at| self.holds(at, node, bits)),
            Some(CondNode::Or { first, count }) => (*first..first + count).any(|at| self.holds(at, node, bits)),
            Some(CondNode::Not(inner)) => !self.holds(*inner, node, bits),
            Some(CondNode::Between { slot, low, high, inside }) => {
                let raw = self.raw(bits, *slot);
                (*low <= raw && raw <= *high) == *inside
            }
            Some(CondNode::At(at)) => *at == node,
            Some(CondNode::Ended) => self.result(node).is_some(),
            Some(CondNode::Result(result)) => self.result(node) == Some(*result),
            Some(CondNode::Slots { left, is, right }) => {
                let value = |slot| self.slot(slot).low.saturating_add_unsigned(self.raw(bits, slot));
                is.compare(value(*left), value(*right))
            }
        }
    }

    /// Evaluates the conditions in the text of a body that is about to be shown.
    pub(super) fn judge_text<B: Bits>(&self, texts: &Run, state: &State<B>, observer: &mut impl Observer<B>) {
        for block in span(&self.texts, texts).unwrap_or_default() {
            let shown = match &block.when {
                None => true,
                Some((judged, wanted)) => {
                    let held = self.passes(judged.entry, state.node, state.bits.as_ref());
                    observer.judged(judged.site, held);
                    held == *wanted
                }
            };
            if shown {
                for judged in &block.inline {
                    observer.judged(judged.site, self.passes(judged.entry, state.node, state.bits.as_ref()));
                }
            }
        }
    }

    /// Returns the value of a variable, or `None` for an unknown id or a value that was not kept.
    #[must_use]
    pub fn value<B: Bits>(&self, state: &State<B>, id: &str) -> Option<ValueNow<'_>> {
        let (_, kind, slot) = self.variables.iter().find(|(name, _, _)| name == id)?;
        let slot = (*slot)?;
        let raw = self.raw(state.bits.as_ref(), slot);
        Some(match kind {
            ValueKind::Meter => ValueNow::Number(self.slot(slot).low.saturating_add_unsigned(raw)),
            ValueKind::Flag => ValueNow::Flag(raw != 0),
            ValueKind::State(values) => {
                ValueNow::Word(usize::try_from(raw).ok().and_then(|at| values.get(at)).map(String::as_str)?)
            }
        })
    }

    /// Returns whether the condition at `site` holds in a state. Returns `None` if there is no
    /// condition at that site, or if it belongs to a test or promise and the machine was built
    /// without those.
    #[must_use]
    pub fn held<B: Bits>(&self, state: &State<B>, site: Site) -> Option<bool> {
        Some(self.claim_holds(self.claim(site)?, state))
    }

    /// Returns the condition at `site`, or `None` where [`held`](Self::held) returns `None`.
    #[must_use]
    pub fn claim(&self, site: Site) -> Option<Claim> {
        self.roots.get(site.0 as usize).copied().flatten().map(Claim)
    }

    /// Returns whether a condition holds in a state.
    #[must_use]
    pub fn claim_holds<B: Bits>(&self, claim: Claim, state: &State<B>) -> bool {
        self.holds(claim.0, state.node, state.bits.as_ref())
    }

    /// Returns the parts of a condition, in source order: the operands of `and`, `or` and `not`,
    /// and nothing for any other condition.
    #[must_use]
    pub fn parts(&self, claim: Claim) -> Vec<Claim> {
        match self.conds.get(claim.0 as usize) {
            Some(CondNode::And { first, count } | CondNode::Or { first, count }) => {
                (*first..first + count).map(Claim).collect()
            }
            Some(CondNode::Not(inner)) => vec![Claim(*inner)],
            None
            | Some(
                CondNode::Constant(_)
                | CondNode::At(_)
                | CondNode::Ended
                | CondNode::Result(_)
                | CondNode::Between { .. }
                | CondNode::Slots { .. },
            ) => Vec::new(),
        }
    }

    /// Returns the conditions that must all hold for a condition to hold: the operands of an `and`,
    /// otherwise the condition itself.
    #[must_use]
    pub fn conjuncts(&self, claim: Claim) -> Vec<Claim> {
        match self.conds.get(claim.0 as usize) {
            Some(CondNode::And { .. }) => self.parts(claim),
            None
            | Some(
                CondNode::Or { .. }
                | CondNode::Not(_)
                | CondNode::Constant(_)
                | CondNode::At(_)
                | CondNode::Ended
                | CondNode::Result(_)
                | CondNode::Between { .. }
                | CondNode::Slots { .. },
            ) => vec![claim],
        }
    }
}

impl Comparison {
    /// Returns whether two values satisfy the comparison.
    pub fn compare<T: Ord>(self, left: T, right: T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }

    /// Returns the comparison with its sides swapped: `a < b` becomes `b > a`.
    #[must_use]
    pub fn mirrored(self) -> Self {
        match self {
            Self::Equal => Self::Equal,
            Self::NotEqual => Self::NotEqual,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }
}
