//! Expands a whole moment at once: every choice on offer, every outcome it can have, and the state
//! that each leads to.
//!
//! This combines [`offer`](Machine::offer), [`choose`](Machine::choose),
//! [`take_outcome`](Machine::take_outcome) and [`reduce`](Machine::reduce), for callers that
//! explore all runs instead of playing one. What an outcome does until the next moment (its marks
//! and changes, those of the node it leads to, and the reduction there) is known in advance unless
//! it involves a detour, a `return`, or a condition of a change or target. It is then stored as a
//! single list, the *leap* of the outcome.

use super::bits::{Bits, State};
use super::flat::{Mark, Op, YES};
use super::stacks::Stacks;
use super::{ChoiceIx, EvaluatedCond, Goal, IndexRange, Machine, NodeIx, Offer, OutcomeIx, Step, Stop, slice_of};
use crate::SiteId;

use super::step::Observer;

/// Receives the possible events at a moment.
pub trait Expander<B: Bits>: Observer<B> {
    /// Receives whether a choice can be made.
    fn choice_offered(&mut self, _choice: ChoiceIx, _offer: Offer) {}
    /// A choice on offer has no outcome that holds.
    fn without_outcome(&mut self, _choice: ChoiceIx) {}
    /// An outcome leads to the next moment, whose state is reduced.
    fn outcome_leads(&mut self, outcome: OutcomeIx, node: NodeIx, stack: u32, bits: B);
    /// The run stops after an outcome.
    fn outcome_stops(&mut self, _outcome: OutcomeIx, _stop: Stop) {}
    /// Returns whether the text that this outcome shows still has to be evaluated.
    fn wants_text(&self, _outcome: OutcomeIx) -> bool {
        true
    }
}

/// The parts of a choice that matter here.
#[derive(Clone, Copy, Debug)]
pub(super) struct QuickChoice {
    used: Mark,
    mark: Mark,
    when: Gate,
    needs: Gate,
    first: u32,
    end: u32,
    chance: bool,
}

/// The parts of an outcome that matter here.
#[derive(Clone, Debug)]
pub(super) struct QuickOutcome {
    when: Gate,
    /// Whether something is evaluated in the text on the way.
    has_text_conditions: bool,
    /// The node it leads to and its effects; `None` if they are not known in advance.
    leap: Option<(NodeIx, u32, u32)>,
}

/// A condition; always open if there is none.
#[derive(Clone, Copy, Debug)]
struct Gate {
    entry: u32,
    site: SiteId,
    judged: bool,
}

impl From<Option<EvaluatedCond>> for Gate {
    fn from(judged: Option<EvaluatedCond>) -> Self {
        judged.map_or(Self { entry: YES, site: SiteId(0), judged: false }, |judged| Self {
            entry: judged.entry,
            site: judged.site,
            judged: true,
        })
    }
}

/// A field of a state: some bits of one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// The index of the word.
    pub word: usize,
    /// Its lowest bit.
    pub shift: u32,
    /// The number of its bits.
    pub bits: u32,
    /// Exclusive upper bound on its value.
    pub values: u64,
}

impl Machine {
    /// Iterates over the fields of a reduced state at a node. All its other bits are 0.
    pub fn fields(&self, node: NodeIx) -> impl Iterator<Item = Field> {
        let live = self.live_at(node);
        self.slots
            .iter()
            .filter(|slot| live.get(slot.word as usize).is_some_and(|word| word & slot.mask << slot.shift != 0))
            .map(|slot| Field {
                word: slot.word as usize,
                shift: slot.shift,
                bits: slot.mask.count_ones(),
                values: slot.high.abs_diff(slot.low).saturating_add(1),
            })
    }

    /// Iterates over the conditions evaluated in the text that an outcome shows, and in that of the
    /// node it leads to if that is known.
    pub fn conditions_in_text(&self, outcome: OutcomeIx) -> impl Iterator<Item = SiteId> {
        let outcome = self.outcomes.get(outcome.index());
        let body = outcome.map(|outcome| outcome.texts.clone()).unwrap_or_default();
        let node = outcome.and_then(|outcome| self.nodes.get(self.leads_to(outcome)?.index()));
        let entered = node.map(|node| node.texts.clone()).unwrap_or_default();
        [body, entered].into_iter().flat_map(|texts| slice_of(&self.texts, &texts).unwrap_or_default()).flat_map(
            |block| {
                block.when.iter().map(|(judged, _)| judged.site).chain(block.inline.iter().map(|judged| judged.site))
            },
        )
    }

    fn leads_to(&self, outcome: &super::Outcome) -> Option<NodeIx> {
        match (outcome.detour, outcome.next) {
            (Some(_), _) | (None, Goal::Return | Goal::Nowhere | Goal::Cases { .. }) => None,
            (None, Goal::Node(node)) => Some(node),
            (None, Goal::Again) => self.node_of(outcome.choice),
        }
    }

