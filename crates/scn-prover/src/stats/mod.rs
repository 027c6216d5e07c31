//! Statistics over all runs: length, number, probability and scores.
//!
//! Each file answers one question: `runs` how many runs there are, `walk` which are the longest and
//! the shortest, `absorb` how likely a random player is to reach each ending, `profile` which
//! scores are possible for a principle, `lost` which choices put the best ending out of reach,
//! `blind` how players fare who never read, `naive` the same without following any other run,
//! `early` the part of this that a check needs, `required` how well runs can handle a principle
//! that a course asks for, `results` whether the last decision alone decides, `tested` where
//! principles are tested, `unfaced` how a run can end without having faced a principle. All of them
//! use `graph`: the runs, with what was done at each step.

mod absorb;
mod blind;
mod early;
mod graph;
mod lost;
mod naive;
mod profile;
mod required;
mod results;
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
pub use early::{LintStats, early};
use graph::Graph;
pub use naive::{Decision, NaiveRun, naive_runs};
pub use required::{BandReach, GreatestMargin, Margins, greatest_margins, reach_band};
pub use results::{LastDecision, last_decision};
use view::GraphView;

/// What the statistics need to know about a scenario's text: the numbers of words shown. Empty if
/// words do not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextLengths {
    /// Words of the brief that are always shown.
    pub brief: u32,
    /// For each node, the words of its title and body that are always shown.
    pub nodes: Vec<u32>,
    /// For each outcome, the words of its body and feedback that are always shown.
    pub outcomes: Vec<u32>,
    /// For each site, the words shown if the condition does not hold, and those shown if it does.
    pub sites: Vec<[u32; 2]>,
    /// For each choice, its label.
    pub labels: Vec<LabelLength>,
}

/// The length of a label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LabelLength {
    /// In words.
    pub words: u32,
    /// In characters.
    pub length: u32,
}

impl TextLengths {
    fn body_words(&self, body: Body) -> u32 {
        match body {
            Body::Brief => self.brief,
            Body::Node(node) => self.nodes.get(node.index()).copied().unwrap_or_default(),
            Body::Outcome(outcome) => self.outcomes.get(outcome.index()).copied().unwrap_or_default(),
        }
    }

    fn label_of(&self, choice: ChoiceIx) -> LabelLength {
        self.labels.get(choice.index()).copied().unwrap_or_default()
    }
}

/// Statistics over all runs of a scenario. Unless stated otherwise, only runs that reach an ending
/// count.
#[derive(Clone, Debug)]
pub struct Stats {
    /// Number of states stored.
    pub states: u64,
    /// Whether these are all states. If not, true minimums may be lower than those given, true
    /// maximums and counts may be higher, and true ranges may be wider.
    pub complete: bool,
    /// Number of runs.
    pub runs: RunCount,
    /// Number of runs that stop without an ending.
    pub stopped: RunCount,
    /// A loop that a run can repeat any number of times and still reach an ending.
    pub round: Option<Loop>,
    /// Whether a run can continue forever.
    pub endless: bool,
    /// Minimum and maximum number of choices made.
    pub decisions: (Minimum, Maximum),
    /// Minimum and maximum number of words shown: the text shown along the run and the labels of
    /// every choice shown.
    pub words: (Minimum, Maximum),
    /// The shortest run.
    pub shortest: Option<Witness>,
    /// The endings, each with the shortest run to it, or `None` if no run reaches it.
    pub endings: Vec<(NodeIx, Option<Witness>)>,
    /// The probability of each way to end if every choice on offer is equally likely and chance
    /// keeps its odds.
    pub ends: Vec<(End, Chance)>,
    /// The possible results for each principle.
    pub profiles: Vec<Profile>,
    /// The best result, and what puts it out of reach.
    pub best: Option<BestResult>,
    /// Results of players who never read.
    pub blind: Vec<BlindResult>,
    /// For each principle, the shortest run that reaches an ending without having faced it.
    pub unfaced: Vec<Option<Witness>>,
    /// For each principle, the situations with a moment where the choices on offer can, taken
    /// together, both uphold and break it.
    pub tested_at: Vec<Vec<NodeIx>>,
    /// For each outcome, whether some run takes it.
    pub taken: Vec<bool>,
}

/// A number of runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunCount {
    /// The exact number.
    Exactly(BigUint),
    /// The number found by an unfinished exploration.
    AtLeast(BigUint),
    /// Unbounded: a loop can be repeated any number of times.
    Unbounded,
}

/// The minimum over all runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Minimum {
    /// The minimum.
    Sum(u64),
    /// No run reaches an ending.
    NoRun,
    /// Computing it takes too long.
    Unknown,
}

