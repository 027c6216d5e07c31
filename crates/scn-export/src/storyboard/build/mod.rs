//! Builds the document from a story.

mod front;
mod quizzes;
mod scenario;

use scn_prover::Level;
use scn_story::Story;

use super::model::{Kind, Part};
use super::text::plain;
use super::wording::Names;
use crate::graph::Graph;

/// What is known about a story besides its text: its graphs, and how well its scenarios cover each
/// principle.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Proofs<'p> {
    /// The graphs of its scenarios. A scenario without a graph is shown without.
    pub(super) graphs: &'p [Graph],
    /// For each scenario by id, the level at which it covers each principle by id.
    pub(super) coverage: &'p [(String, Vec<(String, Level)>)],
}

/// Returns the document of a story.
pub(super) fn build_document(story: &Story, proofs: Proofs<'_>) -> Part {
    let names = Names::of_story(story);
    let mut root = Part::new(Kind::Pack, story.pack.name.clone());
    root.name = plain(&story.pack.title);
    root.parts.extend(front::course(story));
    root.parts.extend(front::principles(story, &names));
    root.parts.extend(front::coverage(story, proofs.coverage));
    root.parts.extend(quizzes::lessons(story, &names));
    root.parts.extend(quizzes::quizzes(story, &names));
    let graph_of = |id: &str| proofs.graphs.iter().find(|graph| graph.id == id);
    root.parts
        .extend(story.scenarios.iter().map(|it| scenario::scenario_part(it, &names, graph_of(&it.id), &story.pack)));
    root
}

/// Returns a chapter with its title in English.
fn chapter(id: &str, title: &str) -> Part {
    Part { name: vec![super::model::Run::label(title)], ..Part::new(Kind::Chapter, id) }
}
