//! Resolves names for users outside of the compiler: an editor goes to the definition of a name, or
//! renames it everywhere.
//!
//! This uses the same tables as a check, but finds exact names only.

use scn_source::{FileId, Span};
use scn_syntax::ast;

use crate::choice_labels::Labels;
use crate::scope::Scope;

/// The names known in a scenario, including the shared declarations of its file.
#[derive(Debug)]
pub struct ScenarioNames<'a> {
    scope: Scope<'a>,
    /// The labels of its choices, by situation.
    labels: Vec<Vec<String>>,
}

/// A choice: the index of its situation in the scenario, and its index in the situation.
pub type ChoicePosition = (usize, usize);

impl<'a> ScenarioNames<'a> {
    /// Collects the names of a scenario of a file.
    #[must_use]
    pub fn new(file: &'a ast::File<'a>, scenario: &'a ast::Scenario<'a>) -> Self {
        let labels_of = |it: &ast::Situation<'_>| it.choices.iter().map(|choice| Labels::of_choice(choice)).collect();
        Self {
            scope: Scope::new(FileId::default(), file, scenario, &mut Vec::new()),
            labels: scenario.situations.iter().map(labels_of).collect(),
        }
    }

    /// Returns the header of a situation or ending.
    #[must_use]
    pub fn node_header(&self, id: &str) -> Option<Span> {
        self.scope.node_by_id(id)
    }

    /// Returns a meter, flag or state.
    #[must_use]
    pub fn variable(&self, id: &str) -> Option<&'a ast::Variable<'a>> {
        self.scope.variable_by_id(id).map(|known| known.item)
    }

    /// Returns the header of a member of the cast.
    #[must_use]
    pub fn cast_header(&self, name: &str) -> Option<Span> {
        self.scope.cast_by_name(name)
    }

    /// Returns the ids of a situation's choices, written or derived.
    #[must_use]
    pub fn choice_ids(&self, situation: usize) -> &[String] {
        self.scope.choice_ids(situation)
    }

    /// Returns the choices that `chose` can refer to in the situation with index `here`: none, the
    /// one that is meant, or all candidates if it is ambiguous.
    #[must_use]
    pub fn resolve_chosen(&self, situation: Option<&str>, choice: &str, here: Option<usize>) -> Vec<ChoicePosition> {
        self.scope.resolve_chosen(situation, choice, here)
    }

    /// Returns the choices of a situation that `Choose:` can refer to: those with that id, or else
    /// those whose label starts with the text.
    #[must_use]
    pub fn resolve_choosable(&self, situation: usize, written: &str) -> Vec<ChoicePosition> {
        let ids = self.choice_ids(situation).iter().enumerate();
        let by_id: Vec<ChoicePosition> = ids.filter(|(_, id)| *id == written).map(|(at, _)| (situation, at)).collect();
        if !by_id.is_empty() {
            return by_id;
        }
        let start = Labels::fold_text(written);
        let labels = self.labels.get(situation).into_iter().flatten().enumerate();
        labels.filter(|(_, label)| label.starts_with(&start)).map(|(at, _)| (situation, at)).collect()
    }
}
