//! What names mean, for who asks from outside: an editor goes to what a name stands for, and
//! changes it everywhere.
//!
//! The same tables that a check uses; only names that are there are found, none by nearness.

use scn_source::{FileId, Span};
use scn_syntax::ast;

use crate::scope::{Labels, Scope};

/// What a scenario knows by name, the shared declarations of its file included.
#[derive(Debug)]
pub struct ScenarioNames<'a> {
    scope: Scope<'a>,
    /// The labels of its choices, situation by situation.
    labels: Vec<Vec<String>>,
}

/// A choice: the position of its situation among those of the scenario, and its own in there.
pub type ChoiceAt = (usize, usize);

impl<'a> ScenarioNames<'a> {
    /// The names of a scenario of a file.
    #[must_use]
    pub fn new(file: &'a ast::File<'a>, scenario: &'a ast::Scenario<'a>) -> Self {
        let labels = |it: &ast::Situation<'_>| it.choices.iter().map(|choice| Labels::of_choice(choice)).collect();
        Self {
            scope: Scope::new(FileId::default(), file, scenario, &mut Vec::new()),
            labels: scenario.situations.iter().map(labels).collect(),
        }
    }

    /// The header of a situation or ending.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<Span> {
        self.scope.node_by_id(id)
    }

    /// A meter, flag or state.
    #[must_use]
    pub fn variable(&self, id: &str) -> Option<&'a ast::Variable<'a>> {
        self.scope.variable_by_id(id).map(|known| known.item)
    }

    /// The header of a member of the cast.
    #[must_use]
    pub fn cast(&self, name: &str) -> Option<Span> {
        self.scope.cast_by_name(name)
    }

    /// The ids of a situation's choices, written or derived.
    #[must_use]
    pub fn choice_ids(&self, situation: usize) -> &[String] {
        self.scope.choice_ids(situation)
    }

    /// The choices that `chose` can mean, seen from the situation at position `here`: none, the one
    /// that is meant, or all that it does not tell apart.
    #[must_use]
    pub fn chosen(&self, situation: Option<&str>, choice: &str, here: Option<usize>) -> Vec<ChoiceAt> {
        self.scope.chosen(situation, choice, here)
    }

    /// The choices of a situation that `Choose:` can mean there: those of that id, or else those
    /// whose label starts so.
    #[must_use]
    pub fn choosable(&self, situation: usize, written: &str) -> Vec<ChoiceAt> {
        let ids = self.choice_ids(situation).iter().enumerate();
        let by_id: Vec<ChoiceAt> = ids.filter(|(_, id)| *id == written).map(|(at, _)| (situation, at)).collect();
        if !by_id.is_empty() {
            return by_id;
        }
        let start = Labels::folded(written);
        let labels = self.labels.get(situation).into_iter().flatten().enumerate();
        labels.filter(|(_, label)| label.starts_with(&start)).map(|(at, _)| (situation, at)).collect()
    }
}