/// The maximum over all runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maximum {
    /// The maximum.
    Sum(u64),
    /// There is no maximum: every repetition of a loop adds to it.
    Unbounded,
    /// No run reaches an ending.
    NoRun,
    /// Computing it takes too long.
    Unknown,
}

/// A loop that runs can take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loop {
    /// The shortest run into it.
    pub run: Witness,
    /// One repetition of the loop.
    pub round: Witness,
}

/// A way for a run to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// At this ending.
    Ending(NodeIx),
    /// At this situation, with no choice on offer.
    DeadEnd(NodeIx),
    /// With this choice, none of whose outcomes holds.
    NoOutcome(ChoiceIx),
    /// After this situation, because no next node is given, or at a `return` with no detour open.
    Nowhere(NodeIx),
    /// Never: it cycles among situations that nothing leads out of.
    Never,
    /// Unknown: it continues beyond the bound on states.
    Beyond,
}

/// A probability.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance {
    /// From 0 to 1.
    pub value: f64,
    /// Bound on the error of `value`.
    pub error: f64,
    /// The exact fraction, if it was computed.
    pub exact: Option<BigRational>,
}

/// The possible results for a principle over all runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The principle.
    pub principle: PrincipleIx,
    /// The scores.
    pub scores: Scores,
    /// Minimum number of decisions that count towards it: those whose possible outcomes differ in
    /// their rating of it.
    pub least: Minimum,
    /// Maximum number of such decisions.
    pub most: Maximum,
}

/// The possible scores: points earned divided by points available, from 0 to 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scores {
    /// Every score lies between these two.
    Between {
        /// The lowest score.
        lowest: RangeEnd,
        /// The highest score.
        highest: RangeEnd,
    },
    /// No run makes a decision that counts.
    NoDecision,
    /// Computing it takes too long.
    Unknown,
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeEnd {
    /// The score.
    pub share: BigRational,
    /// Whether some run has this score. Otherwise runs get arbitrarily close to it by repeating a
    /// loop often enough.
    pub reached: bool,
}

/// The best result of any run, and what puts it out of reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BestResult {
    /// Passed is better than mixed, mixed better than failed.
    pub result: RunResult,
    /// Choices that put it out of reach, in source order.
    pub lost: Vec<LosingChoice>,
}

/// A choice, with an outcome, that puts the best result out of reach where it was still in reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LosingChoice {
    /// The choice.
    pub choice: ChoiceIx,
    /// The outcome, if the choice has several. `None` if the choice has only one, or if it is made
    /// while no outcome holds.
    pub outcome: Option<OutcomeIx>,
    /// Whether this is the case in every run that makes the choice (with this outcome, if one is
    /// given), and not only in some.
    pub always: bool,
    /// Whether the run is over whenever this happens.
    pub ends: bool,
    /// The shortest run that does this.
    pub run: Witness,
}

/// A player who never reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NaivePlayer {
    /// Always takes the first choice on offer.
    First,
    /// Always takes the last.
    Last,
    /// Always takes the middle one; of an even number, the earlier of the middle two.
    Middle,
    /// Always takes the one with the longest label; of several, the first.
    Longest,
    /// Always takes the one with the shortest label; of several, the first.
    Shortest,
}

impl NaivePlayer {
    /// All players.
    pub const ALL: [Self; 5] = [Self::First, Self::Last, Self::Middle, Self::Longest, Self::Shortest];
}

/// The results of such a player.
#[derive(Clone, Debug)]
pub struct BlindResult {
    /// The player.
    pub player: NaivePlayer,
    /// The run, if chance does not affect it. A run that never ends is given up to where it returns
    /// to an earlier state.
    pub run: Option<Witness>,
    /// The probability of each way to end.
    pub ends: Vec<(End, Chance)>,
    /// The result for each principle; a range if chance affects it.
    pub profiles: Vec<Profile>,
}