    /// Builds the quick forms of choices and outcomes. Must be called after everything else is
    /// built.
    pub(super) fn build_quick_forms(&mut self) {
        self.quick_choices = self
            .choices
            .iter()
            .map(|choice| QuickChoice {
                used: choice.used,
                mark: choice.mark,
                when: choice.when.into(),
                needs: choice.needs.into(),
                first: choice.outcomes.start,
                end: choice.outcomes.end,
                chance: choice.chance,
            })
            .collect();
        let mut leaps = Vec::new();
        // Outcomes of one node are adjacent, so their common part is computed once per node.
        let mut maybe = (None, Vec::new());
        self.quick_outcomes = self
            .outcomes
            .iter()
            .map(|outcome| {
                let leap = self.leads_to(outcome).filter(|node| self.is_unconditional(outcome, *node)).map(|node| {
                    let first = leaps.len();
                    let source = self.node_of(outcome.choice);
                    if maybe.0 != source {
                        maybe = (source, self.maybe_set_after(source.unwrap_or_default()));
                    }
                    self.add_leap(outcome, node, &maybe.1, &mut leaps);
                    let IndexRange { start, end } = super::build::index_range(first, leaps.len());
                    (node, start, end)
                });
                let node = leap.and_then(|(node, ..)| self.nodes.get(node.index()));
                let has_text_conditions = !outcome.texts.is_empty() || node.is_some_and(|node| !node.texts.is_empty());
                QuickOutcome { when: outcome.when.into(), has_text_conditions, leap }
            })
            .collect();
        self.leaps = leaps;
    }

    /// Returns whether no change of an outcome, or of the node it leads to, has a condition.
    fn is_unconditional(&self, outcome: &super::Outcome, node: NodeIx) -> bool {
        let entered = self.nodes.get(node.index()).map(|node| &node.set);
        let groups = [Some(&outcome.set), entered].into_iter().flatten().filter_map(|set| slice_of(&self.groups, set));
        groups.flatten().all(|group| group.when.is_none())
    }

    /// Returns the bits that may be nonzero after a choice of a node is made, excluding the mark of
    /// the choice itself.
    fn maybe_set_after(&self, node: NodeIx) -> Vec<u64> {
        let mut maybe = self.live_at(node).to_vec();
        let open = self.nodes.get(node.index()).and_then(|node| slice_of(&self.choices, &node.choices));
        let faces = open.into_iter().flatten().flat_map(|open| slice_of(&self.marks, &open.faces).unwrap_or_default());
        faces.for_each(|mark| mark.set(&mut maybe));
        maybe
    }

    /// Adds what an outcome does until the moment at `node`. `maybe` holds the bits that may be
    /// nonzero before it.
    fn add_leap(&self, outcome: &super::Outcome, node: NodeIx, maybe: &[u64], leaps: &mut Vec<Op>) {
        let first = leaps.len();
        let to_put_op = |mark: &Mark| Op::Put { word: mark.word, field: mark.bits, raw: mark.bits };
        let flat_changes = |set| {
            let groups = slice_of(&self.groups, set).unwrap_or_default().iter();
            groups.flat_map(|group| slice_of(&self.ops, &group.changes).unwrap_or_default().iter().copied())
        };
        let mut ops: Vec<Op> =
            slice_of(&self.marks, &outcome.marks).unwrap_or_default().iter().map(to_put_op).collect();
        ops.extend(flat_changes(&outcome.set));
        if let Some(node) = self.nodes.get(node.index()) {
            ops.extend(flat_changes(&node.set));
            ops.push(to_put_op(&node.mark));
        }
        let mut maybe = maybe.to_vec();
        if let Some(choice) = self.choices.get(outcome.choice.index()) {
            choice.mark.set(&mut maybe);
        }
        for op in &ops {
            match *op {
                Op::Put { word, field: bits, .. } => Mark { word, bits }.set(&mut maybe),
                Op::Add { word, shift, mask, .. } => Mark { word, bits: mask << shift }.set(&mut maybe),
            }
        }
        // Clear the bits that may be nonzero here and must be zero there.
        for ((word, maybe), live) in (0..).zip(&maybe).zip(self.live_at(node)) {
            ops.push(Op::Put { word, field: maybe & !live, raw: 0 });
        }
        for op in ops {
            match (leaps.get_mut(first..).and_then(<[Op]>::last_mut), op) {
                (_, Op::Put { field: 0, .. }) => {}
                (Some(Op::Put { word, field, raw }), Op::Put { word: other, field: over, raw: new })
                    if *word == other =>
                {
                    *raw = *raw & !over | new;
                    *field |= over;
                }
                (_, op) => leaps.push(op),
            }
        }
    }

    fn live_at(&self, node: NodeIx) -> &[u64] {
        let first = node.index() * self.words;
        self.live.get(first..first + self.words).unwrap_or_default()
    }

