//! The edits that an author makes between two steps of a run.

#![expect(clippy::wildcard_enum_match_arm, reason = "each function makes the edits of its kind")]

use scn_tests::random::Rng;

use super::chance::edit_outcomes;
use super::model::{Group, Model};

/// A kind of edit, by its effect on a choice, a situation or an ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Edit {
    /// Swaps two adjacent items.
    Swap,
    /// Inserts an item, first, last or in between.
    Insert,
    /// Deletes an item.
    Delete,
    /// Changes the words.
    Reword,
    /// Changes only the punctuation at the end.
    Signs,
    /// Moves a choice to another situation.
    Move,
    /// Moves the scenario to another file.
    File,
    /// Changes a written id.
    Rename,
    /// Swaps two written ids.
    ExchangeIds,
    /// Swaps the words of two items; ids and outcomes stay.
    ExchangeWords,
    /// Writes missing ids, like `scn ids`.
    WriteIds,
    /// Removes a written id.
    RemoveId,
    /// Swaps the ids of two situations or endings.
    ExchangeGroupIds,
    /// Changes the id of a situation or ending.
    RenameGroup,
    /// Changes the title of a situation or ending.
    RewordGroup,
    /// Swaps two situations or endings.
    SwapGroups,
    /// Changes the text under the same title.
    RewriteGroup,
    /// Changes title and text under the same id: another question.
    ReplaceGroup,
    /// Changes the text to its opposite by one more word.
    Invert,
    /// Makes a choice lead to an ending directly.
    LeadToEnd,
    /// Swaps two outcomes that are drawn.
    SwapOutcomes,
    /// Inserts an outcome, first, last or in between.
    InsertOutcome,
    /// Deletes an outcome.
    DeleteOutcome,
    /// Gives an outcome another text.
    RewordOutcome,
    /// Changes only the punctuation at the end of an outcome.
    SignsOfOutcome,
    /// Swaps the texts of two outcomes; the places that they lead to stay.
    ExchangeOutcomes,
    /// Asks another question to be answered in words, or no more.
    AskOtherwise,
}

pub(crate) const ALL: [Edit; 27] = [
    Edit::Swap,
    Edit::Insert,
    Edit::Delete,
    Edit::Reword,
    Edit::Signs,
    Edit::Move,
    Edit::File,
    Edit::Rename,
    Edit::ExchangeIds,
    Edit::ExchangeWords,
    Edit::WriteIds,
    Edit::RemoveId,
    Edit::ExchangeGroupIds,
    Edit::RenameGroup,
    Edit::RewordGroup,
    Edit::SwapGroups,
    Edit::RewriteGroup,
    Edit::ReplaceGroup,
    Edit::Invert,
    Edit::LeadToEnd,
    Edit::SwapOutcomes,
    Edit::InsertOutcome,
    Edit::DeleteOutcome,
    Edit::RewordOutcome,
    Edit::SignsOfOutcome,
    Edit::ExchangeOutcomes,
    Edit::AskOtherwise,
];

impl Edit {
    /// Returns whether all choices must still hold after it.
    pub(crate) fn keeps_all(self) -> bool {
        matches!(
            self,
            Self::Swap
                | Self::Insert
                | Self::File
                | Self::WriteIds
                | Self::SwapGroups
                | Self::SwapOutcomes
                | Self::InsertOutcome
                | Self::AskOtherwise
        )
    }
}

/// Returns two indices of a list, the second greater than the first.
pub(crate) fn two_indices(rng: &mut Rng, length: usize) -> Option<(usize, usize)> {
    if length < 2 {
        return None;
    }
    let first = rng.number_below(length - 1);
    Some((first, first + 1 + rng.number_below(length - first - 1)))
}

