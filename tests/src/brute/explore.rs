//! Explores every run, moment by moment.

use std::collections::BTreeMap;

use scn_story::Scenario;

use super::coverage::Seen;
use super::facts::{Facts, Pick, Run, Stray, note};
use super::names::{Node, node};
use super::reads::{Returns, is_read};
use super::state::State;
use super::step::{Event, Move, Shown, To, by_itself, choose, shown, start};

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
    seen: Seen<'a>,
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
pub fn explore(scenario: &Scenario, most: usize) -> Option<(Facts<'_>, Moments<'_>)> {
    let mut explorer = Explorer {
        scenario,
        facts: Facts::default(),
        seen: Seen::default(),
        moments: Moments::default(),
        numbers: BTreeMap::new(),
        waiting: BTreeMap::new(),
    };
    let (first, events) = start(scenario);
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
        let (stops, after) = explorer.look(&state, &key);
        next.push(after);
        explorer.moments.all.push(Moment { state, run: key.0, stops, next: Vec::new() });
    }
    for (moment, after) in explorer.moments.all.iter_mut().zip(next) {
        moment.next = after.into_iter().map(|(picks, state)| (picks, explorer.numbers[&state])).collect();
    }
    explorer.facts.coverage = explorer.seen.levels(scenario);
    Some((explorer.facts, explorer.moments))
}

impl<'a> Explorer<'a> {
    /// Records what a moment shows, and queues everything that can come next. Returns whether a run
    /// can stop here, and what comes next.
    fn look(&mut self, state: &State<'a>, key: &Key<'a>) -> (bool, Vec<(Vec<Pick<'a>>, State<'a>)>) {
        note(&mut self.facts.nodes, state.node, &key.0);
        let situation = match node(self.scenario, state.node) {
            Node::Ending(_) => {
                self.seen.ends(state);
                return (true, Vec::new());
            }
            Node::Situation(situation) => situation,
        };
        if situation.choices.is_empty() {
            let made = by_itself(self.scenario, state);
            return self.follow(vec![(Vec::new(), made)], (key.0.clone(), key.1 + 1));
        }
        let (shown, events) = shown(&situation.choices, state);
        self.note_events(&events, &key.0);
        for one in &shown {
            let choices = if one.locked { &mut self.facts.locked } else { &mut self.facts.offered };
            choices.insert(one.name);
        }
        let moves = choose(self.scenario, state, &shown);
        if moves.is_empty() {
            note(&mut self.facts.dead_ends, state.node, &key.0);
            return (true, Vec::new());
        }
        self.seen.decides(self.scenario, &moves);
        let moves = moves.into_iter().map(|made| (picks(&shown, &made), made)).collect();
        self.follow(moves, (Run { choices: key.0.choices + 1, picks: key.0.picks.clone() }, 0))
    }

    /// Records what each move shows. `before` is the key of what comes after, without the steps of
    /// the moves themselves.
    fn follow(
        &mut self,
        moves: Vec<(Vec<Pick<'a>>, Move<'a>)>,
        before: Key<'a>,
    ) -> (bool, Vec<(Vec<Pick<'a>>, State<'a>)>) {
        let mut stops = false;
        let mut after = Vec::new();
        for (picks, made) in moves {
            let mut run = before.0.clone();
            run.picks.extend(&picks);
            self.facts.taken.extend(made.outcome);
            self.note_events(&made.events, &run);
            match made.to {
                To::Moment(state) => {
                    self.waiting.insert((run, before.1), state.clone());
                    after.push((picks, state));
                    continue;
                }
                To::NoOutcome => {
                    let choice = made.choice.expect("only choices have outcomes");
                    note(&mut self.facts.no_outcomes, choice, &run);
                }
                To::StrayOutcome(name) => note(&mut self.facts.stray_returns, Stray::Outcome(name), &run),
                To::StraySituation(id) => note(&mut self.facts.stray_returns, Stray::Situation(id), &run),
                To::Nowhere => {}
            }
            stops = true;
        }
        (stops, after)
    }

    /// Records the events of a run.
    fn note_events(&mut self, events: &[Event<'a>], run: &Run<'a>) {
        for event in events {
            match event {
                Event::Judged(site, true) => drop(self.facts.held.insert(*site)),
                Event::Judged(site, false) => drop(self.facts.failed.insert(*site)),
                Event::CutOff(cut) => {
                    if is_read(self.scenario, cut, Returns::BehindAnyDetour) {
                        note(&mut self.facts.saturated, cut.site, run);
                    }
                    if is_read(self.scenario, cut, Returns::AsInThatRun) {
                        self.facts.read_later.insert(cut.site);
                    }
                }
            }
        }
    }
}

/// Returns the steps with which a person would replay a move.
pub(super) fn picks<'a>(shown: &[Shown<'a>], made: &Move<'a>) -> Vec<Pick<'a>> {
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
