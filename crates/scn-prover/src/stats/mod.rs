//! What is known of every run, in numbers: how long, how many, how likely, how good.
//!
//! One question a file: `runs` how many there are, `walk` the longest and the shortest, `absorb`
//! how likely a blind player comes to each ending, `profile` which scores a principle can come to,
//! `lost` after what the best ending is out of reach, `blind` what players come to who never read,
//! `naive` the same without following any other run, `early` what of this a check looks at,
//! `tested` where principles are put to the test, `unfaced` how a run can end without having faced
//! one. All ask `graph`: the runs, with what was done at each step.

mod absorb;
mod blind;
mod early;
mod graph;
mod lost;
mod naive;
mod profile;
mod runs;
mod solve;
mod tested;
mod unfaced;
mod view;
mod walk;

use num_bigint::BigUint;
use num_rational::BigRational;
use scn_story::{Bits, Body, ChoiceIx, Machine, NodeIx, OutcomeIx, PrincipleIx, RunResult};

use crate::{Limits, Witness};
pub use early::{Early, early};
use graph::Graph;
pub use naive::{Decision, NaiveRun, naive_runs};
use view::View;

/// What has to be known of a scenario's text: words that are shown. Empty where words do not
/// matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// Words of the brief that always show.
    pub brief: u32,
    /// For each node, the words of its title and body that always show.
    pub nodes: Vec<u32>,
    /// For each outcome, the words of its body and feedback that always show.
    pub outcomes: Vec<u32>,
    /// For each site, the words that show when the condition there does not hold, and those that do
    /// when it holds.
    pub sites: Vec<[u32; 2]>,
    /// For each choice, its label.
    pub labels: Vec<Label>,
}

/// How long a label is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// In words.
    pub words: u32,
    /// In characters.
    pub length: u32,
}

impl Texts {
    fn body(&self, body: Body) -> u32 {
        match body {
            Body::Brief => self.brief,
            Body::Node(node) => self.nodes.get(node.index()).copied().unwrap_or_default(),
            Body::Outcome(outcome) => self.outcomes.get(outcome.index()).copied().unwrap_or_default(),
        }
    }

    fn label(&self, choice: ChoiceIx) -> Label {
        self.labels.get(choice.index()).copied().unwrap_or_default()
    }
}

/// What is known of every run of a scenario. Runs that count here come to an ending, where nothing
/// else is said.
#[derive(Clone, Debug)]
pub struct Stats {
    /// How many states were stored.
    pub states: u64,
    /// Whether those are all. Where not, a least is no more than what was found, a most and a count
    /// no less, and ranges are at least so wide.
    pub complete: bool,
    /// How many runs there are.
    pub runs: Count,
    /// How many runs stop without an ending.
    pub stopped: Count,
    /// A loop that a run can go round as often as one likes, and still come to an ending.
    pub round: Option<Loop>,
    /// Whether a run can go on for ever.
    pub endless: bool,
    /// How many choices are made, at least and at most.
    pub decisions: (Least, Most),
    /// How many words are shown, at least and at most: what is shown along the run, with the labels
    /// of every choice shown.
    pub words: (Least, Most),
    /// The shortest run.
    pub shortest: Option<Witness>,
    /// The endings, with the shortest run to each; `None` where no run comes to it.
    pub endings: Vec<(NodeIx, Option<Witness>)>,
    /// How likely each way to end is when every choice on offer is as likely as every other and
    /// chance keeps its odds.
    pub ends: Vec<(End, Chance)>,
    /// What each principle can come to.
    pub profiles: Vec<Profile>,
    /// The best result, and after what it is out of reach.
    pub best: Option<Best>,
    /// What players come to who never read.
    pub blind: Vec<Blind>,
    /// For each principle, the shortest run that comes to an ending without having faced it.
    pub unfaced: Vec<Option<Witness>>,
    /// For each principle, the situations with a moment where choices on offer together can both
    /// uphold and break it.
    pub tested_at: Vec<Vec<NodeIx>>,
    /// For each outcome, whether some run takes it.
    pub taken: Vec<bool>,
}

