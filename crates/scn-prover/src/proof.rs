//! The result of a proof, as plain data.

use std::collections::BTreeSet;

use scn_story::{ChoiceIx, NodeIx, OutcomeIx, SiteId};

use crate::{Entered, Question, Witness};

/// A set of situations that a run can enter and never leave, with no reachable ending, dead end or
/// choice without an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trap {
    /// The situations of a minimal closed set of trapped moments, in source order. No two traps
    /// have the same situations.
    pub nodes: Vec<NodeIx>,
    /// The first of them that the shortest run enters.
    pub entry: NodeIx,
    /// The shortest run that reaches a moment of the trap.
    pub run: Witness,
}

/// How far a scenario covers a principle. Each level includes the preceding ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// No outcome links it.
    #[default]
    None,
    /// Some outcome links it.
    Linked,
    /// Some run reaches an outcome that links it.
    Reachable,
    /// Some run reaches a moment where the choices on offer can, taken together, both uphold and
    /// break it.
    Tested,
    /// Every run that ends has faced it.
    Guaranteed,
}

/// The coverage of one principle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The level reached, and at least that.
    pub level: Level,
    /// Whether the actual level may be higher, because questions about it are open.
    pub may_be_higher: bool,
}

/// Everything proved about a scenario. Lists are indexed like those of the machine (nodes, choices,
/// outcomes, sites, principles).
///
/// A positive observation is true whether or not the proof is complete. The absence of one means
/// 'no run does this' unless the question is in `open`; see [`excludes`](Proof::excludes).
///
/// The runs of a complete proof are shortest runs. In an incomplete one, a run may be longer than
/// necessary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// Number of states examined. `u64::MAX` means that many or more.
    pub states: u64,
    /// Whether these are all states.
    pub complete: bool,
    /// The questions without an answer. Empty if the proof is complete.
    pub open: BTreeSet<Question>,
    /// Whether the proof is incomplete because the watch interrupted it.
    pub interrupted: bool,
    /// For each node, whether some run enters it, and the shortest one that does.
    pub nodes: Entered,
    /// For each choice, whether some run has it on offer.
    pub offered: Vec<bool>,
    /// For each choice, whether some run shows it locked.
    pub locked: Vec<bool>,
    /// For each outcome, whether some run takes it.
    pub taken: Vec<bool>,
    /// For each condition site, whether the condition is true in some run.
    pub observed_true: Vec<bool>,
    /// For each condition site, whether the condition is false in some run.
    pub observed_false: Vec<bool>,
    /// Situations where some run has no choice on offer, in source order.
    pub dead_ends: Vec<(NodeIx, Witness)>,
    /// Choices that some run makes while no outcome's condition holds, in source order. The run
    /// includes the choice.
    pub no_outcomes: Vec<(ChoiceIx, Witness)>,
    /// Each `return` that some run reaches with no detour open: of an outcome, or of a situation
    /// without choices.
    pub stray_returns: Vec<(StrayReturn, Witness)>,
    /// Changes that are cut off at the end of a range in some run while a later condition can still
    /// read the result, in source order.
    pub saturated: Vec<(SiteId, Witness)>,
    /// Traps, ordered by the source position of their entry. Only a complete proof has any.
    pub traps: Vec<Trap>,
    /// For each principle of the machine, how far it is covered.
    pub coverage: Vec<Coverage>,
}

/// The owner of a `return` that a run reaches with no detour open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StrayReturn {
    /// This outcome.
    Outcome(OutcomeIx),
    /// This situation.
    Node(NodeIx),
}