/// Makes an edit. Returns whether there was anything to edit.
pub(crate) fn make_edit(rng: &mut Rng, model: &mut Model, edit: Edit) -> bool {
    match edit {
        Edit::WriteIds => {
            let story = model.compile_story();
            model.write_ids(&story);
            true
        }
        Edit::File => {
            model.apart = !model.apart;
            true
        }
        Edit::ExchangeGroupIds | Edit::RenameGroup | Edit::RewordGroup | Edit::SwapGroups => {
            let (words, number) = (model.new_words(rng), model.next_number());
            let groups = if rng.with_percent(70) { &mut model.situations } else { &mut model.endings };
            edit_groups(rng, groups, edit, words, number)
        }
        Edit::RewriteGroup | Edit::ReplaceGroup | Edit::Invert => {
            let (words, number) = (model.new_words(rng), model.next_number());
            let group_index = rng.number_below(model.situations.len());
            let group = &mut model.situations[group_index];
            match edit {
                // Only once: from its difference in words, a second inversion would look like a
                // mere correction.
                Edit::Invert if group.rest.starts_with("Not") => return false,
                Edit::Invert => group.rest = format!("Not {}", group.rest),
                _ => group.rest = format!("He asks for something else, number {number}."),
            }
            if edit == Edit::ReplaceGroup {
                group.words = words;
            }
            true
        }
        Edit::AskOtherwise => {
            let number = model.next_number();
            let group_index = rng.number_below(model.situations.len());
            model.situations[group_index].ask = rng.with_percent(80).then(|| format!("Question {number}?"));
            true
        }
        Edit::LeadToEnd => {
            let end = rng.pick_one(&model.endings).expect("there are some").number;
            // Choices of the first situation are made most often.
            let group_index = if rng.with_percent(50) { 0 } else { rng.number_below(model.situations.len()) };
            let items = &mut model.situations[group_index].items;
            let place = rng.number_below(items.len());
            items[place].to = end;
            for draw in &mut items[place].draws {
                draw.to = end;
            }
            true
        }
        Edit::SwapOutcomes
        | Edit::InsertOutcome
        | Edit::DeleteOutcome
        | Edit::RewordOutcome
        | Edit::SignsOfOutcome
        | Edit::ExchangeOutcomes => edit_outcomes(rng, model, edit),
        Edit::Move => {
            // It moves to an earlier situation, so it still leads onwards.
            let groups = &mut model.situations;
            let Some((a, b)) = two_indices(rng, groups.len()) else { return false };
            if groups[b].items.len() < 3 || groups[b].number < groups[a].number {
                return false;
            }
            let place = rng.number_below(groups[b].items.len());
            let mut item = groups[b].items.remove(place);
            if groups[a].items.iter().any(|it| it.id == item.id) {
                item.id = None;
            }
            groups[a].items.insert(0, item);
            true
        }
        _ => {
            let (item, words) = (model.new_item(rng), model.new_words(rng));
            let group_index = rng.number_below(model.situations.len());
            let group = &mut model.situations[group_index];
            let length = group.items.len();
            match edit {
                Edit::Swap => {
                    let Some((a, b)) = two_indices(rng, length) else { return false };
                    group.items.swap(a, b);
                }
                Edit::Insert => {
                    // It leads where another choice leads.
                    let target = group.items.last().map_or(0, |last| last.to);
                    group.items.insert(rng.number_below(length + 1), super::model::Item { to: target, ..item });
                }
                Edit::Delete => {
                    if length < 3 {
                        return false;
                    }
                    group.items.remove(rng.number_below(length));
                }
                Edit::Reword => group.items[rng.number_below(length)].words = words,
                Edit::Signs => {
                    group.items[rng.number_below(length)].words.push(if rng.with_percent(50) { '!' } else { '?' });
                }
                Edit::Rename => {
                    let (fresh, item) = (item.number, &mut group.items[rng.number_below(length)]);
                    if item.id.is_none() {
                        return false;
                    }
                    item.id = Some(format!("r{fresh}"));
                }
                Edit::RemoveId => {
                    let Some(item) = group.items.iter_mut().find(|it| it.id.is_some()) else { return false };
                    item.id = None;
                }
                Edit::ExchangeIds => {
                    let Some((a, b)) = two_indices(rng, length) else { return false };
                    if group.items[a].id.is_none() || group.items[b].id.is_none() {
                        return false;
                    }
                    let id = group.items[a].id.take();
                    group.items[a].id = std::mem::replace(&mut group.items[b].id, id);
                }
                _ => {
                    // A choice is identified by its words, so the numbers move with the words.
                    let Some((a, b)) = two_indices(rng, length) else { return false };
                    let (one, other) = (group.items[a].clone(), group.items[b].clone());
                    group.items[a] = super::model::Item { number: other.number, words: other.words, ..one.clone() };
                    group.items[b] = super::model::Item { number: one.number, words: one.words, ..other };
                }
            }
            true
        }
    }
}

fn edit_groups(rng: &mut Rng, groups: &mut [Group], edit: Edit, words: String, number: usize) -> bool {
    let Some((a, b)) = two_indices(rng, groups.len()) else { return false };
    match edit {
        Edit::ExchangeGroupIds => {
            let id = groups[a].id.clone();
            groups[a].id = std::mem::replace(&mut groups[b].id, id);
        }
        Edit::RenameGroup => groups[a].id = format!("g{number}"),
        Edit::RewordGroup => groups[b].words = words,
        _ => groups.swap(a, b),
    }
    true
}
