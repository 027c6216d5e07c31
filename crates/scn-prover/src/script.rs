//! Scripted runs: the tests of a scenario.
//!
//! A script makes choices and states expectations about the moments in between. Where chance
//! decides and the script does not fix the outcome, every possible outcome is followed, and the
//! expectations must hold in each case.

use rustc_hash::FxHashSet;
use scn_story::{ChoiceIx, Machine, Moment, OutcomeIx, Silent, Site, Stacks, State, Step};

use crate::claims::Stop;
use crate::{RunStep, Witness};

/// A step of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptStep {
    /// Makes a choice.
    Choose {
        /// The choice to make.
        wanted: Wanted,
        /// The outcome it must have, counted from 1. With `None`, every possible outcome is
        /// followed.
        outcome: Option<u32>,
    },
    /// The condition at this site must hold.
    Expect(Site),
}

/// The choices of a scenario that a given text can refer to. Among the choices on offer, it refers
/// to the one with that id; failing that, to the only one whose label starts with the text, or to
/// the only one whose whole label it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
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
    pub why: WhyFailed,
}

/// Why a step of a script fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyFailed {
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
struct Way {
    run: Vec<RunStep>,
    state: State<Vec<u64>>,
    /// Why it cannot continue, except for an ending or a dead end, which the state shows.
    over: Option<WhyFailed>,
}

/// Runs a script. The machine must be built with [`Keep::All`](scn_story::Keep::All).
///
/// # Errors
/// Returns the first step that fails, with the first run on which it fails, in source order of the
/// outcomes that chance draws.
pub fn run_script(machine: &Machine, steps: &[ScriptStep]) -> Result<(), ScriptFailure> {
    let mut stacks = Stacks::new();
    let start = Way { run: Vec::new(), state: machine.start(&mut Silent), over: None };
    let mut ways = vec![settle(machine, start, &stacks)];
    for (number, step) in steps.iter().enumerate() {
        let mut after = Vec::new();
        let mut known = FxHashSet::default();
        for way in ways {
            let failure = |way: Way, why| {
                Err(ScriptFailure { step: number, run: Witness { steps: way.run }, state: way.state, why })
            };
            if let Some(why) = way.over.clone() {
                return failure(way, why);
            }
            match step {
                ScriptStep::Expect(site) if machine.held(&way.state, *site) == Some(true) => after.push(way),
                ScriptStep::Expect(_) => return failure(way, WhyFailed::Expected),
                ScriptStep::Choose { wanted, outcome } => match choose(machine, &way, wanted, *outcome, &mut stacks) {
                    Ok(next) => {
                        for way in next {
                            // A run that stops here reaches no further moment, whatever the test
                            // expects next.
                            if let Some(why) = way.over.clone() {
                                return failure(way, why);
                            }
                            // Runs that have reached the same moment continue identically; report
                            // the first of them.
                            if known.insert(way.state.clone()) {
                                after.push(way);
                            }
                        }
                    }
                    Err(why) => return failure(way, why),
                },
            }
        }
        ways = after;
    }
    Ok(())
}

impl Wanted {
    /// Returns the choice on offer that is meant.
    fn find(&self, open: &[ChoiceIx]) -> Result<ChoiceIx, WhyFailed> {
        let among = |list: &[ChoiceIx]| open.iter().copied().filter(|choice| list.contains(choice)).collect::<Vec<_>>();
        let (by_id, by_start, by_label) = (among(&self.by_id), among(&self.by_start), among(&self.by_label));
        match (by_id.as_slice(), by_start.as_slice(), by_label.as_slice()) {
            ([one, ..], ..) | (_, [one], _) | (.., [one]) => Ok(*one),
            (_, [], _) => Err(WhyFailed::NotOnOffer(open.to_vec())),
            (_, several, _) => Err(WhyFailed::Several(several.to_vec())),
        }
    }
}

fn choose(
    machine: &Machine,
    way: &Way,
    wanted: &Wanted,
    fixed: Option<u32>,
    stacks: &mut Stacks,
) -> Result<Vec<Way>, WhyFailed> {
    let (mut open, mut outcomes) = (Vec::new(), Vec::new());
    machine.offers(&way.state, &mut open, &mut Silent);
    let choice = wanted.find(&open)?;
    let state = machine.choose(&way.state, &open, choice, &mut outcomes, &mut Silent);
    let mut run = way.run.clone();
    run.push(RunStep::Choose(choice));
    if let Some(number) = fixed {
        let possible: Vec<u32> = outcomes.iter().map(|outcome| position(machine, *outcome)).collect();
        outcomes.retain(|outcome| position(machine, *outcome) == number);
        if outcomes.is_empty() {
            return Err(WhyFailed::NotThatOutcome(choice, possible));
        }
    }
    if outcomes.is_empty() {
        return Ok(vec![Way { run, state, over: Some(WhyFailed::Over(Stop::NoOutcome(choice))) }]);
    }
    let mut ways = Vec::with_capacity(outcomes.len());
    for outcome in outcomes {
        let mut run = run.clone();
        if machine.is_chance(choice) {
            run.push(RunStep::Draw(position(machine, outcome)));
        }
        ways.push(match machine.take(&state, outcome, stacks, &mut Silent) {
            Step::To(state) => settle(machine, Way { run, state, over: None }, stacks),
            Step::Stopped(_) => Way { run, state: state.clone(), over: Some(WhyFailed::Over(Stop::Nowhere)) },
        });
    }
    Ok(ways)
}

/// Returns the position of an outcome among those of its choice, counted from 1.
fn position(machine: &Machine, outcome: OutcomeIx) -> u32 {
    machine.choice_of(outcome).map_or(0, |(_, at)| u32::try_from(at + 1).unwrap_or(u32::MAX))
}

/// Follows situations without choices.
fn settle(machine: &Machine, mut way: Way, stacks: &Stacks) -> Way {
    let mut met: FxHashSet<State<Vec<u64>>> = FxHashSet::default();
    while machine.moment(way.state.node) == Moment::GoesOn {
        if !met.insert(way.state.clone()) {
            return Way { over: Some(WhyFailed::GoesRound), ..way };
        }
        match machine.go_on(&way.state, &mut Silent, stacks) {
            Step::To(next) => way.state = next,
            Step::Stopped(_) => return Way { over: Some(WhyFailed::Over(Stop::Nowhere)), ..way },
        }
    }
    way
}
