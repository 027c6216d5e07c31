//! Random conditions and changes.

use scn_story::{Change, Comparison, Cond, Expr, Operand, SiteId};

use super::plan::{MOODS, Plan};
use super::rng::Rng;

/// Creates a condition with up to three facts. Its site is assigned later.
pub(super) fn random_cond(rng: &mut Rng, plan: &Plan) -> Cond {
    Cond { site: SiteId::default(), expr: random_expr(rng, plan) }
}

fn random_expr(rng: &mut Rng, plan: &Plan) -> Expr {
    match rng.weighted_index(&[60, 12, 14, 14]) {
        0 => random_atom(rng, plan),
        1 => maybe_negated(rng, plan),
        2 => Expr::And(random_parts(rng, plan, Expr::Or)),
        _ => Expr::Or(random_parts(rng, plan, Expr::And)),
    }
}

/// Creates two or three parts, sometimes one of them in parentheses, which is never of the same
/// kind as the expression around it.
fn random_parts(rng: &mut Rng, plan: &Plan, other: impl Fn(Vec<Expr>) -> Expr) -> Vec<Expr> {
    let mut parts = vec![random_atom(rng, plan), maybe_negated(rng, plan)];
    if rng.with_percent(25) {
        let inner = other(vec![random_atom(rng, plan), maybe_negated(rng, plan)]);
        parts.push(if rng.with_percent(25) { Expr::Not(Box::new(inner)) } else { inner });
    }
    parts
}

fn maybe_negated(rng: &mut Rng, plan: &Plan) -> Expr {
    let fact = random_fact(rng, plan);
    if rng.with_percent(40) { Expr::Not(Box::new(fact)) } else { fact }
}

/// Creates a fact, or its negation for marks, since these are not set at first.
fn random_atom(rng: &mut Rng, plan: &Plan) -> Expr {
    let fact = random_fact(rng, plan);
    let is_mark =
        matches!(fact, Expr::Visited(_) | Expr::Chose { .. } | Expr::Broke(_) | Expr::Upheld(_) | Expr::Faced(_));
    if is_mark && rng.with_percent(35) { Expr::Not(Box::new(fact)) } else { fact }
}

pub(super) fn random_fact(rng: &mut Rng, plan: &Plan) -> Expr {
    let weight_if = |there: bool, weight: u32| if there { weight } else { 0 };
    let choices = plan.rooms.iter().any(|room| !room.choices.is_empty());
    let principles = !plan.principles.is_empty();
    let weights = [
        10,
        weight_if(!plan.flags.is_empty(), 20),
        weight_if(!plan.meters.is_empty(), 36),
        weight_if(!plan.moods.is_empty(), 16),
        weight_if(choices, 16),
        weight_if(principles, 12),
    ];
    match rng.weighted_index(&weights) {
        1 => Expr::Flag(one_of(rng, &plan.flags)),
        2 => random_comparison(rng, plan),
        3 => {
            let comparison = if rng.with_percent(70) { Comparison::Equal } else { Comparison::NotEqual };
            let word = rng.pick_one(&MOODS).copied().unwrap_or_default();
            Expr::Compare {
                left: Operand::Variable(one_of(rng, &plan.moods)),
                is: comparison,
                right: Operand::Word(word.to_owned()),
            }
        }
        4 => {
            let rooms: Vec<_> = plan.rooms.iter().filter(|room| !room.choices.is_empty()).collect();
            let room = rng.pick_one(&rooms).expect("some room has choices");
            Expr::Chose { situation: room.id.clone(), choice: one_of(rng, &room.choices) }
        }
        5 => {
            let principle = one_of(rng, &plan.principles);
            match rng.number_below(3) {
                0 => Expr::Broke(principle),
                1 => Expr::Upheld(principle),
                _ => Expr::Faced(principle),
            }
        }
        _ => {
            let ending = rng.with_percent(10);
            let rooms: Vec<String> = plan.rooms.iter().map(|room| room.id.clone()).collect();
            Expr::Visited(one_of(rng, if ending { &plan.endings } else { &rooms }))
        }
    }
}

fn random_comparison(rng: &mut Rng, plan: &Plan) -> Expr {
    let meter = rng.pick_one(&plan.meters).expect("there is a meter");
    let comparisons = [
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
    ];
    let comparison = *rng.pick_one(&comparisons).expect("there are comparisons");
    let right = match rng.pick_one(&plan.meters) {
        Some(other) if other.id != meter.id && rng.with_percent(60) => Operand::Variable(other.id.clone()),
        Some(_) | None => Operand::Number(rng.number_between(meter.low, meter.high)),
    };
    Expr::Compare { left: Operand::Variable(meter.id.clone()), is: comparison, right }
}

/// Creates changes of some variables, some of them under a condition; empty if there are no
/// variables.
pub(super) fn random_changes(rng: &mut Rng, plan: &Plan) -> Vec<Change> {
    let kinds = [plan.meters.len() as u32 * 3, plan.flags.len() as u32 * 2, plan.moods.len() as u32 * 2];
    if kinds == [0, 0, 0] {
        return Vec::new();
    }
    let count = 1 + rng.weighted_index(&[60, 30, 10]);
    let mut changes: Vec<Change> = (0..count).map(|_| random_change(rng, plan, &kinds)).collect();
    if rng.with_percent(25) {
        let first = rng.number_below(count);
        let set = changes.split_off(first);
        changes.push(Change::When { when: random_cond(rng, plan), set });
        if rng.with_percent(30) {
            changes.push(random_change(rng, plan, &kinds));
        }
    }
    changes
}

fn random_change(rng: &mut Rng, plan: &Plan, kinds: &[u32]) -> Change {
    match rng.weighted_index(kinds) {
        0 => {
            let meter = rng.pick_one(&plan.meters).expect("there is a meter");
            let variable = meter.id.clone();
            if rng.with_percent(80) {
                let amount = if rng.with_percent(3) {
                    1_000_000
                } else {
                    rng.number_between(1, 1 + (meter.high - meter.low).min(3))
                };
                Change::Add {
                    variable,
                    by: if rng.with_percent(45) { -amount } else { amount },
                    site: SiteId::default(),
                }
            } else {
                Change::Number { variable, to: rng.number_between(meter.low, meter.high) }
            }
        }
        1 => Change::Flag { variable: one_of(rng, &plan.flags), to: rng.with_percent(70) },
        _ => {
            let word = rng.pick_one(&MOODS).copied().unwrap_or_default();
            Change::State { variable: one_of(rng, &plan.moods), to: word.to_owned() }
        }
    }
}

pub(super) fn one_of(rng: &mut Rng, names: &[String]) -> String {
    rng.pick_one(names).cloned().expect("there is something to name")
}
