//! A machine as plain data: its conditions and changes, for algorithms that process many states at
//! once.
//!
//! This module does not define what happens in a run; `step.rs` does. Code that reads a [`View`] to
//! compute with sets of states restates those semantics, and a test has to compare it with the
//! interpreter.

use super::{
    Case, Change, ChangeGroup, CondNode, ConditionRef, EvaluatedCond, Goal, IndexRange, Machine, NodeIx, OutcomeIx,
    PrincipleIx, SlotIx, slice_of,
};
use crate::{Comparison, RunResult, SiteId};

/// A machine as data. Lists are indexed like those of the machine; slots are numbered from 0.
#[derive(Clone, Debug)]
pub struct View {
    /// The slots of a state.
    pub slots: Vec<SlotView>,
    /// The nodes.
    pub nodes: Vec<NodeView>,
    /// The choices.
    pub choices: Vec<ChoiceView>,
    /// The outcomes.
    pub outcomes: Vec<OutcomeView>,
    /// For each principle, the slot of the mark that it was faced.
    pub faced: Vec<Option<usize>>,
    /// The conditions of promises, which are evaluated at every moment.
    pub promised: Vec<ViewTest>,
}

/// A slot of a state. The stored number is the value minus the lowest value: the raw value, from 0.
#[derive(Clone, Debug)]
pub struct SlotView {
    /// The lowest value.
    pub low: i64,
    /// The highest raw value.
    pub top: u64,
    /// The raw value at the start.
    pub start: u64,
    /// For each node, whether something after its moment can still read the slot. If not, its raw
    /// value counts as 0.
    pub live: Vec<bool>,
}

/// A node.
#[derive(Clone, Debug)]
pub struct NodeView {
    /// Changes on entering.
    pub set: Vec<EffectGroup>,
    /// The conditions of its body, which are evaluated after the changes.
    pub texts: Vec<TextView>,
    /// The mark that is set after the body is shown.
    pub visited: Option<usize>,
    /// Where it leads by itself if it has no choices.
    pub cases: Vec<CaseView>,
}

/// A case of where a node leads by itself, or of where an outcome leads.
#[derive(Clone, Debug)]
pub struct CaseView {
    /// The condition of the case; `None` means always.
    pub when: Option<CondView>,
    /// Where it leads.
    pub to: GoalView,
}

/// A choice.
#[derive(Clone, Debug)]
pub struct ChoiceView {
    /// Hidden unless this holds.
    pub when: Option<CondView>,
    /// Locked unless this holds.
    pub needs: Option<CondView>,
    /// Whether it can be chosen only once.
    pub once: bool,
    /// The mark that it was chosen.
    pub chosen: Option<usize>,
}

/// An outcome.
#[derive(Clone, Debug)]
pub struct OutcomeView {
    /// The condition of the outcome; `None` means always, or by chance.
    pub when: Option<CondView>,
    /// The marks of its links, followed by its changes.
    pub set: Vec<EffectGroup>,
    /// The conditions of its text, which are evaluated after all of them.
    pub texts: Vec<TextView>,
    /// The detour that it opens.
    pub detour: Option<NodeIx>,
    /// Where it leads, after the detour if there is one: the first case that holds.
    pub next: Vec<CaseView>,
}

/// Changes that are made together.
#[derive(Clone, Debug)]
pub struct EffectGroup {
    /// The condition, evaluated before the first of them; `None` means always.
    pub when: Option<CondView>,
    /// The changes.
    pub effects: Vec<Effect>,
}

/// Where something leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalView {
    /// To a node.
    Node(NodeIx),
    /// To the node of the choice, entered anew.
    Again,
    /// To where the outcome that opened the detour continues.
    Return,
    /// Nowhere: the run stops.
    Nowhere,
}

/// A change of one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Adds, cutting off at 0 and at the slot's highest value.
    Add {
        /// The slot.
        slot: usize,
        /// The amount to add.
        by: i64,
        /// Its site in the source.
        site: SiteId,
        /// Whether some later condition can still read the result.
        live: bool,
    },
    /// Sets the slot to a raw value.
    Put {
        /// The slot.
        slot: usize,
        /// The raw value.
        raw: u64,
    },
}

impl Effect {
    /// Returns the slot that it changes.
    #[must_use]
    pub fn slot(self) -> usize {
        match self {
            Self::Add { slot, .. } | Self::Put { slot, .. } => slot,
        }
    }
}