/// How many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exactly(BigUint),
    /// So many were found, and the exploration is unfinished.
    AtLeast(BigUint),
    /// No end of them: a loop can be gone round any number of times.
    Unbounded,
}

/// The least that some run comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Least {
    /// So much.
    Sum(u64),
    /// No run comes to an ending.
    NoRun,
    /// It takes too long to find out.
    Unknown,
}

/// The most that some run comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Most {
    /// So much.
    Sum(u64),
    /// There is no most: a loop adds to it as often as it is gone round.
    Unbounded,
    /// No run comes to an ending.
    NoRun,
    /// It takes too long to find out.
    Unknown,
}

/// A loop in the runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loop {
    /// The shortest run into it.
    pub run: Witness,
    /// Once round.
    pub round: Witness,
}

/// A way for a run to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// At this ending.
    Ending(NodeIx),
    /// At this situation, with nothing on offer.
    DeadEnd(NodeIx),
    /// With this choice, none of whose outcomes holds.
    NoOutcome(ChoiceIx),
    /// After this situation, for want of a `Next:`, or at a `return` with no detour open.
    Nowhere(NodeIx),
    /// Not at all: it goes round among situations that nothing leads out of.
    Never,
    /// Unknown: it goes on beyond the bound on states.
    Beyond,
}

/// How likely something is.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance {
    /// From 0 to 1.
    pub value: f64,
    /// By how much the value may be off.
    pub error: f64,
    /// The fraction, where it was worked out exactly.
    pub exact: Option<BigRational>,
}

/// What a principle can come to over all runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The principle.
    pub principle: PrincipleIx,
    /// The scores.
    pub scores: Scores,
    /// How many decisions count towards it, at least: those whose possible outcomes differ on it.
    pub least: Least,
    /// And at most.
    pub most: Most,
}

/// Which scores there are: points had over points that could be had, from 0 to 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scores {
    /// Every score lies between these.
    Between {
        /// The lowest.
        lowest: Extreme,
        /// The highest.
        highest: Extreme,
    },
    /// No run makes a decision that counts.
    NoDecision,
    /// It takes too long to find out.
    Unknown,
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extreme {
    /// The score.
    pub share: BigRational,
    /// Whether some run has it. Otherwise runs come as near to it as one likes, by going round a
    /// loop often enough.
    pub reached: bool,
}

/// The best result of any run, and what takes it away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Best {
    /// Passed before mixed before failed.
    pub result: RunResult,
    /// Choices after which it is out of reach, in source order.
    pub lost: Vec<Lost>,
}

/// A choice, with an outcome, after which the best result is out of reach, made where it still was
/// in reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The choice.
    pub choice: ChoiceIx,
    /// The outcome, of a choice that has several; `None` where it has one, or where it is made and
    /// has none.
    pub outcome: Option<OutcomeIx>,
    /// Whether it is so in every run that makes the choice, with this outcome where one is named,
    /// and not only in some.
    pub always: bool,
    /// Whether the run is over with it whenever it is so.
    pub ends: bool,
    /// The shortest run with it.
    pub run: Witness,
}

/// A player who never reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Player {
    /// Always takes the first choice on offer.
    First,
    /// Always the last.
    Last,
    /// Always the one in the middle; of an even number, the earlier of the two.
    Middle,
    /// Always the one with the longest label; of several, the first.
    Longest,
    /// Always the one with the shortest label; of several, the first.
    Shortest,
}

impl Player {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::First, Self::Last, Self::Middle, Self::Longest, Self::Shortest];
}

/// What such a player comes to.
#[derive(Clone, Debug)]
pub struct Blind {
    /// The player.
    pub player: Player,
    /// The run, where chance has no say in it; one that goes round for ever is given up to where it
    /// comes back.
    pub run: Option<Witness>,
    /// How likely the player comes to each way to end.
    pub ends: Vec<(End, Chance)>,
    /// What each principle then comes to; a range where chance has a say.
    pub profiles: Vec<Profile>,
}

