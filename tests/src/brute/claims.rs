//! Evaluates promises and tests on every moment in full detail.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{Choice, Expr, Promise, PromiseKind, Scenario, Test, TestStep};

use super::decides::Decides;
use super::explore::{Moments, picks};
use super::facts::{Pick, Run};
use super::judge::holds;
use super::names::{Node, node};
use super::state::State;
use super::step::{Move, Shown, To, by_itself, choose, shown, start};
use super::traps::{futures, spread};

/// Whether a promise is kept, with a counterexample if it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept<'a> {
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
    let again = |expr: &Expr| claim_holds(scenario, expr, state);
    match expr {
        Expr::And(all) => all.iter().all(again),
        Expr::Or(any) => any.iter().any(again),
        Expr::Not(inner) => !again(inner),
        Expr::At(id) => state.node == id,
        Expr::Ended => matches!(node(scenario, state.node), Node::Ending(_)),
        Expr::Result(result) => matches!(node(scenario, state.node), Node::Ending(ending) if ending.result == *result),
        Expr::Flag(_)
        | Expr::Compare { .. }
        | Expr::Visited(_)
        | Expr::Chose { .. }
        | Expr::Broke(_)
        | Expr::Upheld(_)
        | Expr::Faced(_) => holds(expr, state),
    }
}

/// Evaluates a promise.
#[must_use]
pub fn kept<'a>(scenario: &'a Scenario, moments: &Moments<'a>, promise: &Promise) -> Kept<'a> {
    let has: Vec<bool> =
        moments.all.iter().map(|moment| claim_holds(scenario, &promise.cond.expr, &moment.state)).collect();
    let run = |at: usize| moments.all[at].run.clone();
    match promise.kind {
        PromiseKind::Never => has.iter().position(|has| *has).map_or(Kept::Yes, |at| Kept::Met(run(at))),
        PromiseKind::Possible => {
            if has.contains(&true) {
                Kept::Yes
            } else {
                Kept::Unmet
            }
        }
        PromiseKind::AlwaysPossible => {
            let mut can = has;
            loop {
                let before = can.clone();
                for (at, moment) in moments.all.iter().enumerate().rev() {
                    can[at] |= moment.next.iter().any(|(_, next)| can[*next]);
                }
                if can == before {
                    return can.iter().position(|can| !can).map_or(Kept::Yes, |at| Kept::Stuck(run(at)));
                }
            }
        }
        PromiseKind::Inevitable => inevitable(scenario, moments, &has, &promise.cond.expr),
    }
}

fn inevitable<'a>(scenario: &'a Scenario, moments: &Moments<'a>, has: &[bool], expr: &Expr) -> Kept<'a> {
    let (stop, avoiding) = avoiding(scenario, expr);
    if let Some(run) = stop {
        return Kept::Stops(run);
    }
    // Runs to moments along which the condition never holds; they may be longer than the shortest
    // of all.
    let mut by: BTreeMap<usize, Run<'a>> = BTreeMap::new();
    for (at, moment) in moments.all.iter().enumerate().filter(|(at, _)| !has[*at]) {
        if let Some(run) = avoiding.get(&moment.state) {
            by.insert(at, run.clone());
        }
    }
    let inside: BTreeSet<usize> = by.keys().copied().collect();
    let first = |class: &BTreeMap<usize, usize>| {
        let mut next: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for at in &inside {
            let after = moments.all[*at].next.iter().filter(|(_, next)| inside.contains(next));
            next.entry(class[at]).or_default().extend(after.map(|(_, next)| class[next]));
        }
        let comes_back =
            |one: usize| next.get(&one).into_iter().flatten().any(|after| spread(*after, &next).contains(&one));
        let classes: BTreeSet<usize> = next.keys().copied().filter(|one| comes_back(*one)).collect();
        inside.iter().filter(|at| classes.contains(&class[*at])).map(|at| by[at].clone()).min()
    };
    let decides = Decides::of(scenario);
    let mut seen: BTreeMap<State<'_>, usize> = BTreeMap::new();
    let mut apart = BTreeMap::new();
    for at in &inside {
        apart.insert(*at, *seen.entry(decides.seen(&moments.all[*at].state)).or_insert(*at));
    }
    match (first(&futures(moments, &inside)), first(&apart)) {
        (Some(earliest), Some(latest)) => Kept::Round(earliest, latest),
        (None, None) => Kept::Yes,
        (earliest, latest) => unreachable!("both ways find a round or none: {earliest:?}, {latest:?}"),
    }
}