/// Follows every run of a scenario as far as the limits allow and computes statistics over all of
/// them.
///
/// The machine should be built with [`Keep::Read`](scn_story::Keep::Read). The time taken is
/// proportional to the number of states and of the steps from them, times the number of principles;
/// more if runs loop.
///
/// # Examples
///
/// ```
/// use scn_prover::{Limits, Maximum, Minimum, RunCount, TextLengths, compute_stats};
/// use scn_story::{Keep, Machine, Story};
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let machine = Machine::new(&story.scenarios[0], Keep::Read)?;
/// let stats = compute_stats(&machine, &TextLengths::default(), &Limits::default());
///
/// // `guess`; `look` with its first outcome; `look` with its second outcome, then `guess`.
/// assert_eq!(stats.runs, RunCount::Exactly(3_u32.into()));
/// assert_eq!(stats.decisions, (Minimum::Sum(1), Maximum::Sum(2)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn compute_stats(machine: &Machine, texts: &TextLengths, limits: &Limits) -> Stats {
    let graph = explore_runs(machine, texts, limits);
    let view = GraphView::new(&graph, None);
    let is_at_ending = |state: u32| graph.result_of(state).is_some();
    let out = view.can_reach(&is_at_ending);
    let (runs, stopped) = runs::count_runs(&view);
    let (fewest, shortest) = unfaced::shortest_run(&view);
    let all_principles = || (0..machine.principles().len()).map(PrincipleIx::at);
    let points: Vec<_> = all_principles().map(|principle| profile::principle_points(&graph, principle)).collect();
    let shown_words =
        |state: u32, at: u32| i128::from(graph.moves[at as usize].words) + i128::from(graph.labels[state as usize]);
    let first = u64::from(graph.first_words);
    let words = match (profile::least_sum(&view, &shown_words), profile::most_sum(&view, &shown_words)) {
        (Minimum::Sum(least), Maximum::Sum(most)) => (Minimum::Sum(least + first), Maximum::Sum(most + first)),
        (Minimum::Sum(least), most) => (Minimum::Sum(least + first), most),
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
        endless: view.components.iter().any(|set| set.loops),
        decisions: (fewest, most_decisions(&graph, &view)),
        words,
        shortest,
        endings: nodes.map(|node| (node, first_at[node.index()].map(|state| graph.run_to(state)))).collect(),
        ends: absorb::end_chances(&view),
        profiles: all_principles().zip(&points).map(|(at, points)| profile::make_profile(&view, at, points)).collect(),
        best: lost::best_result(&view),
        blind: NaivePlayer::ALL.iter().map(|player| blind::play_blind(&graph, *player, texts, &points)).collect(),
        unfaced: all_principles().map(|principle| unfaced::shortest_unfaced(&graph, principle)).collect(),
        tested_at: tested::tested_at(&graph),
        taken: tested::taken_outcomes(&graph),
    }
}

/// Returns the greatest number of decisions of a run that reaches an ending, and whether all runs
/// were followed. If not, there may be a longer one.
///
/// # Examples
///
/// ```
/// use scn_prover::{Limits, Maximum, longest_run};
/// use scn_story::{Keep, Machine, Story};
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let machine = Machine::new(&story.scenarios[0], Keep::Read)?;
/// assert_eq!(longest_run(&machine, &Limits::default()), (Maximum::Sum(2), true));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn longest_run(machine: &Machine, limits: &Limits) -> (Maximum, bool) {
    let graph = explore_runs(machine, &TextLengths::default(), limits);
    (most_decisions(&graph, &GraphView::new(&graph, None)), graph.complete)
}

fn most_decisions(graph: &Graph<'_>, view: &GraphView<'_, '_>) -> Maximum {
    let choice_weight = |_: u32, at: u32| i128::from(graph.moves[at as usize].choice != graph::NONE);
    profile::most_sum(view, &choice_weight)
}

/// Computes the probability of each way to end in floating-point numbers, even where fractions are
/// feasible, so that tests can compare the two.
#[cfg(test)]
pub(crate) fn rounded_ends(machine: &Machine) -> Vec<(End, Chance)> {
    let graph = explore_runs(machine, &TextLengths::default(), &Limits::default());
    absorb::rounded_ends(&GraphView::new(&graph, None))
}

/// Returns the shortest run that reaches an ending without having faced the principle with this id,
/// or `None` if none was found within the bound.
#[must_use]
pub fn unfaced_run(machine: &Machine, principle: &str, limits: &Limits) -> Option<Witness> {
    let index = machine.principles().iter().position(|id| id == principle)?;
    unfaced::shortest_unfaced(&explore_runs(machine, &TextLengths::default(), limits), PrincipleIx::at(index))
}

fn explore_runs<'m>(machine: &'m Machine, texts: &TextLengths, limits: &Limits) -> Graph<'m> {
    fn explore_with<'m, B: Bits>(machine: &'m Machine, texts: &TextLengths, limits: &Limits) -> Graph<'m> {
        graph::explore_graph::<B>(machine, texts, limits.states)
    }
    match machine.word_count() {
        0 | 1 => explore_with::<[u64; 1]>(machine, texts, limits),
        2 => explore_with::<[u64; 2]>(machine, texts, limits),
        _ => explore_with::<Vec<u64>>(machine, texts, limits),
    }
}
