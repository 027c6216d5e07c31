//! Scripted runs: the tests of a scenario.
//!
//! A script makes choices and states expectations about the moments in between. Where chance
//! decides and the script does not fix the outcome, every possible outcome is followed, and the
//! expectations must hold in each case.

use rustc_hash::FxHashSet;
use scn_story::{ChoiceIx, Machine, Moment, OutcomeIx, Silent, SiteId, Stacks, State, Step};

use crate::promises::Stop;
use crate::{RunStep, Witness};

/// A step of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptStep {
    /// Makes a choice.
    Choose {
        /// The choice to make.
        wanted: WantedChoices,
        /// The outcome it must have, counted from 1. With `None`, every possible outcome is
        /// followed.
        outcome: Option<u32>,
    },
    /// The condition at this site must hold.
    Expect(SiteId),
}

/// The choices of a scenario that a given text can refer to. Among the choices on offer, it refers
/// to the one with that id; failing that, to the only one whose label starts with the text, or to
/// the only one whose whole label it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WantedChoices {
    /// The choices with that id.
    pub by_id: Vec<ChoiceIx>,
    /// The choices whose label starts with the text.
    pub by_start: Vec<ChoiceIx>,
    /// Those of them whose whole label is the text.
    pub by_label: Vec<ChoiceIx>,
}

/// Why a script fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptFailure {
    /// Index of the failing step, from 0.
    pub step: usize,
    /// The run so far.
    pub run: Witness,
    /// The moment that the run has reached.
    pub state: State<Vec<u64>>,
    /// The problem at that moment.
    pub reason: FailureReason,
}

/// Why a step of a script fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FailureReason {
    /// An expected condition does not hold.
    Expected,
    /// The choice is not on offer; these choices are.
    NotOnOffer(Vec<ChoiceIx>),
    /// The labels of several choices on offer start with the text.
    Several(Vec<ChoiceIx>),
    /// The choice cannot have this outcome; these outcomes, counted from 1, are possible.
    NotThatOutcome(ChoiceIx, Vec<u32>),
    /// The run has already stopped.
    Over(Stop),
    /// The run has reached situations without choices that lead to one another in an endless cycle.
    GoesRound,
}

/// One of the possible courses of a scripted run.
#[derive(Clone, Debug)]
struct ScriptBranch {
    run: Vec<RunStep>,
    state: State<Vec<u64>>,
    /// Why it cannot continue, except for an ending or a dead end, which the state shows.
    over: Option<FailureReason>,
}

/// Runs a script. The machine must be built with [`Keep::All`](scn_story::Keep::All).
///
/// # Errors
/// Returns the first step that fails, with the first run on which it fails, in source order of the
/// outcomes that chance draws.
///
/// # Examples
///
/// ```
/// use scn_prover::{FailureReason, ScriptStep, WantedChoices, run_script};
/// use scn_story::{Keep, Machine, Story};
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let machine = Machine::new(&story.scenarios[0], Keep::All)?;
/// let mut choices = machine.choices_of(machine.start_node());
/// let guess = choices.find(|choice| machine.choice_id(*choice) == "guess").into_iter().collect();
/// let wanted = WantedChoices { by_id: guess, ..WantedChoices::default() };
/// let step = ScriptStep::Choose { wanted, outcome: None };
/// assert_eq!(run_script(&machine, &[step.clone()]), Ok(()));
///
/// // The first step reaches the ending, where nothing is on offer.
/// let failure = run_script(&machine, &[step.clone(), step]).expect_err("the run is over");
/// assert_eq!((failure.step, failure.reason), (1, FailureReason::NotOnOffer(Vec::new())));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn run_script(machine: &Machine, steps: &[ScriptStep]) -> Result<(), ScriptFailure> {
    let mut stacks = Stacks::new();
    let start = ScriptBranch { run: Vec::new(), state: machine.start(&mut Silent), over: None };
    let mut branches = vec![follow_chain(machine, start, &stacks)];
    for (number, step) in steps.iter().enumerate() {
        let mut next_branches = Vec::new();
        let mut seen_states = FxHashSet::default();
        for way in branches {
            let make_failure = |way: ScriptBranch, why| {
                Err(ScriptFailure { step: number, run: Witness::from(way.run), state: way.state, reason: why })
            };
            if let Some(why) = way.over.clone() {
                return make_failure(way, why);
            }
            match step {
                ScriptStep::Expect(site) if machine.holds_at_site(&way.state, *site) == Some(true) => {
                    next_branches.push(way);
                }
                ScriptStep::Expect(_) => return make_failure(way, FailureReason::Expected),
                ScriptStep::Choose { wanted, outcome } => {
                    match make_choice(machine, &way, wanted, *outcome, &mut stacks) {
                        Ok(next) => {
                            for way in next {
                                // A run that stops here reaches no further moment, whatever the test
                                // expects next.
                                if let Some(why) = way.over.clone() {
                                    return make_failure(way, why);
                                }
                                // Runs that have reached the same moment continue identically; report
                                // the first of them.
                                if seen_states.insert(way.state.clone()) {
                                    next_branches.push(way);
                                }
                            }
                        }
                        Err(why) => return make_failure(way, why),
                    }
                }
            }
        }
        branches = next_branches;
    }
    Ok(())
}