/// Follows every run of a scenario, as far as the limits allow, and says what is known of all of
/// them.
///
/// The machine is best built with [`Keep::Read`](scn_story::Keep::Read). Takes time in proportion
/// to the states and what can be done in them, times the principles; where runs loop, more.
#[must_use]
pub fn stats(machine: &Machine, texts: &Texts, limits: &Limits) -> Stats {
    let graph = follow(machine, texts, limits);
    let view = View::new(&graph, None);
    let at_ending = |state: u32| graph.result(state).is_some();
    let out = view.leads_to(&at_ending);
    let (runs, stopped) = runs::count(&view);
    let (fewest, shortest) = unfaced::shortest(&view);
    let principles = || (0..machine.principles().len()).map(PrincipleIx::at);
    let points: Vec<_> = principles().map(|principle| profile::points(&graph, principle)).collect();
    let one = |_: u32, at: u32| i128::from(graph.moves[at as usize].choice != graph::NONE);
    let shown =
        |state: u32, at: u32| i128::from(graph.moves[at as usize].words) + i128::from(graph.labels[state as usize]);
    let first = u64::from(graph.first_words);
    let words = match (profile::least(&view, &shown), profile::most(&view, &shown)) {
        (Least::Sum(least), Most::Sum(most)) => (Least::Sum(least + first), Most::Sum(most + first)),
        (Least::Sum(least), most) => (Least::Sum(least + first), most),
        other => other,
    };
    let nodes = (0..machine.node_count()).map(NodeIx::at).filter(|node| machine.result(*node).is_some());
    let mut first_at: Vec<Option<u32>> = vec![None; machine.node_count()];
    for (state, node) in (0..).zip(&graph.nodes) {
        first_at[node.index()].get_or_insert(state);
    }
    Stats {
        states: graph.len() as u64,
        complete: graph.complete,
        runs,
        stopped,
        round: runs::first_loop(&view, &out),
        endless: view.sets.iter().any(|set| set.loops),
        decisions: (fewest, profile::most(&view, &one)),
        words,
        shortest,
        endings: nodes.map(|node| (node, first_at[node.index()].map(|state| graph.run_to(state)))).collect(),
        ends: absorb::ends(&view),
        profiles: principles().zip(&points).map(|(at, points)| profile::profile(&view, at, points)).collect(),
        best: lost::best(&view),
        blind: Player::ALL.iter().map(|player| blind::play(&graph, *player, texts, &points)).collect(),
        unfaced: principles().map(|principle| unfaced::run(&graph, principle)).collect(),
        tested_at: tested::tested_at(&graph),
        taken: tested::taken(&graph),
    }
}

/// How likely each way to end is, in floating numbers even where fractions would do: so that the
/// one can be put to the test by the other.
#[cfg(test)]
pub(crate) fn rounded_ends(machine: &Machine) -> Vec<(End, Chance)> {
    let graph = follow(machine, &Texts::default(), &Limits::default());
    absorb::rounded_ends(&View::new(&graph, None))
}

/// The shortest run that comes to an ending without having faced a principle, given by its id;
/// `None` where there is none up to the bound.
#[must_use]
pub fn unfaced_run(machine: &Machine, principle: &str, limits: &Limits) -> Option<Witness> {
    let at = machine.principles().iter().position(|id| id == principle)?;
    unfaced::run(&follow(machine, &Texts::default(), limits), PrincipleIx::at(at))
}

fn follow<'m>(machine: &'m Machine, texts: &Texts, limits: &Limits) -> Graph<'m> {
    fn with<'m, B: Bits>(machine: &'m Machine, texts: &Texts, limits: &Limits) -> Graph<'m> {
        graph::explore::<B>(machine, texts, limits.states)
    }
    match machine.words() {
        0 | 1 => with::<[u64; 1]>(machine, texts, limits),
        2 => with::<[u64; 2]>(machine, texts, limits),
        _ => with::<Vec<u64>>(machine, texts, limits),
    }
}
