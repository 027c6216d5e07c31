//! Scripted runs: the tests of a scenario.
//!
//! A script makes choices and expects things of the moments between. Where chance decides and the
//! script does not say how, every way it can fall is followed, and what is expected must hold in
//! each.

use rustc_hash::FxHashSet;
use scn_story::{ChoiceIx, Machine, Moment, OutcomeIx, Silent, Site, Stacks, State, Step};

use crate::claims::Stop;
use crate::{RunStep, Witness};

/// A step of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptStep {
    /// A choice is made.
    Choose {
        /// Which.
        wanted: Wanted,
        /// The outcome that it must have, from 1; without it, whatever can come of it.
        outcome: Option<u32>,
    },
    /// The condition written here must hold.
    Expect(Site),
}

/// The choices of a scenario that some words can mean. Of those on offer it is the one of that id;
/// else the only one whose label starts so, or whose whole label it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Those of that id.
    pub by_id: Vec<ChoiceIx>,
    /// Those whose label starts so.
    pub by_start: Vec<ChoiceIx>,
    /// Those of them whose whole label it is.
    pub by_label: Vec<ChoiceIx>,
}

/// Why a script does not come out as it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptFailure {
    /// The step that fails, from 0.
    pub step: usize,
    /// The run so far.
    pub run: Witness,
    /// The moment that the run has come to.
    pub state: State<Vec<u64>>,
    /// What is wrong there.
    pub why: WhyFailed,
}

/// What is wrong with a step of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyFailed {
    /// What is expected does not hold.
    Expected,
    /// The choice is not on offer. What is: these.
    NotOnOffer(Vec<ChoiceIx>),
    /// Several choices on offer start so.
    Several(Vec<ChoiceIx>),
    /// The choice cannot come out so. Its outcomes that can be, from 1: these.
    NotThatOutcome(ChoiceIx, Vec<u32>),
    /// The run has stopped before.
    Over(Stop),
    /// The run has come into situations without choices that lead to one another for ever.
    GoesRound,
}

/// One of the ways that a scripted run can go.
#[derive(Clone, Debug)]
struct Way {
    run: Vec<RunStep>,
    state: State<Vec<u64>>,
    /// Why it goes no further, apart from an ending or a dead end, which the state shows.
    over: Option<WhyFailed>,
}

/// Runs a script. The machine must be built with [`Keep::All`](scn_story::Keep::All).
///
/// # Errors
/// The first step that fails, on the first run that it fails on, in source order of what chance
/// draws.
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
                            // What stops here comes to no moment, whatever the test asks for after
                            // it.
                            if let Some(why) = way.over.clone() {
                                return failure(way, why);
                            }
                            // Ways that have come to the same moment go on alike; the first is the
                            // one to show.
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
    /// The choice that is meant among those on offer.
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

/// The place of an outcome among those of its choice, from 1.
fn position(machine: &Machine, outcome: OutcomeIx) -> u32 {
    machine.choice_of(outcome).map_or(0, |(_, at)| u32::try_from(at + 1).unwrap_or(u32::MAX))
}

/// Goes on from situations without choices.
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
