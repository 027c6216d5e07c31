//! Evaluates promises and tests on every moment in full detail.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{Choice, Expr, Promise, PromiseKind, Scenario, Test, TestStep};

use super::decides::DecisiveReads;
use super::explore::{Moments, picks_of};
use super::facts::{Pick, Run};
use super::judge::expr_holds;
use super::names::{Node, find_node};
use super::state::State;
use super::step::{Move, ShownChoice, StepTarget, continue_without_choice, possible_moves, shown_choices, start_state};
use super::traps::{future_classes, reachable_from};

/// Whether a promise is kept, with a counterexample if it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromiseVerdict<'a> {
    /// It is kept.
    Yes,
    /// `never`: the first run to a moment at which the condition holds.
    Met(Run<'a>),
    /// `possible`: the condition holds at no moment.
    Unmet,
    /// `always possible`: the first run after which the condition can no longer hold at any moment.
    Stuck(Run<'a>),
    /// `inevitable`: the first run that stops without the condition ever having held.
    Stops(Run<'a>),
    /// `inevitable`: no such run stops, but one continues for ever. The moment to which it can come
    /// back is reached no earlier than the first of these runs, in which all moments with the same
    /// future count as one, and no later than the second, in which all moments are distinct that
    /// differ in anything that a condition reads, except conditions in texts.
    Round(Run<'a>, Run<'a>),
}

/// Returns whether a condition of a test or promise holds in a state.
#[must_use]
pub fn claim_holds(scenario: &Scenario, expr: &Expr, state: &State<'_>) -> bool {
    let holds_inside = |expr: &Expr| claim_holds(scenario, expr, state);
    match expr {
        Expr::And(all) => all.iter().all(holds_inside),
        Expr::Or(any) => any.iter().any(holds_inside),
        Expr::Not(inner) => !holds_inside(inner),
        Expr::At(id) => state.node == id,
        Expr::Ended => matches!(find_node(scenario, state.node), Node::Ending(_)),
        Expr::Result(result) => {
            matches!(find_node(scenario, state.node), Node::Ending(ending) if ending.result == *result)
        }
        Expr::Flag(_)
        | Expr::Compare { .. }
        | Expr::Visited(_)
        | Expr::Chose { .. }
        | Expr::Broke(_)
        | Expr::Upheld(_)
        | Expr::Faced(_) => expr_holds(expr, state),
    }
}

/// Evaluates a promise.
#[must_use]
pub fn judge_promise<'a>(scenario: &'a Scenario, moments: &Moments<'a>, promise: &Promise) -> PromiseVerdict<'a> {
    let holds_at: Vec<bool> =
        moments.all.iter().map(|moment| claim_holds(scenario, &promise.cond.expr, &moment.state)).collect();
    let run_to = |at: usize| moments.all[at].run.clone();
    match promise.kind {
        PromiseKind::Never => {
            holds_at.iter().position(|has| *has).map_or(PromiseVerdict::Yes, |at| PromiseVerdict::Met(run_to(at)))
        }
        PromiseKind::Possible => {
            if holds_at.contains(&true) {
                PromiseVerdict::Yes
            } else {
                PromiseVerdict::Unmet
            }
        }
        PromiseKind::AlwaysPossible => {
            let mut can_reach = holds_at;
            loop {
                let previous = can_reach.clone();
                for (at, moment) in moments.all.iter().enumerate().rev() {
                    can_reach[at] |= moment.next.iter().any(|(_, next)| can_reach[*next]);
                }
                if can_reach == previous {
                    return can_reach
                        .iter()
                        .position(|can| !can)
                        .map_or(PromiseVerdict::Yes, |at| PromiseVerdict::Stuck(run_to(at)));
                }
            }
        }
        PromiseKind::Inevitable => judge_inevitable(scenario, moments, &holds_at, &promise.cond.expr),
    }
}

fn judge_inevitable<'a>(
    scenario: &'a Scenario,
    moments: &Moments<'a>,
    has: &[bool],
    expr: &Expr,
) -> PromiseVerdict<'a> {
    let (stop, avoiding) = follow_avoiding(scenario, expr);
    if let Some(run) = stop {
        return PromiseVerdict::Stops(run);
    }
    // Runs to moments along which the condition never holds; they may be longer than the shortest
    // of all.
    let mut shortest_runs: BTreeMap<usize, Run<'a>> = BTreeMap::new();
    for (at, moment) in moments.all.iter().enumerate().filter(|(at, _)| !has[*at]) {
        if let Some(run) = avoiding.get(&moment.state) {
            shortest_runs.insert(at, run.clone());
        }
    }
    let inside: BTreeSet<usize> = shortest_runs.keys().copied().collect();
    let first_repeatable = |class: &BTreeMap<usize, usize>| {
        let mut next: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for at in &inside {
            let avoiding_steps = moments.all[*at].next.iter().filter(|(_, next)| inside.contains(next));
            next.entry(class[at]).or_default().extend(avoiding_steps.map(|(_, next)| class[next]));
        }
        let comes_back =
            |one: usize| next.get(&one).into_iter().flatten().any(|after| reachable_from(*after, &next).contains(&one));
        let classes: BTreeSet<usize> = next.keys().copied().filter(|one| comes_back(*one)).collect();
        inside.iter().filter(|at| classes.contains(&class[*at])).map(|at| shortest_runs[at].clone()).min()
    };
    let decides = DecisiveReads::of_scenario(scenario);
    let mut state_numbers: BTreeMap<State<'_>, usize> = BTreeMap::new();
    let mut apart = BTreeMap::new();
    for at in &inside {
        apart.insert(*at, *state_numbers.entry(decides.reduce_state(&moments.all[*at].state)).or_insert(*at));
    }
    match (first_repeatable(&future_classes(moments, &inside)), first_repeatable(&apart)) {
        (Some(earliest), Some(latest)) => PromiseVerdict::Round(earliest, latest),
        (None, None) => PromiseVerdict::Yes,
        (earliest, latest) => unreachable!("both ways find a round or none: {earliest:?}, {latest:?}"),
    }
}

