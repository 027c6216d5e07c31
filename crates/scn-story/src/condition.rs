//! Conditions as an author writes them, and all conditions of a scenario.

use crate::{Block, Change, Comparison, Cond, Expr, NextCase, Operand, OutcomeWhen, Scenario, Span};

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

impl Scenario {
    /// Calls `visit` with every condition that is evaluated in runs, in source order; not with those
    /// of tests and promises. `with_text` is whether conditions in texts are included.
    pub fn each_condition<'s>(&'s self, with_text: bool, visit: &mut impl FnMut(&'s Cond)) {
        let visit_text = |list: &'s [Block], visit: &mut _| {
            if with_text {
                visit_blocks(list, visit);
            }
        };
        visit_text(&self.brief, visit);
        for situation in &self.situations {
            visit_changes(&situation.set, visit);
            visit_text(&situation.body, visit);
            for choice in &situation.choices {
                choice.when.iter().chain(&choice.needs).for_each(&mut *visit);
                for outcome in &choice.outcomes {
                    if let OutcomeWhen::If(cond) = &outcome.when {
                        visit(cond);
                    }
                    visit_changes(&outcome.set, visit);
                    visit_text(&outcome.body, visit);
                    visit_cases(&outcome.next, visit);
                }
            }
            visit_cases(&situation.next, visit);
        }
        for ending in &self.endings {
            visit_text(&ending.body, visit);
        }
    }
}

fn visit_changes<'s>(list: &'s [Change], visit: &mut impl FnMut(&'s Cond)) {
    for change in list {
        if let Change::When { when, .. } = change {
            visit(when);
        }
    }
}

fn visit_cases<'s>(list: &'s [NextCase], visit: &mut impl FnMut(&'s Cond)) {
    list.iter().filter_map(|case| case.when.as_ref()).for_each(visit);
}

fn visit_blocks<'s>(list: &'s [Block], visit: &mut impl FnMut(&'s Cond)) {
    for block in list {
        block.display_condition().guards().for_each(|(cond, _)| visit(cond));
        for text in block.texts() {
            visit_spans(text, visit);
        }
    }
}

fn visit_spans<'s>(list: &'s [Span], visit: &mut impl FnMut(&'s Cond)) {
    for part in list {
        if let Span::If { when, then, otherwise } = part {
            visit(when);
            visit_spans(then, visit);
            visit_spans(otherwise, visit);
        }
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
