//! Conditions, effects and targets in words.

use std::collections::BTreeMap;

use scn_story::{Change, Comparison, Expr, NextCase, Operand, Outcome, OutcomeWhen, Scenario, Span, Story, Target};
use scn_text::listed;

use super::model::{Run, Runs};

/// The titles that conditions and effects refer to.
#[derive(Clone, Debug, Default)]
pub(super) struct Names<'n> {
    variables: BTreeMap<&'n str, &'n str>,
    nodes: BTreeMap<&'n str, &'n str>,
    choices: BTreeMap<(&'n str, &'n str), String>,
    principles: BTreeMap<&'n str, &'n str>,
}

impl<'n> Names<'n> {
    /// Collects the titles of a story, without those of a scenario.
    pub(super) fn of_story(story: &'n Story) -> Self {
        let principles = story.principles.iter().map(|it| (it.id.as_str(), it.title.as_str())).collect();
        Self { principles, ..Self::default() }
    }

    /// Adds the titles of a scenario.
    pub(super) fn with_scenario(&self, scenario: &'n Scenario) -> Self {
        let situations = scenario.situations.iter().map(|it| (it.id.as_str(), it.title.as_str()));
        let endings = scenario.endings.iter().map(|it| (it.id.as_str(), it.title.as_str()));
        let choices = scenario.situations.iter().flat_map(|situation| {
            let names = |choice: &'n scn_story::Choice| {
                ((situation.id.as_str(), choice.id.as_str()), Span::fixed_words(&choice.label))
            };
            situation.choices.iter().map(names)
        });
        Self {
            variables: scenario.variables.iter().map(|it| (it.id.as_str(), it.title.as_str())).collect(),
            nodes: situations.chain(endings).collect(),
            choices: choices.collect(),
            principles: self.principles.clone(),
        }
    }

    fn title<'t>(titles: &BTreeMap<&'t str, &'t str>, id: &'t str) -> &'t str {
        titles.get(id).copied().filter(|title| !title.trim().is_empty()).unwrap_or(id)
    }

    /// Returns the title of a variable.
    fn variable<'t>(&'t self, id: &'t str) -> &'t str {
        Self::title(&self.variables, id)
    }

    /// Returns the title of a principle.
    pub(super) fn principle<'t>(&'t self, id: &'t str) -> &'t str {
        Self::title(&self.principles, id)
    }

    /// Returns the title of a situation or an ending.
    pub(super) fn node<'t>(&'t self, id: &'t str) -> &'t str {
        Self::title(&self.nodes, id)
    }

    /// Returns a condition in words, after "if".
    pub(super) fn condition(&self, expr: &Expr) -> String {
        self.condition_that(expr, true)
    }

    /// Returns in words that a condition holds, or that it does not.
    pub(super) fn condition_that(&self, expr: &Expr, holds: bool) -> String {
        let has = if holds { "has" } else { "has not" };
        match expr {
            // "Not (a and b)" is "not a or not b".
            Expr::And(parts) => self.joined(parts, holds, if holds { "and" } else { "or" }),
            Expr::Or(parts) => self.joined(parts, holds, if holds { "or" } else { "and" }),
            Expr::Not(inner) => self.condition_that(inner, !holds),
            Expr::Flag(id) => format!("“{}” is {}", self.variable(id), if holds { "yes" } else { "no" }),
            Expr::Compare { left, is, right } => {
                let is = if holds { *is } else { opposite(*is) };
                format!("{} {} {}", self.operand(left), comparison_words(is), self.operand(right))
            }
            Expr::Visited(id) => format!("“{}” {has} been visited", self.node(id)),
            Expr::Chose { situation, choice } => {
                let label = self.choices.get(&(situation.as_str(), choice.as_str())).map_or(choice.as_str(), |it| it);
                format!("“{label}” {has} been chosen at “{}”", self.node(situation))
            }
            Expr::Broke(id) => format!("“{}” {has} been broken", self.principle(id)),
            Expr::Upheld(id) => format!("“{}” {has} been upheld", self.principle(id)),
            Expr::Faced(id) => format!("“{}” {has} been faced", self.principle(id)),
            Expr::At(id) => format!("the run is {}at “{}”", if holds { "" } else { "not " }, self.node(id)),
            Expr::Ended => format!("the run {has} ended"),
            Expr::Result(result) => format!("the result is {}{}", if holds { "" } else { "not " }, result.as_str()),
        }
    }

    fn joined(&self, parts: &[Expr], holds: bool, word: &str) -> String {
        let in_words = |part: &Expr| {
            let text = self.condition_that(part, holds);
            let inner = strip_not(part);
            let is_compound = matches!(inner, Expr::And(it) | Expr::Or(it) if 1 < it.len());
            if is_compound && 1 < parts.len() { format!("({text})") } else { text }
        };
        parts.iter().map(in_words).collect::<Vec<_>>().join(&format!(" {word} "))
    }

    fn operand(&self, operand: &Operand) -> String {
        match operand {
            Operand::Variable(id) => format!("“{}”", self.variable(id)),
            Operand::Number(number) => number.to_string(),
            Operand::Word(word) => word.clone(),
        }
    }

    /// Returns an effect in words, as a sentence without its end.
    pub(super) fn effect(&self, change: &Change) -> String {
        let title = |id: &str| format!("“{}”", self.variable(id));
        match change {
            Change::Add { variable, by, .. } if *by < 0 => {
                format!("{} goes down by {}", title(variable), by.unsigned_abs())
            }
            Change::Add { variable, by, .. } => format!("{} goes up by {by}", title(variable)),
            Change::Number { variable, to } => format!("{} becomes {to}", title(variable)),
            Change::Flag { variable, to } => format!("{} becomes {}", title(variable), if *to { "yes" } else { "no" }),
            Change::State { variable, to } => format!("{} becomes {to}", title(variable)),
            Change::When { when, set } => {
                let effects: Vec<String> = set.iter().map(|it| self.effect(it)).collect();
                format!("if {}: {}", self.condition(&when.expr), listed(&effects, "and"))
            }
        }
    }

    /// Returns when an outcome is taken, in words; `None` if that is always.
    pub(super) fn outcome_condition(&self, outcome: &Outcome, all: &[Outcome]) -> Option<String> {
        let by_chance = all.iter().any(|it| matches!(it.when, OutcomeWhen::Chance { .. }));
        match &outcome.when {
            OutcomeWhen::Always => None,
            OutcomeWhen::If(cond) => Some(format!("If {}:", self.condition(&cond.expr))),
            OutcomeWhen::Chance { numerator, denominator } => {
                Some(format!("By chance, {numerator} in {denominator} times:"))
            }
            OutcomeWhen::Otherwise if by_chance => Some("By chance, all other times:".to_owned()),
            OutcomeWhen::Otherwise => Some("Otherwise:".to_owned()),
        }
    }

    /// Returns where something leads, with links to the parts there. `anchor` returns the anchor of
    /// a situation or an ending.
    pub(super) fn next(&self, cases: &[NextCase], anchor: &dyn Fn(&str) -> String) -> Runs {
        let mut runs = vec![Run::label("Next: ").strong()];
        if cases.is_empty() {
            runs.push(Run::label("nothing is given"));
        }
        for (place, case) in cases.iter().enumerate() {
            if 0 < place {
                runs.push(Run::label("; "));
            }
            match &case.when {
                Some(cond) => runs.push(Run::label(format!("if {}: ", self.condition(&cond.expr)))),
                None if 1 < cases.len() => runs.push(Run::label("otherwise: ")),
                None => {}
            }
            match &case.to {
                Target::Node(id) => runs.extend(self.link_to(id, anchor)),
                Target::Again => runs.push(Run::label("this situation again")),
                Target::Return => runs.push(Run::label("back to where the detour began")),
            }
        }
        runs
    }

    /// Returns a link to a situation or an ending.
    pub(super) fn link_to(&self, id: &str, anchor: &dyn Fn(&str) -> String) -> Runs {
        let title = self.node(id);
        let link = Run::author(title).linking_to(anchor(id));
        if title == id { vec![link] } else { vec![link, Run::label(format!(" ({id})"))] }
    }
}

