//! Random conditions and changes.

use scn_story::{Change, Comparison, Cond, Expr, Operand, Site};

use super::plan::{MOODS, Plan};
use super::rng::Rng;

/// Creates a condition with up to three facts. Its site is assigned later.
pub(super) fn cond(rng: &mut Rng, plan: &Plan) -> Cond {
    Cond { site: Site::default(), expr: expr(rng, plan) }
}

fn expr(rng: &mut Rng, plan: &Plan) -> Expr {
    match rng.weighted(&[60, 12, 14, 14]) {
        0 => atom(rng, plan),
        1 => negated(rng, plan),
        2 => Expr::And(parts(rng, plan, Expr::Or)),
        _ => Expr::Or(parts(rng, plan, Expr::And)),
    }
}

/// Creates two or three parts, sometimes one of them in parentheses, which is never of the same
/// kind as the expression around it.
fn parts(rng: &mut Rng, plan: &Plan, other: impl Fn(Vec<Expr>) -> Expr) -> Vec<Expr> {
    let mut parts = vec![atom(rng, plan), negated(rng, plan)];
    if rng.percent(25) {
        let inner = other(vec![atom(rng, plan), negated(rng, plan)]);
        parts.push(if rng.percent(25) { Expr::Not(Box::new(inner)) } else { inner });
    }
    parts
}

fn negated(rng: &mut Rng, plan: &Plan) -> Expr {
    let fact = fact(rng, plan);
    if rng.percent(40) { Expr::Not(Box::new(fact)) } else { fact }
}

/// Creates a fact, or its negation for marks, since these are not set at first.
fn atom(rng: &mut Rng, plan: &Plan) -> Expr {
    let fact = fact(rng, plan);
    let is_mark =
        matches!(fact, Expr::Visited(_) | Expr::Chose { .. } | Expr::Broke(_) | Expr::Upheld(_) | Expr::Faced(_));
    if is_mark && rng.percent(35) { Expr::Not(Box::new(fact)) } else { fact }
}

pub(super) fn fact(rng: &mut Rng, plan: &Plan) -> Expr {
    let weight = |there: bool, weight: u32| if there { weight } else { 0 };
    let choices = plan.rooms.iter().any(|room| !room.choices.is_empty());
    let principles = !plan.principles.is_empty();
    let weights = [
        10,
        weight(!plan.flags.is_empty(), 20),
        weight(!plan.meters.is_empty(), 36),
        weight(!plan.moods.is_empty(), 16),
        weight(choices, 16),
        weight(principles, 12),
    ];
    match rng.weighted(&weights) {
        1 => Expr::Flag(one_of(rng, &plan.flags)),
        2 => compare(rng, plan),
        3 => {
            let is = if rng.percent(70) { Comparison::Equal } else { Comparison::NotEqual };
            let word = rng.pick(&MOODS).copied().unwrap_or_default();
            Expr::Compare {
                left: Operand::Variable(one_of(rng, &plan.moods)),
                is,
                right: Operand::Word(word.to_owned()),
            }
        }
        4 => {
            let rooms: Vec<_> = plan.rooms.iter().filter(|room| !room.choices.is_empty()).collect();
            let room = rng.pick(&rooms).expect("some room has choices");
            Expr::Chose { situation: room.id.clone(), choice: one_of(rng, &room.choices) }
        }
        5 => {
            let principle = one_of(rng, &plan.principles);
            match rng.below(3) {
                0 => Expr::Broke(principle),
                1 => Expr::Upheld(principle),
                _ => Expr::Faced(principle),
            }
        }
        _ => {
            let ending = rng.percent(10);
            let rooms: Vec<String> = plan.rooms.iter().map(|room| room.id.clone()).collect();
            Expr::Visited(one_of(rng, if ending { &plan.endings } else { &rooms }))
        }
    }
}

fn compare(rng: &mut Rng, plan: &Plan) -> Expr {
    let meter = rng.pick(&plan.meters).expect("there is a meter");
    let comparisons = [
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
    ];
    let is = *rng.pick(&comparisons).expect("there are comparisons");
    let right = match rng.pick(&plan.meters) {
        Some(other) if other.id != meter.id && rng.percent(60) => Operand::Variable(other.id.clone()),
        Some(_) | None => Operand::Number(rng.between(meter.low, meter.high)),
    };
    Expr::Compare { left: Operand::Variable(meter.id.clone()), is, right }
}

/// Creates changes of some variables; empty if there are no variables.
pub(super) fn changes(rng: &mut Rng, plan: &Plan) -> Vec<Change> {
    let kinds = [plan.meters.len() as u32 * 3, plan.flags.len() as u32 * 2, plan.moods.len() as u32 * 2];
    if kinds == [0, 0, 0] {
        return Vec::new();
    }
    (0..=rng.weighted(&[60, 30, 10])).map(|_| change(rng, plan, &kinds)).collect()
}

fn change(rng: &mut Rng, plan: &Plan, kinds: &[u32]) -> Change {
    match rng.weighted(kinds) {
        0 => {
            let meter = rng.pick(&plan.meters).expect("there is a meter");
            let variable = meter.id.clone();
            if rng.percent(80) {
                let by = if rng.percent(3) { 1_000_000 } else { rng.between(1, 1 + (meter.high - meter.low).min(3)) };
                Change::Add { variable, by: if rng.percent(45) { -by } else { by }, site: Site::default() }
            } else {
                Change::Number { variable, to: rng.between(meter.low, meter.high) }
            }
        }
        1 => Change::Flag { variable: one_of(rng, &plan.flags), to: rng.percent(70) },
        _ => {
            let word = rng.pick(&MOODS).copied().unwrap_or_default();
            Change::State { variable: one_of(rng, &plan.moods), to: word.to_owned() }
        }
    }
}

pub(super) fn one_of(rng: &mut Rng, names: &[String]) -> String {
    rng.pick(names).cloned().expect("there is something to name")
}
