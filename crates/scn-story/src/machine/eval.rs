//! Evaluates conditions, and reads values for display.

use std::borrow::Cow;

use super::bits::{Bits, State};
use super::{CondNode, IndexRange, Machine, NodeIx, Observer, ValueKind, slice_of};
use crate::{Comparison, SiteId};

/// A condition of a machine, or a part of one, that can be evaluated in any state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConditionRef(u32);

impl ConditionRef {
    pub(super) fn root(self) -> u32 {
        self.0
    }
}

/// The value of a variable, for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CurrentValue<'m> {
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
                let raw = self.raw_value(bits, *slot);
                (*low <= raw && raw <= *high) == *inside
            }
            Some(CondNode::At(at)) => *at == node,
            Some(CondNode::Ended) => self.result(node).is_some(),
            Some(CondNode::Result(result)) => self.result(node) == Some(*result),
            Some(CondNode::Slots { left, is, right }) => {
                let slot_value = |slot| self.slot_at(slot).low.saturating_add_unsigned(self.raw_value(bits, slot));
                is.compare(slot_value(*left), slot_value(*right))
            }
        }
    }

    /// Evaluates the conditions in the text of a body that is about to be shown.
    pub(super) fn evaluate_text<B: Bits>(&self, texts: &IndexRange, state: &State<B>, observer: &mut impl Observer<B>) {
        for block in slice_of(&self.texts, texts).unwrap_or_default() {
            let is_shown = block.when.iter().all(|(judged, wanted)| {
                let is_true = self.evaluate_tests(judged.entry, state.node, state.bits.as_ref());
                observer.condition_evaluated(judged.site, is_true);
                is_true == *wanted
            });
            if is_shown {
                for judged in &block.inline {
                    observer.condition_evaluated(
                        judged.site,
                        self.evaluate_tests(judged.entry, state.node, state.bits.as_ref()),
                    );
                }
            }
        }
    }

    /// Returns the value of a variable, or `None` for an unknown id or a value that was not kept.
    #[must_use]
    pub fn value_of<B: Bits>(&self, state: &State<B>, id: &str) -> Option<CurrentValue<'_>> {
        let (_, kind, slot) = self.variables.iter().find(|(name, _, _)| name == id)?;
        let slot = (*slot)?;
        let raw = self.raw_value(state.bits.as_ref(), slot);
        Some(match kind {
            ValueKind::Meter => CurrentValue::Number(self.slot_at(slot).low.saturating_add_unsigned(raw)),
            ValueKind::Flag => CurrentValue::Flag(raw != 0),
            ValueKind::State(values) => {
                CurrentValue::Word(usize::try_from(raw).ok().and_then(|at| values.get(at)).map(String::as_str)?)
            }
        })
    }

    /// Returns the value of a variable as a learner reads it: a number, `yes` or `no`, or the words
    /// of a value. Returns `None` where [`value_of`](Self::value_of) does.
    #[must_use]
    pub fn shown_value<B: Bits>(&self, state: &State<B>, id: &str) -> Option<Cow<'_, str>> {
        Some(match self.value_of(state, id)? {
            CurrentValue::Number(number) => Cow::Owned(number.to_string()),
            CurrentValue::Flag(value) => Cow::Borrowed(if value { "yes" } else { "no" }),
            CurrentValue::Word(word) => Cow::Borrowed(self.value_words(id, word)),
        })
    }

    /// Returns the words of a value of a state: the value itself if it has none.
    #[must_use]
    pub fn value_words<'m>(&'m self, id: &str, value: &'m str) -> &'m str {
        let words = self.shown_words.iter().find(|(variable, of, _)| variable == id && of == value);
        words.map_or(value, |(_, _, words)| words)
    }

    /// Returns whether the condition at `site` holds in a state. Returns `None` if there is no
    /// condition at that site, or if it belongs to a test or promise and the machine was built
    /// without those.
    #[must_use]
    pub fn holds_at_site<B: Bits>(&self, state: &State<B>, site: SiteId) -> Option<bool> {
        Some(self.condition_holds(self.condition_at(site)?, state))
    }

    /// Returns the condition at `site`, or `None` where [`holds_at_site`](Self::holds_at_site)
    /// returns `None`.
    #[must_use]
    pub fn condition_at(&self, site: SiteId) -> Option<ConditionRef> {
        self.roots.get(site.0 as usize).copied().flatten().map(ConditionRef)
    }

    /// Returns whether a condition holds in a state.
    #[must_use]
    pub fn condition_holds<B: Bits>(&self, claim: ConditionRef, state: &State<B>) -> bool {
        self.holds(claim.0, state.node, state.bits.as_ref())
    }

    /// Returns the parts of a condition, in source order: the operands of `and`, `or` and `not`,
    /// and nothing for any other condition.
    #[must_use]
    pub fn operands(&self, claim: ConditionRef) -> Vec<ConditionRef> {
        match self.conds.get(claim.0 as usize) {
            Some(CondNode::And { first, count } | CondNode::Or { first, count }) => {
                (*first..first + count).map(ConditionRef).collect()
            }
            Some(CondNode::Not(inner)) => vec![ConditionRef(*inner)],
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
    pub fn conjuncts(&self, claim: ConditionRef) -> Vec<ConditionRef> {
        match self.conds.get(claim.0 as usize) {
            Some(CondNode::And { .. }) => self.operands(claim),
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