/// Follows the runs along which the condition never holds. Returns the first that stops, and all
/// moments reached, each with the first run to it.
fn avoiding<'a>(scenario: &'a Scenario, expr: &Expr) -> (Option<Run<'a>>, BTreeMap<State<'a>, Run<'a>>) {
    let mut met: BTreeMap<State<'a>, Run<'a>> = BTreeMap::new();
    let mut waiting = BTreeMap::from([((Run::default(), 0), start(scenario).0)]);
    let mut stop: Option<Run<'a>> = None;
    while let Some(((run, by_now), state)) = waiting.pop_first() {
        if claim_holds(scenario, expr, &state) || met.contains_key(&state) {
            continue;
        }
        let (moves, after) = match node(scenario, state.node) {
            Node::Ending(_) => (Vec::new(), (run.clone(), 0)),
            Node::Situation(situation) if situation.choices.is_empty() => {
                (vec![(Vec::new(), by_itself(scenario, &state))], (run.clone(), by_now + 1))
            }
            Node::Situation(situation) => {
                let (shown, _) = shown(&situation.choices, &state);
                let moves = choose(scenario, &state, &shown);
                let moves = moves.into_iter().map(|made| (picks(&shown, &made), made)).collect();
                (moves, (Run { choices: run.choices + 1, picks: run.picks.clone() }, 0))
            }
        };
        let mut note = |run: Run<'a>| {
            if stop.as_ref().is_none_or(|known| run < *known) {
                stop = Some(run);
            }
        };
        if moves.is_empty() {
            note(run.clone());
        }
        for (picks, made) in moves {
            let mut longer = after.0.clone();
            longer.picks.extend(picks);
            match made.to {
                To::Moment(next) => {
                    // Two moves can be the same step to the same moment; the first one counts.
                    waiting.entry((longer, after.1)).or_insert(next);
                }
                To::NoOutcome | To::StrayOutcome(_) | To::StraySituation(_) | To::Nowhere => note(longer),
            }
        }
        met.insert(state, run);
    }
    (stop, met)
}

/// Checks that the condition never holds along a run followed by a round that repeats for ever. The
/// round is repeated until the run comes back to the same moment in full detail.
///
/// # Errors
///
/// A message that describes the problem.
pub fn goes_round(scenario: &Scenario, expr: &Expr, run: &[Pick<'_>], round: &[Pick<'_>]) -> Result<(), String> {
    let mut state = start(scenario).0;
    let mut boundaries = BTreeSet::new();
    state = walk(scenario, expr, state, run, round.is_empty())?;
    while boundaries.insert(state.clone()) {
        let chooses = matches!(node(scenario, state.node), Node::Situation(situation) if !situation.choices.is_empty());
        if round.is_empty() && chooses {
            return Err(format!("at {} there is something to choose", state.node));
        }
        state = walk(scenario, expr, state, round, round.is_empty())?;
        if boundaries.len() > 100_000 {
            return Err("the round never comes back".to_owned());
        }
    }
    Ok(())
}

/// Makes some steps through moments at which the condition does not hold. With `by_itself`, it
/// makes one more step without a choice, if there is one.
fn walk<'a>(
    scenario: &'a Scenario,
    expr: &Expr,
    mut state: State<'a>,
    steps: &[Pick<'_>],
    one_more: bool,
) -> Result<State<'a>, String> {
    let check = |state: &State<'a>| {
        if claim_holds(scenario, expr, state) {
            Err(format!("it comes to a moment at {} that has it", state.node))
        } else {
            Ok(())
        }
    };
    check(&state)?;
    let mut left = steps;
    let mut alone = 0;
    loop {
        let Node::Situation(situation) = node(scenario, state.node) else {
            return if left.is_empty() { Ok(state) } else { Err("it ends".to_owned()) };
        };
        let (made, taken) = if situation.choices.is_empty() {
            // The moment that repeats may be between situations without choices; the steps end
            // there.
            alone += 1;
            if left.is_empty() && (!one_more || alone > 1) || alone > 10_000 {
                return Ok(state);
            }
            (by_itself(scenario, &state), 0)
        } else {
            if left.is_empty() {
                return Ok(state);
            }
            let (shown, _) = shown(&situation.choices, &state);
            let moves = choose(scenario, &state, &shown);
            let found =
                moves.into_iter().map(|made| (picks(&shown, &made), made)).find(|(picks, _)| left.starts_with(picks));
            let (picks, made) = found.ok_or_else(|| format!("at {} the next step cannot be made", state.node))?;
            alone = 0;
            (made, picks.len())
        };
        left = &left[taken..];
        match made.to {
            To::Moment(next) => state = next,
            To::NoOutcome | To::StrayOutcome(_) | To::StraySituation(_) | To::Nowhere => {
                return Err("it stops".to_owned());
            }
        }
        check(&state)?;
    }
}

