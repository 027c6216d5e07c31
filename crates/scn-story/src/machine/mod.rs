//! A scenario in flattened form, and what happens in a run of it: the only implementation of the
//! language's semantics.
//!
//! All names are indices, all state is one small bit field, and conditions and changes are flat
//! lists. [`Machine::new`] builds it, `step.rs` defines the semantics, and `live.rs` determines
//! what later conditions can still read.

mod apart;
mod bits;
mod build;
mod eval;
mod expand;
mod flat;
mod live;
mod stacks;
mod step;
mod view;

pub use bits::{Bits, State};
pub use build::{BuildError, Keep};
pub use eval::{ConditionRef, CurrentValue};
pub use expand::{Expander, Field};
pub use stacks::Stacks;
pub use step::{Body, Moment, Observer, Offer, Silent, Step, Stop};
pub use view::{
    CaseView, ChoiceView, CondView, Effect, EffectGroup, GoalView, NodeView, OutcomeView, SlotView, TextView, View,
    ViewTest,
};

use crate::{RunResult, SiteId};
use bits::Slot;
use expand::{QuickChoice, QuickOutcome};
use flat::{Mark, Op, Test};

macro_rules! index {
    ($($name:ident $what:literal,)*) => {$(
        #[doc = concat!("The index of ", $what, " in a machine.")]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// Returns the index for a position in a list.
            #[must_use]
            pub fn at(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// Returns the index as a position in a list.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

index! {
    NodeIx "a node: the situations in their order, then the endings",
    ChoiceIx "a choice: all of a scenario, situation by situation",
    OutcomeIx "an outcome: all of a scenario, choice by choice",
    PrincipleIx "a principle that the scenario links or asks about",
}

/// A scenario in flattened form.
///
/// # Examples
///
/// ```
/// use scn_story::{Keep, Machine, Moment, RunResult, Silent, Stacks, State, Step, Story};
///
/// let story = Story::from_json(&std::fs::read_to_string("schema/till.json")?)?;
/// let machine = Machine::new(&story.scenarios[0], Keep::All)?;
/// let (mut open, mut outcomes, mut stacks) = (Vec::new(), Vec::new(), Stacks::new());
///
/// // A run begins in its first situation, where two choices are on offer.
/// let start: State<Vec<u64>> = machine.start(&mut Silent);
/// assert_eq!(machine.node_id(start.node), "queue");
/// machine.offers(&start, &mut open, &mut Silent);
/// let ids: Vec<&str> = open.iter().map(|choice| machine.choice_id(*choice)).collect();
/// assert_eq!(ids, ["look", "guess"]);
///
/// // The second has one outcome, which leads to the ending.
/// let chosen = machine.choose(&start, &open, open[1], &mut outcomes, &mut Silent);
/// let Step::To(end) = machine.take_outcome(&chosen, outcomes[0], &mut stacks, &mut Silent) else {
///     panic!("the outcome has a `Next:`");
/// };
/// assert_eq!(machine.moment(end.node), Moment::Ending(RunResult::Mixed));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Machine {
    start: NodeIx,
    nodes: Vec<Node>,
    choices: Vec<Choice>,
    outcomes: Vec<Outcome>,
    principles: Vec<String>,
    /// The principles linked by any outcome of each choice, each once, in order. `Choice::linked`
    /// is a range of this list.
    linked: Vec<PrincipleIx>,
    links: Vec<(PrincipleIx, i8)>,
    cases: Vec<Case>,
    conds: Vec<CondNode>,
    changes: Vec<Change>,
    /// Changes that are made together. `Node::set` and `Outcome::set` are ranges of this list.
    groups: Vec<ChangeGroup>,
    /// The tests that evaluate conditions, and the changes in the form in which they are applied;
    /// see `flat.rs`.
    tests: Vec<Test>,
    ops: Vec<Op>,
    marks: Vec<Mark>,
    /// The same for whole moments at once; see `expand.rs`.
    quick_choices: Vec<QuickChoice>,
    quick_outcomes: Vec<QuickOutcome>,
    leaps: Vec<Op>,
    texts: Vec<TextBlock>,
    slots: Vec<Slot>,
    /// Variables by id, with their slot if they have one.
    variables: Vec<(String, ValueKind, Option<SlotIx>)>,
    /// The words that the learner reads in place of values: the id of the state, the value, the words.
    shown_words: Vec<(String, String, String)>,
    words: usize,
    /// For each node, as many words as a state has: the bits that something after its moment can
    /// still read.
    live: Vec<u64>,
    /// For each change, whether some later condition can still read its result.
    live_changes: Vec<bool>,
    /// The root of the condition at each site.
    roots: Vec<Option<u32>>,
    brief: IndexRange,
    /// The roots of conditions that are evaluated at every moment: those of the promises that the
    /// machine was built for.
    promised: Vec<u32>,
    /// The marks kept for each principle.
    broke: Vec<Option<SlotIx>>,
    upheld: Vec<Option<SlotIx>>,
    faced: Vec<Option<SlotIx>>,
    /// Whether any mark for a faced principle is kept.
    reads_faced: bool,
}

type IndexRange = std::ops::Range<u32>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SlotIx(u32);

#[derive(Clone, Debug)]
enum ValueKind {
    Meter,
    Flag,
    State(Vec<String>),
}

#[derive(Clone, Debug)]
struct Node {
    id: String,
    result: Option<RunResult>,
    set: IndexRange,
    texts: IndexRange,
    visited: Option<SlotIx>,
    /// `visited`, flattened.
    mark: Mark,
    choices: IndexRange,
    cases: IndexRange,
}

#[derive(Clone, Debug)]
struct Choice {
    id: String,
    node: NodeIx,
    when: Option<EvaluatedCond>,
    needs: Option<EvaluatedCond>,
    once: bool,
    chosen: Option<SlotIx>,
    /// The bits that show that it was chosen, if it can be chosen only once.
    used: Mark,
    /// `chosen`, flattened.
    mark: Mark,
    linked: IndexRange,
    /// The marks for facing the principles it links.
    faces: IndexRange,
    outcomes: IndexRange,
    chance: bool,
}

#[derive(Clone, Debug)]
struct Outcome {
    choice: ChoiceIx,
    when: Option<EvaluatedCond>,
    weight: Weight,
    links: IndexRange,
    /// The marks for upholding and breaking the principles it links.
    marks: IndexRange,
    texts: IndexRange,
    set: IndexRange,
    detour: Option<NodeIx>,
    /// The outcome that replaces it among open detours: in a machine for proofs, the first one that
    /// opens a detour after which a run continues alike, or none if it continues with `return`.
    frame: Option<OutcomeIx>,
    next: Goal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goal {
    Node(NodeIx),
    Again,
    Return,
    Nowhere,
    /// Where the first case of this range that holds leads.
    Cases {
        first: u32,
        end: u32,
    },
}

/// Consecutive changes, made if the condition holds when it is their turn.
#[derive(Clone, Debug)]
struct ChangeGroup {
    when: Option<EvaluatedCond>,
    changes: IndexRange,
}

#[derive(Clone, Debug)]
struct Case {
    when: Option<EvaluatedCond>,
    to: Goal,
}

/// A whole condition to be evaluated: its site, its root in the arena, and the first of its tests.
#[derive(Clone, Copy, Debug)]
struct EvaluatedCond {
    site: SiteId,
    root: u32,
    entry: u32,
}

/// A node of a condition. Operands of `And` and `Or` are consecutive roots, given by an index and a
/// count.
#[derive(Clone, Copy, Debug)]
enum CondNode {
    Constant(bool),
    And {
        first: u32,
        count: u32,
    },
    Or {
        first: u32,
        count: u32,
    },
    Not(u32),
    /// The slot's raw bits, read as a number above its low value, lie between two bounds, or
    /// outside them if `inside` is false.
    Between {
        slot: SlotIx,
        low: u64,
        high: u64,
        inside: bool,
    },
    /// The run is at this node. Like the next two, used only in tests and promises.
    At(NodeIx),
    /// The run is at an ending.
    Ended,
    /// The run is at an ending with this result.
    Result(RunResult),
    /// The values of two slots satisfy a comparison.
    Slots {
        left: SlotIx,
        is: crate::Comparison,
        right: SlotIx,
    },
}

#[derive(Clone, Copy, Debug)]
enum Change {
    /// Adds, saturating at the slot's range.
    Add { slot: SlotIx, by: i64, site: SiteId },
    /// Sets the slot to raw bits.
    Put { slot: SlotIx, raw: u64 },
}

/// The conditions of one block of text.
#[derive(Clone, Debug)]
struct TextBlock {
    /// The conditions that decide whether the block is shown, each with the result that it must
    /// have. They are evaluated in order, up to the first with another result.
    when: Vec<(EvaluatedCond, bool)>,
    /// The conditions inside its text.
    inline: Vec<EvaluatedCond>,
}

/// The odds of an outcome drawn by chance: `numerator` in `denominator`, in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    /// The numerator of the odds.
    pub numerator: u64,
    /// The denominator of the odds.
    pub denominator: u64,
}

impl Machine {
    /// Returns the node where a run starts.
    #[must_use]
    pub fn start_node(&self) -> NodeIx {
        self.start
    }

    /// Returns the number of nodes.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Returns the number of choices.
    #[must_use]
    pub fn choice_count(&self) -> usize {
        self.choices.len()
    }

    /// Returns the number of outcomes.
    #[must_use]
    pub fn outcome_count(&self) -> usize {
        self.outcomes.len()
    }

    /// Returns the largest [`SiteId`] number plus one.
    #[must_use]
    pub fn site_count(&self) -> usize {
        self.roots.len()
    }

    /// Returns the id of a node, or an empty string for an index of another machine.
    #[must_use]
    pub fn node_id(&self, node: NodeIx) -> &str {
        self.nodes.get(node.index()).map(|node| node.id.as_str()).unwrap_or_default()
    }

    /// Returns the node with this id.
    #[must_use]
    pub fn node_by_id(&self, id: &str) -> Option<NodeIx> {
        self.nodes.iter().position(|node| node.id == id).map(NodeIx::at)
    }

    /// Returns the result of a node, or `None` for a situation.
    #[must_use]
    pub fn result(&self, node: NodeIx) -> Option<RunResult> {
        self.nodes.get(node.index()).and_then(|node| node.result)
    }

    /// Iterates over the choices of a node, in source order.
    pub fn choices_of(&self, node: NodeIx) -> impl Iterator<Item = ChoiceIx> + use<> {
        self.nodes.get(node.index()).map(|node| node.choices.clone()).unwrap_or_default().map(ChoiceIx)
    }

    /// Returns the id of a choice, or an empty string for an index of another machine.
    #[must_use]
    pub fn choice_id(&self, choice: ChoiceIx) -> &str {
        self.choices.get(choice.index()).map(|choice| choice.id.as_str()).unwrap_or_default()
    }

    /// Returns the situation of a choice.
    #[must_use]
    pub fn node_of(&self, choice: ChoiceIx) -> Option<NodeIx> {
        self.choices.get(choice.index()).map(|choice| choice.node)
    }

    /// Iterates over the outcomes of a choice, in source order.
    pub fn outcomes_of(&self, choice: ChoiceIx) -> impl Iterator<Item = OutcomeIx> + use<> {
        self.choices.get(choice.index()).map(|choice| choice.outcomes.clone()).unwrap_or_default().map(OutcomeIx)
    }

    /// Returns whether some outcome opens a detour.
    #[must_use]
    pub fn has_detours(&self) -> bool {
        self.outcomes.iter().any(|outcome| outcome.detour.is_some())
    }

    /// Returns whether chance decides between the outcomes of a choice.
    #[must_use]
    pub fn is_chance(&self, choice: ChoiceIx) -> bool {
        self.choices.get(choice.index()).is_some_and(|choice| choice.chance)
    }

    /// Returns the choice of an outcome, and the outcome's position among those of the choice, from
    /// 0.
    #[must_use]
    pub fn choice_of(&self, outcome: OutcomeIx) -> Option<(ChoiceIx, usize)> {
        let choice = self.outcomes.get(outcome.index())?.choice;
        let first = self.choices.get(choice.index())?.outcomes.start;
        Some((choice, (outcome.0 - first) as usize))
    }

    /// Returns the odds of an outcome, which are 1 in 1 if chance does not decide.
    #[must_use]
    pub fn outcome_weight(&self, outcome: OutcomeIx) -> Weight {
        self.outcomes.get(outcome.index()).map_or(Weight { numerator: 1, denominator: 1 }, |outcome| outcome.weight)
    }

    /// Returns the principles an outcome links, with their ratings.
    #[must_use]
    pub fn outcome_links(&self, outcome: OutcomeIx) -> &[(PrincipleIx, i8)] {
        self.outcomes.get(outcome.index()).and_then(|outcome| slice_of(&self.links, &outcome.links)).unwrap_or_default()
    }

    /// Returns the principles that any outcome of a choice links, each once.
    #[must_use]
    pub fn linked_principles(&self, choice: ChoiceIx) -> &[PrincipleIx] {
        self.choices.get(choice.index()).and_then(|choice| slice_of(&self.linked, &choice.linked)).unwrap_or_default()
    }

    /// Returns the principles that the scenario links or asks about, by index.
    #[must_use]
    pub fn principles(&self) -> &[String] {
        &self.principles
    }

    /// Returns the number of 64-bit words in a state.
    #[must_use]
    pub fn word_count(&self) -> usize {
        self.words
    }

    /// Returns whether some condition after the change at `site` can still read its result. This is
    /// the case if a path along `Next:` and `Detour:` lines, ignoring conditions, leads to a
    /// condition that reads the meter before it is set to another value.
    #[must_use]
    pub fn is_read_after(&self, site: SiteId) -> bool {
        self.changes.iter().zip(&self.live_changes).any(|(change, live)| match change {
            Change::Add { site: at, .. } => *at == site && *live,
            Change::Put { .. } => false,
        })
    }
}

/// Returns the part of a list that a range of indices selects.
fn slice_of<'l, T>(list: &'l [T], run: &IndexRange) -> Option<&'l [T]> {
    list.get(run.start as usize..run.end as usize)
}

#[cfg(test)]
mod tests;
