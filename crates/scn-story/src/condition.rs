//! Conditions as an author writes them.

use crate::{Comparison, Expr, Operand};

impl Expr {
    /// Returns the condition in the language. Parentheses are added where `and`, `or` and `not`
    /// would be parsed differently without them. `choice_name` returns how to write a choice, given
    /// the ids of its situation and of the choice.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_story::Expr;
    ///
    /// let flag = |id: &str| Expr::Flag(id.to_owned());
    /// let any = Expr::Or(vec![flag("asked"), Expr::Not(Box::new(flag("late")))]);
    /// let all = Expr::And(vec![any, Expr::Visited("desk".to_owned())]);
    /// let text = all.to_source(&|situation, choice| format!("{situation}/{choice}"));
    /// assert_eq!(text, "(asked or not late) and visited desk");
    /// ```
    #[must_use]
    pub fn to_source(&self, choice_name: &dyn Fn(&str, &str) -> String) -> String {
        let join_parts = |parts: &[Self], word: &str| {
            let operand = |part: &Self| {
                if 1 < parts.len() { part.to_operand(choice_name) } else { part.to_source(choice_name) }
            };
            parts.iter().map(operand).collect::<Vec<_>>().join(word)
        };
        match self {
            Self::And(all) => join_parts(all, " and "),
            Self::Or(any) => join_parts(any, " or "),
            Self::Not(inner) => format!("not {}", inner.to_operand(choice_name)),
            Self::Flag(id) => id.clone(),
            Self::Compare { left, is, right } => {
                format!("{} {} {}", operand_text(left), comparison_sign(*is), operand_text(right))
            }
            Self::Visited(id) => format!("visited {id}"),
            Self::Chose { situation, choice } => format!("chose {}", choice_name(situation, choice)),
            Self::Broke(id) => format!("broke {id}"),
            Self::Upheld(id) => format!("upheld {id}"),
            Self::Faced(id) => format!("faced {id}"),
            Self::At(id) => format!("at {id}"),
            Self::Ended => "ended".to_owned(),
            Self::Result(result) => result.as_str().to_owned(),
        }
    }

    /// Returns the condition as an operand: in parentheses if it is a conjunction or a disjunction.
    fn to_operand(&self, choice_name: &dyn Fn(&str, &str) -> String) -> String {
        let text = self.to_source(choice_name);
        if matches!(self, Self::And(_) | Self::Or(_)) { format!("({text})") } else { text }
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

    fn flag(id: &str) -> Expr {
        Expr::Flag(id.to_owned())
    }

    #[test]
    fn parentheses_are_written_where_they_are_needed() {
        let to_source = |expr: &Expr| expr.to_source(&|_, choice| choice.to_owned());
        let and = Expr::And(vec![flag("a"), Expr::Or(vec![flag("b"), Expr::Not(Box::new(flag("c")))])]);
        assert_eq!(to_source(&and), "a and (b or not c)");
        assert_eq!(to_source(&Expr::Not(Box::new(and))), "not (a and (b or not c))");
        let compare = Expr::Compare {
            left: Operand::Variable("trust".to_owned()),
            is: Comparison::GreaterOrEqual,
            right: Operand::Number(-4),
        };
        assert_eq!(to_source(&Expr::Not(Box::new(compare))), "not trust >= -4");
    }
}
