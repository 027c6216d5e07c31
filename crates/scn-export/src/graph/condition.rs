//! Writes conditions like an author.

use std::collections::BTreeMap;

use scn_story::{Expr, Scenario};

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
    /// Returns the condition in the language.
    pub(super) fn expression_text(&self, expr: &Expr) -> String {
        expr.to_source(&|situation, choice| {
            let is_short = situation == self.situation || self.counts.get(choice) == Some(&1);
            if is_short { choice.to_owned() } else { format!("{situation}/{choice}") }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_has_its_long_name_only_where_the_short_one_means_another() {
        let counts = BTreeMap::from([("ask", 2), ("wait", 1)]);
        let names = ConditionNames { counts: &counts, situation: "here" };
        let written = |situation: &str, choice: &str| {
            names.expression_text(&Expr::Chose { situation: situation.to_owned(), choice: choice.to_owned() })
        };
        assert_eq!(written("there", "ask"), "chose there/ask");
        assert_eq!(written("here", "ask"), "chose ask");
        assert_eq!(written("there", "wait"), "chose wait");
    }
}
