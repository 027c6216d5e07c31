//! Explores every run, moment by moment.

use std::collections::BTreeMap;

use scn_story::Scenario;

use super::coverage::CoverageSoFar;
use super::facts::{Facts, Pick, Run, StrayReturnOwner, keep_lesser};
use super::names::{Node, find_node};
use super::reads::{ReturnTargets, is_read};
use super::state::State;
use super::step::{
    Event, Move, ShownChoice, StepTarget, continue_without_choice, possible_moves, shown_choices, start_state,
};

/// Every moment that a run can reach, and the steps between them.
#[derive(Clone, Debug, Default)]
pub struct Moments<'a> {
    /// The moments, ordered by their shortest runs.
    pub all: Vec<Moment<'a>>,
}

/// A moment.
#[derive(Clone, Debug)]
pub struct Moment<'a> {
    /// Its position, with everything that has happened.
    pub state: State<'a>,
    /// The shortest run that reaches it.
    pub run: Run<'a>,
    /// Whether a run can stop here: at an ending, at a dead end, or while leaving.
    pub stops: bool,
    /// The possible next moments, each with the step that leads to it (empty if the run continues
    /// without a choice).
    pub next: Vec<(Vec<Pick<'a>>, usize)>,
}

/// A run, and the number of situations it has passed without a choice since its last choice.
/// Moments are explored in this order.
type Key<'a> = (Run<'a>, usize);

struct Explorer<'a> {
    scenario: &'a Scenario,
    facts: Facts<'a>,
    seen: CoverageSoFar<'a>,
    moments: Moments<'a>,
    numbers: BTreeMap<State<'a>, usize>,
    waiting: BTreeMap<Key<'a>, State<'a>>,
}

/// Follows every run. Returns `None` if there are more than `most` moments.
///
/// # Panics
///
/// If the scenario has errors.
#[must_use]
pub fn explore_all(scenario: &Scenario, most: usize) -> Option<(Facts<'_>, Moments<'_>)> {
    let mut explorer = Explorer {
        scenario,
        facts: Facts::default(),
        seen: CoverageSoFar::default(),
        moments: Moments::default(),
        numbers: BTreeMap::new(),
        waiting: BTreeMap::new(),
    };
    let (first, events) = start_state(scenario);
    explorer.note_events(&events, &Run::default());
    explorer.waiting.insert((Run::default(), 0), first);
    let mut next = Vec::new();
    while let Some((key, state)) = explorer.waiting.pop_first() {
        if explorer.numbers.contains_key(&state) {
            continue;
        }
        if explorer.moments.all.len() == most {
            return None;
        }
        explorer.numbers.insert(state.clone(), explorer.moments.all.len());
        let (stops, after) = explorer.record_moment(&state, &key);
        next.push(after);
        explorer.moments.all.push(Moment { state, run: key.0, stops, next: Vec::new() });
    }
    for (moment, after) in explorer.moments.all.iter_mut().zip(next) {
        moment.next = after.into_iter().map(|(picks, state)| (picks, explorer.numbers[&state])).collect();
    }
    explorer.facts.coverage = explorer.seen.coverage_levels(scenario);
    Some((explorer.facts, explorer.moments))
}

