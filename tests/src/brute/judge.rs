//! Evaluates conditions.

use scn_story::{Comparison, Expr, Operand};

use super::names::ChoiceName;
use super::state::{State, Value};

/// Returns whether a condition of the story itself holds in a state.
///
/// # Panics
///
/// If it compares values of different kinds, or reads what only tests and promises may read.
#[must_use]
pub(super) fn expr_holds(expr: &Expr, state: &State<'_>) -> bool {
    match expr {
        Expr::And(all) => all.iter().all(|one| expr_holds(one, state)),
        Expr::Or(any) => any.iter().any(|one| expr_holds(one, state)),
        Expr::Not(inner) => !expr_holds(inner, state),
        Expr::Flag(id) => state.values.get(id.as_str()) == Some(&Value::Flag(true)),
        Expr::Compare { left, is, right } => compare_values(value_of(left, state), *is, value_of(right, state)),
        Expr::Visited(id) => state.visited.contains(id.as_str()),
        Expr::Chose { situation, choice } => state.chosen.contains(&ChoiceName { situation, choice }),
        Expr::Broke(id) => state.broke.contains(id.as_str()),
        Expr::Upheld(id) => state.upheld.contains(id.as_str()),
        Expr::Faced(id) => state.faced.contains(id.as_str()),
        Expr::At(_) | Expr::Ended | Expr::Result(_) => unreachable!("only tests and promises ask where a run is"),
    }
}

fn value_of<'s>(operand: &'s Operand, state: &State<'s>) -> Value<'s> {
    match operand {
        Operand::Variable(id) => *state.values.get(id.as_str()).expect("every variable has a value"),
        Operand::Number(number) => Value::Number(*number),
        Operand::Word(word) => Value::Word(word),
    }
}

/// Compares two values of one kind.
pub(super) fn compare_values(left: Value<'_>, is: Comparison, right: Value<'_>) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => match is {
            Comparison::Equal => left == right,
            Comparison::NotEqual => left != right,
            Comparison::Less => left < right,
            Comparison::LessOrEqual => left <= right,
            Comparison::Greater => left > right,
            Comparison::GreaterOrEqual => left >= right,
        },
        (Value::Word(left), Value::Word(right)) => match is {
            Comparison::Equal => left == right,
            Comparison::NotEqual => left != right,
            Comparison::Less | Comparison::LessOrEqual | Comparison::Greater | Comparison::GreaterOrEqual => {
                unreachable!("words have no order")
            }
        },
        (Value::Flag(_), _)
        | (_, Value::Flag(_))
        | (Value::Number(_), Value::Word(_))
        | (Value::Word(_), Value::Number(_)) => unreachable!("only values of one kind compare"),
    }
}
