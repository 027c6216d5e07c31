//! The steps of a run, as described in the section 'What happens' of the language reference.

use std::collections::BTreeSet;

use scn_story::{
    Block, Change, Choice, Cond, NextCase, Outcome, OutcomeWhen, Scenario, SiteId, Span, Target, VariableKind, When,
};

use super::judge::expr_holds;
use super::names::{ChoiceName, Node, OutcomeName, find_node, find_outcome};
use super::state::{State, Value};

/// Something that a run shows on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// The condition at this site was evaluated, with this result.
    Judged(SiteId, bool),
    /// The change at this site was cut off at the end of the meter's range.
    CutOff(CutOffChange<'a>),
}

/// A change that was cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CutOffChange<'a> {
    /// The site where it is written.
    pub site: SiteId,
    /// Its owner: a situation's own `Set:`, or that of an outcome.
    pub of: Setter<'a>,
    /// Its position among the changes there.
    pub at: ChangePosition,
    /// The meter.
    pub meter: &'a str,
    /// The open detours.
    pub detours: Vec<OutcomeName<'a>>,
}

/// The position of a change in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ChangePosition {
    /// The position in the list, from 0.
    pub outer: usize,
    /// If there are several changes under one condition at that position, the position among them.
    pub inner: Option<usize>,
}

/// The owner of a `Set:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Setter<'a> {
    /// A situation, when it is entered.
    Situation(&'a str),
    /// An outcome.
    Outcome(OutcomeName<'a>),
}

/// Where a step leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StepTarget<'a> {
    /// To this moment.
    Moment(State<'a>),
    /// Nowhere: none of the choice's outcomes held.
    NoOutcome,
    /// Nowhere: a `return` of an outcome while no detour was open.
    StrayOutcome(OutcomeName<'a>),
    /// Nowhere: a `return` of a situation while no detour was open.
    StraySituation(&'a str),
    /// Nowhere: the `Next:` is missing.
    Nowhere,
}

/// The effect of one choice with one random outcome, or of a situation without choices.
#[derive(Clone, Debug)]
pub(super) struct Move<'a> {
    /// The choice made, if any.
    pub choice: Option<ChoiceName<'a>>,
    /// The outcome taken, if any.
    pub outcome: Option<OutcomeName<'a>>,
    /// Whether the outcome was drawn at random.
    pub drawn: bool,
    /// The events on the way.
    pub events: Vec<Event<'a>>,
    /// Where it leads.
    pub to: StepTarget<'a>,
}

/// A choice that is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShownChoice<'a> {
    /// Its name.
    pub name: ChoiceName<'a>,
    /// Its position among the situation's choices, from 0.
    pub at: usize,
    /// The choice.
    pub choice: &'a Choice,
    /// Whether it is locked, and so not available.
    pub locked: bool,
}

/// Returns the moment at which a run starts, and the events before it.
#[must_use]
pub(super) fn start_state(scenario: &Scenario) -> (State<'_>, Vec<Event<'_>>) {
    let mut events = Vec::new();
    let state = State::initial(scenario);
    show_blocks(&scenario.brief, &state, &mut events);
    let first = state.node;
    let state = enter_node(scenario, state, first, &mut events);
    (state, events)
}

/// Step 1: applies the situation's changes, shows its body, and then sets the mark.
fn enter_node<'a>(scenario: &'a Scenario, mut state: State<'a>, id: &str, events: &mut Vec<Event<'a>>) -> State<'a> {
    let (id, body) = match find_node(scenario, id) {
        Node::Situation(situation) => {
            apply_changes(scenario, &situation.set, Setter::Situation(&situation.id), &mut state, events);
            (&situation.id, &situation.body)
        }
        Node::Ending(ending) => (&ending.id, &ending.body),
    };
    show_blocks(body, &state, events);
    state.node = id;
    state.visited.insert(id);
    state
}

/// Step 2: returns the choices shown, in the order written, and the evaluations that this required.
#[must_use]
pub(super) fn shown_choices<'a>(choices: &'a [Choice], state: &State<'a>) -> (Vec<ShownChoice<'a>>, Vec<Event<'a>>) {
    let mut visible = Vec::new();
    let mut events = Vec::new();
    for (at, choice) in choices.iter().enumerate() {
        let name = ChoiceName { situation: state.node, choice: &choice.id };
        if choice.once && state.chosen.contains(&name) {
            continue;
        }
        if !choice.when.as_ref().is_none_or(|cond| judge_condition(cond, state, &mut events)) {
            continue;
        }
        let locked = !choice.needs.as_ref().is_none_or(|cond| judge_condition(cond, state, &mut events));
        visible.push(ShownChoice { name, at, choice, locked });
    }
    (visible, events)
}