/// Returns the step, counted from 0, at which a test fails, and the run up to it; `None` if it does
/// not fail.
#[must_use]
pub fn failing<'a>(scenario: &'a Scenario, test: &Test) -> Option<(usize, Run<'a>)> {
    let mut ways = vec![(Run::default(), settled(scenario, start(scenario).0))];
    for (number, step) in test.steps.iter().enumerate() {
        let mut after: Vec<(Run<'a>, Option<State<'a>>)> = Vec::new();
        for (run, state) in ways {
            let Some(state) = state else { return Some((number, run)) };
            match step {
                TestStep::Expect(cond) if claim_holds(scenario, &cond.expr, &state) => after.push((run, Some(state))),
                TestStep::Expect(_) => return Some((number, run)),
                TestStep::Choose { choice, outcome } => {
                    let Some(moves) = moves(scenario, &state, choice, *outcome) else { return Some((number, run)) };
                    for (picks, made) in moves {
                        let mut longer = Run { choices: run.choices + 1, picks: run.picks.clone() };
                        longer.picks.extend(picks);
                        let state = match made.to {
                            To::Moment(next) => settled(scenario, next),
                            To::NoOutcome | To::StrayOutcome(_) | To::StraySituation(_) | To::Nowhere => None,
                        };
                        // A run that stops on the way reaches no moment: the choice has failed.
                        let Some(state) = state else { return Some((number, longer)) };
                        after.push((longer, Some(state)));
                    }
                }
            }
        }
        ways = after;
    }
    None
}

/// Returns the possible effects of a `Choose:`; `None` if it is impossible.
fn moves<'a>(
    scenario: &'a Scenario,
    state: &State<'a>,
    words: &str,
    outcome: Option<u32>,
) -> Option<Vec<(Vec<Pick<'a>>, Move<'a>)>> {
    let Node::Situation(situation) = node(scenario, state.node) else { return None };
    let (shown, _) = shown(&situation.choices, state);
    let open: Vec<&Shown<'a>> = shown.iter().filter(|shown| !shown.locked).collect();
    let fold = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let label = |choice: &Choice| {
        let words = choice.label.iter().map(|span| match span {
            scn_story::Span::Text { text, .. } => text.as_str(),
            scn_story::Span::Value { .. } | scn_story::Span::If { .. } => "",
        });
        fold(&words.collect::<String>())
    };
    let by_id = open.iter().find(|shown| shown.choice.id == words);
    let by_start: Vec<_> = open.iter().filter(|shown| label(shown.choice).starts_with(&fold(words))).collect();
    let by_label: Vec<_> = open.iter().filter(|shown| label(shown.choice) == fold(words)).collect();
    let meant = match (by_id, by_start.as_slice(), by_label.as_slice()) {
        (Some(one), ..) => one,
        (None, [one], _) | (None, _, [one]) => *one,
        (None, ..) => return None,
    };
    let made = choose(scenario, state, &shown).into_iter().filter(|made| made.choice == Some(meant.name));
    let made =
        made.filter(|made| outcome.is_none_or(|wanted| made.outcome.is_some_and(|it| it.number == wanted as usize)));
    let made: Vec<_> = made.map(|made| (picks(&shown, &made), made)).collect();
    (!made.is_empty()).then_some(made)
}

/// Returns the moment of decision, or the ending, that a run reaches without choices; `None` if it
/// reaches none.
fn settled<'a>(scenario: &'a Scenario, mut state: State<'a>) -> Option<State<'a>> {
    let mut met = BTreeSet::new();
    loop {
        match node(scenario, state.node) {
            Node::Situation(situation) if situation.choices.is_empty() => {
                if !met.insert(state.clone()) {
                    return None;
                }
                let To::Moment(next) = by_itself(scenario, &state).to else { return None };
                state = next;
            }
            Node::Situation(_) | Node::Ending(_) => return Some(state),
        }
    }
}
