//! Plants faults that authors make.

use scn_story::{
    Change, Choice, Comparison, Cond, Expr, NextCase, Operand, Outcome, OutcomeWhen, Scenario, SiteId, Target,
    VariableKind,
};

/// A kind of fault: its description, and a function that plants it at the place with this number,
/// or returns `None` if there are not that many places.
pub(crate) type Fault = (&'static str, fn(&Scenario, usize) -> Option<Scenario>);

pub(crate) const FAULTS: &[Fault] = &[
    ("an arrow leads elsewhere", redirect_next),
    ("an arrow leads back", lead_back),
    ("an arrow says `return`", stray_return),
    ("a guard contradicts itself", contradict_guard),
    ("a guard says the opposite", invert_guard),
    ("a threshold is out of reach", raise_threshold),
    ("a `Set:` is missing", drop_set),
    ("a change has the other sign", other_sign),
    ("a change is far too large", too_large),
    ("`[once]` is added", make_once),
    ("`[otherwise]` is missing", drop_otherwise),
    ("a choice is missing", drop_choice),
    ("ratings are swapped", swap_ratings),
    ("a link is missing", drop_link),
    ("every choice asks for itself", locked_in),
    ("every arrow leads back", round_and_round),
];

fn choices_of(scenario: &mut Scenario) -> impl Iterator<Item = &mut Choice> {
    scenario.situations.iter_mut().flat_map(|situation| &mut situation.choices)
}

fn outcomes_of(scenario: &mut Scenario) -> impl Iterator<Item = &mut Outcome> {
    choices_of(scenario).flat_map(|choice| &mut choice.outcomes)
}

fn always(to: Target) -> Vec<NextCase> {
    vec![NextCase { when: None, to }]
}

/// Returns the conditions that decide what can be done.
fn guards_of(scenario: &mut Scenario) -> impl Iterator<Item = &mut Cond> {
    scenario.situations.iter_mut().flat_map(|situation| {
        let of_choices = situation.choices.iter_mut().flat_map(|choice| {
            let of_outcomes = choice.outcomes.iter_mut().filter_map(|outcome| match &mut outcome.when {
                OutcomeWhen::If(cond) => Some(cond),
                OutcomeWhen::Always | OutcomeWhen::Chance { .. } | OutcomeWhen::Otherwise => None,
            });
            choice.when.iter_mut().chain(&mut choice.needs).chain(of_outcomes)
        });
        of_choices.chain(situation.next.iter_mut().filter_map(|case| case.when.as_mut()))
    })
}

fn changes_of(scenario: &mut Scenario) -> impl Iterator<Item = &mut Vec<Change>> {
    scenario.situations.iter_mut().flat_map(|situation| {
        let of_outcomes = situation.choices.iter_mut().flat_map(|choice| &mut choice.outcomes);
        std::iter::once(&mut situation.set).chain(of_outcomes.map(|outcome| &mut outcome.set))
    })
}

fn parts_of(change: &mut Change) -> &mut [Change] {
    if let Change::When { set, .. } = change { set } else { std::slice::from_mut(change) }
}

fn additions_of(scenario: &mut Scenario) -> impl Iterator<Item = &mut i64> {
    changes_of(scenario).flatten().flat_map(parts_of).filter_map(|change| match change {
        Change::Add { by, .. } => Some(by),
        Change::Number { .. } | Change::Flag { .. } | Change::State { .. } | Change::When { .. } => None,
    })
}

/// Changes the item with index `at`; returns `None` if there are not that many.
fn change_nth<T>(mut things: impl Iterator<Item = T>, at: usize, change: impl FnOnce(T)) -> Option<()> {
    change(things.nth(at)?);
    Some(())
}

fn redirect_next(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let count = scenario.situations.len();
    // Another situation each time, so that every situation is wrongly targeted.
    let other_situation = scenario.situations.get((at * 7 + 3) % count)?.id.clone();
    let mut changed = scenario.clone();
    change_nth(outcomes_of(&mut changed), at, |outcome: &mut Outcome| {
        outcome.next = always(Target::Node(other_situation));
    })?;
    Some(changed)
}

fn lead_back(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let mut changed = scenario.clone();
    change_nth(outcomes_of(&mut changed), at, |outcome: &mut Outcome| outcome.next = always(Target::Again))?;
    Some(changed)
}

fn stray_return(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let mut changed = scenario.clone();
    change_nth(outcomes_of(&mut changed), at, |outcome: &mut Outcome| outcome.next = always(Target::Return))?;
    Some(changed)
}

fn contradict_guard(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let mut changed = scenario.clone();
    change_nth(guards_of(&mut changed), at, |cond: &mut Cond| {
        cond.expr = Expr::And(vec![cond.expr.clone(), Expr::Not(Box::new(cond.expr.clone()))]);
    })?;
    Some(changed)
}

fn invert_guard(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let mut changed = scenario.clone();
    change_nth(guards_of(&mut changed), at, |cond: &mut Cond| cond.expr = Expr::Not(Box::new(cond.expr.clone())))?;
    Some(changed)
}

/// Makes the comparison of a meter with a number ask for the highest value of its range.
fn raise_threshold(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let highest_value = |id: &str| {
        let variable = scenario.variables.iter().find(|variable| variable.id == id)?;
        match variable.kind {
            VariableKind::Meter { high, .. } => Some(high),
            VariableKind::Flag { .. } | VariableKind::State { .. } => None,
        }
    };
    let mut changed = scenario.clone();
    let mut to_skip = at;
    let raised = guards_of(&mut changed).any(|cond| raise_comparison(&mut cond.expr, &highest_value, &mut to_skip));
    raised.then_some(changed)
}

/// Raises the comparison with index `left` inside. Returns whether it did.
fn raise_comparison(expr: &mut Expr, high: &impl Fn(&str) -> Option<i64>, left: &mut usize) -> bool {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter_mut().any(|part| raise_comparison(part, high, left)),
        Expr::Not(inner) => raise_comparison(inner, high, left),
        Expr::Compare { left: Operand::Variable(id), is, right: Operand::Number(number) } => match high(id) {
            Some(high) if *left == 0 => {
                (*is, *number) = (Comparison::GreaterOrEqual, high);
                true
            }
            Some(_) => {
                *left -= 1;
                false
            }
            None => false,
        },
        Expr::Compare { .. }
        | Expr::Flag(_)
        | Expr::Visited(_)
        | Expr::Chose { .. }
        | Expr::Broke(_)
        | Expr::Upheld(_)
        | Expr::Faced(_)
        | Expr::At(_)
        | Expr::Ended
        | Expr::Result(_) => false,
    }
}