/// A condition and its site.
#[derive(Clone, Debug)]
pub struct CondView {
    /// Its site in the source.
    pub site: SiteId,
    /// The condition itself.
    pub test: ViewTest,
}

/// A condition on a state.
#[derive(Clone, Debug)]
pub enum ViewTest {
    /// Has a fixed result.
    Constant(bool),
    /// All parts hold.
    All(Vec<Self>),
    /// At least one part holds.
    Any(Vec<Self>),
    /// The inner condition does not hold.
    Not(Box<Self>),
    /// A raw value lies between two bounds, or outside them.
    Between {
        /// The slot.
        slot: usize,
        /// The lower bound.
        low: u64,
        /// The upper bound.
        high: u64,
        /// Whether it must lie inside.
        inside: bool,
    },
    /// Two values, not raw, satisfy a comparison.
    Slots {
        /// The slot of the left value.
        left: usize,
        /// The comparison.
        is: Comparison,
        /// The slot of the right value.
        right: usize,
    },
    /// The run is at this node.
    At(NodeIx),
    /// The run is at an ending.
    Ended,
    /// The run is at an ending with this result.
    Result(RunResult),
}

/// The conditions of one block of text.
#[derive(Clone, Debug)]
pub struct TextView {
    /// The conditions that decide whether the block is shown, each with the result that it must
    /// have. They are evaluated in order, up to the first with another result.
    pub when: Vec<(CondView, bool)>,
    /// The conditions inside it, which are evaluated if the block is shown.
    pub inline: Vec<CondView>,
}

fn slot_index(slot: SlotIx) -> usize {
    slot.0 as usize
}

impl Machine {
    /// Returns the machine as data.
    #[must_use]
    pub fn view(&self) -> View {
        let view_node = |node: &super::Node| NodeView {
            set: self.view_groups(&node.set).collect(),
            texts: self.view_texts(&node.texts),
            visited: node.visited.map(slot_index),
            cases: self.view_cases(slice_of(&self.cases, &node.cases).unwrap_or_default()),
        };
        let view_choice = |choice: &super::Choice| ChoiceView {
            when: choice.when.map(|judged| self.view_cond(judged)),
            needs: choice.needs.map(|judged| self.view_cond(judged)),
            once: choice.once,
            chosen: choice.chosen.map(slot_index),
        };
        let view_outcome = |at: usize, outcome: &super::Outcome| OutcomeView {
            when: outcome.when.map(|judged| self.view_cond(judged)),
            set: self.link_marks(OutcomeIx::at(at)).into_iter().chain(self.view_groups(&outcome.set)).collect(),
            texts: self.view_texts(&outcome.texts),
            detour: outcome.detour,
            next: self.view_next(outcome.next),
        };
        View {
            slots: (0..self.slots.len()).map(|slot| self.view_slot(slot)).collect(),
            nodes: self.nodes.iter().map(view_node).collect(),
            choices: self.choices.iter().map(view_choice).collect(),
            outcomes: self.outcomes.iter().enumerate().map(|(at, it)| view_outcome(at, it)).collect(),
            faced: self.faced.iter().map(|slot| slot.map(slot_index)).collect(),
            promised: self.promised.iter().map(|root| self.view_test(*root)).collect(),
        }
    }

    /// Returns the data of a condition of a test or promise, or of a part of one.
    #[must_use]
    pub fn view_condition(&self, claim: ConditionRef) -> ViewTest {
        self.view_test(claim.root())
    }

    /// Returns the raw value of a slot, given by its number in the [`View`], from a state's bits.
    #[must_use]
    pub fn raw_at(&self, bits: &[u64], slot: usize) -> u64 {
        self.raw_value(bits, SlotIx(u32::try_from(slot).unwrap_or(u32::MAX)))
    }

    fn view_slot(&self, at: usize) -> SlotView {
        let slot = self.slot_at(SlotIx(u32::try_from(at).unwrap_or(u32::MAX)));
        let is_live =
            |bits: &[u64]| bits.get(slot.word as usize).is_some_and(|word| word >> slot.shift & slot.mask != 0);
        SlotView {
            low: slot.low,
            top: slot.high.abs_diff(slot.low),
            start: slot.start,
            live: self.live.chunks_exact(self.words.max(1)).map(is_live).collect(),
        }
    }