impl WantedChoices {
    /// Returns the choice on offer that is meant.
    fn find_choice(&self, open: &[ChoiceIx]) -> Result<ChoiceIx, FailureReason> {
        let choices_in =
            |list: &[ChoiceIx]| open.iter().copied().filter(|choice| list.contains(choice)).collect::<Vec<_>>();
        let (by_id, by_start, by_label) =
            (choices_in(&self.by_id), choices_in(&self.by_start), choices_in(&self.by_label));
        match (by_id.as_slice(), by_start.as_slice(), by_label.as_slice()) {
            ([one, ..], ..) | (_, [one], _) | (.., [one]) => Ok(*one),
            (_, [], _) => Err(FailureReason::NotOnOffer(open.to_vec())),
            (_, several, _) => Err(FailureReason::Several(several.to_vec())),
        }
    }
}

fn make_choice(
    machine: &Machine,
    way: &ScriptBranch,
    wanted: &WantedChoices,
    fixed: Option<u32>,
    stacks: &mut Stacks,
) -> Result<Vec<ScriptBranch>, FailureReason> {
    let (mut open, mut outcomes) = (Vec::new(), Vec::new());
    machine.offers(&way.state, &mut open, &mut Silent);
    let choice = wanted.find_choice(&open)?;
    let state = machine.choose(&way.state, &open, choice, &mut outcomes, &mut Silent);
    let mut run = way.run.clone();
    run.push(RunStep::Choose(choice));
    if let Some(number) = fixed {
        let possible: Vec<u32> = outcomes.iter().map(|outcome| outcome_position(machine, *outcome)).collect();
        outcomes.retain(|outcome| outcome_position(machine, *outcome) == number);
        if outcomes.is_empty() {
            return Err(FailureReason::NotThatOutcome(choice, possible));
        }
    }
    if outcomes.is_empty() {
        return Ok(vec![ScriptBranch { run, state, over: Some(FailureReason::Over(Stop::NoOutcome(choice))) }]);
    }
    let mut branches = Vec::with_capacity(outcomes.len());
    for outcome in outcomes {
        let mut run = run.clone();
        if machine.is_chance(choice) {
            run.push(RunStep::Draw(outcome_position(machine, outcome)));
        }
        branches.push(match machine.take_outcome(&state, outcome, stacks, &mut Silent) {
            Step::To(state) => follow_chain(machine, ScriptBranch { run, state, over: None }, stacks),
            Step::Stopped(_) => {
                ScriptBranch { run, state: state.clone(), over: Some(FailureReason::Over(Stop::Nowhere)) }
            }
        });
    }
    Ok(branches)
}

/// Returns the position of an outcome among those of its choice, counted from 1.
fn outcome_position(machine: &Machine, outcome: OutcomeIx) -> u32 {
    machine.choice_of(outcome).map_or(0, |(_, at)| u32::try_from(at + 1).unwrap_or(u32::MAX))
}

/// Follows situations without choices.
fn follow_chain(machine: &Machine, mut way: ScriptBranch, stacks: &Stacks) -> ScriptBranch {
    let mut visited: FxHashSet<State<Vec<u64>>> = FxHashSet::default();
    while machine.moment(way.state.node) == Moment::GoesOn {
        if !visited.insert(way.state.clone()) {
            return ScriptBranch { over: Some(FailureReason::GoesRound), ..way };
        }
        match machine.go_on(&way.state, &mut Silent, stacks) {
            Step::To(next) => way.state = next,
            Step::Stopped(_) => return ScriptBranch { over: Some(FailureReason::Over(Stop::Nowhere)), ..way },
        }
    }
    way
}