impl<'a> Explorer<'a> {
    /// Records what a moment shows, and queues everything that can come next. Returns whether a run
    /// can stop here, and what comes next.
    fn record_moment(&mut self, state: &State<'a>, key: &Key<'a>) -> (bool, Vec<(Vec<Pick<'a>>, State<'a>)>) {
        keep_lesser(&mut self.facts.nodes, state.node, &key.0);
        let situation = match find_node(self.scenario, state.node) {
            Node::Ending(_) => {
                self.seen.record_end(state);
                return (true, Vec::new());
            }
            Node::Situation(situation) => situation,
        };
        if situation.choices.is_empty() {
            let move_made = continue_without_choice(self.scenario, state);
            return self.record_moves(vec![(Vec::new(), move_made)], (key.0.clone(), key.1 + 1));
        }
        let (shown, events) = shown_choices(&situation.choices, state);
        self.note_events(&events, &key.0);
        for one in &shown {
            let choices = if one.locked { &mut self.facts.locked } else { &mut self.facts.offered };
            choices.insert(one.name);
        }
        let moves = possible_moves(self.scenario, state, &shown);
        if moves.is_empty() {
            keep_lesser(&mut self.facts.dead_ends, state.node, &key.0);
            return (true, Vec::new());
        }
        self.seen.record_decision(self.scenario, &moves);
        let moves = moves.into_iter().map(|made| (picks_of(&shown, &made), made)).collect();
        self.record_moves(moves, (Run { choices: key.0.choices + 1, picks: key.0.picks.clone() }, 0))
    }

    /// Records what each move shows. `before` is the key of what comes after, without the steps of
    /// the moves themselves.
    fn record_moves(
        &mut self,
        moves: Vec<(Vec<Pick<'a>>, Move<'a>)>,
        before: Key<'a>,
    ) -> (bool, Vec<(Vec<Pick<'a>>, State<'a>)>) {
        let mut stops = false;
        let mut next_states = Vec::new();
        for (picks, made) in moves {
            let mut run = before.0.clone();
            run.picks.extend(&picks);
            self.facts.taken.extend(made.outcome);
            self.note_events(&made.events, &run);
            match made.to {
                StepTarget::Moment(state) => {
                    self.waiting.insert((run, before.1), state.clone());
                    next_states.push((picks, state));
                    continue;
                }
                StepTarget::NoOutcome => {
                    let choice = made.choice.expect("only choices have outcomes");
                    keep_lesser(&mut self.facts.no_outcomes, choice, &run);
                }
                StepTarget::StrayOutcome(name) => {
                    keep_lesser(&mut self.facts.stray_returns, StrayReturnOwner::Outcome(name), &run);
                }
                StepTarget::StraySituation(id) => {
                    keep_lesser(&mut self.facts.stray_returns, StrayReturnOwner::Situation(id), &run);
                }
                StepTarget::Nowhere => {}
            }
            stops = true;
        }
        (stops, next_states)
    }

    /// Records the events of a run.
    fn note_events(&mut self, events: &[Event<'a>], run: &Run<'a>) {
        for event in events {
            match event {
                Event::Judged(site, true) => drop(self.facts.held.insert(*site)),
                Event::Judged(site, false) => drop(self.facts.failed.insert(*site)),
                Event::CutOff(cut) => {
                    if is_read(self.scenario, cut, ReturnTargets::BehindAnyDetour) {
                        keep_lesser(&mut self.facts.saturated, cut.site, run);
                    }
                    if is_read(self.scenario, cut, ReturnTargets::AsInThatRun) {
                        self.facts.read_later.insert(cut.site);
                    }
                }
            }
        }
    }
}

/// Returns the steps with which a person would replay a move.
pub(super) fn picks_of<'a>(shown: &[ShownChoice<'a>], made: &Move<'a>) -> Vec<Pick<'a>> {
    let chosen = shown.iter().find(|shown| Some(shown.name) == made.choice);
    let choose = chosen.map(|shown| Pick::Choose { at: shown.at, name: shown.name });
    let draw = made.outcome.filter(|_| made.drawn).map(|outcome| Pick::Draw(outcome.number));
    choose.into_iter().chain(draw).collect()
}

/// Returns the steps as text.
#[must_use]
pub fn in_words(run: &Run<'_>) -> String {
    let words = run.picks.iter().map(|pick| match pick {
        Pick::Choose { name, .. } => format!("{}/{}", name.situation, name.choice),
        Pick::Draw(number) => format!("outcome {number}"),
    });
    words.collect::<Vec<_>>().join(", ")
}