/// Returns everything that can happen next at a situation with choices: each available choice with
/// each random outcome.
#[must_use]
pub(super) fn possible_moves<'a>(
    scenario: &'a Scenario,
    state: &State<'a>,
    shown: &[ShownChoice<'a>],
) -> Vec<Move<'a>> {
    let on_offer: Vec<&ShownChoice<'a>> = shown.iter().filter(|shown| !shown.locked).collect();
    let faced: BTreeSet<&'a str> = on_offer.iter().flat_map(|shown| linked_principles(shown.choice)).collect();
    let mut moves = Vec::new();
    for made in on_offer {
        let mut marked = state.clone();
        marked.chosen.insert(made.name);
        marked.faced.extend(&faced);
        moves.extend(outcome_moves(scenario, &marked, made));
    }
    moves
}

/// Returns the principles linked by any outcome of a choice.
fn linked_principles(choice: &Choice) -> impl Iterator<Item = &str> {
    choice.outcomes.iter().flat_map(|outcome| &outcome.links).map(|link| link.principle.as_str())
}

/// Steps 4 to 6: returns the outcome that holds, or each that can be drawn.
fn outcome_moves<'a>(scenario: &'a Scenario, marked: &State<'a>, made: &ShownChoice<'a>) -> Vec<Move<'a>> {
    let by_chance = made.choice.outcomes.iter().any(|outcome| matches!(outcome.when, OutcomeWhen::Chance { .. }));
    let mut judged = Vec::new();
    let mut moves = Vec::new();
    for (at, outcome) in made.choice.outcomes.iter().enumerate() {
        let name = OutcomeName { of: made.name, number: at + 1 };
        let holds = match &outcome.when {
            OutcomeWhen::Always | OutcomeWhen::Otherwise | OutcomeWhen::Chance { .. } => true,
            OutcomeWhen::If(cond) => judge_condition(cond, marked, &mut judged),
        };
        if by_chance || holds {
            let mut events = judged.clone();
            let target = take_outcome(scenario, marked.clone(), name, outcome, &mut events);
            moves.push(Move { choice: Some(made.name), outcome: Some(name), drawn: by_chance, events, to: target });
        }
        if holds && !by_chance {
            return moves;
        }
    }
    if !by_chance {
        moves.push(Move {
            choice: Some(made.name),
            outcome: None,
            drawn: false,
            events: judged,
            to: StepTarget::NoOutcome,
        });
    }
    moves
}

/// Step 5: applies the effects of an outcome, shows its text, then follows its `Detour:` or its
/// `Next:`.
fn take_outcome<'a>(
    scenario: &'a Scenario,
    mut state: State<'a>,
    name: OutcomeName<'a>,
    outcome: &'a Outcome,
    events: &mut Vec<Event<'a>>,
) -> StepTarget<'a> {
    for link in &outcome.links {
        let marks = if link.rating > 0 { &mut state.upheld } else { &mut state.broke };
        marks.insert(&link.principle);
    }
    apply_changes(scenario, &outcome.set, Setter::Outcome(name), &mut state, events);
    show_blocks(&outcome.body, &state, events);
    match &outcome.detour {
        Some(target) => {
            state.detours.push(name);
            StepTarget::Moment(enter_node(scenario, state, target, events))
        }
        None => follow_next(scenario, state, name, events),
    }
}

/// Returns the first target whose condition holds.
fn first_target<'a>(cases: &'a [NextCase], state: &State<'a>, events: &mut Vec<Event<'a>>) -> Option<&'a Target> {
    let holds = |case: &&NextCase| case.when.as_ref().is_none_or(|cond| judge_condition(cond, state, events));
    cases.iter().find(holds).map(|case| &case.to)
}

/// Follows the `Next:` of an outcome. A `return` closes the innermost detour and continues with the
/// `Next:` of the outcome that opened it.
fn follow_next<'a>(
    scenario: &'a Scenario,
    mut state: State<'a>,
    name: OutcomeName<'a>,
    events: &mut Vec<Event<'a>>,
) -> StepTarget<'a> {
    match first_target(&find_outcome(scenario, name).next, &state, events) {
        Some(Target::Node(id)) => StepTarget::Moment(enter_node(scenario, state, id, events)),
        Some(Target::Again) => StepTarget::Moment(enter_node(scenario, state, name.of.situation, events)),
        Some(Target::Return) => match state.detours.pop() {
            Some(opened_by) => follow_next(scenario, state, opened_by, events),
            None => StepTarget::StrayOutcome(name),
        },
        None => StepTarget::Nowhere,
    }
}