    /// Reports everything that can happen at the state's moment to `expander`, choice by choice and
    /// outcome by outcome. Reports nothing for a moment without choices; see
    /// [`go_on`](Machine::go_on). Shown texts are not reported.
    pub fn expand<B: Bits>(
        &self,
        state: &State<B>,
        open: &mut Vec<ChoiceIx>,
        stacks: &mut Stacks,
        expander: &mut impl Expander<B>,
    ) {
        if self.reads_faced {
            return self.expand_faced(state, open, stacks, expander);
        }
        let (first, choices) = self.quick_choices_of(state.node);
        for (at, choice) in (first..).map(ChoiceIx).zip(choices) {
            if self.is_open(state, at, choice, expander) {
                let mut bits = state.bits.clone();
                choice.mark.set(bits.as_mut());
                self.expand_outcomes(state, &bits, at, choice, stacks, expander);
            }
        }
    }

    /// The same for machines with conditions that read which principles were faced: everything on
    /// offer must then be known before anything is chosen.
    #[inline(never)]
    fn expand_faced<B: Bits>(
        &self,
        state: &State<B>,
        open: &mut Vec<ChoiceIx>,
        stacks: &mut Stacks,
        expander: &mut impl Expander<B>,
    ) {
        open.clear();
        let mut marked = state.bits.clone();
        let (first, choices) = self.quick_choices_of(state.node);
        for (at, choice) in (first..).map(ChoiceIx).zip(choices) {
            if self.is_open(state, at, choice, expander) {
                open.push(at);
                let faces = self.choices.get(at.index()).and_then(|choice| slice_of(&self.marks, &choice.faces));
                faces.unwrap_or_default().iter().for_each(|mark| mark.set(marked.as_mut()));
            }
        }
        for at in open.iter().copied() {
            let Some(choice) = choices.get((at.0 - first) as usize) else { continue };
            let mut bits = marked.clone();
            choice.mark.set(bits.as_mut());
            self.expand_outcomes(state, &bits, at, choice, stacks, expander);
        }
    }

    #[inline]
    fn quick_choices_of(&self, node: NodeIx) -> (u32, &[QuickChoice]) {
        let Some(node) = self.nodes.get(node.index()) else { return (0, &[]) };
        (node.choices.start, slice_of(&self.quick_choices, &node.choices).unwrap_or_default())
    }

    #[inline]
    fn is_open<B: Bits>(
        &self,
        state: &State<B>,
        at: ChoiceIx,
        choice: &QuickChoice,
        expander: &mut impl Expander<B>,
    ) -> bool {
        let bits = state.bits.as_ref();
        let offer = if choice.used.is_set(bits) {
            Offer::Used
        } else if !self.gate_opens(choice.when, state.node, bits, expander) {
            Offer::Hidden
        } else if !self.gate_opens(choice.needs, state.node, bits, expander) {
            Offer::Locked
        } else {
            Offer::Open
        };
        expander.choice_offered(at, offer);
        offer == Offer::Open
    }

    #[inline]
    fn gate_opens<B: Bits>(&self, gate: Gate, node: NodeIx, bits: &[u64], expander: &mut impl Expander<B>) -> bool {
        if !gate.judged {
            return true;
        }
        let is_true = self.evaluate_tests(gate.entry, node, bits);
        expander.condition_evaluated(gate.site, is_true);
        is_true
    }

    #[inline]
    fn expand_outcomes<B: Bits>(
        &self,
        state: &State<B>,
        bits: &B,
        at: ChoiceIx,
        choice: &QuickChoice,
        stacks: &mut Stacks,
        expander: &mut impl Expander<B>,
    ) {
        let outcomes = self.quick_outcomes.get(choice.first as usize..choice.end as usize).unwrap_or_default();
        let mut none = true;
        for (number, outcome) in (choice.first..).map(OutcomeIx).zip(outcomes) {
            if !self.gate_opens(outcome.when, state.node, bits.as_ref(), expander) {
                continue;
            }
            none = false;
            match outcome.leap {
                Some((node, start, end)) if !outcome.has_text_conditions || !expander.wants_text(number) => {
                    let mut bits = bits.clone();
                    let ops = self.leaps.get(start as usize..end as usize).unwrap_or_default();
                    super::step::apply_ops(ops, bits.as_mut(), expander);
                    expander.outcome_leads(number, node, self.stack_at(node, state.stack), bits);
                }
                Some(_) | None => self.expand_outcome(state, bits, number, stacks, expander),
            }
            if !choice.chance {
                break;
            }
        }
        if none {
            expander.without_outcome(at);
        }
    }

    /// Processes an outcome step by step.
    #[inline(never)]
    fn expand_outcome<B: Bits>(
        &self,
        state: &State<B>,
        bits: &B,
        outcome: OutcomeIx,
        stacks: &mut Stacks,
        expander: &mut impl Expander<B>,
    ) {
        let chosen = State { node: state.node, stack: state.stack, bits: bits.clone() };
        match self.take_outcome(&chosen, outcome, stacks, expander) {
            Step::To(mut next) => {
                self.reduce(&mut next);
                expander.outcome_leads(outcome, next.node, next.stack, next.bits);
            }
            Step::Stopped(stop) => expander.outcome_stops(outcome, stop),
        }
    }

    /// Returns the detours that are still open at a node: none at an ending.
    #[inline]
    fn stack_at(&self, node: NodeIx, stack: u32) -> u32 {
        if stack == 0 || self.result(node).is_some() { 0 } else { stack }
    }
}