/// Follows the runs along which the condition never holds. Returns the first that stops, and all
/// moments reached, each with the first run to it.
fn follow_avoiding<'a>(scenario: &'a Scenario, expr: &Expr) -> (Option<Run<'a>>, BTreeMap<State<'a>, Run<'a>>) {
    let mut reached: BTreeMap<State<'a>, Run<'a>> = BTreeMap::new();
    let mut waiting = BTreeMap::from([((Run::default(), 0), start_state(scenario).0)]);
    let mut stop: Option<Run<'a>> = None;
    while let Some(((run, by_now), state)) = waiting.pop_first() {
        if claim_holds(scenario, expr, &state) || reached.contains_key(&state) {
            continue;
        }
        let (moves, after) = match find_node(scenario, state.node) {
            Node::Ending(_) => (Vec::new(), (run.clone(), 0)),
            Node::Situation(situation) if situation.choices.is_empty() => {
                (vec![(Vec::new(), continue_without_choice(scenario, &state))], (run.clone(), by_now + 1))
            }
            Node::Situation(situation) => {
                let (shown, _) = shown_choices(&situation.choices, &state);
                let moves = possible_moves(scenario, &state, &shown);
                let moves = moves.into_iter().map(|made| (picks_of(&shown, &made), made)).collect();
                (moves, (Run { choices: run.choices + 1, picks: run.picks.clone() }, 0))
            }
        };
        let mut note_stop = |run: Run<'a>| {
            if stop.as_ref().is_none_or(|known| run < *known) {
                stop = Some(run);
            }
        };
        if moves.is_empty() {
            note_stop(run.clone());
        }
        for (picks, made) in moves {
            let mut longer = after.0.clone();
            longer.picks.extend(picks);
            match made.to {
                StepTarget::Moment(next) => {
                    // Two moves can be the same step to the same moment; the first one counts.
                    waiting.entry((longer, after.1)).or_insert(next);
                }
                StepTarget::NoOutcome
                | StepTarget::StrayOutcome(_)
                | StepTarget::StraySituation(_)
                | StepTarget::Nowhere => note_stop(longer),
            }
        }
        reached.insert(state, run);
    }
    (stop, reached)
}