fn drop_set(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let mut changed = scenario.clone();
    change_nth(changes_of(&mut changed).filter(|set| !set.is_empty()), at, |set: &mut Vec<Change>| set.clear())?;
    Some(changed)
}

fn other_sign(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let mut changed = scenario.clone();
    change_nth(additions_of(&mut changed), at, |by: &mut i64| *by = -*by)?;
    Some(changed)
}

fn too_large(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let mut changed = scenario.clone();
    change_nth(additions_of(&mut changed), at, |by: &mut i64| *by *= 100)?;
    Some(changed)
}

fn make_once(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let mut changed = scenario.clone();
    change_nth(choices_of(&mut changed).filter(|choice| !choice.once), at, |choice: &mut Choice| choice.once = true)?;
    Some(changed)
}

/// Removes `otherwise`, but only if conditions decide: otherwise the probabilities do not add up,
/// which is found without exploring runs.
fn drop_otherwise(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let is_decided_by_conditions = |choice: &&mut Choice| {
        let conditions = choice.outcomes.iter().any(|outcome| matches!(outcome.when, OutcomeWhen::If(_)));
        conditions && choice.outcomes.last().is_some_and(|last| last.when == OutcomeWhen::Otherwise)
    };
    let mut changed = scenario.clone();
    change_nth(choices_of(&mut changed).filter(is_decided_by_conditions), at, |choice: &mut Choice| {
        choice.outcomes.pop();
    })?;
    Some(changed)
}

fn drop_choice(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let mut changed = scenario.clone();
    let mut to_skip = at;
    for situation in &mut changed.situations {
        if to_skip < situation.choices.len() {
            situation.choices.remove(to_skip);
            return Some(changed);
        }
        to_skip -= situation.choices.len();
    }
    None
}

fn swap_ratings(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let mut changed = scenario.clone();
    change_nth(outcomes_of(&mut changed).filter(|outcome| !outcome.links.is_empty()), at, |outcome: &mut Outcome| {
        outcome.links.iter_mut().for_each(|link| link.rating = -link.rating);
    })?;
    Some(changed)
}

fn drop_link(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let mut changed = scenario.clone();
    change_nth(outcomes_of(&mut changed).filter(|outcome| !outcome.links.is_empty()), at, |outcome: &mut Outcome| {
        outcome.links.clear();
    })?;
    Some(changed)
}

/// The number of the first new condition, greater than those of all existing ones.
const FRESH: u32 = 100_000;

/// Makes each choice of a situation available only if it has been chosen already.
fn locked_in(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let mut changed = scenario.clone();
    let situation = changed.situations.iter_mut().filter(|situation| !situation.choices.is_empty()).nth(at)?;
    for (choice, fresh) in situation.choices.iter_mut().zip(FRESH..) {
        let expr = Expr::Chose { situation: situation.id.clone(), choice: choice.id.clone() };
        choice.when = Some(Cond { site: choice.when.as_ref().map_or(SiteId(fresh), |cond| cond.site), expr });
    }
    Some(changed)
}

/// Makes every outcome in a situation lead back to it.
fn round_and_round(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let mut changed = scenario.clone();
    let situation = changed.situations.iter_mut().filter(|situation| !situation.choices.is_empty()).nth(at)?;
    for outcome in situation.choices.iter_mut().flat_map(|choice| &mut choice.outcomes) {
        (outcome.detour, outcome.next) = (None, always(Target::Again));
    }
    Some(changed)
}