    fn view_cases(&self, cases: &[Case]) -> Vec<CaseView> {
        let case =
            |case: &Case| CaseView { when: case.when.map(|judged| self.view_cond(judged)), to: view_goal(case.to) };
        cases.iter().map(case).collect()
    }

    fn view_next(&self, goal: Goal) -> Vec<CaseView> {
        match goal {
            Goal::Cases { first, end } => self.view_cases(slice_of(&self.cases, &(first..end)).unwrap_or_default()),
            Goal::Node(_) | Goal::Again | Goal::Return | Goal::Nowhere => {
                vec![CaseView { when: None, to: view_goal(goal) }]
            }
        }
    }

    /// Returns the marks of an outcome's links as changes, if there are any.
    fn link_marks(&self, outcome: OutcomeIx) -> Option<EffectGroup> {
        let mark_slot = |(principle, rating): &(PrincipleIx, i8)| {
            let marks = if *rating < 0 { &self.broke } else { &self.upheld };
            marks.get(principle.index()).copied().flatten()
        };
        let slots = self.outcome_links(outcome).iter().filter_map(mark_slot);
        let effects: Vec<Effect> = slots.map(|slot| Effect::Put { slot: slot_index(slot), raw: 1 }).collect();
        (!effects.is_empty()).then_some(EffectGroup { when: None, effects })
    }

    fn view_groups(&self, groups: &IndexRange) -> impl Iterator<Item = EffectGroup> {
        let list = slice_of(&self.groups, groups).unwrap_or_default().iter();
        list.map(|ChangeGroup { when, changes }| EffectGroup {
            when: when.map(|judged| self.view_cond(judged)),
            effects: self.build_effects(changes),
        })
    }

    fn build_effects(&self, changes: &IndexRange) -> Vec<Effect> {
        let first = changes.start as usize;
        let list = slice_of(&self.changes, changes).unwrap_or_default().iter().enumerate();
        list.map(|(at, change)| match *change {
            Change::Put { slot, raw } => Effect::Put { slot: slot_index(slot), raw },
            Change::Add { slot, by, site } => {
                let live = self.live_changes.get(first + at).copied().unwrap_or_default();
                Effect::Add { slot: slot_index(slot), by, site, live }
            }
        })
        .collect()
    }

    fn view_texts(&self, texts: &IndexRange) -> Vec<TextView> {
        let list = slice_of(&self.texts, texts).unwrap_or_default().iter();
        list.map(|block| TextView {
            when: block.when.iter().map(|(judged, wanted)| (self.view_cond(*judged), *wanted)).collect(),
            inline: block.inline.iter().map(|judged| self.view_cond(*judged)).collect(),
        })
        .collect()
    }

    fn view_cond(&self, judged: EvaluatedCond) -> CondView {
        CondView { site: judged.site, test: self.view_test(judged.root) }
    }

    fn view_test(&self, root: u32) -> ViewTest {
        let view_all = |first: u32, count: u32| (first..first + count).map(|at| self.view_test(at)).collect();
        match self.conds.get(root as usize) {
            None => ViewTest::Constant(false),
            Some(CondNode::Constant(value)) => ViewTest::Constant(*value),
            Some(CondNode::And { first, count }) => ViewTest::All(view_all(*first, *count)),
            Some(CondNode::Or { first, count }) => ViewTest::Any(view_all(*first, *count)),
            Some(CondNode::Not(inner)) => ViewTest::Not(Box::new(self.view_test(*inner))),
            Some(CondNode::Between { slot, low, high, inside }) => {
                ViewTest::Between { slot: slot_index(*slot), low: *low, high: *high, inside: *inside }
            }
            Some(CondNode::Slots { left, is, right }) => {
                ViewTest::Slots { left: slot_index(*left), is: *is, right: slot_index(*right) }
            }
            Some(CondNode::At(node)) => ViewTest::At(*node),
            Some(CondNode::Ended) => ViewTest::Ended,
            Some(CondNode::Result(result)) => ViewTest::Result(*result),
        }
    }
}

fn view_goal(goal: Goal) -> GoalView {
    match goal {
        Goal::Node(node) => GoalView::Node(node),
        Goal::Again => GoalView::Again,
        Goal::Return => GoalView::Return,
        // Cases are never a case themselves.
        Goal::Nowhere | Goal::Cases { .. } => GoalView::Nowhere,
    }
}