/// Checks that the condition never holds along a run followed by a round that repeats for ever. The
/// round is repeated until the run comes back to the same moment in full detail.
///
/// # Errors
///
/// A message that describes the problem.
pub fn goes_round(scenario: &Scenario, expr: &Expr, run: &[Pick<'_>], round: &[Pick<'_>]) -> Result<(), String> {
    let mut state = start_state(scenario).0;
    let mut boundaries = BTreeSet::new();
    state = walk_avoiding(scenario, expr, state, run, round.is_empty())?;
    while boundaries.insert(state.clone()) {
        let chooses =
            matches!(find_node(scenario, state.node), Node::Situation(situation) if !situation.choices.is_empty());
        if round.is_empty() && chooses {
            return Err(format!("at {} there is something to choose", state.node));
        }
        state = walk_avoiding(scenario, expr, state, round, round.is_empty())?;
        if boundaries.len() > 100_000 {
            return Err("the round never comes back".to_owned());
        }
    }
    Ok(())
}

/// Makes some steps through moments at which the condition does not hold. With `by_itself`, it
/// makes one more step without a choice, if there is one.
fn walk_avoiding<'a>(
    scenario: &'a Scenario,
    expr: &Expr,
    mut state: State<'a>,
    steps: &[Pick<'_>],
    one_more: bool,
) -> Result<State<'a>, String> {
    let check_avoided = |state: &State<'a>| {
        if claim_holds(scenario, expr, state) {
            Err(format!("it comes to a moment at {} that has it", state.node))
        } else {
            Ok(())
        }
    };
    check_avoided(&state)?;
    let mut remaining = steps;
    let mut alone = 0;
    loop {
        let Node::Situation(situation) = find_node(scenario, state.node) else {
            return if remaining.is_empty() { Ok(state) } else { Err("it ends".to_owned()) };
        };
        let (made, taken) = if situation.choices.is_empty() {
            // The moment that repeats may be between situations without choices; the steps end
            // there.
            alone += 1;
            if remaining.is_empty() && (!one_more || alone > 1) || alone > 10_000 {
                return Ok(state);
            }
            (continue_without_choice(scenario, &state), 0)
        } else {
            if remaining.is_empty() {
                return Ok(state);
            }
            let (shown, _) = shown_choices(&situation.choices, &state);
            let moves = possible_moves(scenario, &state, &shown);
            let next_move = moves
                .into_iter()
                .map(|made| (picks_of(&shown, &made), made))
                .find(|(picks, _)| remaining.starts_with(picks));
            let (picks, made) = next_move.ok_or_else(|| format!("at {} the next step cannot be made", state.node))?;
            alone = 0;
            (made, picks.len())
        };
        remaining = &remaining[taken..];
        match made.to {
            StepTarget::Moment(next) => state = next,
            StepTarget::NoOutcome
            | StepTarget::StrayOutcome(_)
            | StepTarget::StraySituation(_)
            | StepTarget::Nowhere => {
                return Err("it stops".to_owned());
            }
        }
        check_avoided(&state)?;
    }
}

