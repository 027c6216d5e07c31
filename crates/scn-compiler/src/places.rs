//! The source positions of the parts of a scenario, for reports other than findings.

use scn_source::{FileId, Place};
use scn_syntax::ast;

use crate::pack_names::PackNames;

/// The source positions of the parts of a scenario. Lists have the same indices as in the machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScenarioParts {
    /// The headers of the situations, then those of the endings.
    pub nodes: Vec<Place>,
    /// The headers of the choices.
    pub choices: Vec<Place>,
    /// Every link of an outcome to a principle.
    pub links: Vec<LinkPosition>,
}

/// A link of an outcome to a principle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkPosition {
    /// Index of the choice.
    pub choice: usize,
    /// Index of the outcome, over the whole scenario.
    pub outcome: usize,
    /// Id of the principle.
    pub principle: String,
    /// From +2 (upholds) to -2 (breaks).
    pub rating: i8,
    /// The span of the principle's name in the line.
    pub place: Place,
}

pub(crate) fn locate_parts(names: &PackNames<'_>, file: FileId, scenario: &ast::Scenario<'_>) -> ScenarioParts {
    let to_place = |span| Place { file, span };
    let situations = scenario.situations.iter().map(|it| to_place(it.header));
    let mut parts = ScenarioParts {
        nodes: situations.chain(scenario.endings.iter().map(|it| to_place(it.header))).collect(),
        ..ScenarioParts::default()
    };
    let mut outcomes = 0;
    for choice in scenario.situations.iter().flat_map(|it| &it.choices) {
        for outcome in &choice.outcomes {
            for link in &outcome.links {
                for name in &link.principles {
                    let Some(id) = names.meant_principle(name.text) else { continue };
                    parts.links.push(LinkPosition {
                        choice: parts.choices.len(),
                        outcome: outcomes,
                        principle: id.to_owned(),
                        rating: link.rating,
                        place: to_place(name.span),
                    });
                }
            }
            outcomes += 1;
        }
        parts.choices.push(to_place(choice.header));
    }
    parts
}
