//! Writes conditions like an author.

use std::collections::BTreeMap;

use scn_story::{Comparison, Expr, Operand, Scenario};

/// What is needed to write a condition's names: the situation it is in, and the choice ids that are
/// unique.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConditionNames<'n> {
    /// The number of choices of the scenario with each id.
    pub(super) counts: &'n BTreeMap<&'n str, usize>,
    /// The situation that contains the condition.
    pub(super) situation: &'n str,
}

/// Returns the number of choices of a scenario with each id.
pub(super) fn choice_counts(scenario: &Scenario) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for choice in scenario.situations.iter().flat_map(|situation| &situation.choices) {
        *counts.entry(choice.id.as_str()).or_default() += 1;
    }
    counts
}

impl ConditionNames<'_> {
    /// Returns the condition in the language. Parentheses are added where `and`, `or` and `not`
    /// would be parsed differently without them.
    pub(super) fn expression_text(&self, expr: &Expr) -> String {
        match expr {
            Expr::And(all) => self.join_parts(all, " and "),
            Expr::Or(any) => self.join_parts(any, " or "),
            Expr::Not(inner) => match inner.as_ref() {
                Expr::And(_) | Expr::Or(_) => format!("not ({})", self.expression_text(inner)),
                Expr::Not(_)
                | Expr::Flag(_)
                | Expr::Compare { .. }
                | Expr::Visited(_)
                | Expr::Chose { .. }
                | Expr::Broke(_)
                | Expr::Upheld(_)
                | Expr::Faced(_)
                | Expr::At(_)
                | Expr::Ended
                | Expr::Result(_) => format!("not {}", self.expression_text(inner)),
            },
            Expr::Flag(id) => id.clone(),
            Expr::Compare { left, is, right } => {
                format!("{} {} {}", operand_text(left), comparison_sign(*is), operand_text(right))
            }
            Expr::Visited(id) => format!("visited {id}"),
            Expr::Chose { situation, choice } => {
                let bare = situation == self.situation || self.counts.get(choice.as_str()) == Some(&1);
                if bare { format!("chose {choice}") } else { format!("chose {situation}/{choice}") }
            }
            Expr::Broke(id) => format!("broke {id}"),
            Expr::Upheld(id) => format!("upheld {id}"),
            Expr::Faced(id) => format!("faced {id}"),
            Expr::At(id) => format!("at {id}"),
            Expr::Ended => "ended".to_owned(),
            Expr::Result(result) => result.as_str().to_owned(),
        }
    }

    fn join_parts(&self, parts: &[Expr], by: &str) -> String {
        let part_text = |part: &Expr| match part {
            Expr::And(_) | Expr::Or(_) if 1 < parts.len() => format!("({})", self.expression_text(part)),
            Expr::And(_)
            | Expr::Or(_)
            | Expr::Not(_)
            | Expr::Flag(_)
            | Expr::Compare { .. }
            | Expr::Visited(_)
            | Expr::Chose { .. }
            | Expr::Broke(_)
            | Expr::Upheld(_)
            | Expr::Faced(_)
            | Expr::At(_)
            | Expr::Ended
            | Expr::Result(_) => self.expression_text(part),
        };
        parts.iter().map(part_text).collect::<Vec<_>>().join(by)
    }
}

fn operand_text(operand: &Operand) -> String {
    match operand {
        Operand::Variable(id) => id.clone(),
        Operand::Number(number) => number.to_string(),
        Operand::Word(word) => word.clone(),
    }
}

fn comparison_sign(is: Comparison) -> &'static str {
    match is {
        Comparison::Equal => "=",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(expr: &Expr) -> String {
        let counts = BTreeMap::from([("ask", 2), ("wait", 1)]);
        ConditionNames { counts: &counts, situation: "here" }.expression_text(expr)
    }

    fn flag(id: &str) -> Expr {
        Expr::Flag(id.to_owned())
    }

    fn chose(situation: &str, choice: &str) -> Expr {
        Expr::Chose { situation: situation.to_owned(), choice: choice.to_owned() }
    }

    #[test]
    fn parentheses_stand_where_they_are_needed() {
        let and = Expr::And(vec![flag("a"), Expr::Or(vec![flag("b"), Expr::Not(Box::new(flag("c")))])]);
        assert_eq!(words(&and), "a and (b or not c)");
        assert_eq!(words(&Expr::Not(Box::new(and))), "not (a and (b or not c))");
        let compare = Expr::Compare {
            left: Operand::Variable("trust".to_owned()),
            is: Comparison::GreaterOrEqual,
            right: Operand::Number(-4),
        };
        assert_eq!(words(&Expr::Not(Box::new(compare))), "not trust >= -4");
    }

    #[test]
    fn a_choice_has_its_long_name_only_where_the_short_one_means_another() {
        assert_eq!(words(&chose("there", "ask")), "chose there/ask");
        assert_eq!(words(&chose("here", "ask")), "chose ask");
        assert_eq!(words(&chose("there", "wait")), "chose wait");
    }
}