/// Returns the step, counted from 0, at which a test fails, and the run up to it; `None` if it does
/// not fail.
#[must_use]
pub fn failing_step<'a>(scenario: &'a Scenario, test: &Test) -> Option<(usize, Run<'a>)> {
    let mut positions = vec![(Run::default(), settle(scenario, start_state(scenario).0))];
    for (number, step) in test.steps.iter().enumerate() {
        let mut next_positions: Vec<(Run<'a>, Option<State<'a>>)> = Vec::new();
        for (run, state) in positions {
            let Some(state) = state else { return Some((number, run)) };
            match step {
                TestStep::Expect(cond) if claim_holds(scenario, &cond.expr, &state) => {
                    next_positions.push((run, Some(state)));
                }
                TestStep::Expect(_) => return Some((number, run)),
                TestStep::Choose { choice, outcome } => {
                    let Some(moves) = choose_moves(scenario, &state, choice, *outcome) else {
                        return Some((number, run));
                    };
                    for (picks, made) in moves {
                        let mut longer = Run { choices: run.choices + 1, picks: run.picks.clone() };
                        longer.picks.extend(picks);
                        let state = match made.to {
                            StepTarget::Moment(next) => settle(scenario, next),
                            StepTarget::NoOutcome
                            | StepTarget::StrayOutcome(_)
                            | StepTarget::StraySituation(_)
                            | StepTarget::Nowhere => None,
                        };
                        // A run that stops on the way reaches no moment: the choice has failed.
                        let Some(state) = state else { return Some((number, longer)) };
                        next_positions.push((longer, Some(state)));
                    }
                }
            }
        }
        positions = next_positions;
    }
    None
}

/// Returns the possible effects of a `Choose:`; `None` if it is impossible.
fn choose_moves<'a>(
    scenario: &'a Scenario,
    state: &State<'a>,
    words: &str,
    outcome: Option<u32>,
) -> Option<Vec<(Vec<Pick<'a>>, Move<'a>)>> {
    let Node::Situation(situation) = find_node(scenario, state.node) else { return None };
    let (shown, _) = shown_choices(&situation.choices, state);
    let open: Vec<&ShownChoice<'a>> = shown.iter().filter(|shown| !shown.locked).collect();
    let fold_text = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let folded_label = |choice: &Choice| {
        let words = choice.label.iter().map(|span| match span {
            scn_story::Span::Text { text, .. } => text.as_str(),
            scn_story::Span::Value { .. } | scn_story::Span::If { .. } => "",
        });
        fold_text(&words.collect::<String>())
    };
    let by_id = open.iter().find(|shown| shown.choice.id == words);
    let by_start: Vec<_> =
        open.iter().filter(|shown| folded_label(shown.choice).starts_with(&fold_text(words))).collect();
    let by_label: Vec<_> = open.iter().filter(|shown| folded_label(shown.choice) == fold_text(words)).collect();
    let chosen = match (by_id, by_start.as_slice(), by_label.as_slice()) {
        (Some(one), ..) => one,
        (None, [one], _) | (None, _, [one]) => *one,
        (None, ..) => return None,
    };
    let matching = possible_moves(scenario, state, &shown).into_iter().filter(|made| made.choice == Some(chosen.name));
    let matching = matching
        .filter(|made| outcome.is_none_or(|wanted| made.outcome.is_some_and(|it| it.number == wanted as usize)));
    let matching: Vec<_> = matching.map(|made| (picks_of(&shown, &made), made)).collect();
    (!matching.is_empty()).then_some(matching)
}

/// Returns the moment of decision, or the ending, that a run reaches without choices; `None` if it
/// reaches none.
fn settle<'a>(scenario: &'a Scenario, mut state: State<'a>) -> Option<State<'a>> {
    let mut visited = BTreeSet::new();
    loop {
        match find_node(scenario, state.node) {
            Node::Situation(situation) if situation.choices.is_empty() => {
                if !visited.insert(state.clone()) {
                    return None;
                }
                let StepTarget::Moment(next) = continue_without_choice(scenario, &state).to else { return None };
                state = next;
            }
            Node::Situation(_) | Node::Ending(_) => return Some(state),
        }
    }
}
