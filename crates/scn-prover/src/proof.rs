//! What is proved of a scenario, as plain data.

use scn_story::{ChoiceIx, NodeIx, OutcomeIx, Site};

use crate::Entered;

/// A step of a run, as a person would replay it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RunStep {
    /// This choice is made.
    Choose(ChoiceIx),
    /// Chance draws this outcome of the choice just made, counted from 1. Only where chance
    /// decides.
    Draw(u32),
}

/// A shortest run: fewest choices; of equally short ones the first in source order (choice by
/// choice, then outcome by outcome).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Witness {
    /// Its steps from the start; none: it is shown as soon as the run starts.
    pub steps: Vec<RunStep>,
}

/// A set of situations that a run can enter and never leave, with no ending, dead end or choice
/// without an outcome in reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trap {
    /// The situations of a smallest closed set of trapped moments, in source order. No two traps
    /// have the same.
    pub nodes: Vec<NodeIx>,
    /// The first of them that the shortest run enters.
    pub entry: NodeIx,
    /// The shortest run that comes to a moment of the trap.
    pub run: Witness,
}

/// How far a scenario covers a principle; each level includes those before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// No outcome links it.
    #[default]
    None,
    /// Some outcome links it.
    Linked,
    /// Some run comes to an outcome that links it.
    Reachable,
    /// Some run comes to a moment where choices on offer together can both uphold and break it.
    Tested,
    /// Every run that ends has faced it.
    Guaranteed,
}

/// What is proved of one principle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The level reached. With an incomplete proof it may be higher in truth, apart from
    /// `Guaranteed`, which is never claimed then.
    pub level: Level,
}

/// What is proved of a scenario. Lists are indexed as the machine's own (nodes, choices, outcomes,
/// sites, principles).
///
/// What is *seen* is true whether the proof is complete or not; what is *not* seen means 'no run
/// does' only when `complete`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// How many states were looked at; `u64::MAX` stands for that many or more.
    pub states: u64,
    /// Whether those are all.
    pub complete: bool,
    /// Whether it is incomplete because whoever watched it ended it.
    pub interrupted: bool,
    /// For each node, whether some run enters it, and the shortest that does.
    pub nodes: Entered,
    /// For each choice, whether some run has it on offer.
    pub offered: Vec<bool>,
    /// For each choice, whether some run shows it locked.
    pub locked: Vec<bool>,
    /// For each outcome, whether some run takes it.
    pub taken: Vec<bool>,
    /// For each site of a condition, whether some run judges it to hold.
    pub held: Vec<bool>,
    /// For each site of a condition, whether some run judges it not to hold.
    pub failed: Vec<bool>,
    /// Situations where some run has no choice on offer, in source order.
    pub dead_ends: Vec<(NodeIx, Witness)>,
    /// Choices that some run makes without any outcome holding, in source order. The run includes
    /// the choice.
    pub no_outcomes: Vec<(ChoiceIx, Witness)>,
    /// `return`s that some run comes to with no detour open: of an outcome, or of a situation
    /// without choices.
    pub stray_returns: Vec<(StrayReturn, Witness)>,
    /// Changes that some run sees cut off at the end of a range while a condition ahead can still
    /// read the result, in source order.
    pub saturated: Vec<(Site, Witness)>,
    /// Traps, by the entry's place in the source. Only from a complete proof.
    pub traps: Vec<Trap>,
    /// For each principle of the machine, how far it is covered.
    pub coverage: Vec<Coverage>,
}

/// Whose `return` a run came to with no detour open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StrayReturn {
    /// Of this outcome.
    Outcome(OutcomeIx),
    /// Of this situation.
    Node(NodeIx),
}