/// Returns the inner condition of negations.
fn strip_not(expr: &Expr) -> &Expr {
    let mut inner = expr;
    while let Expr::Not(it) = inner {
        inner = it;
    }
    inner
}

fn opposite(is: Comparison) -> Comparison {
    match is {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::GreaterOrEqual,
        Comparison::LessOrEqual => Comparison::Greater,
        Comparison::Greater => Comparison::LessOrEqual,
        Comparison::GreaterOrEqual => Comparison::Less,
    }
}

fn comparison_words(is: Comparison) -> &'static str {
    match is {
        Comparison::Equal => "is",
        Comparison::NotEqual => "is not",
        Comparison::Less => "is less than",
        Comparison::LessOrEqual => "is at most",
        Comparison::Greater => "is more than",
        Comparison::GreaterOrEqual => "is at least",
    }
}

/// Returns a rating in words.
pub(super) fn rating_word(rating: i8) -> &'static str {
    match rating {
        2.. => "Upholds",
        0..=1 => "Partly upholds",
        -1 => "Partly breaks",
        i8::MIN..=-2 => "Breaks",
    }
}

#[cfg(test)]
mod tests {
    use scn_story::{Comparison, Expr, Operand};

    use super::Names;

    #[test]
    fn a_negation_is_put_into_words_without_losing_its_range() {
        let flag = |id: &str| Expr::Flag(id.to_owned());
        let low = Expr::Compare {
            left: Operand::Variable("trust".to_owned()),
            is: Comparison::Less,
            right: Operand::Number(3),
        };
        let names = Names::default();
        let both = Expr::And(vec![flag("asked"), Expr::Or(vec![low.clone(), flag("late")])]);
        assert_eq!(names.condition(&both), "“asked” is yes and (“trust” is less than 3 or “late” is yes)");
        let neither = Expr::Not(Box::new(both));
        assert_eq!(names.condition(&neither), "“asked” is no or (“trust” is at least 3 and “late” is no)");
        assert_eq!(names.condition_that(&Expr::Not(Box::new(low)), false), "“trust” is less than 3");
    }
}
