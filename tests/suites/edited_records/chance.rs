//! Choices whose outcome is drawn, and the edits that an author makes to their outcomes.

#![expect(clippy::wildcard_enum_match_arm, reason = "the function makes the edits of its kind")]

use scn_tests::random::Rng;

use super::edits::{Edit, two_indices};
use super::model::{Item, Model};

/// An outcome that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Draw {
    /// Its identity, whatever its position and words.
    pub(crate) number: usize,
    /// Its text.
    pub(crate) words: String,
    /// The number of the situation or ending that it leads to.
    pub(crate) to: usize,
}

/// The largest number of outcomes of a choice.
const MOST: usize = 4;

/// A text that several outcomes of a choice may share.
const SHARED: &str = "Nothing happens at first.";

impl Model {
    /// Returns an outcome with a text that no other has.
    pub(crate) fn new_draw(&mut self, to: usize) -> Draw {
        let number = self.next_number();
        Draw { number, words: format!("It comes out as {number}, which nobody knew."), to }
    }

    /// Gives a choice two or three outcomes; two of them may share a text if they lead to different
    /// places.
    pub(crate) fn add_draws(&mut self, rng: &mut Rng, targets: &[usize]) -> Vec<Draw> {
        let count = 2 + rng.number_below(2);
        let mut draws = Vec::new();
        for _ in 0..count {
            let to = *rng.pick_one(targets).expect("there is somewhere to go");
            draws.push(self.new_draw(to));
        }
        if draws[0].to != draws[1].to && rng.with_percent(40) {
            for draw in &mut draws[..2] {
                draw.words = SHARED.to_owned();
            }
        }
        draws
    }
}

/// Writes the outcomes of a choice. `node_id` returns the id of a situation or an ending.
pub(crate) fn write_outcomes<'m>(item: &Item, node_id: impl Fn(usize) -> &'m str) -> String {
    let mut text = String::new();
    if item.draws.is_empty() {
        return format!("    Outcome: {}\n    Next: {}\n", item.rest, node_id(item.to));
    }
    for (at, draw) in item.draws.iter().enumerate() {
        let when = if at + 1 < item.draws.len() { "1 in 4" } else { "otherwise" };
        text.push_str(&format!("    Outcome [{when}]: {}\n    Next: {}\n", draw.words, node_id(draw.to)));
    }
    text
}

/// Edits the outcomes of a choice. Returns whether there was anything to edit.
pub(crate) fn edit_outcomes(rng: &mut Rng, model: &mut Model, edit: Edit) -> bool {
    let places: Vec<(usize, usize)> = (0..model.situations.len())
        .flat_map(|group| (0..model.situations[group].items.len()).map(move |item| (group, item)))
        .filter(|(group, item)| !model.situations[*group].items[*item].draws.is_empty())
        .collect();
    // Choices of the first situation are made most often.
    let among = if rng.with_percent(50) { &places[..places.len().min(1)] } else { &places };
    let Some((group, item)) = rng.pick_one(among).copied() else { return false };
    let end = model.endings[0].number;
    let fresh = model.new_draw(end);
    let draws = &mut model.situations[group].items[item].draws;
    let length = draws.len();
    let place = rng.number_below(length);
    let Some((a, b)) = two_indices(rng, length) else { return false };
    match edit {
        Edit::SwapOutcomes => draws.swap(a, b),
        Edit::InsertOutcome if length < MOST => {
            draws.insert(rng.number_below(length + 1), Draw { to: draws[place].to, ..fresh });
        }
        Edit::DeleteOutcome if 2 < length => drop(draws.remove(place)),
        Edit::RewordOutcome => draws[place] = Draw { words: fresh.words, ..draws[place].clone() },
        Edit::SignsOfOutcome => {
            draws.iter_mut().filter(|it| it.words != SHARED).for_each(|it| it.words.push('!'));
        }
        // An outcome is identified by its text, so the numbers move with the texts.
        Edit::ExchangeOutcomes => {
            let (to_a, to_b) = (draws[a].to, draws[b].to);
            draws.swap(a, b);
            (draws[a].to, draws[b].to) = (to_a, to_b);
        }
        _ => return false,
    }
    true
}

/// Returns whether two outcomes are the same, or cannot be distinguished.
pub(crate) fn is_same_draw(one: &Draw, other: &Draw) -> bool {
    one.number == other.number || (one.words == other.words && one.to == other.to)
}
