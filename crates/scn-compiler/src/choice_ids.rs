//! The ids of a scenario's choices, written or derived.

use std::sync::OnceLock;

use scn_source::NameIndex;
use scn_syntax::ast;

use crate::choice_labels::Labels;
use crate::ids;

/// The index of a situation, and the index of one of its choices.
type Position = (usize, usize);

/// The ids of the choices of each situation. What is needed to find them by id, by a similar id
/// or by label is made at the first such search.
#[derive(Debug, Default)]
pub(crate) struct ChoiceIds {
    by_situation: Vec<Vec<String>>,
    /// All positions, by id and then in source order.
    sorted: OnceLock<Vec<Position>>,
    /// All positions in source order, and the index of their ids.
    similar: OnceLock<(Vec<Position>, NameIndex)>,
    /// The labels, folded and sorted.
    labels: OnceLock<Vec<String>>,
}

impl ChoiceIds {
    pub(crate) fn with_capacity(situations: usize) -> Self {
        Self { by_situation: Vec::with_capacity(situations), ..Self::default() }
    }

    /// Adds the next situation.
    pub(crate) fn push(&mut self, ids: Vec<String>) {
        self.by_situation.push(ids);
    }

    /// The ids of the choices of a situation.
    pub(crate) fn of_situation(&self, situation: usize) -> &[String] {
        self.by_situation.get(situation).map(Vec::as_slice).unwrap_or_default()
    }

    /// The id at a position; empty if there is none.
    pub(crate) fn id(&self, (situation, choice): Position) -> &str {
        self.of_situation(situation).get(choice).map(String::as_str).unwrap_or_default()
    }

    /// Whether any choice has this id.
    pub(crate) fn contains(&self, id: &str) -> bool {
        self.with_id(id).next().is_some()
    }

    /// The first choice with an id in each situation that has one, in source order.
    pub(crate) fn with_id<'s>(&'s self, id: &'s str) -> impl Iterator<Item = Position> + use<'s> {
        let mut last = None;
        let found = self.sorted_from(id).take_while(move |at| self.id(*at) == id);
        found.filter(move |(situation, _)| last.replace(*situation) != Some(*situation))
    }

    /// Returns the ids that [`ids::longer_ids`] finds among all ids, in source order.
    pub(crate) fn longer_ids(&self, written: &str) -> Vec<&str> {
        let beginning = format!("{written}-");
        let mut longer: Vec<Position> =
            self.sorted_from(&beginning).take_while(|at| self.id(*at).starts_with(&beginning)).collect();
        longer.sort_unstable();
        ids::longer_ids(written, longer.into_iter().map(|at| self.id(at)))
    }

    /// Returns the most similar id of all, or `None` if none is close enough.
    pub(crate) fn nearest(&self, written: &str) -> Option<&str> {
        let (positions, index) = self.similar.get_or_init(|| {
            let positions = self.positions();
            let index = NameIndex::new(positions.iter().map(|at| self.id(*at)));
            (positions, index)
        });
        index.nearest(written).and_then(|at| positions.get(at)).map(|at| self.id(*at))
    }

    /// Whether the label of a choice of this scenario starts with a text, ignoring letter case
    /// and spacing. The scenario must always be the same.
    pub(crate) fn has_label(&self, scenario: &ast::Scenario<'_>, beginning: &str) -> bool {
        let labels = self.labels.get_or_init(|| {
            let choices = scenario.situations.iter().flat_map(|it| &it.choices);
            let mut labels: Vec<String> = choices.map(Labels::of_choice).collect();
            labels.sort_unstable();
            labels
        });
        let beginning = Labels::fold_text(beginning);
        let first = labels.partition_point(|label| *label < beginning);
        labels.get(first).is_some_and(|label| label.starts_with(&beginning))
    }

    fn positions(&self) -> Vec<Position> {
        let situations = self.by_situation.iter().enumerate();
        situations.flat_map(|(at, ids)| (0..ids.len()).map(move |choice| (at, choice))).collect()
    }

    /// The positions by id, from the first whose id is not before this one.
    fn sorted_from(&self, id: &str) -> impl Iterator<Item = Position> + use<'_> {
        let sorted = self.sorted.get_or_init(|| {
            let mut positions = self.positions();
            positions.sort_by(|one, other| self.id(*one).cmp(self.id(*other)).then(one.cmp(other)));
            positions
        });
        let first = sorted.partition_point(|at| self.id(*at) < id);
        sorted.iter().skip(first).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::ChoiceIds;
    use crate::ids;

    #[test]
    fn what_is_found_is_what_a_search_through_all_ids_finds() {
        let words = ["ask", "ask-him-again", "ask-him-again-now", "ask-him-again-later", "wait", "ask-him"];
        for seed in 0..200_usize {
            let mut choices = ChoiceIds::with_capacity(4);
            let plain: Vec<Vec<&str>> = (0..4)
                .map(|situation| (0..seed % 5).map(move |at| words[(seed * 7 + situation * 3 + at * at) % words.len()]))
                .map(Iterator::collect)
                .collect();
            plain.iter().for_each(|ids| choices.push(ids.iter().map(ToString::to_string).collect()));
            let all = || plain.iter().flatten().copied();
            for word in words.into_iter().chain(["as", "ask-him-agian", "wiat"]) {
                let first = |ids: &Vec<&str>| ids.iter().position(|id| *id == word);
                let expected: Vec<_> =
                    plain.iter().enumerate().filter_map(|(at, ids)| Some((at, first(ids)?))).collect();
                assert_eq!(choices.with_id(word).collect::<Vec<_>>(), expected, "{plain:?} {word}");
                assert_eq!(choices.contains(word), all().any(|id| id == word));
                assert_eq!(choices.longer_ids(word), ids::longer_ids(word, all()), "{plain:?} {word}");
                assert_eq!(choices.nearest(word), scn_source::nearest_name(word, all()), "{plain:?} {word}");
            }
        }
    }
}