/// The end of step 1: a situation without choices continues with the first of its cases that holds.
///
/// # Panics
///
/// If none does: the last case of a story without errors cannot have a condition.
#[must_use]
pub(super) fn continue_without_choice<'a>(scenario: &'a Scenario, state: &State<'a>) -> Move<'a> {
    let Node::Situation(situation) = find_node(scenario, state.node) else { unreachable!("an ending goes nowhere") };
    let mut events = Vec::new();
    let target = first_target(&situation.next, state, &mut events);
    let mut state = state.clone();
    let target = match target.expect("the last case always holds") {
        Target::Node(id) => StepTarget::Moment(enter_node(scenario, state, id, &mut events)),
        Target::Again => unreachable!("only an outcome says `again`"),
        Target::Return => match state.detours.pop() {
            Some(opened_by) => follow_next(scenario, state, opened_by, &mut events),
            None => StepTarget::StraySituation(&situation.id),
        },
    };
    Move { choice: None, outcome: None, drawn: false, events, to: target }
}

/// Applies changes in the order written, each cut off at its meter's range.
fn apply_changes<'a>(
    scenario: &'a Scenario,
    changes: &'a [Change],
    of: Setter<'a>,
    state: &mut State<'a>,
    events: &mut Vec<Event<'a>>,
) {
    for (outer, change) in changes.iter().enumerate() {
        match change {
            Change::When { when, set } => {
                if judge_condition(when, state, events) {
                    for (inner, change) in set.iter().enumerate() {
                        let at = ChangePosition { outer, inner: Some(inner) };
                        apply_change(scenario, change, (of, at), state, events);
                    }
                }
            }
            Change::Add { .. } | Change::Number { .. } | Change::Flag { .. } | Change::State { .. } => {
                apply_change(scenario, change, (of, ChangePosition { outer, inner: None }), state, events);
            }
        }
    }
}

fn apply_change<'a>(
    scenario: &'a Scenario,
    change: &'a Change,
    (of, at): (Setter<'a>, ChangePosition),
    state: &mut State<'a>,
    events: &mut Vec<Event<'a>>,
) {
    match change {
        Change::When { .. } => unreachable!("conditions of changes do not nest"),
        Change::Add { variable, by, site } => {
            let (low, high) = meter_range(scenario, variable);
            let Some(Value::Number(old)) = state.values.get(variable.as_str()) else {
                unreachable!("only meters are added to")
            };
            let sum = old.saturating_add(*by);
            if sum < low || sum > high {
                events.push(Event::CutOff(CutOffChange {
                    site: *site,
                    of,
                    at,
                    meter: variable,
                    detours: state.detours.clone(),
                }));
            }
            state.values.insert(variable, Value::Number(sum.max(low).min(high)));
        }
        Change::Number { variable, to } => drop(state.values.insert(variable, Value::Number(*to))),
        Change::Flag { variable, to } => drop(state.values.insert(variable, Value::Flag(*to))),
        Change::State { variable, to } => drop(state.values.insert(variable, Value::Word(to))),
    }
}

/// Returns the lowest and the highest value of a meter.
pub(super) fn meter_range(scenario: &Scenario, meter: &str) -> (i64, i64) {
    match scenario.variables.iter().find(|variable| variable.id == meter).map(|variable| &variable.kind) {
        Some(VariableKind::Meter { low, high, .. }) => (*low, *high),
        Some(VariableKind::Flag { .. } | VariableKind::State { .. }) | None => unreachable!("only meters are added to"),
    }
}

/// Evaluates what showing a body requires: the condition of each block, and the conditions inside
/// the blocks that are shown.
fn show_blocks<'a>(blocks: &[Block], state: &State<'a>, events: &mut Vec<Event<'a>>) {
    for block in blocks {
        if when_applies(block.display_condition(), state, events) {
            block.texts().for_each(|text| show_text(text, state, events));
        }
    }
}

fn when_applies<'a>(when: &When, state: &State<'a>, events: &mut Vec<Event<'a>>) -> bool {
    match when {
        When::Always => true,
        When::If(cond) => judge_condition(cond, state, events),
        When::Otherwise(cond) => !judge_condition(cond, state, events),
        When::All(parts) => parts.iter().all(|part| when_applies(part, state, events)),
    }
}

fn show_text<'a>(spans: &[Span], state: &State<'a>, events: &mut Vec<Event<'a>>) {
    for span in spans {
        match span {
            Span::Text { .. } | Span::Value { .. } => {}
            Span::If { when, then, otherwise } => {
                let words = if judge_condition(when, state, events) { then } else { otherwise };
                show_text(words, state, events);
            }
        }
    }
}

fn judge_condition<'a>(cond: &Cond, state: &State<'a>, events: &mut Vec<Event<'a>>) -> bool {
    let result = expr_holds(&cond.expr, state);
    events.push(Event::Judged(cond.site, result));
    result
}
