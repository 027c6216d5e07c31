//! Results of a player who never reads, step by step, without following any other run.

use rustc_hash::FxHashSet;
use scn_story::{Bits, ChoiceIx, Machine, Moment, OutcomeIx, PrincipleIx, Silent, Stacks, State, Step};

use super::{NaivePlayer, TextLengths, blind};
use crate::RunStep;

/// Maximum number of runs followed if chance is involved.
const RUNS: usize = 64;

/// Maximum number of choices made in all of them together.
const CHOICES: usize = 20_000;

/// A run of a player who never reads, from the start to an ending.
#[derive(Clone, Debug, PartialEq)]
pub struct NaiveRun {
    /// The steps from the start.
    pub run: Vec<RunStep>,
    /// The worth of its decisions, without those where every option is worth the same.
    pub decisions: Vec<Decision>,
}

/// The options at a decision, and what happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The worth of each possible result of the choices on offer, with its probability if every
    /// choice on offer is equally likely and chance keeps its odds.
    pub options: Vec<(i64, f64)>,
    /// The worth of the actual result.
    pub earned: i64,
}

/// Returns the possible runs of a player: one, or several if chance is involved. `worth` is the
/// value of one degree of a principle's rating. Returns `None` if some run does not reach an
/// ending, or if there are too many to follow.
#[must_use]
pub fn naive_runs(
    machine: &Machine,
    player: NaivePlayer,
    texts: &TextLengths,
    worth: &dyn Fn(PrincipleIx) -> i64,
) -> Option<Vec<NaiveRun>> {
    match machine.word_count() {
        0 | 1 => follow_runs::<[u64; 1]>(machine, player, texts, worth),
        _ => follow_runs::<Vec<u64>>(machine, player, texts, worth),
    }
}

/// A run in progress.
#[derive(Clone)]
struct NaiveBranch<B> {
    state: State<B>,
    stacks: Stacks,
    met: FxHashSet<State<B>>,
    run: NaiveRun,
}

impl<B: Bits> NaiveBranch<B> {
    /// Takes an outcome of a choice. `options` are the possible results, if they differ.
    fn take_step(
        mut self,
        machine: &Machine,
        chosen: &State<B>,
        taken: ChoiceIx,
        outcome: OutcomeIx,
        options: Option<Vec<(i64, f64)>>,
        worth: &dyn Fn(PrincipleIx) -> i64,
    ) -> Option<Self> {
        let Step::To(state) = machine.take_outcome(chosen, outcome, &mut self.stacks, &mut Silent) else { return None };
        self.state = state;
        self.run.run.push(RunStep::Choose(taken));
        if machine.is_chance(taken) {
            let (_, at) = machine.choice_of(outcome)?;
            self.run.run.push(RunStep::Draw(u32::try_from(at + 1).unwrap_or(u32::MAX)));
        }
        if let Some(options) = options {
            let earned =
                machine.outcome_links(outcome).iter().map(|(of, rating)| i64::from(*rating) * worth(*of)).sum();
            self.run.decisions.push(Decision { options, earned });
        }
        Some(self)
    }
}

fn follow_runs<B: Bits>(
    machine: &Machine,
    player: NaivePlayer,
    texts: &TextLengths,
    worth: &dyn Fn(PrincipleIx) -> i64,
) -> Option<Vec<NaiveRun>> {
    let run = NaiveRun { run: Vec::new(), decisions: Vec::new() };
    let start = machine.start::<B>(&mut Silent);
    let mut branches = vec![NaiveBranch { state: start, stacks: Stacks::new(), met: FxHashSet::default(), run }];
    let (mut open, mut outcomes) = (Vec::new(), Vec::new());
    let mut done = Vec::new();
    let mut choices_left = CHOICES;
    while let Some(mut way) = branches.pop() {
        choices_left = choices_left.checked_sub(1)?;
        machine.reduce(&mut way.state);
        // A run that returns to an earlier state would loop forever, or for as long as chance
        // allows.
        if !way.met.insert(way.state.clone()) {
            return None;
        }
        match machine.moment(way.state.node) {
            Moment::Ending(_) => {
                done.push(way.run);
                continue;
            }
            Moment::GoesOn => {
                let Step::To(next) = machine.go_on(&way.state, &mut Silent, &way.stacks) else { return None };
                way.state = next;
                branches.push(way);
                continue;
            }
            Moment::Choices => {}
        }
        open.clear();
        machine.offers(&way.state, &mut open, &mut Silent);
        let picked = blind::pick_choice(player, &open, texts)?;
        let options = decision_options(machine, &way.state, &open, worth, &mut outcomes);
        let chosen = machine.choose(&way.state, &open, picked, &mut outcomes, &mut Silent);
        if outcomes.is_empty() || RUNS < branches.len() + done.len() + outcomes.len() {
            return None;
        }
        let differ = options.iter().any(|(worth, _)| Some(*worth) != options.first().map(|(first, _)| *first));
        // Without chance there is one outcome, and nothing is copied.
        let (first, others) = outcomes.split_first()?;
        for outcome in others.iter().rev() {
            let options = differ.then(|| options.clone());
            branches.push(way.clone().take_step(machine, &chosen, picked, *outcome, options, worth)?);
        }
        branches.push(way.take_step(machine, &chosen, picked, *first, differ.then_some(options), worth)?);
    }
    Some(done)
}

/// Returns the worth of every possible result of the choices on offer. A choice with no possible
/// outcome has no results, and nobody draws it.
fn decision_options<B: Bits>(
    machine: &Machine,
    state: &State<B>,
    open: &[ChoiceIx],
    worth: &dyn Fn(PrincipleIx) -> i64,
    outcomes: &mut Vec<OutcomeIx>,
) -> Vec<(i64, f64)> {
    let mut options = Vec::with_capacity(open.len());
    let mut choices: u32 = 0;
    for choice in open {
        machine.choose(state, open, *choice, outcomes, &mut Silent);
        choices += u32::from(!outcomes.is_empty());
        for outcome in outcomes.iter() {
            let sum = machine.outcome_links(*outcome).iter().map(|(of, rating)| i64::from(*rating) * worth(*of)).sum();
            let odds = if machine.is_chance(*choice) {
                let weight = machine.outcome_weight(*outcome);
                weight.numerator as f64 / weight.denominator as f64
            } else {
                1.0
            };
            options.push((sum, odds));
        }
    }
    options.iter_mut().for_each(|(_, odds)| *odds /= f64::from(choices.max(1)));
    options
}
